//! The durable record of contests: one folder that holds every run, what it was told, what it scored and made.
//!
//! The nouns are `MLflow`'s, so that its wire protocol maps onto them without loss: experiment, run, param, metric
//! (with step and time), tag, input dataset, artifact, registered model, version, alias. Ours are the run's kind and
//! parent, documents and seals. Nothing is ever updated or erased: a change is a new record, and the newest counts.
//!
//! ```
//! use ledger::{Ledger, Metric, NewRun, RunKind, Status};
//!
//! # fn main() -> ledger::Result<()> {
//! # let folder = tempfile::tempdir().expect("a folder");
//! # let dir = folder.path().join(".bakeoff");
//! let ledger = Ledger::open(&dir)?;
//! let experiment = ledger.ensure_experiment("passengers", 1_700_000_000_000)?;
//! let contest = ledger.create_run(&NewRun::new(experiment, RunKind::Contest, "next year", 1_700_000_000_000))?;
//! ledger.put_document(contest, "problem", 1, r#"{"question": "how many?"}"#)?;
//! // All of a batch is kept, or none of it.
//! ledger.batch(|batch| {
//!     let fold = batch.create_run(&NewRun::new(experiment, RunKind::Fold, "0", 1_700_000_000_001).child_of(contest))?;
//!     batch.log_params(fold, [("kind", "ets")])?;
//!     batch.log_metrics(fold, &[Metric::new("mae", 12.5, 1_700_000_000_900)])?;
//!     batch.finish_run(fold, Status::Finished, 1_700_000_000_950)
//! })?;
//! ledger.flush()?; // on disk now; without it, within 50 ms
//!
//! let reader = Ledger::open_read(&dir)?; // here or in another process
//! assert_eq!(reader.children(contest)?.len(), 1);
//! assert!(reader.verify()?.is_intact());
//! # ledger.close()
//! # }
//! ```
//!
//! # The folder
//!
//! `ledger.db` (`SQLite`, write-ahead log), `artifacts/ab/cdef...` (files by SHA-256), `HEAD` (a second copy of the
//! chain's end), `lock` (the writer's advisory lock, with its process id). It belongs on a local disk: network file
//! systems keep neither locks nor logs reliably.
//!
//! # What is lost when
//!
//! Writes are committed in groups, at the latest 50 ms after the first record of a group or at 1,000 records, and a
//! commit is synced to disk before it counts (`synchronous = FULL`).
//! - A kill loses at most the open group, never a part of a batch, and never what [`Ledger::flush`] has returned for.
//! - A power cut loses the same, on a disk that honours sync.
//! - An artifact is on disk before its record; a kill in between leaves a file that no record names, which
//!   [`Ledger::verify`] notes and which does no harm.
//! - When a group cannot be written (disk full), the ledger stops: the next call and every `flush` say so, with the
//!   number of records lost. What was committed before stays readable and intact.
//!
//! # What verification finds, and what it cannot
//!
//! Each record's hash covers the record and the hash before it. [`Ledger::verify`] finds a record that was edited,
//! removed, put in or moved, an entry of the chain that was changed or removed, an artifact that was changed or
//! removed, a damaged database file, an altered schema, and, by the `HEAD` file, records cut off at the end.
//! It is no signature. Whoever can write to the folder and takes the trouble to compute the chain and `HEAD` anew can
//! forge a ledger; only a [`Head`] that was kept elsewhere (the sponsor's page prints it) shows that, through
//! [`Ledger::verify_against`]. Records of the last 50 ms before a kill are not promised. Times are the caller's.
//!
//! # Code map
//!
//! `ledger` is the handle; `journal` the one writer with its groups; `chain`, `head_file` and `verify` the evidence;
//! `store` the seam to a database, with `SQLite` behind it in `store/sqlite.rs` (the only SQL besides the tables in
//! `store/schema.rs`) and artifact files in `store/blobs.rs`; `lock` the writer's lock; `check` and `limits` the limits.
//! Each noun has a file of its own: `experiment`, `run` (with `tree`), `param`, `metric`, `tag`, `input`, `document`,
//! `artifact`, `model`, `version`, `alias`, `seal`. `export` writes a subtree as JSON.
//!
//! Invariants: only `store` knows SQL; only `journal` appends; no clock but for the group's 50 ms (times are
//! arguments); nothing is updated or deleted in place.

mod alias;
mod artifact;
mod chain;
mod check;
mod document;
mod error;
mod experiment;
mod export;
mod head_file;
mod input;
mod journal;
mod ledger;
pub mod limits;
mod lock;
mod metric;
mod model;
mod param;
mod report;
mod run;
mod seal;
mod store;
mod tag;
mod tree;
mod verify;
mod version;

pub use artifact::Artifact;
pub use chain::{Hash, Head};
pub use document::Document;
pub use error::{Candidate, Error, Result, io_hint};
pub use experiment::{DEFAULT_EXPERIMENT, Experiment, ExperimentId, LifecycleStage};
pub use export::EXPORT_VERSION;
pub use input::Dataset;
pub use ledger::{Batch, DIR_NAME, Ledger, default_dir};
pub use metric::Metric;
pub use model::{Model, ModelUpdate};
pub use report::{Problem, ProblemKind, Report};
pub use run::{NewRun, Run, RunId, RunKind, RunUpdate, Source, Status};
pub use seal::SealOpening;
pub use tag::Tagged;
pub use tree::TreeRun;
pub use version::{ModelVersion, NewVersion, VersionStatus, VersionUpdate};
