//! Families of a location and a scale, some with a shape: one pass of sums gives likelihood, score and information.
//!
//! With `z = (x - location) / scale` and `L(z, shape)` the logarithm of the standard density, all derivatives come from six numbers a
//! value. Weibull values are Gumbel values of minima in their logarithms.

use super::newton::{Maximum, Surface, maximise};
use super::{Family, Fitted, Observed, Reason};
use crate::special::{digamma, trigamma};
use crate::{sorted_quantile, sum};

/// `L` and its derivatives by z, twice by z, by the shape, by z and the shape, twice by the shape.
type Slopes = [f64; 6];

/// Values from which the climb starts on a thinned sample.
const THINNED_FROM: usize = 50_000;
const THINNED_TO: usize = 10_000;

/// Fits a family to the values.
pub(super) fn fit(family: Family, observed: &Observed) -> Result<Fitted, Reason> {
    let totals = observed.totals();
    family.enough(totals.n)?;
    if totals.min >= totals.max {
        return Err(Reason::Constant);
    }
    match family {
        Family::Weibull => weibull(observed),
        Family::Logistic => plain(family, observed, logistic_slopes, 2.0 * 3.0_f64.ln(), 0.0),
        Family::Gumbel => plain(family, observed, gumbel_slopes, GUMBEL_QUARTILES, GUMBEL_MEDIAN),
        Family::Gev => gev(observed),
        Family::StudentT => student(observed),
        _ => Err(Reason::NeedsValues),
    }
}

/// Distance of the quartiles and the median of the standard Gumbel distribution.
const GUMBEL_QUARTILES: f64 = 1.572_533_4;
const GUMBEL_MEDIAN: f64 = 0.366_512_9;

fn logistic_slopes(z: f64) -> Slopes {
    let e = (-z.abs()).exp();
    let upper = 1.0 / (1.0 + e);
    let tanh = (1.0 - e) * upper * z.signum();
    [-z.abs() + 2.0 * upper.ln(), -tanh, -2.0 * e * upper * upper, 0.0, 0.0, 0.0]
}

fn gumbel_slopes(z: f64) -> Slopes {
    let e = (-z).exp();
    [-z - e, e - 1.0, -e, 0.0, 0.0, 0.0]
}

/// A family without a shape, from the quartiles.
fn plain(
    family: Family,
    observed: &Observed,
    slopes: impl Fn(f64) -> Slopes,
    quartiles: f64,
    median: f64,
) -> Result<Fitted, Reason> {
    let top = two(observed.sorted(), slopes, quartiles, median).ok_or(TO_A_POINT)?;
    let scale = top.at[1].exp();
    let se = [top.covariance[0][0].sqrt(), scale * top.covariance[1][1].sqrt()];
    Ok(fitted(family, observed, top.value, &[top.at[0], scale], &se))
}

const TO_A_POINT: Reason = Reason::NoMaximum { why: "it rises towards a single point" };

/// Location and scale of ascending values.
fn two(sorted: &[f64], slopes: impl Fn(f64) -> Slopes, quartiles: f64, median: f64) -> Option<Maximum<2>> {
    let (centre, width) = centre_and_width(sorted)?;
    let scale = width / quartiles;
    climb([centre - median * scale, scale.ln()], sorted, |at| Some((at[0], at[1].exp())), |_| |z| slopes(z))
}

/// Median and distance of the quartiles; where those fall together, of the ends.
fn centre_and_width(sorted: &[f64]) -> Option<(f64, f64)> {
    let [low, median, high] = [0.25, 0.5, 0.75].map(|p| sorted_quantile(sorted, p).ok());
    let width = high? - low?;
    let range = sorted.last()? - sorted.first()?;
    Some((median?, if width > 1e-3 * range { width } else { 0.1 * range }))
}

/// A maximum by Newton's method; long samples start from the maximum of a thinned one.
fn climb<const P: usize, F: Fn(f64) -> Slopes>(
    start: [f64; P],
    sorted: &[f64],
    place: impl Fn(&[f64; P]) -> Option<(f64, f64)>,
    slopes: impl Fn(&[f64; P]) -> F,
) -> Option<Maximum<P>> {
    // Locations are counted in scales, so that a step of 1 means the same everywhere.
    let unit = start[1].exp();
    let scaled = |at: &[f64; P]| -> [f64; P] { std::array::from_fn(|i| if i == 0 { start[0] + unit * at[0] } else { at[i] }) };
    let on = |values: &[f64], from: [f64; P]| {
        maximise(from, |at| {
            let at = scaled(at);
            let (location, scale) = place(&at)?;
            surface(values, location, scale, unit, slopes(&at))
        })
    };
    let mut from = start;
    from[0] = 0.0;
    if sorted.len() >= THINNED_FROM {
        let stride = sorted.len() / THINNED_TO;
        let thinned: Vec<f64> = sorted.iter().skip(stride / 2).step_by(stride).copied().collect();
        from = on(&thinned, from).map_or(from, |top| top.at);
    }
    let mut top = on(sorted, from)?;
    top.at = scaled(&top.at);
    for i in 0..P {
        top.covariance[0][i] *= unit;
        top.covariance[i][0] *= unit;
    }
    Some(top)
}

