//! The handle: open, write in batches, read, flush.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::{fmt, fs, thread};

use crate::chain::Head;
use crate::error::{Error, Result};
use crate::head_file::HeadFile;
use crate::journal::{Journal, read_head};
use crate::lock::WriterLock;
use crate::store::{FolderBlobs, SqliteStore, Store};

/// Name of the ledger's folder beside a problem file.
pub const DIR_NAME: &str = ".bakeoff";

const DATABASE: &str = "ledger.db";
const ARTIFACTS: &str = "artifacts";

/// The default place of the ledger of a problem file: `.bakeoff` beside it.
///
/// ```
/// # use std::path::Path;
/// assert_eq!(ledger::default_dir(Path::new("demo/problem.toml")), Path::new("demo/.bakeoff"));
/// ```
pub fn default_dir(problem_file: &Path) -> PathBuf {
    problem_file.with_file_name(DIR_NAME)
}

/// An open ledger; share it between threads by reference or in an `Arc`.
///
/// There is one writer a folder; readers, in this process or another, are never in its way and see what it has
/// committed. A writer sees its own records at once. [`Ledger::flush`] returns when they are on disk, which happens
/// by itself within 50 ms; a kill or a power cut loses at most that much.
pub struct Ledger {
    dir: PathBuf,
    pub(crate) blobs: FolderBlobs,
    side: Side,
}

enum Side {
    Reader(Mutex<SqliteStore>),
    Writer { shared: Arc<Shared>, committer: Option<JoinHandle<()>>, _lock: WriterLock },
}

struct Shared {
    state: Mutex<State>,
    /// Told when a group opens while the committer is idle, and when the ledger closes.
    changed: Condvar,
}

struct State {
    journal: Journal,
    closing: bool,
    /// The committer waits without a deadline, and must be told when a group opens.
    idle: bool,
}

impl Ledger {
    /// Opens the ledger in a folder for writing; makes both when absent and brings an older schema up to date.
    ///
    /// # Errors
    /// [`Error::Locked`] when another handle writes there, [`Error::NewerSchema`], [`Error::NotALedger`],
    /// [`Error::HeadMismatch`] when the end of the ledger was cut off, [`Error::Io`], [`Error::Database`].
    pub fn open(dir: &Path) -> Result<Ledger> {
        fs::create_dir_all(dir).map_err(Error::io("create", dir))?;
        let lock = WriterLock::take(dir)?;
        let store = SqliteStore::open_writer(&dir.join(DATABASE))?;
        let blobs = FolderBlobs::new(dir.join(ARTIFACTS));
        blobs.sweep()?;
        let journal = Journal::new(Box::new(store), HeadFile::new(dir), dir)?;
        let shared =
            Arc::new(Shared { state: Mutex::new(State { journal, closing: false, idle: false }), changed: Condvar::new() });
        let for_committer = Arc::clone(&shared);
        let committer = thread::Builder::new()
            .name("ledger-commit".to_owned())
            .spawn(move || for_committer.commit_when_due())
            .map_err(Error::io("start the committer of", dir))?;
        let side = Side::Writer { shared, committer: Some(committer), _lock: lock };
        Ok(Ledger { dir: dir.to_owned(), blobs, side })
    }

    /// Opens the ledger in a folder for reading, also while another process writes to it.
    ///
    /// # Errors
    /// [`Error::NoLedger`], [`Error::NewerSchema`], [`Error::NotALedger`], [`Error::Database`].
    pub fn open_read(dir: &Path) -> Result<Ledger> {
        let store = Ledger::open_reader(dir)?;
        let side = Side::Reader(Mutex::new(store));
        Ok(Ledger { dir: dir.to_owned(), blobs: FolderBlobs::new(dir.join(ARTIFACTS)), side })
    }

    fn open_reader(dir: &Path) -> Result<SqliteStore> {
        let path = dir.join(DATABASE);
        if !path.exists() {
            return Err(Error::NoLedger { dir: dir.to_owned() });
        }
        SqliteStore::open_reader(&path)
    }

