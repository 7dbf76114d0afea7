//! Board and verdict from what the contenders have done.

use contest::{BOARD_VERSION, Bill, Board, Entry, Finding, FindingKind, FoldId, Loss, Margin, Role, Status};
use insight::Special;
use problem::{SplitKind, Task};
use verdict::{Case, Player, Rows, Scale, Verdict};

use crate::inspect::outlying_value;
use crate::lineup::Line;
use crate::score::{Sheet, constant_losses, line_losses};
use crate::special::{self, SpecialCases};
use crate::{BakeoffError, Stage};

const MICROS_A_DAY: i64 = 86_400_000_000;

/// What the contest comes to.
pub(crate) struct Judgement {
    pub(crate) board: Board,
    /// None when nobody finished.
    pub(crate) verdict: Option<Verdict>,
    pub(crate) findings: Vec<Finding>,
    /// How everybody fares on the special cases.
    pub(crate) specials: Vec<Special>,
}

/// Scores all lines and asks for the verdict.
///
/// Who is shown to break the bound of a special case does not enter the verdict, unless nothing else can be the baseline.
pub(crate) fn judge(stage: &Stage, lines: &[Line], sheet: &Sheet, cases: &SpecialCases<'_>) -> Result<Judgement, BakeoffError> {
    let margin = margin(stage, sheet)?;
    let specials = cases.measure(lines, sheet)?;
    let mut board = board(stage, lines, sheet, margin);
    for (slot, entry) in board.entries.iter_mut().enumerate() {
        entry.blocked = special::broken(&specials, slot).map(|special| special.name.clone());
    }
    let lowest = board.entries.iter().filter(|entry| entry.status == Status::Scored).map(|entry| entry.id).min();
    let enters =
        |slot: usize| board.entries[slot].blocked.is_none() || board.entries[slot].tier <= 1 && lowest == Some(slot as u32);
    let scored: Vec<(usize, Vec<f64>)> = lines
        .iter()
        .enumerate()
        .filter(|(slot, line)| line.skipped.is_none() && line.is_scored() && enters(*slot))
        .map(|(slot, line)| (slot, line_losses(stage, line, sheet)))
        .collect();
    if scored.is_empty() {
        return Ok(Judgement { board, verdict: None, findings: Vec::new(), specials });
    }
    let verdict = decide(stage, &board, &scored, sheet)?;
    let findings = outliers(stage, &verdict, &board, sheet)?;
    Ok(Judgement { board, verdict: Some(verdict), findings, specials })
}

fn decide(stage: &Stage, board: &Board, scored: &[(usize, Vec<f64>)], sheet: &Sheet) -> Result<Verdict, BakeoffError> {
    let money = stage.problem.stake.money_a_year_per_unit();
    let players: Vec<Player> = scored
        .iter()
        .map(|(slot, losses)| Player {
            id: *slot as u32,
            tier: board.entries[*slot].tier,
            losses,
            yearly_bill: money.map(|_| board.entries[*slot].bill.year_total()),
        })
        .collect();
    let baseline = Case::usual_baseline(&players);
    compare(stage, sheet, players, baseline, board.margin.score)
}

/// Asks for the verdict on some players whose losses stand in the order of the sheet.
pub(crate) fn compare(
    stage: &Stage,
    sheet: &Sheet,
    players: Vec<Player<'_>>,
    baseline: Option<u32>,
    margin: f64,
) -> Result<Verdict, BakeoffError> {
    let fold: Vec<u32> = sheet.rows.iter().map(|(fold, _)| *fold).collect();
    let train_rows: Vec<u64> = (0..stage.folds.count()).map(|f| stage.folds.sizes(FoldId::Inner(f)).0 as u64).collect();
    let clusters = clusters(stage, sheet);
    let rows = match (&clusters, stage.plan.task) {
        (_, Task::Forecast) => Rows::Origins { origin: &fold, horizon: overlap(stage) },
        (Some(clusters), _) => Rows::Clustered(clusters),
        (None, _) => Rows::Independent,
    };
    let case = Case {
        players,
        rows,
        fold: &fold,
        train_rows: &train_rows,
        scale: if Loss(stage.plan.metric).is_root() { Scale::RootMean } else { Scale::Mean },
        margin,
        yearly_per_unit: stage.problem.stake.money_a_year_per_unit(),
        baseline,
    };
    Ok(verdict::decide(&case)?)
}

/// How many consecutive origins look at a common date.
fn overlap(stage: &Stage) -> u32 {
    stage.problem.data.horizon.unwrap_or(1).div_ceil(stage.plan.origin_step.max(1))
}

/// Rows that hang together: those of a group, or of a day.
fn clusters(stage: &Stage, sheet: &Sheet) -> Option<Vec<u32>> {
    if let Some(groups) = &stage.keys.group {
        return Some(sheet.rows.iter().map(|&(_, row)| groups[row]).collect());
    }
    let time = stage.keys.time.as_ref().filter(|_| stage.plan.split == SplitKind::Time)?;
    let unit = if stage.keys.time_is_date { MICROS_A_DAY } else { 1 };
    let days: Vec<i64> = sheet.rows.iter().map(|&(_, row)| time[row].div_euclid(unit)).collect();
    let mut distinct = days.clone();
    distinct.sort_unstable();
    distinct.dedup();
    Some(days.iter().map(|day| distinct.partition_point(|d| d < day) as u32).collect())
}

