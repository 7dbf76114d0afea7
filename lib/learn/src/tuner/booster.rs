//! The tuned booster: trials on an inner split, then one fit on all rows.

use super::search::{Strategy, Tuner};
use super::space::{Parameter, Range, Space, Value};
use super::tpe::Tpe;
use super::trial::{Report, Trial};
use crate::booster::draw::Draw;
use crate::booster::{Binned, End, Fitted, Loss, Rows, Spec};
use crate::error::LearnError;
use crate::frame::Frame;

/// How a booster is tuned.
#[derive(Debug, Clone, PartialEq)]
pub struct BoosterTuning {
    /// What is not searched: loss, bins, categories, depth.
    pub base: Spec,
    /// Trials at most.
    pub trials: usize,
    /// Share of the rows that trials are measured on, in (0, 1).
    pub valid_share: f64,
    /// Whether these are the last rows instead of drawn ones: for rows in the order of time.
    pub valid_last: bool,
    /// Rounds of a trial at most.
    pub rounds_max: usize,
    /// Rounds without progress after which a trial ends.
    pub patience: usize,
    /// Seed of split, search and draws.
    pub seed: u64,
}

impl BoosterTuning {
    /// 20 trials of up to 600 rounds on a fifth of the rows.
    pub fn new(loss: Loss, seed: u64) -> Self {
        Self { base: Spec::new(loss), trials: 20, valid_share: 0.2, valid_last: false, rounds_max: 600, patience: 30, seed }
    }

    /// The searched parameters.
    ///
    /// | parameter | range | `LightGBM`'s name |
    /// |---|---|---|
    /// | `leaves_max` | 4 to 256, log | `num_leaves` |
    /// | `learning_rate` | 0.01 to 0.3, log | `learning_rate` |
    /// | `leaf_rows_min` | 2 to 256, log | `min_data_in_leaf` |
    /// | `column_fraction` | 0.4 to 1 | `feature_fraction` |
    /// | `row_fraction` | 0.5 to 1 | `bagging_fraction` |
    /// | `l2` | 0.001 to 30, log | `lambda_l2` |
    ///
    /// # Errors
    /// None in practice; those of [`Space::new`].
    pub fn space() -> Result<Space, LearnError> {
        let parameter = |name: &str, range| Parameter { name: name.to_owned(), range };
        Space::new(vec![
            parameter("leaves_max", Range::Integer { low: 4, high: 256, log: true }),
            parameter("learning_rate", Range::LogUniform { low: 0.01, high: 0.3 }),
            parameter("leaf_rows_min", Range::Integer { low: 2, high: 256, log: true }),
            parameter("column_fraction", Range::Uniform { low: 0.4, high: 1.0 }),
            parameter("row_fraction", Range::Uniform { low: 0.5, high: 1.0 }),
            parameter("l2", Range::LogUniform { low: 1e-3, high: 30.0 }),
        ])
    }

    /// The spec of a trial.
    fn spec(&self, params: &[Value]) -> Spec {
        let number = |place: usize| params[place].number();
        Spec {
            leaves_max: number(0) as usize,
            learning_rate: number(1),
            leaf_rows_min: number(2) as usize,
            column_fraction: number(3),
            row_fraction: number(4),
            l2: number(5),
            rounds: self.rounds_max,
            patience: Some(self.patience),
            seed: self.seed,
            ..self.base.clone()
        }
    }

    /// Splits and bins the rows; trials are run by [`BoosterSearch::step`].
    ///
    /// # Errors
    /// Those of [`Spec::fit`]; [`LearnError::Setting`] for a share outside (0, 1).
    pub fn start<'a>(&self, x: &'a Frame, y: &'a [f64]) -> Result<BoosterSearch<'a>, LearnError> {
        BoosterSearch::new(self.clone(), x, y)
    }

    /// All trials, then the fit on all rows with the best parameters.
    ///
    /// `should_stop` ends the trials; the last fit is done all the same, so leave time for it, or use
    /// [`BoosterTuning::start`] and own the loop.
    ///
    /// # Errors
    /// As [`BoosterTuning::start`].
    pub fn fit(&self, x: &Frame, y: &[f64], should_stop: &mut dyn FnMut() -> bool) -> Result<TunedBooster, LearnError> {
        let mut search = self.start(x, y)?;
        while !should_stop() && search.step(should_stop)?.is_some() {}
        search.finish(&mut || false)
    }
}

/// A tuning under way; the caller owns the loop.
#[derive(Debug)]
pub struct BoosterSearch<'a> {
    rules: BoosterTuning,
    x: &'a Frame,
    y: &'a [f64],
    split: Option<Split>,
    tuner: Tuner,
    rounds: Vec<usize>,
}

/// The inner split, binned once for all trials.
#[derive(Debug)]
struct Split {
    train: Binned,
    train_y: Vec<f64>,
    valid: Binned,
    valid_y: Vec<f64>,
}

