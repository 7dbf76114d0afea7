//! The verdict's parts for the record: ids for places, and the data that would settle what is open.

use stats::Estimate;

use crate::judge::Bench;
use crate::ladder::{Outcome, Rung};
use crate::marks::{self, LEVEL, Tested};
use crate::needed::{needed_for_distance, needed_for_margin};
use crate::{Basis, Comparison, Decision, Gain, Needed, Question, SecondOpinion, Spread, StopReason};

impl Bench<'_> {
    /// The outcome for the record: ids for places, and the data that would settle what is open.
    pub(crate) fn decision(&self, outcome: Outcome<'_>) -> Decision {
        let best = self.id(self.reference);
        match outcome {
            Outcome::Recommend { place, gain, open } => Decision::Recommend {
                player: self.id(place),
                gain: gain.cloned(),
                needed: open.iter().filter_map(|&place| self.needed_for_mark(place)).max_by_key(|needed| needed.count),
                open: open.iter().map(|&place| self.open_mark(place)).collect(),
            },
            Outcome::BaselineSuffices { place } => {
                Decision::Stop { reason: StopReason::BaselineSuffices { baseline: self.id(place) }, best }
            }
            Outcome::DoesNotPay { place, gain } => {
                let reason = StopReason::DoesNotPay { player: self.id(place), gain: gain.clone() };
                Decision::Stop { reason, best }
            }
            Outcome::Challenged { by } => {
                let better = |&place: &usize| Question::BetterThanReference { player: self.id(place) };
                let needed = by.iter().filter_map(|&place| self.needed_for_challenge(place)).max_by_key(|needed| needed.count);
                Decision::Undecided { best_so_far: best, open: by.iter().map(better).collect(), needed }
            }
            Outcome::Alone => Decision::Stop { reason: StopReason::Alone, best },
            Outcome::Undecided { gains, marks } => {
                let needed_for_gains = gains.iter().filter_map(|&(place, gain)| self.needed_for_gain(place, gain));
                let needed_for_marks = marks.iter().filter_map(|&place| self.needed_for_mark(place));
                let needed = needed_for_gains.chain(needed_for_marks).min_by_key(|needed| needed.count);
                let open_gain = |&(place, gain): &(usize, &Gain)| Question::Pays { player: self.id(place), over: gain.over };
                let open = marks.iter().map(|&place| self.open_mark(place)).chain(gains.iter().map(open_gain)).collect();
                Decision::Undecided { best_so_far: best, open, needed }
            }
        }
    }

    /// The question whether this place is within the margin.
    fn open_mark(&self, place: usize) -> Question {
        Question::WithinMargin { player: self.id(place) }
    }

    /// The data that would settle whether this place is within the margin of the reference.
    fn needed_for_mark(&self, place: usize) -> Option<Needed> {
        let (difference, se) = self.difference(place)?;
        needed_for_margin(se, difference, self.case.margin, self.yardstick.unit(), self.yardstick.units())
    }

    /// The data that would settle whether the reference is within the margin of this place.
    fn needed_for_challenge(&self, place: usize) -> Option<Needed> {
        let (difference, se) = self.difference(place)?;
        needed_for_margin(se, -difference, self.case.margin, self.yardstick.unit(), self.yardstick.units())
    }

    /// Difference of this place from the reference, and its standard error.
    fn difference(&self, place: usize) -> Option<(f64, f64)> {
        let at = self.others.iter().position(|&other| other == place)?;
        let difference = self.differences[at];
        Some((difference.value, difference.first?.se))
    }

    /// The data that would settle whether this place pays.
    fn needed_for_gain(&self, place: usize, gain: &Gain) -> Option<Needed> {
        let se = self.gains.as_ref()?.se(place)?;
        needed_for_distance(se, gain.estimate - gain.bar, self.yardstick.unit(), self.yardstick.units())
    }

    /// All comparisons for the record.
    pub(crate) fn comparisons(&self, rungs: &[Rung], first: Option<&[Tested]>, second: Option<&[Tested]>) -> Vec<Comparison> {
        let one = |(at, &place): (usize, &usize)| {
            let difference = self.differences[at];
            Comparison {
                player: self.id(place),
                difference: difference.value.max(0.0),
                spread: first.and_then(|tests| Some(spread(difference.first?, tests[at]))),
                mark: rungs[at].mark,
                second: second.and_then(|tests| Some(self.second_opinion(difference.second?, tests[at]))),
            }
        };
        self.others.iter().enumerate().map(one).collect()
    }

    /// The second opinion for the record.
    fn second_opinion(&self, estimate: Estimate, test: Tested) -> SecondOpinion {
        SecondOpinion {
            method: self.yardstick.second_method(),
            se: estimate.se,
            df: estimate.df,
            lower: test.lower,
            upper: test.upper,
            mark: test.mark,
        }
    }

    /// What the verdict rests on.
    pub(crate) fn basis(&self) -> Basis {
        Basis {
            rows: self.case.fold.len() as u64,
            folds: self.yardstick.folds(),
            unit: self.yardstick.unit(),
            units: self.yardstick.units(),
            blocks: self.yardstick.blocks(),
            margin: self.case.margin,
            level: LEVEL,
            holm: marks::is_adjusted(self.others.len()),
            baseline: self.case.baseline,
        }
    }
}

/// The spread for the record.
fn spread(estimate: Estimate, test: Tested) -> Spread {
    let Tested { lower, upper, p, p_holm, .. } = test;
    Spread { se: estimate.se, df: estimate.df, lower, upper, p, p_holm, sure: 1.0 - p }
}
