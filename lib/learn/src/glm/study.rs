//! Inference and influence: what needs the training rows again.

use std::collections::BTreeMap;

use super::describe::{form_of, half_width, two_sided};
use super::fitted::{GlmFitted, Prepared};
use super::report::Convergence;
use super::sample::{Rows, Sample};
use crate::LearnError;
use crate::linalg::Triangle;

/// A row that takes more than all but this of a degree of freedom for itself has no residual to learn from.
const FREE_MIN: f64 = 1e-10;

/// How the errors of a fit are taken to depend on each other and on the rows.
#[derive(Debug, Clone, Copy)]
pub enum Errors<'a> {
    /// Independent, with the variance of the family.
    Classical,
    /// Independent, of any variance: `HC3`, where each score is divided by one less its leverage.
    ///
    /// `MacKinnon` and White, J. Econometrics 29 (1985) 305-325, 10.1016/0304-4076(85)90158-7. A row of leverage 1 adds nothing, since it has no residual.
    Hc3,
    /// Of any variance, and dependent within groups: one number a row of the sample.
    ///
    /// Scores are summed in each of the G groups; the factor is `G / (G - 1) (n - 1) / (n - p)`. Liang and Zeger, Biometrika 73 (1986) 13-22, 10.1093/biomet/73.1.13.
    Clustered(&'a [usize]),
}

/// One coefficient with its uncertainty.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimated {
    /// Design column.
    pub name: String,
    /// Change of the linear predictor for one unit of the column.
    pub estimate: f64,
    /// `None` where there is no degree of freedom.
    pub standard_error: Option<f64>,
    /// `estimate / standard_error`.
    pub ratio: Option<f64>,
    /// Two-sided.
    pub p_value: Option<f64>,
    /// At the level that was asked for.
    pub interval: Option<(f64, f64)>,
}

/// All coefficients under one kind of errors.
#[derive(Debug, Clone, PartialEq)]
pub struct Inference {
    /// The intercept first.
    pub coefficients: Vec<Estimated>,
    /// Student's t with these degrees of freedom (residual ones, or groups less one); `None` is the normal distribution.
    pub freedom: Option<f64>,
}

/// What each row does to a fit; vectors have one entry for each of `rows`.
#[derive(Debug, Clone, PartialEq)]
pub struct Influence {
    /// Rows of the sample: all but those of weight 0.
    pub rows: Vec<usize>,
    /// Diagonal of the hat matrix: the degrees of freedom that the row takes.
    pub leverage: Vec<f64>,
    /// `(y - m) sqrt(w / V(m))`.
    pub pearson: Vec<f64>,
    /// Signed square root of the row's deviance.
    pub deviance: Vec<f64>,
    /// Pearson's residual divided by `sqrt(phi (1 - leverage))`; `None` for a row of leverage 1 and without dispersion.
    pub standardized: Vec<Option<f64>>,
    /// Cook's distance `r^2 h / (phi p (1 - h)^2)`; above 1, or far above the others, the row decides coefficients on its own.
    ///
    /// Cook, Technometrics 19 (1977) 15-18, 10.1080/00401706.1977.10489493; for generalised models Pregibon, Ann. Stat. 9 (1981) 705-724, 10.1214/aos/1176345513.
    pub cook: Vec<Option<f64>>,
}

/// A fit beside its training rows.
struct Study<'a> {
    fitted: &'a GlmFitted,
    prepared: Prepared<'a>,
    rows: &'a Rows<'a>,
    /// Of the rows in the fit.
    weight: Vec<f64>,
    score: Vec<f64>,
    eta: Vec<f64>,
    factor: Triangle,
}

