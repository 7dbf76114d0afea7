//! The plain methods that everything else must beat.
//!
//! With `y` the observed values, `n` their number and `s` the root mean square of the one-step errors:
//!
//! | method | forecast for h | standard deviation |
//! |---|---|---|
//! | [`Naive::Mean`] | mean of y | s sqrt(1 + 1/n), s with n - 1 |
//! | [`Naive::Last`] | `y_n` | s sqrt(h) |
//! | [`Naive::Drift`] | `y_n + h b`, `b = (y_n - y_1)/(n - 1)` | s sqrt(h (1 + h/(n - 1))) |
//! | [`Naive::Seasonal`] | the same season last time | s sqrt(k), k = seasons ahead |
//! | [`Naive::SeasonalDrift`] | the same, + k times the mean yearly change | s sqrt(k (1 + k/N)), N changes |
//! | [`Naive::MovingAverage`] | mean of the last w | s of its own one-step errors |
//!
//! Missing values: the last observed one is carried on; a season never observed takes the last value.
//! A seasonal method on a series shorter than two seasons, or with period 1, is its plain sibling.
//! Reference: Hyndman & Athanasopoulos (2021), Forecasting: principles and practice, ch. 5.

use crate::{Diagnosis, Error, Fitted, Forecast, Series, outcome::check_request};

/// A method without parameters to estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naive {
    /// The mean of all values.
    Mean,
    /// The last value.
    Last,
    /// The last value and the mean change.
    Drift,
    /// The value of the same season, one season ago.
    Seasonal,
    /// [`Naive::Seasonal`] and the mean change from season to season.
    SeasonalDrift,
    /// The mean of the last `window` values.
    MovingAverage {
        /// How many values, at least 1.
        window: usize,
    },
}

/// A fitted [`Naive`] method.
#[derive(Debug, Clone)]
pub struct NaiveFitted {
    method: Naive,
    series: Series,
    fitted: Vec<f64>,
    sigma2: Option<f64>,
    drift: f64,
    changes: usize,
}

impl Naive {
    /// Fits in O(n). Errors: [`Error::BadOrder`] for a window of 0.
    pub fn fit(self, series: &Series) -> Result<NaiveFitted, Error> {
        if self == (Self::MovingAverage { window: 0 }) {
            return Err(Error::BadOrder { what: "a moving average needs a window of at least 1".into() });
        }
        let seasonal = series.period() > 1 && series.len() > series.period();
        let method = match self {
            Self::Seasonal if !seasonal => Self::Last,
            Self::SeasonalDrift if !seasonal => Self::Drift,
            other => other,
        };
        let (drift, changes) = method.drift(series);
        let mut fit = NaiveFitted { method, series: series.clone(), fitted: Vec::new(), sigma2: None, drift, changes };
        fit.measure();
        Ok(fit)
    }

    /// Mean change a step (or a season), and the number of changes it rests on.
    fn drift(self, series: &Series) -> (f64, usize) {
        let y = series.values();
        match self {
            Self::Drift => {
                let seen: Vec<usize> = (0..y.len()).filter(|&t| !y[t].is_nan()).collect();
                match (seen.first(), seen.last()) {
                    (Some(&a), Some(&b)) if b > a => ((y[b] - y[a]) / (b - a) as f64, b - a),
                    _ => (0.0, 0),
                }
            }
            Self::SeasonalDrift => {
                let m = series.period();
                let steps: Vec<f64> = (m..y.len()).map(|t| y[t] - y[t - m]).filter(|d| !d.is_nan()).collect();
                if steps.is_empty() { (0.0, 0) } else { (steps.iter().sum::<f64>() / steps.len() as f64, steps.len()) }
            }
            _ => (0.0, 0),
        }
    }
}

impl NaiveFitted {
    /// One-step fitted values and their error variance.
    fn measure(&mut self) {
        let (y, m) = (self.series.values(), self.series.period());
        let mut state = State::new(self.method, m);
        let mut fitted = Vec::with_capacity(y.len());
        let (mut sum, mut steps) = (0.0, 0usize);
        for (t, &v) in y.iter().enumerate() {
            let f = state.ahead(t).map_or(f64::NAN, |f| f + self.drift * state.gap(t));
            fitted.push(f);
            if !f.is_nan() && !v.is_nan() {
                sum += (v - f).powi(2) / state.gap(t);
                steps += 1;
            }
            state.take(t, v);
        }
        if self.method == Naive::Mean {
            let mean = self.series.present().sum::<f64>() / self.series.observed() as f64;
            fitted.fill(mean);
            sum = self.series.present().map(|v| (v - mean).powi(2)).sum();
            steps = self.series.observed();
        }
        let used = usize::from(matches!(self.method, Naive::Mean | Naive::Drift | Naive::SeasonalDrift));
        self.sigma2 = (steps > used).then(|| sum / (steps - used) as f64);
        self.fitted = fitted;
    }

