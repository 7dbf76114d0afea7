//! Maximum likelihood for one order.
//!
//! The likelihood of a mixed model may have many peaks. Where that is to be feared, many starting points are looked at, the
//! better ones followed for a few steps, and only the best of these to the end. Starts are spread evenly, not drawn: four times as
//! many at random find a better optimum (by 1e-4) for 0.5 % of 609 models of 4 and more terms on M1 and 1.1 % of 611 on
//! Tourism, a worse one for 0.2 and 0.0 %, and cost three and a half times as much.

use super::likelihood::{Data, Evaluation, Slope};
use super::order::Order;
use super::start::{cancelling, regression, scattered};
use crate::linalg::least_squares;
use crate::minimise::{self, Minimum, Stop};

/// While searching over orders.
pub(crate) const LOOSE: Stop = Stop { iterations: 60, decrease: 1e-3 };
/// For the model that is kept.
pub(crate) const TIGHT: Stop = Stop { iterations: 400, decrease: 1e-9 };
/// Coordinates beyond this are as good as the boundary.
const FAR: f64 = 8.0;

/// How hard to look for the highest peak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// One descent from the best start, loosely.
    Quick,
    /// The best two starts, to the end.
    Careful,
    /// Many starts, thinned out round by round.
    Wide,
}

/// Where a fit ended.
#[derive(Debug, Clone)]
pub(crate) struct Optimum {
    pub(crate) order: Order,
    pub(crate) x: Vec<f64>,
    pub(crate) value: f64,
}

impl Data {
    /// Minimises from Hannan-Rissanen, near zero, `warm`, and what else the effort allows.
    pub(crate) fn fit(&self, order: Order, warm: &[Vec<f64>], effort: Effort) -> Option<Optimum> {
        let k = order.terms();
        if k == 0 {
            return self.evaluate(order, &[]).map(|e| Optimum { order, x: Vec::new(), value: e.value });
        }
        let y = self.without_columns();
        let mut points = warm.to_vec();
        points.extend(regression(&y, order, self.period));
        points.push(vec![0.1; k]);
        if effort == Effort::Wide && k > 1 {
            points.push(vec![-0.3; k]);
            points.extend(cancelling(&y, order, self.period));
            let room = if order.seasonal() { 8 } else { 16 };
            points.extend(scattered(k, if k > 2 { room * k } else { 2 }));
        }
        let mut work = Work::default();
        let mut ends: Vec<Minimum> = points.into_iter().filter_map(|x| self.begin(order, x, &mut work)).collect();
        let rounds: &[(usize, Stop)] = match effort {
            Effort::Quick => &[(1, LOOSE)],
            Effort::Careful => &[(2, TIGHT)],
            Effort::Wide if ends.len() <= FEW => &[(3, Stop { iterations: 4, decrease: 1e-2 }), (2, TIGHT)],
            Effort::Wide => &ROUNDS,
        };
        for (keep, stop) in rounds {
            thin(&mut ends, *keep);
            for end in &mut ends {
                let from = std::mem::replace(end, Minimum { x: Vec::new(), value: f64::INFINITY, inverse: Vec::new() });
                *end = self.descend(order, from, *stop, &mut work);
            }
        }
        ends.sort_by(|a, b| a.value.total_cmp(&b.value));
        ends.into_iter().next().map(|end| Optimum { order, x: end.x, value: end.value })
    }

    /// A start with its value and a guess at the inverse Hessian: the Fisher information of a single coefficient.
    fn begin(&self, order: Order, x: Vec<f64>, work: &mut Work) -> Option<Minimum> {
        let k = x.len();
        if !self.evaluate_into(order, &x, &mut work.e) {
            return None;
        }
        let mut inverse = vec![0.0; k * k];
        for (i, v) in x.iter().enumerate() {
            let partial = v.tanh();
            inverse[i * k + i] = 1.0 / (self.count() * (1.0 - partial * partial).max(0.01));
        }
        Some(Minimum { x, value: work.e.value, inverse })
    }

    /// Minimises from where an earlier descent ended.
    fn descend(&self, order: Order, from: Minimum, stop: Stop, work: &mut Work) -> Minimum {
        let Work { e, slope, at } = work;
        at.clear();
        minimise::bfgs(&from.x, Some(from.inverse), stop, |x, gradient| {
            if at != x {
                at.clear();
                if x.iter().any(|v| v.abs() > FAR) || !self.evaluate_into(order, x, e) {
                    return f64::INFINITY;
                }
                at.extend_from_slice(x);
            }
            if let Some(g) = gradient {
                self.gradient(e, slope, g);
            }
            e.value
        })
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

/// So few starts are not worth the rounds.
const FEW: usize = 6;
/// How many are kept, and how far each is followed, round by round.
const ROUNDS: [(usize, Stop); 4] = [
    (32, Stop { iterations: 5, decrease: 1e-2 }),
    (14, Stop { iterations: 8, decrease: 1e-2 }),
    (6, Stop { iterations: 15, decrease: 1e-4 }),
    (3, TIGHT),
];

/// Room for evaluations.
#[derive(Debug, Default)]
struct Work {
    e: Evaluation,
    slope: Slope,
    /// Where `e` was found.
    at: Vec<f64>,
}

/// Keeps the best, and of those that came to the same place only one.
fn thin(ends: &mut Vec<Minimum>, keep: usize) {
    ends.sort_by(|a, b| a.value.total_cmp(&b.value));
    let near = |a: &Minimum, b: &Minimum| {
        (a.value - b.value).abs() < 1e-3 && a.x.iter().zip(&b.x).all(|(a, b)| (a.tanh() - b.tanh()).abs() < 0.02)
    };
    ends.dedup_by(|later, first| near(later, first));
    ends.truncate(keep);
}
