//! The one writer: appends records to the chain inside a group that is committed together.
//!
//! A group is committed when it holds [`GROUP_RECORDS_MAX`] records, when its oldest record has waited
//! [`GROUP_WAIT_MS_MAX`] milliseconds, and at `flush`. A record that the database refuses fails the call that
//! brought it. A group that cannot be committed stops the journal: that call, and every later one, says so.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::chain::{self, Head};
use crate::error::{Error, Result};
use crate::head_file::{HeadCopy, HeadFile};
use crate::limits::{GROUP_RECORDS_MAX, GROUP_WAIT_MS_MAX};
use crate::store::{Link, Store, Table, Value};

/// The write side of a ledger; there is one, behind a mutex.
pub(crate) struct Journal {
    store: Box<dyn Store>,
    head_file: HeadFile,
    head: Head,
    /// When the open group began, if there is one.
    opened: Option<Instant>,
    /// Records in the open group.
    waiting: u64,
    stopped: Option<Stop>,
}

#[derive(Clone)]
struct Stop {
    lost: u64,
    cause: String,
}

impl Journal {
    /// Takes over a store whose chain contains what its `HEAD` file says.
    pub(crate) fn new(store: Box<dyn Store>, head_file: HeadFile, dir: &Path) -> Result<Journal> {
        let head = read_head(&*store)?;
        let mismatch = |copy: &dyn ToString, found| Error::HeadMismatch { dir: dir.to_owned(), head: copy.to_string(), found };
        match head_file.read()? {
            HeadCopy::Says(copy) => {
                if let Some(found) = contradiction(&*store, &copy)? {
                    return Err(mismatch(&copy, found));
                }
            }
            HeadCopy::Unreadable(why) => return Err(mismatch(&"unreadable", why)),
            // A new ledger, or one whose user has moved a contradicted copy aside.
            HeadCopy::Missing => head_file.write(&head)?,
        }
        Ok(Journal { store, head_file, head, opened: None, waiting: 0, stopped: None })
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.store
    }

    pub(crate) fn head(&self) -> Head {
        self.head
    }

    /// Refuses once the journal has stopped.
    pub(crate) fn check(&self) -> Result<()> {
        match &self.stopped {
            Some(stop) => Err(Error::Stopped { lost: stop.lost, cause: stop.cause.clone() }),
            None => Ok(()),
        }
    }

    /// Runs a batch: all of it is appended, or none.
    pub(crate) fn batch<T>(&mut self, run: impl FnOnce(&mut Journal) -> Result<T>) -> Result<T> {
        self.check()?;
        if self.opened.is_none() {
            self.store.begin()?;
            self.opened = Some(Instant::now());
        }
        let before = (self.head, self.waiting);
        self.store.mark()?;
        let work = || run(self).and_then(|value| self.store.keep().map(|()| value));
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(Ok(value)) => {
                if self.waiting >= GROUP_RECORDS_MAX || self.due().is_some_and(|wait| wait.is_zero()) {
                    self.commit()?;
                }
                Ok(value)
            }
            Ok(Err(error)) => {
                self.undo(before, &error.to_string());
                Err(error)
            }
            Err(panic) => {
                self.undo(before, "a batch ended in a panic");
                resume_unwind(panic)
            }
        }
    }

    /// Takes a failed batch back; stops when that is not possible.
    fn undo(&mut self, before: (Head, u64), cause: &str) {
        (self.head, self.waiting) = before;
        // A full disk makes the database itself give the whole transaction up.
        if !self.store.in_transaction() {
            self.stop(self.waiting, cause.to_owned());
        } else if let Err(error) = self.store.undo() {
            self.stop(self.waiting, error.to_string());
        }
    }

    /// The sequence number that the next record will have.
    pub(crate) fn next_seq(&self) -> i64 {
        self.head.seq.saturating_add(1)
    }

    /// Appends one record; `false` when the table already has it. Only inside [`Journal::batch`].
    pub(crate) fn append(&mut self, table: Table, run: Option<i64>, values: &[Value<'_>]) -> Result<bool> {
        debug_assert_eq!(values.len(), table.columns().len());
        let seq = self.next_seq();
        let hash = chain::link(&self.head.hash, seq, table.name(), run, values);
        let link = Link { seq, table: table.name().to_owned(), run, hash };
        let written = self.store.append(&link, table, values)?;
        if written {
            self.head = Head { seq, hash };
            self.waiting += 1;
        }
        Ok(written)
    }

    /// How long the open group may still wait.
    pub(crate) fn due(&self) -> Option<Duration> {
        let wait = Duration::from_millis(GROUP_WAIT_MS_MAX);
        self.opened.map(|opened| wait.saturating_sub(opened.elapsed()))
    }

    /// Commits the open group; everything accepted so far is on disk when this returns.
    pub(crate) fn commit(&mut self) -> Result<()> {
        self.check()?;
        if self.opened.take().is_none() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        if let Err(error) = self.store.commit() {
            self.stop(waiting, error.to_string());
            return self.check();
        }
        if waiting > 0
            && let Err(error) = self.head_file.write(&self.head)
        {
            self.stop(0, error.to_string());
        }
        self.check()
    }

    fn stop(&mut self, lost: u64, mut cause: String) {
        self.opened = None;
        if self.store.in_transaction()
            && let Err(error) = self.store.rollback()
        {
            cause = format!("{cause}; {error}");
        }
        self.stopped = Some(Stop { lost, cause });
    }
}

