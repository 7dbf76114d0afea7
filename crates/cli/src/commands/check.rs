//! `bakeoff check`: validates a problem and shows what a contest would do; runs nothing.

use anstream::println;
use bakeoff::{Stage, inspect};
use contest::{FindingKind, FoldId};
use report::{bytes, seconds};
use serde_json::json;

use crate::arguments::{Format, General, Question};
use crate::exit::{Exit, Failure};
use crate::live::Live;
use crate::place;

pub(crate) fn run(args: &Question, general: &General) -> Result<Exit, Failure> {
    let problem = place::problem(args)?;
    let desk = tempfile::tempdir().map_err(|error| Failure::input(format!("cannot create a temporary folder: {error}"), None))?;
    let mut live = Live::new(general.quiet);
    let stage = Stage::set(&problem, desk.path(), &mut |event| live.listen(event));
    let stage = stage.map_err(|error| Failure::of(&error, &problem))?;
    let findings = inspect(&stage)?;
    if general.format == Format::Json {
        let document = json!({
            "version": 1, "plan": stage.plan, "problem": stage.problem, "table": stage.fingerprint, "seal": stage.seal()?,
            "findings": findings,
        });
        println!("{}", serde_json::to_string_pretty(&document)?);
        return Ok(Exit::Done);
    }
    tell(&stage)?;
    for finding in findings.into_iter().filter(|finding| finding.kind != FindingKind::Note) {
        println!("\nwarning: {}", finding.text);
        if let Some(hint) = finding.hint {
            println!("  hint: {hint}");
        }
    }
    Ok(Exit::Done)
}

fn tell(stage: &Stage) -> Result<(), Failure> {
    let plan = &stage.plan;
    println!("task      {} by {}, seed {}", plan.task, plan.metric, plan.seed);
    println!("table     {} rows, {} features: {}", plan.rows, plan.features.len(), plan.features.join(", "));
    let (first, last) = (stage.folds.sizes(FoldId::Inner(0)), stage.folds.sizes(FoldId::Inner(plan.folds.saturating_sub(1))));
    println!(
        "folds     {} {}: train {} and ask {} rows in the first, {} and {} in the last",
        plan.folds, plan.split, first.0, first.1, last.0, last.1
    );
    println!("seal      {} rows, sha256 {}", plan.sealed_rows, &stage.seal()?[..16]);
    println!("margin    {}", stage.problem.stake.margin);
    println!("\nladder");
    for contender in &plan.ladder {
        let limits = contender.limits.unwrap_or(stage.problem.limits);
        println!(
            "  tier {}  {:<24} {:<22} box: {} CPU, {} wall, {}",
            contender.tier,
            contender.name,
            contender.kind.name(),
            seconds(limits.cpu_seconds),
            seconds(limits.wall_seconds),
            bytes(limits.memory_bytes)
        );
    }
    println!("\nsettled from the table");
    for note in &stage.notes {
        println!("  {note}");
    }
    for choice in &plan.choices {
        println!("  {} = {} ({})", choice.key, choice.value, choice.why);
    }
    if plan.left_out > 0 {
        println!("  {} rows have no target and are not scored", plan.left_out);
    }
    Ok(())
}
