//! Series at equal steps without gaps: does the past matter, is there a level, a trend, a season, a break?

mod autocorrelation;
mod changes;
mod dickey_fuller;
mod kpss;
mod ljung_box;
mod mackinnon;
mod season;
mod trend;

pub use autocorrelation::{Autocorrelation, autocorrelations, durbin_levinson, partial_autocorrelations};
pub use changes::{Change, changes_in_mean};
pub use dickey_fuller::{DickeyFuller, LagRule, Terms, dickey_fuller};
pub use kpss::{Around, Bandwidth, Kpss, kpss, kpss_statistic};
pub use ljung_box::{LjungBox, ljung_box};
pub use season::{SeasonTest, season_test};
pub use trend::{Trend, trend};

use crate::StatsError;

/// Refuses short series, values that are not finite and series that do not vary.
fn check(y: &[f64], needed: usize) -> Result<(), StatsError> {
    if y.len() < needed {
        return Err(StatsError::TooFew { what: "values", found: y.len(), needed });
    }
    if let Some(index) = y.iter().position(|x| !x.is_finite()) {
        return Err(StatsError::NotFinite { index });
    }
    if y.windows(2).all(|w| w[0].total_cmp(&w[1]).is_eq()) {
        return Err(StatsError::Constant);
    }
    Ok(())
}

/// Deviations from the mean.
fn centred(y: &[f64]) -> Vec<f64> {
    let mean = crate::mean(y).unwrap_or(0.0);
    y.iter().map(|x| x - mean).collect()
}
