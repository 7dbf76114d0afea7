//! Seasons as sums of sines and cosines, for periods that are too long for seasonal terms, not whole, or several.
//!
//! `y_t = sum_j sum_{k <= K_j} a_jk sin(2 pi k t / m_j) + b_jk cos(2 pi k t / m_j) + n_t`, `n_t` a non-seasonal ARIMA.
//! Reference: Young, Pedregal & Tych (1999), Journal of Forecasting 18, 369-394; Hyndman & Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., 10.5.

use super::fit::Effort;
use super::model::{ArimaFitted, aicc};
use super::order::Order;
use super::prepare::{Prepared, Regressors};
use super::select::AutoArima;
use crate::difference::first_differences;
use crate::linalg::{add_scaled, least_squares};
use crate::{Error, Series};

/// Pairs that may bring nothing before the search for their number ends.
const PATIENCE: usize = 3;

/// Sines and cosines of one or several seasons.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Harmonics {
    /// Period, which need not be whole, and number of pairs of each season.
    pub seasons: Vec<(f64, usize)>,
}

impl Harmonics {
    /// The columns for the positions `from..from + count`. O(count pairs).
    pub fn columns(&self, from: usize, count: usize) -> Regressors {
        let mut out = Regressors::default();
        for &(period, pairs) in &self.seasons {
            for k in 1..=pairs {
                let wave = |f: fn(f64) -> f64| {
                    // The angle is reduced first, so that late positions are as exact as early ones.
                    (from..from + count).map(|t| f(std::f64::consts::TAU * (k as f64 * t as f64 / period).fract())).collect()
                };
                if 2.0 * (k as f64) < period - 1e-9 {
                    out.names.push(format!("sin{k}[{period}]"));
                    out.columns.push(wave(f64::sin));
                }
                out.names.push(format!("cos{k}[{period}]"));
                out.columns.push(wave(f64::cos));
            }
        }
        out
    }

    /// In words, for a model's name.
    pub(crate) fn name(&self) -> String {
        let part = |(period, pairs): &(f64, usize)| format!("{pairs} harmonics of {period}");
        format!("Fourier({})", self.seasons.iter().map(part).collect::<Vec<_>>().join(", "))
    }
}

/// ARIMA errors around harmonics, their number and the order chosen by `AICc`.
#[derive(Debug, Clone, PartialEq)]
pub struct FourierArima {
    /// Periods; empty = the period of the series.
    pub periods: Vec<f64>,
    /// Pairs for each season at most.
    pub pairs_max: usize,
    /// How the order of the errors is searched for; its seasonal part is not used.
    pub errors: AutoArima,
}

impl Default for FourierArima {
    fn default() -> Self {
        Self { periods: Vec::new(), pairs_max: 20, errors: AutoArima::default() }
    }
}

impl FourierArima {
    /// Searches and fits; the number of pairs under ARIMA(1,d,1) errors first, then the order.
    ///
    /// Missing values as in [`crate::Arima`]. Errors: [`Error::TooShort`] below two full seasons, [`Error::BadOrder`]
    /// for a period below 2. O(n K^2) for each number of pairs K looked at.
    pub fn fit(&self, series: &Series) -> Result<ArimaFitted, Error> {
        self.fit_with(series, &Regressors::default())
    }

    /// The same with regressors.
    pub fn fit_with(&self, series: &Series, regressors: &Regressors) -> Result<ArimaFitted, Error> {
        let mut periods = self.periods.clone();
        if periods.is_empty() {
            periods.push(series.period() as f64);
        }
        periods.sort_by(f64::total_cmp);
        if let Some(bad) = periods.iter().find(|p| !(**p >= 2.0 && p.is_finite())) {
            return Err(Error::BadOrder { what: format!("harmonics need a period of at least 2, got {bad}") });
        }
        let longest = periods.last().copied().unwrap_or(2.0);
        series.need("fourier-arima", (2.0 * longest).ceil() as usize)?;
        let plain = series.with_period(1)?;
        let d = self.errors.d.unwrap_or_else(|| differences(&plain, &periods));
        let harmonics = self.choose(&plain, regressors, &periods, d)?;
        let all = regressors.and(&harmonics.columns(0, series.len()));
        let errors = AutoArima { d: Some(d), sd: Some(0), seasonal: false, ..self.errors.clone() };
        Ok(errors.fit_with(&plain, &all)?.with_harmonics(harmonics))
    }

    /// The number of pairs of each season in turn, the shortest period first, the others held.
    fn choose(&self, series: &Series, regressors: &Regressors, periods: &[f64], d: usize) -> Result<Harmonics, Error> {
        let order = Order { constant: d == 0, ..Order::new((1, d, 1), (0, 0, 0)) };
        let mut warm: Vec<Vec<f64>> = Vec::new();
        let mut criterion = |h: &Harmonics| -> Result<f64, Error> {
            let x = regressors.and(&h.columns(0, series.len()));
            let exact = Prepared::new(series, order, &x)?;
            let prepared = exact.interpolated().unwrap_or(exact);
            let data = &prepared.data;
            let Some(best) = data.fit(order, &warm, Effort::Quick) else { return Ok(f64::INFINITY) };
            let columns = data.columns.len() - prepared.gaps.len();
            let value = aicc(data.loglik(best.value), data.count(), (order.terms() + columns + 1) as f64);
            warm = vec![best.x];
            Ok(value.unwrap_or(f64::INFINITY))
        };
        let mut out = Harmonics { seasons: periods.iter().map(|p| (*p, 1)).collect() };
        let mut best = criterion(&out)?;
        for (j, period) in periods.iter().enumerate() {
            let most = self.pairs_max.min((period / 2.0) as usize).min(series.observed() / 8);
            let (mut kept, mut idle) = (1, 0);
            for pairs in 2..=most {
                out.seasons[j].1 = pairs;
                let value = criterion(&out)?;
                if value < best {
                    (best, kept, idle) = (value, pairs, 0);
                } else {
                    idle += 1;
                    if idle >= PATIENCE {
                        break;
                    }
                }
            }
            out.seasons[j].1 = kept;
        }
        Ok(out)
    }
}

/// First differences by KPSS tests after a few harmonics have been taken out.
fn differences(series: &Series, periods: &[f64]) -> usize {
    let y = series.filled();
    let seasons = periods.iter().map(|p| (*p, 6.min((p / 2.0) as usize))).collect();
    let mut columns = Harmonics { seasons }.columns(0, y.len()).columns;
    columns.push(vec![1.0; y.len()]);
    let mut rest = y.clone();
    least_squares(&columns, &y).iter().zip(&columns).for_each(|(b, c)| add_scaled(&mut rest, -b, c));
    first_differences(&rest, 1)
}
