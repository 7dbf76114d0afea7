//! Every way to change a ledger behind its back, and what verification says.

use std::fs;

use ledger::{Error, Head, Ledger, Metric, ProblemKind, Report};
use proptest::prelude::*;
use rusqlite::types::Value;
use rusqlite::{Connection, params};

use crate::scratch::{Scratch, contest, full};

const TABLES: [&str; 16] = [
    "experiments",
    "experiment_states",
    "runs",
    "run_states",
    "params",
    "metrics",
    "tags",
    "inputs",
    "documents",
    "artifacts",
    "models",
    "model_states",
    "versions",
    "version_states",
    "aliases",
    "seals",
];

fn tamper(scratch: &Scratch, sql: &str) -> Report {
    Connection::open(scratch.database()).unwrap().execute_batch(sql).unwrap();
    scratch.reader().verify().unwrap()
}

fn kinds(report: &Report) -> Vec<ProblemKind> {
    report.problems.iter().map(|problem| problem.kind).collect()
}

fn number(connection: &Connection, sql: &str) -> i64 {
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn an_untouched_ledger_is_intact() {
    let (scratch, _) = full();
    let report = scratch.reader().verify().unwrap();
    assert_eq!(report.problems, []);
    assert!(report.notes.is_empty());
    assert_eq!(report.records.len(), TABLES.len(), "every table has a record, so that every table is tested below");
    assert_eq!(report.records_checked(), report.head.seq as u64);
    assert_eq!(report.artifacts, 2);
}

/// Other values that a cell could be given.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![Value::Integer(1), Value::Text("x".into())],
        Value::Integer(n) => vec![Value::Integer(n + 1), Value::Integer(n ^ (1 << 40)), Value::Null],
        Value::Real(x) => vec![Value::Real(f64::from_bits(x.to_bits() ^ 1)), Value::Real(-x)],
        Value::Text(text) => {
            let mut cut = text.clone();
            cut.pop();
            vec![
                Value::Text(format!("{text} ")),
                Value::Text(format!("{text}\0")),
                Value::Text(cut),
                Value::Text("x".into()),
                Value::Null,
            ]
        }
        Value::Blob(bytes) => {
            let mut flipped = bytes.clone();
            flipped[7] ^= 0x20;
            vec![Value::Blob(flipped), Value::Blob(bytes[1..].to_vec())]
        }
    }
}

/// Alters every cell of every table in several ways, one at a time.
#[test]
fn every_edited_cell_is_found() {
    let (scratch, _) = full();
    let connection = Connection::open(scratch.database()).unwrap();
    connection.execute_batch("PRAGMA synchronous = OFF").unwrap();
    let reader = scratch.reader();
    let mut edits = 0;
    for table in TABLES.into_iter().chain(["chain"]) {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let rows: Vec<Vec<Value>> = statement
            .query_map([], |row| (0..columns.len()).map(|column| row.get(column)).collect())
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for row in &rows {
            for (column, value) in columns.iter().zip(row) {
                for other in others(value) {
                    if &other == value {
                        continue;
                    }
                    let update = format!("UPDATE {table} SET {column} = ?1 WHERE rowid = ?2");
                    // A value that the table refuses cannot be put there.
                    if connection.execute(&update, params![other, row[0]]).is_err() {
                        continue;
                    }
                    edits += 1;
                    let report = reader.verify().unwrap();
                    assert!(!report.is_intact(), "{table}.{column} of {:?}: {value:?} became {other:?}", row[0]);
                    let moved = if column == "seq" { &other } else { &row[0] };
                    connection.execute(&update, params![value, moved]).unwrap();
                }
            }
        }
    }
    assert!(edits > 1_000, "only {edits} cells could be edited");
    assert!(reader.verify().unwrap().is_intact(), "everything was put back");
}

