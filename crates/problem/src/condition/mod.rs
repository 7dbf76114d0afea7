//! The little language of a rule's `when`.
//!
//! ```text
//! contract = 'month-to-month' and (tenure < 12 or not "has phone" = true)
//! city in ('Bern', 'Basel') or visits is missing
//! ```
//!
//! - A name is a column; names with spaces or signs stand in double quotes or backticks.
//! - Numbers are written `12`, `-0.5`, `1e6`, texts `'in single quotes'` (`''` for a quote inside), truth values `true`, `false`.
//! - `=` `!=` `<` `<=` `>` `>=` compare a column with a value or with another column; texts are ordered by their characters, so that
//!   dates written year first are ordered by date.
//! - `in (...)`, `not in (...)`, `is missing`, `is not missing`; `not` binds tighter than `and`, `and` tighter than `or`.
//! - A comparison with a missing value is neither true nor false, nor is its `not`; a line whose condition is not true in
//!   the end does not hold. Only `is missing` sees missing values.
//!
//! There is no arithmetic and there are no functions: what needs them is a contender of kind `sql`.

mod eval;
mod parse;
mod tokens;
mod value;

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use eval::Mismatch;
pub use value::Value;

/// Longest condition that is read, in bytes.
pub const CONDITION_BYTES_MAX: usize = 16 * 1024;

/// Deepest nesting of parentheses and `not` that is read.
pub const CONDITION_DEPTH_MAX: usize = 64;

/// A condition over the columns of one row, parsed once and evaluated for every row.
///
/// Stored as its text. See the [module](self) for the language.
///
/// ```
/// use problem::{Condition, Value};
///
/// let condition = Condition::parse("tenure < 12 and contract = 'monthly'").unwrap();
/// let holds = condition.eval(|column| match column {
///     "tenure" => Value::Number(3.0),
///     "contract" => Value::Text("monthly"),
///     _ => Value::Missing,
/// });
/// assert_eq!(holds, Ok(true));
///
/// let mistake = Condition::parse("tenure << 12").unwrap_err();
/// assert_eq!(mistake.at, 8..9);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Condition {
    text: String,
    root: Expr,
}

/// A column that a condition names, and where in the condition's text it does so (bytes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnUse {
    /// The column's name.
    pub name: String,
    /// Where it is named.
    pub at: Range<usize>,
}

/// A mistake in a condition, and where in its text it is (bytes).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConditionError {
    /// Where.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Condition {
    /// Reads a condition. Time is linear in its length.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let root = parse::parse(text)?;
        Ok(Self { text: text.to_owned(), root })
    }

    /// The condition as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every mention of a column, in the order of the text.
    pub fn columns(&self) -> Vec<&ColumnUse> {
        let mut found = Vec::new();
        self.root.columns(&mut found);
        found
    }

    /// Whether the condition is true for the row whose cells `lookup` gives by column name.
    ///
    /// A condition that comes out as unknown, because of missing values, is not true.
    pub fn eval<'v>(&self, lookup: impl Fn(&str) -> Value<'v>) -> Result<bool, Mismatch> {
        Ok(eval::truth(&self.root, &lookup)? == Some(true))
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for Condition {
    type Error = ConditionError;

    fn try_from(text: String) -> Result<Self, ConditionError> {
        let root = parse::parse(&text)?;
        Ok(Self { text, root })
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.text
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Expr {
    Or(Vec<Expr>),
    And(Vec<Expr>),
    Not(Box<Expr>),
    Compare { left: Operand, sign: Sign, right: Operand, at: Range<usize> },
    In { column: ColumnUse, list: Vec<Literal>, at: Range<usize> },
    Missing(ColumnUse),
}

#[derive(Debug, Clone, PartialEq)]
enum Operand {
    Column(ColumnUse),
    Literal(Literal),
}

#[derive(Debug, Clone, PartialEq)]
enum Literal {
    Number(f64),
    Text(String),
    Flag(bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Expr {
    fn columns<'e>(&'e self, found: &mut Vec<&'e ColumnUse>) {
        match self {
            Self::Or(parts) | Self::And(parts) => parts.iter().for_each(|part| part.columns(found)),
            Self::Not(part) => part.columns(found),
            Self::Compare { left, right, .. } => {
                for side in [left, right] {
                    if let Operand::Column(column) = side {
                        found.push(column);
                    }
                }
            }
            Self::In { column, .. } | Self::Missing(column) => found.push(column),
        }
    }
}