/// A booster with tuned parameters.
#[derive(Debug, Clone)]
pub struct TunedBooster {
    /// Fitted on all rows.
    pub fitted: Fitted,
    /// The parameters it was fitted with.
    pub spec: Spec,
    /// All trials; values are mean losses on the inner validation rows, costs are leaves grown times rows.
    pub trials: Vec<Trial>,
    /// Names of the trials' parameters.
    pub space: Space,
}

impl<'a> BoosterSearch<'a> {
    fn new(rules: BoosterTuning, x: &'a Frame, y: &'a [f64]) -> Result<Self, LearnError> {
        if !(rules.valid_share > 0.0 && rules.valid_share < 1.0) {
            return Err(LearnError::Setting {
                name: "valid_share",
                found: rules.valid_share.to_string(),
                wanted: "strictly between 0 and 1",
            });
        }
        if y.len() != x.rows() {
            return Err(LearnError::Length { name: "target".to_owned(), expected: x.rows(), found: y.len() });
        }
        rules.base.loss.check_targets(y)?;
        let tuner = Tuner::new(BoosterTuning::space()?, Strategy::Tpe(Tpe::default()), rules.seed)?;
        let split = Split::new(&rules, x, y)?;
        Ok(Self { rules, x, y, split, tuner, rounds: Vec::new() })
    }

    /// Runs the next trial; `None` when all are done or the rows are too few to split.
    ///
    /// A trial that `should_stop` cuts short keeps the value of the rounds it reached.
    ///
    /// # Errors
    /// Those of [`Spec::fit_binned`].
    pub fn step(&mut self, should_stop: &mut dyn FnMut() -> bool) -> Result<Option<&Trial>, LearnError> {
        let Some(split) = &self.split else { return Ok(None) };
        if self.tuner.trials().len() >= self.rules.trials {
            return Ok(None);
        }
        let Some(trial) = self.tuner.ask() else { return Ok(None) };
        let (id, params) = (trial.id, trial.params.clone());
        let train = Rows::new(&split.train, &split.train_y);
        let valid = Rows::new(&split.valid, &split.valid_y);
        let fitted = self.rules.spec(&params).fit_binned(&train, Some(&valid), should_stop)?;
        self.rounds.push(fitted.rounds());
        let least = fitted.curve().iter().copied().reduce(f64::min);
        let report = Report {
            value: least,
            reason: (fitted.end() == End::Stopped).then(|| "stopped before its first round".to_owned()),
            cost: Some(fitted.leaves() as f64 * split.train.rows() as f64),
            curve: fitted.curve().to_vec(),
        };
        self.tuner.tell(id, report).map(Some)
    }

    /// All trials so far.
    pub fn trials(&self) -> &[Trial] {
        self.tuner.trials()
    }

    /// The best spec so far, with its number of rounds; the base spec before the first trial.
    pub fn best(&self) -> Spec {
        match self.tuner.best() {
            Some(trial) => Spec { rounds: self.rounds[trial.id], patience: None, ..self.rules.spec(&trial.params) },
            None => self.rules.base.clone(),
        }
    }

    /// Fits the best spec on all rows.
    ///
    /// # Errors
    /// Those of [`Spec::fit`].
    pub fn finish(self, should_stop: &mut dyn FnMut() -> bool) -> Result<TunedBooster, LearnError> {
        let spec = self.best();
        let fitted = spec.fit(self.x, self.y, should_stop)?;
        let space = self.tuner.space().clone();
        Ok(TunedBooster { fitted, spec, trials: self.tuner.trials().to_vec(), space })
    }
}

impl Split {
    /// Keeps the class shares where there are classes; `None` when a side would be empty.
    fn new(rules: &BoosterTuning, x: &Frame, y: &[f64]) -> Result<Option<Self>, LearnError> {
        let mut order: Vec<usize> = (0..y.len()).collect();
        let mut draw = Draw::new(rules.seed, u64::MAX);
        for last in (1..order.len()).rev().take_while(|_| !rules.valid_last) {
            order.swap(last, draw.below(last + 1));
        }
        if !rules.valid_last && matches!(rules.base.loss, Loss::Logistic | Loss::Softmax { .. }) {
            order.sort_by(|&a, &b| y[a].total_cmp(&y[b]));
        }
        let taken = |place: usize| (place as f64 * rules.valid_share).floor();
        let kept = y.len() - taken(y.len()) as usize;
        let held = |place: usize| if rules.valid_last { place >= kept } else { taken(place + 1) > taken(place) };
        let part = |side: bool| -> Vec<usize> {
            let mut rows: Vec<usize> = (0..order.len()).filter(|&at| held(at) == side).map(|at| order[at]).collect();
            rows.sort_unstable();
            rows
        };
        let (train, valid) = (part(false), part(true));
        if train.is_empty() || valid.is_empty() {
            return Ok(None);
        }
        let targets = |rows: &[usize]| rows.iter().map(|&row| y[row]).collect();
        let binned = Binned::new(&x.take(&train)?, &rules.base.bins)?;
        let beside = binned.like(&x.take(&valid)?)?;
        Ok(Some(Self { train: binned, train_y: targets(&train), valid: beside, valid_y: targets(&valid) }))
    }
}