impl GlmFitted {
    /// Standard errors, p values and intervals at `level` (0.95) under errors of the kind that is asked for.
    ///
    /// `sample` must be the one that the model was fitted to.
    ///
    /// # Errors
    /// Those of [`GlmSpec::fit_sample`](super::GlmSpec::fit_sample); [`LearnError::Singular`] when coefficients have no finite errors;
    /// [`LearnError::Length`] and [`LearnError::Setting`] for groups (at least two) and level.
    ///
    /// Cost: O(rows x p (q + c)), for `Hc3` O(rows x p^2).
    pub fn inference(&self, sample: &Sample, errors: Errors, level: f64) -> Result<Inference, LearnError> {
        if !(level > 0.0 && level < 1.0) {
            return Err(LearnError::Setting { name: "level", found: level.to_string(), wanted: "between 0 and 1" });
        }
        let rows = sample.rows()?;
        Study::new(self, &rows)?.inference(errors, level, sample.train.rows())
    }

    /// Leverage, residuals and Cook's distance of each row. `sample` must be the one that the model was fitted to.
    ///
    /// # Errors
    /// As [`GlmFitted::inference`].
    ///
    /// Cost: O(rows x p^2).
    pub fn influence(&self, sample: &Sample) -> Result<Influence, LearnError> {
        let rows = sample.rows()?;
        Ok(Study::new(self, &rows)?.influence())
    }
}

impl<'a> Study<'a> {
    fn new(fitted: &'a GlmFitted, rows: &'a Rows<'a>) -> Result<Self, LearnError> {
        let singular = |reason: &str| LearnError::Singular { what: "inference", reason: reason.to_owned() };
        if fitted.report().convergence == Convergence::ConstantTarget {
            return Err(singular("the target has a single value"));
        }
        let formula = fitted.formula();
        let design = formula.encoder.encode(&rows.train)?;
        let prepared = Prepared::new(rows, (formula.encoder.clone(), design), fitted.law)?;
        let mut penalty = vec![fitted.ridge; formula.beta.len()];
        penalty[0] = 0.0;
        let problem = prepared.problem(&prepared.design, fitted.law, &penalty);
        let eta = problem.eta(&formula.beta);
        let (weight, score) = problem.points(&eta);
        let factor = problem.factor(&weight, true).filter(|factor| !factor.damped);
        let factor = factor.ok_or_else(|| singular("the curvature is singular in double precision"))?.triangle;
        Ok(Self { fitted, prepared, rows, weight, score, eta, factor })
    }

    /// Dispersion of the problem as it was solved.
    fn dispersion(&self) -> Option<f64> {
        let unit = self.prepared.target.unit;
        self.fitted.report().dispersion.map(|phi| phi / (unit * unit))
    }

    fn leverage(&self) -> Vec<f64> {
        let design = &self.prepared.design;
        let mut x = vec![0.0; design.columns()];
        let one = |(row, w): (usize, &f64)| {
            design.full_row(row, &mut x);
            (w * self.factor.variance(&x)).min(1.0)
        };
        self.weight.iter().enumerate().map(one).collect()
    }

    fn inference(&self, errors: Errors, level: f64, sample_rows: usize) -> Result<Inference, LearnError> {
        let report = self.fitted.report();
        let encoder = &self.prepared.encoder;
        let residual = (!self.fitted.law.fixed()).then_some(report.residual_freedom);
        let (spread, freedom): (Spread, Option<f64>) = match errors {
            Errors::Classical => (Spread::Model(self.dispersion()), residual),
            Errors::Hc3 => {
                let free = |(score, h): (&f64, f64)| if 1.0 - h > FREE_MIN { score / (1.0 - h) } else { 0.0 };
                (Spread::Rows(self.score.iter().zip(self.leverage()).map(free).collect()), residual)
            }
            Errors::Clustered(groups) => {
                let (group, count) = self.groups(groups, sample_rows)?;
                let (g, n, p) = (count as f64, self.score.len() as f64, encoder.names().len() as f64);
                let factor = (n > p).then(|| g / (g - 1.0) * (n - 1.0) / (n - p));
                (Spread::Groups { group, count, factor }, Some(g - 1.0))
            }
        };
        let half = half_width(level, freedom);
        let unit = self.prepared.target.unit;
        let one = |(at, c): (usize, &super::Coefficient)| {
            let variance = self.variance(&spread, &form_of(encoder, at));
            let standard_error = variance.map(|v| unit * v.sqrt()).filter(|se| se.is_finite());
            let ratio = standard_error.map(|se| c.estimate / se).filter(|ratio| ratio.is_finite());
            Estimated {
                name: c.name.clone(),
                estimate: c.estimate,
                standard_error,
                ratio,
                p_value: ratio.and_then(|ratio| two_sided(ratio, freedom)),
                interval: standard_error.zip(half).map(|(se, half)| (c.estimate - half * se, c.estimate + half * se)),
            }
        };
        Ok(Inference { coefficients: report.coefficients.iter().enumerate().map(one).collect(), freedom })
    }

