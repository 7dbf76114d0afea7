//! Families whose likelihood depends on a few sums only.

use std::f64::consts::PI;

use super::newton::{Surface, maximise};
use super::{Family, Fitted, PositiveTotals, Reason, Totals};
use crate::special::{beta_ln_norm, digamma, gamma_ln_density, ln_minus_digamma, trigamma, trigamma_minus_inverse};

/// Fits a family to sums alone.
pub(super) fn fit(family: Family, totals: &Totals) -> Result<Fitted, Reason> {
    family.enough(totals.n)?;
    if totals.min >= totals.max {
        return Err(Reason::Constant);
    }
    match family {
        Family::Normal => Ok(normal(totals)),
        Family::LogNormal => lognormal(totals),
        Family::Exponential => exponential(totals),
        Family::Gamma => gamma(totals),
        Family::Beta => beta(totals),
        Family::InverseGaussian => inverse_gaussian(totals),
        Family::Pareto => pareto(totals),
        Family::Uniform => Ok(uniform(totals)),
        _ => Err(Reason::NeedsValues),
    }
}

/// The sums of positive values, or a refusal.
fn positive(totals: &Totals) -> Result<PositiveTotals, Reason> {
    totals.positive.ok_or(Reason::OutsideSupport { support: "above 0" })
}

fn fitted(family: Family, totals: &Totals, log_likelihood: f64, estimates: &[(f64, Option<f64>)]) -> Fitted {
    let (parameters, standard_errors) = estimates.iter().copied().unzip();
    Fitted { family, parameters, standard_errors, log_likelihood, n: totals.n }
}

/// Mean, standard deviation and log-likelihood of normal values with this sum of squares.
fn spread(n: f64, squares: f64) -> (f64, f64) {
    let variance = squares / n;
    (variance.sqrt(), -0.5 * n * ((2.0 * PI * variance).ln() + 1.0))
}

fn normal(t: &Totals) -> Fitted {
    let n = t.n as f64;
    let (sd, ln_l) = spread(n, t.squares);
    fitted(Family::Normal, t, ln_l, &[(t.mean, Some(sd / n.sqrt())), (sd, Some(sd / (2.0 * n).sqrt()))])
}

fn lognormal(t: &Totals) -> Result<Fitted, Reason> {
    let (n, logs) = (t.n as f64, positive(t)?);
    let (sd, ln_l) = spread(n, logs.squares_ln);
    let estimates = [(logs.mean_ln, Some(sd / n.sqrt())), (sd, Some(sd / (2.0 * n).sqrt()))];
    Ok(fitted(Family::LogNormal, t, ln_l - n * logs.mean_ln, &estimates))
}

fn exponential(t: &Totals) -> Result<Fitted, Reason> {
    if t.min < 0.0 {
        return Err(Reason::OutsideSupport { support: "0 and above" });
    }
    let (n, rate) = (t.n as f64, 1.0 / t.mean);
    Ok(fitted(Family::Exponential, t, n * (rate.ln() - 1.0), &[(rate, Some(rate / n.sqrt()))]))
}

/// Shape by Newton's method on its inverse, which is nearly linear in the gap.
///
/// Reference: T. P. Minka, "Estimating a Gamma distribution" (2002).
fn gamma(t: &Totals) -> Result<Fitted, Reason> {
    let (n, logs) = (t.n as f64, positive(t)?);
    let gap = logs.ln_gap;
    let mut shape = (3.0 - gap + ((gap - 3.0).powi(2) + 24.0 * gap).sqrt()) / (12.0 * gap);
    for _ in 0..100 {
        let inverse = 1.0 / shape + (ln_minus_digamma(shape) - gap) / (-trigamma_minus_inverse(shape) * shape * shape);
        let next = if inverse > 0.0 { 1.0 / inverse } else { 2.0 * shape };
        let moved = (next / shape - 1.0).abs();
        shape = next;
        if moved < 1e-15 {
            break;
        }
    }
    let scale = t.mean / shape;
    if !(shape.is_finite() && scale > 0.0) {
        return Err(Reason::Constant);
    }
    // Per value: (a-1) mean ln x - a - a ln(scale) - ln Gamma(a), with mean ln x = ln(a scale) - gap.
    let ln_l = n * (gamma_ln_density(shape, shape) - shape * gap - logs.mean_ln);
    // Inverse of the information [[trigamma, 1/scale], [1/scale, shape/scale^2]] per value.
    let determinant = shape * trigamma_minus_inverse(shape);
    let se_shape = (shape / (n * determinant)).sqrt();
    let se_scale = scale * (trigamma(shape) / (n * determinant)).sqrt();
    Ok(fitted(Family::Gamma, t, ln_l, &[(shape, Some(se_shape)), (scale, Some(se_scale))]))
}

