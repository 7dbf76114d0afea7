//! The shape of the negative binomial distribution by maximum likelihood.

/// Above this the counts are Poisson's for all that can be seen.
const THETA_MAX: f64 = 1e7;
const THETA_MIN: f64 = 1e-7;
/// Steps of the digamma function that are summed; the rest is its asymptotic series.
const STEPS_MAX: usize = 4096;

/// What the likelihood of theta needs of the counts: weights of the rows above each count, and the few counts beyond the table.
pub(super) struct Counts {
    above: Vec<f64>,
    beyond: Vec<(f64, f64)>,
}

impl Counts {
    /// Of whole counts.
    pub(super) fn of(y: &[f64], weight: impl Fn(usize) -> f64) -> Self {
        let highest = y.iter().fold(0.0, |a: f64, b| a.max(*b));
        let mut above = vec![0.0; (highest as usize).min(STEPS_MAX)];
        let mut beyond = Vec::new();
        for (row, y) in y.iter().enumerate() {
            let at = *y as usize;
            if at > 0 {
                above[at.min(STEPS_MAX) - 1] += weight(row);
            }
            if at > STEPS_MAX {
                beyond.push((*y, weight(row)));
            }
        }
        for at in (1..above.len()).rev() {
            above[at - 1] += above[at];
        }
        Self { above, beyond }
    }

    /// `sum w (psi(theta + y) - psi(theta))` and minus its derivative.
    fn rise(&self, theta: f64) -> (f64, f64) {
        let (mut first, mut second) = (0.0, 0.0);
        for (j, w) in self.above.iter().enumerate() {
            let part = 1.0 / (theta + j as f64);
            first += w * part;
            second += w * part * part;
        }
        let low = theta + STEPS_MAX as f64;
        for (y, w) in &self.beyond {
            let high = theta + y;
            let series = |x: f64| -0.5 / x - 1.0 / (12.0 * x * x);
            first += w * (((high - low) / low).ln_1p() + series(high) - series(low));
            let series = |x: f64| 1.0 / x + 0.5 / (x * x) + 1.0 / (6.0 * x * x * x);
            second += w * (series(low) - series(high));
        }
        (first, second)
    }

    /// The theta that is most likely at these means with its standard error; `None` when the counts are not spread more than Poisson's.
    pub(super) fn most_likely(&self, y: &[f64], mean: &[f64], weight: impl Fn(usize) -> f64, start: f64) -> Option<(f64, f64)> {
        // Score and information.
        let slope = |theta: f64| {
            let (mut score, mut information) = self.rise(theta);
            for (row, (y, mean)) in y.iter().zip(mean).enumerate() {
                let part = 1.0 / (mean + theta);
                let lack = (mean - y) * part;
                score += weight(row) * (lack - (mean / theta).ln_1p());
                information += weight(row) * (part * lack - mean * part / theta);
            }
            (score, information)
        };
        if slope(THETA_MAX).0 >= 0.0 {
            return None;
        }
        let (mut low, mut high) = (THETA_MIN.ln(), THETA_MAX.ln());
        let mut at = start.clamp(THETA_MIN, THETA_MAX).ln();
        for _ in 0..200 {
            let theta = at.exp();
            let (score, information) = slope(theta);
            if score > 0.0 {
                low = at;
            } else {
                high = at;
            }
            // Newton's step for the logarithm; its curvature is theta^2 information less theta score.
            let newton = at + score / (theta * information - score);
            let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
            let moved = (next - at).abs();
            at = next;
            if moved < 1e-14 * (1.0 + at.abs()) || high - low < 1e-15 {
                break;
            }
        }
        let theta = at.exp();
        let information = slope(theta).1;
        (information > 0.0).then(|| (theta, information.sqrt().recip()))
    }
}
