//! Where the search for the coefficients begins.

use super::order::Order;
use super::polynomial::Coefficients;
use crate::linalg::least_squares;

/// Largest partial autocorrelation of a start.
const LIMIT: f64 = 0.9;

/// Hannan-Rissanen: residuals of a long autoregression, then a regression on lagged values and lagged residuals.
///
/// `None` where the series is too short for it. Reference: Hannan & Rissanen (1982), doi:10.1093/biomet/69.1.81.
pub(crate) fn hannan_rissanen(y: &[f64], order: Order, m: usize) -> Option<Vec<f64>> {
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
    let x = c.coordinates(LIMIT);
    x.iter().all(|v| v.is_finite()).then_some(x)
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
