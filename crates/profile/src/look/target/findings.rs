//! What is worth saying about the target.

use stats::{Continuous, Normal};

use super::super::words::{level, listed_up_to};
use super::super::{Facts, Finding, Rule};
use super::{Late, Loss, Model, Reach, Repeats, Share, Target, Telling};

const RARE_SHARE: f64 = 0.1;
const RARE_ROWS: u64 = 30;
const FEW_ROWS: u64 = 100;
/// Events that a column of a linear model takes, by a rule of thumb.
const EVENTS_A_COLUMN: u64 = 10;
/// Less than this share of the constant's loss is nothing.
const NOTHING: f64 = 0.05;
const REPEATED_MIN: u64 = 30;
const REPEATED_SHARE: f64 = 0.05;
/// Saving more than this is too good.
const TOO_GOOD: f64 = 0.99;
/// Trees see more when they save this share beyond a line.
const BENT: f64 = 0.02;
const NAMED_MAX: usize = 4;

/// Gravest first.
pub(crate) fn findings(seen: &Target, facts: &Facts) -> Vec<Finding> {
    let y = seen.column.as_str();
    if let Some(reason) = &seen.unfit {
        return vec![Finding::new(
            "target.unfit",
            &[y],
            0.95,
            format!("{y} cannot be learned: {reason}"),
            format!("{} rows with a value, {} different ones", seen.rows, facts.target().map_or(0, |c| c.distinct.count)),
            "name another column as the target, or make one from it".to_owned(),
        )];
    }
    let mut all: Vec<Finding> = leak(seen).into_iter().collect();
    all.extend(late(seen));
    all.extend(seen.delay.as_ref().and_then(|late| delay(late, facts)));
    all.extend(seen.repeats.as_ref().and_then(|repeats| conflicts(repeats, seen)));
    all.extend(rare(seen, facts));
    all.extend(seen.reach.as_ref().map(|reach| reached(reach, seen)));
    all
}

fn leak(seen: &Target) -> Option<Finding> {
    let suspects: Vec<&Telling> = seen.telling.iter().filter(|t| t.suspicious).collect();
    let first = suspects.first()?;
    let y = &seen.column;
    let (loss, columns) = (
        if seen.classes.is_empty() { "squared error of ranks" } else { "log loss" },
        listed_up_to(&suspects.iter().map(|t| t.column.as_str()).collect::<Vec<_>>(), NAMED_MAX),
    );
    let told = |t: &&Telling| {
        let by = t.part.as_ref().map(|part| format!(" by its {part}")).unwrap_or_default();
        format!("{} {:.0} %{by}", t.column, 100.0 * t.share)
    };
    let shares: Vec<String> = suspects.iter().take(NAMED_MAX).map(told).collect();
    let next = seen.telling.iter().find(|t| !t.suspicious).map(|t| format!("; next {} {:.0} %", t.column, 100.0 * t.share));
    let mut about: Vec<&str> = suspects.iter().map(|t| t.column.as_str()).collect();
    about.push(y);
    let alone = if suspects.len() > 1 { "each alone all but decide" } else { "alone all but decides" };
    let effect = if first.next.is_some() && first.share < 0.8 {
        format!("{columns} tells far more about {y} than any other column")
    } else {
        format!("{columns} {alone} {y}")
    };
    Some(Finding::new(
        "target.leak",
        &about,
        0.95,
        effect,
        format!("share of the {loss} explained by one column: {}{}", shares.join(", "), next.unwrap_or_default()),
        format!(
            "if it is filled in together with {y}, or made from it, a model that uses it is worthless: find out when each value becomes known, and leave it out in doubt"
        ),
    ))
}

