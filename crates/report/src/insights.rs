//! What the predictions of the named contender are worth, in sentences.

use insight::{Calibration, Decision, Insight, Leaning};

use crate::Dossier;
use crate::figure::money;

/// One sentence each: calibration where something is wrong with it, the cut by money, the rows put first, the known drivers.
pub fn insights(dossier: &Dossier) -> Vec<String> {
    let Some(insight) = &dossier.insight else { return Vec::new() };
    let faulty = insight.calibration.as_ref().filter(|found| found.leaning != Leaning::Right);
    [
        faulty.map(calibration),
        insight.decision.as_ref().map(|decision| self::decision(dossier, decision)),
        insight.drivers.as_ref().map(|drivers| format!("Known drivers: {}.", drivers.words())),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether the numbers can be believed as they stand.
pub(crate) fn calibration(found: &Calibration) -> String {
    let slope = found.slope.map_or_else(String::new, |slope| {
        format!(" (slope {:.2}, {:.2} to {:.2}; 1 would be right)", slope.value, slope.low, slope.high)
    });
    let excess = format!("{:+.3} on average, {:+.3} to {:+.3}", found.excess.value, found.excess.low, found.excess.high);
    match found.leaning {
        Leaning::Right => "Its numbers can be taken at their word, as far as these rows can tell.".into(),
        Leaning::TooSure => {
            format!("Its numbers are too sure: more extreme than what comes out{slope}. Recalibrate them before acting on them.")
        }
        Leaning::TooTimid => {
            format!("Its numbers are too timid: less extreme than what comes out{slope}. Recalibrate them before acting on them.")
        }
        Leaning::TooHigh => format!("Its numbers are too high: {excess}."),
        Leaning::TooLow => format!("Its numbers are too low: {excess}."),
        Leaning::Bent => "Its numbers are right on average, but not along the whole curve.".into(),
    }
}

/// From which probability on to act, and what that saves.
pub(crate) fn decision(dossier: &Dossier, found: &Decision) -> String {
    let blind = if found.else_all { "acting on all" } else { "acting on none" };
    let rows = dossier.problem.stake.volume;
    let shown = |a_row: f64| match rows {
        Some(rows) => crate::figure::estimate(a_row * rows, dossier.currency()),
        None => money(a_row, dossier.currency()),
    };
    let unit = if rows.is_some() { "a year" } else { "a row" };
    let saving = found.saving;
    let pays = if saving.low > 0.0 {
        format!("that saves {} {unit} against {blind} ({} to {})", shown(saving.value), shown(saving.low), shown(saving.high))
    } else {
        format!("that is not shown to save anything against {blind}")
    };
    format!(
        "Act from a probability of {:.1} % on: on {:.0} % of the rows, which hold {:.0} % of the cases; {pays}.",
        100.0 * found.threshold,
        100.0 * found.acted,
        100.0 * found.caught
    )
}

/// What the rows put first hold.
pub(crate) fn gain(insight: &Insight) -> Option<String> {
    let gain = insight.gain.as_ref()?;
    let point = gain.at(0.2).or_else(|| gain.points.first())?;
    let (share, captured) = (100.0 * point.share, point.captured);
    Some(format!(
        "The {share:.0} % of the rows that it puts first hold {:.0} % of the total ({:.0} to {:.0} %).",
        100.0 * captured.value,
        100.0 * captured.low,
        100.0 * captured.high
    ))
}
