use super::draw::Draw;
use super::fit::{Boost, Rows};
use super::fitted::{End, Fitted};
use super::loss::Loss;
use super::matrix::Binned;
use super::spec::{BinSpec, Spec};
use crate::error::LearnError;
use crate::frame::Frame;

/// Rows from which on one part and more leaves do.
const LARGE_ROWS: usize = 10_000;
/// Rows below which trees have few leaves.
const SMALL_ROWS: usize = 2_000;
/// Stream of the draw that cuts rows into parts.
const PART_STREAM: u64 = 3 << 32;

/// Which rows are held out to count the rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldOut {
    /// Each row once, in so many drawn parts with the same class shares; 2 or more.
    Parts(usize),
    /// One drawn part of that percentage of the rows, class shares kept; 1 to 99.
    Drawn(u8),
    /// The last percentage of the rows, for rows in the order of time; 1 to 99.
    Last(u8),
}

/// What becomes the model once the rounds are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The mean of the models that did not see the held-out rows.
    Mean,
    /// One model on all rows, with the rounds that were best on the held-out ones.
    Refit,
}

/// A booster that counts its rounds on rows it does not learn from, so that it does not fall behind the constant.
///
/// All models that leave out a part grow round by round together; the round with the least loss on the parts counts, 0
/// included. `should_stop` is asked before every tree; once it says so, the mean of the models so far is what is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Stopping {
    /// The parameters; [`Spec::rounds`] is the most that is tried, [`Spec::patience`] counts on the held-out rows.
    pub spec: Spec,
    /// The rows that count.
    pub held_out: HeldOut,
    /// What becomes the model.
    pub keep: Keep,
}

/// A model and the curve that counted its rounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Stopped {
    /// The model.
    pub fitted: Fitted,
    /// Mean loss on the held-out rows after 0, 1, ... rounds, the first that of the constant; empty with fewer rows than
    /// parts.
    pub curve: Vec<f64>,
    /// Rounds that were best; 0 says that nothing beat the constant, which is then the model.
    pub rounds: usize,
}

impl Stopping {
    /// Parameters for a table of so many rows.
    ///
    /// | rows | leaves | bins | leaf rows | row, column share | l2 | rounds | patience | held out | keep |
    /// |---|---|---|---|---|---|---|---|---|---|
    /// | below 2,000 | 7 | 63 | 10 | 0.8, 0.6 | 1 | 1,000 | 30 | 5 parts | mean |
    /// | below 10,000 | 15 | 63 | 10 | 0.8, 0.6 | 1 | 1,000 | 30 | 5 parts | mean |
    /// | from there | 31 | 255 | 20 | 1, 1 | 0 | 500 | 30 | a drawn fifth | refit |
    ///
    /// Chosen on 7 tables of 189 to 3,921 rows and judged on 18 others, see `bench/learn/booster.md`.
    pub fn new(loss: Loss, rows: usize) -> Self {
        let base = Spec { rounds: 500, patience: Some(30), ..Spec::new(loss) };
        if rows >= LARGE_ROWS {
            return Self { spec: base, held_out: HeldOut::Drawn(20), keep: Keep::Refit };
        }
        let spec = Spec {
            rounds: 1000,
            leaves_max: if rows < SMALL_ROWS { 7 } else { 15 },
            leaf_rows_min: 10,
            row_fraction: 0.8,
            column_fraction: 0.6,
            l2: 1.0,
            bins: BinSpec { bins_max: 63, ..base.bins.clone() },
            ..base
        };
        Self { spec, held_out: HeldOut::Parts(5), keep: Keep::Mean }
    }

    /// The same for rows in the order of time: the last fifth counts the rounds, the model is fitted to all rows.
    #[must_use]
    pub fn in_time_order(self) -> Self {
        Self { held_out: HeldOut::Last(20), keep: Keep::Refit, ..self }
    }

    /// Learns from `x` with target `y`.
    ///
    /// # Errors
    /// As [`Spec::fit`]; [`LearnError::Setting`] for parts or percentages outside their range.
    ///
    /// Cost: that of [`Spec::fit`] times the number of parts, plus 1 for [`Keep::Refit`].
    pub fn fit(&self, x: &Frame, y: &[f64], should_stop: &mut dyn FnMut() -> bool) -> Result<Stopped, LearnError> {
        self.spec.check()?;
        let binned = Binned::new(x, &self.spec.bins)?;
        self.fit_binned(&Rows::new(&binned, y), should_stop)
    }

