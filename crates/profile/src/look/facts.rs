//! What the pass gathered: everything that checks read.

use summary::{Gram, LogSums};

use super::panel::Followed;
use super::{Asked, Column, Duplicates, Sample, Timeline};

/// What the pass gathered.
#[derive(Debug)]
pub struct Facts {
    /// What the user said.
    pub asked: Asked,
    /// Number of rows.
    pub rows: u64,
    /// Each column, over all rows.
    pub columns: Vec<Column>,
    /// Rows and columns that stand there twice.
    pub duplicates: Duplicates,
    /// A sample of rows.
    pub sample: Sample,
    /// Cross products of all columns of numbers, over all rows.
    pub gram: Gram,
    /// The places of these columns in the table.
    pub gram_places: Vec<usize>,
    /// Sums for fits of each column of numbers, over all rows.
    pub log_sums: Vec<Option<LogSums>>,
    /// Each column of numbers over the time column that was asked for, in at most 512 periods.
    pub timeline: Option<Timeline>,
    /// The name of the time column, or of the first column of dates where these never fall, and the same in as many periods as fit 24 MiB.
    pub fine: Option<(String, Timeline)>,
    /// The target over time by group, where all three were asked for.
    pub panel: Option<Followed>,
}

impl Facts {
    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// The target, where the user named one.
    pub fn target(&self) -> Option<&Column> {
        self.column(self.asked.target.as_deref()?)
    }

    /// Columns whose numbers may be added, averaged and fitted.
    pub fn quantities(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|c| c.meaning.is_quantity())
    }

    /// Columns whose levels may be compared.
    pub fn levelled(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|c| c.meaning.is_levels())
    }
}
