//! The problem file: the only reader of TOML.
#![forbid(unsafe_code)]

mod amount;
mod check;
mod complaint;
pub mod condition;
mod contender;
mod data;
mod desk;
mod fields;
pub mod ladder;
mod limits;
mod load;
mod metric;
mod origin;
mod prices;
mod problem;
mod quick;
mod quotes;
mod reader;
mod render;
mod schema;
mod span;
mod split;
mod stake;
mod syntax;
mod tree;

pub use complaint::{COMPLAINTS_MAX, Complaint, Complaints};
pub use condition::{Condition, Value};
pub use contender::{Answer, Contender, Kind, RuleLine, Statistic};
pub use data::{Data, FORMATS, Task};
pub use ladder::LadderSize;
pub use limits::Limits;
pub use load::FILE_BYTES_MAX;
pub use metric::Metric;
pub use prices::{PriceSource, Prices};
pub use problem::{PROBLEM_VERSION, Problem};
pub use quick::Quick;
pub use span::Span;
pub use split::{Sealed, Split, SplitKind};
pub use stake::{Margin, Stake};