    fn sd(&self, h: usize) -> Option<Vec<f64>> {
        let s = self.sigma2?.sqrt();
        let m = self.series.period();
        let n = self.changes.max(1) as f64;
        let factor = |k: usize| {
            let season = ((k - 1) / m + 1) as f64;
            match self.method {
                Naive::Mean => 1.0 + 1.0 / self.series.observed() as f64,
                Naive::Last => k as f64,
                Naive::Drift => k as f64 * (1.0 + k as f64 / n),
                Naive::Seasonal => season,
                Naive::SeasonalDrift => season * (1.0 + season / n),
                Naive::MovingAverage { .. } => 1.0,
            }
        };
        Some((1..=h).map(|k| s * factor(k).sqrt()).collect())
    }
}

/// What a method remembers while it walks through a series.
struct State {
    method: Naive,
    period: usize,
    last: Option<(usize, f64)>,
    season: Vec<Option<(usize, f64)>>,
    recent: std::collections::VecDeque<f64>,
}

impl State {
    fn new(method: Naive, period: usize) -> Self {
        Self { method, period, last: None, season: vec![None; period], recent: std::collections::VecDeque::new() }
    }

    /// The value that the forecast for position `t` starts from.
    fn base(&self, t: usize) -> Option<(usize, f64)> {
        match self.method {
            Naive::Seasonal | Naive::SeasonalDrift => self.season[t % self.period],
            _ => self.last,
        }
    }

    fn ahead(&self, t: usize) -> Option<f64> {
        match self.method {
            Naive::MovingAverage { .. } if self.recent.is_empty() => None,
            Naive::MovingAverage { .. } => Some(self.recent.iter().sum::<f64>() / self.recent.len() as f64),
            _ => self.base(t).map(|(_, v)| v),
        }
    }

    /// Steps (or seasons) from the value the forecast starts from.
    fn gap(&self, t: usize) -> f64 {
        let from = self.base(t).map_or(t, |(at, _)| at);
        match self.method {
            Naive::Last | Naive::Drift => (t - from).max(1) as f64,
            Naive::Seasonal | Naive::SeasonalDrift => ((t - from) / self.period).max(1) as f64,
            _ => 1.0,
        }
    }

    fn take(&mut self, t: usize, v: f64) {
        if v.is_nan() {
            return;
        }
        self.last = Some((t, v));
        self.season[t % self.period] = Some((t, v));
        if let Naive::MovingAverage { window } = self.method {
            self.recent.push_back(v);
            if self.recent.len() > window {
                self.recent.pop_front();
            }
        }
    }
}

impl Fitted for NaiveFitted {
    fn name(&self) -> String {
        match self.method {
            Naive::Mean => "mean".into(),
            Naive::Last => "naive".into(),
            Naive::Drift => "drift".into(),
            Naive::Seasonal => "seasonal naive".into(),
            Naive::SeasonalDrift => "seasonal naive with drift".into(),
            Naive::MovingAverage { window } => format!("moving average of {window}"),
        }
    }

    fn predict(&self, h: usize, levels: &[f64]) -> Result<Forecast, Error> {
        check_request(h, levels)?;
        let y = self.series.values();
        let mut state = State::new(self.method, self.series.period());
        y.iter().enumerate().for_each(|(t, &v)| state.take(t, v));
        let last = state.last.map_or(0.0, |(_, v)| v);
        let mean = match self.method {
            Naive::Mean => vec![self.fitted[0]; h],
            _ => (y.len()..y.len() + h).map(|t| state.ahead(t).unwrap_or(last) + self.drift * state.gap(t)).collect(),
        };
        Forecast::normal(mean, self.sd(h).as_deref(), levels).checked(&self.name())
    }

    fn update(&mut self, values: &[f64]) -> Result<(), Error> {
        let all = [self.series.values(), values].concat();
        self.series = Series::new(all, self.series.period())?;
        self.measure();
        Ok(())
    }

    fn diagnose(&self) -> Diagnosis {
        Diagnosis::from_fitted(self.series.values(), self.fitted.clone(), self.sigma2)
    }
}
