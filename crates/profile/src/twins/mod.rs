//! **twins**: rows that stand on both sides of the seal.
//!
//! # What it finds
//!
//! A sealed row that is a copy of a training row is not a test: a model that remembers gets it right. Copies come from
//! tables that were joined or oversampled, from one event logged twice, and from the same person or thing measured again.
//!
//! # How
//!
//! Every row is hashed twice to 64 bits over its features (without the target, `row_id` and whatever else is skipped):
//! once exactly, once loosely - numbers rounded to three significant digits, text trimmed and in lower case; days,
//! instants and booleans as they are. Missing equals missing. A sealed row is an *exact* twin when its exact hash is among
//! the training rows', a *near* twin when its loose hash is (so that every exact twin is a near one).
//!
//! # Copies or chance
//!
//! In a table of few columns with few values rows coincide and no harm is done. [`Twins::judgement`] tells copies from such
//! natural twins, first rule that applies:
//!
//! | judgement | when |
//! |---|---|
//! | few | near twins are less than 1 % of the sealed rows |
//! | excess | sealed rows have twins in training more often than training rows have (by 1 % and 4 standard errors) |
//! | natural | at least half as many would be expected if the columns were independent |
//! | excess | twins within training have the same target at least twice as reliably as rows alike (below), which chance does in less than 0.1 % of tables, and the sealed rows that are copies by this measure are 1 % or more |
//! | natural | twins within training differ in their targets more than half as often as rows alike, by 2 standard errors |
//! | unclear | there are too few twins with a target to say, or targets hardly differ at all |
//!
//! The target of a copy is that of its original, while the target of a natural twin only has the same odds:
//!
//! ```text
//! copies = near share * (1 - differ(twins) / differ(rows alike))
//! ```
//!
//! where `differ` is the share of pairs of training rows whose targets differ (numbers: to three digits), and rows alike are
//! pairs that agree in every other column, by name, but not in all; where there are fewer than 50 of these, any pairs. The
//! targets of sealed rows are never looked at. The expectation under independence is the mean over a sample of training
//! rows of `1 - exp(-m * prod_k p_k)`, with m training rows and `p_k` the share of other rows with the same cell in column k.
//!
//! # What it cannot see
//!
//! Two numbers on both sides of a rounding step (1.2349 and 1.2351) count as different, and so does a row of which one
//! feature changed. Copies with a new target each (a person measured again) pass as natural. A target that follows from a
//! few coarse, dependent columns without exception may be taken for copies.
//!
//! # Limits, cost
//!
//! O(rows log rows); 24 bytes a training row, nothing a sealed row, and a sample of at most 16,384 training rows and four
//! million cells. Row ids up to 2^32 - 1. The chance that any of n sealed rows meets one of m training rows by accident of the
//! hash is below n m / 2^64 (for two times ten million: 5e-6).
//!
//! # Checked against
//!
//! Planted copies, and natural twins in coarse, dependent and rule-like tables, in `tests/it/twins.rs`; 32 public data sets in
//! `reference/profile/twins.py`, results beside it: as they are none is called excess, though 15 have natural twins; with 10 % of
//! their rows doubled 21 are, and the other 11 are tables whose own twins are many or whose targets hardly differ.

mod alike;
mod features;

use arrow::array::RecordBatch;
use serde::Serialize;

use crate::error::ProfileError;
use alike::Alike;
use features::Features;

/// At most this many pairs are named.
const EXAMPLES_MAX: usize = 10;
/// Fewer twins, or fewer copies, than this share of the sealed rows are not worth a word.
const SHARE_MIN: f64 = 0.01;
/// Twins are copies when at least this share of them must be, to explain how well their targets agree.
const COPIES_MIN: f64 = 0.5;
/// Agreement that good comes by accident less often than this.
const ACCIDENT_MAX: f64 = 0.001;

/// How many sealed rows have a twin in training.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Twins {
    /// Training rows.
    pub train_rows: u64,
    /// Sealed rows.
    pub sealed_rows: u64,
    /// Sealed rows with the same features as some training row.
    pub exact: u64,
    /// Sealed rows with nearly the same features as some training row, the exact ones included.
    pub near: u64,
    /// Training rows that have a near twin among the other training rows.
    pub near_within: u64,
    /// The share of rows that would have a near twin in training if the columns were independent.
    pub by_chance: f64,
    /// Pairs of near twins in training.
    pub pairs: Pairs,
    /// Pairs of training rows that agree in half of the columns only, in a sample.
    pub alike: Pairs,
    /// Up to ten pairs, the first in the order of the sealed rows, exact ones before near ones.
    pub examples: Vec<Twin>,
}

/// Pairs of training rows with a target each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Pairs {
    /// How many there are.
    pub all: u64,
    /// How many have different targets.
    pub differ: u64,
}

impl Pairs {
    /// Takes in a pair, unless one of the targets is missing (0).
    fn add(&mut self, one: u32, other: u32) {
        if one != 0 && other != 0 {
            self.all += 1;
            self.differ += u64::from(one != other);
        }
    }
}

/// What the twins are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// There are none to speak of.
    Few,
    /// Rows coincide because the table is coarse; they are no copies.
    Natural,
    /// There are too few to say.
    Unclear,
    /// More than chance explains: copies, or rows that belong together.
    Excess,
}

impl Twins {
    /// The share of sealed rows with an exact twin; none without sealed rows.
    pub fn exact_share(&self) -> Option<f64> {
        share(self.exact, self.sealed_rows)
    }

    /// The share of sealed rows with a near twin; none without sealed rows.
    pub fn near_share(&self) -> Option<f64> {
        share(self.near, self.sealed_rows)
    }

