//! `bakeoff check-contender`: the conformance suite for a contender of the user's own.

use std::fmt::Write as _;
use std::path::Path;

use bakeoff::{Rehearsed, Stage, rehearse};
use executor::Cancel;
use problem::{Contender, Kind, Problem, Task};
use report::{bytes, seconds};

use crate::arguments::CheckContenderArguments;
use crate::exit::{Exit, Failure};
use crate::out;

/// One case of the suite: a small table and the problem it poses.
struct Case {
    name: &'static str,
    task: Task,
    data: &'static str,
    table: fn() -> String,
}

const CASES: [Case; 8] = [
    Case { name: "numbers", task: Task::Regression, data: "", table: numbers },
    Case { name: "numbers with gaps and labels", task: Task::Regression, data: "", table: gaps },
    Case { name: "odd column names", task: Task::Regression, data: "", table: odd_names },
    Case { name: "two classes", task: Task::Binary, data: "", table: two_classes },
    Case { name: "a rare class", task: Task::Binary, data: "", table: rare_class },
    Case { name: "three classes", task: Task::Multiclass, data: "", table: three_classes },
    Case { name: "one series", task: Task::Forecast, data: "time = \"month\"\nhorizon = 6\n", table: one_series },
    Case {
        name: "three series",
        task: Task::Forecast,
        data: "time = \"day\"\ngroup = \"shop\"\nhorizon = 7\n",
        table: three_series,
    },
];

pub(crate) fn run(args: &CheckContenderArguments) -> Result<Exit, Failure> {
    let wanted = args.tasks.iter().map(|name| task(name)).collect::<Result<Vec<_>, _>>()?;
    let cancel = super::run::cancel_on_interrupt()?;
    let contender = contender(args);
    let (mut passed, mut failed) = (0, 0);
    for case in CASES.iter().filter(|case| wanted.is_empty() || wanted.contains(&case.task)) {
        match play(case, &contender, &cancel)? {
            None => return Ok(Exit::Stopped),
            Some(Ok(line)) => {
                passed += 1;
                out::answer(format_args!("ok    {:<30} {line}\n", case.name))?;
            }
            Some(Err(line)) => {
                failed += 1;
                out::answer(format_args!("FAIL  {:<30} {line}\n", case.name))?;
            }
        }
    }
    out::answer(format_args!("{passed} passed, {failed} failed\n"))?;
    if failed > 0 {
        out::answer("hint: leave a task out with `--tasks`, for instance `--tasks regression,binary`\n")?;
    }
    Ok(if failed == 0 { Exit::Done } else { Exit::No })
}

fn task(name: &str) -> Result<Task, Failure> {
    Task::named(name).ok_or_else(|| {
        let hint = format!("the tasks are {}", Task::NAMES.join(", "));
        Failure::input(format!("there is no task `{name}`"), Some(hint))
    })
}

/// The command with words that name files made absolute, as seen from here.
fn contender(args: &CheckContenderArguments) -> Contender {
    let resolve = |word: &String| {
        let path = Path::new(word);
        let absolute = path.is_file().then(|| path.canonicalize().ok()).flatten();
        absolute.map_or_else(|| word.clone(), |path| path.to_string_lossy().into_owned())
    };
    let run: Vec<String> = args.command.iter().map(resolve).collect();
    let kind = Kind::Command { run, csv: args.csv, needs: Vec::new() };
    Contender { name: "yours".into(), tier: kind.tier(), kind, hours: 0.0, upkeep_hours: 0.0, limits: None, note: None }
}

/// Plays one case twice: the answer must be valid, and the same both times.
fn play(case: &Case, contender: &Contender, cancel: &Cancel) -> Result<Option<Result<String, String>>, Failure> {
    let desk = super::desk()?;
    let write = |name: &str, text: &str| {
        let path = desk.path().join(name);
        std::fs::write(&path, text).map_err(|error| Failure::input(format!("cannot write {}: {error}", path.display()), None))
    };
    write("table.csv", &(case.table)())?;
    let text = format!(
        "[data]\nsource = \"table.csv\"\ntarget = \"y\"\ntask = \"{}\"\n{}\n[stake]\nmargin = 0.1\n",
        case.task, case.data
    );
    let problem = Problem::parse(&text, desk.path().join("problem.toml"))?;
    let stage = Stage::set(&problem, &desk.path().join("work"), &mut |_| {}).map_err(|error| Failure::of(&error, &problem))?;
    let Some(first) = rehearse(&stage, contender, cancel)? else { return Ok(None) };
    let Rehearsed { answer: Ok(predictions), usage } = &first else {
        return Ok(Some(Err(first.answer.err().map(|forfeit| forfeit.to_string()).unwrap_or_default())));
    };
    let Some(second) = rehearse(&stage, contender, cancel)? else { return Ok(None) };
    if second.answer.as_ref().ok() != Some(predictions) {
        return Ok(Some(Err("the same task and seed gave another answer the second time".into())));
    }
    let line = format!("{} rows, {} CPU, {}", predictions.len(), seconds(usage.cpu_seconds), bytes(usage.peak_bytes));
    Ok(Some(Ok(line)))
}

/// A number between 0 and 1 that looks random and is always the same.
fn noise(row: u32) -> f64 {
    f64::from(row.wrapping_mul(2_654_435_761) % 1_000) / 1_000.0
}

fn table(header: &str, rows: u32, line: impl Fn(u32) -> String) -> String {
    let mut text = format!("{header}\n");
    for row in 0..rows {
        let _ = writeln!(text, "{}", line(row));
    }
    text
}

fn numbers() -> String {
    table("a,b,y", 120, |r| format!("{},{},{}", r % 17, noise(r), f64::from(r % 17) * 2.0 + noise(r)))
}

fn gaps() -> String {
    table("a,kind,y", 150, |r| {
        let a = if r % 5 == 0 { String::new() } else { noise(r).to_string() };
        let kind = ["red", "", "blue", "Grün, \"hell\""][r as usize % 4];
        format!("{a},\"{}\",{}", kind.replace('"', "\"\""), f64::from(r % 4) + noise(r + 7))
    })
}

fn odd_names() -> String {
    table("\"a b\",\"ünï\",\"select\",y", 100, |r| format!("{},{},{},{}", noise(r), r % 3, noise(r + 1), noise(r + 2)))
}

fn two_classes() -> String {
    table("a,b,y", 200, |r| format!("{},{},{}", noise(r), r % 7, if noise(r) + noise(r + 3) > 1.0 { "yes" } else { "no" }))
}

fn rare_class() -> String {
    table("a,y", 300, |r| format!("{},{}", noise(r), u32::from(r % 25 == 0)))
}

fn three_classes() -> String {
    table("a,b,y", 240, |r| format!("{},{},{}", noise(r), r % 5, ["low", "mid", "high"][r as usize % 3]))
}

fn one_series() -> String {
    table("month,y", 72, |r| format!("{}-{:02},{}", 2010 + r / 12, r % 12 + 1, 100.0 + f64::from(r) + 10.0 * noise(r % 12)))
}

fn three_series() -> String {
    table("day,shop,y", 180, |r| {
        let day = r / 3;
        let (month, date) = (day / 28 + 1, day % 28 + 1);
        format!(
            "2024-{month:02}-{date:02},{},{}",
            ["north", "south", "west"][r as usize % 3],
            20.0 + f64::from(day % 7) + noise(r)
        )
    })
}
