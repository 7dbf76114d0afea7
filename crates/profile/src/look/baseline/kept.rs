//! What is kept of one column.

use summary::{Counts, Distinct, Lengths, Moments, Quantiles, Ranks, TopK, Unit};

use super::Detail;
use crate::look::Meaning;
use crate::look::gathered::OfFlags;

/// How a column is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers.
    Integer,
    /// Numbers.
    Float,
    /// Texts.
    Text,
    /// True and false.
    Boolean,
    /// Days.
    Date,
    /// Instants.
    Timestamp,
}

impl Kind {
    /// All of them, in the order of their numbers in the binary form.
    pub(crate) const ALL: [Self; 6] = [Self::Integer, Self::Float, Self::Text, Self::Boolean, Self::Date, Self::Timestamp];

    /// Its word, as in [`Column::kind`](crate::look::Column).
    pub fn word(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Text => "text",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Timestamp => "timestamp",
        }
    }

    pub(crate) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether it has a place in the cross products.
    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Float | Self::Boolean)
    }

    /// Whether summaries of both add up.
    pub(crate) fn merges_with(self, other: Self) -> bool {
        let plain = |kind| if kind == Self::Integer { Self::Float } else { kind };
        plain(self) == plain(other)
    }
}

/// Meanings by what they keep to themselves: of two that differ, the later one holds for both.
pub(crate) const MEANINGS: [Meaning; 11] = [
    Meaning::Empty,
    Meaning::Constant,
    Meaning::Flag,
    Meaning::Category,
    Meaning::Count,
    Meaning::Rate,
    Meaning::Amount,
    Meaning::Date,
    Meaning::Text,
    Meaning::Key,
    Meaning::Id,
];

/// What is kept of one column.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its name.
    pub name: String,
    /// How it is stored.
    pub kind: Kind,
    /// What it seems to mean.
    pub meaning: Meaning,
    /// How many different values; not counted for a delivery among many.
    pub distinct: Option<Distinct>,
    /// Its summaries by type.
    pub summary: Summary,
}

/// Summaries of a column by its type.
#[derive(Debug, Clone)]
pub enum Summary {
    /// Of numbers.
    Numbers {
        /// Rows, gaps, extremes.
        counts: Box<Counts>,
        /// Mean and spread.
        moments: Moments,
        /// A sketch of the distribution; not kept where the numbers name something.
        quantiles: Option<Quantiles>,
        /// How often each number stands there, where they are few enough to be levels.
        levels: Option<TopK<f64>>,
    },
    /// Of texts.
    Texts {
        /// Number of rows.
        rows: u64,
        /// Rows without a text.
        missing: u64,
        /// Lengths of the texts.
        lengths: Box<Lengths>,
        /// How often each text stands there, where they are levels.
        levels: Option<TopK<String>>,
    },
    /// Of true and false.
    Flags(OfFlags),
    /// Of days and instants.
    Instants(Span),
}

/// Days or instants: how many, and from when to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub(crate) unit: Unit,
    pub(crate) rows: u64,
    pub(crate) missing: u64,
    /// First and last.
    pub(crate) range: Option<(i64, i64)>,
}

impl Kept {
    /// Number of rows.
    pub fn rows(&self) -> u64 {
        match &self.summary {
            Summary::Numbers { counts, .. } => counts.rows(),
            Summary::Texts { rows, .. } => *rows,
            Summary::Flags(flags) => flags.rows,
            Summary::Instants(span) => span.rows,
        }
    }

    /// Rows without a usable value: missing, NaN or infinite.
    pub fn absent(&self) -> u64 {
        match &self.summary {
            Summary::Numbers { counts, .. } => counts.rows() - counts.finite(),
            Summary::Texts { missing, .. } => *missing,
            Summary::Flags(flags) => flags.missing,
            Summary::Instants(span) => span.missing,
        }
    }

    /// Rows with a usable value.
    pub fn present(&self) -> u64 {
        self.rows() - self.absent()
    }

