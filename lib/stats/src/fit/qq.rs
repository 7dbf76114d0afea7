//! Quantile-quantile points with simultaneous bands.

use rand::SeedableRng;
use rand_pcg::Pcg64;

use super::draw::Source;
use super::{Family, Fitted, Law, Null, Observed, fit};
use crate::{Beta, Continuous, StatsError, sorted_quantile};

/// One point of a quantile-quantile plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QqPoint {
    /// The quantile of the fitted member.
    pub theoretical: f64,
    /// The value observed.
    pub observed: f64,
    /// Lower end of the band.
    pub low: f64,
    /// Upper end of the band.
    pub high: f64,
}

/// A simultaneous band for the order statistics of `n` values: each point has the same chance of leaving it.
///
/// The `i`-th of `n` uniform values has a beta distribution; its central interval of level `1 - local` is the band at that point, and `local` is
/// found by simulation such that all points stay inside with the level asked for. The parameters are fitted in the simulation, too, so that the
/// band is no wider than it has to be. It depends on `n`, the null and the seed alone: make it once.
///
/// Reference: S. Aldor-Noiman, L. D. Brown, A. Buja, W. Rolke and R. A. Stine, "The power to see: a new graphical test of normality" (2013),
/// doi:10.1080/00031305.2013.847865.
#[derive(Debug, Clone, PartialEq)]
pub struct QqBand {
    n: usize,
    /// The local level.
    local: f64,
    /// Ranks from 1, and the ends of the band as probabilities.
    places: Vec<(usize, f64, f64)>,
}

/// Points of a plot at most.
const POINTS_MAX: usize = 200;

impl QqBand {
    /// The band for `n` values at this simultaneous level, `O(replicates * n log n)`.
    ///
    /// [`Null::Known`] gives the band of a distribution whose parameters were not fitted: right for no family but conservative for all, for
    /// those with a shape parameter.
    ///
    /// # Errors
    /// [`StatsError::TooFew`] below eight values or 20 replicates; [`StatsError::Probability`] unless `0 <= level <= 1`.
    pub fn simulate(null: Null, n: usize, level: f64, replicates: usize, seed: u64) -> Result<Self, StatsError> {
        if n < 8 {
            return Err(StatsError::TooFew { what: "values", found: n, needed: 8 });
        }
        if replicates < 20 {
            return Err(StatsError::TooFew { what: "replicates", found: replicates, needed: 20 });
        }
        let ranks = ranks(n);
        let laws: Vec<Beta> = ranks.iter().map(|&i| Beta::new(i as f64, (n + 1 - i) as f64)).collect::<Result<_, _>>()?;
        let mut rng = Pcg64::seed_from_u64(seed);
        let (family, parameters): (Family, &[f64]) = match null {
            Null::Known => (Family::Uniform, &[0.0, 1.0]),
            Null::Normal => (Family::Normal, &[0.0, 1.0]),
            Null::Exponential => (Family::Exponential, &[1.0]),
            Null::Logistic => (Family::Logistic, &[0.0, 1.0]),
            Null::Gumbel => (Family::Gumbel, &[0.0, 1.0]),
        };
        let source = Source::new(family, parameters)?;
        let mut least = Vec::with_capacity(replicates);
        for _ in 0..replicates {
            let drawn = Observed::new(source.draw(&mut rng, n)?)?;
            let law = match null {
                Null::Known => family.law(parameters)?,
                _ => match fit(family, &drawn) {
                    Ok(fitted) => family.law(&fitted.parameters)?,
                    Err(_) => continue,
                },
            };
            let Law::Continuous(law) = law else { continue };
            let tails = ranks.iter().zip(&laws).map(|(&i, place)| {
                let u = law.cdf(drawn.sorted()[i - 1]);
                2.0 * place.cdf(u).min(place.sf(u))
            });
            least.push(tails.fold(1.0, f64::min));
        }
        least.sort_by(f64::total_cmp);
        let local = sorted_quantile(&least, 1.0 - level)?;
        let ends = |(&i, law): (&usize, &Beta)| Ok((i, law.quantile(0.5 * local)?, law.upper_quantile(0.5 * local)?));
        let places = ranks.iter().zip(&laws).map(ends).collect::<Result<_, StatsError>>()?;
        Ok(Self { n, local, places })
    }

    /// The chance of a single point to lie outside.
    pub fn local(&self) -> f64 {
        self.local
    }

    /// The points of a fitted continuous family, at most 200, evenly spread over the ranks with all of the outermost five.
    ///
    /// Ends of a support that were taken from the data are no points: there is nothing to compare.
    ///
    /// # Errors
    /// [`StatsError::Length`] when the band is for another number of values; [`StatsError::Parameter`] when the parameters are none of a
    /// continuous family.
    pub fn points(&self, observed: &Observed, fitted: &Fitted) -> Result<Vec<QqPoint>, StatsError> {
        let sorted = observed.sorted();
        if sorted.len() != self.n {
            return Err(StatsError::Length { left: sorted.len(), right: self.n });
        }
        let Law::Continuous(law) = fitted.family.law(&fitted.parameters)? else {
            return Err(StatsError::Parameter { name: "discrete family", value: 1.0, domain: "continuous" });
        };
        let n = self.n as f64;
        let point = |&(i, low, high): &(usize, f64, f64)| {
            Ok(QqPoint {
                theoretical: law.quantile((i as f64 - 0.5) / n)?,
                observed: sorted[i - 1],
                low: law.quantile(low)?,
                high: law.quantile(high)?,
            })
        };
        let taken = |&&(i, ..): &&(usize, f64, f64)| match fitted.family {
            Family::Uniform => i == 1 || i == self.n,
            Family::Pareto => i == 1,
            _ => false,
        };
        self.places.iter().filter(|place| !taken(place)).map(point).collect()
    }
}

/// Points at each end that are all shown.
const OUTER: usize = 5;

/// Ranks from 1 at which the plot has points.
fn ranks(n: usize) -> Vec<usize> {
    if n <= POINTS_MAX {
        return (1..=n).collect();
    }
    let inner = POINTS_MAX - 2 * OUTER;
    let spread = |k: usize| OUTER + 1 + (k * (n - 2 * OUTER - 1) + (inner - 1) / 2) / (inner - 1);
    let mut ranks: Vec<usize> = (1..=OUTER).chain((0..inner).map(spread)).chain(n - OUTER + 1..=n).collect();
    ranks.dedup();
    ranks
}

#[cfg(test)]
mod tests {
    use super::ranks;

    #[test]
    fn ranks_rise_from_first_to_last() {
        for n in [8, 199, 200, 201, 205, 257, 1_000, 65_536] {
            let ranks = ranks(n);
            assert!(ranks.len() <= 200 && ranks[0] == 1 && ranks[ranks.len() - 1] == n, "{n}");
            assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]), "{n}: {ranks:?}");
        }
    }
}
