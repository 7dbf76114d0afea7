use super::TreeTask;
use crate::encode::Moments;
use crate::frame::Frame;
use crate::{LearnError, target};

/// The target in the form that a node sums up: one scaled number a row, or a class.
#[derive(Debug, Clone)]
pub(super) enum Target {
    Number { scaled: Vec<f64>, moments: Moments },
    Class { class: Vec<usize>, classes: usize, entropy: bool },
}

/// Rows and target sums of a set of rows: one sum for numbers, one count a class.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sums {
    pub(super) rows: usize,
    pub(super) sums: Vec<f64>,
}

impl Target {
    pub(super) fn of(task: TreeTask, train: &Frame, y: &[f64]) -> Result<Self, LearnError> {
        match task {
            TreeTask::Regression => {
                target::numbers(train, y)?;
                let moments = Moments::of(y).ok_or(LearnError::NoRows)?;
                Ok(Self::Number { scaled: y.iter().map(|y| moments.scaled(*y)).collect(), moments })
            }
            TreeTask::Gini { classes } | TreeTask::Entropy { classes } => Ok(Self::Class {
                class: target::classes(train, y, classes)?,
                classes,
                entropy: matches!(task, TreeTask::Entropy { .. }),
            }),
        }
    }

    pub(super) fn width(&self) -> usize {
        match self {
            Self::Number { .. } => 1,
            Self::Class { classes, .. } => *classes,
        }
    }

    pub(super) fn empty(&self) -> Sums {
        Sums { rows: 0, sums: vec![0.0; self.width()] }
    }

    pub(super) fn add(&self, to: &mut Sums, row: usize) {
        to.rows += 1;
        match self {
            Self::Number { scaled, .. } => to.sums[0] += scaled[row],
            Self::Class { class, .. } => to.sums[class[row]] += 1.0,
        }
    }

    pub(super) fn sum(&self, rows: &[u32]) -> Sums {
        let mut sums = self.empty();
        for &row in rows {
            self.add(&mut sums, row as usize);
        }
        sums
    }

    /// What a set of rows explains: its impurity is a constant of the rows minus this, so splits are compared by it.
    pub(super) fn explained(&self, of: &Sums) -> f64 {
        self.explained_by(of.rows, of.sums.iter().copied())
    }

    /// What the rows of `all` explain that are not in `part`.
    pub(super) fn explained_rest(&self, all: &Sums, part: &Sums) -> f64 {
        self.explained_by(all.rows - part.rows, all.sums.iter().zip(&part.sums).map(|(a, b)| a - b))
    }

    fn explained_by(&self, rows: usize, sums: impl Iterator<Item = f64>) -> f64 {
        let n = rows as f64;
        match self {
            _ if rows == 0 => 0.0,
            Self::Class { entropy: true, .. } => sums.filter(|count| *count > 0.0).map(|count| count * (count / n).ln()).sum(),
            _ => sums.map(|sum| sum * sum).sum::<f64>() / n,
        }
    }

    pub(super) fn impurity(&self, of: &Sums, rows: &[u32]) -> f64 {
        let all = match self {
            Self::Number { scaled, .. } => rows.iter().map(|row| scaled[*row as usize].powi(2)).sum(),
            Self::Class { entropy: true, .. } => 0.0,
            Self::Class { .. } => of.rows as f64,
        };
        f64::max(all - self.explained(of), 0.0)
    }

    /// By what the labels of a category are sorted in a node with these sums.
    pub(super) fn rank(&self, label: &Sums, node: &Sums) -> f64 {
        let at = match self {
            Self::Number { .. } => 0,
            Self::Class { classes: 2, .. } => 1,
            Self::Class { .. } => most(&node.sums),
        };
        label.sums[at] / label.rows as f64
    }
}

impl Sums {
    pub(super) fn plus(&mut self, other: &Self) {
        self.rows += other.rows;
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            *sum += more;
        }
    }

    pub(super) fn minus(&self, other: &Self) -> Self {
        let sums = self.sums.iter().zip(&other.sums).map(|(a, b)| a - b).collect();
        Self { rows: self.rows - other.rows, sums }
    }
}

/// Place of the largest value, the first of equals.
pub(super) fn most(values: &[f64]) -> usize {
    let mut best = 0;
    for (at, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = at;
        }
    }
    best
}
