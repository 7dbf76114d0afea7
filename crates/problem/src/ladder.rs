//! The contenders that enter by themselves, from the plainest to the most complex.

use serde::{Deserialize, Serialize};

use crate::contender::Contender;
use crate::data::Task;
use crate::kind::{Kind, Statistic};
use crate::metric::Metric;
use crate::problem::Problem;

/// How many rungs the default ladder has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LadderSize {
    /// One contender of each sort: a constant, cells in SQL, one linear model, one booster; last value, seasonal naive, ETS and the
    /// combination for forecasts.
    Short,
    /// All that are worth their time on most tables.
    Full,
}

impl LadderSize {
    /// The size where the problem file does not say: short for tables, where tuning takes minutes; full for forecasts, which
    /// are cheap.
    pub fn usual(task: Task) -> Self {
        if task == Task::Forecast { Self::Full } else { Self::Short }
    }

    /// The names a problem file may use.
    pub const NAMES: [&'static str; 2] = ["short", "full"];

    /// The size of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "short" => Some(Self::Short),
            "full" => Some(Self::Full),
            _ => None,
        }
    }
}

/// What is known of the table when the ladder is set up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traits {
    /// The metric of the contest; it decides which constant is the best one.
    pub metric: Metric,
    /// Whether the target holds counts: whole numbers from 0. Enters a Poisson regression.
    pub counts: bool,
    /// Steps in a season of a forecast, if it has seasons; without them no seasonal contender enters.
    pub season: Option<u32>,
}

/// The contenders of a contest in ladder order: those of the file, or the default ladder, or both.
///
/// Both, if the file has `ladder` beside its `[[contender]]`s: each of these then stands after the default contenders of its
/// tier, and takes the place of a default contender of the same name.
pub fn enter(problem: &Problem, task: Task, traits: &Traits) -> Vec<Contender> {
    let own = &problem.contenders;
    let size = match (problem.ladder, own.is_empty()) {
        (None, false) => return own.clone(),
        (size, _) => size.unwrap_or(LadderSize::usual(task)),
    };
    let mut rungs = default_for(task, traits, size);
    rungs.retain(|rung| own.iter().all(|contender| contender.name != rung.name));
    rungs.extend(own.iter().cloned());
    rungs.sort_by_key(|rung| rung.tier);
    rungs
}

/// The default ladder of a task.
///
/// | task | rungs of the full ladder (those of the short one in bold) |
/// | --- | --- |
/// | regression | **constant**, **cells**, **linear**, poisson (counts only), small tree, additive model, **boosted trees**, tuned boosted trees |
/// | binary | **constant**, **cells**, **logistic**, naive bayes, small tree, additive model, **boosted trees**, tuned boosted trees |
/// | multiclass | as binary, without cells |
/// | forecast | **last value**, **seasonal naive**, seasonal naive with drift, moving average, **ets**, theta, arima, **combination** |
pub fn default_for(task: Task, traits: &Traits, size: LadderSize) -> Vec<Contender> {
    let full = size == LadderSize::Full;
    match task {
        Task::Forecast => forecast(traits, full),
        Task::Regression => numbers(traits, full),
        Task::Binary | Task::Multiclass => classes(task, traits, full),
    }
}

fn rung(name: &str, kind: Kind) -> Contender {
    Contender { name: name.to_owned(), tier: kind.tier(), kind, hours: 0.0, upkeep_hours: 0.0, limits: None, note: None }
}

fn constant(metric: Metric) -> Contender {
    let statistic = match metric {
        Metric::Mae => Some(Statistic::Median),
        Metric::Mse | Metric::Rmse | Metric::PoissonDeviance => Some(Statistic::Mean),
        Metric::LogLoss | Metric::Brier => Some(Statistic::Prior),
        Metric::ErrorRate => Some(Statistic::Majority),
        // The best constant for these is neither mean nor median: the contender works it out.
        Metric::Pinball(_) | Metric::Mape | Metric::Msle => None,
    };
    rung("constant", Kind::Constant { statistic })
}

fn cells() -> Contender {
    rung("cells", Kind::Cells { columns: None, buckets: None })
}

fn learned(rungs: &mut Vec<Contender>, full: bool) {
    let boost = Kind::Boost { rounds: None, leaves: None, learning_rate: None, min_leaf: None };
    if full {
        rungs.push(rung("small tree", Kind::Tree { depth: Some(4), min_leaf: None }));
        rungs.push(rung("additive model", Kind::Gam { pairs: None }));
    }
    rungs.push(rung("boosted trees", boost));
    if full {
        rungs.push(rung("tuned boosted trees", Kind::TunedBoost { trials: None }));
    }
}

fn numbers(traits: &Traits, full: bool) -> Vec<Contender> {
    let mut rungs = vec![constant(traits.metric), cells(), rung("linear", Kind::Linear { ridge: None, curves: None })];
    if full && traits.counts {
        rungs.push(rung("poisson", Kind::Poisson { ridge: None, curves: None }));
    }
    learned(&mut rungs, full);
    rungs
}

fn classes(task: Task, traits: &Traits, full: bool) -> Vec<Contender> {
    let mut rungs = vec![constant(traits.metric)];
    if task == Task::Binary {
        rungs.push(cells());
    }
    rungs.push(rung("logistic", Kind::Logistic { ridge: None, curves: None }));
    if full {
        rungs.push(rung("naive bayes", Kind::NaiveBayes));
    }
    learned(&mut rungs, full);
    rungs
}

fn forecast(traits: &Traits, full: bool) -> Vec<Contender> {
    let seasonal = traits.season.is_some_and(|season| season > 1);
    let season = traits.season;
    let mut rungs = vec![rung("last value", Kind::LastValue)];
    if seasonal {
        rungs.push(rung("seasonal naive", Kind::SeasonalNaive { season }));
    }
    if seasonal && full {
        let drift = Kind::SeasonalNaiveDrift { season };
        rungs.push(rung("seasonal naive with drift", drift));
    }
    if full {
        rungs.push(rung("moving average", Kind::MovingAverage { window: None }));
    }
    rungs.push(rung("ets", Kind::Ets { model: None }));
    if full {
        rungs.push(rung("theta", Kind::Theta));
        rungs.push(rung("arima", Kind::Arima { order: None, seasonal: None }));
    }
    rungs.push(rung("combination", Kind::AutoForecast));
    rungs
}
