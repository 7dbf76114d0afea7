//! Amounts with units: `60s`, `2GiB`, `2%`.

/// A share as percent, without the noise of binary fractions: 0.07 gives 7, not 7.000000000000001.
pub(crate) fn percent(share: f64) -> f64 {
    (share * 1e12).round() / 1e10
}
