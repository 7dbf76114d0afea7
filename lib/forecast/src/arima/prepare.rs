//! From a series and its regressors to the scaled, differenced data that the likelihood works on.

use super::kalman::Gappy;
use super::likelihood::Data;
use super::order::Order;
use crate::difference::{diff, is_constant};
use crate::{Error, Series};

/// Missing values inside the series that get a column each; with more, the diffuse filter takes over.
pub(crate) const PULSES_MAX: usize = 24;
/// Missing values with which the search over orders works exactly; with more it looks at the interpolated series first.
const SCREEN_MAX: usize = 3;

/// Named columns that help to explain the series; no missing values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Regressors {
    /// One name a column.
    pub names: Vec<String>,
    /// Columns as long as the series (or the horizon, for its future).
    pub columns: Vec<Vec<f64>>,
}

impl Regressors {
    /// These, then the others.
    #[must_use]
    pub(crate) fn and(&self, others: &Self) -> Self {
        Self { names: [&self.names[..], &others.names].concat(), columns: [&self.columns[..], &others.columns].concat() }
    }

    pub(crate) fn check(&self, rows: usize) -> Result<(), Error> {
        let bad = |what: String| Err(Error::BadRegressors { what });
        if self.names.len() != self.columns.len() {
            return bad(format!("{} names for {} regressors", self.names.len(), self.columns.len()));
        }
        for (name, column) in self.names.iter().zip(&self.columns) {
            if column.len() != rows {
                return bad(format!("regressor `{name}` has {} values where {rows} are needed", column.len()));
            }
            if let Some(at) = column.iter().position(|v| !v.is_finite()) {
                return bad(format!("regressor `{name}` has no number at position {at}"));
            }
        }
        Ok(())
    }
}

/// A series made ready for one order of differencing.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    /// Scaled and differenced.
    pub(crate) data: Data,
    /// What one unit of `data` is in the series.
    pub(crate) scale: f64,
    /// Position of the first observed value.
    pub(crate) lead: usize,
    /// Missing values after the last observed one.
    pub(crate) trail: usize,
    /// The series between them, gaps filled.
    pub(crate) filled: Vec<f64>,
    /// Positions of the gaps in `filled` that are integrated out.
    pub(crate) gaps: Vec<usize>,
    /// Regressors over the same stretch, in their own units: constant first, then the user's.
    pub(crate) columns: Vec<Vec<f64>>,
    /// Names of the columns.
    pub(crate) names: Vec<String>,
    /// Which of the user's regressors are kept.
    pub(crate) kept: Vec<usize>,
    pub(crate) notes: Vec<String>,
    /// What was taken off the series before the diffuse filter saw it.
    pub(crate) offset: f64,
    /// Whether the differenced series does not vary.
    pub(crate) constant: bool,
}

/// The constant's column at position `t` of the trimmed series: 1 for a mean, t for a drift.
pub(crate) fn constant_at(order: Order, t: usize) -> f64 {
    if order.d + order.sd == 0 { 1.0 } else { (t + 1) as f64 }
}

/// `(1-B)^d (1-B^m)^D` without its leading 1: coefficients of the lags.
pub(crate) fn differencing(order: Order, m: usize) -> Vec<f64> {
    let mut c = vec![1.0];
    let mut times = |lag: usize| {
        let mut next = c.clone();
        next.resize(c.len() + lag, 0.0);
        c.iter().enumerate().for_each(|(i, v)| next[i + lag] -= v);
        c = next;
    };
    (0..order.d).for_each(|_| times(1));
    (0..order.sd).for_each(|_| times(m));
    c[1..].to_vec()
}

/// Differences a column as the order says.
pub(crate) fn difference(y: &[f64], order: Order, m: usize) -> Vec<f64> {
    let seasonal = (0..order.sd).fold(y.to_vec(), |y, _| diff(&y, m));
    (0..order.d).fold(seasonal, |y, _| diff(&y, 1))
}

