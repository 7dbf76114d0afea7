//! What is worth saying about what moved.

use super::{ColumnMoved, Moved};
use crate::look::words::{self, p_value, percent};
use crate::look::{Finding, Level, Rule};

const FINDINGS_MAX: usize = 12;
const Q_MAX: f64 = 0.01;
const MISSING_MIN: f64 = 0.01;
const MEAN_MIN: f64 = 0.1;
const DISTANCE_MIN: f64 = 0.05;
const LEVELS_MIN: f64 = 0.1;
const STRANGERS_MIN: f64 = 0.001;
const SPREAD_MIN: f64 = 1.25;
const CORRELATION_MIN: f64 = 0.15;
/// Standard errors of a correlation's difference: far beyond what heavy tails make of chance.
const ERRORS_MIN: f64 = 6.0;
const DUPLICATES_MIN: f64 = 0.01;

/// The findings of a comparison, the gravest first.
pub(crate) fn all(moved: &Moved) -> Vec<Finding> {
    let mut all = shape(moved);
    all.extend(moved.columns.iter().filter_map(of_column));
    all.extend(correlations(moved));
    all.extend(duplicates(moved));
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    if all.len() > FINDINGS_MAX {
        let rest = all.split_off(FINDINGS_MAX - 1);
        let names: Vec<&str> = rest.iter().filter_map(|f| f.columns.first().map(String::as_str)).take(20).collect();
        all.push(Finding::new(
            "against.more",
            &names,
            rest[0].weight,
            format!("{} more things moved", rest.len()),
            format!("{} tests, q below {Q_MAX}; effects in the table", moved.tests),
            "when nearly everything moved, ask whether these are the same rows of the world at all".to_owned(),
        ));
    }
    all
}

/// Columns that came, went or are stored otherwise.
fn shape(moved: &Moved) -> Vec<Finding> {
    let mut all = Vec::new();
    let names = |list: &[String]| list.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
    let refs = |list: &'_ [String]| -> Vec<String> { list.iter().take(20).cloned().collect() };
    let s = |n: usize| if n == 1 { "" } else { "s" };
    let rows = format!("{} rows before, {} after", moved.rows.0, moved.rows.1);
    if !moved.gone.is_empty() {
        let n = moved.gone.len();
        let effect = format!("{n} column{} of before {} gone: {}", s(n), if n == 1 { "is" } else { "are" }, names(&moved.gone));
        let what = "whatever was trained on them cannot be asked: look for a renamed column, or train without";
        let columns = refs(&moved.gone);
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        all.push(Finding::new("against.gone", &columns, 0.9, effect, rows.clone(), what.to_owned()));
    }
    for (name, before, after) in &moved.stored {
        all.push(Finding::new(
            "against.stored",
            &[name],
            0.85,
            format!("{name} was stored as {before}, is now {after}"),
            rows.clone(),
            "a text among numbers is enough for that: find the rows that do not read as before, or state the type".to_owned(),
        ));
    }
    if !moved.new.is_empty() {
        let n = moved.new.len();
        let effect = format!("{n} column{} {} new: {}", s(n), if n == 1 { "is" } else { "are" }, names(&moved.new));
        let columns = refs(&moved.new);
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let what = "nothing was learned from it yet; it may be a renamed one".to_owned();
        all.push(Finding::new("against.new", &columns, 0.4, effect, rows, what));
    }
    all
}

/// The gravest finding about a column, with its others as evidence.
pub(crate) fn of_column(moved: &ColumnMoved) -> Option<Finding> {
    let mut all = facets(moved);
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let others: Vec<String> = all.iter().skip(1).map(|f| f.effect.clone()).collect();
    let mut first = all.into_iter().next()?;
    if !others.is_empty() {
        first.evidence = format!("{}; also {}", first.evidence, others.join("; "));
    }
    Some(first)
}

fn facets(moved: &ColumnMoved) -> Vec<Finding> {
    let name = moved.column.as_str();
    let mut all = Vec::new();
    all.extend(missing(moved, name));
    all.extend(numbers(moved, name));
    all.extend(levels(moved, name));
    all
}

