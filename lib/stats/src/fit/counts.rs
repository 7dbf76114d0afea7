//! Families of counts, fitted to how often each count occurs.

use super::newton::{Surface, maximise};
use super::{Family, Fitted, Law, Observed, Reason};
use crate::special::{digamma, trigamma};

/// Fits a family of counts.
pub(super) fn fit(family: Family, observed: &Observed) -> Result<Fitted, Reason> {
    let totals = observed.totals();
    family.enough(totals.n)?;
    if totals.min < 0.0 {
        return Err(Reason::OutsideSupport { support: "whole numbers from 0" });
    }
    let counts = observed.counts().ok_or(Reason::NotWhole)?;
    if totals.min >= totals.max {
        return Err(Reason::Constant);
    }
    let (n, mean) = (totals.n as f64, totals.mean);
    let estimates = match family {
        Family::Poisson => vec![(mean, (mean / n).sqrt())],
        Family::Geometric => {
            let p = 1.0 / (1.0 + mean);
            vec![(p, p * ((1.0 - p) / n).sqrt())]
        }
        Family::Binomial { size } => {
            if totals.max > size as f64 {
                return Err(Reason::OutsideSupport { support: "whole numbers from 0 to the number of trials" });
            }
            let p = mean / size as f64;
            vec![(p, (p * (1.0 - p) / (n * size as f64)).sqrt())]
        }
        Family::NegativeBinomial => negative_binomial(counts, n, mean, totals.squares / n)?,
        _ => return Err(Reason::NeedsValues),
    };
    let (parameters, errors): (Vec<f64>, Vec<f64>) = estimates.into_iter().unzip();
    let Ok(Law::Discrete(law)) = family.law(&parameters) else { return Err(Reason::Constant) };
    let terms: Vec<f64> = counts.iter().map(|&(k, times)| times as f64 * law.ln_pmf(k)).collect();
    Ok(Fitted {
        family,
        parameters,
        standard_errors: errors.into_iter().map(Some).collect(),
        log_likelihood: crate::sum(&terms),
        n: totals.n,
    })
}

/// Mean and size; the mean is that of the values, the size is found in its logarithm.
fn negative_binomial(counts: &[(u64, u64)], n: f64, mean: f64, variance: f64) -> Result<Vec<(f64, f64)>, Reason> {
    let poisson = Reason::NoMaximum { why: "it rises towards the Poisson distribution: the variance does not exceed the mean" };
    if variance <= mean {
        return Err(poisson);
    }
    let steps = steps(counts);
    let surface = |at: &[f64; 1]| {
        let size = at[0].exp();
        if !(size > 1e-9 && size < 1e9) {
            return None;
        }
        let (mut value, mut rise, mut bend) = (0.0, 0.0, 0.0);
        for &(from, width, above) in &steps {
            let [v, r, b] = rising(size + from as f64, width);
            value += above * v;
            rise += above * r;
            bend += above * b;
        }
        let part = (mean / size).ln_1p();
        // Sum of ln(size) ... ln(size + k - 1) over all values, less n (size + mean) ln(size + mean) and plus n size ln(size).
        let value = value - n * (size + mean) * part - n * mean * size.ln();
        let score = rise - n * part;
        let slope = bend + n * mean / (size * (size + mean));
        Some(Surface { value, gradient: [size * score], hessian: [[size * (score + size * slope)]] })
    };
    let start = (mean * mean / (variance - mean)).clamp(1e-6, 1e6);
    let top = maximise([start.ln()], surface).ok_or(poisson)?;
    let size = top.at[0].exp();
    Ok(vec![(mean, (mean * (1.0 + mean / size) / n).sqrt()), (size, size * top.covariance[0][0].sqrt())])
}

/// Runs of whole numbers (first, length) with how many values lie above them.
fn steps(counts: &[(u64, u64)]) -> Vec<(u64, u64, f64)> {
    let mut above: u64 = counts.iter().map(|&(_, times)| times).sum();
    let mut from = 0;
    let mut steps = Vec::with_capacity(counts.len());
    for &(k, times) in counts {
        if k > from {
            steps.push((from, k - from, above as f64));
        }
        from = k;
        above -= times;
    }
    steps
}

/// Sums of `ln y`, `1/y` and `-1/y^2` over `y = start, start + 1, ...`, `width` of them.
fn rising(start: f64, width: u64) -> [f64; 3] {
    if width <= 64 {
        let mut sums = [0.0; 3];
        for j in 0..width {
            let y = start + j as f64;
            let inverse = 1.0 / y;
            sums[0] += y.ln();
            sums[1] += inverse;
            sums[2] -= inverse * inverse;
        }
        return sums;
    }
    let end = start + width as f64;
    [libm::lgamma(end) - libm::lgamma(start), digamma(end) - digamma(start), trigamma(end) - trigamma(start)]
}
