//! What is worth saying about the families of a table: one finding a kind, whatever the number of columns.

use super::{Closeness, ColumnFit, FamilyFit, Fits, Heap};
use crate::look::{Facts, Finding, Numbers};

/// Columns named in one finding at most.
const NAMED_MAX: usize = 5;

/// Kinds that matter for what is predicted only: they decide the loss, and say nothing about a feature.
const OF_TARGETS: [&str; 3] = ["fits.zero-inflated", "fits.over-dispersed", "fits.heavy-tails"];
/// Excess of round numbers from which on it is worth a word.
const HEAPED_MIN: f64 = 0.2;
/// Smallest step of it, as a share of the middle half: finer rounding loses nothing.
const HEAPED_STEP_MIN: f64 = 0.005;

/// What one column shows.
struct Hit {
    column: String,
    /// How strongly, for the order.
    size: f64,
    effect: String,
    evidence: String,
}

/// A kind of finding: its name and weight, what shows it in a column, and what it means.
type Kind = (&'static str, f64, fn(&ColumnFit, &Facts) -> Option<Hit>, &'static str);

/// What is worth saying about it.
pub(crate) fn findings(seen: &Fits, facts: &Facts) -> Vec<Finding> {
    let kinds: [Kind; 7] = [
        (
            "fits.mass-at-zero",
            0.5,
            mass_at_zero,
            "one continuous model misses both parts: model whether it is 0 and, apart from that, how much it is; or use a Tweedie family",
        ),
        (
            "fits.zero-inflated",
            0.4,
            zero_inflated,
            "a plain count model predicts too few zeros: use a zero-inflated or hurdle model, or find out what makes a zero",
        ),
        (
            "fits.over-dispersed",
            0.4,
            over_dispersed,
            "Poisson errors and p-values are too small: use a negative binomial family, or quasi-Poisson errors",
        ),
        (
            "fits.heavy-tails",
            0.4,
            heavy_tails,
            "squared error chases the few largest values: use an absolute or Huber loss, and medians rather than means",
        ),
        (
            "fits.skewed",
            0.35,
            skewed,
            "model its logarithm, or use a gamma GLM with a log link: on the raw scale the few largest values decide a squared error",
        ),
        (
            "fits.mass-at-point",
            0.3,
            mass_at_point,
            "ask whether it is a default, a cap or a unit of sale; a flag for it may help a model more than the value",
        ),
        (
            "fits.heaped",
            0.25,
            heaped,
            "values were rounded or guessed: differences below that step are no information, and thresholds on round numbers follow the rounding",
        ),
    ];
    let target = facts.asked.target.as_deref();
    kinds
        .into_iter()
        .filter_map(|(kind, weight, of, consequence)| {
            let concerned = |fit: &&ColumnFit| !OF_TARGETS.contains(&kind) || target == Some(fit.column.as_str());
            let hits: Vec<Hit> = seen.columns.iter().filter(concerned).filter_map(|column| of(column, facts)).collect();
            one(kind, weight, hits, consequence, target)
        })
        .collect()
}

/// One finding of all columns that show the same, the target first, then the strongest.
fn one(kind: &str, weight: f64, mut hits: Vec<Hit>, consequence: &str, target: Option<&str>) -> Option<Finding> {
    let is_target = |hit: &Hit| target == Some(hit.column.as_str());
    hits.sort_by(|a, b| is_target(b).cmp(&is_target(a)).then(b.size.total_cmp(&a.size)));
    let first = hits.first()?;
    // The shape of the target decides the loss; that of a feature matters to a linear model only.
    let weight = if is_target(first) { weight + 0.2 } else { 0.5 * weight };
    let names: Vec<&str> = hits.iter().take(NAMED_MAX).map(|hit| hit.column.as_str()).collect();
    let effect = match hits.len() {
        1 => first.effect.clone(),
        n => {
            let rest = if n > NAMED_MAX { format!(" and {} more", n - NAMED_MAX) } else { String::new() };
            format!("{}; the same in {}{rest}", first.effect, names[1..].join(", "))
        }
    };
    Some(Finding::new(kind, &names, weight, effect, first.evidence.clone(), consequence.to_owned()))
}

