//! Everything that is fixed before the first score.

use problem::ladder::Traits;
use problem::{Contender, Metric, Problem, Sealed, SplitKind, Task};
use serde::{Deserialize, Serialize};
use series::{Clock, Grid, Regular, Row};

use crate::folds::{Strata, by_group, by_row, by_time, ranks, rolling_origin};
use crate::keys::MISSING;
use crate::{ContestError, Folds, Keys, Step, Target};

/// Version of the plan document; raised when a field changes its meaning.
pub const PLAN_VERSION: u32 = 1;
/// Origins of a forecast where the problem file does not say, if the series are long enough.
const ORIGINS: u32 = 60;
/// Folds where the problem file does not say.
const FOLDS: u32 = 5;
/// Sealed share of undated rows where the problem file does not say.
const SEALED: f64 = 0.2;
/// Labels of the class whose probability is asked for, where both classes are named in a usual way.
const POSITIVE: [&str; 8] = ["true", "yes", "y", "1", "positive", "pos", "t", "churned"];
/// A text target with more labels than this is no class.
const CLASSES_MAX: usize = 100;

/// A default that was settled from the table, with its reason: printed and stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Key of the problem file that would settle it otherwise.
    pub key: String,
    /// What was chosen.
    pub value: String,
    /// Why.
    pub why: String,
}

/// The settled rules of a contest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Version of this document.
    pub version: u32,
    /// What is predicted.
    pub task: Task,
    /// The ruler.
    pub metric: Metric,
    /// Everything random follows from it.
    pub seed: u64,
    /// Labels of the classes; for a binary task the second one is positive. Empty for numbers.
    pub classes: Vec<String>,
    /// Columns that contenders may see in `train` and `ask`, in table order.
    pub features: Vec<String>,
    /// Step between dates.
    pub step: Option<Step>,
    /// Steps in a season; 1 without one.
    pub season: u32,
    /// How rows are dealt.
    pub split: SplitKind,
    /// Inner folds or origins.
    pub folds: u32,
    /// Time steps from one origin to the next; 1 where there are no origins.
    pub origin_step: u32,
    /// Rows of the table.
    pub rows: u64,
    /// Rows behind the seal.
    pub sealed_rows: u64,
    /// Rows left out because their target is missing.
    pub left_out: u64,
    /// Series of a forecast, or groups.
    pub groups: u64,
    /// Contenders in ladder order.
    pub ladder: Vec<Contender>,
    /// What was inferred, and why.
    pub choices: Vec<Choice>,
}

impl Plan {
    /// Settles task, metric, split and ladder, and draws the folds.
    ///
    /// # Errors
    /// Everything that the table shows to be wrong with the problem: each error names the key to change.
    pub fn settle(problem: &Problem, keys: &Keys) -> Result<(Self, Folds), ContestError> {
        let mut choices = Vec::new();
        let task = settle_task(problem, keys, &mut choices)?;
        let metric = settle_metric(problem, task, keys, &mut choices)?;
        let classes = settle_classes(problem, task, keys, &mut choices)?;
        let season = settle_season(problem, keys, &mut choices);
        let split = settle_split(problem, task, keys, &mut choices)?;
        let (folds, origin_step) = draw(problem, split, season, keys, &mut choices)?;
        let traits = Traits { metric, counts: is_count(task, keys), season: Some(season).filter(|&s| s > 1) };
        let ladder = problem::ladder::enter(problem, task, &traits);
        if problem.contenders.is_empty() {
            choice(&mut choices, "contender", &format!("{} contenders", ladder.len()), "the default ladder");
        }
        let features = features(problem, task, keys)?;
        let sealed_rows = (0..keys.rows).filter(|&row| folds.is_sealed(row)).count() as u64;
        let plan = Self {
            version: PLAN_VERSION,
            task,
            metric,
            seed: problem.seed,
            classes,
            features,
            step: keys.step,
            season,
            split,
            folds: folds.count(),
            origin_step,
            rows: keys.rows as u64,
            sealed_rows,
            left_out: (0..keys.rows).filter(|&row| !keys.target.is_known(row)).count() as u64,
            groups: keys.group_labels.len() as u64,
            ladder,
            choices,
        };
        plan.check_ladder()?;
        Ok((plan, folds))
    }