#[test]
fn every_removed_record_is_found_and_named() {
    let (scratch, run) = full();
    for table in TABLES {
        let copy = scratch.copy();
        let connection = Connection::open(copy.database()).unwrap();
        let seq = number(&connection, &format!("SELECT max(seq) FROM {table}"));
        let report = tamper(&copy, &format!("DELETE FROM {table} WHERE seq = {seq}"));
        assert_eq!(kinds(&report), [ProblemKind::Removed], "{table}");
        assert_eq!(report.problems[0].place, format!("{table} record {seq}"));
        if table == "seals" {
            assert_eq!(report.problems[0].run, Some(run));
        }
    }
}

#[test]
fn an_edit_names_the_record_and_its_run() {
    let (scratch, run) = full();
    let report = tamper(&scratch, "UPDATE documents SET json = '{\"winner\":\"ets\"}' WHERE kind = 'verdict'");
    assert_eq!(kinds(&report), [ProblemKind::Edited]);
    assert_eq!(report.problems[0].run, Some(run));
    let text = report.problems[0].to_string();
    assert!(text.contains("documents record") && text.contains("verdict") && text.contains(&run.to_string()), "{text}");
}

#[test]
fn swapped_and_moved_records_are_found() {
    let (scratch, _) = full();
    let connection = Connection::open(scratch.database()).unwrap();
    let (low, high) = (number(&connection, "SELECT min(seq) FROM params"), number(&connection, "SELECT max(seq) FROM params"));
    let swap = |table: &str| {
        format!(
            "UPDATE {table} SET seq = -1 WHERE seq = {low}; UPDATE {table} SET seq = {low} WHERE seq = {high};
             UPDATE {table} SET seq = {high} WHERE seq = -1;"
        )
    };
    let report = tamper(&scratch.copy(), &swap("params"));
    assert_eq!(kinds(&report), [ProblemKind::Edited, ProblemKind::Edited]);
    assert!(!tamper(&scratch.copy(), &swap("chain")).is_intact());
    assert!(!tamper(&scratch.copy(), &(swap("chain") + &swap("params"))).is_intact());
}

#[test]
fn a_record_put_in_is_found() {
    let (scratch, _) = full();
    let run = "(SELECT seq FROM runs LIMIT 1)";
    let sql = format!("INSERT INTO metrics VALUES (9999, {run}, 'mae', 0.1, 0, 0, 1)");
    let report = tamper(&scratch.copy(), &sql);
    assert_eq!(kinds(&report), [ProblemKind::Inserted]);
    // Before the beginning, and at the end of all numbers.
    for seq in [-1, 0, i64::MAX] {
        let beside = format!(
            "INSERT INTO metrics VALUES ({seq}, {run}, 'mae', 0.1, 0, 0, 1);
             INSERT INTO chain VALUES ({seq}, 'metrics', NULL, zeroblob(32))"
        );
        let copy = scratch.copy();
        assert_eq!(kinds(&tamper(&copy, &beside)), [ProblemKind::ChainBroken], "{seq}");
        let ledger = copy.open();
        let written = ledger.ensure_experiment("another", 1);
        assert_eq!(written.is_err(), seq == i64::MAX, "{written:?}");
    }
    let chained = format!(
        "{sql}; INSERT INTO chain SELECT max(seq) + 1, 'metrics', NULL, zeroblob(32) FROM chain; UPDATE metrics SET seq = (SELECT max(seq) FROM chain) WHERE seq = 9999"
    );
    assert_eq!(kinds(&tamper(&scratch.copy(), &chained)), [ProblemKind::Edited]);
}

