//! Numeric columns of the design as functions of the columns of the table.

use super::Moments;
use super::curve::Curve;
use crate::frame::{Column, Frame, MISSING};

/// One numeric column of the design: a raw value, centred and scaled.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    pub(crate) name: String,
    pub(crate) raw: Raw,
    /// Of the raw values in training.
    pub(crate) moments: Moments,
}

/// A number made of the cells of a row; NaN (missing) counts as the mean.
#[derive(Debug, Clone)]
pub(crate) enum Raw {
    /// The column itself.
    Straight { source: usize },
    /// One bend of a spline; a missing number stands at `fill`.
    Bend { source: usize, fill: f64, curve: Curve, at: usize },
    /// The rank of a label; labels of later tables have none.
    Score { source: usize, ranks: Vec<usize> },
    /// A product of two centred factors.
    Product(Factor, Factor),
}

/// A factor of an interaction.
#[derive(Debug, Clone)]
pub(crate) enum Factor {
    /// A number less its mean; 0 where it is missing.
    Centred { source: usize, mean: f64, ranks: Option<Vec<usize>> },
    /// 1 for one label of a category: by code, one more for labels that training did not have, and for missing cells.
    On { source: usize, on: Vec<bool>, missing: bool },
}

impl Raw {
    pub(crate) fn values(&self, frame: &Frame) -> Vec<f64> {
        match self {
            Self::Straight { source } => numbers(frame, *source, None),
            Self::Score { source, ranks } => numbers(frame, *source, Some(ranks)),
            Self::Bend { source, fill, curve, at } => {
                let known = |x: f64| if x.is_nan() { *fill } else { x };
                numbers(frame, *source, None).into_iter().map(|x| curve.bend(*at, known(x))).collect()
            }
            Self::Product(a, b) => a.values(frame).into_iter().zip(b.values(frame)).map(|(a, b)| a * b).collect(),
        }
    }

    /// The columns of the table that it reads.
    pub(crate) fn sources(&self) -> Vec<usize> {
        match self {
            Self::Straight { source } | Self::Bend { source, .. } | Self::Score { source, .. } => vec![*source],
            Self::Product(a, b) => vec![a.source(), b.source()],
        }
    }
}

impl Factor {
    pub(crate) fn source(&self) -> usize {
        match self {
            Self::Centred { source, .. } | Self::On { source, .. } => *source,
        }
    }

    fn values(&self, frame: &Frame) -> Vec<f64> {
        match self {
            Self::Centred { source, mean, ranks } => {
                let centred = |x: f64| if x.is_nan() { 0.0 } else { x - mean };
                numbers(frame, *source, ranks.as_deref()).into_iter().map(centred).collect()
            }
            Self::On { source, on, missing } => {
                let Column::Category { codes, .. } = &frame.columns()[*source] else {
                    return vec![0.0; frame.rows()];
                };
                let hit = |code: &u32| if *code == MISSING { *missing } else { on.get(*code as usize).is_some_and(|on| *on) };
                codes.iter().map(|code| f64::from(u8::from(hit(code)))).collect()
            }
        }
    }
}

/// A numeric column, or the ranks of a category; NaN where there is neither.
fn numbers(frame: &Frame, source: usize, ranks: Option<&[usize]>) -> Vec<f64> {
    match &frame.columns()[source] {
        Column::Numeric { values, .. } => values.clone(),
        Column::Category { codes, .. } => {
            let ranks = ranks.unwrap_or_default();
            codes.iter().map(|code| ranks.get(*code as usize).map_or(f64::NAN, |rank| *rank as f64)).collect()
        }
    }
}
