//! One column: its values, the families they allow, the best of them and how good it is.

use stats::{
    Distances, Family, Fitted, Law, Method, Null, Observed, PositiveTotals, Totals, criterion_weights, fit, fit_totals,
    kolmogorov_smirnov, null_of, p_values,
};
use summary::LogSums;

use super::{
    Bands, Budget, Closeness, ColumnFit, FamilyFit, Grain, Heap, Judged, Normality, Parameter, PointMass, QuantilePoint,
    TESTED_MAX, Tested,
};
use crate::look::{Column, Facts};

/// Fewest values worth a family.
const VALUES_MIN: usize = 20;
/// Largest whole number that is still a count.
const COUNT_MAX: f64 = 1_000.0;
/// The share of zeros, and of any other value, that is taken out.
const ZEROS_APART: f64 = 0.05;
const MODE_APART: f64 = 0.2;
/// Spread over distance to an end of the support below which families with that end are told from the normal by no sample of this size.
const NARROW: f64 = 0.01;
/// Numbers of values for which bands are made, so that columns share them.
const PLOTTED: [usize; 12] = [20, 30, 50, 75, 100, 150, 200, 300, 400, 500, 700, 1_000];

/// A column fitted and tested; only its plot is missing.
pub(super) struct Prepared {
    fit: ColumnFit,
    /// Values of the plot and the family fitted to them.
    plot: Option<(Observed, Fitted)>,
}

/// Fits the families of the column at this place; `None` where it has too few values.
pub(super) fn prepare(facts: &Facts, place: usize, budget: Budget) -> Option<Prepared> {
    let column = &facts.columns[place];
    let cells: Vec<f64> = facts.sample.numbers(&column.name)?.into_iter().flatten().collect();
    let mut values = thinned(&cells, budget.values);
    let mut sorted = values.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let grain = stats::Grain::of(&sorted)?;
    let counts = sorted.first().is_some_and(|&x| x >= 0.0)
        && sorted.last().is_some_and(|&x| x <= COUNT_MAX)
        && grain.step.is_some_and(|step| step >= 1.0);
    let bar = if grain.mode == 0.0 { ZEROS_APART } else { MODE_APART };
    let apart = (!counts && grain.mode_share >= bar && grain.distinct > 10)
        .then_some(PointMass { value: grain.mode, share: grain.mode_share });
    if let Some(point) = apart {
        values.retain(|x| (x - point.value).abs() > 0.0);
    }
    if values.len() < VALUES_MIN {
        return None;
    }
    let observed = Observed::new(values.clone()).ok()?;
    let (fits, refused) = fit_all(&observed, counts);
    let totals = if apart.is_none() { totals(column, facts.log_sums.get(place)?.as_ref()) } else { None };
    let (judged, plot) = match fits.first() {
        Some(best) => judge(&values, &observed, &best.0, budget),
        None => (None, None),
    };
    let families = listed(&fits, totals.as_ref(), budget.families);
    let heap = grain.heap.map(|h| Heap { step: h.step, share: h.share, expected: h.expected });
    let fit = ColumnFit {
        column: column.name.clone(),
        values: values.len() as u64,
        counts,
        apart,
        grain: Grain { distinct: grain.distinct, step: grain.step, tick: grain.tick, heap },
        families,
        refused,
        judged,
        normality: if counts { None } else { Normality::of(&values) },
        quantiles: Vec::new(),
    };
    Some(Prepared { fit, plot: plot.filter(|_| budget.plots) })
}

/// At most so many cells, evenly spread over the rows.
pub(super) fn thinned(cells: &[f64], most: usize) -> Vec<f64> {
    if cells.len() <= most {
        return cells.to_vec();
    }
    (0..most).map(|i| cells[i * cells.len() / most]).collect()
}

