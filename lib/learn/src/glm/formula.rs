use super::family::Link;
use crate::LearnError;
use crate::encode::{Design, Encoder};
use crate::frame::Frame;

/// What a fitted linear model predicts with: link, design and coefficients.
///
/// It is printed as an [equation](Formula::equation), as a [points card](Formula::points_card), and as [SQL](Formula::sql).
#[derive(Debug, Clone)]
pub struct Formula {
    pub(crate) link: Link,
    pub(crate) encoder: Encoder,
    /// Coefficients of the scaled design.
    pub(crate) beta: Vec<f64>,
    pub(crate) target: TargetScale,
}

/// The linear predictor is `shift + unit * (X b)`; only a Gaussian target is scaled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TargetScale {
    pub(crate) shift: f64,
    pub(crate) unit: f64,
}

impl Formula {
    /// The mean of each row of `ask`: a number, a probability inside (0, 1), or a rate above 0; always finite.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x columns).
    pub fn predict(&self, ask: &Frame) -> Result<Vec<f64>, LearnError> {
        Ok(self.linear(&self.encoder.encode(ask)?).into_iter().map(|eta| self.link.mean(eta)).collect())
    }

    /// The mean of each row of `ask` with `offset` added to its linear predictor.
    ///
    /// # Errors
    /// As [`Formula::predict`]; [`LearnError::Length`], [`LearnError::RowValue`] for the offset.
    pub fn predict_with(&self, ask: &Frame, offset: &[f64]) -> Result<Vec<f64>, LearnError> {
        super::sample::check_offset(ask.rows(), offset)?;
        let eta = self.linear(&self.encoder.encode(ask)?);
        Ok(eta.into_iter().zip(offset).map(|(eta, offset)| self.link.mean(eta + offset)).collect())
    }

    /// The linear predictor of each row of a design.
    pub(crate) fn linear(&self, design: &Design) -> Vec<f64> {
        let TargetScale { shift, unit } = self.target;
        design.times(&self.beta).into_iter().map(|eta| shift + unit * eta).collect()
    }

    /// The function whose inverse makes a mean of the linear predictor.
    pub fn link(&self) -> Link {
        self.link
    }

    /// Coefficients on the scale of the data, the intercept first, with the names of their columns.
    pub fn coefficients(&self) -> Vec<(&str, f64)> {
        let scales = self.encoder.scales();
        let slope = |at: usize| self.target.unit * self.beta[at] / scales.get(at - 1).map_or(1.0, |(_, sd)| *sd);
        let centre: f64 = scales.iter().enumerate().map(|(at, (mean, _))| slope(at + 1) * mean).sum();
        let value = |at| if at == 0 { self.level() - centre } else { slope(at) };
        self.encoder.names().iter().enumerate().map(|(at, name)| (name.as_str(), value(at))).collect()
    }

    /// The linear predictor where all numbers are at their means and all 0/1 columns are off.
    pub(crate) fn level(&self) -> f64 {
        self.target.shift + self.target.unit * self.beta[0]
    }

    /// Coefficient of number `at` for one unit of its raw value.
    pub(crate) fn slope(&self, at: usize) -> f64 {
        self.target.unit * self.beta[at + 1] / self.encoder.numbers()[at].moments.sd
    }
}
