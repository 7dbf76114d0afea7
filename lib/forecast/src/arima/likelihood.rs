//! The exact log-likelihood of a differenced series, with regressors and missing values, and its gradient.
//!
//! The innovation variance and the coefficients of the columns are solved for at every evaluation (generalised least squares inside
//! the filter). A missing value is a column with a single 1 and any number in its place, integrated out with a flat prior,
//! which is the likelihood of the observed values: `-1/2 log det Z' V^-1 Z` is added and the count of values
//! goes down by one. Reference: Gomez, Maravall & Pena (1999), doi:10.1016/S0304-4076(98)00034-2.

use super::filter::{Gains, Track};
use super::order::Order;
use super::polynomial::{Coefficients, Start};
use crate::linalg::{cholesky, cholesky_inverse, cholesky_log_det, cholesky_solve};

/// Mean squared innovation below which a fit counts as exact; the series has been scaled to unit size.
const EXACT: f64 = 1e-24;
/// Step of the differences through the filter's starting moments.
const NUDGE: f64 = 1e-6;

/// A differenced series, scaled, and its columns.
#[derive(Debug, Clone)]
pub(crate) struct Data {
    pub(crate) y: Vec<f64>,
    /// Regressors, then one column for each missing value.
    pub(crate) columns: Vec<Vec<f64>>,
    /// How many of the columns stand for missing values.
    pub(crate) missing: usize,
    pub(crate) period: usize,
}

/// Everything that one evaluation finds.
#[derive(Debug, Clone)]
pub(crate) struct Evaluation {
    /// Minus the log-likelihood, up to `n/2 (1 + log(2 pi / n))`.
    pub(crate) value: f64,
    /// Innovation variance by maximum likelihood.
    pub(crate) sigma2: f64,
    /// Coefficients of the columns.
    pub(crate) beta: Vec<f64>,
    /// Their covariance over the innovation variance, row-major.
    pub(crate) spread: Vec<f64>,
    /// The series without its columns, filtered.
    pub(crate) residual: Track,
    /// The columns, filtered.
    pub(crate) tracks: Vec<Track>,
    pub(crate) gains: Gains,
}

impl Data {
    /// Values that count.
    pub(crate) fn count(&self) -> f64 {
        (self.y.len() - self.missing) as f64
    }

    /// Log-likelihood for the value of an evaluation, in the scale of the data.
    pub(crate) fn loglik(&self, value: f64) -> f64 {
        let n = self.count();
        -(value + 0.5 * n * (1.0 + (2.0 * std::f64::consts::PI / n).ln()))
    }

    /// Evaluates at the free coordinates `x`; `None` where the filter breaks down or columns are collinear.
    pub(crate) fn evaluate(&self, order: Order, x: &[f64]) -> Option<Evaluation> {
        let start = Start::of(&Coefficients::of(order, x), order, self.period);
        let mut gains = Gains::default();
        if !gains.run(&start, self.y.len()) {
            return None;
        }
        let tracks: Vec<Track> = self.columns.iter().map(|c| gains.track(c)).collect();
        let (k, n) = (tracks.len(), self.y.len());
        let mut value = 0.5 * gains.log_variances(n);
        let (mut beta, mut spread) = (Vec::new(), Vec::new());
        let residual = if k == 0 {
            gains.track(&self.y)
        } else {
            let raw = gains.track(&self.y);
            let gram = Self::gram(&gains, &tracks);
            let rhs: Vec<f64> = tracks.iter().map(|t| weighted(&gains, &t.innovation, &raw.innovation)).collect();
            let factor = cholesky(&gram, k)?;
            beta = cholesky_solve(&factor, k, &rhs);
            spread = cholesky_inverse(&factor, k);
            if self.missing > 0 {
                let block = self.missing_block(&gram, k);
                value += 0.5 * cholesky_log_det(&cholesky(&block, self.missing)?, self.missing);
            }
            let mut rest = self.y.clone();
            for (b, c) in beta.iter().zip(&self.columns) {
                rest.iter_mut().zip(c).for_each(|(v, c)| *v -= b * c);
            }
            gains.track(&rest)
        };
        let count = self.count();
        let squares = weighted(&gains, &residual.innovation, &residual.innovation).max(count * EXACT);
        value += 0.5 * count * squares.ln();
        value.is_finite().then_some(Evaluation { value, sigma2: squares / count, beta, spread, residual, tracks, gains })
    }

