//! Ledgers of earlier and of later versions of the program.

use std::fs;
use std::path::Path;

use ledger::{Error, Head, Ledger, NewVersion, RunId, Status};
use rusqlite::Connection;

use crate::scratch::{Scratch, copy_folder, full};

const CONTEST: RunId = RunId([0xa1; 16]);

/// The ledger that a program of schema 1 left; see `tests/fixtures/v1/ledger.sql`.
fn version_1() -> Scratch {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/v1");
    let scratch = Scratch::new();
    copy_folder(&fixture, &scratch.dir());
    let sql = fs::read_to_string(fixture.join("ledger.sql")).unwrap();
    Connection::open(scratch.database()).unwrap().execute_batch(&sql).unwrap();
    scratch
}

fn schema(scratch: &Scratch) -> u32 {
    Connection::open(scratch.database()).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

fn check_content(ledger: &Ledger) {
    let report = ledger.verify().unwrap();
    assert_eq!(report.problems, []);
    assert_eq!((report.head.seq, report.artifacts), (54, 2));
    let tree = ledger.subtree(CONTEST).unwrap();
    assert_eq!(tree.len(), 9);
    assert_eq!(tree[5].run.status, Status::Failed);
    assert_eq!(ledger.tags(CONTEST).unwrap()["verdict"], "last year \u{1f6eb}");
    let fold = ledger.find_run("c0").unwrap().id;
    let values: Vec<_> = ledger.latest_metrics(fold).unwrap().into_iter().map(|metric| metric.value).collect();
    assert_eq!(values[0], 10.5);
    assert!(values[1].is_nan());
}

#[test]
fn a_ledger_of_version_1_is_read_and_brought_up_to_date() {
    let scratch = version_1();
    let head: Head = fs::read_to_string(scratch.dir().join("HEAD")).unwrap().trim().parse().unwrap();
    let reader = scratch.reader();
    check_content(&reader);
    assert_eq!(reader.models().unwrap(), [], "tables that came later are empty");
    assert_eq!(schema(&scratch), 1, "a reader changes nothing");

    let ledger = scratch.open();
    assert_eq!(schema(&scratch), 2);
    assert_eq!(ledger.head().unwrap(), head);
    check_content(&ledger);
    ledger.create_model("m", None, 1).unwrap();
    ledger.create_version("m", &NewVersion { run: Some(CONTEST), ..NewVersion::default() }, 2).unwrap();
    ledger.open_seal(CONTEST, "5ea1", "the verdict", 3).unwrap();
    ledger.close().unwrap();
    // A reader that was open all along follows.
    assert!(reader.verify_against(&head).unwrap().is_intact());
    assert_eq!(scratch.reader().version("m", 1).unwrap().run, Some(CONTEST));
}

#[test]
fn an_edit_of_a_version_1_ledger_is_found_before_and_after_migration() {
    let scratch = version_1();
    Connection::open(scratch.database()).unwrap().execute("UPDATE metrics SET value = 0 WHERE key = 'mae'", []).unwrap();
    assert_eq!(scratch.reader().verify().unwrap().problems.len(), 6);
    assert_eq!(scratch.open().verify().unwrap().problems.len(), 6);
}

#[test]
fn a_newer_ledger_is_refused_and_left_alone() {
    let (scratch, _) = full();
    Connection::open(scratch.database()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    for refused in [Ledger::open(&scratch.dir()), Ledger::open_read(&scratch.dir())] {
        let refused = refused.unwrap_err();
        assert!(matches!(refused, Error::NewerSchema { found: 99, known: 2, .. }), "{refused}");
        assert!(refused.to_string().contains("knows schemas up to 2") && refused.hint().is_some());
    }
    assert_eq!(schema(&scratch), 99);
}