/// Both shapes by Newton's method in their logarithms.
fn beta(t: &Totals) -> Result<Fitted, Reason> {
    let refusal = Reason::OutsideSupport { support: "strictly between 0 and 1" };
    let (Some(logs), Some(ln_rest)) = (t.positive, t.mean_ln_complement) else { return Err(refusal) };
    let (n, ln_x) = (t.n as f64, logs.mean_ln);
    let surface = |at: &[f64; 2]| {
        let [a, b] = at.map(f64::exp);
        if !(a > 1e-8 && b > 1e-8 && a < 1e12 && b < 1e12) {
            return None;
        }
        let (both, both_slope) = (digamma(a + b), trigamma(a + b));
        let (in_a, in_b) = (ln_x - digamma(a) + both, ln_rest - digamma(b) + both);
        let value = a * ln_x + b * ln_rest - beta_ln_norm(a, b) - ln_x - ln_rest;
        Some(Surface {
            value: n * value,
            gradient: [n * a * in_a, n * b * in_b],
            hessian: [
                [n * a * (in_a + a * (both_slope - trigamma(a))), n * a * b * both_slope],
                [n * a * b * both_slope, n * b * (in_b + b * (both_slope - trigamma(b)))],
            ],
        })
    };
    let variance = t.squares / n;
    let whole = (t.mean * (1.0 - t.mean) / variance - 1.0).max(0.1);
    let start = [(t.mean * whole).ln(), ((1.0 - t.mean) * whole).ln()];
    let Some(top) = maximise(start, surface) else { return Err(Reason::NoMaximum { why: "it rises towards a single point" }) };
    let estimates: [_; 2] = std::array::from_fn(|i| (top.at[i].exp(), Some(top.at[i].exp() * top.covariance[i][i].sqrt())));
    Ok(fitted(Family::Beta, t, top.value, &estimates))
}

fn inverse_gaussian(t: &Totals) -> Result<Fitted, Reason> {
    let (n, logs) = (t.n as f64, positive(t)?);
    let shape = 1.0 / logs.inverse_gap;
    if !shape.is_finite() {
        return Err(Reason::Constant);
    }
    let ln_l = 0.5 * n * ((shape / (2.0 * PI)).ln() - 3.0 * logs.mean_ln - 1.0);
    let se_mean = t.mean * (t.mean / n).sqrt() / shape.sqrt();
    Ok(fitted(Family::InverseGaussian, t, ln_l, &[(t.mean, Some(se_mean)), (shape, Some(shape * (2.0 / n).sqrt()))]))
}

fn pareto(t: &Totals) -> Result<Fitted, Reason> {
    let (n, logs) = (t.n as f64, positive(t)?);
    let shape = 1.0 / logs.ln_above_min;
    if !(shape.is_finite() && shape > 0.0) {
        return Err(Reason::Constant);
    }
    let ln_l = n * (shape.ln() - logs.mean_ln - 1.0);
    Ok(fitted(Family::Pareto, t, ln_l, &[(t.min, None), (shape, Some(shape / n.sqrt()))]))
}

fn uniform(t: &Totals) -> Fitted {
    let ln_l = -(t.n as f64) * (t.max - t.min).ln();
    fitted(Family::Uniform, t, ln_l, &[(t.min, None), (t.max, None)])
}
