//! The offline arc: from a problem to a verdict in the ledger.
//!
//! [`Stage::set`] reads the table, settles the plan and draws the folds; [`conduct`] plays every contender in its box,
//! records every step and asks the judge; [`finale`] opens the seal; [`replay`] plays one contender again. All of
//! them tell a listener what happens as one ordered stream of [`contest::Event`]s; this crate prints nothing.
//!
//! | file | noun |
//! |---|---|
//! | `stage` | table, plan and folds, ready to play |
//! | `first_look` | a short look at the unsealed rows |
//! | `inspect` | findings about the data: leakage, twins across the seal |
//! | `lineup` | the contenders with what each has done |
//! | `dispatch` | who plays when |
//! | `player` | one contender in one fold: folder, box, answer |
//! | `needs` | what a command needs of the machine |
//! | `recorder` | runs, metrics and documents in the ledger |
//! | `score` | answers become losses |
//! | `judge` | board and verdict |
//! | `special` | special cases, measured for every contender |
//! | `insight` | what the predictions of the named contender say beyond their loss |
//! | `exam` | the same rows again with something changed |
//! | `drivers` | what the named contender knows beyond the known drivers |
//! | `chart` | forecasts against actuals |
//! | `conduct`, `resume`, `finale`, `replay`, `rehearse` | the things that can be done |

mod chart;
mod conduct;
mod dispatch;
mod drivers;
mod error;
mod exam;
mod finale;
mod first_look;
mod insight;
mod inspect;
mod judge;
mod lineup;
mod needs;
mod player;
pub mod record;
mod recorder;
mod rehearse;
mod replay;
mod resume;
mod score;
mod special;
mod stage;

pub use conduct::{Options, conduct};
pub use error::BakeoffError;
pub use finale::{finale, openings_of};
use first_look::first_look;
pub use inspect::inspect;
pub use recorder::FOLDER;
pub use rehearse::{Rehearsed, rehearse};
pub use replay::{Replayed, replay};
pub use stage::Stage;

/// First argument with which the program plays a built-in contender in the folder that follows.
pub const CONTEND: &str = "__contend";

/// Milliseconds since 1970.
fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |elapsed| i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
}
