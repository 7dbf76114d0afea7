//! What is counted while series pass by.

use std::collections::BTreeMap;

use panel::Outlook;

use super::lineup::{Entry, Refused};

/// Kinds of failures that are told apart; further ones are counted together.
const FAILURES_MAX: usize = 1_000;
/// Series that are named for each.
const EXAMPLES: usize = 3;
/// Gaps that are named.
const GAPS_SHOWN: usize = 3;

/// A reason and the series that share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Failure {
    /// How many series.
    pub(super) count: u64,
    /// The first few.
    pub(super) examples: Vec<String>,
    /// What can be done.
    pub(super) hint: Option<String>,
}

/// What a failure is told apart by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cause {
    /// What was tried; empty where the series itself was refused.
    pub(super) tried: String,
    /// Why it gave no forecast.
    pub(super) reason: String,
    /// What stood in; empty where there is no forecast.
    pub(super) stood_in: String,
}

/// Totals over all series.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// Series in the table.
    pub(super) series: u64,
    /// Sums of them, where there is a hierarchy; they count as series too.
    pub(super) sums: u64,
    /// Series with a forecast.
    pub(super) forecast: u64,
    /// Values in their history, missing ones included.
    pub(super) values: u64,
    /// Missing ones.
    pub(super) missing: u64,
    /// Runs of them.
    pub(super) gaps: u64,
    /// The first few: series, first place as text, length.
    pub(super) gap_examples: Vec<(String, String, u64)>,
    /// Rows moved to the nearest date of the grid, and the longest way.
    pub(super) moved: (u64, u64),
    /// Rows aggregated.
    pub(super) aggregated: u64,
    /// Series that end before the table.
    pub(super) late: u64,
    /// First and last stamp of all series.
    pub(super) span: Option<(i64, i64)>,
    /// Names of the regressors of the first series that has some.
    pub(super) regressors: Vec<String>,
    /// Processor seconds.
    pub(super) cpu_seconds: f64,
    /// Series by model.
    pub(super) models: BTreeMap<String, u64>,
    /// Failures.
    pub(super) failures: BTreeMap<Cause, Failure>,
    /// What was noted, with the number of series.
    pub(super) notes: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts a series that is on its grid.
    pub(super) fn enter(&mut self, entry: &Entry, date: impl Fn(i64) -> String) {
        let regular = &entry.regular;
        self.series += 1;
        self.values += regular.values.len() as u64 - entry.late;
        self.missing += regular.missing();
        self.gaps += regular.gaps.len() as u64;
        for gap in regular.gaps.iter().take(GAPS_SHOWN.saturating_sub(self.gap_examples.len())) {
            self.gap_examples.push((entry.name.clone(), date(entry.grid.stamp(gap.from)), gap.places));
        }
        self.moved = (self.moved.0 + regular.moved, self.moved.1.max(regular.moved_most));
        self.aggregated += regular.aggregated;
        self.late += u64::from(entry.late > 0);
        if let (true, Ok(Some(known))) = (self.regressors.is_empty(), &entry.known) {
            self.regressors.clone_from(&known.past.names);
        }
        let (first, last) = (entry.grid.stamp(regular.first), entry.grid.stamp(regular.last()));
        let (from, to) = self.span.unwrap_or((first, last));
        self.span = Some((from.min(first), to.max(last)));
    }

    /// Counts a series that is not.
    pub(super) fn refuse(&mut self, series: &str, refused: &Refused) {
        self.series += 1;
        let cause = Cause { tried: String::new(), reason: refused.reason.clone(), stood_in: String::new() };
        self.fail(cause, series, refused.hint.clone());
    }

    /// Counts what came back.
    pub(super) fn take(&mut self, outlook: &Outlook) {
        self.cpu_seconds += outlook.cpu_seconds;
        for cause in causes(outlook) {
            let hint = match &outlook.forecast {
                Err(reason) if cause.tried.is_empty() => reason.hint(),
                _ => outlook.steps.iter().find(|s| s.method == cause.tried).and_then(|s| s.reason.hint()),
            };
            self.fail(cause, &outlook.id, hint);
        }
        if outlook.forecast.is_ok() {
            self.forecast += 1;
            *self.models.entry(family(&outlook.model)).or_default() += 1;
        }
        for note in &outlook.notes {
            if self.notes.len() < FAILURES_MAX || self.notes.contains_key(note) {
                *self.notes.entry(note.clone()).or_default() += 1;
            }
        }
    }

    /// Counts a failure.
    pub(super) fn fail(&mut self, cause: Cause, series: &str, hint: Option<String>) {
        let full = self.failures.len() >= FAILURES_MAX && !self.failures.contains_key(&cause);
        let cause = if full { Cause { reason: "other reasons".into(), ..cause } } else { cause };
        let failure = self.failures.entry(cause).or_default();
        failure.count += 1;
        failure.hint = failure.hint.take().or(hint);
        if failure.examples.len() < EXAMPLES {
            failure.examples.push(series.to_owned());
        }
    }

    /// Failures, those without a forecast first, then the commonest.
    pub(super) fn failures(&self) -> Vec<(&Cause, &Failure)> {
        let mut all: Vec<(&Cause, &Failure)> = self.failures.iter().collect();
        all.sort_by_key(|(cause, failure)| (!cause.stood_in.is_empty(), std::cmp::Reverse(failure.count)));
        all
    }

    /// Models, the commonest first.
    pub(super) fn models(&self) -> Vec<(&str, u64)> {
        let mut all: Vec<(&str, u64)> = self.models.iter().map(|(name, count)| (name.as_str(), *count)).collect();
        all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        all
    }
}

/// What went wrong with a series, method by method.
pub(super) fn causes(outlook: &Outlook) -> Vec<Cause> {
    let stood_in = if outlook.forecast.is_ok() { outlook.model.clone() } else { String::new() };
    let steps = outlook.steps.iter().map(|step| Cause {
        tried: step.method.clone(),
        reason: step.reason.to_string(),
        stood_in: stood_in.clone(),
    });
    let end = outlook.forecast.as_ref().err().map(|reason| Cause {
        tried: String::new(),
        reason: reason.to_string(),
        stood_in: String::new(),
    });
    steps.chain(end).collect()
}

/// A model's families, without orders and parameters: `ARIMA`, or `ARIMA + ETS + Theta` of a combination.
pub(super) fn family(model: &str) -> String {
    let mut bare = String::new();
    let mut depth = 0_u32;
    for character in model.chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    let mut families: Vec<&str> = Vec::new();
    for part in bare.split(" + ") {
        // `mean of weighted of ARIMA` is about ARIMA.
        let name = part.rsplit(" of ").next().unwrap_or(part);
        let name = name.split([',']).next().unwrap_or(name).split(" with ").next().unwrap_or(name).trim();
        if !name.is_empty() && !families.contains(&name) {
            families.push(name);
        }
    }
    families.join(" + ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_of_models() {
        assert_eq!(family("ARIMA(0,1,1)(0,1,1)[12]"), "ARIMA");
        let mean = "mean of weighted of ARIMA(1,1,1) + ARIMA(0,1,1) with drift + weighted of ETS(M,A,M) + ETS(A,N,N) + dynamic Theta, seasonal";
        assert_eq!(family(mean), "ARIMA + ETS + dynamic Theta");
    }
}
