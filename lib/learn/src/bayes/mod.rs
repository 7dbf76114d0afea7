//! Naive Bayes on numbers and labels.

mod temper;

use crate::encode::Moments;
use crate::frame::{Column, Frame, MISSING, Schema};
use crate::probabilities::Probabilities;
use crate::{LearnError, target};

/// Naive Bayes: columns are taken as independent within a class, numbers as Gaussian, labels as shares.
///
/// `P(k | x) ~ P(k) (prod_j p(x_j | k))^t` with
/// `P(k) = (n_k + 1/2) / (n + K/2)`, Gaussian `p` with the mean and variance of class k (variance at least
/// `variance_floor` of the column's own), and `p(label | k) = (n_label,k + smoothing) / (n_k + smoothing * labels)`.
///
/// | field | default | meaning |
/// |---|---|---|
/// | `classes` | 2 | number of classes; the target holds 0, 1, ... as numbers |
/// | `smoothing` | 1.0 | rows added to every label of every class (Laplace) |
/// | `variance_floor` | 1e-3 | least variance within a class, as a share of the column's variance |
/// | `tempered` | true | choose `t` in 0 to 1 by the log loss of the training rows; false is the textbook's `t = 1` |
///
/// Columns are never quite independent, so that the plain product counts the same evidence many times and is far too sure of
/// itself (telco churn: log loss 1.07 with `t = 1`, the constant has 0.58). One exponent repairs most of it.
///
/// Missing values are skipped, in training and in prediction; so are labels that training did not have, and columns without a
/// value or with a single one. A class without a training row has the distribution of all rows and half a row of weight.
///
/// Checked against scikit-learn's `GaussianNB` and `CategoricalNB` (same priors) to 1e-10.
///
/// ```
/// use learn::bayes::NaiveBayesSpec;
/// use learn::frame::{Column, Frame};
///
/// let paid = ["card", "card", "cash", "cash", "cash", "card"];
/// let train = Frame::new(6, vec![Column::from_labels("paid", paid.iter().map(|p| Some(*p)))])?;
/// let spec = NaiveBayesSpec { tempered: false, ..NaiveBayesSpec::default() };
/// let model = spec.fit(&train, &[1.0, 1.0, 0.0, 0.0, 1.0, 0.0])?;
/// let p = model.predict(&train)?.of_class(1);
/// assert!((p[0] - 0.6).abs() < 1e-9 && (p[2] - 0.4).abs() < 1e-9);
/// # Ok::<(), learn::LearnError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NaiveBayesSpec {
    /// Number of classes, 2 or more.
    pub classes: usize,
    /// Rows added per label, above 0.
    pub smoothing: f64,
    /// Least share of the column's variance, above 0.
    pub variance_floor: f64,
    /// Choose the exponent of the evidence?
    pub tempered: bool,
}

impl Default for NaiveBayesSpec {
    fn default() -> Self {
        Self { classes: 2, smoothing: 1.0, variance_floor: 1e-3, tempered: true }
    }
}

/// A fitted naive Bayes model.
#[derive(Debug, Clone)]
pub struct NaiveBayesFitted {
    schema: Schema,
    classes: usize,
    log_prior: Vec<f64>,
    exponent: f64,
    /// One a column of the schema.
    evidence: Vec<Evidence>,
}

/// What one column says about the classes.
#[derive(Debug, Clone)]
enum Evidence {
    Nothing,
    /// Mean and variance of the scaled column in each class.
    Gaussian {
        moments: Moments,
        classes: Vec<(f64, f64)>,
    },
    /// `labels x classes` log shares; 0 for a label without training rows.
    Shares {
        logs: Vec<f64>,
    },
}

impl NaiveBayesSpec {
    /// Counts `train` by the classes `y`, one value a row.
    ///
    /// # Errors
    /// [`LearnError::NoRows`], [`LearnError::Length`], [`LearnError::Target`], [`LearnError::Setting`].
    ///
    /// Cost: O(rows x columns + labels x classes).
    pub fn fit(&self, train: &Frame, y: &[f64]) -> Result<NaiveBayesFitted, LearnError> {
        positive("smoothing", self.smoothing)?;
        positive("variance_floor", self.variance_floor)?;
        let class = target::classes(train, y, self.classes)?;
        let mut rows = vec![0.0; self.classes];
        for &k in &class {
            rows[k] += 1.0;
        }
        let total = y.len() as f64 + 0.5 * self.classes as f64;
        let log_prior = rows.iter().map(|rows| ((rows + 0.5) / total).ln()).collect();
        let evidence = train.columns().iter().map(|column| self.learn(column, &class)).collect();
        let mut fitted = NaiveBayesFitted { schema: train.schema(), classes: self.classes, log_prior, exponent: 1.0, evidence };
        if self.tempered {
            fitted.exponent = temper::exponent(&fitted.log_prior, &fitted.log_evidence(train), &class);
        }
        Ok(fitted)
    }

