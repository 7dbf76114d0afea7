//! Holm's adjustment of p-values.

use crate::StatsError;

/// Holm's step-down adjustment: p-values to be compared with the level as if there were one.
///
/// `p_(i) -> max over j <= i of min(1, (m - j + 1) p_(j))`, in the order given. Controls the chance of any false rejection
/// whatever the dependence. `O(m log m)`.
///
/// Reference: S. Holm, "A simple sequentially rejective multiple test procedure" (1979), jstor:4615733. Checked against
/// statsmodels `multipletests(method="holm")`.
///
/// # Errors
/// [`StatsError::Probability`] unless every value lies in 0 to 1.
///
/// ```
/// assert_eq!(stats::holm(&[0.01, 0.04, 0.03])?, [0.03, 0.06, 0.06]);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn holm(p: &[f64]) -> Result<Vec<f64>, StatsError> {
    if let Some(&value) = p.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(StatsError::Probability { value });
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&i, &j| p[i].total_cmp(&p[j]));
    let mut adjusted = vec![0.0; p.len()];
    let mut floor = 0.0_f64;
    for (rank, &i) in order.iter().enumerate() {
        floor = floor.max((p.len() - rank) as f64 * p[i]).min(1.0);
        adjusted[i] = floor;
    }
    Ok(adjusted)
}