    /// Numeric truth of every row: the value, 0/1 for binary, the class number for multiclass; NaN where unknown.
    pub fn truth(&self, keys: &Keys) -> Vec<f64> {
        match (&keys.target, self.task) {
            (Target::Numeric(values), Task::Regression | Task::Forecast) => values.clone(),
            (Target::Numeric(values), _) => {
                values.iter().map(|v| self.class_of(&number_label(*v)).map_or(f64::NAN, |c| c as f64)).collect()
            }
            (Target::Labels { codes, names }, _) => {
                let class: Vec<f64> = names.iter().map(|n| self.class_of(n).map_or(f64::NAN, |c| c as f64)).collect();
                codes.iter().map(|&c| class.get(c as usize).copied().unwrap_or(f64::NAN)).collect()
            }
        }
    }

    fn class_of(&self, label: &str) -> Option<usize> {
        self.classes.iter().position(|c| c == label)
    }

    /// A kind that cannot answer the task is refused before anything runs.
    fn check_ladder(&self) -> Result<(), ContestError> {
        match self.ladder.iter().find(|contender| !contender.kind.fits(self.task)) {
            None => Ok(()),
            Some(odd) => Err(ContestError::refused(
                "contender",
                format!("contender \"{}\" of kind {} cannot answer a {} task", odd.name, odd.kind.name(), self.task),
                "leave it out, or state the task under [data]",
            )),
        }
    }
}

fn choice(choices: &mut Vec<Choice>, key: &str, value: &str, why: &str) {
    choices.push(Choice { key: key.into(), value: value.into(), why: why.into() });
}

/// Distinct finite values of a numeric target, up to three of them.
fn few_values(values: &[f64]) -> Vec<f64> {
    let mut found: Vec<f64> = Vec::new();
    for &v in values.iter().filter(|v| v.is_finite()) {
        if !found.contains(&v) {
            found.push(v);
            if found.len() > 2 {
                break;
            }
        }
    }
    found.sort_by(f64::total_cmp);
    found
}

/// Label of a numeric class: `1`, not `1.0`.
fn number_label(value: f64) -> String {
    format!("{value}")
}

fn settle_task(problem: &Problem, keys: &Keys, choices: &mut Vec<Choice>) -> Result<Task, ContestError> {
    let name = &problem.data.target;
    let constant = |what: &str| {
        let message = format!("the target `{name}` is {what}: there is nothing to predict");
        Err(ContestError::refused("data.target", message, "choose another target, or check how it was filled"))
    };
    let task = match &keys.target {
        Target::Numeric(values) => match few_values(values).as_slice() {
            [] => return constant("missing in every row"),
            [only] => return constant(&format!("{only} in every row")),
            [0.0, 1.0] => (Task::Binary, "the target is 0 or 1".to_owned()),
            _ => (Task::Regression, "the target holds numbers".to_owned()),
        },
        Target::Labels { names, .. } => match names.len() {
            0 => return constant("missing in every row"),
            1 => return constant(&format!("\"{}\" in every row", names[0])),
            2 => (Task::Binary, format!("the target is {} or {}", names[0], names[1])),
            n if n <= CLASSES_MAX => (Task::Multiclass, format!("the target holds {n} labels")),
            n => {
                let message = format!("the target `{name}` is text with {n} different values: neither numbers nor classes");
                return Err(ContestError::refused("data.target", message, "choose a numeric column, or group the labels"));
            }
        },
    };
    let wanted = if problem.data.is_forecast() { Some(Task::Forecast) } else { problem.data.task };
    let Some(wanted) = wanted else {
        choice(choices, "data.task", &task.0.to_string(), &task.1);
        return Ok(task.0);
    };
    let numeric = matches!(keys.target, Target::Numeric(_));
    if !numeric && matches!(wanted, Task::Regression | Task::Forecast) {
        let message = format!("a {wanted} needs numbers, but the target `{name}` holds labels");
        return Err(ContestError::refused("data.target", message, "choose a numeric column"));
    }
    if wanted == Task::Binary && task.0 != Task::Binary {
        let two = matches!(&keys.target, Target::Numeric(v) if few_values(v).len() == 2);
        if !two {
            let message = format!("a binary task needs two classes, but the target `{name}` has more");
            return Err(ContestError::refused("data.task", message, "use task = \"multiclass\" or \"regression\""));
        }
    }
    Ok(wanted)
}

