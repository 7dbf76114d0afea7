//! `bakeoff init`: writes a commented problem file with what it inferred.

use std::path::Path;

use bakeoff::Stage;
use contest::Plan;
use problem::template::{Facts, Noted, template};
use problem::{Problem, Quick};

use crate::arguments::InitArguments;
use crate::exit::{Exit, Failure};
use crate::out;

/// The margin that is proposed where the user states none.
const MARGIN: &str = "2%";

pub(crate) fn run(args: &InitArguments) -> Result<Exit, Failure> {
    if args.question.is_file() {
        let message = format!("{} is a problem file already", args.question.source.display());
        return Err(Failure::input(message, Some("name the table: `bakeoff init TABLE --target COLUMN`".into())));
    }
    let output = args.output.as_deref().unwrap_or(Path::new("problem.toml"));
    let to_stdout = output == Path::new("-");
    if output.exists() && !to_stdout && !args.force {
        let message = format!("{} is there already", output.display());
        return Err(Failure::input(message, Some("write over it with `--force`, or elsewhere with `--output FILE`".into())));
    }
    let said = args.question.quick();
    let mut quick = said.clone();
    quick.margin.get_or_insert_with(|| MARGIN.into());
    if quick.horizon.is_none() && quick.time.is_some() {
        quick.split.get_or_insert_with(|| "time".into());
    }
    let problem = Problem::quick_of("bakeoff init", &quick)?;
    let desk = super::desk()?;
    let stage = Stage::set(&problem, desk.path(), &mut |_| {}).map_err(|error| Failure::of(&error, &problem))?;
    let text = template(&facts(&said, &problem, &stage.plan, output)?);
    if to_stdout {
        out::answer(text)?;
        return Ok(Exit::Done);
    }
    std::fs::write(output, text).map_err(|error| Failure::input(format!("cannot write {}: {error}", output.display()), None))?;
    out::tell(format_args!("wrote {0}; see what it does with `bakeoff check {0}`", output.display()));
    Ok(Exit::Done)
}

/// What was said goes into the file as it is, and what the table showed with its reason.
fn facts(said: &Quick, problem: &Problem, plan: &Plan, output: &Path) -> Result<Facts, Failure> {
    let why = |key: &str| plan.choices.iter().find(|choice| choice.key == key).map(|choice| choice.why.clone());
    let stated = "as stated";
    let source = source(&problem.data.source, output)?;
    let data = &problem.data;
    Ok(Facts {
        source,
        target: data.target.clone(),
        time: data.time.clone().map(|name| Noted::new(name, stated)),
        group: data.group.clone().map(|name| Noted::new(name, stated)),
        horizon: data.horizon.map(|steps| Noted::new(steps, stated)),
        season: why("data.season").map(|why| Noted::new(plan.season, why)),
        task: why("data.task").map(|why| Noted::new(plan.task, why)),
        positive: why("data.positive").and_then(|why| Some(Noted::new(plan.classes.get(1)?.clone(), why))),
        metric: why("stake.metric").map(|why| Noted::new(plan.metric, why)),
        ladder: plan.ladder.clone(),
        said: said.said(),
        ..Facts::default()
    })
}

/// The table as it is seen from the problem file's folder.
fn source(source: &str, output: &Path) -> Result<String, Failure> {
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
    let Some(_) = folder.filter(|_| Path::new(source).is_relative()) else { return Ok(source.to_owned()) };
    let absolute = std::path::absolute(source);
    let absolute = absolute.map_err(|error| Failure::input(format!("cannot find {source}: {error}"), None))?;
    Ok(absolute.to_string_lossy().into_owned())
}
