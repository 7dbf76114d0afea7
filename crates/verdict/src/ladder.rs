//! The decision table: marks and gains on the ladder go in, one outcome comes out. No arithmetic here.

use crate::{Gain, Mark};

/// Whether a player gains more over the baseline than it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pays {
    /// Shown: the lower bound of the gain is above the bar.
    Yes,
    /// The estimate is above the bar, its lower bound is not.
    Open,
    /// The estimate itself is not above the bar.
    No,
}

/// The baseline's place, and everybody's gain over it by place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Baseline<'a> {
    pub(crate) place: usize,
    pub(crate) gains: &'a [Gain],
}

/// A rung as it stands against the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rung {
    pub(crate) mark: Mark,
    /// Shown to be worse than the reference, if only by a little.
    pub(crate) worse: bool,
}

/// What the table says; numbers are places on the ladder.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome<'a> {
    /// Build this one; these lower rungs might do as well.
    Recommend { place: usize, gain: Option<&'a Gain>, open: Vec<usize> },
    /// The baseline is good enough.
    BaselineSuffices { place: usize },
    /// No good-enough player pays; this one comes nearest.
    DoesNotPay { place: usize, gain: &'a Gain },
    /// Nobody to compare with.
    Alone,
    /// Not settled: any of these players might be better than the reference by the margin.
    Challenged { by: Vec<usize> },
    /// Not settled: these gains over the baseline and these marks are open.
    Undecided { gains: Vec<(usize, &'a Gain)>, marks: Vec<usize> },
}

impl Outcome<'_> {
    /// Whether two outcomes come to the same act, whatever stays open beside it.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Recommend { place: a, .. }, Self::Recommend { place: b, .. }) => a == b,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// Reads the table; `rungs` by place, with the reference marked good enough; `challengers` are the places of those that might be
/// better than the reference by the margin; `pays` by place, read only with a baseline.
pub(crate) fn read<'a>(
    rungs: &[Rung],
    reference: usize,
    challengers: &[usize],
    baseline: Option<Baseline<'a>>,
    pays: &[Pays],
) -> Outcome<'a> {
    if rungs.len() < 2 {
        return Outcome::Alone;
    }
    if !challengers.is_empty() {
        return Outcome::Challenged { by: challengers.to_vec() };
    }
    match baseline {
        Some(baseline) => against_baseline(rungs, reference, baseline, pays),
        None => without_baseline(rungs, reference),
    }
}

/// The lowest good-enough rung, unless that is the best itself and of all simpler rungs nothing is known: neither that they are a margin
/// worse, nor that they are worse at all.
fn without_baseline<'a>(rungs: &[Rung], reference: usize) -> Outcome<'a> {
    let place = good_enough(rungs).next().unwrap_or(reference);
    let open = undecided_below(rungs, place);
    if place == reference && place > 0 && open.len() == place && open.iter().all(|&place| !rungs[place].worse) {
        return Outcome::Undecided { gains: Vec::new(), marks: open };
    }
    Outcome::Recommend { place, gain: None, open }
}

/// The lowest good-enough rung that pays, unless the baseline comes first.
fn against_baseline<'a>(rungs: &[Rung], reference: usize, baseline: Baseline<'a>, pays: &[Pays]) -> Outcome<'a> {
    let mut open_gains = Vec::new();
    let mut nearest = (reference, &baseline.gains[reference]);
    for place in good_enough(rungs) {
        let gain = &baseline.gains[place];
        if place == baseline.place {
            return Outcome::BaselineSuffices { place };
        }
        match pays[place] {
            Pays::Yes => {
                return Outcome::Recommend { place, gain: Some(gain), open: undecided_below(rungs, place) };
            }
            Pays::Open => open_gains.push((place, gain)),
            Pays::No => {}
        }
        if gain.estimate - gain.bar > nearest.1.estimate - nearest.1.bar {
            nearest = (place, gain);
        }
    }
    if open_gains.is_empty() {
        return Outcome::DoesNotPay { place: nearest.0, gain: nearest.1 };
    }
    Outcome::Undecided { gains: open_gains, marks: undecided_below(rungs, reference) }
}

/// Places marked good enough, lowest first.
fn good_enough(rungs: &[Rung]) -> impl Iterator<Item = usize> + '_ {
    (0..rungs.len()).filter(|&place| rungs[place].mark == Mark::GoodEnough)
}

/// Places below a rung that are marked undecided.
fn undecided_below(rungs: &[Rung], rung: usize) -> Vec<usize> {
    (0..rung).filter(|&place| rungs[place].mark == Mark::Undecided).collect()
}
