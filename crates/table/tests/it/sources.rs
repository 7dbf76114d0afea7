//! Which files a source means.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::{fs, process::Command};

use crate::Folder;

#[test]
fn hostile_names_open_as_they_are_written() {
    let folder = Folder::new();
    for name in [
        "a b.csv",
        "-x.csv",
        "new\nline.csv",
        "d[1].csv",
        "st*r.csv",
        "wh?t.csv",
        "%20.csv",
        "ünï.csv",
        "'q\".csv",
        "x.csv;y.csv",
        "~",
        "#1?.csv",
    ] {
        folder.put(name, "a\n1\n");
        let table = folder.open(name).unwrap_or_else(|e| panic!("{name:?}: {e}"));
        assert_eq!(table.files(), [folder.path().join(name)]);
        fs::remove_file(folder.path().join(name)).unwrap();
    }
}

#[test]
fn patterns_and_folders() {
    let folder = Folder::new();
    for name in
        ["2020/a.csv", "2020/b.csv", "2021/a.csv", "2021/deep/c.csv", "2021/_SUCCESS", "2021/.hidden.csv", "2021/README.txt"]
    {
        folder.put(name, "a\n1\n");
    }
    let names = |source: &str| {
        let files = folder.open(source).unwrap_or_else(|e| panic!("{source}: {e}")).files().to_vec();
        files.iter().map(|f| f.strip_prefix(folder.path()).unwrap().display().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names("2021"), ["2021/a.csv"]);
    assert_eq!(names("*/a.csv"), ["2020/a.csv", "2021/a.csv"]);
    assert_eq!(names("202[0]/?.csv"), ["2020/a.csv", "2020/b.csv"]);
    assert_eq!(names("**/*.csv"), ["2020/a.csv", "2020/b.csv", "2021/a.csv", "2021/deep/c.csv"]);
    assert_eq!(names("2021/../2020/*.csv").len(), 2);
    let (message, _, hint) = folder.refused("2022/*.csv");
    assert_eq!(message, "no data file matches 2022/*.csv");
    assert!(hint.unwrap().starts_with("quote the pattern"));
    folder.put("mixed/a.csv", "a\n1\n");
    folder.put("mixed/b.parquet", "PAR1");
    assert_eq!(folder.refused("mixed").0, "mixed holds files of several formats: 1 CSV, 1 Parquet");
    fs::create_dir(folder.path().join("void")).unwrap();
    assert_eq!(folder.refused("void").0, "no data file matches void");
}

#[test]
fn what_is_not_there_is_named_with_a_neighbour() {
    let folder = Folder::new();
    folder.put("passengers.csv", "a\n1\n");
    let (message, _, hint) = folder.refused("pasengers.csv");
    assert_eq!(
        (message.as_str(), hint.as_deref()),
        ("no file or folder pasengers.csv", Some("did you mean \"passengers.csv\"?"))
    );
    assert_eq!(folder.refused("nowhere/x.csv"), ("no file or folder nowhere/x.csv".into(), None, None));
    symlink("nothing", folder.path().join("dangling.csv")).unwrap();
    assert!(folder.refused("dangling.csv").0.starts_with("no file or folder"));
    let made = Command::new("mkfifo").arg(folder.path().join("pipe.csv")).status();
    if made.is_ok_and(|s| s.success()) {
        assert_eq!(folder.refused("pipe.csv").0, "pipe.csv is not a regular file");
    }
}

#[test]
fn a_file_without_permission() {
    let folder = Folder::new();
    let path = folder.put("secret.csv", "a\n1\n");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(&path).is_err() {
        // Not for root, who may read everything.
        let (message, _, hint) = folder.refused("secret.csv");
        assert!(message.starts_with("cannot read secret.csv"), "{message}");
        assert!(hint.unwrap().contains("chmod u+r"));
    }
}

#[test]
fn a_failed_ingest_leaves_nothing_behind() {
    let folder = Folder::new();
    folder.put("a.csv", "a,b\n1,2\n");
    let table = folder.open("a.csv").unwrap();
    folder.put("a.csv", "a,b\n1,2\nx,3\n");
    let to = folder.path().join("out.arrow");
    let error = table.ingest(&to, &mut |_| {}).unwrap_err();
    assert!(error.to_string().ends_with("changed while it was being read: line 3, field 1"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let error = folder.open("a.csv").unwrap().ingest(&folder.path().join("no/where.arrow"), &mut |_| {}).unwrap_err();
    assert!(error.to_string().starts_with("cannot write"), "{error}");
}
