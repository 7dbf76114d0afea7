//! Class probabilities, one row a prediction.

/// Predicted probabilities are kept this far from 0 and 1, so that every log loss is finite.
pub const PROBABILITY_MIN: f64 = 1e-12;

/// `rows x classes` probabilities, each inside (0, 1), each row adding up to 1 (to about 1e-11).
#[derive(Debug, Clone, PartialEq)]
pub struct Probabilities {
    classes: usize,
    values: Vec<f64>,
}

impl Probabilities {
    /// From one score (log probability up to a constant) per class and row, row after row.
    ///
    /// `p_k = exp(s_k - max s) / sum_j exp(s_j - max s)`, then kept inside the bounds.
    pub(crate) fn from_scores(classes: usize, mut scores: Vec<f64>) -> Self {
        for row in scores.chunks_exact_mut(classes) {
            let highest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let mut total = 0.0;
            for score in row.iter_mut() {
                *score = (*score - highest).exp();
                total += *score;
            }
            for value in row.iter_mut() {
                *value = bounded(*value / total);
            }
        }
        Self { classes, values: scores }
    }

    /// From shares that add up to 1 in each row.
    pub(crate) fn from_shares(classes: usize, mut shares: Vec<f64>) -> Self {
        for share in &mut shares {
            *share = bounded(*share);
        }
        Self { classes, values: shares }
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.values.len() / self.classes.max(1)
    }

    /// The probabilities of one row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.classes..(row + 1) * self.classes]
    }

    /// All rows, one after the other.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The column of one class: `of_class(1)` is the answer to a yes/no question. Empty for a class that does not exist.
    pub fn of_class(&self, class: usize) -> Vec<f64> {
        if class >= self.classes {
            return Vec::new();
        }
        self.values.iter().skip(class).step_by(self.classes.max(1)).copied().collect()
    }
}

/// `p` kept inside `[PROBABILITY_MIN, 1 - PROBABILITY_MIN]`.
pub(crate) fn bounded(p: f64) -> f64 {
    p.clamp(PROBABILITY_MIN, 1.0 - PROBABILITY_MIN)
}