/// Fitted families with their distances, the lowest AIC first, and the refusals of those the type would allow.
fn fit_all(observed: &Observed, counts: bool) -> (Vec<(Fitted, f64)>, Vec<String>) {
    let totals = observed.totals();
    let candidates: Vec<Family> = if counts {
        Family::COUNTS.to_vec()
    } else {
        let spread = (totals.squares / totals.n as f64).sqrt();
        let allowed = |family: &Family| match family {
            Family::Beta => totals.min > 0.0 && totals.max < 1.0 && spread > NARROW * totals.mean.min(1.0 - totals.mean),
            Family::Exponential => totals.min >= 0.0,
            Family::LogNormal | Family::Gamma | Family::Weibull | Family::InverseGaussian | Family::Pareto => {
                totals.min > 0.0 && spread > NARROW * totals.mean
            }
            _ => true,
        };
        Family::CONTINUOUS.into_iter().filter(allowed).collect()
    };
    let (mut fits, mut refused) = (Vec::new(), Vec::new());
    for family in candidates {
        match fit(family, observed) {
            Ok(fitted) => fits.extend(distance(observed, &fitted).map(|d| (fitted, d))),
            Err(refusal) => refused.push(refusal.to_string()),
        }
    }
    fits.sort_by(|a, b| a.0.aic().total_cmp(&b.0.aic()));
    (fits, refused)
}

fn distance(observed: &Observed, fitted: &Fitted) -> Option<f64> {
    match fitted.family.law(&fitted.parameters).ok()? {
        Law::Continuous(law) => Some(kolmogorov_smirnov(observed.sorted(), law.as_ref())),
        Law::Discrete(_) => Distances::new(observed, fitted).ok().map(|d| d.kolmogorov_smirnov),
    }
}

/// The sums of all rows, where the pass has them.
fn totals(column: &Column, logs: Option<&LogSums>) -> Option<Totals> {
    let numbers = column.numbers.as_ref()?;
    let n = column.present();
    let squares = numbers.sd? * numbers.sd? * (n - 1) as f64;
    let count = n as f64;
    let positive = logs.filter(|l| l.all_positive()).and_then(|logs| {
        let mean_ln = logs.log()? / count;
        Some(PositiveTotals {
            mean_ln,
            squares_ln: (logs.log_square()? - count * mean_ln * mean_ln).max(0.0),
            ln_gap: numbers.mean.ln() - mean_ln,
            ln_above_min: mean_ln - numbers.min.ln(),
            inverse_gap: logs.inverse()? / count - 1.0 / numbers.mean,
        })
    });
    let mean_ln_complement = logs.filter(|l| l.all_within_unit()).and_then(|l| Some(l.log_complement()? / count));
    Some(Totals { n, min: numbers.min, max: numbers.max, mean: numbers.mean, squares, positive, mean_ln_complement })
}

/// The families as they are reported: likelihoods of the sample, parameters of all rows where sums give them.
fn listed(fits: &[(Fitted, f64)], totals: Option<&Totals>, most: usize) -> Vec<FamilyFit> {
    let aic = criterion_weights(&fits.iter().map(|(f, _)| f.aic()).collect::<Vec<_>>());
    let bic = criterion_weights(&fits.iter().map(|(f, _)| f.bic()).collect::<Vec<_>>());
    let one = |((fitted, distance), (aic_weight, bic_weight)): (&(Fitted, f64), (f64, f64))| {
        let whole = totals.and_then(|totals| fit_totals(fitted.family, totals).ok());
        let of = whole.as_ref().unwrap_or(fitted);
        let parameters = of.family.parameters().iter().zip(&of.parameters).zip(&of.standard_errors);
        FamilyFit {
            family: fitted.family.name().to_owned(),
            parameters: parameters
                .map(|((name, &value), &standard_error)| Parameter { name: (*name).to_owned(), value, standard_error })
                .collect(),
            all_rows: whole.is_some(),
            log_likelihood: fitted.log_likelihood,
            aic: fitted.aic(),
            bic: fitted.bic(),
            aic_weight,
            bic_weight,
            distance: *distance,
        }
    };
    fits.iter().zip(aic.into_iter().zip(bic)).take(most).map(one).collect()
}