    /// Moments of numbers.
    pub fn moments(&self) -> Option<Moments> {
        match &self.summary {
            Summary::Numbers { moments, .. } => Some(*moments),
            _ => None,
        }
    }

    /// The distribution of numbers, where it is kept.
    pub fn ranks(&self) -> Option<Ranks> {
        match &self.summary {
            Summary::Numbers { quantiles: Some(quantiles), .. } => Some(quantiles.ranks()).filter(|r| r.count() > 0),
            _ => None,
        }
    }

    /// Smallest and largest number.
    pub fn extremes(&self) -> Option<(f64, f64)> {
        match &self.summary {
            Summary::Numbers { counts, .. } => counts.min().zip(counts.max()),
            _ => None,
        }
    }

    /// Every level with its rows, the most frequent first; none where levels are not kept. Numbers as they are written shortest.
    pub fn levels(&self) -> Option<Vec<(String, u64)>> {
        match &self.summary {
            Summary::Numbers { levels: Some(top), .. } => {
                Some(top.top(usize::MAX).into_iter().map(|l| (l.key.to_string(), l.at_least)).collect())
            }
            Summary::Texts { levels: Some(top), .. } => {
                Some(top.top(usize::MAX).into_iter().map(|l| (l.key, l.at_least)).collect())
            }
            Summary::Flags(flags) => {
                let no = flags.rows - flags.missing - flags.yes;
                let both = [("true".to_owned(), flags.yes), ("false".to_owned(), no)];
                Some(both.into_iter().filter(|(_, rows)| *rows > 0).collect())
            }
            _ => None,
        }
    }

    /// Adds the rows that follow.
    pub(crate) fn merge(&mut self, next: &Self, detail: Detail) {
        let place = |meaning| MEANINGS.iter().position(|m| *m == meaning);
        self.meaning = std::cmp::max_by_key(self.meaning, next.meaning, |m| place(*m));
        if self.kind != next.kind {
            self.kind = Kind::Float;
        }
        self.distinct = match (self.distinct.take(), &next.distinct) {
            (Some(mut mine), Some(theirs)) => {
                mine.merge(theirs);
                Some(mine)
            }
            _ => None,
        };
        match (&mut self.summary, &next.summary) {
            (
                Summary::Numbers { counts, moments, quantiles, levels },
                Summary::Numbers { counts: c, moments: m, quantiles: q, levels: l },
            ) => {
                counts.merge(c);
                moments.merge(m);
                *quantiles = joined(quantiles.take(), q.as_ref(), |mine, theirs| {
                    mine.merge(theirs);
                    mine.thin(detail.values);
                    true
                });
                *levels = joined(levels.take(), l.as_ref(), add_levels);
            }
            (
                Summary::Texts { rows, missing, lengths, levels },
                Summary::Texts { rows: r, missing: m, lengths: n, levels: l },
            ) => {
                *rows += r;
                *missing += m;
                lengths.merge(n);
                *levels = joined(levels.take(), l.as_ref(), add_levels);
            }
            (Summary::Flags(mine), Summary::Flags(theirs)) => mine.add(*theirs),
            (Summary::Instants(mine), Summary::Instants(theirs)) => mine.add(*theirs),
            // Kinds have been compared before.
            _ => {}
        }
    }
}

/// Both joined where both are kept and `add` says that the sum is kept too.
fn joined<T>(mine: Option<T>, theirs: Option<&T>, add: impl FnOnce(&mut T, &T) -> bool) -> Option<T> {
    let (mut mine, theirs) = mine.zip(theirs)?;
    add(&mut mine, theirs).then_some(mine)
}

/// Levels are kept as long as all of them are counted exactly.
fn add_levels<K: summary::Key>(mine: &mut TopK<K>, theirs: &TopK<K>) -> bool {
    mine.merge(theirs);
    mine.exact()
}

impl Span {
    fn add(&mut self, next: Self) {
        self.rows += next.rows;
        self.missing += next.missing;
        self.range = match (self.range, next.range) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
    }
}