    fn gram(gains: &Gains, tracks: &[Track]) -> Vec<f64> {
        let k = tracks.len();
        let mut gram = vec![0.0; k * k];
        for i in 0..k {
            for j in 0..=i {
                let v = weighted(gains, &tracks[i].innovation, &tracks[j].innovation);
                gram[i * k + j] = v;
                gram[j * k + i] = v;
            }
        }
        gram
    }

    /// The corner of the normal equations that belongs to missing values.
    fn missing_block(&self, gram: &[f64], k: usize) -> Vec<f64> {
        let first = k - self.missing;
        (first..k).flat_map(|i| gram[i * k + first..(i + 1) * k].iter().copied()).collect()
    }

    /// Gradient at `x` of the value of `e`, found there. By the envelope theorem the columns' coefficients are held fixed.
    pub(crate) fn gradient(&self, order: Order, x: &[f64], e: &Evaluation, out: &mut [f64]) {
        let (n, count) = (self.y.len(), self.count());
        let squares = e.sigma2 * count;
        let exact = e.sigma2 <= EXACT * 1.001;
        let weight = if exact { 0.0 } else { count / squares };
        let mut by_f = Vec::with_capacity(n);
        let mut by_residual = Vec::with_capacity(n);
        for t in 0..n {
            let (f, v) = (e.gains.variance(t), e.residual.innovation[t]);
            by_f.push(0.5 / f - 0.5 * weight * v * v / (f * f));
            by_residual.push(weight * v / f);
        }
        let mut by_columns: Vec<Vec<f64>> = Vec::new();
        let first = e.tracks.len() - self.missing;
        if self.missing > 0 {
            let block = self.missing_block(&Self::gram(&e.gains, &e.tracks), e.tracks.len());
            let Some(factor) = cholesky(&block, self.missing) else {
                out.fill(0.0);
                return;
            };
            by_columns = vec![Vec::with_capacity(n); self.missing];
            for (t, slot) in by_f.iter_mut().enumerate() {
                let f = e.gains.variance(t);
                let z: Vec<f64> = e.tracks[first..].iter().map(|c| c.innovation[t]).collect();
                let u = cholesky_solve(&factor, self.missing, &z);
                let dot: f64 = z.iter().zip(&u).map(|(a, b)| a * b).sum();
                *slot -= 0.5 * dot / (f * f);
                by_columns.iter_mut().zip(&u).for_each(|(c, u)| c.push(u / f));
            }
        }
        let mut pairs: Vec<(&Track, &[f64])> = vec![(&e.residual, &by_residual)];
        pairs.extend(e.tracks[first..].iter().zip(&by_columns).map(|(t, b)| (t, &b[..])));
        let s = e.gains.reverse(&pairs, &by_f);
        let mut at = x.to_vec();
        for i in 0..x.len() {
            at[i] = x[i] + NUDGE;
            let up = Start::of(&Coefficients::of(order, &at), order, self.period);
            at[i] = x[i] - NUDGE;
            let down = Start::of(&Coefficients::of(order, &at), order, self.period);
            at[i] = x[i];
            let change = |bar: &[f64], a: &[f64], b: &[f64]| bar.iter().zip(a).zip(b).map(|((w, a), b)| w * (a - b)).sum::<f64>();
            let total = change(&s.ar, &up.ar, &down.ar)
                + change(&s.gain, &up.gain, &down.gain)
                + s.variance * (up.variance - down.variance);
            out[i] = total / (2.0 * NUDGE);
        }
    }
}

