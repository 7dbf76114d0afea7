//! The board and the verdict, for a terminal.

use contest::{Entry, FindingKind, Status};
use insight::{Special, Standing};
use unicode_width::UnicodeWidthStr;

use super::grid::{Grid, Paint, Side};
use super::wrap::{cut, wrap};
use crate::figure::{bytes, money, score, seconds};
use crate::words::{mark, words};
use crate::{Dossier, Words};

/// Names are not cut below this width.
const NAME_MIN: usize = 12;
/// A column is left out rather than a name cut below this width.
const NAME_FAIR: usize = 18;

/// The board of a contest, its verdict in one plain sentence, and what the reader must know before believing it.
///
/// `color` writes ANSI colours. With the `width` of a terminal, paragraphs are broken to it, and a board that is wider stands in two
/// parts: scores and costs. The same dossier gives the same text.
pub fn board(dossier: &Dossier, color: bool, width: Option<usize>) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(question) = &dossier.problem.question {
        parts.extend([wrap(question, width, ""), String::new()]);
    }
    parts.push(tables(dossier, color, width));
    parts.extend(legend(dossier).lines().map(|line| Paint::Faint.on(&wrap(line, width, "  "), color)));
    parts.extend(forfeits(dossier).iter().map(|line| wrap(line, width, "  ")));
    for finding in dossier.findings.iter().filter(|finding| finding.kind != FindingKind::Note) {
        parts.push(wrap(&format!("warning: {}", finding.text), width, "  "));
        parts.extend(finding.hint.iter().map(|hint| wrap(&format!("  hint: {hint}"), width, "  ")));
    }
    parts.extend(specials(dossier).iter().map(|line| wrap(line, width, "  ")));
    let Words { heading, sentence, certainty, .. } = words(dossier);
    let paint = if matches!(heading, "build" | "keep") { Paint::Winner } else { Paint::Warning };
    parts.extend([String::new(), paint.on(&wrap(&sentence, width, ""), color)]);
    parts.extend(certainty.iter().map(|line| wrap(line, width, "")));
    parts.extend(crate::insights(dossier).iter().map(|line| wrap(line, width, "")));
    parts.push(wrap(&openings(dossier), width, "  "));
    parts.join("\n") + "\n"
}

/// One column of the board.
struct Column {
    head: String,
    side: Side,
    cell: fn(&Dossier, &Entry) -> String,
}

fn column(head: impl Into<String>, side: Side, cell: fn(&Dossier, &Entry) -> String) -> Column {
    Column { head: head.into(), side, cell }
}

/// The board in one table, or in two where it would be too wide for the terminal.
fn tables(dossier: &Dossier, color: bool, width: Option<usize>) -> String {
    let all: Vec<Column> = scores(dossier).into_iter().chain(costs()).collect();
    let whole = grid(dossier, &all, usize::MAX);
    let Some(width) = width.filter(|width| whole.width() > *width) else { return whole.write(color) };
    let mut columns = scores(dossier);
    // What is left out where room is short: the bounds of the difference, then the interval of the score.
    for spare in [4, 2] {
        if fitted(dossier, &columns, width).width() > width || names_cut(dossier, &columns, width) {
            columns.remove(spare);
        }
    }
    format!("{}\n{}", fitted(dossier, &columns, width).write(color), fitted(dossier, &costs(), width).write(color))
}

fn scores(dossier: &Dossier) -> Vec<Column> {
    use Side::{Left, Right};
    vec![
        column("tier", Right, |_, entry| entry.tier.to_string()),
        column(dossier.board.metric.to_string(), Right, |_, entry| entry.score.map(score).unwrap_or_default()),
        column("95 % interval", Left, interval),
        column("from best", Right, difference),
        column(format!("(margin {})", score(dossier.board.margin.score)), Left, bounds),
        column("verdict", Left, standing),
    ]
}

fn costs() -> Vec<Column> {
    use Side::Right;
    vec![
        column("CPU", Right, |_, entry| played(entry, || seconds(entry.usage.cpu_seconds))),
        column("peak memory", Right, |_, entry| played(entry, || bytes(entry.usage.peak_bytes))),
        column("build", Right, |dossier, entry| cost(dossier, entry, entry.bill.build_total())),
        column("a year", Right, |dossier, entry| cost(dossier, entry, entry.bill.year_total())),
    ]
}

/// A table of these columns after the contenders' names, which are cut to `name_max`.
fn grid(dossier: &Dossier, columns: &[Column], name_max: usize) -> Grid {
    let sides = columns.iter().map(|column| column.side);
    let mut grid = Grid::new(&[Side::Left, Side::Left].into_iter().chain(sides).collect::<Vec<_>>());
    let heads = columns.iter().map(|column| column.head.clone());
    grid.push(Paint::Head, [String::new(), "contender".to_owned()].into_iter().chain(heads).collect());
    let named = dossier.recommended();
    for entry in &dossier.board.entries {
        let chosen = named == Some(entry.id);
        let paint = match entry.status {
            Status::Scored if chosen => Paint::Winner,
            Status::Scored => Paint::Plain,
            _ => Paint::Faint,
        };
        let lead = [if chosen { "▸".to_owned() } else { String::new() }, cut(&entry.name, name_max)];
        grid.push(paint, lead.into_iter().chain(columns.iter().map(|column| (column.cell)(dossier, entry))).collect());
    }
    grid
}

