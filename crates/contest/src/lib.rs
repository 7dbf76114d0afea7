//! The rules of the game, without a player, a process or a database.
//!
//! A [`Plan`] settles what the problem file left open (task, metric, split) from the
//! [`Keys`] of the table, and draws the [`Folds`] and the seal from the seed before anyone plays. The
//! [`protocol`] says what a contender finds in its folder and what it must leave there;
//! [`Loss`] scores an answer row by row; [`Board`] and [`Bill`] hold what came out.
//! [`Event`] is the one ordered stream that displays and recorders listen to.
//!
//! | file | noun |
//! |---|---|
//! | `keys` | target, time and group of every row |
//! | `plan` | everything that is fixed before the first score |
//! | `folds/` | seal, k-fold, grouped, rolling origin, by time |
//! | `protocol/` | task, answer, notes and the files of a fold |
//! | `loss` | per-row losses |
//! | `board`, `bill`, `usage`, `forfeit` | what a contender scored and cost |
//! | `documents` | findings, forecast chart, openings of the seal, provenance |
//! | `event` | what happens while it runs |

mod bill;
mod board;
mod cells;
mod constant;
mod documents;
mod error;
mod event;
pub mod folds;
mod forfeit;
mod keys;
mod loss;
mod nearest;
mod plan;
pub mod protocol;
mod usage;

pub use bill::{Bill, Item, Source};
pub use board::{BOARD_VERSION, Board, Entry, FoldEntry, Margin, Status};
pub use cells::{Cells, labels, stamps};
pub use constant::{best_constant, class_shares, median};
pub use documents::{
    ChartSeries, DOCUMENTS_VERSION, Finding, FindingKind, ForecastChart, Opening, OpeningResult, Provenance, Track, kind,
};
pub use error::ContestError;
pub use event::Event;
pub use folds::{FoldId, Folds, Role};
pub use forfeit::Forfeit;
pub use keys::{Keys, Target};
pub use loss::Loss;
pub use nearest::{column_hint, listed};
pub use plan::{Choice, PLAN_VERSION, Plan};
pub use series::Step;
pub use usage::Usage;