fn late(seen: &Target) -> Option<Finding> {
    let first = seen.late.first()?;
    let y = &seen.column;
    let mut about: Vec<&str> = seen.late.iter().map(Late::column).collect();
    let list = listed_up_to(&about, NAMED_MAX);
    about.push(y);
    let is = if seen.late.len() > 1 { "are" } else { "is" };
    let (effect, evidence) = match first {
        Late::WithTarget { without, with, rows, .. } => (
            format!("{list} {is} missing where {y} is, and hardly anywhere else"),
            format!("missing in {:.1} % of {rows} rows without {y} and {:.2} % of the others", 100.0 * without, 100.0 * with),
        ),
        Late::Latest { early, latest, rows, .. } => (
            format!("{list} {is} filled in old rows only"),
            format!(
                "filled in {:.0} % of the first three quarters by time and {:.0} % of the latest {rows} rows",
                100.0 * early,
                100.0 * latest
            ),
        ),
    };
    Some(Finding::new(
        "target.afterwards",
        &about,
        0.8,
        effect,
        evidence,
        format!(
            "what comes with {y} or after it cannot be asked when the prediction is due: leave it out, or show that it was known before"
        ),
    ))
}

fn delay(late: &Late, facts: &Facts) -> Option<Finding> {
    let Late::Latest { column, early, latest, rows } = late else { return None };
    Some(Finding::new(
        "target.delay",
        &[column],
        0.5,
        format!("{column} is not known yet in the latest rows"),
        format!(
            "filled in {:.0} % of the first three quarters by {} and {:.0} % of the latest {rows} rows",
            100.0 * early,
            facts.asked.time.as_deref().unwrap_or_default(),
            100.0 * latest
        ),
        "count neither as a no: leave the rows out until the outcome is in, and let the sealed block end before them".to_owned(),
    ))
}

fn conflicts(of: &Repeats, seen: &Target) -> Option<Finding> {
    let share = of.repeated as f64 / of.rows as f64;
    if of.repeated < REPEATED_MIN || share < REPEATED_SHARE || of.unexplained - 2.0 * of.error < 0.05 {
        return None;
    }
    let y = &seen.column;
    let unit = if seen.classes.is_empty() { "variance" } else { "disagreement" };
    Some(Finding::new(
        "target.repeats",
        &[y],
        0.25 + 0.25 * share.min(1.0),
        format!(
            "rows that are the same in every feature differ in {y} by {:.0} % of the {unit} of all rows",
            100.0 * of.unexplained.min(1.0)
        ),
        format!(
            "{} of {} rows ({:.1} %) in {} sets over {} features; standard error {:.1} %; {:.0} % of a random fifth would have a twin in the rest",
            of.repeated,
            of.rows,
            100.0 * share,
            of.sets,
            of.features,
            100.0 * of.error,
            100.0 * of.overlap
        ),
        "on such rows no model of these columns does better: only more columns help; split so that twins stay together"
            .to_owned(),
    ))
}

fn rare(seen: &Target, facts: &Facts) -> Option<Finding> {
    let rarest = seen.classes.iter().min_by_key(|class| class.rows)?;
    let share = rarest.rows as f64 / seen.rows.max(1) as f64;
    if share >= RARE_SHARE && rarest.rows >= RARE_ROWS {
        return None;
    }
    let y = seen.column.as_str();
    let columns = facts.columns.iter().filter(|c| c.meaning.is_quantity() || c.meaning.is_levels()).count() as u64 - 1;
    let carried = rarest.rows / EVENTS_A_COLUMN;
    let carries = if carried < columns {
        format!("by the rule of ten events a column they carry about {carried} of {columns} columns: shrink, or choose few")
    } else {
        "split by class, so that every fold has its share".to_owned()
    };
    let commonest = seen.classes.iter().map(|class| class.rows).max().unwrap_or(0) as f64 / seen.rows.max(1) as f64;
    Some(
        Finding::new(
            "target.rare",
            &[y],
            if rarest.rows < FEW_ROWS { 0.4 } else { 0.3 },
            format!("{y} is {} in {} rows only ({:.2} %)", level(&rarest.name, rarest.rows), rarest.rows, 100.0 * share),
            format!("{} classes, {} rows", seen.classes.len(), seen.rows),
            format!(
                "always saying the commonest class is right in {:.1} %: accuracy says nothing here, use log loss; {carries}",
                100.0 * commonest
            ),
        )
        .guarded(Rule::Levels {
            column: y.to_owned(),
            allowed: seen.classes.iter().map(|class| class.name.clone()).collect(),
            others_at_most: 0.0,
        }),
    )
}