fn settle_metric(problem: &Problem, task: Task, keys: &Keys, choices: &mut Vec<Choice>) -> Result<Metric, ContestError> {
    let metric = problem.stake.metric.unwrap_or_else(|| {
        let metric = Metric::default_for(task);
        choice(choices, "stake.metric", &metric.to_string(), &format!("the usual ruler of a {task} task"));
        metric
    });
    if !metric.fits(task) {
        let message = format!("the metric {metric} cannot judge a {task} task");
        let hint = format!("take {}, or state the task under [data]", Metric::default_for(task));
        return Err(ContestError::refused("stake.metric", message, hint));
    }
    let Target::Numeric(values) = &keys.target else { return Ok(metric) };
    let unfit = match metric {
        Metric::Mape if values.contains(&0.0) => Some("zeros, which have no percentage error"),
        Metric::Msle if values.iter().any(|&v| v <= -1.0) => Some("values of -1 or less, which have no logarithm"),
        Metric::PoissonDeviance if values.iter().any(|&v| v < 0.0) => Some("negative values, which are no counts"),
        _ => None,
    };
    match unfit {
        None => Ok(metric),
        Some(what) => Err(ContestError::refused(
            "stake.metric",
            format!("the metric {metric} does not fit: the target holds {what}"),
            "take mae or rmse",
        )),
    }
}

fn settle_classes(problem: &Problem, task: Task, keys: &Keys, choices: &mut Vec<Choice>) -> Result<Vec<String>, ContestError> {
    if matches!(task, Task::Regression | Task::Forecast) {
        return Ok(Vec::new());
    }
    let (mut names, counts) = match &keys.target {
        Target::Labels { codes, names } => {
            let mut counts = vec![0_u64; names.len()];
            codes.iter().filter(|&&c| c != MISSING).for_each(|&c| counts[c as usize] += 1);
            (names.clone(), counts)
        }
        Target::Numeric(values) => numeric_classes(values, &problem.data.target)?,
    };
    if task != Task::Binary {
        return Ok(names);
    }
    let positive = if let Some(stated) = &problem.data.positive {
        names.iter().position(|n| n == stated).ok_or_else(|| {
            let message = format!("the target has no class `{stated}`");
            ContestError::refused("data.positive", message, format!("its classes are {}", names.join(" and ")))
        })?
    } else {
        let usual = |n: &String| POSITIVE.contains(&n.to_lowercase().as_str());
        let (at, why) = match names.iter().position(usual) {
            Some(at) => (at, "its usual name"),
            None => (usize::from(counts[1] <= counts[0]), "the rarer class"),
        };
        choice(choices, "data.positive", &names[at], why);
        at
    };
    if positive == 0 {
        names.reverse();
    }
    Ok(names)
}

fn numeric_classes(values: &[f64], target: &str) -> Result<(Vec<String>, Vec<u64>), ContestError> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let mut names = Vec::new();
    let mut counts: Vec<u64> = Vec::new();
    for run in sorted.chunk_by(|a, b| a >= b) {
        names.push(number_label(run[0]));
        counts.push(run.len() as u64);
        if names.len() > CLASSES_MAX {
            let message = format!("the target `{target}` has more than {CLASSES_MAX} different values: too many for classes");
            return Err(ContestError::refused("data.task", message, "use task = \"regression\""));
        }
    }
    Ok((names, counts))
}

