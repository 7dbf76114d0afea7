//! The board and the verdict, for a terminal.

use contest::{Entry, FindingKind, Status};
use verdict::{Comparison, Decision, Score, StopReason};

use super::grid::{Grid, Paint, Side};
use crate::figure::{bytes, money, score, seconds};
use crate::words::{mark, words};
use crate::{Dossier, Words};

/// The board of a contest, its verdict in one plain sentence, and what the reader must know before believing it.
///
/// `color` writes ANSI colours. The same dossier gives the same text.
pub fn board(dossier: &Dossier, color: bool) -> String {
    let mut text = String::new();
    if let Some(question) = &dossier.problem.question {
        text.push_str(&Paint::Winner.on(question, false));
        text.push_str("\n\n");
    }
    text.push_str(&table(dossier).write(color));
    text.push('\n');
    text.push_str(&legend(dossier, color));
    for line in forfeits(dossier) {
        text.push_str(&format!("{line}\n"));
    }
    for finding in dossier.findings.iter().filter(|finding| finding.kind != FindingKind::Note) {
        text.push_str(&format!("warning: {}\n", finding.text));
        if let Some(hint) = &finding.hint {
            text.push_str(&format!("  hint: {hint}\n"));
        }
    }
    let Words { sentence, certainty, .. } = words(dossier);
    text.push_str(&format!("\n{}\n", Paint::Winner.on(&sentence, color)));
    for line in certainty {
        text.push_str(&format!("{line}\n"));
    }
    text.push_str(&openings(dossier));
    text
}

fn table(dossier: &Dossier) -> Grid {
    use Side::{Left, Right};
    let mut grid = Grid::new(&[Left, Left, Right, Right, Left, Right, Left, Left, Right, Right, Right, Right]);
    let metric = dossier.board.metric.to_string();
    let head =
        ["", "contender", "tier", &metric, "95 % interval", "from best", "", "verdict", "CPU", "peak memory", "build", "a year"];
    grid.push(Paint::Head, head.map(str::to_owned).to_vec());
    for entry in &dossier.board.entries {
        grid.push(paint(dossier, entry), cells(dossier, entry));
    }
    grid
}

/// The contender that the verdict names as the one to use.
fn named(dossier: &Dossier) -> Option<u32> {
    match &dossier.verdict.as_ref()?.decision {
        Decision::Recommend { player, .. } | Decision::Stop { reason: StopReason::BaselineSuffices { baseline: player }, .. } => {
            Some(*player)
        }
        _ => None,
    }
}

fn paint(dossier: &Dossier, entry: &Entry) -> Paint {
    match entry.status {
        Status::Scored if named(dossier) == Some(entry.id) => Paint::Winner,
        Status::Scored => Paint::Plain,
        _ => Paint::Faint,
    }
}

fn cells(dossier: &Dossier, entry: &Entry) -> Vec<String> {
    let currency = &dossier.problem.prices.currency;
    let (difference, bounds) = difference(dossier, entry);
    let guess = if entry.bill.has_guess() { "~" } else { "" };
    let cost = |amount: f64| format!("{guess}{}", money(amount, currency));
    let played = !matches!(entry.status, Status::Skipped { .. });
    let when = |text: String| if played { text } else { String::new() };
    vec![
        if named(dossier) == Some(entry.id) { "▸".into() } else { String::new() },
        entry.name.clone(),
        entry.tier.to_string(),
        entry.score.map(score).unwrap_or_default(),
        interval(dossier, entry),
        difference,
        bounds,
        standing(dossier, entry),
        when(seconds(entry.usage.cpu_seconds)),
        when(bytes(entry.usage.peak_bytes)),
        when(cost(entry.bill.build_total())),
        when(cost(entry.bill.year_total())),
    ]
}

fn interval(dossier: &Dossier, entry: &Entry) -> String {
    let of = |score: &&Score| score.player == entry.id;
    let found = dossier.verdict.as_ref().and_then(|v| v.scores.iter().find(of));
    match found.and_then(|found| Some((found.lower?, found.upper?))) {
        Some((lower, upper)) => format!("[{}, {}]", score(lower), score(upper)),
        None => String::new(),
    }
}

fn comparison<'a>(dossier: &'a Dossier, entry: &Entry) -> Option<&'a Comparison> {
    dossier.verdict.as_ref()?.comparisons.iter().find(|c| c.player == entry.id)
}

fn difference(dossier: &Dossier, entry: &Entry) -> (String, String) {
    let Some(found) = comparison(dossier, entry) else { return (String::new(), String::new()) };
    let bounds = found.spread.as_ref().map(|s| format!("[{}, {}]", signed(s.lower), signed(s.upper))).unwrap_or_default();
    (signed(found.difference), bounds)
}

fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", score(value)) } else { score(value) }
}

fn standing(dossier: &Dossier, entry: &Entry) -> String {
    match &entry.status {
        Status::Skipped { .. } => "skipped".into(),
        Status::Forfeited { forfeit, .. } => format!("forfeit: {}", forfeit.short()),
        Status::Scored => match (comparison(dossier, entry), &dossier.verdict) {
            (Some(found), _) => mark(found.mark).into(),
            (None, Some(verdict)) if verdict.reference == entry.id => "best".into(),
            _ => String::new(),
        },
    }
}

fn legend(dossier: &Dossier, color: bool) -> String {
    let board = &dossier.board;
    let of = board.margin.of.as_ref().map(|of| format!(" of {of}")).unwrap_or_default();
    let asked = if dossier.plan.task == problem::Task::Forecast { "origins" } else { "folds" };
    let mut text = format!(
        "margin {}{of} = {} {}; {} rows in {} {asked}; {} rows sealed; run {}",
        board.margin.given,
        score(board.margin.score),
        board.metric,
        crate::figure::grouped(board.rows as f64),
        board.folds,
        crate::figure::grouped(dossier.plan.sealed_rows as f64),
        &dossier.run[..dossier.run.len().min(8)],
    );
    if board.entries.iter().any(|entry| entry.bill.has_guess()) {
        text.push_str("\n~ rests on default prices; state yours under [prices]");
    }
    format!("{}\n", Paint::Faint.on(&text, color))
}

fn forfeits(dossier: &Dossier) -> Vec<String> {
    let line = |entry: &Entry| match &entry.status {
        Status::Scored => None,
        Status::Skipped { why } => Some(format!("\"{}\" was skipped: {why}", entry.name)),
        Status::Forfeited { fold, forfeit } => {
            Some(format!("\"{}\" forfeited in fold {} of {}: {forfeit}", entry.name, fold + 1, dossier.board.folds))
        }
    };
    dossier.board.entries.iter().filter_map(line).collect()
}

fn openings(dossier: &Dossier) -> String {
    let Some(opening) = dossier.openings.last() else {
        return "The seal is closed: `bakeoff final` opens it, once.\n".into();
    };
    let mut text = format!("\nThe seal was opened {} {}:\n", opening.count, if opening.count == 1 { "time" } else { "times" });
    for result in &opening.results {
        let now = match (result.score, &result.forfeit) {
            (Some(value), _) => score(value),
            (None, Some(forfeit)) => forfeit.to_string(),
            (None, None) => "no score".into(),
        };
        let before = result.score_in_folds.map(|value| format!(" ({} in the folds)", score(value))).unwrap_or_default();
        text.push_str(&format!("  {}: {now}{before} on {} sealed rows\n", result.name, result.rows));
    }
    text
}
