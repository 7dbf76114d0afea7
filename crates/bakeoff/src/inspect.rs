//! Findings about the data, before anyone plays.

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use contest::protocol::FoldFiles;
use contest::{Finding, FindingKind, FoldId};
use problem::{SplitKind, Task};
use profile::{Judgement, Suspicion};

use crate::{BakeoffError, Stage};

/// Looks for columns that give the target away, in the unsealed rows alone, and for rows with a twin behind the seal.
///
/// # Errors
/// When the table cannot be read.
pub fn inspect(stage: &Stage) -> Result<Vec<Finding>, BakeoffError> {
    if stage.plan.task == Task::Forecast {
        return Ok(Vec::new());
    }
    let files = stage.fold_files(FoldId::Final)?;
    let mut skip = vec!["row_id"];
    skip.extend(stage.problem.data.time.as_deref());
    skip.extend(stage.problem.data.group.as_deref());
    let mut findings = leaks(stage, &files, &skip)?;
    // Dated rows repeat by nature (the same flight every week): told, but no warning.
    let kind = if stage.plan.split == SplitKind::Time { FindingKind::Note } else { FindingKind::Twins };
    findings.extend(twins(&files, &skip, &stage.problem.data.target, kind)?);
    Ok(findings)
}

fn leaks(stage: &Stage, files: &FoldFiles, skip: &[&str]) -> Result<Vec<Finding>, BakeoffError> {
    let task = if stage.plan.task == Task::Regression { profile::Task::Regression } else { profile::Task::Classes };
    let report = profile::leakage(table::read(&files.train, None)?, &stage.problem.data.target, skip, task)?;
    let finding = |column: &profile::ColumnShare| {
        let share = 100.0 * column.share;
        let text = match &column.suspicion {
            Some(Suspicion::Cliff { next, next_share }) => format!(
                "possible leakage: `{}` alone explains {share:.0} % of the target, the next column `{next}` {:.0} %",
                column.name,
                100.0 * next_share
            ),
            _ => format!("possible leakage: `{}` alone all but decides the target ({share:.0} % of it)", column.name),
        };
        let hint = format!("if `{0}` is only known afterwards, leave it out: drop = [\"{0}\"] under [data]", column.name);
        Finding { kind: FindingKind::Leakage, text, hint: Some(hint) }
    };
    Ok(report.suspects().map(finding).collect())
}

fn twins(files: &FoldFiles, skip: &[&str], target: &str, kind: FindingKind) -> Result<Option<Finding>, BakeoffError> {
    let report = profile::twins(table::read(&files.train, None)?, table::read(&files.ask, None)?, skip, Some(target))?;
    let (Some(exact), Some(near)) = (report.exact_share(), report.near_share()) else { return Ok(None) };
    let kind = match report.judgement() {
        Judgement::Few | Judgement::Natural => return Ok(None),
        Judgement::Unclear => FindingKind::Note,
        Judgement::Excess => kind,
    };
    let example =
        report.examples.first().map(|twin| format!(", for example data rows {} and {}", twin.sealed_row + 1, twin.train_row + 1));
    Ok(Some(Finding {
        kind,
        text: format!(
            "{:.1} % of the sealed rows have the same features as a row outside the seal, {:.1} % nearly the same{}",
            100.0 * exact,
            100.0 * near,
            example.unwrap_or_default()
        ),
        hint: Some("if they are copies, remove them; if they belong together, name what they share: group = \"...\"".into()),
    }))
}

/// The value of a row that lies farthest from the mean of its column.
pub(crate) struct Odd {
    pub(crate) column: String,
    pub(crate) value: f64,
    /// In standard deviations.
    pub(crate) distance: f64,
}

/// Finds the number of `row` that stands out most among its column, if one lies more than four standard deviations off.
pub(crate) fn outlying_value(stage: &Stage, row: usize) -> Result<Option<Odd>, BakeoffError> {
    const DISTANCE_MIN: f64 = 4.0;
    let names: Vec<&str> = stage.plan.features.iter().map(String::as_str).collect();
    let mut sums = vec![(0.0, 0.0, 0.0); names.len()];
    for batch in table::read(stage.table(), Some(&names))? {
        for (sum, column) in sums.iter_mut().zip(batch?.columns()) {
            for value in numbers(column).into_iter().flatten() {
                // Welford: count, mean, squares.
                sum.0 += 1.0;
                let step = value - sum.1;
                sum.1 += step / sum.0;
                sum.2 += step * (value - sum.1);
            }
        }
    }
    let found = table::look_up(stage.table(), &[row as i64])?;
    let mut odd: Option<Odd> = None;
    for (name, (count, mean, squares)) in names.iter().zip(sums) {
        let Some(value) = found.column_by_name(name).and_then(|c| numbers(c).first().copied().flatten()) else { continue };
        let deviation = if count > 1.0 { (squares / (count - 1.0)).sqrt() } else { 0.0 };
        let distance = (value - mean).abs() / deviation;
        if distance.is_finite() && distance > odd.as_ref().map_or(DISTANCE_MIN, |o| o.distance) {
            odd = Some(Odd { column: (*name).to_owned(), value, distance });
        }
    }
    Ok(odd)
}

fn numbers(column: &dyn Array) -> Vec<Option<f64>> {
    match column.data_type() {
        DataType::Int64 | DataType::Float64 => match cast(column, &DataType::Float64) {
            Ok(values) => values.as_primitive::<Float64Type>().iter().map(|v| v.filter(|x| x.is_finite())).collect(),
            Err(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}