fn missing(moved: &ColumnMoved, name: &str) -> Option<Finding> {
    let m = &moved.missing;
    let (size, test) = ((m.after - m.before).abs(), m.test?);
    let (low, high) = m.interval?;
    (size >= MISSING_MIN && test.q < Q_MAX).then(|| {
        Finding::new(
            "against.missing",
            &[name],
            0.3 + 0.6 * size,
            format!("{name} is missing in {} of the rows, before in {}", percent(m.after), percent(m.before)),
            format!("difference {:+.1} to {:+.1} points, q {}", 100.0 * low, 100.0 * high, p_value(test.q)),
            "a gap that opens is usually a broken feed: ask before filling it in".to_owned(),
        )
        .guarded(Rule::Missing { column: name.to_owned(), at_most: (1.5 * m.before + 0.005).min(1.0) })
    })
}

fn numbers(moved: &ColumnMoved, name: &str) -> Vec<Finding> {
    let mut all = Vec::new();
    let learned =
        "a model trained on the rows before is asked about others: score it on the new rows before it is trusted on them";
    if let Some(m) = moved.mean.as_ref().filter(|m| m.standardised.abs() >= MEAN_MIN && m.test.q < Q_MAX) {
        let what = if moved.distance.is_some() || moved.spread.is_some() { "mean" } else { "mean length" };
        all.push(Finding::new(
            "against.mean",
            &[name],
            0.25 + 0.35 * m.standardised.abs().min(1.5),
            format!("the {what} of {name} moved by {:+.2} standard deviations", m.standardised),
            format!(
                "from {} to {}; interval {:+.2} to {:+.2} standard deviations, Welch q {}",
                figure(m.before),
                figure(m.after),
                m.interval.0,
                m.interval.1,
                p_value(m.test.q)
            ),
            learned.to_owned(),
        ));
    }
    if let Some(d) = moved.distance.as_ref().filter(|d| d.beyond_error() >= DISTANCE_MIN && d.test.q < Q_MAX) {
        let middle = d.quantiles[2];
        let also = if d.error > 0.0 { format!(", up to {:.3} of it by sketching", d.error) } else { String::new() };
        all.push(
            Finding::new(
                "against.distribution",
                &[name],
                0.2 + 0.7 * d.beyond_error(),
                format!("{name} is distributed otherwise: {} of the rows would have to move", percent(d.distance)),
                format!(
                    "Kolmogorov-Smirnov distance {:.3}{also}; median from {} to {}; q {}",
                    d.distance,
                    figure(middle.0),
                    figure(middle.1),
                    p_value(d.test.q)
                ),
                learned.to_owned(),
            )
            .guarded(Rule::Distribution { column: name.to_owned(), distance_at_most: DISTANCE_MIN + d.error }),
        );
    }
    // Heavy tails make the interval too narrow, so the test of the distribution must be sure as well.
    let sure = moved.distance.as_ref().is_some_and(|d| d.test.q < Q_MAX);
    let wide = |s: &&super::SpreadMoved| {
        let far = s.ratio >= SPREAD_MIN && s.interval.0 > 1.0;
        sure && (far || s.ratio <= 1.0 / SPREAD_MIN && s.interval.1 < 1.0)
    };
    if let Some(s) = moved.spread.as_ref().filter(wide) {
        all.push(Finding::new(
            "against.spread",
            &[name],
            0.2 + 0.15 * s.ratio.ln().abs().min(2.0),
            format!("the spread of {name} changed by a factor of {:.2}", s.ratio),
            format!(
                "standard deviation from {} to {}; interval of the factor {:.2} to {:.2}",
                figure(s.before),
                figure(s.after),
                s.interval.0,
                s.interval.1
            ),
            "errors and intervals learned before no longer fit: look for outliers, units, or another mix of cases".to_owned(),
        ));
    }
    all
}

