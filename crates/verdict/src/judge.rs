//! From a checked case to a verdict.

use stats::{Estimate, StatsError};

use crate::concentration::{concentrations, is_carried_by_a_row};
use crate::gain::Gains;
use crate::ladder::{self, Baseline, Outcome, Pays, Rung};
use crate::marks::{self, LEVEL, Tested};
use crate::needed::{needed_for_distance, needed_for_margin};
use crate::scoring::{Difference, Scoring};
use crate::yardstick::Yardstick;
use crate::{
    Basis, Case, Comparison, Concentration, Decision, Evidence, Gain, Mark, Needed, Question,
    SecondOpinion, Spread, StopReason, VERSION, Verdict,
};

/// Judges a checked case.
pub(crate) fn judge(case: &Case<'_>) -> Result<Verdict, StatsError> {
    let yardstick = Yardstick::new(case)?;
    let evidence = yardstick.evidence();
    let scoring = Scoring::new(&case.players, case.scale, &yardstick)?;
    let bench = Bench::new(case, &scoring, &yardstick)?;
    // Where no test is carried the first opinion goes by the mean, in marks and gains alike.
    let first_method = |d: &Difference| {
        if evidence == Evidence::Strong {
            d.first
        } else {
            None
        }
    };
    let first = bench.tests(|d| d.first)?;
    let second = bench.tests(|d| d.second)?;
    let rungs = match &first {
        Some(first) if evidence == Evidence::Strong => rungs_of(first),
        _ => bench.rungs_by_mean(),
    };
    let challengers = match &first {
        Some(first) if evidence == Evidence::Strong => bench.challengers(first),
        _ => Vec::new(),
    };
    let outcome = bench.outcome(&rungs, &challengers, &bench.pays(first_method)?);
    let fragile = match &second {
        Some(second) => {
            let other = bench.outcome(
                &rungs_of(second),
                &bench.challengers(second),
                &bench.pays(|d| d.second)?,
            );
            !outcome.agrees_with(&other)
        }
        None => false,
    };
    Ok(Verdict {
        version: VERSION,
        evidence,
        fragile,
        reference: bench.id(bench.reference),
        reference_mark: if challengers.is_empty() {
            Mark::GoodEnough
        } else {
            Mark::Undecided
        },
        comparisons: bench.comparisons(&rungs, first.as_deref(), second.as_deref()),
        scores: scoring.all(bench.gains.as_ref())?,
        concentrations: bench.concentrations.clone(),
        basis: bench.basis(),
        decision: bench.decision(outcome),
    })
}

/// How the players of tested differences stand.
fn rungs_of(tests: &[Tested]) -> Vec<Rung> {
    tests.iter().map(Tested::rung).collect()
}

/// What lies before the judge: everybody's difference from the best and gain over the baseline.
struct Bench<'a> {
    case: &'a Case<'a>,
    yardstick: &'a Yardstick,
    reference: usize,
    /// Places of all players but the reference, and their differences from it.
    others: Vec<usize>,
    differences: Vec<Difference>,
    gains: Option<Gains>,
    concentrations: Vec<Concentration>,
}

impl<'a> Bench<'a> {
    /// Measures all differences and gains. `O(players * rows)`.
    fn new(
        case: &'a Case<'a>,
        scoring: &Scoring<'_>,
        yardstick: &'a Yardstick,
    ) -> Result<Self, StatsError> {
        let reference = scoring.best();
        let others: Vec<usize> = (0..case.players.len())
            .filter(|&place| place != reference)
            .collect();
        let differences = others
            .iter()
            .map(|&place| scoring.difference(place, reference));
        let differences = differences.collect::<Result<Vec<_>, _>>()?;
        let baseline = case
            .baseline
            .and_then(|id| case.players.iter().position(|player| player.id == id));
        let gains = baseline
            .map(|place| Gains::new(case, scoring, place))
            .transpose()?;
        let concentrations = concentrations(&case.players);
        Ok(Self {
            case,
            yardstick,
            reference,
            others,
            differences,
            gains,
            concentrations,
        })
    }

    /// Tests all differences by one of the two methods; `None` where the data do not allow it.
    fn tests(
        &self,
        method: impl Fn(&Difference) -> Option<Estimate>,
    ) -> Result<Option<Vec<Tested>>, StatsError> {
        let estimates: Option<Vec<Estimate>> = self.differences.iter().map(method).collect();
        let tests = estimates.map(|estimates| marks::by_test(&estimates, self.case.margin));
        Ok(tests.transpose()?.filter(|tests| !tests.is_empty()))
    }

    /// How the players stand by the mean alone.
    fn rungs_by_mean(&self) -> Vec<Rung> {
        self.differences
            .iter()
            .map(|d| marks::by_mean(d.value, self.case.margin))
            .collect()
    }

    /// Places of those that might be better than the reference by the margin.
    ///
    /// A player whose loss is carried by a single row of its own is no challenger: that row makes its error so large that nothing could
    /// ever be shown against it, and the row is named.
    fn challengers(&self, tests: &[Tested]) -> Vec<usize> {
        let reference = self.id(self.reference);
        let challenges = |&(&place, test): &(&usize, &Tested)| {
            test.challenges(self.case.margin)
                && !is_carried_by_a_row(&self.concentrations, self.id(place), reference)
        };
        self.others
            .iter()
            .zip(tests)
            .filter(challenges)
            .map(|(&place, _)| place)
            .collect()
    }

