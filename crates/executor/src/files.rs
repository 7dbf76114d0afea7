//! Which files a job may read and write, by Landlock.
//!
//! Landlock knows only permission, not refusal: what is not allowed is forbidden, and a folder that is allowed is so with all that is
//! in it. To hide one file, every folder on the way to it is split: its other entries are allowed one by one. What this cannot
//! hide: a hard link to the hidden file elsewhere. Entries made beside it later are hidden too. Listing
//! folders stays allowed everywhere (Python finds modules by it), so names can be seen where contents cannot.

use std::fs;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, PathBeneath, Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr,
    RulesetError, Scope,
};
use rustix::fs::{Mode, OFlags};

use crate::namespaces::SHARED_MEMORY;

/// Most entries of a split folder that are allowed one by one; beyond, the folder's other files stay unreadable.
const SPLIT_ENTRIES_MAX: usize = 4096;

/// Devices a program may expect to use.
const DEVICES: [&str; 8] = ["null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts"];
/// Beginnings of the names of accelerators.
const ACCELERATORS: [&str; 4] = ["nvidia", "dri", "kfd", "accel"];

/// Confines this process and what it becomes: `hidden` unreadable, nothing but `dir` (and shared memory) writable, TCP refused if
/// `no_tcp`. Paths are absolute and free of symbolic links.
pub(crate) fn confine(dir: &Path, hidden: &[PathBuf], no_tcp: bool) -> Result<(), RulesetError> {
    let read = AccessFs::ReadFile | AccessFs::Execute;
    // Listing folders stays free, and so does `ioctl`: terminals and accelerators live by it.
    let write = AccessFs::from_write(ABI::V5) & !BitFlags::from(AccessFs::IoctlDev);
    let mut attributes = Ruleset::default().handle_access(read | write)?.scope(Scope::from_all(ABI::V6))?;
    if no_tcp {
        attributes = attributes.handle_access(AccessNet::from_all(ABI::V4))?;
    }
    let mut rules = attributes.create()?;
    for path in readable(hidden) {
        rules = allow(rules, &path, read)?;
    }
    let device = AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::Truncate;
    for path in devices() {
        rules = allow(rules, &path, device)?;
    }
    for path in [dir, Path::new(SHARED_MEMORY)] {
        rules = allow(rules, path, read | write)?;
    }
    rules.restrict_self()?;
    Ok(())
}

/// Adds one rule; a path that cannot be opened (it has gone, or is not ours to see) needs none.
fn allow(rules: RulesetCreated, path: &Path, access: BitFlags<AccessFs>) -> Result<RulesetCreated, RulesetError> {
    let flags = OFlags::PATH | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    let Ok(fd) = rustix::fs::open(path, flags, Mode::empty()) else {
        return Ok(rules);
    };
    let is_folder = rustix::fs::fstat(&fd).is_ok_and(|stat| rustix::fs::FileType::from_raw_mode(stat.st_mode).is_dir());
    let access = if is_folder { access } else { access & AccessFs::from_file(ABI::V5) };
    rules.add_rule(PathBeneath::new(fd, access))
}

/// Everything readable: the entries of `/` without `/dev`, those on the way to a hidden path split into their own entries.
fn readable(hidden: &[PathBuf]) -> Vec<PathBuf> {
    let mut allowed = Vec::new();
    let mut to_split = vec![PathBuf::from("/")];
    while let Some(folder) = to_split.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten().take(SPLIT_ENTRIES_MAX) {
            // A link opens nothing: what it points to is allowed or not by its own place.
            if entry.file_type().is_ok_and(|kind| kind.is_symlink()) {
                continue;
            }
            let path = entry.path();
            if path == Path::new("/dev") || hidden.contains(&path) {
                continue;
            }
            if hidden.iter().any(|hidden| hidden.starts_with(&path)) {
                to_split.push(path);
            } else {
                allowed.push(path);
            }
        }
    }
    allowed
}

fn devices() -> Vec<PathBuf> {
    let folder = Path::new("/dev");
    let mut found: Vec<PathBuf> = DEVICES.iter().map(|name| folder.join(name)).collect();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    found.extend(entries.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        ACCELERATORS.iter().any(|beginning| name.starts_with(beginning.as_bytes()))
    }));
    found
}

/// A path with its symbolic links followed, as far as it exists.
pub(crate) fn real_path(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real_path(parent).join(name),
        _ => path.to_path_buf(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_hidden_path_is_not_under_anything_readable() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir(root.join("deep")).unwrap();
        for file in ["data.csv", "script.py", "deep/other.csv"] {
            fs::write(root.join(file), "x").unwrap();
        }
        let hidden = vec![root.join("data.csv"), root.join("deep/other.csv"), root.join("not-there")];
        let readable = readable(&hidden);
        for path in &hidden {
            assert!(!readable.iter().any(|allowed| path.starts_with(allowed)), "{} is readable", path.display());
        }
        for path in [root.join("script.py"), PathBuf::from("/usr"), PathBuf::from("/proc")] {
            assert!(readable.iter().any(|allowed| path.starts_with(allowed)), "{} is not", path.display());
        }
    }

    #[test]
    fn links_are_followed_as_far_as_the_path_exists() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir(root.join("real")).unwrap();
        std::os::unix::fs::symlink(root.join("real"), root.join("link")).unwrap();
        assert_eq!(real_path(&root.join("link/a/b")), root.join("real/a/b"));
    }
}
