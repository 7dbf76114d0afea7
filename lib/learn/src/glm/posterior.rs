//! Bayesian linear and logistic regression.

use stats::{Continuous, Normal, StudentT};

use super::describe::form_of;
use super::family::{Law, Link, logistic};
use super::fitted::Prepared;
use super::formula::Formula;
use super::irls::solve;
use super::report::Convergence;
use super::sample::Sample;
use crate::encode::EncodeSpec;
use crate::frame::Frame;
use crate::linalg::Triangle;
use crate::probabilities::bounded;
use crate::{LearnError, Stop};

/// Shape and rate of the prior of the residual variance: the weight of one row.
const PRIOR_SHAPE: f64 = 0.5;
const PRIOR_RATE: f64 = 0.5;

/// What the target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BayesTask {
    /// A number: conjugate normal and inverse gamma prior, exact.
    Linear,
    /// 0 or 1: normal prior, posterior by Laplace's approximation at its mode.
    Logistic,
}

/// Bayesian linear or logistic regression: every coefficient and every prediction with what is still believed possible.
///
/// Prior: the scaled coefficients `b_j` (numerics in standard deviations, 0/1 columns as they are) are independent around 0, the intercept is free. Logistic: `b_j ~
/// N(0, effect^2)`. Linear, for the target in its standard deviations: `b_j | s^2 ~ N(0, s^2 effect^2)`, `s^2 ~ InverseGamma(1/2, 1/2)`. [`BayesSpec::prior`] says it in words.
///
/// | field | default | meaning |
/// |---|---|---|
/// | `task` | linear | number or 0/1 |
/// | `effect` | 2.5 | standard deviation of the prior of a coefficient |
/// | `encode` | [`EncodeSpec::default`] | design matrix, missing values, rare labels |
///
/// Linear posterior: `b` is Student's t around the ridge estimate of penalty `1 / effect^2` with `n` degrees of freedom (n - 1 rows beside the free intercept, and the prior's one).
/// Predictions are integrated over the posterior: t for a number, `E 1 / (1 + exp(-eta))` for a probability. Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, 14.2 and 16.3;
/// the default prior is that of Gelman et al., Ann. Appl. Stat. 2 (2008) 1360-1383, 10.1214/08-AOAS191, with a normal distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct BayesSpec {
    /// Number or 0/1.
    pub task: BayesTask,
    /// Standard deviation of the prior, above 0.
    pub effect: f64,
    /// Design matrix.
    pub encode: EncodeSpec,
}

impl Default for BayesSpec {
    fn default() -> Self {
        Self { task: BayesTask::Linear, effect: 2.5, encode: EncodeSpec::default() }
    }
}

/// What is believed of one coefficient, on the scale of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Believed {
    /// Design column.
    pub name: String,
    /// Centre of the posterior.
    pub mean: f64,
    /// Its central interval of the probability that was asked for.
    pub interval: (f64, f64),
    /// Probability that the coefficient is above 0.
    pub positive: f64,
}

/// A fitted posterior.
#[derive(Debug, Clone)]
pub struct BayesFitted {
    formula: Formula,
    factor: Triangle,
    /// Scale of the posterior of the scaled coefficients, on the scale of the data.
    scale: f64,
    /// Degrees of freedom; `None` is normal.
    freedom: Option<f64>,
    converged: bool,
}

impl BayesSpec {
    /// The prior in plain words.
    pub fn prior(&self) -> String {
        match self.task {
            BayesTask::Linear => format!(
                "before the data, one standard deviation of a number, or one label instead of the base, is as likely to raise the target as to lower it, and with 95 % \
                 probability by less than {:.1} times what is left unexplained; the unexplained rest is about as large as the spread of the target, with the weight of one row",
                1.96 * self.effect
            ),
            BayesTask::Logistic => format!(
                "before the data, one standard deviation of a number, or one label instead of the base, is as likely to raise the odds as to lower them, and with 95 % \
                 probability by a factor of less than {:.0}",
                (1.96 * self.effect).exp()
            ),
        }
    }

    /// The posterior given the rows of `train` and the target `y`.
    ///
    /// # Errors
    /// [`LearnError::NoRows`], [`LearnError::Length`], [`LearnError::Target`], [`LearnError::Limit`], [`LearnError::Setting`];
    /// [`LearnError::Singular`] for logistic with a target of a single value.
    ///
    /// Cost: as [`GlmSpec::fit`](super::GlmSpec::fit).
    pub fn fit(&self, train: &Frame, y: &[f64], stop: Option<Stop>) -> Result<BayesFitted, LearnError> {
        if !(self.effect > 0.0 && self.effect.is_finite()) {
            return Err(LearnError::Setting {
                name: "effect",
                found: self.effect.to_string(),
                wanted: "a finite number above 0",
            });
        }
        let singular = |reason: &str| LearnError::Singular { what: "the posterior", reason: reason.to_owned() };
        let (law, family) = match self.task {
            BayesTask::Linear => (Law::Gaussian, super::Family::Gaussian),
            BayesTask::Logistic => (Law::Binomial, super::Family::Binomial),
        };
        let sample = Sample::new(train, y);
        let rows = sample.rows()?;
        family.check(&rows)?;
        let prepared = Prepared::new(&rows, self.encode.fit(train)?, law)?;
        if prepared.only_constant(law).is_some() {
            return Err(singular("the target has a single value"));
        }
        let mut penalty = vec![1.0 / (self.effect * self.effect); prepared.design.columns()];
        penalty[0] = 0.0;
        let problem = prepared.problem(&prepared.design, law, &penalty);
        let solution = solve(&problem, prepared.start_of(law), 100, stop);
        let factor = solution.factor.ok_or_else(|| singular("the curvature is singular in double precision"))?;
        let unit = prepared.target.unit;
        let (scale, freedom) = match self.task {
            BayesTask::Logistic => (1.0, None),
            BayesTask::Linear => {
                let shape = PRIOR_SHAPE + 0.5 * (y.len() as f64 - 1.0);
                let drawn: f64 = penalty.iter().zip(&solution.beta).map(|(d, b)| d * b * b).sum();
                let rate = PRIOR_RATE + 0.5 * (solution.deviance + drawn);
                (unit * (rate / shape).sqrt(), Some(2.0 * shape))
            }
        };
        let converged = solution.convergence == Convergence::Converged;
        let Prepared { encoder, target, .. } = prepared;
        let formula = Formula { link: law.link(), encoder, beta: solution.beta, target };
        Ok(BayesFitted { formula, factor, scale, freedom, converged })
    }
}