#[test]
fn a_broken_chain_is_found() {
    let (scratch, _) = full();
    let connection = Connection::open(scratch.database()).unwrap();
    let seq = number(&connection, "SELECT min(seq) FROM params");
    let entry = format!("DELETE FROM chain WHERE seq = {seq};");
    let report = tamper(&scratch.copy(), &entry);
    assert_eq!(kinds(&report), [ProblemKind::ChainBroken, ProblemKind::Inserted]);
    assert_eq!(report.problems[0].what, format!("entry {seq} is missing"));
    let report = tamper(&scratch.copy(), &format!("{entry} DELETE FROM params WHERE seq = {seq}"));
    assert_eq!(kinds(&report), [ProblemKind::ChainBroken]);
    // A changed entry is told from a changed record, because the next entry follows from the record as it is.
    let report = tamper(&scratch.copy(), &format!("UPDATE chain SET hash = zeroblob(32) WHERE seq = {seq}"));
    assert_eq!(kinds(&report), [ProblemKind::ChainBroken]);
    assert!(report.problems[0].what.contains(&format!("the hash of params record {seq}")), "{}", report.problems[0]);
    let report = tamper(&scratch.copy(), &format!("UPDATE chain SET tbl = 'nonsense' WHERE seq = {seq}"));
    assert_eq!(kinds(&report), [ProblemKind::ChainBroken, ProblemKind::Inserted]);
}

#[test]
fn a_cut_tail_is_found_and_refused_by_the_writer() {
    let (scratch, run) = full();
    for keep in [0, 1, 17] {
        let copy = scratch.copy();
        let cut: Vec<String> =
            TABLES.iter().chain(&["chain"]).map(|table| format!("DELETE FROM {table} WHERE seq > {keep};")).collect();
        let report = tamper(&copy, &cut.concat());
        assert!(kinds(&report).contains(&ProblemKind::HeadLost), "{:?}", report.problems);
        let refused = Ledger::open(&copy.dir()).unwrap_err();
        assert!(matches!(refused, Error::HeadMismatch { .. }), "{refused}");
        assert!(refused.hint().unwrap().contains("bakeoff verify"));
        fs::remove_file(copy.dir().join("HEAD")).unwrap();
        assert_eq!(Ledger::open_read(&copy.dir()).unwrap().verify().unwrap().is_intact(), keep == 0, "HEAD is gone");
        Ledger::open(&copy.dir()).unwrap();
    }
    assert_eq!(scratch.reader().run(run).unwrap().id, run);
}

#[test]
fn the_second_copy_of_the_head_is_checked() {
    let (scratch, _) = full();
    let path = scratch.dir().join("HEAD");
    let text = fs::read_to_string(&path).unwrap();
    let lost = |report: Report| assert_eq!(kinds(&report), [ProblemKind::HeadLost]);
    let changed = if text.contains('a') { text.replace('a', "b") } else { text.replace('0', "1") };
    for bad in [changed.as_bytes(), b"", b"\xff\xfe", b"1:00\n"] {
        fs::write(&path, bad).unwrap();
        lost(scratch.reader().verify().unwrap());
        assert!(matches!(Ledger::open(&scratch.dir()), Err(Error::HeadMismatch { .. })));
    }
    fs::remove_file(&path).unwrap();
    lost(scratch.reader().verify().unwrap());
    fs::write(&path, text).unwrap();
    assert!(scratch.reader().verify().unwrap().is_intact());
}

#[test]
fn a_head_kept_elsewhere_shows_a_ledger_that_was_forged_whole() {
    let write = |value: f64| {
        let scratch = Scratch::new();
        let ledger = scratch.open();
        let (_, run) = contest(&ledger);
        ledger.log_metrics(run, &[Metric::new("mae", value, 1)]).unwrap();
        let head = ledger.head().unwrap();
        ledger.log_metrics(run, &[Metric::new("later", 1.0, 1)]).unwrap();
        ledger.close().unwrap();
        (scratch, head)
    };
    let (honest, printed) = write(2.0);
    let (forged, _) = write(1.0);
    let printed: Head = printed.to_string().parse().unwrap();
    assert!(honest.reader().verify_against(&printed).unwrap().is_intact(), "the ledger has grown since");
    assert!(forged.reader().verify().unwrap().is_intact(), "the documented limit of the chain alone");
    let report = forged.reader().verify_against(&printed).unwrap();
    assert_eq!(kinds(&report), [ProblemKind::HeadLost]);
    for bad in ["", "1", "x:00", "-1:00", &printed.to_string()[1..10]] {
        assert!(bad.parse::<Head>().is_err(), "{bad}");
    }
}

