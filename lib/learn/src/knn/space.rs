use crate::encode::Moments;
use crate::error::LearnError;
use crate::frame::{Column, Frame, MISSING, Schema, Unseen};

/// Scaled numbers are kept within so many deviations.
const FAR: f64 = 4.0;

/// Where rows lie to each other.
#[derive(Debug, Clone)]
pub(crate) struct Space {
    schema: Schema,
    /// Scale of each numeric column that varies.
    moments: Vec<Option<Moments>>,
}

/// Rows as coordinates, row after row: NaN where missing; labels are whole numbers.
#[derive(Debug, Clone)]
pub(crate) struct Points {
    pub(crate) values: Vec<f64>,
    /// Whether each coordinate is a label.
    pub(crate) label: Vec<bool>,
    count: usize,
}

impl Space {
    pub(crate) fn new(train: &Frame) -> Self {
        let moments = |column: &Column| match column {
            Column::Numeric { values, .. } => Moments::of(values).filter(|moments| moments.sd > 0.0),
            Column::Category { .. } => None,
        };
        Self { schema: train.schema(), moments: train.columns().iter().map(moments).collect() }
    }

    /// Coordinates of the rows of `x`; columns without any spread have none.
    pub(crate) fn points(&self, x: &Frame) -> Result<Points, LearnError> {
        let x = x.align_with(&self.schema, Unseen::Extra)?;
        let used = |(column, moments): &(&Column, &Option<Moments>)| match column {
            Column::Numeric { .. } => moments.is_some(),
            Column::Category { .. } => true,
        };
        let axes: Vec<(&Column, &Option<Moments>)> = x.columns().iter().zip(&self.moments).filter(used).collect();
        let width = axes.len();
        let mut values = vec![0.0; width * x.rows()];
        for (at, (column, moments)) in axes.iter().enumerate() {
            let cells = values.iter_mut().skip(at).step_by(width);
            match (column, moments) {
                (Column::Numeric { values, .. }, Some(moments)) => {
                    let scaled = |value: f64| if value.is_nan() { value } else { moments.scaled(value).clamp(-FAR, FAR) };
                    cells.zip(values).for_each(|(cell, value)| *cell = scaled(*value));
                }
                (Column::Category { codes, .. }, _) => {
                    let scaled = |code: u32| if code == MISSING { f64::NAN } else { f64::from(code) };
                    cells.zip(codes).for_each(|(cell, code)| *cell = scaled(*code));
                }
                (Column::Numeric { .. }, None) => {}
            }
        }
        let label = axes.iter().map(|(column, _)| matches!(column, Column::Category { .. })).collect();
        Ok(Points { values, label, count: x.rows() })
    }
}

impl Points {
    /// The coordinates of each row.
    pub(crate) fn rows(&self) -> Vec<&[f64]> {
        (0..self.count).map(|row| self.row(row)).collect()
    }

    pub(crate) fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.label.len()..(row + 1) * self.label.len()]
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The rows at `places`, in that order.
    pub(crate) fn take(&self, places: &[usize]) -> Self {
        let values = places.iter().flat_map(|&place| self.row(place).iter().copied()).collect();
        Self { values, label: self.label.clone(), count: places.len() }
    }

    /// Squared distance, or some sum above `most` when it is larger.
    pub(crate) fn squared(&self, a: &[f64], b: &[f64], most: f64) -> f64 {
        let mut sum = 0.0;
        for ((a, b), label) in a.iter().zip(b).zip(&self.label) {
            sum += match (a.is_nan(), b.is_nan()) {
                (true, true) => 0.0,
                (false, false) if *label => f64::from(u8::from((a - b).abs() > 0.5)),
                (false, false) => (a - b) * (a - b),
                _ => 1.0,
            };
            if sum > most {
                break;
            }
        }
        sum
    }
}