impl Prepared {
    pub(crate) fn new(series: &Series, order: Order, regressors: &Regressors) -> Result<Self, Error> {
        let m = series.period();
        regressors.check(series.len())?;
        let y = series.values();
        let lead = y.iter().position(|v| !v.is_nan()).unwrap_or(0);
        let trail = y.iter().rev().position(|v| !v.is_nan()).unwrap_or(0);
        let inner = Series::new(y[lead..y.len() - trail].to_vec(), m)?;
        let gaps: Vec<usize> = inner.values().iter().enumerate().filter(|(_, v)| v.is_nan()).map(|(t, _)| t).collect();
        let filled = inner.filled();
        let n = filled.len();
        let needed = order.lost(m) + order.terms() + usize::from(order.constant) + regressors.columns.len() + 2;
        if n < needed + gaps.len() {
            return Err(Error::TooShort { method: order.name(m), needed, got: series.observed() });
        }
        let w = difference(&filled, order, m);
        let size = (w.iter().map(|v| v * v).sum::<f64>() / w.len() as f64).sqrt();
        let mean = if order.constant { w.iter().sum::<f64>() / w.len() as f64 } else { 0.0 };
        let spread = (w.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / w.len() as f64).sqrt();
        let largest = filled.iter().map(|v| v.abs()).fold(0.0, f64::max);
        let constant = spread <= 1e-13 * largest || (order.constant && is_constant(&w));
        let scale = if spread > 0.0 { spread } else { size.max(f64::MIN_POSITIVE) };
        let mut out = Self {
            data: Data {
                y: w.iter().map(|v| v / scale).collect(),
                columns: Vec::new(),
                missing: gaps.len(),
                period: m,
                radius: 1.0,
                gappy: None,
            },
            scale,
            lead,
            trail,
            filled,
            gaps,
            columns: Vec::new(),
            names: Vec::new(),
            kept: Vec::new(),
            notes: Vec::new(),
            constant,
            offset: 0.0,
        };
        out.take_columns(order, regressors);
        let kept = out.data.columns.len();
        for &gap in &out.gaps {
            let mut pulse = vec![0.0; n];
            pulse[gap] = 1.0;
            out.data.columns.push(difference(&pulse, order, m));
        }
        let white = Order { p: 0, q: 0, sp: 0, sq: 0, ..order };
        if !out.gaps.is_empty() && (out.gaps.len() > PULSES_MAX || out.data.evaluate(white, &[]).is_none()) {
            out.data.columns.truncate(kept);
            out.take_gaps(order, inner.values());
        }
        Ok(out)
    }

    /// Hands the gaps over to the diffuse filter.
    pub(crate) fn take_gaps(&mut self, order: Order, y: &[f64]) {
        self.gaps.clear();
        self.data.missing = 0;
        self.offset = if order.lost(self.data.period) > 0 { y[0] } else { 0.0 };
        let delta = differencing(order, self.data.period)
            .iter()
            .enumerate()
            .filter(|(_, c)| **c != 0.0)
            .map(|(k, c)| (k + 1, -c))
            .collect();
        let mut gappy = Gappy {
            y: y.iter().map(|v| (v - self.offset) / self.scale).collect(),
            columns: self.columns.clone(),
            delta,
            period: self.data.period,
            radius: self.data.radius,
            count: 0,
        };
        let white = Order { p: 0, q: 0, sp: 0, sq: 0, ..order };
        gappy.count = gappy.pass(white, &[]).map_or(0, |p| p.count);
        self.data.gappy = Some(Box::new(gappy));
    }

    /// The same with its gaps at their interpolated values, for a search over orders that would take long otherwise.
    pub(crate) fn interpolated(&self) -> Option<Self> {
        if self.data.gappy.is_none() && self.gaps.len() <= SCREEN_MAX {
            return None;
        }
        let mut out = self.clone();
        out.data.columns.truncate(out.columns.len());
        (out.data.gappy, out.data.missing) = (None, 0);
        out.gaps.clear();
        Some(out)
    }

    /// Keeps the roots at this modulus and beyond.
    pub(crate) fn guard(&mut self, radius: f64) {
        self.data.radius = radius;
        if let Some(gappy) = &mut self.data.gappy {
            gappy.radius = radius;
        }
    }

    /// Keeps the constant and every regressor that the earlier columns do not explain; names the others in a note.
    fn take_columns(&mut self, order: Order, regressors: &Regressors) {
        let n = self.filled.len();
        let mut basis: Vec<Vec<f64>> = Vec::new();
        let mut consider = |column: Vec<f64>, basis: &mut Vec<Vec<f64>>| {
            let w = difference(&column, order, self.data.period);
            let mut rest = w.clone();
            for b in basis.iter() {
                let dot: f64 = rest.iter().zip(b).map(|(a, b)| a * b).sum();
                rest.iter_mut().zip(b).for_each(|(v, b)| *v -= dot * b);
            }
            let (size, left) = (norm(&w), norm(&rest));
            if left <= 1e-7 * size || left <= 1e-12 * norm(&column) || left == 0.0 {
                return false;
            }
            basis.push(rest.iter().map(|v| v / left).collect());
            self.columns.push(column);
            self.data.columns.push(w);
            true
        };
        if order.constant {
            let name = if order.d + order.sd == 0 { "mean" } else { "drift" };
            if consider((0..n).map(|t| constant_at(order, t)).collect(), &mut basis) {
                self.names.push(name.into());
            }
        }
        for (j, (name, column)) in regressors.names.iter().zip(&regressors.columns).enumerate() {
            if consider(column[self.lead..self.lead + n].to_vec(), &mut basis) {
                self.names.push(name.clone());
                self.kept.push(j);
            } else {
                self.notes.push(format!("regressor `{name}` was dropped: the others already explain it"));
            }
        }
    }
}

fn norm(v: &[f64]) -> f64 {
    v.iter().map(|a| a * a).sum::<f64>().sqrt()
}
