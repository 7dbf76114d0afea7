//! What can go wrong, and what the user can do about it.

use std::path::{Path, PathBuf};

use crate::run::{RunId, RunKind};

/// The result of every call of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// One of several runs that an id prefix could mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The run.
    pub id: RunId,
    /// What kind of run it is.
    pub kind: RunKind,
    /// Its name.
    pub name: String,
}

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another process, or another handle of this one, holds the writer's lock.
    #[error("another bakeoff is writing to {dir} ({})", holder(*.pid))]
    Locked {
        /// The ledger's folder.
        dir: PathBuf,
        /// The process that holds the lock, as far as the lock file says.
        pid: Option<u32>,
    },
    /// There is no ledger in the folder.
    #[error("there is no ledger in {dir}")]
    NoLedger {
        /// The folder that was asked for.
        dir: PathBuf,
    },
    /// The file is a database, but not a ledger.
    #[error("{path} is not a ledger")]
    NotALedger {
        /// The file.
        path: PathBuf,
    },
    /// The ledger was written by a newer version of the program.
    #[error("the ledger {path} has schema {found}; this bakeoff knows schemas up to {known}")]
    NewerSchema {
        /// The database file.
        path: PathBuf,
        /// The schema version of the file.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// The database and the `HEAD` file beside it disagree: records were cut off or replaced.
    #[error("the ledger in {dir} does not contain the record that its HEAD file names ({head}); {found}")]
    HeadMismatch {
        /// The ledger's folder.
        dir: PathBuf,
        /// What the `HEAD` file says.
        head: String,
        /// What the database has instead.
        found: String,
    },
    /// A write to a ledger that was opened for reading.
    #[error("the ledger was opened for reading only")]
    ReadOnly,
    /// An earlier write could not be made durable; nothing was written since.
    #[error("the ledger stopped writing, and {lost} records are not on disk: {cause}")]
    Stopped {
        /// Records that were accepted but are not on disk.
        lost: u64,
        /// The failure that stopped it.
        cause: String,
    },
    /// The database refused a statement.
    #[error("the ledger's database failed to {doing}: {source}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// The database's own error.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A file could not be read or written.
    #[error("cannot {doing} {path}: {source}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The system gave no random bytes for a new id.
    #[error("the system gave no random bytes for a new run id: {0}")]
    NoRandomness(String),
    /// A stored record has a form that this program never writes.
    #[error("record {seq} of {table} is damaged: {why}")]
    Damaged {
        /// The table.
        table: &'static str,
        /// The record's sequence number.
        seq: i64,
        /// What is wrong with it.
        why: String,
    },
    /// A text is longer than its limit.
    #[error("{what} has {found} characters; the limit is {limit}")]
    TooLong {
        /// Which text.
        what: String,
        /// Its length in characters.
        found: usize,
        /// The limit in characters.
        limit: usize,
    },
    /// A document or an artifact is larger than its limit.
    #[error("{what} has {found} bytes; the limit is {limit}")]
    TooLarge {
        /// Which one.
        what: String,
        /// Its size in bytes.
        found: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// A name, key or path is empty or has characters that are not allowed in it.
    #[error("{what} {text:?} {why}")]
    BadName {
        /// Which text.
        what: &'static str,
        /// The text itself.
        text: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A time before 1970.
    #[error("{what} is {found} ms: times are milliseconds since 1970 and not negative")]
    BadTime {
        /// Which time.
        what: &'static str,
        /// The value.
        found: i64,
    },
    /// A document's text is not JSON.
    #[error("the document {kind:?} is not valid json: {why}")]
    BadJson {
        /// The document's kind.
        kind: String,
        /// The parser's message.
        why: String,
    },
    /// A text is not a run id.
    #[error("{0:?} is not a run id: it takes 32 hexadecimal digits, or the first few of them")]
    BadRunId(String),
    /// Something that was named does not exist.
    #[error("there is no {what} {name}")]
    NotFound {
        /// The noun.
        what: &'static str,
        /// Its name or id.
        name: String,
    },
    /// An id prefix that more than one run has.
    #[error("{} runs have an id that starts with {prefix}:{}", .candidates.len() + .more, list(.candidates, *.more))]
    Ambiguous {
        /// The prefix.
        prefix: String,
        /// The first of the runs it could mean.
        candidates: Vec<Candidate>,
        /// How many there are besides.
        more: usize,
    },
    /// A name that is already taken.
    #[error("there is already {what} {name}")]
    Exists {
        /// The noun with its article.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A param that was already logged with another value.
    #[error("param {key:?} of run {run} is {old:?} and cannot become {new:?}")]
    ParamChanged {
        /// The run.
        run: RunId,
        /// The param's key.
        key: String,
        /// The value on record.
        old: String,
        /// The value refused.
        new: String,
    },
    /// A write to a deleted run or experiment.
    #[error("{what} {name} is deleted")]
    Deleted {
        /// The noun.
        what: &'static str,
        /// Its name or id.
        name: String,
    },
    /// The runs nest deeper than the limit.
    #[error("run {parent} is {limit} levels deep; runs nest no deeper", limit = crate::limits::RUN_DEPTH_MAX)]
    TooDeep {
        /// The run that was to become a parent.
        parent: RunId,
    },
    /// An artifact's file does not have the bytes that were recorded.
    #[error("artifact {path:?} of run {run} {why}")]
    ArtifactDamaged {
        /// The run.
        run: RunId,
        /// The artifact's path.
        path: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Error {
    /// What the user can do about it, where there is something.
    ///
    /// ```
    /// # use ledger::Error;
    /// let error = Error::NoLedger { dir: ".bakeoff".into() };
    /// assert!(error.hint().is_some_and(|hint| hint.contains("bakeoff run")));
    /// ```
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Error::Locked { .. } => "wait for it to finish, or end it; `bakeoff board` and `bakeoff show` work meanwhile",
            Error::NoLedger { .. } => "`bakeoff run` makes one beside the problem file",
            Error::NotALedger { .. } => "move the file aside, or name another folder",
            Error::NewerSchema { .. } => "use the newer bakeoff, or another folder",
            Error::HeadMismatch { .. } => {
                "`bakeoff verify` lists what is missing; restore a backup, or move the file HEAD aside to go on with what is left"
            }
            Error::Stopped { .. } => "free disk space or repair the folder, then `bakeoff run --resume`",
            Error::Damaged { .. } | Error::ArtifactDamaged { .. } => "`bakeoff verify` lists every damaged record",
            Error::TooLarge { .. } | Error::TooLong { .. } => "store it as an artifact",
            Error::Ambiguous { .. } => "give more digits of the id",
            Error::NotFound { what: "run", .. } | Error::BadRunId(_) => "`bakeoff runs` lists the runs",
            Error::ParamChanged { .. } => "log a series of values as a metric, or each value in a run of its own",
            Error::Database { doing, .. } if *doing == "open" => "the folder must be writable and on a local disk",
            Error::Io { source, .. } => return io_hint(source).map(str::to_owned),
            _ => return None,
        };
        Some(hint.to_owned())
    }

    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
        move |source| Error::Io { doing, path: path.to_owned(), source }
    }

    pub(crate) fn not_found(what: &'static str, name: &(impl ToString + ?Sized)) -> Error {
        Error::NotFound { what, name: name.to_string() }
    }
}

/// What the user can do about a file that the system refuses to write.
pub fn io_hint(error: &std::io::Error) -> Option<&'static str> {
    use std::io::ErrorKind;
    Some(match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "free some space on that disk, or keep the ledger elsewhere with `--ledger`"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "make the folder writable, or keep the ledger elsewhere with `--ledger`"
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "a file stands where a folder is needed: move it, or name another",
        _ => return None,
    })
}

fn holder(pid: Option<u32>) -> String {
    pid.map_or_else(|| "pid unknown".to_owned(), |pid| format!("pid {pid}"))
}

fn list(candidates: &[Candidate], more: usize) -> String {
    let line = |candidate: &Candidate| format!("\n  {} {} {}", candidate.id, candidate.kind, candidate.name);
    let mut text: String = candidates.iter().map(line).collect();
    if more > 0 {
        text = format!("{text}\n  and {more} more");
    }
    text
}