    /// Variance of a linear form of the scaled coefficients: for sandwiches the sum of squares of the scores along `X H^-1 form`.
    fn variance(&self, spread: &Spread, form: &[f64]) -> Option<f64> {
        let along = || self.prepared.design.times(&self.factor.solve(form));
        match spread {
            Spread::Model(phi) => phi.map(|phi| phi * self.factor.variance(form)),
            Spread::Rows(scores) => Some(along().iter().zip(scores).map(|(z, s)| (z * s).powi(2)).sum()),
            Spread::Groups { group, count, factor } => {
                let mut sums = vec![0.0; *count];
                for ((z, s), g) in along().iter().zip(&self.score).zip(group) {
                    sums[*g] += z * s;
                }
                factor.map(|factor| factor * sums.iter().map(|sum| sum * sum).sum::<f64>())
            }
        }
    }

    /// Groups of the rows in the fit, numbered from 0, and their number.
    fn groups(&self, groups: &[usize], expected: usize) -> Result<(Vec<usize>, usize), LearnError> {
        if groups.len() != expected {
            return Err(LearnError::Length { name: "groups".to_owned(), expected, found: groups.len() });
        }
        let mut numbers = BTreeMap::new();
        let mut number = |group: usize| {
            let next = numbers.len();
            *numbers.entry(group).or_insert(next)
        };
        let own: Vec<usize> = match &self.rows.kept {
            Some(kept) => kept.iter().map(|&row| number(groups[row])).collect(),
            None => groups.iter().map(|&group| number(group)).collect(),
        };
        let count = numbers.len();
        if count < 2 {
            return Err(LearnError::Setting { name: "groups", found: count.to_string(), wanted: "two groups or more" });
        }
        Ok((own, count))
    }

    fn influence(&self) -> Influence {
        let law = self.fitted.law;
        let unit = self.prepared.target.unit;
        let phi = self.dispersion();
        let leverage = self.leverage();
        let p = self.prepared.design.columns() as f64;
        let y = self.prepared.target_values();
        let weight = |row: usize| self.prepared.weight_of(row);
        let mean = |row: usize| law.mean(self.eta[row]);
        let pearson: Vec<f64> =
            (0..y.len()).map(|row| (y[row] - mean(row)) * (weight(row) / law.variance(mean(row))).sqrt()).collect();
        let deviance = |row: usize| {
            let root = (weight(row) * law.deviance(y[row], self.eta[row])).sqrt();
            unit * root.copysign(y[row] - mean(row))
        };
        let free =
            |row: usize| phi.filter(|phi| *phi > 0.0 && 1.0 - leverage[row] > FREE_MIN).map(|phi| (phi, 1.0 - leverage[row]));
        let cook = |row: usize| free(row).map(|(phi, rest)| (pearson[row] / rest).powi(2) * leverage[row] / (phi * p));
        Influence {
            rows: self.rows.kept.clone().unwrap_or_else(|| (0..y.len()).collect()),
            deviance: (0..y.len()).map(deviance).collect(),
            standardized: (0..y.len()).map(|row| free(row).map(|(phi, rest)| pearson[row] / (phi * rest).sqrt())).collect(),
            cook: (0..y.len()).map(cook).collect(),
            pearson: pearson.iter().map(|r| unit * r).collect(),
            leverage,
        }
    }
}

/// Where the variance of a form comes from.
enum Spread {
    /// The dispersion.
    Model(Option<f64>),
    /// One score a row.
    Rows(Vec<f64>),
    /// Scores summed in groups; the factor is `None` without a degree of freedom.
    Groups { group: Vec<usize>, count: usize, factor: Option<f64> },
}