/// Judges the best family, and fits it to the values of its plot.
fn judge(values: &[f64], observed: &Observed, best: &Fitted, budget: Budget) -> (Option<Judged>, Option<(Observed, Fitted)>) {
    let Some(distance) = distance(observed, best) else { return (None, None) };
    // What values of the family itself would show with fitted parameters, on average.
    let excess = distance - 0.6 / (values.len() as f64).sqrt();
    let closeness = match excess {
        e if e <= 0.01 => Closeness::Near,
        e if e <= 0.03 => Closeness::Close,
        e if e <= 0.08 => Closeness::Rough,
        _ => Closeness::Far,
    };
    let (tested, untested) = match test(values, best.family, budget) {
        Ok(tested) => (Some(tested), None),
        Err(why) => (None, Some(why)),
    };
    let judged = Judged { distance, closeness, tested, untested, quantile_gap: quantile_gap(observed, best), outside: 0 };
    let most = PLOTTED.into_iter().rev().find(|&n| n <= values.len());
    let plot = most.filter(|_| !best.family.is_discrete()).and_then(|n| {
        let observed = Observed::new(thinned(values, n)).ok()?;
        let fitted = fit(best.family, &observed).ok()?;
        Some((observed, fitted))
    });
    (Some(judged), plot)
}

/// The p-value, or why there is none.
fn test(values: &[f64], family: Family, budget: Budget) -> Result<Tested, String> {
    let by_table = null_of(family).is_some();
    if !by_table && budget.replicates == 0 {
        return Err("this family takes a bootstrap, and the table has too many columns for one each".to_owned());
    }
    let chosen = thinned(values, if by_table { TESTED_MAX } else { budget.drawn });
    let observed = Observed::new(chosen).map_err(|e| e.to_string())?;
    let n = observed.sorted().len();
    let grain = stats::Grain::of(observed.sorted());
    if !family.is_discrete() && grain.is_some_and(|grain| grain.too_coarse(n)) {
        return Err("values are rounded so far that a test would judge the ties, not the shape".to_owned());
    }
    let fitted = fit(family, &observed).map_err(|e| e.to_string())?;
    let p = p_values(&observed, &fitted, budget.replicates, budget.seed).map_err(|e| e.to_string())?;
    let method = match p.method {
        Method::Bootstrap { replicates } => format!("bootstrap of {replicates}"),
        _ => "table".to_owned(),
    };
    Ok(Tested { p: p.anderson_darling, values: n, method })
}

/// The largest gap of the quantiles from 1 % to 99 %, in interquartile ranges.
fn quantile_gap(observed: &Observed, fitted: &Fitted) -> Option<f64> {
    let Law::Continuous(law) = fitted.family.law(&fitted.parameters).ok()? else { return None };
    let own = |p: f64| stats::sorted_quantile(observed.sorted(), p).ok();
    let range = own(0.75)? - own(0.25)?;
    let shares = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99];
    let gap = |p: f64| Some((own(p)? - law.quantile(p).ok()?).abs() / range);
    let largest = shares.into_iter().filter_map(gap).fold(0.0, f64::max);
    (range > 0.0).then_some(largest)
}

impl Prepared {
    /// The band that its plot needs.
    pub(super) fn band(&self) -> Option<(Null, usize)> {
        let (observed, fitted) = self.plot.as_ref()?;
        // Ends of the support and shapes are not fitted in the simulation: that band is a little wide.
        let null = match fitted.family {
            Family::Pareto => Null::Known,
            family => null_of(family).unwrap_or(Null::Known),
        };
        Some((null, observed.sorted().len()))
    }

    /// The column with its plot.
    pub(super) fn finish(self, bands: &Bands) -> ColumnFit {
        let band = self.band().and_then(|key| bands.get(&key));
        let mut fit = self.fit;
        if let (Some(band), Some((observed, fitted))) = (band, &self.plot)
            && let Ok(points) = band.points(observed, fitted)
        {
            let finite = |p: &&stats::QqPoint| p.low.is_finite() && p.high.is_finite() && p.theoretical.is_finite();
            let point =
                |p: &stats::QqPoint| QuantilePoint { theoretical: p.theoretical, observed: p.observed, low: p.low, high: p.high };
            fit.quantiles = points.iter().filter(finite).map(point).collect();
            if let Some(judged) = &mut fit.judged {
                judged.outside = points.iter().filter(|p| p.observed < p.low || p.observed > p.high).count();
            }
        }
        fit
    }
}