/// The head of a store's chain.
pub(crate) fn read_head(store: &dyn Store) -> Result<Head> {
    Ok(store.last_link()?.map_or(Head::EMPTY, |link| Head { seq: link.seq, hash: link.hash }))
}

/// How a chain contradicts a head that it should contain, if it does.
pub(crate) fn contradiction(store: &dyn Store, head: &Head) -> Result<Option<String>> {
    if *head == Head::EMPTY {
        return Ok(None);
    }
    let found = store.links_after(head.seq - 1, 1)?.into_iter().next();
    Ok(match found {
        Some(link) if link.seq == head.seq && link.hash == head.hash => None,
        Some(link) if link.seq == head.seq => Some(format!("record {} has another hash", head.seq)),
        Some(_) => Some(format!("record {} is missing", head.seq)),
        None => Some(format!("the last record is {}", read_head(store)?.seq)),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;
    use crate::store::{Select, SqliteStore};

    const PAGES: u32 = 90;

    fn journal(folder: &Path) -> Journal {
        let store = SqliteStore::open_writer(&folder.join("ledger.db")).unwrap();
        store.limit_pages(PAGES).unwrap();
        Journal::new(Box::new(store), HeadFile::new(folder), folder).unwrap()
    }

    fn append(journal: &mut Journal, text: &str) -> Result<()> {
        let values = [Value::from("run"), Value::Int(1), "key".into(), text.into()];
        journal.batch(|journal| journal.append(Table::Tags, None, &values).map(drop))
    }

    #[test]
    fn a_full_disk_is_told_and_keeps_what_was_committed() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = journal(folder.path());
        let text = "x".repeat(2_000);
        let mut committed = 0;
        let error = loop {
            let outcome = append(&mut journal, &text).and_then(|()| append(&mut journal, &text)).and_then(|()| journal.commit());
            match outcome {
                Ok(()) => committed += 2,
                Err(error) => break error,
            }
            assert!(committed < 10_000, "the disk never filled");
        };
        assert!(error.to_string().contains("full"), "{error}");
        // Whether SQLite gave up the record or the whole group, flush does not pretend.
        let stopped = journal.check().is_err();
        if stopped {
            assert!(matches!(journal.commit(), Err(Error::Stopped { .. })));
            assert!(matches!(append(&mut journal, "y"), Err(Error::Stopped { .. })));
        } else {
            journal.commit().unwrap();
        }
        drop(journal);

        let store = SqliteStore::open_reader(&folder.path().join("ledger.db")).unwrap();
        let kept = store.select(&Select::from(Table::Tags)).unwrap().len();
        assert!(kept == committed || (!stopped && kept == committed + 1), "{kept} of {committed}, stopped: {stopped}");
        let head = read_head(&store).unwrap();
        assert_eq!(head.seq as usize, kept);
        assert_eq!(HeadFile::new(folder.path()).read().unwrap(), HeadCopy::Says(head));
    }

    #[test]
    fn a_head_that_cannot_be_written_stops_the_journal() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = journal(folder.path());
        append(&mut journal, "a").unwrap();
        journal.commit().unwrap();
        // A folder in the way of the draft.
        std::fs::create_dir(folder.path().join("HEAD.tmp")).unwrap();
        append(&mut journal, "b").unwrap();
        let error = journal.commit().unwrap_err();
        assert!(matches!(&error, Error::Stopped { lost: 0, cause } if cause.contains("HEAD.tmp")), "{error}");
        assert!(append(&mut journal, "c").is_err());
    }

    #[test]
    fn a_group_is_committed_when_it_is_full() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = journal(folder.path());
        let before = Instant::now();
        let mut appended = 0;
        while journal.due().is_some() || appended == 0 {
            append(&mut journal, "a").unwrap();
            appended += 1;
        }
        let timely = before.elapsed() >= Duration::from_millis(GROUP_WAIT_MS_MAX);
        assert!(timely || appended == GROUP_RECORDS_MAX, "{appended} records");
        let store = SqliteStore::open_reader(&folder.path().join("ledger.db")).unwrap();
        assert_eq!(read_head(&store).unwrap().seq as u64, appended);
    }
}
