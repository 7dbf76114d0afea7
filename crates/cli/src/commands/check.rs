//! `bakeoff check`: validates a problem and shows what a contest would do; runs nothing.

use std::fmt::Write as _;

use bakeoff::{Stage, inspect};
use contest::{FindingKind, FoldId};
use report::{bytes, seconds};
use serde_json::json;

use crate::arguments::{Format, General, Question};
use crate::exit::{Exit, Failure};
use crate::live::Live;
use crate::{out, place};

pub(crate) fn run(args: &Question, general: &General) -> Result<Exit, Failure> {
    let problem = place::problem("bakeoff check", args)?;
    let desk = super::desk()?;
    let mut live = Live::new(general.quiet);
    let stage = Stage::set(&problem, desk.path(), &mut |event| live.listen(event));
    let stage = stage.map_err(|error| Failure::of(&error, &problem))?;
    let findings = inspect(&stage)?;
    if general.format == Format::Json {
        let document = json!({
            "version": 1, "plan": stage.plan, "problem": stage.problem, "table": stage.fingerprint, "seal": stage.seal()?,
            "findings": findings,
        });
        out::json(&document)?;
        return Ok(Exit::Done);
    }
    let mut text = told(&stage)?;
    for finding in findings.into_iter().filter(|finding| finding.kind != FindingKind::Note) {
        let _ = writeln!(text, "\nwarning: {}", finding.text);
        if let Some(hint) = finding.hint {
            let _ = writeln!(text, "  hint: {hint}");
        }
    }
    out::answer(text)?;
    Ok(Exit::Done)
}

fn told(stage: &Stage) -> Result<String, Failure> {
    let plan = &stage.plan;
    let mut text = String::new();
    let _ = writeln!(text, "task      {} by {}, seed {}", plan.task, plan.metric, plan.seed);
    let _ = writeln!(text, "table     {} rows, {} features: {}", plan.rows, plan.features.len(), plan.features.join(", "));
    let (first, last) = (stage.folds.sizes(FoldId::Inner(0)), stage.folds.sizes(FoldId::Inner(plan.folds.saturating_sub(1))));
    let _ = writeln!(
        text,
        "folds     {} {}: train {} and ask {} rows in the first, {} and {} in the last",
        plan.folds, plan.split, first.0, first.1, last.0, last.1
    );
    let _ = writeln!(text, "seal      {} rows, sha256 {}", plan.sealed_rows, &stage.seal()?[..16]);
    let _ = writeln!(text, "margin    {}", stage.problem.stake.margin);
    let _ = writeln!(text, "\nladder");
    for contender in &plan.ladder {
        let limits = contender.limits.unwrap_or(stage.problem.limits);
        let _ = writeln!(
            text,
            "  tier {}  {:<24} {:<22} box: {} CPU, {} wall, {}",
            contender.tier,
            contender.name,
            contender.kind.name(),
            seconds(limits.cpu_seconds),
            seconds(limits.wall_seconds),
            bytes(limits.memory_bytes)
        );
    }
    let _ = writeln!(text, "\nsettled from the table");
    for note in &stage.notes {
        let _ = writeln!(text, "  {note}");
    }
    for choice in &plan.choices {
        let _ = writeln!(text, "  {} = {} ({})", choice.key, choice.value, choice.why);
    }
    if plan.left_out > 0 {
        let _ = writeln!(text, "  {} rows have no target and are not scored", plan.left_out);
    }
    Ok(text)
}
