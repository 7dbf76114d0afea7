//! Stake and contenders must fit the task, and there must be a contest at all.

use std::collections::HashMap;

use crate::amount::shown;
use crate::data::Task;
use crate::desk::Desk;
use crate::expected::listed;
use crate::kind::{Kind, Statistic};
use crate::metric::Metric;
use crate::problem::Problem;
use crate::stake::Margin;

pub(super) fn stake(desk: &mut Desk, problem: &Problem) {
    let (stake, task) = (&problem.stake, problem.data.task);
    if let (Some(metric), Some(task)) = (stake.metric, task)
        && !metric.fits(task)
    {
        let fitting: Vec<&str> =
            Metric::NAMES.into_iter().filter(|name| name.parse::<Metric>().is_ok_and(|metric| metric.fits(task))).collect();
        let message = format!("`{metric}` does not fit a {task} task");
        let draft = desk.about("stake.metric", message);
        desk.push(draft.hint(format!("choose from {}", listed(&fitting))));
    }
    if let Margin::Money(_) = stake.margin {
        for (key, example, why) in
            [("stake.per_unit", "0.40", "money lost per unit of error"), ("stake.volume", "100_000", "rows decided on a year")]
        {
            if !desk.states(key) {
                let message = format!("a margin in money needs {}", desk.name(key));
                let hint = format!("{}: {why}", desk.add(key, example));
                let draft = desk.about("stake.margin", message).hint(hint);
                desk.push(draft);
            }
        }
    }
    let decision = [("stake.false_alarm", stake.false_alarm), ("stake.miss", stake.miss)];
    for (at, (key, stated)) in decision.iter().enumerate() {
        let (other, there) = decision[1 - at];
        if stated.is_some() && there.is_none() {
            let draft = desk.about(key, format!("{} alone decides nothing", desk.name(key)));
            let add = desk.add(other, "120");
            desk.push(draft.hint(format!("{add}: from which probability on it pays to act depends on both")));
        }
        if let Some(task) = task.filter(|task| stated.is_some() && *task != Task::Binary) {
            let draft = desk.about(key, format!("{} is for two classes, not for a {task} task", desk.name(key)));
            desk.push(draft.hint("leave it out"));
        }
    }
    if let (false, Some(Task::Forecast)) = (problem.known_drivers.is_empty(), task) {
        let draft = desk.about("known_drivers", format!("{} is not for forecasts", desk.name("known_drivers")));
        desk.push(draft.hint("leave it out: a forecast is learned from the series itself"));
    }
    let of_prices = &problem.prices.currency;
    if let Some(currency) = stake.currency.as_ref().filter(|stated| *stated != of_prices)
        && desk.states("prices.currency")
    {
        let message = format!("`[prices]` are in {of_prices}, but the stake is in {currency}");
        let draft = desk.about("prices.currency", message);
        desk.push(draft.hint("state one currency for all money"));
    }
}

pub(super) fn contenders(desk: &mut Desk, problem: &Problem) {
    let contenders = &problem.contenders;
    let at = |index: usize, key: &str| format!("contender[{index}].{key}");
    let mut first_named: HashMap<&str, usize> = HashMap::new();
    let mut today: Option<usize> = None;
    for (index, contender) in contenders.iter().enumerate() {
        if let Some(first) = first_named.get(contender.name.as_str()) {
            twice(desk, &at(index, "name"), &at(*first, "name"), &contender.name);
        } else if !contender.name.is_empty() {
            first_named.insert(&contender.name, index);
        }
        if contender.is_today() {
            match today {
                Some(first) => two_todays(desk, index, first),
                None => today = Some(index),
            }
        }
        if let Some(task) = problem.data.task {
            fits(desk, &at(index, "kind"), &contender.kind, task);
        }
    }
    let plain = contenders.iter().any(crate::Contender::is_plain);
    if !contenders.is_empty() && !plain && problem.ladder.is_none() {
        let draft = desk.about("contender[0]", "no plain contender enters");
        desk.push(draft.label("the ladder starts here").hint(
            "a contest needs today's process, a rule, SQL or a constant: add a `[[contender]]` with \
             `kind = \"constant\"`, or `ladder = \"short\"` at the top of the file for the default ones",
        ));
    }
}

fn twice(desk: &mut Desk, key: &str, first: &str, name: &str) {
    let message = format!("two contenders are called `{}`", shown(name));
    let draft = desk.about(key, message).hint("give each its own name");
    let first = desk.origin.bytes_of(first, None);
    desk.push(draft.also(first, "the first one"));
}

fn two_todays(desk: &mut Desk, index: usize, first: usize) {
    let path = |index: usize| {
        ["today", "tier", "kind"]
            .iter()
            .map(|key| format!("contender[{index}].{key}"))
            .find(|key| desk.states(key))
            .unwrap_or_else(|| format!("contender[{index}]"))
    };
    let (key, first) = (path(index), path(first));
    let first = desk.origin.bytes_of(&first, None);
    let draft = desk.about(&key, "two contenders are today's process (tier 0)");
    desk.push(draft.also(first, "the first one").hint("give one of them another `tier`, for example `tier = 1`"));
}

fn fits(desk: &mut Desk, key: &str, kind: &Kind, task: Task) {
    let classes = matches!(task, Task::Binary | Task::Multiclass);
    if !kind.fits(task) {
        let draft = desk.about(key, format!("`{}` cannot answer a {task} task", kind.name()));
        let others: Vec<&str> =
            crate::kind::KINDS.iter().filter(|entry| entry.tasks.contains(&task)).map(|entry| entry.name).collect();
        desk.push(draft.hint(format!("these can: {}", listed(&others))));
    }
    if let Kind::Constant { statistic: Some(statistic) } = kind {
        let of_classes = matches!(statistic, Statistic::Majority | Statistic::Prior);
        if of_classes != classes {
            let key = key.replace("kind", "statistic");
            let draft = desk.about(&key, format!("`{statistic}` does not fit a {task} task"));
            let fitting = if classes { "`majority` or `prior`" } else { "`mean` or `median`" };
            desk.push(draft.hint(format!("take {fitting}, or leave it out")));
        }
    }
}