/// `sum_t a_t b_t / f_t`.
fn weighted(gains: &Gains, a: &[f64], b: &[f64]) -> f64 {
    let rows = gains.f.len().min(a.len());
    let head: f64 = gains.f[..rows].iter().zip(a).zip(b).map(|((f, a), b)| a * b / f).sum();
    let tail: f64 = a[rows..].iter().zip(&b[rows..]).map(|(a, b)| a * b).sum();
    head + if rows < a.len() { tail / gains.f[rows - 1] } else { 0.0 }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn wavy(n: usize) -> Vec<f64> {
        (0..n).map(|t| ((t * 37 % 23) as f64 / 11.0 - 1.0) + 0.4 * ((t as f64) * 0.5).sin()).collect()
    }

    #[test]
    fn the_gradient_is_the_derivative() {
        let mut gap = vec![0.0; 60];
        gap[20] = 1.0;
        let mut other = vec![0.0; 60];
        other[21] = 1.0;
        let plain = Data { y: wavy(60), columns: vec![], missing: 0, period: 4 };
        let full = Data { y: wavy(60), columns: vec![vec![1.0; 60], gap, other], missing: 2, period: 4 };
        for data in [plain, full] {
            for (order, x) in [
                (Order::new((2, 0, 1), (1, 0, 1)), vec![0.4, -0.3, 0.5, 0.2, -0.6]),
                (Order::new((0, 0, 1), (0, 0, 1)), vec![0.6, 0.9]),
                (Order::new((2, 0, 0), (0, 0, 0)), vec![0.4, -0.3]),
            ] {
                let mut g = vec![0.0; x.len()];
                data.gradient(order, &x, &data.evaluate(order, &x).unwrap(), &mut g);
                for i in 0..x.len() {
                    let (mut a, mut b) = (x.clone(), x.clone());
                    a[i] += 1e-5;
                    b[i] -= 1e-5;
                    let numeric = (data.evaluate(order, &a).unwrap().value - data.evaluate(order, &b).unwrap().value) / 2e-5;
                    assert!((numeric - g[i]).abs() < 1e-5 * (1.0 + numeric.abs()), "{order:?} {i}: {} {numeric}", g[i]);
                }
            }
        }
    }

    /// The likelihood from the covariance matrix itself, observed values only.
    fn dense(order: Order, x: &[f64], y: &[f64], skip: &[usize], m: usize) -> f64 {
        let c = Coefficients::of(order, x);
        let psi = crate::arima::polynomial::responses(&c.full_ar(m), &c.full_ma(m), 4_000);
        let cov = |k: usize| psi.iter().zip(&psi[k..]).map(|(a, b)| a * b).sum::<f64>();
        let keep: Vec<usize> = (0..y.len()).filter(|t| !skip.contains(t)).collect();
        let n = keep.len();
        let v: Vec<f64> = keep.iter().flat_map(|a| keep.iter().map(|b| cov(a.abs_diff(*b))).collect::<Vec<_>>()).collect();
        let l = cholesky(&v, n).unwrap();
        let z: Vec<f64> = keep.iter().map(|t| y[*t]).collect();
        let s: f64 = cholesky_solve(&l, n, &z).iter().zip(&z).map(|(a, b)| a * b).sum();
        let nf = n as f64;
        -0.5 * (nf * (2.0 * std::f64::consts::PI * s / nf).ln() + cholesky_log_det(&l, n) + nf)
    }

    #[test]
    fn equals_the_density_of_the_observed_values() {
        let y = wavy(40);
        for (order, x) in
            [(Order::new((1, 0, 1), (1, 0, 1)), vec![0.4, -0.3, 0.5, 0.7]), (Order::new((0, 0, 2), (0, 0, 0)), vec![0.6, -2.5])]
        {
            let data = Data { y: y.clone(), columns: vec![], missing: 0, period: 4 };
            let exact = dense(order, &x, &y, &[], 4);
            assert!((data.loglik(data.evaluate(order, &x).unwrap().value) - exact).abs() < 1e-8);
            let pulse = |at: usize| (0..40).map(|t| if t == at { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
            let gaps = Data { y: y.clone(), columns: vec![pulse(0), pulse(17), pulse(18)], missing: 3, period: 4 };
            let exact = dense(order, &x, &y, &[0, 17, 18], 4);
            assert!((gaps.loglik(gaps.evaluate(order, &x).unwrap().value) - exact).abs() < 1e-8);
        }
    }
}
