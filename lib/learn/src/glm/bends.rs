//! Which numbers are better off as curves?

use super::GlmSpec;
use crate::encode::Form;
use crate::error::LearnError;
use crate::frame::{Column, Frame};

/// Knots of a curve.
const KNOTS: usize = 4;
/// Different values that a number must have to be bent.
const VALUES_MIN: usize = 8;
/// Rows that decide, at most: every second, third, ... row beyond.
const ROWS_MAX: usize = 20_000;
/// Rows below which nothing is bent.
const ROWS_MIN: usize = 200;
/// Columns that are tried at most, in the order of the table.
const COLUMNS_MAX: usize = 30;
/// How far a number may lie outside its middle nine tenths, in widths of these.
const FAR: f64 = 3.0;
/// A curve must lower the AIC by as much: a straight line is easier to read, and the columns are tried one by one.
const GAIN_MIN: f64 = 10.0;

impl GlmSpec {
    /// The same model with those numbers as [curves](Form::Curved) of 4 knots that are clearly curved: each alone lowers the AIC by more than 10, and
    /// all of them together as well.
    ///
    /// Columns that already have a form are left alone, and those with numbers far outside; so is everything below 200 rows. Cost: one fit a number with at least 8 different values, on 20,000 rows at most.
    ///
    /// Reference: H. Akaike, "A new look at the statistical model identification" (1974), doi:10.1109/TAC.1974.1100705.
    ///
    /// # Errors
    /// As [`GlmSpec::fit`].
    pub fn bent(&self, train: &Frame, y: &[f64]) -> Result<Self, LearnError> {
        if y.len() < ROWS_MIN || y.len() != train.rows() {
            return Ok(self.clone());
        }
        let stride = y.len().div_ceil(ROWS_MAX);
        let index: Vec<usize> = (0..y.len()).step_by(stride).collect();
        let (rows, target) = (train.take(&index)?, index.iter().map(|&row| y[row]).collect::<Vec<f64>>());
        let aic = |spec: &Self| Ok::<_, LearnError>(spec.fit(&rows, &target, None)?.report().aic);
        let Some(straight) = aic(self)? else { return Ok(self.clone()) };
        let formed = |name: &str| self.encode.forms.iter().any(|(column, _)| column == name);
        let candidates = rows.columns().iter().filter(|column| !formed(column.name()) && can_bend(column)).take(COLUMNS_MAX);
        let mut bent = self.clone();
        for column in candidates {
            let form = (column.name().to_owned(), Form::Curved { knots: KNOTS });
            let mut alone = self.clone();
            alone.encode.forms.push(form.clone());
            if aic(&alone)?.is_some_and(|aic| straight - aic > GAIN_MIN) {
                bent.encode.forms.push(form);
            }
        }
        let better =
            bent.encode.forms.len() > self.encode.forms.len() && aic(&bent)?.is_some_and(|aic| straight - aic > GAIN_MIN);
        Ok(if better { bent } else { self.clone() })
    }
}

/// Whether a column holds numbers, enough different ones, and none that lies far outside: the end of a curve would be thrown by it.
fn can_bend(column: &Column) -> bool {
    let Column::Numeric { values, .. } = column else { return false };
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let [least, .., most] = sorted.as_slice() else { return false };
    let at = |share: f64| sorted[(share * (sorted.len() - 1) as f64) as usize];
    let (low, high) = (at(0.05), at(0.95));
    let reach = FAR * (high - low);
    let different = sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()).count();
    different >= VALUES_MIN && *least >= low - reach && *most <= high + reach
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn table(curve: impl Fn(f64) -> f64) -> (Frame, Vec<f64>) {
        let noise = |row: usize| ((row * 7919) % 101) as f64 / 101.0 - 0.5;
        let x: Vec<f64> = (0..600_usize).map(|row| ((row * 37) % 600) as f64 / 100.0).collect();
        let z: Vec<f64> = (0..600_usize).map(|row| ((row * 61) % 97) as f64).collect();
        let y = (0..600).map(|row| curve(x[row]) + 0.01 * z[row] + noise(row)).collect();
        (Frame::new(600, vec![Column::numeric("x", x), Column::numeric("z", z)]).unwrap(), y)
    }

    #[test]
    fn what_is_curved_is_bent_and_nothing_else() {
        let (x, y) = table(|x| (x - 3.0) * (x - 3.0));
        let bent = GlmSpec::default().bent(&x, &y).unwrap();
        assert_eq!(bent.encode.forms, [("x".to_owned(), Form::Curved { knots: 4 })]);
        let (x, y) = table(|x| 2.0 * x);
        assert_eq!(GlmSpec::default().bent(&x, &y).unwrap(), GlmSpec::default());
    }
}
