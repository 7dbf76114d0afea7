//! The input: equally spaced values and their period.

use crate::Error;

/// Values beyond this are refused, because their squares leave the range of `f64`.
const MAGNITUDE_MAX: f64 = 1e100;

/// An equally spaced univariate series.
///
/// `NaN` marks a missing value; infinities are counted as missing. The period `m` is the number of
/// values in one season: 12 for months, 4 for quarters, 1 where nothing repeats. Days have a longer season besides: the year.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    values: Vec<f64>,
    period: usize,
    observed: usize,
    longer: Vec<f64>,
}

impl Series {
    /// Checks and takes the values. O(n).
    ///
    /// Errors: [`Error::BadPeriod`], [`Error::AllMissing`] (also for an empty series), [`Error::TooLarge`].
    pub fn new(mut values: Vec<f64>, period: usize) -> Result<Self, Error> {
        if period == 0 {
            return Err(Error::BadPeriod);
        }
        for (at, v) in values.iter_mut().enumerate() {
            if !v.is_finite() {
                *v = f64::NAN;
            } else if v.abs() > MAGNITUDE_MAX {
                return Err(Error::TooLarge { at, value: *v });
            }
        }
        let observed = values.iter().filter(|v| !v.is_nan()).count();
        if observed == 0 {
            return Err(Error::AllMissing);
        }
        Ok(Self { values, period, observed, longer: Vec::new() })
    }

    /// The same values with longer seasons beside the period, which need not be whole: 365.25 for days. What is not longer than
    /// the period is left out.
    #[must_use]
    pub fn with_longer(self, seasons: &[f64]) -> Self {
        let period = self.period as f64;
        Self { longer: seasons.iter().copied().filter(|s| s.is_finite() && *s >= period + 1.0).collect(), ..self }
    }

    /// Other values with the same seasons.
    pub(crate) fn like(&self, values: Vec<f64>) -> Result<Self, Error> {
        Ok(Self { longer: self.longer.clone(), ..Self::new(values, self.period)? })
    }

    /// All values in order, `NaN` where missing.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The number of values in one season.
    pub fn period(&self) -> usize {
        self.period
    }

    /// Seasons longer than the period of which more than two are observed.
    pub fn longer(&self) -> impl Iterator<Item = f64> + '_ {
        self.longer.iter().copied().filter(|season| self.observed as f64 > 2.0 * season)
    }

    /// The number of values, missing ones included.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Never true: a series has at least one observed value.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The number of observed values, at least 1.
    pub fn observed(&self) -> usize {
        self.observed
    }

    /// Whether every observed value is the same.
    pub fn is_constant(&self) -> bool {
        let mut seen = self.present();
        let first = seen.next();
        seen.all(|v| Some(v) == first)
    }

    /// The smallest observed value.
    pub fn min(&self) -> f64 {
        self.present().fold(f64::INFINITY, f64::min)
    }

    /// The observed values in order.
    pub fn present(&self) -> impl Iterator<Item = f64> + '_ {
        self.values.iter().copied().filter(|v| !v.is_nan())
    }

    /// The same series with another period alone.
    pub fn with_period(&self, period: usize) -> Result<Self, Error> {
        Self::new(self.values.clone(), period)
    }

    /// The first `n` values; [`Error::AllMissing`] when none of them is observed.
    pub fn head(&self, n: usize) -> Result<Self, Error> {
        self.like(self.values[..n.min(self.len())].to_vec())
    }

    /// The values with every gap filled by linear interpolation, after a seasonal mean has been taken out
    /// where two full seasons are observed; ends are filled with the nearest value. O(n).
    pub fn filled(&self) -> Vec<f64> {
        if self.observed == self.len() {
            return self.values.clone();
        }
        let m = self.period;
        if m == 1 || self.observed < 2 * m {
            return interpolate(&self.values);
        }
        let season = season_offsets(&self.values, m);
        let flat: Vec<f64> = self.values.iter().enumerate().map(|(t, v)| v - season[t % m]).collect();
        interpolate(&flat).iter().enumerate().map(|(t, v)| v + season[t % m]).collect()
    }

    pub(crate) fn need(&self, method: &str, needed: usize) -> Result<(), Error> {
        if self.observed < needed {
            return Err(Error::TooShort { method: method.into(), needed, got: self.observed });
        }
        Ok(())
    }
}

/// Mean distance of each season from a straight line through the values; 0 for a season never observed.
fn season_offsets(y: &[f64], m: usize) -> Vec<f64> {
    let rough = interpolate(y);
    let (mut sum, mut count) = (vec![0.0; m], vec![0.0; m]);
    let half = m / 2;
    for (t, v) in y.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
        let window = &rough[t.saturating_sub(half)..(t + half + 1).min(rough.len())];
        sum[t % m] += v - window.iter().sum::<f64>() / window.len() as f64;
        count[t % m] += 1.0;
    }
    sum.iter().zip(&count).map(|(s, c)| if *c > 0.0 { s / c } else { 0.0 }).collect()
}

/// Straight lines across the gaps, the nearest value beyond the ends. At least one value is observed.
fn interpolate(y: &[f64]) -> Vec<f64> {
    let mut out = y.to_vec();
    let mut last: Option<usize> = None;
    for t in 0..y.len() {
        if y[t].is_nan() {
            continue;
        }
        match last {
            None => out[..t].fill(y[t]),
            Some(l) => {
                let slope = (y[t] - y[l]) / (t - l) as f64;
                for (k, slot) in out[l + 1..t].iter_mut().enumerate() {
                    *slot = y[l] + slope * (k + 1) as f64;
                }
            }
        }
        last = Some(t);
    }
    if let Some(l) = last {
        let v = y[l];
        out[l + 1..].fill(v);
    }
    out
}
