//! Complements of probabilities given by their logarithms.

use std::f64::consts::LN_2;

/// `ln(1 - e^x)` for `x <= 0`, to full relative accuracy at both ends.
///
/// Reference: M. Mächler, "Accurately computing log(1 - exp(-|a|))" (2012).
pub(crate) fn ln_complement(x: f64) -> f64 {
    if x > -LN_2 { (-x.exp_m1()).ln() } else { (-x.exp()).ln_1p() }
}