    /// The ledger's folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The end of the chain, including records that are accepted but not yet on disk.
    pub fn head(&self) -> Result<Head> {
        self.read(read_head)
    }

    /// Writes several records as one: all of them are kept, or, when the closure fails, none.
    ///
    /// Nothing else is written in between, and a kill never leaves a part of a batch.
    ///
    /// # Errors
    /// The closure's own; [`Error::ReadOnly`]; [`Error::Stopped`] when an earlier write could not be made durable.
    pub fn batch<T>(&self, run: impl FnOnce(&mut Batch<'_>) -> Result<T>) -> Result<T> {
        let shared = self.writer()?;
        let mut state = shared.lock();
        let outcome = state.journal.batch(|journal| run(&mut Batch { journal, blobs: &self.blobs }));
        if state.idle && state.journal.due().is_some() {
            state.idle = false;
            shared.changed.notify_one();
        }
        outcome
    }

    /// Returns when everything written so far is on disk; at once for a reader.
    ///
    /// # Errors
    /// [`Error::Stopped`] when it could not be written, now or earlier.
    pub fn flush(&self) -> Result<()> {
        match &self.side {
            Side::Reader(_) => Ok(()),
            Side::Writer { shared, .. } => shared.lock().journal.commit(),
        }
    }

    /// Flushes and closes; dropping a ledger does the same but cannot tell of a failure.
    ///
    /// # Errors
    /// As [`Ledger::flush`].
    pub fn close(self) -> Result<()> {
        self.flush()
    }

    /// Runs a read on one consistent state of the ledger.
    pub(crate) fn read<T>(&self, run: impl FnOnce(&dyn Store) -> Result<T>) -> Result<T> {
        match &self.side {
            Side::Writer { shared, .. } => run(shared.lock().journal.store()),
            Side::Reader(store) => {
                let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
                snapshot(&mut store, run)
            }
        }
    }

    /// Runs a long read on a connection of its own, so that it is in nobody's way.
    pub(crate) fn read_aside<T>(&self, run: impl FnOnce(&dyn Store) -> Result<T>) -> Result<T> {
        snapshot(&mut Ledger::open_reader(&self.dir)?, run)
    }

    fn writer(&self) -> Result<&Shared> {
        match &self.side {
            Side::Reader(_) => Err(Error::ReadOnly),
            Side::Writer { shared, .. } => Ok(shared),
        }
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let writer = matches!(self.side, Side::Writer { .. });
        f.debug_struct("Ledger").field("dir", &self.dir).field("writer", &writer).finish_non_exhaustive()
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        let Side::Writer { shared, committer, .. } = &mut self.side else {
            return;
        };
        shared.lock().closing = true;
        shared.changed.notify_all();
        if let Some(committer) = committer.take() {
            // The committer does not panic; had it, there would be nobody left to tell.
            drop(committer.join());
        }
    }
}

impl Shared {
    /// A batch that panicked has been taken back, so a poisoned lock guards a sound state.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The committer's thread: commits each group when it has waited long enough, and the last one at the end.
    ///
    /// A failure is kept by the journal, which reports it at the next call.
    fn commit_when_due(&self) {
        let mut state = self.lock();
        loop {
            state = match state.journal.due() {
                Some(wait) if wait.is_zero() || state.closing => {
                    drop(state.journal.commit());
                    state
                }
                None if state.closing => return,
                Some(wait) => self.changed.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0,
                None => {
                    state.idle = true;
                    self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
                }
            };
        }
    }
}

/// The write side inside [`Ledger::batch`]; it has the same writes as [`Ledger`].
pub struct Batch<'a> {
    pub(crate) journal: &'a mut Journal,
    pub(crate) blobs: &'a FolderBlobs,
}

impl fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("head", &self.journal.head()).finish_non_exhaustive()
    }
}

fn snapshot<T>(store: &mut SqliteStore, run: impl FnOnce(&dyn Store) -> Result<T>) -> Result<T> {
    store.begin()?;
    let outcome = run(store);
    store.rollback()?;
    outcome
}
