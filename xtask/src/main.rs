//! Chores of the workspace: `cargo xtask tidy`.
#![expect(clippy::print_stderr, reason = "what it finds is told to whoever runs it")]

mod imports;
mod sizes;
mod sources;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("tidy") {
        return tidy();
    }
    eprintln!("usage: cargo xtask tidy");
    ExitCode::from(2)
}

/// Checks import ranks, sizes, names and where `unsafe` and the engine may be named.
fn tidy() -> ExitCode {
    let root = root();
    let mut flaws = Vec::new();
    match imports::check(&root) {
        Ok(found) => flaws.extend(found),
        Err(error) => flaws.push(format!("cargo metadata: {error}")),
    }
    for file in sources::files(&root) {
        match std::fs::read_to_string(&file) {
            Ok(text) => {
                let name = file.strip_prefix(&root).unwrap_or(&file).display().to_string();
                flaws.extend(sources::check(&name, &text));
                flaws.extend(sizes::check(&name, &text));
            }
            Err(error) => flaws.push(format!("{}: {error}", file.display())),
        }
    }
    for flaw in &flaws {
        eprintln!("tidy: {flaw}");
    }
    if flaws.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
