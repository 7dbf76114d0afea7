//! From the last values of a series to the columns of one row.

use forecast::Error;

use super::Past;

/// The longest period of which every lag is looked at.
pub const LAGS_MAX: usize = 60;
/// Lags that are looked at where the period is longer, besides those a season ago.
const LAGS_LONG: usize = 24;
/// Scaled changes are held within this, so that no spike of one series rules the rest.
const CHANGE_MAX: f64 = 10.0;
/// Columns besides the lags.
const EXTRA: usize = 3;

/// Which lags are looked at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Window {
    period: usize,
    /// Distances from the last value; 1 is the value before it.
    lags: Vec<usize>,
    /// Values that a row looks at.
    span: usize,
}

impl Window {
    pub(super) fn new(period: usize) -> Result<Self, Error> {
        if period == 0 {
            return Err(Error::BadPeriod);
        }
        let span = period.max(4) + usize::from(period > 1);
        let lags = if period <= LAGS_MAX { (1..span).collect() } else { (1..=LAGS_LONG).chain(period - 2..=period).collect() };
        Ok(Self { period, lags, span })
    }

    /// Empty columns with room for `rows`.
    pub(super) fn columns(&self, rows: usize) -> Vec<Vec<f64>> {
        vec![Vec::with_capacity(rows); self.lags.len() + EXTRA]
    }

    /// Appends the row of the value after `y`, which has the time `t`; gives back what the change was divided by.
    ///
    /// `y` is at least as long as the window.
    pub(super) fn push(&self, y: &[f64], t: usize, columns: &mut [Vec<f64>]) -> f64 {
        let recent = &y[y.len() - self.span..];
        let last = recent[self.span - 1];
        let n = self.span as f64;
        let size = recent.iter().map(|v| v.abs()).sum::<f64>() / n;
        let scale = if size > 0.0 { size } else { 1.0 };
        for (lag, column) in self.lags.iter().zip(columns.iter_mut()) {
            column.push((recent[self.span - 1 - lag] - last) / scale);
        }
        let mean = recent.iter().sum::<f64>() / n;
        let spread = (recent.iter().map(|v| ((v - mean) / scale).powi(2)).sum::<f64>() / n).sqrt();
        let few = recent[self.span - 3..].iter().sum::<f64>() / 3.0;
        let extra: [f64; EXTRA] = [(few - last) / scale, spread, (t % self.period) as f64];
        columns[self.lags.len()..].iter_mut().zip(extra).for_each(|(column, value)| column.push(value));
        scale
    }

    /// The values that a row looks at; `None` where they are too few or all the same.
    pub(super) fn tail(&self, past: Past<'_>) -> Option<Vec<f64>> {
        let known = known(past)?;
        let recent = &known[known.len().checked_sub(self.span)?..];
        recent.windows(2).any(|pair| pair[0].total_cmp(&pair[1]).is_ne()).then(|| recent.to_vec())
    }

    /// Columns and targets of at most about `rows_max` rows, drawn evenly over all series.
    pub(super) fn table(&self, pasts: &[Past<'_>], rows_max: usize, seed: u64) -> (Vec<Vec<f64>>, Vec<f64>) {
        let total: usize = pasts.iter().map(|past| past.known.saturating_sub(self.span)).sum();
        let share = rows_max as f64 / total.max(1) as f64;
        let mut columns = self.columns(total.min(rows_max));
        let mut target = Vec::with_capacity(total.min(rows_max));
        for (place, past) in pasts.iter().enumerate() {
            let Some(y) = known(*past) else { continue };
            for t in self.span..y.len() {
                let drawn = share >= 1.0 || unit(seed, place, t) < share;
                if !drawn || past.series.values()[t].is_nan() {
                    continue;
                }
                let scale = self.push(&y[..t], t, &mut columns);
                target.push(((y[t] - y[t - 1]) / scale).clamp(-CHANGE_MAX, CHANGE_MAX));
            }
        }
        (columns, target)
    }
}

/// The known values, gaps filled from themselves alone; `None` where none is observed.
fn known(past: Past<'_>) -> Option<Vec<f64>> {
    past.series.head(past.known).ok().map(|series| series.filled())
}

/// A number in [0, 1) that belongs to this row (the finaliser of `SplitMix64`).
pub(crate) fn unit(seed: u64, series: usize, t: usize) -> f64 {
    let mut value = seed ^ ((series as u64) << 32 | t as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((value ^ (value >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}
