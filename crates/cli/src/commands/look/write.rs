//! `look.json`, `look.baseline`, `look.html` and `rules.toml`, each whole or not at all.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use profile::look::{Baseline, Look};
use table::Table;

use super::LookArguments;
use crate::exit::Failure;
use crate::out;

/// Bytes at the start of a file by which we know our own.
const SIGNATURE_BYTES: u64 = 512;

/// Where the answer is written.
pub(super) struct Files {
    document: PathBuf,
    baseline: PathBuf,
    page: PathBuf,
    /// Where suggested rules are written.
    rules: Option<PathBuf>,
}

impl Files {
    /// Settles places before any work; files that are not an earlier look are not written over.
    pub(super) fn of(args: &LookArguments, table: &Table) -> Result<Self, Failure> {
        // The look that a table is compared with stays what it is.
        let name = if args.against.is_some() { "look-against" } else { "look" };
        let at = |ending: &str| args.out.join(format!("{name}.{ending}"));
        let rules = args.suggest_rules.then(|| args.out.join("rules.toml"));
        let files = Self { document: at("json"), baseline: at("baseline"), page: at("html"), rules };
        let refuse = |path: &Path, why: &str| {
            let hint = "name another folder with --out".to_owned();
            Err(Failure::input(format!("{} {why}", path.display()), Some(hint)))
        };
        if let Some(path) = files.rules.as_deref().filter(|path| path.exists()) {
            return refuse(path, "is there already");
        }
        let compared = args.against.as_deref().map(|path| path.with_extension("baseline"));
        if compared.is_some_and(|path| same(&path, &files.baseline)) {
            return refuse(&files.baseline, "is what the table is compared with, and would be written over");
        }
        for path in [&files.document, &files.baseline, &files.page] {
            if table.files().iter().any(|file| same(file, path)) {
                return refuse(path, "is the table itself, and would be written over");
            }
            if path.exists() && !ours(path) {
                return refuse(path, "is there already, and is not an earlier look");
            }
        }
        fs::create_dir_all(&args.out).map_err(|error| cannot(&args.out, &error))?;
        Ok(files)
    }

    pub(super) fn write(&self, look: &Look, baseline: &Baseline, values: bool) -> Result<(), Failure> {
        let mut document = serde_json::to_vec_pretty(look)?;
        document.push(b'\n');
        whole(&self.document, &document)?;
        whole(&self.baseline, &baseline.encode())?;
        if let Some((path, suggested)) = self.rules.as_ref().zip(look.suggested.as_ref()) {
            whole(path, suggested.to_toml(&look.source).as_bytes())?;
        }
        whole(&self.page, report::look_page(look, values).as_bytes())
    }

    /// Says what was written.
    pub(super) fn tell(&self) {
        let rules = self.rules.as_ref().map(|path| format!(", rules: {}", path.display())).unwrap_or_default();
        out::tell(format_args!("page: {}, document: {}{rules}", self.page.display(), self.document.display()));
    }
}

fn same(a: &Path, b: &Path) -> bool {
    a.canonicalize().ok().zip(b.canonicalize().ok()).is_some_and(|(a, b)| a == b)
}

/// Whether a file begins as ours do.
fn ours(path: &Path) -> bool {
    let Ok(file) = fs::File::open(path) else { return false };
    let mut start = Vec::new();
    if file.take(SIGNATURE_BYTES).read_to_end(&mut start).is_err() {
        return false;
    }
    let start = String::from_utf8_lossy(&start);
    let baseline = start.starts_with("bakebase");
    baseline || (start.starts_with("{\n  \"version\": ") && start.contains("\"source\": ")) || start.contains("<title>A look at ")
}

fn whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    fs::write(&part, bytes).and_then(|()| fs::rename(&part, path)).map_err(|error| cannot(path, &error))
}

fn cannot(path: &Path, error: &io::Error) -> Failure {
    let hint = "name another folder with --out".to_owned();
    Failure::input(format!("cannot write {}: {error}", path.display()), Some(hint))
}
