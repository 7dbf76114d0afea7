//! P-values of a fit.

use rand::SeedableRng;
use rand_pcg::Pcg64;

use super::draw::Source;
use super::null::{N_LEAST, p_value};
use super::{Distances, Family, Fitted, Null, Observed, fit};
use crate::{Continuous, Exponential, StatsError, Uniform};

/// How likely distances as large as those seen are when the family is right and its parameters were fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PValues {
    /// Of [`Distances::kolmogorov_smirnov`].
    pub kolmogorov_smirnov: f64,
    /// Of [`Distances::cramer_von_mises`].
    pub cramer_von_mises: f64,
    /// Of [`Distances::anderson_darling`], usually the most powerful.
    pub anderson_darling: f64,
    /// Where they come from.
    pub method: Method,
}

/// Where a p-value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// A simulated table of the distances of fitted members (of the kind of Lilliefors' and Stephens'); 0.001 stands for "or less".
    Table(Null),
    /// The parametric bootstrap: values drawn from the fitted member and fitted again.
    Bootstrap {
        /// Draws that could be fitted.
        replicates: usize,
    },
}

/// The table that holds for a family, or `None` where only the bootstrap is right.
///
/// Values between fitted ends of a uniform distribution are uniform again, and logarithms above a fitted minimum of a Pareto distribution are
/// exponential: both have tables, too.
pub fn null_of(family: Family) -> Option<Null> {
    match family {
        Family::Normal | Family::LogNormal => Some(Null::Normal),
        Family::Exponential | Family::Pareto => Some(Null::Exponential),
        Family::Logistic => Some(Null::Logistic),
        Family::Gumbel | Family::Weibull => Some(Null::Gumbel),
        Family::Uniform => Some(Null::Known),
        _ => None,
    }
}

/// P-values of a fitted family that take the fitting into account.
///
/// By table where the null distribution does not depend on the parameters, else by the parametric bootstrap with this seed and number of
/// replicates, `O(replicates * n)` with a refit each: `p = (1 + exceeding) / (1 + replicates)`. Plain Kolmogorov-Smirnov p-values
/// with fitted parameters reject next to nothing, and are not offered. Calibration: see `tests/it/goodness.rs`.
///
/// Reference: H. W. Lilliefors (1967), doi:10.1080/01621459.1967.10482916; M. A. Stephens (1974), doi:10.1080/01621459.1974.10480196;
/// W. Stute, W. González Manteiga and M. Presedo Quindimil, "Bootstrap based goodness-of-fit-tests" (1993), doi:10.1007/BF02613687.
///
/// # Errors
/// [`StatsError::TooFew`] below eight values; [`StatsError::Parameter`] when the parameters are none of the family.
pub fn p_values(observed: &Observed, fitted: &Fitted, replicates: usize, seed: u64) -> Result<PValues, StatsError> {
    match null_of(fitted.family) {
        Some(null) => by_table(observed, fitted, null),
        None => by_bootstrap(observed, fitted, replicates, seed),
    }
}

fn by_table(observed: &Observed, fitted: &Fitted, null: Null) -> Result<PValues, StatsError> {
    let sorted = observed.sorted();
    let (n, distances) = match fitted.family {
        Family::Uniform => {
            let inside = sorted.get(1..sorted.len().saturating_sub(1)).unwrap_or_default();
            let law = Uniform::new(fitted.parameters[0], fitted.parameters[1])?;
            (inside.len(), Distances::of_values(inside, &law))
        }
        Family::Pareto => {
            let minimum = fitted.parameters[0];
            let excess: Vec<f64> = sorted.iter().skip(1).map(|x| ((x - minimum) / minimum).ln_1p()).collect();
            let law = Exponential::new(excess.len() as f64 / crate::sum(&excess))?;
            (excess.len(), Distances::of_probabilities(excess.len(), excess.iter().map(|&y| law.ln_tails(y))))
        }
        _ => (sorted.len(), Distances::new(observed, fitted)?),
    };
    if (n as f64) < N_LEAST {
        return Err(StatsError::TooFew { what: "values", found: n, needed: N_LEAST as usize });
    }
    let n = n as f64;
    Ok(PValues {
        kolmogorov_smirnov: p_value(null, 0, n, n.sqrt() * distances.kolmogorov_smirnov),
        cramer_von_mises: p_value(null, 1, n, distances.cramer_von_mises),
        anderson_darling: p_value(null, 2, n, distances.anderson_darling),
        method: Method::Table(null),
    })
}

fn by_bootstrap(observed: &Observed, fitted: &Fitted, replicates: usize, seed: u64) -> Result<PValues, StatsError> {
    let n = observed.sorted().len();
    if (n as f64) < N_LEAST {
        return Err(StatsError::TooFew { what: "values", found: n, needed: N_LEAST as usize });
    }
    let seen = Distances::new(observed, fitted)?;
    let source = Source::new(fitted.family, &fitted.parameters)?;
    let mut rng = Pcg64::seed_from_u64(seed);
    let (mut done, mut exceeding) = (0, [0_usize; 3]);
    for _ in 0..replicates {
        let drawn = Observed::new(source.draw(&mut rng, n)?)?;
        let Ok(again) = fit(fitted.family, &drawn) else { continue };
        let there = Distances::new(&drawn, &again)?;
        done += 1;
        exceeding[0] += usize::from(there.kolmogorov_smirnov >= seen.kolmogorov_smirnov);
        exceeding[1] += usize::from(there.cramer_von_mises >= seen.cramer_von_mises);
        exceeding[2] += usize::from(there.anderson_darling >= seen.anderson_darling);
    }
    if done < replicates / 2 || done == 0 {
        return Err(StatsError::TooFew { what: "replicates that can be fitted", found: done, needed: (replicates / 2).max(1) });
    }
    let p = |exceeding: usize| (1 + exceeding) as f64 / (1 + done) as f64;
    Ok(PValues {
        kolmogorov_smirnov: p(exceeding[0]),
        cramer_von_mises: p(exceeding[1]),
        anderson_darling: p(exceeding[2]),
        method: Method::Bootstrap { replicates: done },
    })
}