fn reached(of: &Reach, seen: &Target) -> Finding {
    let y = seen.column.as_str();
    let Share { value, low, high } = of.saved;
    let last = of.points.last();
    let loss = match of.loss {
        Loss::LogLoss => "log loss",
        Loss::Rmse => "squared error",
        Loss::Mae => "absolute error",
    };
    let losses = last.map(|p| {
        format!(
            "{} of constant {:.4}, linear {:.4}, trees {:.4} after {} rows",
            words(of.loss),
            p.constant,
            p.linear,
            p.trees,
            p.rows
        )
    });
    let evidence = format!(
        "{}; scored on unseen rows ({}); interval of what is saved {:.1} to {:.1} % of the constant's {loss}; {} columns, {} rows",
        losses.unwrap_or_default(),
        of.split,
        100.0 * low,
        100.0 * high,
        of.columns,
        of.rows
    );
    if low <= 0.0 {
        return silent(of, seen, loss, evidence);
    }
    let model = if of.best == Model::Trees { "boosted trees save" } else { "a linear model saves" };
    let more = of.ahead.last().map(|a| {
        let (low, high) = a.saved_between;
        format!("; {} training rows would make it {:.0} to {:.0} %", a.rows, 100.0 * low, 100.0 * high)
    });
    let shape = if of.bent.low > 0.0 && of.bent.value > BENT {
        format!("trees see {:.0} % more than a line: a learned model pays", 100.0 * of.bent.value)
    } else if of.bent.high > 2.0 * BENT {
        "whether trees see more than a line is open".to_owned()
    } else {
        "a line does as well as trees: begin with a linear model".to_owned()
    };
    let advice = match of.ahead.last().map(|a| a.saved - value) {
        Some(gain) if gain > NOTHING => "; more rows pay",
        Some(_) => "; more rows bring little, only other columns do",
        None => "",
    };
    let (weight, doubt) = if value > TOO_GOOD {
        (0.6, "; that is more than a forecast deserves: several columns together may be what the target is made of")
    } else {
        (0.35, "")
    };
    Finding::new(
        "target.reach",
        &[y],
        weight,
        format!("{model} {:.0} % of the constant's {loss} on {y}", 100.0 * value),
        format!("{evidence}{}", more.unwrap_or_default()),
        format!("cheap models reach this, a contender must beat it; {shape}{advice}{doubt}"),
    )
}

/// Cheap models save nothing that can be told from chance.
fn silent(of: &Reach, seen: &Target, loss: &str, evidence: String) -> Finding {
    let (y, high) = (seen.column.as_str(), of.saved.high);
    let suspects: Vec<&str> = seen.telling.iter().filter(|t| t.suspicious).map(|t| t.column.as_str()).collect();
    let suspects: Vec<&str> = suspects.into_iter().chain(seen.late.iter().map(Late::column)).collect();
    let but = if suspects.is_empty() { String::new() } else { format!("but for {}, ", listed_up_to(&suspects, NAMED_MAX)) };
    let (kind, weight, effect, consequence) = if high < NOTHING && would_show(of.rows, of.columns) {
        (
            "target.nothing",
            0.9,
            format!(
                "{but}no column tells anything about {y}: cheap models save at most {:.1} % of the constant's {loss}",
                100.0 * high.max(0.0)
            ),
            "stop, or find other data: a better model of the same columns has next to nothing to find",
        )
    } else {
        (
            "target.unclear",
            0.6,
            format!("{but}{} rows do not show that any column tells something about {y}", of.rows),
            "it may be nothing, or more than so few rows show: get more rows before more models",
        )
    };
    Finding::new(kind, &[y], weight, effect, evidence, consequence.to_owned())
}

/// Whether a column that explains as much as 5 % on its own would be found among so many, four times in five.
fn would_show(rows: u64, columns: u64) -> bool {
    let law = Normal::standard();
    let level = 0.025 / columns.max(1) as f64;
    let reach = law.upper_quantile(level).ok().zip(law.quantile(0.8).ok());
    reach.is_some_and(|(z, power)| (z + power).powi(2) <= NOTHING * rows as f64)
}

fn words(loss: Loss) -> &'static str {
    match loss {
        Loss::LogLoss => "log loss",
        Loss::Rmse => "root mean squared error",
        Loss::Mae => "mean absolute error",
    }
}
