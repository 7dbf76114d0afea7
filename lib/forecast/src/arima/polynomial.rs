//! Lag polynomials: from free coordinates to coefficients, and the moments that start the filter.
//!
//! Each polynomial is described by its partial autocorrelations `tanh x`, so that every point of the coordinate
//! space is stationary and invertible, and a further order at 0 leaves the model as it is.
//! Reference: Barndorff-Nielsen & Schou (1973), doi:10.1016/0047-259X(73)90030-4; Monahan (1984), doi:10.1093/biomet/71.2.403.

use super::order::Order;

/// Coefficients of the four polynomials, in the signs of R: `y = phi y_1 + ... + e + theta e_1 + ...`.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Coefficients {
    pub(crate) ar: Vec<f64>,
    pub(crate) ma: Vec<f64>,
    pub(crate) sar: Vec<f64>,
    pub(crate) sma: Vec<f64>,
}

impl Coefficients {
    /// From free coordinates in the order ar, ma, sar, sma.
    pub(crate) fn of(order: Order, x: &[f64]) -> Self {
        let (ar, rest) = x.split_at(order.p);
        let (ma, rest) = rest.split_at(order.q);
        let (sar, sma) = rest.split_at(order.sp);
        let negated = |x: &[f64]| from_partial(x).iter().map(|v| -v).collect();
        Self { ar: from_partial(ar), ma: negated(ma), sar: from_partial(sar), sma: negated(sma) }
    }

    /// Free coordinates, partial autocorrelations drawn into +-`limit`.
    pub(crate) fn coordinates(&self, limit: f64) -> Vec<f64> {
        let free = |c: &[f64]| to_partial(c, limit).iter().map(|k| k.atanh()).collect::<Vec<f64>>();
        let negated = |c: &[f64]| free(&c.iter().map(|v| -v).collect::<Vec<f64>>());
        [free(&self.ar), negated(&self.ma), free(&self.sar), negated(&self.sma)].concat()
    }

    /// All coefficients in order.
    pub(crate) fn flat(&self) -> Vec<f64> {
        [&self.ar[..], &self.ma, &self.sar, &self.sma].concat()
    }

    /// Expanded autoregression: `y_t = sum_i out[i] y_{t-1-i}`.
    pub(crate) fn full_ar(&self, m: usize) -> Vec<f64> {
        let negate = |c: &[f64]| c.iter().map(|v| -v).collect::<Vec<f64>>();
        negate(&product(&negate(&self.ar), &negate(&self.sar), m))
    }

    /// Expanded moving average: `e_t + sum_i out[i] e_{t-1-i}`.
    pub(crate) fn full_ma(&self, m: usize) -> Vec<f64> {
        product(&self.ma, &self.sma, m)
    }

    /// Whether every root lies outside the circle of this radius.
    pub(crate) fn roots_beyond(&self, radius: f64, m: usize) -> bool {
        let outside = |c: &[f64], radius: f64, sign: f64| {
            let scaled: Vec<f64> = c.iter().enumerate().map(|(i, v)| sign * v * radius.powi(i as i32 + 1)).collect();
            is_stationary(&scaled)
        };
        let far = radius.powi(m as i32);
        outside(&self.ar, radius, 1.0)
            && outside(&self.ma, radius, -1.0)
            && outside(&self.sar, far, 1.0)
            && outside(&self.sma, far, -1.0)
    }
}

/// `(1 + sum plain_i B^i)(1 + sum seasonal_j B^{mj})` without its leading 1.
fn product(plain: &[f64], seasonal: &[f64], m: usize) -> Vec<f64> {
    if seasonal.is_empty() {
        return plain.to_vec();
    }
    let mut out = vec![0.0; plain.len() + m * seasonal.len()];
    out[..plain.len()].copy_from_slice(plain);
    for (j, s) in seasonal.iter().enumerate() {
        let at = m * (j + 1);
        out[at - 1] += s;
        for (i, v) in plain.iter().enumerate() {
            out[at + i] += s * v;
        }
    }
    out
}

/// Autoregression with partial autocorrelations `tanh x`.
fn from_partial(x: &[f64]) -> Vec<f64> {
    let mut c: Vec<f64> = Vec::with_capacity(x.len());
    for v in x {
        let k = v.tanh();
        let n = c.len();
        for i in 0..n.div_ceil(2) {
            let (a, b) = (c[i], c[n - 1 - i]);
            c[i] = a - k * b;
            c[n - 1 - i] = b - k * a;
        }
        c.push(k);
    }
    c
}

/// Partial autocorrelations of an autoregression, drawn into +-`limit` one by one.
fn to_partial(c: &[f64], limit: f64) -> Vec<f64> {
    let mut c = c.to_vec();
    let mut out = vec![0.0; c.len()];
    for n in (0..c.len()).rev() {
        let k = if c[n].is_finite() { c[n].clamp(-limit, limit) } else { 0.0 };
        out[n] = k;
        let scale = 1.0 - k * k;
        let old = c[..n].to_vec();
        for i in 0..n {
            c[i] = (old[i] + k * old[n - 1 - i]) / scale;
        }
    }
    out
}

/// Whether the autoregression is stationary.
pub(crate) fn is_stationary(c: &[f64]) -> bool {
    let mut c = c.to_vec();
    for n in (0..c.len()).rev() {
        let k = c[n];
        if k.is_nan() || k.abs() >= 1.0 {
            return false;
        }
        let old = c[..n].to_vec();
        for i in 0..n {
            c[i] = (old[i] + k * old[n - 1 - i]) / (1.0 - k * k);
        }
    }
    true
}

