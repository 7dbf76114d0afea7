//! The problem file: the question, the table that answers it, what a mistake costs, and who enters.
//!
//! This crate is the only reader of TOML. It turns a file (or the flags of a command line) into a checked [`Problem`], or says
//! all that is wrong with it in one go: the line, a caret under the very text, and a hint. It never opens the table; whoever does
//! points at the file with [`Problem::complain`].
//!
//! ```
//! use problem::Problem;
//!
//! let file = r#"
//! question = "How many passengers each month of next year?"
//!
//! [data]
//! source = "passengers.csv"
//! target = "passengers"
//! time = "month"
//! horizon = 12
//!
//! [stake]
//! margin = "2%"
//! "#;
//! let problem = Problem::parse(file, "problem.toml").unwrap();
//! assert!(problem.contenders.is_empty()); // the default ladder enters
//!
//! let complaints = Problem::parse(&file.replace("target", "traget"), "problem.toml").unwrap_err();
//! assert_eq!(
//!     complaints.render(false),
//!     "\
//! error: unknown key `traget`
//!  --> problem.toml:6:1
//!   |
//! 6 | traget = \"passengers\"
//!   | ^^^^^^
//!   |
//!   = hint: did you mean `target`?
//! "
//! );
//!
//! // Whoever opens the table complains in the same way.
//! let complaint = problem.complain("data.time", "the table has no column `month`", None);
//! assert_eq!(complaint.to_string(), "problem.toml:7:8: the table has no column `month`");
//! ```
//!
//! # The file
//!
//! | table | what | its keys |
//! | --- | --- | --- |
//! | top of the file | question, sponsor, seed, ladder, known drivers | [`Problem`] |
//! | `[data]` | the table and what its columns mean | [`Data`] |
//! | `[stake]` | what a mistake costs, which difference matters | [`Stake`], [`Metric`], [`Margin`] |
//! | `[box]` | what each contender may use | [`Limits`] |
//! | `[split]` | how rows are dealt | [`Split`] |
//! | `[prices]` | what a unit of effort costs | [`Prices`] |
//! | `[[gotcha]]` | special cases that are watched | [`Gotcha`], [`condition`] |
//! | `[[contender]]` | who enters, in order of simplicity | [`Contender`], [`Kind`], [`condition`] |
//!
//! # Code map
//!
//! - the model: `problem`, `data`, `stake`, `gotcha`, `metric`, `limits`, `split`, `prices`, `contender`, `kind`; `condition/` is the language of
//!   a rule's `when`;
//! - reading: `load` (bytes, encodings, limits) -> `syntax` (mistakes of TOML) -> `tree` (values with places) -> `reader/` (types,
//!   table by table, with `fields`, `expected`, `amount`, `schema`) -> `check/` (keys that contradict each other); `quick/` writes the tree
//!   from flags instead;
//! - complaining: `desk` collects, `complaint` is what comes out, `render` draws it; `origin` and `quotes` know where things stand;
//! - the rules file: [`rules`], read and complained about in the same way;
//! - proposing: [`ladder`] has the default contenders, [`template`] writes a commented file.
#![forbid(unsafe_code)]

mod amount;
mod check;
mod complaint;
pub mod condition;
mod contender;
mod data;
mod desk;
mod expected;
mod fields;
mod gotcha;
mod kind;
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
pub mod rules;
mod schema;
mod span;
mod split;
mod stake;
mod syntax;
pub mod template;
mod tree;

pub use complaint::{COMPLAINTS_MAX, Complaint, Complaints};
pub use condition::{Condition, Value};
pub use contender::{Answer, Contender, RuleLine};
pub use data::{Data, FORMATS, Task};
pub use gotcha::{Gotcha, PREDICTION};
pub use kind::{Kind, Statistic};
pub use ladder::LadderSize;
pub use limits::Limits;
pub use load::FILE_BYTES_MAX;
pub use metric::Metric;
pub use prices::{PriceSource, Prices};
pub use problem::{PROBLEM_VERSION, Problem};
pub use quick::Quick;
pub use rules::{Rule, Rules};
pub use span::Span;
pub use split::{Sealed, Split, SplitKind};
pub use stake::{Margin, Stake};
