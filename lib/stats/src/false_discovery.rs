//! Control of the false discovery rate.

use crate::StatsError;

/// What is known of the dependence of the p-values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dependent {
    /// Independent or positively dependent: Benjamini and Hochberg.
    Positively,
    /// Anyhow: Benjamini and Yekutieli, larger by `1 + 1/2 + ... + 1/m`.
    Anyhow,
}

/// q-values: the smallest false discovery rate at which each p-value is still a discovery.
///
/// `q_(i) = min over j >= i of min(1, m p_(j) / j)`, in the order given; `tests` is the number of tests made when only the smallest p-values
/// were kept. `O(m log m)`.
///
/// References: Y. Benjamini and Y. Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x; Y. Benjamini and D. Yekutieli (2001),
/// doi:10.1214/aos/1013699998. Checked against statsmodels `multipletests`.
///
/// # Errors
/// [`StatsError::Probability`] unless every value lies in 0 to 1.
///
/// ```
/// let q = stats::false_discovery(&[0.01, 0.04, 0.03], 3, stats::Dependent::Positively)?;
/// assert!((q[0] - 0.03).abs() < 1e-15 && (q[2] - 0.04).abs() < 1e-15);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn false_discovery(p: &[f64], tests: usize, dependent: Dependent) -> Result<Vec<f64>, StatsError> {
    if let Some(&value) = p.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(StatsError::Probability { value });
    }
    let tests = tests.max(p.len());
    let factor = match dependent {
        Dependent::Positively => tests as f64,
        Dependent::Anyhow => tests as f64 * (1..=tests).map(|i| 1.0 / i as f64).sum::<f64>(),
    };
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&i, &j| p[i].total_cmp(&p[j]));
    let mut q = vec![0.0; p.len()];
    let mut ceiling = 1.0_f64;
    for (rank, &i) in order.iter().enumerate().rev() {
        ceiling = ceiling.min(factor * p[i] / (rank + 1) as f64);
        q[i] = ceiling;
    }
    Ok(q)
}