    /// Who pays, by one of the two methods; nothing without a baseline.
    fn pays(
        &self,
        method: impl Fn(&Difference) -> Option<Estimate>,
    ) -> Result<Vec<Pays>, StatsError> {
        self.gains
            .as_ref()
            .map_or_else(|| Ok(Vec::new()), |gains| gains.pays(method))
    }

    /// Reads the decision table.
    fn outcome(&self, others: &[Rung], challengers: &[usize], pays: &[Pays]) -> Outcome<'_> {
        let mut rungs = vec![
            Rung {
                mark: Mark::GoodEnough,
                worse: false
            };
            self.case.players.len()
        ];
        for (&place, &rung) in self.others.iter().zip(others) {
            rungs[place] = rung;
        }
        let baseline = self.gains.as_ref().map(|gains| Baseline {
            place: gains.baseline,
            gains: &gains.records,
        });
        ladder::read(&rungs, self.reference, challengers, baseline, pays)
    }

    /// The outcome for the record: ids for places, and the data that would settle what is open.
    fn decision(&self, outcome: Outcome<'_>) -> Decision {
        let best = self.id(self.reference);
        match outcome {
            Outcome::Recommend { place, gain, open } => Decision::Recommend {
                player: self.id(place),
                gain: gain.cloned(),
                needed: open
                    .iter()
                    .filter_map(|&place| self.needed_for_mark(place))
                    .max_by_key(|needed| needed.count),
                open: open.iter().map(|&place| self.open_mark(place)).collect(),
            },
            Outcome::BaselineSuffices { place } => Decision::Stop {
                reason: StopReason::BaselineSuffices {
                    baseline: self.id(place),
                },
                best,
            },
            Outcome::DoesNotPay { place, gain } => {
                let reason = StopReason::DoesNotPay {
                    player: self.id(place),
                    gain: gain.clone(),
                };
                Decision::Stop { reason, best }
            }
            Outcome::Challenged { by } => {
                let better = |&place: &usize| Question::BetterThanReference {
                    player: self.id(place),
                };
                let needed = by
                    .iter()
                    .filter_map(|&place| self.needed_for_challenge(place))
                    .max_by_key(|needed| needed.count);
                Decision::Undecided {
                    best_so_far: best,
                    open: by.iter().map(better).collect(),
                    needed,
                }
            }
            Outcome::Alone => Decision::Stop {
                reason: StopReason::Alone,
                best,
            },
            Outcome::Undecided { gains, marks } => {
                let needed_for_gains = gains
                    .iter()
                    .filter_map(|&(place, gain)| self.needed_for_gain(place, gain));
                let needed_for_marks = marks
                    .iter()
                    .filter_map(|&place| self.needed_for_mark(place));
                let needed = needed_for_gains
                    .chain(needed_for_marks)
                    .min_by_key(|needed| needed.count);
                let open_gain = |&(place, gain): &(usize, &Gain)| Question::Pays {
                    player: self.id(place),
                    over: gain.over,
                };
                let open = marks
                    .iter()
                    .map(|&place| self.open_mark(place))
                    .chain(gains.iter().map(open_gain))
                    .collect();
                Decision::Undecided {
                    best_so_far: best,
                    open,
                    needed,
                }
            }
        }
    }

    /// The question whether this place is within the margin.
    fn open_mark(&self, place: usize) -> Question {
        Question::WithinMargin {
            player: self.id(place),
        }
    }

    /// The data that would settle whether this place is within the margin of the reference.
    fn needed_for_mark(&self, place: usize) -> Option<Needed> {
        let (difference, se) = self.difference(place)?;
        needed_for_margin(
            se,
            difference,
            self.case.margin,
            self.yardstick.unit(),
            self.yardstick.units(),
        )
    }

    /// The data that would settle whether the reference is within the margin of this place.
    fn needed_for_challenge(&self, place: usize) -> Option<Needed> {
        let (difference, se) = self.difference(place)?;
        needed_for_margin(
            se,
            -difference,
            self.case.margin,
            self.yardstick.unit(),
            self.yardstick.units(),
        )
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
        needed_for_distance(
            se,
            gain.estimate - gain.bar,
            self.yardstick.unit(),
            self.yardstick.units(),
        )
    }

    /// All comparisons for the record.
    fn comparisons(
        &self,
        rungs: &[Rung],
        first: Option<&[Tested]>,
        second: Option<&[Tested]>,
    ) -> Vec<Comparison> {
        let one = |(at, &place): (usize, &usize)| {
            let difference = self.differences[at];
            Comparison {
                player: self.id(place),
                difference: difference.value.max(0.0),
                spread: first.and_then(|tests| Some(spread(difference.first?, tests[at]))),
                mark: rungs[at].mark,
                second: second
                    .and_then(|tests| Some(self.second_opinion(difference.second?, tests[at]))),
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
    fn basis(&self) -> Basis {
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

    /// The player's id.
    fn id(&self, place: usize) -> u32 {
        self.case.players[place].id
    }
}

/// The spread for the record.
fn spread(estimate: Estimate, test: Tested) -> Spread {
    let Tested {
        lower,
        upper,
        p,
        p_holm,
        ..
    } = test;
    Spread {
        se: estimate.se,
        df: estimate.df,
        lower,
        upper,
        p,
        p_holm,
        sure: 1.0 - p,
    }
}
