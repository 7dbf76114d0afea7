//! Are values normal, with mean and variance unknown?

mod anderson;
mod jarque_bera;
mod shapiro;

pub use anderson::{AndersonNormal, anderson_normal};
pub use jarque_bera::{JarqueBera, jarque_bera};
pub use shapiro::{ShapiroWilk, shapiro_wilk};

use crate::StatsError;

/// Values in ascending order, refused when fewer than `needed`, not finite or all the same.
fn sorted(values: &[f64], needed: usize) -> Result<Vec<f64>, StatsError> {
    if values.len() < needed {
        return Err(StatsError::TooFew { what: "values", found: values.len(), needed });
    }
    if let Some(index) = values.iter().position(|x| !x.is_finite()) {
        return Err(StatsError::NotFinite { index });
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    if sorted[0] >= sorted[sorted.len() - 1] {
        return Err(StatsError::Constant);
    }
    Ok(sorted)
}
