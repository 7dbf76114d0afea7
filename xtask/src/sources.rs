//! What may stand where in the sources.

use std::path::{Path, PathBuf};

/// Names that say nothing about what a file holds.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helpers", "helper", "common", "manager"];

/// All Rust sources of the workspace.
pub(crate) fn files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = ["lib", "crates", "xtask"].iter().map(|folder| root.join(folder)).collect();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Breaches of the house rules in one file.
pub(crate) fn check(name: &str, text: &str) -> Vec<String> {
    let mut flaws = Vec::new();
    let stem = Path::new(name).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if EMPTY_NAMES.contains(&stem.as_str()) {
        flaws.push(format!("{name}: name the file after what it holds"));
    }
    let is_test = name.contains("/tests/") || name.contains("/benches/") || name.contains("/examples/");
    for (at, line) in text.lines().enumerate() {
        let code = line.trim_start();
        let place = format!("{name}:{}", at + 1);
        if code.starts_with("//") || name.starts_with("xtask/") {
            continue;
        }
        if code.contains("unsafe ") && code.contains('{') && !name.starts_with("crates/executor/") {
            flaws.push(format!("{place}: `unsafe` is for the executor alone"));
        }
        if code.starts_with("pub use ") && code.ends_with("::*;") {
            flaws.push(format!("{place}: name what is exported"));
        }
        let clock = code.contains("SystemTime::now(") || code.contains("Instant::now(") || code.contains("std::env::");
        if clock && name.starts_with("lib/") && !is_test {
            flaws.push(format!("{place}: lib/ reads no clock and no environment"));
        }
    }
    flaws
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaches_are_found() {
        assert_eq!(check("lib/a/src/utils.rs", "").len(), 1);
        assert_eq!(check("lib/a/src/b.rs", "let t = Instant::now();\n").len(), 1);
        assert_eq!(check("crates/a/src/b.rs", "unsafe { x() }\n").len(), 1);
        assert!(check("crates/executor/src/b.rs", "unsafe { x() }\n").is_empty());
    }
}
