//! A crate imports only crates of a lower rank, and only one crate names the query engine.

use std::path::Path;

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Crates by rank; a crate may import crates of lower ranks only.
const RANKS: [&[&str]; 12] = [
    &["summary", "plot"],
    &["stats"],
    &["forecast", "learn", "drift", "effect"],
    &["panel"],
    &["problem", "table", "ledger", "series", "executor"],
    &["profile"],
    &["contest"],
    &["contenders", "verdict", "insight"],
    &["bakeoff", "report", "monitor", "release"],
    &["server"],
    &["cli"],
    &["xtask"],
];

/// Dependencies that only these crates may name.
const RESERVED: [(&str, &[&str]); 5] = [
    ("datafusion", &["table"]),
    ("rusqlite", &["ledger"]),
    ("toml_edit", &["problem"]),
    ("landlock", &["executor"]),
    ("clap", &["cli"]),
];

/// All breaches.
pub(crate) fn check(root: &Path) -> Result<Vec<String>, cargo_metadata::Error> {
    let metadata = MetadataCommand::new().manifest_path(root.join("Cargo.toml")).no_deps().exec()?;
    let mut flaws = Vec::new();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let Some(own) = rank(name) else {
            flaws.push(format!("{name} has no rank: give it one in xtask/src/imports.rs"));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|d| d.kind != DependencyKind::Development) {
            if let Some(theirs) = rank(&dependency.name).filter(|theirs| dependency.path.is_some() && *theirs >= own) {
                flaws.push(format!("{name} (rank {own}) imports {} (rank {theirs})", dependency.name));
            }
            let reserved = RESERVED.iter().find(|(what, _)| *what == dependency.name);
            if let Some((what, owners)) = reserved.filter(|(_, owners)| !owners.contains(&name)) {
                flaws.push(format!("{name} names {what}, which is for {} alone", owners.join(", ")));
            }
        }
    }
    Ok(flaws)
}

fn rank(name: &str) -> Option<usize> {
    RANKS.iter().position(|crates| crates.contains(&name))
}