fn hit(fit: &ColumnFit, size: f64, effect: String, evidence: String) -> Hit {
    Hit { column: fit.column.clone(), size, effect, evidence }
}

fn family<'a>(fit: &'a ColumnFit, name: &str) -> Option<&'a FamilyFit> {
    fit.families.iter().find(|f| f.family == name)
}

fn parameter(fit: &FamilyFit, name: &str) -> Option<f64> {
    fit.parameters.iter().find(|p| p.name == name).map(|p| p.value)
}

/// The figures behind the best family: values, weight, distance, test.
fn evidence(fit: &ColumnFit) -> String {
    let Some(best) = fit.families.first() else { return format!("{} values", fit.values) };
    let mut text = format!(
        "{} values of the sample; {} has {:.0} % of the AIC weight and a Kolmogorov-Smirnov distance of {:.3}",
        fit.values,
        best.family,
        100.0 * best.aic_weight,
        best.distance
    );
    if let Some(tested) = fit.judged.as_ref().and_then(|j| j.tested.as_ref()) {
        let sign = if tested.p <= 0.001 { "<=" } else { "=" };
        text.push_str(&format!(
            "; Anderson-Darling p {sign} {:.3} on {} values ({})",
            tested.p.max(0.001),
            tested.values,
            tested.method
        ));
    }
    text
}

fn mass_at_zero(fit: &ColumnFit, _: &Facts) -> Option<Hit> {
    let point = fit.apart.filter(|point| point.value == 0.0)?;
    let effect = format!("{:.0} % of {} are exactly 0, the rest is spread out", 100.0 * point.share, fit.column);
    let rest = fit.families.first().map(|best| format!("; the rest is best described as {}", best.family));
    Some(hit(fit, point.share, effect, format!("{} other values of the sample{}", fit.values, rest.unwrap_or_default())))
}

fn mass_at_point(fit: &ColumnFit, _: &Facts) -> Option<Hit> {
    let point = fit.apart.filter(|point| point.value != 0.0)?;
    let effect = format!("{:.0} % of {} are one and the same value", 100.0 * point.share, fit.column);
    Some(hit(fit, point.share, effect, format!("{} other values of the sample, {} different", fit.values, fit.grain.distinct)))
}

/// Whether whole numbers are counts of something: they start at 0 or 1, and a family of counts describes them at least roughly. Hours, months and
/// minutes under way do not.
fn counts_something(fit: &ColumnFit, numbers: &Numbers) -> bool {
    fit.counts && numbers.min <= 1.0 && fit.judged.as_ref().is_some_and(|judged| judged.closeness <= Closeness::Rough)
}

fn zero_inflated(fit: &ColumnFit, facts: &Facts) -> Option<Hit> {
    let column = facts.column(&fit.column)?;
    column.numbers.as_ref().filter(|numbers| counts_something(fit, numbers))?;
    let zeros = column.numbers.as_ref()?.zeros as f64 / column.present() as f64;
    let mixed = family(fit, "negative binomial");
    let expected = match mixed.and_then(|f| Some((parameter(f, "mean")?, parameter(f, "size")?))) {
        Some((mean, size)) => (-size * (mean / size).ln_1p()).exp(),
        None => (-parameter(family(fit, "Poisson")?, "mean")?).exp(),
    };
    if zeros < 1.3 * expected || zeros - expected < 0.05 {
        return None;
    }
    let name = if mixed.is_some() { "negative binomial" } else { "Poisson" };
    let effect =
        format!("{:.0} % of {} are 0, where a {name} of the same mean has {:.0} %", 100.0 * zeros, fit.column, 100.0 * expected);
    Some(hit(fit, zeros - expected, effect, evidence(fit)))
}

