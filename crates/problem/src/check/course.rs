//! Task, time, horizon and split must describe one course of the contest.

use crate::data::{Data, Task};
use crate::desk::Desk;
use crate::problem::Problem;
use crate::split::SplitKind;

pub(super) fn check(desk: &mut Desk, problem: &Problem) {
    let data = &problem.data;
    // What is stated but could not be read has been complained about.
    let unreadable = |key: &str, read: bool| desk.states(key) && !read;
    if unreadable("data.horizon", data.horizon.is_some())
        || unreadable("data.task", data.task.is_some())
        || unreadable("split.kind", problem.split.kind.is_some())
    {
        return;
    }
    time(desk, data, problem.split.kind);
    forecast_only(desk, data);
    split_kind(desk, problem);
    split_counts(desk, problem);
    if let (Some(task), Some(_)) = (data.task, &data.positive)
        && task != Task::Binary
    {
        let draft = desk.about("data.positive", format!("a {task} task has no positive class"));
        let hint = format!("leave {} out", desk.name("data.positive"));
        desk.push(draft.hint(hint));
    }
}

fn time(desk: &mut Desk, data: &Data, split: Option<SplitKind>) {
    if data.horizon.is_some() {
        if !desk.states("data.time") {
            let name = desk.name("data.horizon");
            let draft = desk.about("data.horizon", format!("{name} needs {}", desk.name("data.time")));
            let add = desk.add("data.time", "\"COLUMN\"");
            desk.push(draft.hint(format!("{add}: the column that holds the dates")));
        }
        if let Some(task) = data.task.filter(|task| *task != Task::Forecast) {
            let draft = desk.about("data.task", format!("a {task} task has no horizon"));
            let (horizon, kind) = (desk.name("data.horizon"), desk.name("split.kind"));
            desk.push(draft.hint(format!("leave {horizon} out and set {kind} to `time` if rows are only ordered by time")));
        }
        return;
    }
    let wants_forecast = data.task == Some(Task::Forecast) || split == Some(SplitKind::Rolling);
    if wants_forecast {
        let (key, what) =
            if data.task == Some(Task::Forecast) { ("data.task", "a forecast") } else { ("split.kind", "a rolling split") };
        for (needed, example) in [("data.time", "\"COLUMN\""), ("data.horizon", "12")] {
            if !desk.states(needed) {
                let draft = desk.about(key, format!("{what} needs {}", desk.name(needed)));
                let add = desk.add(needed, example);
                desk.push(draft.hint(add));
            }
        }
    } else if let (Some(_), Some(kind @ (SplitKind::Stratified | SplitKind::Grouped))) = (&data.time, split) {
        let message = format!("a {kind} split of dated rows would learn from later rows");
        let draft = desk.about("split.kind", message);
        desk.push(draft.hint("take `time`, or `random` to force it"));
    } else if data.time.is_some() && split.is_none() {
        let (time, horizon) = (desk.name("data.time"), desk.name("data.horizon"));
        let draft = desk.about("data.time", format!("{time} is stated without {horizon}"));
        let forecast = desk.add("data.horizon", "12");
        let ordered = desk.add("split.kind", "\"time\"");
        desk.push(draft.hint(format!("for a forecast {forecast}; if rows are only ordered by time {ordered}")));
    }
}

fn forecast_only(desk: &mut Desk, data: &Data) {
    if data.is_forecast() {
        return;
    }
    for (key, stated) in [("data.season", data.season.is_some()), ("data.known", !data.known.is_empty())] {
        if stated {
            let draft = desk.about(key, format!("{} is for forecasts", desk.name(key)));
            let (time, horizon) = (desk.name("data.time"), desk.name("data.horizon"));
            desk.push(draft.hint(format!("a forecast has {time} and {horizon}; else leave it out")));
        }
    }
}

fn split_kind(desk: &mut Desk, problem: &Problem) {
    let (data, Some(kind)) = (&problem.data, problem.split.kind) else {
        return;
    };
    let (message, hint) = match kind {
        SplitKind::Rolling => return,
        _ if data.horizon.is_some() => (
            format!("a forecast cannot be split `{kind}`"),
            format!("leave {} out: a forecast has a rolling split", desk.name("split.kind")),
        ),
        SplitKind::Grouped if !desk.states("data.group") => {
            (format!("a grouped split needs {}", desk.name("data.group")), desk.add("data.group", "\"COLUMN\""))
        }
        SplitKind::Time if !desk.states("data.time") => {
            (format!("a split by time needs {}", desk.name("data.time")), desk.add("data.time", "\"COLUMN\""))
        }
        _ => return,
    };
    let draft = desk.about("split.kind", message).hint(hint);
    desk.push(draft);
}

fn split_counts(desk: &mut Desk, problem: &Problem) {
    let split = &problem.split;
    let (folds, origins) = ("split.folds", "split.origins");
    let rolling = problem.data.is_forecast() || split.kind == Some(SplitKind::Rolling);
    let wrong = if rolling {
        vec![(folds, split.folds, "a forecast has origins, not folds", origins)]
    } else {
        vec![
            (origins, split.origins, "only a rolling split has origins", folds),
            ("split.step", split.step, "only a rolling split has a step", folds),
        ]
    };
    for (key, count, message, instead) in wrong {
        if count.is_some() {
            let hint = format!("take {}", desk.name(instead));
            let draft = desk.about(key, message).hint(hint);
            desk.push(draft);
        }
    }
}
