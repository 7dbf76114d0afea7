//! The rules file: what must hold for every delivery of a table.
//!
//! ```toml
//! [[rule]]
//! check = "missing"
//! column = "arr_delay"
//! at_most = 0.05              # shares are written from 0 to 1
//!
//! [[rule]]
//! check = "sum"
//! column = "total"
//! terms = { fare = 1, tip = 1, tolls = 1 }
//! tolerance = 0.01
//! fails_at_most = 0.001
//! ```
//!
//! | check | its keys | holds when |
//! | --- | --- | --- |
//! | `missing` | `column`, `at_most` | at most this share of the rows has no value, NaN or infinity |
//! | `range` | `column`, `min`, `max`, `outside_at_most` (0) | values lie within the bounds, but for a share of the values |
//! | `levels` | `column`, `allowed`, `others_at_most` (0) | values are among these, but for a share of the values |
//! | `unique` | `column` | no value stands twice |
//! | `mean` | `column`, `min`, `max` | the mean lies within the bounds |
//! | `distribution` | `column`, `distance_at_most` | Kolmogorov and Smirnov's distance to the baseline is at most this |
//! | `sum` | `column`, `terms`, `constant` (0), `tolerance` (0), `relative` (0), `fails_at_most` (0) | the column is the constant plus the terms, but for a share of the complete rows |
//! | `correlation` | `columns`, `min`, `max` | Pearson's coefficient lies within the bounds |
//! | `rows` | `min`, `max` | the number of rows lies within the bounds |
//! | `duplicates` | `at_most` | at most this share of the rows repeats another |

mod read;
mod write;

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::complaint::{Complaint, Complaints};
use crate::desk::{Desk, Draft};
use crate::load::{self, FileKind};
use crate::origin::Origin;
use crate::schema;

pub use write::write;

/// Most rules in one file.
pub const RULES_MAX: usize = 10_000;

const RULES: FileKind = FileKind { noun: "rules file", hint: "`bakeoff look DATA --suggest-rules` writes one", for_table: None };

/// What must hold; shares are from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "check", rename_all = "kebab-case")]
pub enum Rule {
    /// At most this share of the rows of the column is missing, NaN or infinite.
    Missing {
        /// The column.
        column: String,
        /// The largest share.
        at_most: f64,
    },
    /// Values lie between two bounds, but for a share.
    Range {
        /// The column.
        column: String,
        /// The smallest value allowed.
        min: Option<f64>,
        /// The largest value allowed.
        max: Option<f64>,
        /// The largest share of the values that lies outside.
        outside_at_most: f64,
    },
    /// Values are among these levels, but for a share.
    Levels {
        /// The column.
        column: String,
        /// The levels allowed; numbers as they are written shortest.
        allowed: Vec<String>,
        /// The largest share of the values that holds other levels.
        others_at_most: f64,
    },
    /// No value stands twice.
    Unique {
        /// The column.
        column: String,
    },
    /// The mean lies between two bounds.
    Mean {
        /// The column.
        column: String,
        /// The smallest mean allowed.
        min: f64,
        /// The largest mean allowed.
        max: f64,
    },
    /// The values are distributed as they were: the Kolmogorov-Smirnov distance to the baseline is at most this.
    Distribution {
        /// The column.
        column: String,
        /// The largest distance.
        distance_at_most: f64,
    },
    /// A column is a constant plus the sum of others times coefficients, but for a share of the rows in which all of them have a value.
    Sum {
        /// The column.
        column: String,
        /// Coefficients and columns.
        terms: Vec<(f64, String)>,
        /// What is added.
        #[serde(default)]
        constant: f64,
        /// The largest difference that counts as equal,
        tolerance: f64,
        /// and beyond it this share of the column's own size.
        #[serde(default)]
        relative: f64,
        /// The largest share of rows in which it fails.
        fails_at_most: f64,
    },
    /// The correlation of two columns lies between two bounds.
    Correlation {
        /// The columns.
        columns: (String, String),
        /// The smallest coefficient allowed.
        min: f64,
        /// The largest coefficient allowed.
        max: f64,
    },
    /// The number of rows lies between two bounds.
    Rows {
        /// The smallest number.
        min: u64,
        /// The largest number.
        max: Option<u64>,
    },
    /// The share of rows that repeat an earlier one is at most this.
    Duplicates {
        /// The largest share.
        at_most: f64,
    },
}