    /// Learns from rows that are binned already.
    ///
    /// # Errors
    /// As [`Stopping::fit`].
    pub fn fit_binned(&self, rows: &Rows<'_>, should_stop: &mut dyn FnMut() -> bool) -> Result<Stopped, LearnError> {
        self.check()?;
        rows.check(&self.spec)?;
        let parts = self.parts(rows.y);
        let insides: Vec<Vec<u32>> = parts.iter().map(|part| without(part, rows.y.len())).collect();
        let refit = |rounds: usize, should_stop: &mut dyn FnMut() -> bool| {
            let spec = Spec { rounds, ..self.spec.clone() };
            let mut boost = Boost::new(&spec, *rows, None, None);
            boost.run(should_stop);
            boost.fitted
        };
        if parts.iter().chain(&insides).any(Vec::is_empty) {
            return Ok(Stopped { fitted: refit(0, should_stop), curve: Vec::new(), rounds: 0 });
        }
        let mut boosts: Vec<Boost<'_>> = insides.iter().map(|inside| Boost::new(&self.spec, *rows, Some(inside), None)).collect();
        let (curve, rounds, end) = race(&self.spec, &mut boosts, &parts, should_stop);
        let mean = match self.keep {
            Keep::Refit if end != End::Stopped => None,
            _ => Fitted::mean(boosts.into_iter().map(|boost| boost.fitted).collect(), rounds),
        };
        let mut fitted = mean.unwrap_or_else(|| refit(rounds, should_stop));
        if fitted.end != End::Stopped {
            fitted.end = end;
        }
        Ok(Stopped { fitted, curve, rounds })
    }

    fn check(&self) -> Result<(), LearnError> {
        self.spec.check()?;
        let (name, found, holds, wanted) = match self.held_out {
            HeldOut::Parts(count) => ("held_out parts", count, count >= 2, "2 or more"),
            HeldOut::Drawn(percent) | HeldOut::Last(percent) => {
                ("held_out percent", usize::from(percent), (1..=99).contains(&percent), "1 to 99")
            }
        };
        if holds { Ok(()) } else { Err(LearnError::Setting { name, found: found.to_string(), wanted }) }
    }

    /// The rows that are held out, ascending, part by part.
    fn parts(&self, y: &[f64]) -> Vec<Vec<u32>> {
        let rows = y.len();
        let share = |percent: u8| (rows * usize::from(percent)).div_ceil(100).min(rows.saturating_sub(1));
        if let HeldOut::Last(percent) = self.held_out {
            return vec![((rows - share(percent)) as u32..rows as u32).collect()];
        }
        let mut order: Vec<usize> = (0..rows).collect();
        let mut draw = Draw::new(self.spec.seed, PART_STREAM);
        for last in (1..rows).rev() {
            order.swap(last, draw.below(last + 1));
        }
        if matches!(self.spec.loss, Loss::Logistic | Loss::Softmax { .. }) {
            order.sort_by(|&a, &b| y[a].total_cmp(&y[b]));
        }
        let mut parts = match self.held_out {
            HeldOut::Parts(count) => {
                let count = count.min(rows + 1);
                let mut parts = vec![Vec::new(); count];
                order.iter().enumerate().for_each(|(place, &row)| parts[place % count].push(row as u32));
                parts
            }
            HeldOut::Drawn(percent) | HeldOut::Last(percent) => {
                let taken = |place: usize| place * usize::from(percent) / 100;
                vec![(0..rows).filter(|&p| taken(p + 1) > taken(p)).map(|p| order[p] as u32).collect()]
            }
        };
        for part in &mut parts {
            part.sort_unstable();
        }
        parts
    }
}

/// Grows all models round by round until their common loss on the held-out parts makes no more progress.
fn race(
    spec: &Spec,
    boosts: &mut [Boost<'_>],
    parts: &[Vec<u32>],
    should_stop: &mut dyn FnMut() -> bool,
) -> (Vec<f64>, usize, End) {
    let loss = |boosts: &[Boost<'_>]| {
        let sums = boosts.iter().zip(parts).map(|(boost, part)| boost.loss_of(part));
        let (sum, weight) = sums.fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
        sum / weight
    };
    let mut curve = vec![loss(boosts)];
    let mut best = 0;
    for round in 0..spec.rounds {
        let mut grew = false;
        for boost in boosts.iter_mut() {
            match boost.advance(round, should_stop) {
                Some(End::Stopped) => return (curve, best, End::Stopped),
                end => grew |= end.is_none(),
            }
        }
        if !grew {
            return (curve, best, End::NoSplit);
        }
        curve.push(loss(boosts));
        if curve[round + 1] < curve[best] {
            best = round + 1;
        }
        if spec.patience.is_some_and(|patience| round + 1 - best >= patience) {
            return (curve, best, End::Patience);
        }
    }
    (curve, best, End::Rounds)
}

/// The rows below `rows` that are not in the ascending `part`.
fn without(part: &[u32], rows: usize) -> Vec<u32> {
    let mut part = part.iter().copied().peekable();
    (0..rows as u32).filter(|row| part.next_if_eq(row).is_none()).collect()
}
