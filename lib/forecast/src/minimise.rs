//! Minimisers: a golden section in one dimension, BFGS in several.

/// Smallest value of `f` on [a, b]: the best of an even grid, refined by golden section around it.
pub(crate) fn line(a: f64, b: f64, grid: usize, tolerance: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let step = (b - a) / (grid - 1) as f64;
    let (mut best, mut at) = (f64::INFINITY, a);
    for k in 0..grid {
        let x = a + step * k as f64;
        let v = f(x);
        if v < best {
            (best, at) = (v, x);
        }
    }
    let (mut lo, mut hi) = ((at - step).max(a), (at + step).min(b));
    let golden = (5f64.sqrt() - 1.0) / 2.0;
    let (mut x1, mut x2) = (hi - golden * (hi - lo), lo + golden * (hi - lo));
    let (mut f1, mut f2) = (f(x1), f(x2));
    while hi - lo > tolerance {
        if f1 <= f2 {
            (hi, x2, f2) = (x2, x1, f1);
            x1 = hi - golden * (hi - lo);
            f1 = f(x1);
        } else {
            (lo, x1, f1) = (x1, x2, f2);
            x2 = lo + golden * (hi - lo);
            f2 = f(x2);
        }
    }
    let (x, v) = if f1 <= f2 { (x1, f1) } else { (x2, f2) };
    if v < best { x } else { at }
}

/// When [`bfgs`] stops.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stop {
    /// Iterations at most.
    pub(crate) iterations: usize,
    /// Decrease of the function that the model still promises.
    pub(crate) decrease: f64,
}

/// Where [`bfgs`] ended.
#[derive(Debug, Clone)]
pub(crate) struct Minimum {
    pub(crate) x: Vec<f64>,
    pub(crate) value: f64,
    /// Inverse Hessian as far as it is known.
    pub(crate) inverse: Vec<f64>,
}

/// BFGS with an inverse Hessian kept, started from `inverse` (identity when `None`).
///
/// `f(x, gradient)` writes the gradient when it is given one and returns the value, which may be infinite outside
/// the domain. The line search backtracks by cubic interpolation to the Armijo rule. It stops when the quadratic
/// model promises less than `stop.decrease`, and starts once afresh from steepest descent when a step fails.
pub(crate) fn bfgs(
    x0: &[f64],
    inverse: Option<Vec<f64>>,
    stop: Stop,
    mut f: impl FnMut(&[f64], Option<&mut [f64]>) -> f64,
) -> Minimum {
    let k = x0.len();
    let mut x = x0.to_vec();
    let mut g = vec![0.0; k];
    let mut value = f(&x, Some(&mut g));
    if k == 0 || !value.is_finite() {
        return Minimum { x, value, inverse: inverse.unwrap_or_else(|| identity(k)) };
    }
    let mut scaled = inverse.is_some();
    let mut h = inverse.unwrap_or_else(|| identity(k));
    let mut restarted = false;
    let mut quiet = 0;
    for _ in 0..stop.iterations {
        let mut step: Vec<f64> = (0..k).map(|i| -dot(&h[i * k..(i + 1) * k], &g)).collect();
        let mut slope = dot(&step, &g);
        if slope >= 0.0 || !slope.is_finite() {
            h = identity(k);
            scaled = false;
            step = g.iter().map(|v| -v).collect();
            slope = dot(&step, &g);
        }
        let size = step.iter().map(|s| s.abs()).fold(0.0, f64::max);
        let cap = if scaled { 4.0 } else { 0.3 };
        if size > cap {
            for s in &mut step {
                *s *= cap / size;
            }
            slope *= cap / size;
        }
        if -slope < stop.decrease && scaled {
            break;
        }
        let Some((new, new_value)) = search(&x, value, &step, slope, &mut f) else {
            if restarted {
                break;
            }
            restarted = true;
            h = identity(k);
            scaled = false;
            continue;
        };
        let mut new_g = vec![0.0; k];
        f(&new, Some(&mut new_g));
        if new_g.iter().any(|v| !v.is_finite()) {
            break;
        }
        let s: Vec<f64> = new.iter().zip(&x).map(|(a, b)| a - b).collect();
        let y: Vec<f64> = new_g.iter().zip(&g).map(|(a, b)| a - b).collect();
        quiet = if value - new_value < stop.decrease { quiet + 1 } else { 0 };
        (x, g, value) = (new, new_g, new_value);
        scaled = absorb(&mut h, &s, &y, scaled) || scaled;
        if quiet >= 3 {
            break;
        }
    }
    Minimum { x, value, inverse: h }
}

/// A point along `step` that satisfies the Armijo rule.
fn search(
    x: &[f64],
    value: f64,
    step: &[f64],
    slope: f64,
    f: &mut impl FnMut(&[f64], Option<&mut [f64]>) -> f64,
) -> Option<(Vec<f64>, f64)> {
    let mut t = 1.0;
    for _ in 0..30 {
        let new: Vec<f64> = x.iter().zip(step).map(|(a, s)| a + t * s).collect();
        let v = f(&new, None);
        if v <= value + 1e-4 * t * slope {
            return Some((new, v));
        }
        t = if v.is_finite() {
            let ideal = -slope * t * t / (2.0 * (v - value - slope * t));
            ideal.clamp(0.1 * t, 0.5 * t)
        } else {
            0.2 * t
        };
        if t < 1e-12 {
            break;
        }
    }
    None
}

/// The BFGS update of the inverse Hessian; false where the curvature along the step is not positive.
fn absorb(h: &mut [f64], s: &[f64], y: &[f64], scaled: bool) -> bool {
    let k = s.len();
    let sy = dot(s, y);
    if sy <= 1e-12 * (dot(s, s) * dot(y, y)).sqrt() {
        return false;
    }
    if !scaled {
        let factor = sy / dot(y, y);
        h.fill(0.0);
        (0..k).for_each(|i| h[i * k + i] = factor);
    }
    let hy: Vec<f64> = (0..k).map(|i| dot(&h[i * k..(i + 1) * k], y)).collect();
    let scale = (1.0 + dot(y, &hy) / sy) / sy;
    for i in 0..k {
        for j in 0..k {
            h[i * k + j] += scale * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / sy;
        }
    }
    true
}

pub(crate) fn identity(k: usize) -> Vec<f64> {
    (0..k * k).map(|i| if i / k == i % k { 1.0 } else { 0.0 }).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_valley_of_rosenbrock() {
        let stop = Stop { iterations: 500, decrease: 1e-14 };
        let at = bfgs(&[-1.2, 1.0], None, stop, |x, g| {
            let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
            if let Some(g) = g {
                g[0] = -2.0 * a - 400.0 * x[0] * b;
                g[1] = 200.0 * b;
            }
            a * a + 100.0 * b * b
        });
        assert!((at.x[0] - 1.0).abs() < 1e-5 && (at.x[1] - 1.0).abs() < 1e-5, "{at:?}");
    }

    #[test]
    fn line_finds_an_end_and_an_inside() {
        assert!((line(0.0, 2.0, 9, 1e-8, |x| (x - 0.7).powi(2)) - 0.7).abs() < 1e-6);
        assert!(line(0.0, 2.0, 9, 1e-8, |x| x) < 1e-6);
    }
}