impl Rule {
    /// The names of all checks.
    pub const CHECKS: [&'static str; 10] =
        ["missing", "range", "levels", "unique", "mean", "distribution", "sum", "correlation", "rows", "duplicates"];

    /// The name of its check.
    pub fn check(&self) -> &'static str {
        let at = match self {
            Self::Missing { .. } => 0,
            Self::Range { .. } => 1,
            Self::Levels { .. } => 2,
            Self::Unique { .. } => 3,
            Self::Mean { .. } => 4,
            Self::Distribution { .. } => 5,
            Self::Sum { .. } => 6,
            Self::Correlation { .. } => 7,
            Self::Rows { .. } => 8,
            Self::Duplicates { .. } => 9,
        };
        Self::CHECKS[at]
    }

    /// The columns it is about, the one it judges first.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Missing { column, .. }
            | Self::Range { column, .. }
            | Self::Levels { column, .. }
            | Self::Unique { column }
            | Self::Mean { column, .. }
            | Self::Distribution { column, .. } => vec![column],
            Self::Sum { column, terms, .. } => {
                std::iter::once(column.as_str()).chain(terms.iter().map(|(_, name)| name.as_str())).collect()
            }
            Self::Correlation { columns, .. } => vec![&columns.0, &columns.1],
            Self::Rows { .. } | Self::Duplicates { .. } => Vec::new(),
        }
    }

    /// Whether it reads its columns as numbers.
    pub fn needs_numbers(&self) -> bool {
        matches!(
            self,
            Self::Range { .. } | Self::Mean { .. } | Self::Distribution { .. } | Self::Sum { .. } | Self::Correlation { .. }
        )
    }
}

/// The checked content of a rules file.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The rules, in the order of the file.
    pub list: Vec<Rule>,
    origin: Origin,
}

impl Rules {
    /// Reads and checks a rules file (at most [`crate::FILE_BYTES_MAX`]).
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place and a hint.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Complaints> {
        let path = path.as_ref();
        Self::parse(&load::text(path, &RULES)?, path)
    }

    /// Reads and checks the text of a rules file that would lie at `file`.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn parse(text: &str, file: impl AsRef<Path>) -> Result<Self, Complaints> {
        let (mut desk, entries) = load::entries(text, file.as_ref(), &RULES)?;
        let list = entries.map(|entries| read::read(&mut desk, &entries));
        let origin = desk.close()?;
        match list {
            Some(list) => Ok(Self { list, origin }),
            None => Err(Complaint::at(&origin, 0..0, "this cannot be read").into()),
        }
    }

    /// Complains about columns that a table does not have, and about texts where a rule needs numbers. `columns` are the table's names, each with whether it holds
    /// numbers.
    ///
    /// # Errors
    /// A complaint for each such column, at the place where the file names it.
    pub fn check_columns(&self, columns: &[(&str, bool)]) -> Result<(), Complaints> {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let mut desk = Desk::new(self.origin.clone());
        for (at, rule) in self.list.iter().enumerate() {
            for (place, name) in rule.columns().into_iter().enumerate() {
                let key = match rule {
                    Rule::Correlation { .. } => format!("rule[{at}].columns[{place}]"),
                    Rule::Sum { .. } if place > 0 => format!("rule[{at}].terms"),
                    _ => format!("rule[{at}].column"),
                };
                let found = columns.iter().find(|(known, _)| *known == name);
                let draft: Draft = match found {
                    None => {
                        let draft = desk.about(&key, format!("the table has no column `{}`", crate::amount::shown(name)));
                        match schema::nearest(name, &names) {
                            Some(near) => draft.hint(format!("did you mean `{near}`?")),
                            None => draft.hint(format!("its columns are {}", some(&names))),
                        }
                    }
                    Some((_, false)) if rule.needs_numbers() => {
                        let message =
                            format!("`{}` holds no numbers, and `{}` needs some", crate::amount::shown(name), rule.check());
                        desk.about(&key, message).hint("name a column of numbers, or take `levels`, `missing` or `unique`")
                    }
                    Some(_) => continue,
                };
                desk.push(draft);
            }
        }
        desk.close().map(|_| ())
    }

    /// A complaint that points at a rule.
    pub fn complain(&self, rule: usize, message: impl Into<String>, hint: impl Into<Option<String>>) -> Complaint {
        let key = format!("rule[{rule}]");
        let mut complaint = Complaint::at(&self.origin, self.origin.bytes_of(&key, None), message);
        complaint.key = Some(key);
        complaint.hint = hint.into();
        complaint
    }
}

/// The first columns of a table.
fn some(names: &[&str]) -> String {
    const SHOWN: usize = 8;
    let more = if names.len() > SHOWN { format!(" and {} more", names.len() - SHOWN) } else { String::new() };
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{}`", crate::amount::shown(name))).collect();
    format!("{}{more}", shown.join(", "))
}
