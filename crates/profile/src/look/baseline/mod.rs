//! **baseline**: what stays of a table so that later data can be compared with it, without its rows.
//!
//! # What it holds
//!
//! For each column its rows, gaps, moments, extremes, a sketch of its distribution and of its different values; the levels of categories, by name; the cross
//! products of up to 256 columns of numbers; hashes of at most 16,384 rows, for duplicates. Names of entities and free texts are not in it: of these, only
//! counts, lengths and registers of hashes.
//!
//! A sketch keeps at most 1,024 of a quantity's values (fewer in wide tables), each column's apart from the others': no row can be put together from them, but a
//! single salary can be among them.
//!
//! # Merging
//!
//! Baselines of machines, files or days with the same columns merge into one. Counts, extremes, levels and registers do not depend on the order; moments and cross
//! products but for rounding (1e-9 relative); ranks within the error that the sketches count as it arises. What a part does not hold, because it is no category there
//! or the levels are too many, the whole does not hold either.

mod build;
mod building;
mod form;
mod kept;

use summary::{Gram, RowHashes};

pub(crate) use building::Building;
pub use form::VERSION;
pub use kept::{Kept, Kind, Span, Summary};

use crate::error::ProfileError;

/// How much is kept of each part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Detail {
    /// Values of a quantity.
    pub(crate) values: usize,
    /// Different values that are counted exactly; none are counted at 0.
    pub(crate) distinct: usize,
    /// Levels of a category.
    pub(crate) levels: usize,
    /// Columns of numbers up to which cross products are kept.
    pub(crate) cross: usize,
    /// Hashes of rows.
    pub(crate) hashes: usize,
}

impl Detail {
    /// Of a whole table.
    pub(crate) fn table(columns: usize) -> Self {
        let values = ((1 << 18) / columns.max(1)).clamp(128, 1024);
        Self { values, distinct: 256, levels: 1024, cross: 256, hashes: 16_384 }
    }

    /// Of one of many deliveries that are held at once: no distributions.
    pub(crate) fn delivery(columns: usize) -> Self {
        let levels = ((1 << 13) / columns.max(1)).clamp(16, 256);
        Self { values: 0, distinct: 0, levels, cross: 64, hashes: 1024 }
    }
}

/// Mergeable summaries of a table: what later data are compared with.
#[derive(Debug, Clone)]
pub struct Baseline {
    pub(crate) detail: Detail,
    pub(crate) rows: u64,
    pub(crate) columns: Vec<Kept>,
    /// Of the columns of numbers and booleans, in their order; none where these are too many.
    pub(crate) gram: Option<Gram>,
    pub(crate) hashes: RowHashes,
}

impl Baseline {
    /// Number of rows.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The columns, in the order of the table.
    pub fn columns(&self) -> &[Kept] {
        &self.columns
    }

    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<&Kept> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// The rows that repeat an earlier one, with the standard error where it is an estimate.
    pub fn duplicates(&self) -> summary::Estimated {
        self.hashes.duplicates()
    }

    /// Two columns of numbers over the rows in which both have a value; none without such rows or where cross products are not kept.
    pub fn pair(&self, x: &str, y: &str) -> Option<summary::Pair> {
        let place = |name: &str| self.numeric().position(|c| c.name == name);
        self.gram.as_ref()?.pair(place(x)?, place(y)?)
    }

    /// Columns that have cross products, in the order of these.
    pub(crate) fn numeric(&self) -> impl Iterator<Item = &Kept> {
        self.columns.iter().filter(|c| c.kind.is_number())
    }

    /// Adds the rows that another baseline has seen and that follow these.
    ///
    /// # Errors
    /// [`ProfileError::DifferentColumns`] unless both have the same columns in the same order, each of the same kind (whole numbers and floats are one).
    pub fn merge(&mut self, next: &Self) -> Result<(), ProfileError> {
        let same = |(a, b): (&Kept, &Kept)| a.name == b.name && a.kind.merges_with(b.kind);
        let differs = self.columns.iter().zip(&next.columns).find(|pair| !same(*pair)).map(|(a, _)| a);
        let longer = if self.columns.len() > next.columns.len() { &self.columns } else { &next.columns };
        let missing = longer.get(self.columns.len().min(next.columns.len()));
        if let Some(column) = differs.or(missing) {
            return Err(ProfileError::DifferentColumns { name: column.name.clone() });
        }
        self.columns.iter_mut().zip(&next.columns).for_each(|(mine, theirs)| mine.merge(theirs, self.detail));
        self.gram = match (self.gram.take(), &next.gram) {
            (Some(mut mine), Some(theirs)) => mine.merge(theirs).is_ok().then_some(mine),
            _ => None,
        };
        self.hashes.merge(&next.hashes);
        self.rows += next.rows;
        Ok(())
    }
}
