//! How much of the total stands in the rows that are put first.

use super::check;
use crate::{Continuous, StatsError, StudentT};

/// The share of a total that the rows with the largest predictions hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    /// Share of the rows that are taken, as asked, in (0, 1).
    pub share: f64,
    /// Share of the total outcome that they hold: capture, or gain.
    pub captured: f64,
    /// Interval at 95 %.
    pub interval: (f64, f64),
    /// What each row moves the captured share by, times the number of rows; mean 0. The difference of two models' values, row by row, tests the
    /// difference of their captures.
    pub influence: Vec<f64>,
}

impl Capture {
    /// Captured share in units of what a blind choice of as many rows would hold.
    pub fn lift(&self) -> f64 {
        self.captured / self.share
    }
}

/// Takes the `share` of the rows with the largest predictions; rows with equal predictions at the edge are taken in part.
///
/// With `w` the part of a row that is taken, `y` its outcome and `m` the mean outcome at the edge:
/// `captured = sum w y / sum y`, `influence = (w y - captured y - m (w - share)) / mean(y)`: the edge moves with the rows, which
/// the last term accounts for. The interval is the estimate with the standard error of the mean influence. `O(n log n)`.
///
/// Reference: the influence function of a Lorenz ordinate, F. A. Cowell and M.-P. Victoria-Feser, "Distribution-free inference for
/// welfare indices" (2003), doi:10.1023/A:1026235220018. Checked against the bootstrap.
///
/// # Errors
/// [`StatsError::Length`], [`StatsError::NotFinite`], [`StatsError::TooFew`] below two rows, [`StatsError::Parameter`] for a share outside (0, 1) or negative
/// outcomes, [`StatsError::Constant`] when all outcomes are 0.
///
/// ```
/// let found = stats::capture(&[0.9, 0.8, 0.3, 0.2, 0.1], &[1.0, 0.0, 1.0, 0.0, 0.0], 0.2)?;
/// assert!((found.captured - 0.5).abs() < 1e-12 && (found.lift() - 2.5).abs() < 1e-12);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn capture(predicted: &[f64], observed: &[f64], share: f64) -> Result<Capture, StatsError> {
    check(predicted, observed, 2)?;
    if !(share > 0.0 && share < 1.0) {
        return Err(StatsError::Parameter { name: "the share", value: share, domain: "between 0 and 1" });
    }
    if let Some(&value) = observed.iter().find(|&&y| y < 0.0) {
        return Err(StatsError::Parameter { name: "an outcome", value, domain: "0 or more" });
    }
    let n = predicted.len();
    let total: f64 = observed.iter().sum();
    if total <= 0.0 {
        return Err(StatsError::Constant);
    }
    let taken = share * n as f64;
    let mut sorted = predicted.to_vec();
    let at = (taken.ceil() as usize).clamp(1, n) - 1;
    let (_, &mut edge, _) = sorted.select_nth_unstable_by(at, |a, b| b.total_cmp(a));
    let above = predicted.iter().filter(|&&p| p > edge).count() as f64;
    let tied = predicted.iter().filter(|p| p.total_cmp(&edge).is_eq()).count() as f64;
    let part = ((taken - above) / tied).clamp(0.0, 1.0);
    let weight = |p: f64| {
        if p > edge {
            1.0
        } else if p < edge {
            0.0
        } else {
            part
        }
    };
    let captured = predicted.iter().zip(observed).map(|(&p, y)| weight(p) * y).sum::<f64>() / total;
    let (mean, at_edge) = (total / n as f64, edge_mean(predicted, observed, edge));
    let row = |(&p, &y): (&f64, &f64)| (weight(p) * y - captured * y - at_edge * (weight(p) - share)) / mean;
    let influence: Vec<f64> = predicted.iter().zip(observed).map(row).collect();
    let squares: f64 = influence.iter().map(|x| x * x).sum();
    let df = n as f64 - 1.0;
    let half = StudentT::new(df)?.quantile(0.975)? * (squares / (n as f64 * df)).sqrt();
    let interval = ((captured - half).max(0.0), (captured + half).min(1.0));
    Ok(Capture { share, captured, interval, influence })
}

/// Mean outcome of the rows whose prediction is nearest to the edge: the tied ones, or else about the square root of all.
fn edge_mean(predicted: &[f64], observed: &[f64], edge: f64) -> f64 {
    let wanted = (predicted.len() as f64).sqrt().ceil() as usize;
    let mut near: Vec<(f64, f64)> = predicted.iter().zip(observed).map(|(p, y)| ((p - edge).abs(), *y)).collect();
    let at = wanted.min(near.len()) - 1;
    let (_, &mut (reach, _), _) = near.select_nth_unstable_by(at, |a, b| a.0.total_cmp(&b.0));
    let (sum, count) = near.iter().filter(|(d, _)| *d <= reach).fold((0.0, 0.0), |(s, c), (_, y)| (s + y, c + 1.0));
    sum / count
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    use super::*;
    use crate::{bootstrap, mean, row_mean};

    fn drawn(seed: u64, n: usize) -> (Vec<f64>, Vec<f64>) {
        let mut rng = Pcg64::seed_from_u64(seed);
        let said: Vec<f64> = (0..n).map(|_| rng.random::<f64>().powi(3)).collect();
        let came = said.iter().map(|&p| f64::from(rng.random::<f64>() < p)).collect();
        (said, came)
    }

    #[test]
    fn a_blind_choice_holds_its_share() {
        let found = capture(&[0.5; 10], &[1.0, 0.0, 0.0, 1.0, 3.0, 0.0, 0.0, 0.0, 0.0, 0.0], 0.2).unwrap();
        assert!((found.captured - 0.2).abs() < 1e-12 && mean(&found.influence).unwrap().abs() < 1e-12);
    }

    #[test]
    fn the_error_is_that_of_the_bootstrap() {
        let (said, came) = drawn(1, 2000);
        let found = capture(&said, &came, 0.2).unwrap();
        let se = row_mean(&found.influence).unwrap().se;
        let redrawn = bootstrap(2000, 800, 9, |rows| {
            let said: Vec<f64> = rows.iter().map(|&i| said[i]).collect();
            let came: Vec<f64> = rows.iter().map(|&i| came[i]).collect();
            capture(&said, &came, 0.2).map_or(0.0, |c| c.captured)
        });
        let spread = row_mean(&redrawn.unwrap()).unwrap().se * 800_f64.sqrt();
        assert!((se / spread - 1.0).abs() < 0.1, "{se} {spread}");
    }

    #[test]
    fn the_interval_covers_at_its_level() {
        // E[p; top fifth of u^3] / E[p]: the integral of u^3 over (0.8, 1) against that over (0, 1).
        let truth = 1.0 - 0.8_f64.powi(4);
        let missed = (0..1000).filter(|&seed| {
            let (said, came) = drawn(seed, 500);
            let (low, high) = capture(&said, &came, 0.2).unwrap().interval;
            !(low..=high).contains(&truth)
        });
        let missed = missed.count();
        assert!((30..=72).contains(&missed), "{missed} of 1000");
    }

    #[test]
    fn what_cannot_be_captured_is_refused() {
        assert_eq!(capture(&[0.1, 0.2], &[0.0, 0.0], 0.5), Err(StatsError::Constant));
        assert!(capture(&[0.1, 0.2], &[-1.0, 2.0], 0.5).is_err() && capture(&[0.1, 0.2], &[1.0, 2.0], 1.0).is_err());
    }
}