fn settle_season(problem: &Problem, keys: &Keys, choices: &mut Vec<Choice>) -> u32 {
    if let Some(season) = problem.data.season {
        return season.max(1);
    }
    let Some(step) = keys.step else { return 1 };
    let season = match step {
        Step::Seconds(_) => series::season_of(step, histories(keys, step).iter().map(Vec::as_slice)),
        _ => step.season(),
    };
    if problem.data.is_forecast() {
        let weekly = if season == step.season() { "" } else { ", and weekdays differ" };
        let why = format!("one row a {}{weekly}", step.unit());
        choice(choices, "data.season", &season.to_string(), &why);
    }
    season
}

/// The target of each series on its calendar, without the last fifth, in which the seal will stand; none where it is no number or the rows are not
/// dated.
fn histories(keys: &Keys, step: Step) -> Vec<Vec<f64>> {
    let (Target::Numeric(values), Some(time)) = (&keys.target, &keys.time) else { return Vec::new() };
    let clock = if keys.time_is_date { Clock::Dates } else { Clock::Numbers };
    let mut rows: Vec<Vec<Row>> = vec![Vec::new(); keys.group_labels.len().max(1)];
    for (at, (&stamp, &value)) in time.iter().zip(values).enumerate() {
        let group = keys.group.as_ref().map_or(0, |group| group[at] as usize);
        rows[group].push(Row { stamp, value, row: at as u64 + 1 });
    }
    let regular = |rows: &Vec<Row>| {
        let stamps: Vec<i64> = rows.iter().map(|row| row.stamp).collect();
        Regular::new(rows, &Grid::fitting(step, &stamps, clock), clock, None).ok()
    };
    let early = |mut values: Vec<f64>| {
        values.truncate(values.len() / 5 * 4);
        values
    };
    rows.iter().filter_map(regular).map(|regular| early(regular.values)).collect()
}

fn settle_split(problem: &Problem, task: Task, keys: &Keys, choices: &mut Vec<Choice>) -> Result<SplitKind, ContestError> {
    let dated = keys.time.is_some();
    if let Some(kind) = problem.split.kind {
        let fits = match kind {
            SplitKind::Rolling => task == Task::Forecast,
            SplitKind::Time => dated && task != Task::Forecast,
            SplitKind::Grouped => keys.group.is_some() && task != Task::Forecast,
            SplitKind::Stratified | SplitKind::Random => task != Task::Forecast,
        };
        if !fits {
            let hint = match kind {
                SplitKind::Rolling => "rolling origins belong to forecasts: state data.time and data.horizon",
                SplitKind::Time => "state data.time, the column that orders the rows",
                SplitKind::Grouped => "state data.group, the column that keeps rows together",
                _ => "a forecast is split by rolling origins; leave split.kind out",
            };
            return Err(ContestError::refused("split.kind", format!("a {kind} split does not fit here"), hint));
        }
        if kind == SplitKind::Stratified && dated {
            return Err(dated_refusal("split.kind", problem.data.time.as_deref().unwrap_or_default()));
        }
        if kind == SplitKind::Stratified
            && let Some(column) = &keys.dated
        {
            return Err(dated_refusal("split.kind", column));
        }
        return Ok(kind);
    }
    let (kind, why) = match (task, dated, &keys.group, &keys.dated) {
        (Task::Forecast, ..) => (SplitKind::Rolling, "a forecast learns from the past only"),
        (_, true, ..) => (SplitKind::Time, "the rows are dated"),
        (_, _, Some(_), _) => (SplitKind::Grouped, "rows of a group stay together"),
        (.., Some(column)) => return Err(dated_refusal("data.source", column)),
        _ => (SplitKind::Stratified, "the rows are not dated"),
    };
    choice(choices, "split.kind", &kind.to_string(), why);
    Ok(kind)
}