#[test]
fn changed_and_lost_artifacts_are_found_and_orphans_noted() {
    let (scratch, _) = full();
    let reader = scratch.reader();
    let report = reader.verify().unwrap();
    assert_eq!(report.artifacts, 2);
    let hash = ledger::Hash::of(b"ets").to_string();
    let file = scratch.dir().join("artifacts").join(&hash[..2]).join(&hash[2..]);
    fs::write(&file, b"etz").unwrap();
    let report = reader.verify().unwrap();
    assert_eq!(kinds(&report), [ProblemKind::ArtifactEdited]);
    assert!(report.problems[0].place.contains("answers/out.csv") && report.problems[0].run.is_some());
    fs::remove_file(&file).unwrap();
    assert_eq!(kinds(&reader.verify().unwrap()), [ProblemKind::ArtifactMissing]);
    fs::write(&file, b"ets").unwrap();

    let orphan = ledger::Hash::of(b"orphan").to_string();
    let shelf = scratch.dir().join("artifacts").join(&orphan[..2]);
    fs::create_dir_all(&shelf).unwrap();
    fs::write(shelf.join(&orphan[2..]), b"orphan").unwrap();
    fs::create_dir_all(scratch.dir().join("artifacts/tmp")).unwrap();
    fs::write(scratch.dir().join("artifacts/tmp/0"), b"half").unwrap();
    let report = reader.verify().unwrap();
    assert!(report.is_intact());
    assert_eq!(report.notes.len(), 2, "{:?}", report.notes);
    // The next writer removes what was half written.
    scratch.open().close().unwrap();
    assert_eq!(reader.verify().unwrap().notes.len(), 1);
}

#[test]
fn an_altered_schema_is_found() {
    let (scratch, _) = full();
    for sql in [
        "CREATE TRIGGER t AFTER INSERT ON metrics BEGIN UPDATE metrics SET value = 0; END",
        "DROP INDEX runs_by_parent",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE extra (x)",
    ] {
        let report = tamper(&scratch.copy(), sql);
        assert!(kinds(&report).contains(&ProblemKind::Storage), "{sql}: {:?}", report.problems);
    }
}

#[test]
fn a_thousand_problems_are_listed_and_the_rest_counted() {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let (_, run) = contest(&ledger);
    let metrics: Vec<_> = (0..1_500).map(|n| Metric::new("m", 1.0, n)).collect();
    ledger.log_metrics(run, &metrics).unwrap();
    ledger.close().unwrap();
    let report = tamper(&scratch, "UPDATE metrics SET value = 2");
    assert_eq!((report.problems.len(), report.problems_unlisted), (1_000, 500));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// A byte of the database file that is changed is found, or is one that no record is kept in.
    #[test]
    fn a_flipped_byte_is_found_or_harmless(place in any::<prop::sample::Index>(), bit in 0..8u8) {
        thread_local! { static FULL: (Scratch, String) = {
            let (scratch, run) = full();
            let export = scratch.reader().export_json(run).unwrap().to_string();
            (scratch, export)
        } }
        FULL.with(|(scratch, export)| {
            let copy = scratch.copy();
            let mut bytes = fs::read(copy.database()).unwrap();
            let place = place.index(bytes.len());
            bytes[place] ^= 1 << bit;
            fs::write(copy.database(), bytes).unwrap();
            let Ok(reader) = Ledger::open_read(&copy.dir()) else { return Ok(()) };
            let Ok(report) = reader.verify() else { return Ok(()) };
            if report.is_intact() {
                let run = reader.latest_contest().unwrap().unwrap().id;
                prop_assert_eq!(&reader.export_json(run).unwrap().to_string(), export, "byte {}", place);
            }
            Ok(())
        })?;
    }
}
