//! From the text a user wrote to the files it means: one file, a folder or a pattern.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use glob::Pattern;

use crate::error::TableError;
use crate::format::{self, Format};

/// At most this many files make one table.
const FILES_MAX: usize = 100_000;

/// The files that `source` names, sorted by path.
///
/// A path that exists is taken as it is, whatever characters it holds; only then is it tried as a pattern
/// (`*`, `?`, `[a-z]`, and `**` for any depth of folders). Of a folder, the data files directly inside count;
/// names that begin with `.` or `_` do not.
pub(crate) fn files(source: &str, base: &Path) -> Result<Vec<PathBuf>, TableError> {
    let path = base.join(source);
    match fs::metadata(&path) {
        Ok(meta) if meta.is_dir() => in_folder(&path),
        Ok(meta) if meta.is_file() => Ok(vec![path]),
        Ok(_) => Err(TableError::NotAFile { path }),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(TableError::Unreadable { path, source: error }),
        Err(_) if source.contains(['*', '?', '[']) => matching(source, base, path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let similar = similar_name(&path);
            Err(TableError::NotFound { path, similar })
        }
        Err(source) => Err(TableError::Unreadable { path, source }),
    }
}

fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, TableError> {
    if folder.join("_delta_log").is_dir() {
        return Err(TableError::DeltaTable { path: folder.to_owned() });
    }
    let mut files: Vec<PathBuf> = entries(folder)?
        .into_iter()
        .filter(|path| !hidden(path) && path.is_file() && format::by_ending(path).is_some())
        .collect();
    let plain_text = |path: &PathBuf| path.extension().is_some_and(|e| e.eq_ignore_ascii_case("txt"));
    if files.iter().any(|f| !plain_text(f)) {
        files.retain(|f| !plain_text(f)); // a README.txt beside the data
    }
    if files.is_empty() {
        return Err(TableError::NoMatch { path: folder.to_owned(), folder: true });
    }
    one_format(folder, &files)?;
    Ok(files)
}

/// Refuses files whose endings tell different formats; endings that tell nothing are left to the first bytes.
fn one_format(path: &Path, files: &[PathBuf]) -> Result<(), TableError> {
    let mut counts: BTreeMap<Format, usize> = BTreeMap::new();
    for format in files.iter().filter_map(|f| format::by_ending(f)) {
        *counts.entry(format).or_default() += 1;
    }
    if counts.len() < 2 {
        return Ok(());
    }
    let found = counts.iter().map(|(format, n)| format!("{n} {format}")).collect::<Vec<_>>().join(", ");
    Err(TableError::MixedFormats { path: path.to_owned(), found })
}

fn matching(pattern: &str, base: &Path, shown: PathBuf) -> Result<Vec<PathBuf>, TableError> {
    let mut found = vec![base.to_owned()];
    let parts: Vec<Component<'_>> = Path::new(pattern).components().collect();
    for (i, part) in parts.iter().enumerate() {
        let text = part.as_os_str().to_string_lossy();
        let is_pattern = matches!(part, Component::Normal(_)) && text.contains(['*', '?', '[']);
        let last = i + 1 == parts.len();
        let mut next = Vec::new();
        for folder in found {
            if text == "**" {
                descend(&folder, &mut next)?;
            } else if is_pattern && !folder.join(part).exists() {
                let Ok(pattern) = Pattern::new(&text) else {
                    return Err(TableError::NoMatch { path: shown, folder: false });
                };
                let matches = |p: &PathBuf| {
                    let name = p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                    pattern.matches(&name) && (!hidden(p) || text.starts_with(['.', '_']))
                };
                next.extend(entries(&folder)?.into_iter().filter(matches));
            } else {
                next.push(folder.join(part));
            }
        }
        next.retain(|p| if last { p.is_file() } else { p.is_dir() });
        found = next;
    }
    if found.is_empty() {
        return Err(TableError::NoMatch { path: shown, folder: false });
    }
    found.sort();
    found.dedup();
    one_format(&shown, &found)?;
    Ok(found)
}

/// A folder and all folders below it; links to folders are not followed, so there is no loop.
fn descend(folder: &Path, all: &mut Vec<PathBuf>) -> Result<(), TableError> {
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        open.extend(entries(&next)?.into_iter().filter(|p| !hidden(p) && !p.is_symlink() && p.is_dir()));
        all.push(next);
    }
    Ok(())
}

fn hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_']))
}

/// What a folder holds, sorted.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, TableError> {
    let unreadable = |source| TableError::Unreadable { path: folder.to_owned(), source };
    // An empty path is the folder in which the program runs.
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut all = fs::read_dir(here)
        .map_err(unreadable)?
        .take(FILES_MAX)
        .map(|entry| entry.map(|e| folder.join(e.file_name())))
        .collect::<Result<Vec<_>, _>>()
        .map_err(unreadable)?;
    all.sort();
    Ok(all)
}

/// The name in the same folder that is closest to the missing one.
fn similar_name(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_string_lossy().into_owned();
    let names = entries(path.parent()?).ok()?;
    let names = names.iter().filter_map(|p| p.file_name().map(|n| n.to_string_lossy().into_owned()));
    closest(&wanted, names)
}

/// The candidate most like `wanted`, if any is like it at all.
pub(crate) fn closest(wanted: &str, candidates: impl Iterator<Item = String>) -> Option<String> {
    let lower = wanted.to_lowercase();
    candidates
        .map(|name| (strsim::jaro_winkler(&lower, &name.to_lowercase()), name))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}
