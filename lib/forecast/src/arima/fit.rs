//! Maximum likelihood for one order.

use super::likelihood::{Data, Evaluation};
use super::order::Order;
use super::start::hannan_rissanen;
use crate::linalg::least_squares;
use crate::minimise::{self, Stop};

/// While searching over orders.
pub(crate) const LOOSE: Stop = Stop { iterations: 60, decrease: 1e-3 };
/// For the model that is kept.
pub(crate) const TIGHT: Stop = Stop { iterations: 300, decrease: 1e-9 };
/// Coordinates beyond this are as good as the boundary.
const FAR: f64 = 8.0;

/// Where a fit ended.
#[derive(Debug, Clone)]
pub(crate) struct Optimum {
    pub(crate) order: Order,
    pub(crate) x: Vec<f64>,
    pub(crate) value: f64,
}

impl Data {
    /// Minimises from the best `tries` of the starts: Hannan-Rissanen, near zero, and `warm`.
    pub(crate) fn fit(&self, order: Order, warm: &[Vec<f64>], tries: usize, stop: Stop) -> Option<Optimum> {
        let k = order.terms();
        if k == 0 {
            return self.evaluate(order, &[]).map(|e| Optimum { order, x: Vec::new(), value: e.value });
        }
        let mut points = warm.to_vec();
        points.extend(hannan_rissanen(&self.without_columns(), order, self.period));
        points.push(vec![0.1; k]);
        if tries > 3 {
            points.extend(scattered(k, tries));
        }
        let mut starts: Vec<(f64, Vec<f64>)> =
            points.into_iter().filter_map(|x| self.evaluate(order, &x).map(|e| (e.value, x))).collect();
        starts.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut best: Option<Optimum> = None;
        for (_, x) in starts.into_iter().take(tries) {
            let end = self.descend(order, &x, stop);
            if best.as_ref().is_none_or(|b| end.value < b.value) {
                best = Some(end);
            }
        }
        best
    }

    /// Minimises from `x`.
    pub(crate) fn descend(&self, order: Order, x: &[f64], stop: Stop) -> Optimum {
        let k = x.len();
        let count = self.count();
        let mut inverse = vec![0.0; k * k];
        for (i, v) in x.iter().enumerate() {
            let partial = v.tanh();
            inverse[i * k + i] = 1.0 / (count * (1.0 - partial * partial).max(0.01));
        }
        let mut last: Option<(Vec<f64>, Evaluation)> = None;
        let end = minimise::bfgs(x, Some(inverse), stop, |x, gradient| {
            if x.iter().any(|v| v.abs() > FAR) {
                return f64::INFINITY;
            }
            let known = last.take().filter(|(at, _)| at == x);
            let Some((_, e)) = known.or_else(|| self.evaluate(order, x).map(|e| (x.to_vec(), e))) else { return f64::INFINITY };
            if let Some(g) = gradient {
                self.gradient(order, x, &e, g);
            }
            let value = e.value;
            last = Some((x.to_vec(), e));
            value
        });
        Optimum { order, x: end.x, value: end.value }
    }

    /// The series less its columns by ordinary least squares.
    fn without_columns(&self) -> Vec<f64> {
        let mut rest = self.y.clone();
        let beta = least_squares(&self.columns, &self.y);
        for (b, c) in beta.iter().zip(&self.columns) {
            rest.iter_mut().zip(c).for_each(|(v, c)| *v -= b * c);
        }
        rest
    }
}

/// Points spread over the coordinates by an additive recurrence, the same every time.
fn scattered(k: usize, count: usize) -> Vec<Vec<f64>> {
    let step = |i: usize| (0.5 + (i as f64 + 1.0) * 0.618_033_988_749_894_9).fract();
    (1..=2 * count).map(|j| (0..k).map(|i| 2.4 * ((0.5 + j as f64 * step(i)).fract() - 0.5)).collect()).collect()
}