/// Log-likelihood of location (in `unit`s), log scale and shape with its derivatives, from one pass.
fn surface<const P: usize>(
    values: &[f64],
    location: f64,
    scale: f64,
    unit: f64,
    slopes: impl Fn(f64) -> Slopes,
) -> Option<Surface<P>> {
    const BLOCK: usize = 256;
    let inverse = 1.0 / scale;
    if !(inverse.is_finite() && scale > 0.0) {
        return None;
    }
    let mut blocks: [Vec<f64>; 10] = std::array::from_fn(|_| Vec::with_capacity(values.len() / BLOCK + 1));
    for block in values.chunks(BLOCK) {
        let mut s = [0.0; 10];
        for &x in block {
            let z = (x - location) * inverse;
            let [l, lz, lzz, lt, lzt, ltt] = slopes(z);
            let terms = [l, lz, z * lz, lzz, z * lzz, z * z * lzz, lt, lzt, z * lzt, ltt];
            for (sum, term) in s.iter_mut().zip(terms) {
                *sum += term;
            }
        }
        for (sums, term) in blocks.iter_mut().zip(s) {
            sums.push(term);
        }
    }
    let [l, lz, zlz, lzz, zlzz, z2lzz, lt, lzt, zlzt, ltt] = blocks.map(|terms| sum(&terms));
    let n = values.len() as f64;
    let step = unit * inverse;
    let gradient = [-lz * step, -n - zlz, lt];
    let hessian = [
        [lzz * step * step, (zlzz + lz) * step, -lzt * step],
        [(zlzz + lz) * step, z2lzz + zlz, -zlzt],
        [-lzt * step, -zlzt, ltt],
    ];
    let value = l - n * scale.ln();
    let finite = value.is_finite() && gradient.iter().chain(hessian.iter().flatten()).all(|x| x.is_finite());
    finite.then(|| Surface {
        value,
        gradient: std::array::from_fn(|i| gradient[i]),
        hessian: std::array::from_fn(|i| std::array::from_fn(|j| hessian[i][j])),
    })
}

/// Weibull by way of `-ln x`, which has a Gumbel distribution of maxima.
fn weibull(observed: &Observed) -> Result<Fitted, Reason> {
    let totals = observed.totals();
    let logs = totals.positive.ok_or(Reason::OutsideSupport { support: "above 0" })?;
    let mirrored: Vec<f64> = observed.logs().iter().rev().map(|y| -y).collect();
    let top = two(&mirrored, gumbel_slopes, GUMBEL_QUARTILES, GUMBEL_MEDIAN).ok_or(TO_A_POINT)?;
    let (shape, scale) = ((-top.at[1]).exp(), (-top.at[0]).exp());
    let se = [shape * top.covariance[1][1].sqrt(), scale * top.covariance[0][0].sqrt()];
    let log_likelihood = top.value - totals.n as f64 * logs.mean_ln;
    Ok(fitted(Family::Weibull, observed, log_likelihood, &[shape, scale], &se))
}

/// Student's t in location, log scale and log degrees of freedom.
fn student(observed: &Observed) -> Result<Fitted, Reason> {
    const DF_MAX: f64 = 1e5;
    let sorted = observed.sorted();
    let (centre, width) = centre_and_width(sorted).ok_or(TO_A_POINT)?;
    let place = |at: &[f64; 3]| {
        let df = at[2].exp();
        (df > 0.05 && df < DF_MAX).then(|| (at[0], at[1].exp()))
    };
    let top = climb([centre, (width / 1.45).ln(), 6.0_f64.ln()], sorted, place, |at| student_slopes(at[2].exp()));
    let top = top.ok_or(Reason::NoMaximum { why: "it rises towards the normal distribution, or towards a single point" })?;
    let (scale, df) = (top.at[1].exp(), top.at[2].exp());
    let range = observed.totals().max - observed.totals().min;
    if scale < 1e-9 * range {
        return Err(TO_A_POINT);
    }
    let se = [top.covariance[0][0].sqrt(), scale * top.covariance[1][1].sqrt(), df * top.covariance[2][2].sqrt()];
    Ok(fitted(Family::StudentT, observed, top.value, &[top.at[0], scale, df], &se))
}

/// Slopes by z and by the logarithm of the degrees of freedom.
fn student_slopes(df: f64) -> impl Fn(f64) -> Slopes {
    let half = 0.5 * (df + 1.0);
    let norm = -crate::special::beta_ln_norm(0.5 * df, 0.5) - 0.5 * df.ln();
    let norm1 = 0.5 * digamma(half) - 0.5 * digamma(0.5 * df) - 0.5 / df;
    let norm2 = 0.25 * trigamma(half) - 0.25 * trigamma(0.5 * df) + 0.5 / (df * df);
    move |z| {
        let z2 = z * z;
        let inverse = 1.0 / (df + z2);
        let ln_y = (z2 / df).ln_1p();
        let b = z2 * inverse / df;
        let lv = norm1 - 0.5 * ln_y + half * b;
        let lvv = norm2 + b - half * b * (2.0 * df + z2) * inverse / df;
        [
            norm - half * ln_y,
            -2.0 * half * z * inverse,
            -2.0 * half * (df - z2) * inverse * inverse,
            df * lv,
            df * z * (1.0 - z2) * inverse * inverse,
            df * df * lvv + df * lv,
        ]
    }
}