fn dated_refusal(key: &'static str, column: &str) -> ContestError {
    ContestError::refused(
        key,
        format!("the rows are dated by `{column}`: a random split would let contenders learn from the future"),
        format!(
            "split by time with `--time {column} --split time` (data.time and split.kind in a problem file), or force it with \
             `--split random`"
        ),
    )
}

/// Whether the target is a count: whole numbers, none negative.
fn is_count(task: Task, keys: &Keys) -> bool {
    let Target::Numeric(values) = &keys.target else { return false };
    let known = || values.iter().filter(|v| v.is_finite());
    task == Task::Regression && known().all(|&v| v >= 0.0 && v.fract() == 0.0) && known().any(|&v| matches!(v, 0.0 | 1.0))
}

fn draw(
    problem: &Problem,
    split: SplitKind,
    season: u32,
    keys: &Keys,
    choices: &mut Vec<Choice>,
) -> Result<(Folds, u32), ContestError> {
    let known = |row: usize| keys.target.is_known(row);
    let rows = (0..keys.rows).filter(|&row| known(row)).count();
    if split == SplitKind::Rolling {
        return draw_origins(problem, season, keys, choices);
    }
    let count = problem.split.folds.unwrap_or_else(|| {
        choice(choices, "split.folds", &FOLDS.to_string(), "the usual number");
        FOLDS
    });
    let sealed = match problem.split.sealed {
        Some(Sealed::Share(share)) => share,
        Some(Sealed::Rows(sealed)) => sealed as f64 / rows.max(1) as f64,
        None => {
            choice(choices, "split.sealed", "20%", "the usual share");
            SEALED
        }
    };
    let few = |message: String| ContestError::refused("split.folds", message, "use fewer folds, or more rows");
    if (rows as f64 * (1.0 - sealed)) < f64::from(count) * 2.0 || sealed >= 1.0 {
        let message = format!("{rows} rows are too few for {count} folds and a sealed block");
        return Err(few(message));
    }
    let folds = match split {
        SplitKind::Time => {
            let distinct = keys.distinct_times(known);
            let rank = keys.time.as_deref().map(|time| ranks(time, known, &distinct)).unwrap_or_default();
            by_time(rank, sealed, count).ok_or_else(|| {
                few(format!("{} different dates are too few for {count} folds and a sealed block", distinct.len()))
            })?
        }
        SplitKind::Grouped => {
            let groups = keys.group.as_deref().unwrap_or_default();
            if keys.group_labels.len() < count as usize + 1 {
                let found = keys.group_labels.len();
                return Err(few(format!("{found} groups are too few for {count} folds and a sealed block")));
            }
            by_group(groups, known, sealed, count as u16, problem.seed)
        }
        _ => by_row(strata(keys), known, sealed, count as u16, problem.seed),
    };
    match (0..folds.count()).find(|&fold| folds.asked(crate::FoldId::Inner(fold)).is_empty()) {
        Some(fold) => Err(few(format!("fold {} would have no rows", fold + 1))),
        None => Ok((folds, 1)),
    }
}

/// The classes, or the sorted values: equal values stand together, so a numeric class is its own stratum too.
fn strata(keys: &Keys) -> Strata<'_> {
    match &keys.target {
        Target::Labels { codes, .. } => Strata::Classes(codes),
        Target::Numeric(values) => Strata::Values(values),
    }
}

