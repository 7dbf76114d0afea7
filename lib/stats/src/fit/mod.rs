//! Fitting families of distributions by maximum likelihood, and judging the fit.
//!
//! [`Observed`] prepares the values once; [`fit`] finds the member of a [`Family`] under which they are most likely; [`Distances`] say how far
//! apart values and member are; [`p_values`] whether that is more than chance. Supports are fixed: no family shifts its origin, so that a
//! "Pareto" cannot be an exponential in disguise.

mod counts;
mod distance;
mod draw;
mod family;
mod fitted;
mod goodness;
mod grain;
mod location_scale;
mod newton;
mod null;
mod null_table;
mod observed;
mod qq;
mod refusal;
mod sums;

pub use distance::{Distances, kolmogorov_smirnov};
pub use family::{Family, Law};
pub use fitted::{Fitted, criterion_weights};
pub use goodness::{Method, PValues, null_of, p_values};
pub use grain::{Grain, Heap};
pub use null::{Null, P_LEAST};
pub use observed::{Observed, PositiveTotals, Totals};
pub use qq::{QqBand, QqPoint};
pub use refusal::{NotFitted, Reason};

/// Fits a family by maximum likelihood.
///
/// Families with small sufficient statistics take them from [`Observed::totals`]; the others iterate Newton's method over all values until the
/// score is below 1e-9 standard errors. Checked against `fitdistrplus`, `MASS`, `evd` and scipy: the log-likelihood is never below theirs.
///
/// # Errors
/// [`NotFitted`] with the reason: too few values, all the same, outside the support, no maximum.
///
/// ```
/// use stats::{Family, Observed};
/// let observed = Observed::new(vec![1.2, 0.4, 2.9, 0.7, 1.9, 3.3])?;
/// let fitted = stats::fit(Family::Exponential, &observed)?;
/// assert!((fitted.parameters[0] - 6.0 / 10.4).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fit(family: Family, observed: &Observed) -> Result<Fitted, NotFitted> {
    let found = match family {
        Family::StudentT | Family::Logistic | Family::Gumbel | Family::Gev | Family::Weibull => {
            location_scale::fit(family, observed)
        }
        _ if family.is_discrete() => counts::fit(family, observed),
        _ => sums::fit(family, observed.totals()),
    };
    found.map_err(|reason| NotFitted { family, reason })
}

/// Fits a family to sums alone: normal, lognormal, exponential, gamma, beta, inverse Gaussian, Pareto, uniform.
///
/// `O(1)`; exact for a whole table whose sums were gathered in one pass.
///
/// # Errors
/// As [`fit`]; [`Reason::NeedsValues`] for the other families.
pub fn fit_totals(family: Family, totals: &Totals) -> Result<Fitted, NotFitted> {
    sums::fit(family, totals).map_err(|reason| NotFitted { family, reason })
}
