//! Drawing futures from a fitted model.

use super::model::ArimaFitted;
use super::prepare::Regressors;
use crate::Error;
use crate::normal::Draws;
use crate::outcome::HORIZON_MAX;

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
        let mut random = Draws::new(seed);
        let path = |_| {
            let errors: Vec<f64> = (0..h).map(|_| sd * random.draw()).collect();
            let shock = |k: usize| errors[..=k].iter().rev().zip(&psi).map(|(e, p)| e * p).sum::<f64>();
            mean.iter().enumerate().map(|(k, m)| m + shock(k)).collect()
        };
        Ok((0..paths).map(path).collect())
    }
}
