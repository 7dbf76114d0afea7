//! The durable record of contests.

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
mod param;
mod run;
mod store;
mod tag;
mod tree;
mod verify;

pub use artifact::Artifact;
pub use chain::{Hash, Head};
pub use document::Document;
pub use error::{Candidate, Error, Result};
pub use experiment::{DEFAULT_EXPERIMENT, Experiment, ExperimentId, LifecycleStage};
pub use export::EXPORT_VERSION;
pub use input::Dataset;
pub use ledger::{Batch, DIR_NAME, Ledger, default_dir};
pub use metric::Metric;
pub use run::{NewRun, Run, RunId, RunKind, RunUpdate, Source, Status};
pub use tag::Tagged;
pub use tree::TreeRun;
pub use verify::{Problem, ProblemKind, Report};
