//! Artifacts: files by content, and paths that stay in their folder.

use std::fs;

use ledger::{Error, Hash, limits};

use crate::scratch::open;

#[test]
fn artifacts_are_stored_once_and_checked() {
    let (scratch, ledger, run) = open();
    let bytes: Vec<u8> = (0..200_000u32).map(|n| (n % 251) as u8).collect();
    let hash = ledger.put_artifact(run, "model/weights.bin", &bytes).unwrap();
    assert_eq!(hash, Hash::of(&bytes));
    let source = scratch.dir().join("source.bin");
    fs::write(&source, &bytes).unwrap();
    assert_eq!(ledger.put_artifact_file(run, "copy.bin", &source).unwrap(), hash);
    ledger.put_artifact(run, "notes.txt", b"old").unwrap();
    ledger.put_artifact(run, "notes.txt", b"").unwrap();
    assert_eq!(ledger.artifact(run, "model/weights.bin").unwrap(), bytes);
    assert_eq!(ledger.artifact(run, "notes.txt").unwrap(), b"");
    let target = scratch.dir().join("target.bin");
    ledger.copy_artifact(run, "copy.bin", &target).unwrap();
    assert_eq!(fs::read(&target).unwrap(), bytes);
    let listed: Vec<_> = ledger.artifacts(run).unwrap().into_iter().map(|a| (a.path, a.bytes)).collect();
    assert_eq!(listed, [("copy.bin".into(), 200_000), ("model/weights.bin".into(), 200_000), ("notes.txt".to_owned(), 0)]);
    let report = ledger.verify().unwrap();
    assert_eq!((report.artifacts, report.artifact_bytes), (3, 200_003), "the same bytes are one file");
    assert!(report.is_intact() && report.notes.is_empty());
    assert!(matches!(ledger.artifact(run, "nothing"), Err(Error::NotFound { what: "artifact", .. })));

    let text = hash.to_string();
    let file = scratch.dir().join("artifacts").join(&text[..2]).join(&text[2..]);
    let mut changed = bytes.clone();
    changed[100_000] ^= 1;
    fs::write(&file, &changed).unwrap();
    assert!(matches!(ledger.artifact(run, "copy.bin"), Err(Error::ArtifactDamaged { .. })));
    assert!(matches!(ledger.copy_artifact(run, "copy.bin", &target), Err(Error::ArtifactDamaged { .. })));
    fs::remove_file(&file).unwrap();
    assert!(matches!(ledger.artifact(run, "copy.bin"), Err(Error::ArtifactDamaged { .. })));
    // Putting the same bytes again heals it.
    ledger.put_artifact(run, "copy.bin", &bytes).unwrap();
    assert_eq!(ledger.artifact(run, "model/weights.bin").unwrap(), bytes);
}

#[test]
fn artifact_paths_stay_in_their_folder() {
    let (_scratch, ledger, run) = open();
    let long = "x".repeat(limits::ARTIFACT_PATH_CHARS_MAX + 1);
    let bad = ["", "/etc/passwd", "../x", "a/../../x", "a/./b", "a//b", "a/", ".", "..", "a\\b", "c:x", "a\0b", "a\nb", &long];
    for path in bad {
        let refused = ledger.put_artifact(run, path, b"x").unwrap_err();
        assert!(matches!(refused, Error::BadName { .. } | Error::TooLong { .. }), "{path:?}: {refused}");
        let refused = ledger.batch(|batch| batch.put_artifact(run, path, b"x")).unwrap_err();
        assert!(matches!(refused, Error::BadName { .. } | Error::TooLong { .. }), "{path:?}: {refused}");
    }
    for path in ["a", "a/b.c/d-e", "...", "..a/b", "über \u{1f6eb}/x", "-rf", "~"] {
        ledger.put_artifact(run, path, b"x").unwrap();
        assert_eq!(ledger.artifact(run, path).unwrap(), b"x", "{path:?}");
    }
}
