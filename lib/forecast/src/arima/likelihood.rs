//! The exact log-likelihood of a differenced series, with regressors and missing values, and its gradient.
//!
//! The innovation variance and the coefficients of the columns are solved for at every evaluation (generalised least squares inside
//! the filter). A missing value is a column with a single 1 and any number in its place, integrated out with a flat prior,
//! which is the likelihood of the observed values: `-1/2 log det Z' V^-1 Z` is added and the count of values
//! goes down by one. Reference: Gomez, Maravall & Pena (1999), doi:10.1016/S0304-4076(98)00034-2.

use super::filter::{Gains, Sensitivity, Track};
use super::kalman::Gappy;
use super::moments::{Back, Moments};
use super::order::Order;
use crate::linalg::{add_scaled, cholesky, cholesky_inverse, cholesky_log_det, cholesky_solve};

/// Mean squared innovation below which a fit counts as exact; the series has been scaled to unit size.
const EXACT: f64 = 1e-24;
/// Step of the central differences.
const NUDGE: f64 = 1e-5;

/// A differenced series, scaled, and its columns.
#[derive(Debug, Clone)]
pub(crate) struct Data {
    pub(crate) y: Vec<f64>,
    /// Regressors, then one column for each missing value.
    pub(crate) columns: Vec<Vec<f64>>,
    /// How many of the columns stand for missing values.
    pub(crate) missing: usize,
    pub(crate) period: usize,
    /// Smallest modulus of a root: the coordinates reach no nearer to the circle.
    pub(crate) radius: f64,
    /// The series with its gaps, where there are too many of them for a column each: decides then.
    pub(crate) gappy: Option<Box<Gappy>>,
}

/// Everything that one evaluation finds.
#[derive(Debug, Clone, Default)]
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
    moments: Moments,
    /// Cholesky factor of the missing values' corner of the normal equations.
    missing_factor: Vec<f64>,
    rest: Vec<f64>,
    /// Where this was found; kept for the diffuse filter only.
    at: Option<(Order, Vec<f64>)>,
}

/// Room for a gradient.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slope {
    sensitivity: Sensitivity,
    back: Back,
    by_f: Vec<f64>,
    by_residual: Vec<f64>,
    by_columns: Vec<Vec<f64>>,
}

impl Data {
    /// Values that count.
    pub(crate) fn count(&self) -> f64 {
        self.gappy.as_ref().map_or(self.y.len() - self.missing, |g| g.count) as f64
    }

    /// Log-likelihood for the value of an evaluation, in the scale of the data.
    pub(crate) fn loglik(&self, value: f64) -> f64 {
        let n = self.count();
        -(value + 0.5 * n * (1.0 + (2.0 * std::f64::consts::PI / n).ln()))
    }

    /// Evaluates at the free coordinates `x`; `None` where the filter breaks down or columns are collinear.
    pub(crate) fn evaluate(&self, order: Order, x: &[f64]) -> Option<Evaluation> {
        let mut out = Evaluation::default();
        self.evaluate_into(order, x, &mut out).then_some(out)
    }

    /// The same in room that is there already; false for `None`. O(n r) a column.
    pub(crate) fn evaluate_into(&self, order: Order, x: &[f64], out: &mut Evaluation) -> bool {
        if let Some(gappy) = &self.gappy {
            return self.pass_into(gappy, order, x, out);
        }
        let Evaluation { value, residual, tracks, gains, moments, rest, .. } = out;
        moments.run(order, x, self.period, self.radius);
        if !gains.run(moments, self.y.len()) {
            return false;
        }
        let n = self.y.len();
        *value = 0.5 * gains.log_variances(n);
        if self.columns.is_empty() {
            gains.track(&self.y, residual);
        } else {
            tracks.resize(self.columns.len(), Track::default());
            self.columns.iter().zip(&mut *tracks).for_each(|(c, t)| gains.track(c, t));
            gains.track(&self.y, residual);
            rest.clone_from(&self.y);
            if !self.solve(out) {
                return false;
            }
        }
        let count = self.count();
        let squares = out.gains.weighted(&out.residual.innovation, &out.residual.innovation).max(count * EXACT);
        out.value += 0.5 * count * squares.ln();
        out.sigma2 = squares / count;
        out.value.is_finite()
    }

    fn pass_into(&self, gappy: &Gappy, order: Order, x: &[f64], out: &mut Evaluation) -> bool {
        let Some(pass) = gappy.pass(order, x) else { return false };
        let count = self.count();
        let squares = pass.squares.max(count * EXACT);
        out.value = pass.half_log + 0.5 * count * squares.ln();
        out.sigma2 = squares / count;
        (out.beta, out.spread) = (pass.beta, pass.spread);
        out.at = Some((order, x.to_vec()));
        out.value.is_finite() && pass.count == gappy.count
    }

    /// Central differences, for the diffuse filter.
    fn differences(&self, order: Order, x: &[f64], out: &mut [f64]) {
        let mut at = x.to_vec();
        for i in 0..x.len() {
            let mut value = |v: f64| {
                at[i] = v;
                self.evaluate(order, &at).map_or(f64::NAN, |e| e.value)
            };
            out[i] = (value(x[i] + NUDGE) - value(x[i] - NUDGE)) / (2.0 * NUDGE);
            at[i] = x[i];
        }
    }

