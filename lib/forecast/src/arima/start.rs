//! Where the search for the coefficients begins.

use super::order::Order;
use super::polynomial::Coefficients;
use crate::linalg::least_squares;

/// Largest partial autocorrelation of a start.
const LIMIT: f64 = 0.9;

/// Hannan-Rissanen: residuals of a long autoregression, then a regression on lagged values and lagged residuals.
///
/// `None` where the series is too short for it. Reference: Hannan & Rissanen (1982), doi:10.1093/biomet/69.1.81.
pub(crate) fn hannan_rissanen(y: &[f64], order: Order, m: usize) -> Option<Coefficients> {
    let n = y.len();
    let reach = (order.p.max(order.q)).max(m * order.sp.max(order.sq));
    let long = (order.p + order.q + 3).max(if order.sq + order.sp > 0 { m + 1 } else { 0 }).min(n / 4);
    let from = reach + if order.q + order.sq > 0 { long } else { 0 };
    if order.terms() == 0 || n < from + 2 * order.terms() + 4 {
        return None;
    }
    let e = if order.q + order.sq > 0 { long_residuals(y, long) } else { vec![0.0; n] };
    let lagged = |x: &[f64], lag: usize| x[from - lag..n - lag].to_vec();
    let mut columns = Vec::with_capacity(order.terms());
    columns.extend((1..=order.p).map(|k| lagged(y, k)));
    columns.extend((1..=order.q).map(|k| lagged(&e, k)));
    columns.extend((1..=order.sp).map(|k| lagged(y, k * m)));
    columns.extend((1..=order.sq).map(|k| lagged(&e, k * m)));
    let b = least_squares(&columns, &y[from..]);
    let (ar, rest) = b.split_at(order.p);
    let (ma, rest) = rest.split_at(order.q);
    let (sar, sma) = rest.split_at(order.sp);
    let c = Coefficients { ar: ar.into(), ma: ma.into(), sar: sar.into(), sma: sma.into() };
    c.flat().iter().all(|v| v.is_finite()).then_some(c)
}

/// The Hannan-Rissanen point as free coordinates.
pub(crate) fn regression(y: &[f64], order: Order, m: usize) -> Option<Vec<f64>> {
    hannan_rissanen(y, order, m).map(|c| c.coordinates(LIMIT))
}