    /// The share of training rows with a near twin in training; none without training rows.
    pub fn near_within_share(&self) -> Option<f64> {
        share(self.near_within, self.train_rows)
    }

    /// Whether the twins are copies or chance, by the rules of this [module](self).
    pub fn judgement(&self) -> Judgement {
        let (Some(near), Some(within)) = (self.near_share(), self.near_within_share()) else { return Judgement::Few };
        if near < SHARE_MIN {
            return Judgement::Few;
        }
        // The error of both shares; at least that of a single row.
        let error = (within * (1.0 - within)).max(1.0 / self.sealed_rows as f64)
            * (1.0 / self.sealed_rows as f64 + 1.0 / self.train_rows as f64);
        if near - within > SHARE_MIN.max(4.0 * error.sqrt()) {
            return Judgement::Excess;
        }
        if 2.0 * self.by_chance >= near {
            return Judgement::Natural;
        }
        let Some(alike) = share(self.alike.differ, self.alike.all) else { return Judgement::Unclear };
        let expected = alike * self.pairs.all as f64;
        let copies = 1.0 - self.pairs.differ as f64 / expected;
        if copies >= COPIES_MIN && at_most(self.pairs.differ, expected) < ACCIDENT_MAX {
            return if copies * near >= SHARE_MIN { Judgement::Excess } else { Judgement::Few };
        }
        let half = COPIES_MIN * expected;
        if self.pairs.differ as f64 > half + 2.0 * half.sqrt() { Judgement::Natural } else { Judgement::Unclear }
    }
}

/// The chance that a Poisson count of this mean is `count` or less.
fn at_most(count: u64, mean: f64) -> f64 {
    if mean > 500.0 {
        // Beyond this the count is as good as normal; what matters is on which side of `ACCIDENT_MAX` it lies.
        return if count as f64 + 0.5 < mean - 3.0 * mean.sqrt() { 0.0 } else { 1.0 };
    }
    let mut term = (-mean).exp();
    let mut sum = term;
    for k in 1..=count {
        term *= mean / k as f64;
        sum += term;
    }
    sum.min(1.0)
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A pair of rows with (nearly) the same features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Twin {
    /// The sealed row.
    pub sealed_row: i64,
    /// A training row.
    pub train_row: i64,
    /// Whether the features are the same to the last bit.
    pub exact: bool,
}

/// A training row: loose hash, a part of the exact hash, row id, target.
type Entry = (u64, u32, u32, u32);

/// Counts the sealed rows that have a twin among the training rows. Both sets have a `row_id` and the same features (in any
/// order); `skip` names columns that are no features, such as keys, and `target` the one that tells copies from chance,
/// where the training rows have it.
///
/// # Errors
///
/// A batch that cannot be read, sets with different columns, a column outside the six types, a row id beyond 2^32 - 1.
pub fn twins<E>(
    train: impl IntoIterator<Item = Result<RecordBatch, E>>,
    sealed: impl IntoIterator<Item = Result<RecordBatch, E>>,
    skip: &[&str],
    target: Option<&str>,
) -> Result<Twins, ProfileError>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let mut features = Features::new(skip, target);
    let mut known: Vec<Entry> = Vec::new();
    let mut sample = Alike::default();
    for batch in train {
        let rows = features.hash(&batch.map_err(|e| ProfileError::Input(Box::new(e)))?)?;
        known.extend((0..rows.ids.len()).map(|i| (rows.loose[i], rows.exact[i], rows.ids[i], rows.target[i])));
        sample.push(&rows);
    }
    known.sort_unstable();
    let (mut near_within, mut pairs) = (0, Pairs::default());
    for same in known.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        near_within += same.len() as u64;
        same.windows(2).for_each(|pair| pairs.add(pair[0].3, pair[1].3));
    }
    let (mut sealed_rows, mut exact, mut near) = (0, 0, 0);
    let mut examples: Vec<Twin> = Vec::new();
    let mut near_examples: Vec<Twin> = Vec::new();
    for batch in sealed {
        let rows = features.hash(&batch.map_err(|e| ProfileError::Input(Box::new(e)))?)?;
        sealed_rows += rows.ids.len() as u64;
        for ((loose, tight), row) in rows.loose.iter().zip(&rows.exact).zip(&rows.ids) {
            let Some(first) = known.get(known.partition_point(|e| e.0 < *loose)).filter(|e| e.0 == *loose) else { continue };
            near += 1;
            let same = known.get(known.partition_point(|e| (e.0, e.1) < (*loose, *tight)));
            let same = same.filter(|e| (e.0, e.1) == (*loose, *tight));
            exact += u64::from(same.is_some());
            let to = if same.is_some() { &mut examples } else { &mut near_examples };
            if to.len() < EXAMPLES_MAX {
                let train_row = i64::from(same.unwrap_or(first).2);
                to.push(Twin { sealed_row: i64::from(*row), train_row, exact: same.is_some() });
            }
        }
    }
    examples.extend(near_examples);
    examples.truncate(EXAMPLES_MAX);
    let train_rows = known.len() as u64;
    let by_chance = sample.by_chance(train_rows);
    Ok(Twins { train_rows, sealed_rows, exact, near, near_within, by_chance, pairs, alike: sample.pairs(), examples })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poisson_tails() {
        // R: ppois(c(0, 3, 8, 100), c(7, 10, 8, 130))
        for (count, mean, expected) in
            [(0, 7.0, 9.118_820e-4), (3, 10.0, 0.010_336_05), (8, 8.0, 0.592_547_3), (100, 130.0, 0.003_675_211)]
        {
            let found = at_most(count, mean);
            assert!((found / expected - 1.0).abs() < 1e-3, "{count} {mean}: {found}");
        }
    }
}
