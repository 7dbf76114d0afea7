//! Restricted cubic splines.

use stats::sorted_quantile;

/// A restricted (natural) cubic spline: knots, and the bends between them.
///
/// With `u = (x - t_1) / (t_k - t_1)`, knots `v_j` on the same scale and `m = k - 1`, bend j of 1 to k - 2 is
/// `(u - v_j)+^3 - (u - v_m)+^3 (1 - v_j) / (1 - v_m)` up to the last knot, and goes on as a straight line behind it. With the column itself the
/// bends span all natural splines on these knots. Stone and Koo, Proc. Stat. Comp. Section ASA (1985) 45-48.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Curve {
    knots: Vec<f64>,
}

impl Curve {
    /// Knots at quantiles of the values that are there; `None` where fewer than three differ.
    pub(crate) fn of(values: &[f64], knots: usize) -> Option<Self> {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
        if sorted.is_empty() {
            return None;
        }
        sorted.sort_unstable_by(f64::total_cmp);
        let mut found: Vec<f64> = quantiles(knots).iter().filter_map(|p| sorted_quantile(&sorted, *p).ok()).collect();
        found.dedup();
        let range = found.last()? - found.first()?;
        (found.len() > 2 && range.is_finite() && range > 0.0).then_some(Self { knots: found })
    }

    /// Number of bends.
    pub(crate) fn bends(&self) -> usize {
        self.knots.len() - 2
    }

    pub(crate) fn knots(&self) -> &[f64] {
        &self.knots
    }

    /// First knot and the distance to the last.
    pub(crate) fn range(&self) -> (f64, f64) {
        (self.knots[0], self.knots[self.knots.len() - 1] - self.knots[0])
    }

    /// What bend `at` needs on the scale of `u`: `v_j`, `v_m`, and value and slope of the line behind the last knot.
    pub(crate) fn parts(&self, at: usize) -> Parts {
        let (first, range) = self.range();
        let place = |knot: usize| (self.knots[knot] - first) / range;
        let (own, last_inner) = (place(at), place(self.knots.len() - 2));
        let (a, b) = (1.0 - own, 1.0 - last_inner);
        Parts { own, last_inner, ratio: a / b, value: a * (a * a - b * b), slope: 3.0 * a * (a - b) }
    }

    pub(crate) fn bend(&self, at: usize, x: f64) -> f64 {
        let (first, range) = self.range();
        self.parts(at).value((x - first) / range)
    }
}

/// One bend on the scale of `u`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts {
    pub(crate) own: f64,
    pub(crate) last_inner: f64,
    pub(crate) ratio: f64,
    pub(crate) value: f64,
    pub(crate) slope: f64,
}

impl Parts {
    fn value(&self, u: f64) -> f64 {
        let cube = |x: f64| x * x * x;
        if u <= self.own {
            0.0
        } else if u <= self.last_inner {
            cube(u - self.own)
        } else if u <= 1.0 {
            cube(u - self.own) - self.ratio * cube(u - self.last_inner)
        } else {
            self.value + self.slope * (u - 1.0)
        }
    }
}

fn quantiles(knots: usize) -> &'static [f64] {
    match knots {
        0..=3 => &[0.1, 0.5, 0.9],
        4 => &[0.05, 0.35, 0.65, 0.95],
        5 => &[0.05, 0.275, 0.5, 0.725, 0.95],
        6 => &[0.05, 0.23, 0.41, 0.59, 0.77, 0.95],
        _ => &[0.025, 0.1833, 0.3417, 0.5, 0.6583, 0.8167, 0.975],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Second differences vanish outside the knots, and the curve has no jump anywhere.
    #[test]
    fn curves_are_straight_outside_and_smooth_at_the_knots() {
        let values: Vec<f64> = (0..101).map(f64::from).collect();
        for knots in 3..=7 {
            let curve = Curve::of(&values, knots).unwrap();
            assert_eq!(curve.bends(), knots - 2);
            for at in 0..curve.bends() {
                let f = |x: f64| curve.bend(at, x);
                let second = |x: f64, h: f64| f(x + h) - 2.0 * f(x) + f(x - h);
                assert!(second(-50.0, 20.0).abs() < 1e-12 && second(1e6, 1e5).abs() < 1e-6);
                for knot in curve.knots() {
                    assert!((f(knot + 1e-7) - f(knot - 1e-7)).abs() < 1e-6);
                    let slope = |x: f64| (f(x + 1e-5) - f(x)) / 1e-5;
                    assert!((slope(knot + 1e-5) - slope(knot - 2e-5)).abs() < 1e-4);
                }
            }
        }
        assert_eq!(Curve::of(&[1.0, 1.0, 1.0, 2.0], 4), None);
    }
}
