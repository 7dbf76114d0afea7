//! Marks: good enough, not good enough, undecided.

use stats::{Estimate, StatsError};

use crate::Mark;
use crate::ladder::Rung;
use crate::scoring::finite;

/// Confidence level of every one-sided bound.
pub(crate) const LEVEL: f64 = 0.95;
/// Comparisons up to which p-values are taken as they are.
const COMPARISONS_UNADJUSTED: usize = 3;

/// A difference from the reference, tested against the margin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tested {
    pub(crate) lower: f64,
    pub(crate) upper: f64,
    pub(crate) p: f64,
    pub(crate) p_holm: f64,
    pub(crate) mark: Mark,
}

impl Tested {
    /// How the player stands on the ladder.
    pub(crate) fn rung(&self) -> Rung {
        Rung { mark: self.mark, worse: self.lower > 0.0 }
    }

    /// Whether the player might be better than the reference by the margin, for all its worse score.
    pub(crate) fn challenges(&self, margin: f64) -> bool {
        self.lower <= -margin
    }
}

/// Tests every difference from the reference against the margin, with Holm's adjustment when there are more than three.
pub(crate) fn by_test(differences: &[Estimate], margin: f64) -> Result<Vec<Tested>, StatsError> {
    let p = differences.iter().map(|d| d.p_at_least(margin)).collect::<Result<Vec<_>, _>>()?;
    let adjusted = if is_adjusted(p.len()) { stats::holm(&p)? } else { p.clone() };
    let test = |((difference, &p), &p_holm): ((&Estimate, &f64), &f64)| {
        let (lower, upper) = (finite(difference.lower(LEVEL)?), finite(difference.upper(LEVEL)?));
        let mark = if p_holm < 1.0 - LEVEL {
            Mark::GoodEnough
        } else if lower > margin {
            Mark::NotGoodEnough
        } else {
            Mark::Undecided
        };
        Ok(Tested { lower, upper, p, p_holm, mark })
    };
    differences.iter().zip(&p).zip(&adjusted).map(test).collect()
}

/// Marks by the mean alone, for evidence too weak for a test.
pub(crate) fn by_mean(difference: f64, margin: f64) -> Rung {
    Rung { mark: if difference < margin { Mark::GoodEnough } else { Mark::NotGoodEnough }, worse: difference > 0.0 }
}

/// Whether p-values of so many comparisons are adjusted.
pub(crate) fn is_adjusted(comparisons: usize) -> bool {
    comparisons > COMPARISONS_UNADJUSTED
}