/// The table with names cut as far as it takes to fit.
fn fitted(dossier: &Dossier, columns: &[Column], width: usize) -> Grid {
    let free = grid(dossier, columns, usize::MAX);
    let over = free.width().saturating_sub(width);
    if over == 0 { free } else { grid(dossier, columns, longest(dossier).saturating_sub(over).max(NAME_MIN)) }
}

/// Whether names would have to be cut to less than they need, up to a fair length.
fn names_cut(dossier: &Dossier, columns: &[Column], width: usize) -> bool {
    let over = grid(dossier, columns, usize::MAX).width().saturating_sub(width);
    longest(dossier).saturating_sub(over) < longest(dossier).min(NAME_FAIR)
}

fn longest(dossier: &Dossier) -> usize {
    dossier.board.entries.iter().map(|entry| entry.name.width()).max().unwrap_or(0)
}

fn played(entry: &Entry, text: impl Fn() -> String) -> String {
    if matches!(entry.status, Status::Skipped { .. }) { String::new() } else { text() }
}

fn cost(dossier: &Dossier, entry: &Entry, amount: f64) -> String {
    let guess = if entry.bill.has_guess() { "~" } else { "" };
    played(entry, || format!("{guess}{}", money(amount, &dossier.problem.prices.currency)))
}

fn interval(dossier: &Dossier, entry: &Entry) -> String {
    dossier.interval(entry.id).map(|(lower, upper)| format!("{}–{}", score(lower), score(upper))).unwrap_or_default()
}

fn difference(dossier: &Dossier, entry: &Entry) -> String {
    dossier.comparison(entry.id).map(|found| signed(found.difference)).unwrap_or_default()
}

fn bounds(dossier: &Dossier, entry: &Entry) -> String {
    let spread = dossier.comparison(entry.id).and_then(|found| found.spread.as_ref());
    spread.map(|s| format!("[{}, {}]", signed(s.lower), signed(s.upper))).unwrap_or_default()
}

fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", score(value)) } else { score(value) }
}

fn standing(dossier: &Dossier, entry: &Entry) -> String {
    match &entry.status {
        Status::Skipped { .. } => "skipped".into(),
        Status::Forfeited { forfeit, .. } => format!("forfeit: {}", forfeit.short()),
        Status::Scored if entry.blocked.is_some() => "breaks a special case".into(),
        Status::Scored => match (dossier.comparison(entry.id), &dossier.verdict) {
            (Some(found), _) => mark(found.mark).into(),
            (None, Some(verdict)) if verdict.reference == entry.id => "best".into(),
            _ => String::new(),
        },
    }
}

fn legend(dossier: &Dossier) -> String {
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
    text
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

/// Special cases that are not held by whoever plays, and how many expectations the named contender misses.
fn specials(dossier: &Dossier) -> Vec<String> {
    let Some(insight) = &dossier.insight else { return Vec::new() };
    let line = |special: &Special| {
        let name = dossier.name(special.player);
        let (loss, bound) = (special.loss.map_or(0.0, |loss| loss.value), special.loss_max.unwrap_or(0.0));
        let against = format!("loss {} against {} on {} rows", score(loss), score(bound), special.rows);
        match special.standing {
            Standing::Broken => Some(format!("special case \"{}\": \"{name}\" breaks it: {against}", special.name)),
            Standing::Doubtful => Some(format!("special case \"{}\": \"{name}\" may break it: {against}", special.name)),
            Standing::Empty if special.player == insight.player => {
                Some(format!("special case \"{}\": no row is like it", special.name))
            }
            _ => match special.violations {
                Some(missed) if missed > 0 && special.player == insight.player => Some(format!(
                    "special case \"{}\": \"{name}\" misses what is expected in {missed} of {} rows",
                    special.name, special.rows
                )),
                _ => None,
            },
        }
    };
    insight.special.iter().filter_map(line).collect()
}

fn openings(dossier: &Dossier) -> String {
    let Some(opening) = dossier.openings.last() else {
        return "The seal is closed: `bakeoff final` opens it, once.".into();
    };
    let results = opening.results.iter().map(|result| {
        let now = match (result.score, &result.forfeit) {
            (Some(value), _) => score(value),
            (None, Some(forfeit)) => forfeit.to_string(),
            (None, None) => "no score".into(),
        };
        let before = result.score_in_folds.map(|value| format!(" ({} in the folds)", score(value))).unwrap_or_default();
        format!("\n  {}: {now}{before} on {} sealed rows", result.name, result.rows)
    });
    let times = if opening.count == 1 { "time" } else { "times" };
    format!("\nThe seal was opened {} {times}:{}", opening.count, results.collect::<String>())
}
