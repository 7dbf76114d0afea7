//! Lag polynomials: from free coordinates to coefficients and back.
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

    /// The same with all roots of modulus `radius` and more, as an automatic search wants them.
    pub(crate) fn guarded(order: Order, x: &[f64], m: usize, radius: f64) -> Self {
        let mut out = Self::of(order, x);
        let far = radius.powi(m as i32);
        let parts = [(&mut out.ar, radius), (&mut out.ma, radius), (&mut out.sar, far), (&mut out.sma, far)];
        for (c, radius) in parts {
            c.iter_mut().enumerate().for_each(|(i, v)| *v *= radius.powi(-(i as i32 + 1)));
        }
        out
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
    let partial: Vec<f64> = x.iter().map(|v| v.tanh()).collect();
    let mut levels = Vec::new();
    from_partial_levels(&partial, &mut levels);
    levels.split_off(levels.len() - x.len())
}

/// Autoregressions of orders 1, 2, ... with these partial autocorrelations, one after the other.
pub(crate) fn from_partial_levels(partial: &[f64], out: &mut Vec<f64>) {
    out.clear();
    for (n, k) in partial.iter().enumerate() {
        let from = out.len() - n;
        for i in 0..n {
            out.push(out[from + i] - k * out[from + n - 1 - i]);
        }
        out.push(*k);
    }
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
        let far = Coefficients::guarded(Order::new((1, 0, 0), (0, 0, 1)), &[9.0, 9.0], 12, 1.01);
        assert!((far.ar[0] - 1.0 / 1.01).abs() < 1e-6 && (far.sma[0] + 1.01f64.powi(-12)).abs() < 1e-6);
    }

    #[test]
    fn responses_of_a_mixed_process() {
        assert_eq!(responses(&[0.5], &[0.4], 3), vec![1.0, 0.9, 0.45]);
    }
}
