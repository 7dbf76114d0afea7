//! From a learning curve to what more rows would bring.

use serde::{Deserialize, Serialize};

use super::reach::estimate;

/// How fast losses fall with the number of rows: `n^-c`; the middle one is the guess, all of them make the interval.
const RATES: [f64; 3] = [0.33, 0.5, 1.0];

/// An extrapolation below this share of today's loss is not believed.
const BOTTOM: f64 = 0.25;

/// The loss with more rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ahead {
    /// Training rows.
    pub rows: u64,
    /// The loss.
    pub loss: f64,
    /// Lower end of its interval at 95 %, over all rates.
    pub low: f64,
    /// Upper end: at most that of the loss of today.
    pub high: f64,
    /// The share of the constant's loss that is saved then.
    pub saved: f64,
    /// Ends of its interval.
    pub saved_between: (f64, f64),
}

/// The mean loss at `rows`, when it falls by `a + b n^-c` with a known rate: a line in `n^-c` by least squares, so that each asked row has its own
/// extrapolation and the mean of these its error, that of a ratio to the `constant`'s losses. None below two parts, and where the line ends next to nothing.
pub(super) fn ahead(sizes: &[f64], losses: &[Vec<f64>], rows: f64, constant: &[f64], clusters: Option<&[u32]>) -> Option<Ahead> {
    if sizes.len() < 2 {
        return None;
    }
    let base = stats::mean(constant).filter(|base| *base > 0.0)?;
    let of_ratio = |values: &[f64]| {
        let ratio = stats::mean(values)? / base;
        let values: Vec<f64> = values.iter().zip(constant).map(|(v, c)| v - ratio * (c - base)).collect();
        estimate(&values, clusters)
    };
    let today = of_ratio(losses.last()?)?;
    let (today, ceiling) = (today.value, today.upper(0.975).ok()?);
    let (mut loss, mut low, mut high) = (today, today, f64::NEG_INFINITY);
    for rate in RATES {
        let at: Vec<f64> = sizes.iter().map(|n| n.powf(-rate)).collect();
        let centre = stats::mean(&at)?;
        let squares: f64 = at.iter().map(|x| (x - centre).powi(2)).sum();
        let reach = rows.powf(-rate) - centre;
        let weight = |x: &f64| 1.0 / at.len() as f64 + reach * (x - centre) / squares;
        let weights: Vec<f64> = at.iter().map(weight).collect();
        let of_row = |row: usize| losses.iter().zip(&weights).map(|(part, w)| w * part[row]).sum::<f64>();
        let values: Vec<f64> = (0..losses[0].len()).map(of_row).collect();
        let found = of_ratio(&values)?;
        if (rate - 0.5).abs() < 1e-9 {
            loss = found.value;
        }
        low = low.min(found.lower(0.975).ok()?);
        high = high.max(found.upper(0.975).ok()?);
    }
    // A curve that still falls steeply tells nothing of where it ends.
    if loss < BOTTOM * today {
        return None;
    }
    // More rows do no harm, and no loss is below 0.
    let (loss, low, high) = (loss.min(today), low.max(0.0), high.min(ceiling));
    let saved = |loss: f64| 1.0 - loss / base;
    Some(Ahead { rows: rows as u64, loss, low, high, saved: saved(loss), saved_between: (saved(high), saved(low)) })
}
