use std::borrow::Cow;

use crate::LearnError;
use crate::frame::Frame;

/// Training rows: features, target, and where wanted a weight and an offset a row.
///
/// A weight says how much a row counts: its variance is `phi V(m) / weight`, its part of the deviance is multiplied. For shares of a binomial target the weight is the
/// number of trials. A row of weight 0 is left out of the fit altogether (and of its degrees of freedom). An offset is added to the linear predictor: the
/// logarithm of the exposure, where the link is a logarithm.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    pub(crate) train: &'a Frame,
    pub(crate) y: &'a [f64],
    pub(crate) weight: Option<&'a [f64]>,
    pub(crate) offset: Option<&'a [f64]>,
}

impl<'a> Sample<'a> {
    /// Rows without weights and offsets.
    pub fn new(train: &'a Frame, y: &'a [f64]) -> Self {
        Self { train, y, weight: None, offset: None }
    }

    /// With one weight a row: finite, 0 or more.
    #[must_use]
    pub fn weighted(self, weight: &'a [f64]) -> Self {
        Self { weight: Some(weight), ..self }
    }

    /// With one finite offset a row.
    #[must_use]
    pub fn offset(self, offset: &'a [f64]) -> Self {
        Self { offset: Some(offset), ..self }
    }

    /// Checks weights and offsets, and leaves out rows of weight 0.
    pub(super) fn rows(&self) -> Result<Rows<'a>, LearnError> {
        let expected = self.train.rows();
        let of_length = |name: &str, found: usize| {
            let error = || LearnError::Length { name: name.to_owned(), expected, found };
            (found == expected).then_some(()).ok_or_else(error)
        };
        of_length("target", self.y.len())?;
        if let Some(weight) = self.weight {
            of_length("weight", weight.len())?;
            each(weight, "weight", "finite, 0 or more", |w| w.is_finite() && w >= 0.0)?;
        }
        if let Some(offset) = self.offset {
            check_offset(self.train.rows(), offset)?;
        }
        let Some(weight) = self.weight.filter(|weight| weight.contains(&0.0)) else {
            let borrowed = |values: Option<&'a [f64]>| values.map(Cow::Borrowed);
            return Ok(Rows {
                train: Cow::Borrowed(self.train),
                y: Cow::Borrowed(self.y),
                weight: borrowed(self.weight),
                offset: borrowed(self.offset),
                kept: None,
            });
        };
        let kept: Vec<usize> = (0..weight.len()).filter(|row| weight[*row] > 0.0).collect();
        let take = |values: &[f64]| kept.iter().map(|&row| values[row]).collect::<Vec<f64>>();
        Ok(Rows {
            train: Cow::Owned(self.train.take(&kept)?),
            y: Cow::Owned(take(self.y)),
            weight: Some(Cow::Owned(take(weight))),
            offset: self.offset.map(|offset| Cow::Owned(take(offset))),
            kept: Some(kept),
        })
    }
}

/// An offset for each of `rows`.
pub(super) fn check_offset(rows: usize, offset: &[f64]) -> Result<(), LearnError> {
    if offset.len() != rows {
        return Err(LearnError::Length { name: "offset".to_owned(), expected: rows, found: offset.len() });
    }
    each(offset, "offset", "finite", f64::is_finite)
}

fn each(values: &[f64], what: &'static str, wanted: &'static str, good: impl Fn(f64) -> bool) -> Result<(), LearnError> {
    match values.iter().position(|value| !good(*value)) {
        Some(row) => Err(LearnError::RowValue { what, row, found: values[row].to_string(), wanted }),
        None => Ok(()),
    }
}

/// The rows that count.
pub(super) struct Rows<'a> {
    pub(super) train: Cow<'a, Frame>,
    pub(super) y: Cow<'a, [f64]>,
    pub(super) weight: Option<Cow<'a, [f64]>>,
    pub(super) offset: Option<Cow<'a, [f64]>>,
    /// Which rows of the sample they are; `None` is all.
    pub(super) kept: Option<Vec<usize>>,
}
