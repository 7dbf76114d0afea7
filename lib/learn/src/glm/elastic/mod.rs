//! Generalised linear models with an elastic net penalty: a path from nothing to nearly everything, and cross-validation to choose on it.

mod cross;
mod descent;

use super::family::{Family, Law};
use super::fitted::Prepared;
use super::formula::Formula;
use super::sample::{Rows, Sample};
use crate::encode::EncodeSpec;
use crate::{LearnError, Stop};
use descent::{Descent, Penalty};

/// A generalised linear model that selects columns.
///
/// Minimises `deviance / (2 W) + lambda (mix sum_j |b_j| + (1 - mix) / 2 sum_j b_j^2)` with `W` the sum of the weights (the rows, without weights) and `b_j` the
/// coefficients of the design of [`EncodeSpec`]: numerics scaled to unit variance, 0/1 columns as they are, the intercept free. That is scikit-learn's `ElasticNet(alpha =
/// lambda, l1_ratio = mix)`, and its `LogisticRegression` with `C = 1 / (W lambda)`, behind the same design.
///
/// | field | default | meaning |
/// |---|---|---|
/// | `family` | Gaussian | distribution and link; theta or power must be given |
/// | `mix` | 0.5 | 1 is the lasso, 0 the ridge |
/// | `lambdas` | 60 to a thousandth | penalties, each fitted from the one before it |
/// | `folds` | 5 | folds of the cross-validation; 0 does without, and takes the last penalty |
/// | `choice` | one standard error | which penalty [`ElasticNetFitted::formula`] has |
/// | `encode` | [`EncodeSpec::default`] | design matrix, missing values, rare labels |
///
/// Coordinate descent on the Gram matrix inside scoring steps; the columns in use are then solved exactly, so that the objective is at its minimum to rounding
/// (never above scikit-learn's by 1e-9). Friedman, Hastie and Tibshirani, J. Stat. Soft. 33 (2010) 1, 10.18637/jss.v033.i01.
///
/// Standard errors are not given: after a selection the usual ones are too small.
#[derive(Debug, Clone, PartialEq)]
pub struct ElasticNetSpec {
    /// Distribution and link.
    pub family: Family,
    /// Share of the absolute values in the penalty, 0 to 1.
    pub mix: f64,
    /// Penalties.
    pub lambdas: Lambdas,
    /// Folds, 0 or 2 and more.
    pub folds: usize,
    /// Which penalty to predict with.
    pub choice: Choice,
    /// Design matrix.
    pub encode: EncodeSpec,
}

/// Penalties of a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Lambdas {
    /// That many, falling evenly in logarithms from the least that leaves every coefficient at 0 to `least` times that.
    Path {
        /// 1 or more.
        count: usize,
        /// Above 0, below 1.
        least: f64,
    },
    /// These, in this order, all above 0.
    Given(Vec<f64>),
}

/// Which penalty of the path is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Least mean deviance of the rows held out.
    Least,
    /// The largest penalty within one standard error of that.
    OneStandardError,
}

impl Default for ElasticNetSpec {
    fn default() -> Self {
        Self {
            family: Family::Gaussian,
            mix: 0.5,
            lambdas: Lambdas::Path { count: 60, least: 1e-3 },
            folds: 5,
            choice: Choice::OneStandardError,
            encode: EncodeSpec::default(),
        }
    }
}

/// One penalty of the path.
#[derive(Debug, Clone, PartialEq)]
pub struct PathPoint {
    /// The penalty.
    pub lambda: f64,
    /// Columns of the design in use, without the intercept.
    pub columns: usize,
    /// Deviance of the training rows.
    pub deviance: f64,
    /// What is minimised.
    pub objective: f64,
    /// Mean deviance of a row held out, and its standard error over the folds.
    pub held_out: Option<(f64, f64)>,
    beta: Vec<f64>,
}

/// A fitted path.
#[derive(Debug, Clone)]
pub struct ElasticNetFitted {
    path: Vec<PathPoint>,
    least: usize,
    one_standard_error: usize,
    chosen: usize,
    /// With the coefficients of the chosen penalty.
    formula: Formula,
}

impl ElasticNetSpec {
    /// Fits the path to the rows of `sample`; `seed` draws the folds. `stop` ends the path early, and leaves the folds out.
    ///
    /// # Errors
    /// [`LearnError::NoRows`], [`LearnError::Length`], [`LearnError::Target`], [`LearnError::RowValue`], [`LearnError::Limit`];
    /// [`LearnError::Setting`] for the fields above, and for a target with a single value that has no finite intercept; [`LearnError::Stopped`].
    ///
    /// Cost: for Gaussian and gamma O(rows (q + c)^2) once and O(p^2) a sweep, for the others that once a scoring step; times folds + 1.
    pub fn fit(&self, sample: &Sample, seed: u64, stop: Option<Stop>) -> Result<ElasticNetFitted, LearnError> {
        let law = self.law()?;
        let rows = sample.rows()?;
        self.family.check(&rows)?;
        let prepared = Prepared::new(&rows, self.encode.fit(&rows.train)?, law)?;
        if prepared.only_constant(law).is_some() {
            return Err(LearnError::Setting { name: "target", found: "a single value".to_owned(), wanted: "two values" });
        }
        let lambdas = self.penalties(&prepared, law);
        let mut path = self.path(&prepared, law, &lambdas, stop);
        let last = path.len().checked_sub(1).ok_or(LearnError::Stopped)?;
        let (mut least, mut one_standard_error) = (last, last);
        if self.folds > 0 && path.len() == lambdas.len() {
            let held = cross::held_out(self, &rows, law, &lambdas, seed, stop)?;
            if let Some(held) = held {
                for (point, held) in path.iter_mut().zip(&held) {
                    point.held_out = Some(*held);
                }
                least = (0..held.len()).min_by(|a, b| held[*a].0.total_cmp(&held[*b].0)).unwrap_or(last);
                let limit = held[least].0 + held[least].1;
                let good = (0..held.len()).filter(|at| held[*at].0 <= limit);
                one_standard_error = good.max_by(|a, b| lambdas[*a].total_cmp(&lambdas[*b])).unwrap_or(least);
            }
        }
        let chosen = if self.choice == Choice::Least { least } else { one_standard_error };
        let Prepared { encoder, target, .. } = prepared;
        let formula = Formula { link: law.link(), encoder, beta: path[chosen].beta.clone(), target };
        Ok(ElasticNetFitted { path, least, one_standard_error, chosen, formula })
    }

