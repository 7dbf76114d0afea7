//! Readers beside a writer, threads on one handle, folders that cannot be written.

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ledger::{Error, Ledger, Metric, NewRun, RunKind, Status};
use rusqlite::Connection;

use crate::scratch::{Scratch, contest, full};

struct OnDrop<'a>(&'a AtomicBool);

impl Drop for OnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn readers_see_whole_batches_while_a_writer_is_at_work() {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let (experiment, root) = contest(&ledger);
    ledger.flush().unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        // Ends the readers also when the writer fails.
        let _end = OnDrop(&done);
        for reader in 0..3 {
            let (scratch, done) = (&scratch, &done);
            scope.spawn(move || {
                let reader = if reader == 0 { scratch.reader() } else { Ledger::open_read(&scratch.dir()).unwrap() };
                let (mut rounds, mut seen) = (0, 0);
                while !done.load(Ordering::Relaxed) || rounds == 0 {
                    let folds = reader.children(root).unwrap();
                    assert!(folds.len() >= seen, "committed runs do not go away");
                    seen = folds.len();
                    for fold in folds.iter().rev().take(3) {
                        assert_eq!(fold.status, Status::Finished);
                        assert_eq!(reader.metric_history(fold.id, "loss").unwrap().len(), 10);
                    }
                    assert_eq!(reader.verify().unwrap().problems, []);
                    rounds += 1;
                }
            });
        }
        for n in 0..150 {
            ledger
                .batch(|batch| {
                    let fold = batch.create_run(&NewRun::new(experiment, RunKind::Fold, "f", n).child_of(root))?;
                    let metrics: Vec<_> = (0..10).map(|step| Metric::new("loss", 1.0, n).at_step(step)).collect();
                    batch.log_metrics(fold, &metrics)?;
                    batch.finish_run(fold, Status::Finished, n)
                })
                .unwrap();
            if n % 10 == 0 {
                ledger.flush().unwrap();
            }
        }
        ledger.flush().unwrap();
    });
    assert_eq!(scratch.reader().children(root).unwrap().len(), 150);
}

#[test]
fn threads_share_one_handle() {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let (_, run) = contest(&ledger);
    thread::scope(|scope| {
        for worker in 0..4 {
            let ledger = &ledger;
            scope.spawn(move || {
                for step in 0..200 {
                    ledger.log_metrics(run, &[Metric::new(format!("m{worker}"), 1.0, 1).at_step(step)]).unwrap();
                    if step % 50 == 0 {
                        ledger.flush().unwrap();
                    }
                }
            });
        }
    });
    for worker in 0..4 {
        assert_eq!(ledger.metric_history(run, &format!("m{worker}")).unwrap().len(), 200);
    }
    assert!(ledger.verify().unwrap().is_intact());
}

#[test]
fn a_record_is_committed_without_being_asked() {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let (_, run) = contest(&ledger);
    let reader = scratch.reader();
    let started = Instant::now();
    while reader.run(run).is_err() {
        assert!(started.elapsed() < Duration::from_secs(20), "never committed");
        thread::sleep(Duration::from_millis(2));
    }
    // The same for a group that a batch opened and then panicked, and for a committer that has gone idle.
    for name in ["a", "b"] {
        let panicked = panic::catch_unwind(AssertUnwindSafe(|| ledger.batch(|_| -> ledger::Result<()> { panic!("on purpose") })));
        assert!(panicked.is_err());
        ledger.log_params(run, [(name, "1")]).unwrap();
        let started = Instant::now();
        while !reader.params(run).unwrap().contains_key(name) {
            assert!(started.elapsed() < Duration::from_secs(20), "{name} was never committed");
            thread::sleep(Duration::from_millis(2));
        }
        thread::sleep(Duration::from_millis(120));
    }
    // The ledger is still open, and nobody has flushed.
    drop(ledger);
}

#[test]
fn dropping_commits() {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let (_, run) = contest(&ledger);
    drop(ledger);
    assert_eq!(scratch.reader().run(run).unwrap().id, run);
}

#[test]
fn a_reader_refuses_to_write_and_needs_a_ledger() {
    let (scratch, run) = full();
    let reader = scratch.reader();
    assert!(matches!(reader.set_tags(run, [("a", "b")]), Err(Error::ReadOnly)));
    assert!(matches!(reader.put_artifact(run, "a", b"b"), Err(Error::ReadOnly)));
    reader.flush().unwrap();
    let nowhere = Scratch::new();
    let refused = Ledger::open_read(&nowhere.dir()).unwrap_err();
    assert!(matches!(refused, Error::NoLedger { .. }) && refused.hint().is_some());
    assert!(!nowhere.dir().exists(), "a reader makes nothing");
}

#[test]
fn files_that_are_no_ledger_are_left_alone() {
    let foreign = Scratch::new();
    fs::create_dir_all(foreign.dir()).unwrap();
    Connection::open(foreign.database()).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    let text = Scratch::new();
    fs::create_dir_all(text.dir()).unwrap();
    fs::write(text.database(), "not a database, but long enough to be looked at by one").unwrap();
    for scratch in [foreign, text] {
        let before = fs::read(scratch.database()).unwrap();
        assert!(matches!(Ledger::open(&scratch.dir()), Err(Error::NotALedger { .. })));
        assert!(matches!(Ledger::open_read(&scratch.dir()), Err(Error::NotALedger { .. })));
        assert_eq!(fs::read(scratch.database()).unwrap(), before);
    }
    let file = Scratch::new();
    fs::write(file.dir(), "a file where the folder should be").unwrap();
    assert!(matches!(Ledger::open(&file.dir()), Err(Error::Io { .. })));
}

#[test]
fn an_empty_ledger_reads_and_verifies() {
    let scratch = Scratch::new();
    scratch.open().close().unwrap();
    let reader = scratch.reader();
    assert_eq!(reader.head().unwrap(), ledger::Head::EMPTY);
    assert_eq!(reader.runs(None, 10).unwrap(), []);
    assert!(reader.verify().unwrap().is_intact());
}

#[cfg(unix)]
#[test]
fn a_closed_ledger_reads_from_a_read_only_folder() {
    use std::os::unix::fs::PermissionsExt;
    let (scratch, run) = full();
    let allow = |mode| fs::set_permissions(scratch.dir(), fs::Permissions::from_mode(mode)).unwrap();
    allow(0o555);
    let found = Ledger::open_read(&scratch.dir()).and_then(|reader| {
        reader.run(run)?;
        reader.verify()
    });
    allow(0o755);
    assert!(found.unwrap().is_intact());
}