    /// Generalised least squares for the columns, from the filtered series and columns; takes them out of the series.
    fn solve(&self, out: &mut Evaluation) -> bool {
        let k = self.columns.len();
        let Evaluation { value, beta, spread, residual, tracks, gains, missing_factor, rest, .. } = out;
        let gram = Self::gram(gains, tracks);
        let rhs: Vec<f64> = tracks.iter().map(|t| gains.weighted(&t.innovation, &residual.innovation)).collect();
        let Some(factor) = cholesky(&gram, k) else { return false };
        *beta = cholesky_solve(&factor, k, &rhs);
        *spread = cholesky_inverse(&factor, k);
        if self.missing > 0 {
            let Some(block) = cholesky(&self.missing_block(&gram, k), self.missing) else { return false };
            *value += 0.5 * cholesky_log_det(&block, self.missing);
            *missing_factor = block;
        }
        for (b, c) in beta.iter().zip(&self.columns) {
            add_scaled(rest, -b, c);
        }
        gains.track(rest, residual);
        true
    }

    fn gram(gains: &Gains, tracks: &[Track]) -> Vec<f64> {
        let k = tracks.len();
        let mut gram = vec![0.0; k * k];
        for i in 0..k {
            for j in 0..=i {
                let v = gains.weighted(&tracks[i].innovation, &tracks[j].innovation);
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

    /// Gradient of the value of `e`. By the envelope theorem the columns' coefficients are held fixed.
    pub(crate) fn gradient(&self, e: &Evaluation, slope: &mut Slope, out: &mut [f64]) {
        if let Some((order, x)) = &e.at {
            return self.differences(*order, x, out);
        }
        let exact = e.sigma2 <= EXACT * 1.001;
        let weight = if exact { 0.0 } else { 1.0 / e.sigma2 };
        let Slope { sensitivity, back, by_f, by_residual, by_columns } = slope;
        by_f.clear();
        by_residual.clear();
        for (t, v) in e.residual.innovation.iter().enumerate() {
            let inverse = e.gains.inverse(t);
            let u = weight * v * inverse;
            by_f.push(0.5 * inverse - 0.5 * u * v * inverse);
            by_residual.push(u);
        }
        let first = e.tracks.len() - self.missing;
        by_columns.resize(self.missing, Vec::new());
        by_columns.iter_mut().for_each(Vec::clear);
        if self.missing > 0 {
            for (t, slot) in by_f.iter_mut().enumerate() {
                let inverse = e.gains.inverse(t);
                let z: Vec<f64> = e.tracks[first..].iter().map(|c| c.innovation[t]).collect();
                let u = cholesky_solve(&e.missing_factor, self.missing, &z);
                let dot: f64 = z.iter().zip(&u).map(|(a, b)| a * b).sum();
                *slot -= 0.5 * dot * inverse * inverse;
                by_columns.iter_mut().zip(&u).for_each(|(c, u)| c.push(u * inverse));
            }
        }
        if self.missing == 0 {
            e.gains.reverse(&[(&e.residual, by_residual)], by_f, sensitivity);
        } else {
            let mut pairs: Vec<(&Track, &[f64])> = vec![(&e.residual, by_residual)];
            pairs.extend(e.tracks[first..].iter().zip(&*by_columns).map(|(t, b)| (t, &b[..])));
            e.gains.reverse(&pairs, by_f, sensitivity);
        }
        e.moments.reverse(&sensitivity.ar, &sensitivity.gain, sensitivity.variance, back, out);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::polynomial::Coefficients;
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
        let plain = Data { y: wavy(60), columns: vec![], missing: 0, period: 4, radius: 1.0, gappy: None };
        let full =
            Data { y: wavy(60), columns: vec![vec![1.0; 60], gap, other], missing: 2, period: 4, radius: 1.0, gappy: None };
        for data in [plain, full] {
            for (order, x) in [
                (Order::new((2, 0, 1), (1, 0, 1)), vec![0.4, -0.3, 0.5, 0.2, -0.6]),
                (Order::new((0, 0, 1), (0, 0, 1)), vec![0.6, 0.9]),
                (Order::new((2, 0, 0), (0, 0, 0)), vec![0.4, -0.3]),
            ] {
                let mut g = vec![0.0; x.len()];
                data.gradient(&data.evaluate(order, &x).unwrap(), &mut Slope::default(), &mut g);
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
            let data = Data { y: y.clone(), columns: vec![], missing: 0, period: 4, radius: 1.0, gappy: None };
            let exact = dense(order, &x, &y, &[], 4);
            assert!((data.loglik(data.evaluate(order, &x).unwrap().value) - exact).abs() < 1e-8);
            let pulse = |at: usize| (0..40).map(|t| if t == at { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
            let gaps = Data {
                y: y.clone(),
                columns: vec![pulse(0), pulse(17), pulse(18)],
                missing: 3,
                period: 4,
                radius: 1.0,
                gappy: None,
            };
            let exact = dense(order, &x, &y, &[0, 17, 18], 4);
            assert!((gaps.loglik(gaps.evaluate(order, &x).unwrap().value) - exact).abs() < 1e-8);
        }
    }
}
