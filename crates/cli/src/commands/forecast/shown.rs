//! The series that get a chart: the largest.

use forecast::Forecast;
use panel::Outlook;

use super::lineup::Entry;

/// A series with its history and forecast.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// Its labels in one; empty for a single series.
    pub(super) name: String,
    /// Which model.
    pub(super) model: String,
    /// Stamps and values of the history, NaN where missing.
    pub(super) history: Vec<(i64, f64)>,
    /// Stamps of the forecast.
    pub(super) stamps: Vec<i64>,
    /// The forecast.
    pub(super) forecast: Forecast,
    /// Sum of the last values' sizes.
    pub(super) weight: f64,
    /// Its place in the table.
    place: usize,
}

/// The largest series so far.
pub(super) struct Chosen {
    most: usize,
    seen: usize,
    shown: Vec<Shown>,
}

impl Chosen {
    pub(super) fn new(most: usize) -> Self {
        Self { most, seen: 0, shown: Vec::new() }
    }

    /// Keeps the series if it is larger than the smallest that is kept.
    pub(super) fn offer(&mut self, entry: &Entry, outlook: &Outlook) {
        self.seen += 1;
        let Ok(forecast) = &outlook.forecast else { return };
        let weight: f64 = forecast.mean.iter().map(|v| v.abs()).sum();
        if self.shown.len() >= self.most {
            let later = |a: &Shown, b: &Shown| a.weight.total_cmp(&b.weight).then(b.place.cmp(&a.place));
            let least = self.shown.iter().enumerate().min_by(|a, b| later(a.1, b.1));
            match least {
                Some((at, smallest)) if weight > smallest.weight => drop(self.shown.swap_remove(at)),
                _ => return,
            }
        }
        let first = entry.regular.first;
        let stamped = |(k, value): (usize, &f64)| (entry.grid.stamp(first + k as i64), *value);
        self.shown.push(Shown {
            name: entry.name.clone(),
            model: outlook.model.clone(),
            history: entry.regular.values.iter().enumerate().map(stamped).collect(),
            stamps: (1..=forecast.mean.len()).map(|ahead| entry.stamp_ahead(ahead)).collect(),
            forecast: forecast.clone(),
            weight,
            place: self.seen,
        });
    }

    /// What was kept, in the order of the table.
    pub(super) fn into_shown(mut self) -> Vec<Shown> {
        self.shown.sort_by_key(|s| s.place);
        self.shown
    }
}
