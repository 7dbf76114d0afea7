/// The exponent `t` in 0 to 1 that minimises `-sum_i ln softmax(prior + t e_i)[class_i]`.
///
/// The loss is convex in `t`; its slope is `sum_i (E e_i - e_i[class_i])` under the predicted probabilities, so
/// bisection of the slope finds the minimum. O(40 x rows x classes).
pub(super) fn exponent(prior: &[f64], evidence: &[f64], class: &[usize]) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    if slope(prior, evidence, class, high) <= 0.0 {
        return high;
    }
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if slope(prior, evidence, class, middle) > 0.0 {
            high = middle;
        } else {
            low = middle;
        }
    }
    0.5 * (low + high)
}

fn slope(prior: &[f64], evidence: &[f64], class: &[usize], t: f64) -> f64 {
    let mut share = vec![0.0; prior.len()];
    let mut slope = 0.0;
    for (row, class) in evidence.chunks_exact(prior.len()).zip(class) {
        let mut highest = f64::NEG_INFINITY;
        for ((share, prior), evidence) in share.iter_mut().zip(prior).zip(row) {
            *share = prior + t * evidence;
            highest = highest.max(*share);
        }
        let (mut total, mut mean) = (0.0, 0.0);
        for (share, evidence) in share.iter().zip(row) {
            let weight = (share - highest).exp();
            total += weight;
            mean += weight * evidence;
        }
        slope += mean / total - row[*class];
    }
    slope
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_that_is_counted_twice_gets_half_the_weight() {
        // 7 of 10 rows are right: log odds ln(7/3); the evidence says twice as much.
        let log_odds = (7.0_f64 / 3.0).ln();
        let evidence: Vec<f64> = (0..10).flat_map(|_| [0.0, 2.0 * log_odds]).collect();
        let class: Vec<usize> = (0..10).map(|row| usize::from(row < 7)).collect();
        assert!((exponent(&[0.0, 0.0], &evidence, &class) - 0.5).abs() < 1e-9);
        let weak: Vec<f64> = evidence.iter().map(|e| e / 4.0).collect();
        assert!((exponent(&[0.0, 0.0], &weak, &class) - 1.0).abs() < 1e-12);
    }
}
