//! The design matrix of the linear models: scaled numerics beside one index a category, never a dense one-hot block.

mod curve;
mod design;
mod encoder;
mod form;
mod learn;
mod level;
mod moments;
mod number;
mod rank;
mod slot;

pub(crate) use curve::Curve;
pub use design::Design;
pub use encoder::{DropReason, Dropped, Encoder, Pooled};
pub use form::Form;
pub(crate) use level::{BASE, Levels};
pub(crate) use moments::Moments;
pub(crate) use number::{Factor, Raw};
pub(crate) use rank::rowwise;
pub(crate) use slot::Slot;

use crate::error::LearnError;
use crate::frame::Frame;

/// How a frame becomes a design matrix.
///
/// | field | default | meaning |
/// |---|---|---|
/// | `rare_rows` | 20 | a label with fewer training rows is pooled into `(other)`; never more than `max(2, rows / 20)` |
/// | `levels_max` | 200 | most frequent labels kept per column, the rest is pooled into `(other)` |
/// | `columns_max` | 2000 | limit of design columns; more is [`LearnError::Limit`] |
/// | `forms` | none | the [`Form`] of single columns; others go by their type |
/// | `interactions` | none | pairs of columns whose product enters too |
///
/// Columns of the design, in order: `1`, every number as `(x - mean) / sd` (the column itself, then its bends `x (bend 1)`, ...; at the end the products of
/// interactions), an indicator `x is missing` for each numeric or ordered column with missing training values, the steps `x>=label` of ordered labels, one 0/1 column
/// per label except the base (the most frequent one), and one per pair of such labels.
///
/// An interaction is the product of the two columns, each less its mean, for two numbers (`x:z`); the number less its mean for each label but the base
/// (`x:k=label`); a 0/1 column for each pair of labels neither of which is a base (`k=a:l=b`), pairs with rare rows left out. So the coefficient of `x` alone is its slope
/// at the mean of `z`, and in the base of `k`.
///
/// Missing values. Numeric: the training mean, with an indicator when training had missing values (without one
/// otherwise). Category: a label of its own, `(missing)`, when training had enough of them, else `(other)`, else the base.
/// Labels that training did not have: `(other)` when there is one, else the base.
///
/// Dropped and reported by name: columns without a value, with a single value, with rare labels only, and design
/// columns that the columns before them explain exactly (to about 1e-12 of their length for small tables, 1e-6 for large ones, where only the
/// Gram matrix is looked at). With as many columns as rows nothing is dropped as collinear: a ridge must decide there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodeSpec {
    /// Fewer training rows than this make a label rare.
    pub rare_rows: usize,
    /// Labels kept per column.
    pub levels_max: usize,
    /// Limit of design columns.
    pub columns_max: usize,
    /// Forms by column name.
    pub forms: Vec<(String, Form)>,
    /// Pairs of column names.
    pub interactions: Vec<(String, String)>,
}

impl Default for EncodeSpec {
    fn default() -> Self {
        Self { rare_rows: 20, levels_max: 200, columns_max: 2000, forms: Vec::new(), interactions: Vec::new() }
    }
}

impl EncodeSpec {
    /// Learns means, scales, labels and dependent columns from `train`, and encodes it.
    ///
    /// # Errors
    /// [`LearnError::NoRows`], [`LearnError::Limit`]; [`LearnError::Setting`] for forms and interactions that do not fit the table.
    ///
    /// Cost: O(rows x (q + c)^2) for q numeric and c category columns, plus O(p^3) for p design columns.
    pub fn fit(&self, train: &Frame) -> Result<(Encoder, Design), LearnError> {
        encoder::fit(self, train)
    }

    fn rare(&self, rows: usize) -> usize {
        self.rare_rows.min((rows / 20).max(2))
    }
}
