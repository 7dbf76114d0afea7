//! Intermittent demand: many zeros, now and then a demand of some size.
//!
//! With `z` the smoothed size of a demand, `p` the smoothed number of steps from one to the next, `pi` the smoothed share of
//! steps with a demand and `a` the smoothing parameter, the forecast of every step ahead is
//!
//! | method | forecast | learns at | reference |
//! |---|---|---|---|
//! | [`Demand::Croston`] | `z / p` | demands | Croston (1972), doi:10.1057/jors.1972.50 |
//! | [`Demand::Sba`] | `(1 - a/2) z / p` | demands | Syntetos & Boylan (2005), doi:10.1016/j.ijforecast.2004.10.001 |
//! | [`Demand::Tsb`] | `pi z` | every step | Teunter, Syntetos & Babai (2011), doi:10.1016/j.ejor.2011.05.018 |
//! | [`Demand::Adida`] | smoothed sum over buckets of the mean interval's length, over that length | every bucket | Nikolopoulos et al. (2011), doi:10.1057/jors.2010.32 |
//!
//! [`Demand::Class`] picks one: TSB where the last demand lies more than three mean intervals back (demand may have ended), else
//! Croston for [smooth demand](DemandClass::Smooth) and SBA for the other classes of Syntetos, Boylan & Croston (2005),
//! doi:10.1057/palgrave.jors.2601841.
//!
//! Bands are those of the demand in a single step: 0 with the share of steps without a demand, else a size from the
//! history, scaled to the present level. The upper limit is never below the forecast. Missing values are left out, as if
//! their steps had not been. Checked against statsforecast (`reference/forecast/intermittent.py`).

use crate::{Band, Coefficient, Diagnosis, Error, Fitted, Forecast, Series, outcome::check_request};

/// Mean interval between demands from which a series counts as intermittent.
const INTERVAL_MIN: f64 = 1.32;
/// Squared coefficient of variation of the sizes from which demand counts as erratic.
const VARIATION_MIN: f64 = 0.49;
/// Mean intervals without a demand after which demand may have ended.
const SILENCE_MAX: f64 = 3.0;

/// Which rule makes the forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Demand {
    /// Size over interval.
    Croston,
    /// Croston's rule with Syntetos and Boylan's correction of its bias.
    Sba,
    /// Size times share, which falls while no demand comes.
    Tsb,
    /// Smoothing of sums over buckets.
    Adida,
    /// Picked by the class of the demand.
    #[default]
    Class,
}

/// The classes of demand by mean interval (below or from 1.32) and squared variation of sizes (below or from 0.49).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemandClass {
    /// Demand at most steps, of like size.
    Smooth,
    /// Demand at most steps, of unlike size.
    Erratic,
    /// Few demands, of like size.
    Intermittent,
    /// Few demands, of unlike size.
    Lumpy,
}

impl DemandClass {
    /// The class of a series without negative values and with at least two demands; `None` for any other. O(n).
    pub fn of(series: &Series) -> Option<Self> {
        let history = History::of(series)?;
        if history.sizes.len() < 2 {
            return None;
        }
        let n = history.sizes.len() as f64;
        let mean = history.sizes.iter().sum::<f64>() / n;
        let variance = history.sizes.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let (rare, erratic) = (history.interval() >= INTERVAL_MIN, variance >= VARIATION_MIN * mean * mean);
        Some(match (rare, erratic) {
            (false, false) => Self::Smooth,
            (false, true) => Self::Erratic,
            (true, false) => Self::Intermittent,
            (true, true) => Self::Lumpy,
        })
    }

    /// Whether zeros are so frequent that the methods of this module should be used.
    pub fn is_intermittent(self) -> bool {
        matches!(self, Self::Intermittent | Self::Lumpy)
    }
}

/// A method for intermittent demand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intermittent {
    /// The rule.
    pub demand: Demand,
    /// Smoothing parameter in (0, 1], the same for sizes, intervals and shares.
    pub alpha: f64,
}

impl Default for Intermittent {
    fn default() -> Self {
        Self { demand: Demand::Class, alpha: 0.1 }
    }
}

/// A fitted [`Intermittent`] method.
#[derive(Debug, Clone)]
pub struct IntermittentFitted {
    method: Intermittent,
    series: Series,
    fitted: Vec<f64>,
    rate: f64,
    /// Share of steps with a demand, and the sizes in ascending order at the present level.
    share: f64,
    sizes: Vec<f64>,
}

/// Demands of a series.
struct History {
    observed: usize,
    sizes: Vec<f64>,
    /// Steps from one demand to the next, the first counted from before the series.
    intervals: Vec<f64>,
    /// Steps since the last demand.
    silence: usize,
}

impl History {
    /// `None` with a negative value.
    fn of(series: &Series) -> Option<Self> {
        let mut out = Self { observed: series.observed(), sizes: Vec::new(), intervals: Vec::new(), silence: 0 };
        for v in series.present() {
            if v < 0.0 {
                return None;
            }
            out.silence += 1;
            if v > 0.0 {
                out.sizes.push(v);
                out.intervals.push(out.silence as f64);
                out.silence = 0;
            }
        }
        Some(out)
    }

    /// Mean number of steps for each demand.
    fn interval(&self) -> f64 {
        self.observed as f64 / self.sizes.len().max(1) as f64
    }
}