fn draw_origins(problem: &Problem, season: u32, keys: &Keys, choices: &mut Vec<Choice>) -> Result<(Folds, u32), ContestError> {
    let (Some(time), Some(horizon)) = (&keys.time, problem.data.horizon) else {
        let hint = "add `time = \"...\"` and `horizon = 12` under [data]";
        return Err(ContestError::refused("data.horizon", "a forecast needs a time column and a horizon", hint));
    };
    refuse_doubles(problem, keys, time)?;
    let distinct = keys.distinct_times(|_| true);
    let times = distinct.len() as u32;
    let sealed = match problem.split.sealed {
        Some(Sealed::Rows(steps)) => u32::try_from(steps).unwrap_or(u32::MAX),
        Some(Sealed::Share(share)) => (f64::from(times) * share).round() as u32,
        None => {
            choice(choices, "split.sealed", &horizon.to_string(), "the last horizon");
            horizon
        }
    };
    let step = problem.split.step.unwrap_or(1).max(1);
    let train_min = (2 * season + 1).max(horizon.min(2 * season + 12)).max(3);
    let origins = problem.split.origins.unwrap_or(ORIGINS).max(1);
    let folds = rolling_origin(ranks(time, |_| true, &distinct), times, horizon, sealed, step, origins, train_min);
    let needed = train_min + horizon + sealed;
    let folds = folds.ok_or_else(|| {
        let message = format!(
            "{times} dates are too few: {train_min} to learn from, {horizon} to be asked and {sealed} sealed make {needed}"
        );
        ContestError::refused("data.horizon", message, "use a shorter horizon, or a longer history")
    })?;
    if problem.split.origins.is_none() {
        let every = if step == 1 { "at every step".to_owned() } else { format!("every {step} steps") };
        let why = format!("{every}, with at least {train_min} steps to learn from, at most {ORIGINS}");
        choice(choices, "split.origins", &folds.count().to_string(), &why);
    }
    Ok((folds, step))
}

/// Two values of one series at one date cannot both be right.
fn refuse_doubles(problem: &Problem, keys: &Keys, time: &[i64]) -> Result<(), ContestError> {
    let mut seen: Vec<(u32, i64, usize)> =
        (0..keys.rows).map(|row| (keys.group.as_ref().map_or(0, |g| g[row]), time[row], row)).collect();
    seen.sort_unstable();
    let Some(pair) = seen.windows(2).find(|w| (w[0].0, w[0].1) == (w[1].0, w[1].1)) else { return Ok(()) };
    let of = match (&problem.data.group, keys.group_labels.get(pair[0].0 as usize)) {
        (Some(group), Some(label)) => format!(" of {group} `{label}`"),
        _ => String::new(),
    };
    let message = format!("data rows {} and {}{of} have the same date", pair[0].2 + 1, pair[1].2 + 1);
    let hint = match problem.data.group {
        None => "if the table holds many series, name the column that tells them apart: group = \"...\"",
        Some(_) => "sum or drop such rows first",
    };
    Err(ContestError::refused("data.time", message, hint))
}

fn features(problem: &Problem, task: Task, keys: &Keys) -> Result<Vec<String>, ContestError> {
    let data = &problem.data;
    let names: Vec<&String> = keys.schema.fields().iter().map(|f| f.name()).filter(|n| *n != "row_id").collect();
    for (key, listed) in
        [("data.features", data.features.as_deref().unwrap_or_default()), ("data.drop", &data.drop), ("data.known", &data.known)]
    {
        if let Some(unknown) = listed.iter().find(|n| !names.contains(n)) {
            let hint = crate::nearest::nearest(unknown, names.iter().map(|n| n.as_str()))
                .map_or_else(|| "see the table's header".to_owned(), |near| format!("did you mean `{near}`?"));
            return Err(ContestError::refused(key, format!("the table has no column `{unknown}`"), hint));
        }
    }
    let is_key = |n: &String| data.time.as_ref() == Some(n) || data.group.as_ref() == Some(n);
    let wanted = |n: &String| match (task, &data.features) {
        (Task::Forecast, _) => is_key(n) || data.known.contains(n),
        (_, Some(listed)) => listed.contains(n) || is_key(n),
        (_, None) => true,
    };
    let kept: Vec<String> =
        names.into_iter().filter(|n| **n != data.target && !data.drop.contains(n) && wanted(n)).cloned().collect();
    if kept.is_empty() {
        return Err(ContestError::refused("data.features", "no column is left to learn from", "drop fewer columns"));
    }
    Ok(kept)
}
