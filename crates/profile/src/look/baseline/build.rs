//! A baseline from what the pass gathered.

use summary::{Distinct, Gram, RowHashes, TopK};

use super::{Baseline, Detail, Kept, Kind, Span, Summary};
use crate::look::gathered::{Gathered, OfNumbers, OfTexts};
use crate::look::{Column, Meaning};

impl Baseline {
    /// Keeps what may be kept of a pass: each column with its description.
    pub(crate) fn of(rows: u64, gathered: Vec<Gathered>, described: &[Column], gram: &Gram, row_hashes: &RowHashes) -> Self {
        let detail = Detail::table(described.len());
        let columns: Vec<Kept> = gathered.into_iter().zip(described).map(|(of, column)| Kept::of(of, column, detail)).collect();
        let complete = columns.iter().filter(|c| c.kind.is_number()).count() == gram.columns();
        let gram = (complete && gram.columns() <= detail.cross).then(|| gram.clone());
        let mut hashes = RowHashes::new(detail.hashes);
        hashes.merge(row_hashes);
        Self { detail, rows, columns, gram, hashes }
    }
}

impl Kept {
    fn of(gathered: Gathered, column: &Column, detail: Detail) -> Self {
        let meaning = column.meaning;
        // A registers' count of names tells nothing about any of them; hashes of names could be looked up in a list of names.
        let names = matches!(meaning, Meaning::Id | Meaning::Key | Meaning::Text);
        let thin = |of: &Distinct| {
            let mut distinct = Distinct::new(if names { 0 } else { detail.distinct });
            distinct.merge(of);
            distinct
        };
        let levelled = meaning == Meaning::Empty || !column.levels.is_empty();
        let (summary, distinct) = match gathered {
            Gathered::Numbers(of) => {
                let OfNumbers { counts, moments, mut quantiles, distinct, top, .. } = *of;
                quantiles.thin(detail.values);
                let quantiles = (!matches!(meaning, Meaning::Id | Meaning::Key)).then_some(quantiles);
                let (counts, levels) = (Box::new(counts), few(&top, detail, levelled));
                (Summary::Numbers { counts, moments, quantiles, levels }, Some(thin(&distinct)))
            }
            Gathered::Texts(of) => {
                let OfTexts { rows, missing, lengths, distinct, top } = *of;
                let levels = few(&top, detail, levelled);
                (Summary::Texts { rows, missing, lengths: Box::new(lengths), levels }, Some(thin(&distinct)))
            }
            Gathered::Flags(flags) => (Summary::Flags(flags), None),
            Gathered::Instants(of) => {
                let seen = &of.instants;
                let rows = seen.count() + seen.missing();
                let span = Span { unit: seen.unit(), rows, missing: seen.missing(), range: seen.min().zip(seen.max()) };
                (Summary::Instants(span), Some(thin(&of.distinct)))
            }
        };
        let kind = Kind::named(&column.kind).unwrap_or(Kind::Text);
        Self { name: column.name.clone(), kind, meaning, distinct, summary }
    }
}

/// The levels of a column that has levels, where all are counted exactly and they are not too many.
fn few<K: summary::Key>(top: &TopK<K>, detail: Detail, levelled: bool) -> Option<TopK<K>> {
    let mut levels = TopK::new(detail.levels);
    levels.merge(top);
    (levelled && levels.exact()).then_some(levels)
}
