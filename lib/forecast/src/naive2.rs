//! Naive2, the benchmark of the M competitions: the last value, its season taken out and put back.
//!
//! A season only where a [90 % test](crate::is_seasonal) finds one, by classical decomposition, multiplicative where all values are above
//! zero. Missing values as in [`Naive::Last`](crate::Naive). Reference: Makridakis, Spiliotis & Assimakopoulos (2020),
//! doi:10.1016/j.ijforecast.2019.04.014. Checked against its steps in R on twelve classics.

use crate::{Diagnosis, Error, Fitted, Forecast, Naive, NaiveFitted, SeasonIndices, Series};

/// The last value with its season.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Naive2;

/// A fitted [`Naive2`].
#[derive(Debug, Clone)]
pub struct Naive2Fitted {
    series: Series,
    season: Option<SeasonIndices>,
    rest: NaiveFitted,
}

impl Naive2 {
    /// Fits in O(n). Errors: [`Error::TooLarge`] where a value without its season leaves the range.
    pub fn fit(self, series: &Series) -> Result<Naive2Fitted, Error> {
        let season = SeasonIndices::detect(series);
        let rest = without(season.as_ref(), 0, series.values());
        Ok(Naive2Fitted { series: series.clone(), season, rest: Naive::Last.fit(&Series::new(rest, 1)?)? })
    }
}

/// Values from position `from` on without their season.
fn without(season: Option<&SeasonIndices>, from: usize, values: &[f64]) -> Vec<f64> {
    values.iter().enumerate().map(|(k, v)| season.map_or(*v, |s| s.remove(from + k, *v))).collect()
}

impl Naive2Fitted {
    fn restore(&self, t: usize, v: f64) -> f64 {
        self.season.as_ref().map_or(v, |s| s.restore(t, v))
    }
}

impl Fitted for Naive2Fitted {
    fn name(&self) -> String {
        if self.season.is_some() { "naive 2, seasonal".into() } else { "naive 2".into() }
    }

    fn predict(&self, h: usize, levels: &[f64]) -> Result<Forecast, Error> {
        let n = self.series.len();
        self.rest.predict(h, levels)?.map(|k, v| self.restore(n + k, v)).checked("naive2")
    }

    fn update(&mut self, values: &[f64]) -> Result<(), Error> {
        self.rest.update(&without(self.season.as_ref(), self.series.len(), values))?;
        self.series = self.series.like([self.series.values(), values].concat())?;
        Ok(())
    }

    fn diagnose(&self) -> Diagnosis {
        let rest = self.rest.diagnose();
        let fitted = rest.fitted.iter().enumerate().map(|(t, f)| self.restore(t, *f)).collect();
        Diagnosis::from_fitted(self.series.values(), fitted, rest.sigma2)
    }
}
