//! Drawing futures from a fitted model.

use super::model::ArimaFitted;
use super::prepare::Regressors;
use crate::outcome::HORIZON_MAX;
use crate::{Error, normal};

/// Paths drawn at most.
const PATHS_MAX: usize = 100_000;

impl ArimaFitted {
    /// `paths` futures of `h` steps: the forecast's mean plus normal errors, passed on by the model's responses.
    ///
    /// The same seed gives the same paths. Parameters and the state are taken as known, so paths spread a little less than the bands.
    /// `future` holds `h` rows of each regressor. Errors: as [`ArimaFitted::predict_with`]; [`Error::BadOrder`] beyond 100,000 paths.
    /// O(paths h^2) for few steps.
    pub fn simulate(&self, h: usize, paths: usize, seed: u64, future: &Regressors) -> Result<Vec<Vec<f64>>, Error> {
        if paths > PATHS_MAX || h > HORIZON_MAX {
            return Err(Error::BadOrder { what: format!("at most {PATHS_MAX} paths can be drawn, got {paths}") });
        }
        let mean = self.predict_with(h, &[], future)?.mean;
        let psi = self.responses(h);
        let sd = self.innovation_deviation();
        let mut state = seed;
        let path = |_| {
            let errors: Vec<f64> = (0..h).map(|_| sd * normal::quantile(uniform(&mut state))).collect();
            let shock = |k: usize| errors[..=k].iter().rev().zip(&psi).map(|(e, p)| e * p).sum::<f64>();
            mean.iter().enumerate().map(|(k, m)| m + shock(k)).collect()
        };
        Ok((0..paths).map(path).collect())
    }
}

/// A number in (0, 1). Reference: Steele, Lea & Flood (2014), doi:10.1145/2660193.2660195 (`SplitMix64`).
fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64 + 0.5 / (1u64 << 53) as f64
}