/// What the filter starts from, in units of the innovation variance.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Start {
    /// Autoregression padded to the state's length r.
    pub(crate) ar: Vec<f64>,
    /// Covariance of the next state with the present value.
    pub(crate) gain: Vec<f64>,
    /// Variance of a value.
    pub(crate) variance: f64,
}

impl Start {
    /// Length of the state for these orders.
    pub(crate) fn length(order: Order, m: usize) -> usize {
        (order.p + m * order.sp).max(order.q + m * order.sq + 1)
    }

    /// Moments of the stationary model: autocovariances `g` and responses `psi`, then
    /// `gain_i = sum_{j>i} (a_j g_{|j-i-1|} + theta_j psi_{j-i-1})`. O(p^2 + r) for few non-zero coefficients.
    pub(crate) fn of(c: &Coefficients, order: Order, m: usize) -> Self {
        let r = Self::length(order, m);
        let (a, b) = (c.full_ar(m), c.full_ma(m));
        let g = autocovariances(&a, &b, a.len().max(1));
        let psi = responses(&a, &b, b.len());
        let mut gain = vec![0.0; r];
        for (j, v) in a.iter().enumerate().filter(|(_, v)| **v != 0.0) {
            for i in 0..=j {
                gain[i] += v * g[j - i];
            }
        }
        for (j, v) in b.iter().enumerate().filter(|(_, v)| **v != 0.0) {
            for i in 0..=j {
                gain[i] += v * psi[j - i];
            }
        }
        let variance = g[0];
        let mut ar = a;
        ar.resize(r, 0.0);
        Self { ar, gain, variance }
    }
}

/// Responses `psi_0..psi_{count-1}` to a unit innovation.
pub(crate) fn responses(a: &[f64], b: &[f64], count: usize) -> Vec<f64> {
    let mut psi = vec![0.0; count];
    let live: Vec<(usize, f64)> = a.iter().copied().enumerate().filter(|(_, v)| *v != 0.0).collect();
    for j in 0..count {
        let mut v = if j == 0 { 1.0 } else { b.get(j - 1).copied().unwrap_or(0.0) };
        for &(i, c) in live.iter().take_while(|(i, _)| *i < j) {
            v += c * psi[j - 1 - i];
        }
        psi[j] = v;
    }
    psi
}

/// Autocovariances at lags 0..count of an ARMA process with unit innovation variance.
fn autocovariances(a: &[f64], b: &[f64], count: usize) -> Vec<f64> {
    let live: Vec<(usize, f64)> =
        std::iter::once((0, 1.0)).chain(b.iter().enumerate().map(|(i, v)| (i + 1, *v))).filter(|(_, v)| *v != 0.0).collect();
    if a.is_empty() {
        let mut g = vec![0.0; count];
        for &(i, u) in &live {
            for &(j, v) in &live {
                if j >= i && j - i < count {
                    g[j - i] += u * v;
                }
            }
        }
        return g;
    }
    let inner = ar_autocovariances(a, count + b.len());
    let mut g = vec![0.0; count];
    for &(i, u) in &live {
        for &(j, v) in &live {
            for (k, slot) in g.iter_mut().enumerate() {
                *slot += u * v * inner[(k + i).abs_diff(j)];
            }
        }
    }
    g
}

/// Autocovariances at lags 0..count of an autoregression, by stepping its order down and up again.
fn ar_autocovariances(a: &[f64], count: usize) -> Vec<f64> {
    let p = a.len();
    // predictors[n] holds the best predictor of order n + 1.
    let mut predictors = vec![a.to_vec()];
    for n in (1..p).rev() {
        let last = &predictors[predictors.len() - 1];
        let k = last[n];
        let scale = 1.0 / (1.0 - k * k);
        let lower: Vec<f64> = (0..n).map(|i| (last[i] + k * last[n - 1 - i]) * scale).collect();
        predictors.push(lower);
    }
    predictors.reverse();
    let variance = predictors.iter().fold(1.0, |v, c| {
        let k = c[c.len() - 1];
        v / (1.0 - k * k)
    });
    let mut g = Vec::with_capacity(count.max(1));
    g.push(variance);
    for lag in 1..count {
        let c = &predictors[lag.min(p) - 1];
        let v = c.iter().enumerate().map(|(i, c)| c * g[lag - 1 - i]).sum();
        g.push(v);
    }
    g
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp)]
    use super::*;

    #[test]
    fn coordinates_go_there_and_back() {
        let order = Order::new((2, 0, 1), (1, 0, 2));
        let x = [0.4, -0.8, 0.3, 0.9, -0.2, 0.5];
        let c = Coefficients::of(order, &x);
        for (a, b) in c.coordinates(0.999).iter().zip(&x) {
            assert!((a - b).abs() < 1e-12);
        }
        assert!(c.roots_beyond(1.0, 4));
        assert!(!Coefficients { ar: vec![0.995], ..Coefficients::default() }.roots_beyond(1.01, 1));
    }

    #[test]
    fn moments_of_known_processes() {
        let ar = autocovariances(&[0.5], &[], 3);
        assert!((ar[0] - 4.0 / 3.0).abs() < 1e-12 && (ar[2] - 1.0 / 3.0).abs() < 1e-12);
        let ma = autocovariances(&[], &[0.4], 3);
        assert!((ma[0] - 1.16).abs() < 1e-12 && (ma[1] - 0.4).abs() < 1e-12 && ma[2] == 0.0);
        // ARMA(1,1): g0 = (1 + 2 a b + b^2) / (1 - a^2)
        let both = autocovariances(&[0.6], &[0.3], 2);
        assert!((both[0] - (1.0 + 0.36 + 0.09) / 0.64).abs() < 1e-12);
        assert_eq!(responses(&[0.5], &[0.4], 3), vec![1.0, 0.9, 0.45]);
    }
}
