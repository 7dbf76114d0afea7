//! What a contender finds in its folder, and what it must leave there.
//!
//! | file | who writes it | what it holds |
//! |---|---|---|
//! | `train.arrow` | harness | rows to learn from: `row_id`, features, target (Arrow IPC file) |
//! | `ask.arrow` | harness | rows to answer: `row_id` and features, never the target |
//! | `train.csv`, `ask.csv` | harness | the same, for commands with `csv = true` |
//! | `task.json` | harness | a [`Task`]: task, columns, horizon, seed, box |
//! | `answer.arrow` or `answer.csv` | contender | an [`Answer`]: `row_id`, `prediction` (or `p_<class>`), optionally `lo`, `hi`, `lo80`, `hi80` |
//! | `stages.arrow` or `stages.csv` | contender | optional: `row_id`, `stage`, `prediction` of an ensemble's members |
//! | `notes.json` | contender | optional: [`Notes`]: params, metrics, tuning trials, words |
//!
//! The target stands in `train` as a float for numbers and counts, as 0 or 1 for a binary task (1 is the positive class) and
//! as its label for a multiclass task. Missing feature values are nulls. An answer may be rewritten as it improves: the last
//! valid one counts. Write to another name and rename, so that a torn file is never found.

mod answer;
mod files;
mod notes;
mod task;

pub use answer::{Answer, Bounds, Values};
pub use files::{FoldFiles, write_fold};
pub use notes::{Notes, Trial, param_text};
pub use task::{BoxSize, Column, Kind, Task};

/// Version of the protocol, in `task.json`.
pub const PROTOCOL_VERSION: u32 = 1;