impl BayesFitted {
    /// The formula at the centre of the posterior. Its predictions are those of [`BayesFitted::predict`] for a number; a probability is a
    /// little farther from one half, since it takes the coefficients as certain.
    pub fn formula(&self) -> &Formula {
        &self.formula
    }

    /// Was the centre of the posterior reached?
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// What is believed of the coefficients, with central intervals of probability `level`.
    ///
    /// # Errors
    /// [`LearnError::Setting`] for the level.
    pub fn coefficients(&self, level: f64) -> Result<Vec<Believed>, LearnError> {
        let half = self.half_width(level)?;
        let one = |(at, (name, mean)): (usize, (&str, f64))| {
            let scale = self.scale * self.factor.variance(&form_of(&self.formula.encoder, at)).sqrt();
            let interval = (mean - half * scale, mean + half * scale);
            Believed { name: name.to_owned(), mean, interval, positive: self.below(mean / scale) }
        };
        Ok(self.formula.coefficients().into_iter().enumerate().map(one).collect())
    }

    /// The posterior predictive mean of each row of `ask`.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x p^2).
    pub fn predict(&self, ask: &Frame) -> Result<Vec<f64>, LearnError> {
        let mean = |(eta, scale): (f64, f64)| {
            if self.formula.link == Link::Logit {
                return bounded(mean_logistic(eta, scale));
            }
            self.formula.link.mean(eta)
        };
        Ok(self.linear(ask)?.into_iter().map(mean).collect())
    }

    /// For each row of `ask` the central interval of probability `level`: of a new value for a number, of the probability itself for 0/1.
    ///
    /// # Errors
    /// As [`BayesFitted::predict`]; [`LearnError::Setting`] for the level.
    pub fn interval(&self, ask: &Frame, level: f64) -> Result<Vec<(f64, f64)>, LearnError> {
        let half = self.half_width(level)?;
        let one = |(eta, scale): (f64, f64)| {
            if self.formula.link == Link::Logit {
                return (logistic(eta - half * scale), logistic(eta + half * scale));
            }
            let wide = half * scale.hypot(self.scale);
            (eta - wide, eta + wide)
        };
        Ok(self.linear(ask)?.into_iter().map(one).collect())
    }

    /// Centre and scale of the linear predictor of each row.
    fn linear(&self, ask: &Frame) -> Result<Vec<(f64, f64)>, LearnError> {
        let design = self.formula.encoder.encode(ask)?;
        let mut x = vec![0.0; design.columns()];
        let mut one = |(row, eta): (usize, f64)| {
            design.full_row(row, &mut x);
            (eta, self.scale * self.factor.variance(&x).sqrt())
        };
        Ok(self.formula.linear(&design).into_iter().enumerate().map(&mut one).collect())
    }

    fn half_width(&self, level: f64) -> Result<f64, LearnError> {
        let bad = || LearnError::Setting { name: "level", found: level.to_string(), wanted: "above 0 and below 1" };
        let open = level > 0.0 && level < 1.0;
        open.then(|| super::describe::half_width(level, self.freedom)).flatten().ok_or_else(bad)
    }

    /// Probability below `ratio` posterior scales above the centre.
    fn below(&self, ratio: f64) -> f64 {
        let found = match self.freedom {
            Some(freedom) => StudentT::new(freedom).map(|t| t.cdf(ratio)),
            None => Normal::new(0.0, 1.0).map(|normal| normal.cdf(ratio)),
        };
        found.unwrap_or(0.5)
    }
}

/// `E 1 / (1 + exp(-x))` for a normal `x`, by the trapezoidal rule, whose error falls exponentially with the distance of the poles: below 1e-12.
fn mean_logistic(mean: f64, sd: f64) -> f64 {
    let step = (0.6 / sd.max(1e-300)).clamp(0.005, 0.25);
    let count = (8.5 / step).ceil() as i32;
    let (mut value, mut total) = (0.0, 0.0);
    for k in -count..=count {
        let z = f64::from(k) * step;
        let density = (-0.5 * z * z).exp();
        value += density * logistic(mean + sd * z);
        total += density;
    }
    value / total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_of_the_logistic_are_exact() {
        // mpmath, 30 digits
        for (mean, sd, wanted) in [
            (1.0, 0.1, 0.730_605_827_839_045_6),
            (-2.0, 1.5, 0.190_053_496_808_623_1),
            (3.0, 6.0, 0.684_046_840_001_985_3),
            (0.5, 20.0, 0.509_931_865_890_297_1),
        ] {
            assert!((mean_logistic(mean, sd) - wanted).abs() < 1e-12, "{mean} {sd} {}", mean_logistic(mean, sd));
        }
    }
}
