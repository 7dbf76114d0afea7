//! `look.json` and `look.html`, each whole or not at all.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use profile::look::Look;
use table::Table;

use super::LookArguments;
use crate::exit::Failure;
use crate::out;

/// Bytes at the start of a file by which we know our own.
const SIGNATURE_BYTES: u64 = 512;

/// Where the answer is written.
pub(super) struct Files {
    document: PathBuf,
    page: PathBuf,
}

impl Files {
    /// Settles places before any work; files that are not an earlier look are not written over.
    pub(super) fn of(args: &LookArguments, table: &Table) -> Result<Self, Failure> {
        let files = Self { document: args.out.join("look.json"), page: args.out.join("look.html") };
        let refuse = |path: &Path, why: &str| {
            let hint = "name another folder with --out".to_owned();
            Err(Failure::input(format!("{} {why}", path.display()), Some(hint)))
        };
        for path in [&files.document, &files.page] {
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

    pub(super) fn write(&self, look: &Look, values: bool) -> Result<(), Failure> {
        let mut document = serde_json::to_vec_pretty(look)?;
        document.push(b'\n');
        whole(&self.document, &document)?;
        whole(&self.page, report::look_page(look, values).as_bytes())
    }

    /// Says what was written.
    pub(super) fn tell(&self) {
        out::tell(format_args!("page: {}, document: {}", self.page.display(), self.document.display()));
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
    (start.starts_with("{\n  \"version\": ") && start.contains("\"source\": ")) || start.contains("<title>A look at ")
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