/// Generalised extreme values from the Gumbel maximum, or from L-moments.
///
/// Reference: J. R. M. Hosking, J. R. Wallis and E. F. Wood, "Estimation of the generalized extreme-value distribution by the
/// method of probability-weighted moments" (1985), doi:10.1080/00401706.1985.10488049.
fn gev(observed: &Observed) -> Result<Fitted, Reason> {
    let sorted = observed.sorted();
    let place = |at: &[f64; 3]| (at[2] > -0.999 && at[2] < 10.0).then(|| (at[0], at[1].exp()));
    let from = |start: [f64; 3]| climb(start, sorted, place, |at| gev_slopes(at[2]));
    let gumbel = two(sorted, gumbel_slopes, GUMBEL_QUARTILES, GUMBEL_MEDIAN);
    let starts = [l_moments(sorted), gumbel.map(|top| [top.at[0], top.at[1], 0.0])];
    let top = starts.into_iter().flatten().filter_map(from).max_by(|a, b| a.value.total_cmp(&b.value));
    let top = top.ok_or(Reason::NoMaximum { why: "it rises without limit towards an end of the support" })?;
    let scale = top.at[1].exp();
    let se = [top.covariance[0][0].sqrt(), scale * top.covariance[1][1].sqrt(), top.covariance[2][2].sqrt()];
    Ok(fitted(Family::Gev, observed, top.value, &[top.at[0], scale, top.at[2]], &se))
}

/// Location, log scale and shape from the first three probability-weighted moments.
fn l_moments(sorted: &[f64]) -> Option<[f64; 3]> {
    let n = sorted.len() as f64;
    let (mut b0, mut b1, mut b2) = (0.0, 0.0, 0.0);
    for (i, x) in sorted.iter().enumerate() {
        let i = i as f64;
        b0 += x / n;
        b1 += x * i / (n * (n - 1.0));
        b2 += x * i * (i - 1.0) / (n * (n - 1.0) * (n - 2.0));
    }
    let (l2, l3) = (2.0 * b1 - b0, 6.0 * b2 - 6.0 * b1 + b0);
    let c = 2.0 / (3.0 + l3 / l2) - 2.0_f64.ln() / 3.0_f64.ln();
    let k = 7.859 * c + 2.9554 * c * c;
    let gamma = libm::tgamma(1.0 + k);
    let scale = l2 * k / ((1.0 - (-k).exp2()) * gamma);
    let location = b0 - scale * (1.0 - gamma) / k;
    (scale > 0.0 && location.is_finite() && k.abs() < 1.0).then(|| [location, scale.ln(), -k])
}

/// Slopes by z and by the shape, by way of `w = ln(1 + shape z) / shape`.
fn gev_slopes(shape: f64) -> impl Fn(f64) -> Slopes {
    move |z| {
        let y = 1.0 + shape * z;
        if y <= 0.0 {
            return [f64::NEG_INFINITY; 6];
        }
        let bent = shape * z;
        let (w, ws, wss) = if bent.abs() < 2e-3 {
            small_bend(z, bent)
        } else {
            let w = bent.ln_1p() / shape;
            let ws = (z / y - w) / shape;
            (w, ws, (-(z / y) * (z / y) - 2.0 * ws) / shape)
        };
        let e = (-w).exp();
        let (lw, lww) = (e - 1.0 - shape, -e);
        let wz = 1.0 / y;
        [
            -(1.0 + shape) * w - e,
            lw * wz,
            lww * wz * wz - lw * shape * wz * wz,
            lw * ws - w,
            (lww * ws - 1.0) * wz - lw * z * wz * wz,
            -2.0 * ws + lww * ws * ws + lw * wss,
        ]
    }
}

/// `w` and its first two derivatives by the shape, as series in `bent = shape z`.
fn small_bend(z: f64, bent: f64) -> (f64, f64, f64) {
    let (mut w, mut ws, mut wss) = (0.0, 0.0, 0.0);
    let mut power = 1.0;
    for k in 0..8 {
        let k = f64::from(k);
        w += power / (k + 1.0);
        ws -= power * (k + 1.0) / (k + 2.0);
        wss += power * (k + 1.0) * (k + 2.0) / (k + 3.0);
        power *= -bent;
    }
    (z * w, z * z * ws, z * z * z * wss)
}

fn fitted(family: Family, observed: &Observed, log_likelihood: f64, parameters: &[f64], errors: &[f64]) -> Fitted {
    Fitted {
        family,
        parameters: parameters.to_vec(),
        standard_errors: errors.iter().map(|&se| Some(se)).collect(),
        log_likelihood,
        n: observed.totals().n,
    }
}
