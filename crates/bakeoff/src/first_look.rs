//! A short look at the unsealed rows, before anyone plays.

use contest::{Finding, FindingKind, FoldId};
use profile::look::{Asked, look};

use crate::{BakeoffError, Stage};

/// Findings that are told.
const TOLD_MAX: usize = 6;
/// Findings of less weight stay in the whole report of `bakeoff look`.
const WEIGHT_MIN: f64 = 0.25;

/// What the rows before the seal hold that matters for a model, the gravest first. One pass; the target gets no role in it, since leaks are a check of
/// their own and models are what the contest is about.
///
/// # Errors
/// When the table cannot be read.
pub(crate) fn first_look(stage: &Stage) -> Result<Vec<Finding>, BakeoffError> {
    let train = stage.fold_files(FoldId::Final)?.train;
    let schema = table::read(&train, None)?.schema();
    let columns: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).filter(|name| *name != "row_id").collect();
    let data = &stage.problem.data;
    let there = |name: &Option<String>| name.clone().filter(|name| columns.contains(&name.as_str()));
    let asked = Asked { target: None, time: there(&data.time), group: there(&data.group), seed: 0 };
    let seen = look(table::read(&train, Some(&columns))?, "", &asked, &mut |_| {})?;
    let told = seen.findings.into_iter().filter(|f| f.weight >= WEIGHT_MIN && !f.kind.starts_with("power"));
    Ok(told.take(TOLD_MAX).map(|f| Finding { kind: FindingKind::Note, text: f.effect, hint: Some(f.consequence) }).collect())
}
