//! `bakeoff init`: writes a commented problem file with what it inferred.

use std::path::Path;

use anstream::{eprintln, print};
use bakeoff::Stage;
use contest::Plan;
use problem::template::{Facts, Noted, template};
use problem::{Problem, Quick};

use crate::arguments::InitArguments;
use crate::exit::{Exit, Failure};

/// The margin that is proposed where the user states none.
const MARGIN: &str = "2%";

pub(crate) fn run(args: &InitArguments) -> Result<Exit, Failure> {
    let quick = Quick {
        source: args.source.to_string_lossy().into_owned(),
        target: Some(args.target.clone()),
        margin: Some(args.margin.clone().unwrap_or_else(|| MARGIN.into())),
        time: args.time.clone(),
        group: args.group.clone(),
        horizon: args.horizon.map(|steps| steps.to_string()),
        split: args.time.as_ref().filter(|_| args.horizon.is_none()).map(|_| "time".into()),
        ..Quick::default()
    };
    let problem = Problem::quick(&quick)?;
    let desk = tempfile::tempdir().map_err(|error| Failure::input(format!("cannot create a temporary folder: {error}"), None))?;
    let stage = Stage::set(&problem, desk.path(), &mut |_| {}).map_err(|error| Failure::of(&error, &problem))?;
    let text = template(&facts(args, &problem, &stage.plan));
    let output = args.output.as_deref().unwrap_or(Path::new("problem.toml"));
    if output == Path::new("-") {
        print!("{text}");
        return Ok(Exit::Done);
    }
    if output.exists() && !args.force {
        let message = format!("{} is there already", output.display());
        return Err(Failure::input(message, Some("write over it with `--force`, or elsewhere with `--output FILE`".into())));
    }
    std::fs::write(output, text).map_err(|error| Failure::input(format!("cannot write {}: {error}", output.display()), None))?;
    eprintln!("wrote {0}; see what it does with `bakeoff check {0}`", output.display());
    Ok(Exit::Done)
}

fn facts(args: &InitArguments, problem: &Problem, plan: &Plan) -> Facts {
    let why = |key: &str| plan.choices.iter().find(|choice| choice.key == key).map(|choice| choice.why.clone());
    let stated = "as stated";
    Facts {
        source: problem.data.source.clone(),
        target: args.target.clone(),
        time: args.time.clone().map(|name| Noted::new(name, stated)),
        group: args.group.clone().map(|name| Noted::new(name, stated)),
        horizon: args.horizon.map(|steps| Noted::new(steps, stated)),
        season: why("data.season").map(|why| Noted::new(plan.season, why)),
        task: why("data.task").map(|why| Noted::new(plan.task, why)),
        positive: why("data.positive").and_then(|why| Some(Noted::new(plan.classes.get(1)?.clone(), why))),
        metric: why("stake.metric").map(|why| Noted::new(plan.metric, why)),
        margin: args.margin.as_ref().map(|_| problem.stake.margin),
        ladder: plan.ladder.clone(),
        ..Facts::default()
    }
}
