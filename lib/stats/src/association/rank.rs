//! Ranks and ties.

/// Ranks from 1, equal values sharing the mean of theirs (midranks). NaN sorts last. `O(n log n)`.
///
/// ```
/// assert_eq!(stats::ranks(&[10.0, 30.0, 20.0, 20.0]), [1.0, 4.0, 2.5, 2.5]);
/// ```
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let order = sorted_order(values);
    let mut found = vec![0.0; values.len()];
    let mut first = 0;
    for run in order.chunk_by(|&i, &j| same(values[i], values[j])) {
        let middle = first as f64 + 0.5 * (run.len() as f64 + 1.0);
        for &i in run {
            found[i] = middle;
        }
        first += run.len();
    }
    found
}

/// Whether two values are the same number, 0 and -0 included.
pub(super) fn same(a: f64, b: f64) -> bool {
    a.partial_cmp(&b).is_some_and(std::cmp::Ordering::is_eq)
}

/// How many values share each value.
pub(crate) fn tie_sizes(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.chunk_by(|a, b| same(*a, *b)).map(|run| run.len() as f64).collect()
}

/// Places of the values in ascending order.
pub(crate) fn sorted_order(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&i, &j| values[i].total_cmp(&values[j]));
    order
}
