//! Other paths to the same file: a file system, or a part of it, can be mounted in several places.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

/// Every path under which the kernel shows what is at `path` (absolute, free of symbolic links), `path` itself included.
pub(crate) fn paths_to(path: &Path) -> Vec<PathBuf> {
    let table = fs::read("/proc/self/mountinfo").unwrap_or_default();
    let mut paths = paths_in(&table, path);
    if !paths.iter().any(|found| found == path) {
        paths.push(path.to_path_buf());
    }
    paths
}

/// One line of the table of mounts.
struct Mount<'a> {
    device: &'a [u8],
    /// Which part of the file system is mounted.
    root: PathBuf,
    point: PathBuf,
}

fn paths_in(table: &[u8], path: &Path) -> Vec<PathBuf> {
    let mounts: Vec<Mount<'_>> = table.split(|&byte| byte == b'\n').filter_map(parse).collect();
    // The innermost mount shows the path; of several on one point, the last covers the others.
    let shown = mounts.iter().enumerate().filter(|(_, mount)| path.starts_with(&mount.point));
    let Some((_, own)) = shown.max_by_key(|(place, mount)| (mount.point.components().count(), *place)) else {
        return Vec::new();
    };
    let Ok(below) = path.strip_prefix(&own.point) else {
        return Vec::new();
    };
    let inside = own.root.join(below);
    let same = mounts.iter().filter(|mount| mount.device == own.device);
    same.filter_map(|mount| Some(mount.point.join(inside.strip_prefix(&mount.root).ok()?))).collect()
}

/// `id parent device root point options...`, blanks in paths written as `\040`.
fn parse(line: &[u8]) -> Option<Mount<'_>> {
    let mut fields = line.split(|&byte| byte == b' ').skip(2);
    Some(Mount { device: fields.next()?, root: unescape(fields.next()?), point: unescape(fields.next()?) })
}

fn unescape(field: &[u8]) -> PathBuf {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((&first, tail)) = rest.split_first() {
        let octal = tail.first_chunk::<3>().filter(|_| first == b'\\');
        let value = octal.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok());
        bytes.push(value.unwrap_or(first));
        rest = if value.is_some() { &tail[3..] } else { tail };
    }
    PathBuf::from(OsString::from_vec(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[u8] = b"\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 27 254:0 /home/me /mnt/my\\040files rw - ext4 /dev/vda rw
31 27 254:0 /var /elsewhere rw - ext4 /dev/vda rw
32 27 0:40 / /home/me/ram rw - tmpfs tmpfs rw
";

    fn paths(path: &str) -> Vec<PathBuf> {
        paths_in(TABLE, Path::new(path))
    }

    #[test]
    fn a_bind_mount_is_another_path_to_the_file() {
        let expected = [PathBuf::from("/home/me/data.csv"), PathBuf::from("/mnt/my files/data.csv")];
        assert_eq!(paths("/home/me/data.csv"), expected);
        assert_eq!(paths("/mnt/my files/data.csv"), expected);
    }

    #[test]
    fn other_file_systems_and_other_parts_are_not() {
        assert_eq!(paths("/home/me/ram/data.csv"), [PathBuf::from("/home/me/ram/data.csv")]);
        assert_eq!(paths("/srv/data.csv"), [PathBuf::from("/srv/data.csv")]);
    }

    #[test]
    fn the_path_itself_is_always_found() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| unreachable!("{error}"));
        let path = folder.path().join("x");
        assert!(paths_to(&path).contains(&path));
    }
}