fn levels(moved: &ColumnMoved, name: &str) -> Vec<Finding> {
    let Some(l) = &moved.levels else { return Vec::new() };
    let mut all = Vec::new();
    let names = |levels: &[Level]| levels.iter().take(4).map(|l| words::level(&l.name, l.rows)).collect::<Vec<_>>().join(", ");
    if let Some(test) = l.new.test.filter(|t| l.new.after >= STRANGERS_MIN && t.q < Q_MAX) {
        all.push(Finding::new(
            "against.new-levels",
            &[name],
            0.4 + 0.5 * l.new.after,
            format!(
                "{name} has levels that were not there before, in {} of the rows: {}",
                percent(l.new.after),
                names(&l.new_levels)
            ),
            format!("q {}", p_value(test.q)),
            "a model knows nothing of a new level: see that it answers something sensible, and find out what it means".to_owned(),
        ));
    }
    if let Some(test) = l.gone.test.filter(|t| l.gone.before >= STRANGERS_MIN && t.q < Q_MAX) {
        all.push(Finding::new(
            "against.gone-levels",
            &[name],
            0.3 + 0.5 * l.gone.before,
            format!("{name} has lost levels that held {} of the rows: {}", percent(l.gone.before), names(&l.gone_levels)),
            format!("q {}", p_value(test.q)),
            "renamed, merged, or a source that no longer delivers: ask which".to_owned(),
        ));
    }
    if let Some(test) = l.test.filter(|t| l.distance >= LEVELS_MIN && t.q < Q_MAX) {
        let most = l
            .moved
            .first()
            .map(|m| format!("{} from {} to {}", words::level(&m.name, m.rows), percent(m.before), percent(m.after)));
        all.push(Finding::new(
            "against.levels",
            &[name],
            0.2 + 0.7 * l.distance,
            format!("the levels of {name} are mixed otherwise: {}", most.unwrap_or_default()),
            format!(
                "Jensen-Shannon distance {:.2}, stability index {:.2}, chi-squared q {}",
                l.distance,
                l.stability,
                p_value(test.q)
            ),
            "an average over all rows now weighs cases otherwise: compare within levels".to_owned(),
        ));
    }
    all
}

/// One finding for the correlation that moved most.
fn correlations(moved: &Moved) -> Option<Finding> {
    let far = |c: &&super::CorrelationMoved| (c.after - c.before).abs() >= CORRELATION_MIN && c.errors.abs() >= ERRORS_MIN;
    let mut all = moved.correlations.iter().filter(far);
    let first = all.next()?;
    let size = (first.after - first.before).abs();
    let others: Vec<String> =
        all.take(3).map(|c| format!("{} and {} {:+.2} to {:+.2}", c.columns.0, c.columns.1, c.before, c.after)).collect();
    let also = if others.is_empty() { String::new() } else { format!("; also {}", others.join(", ")) };
    Some(Finding::new(
        "against.correlation",
        &[&first.columns.0, &first.columns.1],
        0.3 + 0.3 * size.min(1.0),
        format!(
            "{} and {} no longer go together as they did: correlation {:+.2}, before {:+.2}",
            first.columns.0, first.columns.1, first.after, first.before
        ),
        format!("{:.0} standard errors, {} pairs compared{also}", first.errors.abs(), moved.pairs),
        "what a model uses of one in place of the other no longer holds; a broken key between two sources looks like that too"
            .to_owned(),
    ))
}

fn duplicates(moved: &Moved) -> Option<Finding> {
    let (before, after) = moved.duplicates;
    (after - before >= DUPLICATES_MIN).then(|| {
        Finding::new(
            "against.duplicates",
            &[],
            0.4 + (after - before).min(0.4),
            format!("{} of the rows repeat another row, before {}", percent(after), percent(before)),
            format!("{} rows before, {} after; hashes of all cells", moved.rows.0, moved.rows.1),
            "something was delivered twice: drop the repeats before counting or training".to_owned(),
        )
        .guarded(Rule::Duplicates { at_most: (1.5 * before + 0.001).min(1.0) })
    })
}

/// A mean or median.
fn figure(x: f64) -> String {
    words::figure(x, 5)
}
