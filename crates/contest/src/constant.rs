//! The best constant: the plainest answer, and the loss that a margin in percent refers to.

use problem::Metric;

/// The one number that minimises the mean loss over `known` targets, and its name. `None` without targets.
///
/// Median for absolute errors, mean for squared errors, counts and probabilities, the quantile for pinball loss, the median
/// weighted by 1/size for percentage errors, the mean of logarithms for logarithmic errors, the more frequent class
/// for the error rate of two classes. Exact. O(n log n).
pub fn best_constant(metric: Metric, known: &[f64]) -> Option<(f64, &'static str)> {
    if known.is_empty() {
        return None;
    }
    let mean = |of: fn(f64) -> f64| known.iter().map(|&y| of(y)).sum::<f64>() / known.len() as f64;
    Some(match metric {
        Metric::Mae => (quantile(known, 0.5, |_| 1.0), "median"),
        Metric::Pinball(q) => (quantile(known, q, |_| 1.0), "quantile"),
        Metric::Mape => (quantile(known, 0.5, |y| 1.0 / y.abs()), "median weighted by 1/size"),
        Metric::Msle => (mean(f64::ln_1p).exp_m1(), "mean of logarithms"),
        Metric::ErrorRate => (f64::from(mean(|y| y) > 0.5), "majority"),
        Metric::LogLoss | Metric::Brier => (mean(|y| y), "prior"),
        Metric::Mse | Metric::Rmse | Metric::PoissonDeviance => (mean(|y| y), "mean"),
    })
}

/// The median of `known`, which must not be empty: the middle value, or the middle of the two middle ones.
pub fn median(known: &[f64]) -> Option<f64> {
    (!known.is_empty()).then(|| quantile(known, 0.5, |_| 1.0))
}

/// The share of each class among class numbers, or certainty for the most frequent one.
pub fn class_shares(known: &[f64], classes: usize, majority: bool) -> Vec<f64> {
    let mut counts = vec![0.0; classes];
    for &class in known {
        if let Some(count) = counts.get_mut(class as usize) {
            *count += 1.0;
        }
    }
    let total: f64 = counts.iter().sum();
    if majority {
        let top = counts.iter().copied().fold(0.0, f64::max);
        let winner = counts.iter().position(|&count| count >= top);
        return (0..classes).map(|class| f64::from(Some(class) == winner)).collect();
    }
    counts.iter().map(|count| count / total).collect()
}

/// The value below which a share `q` of the weight lies; between two such values their middle.
fn quantile(known: &[f64], q: f64, weight: impl Fn(f64) -> f64) -> f64 {
    let mut sorted = known.to_vec();
    sorted.sort_by(f64::total_cmp);
    let wanted = q * sorted.iter().map(|&y| weight(y)).sum::<f64>();
    let mut below = 0.0;
    for (at, &y) in sorted.iter().enumerate() {
        below += weight(y);
        if (below - wanted).abs() <= 1e-9 * wanted {
            return sorted.get(at + 1).map_or(y, |next| f64::midpoint(y, *next));
        }
        if below > wanted {
            return y;
        }
    }
    sorted.last().copied().unwrap_or(0.0)
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;
    use crate::Loss;
    use proptest::prelude::*;

    #[test]
    fn quantiles_of_small_sets() {
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.5, |_| 1.0), 2.0);
        assert_eq!(quantile(&[4.0, 1.0, 2.0, 3.0], 0.5, |_| 1.0), 2.5);
        assert_eq!(quantile(&[5.0], 0.9, |_| 1.0), 5.0);
    }

    #[test]
    fn shares_of_classes() {
        assert_eq!(class_shares(&[0.0, 0.0, 2.0, 1.0], 3, true), [1.0, 0.0, 0.0]);
        assert_eq!(class_shares(&[0.0, 0.0, 2.0, 1.0], 3, false), [0.5, 0.25, 0.25]);
    }

    proptest! {
        #[test]
        fn no_other_constant_is_better(
            known in proptest::collection::vec(0.5_f64..100.0, 1..40), other in 0.5_f64..100.0, q in 0.05..0.95,
        ) {
            let metrics = [
                Metric::Mae, Metric::Mse, Metric::Mape, Metric::Msle, Metric::PoissonDeviance, Metric::Pinball(q),
            ];
            for metric in metrics {
                let total = |c: f64| known.iter().map(|&y| Loss(metric).of(y, c)).sum::<f64>();
                let (best, _) = best_constant(metric, &known).unwrap_or_default();
                prop_assert!(total(best) <= total(other) * (1.0 + 1e-9), "{metric}: {best} against {other}");
            }
        }
    }
}
