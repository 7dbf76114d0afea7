//! `bakeoff try`: one contender again.

use bakeoff::{Options, replay};
use problem::Problem;
use report::{score, seconds};
use serde_json::json;

use crate::arguments::{Format, General, TryArguments};
use crate::exit::{Exit, Failure};
use crate::live::Live;
use crate::out;

pub(crate) fn run(args: &TryArguments, general: &General) -> Result<Exit, Failure> {
    let problem = Problem::load(&args.problem)?;
    let ledger = general.ledger.clone().unwrap_or_else(|| ledger::default_dir(&args.problem));
    let options = Options { ledger, jobs: 1, resume: false };
    let cancel = super::run::cancel_on_interrupt()?;
    let mut live = Live::new(general.quiet);
    let replayed = replay(&problem, &args.name, &options, &cancel, &mut |event| live.listen(event));
    let replayed = replayed.map_err(|error| Failure::of(&error, &problem))?;
    if general.format == Format::Json {
        let document = json!({
            "version": 1, "run": replayed.run, "name": replayed.name, "score": replayed.score, "before": replayed.before,
            "forfeit": replayed.forfeit, "usage": replayed.usage, "text": replayed.text,
        });
        out::json(&document)?;
    } else {
        let now = match (replayed.score, &replayed.forfeit) {
            (Some(value), _) => score(value),
            (None, Some(forfeit)) => format!("forfeit: {forfeit}"),
            (None, None) => "no score".into(),
        };
        let before = replayed.before.map(|value| format!(" ({} in the contest)", score(value))).unwrap_or_default();
        let cpu = seconds(replayed.usage.cpu_seconds);
        let told = replayed.text.map(|text| format!("{text}\n")).unwrap_or_default();
        out::answer(format_args!("{}: {now}{before}, {cpu} CPU, run {}\n{told}", replayed.name, replayed.run))?;
    }
    Ok(if replayed.score.is_some() { Exit::Done } else { Exit::No })
}