/// The margin in units of the score.
fn margin(stage: &Stage, sheet: &Sheet) -> Result<Margin, BakeoffError> {
    let given = stage.problem.stake.margin;
    let money = stage.problem.stake.money_a_year_per_unit();
    let needs_money =
        || BakeoffError::refused("a margin in money needs the price of an error", "state stake.per_unit and stake.volume");
    let (score, of) = match given {
        problem::Margin::Units(units) => (units, None),
        problem::Margin::Money(amount) => (amount / money.ok_or_else(needs_money)?, None),
        problem::Margin::Share(share) => {
            let constant = Loss(stage.plan.metric).score(&constant_losses(stage, sheet)).unwrap_or(0.0);
            let flat = if stage.plan.task == Task::Forecast { "the flat line" } else { "the best constant" };
            (share * constant, Some(flat.to_owned()))
        }
    };
    if !(score > 0.0 && score.is_finite()) {
        let message = format!("the margin {given} comes to {score}: even a constant makes no error here");
        return Err(BakeoffError::refused(message, "state the margin in units of the metric"));
    }
    Ok(Margin { given: given.to_string(), score, money_a_year: money.map(|per_unit| per_unit * score), of })
}

/// Score over the folds finished so far.
pub(crate) fn score_so_far(stage: &Stage, line: &Line, sheet: &Sheet) -> Option<f64> {
    let entries = line.folds.iter().flatten().map(|done| &done.record.entry);
    let scored: Vec<(f64, f64)> = entries.filter_map(|e| Some((e.score?, known(stage, &sheet.asked[e.fold as usize])))).collect();
    let rows: f64 = scored.iter().map(|(_, rows)| rows).sum();
    if rows == 0.0 {
        return None;
    }
    let root = Loss(stage.plan.metric).is_root();
    let mean = scored.iter().map(|(s, n)| if root { s * s * n } else { s * n }).sum::<f64>() / rows;
    Some(if root { mean.sqrt() } else { mean })
}

fn known(stage: &Stage, asked: &[usize]) -> f64 {
    asked.iter().filter(|&&row| stage.truth[row].is_finite()).count() as f64
}

fn board(stage: &Stage, lines: &[Line], sheet: &Sheet, margin: Margin) -> Board {
    Board {
        version: BOARD_VERSION,
        task: stage.plan.task,
        metric: stage.plan.metric,
        margin,
        rows: sheet.rows.len() as u64,
        folds: stage.folds.count(),
        entries: lines.iter().enumerate().map(|(slot, line)| entry(stage, slot, line, sheet)).collect(),
    }
}

fn entry(stage: &Stage, slot: usize, line: &Line, sheet: &Sheet) -> Entry {
    let usage = line.usage();
    let done = line.folds.iter().flatten();
    let last = line.folds.iter().flatten().next_back().map(|done| &done.record);
    let status = match (&line.skipped, line.forfeit()) {
        (Some(why), _) => Status::Skipped { why: why.clone() },
        (None, Some((fold, forfeit))) => Status::Forfeited { fold, forfeit: forfeit.clone() },
        (None, None) => Status::Scored,
    };
    let folds: Vec<_> = done.clone().map(|done| done.record.entry.clone()).collect();
    Entry {
        id: slot as u32,
        run: line.run.to_string(),
        name: line.contender.name.clone(),
        kind: line.contender.kind.name().to_owned(),
        tier: line.contender.tier,
        status,
        score: score_so_far(stage, line, sheet),
        usage,
        bill: Bill::of(&line.contender, &stage.problem.prices, usage, folds.len() as u32),
        folds,
        params: last.map(|record| record.params.clone()).unwrap_or_default(),
        text: last.and_then(|record| record.text.clone()),
        trials: done.map(|done| done.record.trials).sum(),
        blocked: None,
    }
}

/// Single rows that carry much of a contender's loss, named with the value that stands out most.
fn outliers(stage: &Stage, verdict: &Verdict, board: &Board, sheet: &Sheet) -> Result<Vec<Finding>, BakeoffError> {
    let mut findings = Vec::new();
    for found in &verdict.concentrations {
        let Some(&(_, row)) = sheet.rows.get(found.row as usize) else { continue };
        let name = board.entries.get(found.player as usize).map_or("a contender", |entry| entry.name.as_str());
        let odd = match outlying_value(stage, row)? {
            Some(odd) => format!(": its {} is {}, {:.0} standard deviations from the mean", odd.column, odd.value, odd.distance),
            None => String::new(),
        };
        let share = found.share * 100.0;
        findings.push(Finding {
            kind: FindingKind::Outlier,
            text: format!("data row {} alone carries {share:.0} % of the loss of \"{name}\"{odd}", row + 1),
            hint: Some("look at that row: a typing error there blurs the comparison".into()),
        });
    }
    Ok(findings)
}

/// Whether a row may be looked at before the seal is opened.
pub(crate) fn is_open(stage: &Stage, row: usize) -> bool {
    stage.folds.role(FoldId::Final, row) == Role::Train
}
