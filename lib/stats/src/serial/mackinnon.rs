//! p-values of unit-root statistics.

use super::Terms;
use crate::{Continuous, Normal};

/// Response surface of one case: p = Phi(polynomial in tau), one polynomial up to `star`, another one above.
struct Surface {
    least: f64,
    star: f64,
    most: f64,
    small: [f64; 3],
    large: [f64; 4],
}

const NONE: Surface = Surface {
    least: -19.04,
    star: -1.04,
    most: f64::INFINITY,
    small: [0.6344, 1.2378, 0.032_496],
    large: [0.4797, 0.935_57, -0.069_99, 0.033_066],
};
const CONSTANT: Surface = Surface {
    least: -18.83,
    star: -1.61,
    most: 2.74,
    small: [2.1659, 1.4412, 0.038_269],
    large: [1.7339, 0.932_02, -0.127_45, -0.010_368],
};
const TREND: Surface = Surface {
    least: -16.18,
    star: -2.89,
    most: 0.7,
    small: [3.2512, 1.6047, 0.049_588],
    large: [2.5261, 0.616_54, -0.379_56, -0.060_285],
};

/// Limit p-value of a Dickey-Fuller statistic.
///
/// Reference: J. G. `MacKinnon`, "Approximate asymptotic distribution functions for unit-root and cointegration tests" (1994),
/// doi:10.1080/07350015.1994.10510005.
pub(super) fn p_value(tau: f64, terms: Terms) -> f64 {
    let surface = match terms {
        Terms::None => NONE,
        Terms::Constant => CONSTANT,
        Terms::Trend => TREND,
    };
    if tau > surface.most {
        return 1.0;
    }
    if tau < surface.least {
        return 0.0;
    }
    let value = |c: &[f64]| c.iter().rev().fold(0.0, |sum, c| sum * tau + c);
    Normal::standard().cdf(if tau <= surface.star { value(&surface.small) } else { value(&surface.large) })
}