impl Intermittent {
    /// Fits in O(n log n).
    ///
    /// A series of zeros is forecast as zero. Errors: [`Error::BadOrder`] for a smoothing parameter outside (0, 1],
    /// [`Error::NegativeDemand`] for a negative value.
    pub fn fit(&self, series: &Series) -> Result<IntermittentFitted, Error> {
        if !(self.alpha > 0.0 && self.alpha <= 1.0) {
            return Err(Error::BadOrder { what: format!("a smoothing parameter must lie in (0, 1], got {}", self.alpha) });
        }
        let Some(history) = History::of(series) else {
            return Err(Error::NegativeDemand { smallest: series.min() });
        };
        let demand = match self.demand {
            Demand::Class if history.silence as f64 > SILENCE_MAX * history.interval() => Demand::Tsb,
            Demand::Class if DemandClass::of(series) == Some(DemandClass::Smooth) => Demand::Croston,
            Demand::Class => Demand::Sba,
            other => other,
        };
        let method = Self { demand, alpha: self.alpha };
        let (fitted, rate) = method.run(series, &history);
        let share = history.sizes.len() as f64 / history.observed as f64;
        let mean = history.sizes.iter().sum::<f64>() / history.sizes.len().max(1) as f64;
        let level = if mean > 0.0 { rate / share / mean } else { 0.0 };
        let mut sizes: Vec<f64> = history.sizes.iter().map(|z| z * level).collect();
        sizes.sort_by(f64::total_cmp);
        Ok(IntermittentFitted { method, series: series.clone(), fitted, rate, share, sizes })
    }

    /// One-step forecasts and the forecast after the end.
    fn run(self, series: &Series, history: &History) -> (Vec<f64>, f64) {
        if self.demand == Demand::Adida {
            return self.buckets(series, history);
        }
        let mut state: Option<(f64, f64)> = None;
        let mut share: Option<f64> = None;
        let mut wait = 0.0;
        let rate = |state: Option<(f64, f64)>, share: Option<f64>| match (state, self.demand) {
            (None, _) => f64::NAN,
            (Some((z, _)), Demand::Tsb) => share.unwrap_or(0.0) * z,
            (Some((z, p)), Demand::Sba) => (1.0 - self.alpha / 2.0) * z / p,
            (Some((z, p)), _) => z / p,
        };
        let mut fitted = Vec::with_capacity(series.len());
        for &v in series.values() {
            fitted.push(rate(state, share));
            if v.is_nan() {
                continue;
            }
            wait += 1.0;
            let hit = f64::from(u8::from(v > 0.0));
            share = Some(share.map_or(hit, |s| s + self.alpha * (hit - s)));
            if v > 0.0 {
                let (z, p) = state.unwrap_or((v, wait));
                state = Some((z + self.alpha * (v - z), p + self.alpha * (wait - p)));
                wait = 0.0;
            }
        }
        let last = rate(state, share);
        (fitted, if last.is_nan() { 0.0 } else { last })
    }

    /// Exponential smoothing of the sums of whole buckets, counted back from the end.
    fn buckets(self, series: &Series, history: &History) -> (Vec<f64>, f64) {
        let width = (history.interval().round() as usize).clamp(1, history.observed);
        let seen: Vec<usize> = (0..series.len()).filter(|&t| !series.values()[t].is_nan()).collect();
        let mut fitted = vec![f64::NAN; series.len()];
        let mut level: Option<f64> = None;
        for bucket in seen[seen.len() % width..].chunks_exact(width) {
            let sum: f64 = bucket.iter().map(|&t| series.values()[t]).sum();
            if let Some(l) = level {
                for &t in bucket {
                    fitted[t] = l / width as f64;
                }
            }
            level = Some(level.map_or(sum, |l| l + self.alpha * (sum - l)));
        }
        (fitted, level.unwrap_or(0.0) / width as f64)
    }
}

impl IntermittentFitted {
    /// Quantile of the demand in a single step.
    fn quantile(&self, u: f64) -> f64 {
        let idle = 1.0 - self.share;
        if u <= idle || self.sizes.is_empty() {
            return 0.0;
        }
        let at = (u - idle) / self.share * (self.sizes.len() - 1) as f64;
        let (low, part) = (at.floor() as usize, at.fract());
        let high = (low + 1).min(self.sizes.len() - 1);
        self.sizes[low] + part * (self.sizes[high] - self.sizes[low])
    }
}

impl Fitted for IntermittentFitted {
    fn name(&self) -> String {
        match self.method.demand {
            Demand::Croston | Demand::Class => "Croston".into(),
            Demand::Sba => "Syntetos-Boylan".into(),
            Demand::Tsb => "Teunter-Syntetos-Babai".into(),
            Demand::Adida => "ADIDA".into(),
        }
    }

    fn predict(&self, h: usize, levels: &[f64]) -> Result<Forecast, Error> {
        check_request(h, levels)?;
        let band = |&level: &f64| {
            let (low, high) = (self.quantile(0.5 - level / 200.0), self.quantile(0.5 + level / 200.0));
            Band { level, lower: vec![low.min(self.rate); h], upper: vec![high.max(self.rate); h] }
        };
        Forecast { mean: vec![self.rate; h], bands: levels.iter().map(band).collect() }.checked(&self.name())
    }

    fn update(&mut self, values: &[f64]) -> Result<(), Error> {
        let longer = Series::new([self.series.values(), values].concat(), self.series.period())?;
        *self = self.method.fit(&longer)?;
        Ok(())
    }

    fn diagnose(&self) -> Diagnosis {
        let mut out = Diagnosis::from_fitted(self.series.values(), self.fitted.clone(), None);
        let coefficient = |name: &str, value| Coefficient { name: name.into(), value, se: None };
        out.coefficients = vec![coefficient("alpha", self.method.alpha), coefficient("share", self.share)];
        out
    }
}
