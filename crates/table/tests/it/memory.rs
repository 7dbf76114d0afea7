//! Memory: a table may be larger than it, and a query that outgrows it says so.
//!
//! Each job runs in a process of its own (this test binary again), whose peak is read from the kernel.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use table::{Options, Table, TableError};

use crate::Folder;

const JOB: &str = "TABLE_TEST_MEMORY_JOB";
const ROWS: u64 = 1_000_000;
/// Eight columns of eight bytes and the row id.
const TABLE_BYTES: u64 = ROWS * 72;
const LIMIT: usize = 64 << 20;

/// Peak resident bytes of this process so far.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

/// Not a test of its own: what the other process does.
#[test]
fn job() {
    let Ok(job) = env::var(JOB) else { return };
    let [source, to, sql] = job.split('\n').collect::<Vec<_>>().try_into().unwrap();
    let before = peak();
    let done = if sql.is_empty() {
        let table = Table::open(source, Path::new("/"), &Options::default());
        table.and_then(|t| t.ingest(Path::new(to), &mut |_| {})).map(|done| done.rows)
    } else {
        table::query(sql, &[("t", Path::new(to))], LIMIT, 1).map(|batches| batches.iter().map(|b| b.num_rows() as u64).sum())
    };
    let said = match done {
        Ok(rows) => format!("{rows} rows"),
        Err(error @ TableError::OutOfMemory { .. }) => format!("{error} hint: {}", error.hint().unwrap()),
        Err(error) => panic!("{error}"),
    };
    println!("GROWN {} {said}", peak() - before);
}

/// By how much a process grew that did this, and what it said.
fn run(source: &Path, to: &Path, sql: &str) -> (u64, String) {
    let job = [source.to_str().unwrap(), to.to_str().unwrap(), sql].join("\n");
    let child = Command::new(env::current_exe().unwrap()).args(["--exact", "memory::job", "--nocapture"]).env(JOB, job).output();
    let output = child.unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    let (_, told) = text.split_once("GROWN ").unwrap_or_else(|| panic!("{text}"));
    let (grown, said) = told.lines().next().unwrap().split_once(' ').unwrap();
    (grown.parse().unwrap(), said.to_owned())
}

#[test]
fn tables_and_queries_larger_than_memory() {
    let folder = Folder::new();
    let mut text = "k,a,b,c,d,e,f,g\n".to_owned();
    for i in 0..ROWS {
        let x = i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
        writeln!(text, "{},{x},{},{},{},{},{i},{}", x % 1000, x / 3, x / 5, x / 7, x / 11, x % 7).unwrap();
    }
    let (csv, normal) = (folder.put("t.csv", text), folder.path().join("t.arrow"));
    let (grown, said) = run(&csv, &normal, "");
    assert_eq!(said, "1000000 rows");
    assert!(grown < TABLE_BYTES / 3, "ingest of {TABLE_BYTES} bytes of values grew by {grown}");
    let again = folder.path().join("again.arrow");
    let (grown, said) = run(&normal, &again, "");
    assert_eq!(said, "1000000 rows");
    assert!(grown < TABLE_BYTES / 3, "ingest of {TABLE_BYTES} bytes of values grew by {grown}");
    for (sql, fits) in [
        ("select k, sum(a) from t group by k", true),
        ("select * from t", false),
        ("select count(*) from t one join t two on one.a = two.b", false),
        ("select one.a, two.b from t one cross join t two", false),
    ] {
        let (grown, said) = run(&csv, &normal, sql);
        assert_eq!(!said.starts_with("out of memory: "), fits, "{sql}: {said}");
        assert!(fits || said.contains("hint: give the contender more memory in [box]"), "{sql}: {said}");
        assert!(grown < LIMIT as u64 * 5 / 4, "{sql}: {grown} bytes of {LIMIT}; {said}");
    }
    // What spills may end either way, but within its memory and in words.
    for sql in [
        "select count(*) from (select a, count(*) from t group by a)",
        "select max(n) from (select row_number() over (order by a) as n from t)",
        "select a from t order by a limit 10 offset 900000",
    ] {
        let (grown, said) = run(&csv, &normal, sql);
        assert!(grown < LIMIT as u64 * 5 / 4, "{sql}: {grown} bytes of {LIMIT}; {said}");
    }
}