/// Points with a pair of nearly cancelling factors on a model of lower order: where the likelihood of a mixed model has its
/// other peaks, at one frequency after the other, for the plain and for the seasonal part.
pub(crate) fn cancelling(y: &[f64], order: Order, m: usize) -> Vec<Vec<f64>> {
    let below = |p: usize, q: usize, sp: usize, sq: usize| {
        let lower = Order { p: order.p - p, q: order.q - q, sp: order.sp - sp, sq: order.sq - sq, ..order };
        let zeros =
            Coefficients { ar: vec![0.0; lower.p], ma: vec![0.0; lower.q], sar: vec![0.0; lower.sp], sma: vec![0.0; lower.sq] };
        // Drawn inside, or the product would lose what the factor says.
        hannan_rissanen(y, lower, m).map_or(zeros, |c| Coefficients::of(lower, &c.coordinates(LIMIT)))
    };
    let mut out = Vec::new();
    let mut add = |base: &Coefficients, ar: &[f64], ma: &[f64], seasonal: bool| {
        let mut c = base.clone();
        let (own_ar, own_ma) = if seasonal { (&mut c.sar, &mut c.sma) } else { (&mut c.ar, &mut c.ma) };
        *own_ar = times(own_ar, ar, -1.0);
        *own_ma = times(own_ma, ma, 1.0);
        out.push(c.coordinates(0.9995));
    };
    if order.p >= 2 && order.q >= 2 {
        let base = below(2, 2, 0, 0);
        for step in 0..FREQUENCIES {
            let cosine = (std::f64::consts::PI * (step as f64 + 0.5) / FREQUENCIES as f64).cos();
            let factor = |r: f64| [-2.0 * r * cosine, r * r];
            for (a, b) in [(0.95, 0.995), (0.995, 0.95)] {
                add(&base, &factor(a), &factor(b), false);
            }
        }
    } else if order.q >= 2 {
        let base = below(0, 2, 0, 0);
        for step in 0..FREQUENCIES {
            let cosine = (std::f64::consts::PI * (step as f64 + 0.5) / FREQUENCIES as f64).cos();
            add(&base, &[], &[-1.9 * cosine, 0.9025], false);
        }
    }
    if order.p >= 1 && order.q >= 1 {
        let base = below(1, 1, 0, 0);
        for (a, b) in [(0.95, 0.7), (0.7, 0.95), (0.9, 0.99), (-0.95, -0.7), (-0.7, -0.95), (0.5, -0.5), (-0.5, 0.5)] {
            add(&base, &[-a], &[-b], false);
        }
    }
    if order.sp >= 2 && order.sq >= 2 {
        let base = below(0, 0, 2, 2);
        for step in 0..FREQUENCIES / 2 {
            let cosine = (std::f64::consts::PI * (2.0 * step as f64 + 1.0) / FREQUENCIES as f64).cos();
            let factor = |r: f64| [-2.0 * r * cosine, r * r];
            for (a, b) in [(0.8, 0.99), (0.99, 0.8)] {
                add(&base, &factor(a), &factor(b), true);
            }
        }
    }
    if order.sp >= 1 && order.sq >= 1 {
        let base = below(0, 0, 1, 1);
        for (a, b) in [(0.9, 0.6), (0.6, 0.9), (-0.8, -0.3), (0.95, 0.99)] {
            add(&base, &[-a], &[-b], true);
        }
    }
    out
}

/// Frequencies at which a cancelling pair is tried.
const FREQUENCIES: usize = 10;

/// The polynomial `1 + sign sum c_i B^i` times `1 + sum factor_i B^i`, in the sign of `c`.
fn times(c: &[f64], factor: &[f64], sign: f64) -> Vec<f64> {
    let mut out = vec![0.0; c.len() + factor.len()];
    for (i, f) in factor.iter().enumerate() {
        out[i] += sign * f;
        c.iter().enumerate().for_each(|(j, v)| out[i + 1 + j] += f * v);
    }
    c.iter().enumerate().for_each(|(j, v)| out[j] += v);
    out
}

/// Points spread over the coordinates by an additive recurrence, the same every time.
pub(crate) fn scattered(k: usize, count: usize) -> impl Iterator<Item = Vec<f64>> {
    let step = |i: usize| (0.5 + (i as f64 + 1.0) * 0.618_033_988_749_894_9).fract();
    (1..=count).map(move |j| (0..k).map(|i| 2.8 * ((0.5 + j as f64 * step(i)).fract() - 0.5)).collect())
}

/// Residuals of an autoregression of this order by Yule-Walker, values before the start taken as 0.
fn long_residuals(y: &[f64], order: usize) -> Vec<f64> {
    let n = y.len();
    let cov: Vec<f64> = (0..=order).map(|k| y[k..].iter().zip(y).map(|(a, b)| a * b).sum::<f64>()).collect();
    let mut a: Vec<f64> = Vec::new();
    let mut error = cov[0];
    for k in 1..=order {
        if error <= 1e-12 * cov[0] {
            break;
        }
        let dot: f64 = a.iter().enumerate().map(|(i, c)| c * cov[k - 1 - i]).sum();
        let reflection = (cov[k] - dot) / error;
        let old = a.clone();
        for i in 0..old.len() {
            a[i] = old[i] - reflection * old[old.len() - 1 - i];
        }
        a.push(reflection);
        error *= 1.0 - reflection * reflection;
    }
    (0..n).map(|t| y[t] - a.iter().enumerate().take(t).map(|(i, c)| c * y[t - 1 - i]).sum::<f64>()).collect()
}