    fn learn(&self, column: &Column, class: &[usize]) -> Evidence {
        match column {
            Column::Numeric { values, .. } => match Moments::of(values) {
                Some(moments) if moments.sd > 0.0 => self.gaussian(moments, values, class),
                _ => Evidence::Nothing,
            },
            Column::Category { codes, labels, .. } => self.shares(codes, labels.len(), class),
        }
    }

    fn gaussian(&self, moments: Moments, values: &[f64], class: &[usize]) -> Evidence {
        let present = || values.iter().zip(class).filter(|(value, _)| !value.is_nan());
        let mut count = vec![0.0; self.classes];
        let mut mean = vec![0.0; self.classes];
        for (value, &k) in present() {
            count[k] += 1.0;
            mean[k] += moments.scaled(*value);
        }
        for (mean, count) in mean.iter_mut().zip(&count) {
            *mean /= f64::max(*count, 1.0);
        }
        let mut squares = vec![0.0; self.classes];
        for (value, &k) in present() {
            squares[k] += (moments.scaled(*value) - mean[k]).powi(2);
        }
        let one = |k: usize| match count[k] {
            0.0 => (0.0, 1.0),
            rows => (mean[k], f64::max(squares[k] / rows, self.variance_floor)),
        };
        Evidence::Gaussian { moments, classes: (0..self.classes).map(one).collect() }
    }

    fn shares(&self, codes: &[u32], labels: usize, class: &[usize]) -> Evidence {
        let mut counts = vec![0.0; labels * self.classes];
        let mut rows = vec![0.0; self.classes];
        for (&code, &k) in codes.iter().zip(class).filter(|(code, _)| **code != MISSING) {
            counts[code as usize * self.classes + k] += 1.0;
            rows[k] += 1.0;
        }
        let in_use = |label: &&[f64]| label.iter().sum::<f64>() > 0.0;
        let used = counts.chunks_exact(self.classes).filter(in_use).count();
        if used < 2 {
            return Evidence::Nothing;
        }
        let all: f64 = rows.iter().sum();
        let extra = self.smoothing * used as f64;
        let mut logs = Vec::with_capacity(counts.len());
        for label in counts.chunks_exact(self.classes) {
            let total: f64 = label.iter().sum();
            logs.extend(label.iter().zip(&rows).map(|(count, rows)| match (total, *rows) {
                (0.0, _) => 0.0,
                (_, 0.0) => ((total + self.smoothing) / (all + extra)).ln(),
                (_, rows) => ((count + self.smoothing) / (rows + extra)).ln(),
            }));
        }
        Evidence::Shares { logs }
    }
}

impl NaiveBayesFitted {
    /// Class probabilities of each row of `ask`.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x columns x classes).
    pub fn predict(&self, ask: &Frame) -> Result<Probabilities, LearnError> {
        let mut scores = self.log_evidence(&ask.align(&self.schema)?);
        for row in scores.chunks_exact_mut(self.classes) {
            for (score, prior) in row.iter_mut().zip(&self.log_prior) {
                *score = prior + self.exponent * *score;
            }
        }
        Ok(Probabilities::from_scores(self.classes, scores))
    }

    /// The exponent `t` of the evidence.
    pub fn exponent(&self) -> f64 {
        self.exponent
    }

    /// `rows x classes` log likelihoods up to a constant of the row; `frame` has the training columns.
    fn log_evidence(&self, frame: &Frame) -> Vec<f64> {
        let mut scores = vec![0.0; frame.rows() * self.classes];
        for (column, evidence) in frame.columns().iter().zip(&self.evidence) {
            let rows = scores.chunks_exact_mut(self.classes);
            match (column, evidence) {
                (Column::Numeric { values, .. }, Evidence::Gaussian { moments, classes }) => {
                    for (row, value) in rows.zip(values).filter(|(_, value)| !value.is_nan()) {
                        let z = moments.scaled(*value);
                        for (score, (mean, variance)) in row.iter_mut().zip(classes) {
                            *score -= 0.5 * (variance.ln() + (z - mean).powi(2) / variance);
                        }
                    }
                }
                (Column::Category { codes, .. }, Evidence::Shares { logs }) => {
                    for (row, code) in rows.zip(codes).filter(|(_, code)| **code != MISSING) {
                        let at = *code as usize * self.classes;
                        for (score, log) in row.iter_mut().zip(&logs[at..at + self.classes]) {
                            *score += log;
                        }
                    }
                }
                _ => {}
            }
        }
        scores
    }
}

fn positive(name: &'static str, value: f64) -> Result<(), LearnError> {
    if value > 0.0 && value.is_finite() {
        Ok(())
    } else {
        Err(LearnError::Setting { name, found: value.to_string(), wanted: "a finite number above 0" })
    }
}
