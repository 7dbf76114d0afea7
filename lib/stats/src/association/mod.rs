//! How two columns hang together.

mod contingency;
mod correlation_ratio;
mod kendall;
mod mutual;
mod pearson;
mod rank;
pub(crate) mod shares;
mod spearman;

pub use contingency::{Contingency, Independence, Verdict};
pub use correlation_ratio::{CorrelationRatio, correlation_ratio};
pub use kendall::{Kendall, kendall};
pub use mutual::{MutualInformation, mutual_information, quantile_bins};
pub use pearson::{Correlation, pearson};
pub use rank::ranks;
pub(crate) use rank::tie_sizes;
pub use spearman::spearman;

use crate::StatsError;

/// Refuses unequal lengths, fewer than `needed` pairs and values that are not finite.
fn check(x: &[f64], y: &[f64], needed: usize) -> Result<(), StatsError> {
    if x.len() != y.len() {
        return Err(StatsError::Length { left: x.len(), right: y.len() });
    }
    if x.len() < needed {
        return Err(StatsError::TooFew { what: "pairs", found: x.len(), needed });
    }
    match x.iter().zip(y).position(|(x, y)| !(x.is_finite() && y.is_finite())) {
        Some(index) => Err(StatsError::NotFinite { index }),
        None => Ok(()),
    }
}