fn over_dispersed(fit: &ColumnFit, facts: &Facts) -> Option<Hit> {
    let numbers = facts.column(&fit.column)?.numbers.as_ref().filter(|numbers| counts_something(fit, numbers))?;
    let (poisson, best) = (family(fit, "Poisson")?, fit.families.first()?);
    let ratio = numbers.sd?.powi(2) / numbers.mean;
    if ratio < 1.5 || poisson.aic - best.aic < 10.0 {
        return None;
    }
    let effect = format!(
        "counts of {} vary {ratio:.1} times as much as Poisson counts: {} describes them better",
        fit.column, best.family
    );
    let better = format!("{}; AIC {:.0} below Poisson's", evidence(fit), poisson.aic - best.aic);
    Some(hit(fit, ratio, effect, better))
}

fn heavy_tails(fit: &ColumnFit, _: &Facts) -> Option<Hit> {
    let best = fit.families.first()?;
    let seen = fit.judged.as_ref()?;
    if seen.closeness > Closeness::Rough {
        return None;
    }
    let (size, effect) = match best.family.as_str() {
        "Student's t" => {
            let df = parameter(best, "df").filter(|df| *df <= 6.0)?;
            let effect = format!(
                "{} has heavier tails than a normal distribution: Student's t with {df:.1} degrees of freedom",
                fit.column
            );
            (6.0 / df, effect)
        }
        "Pareto" => {
            let shape = parameter(best, "shape").filter(|shape| *shape <= 2.0)?;
            let moment = if shape <= 1.0 { "mean" } else { "variance" };
            (2.0 + 2.0 / shape, format!("{} follows a power law of index {shape:.1}: its {moment} is not finite", fit.column))
        }
        "generalised extreme value" => {
            let shape = parameter(best, "shape").filter(|shape| *shape >= 0.5)?;
            (
                1.0 + shape,
                format!(
                    "{} has an upper tail like a power law of index {:.1}: its variance is not finite",
                    fit.column,
                    1.0 / shape
                ),
            )
        }
        _ => return None,
    };
    Some(hit(fit, size, effect, evidence(fit)))
}

fn skewed(fit: &ColumnFit, facts: &Facts) -> Option<Hit> {
    let numbers = facts.column(&fit.column)?.numbers.as_ref()?;
    let skewness = numbers.skewness.filter(|skewness| *skewness > 1.0)?;
    let seen = fit.judged.as_ref().filter(|seen| seen.closeness <= Closeness::Close)?;
    let best = fit.families.first()?;
    let normal = family(fit, "normal").map_or(1.0, |normal| normal.distance);
    if normal < 2.0 * best.distance || normal < 0.03 {
        return None;
    }
    let word = if seen.closeness == Closeness::Near { "near" } else { "close to" };
    let effect = match best.family.as_str() {
        "lognormal" => {
            format!("log({}) is {word} normal, while {} itself is skewed (skewness {skewness:.1})", fit.column, fit.column)
        }
        "gamma" | "Weibull" | "exponential" | "inverse Gaussian" => {
            format!("{} is {word} {} and skewed (skewness {skewness:.1})", fit.column, best.family)
        }
        _ => return None,
    };
    let compared = format!("{}; a normal distribution has {normal:.3}", evidence(fit));
    Some(hit(fit, normal - best.distance, effect, compared))
}

fn heaped(fit: &ColumnFit, facts: &Facts) -> Option<Hit> {
    let [_, _, _, low, _, high, ..] = facts.column(&fit.column)?.numbers.as_ref()?.quantiles;
    let coarse = |heap: &Heap| heap.share - heap.expected >= HEAPED_MIN && heap.step >= HEAPED_STEP_MIN * (high - low);
    let heap = fit.grain.heap.filter(coarse)?;
    let effect = format!(
        "{:.0} % of {} are multiples of {}, instead of {:.0} %",
        100.0 * heap.share,
        fit.column,
        heap.step,
        100.0 * heap.expected
    );
    let counted = fit.grain.tick.map_or(String::new(), |tick| format!(", counted in steps of {tick}"));
    let evidence = format!(
        "{} values of the sample, {} different{counted}; expected of round numbers that are as frequent as their neighbours",
        fit.values, fit.grain.distinct
    );
    Some(hit(fit, heap.share - heap.expected, effect, evidence))
}