    fn law(&self) -> Result<Law, LearnError> {
        let bad = |name, found: String, wanted| Err(LearnError::Setting { name, found, wanted });
        if !(0.0..=1.0).contains(&self.mix) {
            return bad("mix", self.mix.to_string(), "0 to 1");
        }
        if self.folds == 1 {
            return bad("folds", "1".to_owned(), "0, or 2 and more");
        }
        match &self.lambdas {
            Lambdas::Path { count, least } if *count == 0 || !(*least > 0.0 && *least < 1.0) => {
                return bad("lambdas", format!("{count} down to {least}"), "1 or more, down to a share above 0 and below 1");
            }
            Lambdas::Given(all) if all.is_empty() || all.iter().any(|l| !(*l > 0.0 && l.is_finite())) => {
                return bad("lambdas", format!("{all:?}"), "finite numbers above 0");
            }
            _ => {}
        }
        match self.family {
            Family::Gaussian => Ok(Law::Gaussian),
            Family::Binomial => Ok(Law::Binomial),
            Family::Poisson => Ok(Law::Poisson),
            Family::Gamma => Ok(Law::Gamma),
            Family::NegativeBinomial { theta: Some(theta) } => Ok(Law::NegativeBinomial(theta)),
            Family::Tweedie { power: Some(power) } => Ok(Law::Tweedie(power)),
            Family::NegativeBinomial { theta: None } => bad("theta", "none".to_owned(), "given, as by a fit without a penalty"),
            Family::Tweedie { power: None } => bad("power", "none".to_owned(), "given, as by a fit without a penalty"),
        }
    }

    fn penalties(&self, prepared: &Prepared, law: Law) -> Vec<f64> {
        match &self.lambdas {
            Lambdas::Given(all) => all.clone(),
            Lambdas::Path { count, least } => {
                let highest = Descent::new(prepared, law).slope_most() * prepared.target.unit / self.mix.max(1e-3);
                let highest = if highest > 0.0 { highest } else { 1.0 };
                let share = |k: usize| if *count > 1 { k as f64 / (*count - 1) as f64 } else { 0.0 };
                (0..*count).map(|k| highest * least.powf(share(k))).collect()
            }
        }
    }

    /// All penalties, each from the coefficients of the one before; shorter when it is stopped.
    fn path(&self, prepared: &Prepared, law: Law, lambdas: &[f64], stop: Option<Stop>) -> Vec<PathPoint> {
        let mut descent = Descent::new(prepared, law);
        let unit = prepared.target.unit;
        let mut path = Vec::with_capacity(lambdas.len());
        for &lambda in lambdas {
            if stop.is_some_and(|stop| stop()) {
                break;
            }
            // Of a target divided by its unit, coefficients are smaller by the unit, the deviance by its square.
            let penalty = Penalty { absolute: lambda * self.mix / unit, square: lambda * (1.0 - self.mix) };
            let objective = descent.minimise(penalty);
            path.push(PathPoint {
                lambda,
                columns: descent.beta()[1..].iter().filter(|b| **b != 0.0).count(),
                deviance: unit * unit * descent.deviance(),
                objective: unit * unit * objective,
                held_out: None,
                beta: descent.beta().to_vec(),
            });
        }
        path
    }
}

impl ElasticNetFitted {
    /// All penalties in order.
    pub fn path(&self) -> &[PathPoint] {
        &self.path
    }

    /// The point of least deviance held out; without folds the last one.
    pub fn least(&self) -> &PathPoint {
        &self.path[self.least]
    }

    /// The point of the largest penalty within one standard error of the least; without folds the last one.
    pub fn one_standard_error(&self) -> &PathPoint {
        &self.path[self.one_standard_error]
    }

    /// The point that was chosen.
    pub fn chosen(&self) -> &PathPoint {
        &self.path[self.chosen]
    }

    /// What the chosen point predicts with.
    pub fn formula(&self) -> &Formula {
        &self.formula
    }

    /// What another point of the path predicts with; `None` behind its end.
    pub fn formula_at(&self, point: usize) -> Option<Formula> {
        Some(Formula { beta: self.path.get(point)?.beta.clone(), ..self.formula.clone() })
    }
}

/// The rows of one side of a fold.
pub(super) struct Side {
    train: crate::frame::Frame,
    y: Vec<f64>,
    weight: Option<Vec<f64>>,
    offset: Option<Vec<f64>>,
}

impl Side {
    fn of(rows: &Rows, index: &[usize]) -> Result<Self, LearnError> {
        let take = |values: &[f64]| index.iter().map(|&row| values[row]).collect::<Vec<f64>>();
        Ok(Self {
            train: rows.train.take(index)?,
            y: take(&rows.y),
            weight: rows.weight.as_deref().map(take),
            offset: rows.offset.as_deref().map(take),
        })
    }
}
