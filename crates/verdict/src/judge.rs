//! From a checked case to a verdict.

use stats::{Estimate, StatsError};

use crate::concentration::{concentrations, is_carried_by_a_row};
use crate::gain::Gains;
use crate::ladder::{self, Baseline, Outcome, Pays, Rung};
use crate::marks::{self, Tested};
use crate::scoring::{Difference, Scoring};
use crate::yardstick::Yardstick;
use crate::{Case, Concentration, Evidence, Mark, VERSION, Verdict};

/// Judges a checked case.
pub(crate) fn judge(case: &Case<'_>) -> Result<Verdict, StatsError> {
    let yardstick = Yardstick::new(case)?;
    let evidence = yardstick.evidence();
    let scoring = Scoring::new(&case.players, case.scale, &yardstick)?;
    let bench = Bench::new(case, &scoring, &yardstick)?;
    // Where no test is carried the first opinion goes by the mean, in marks and gains alike.
    let first_method = |d: &Difference| {
        if evidence == Evidence::Strong { d.first } else { None }
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
            let other = bench.outcome(&rungs_of(second), &bench.challengers(second), &bench.pays(|d| d.second)?);
            !outcome.agrees_with(&other)
        }
        None => false,
    };
    Ok(Verdict {
        version: VERSION,
        evidence,
        fragile,
        reference: bench.id(bench.reference),
        reference_mark: if challengers.is_empty() { Mark::GoodEnough } else { Mark::Undecided },
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
pub(crate) struct Bench<'a> {
    pub(crate) case: &'a Case<'a>,
    pub(crate) yardstick: &'a Yardstick,
    pub(crate) reference: usize,
    /// Places of all players but the reference, and their differences from it.
    pub(crate) others: Vec<usize>,
    pub(crate) differences: Vec<Difference>,
    pub(crate) gains: Option<Gains>,
    concentrations: Vec<Concentration>,
}

impl<'a> Bench<'a> {
    /// Measures all differences and gains. `O(players * rows)`.
    fn new(case: &'a Case<'a>, scoring: &Scoring<'_>, yardstick: &'a Yardstick) -> Result<Self, StatsError> {
        let reference = scoring.best();
        let others: Vec<usize> = (0..case.players.len()).filter(|&place| place != reference).collect();
        let differences = others.iter().map(|&place| scoring.difference(place, reference));
        let differences = differences.collect::<Result<Vec<_>, _>>()?;
        let baseline = case.baseline.and_then(|id| case.players.iter().position(|player| player.id == id));
        let gains = baseline.map(|place| Gains::new(case, scoring, place)).transpose()?;
        let concentrations = concentrations(&case.players, scoring);
        Ok(Self { case, yardstick, reference, others, differences, gains, concentrations })
    }

    /// Tests all differences by one of the two methods; `None` where the data do not allow it.
    fn tests(&self, method: impl Fn(&Difference) -> Option<Estimate>) -> Result<Option<Vec<Tested>>, StatsError> {
        let estimates: Option<Vec<Estimate>> = self.differences.iter().map(method).collect();
        let tests = estimates.map(|estimates| marks::by_test(&estimates, self.case.margin));
        Ok(tests.transpose()?.filter(|tests| !tests.is_empty()))
    }

    /// How the players stand by the mean alone.
    fn rungs_by_mean(&self) -> Vec<Rung> {
        self.differences.iter().map(|d| marks::by_mean(d.value, self.case.margin)).collect()
    }

    /// Places of those that might be better than the reference by the margin.
    ///
    /// A player whose loss is carried by a single row of its own is no challenger: that row makes its error so large that nothing could
    /// ever be shown against it, and the row is named.
    fn challengers(&self, tests: &[Tested]) -> Vec<usize> {
        let reference = self.id(self.reference);
        let challenges = |&(&place, test): &(&usize, &Tested)| {
            test.challenges(self.case.margin) && !is_carried_by_a_row(&self.concentrations, self.id(place), reference)
        };
        self.others.iter().zip(tests).filter(challenges).map(|(&place, _)| place).collect()
    }

    /// Who pays, by one of the two methods; nothing without a baseline.
    fn pays(&self, method: impl Fn(&Difference) -> Option<Estimate>) -> Result<Vec<Pays>, StatsError> {
        self.gains.as_ref().map_or_else(|| Ok(Vec::new()), |gains| gains.pays(method))
    }

    /// Reads the decision table.
    fn outcome(&self, others: &[Rung], challengers: &[usize], pays: &[Pays]) -> Outcome<'_> {
        let mut rungs = vec![Rung { mark: Mark::GoodEnough, worse: false }; self.case.players.len()];
        for (&place, &rung) in self.others.iter().zip(others) {
            rungs[place] = rung;
        }
        let baseline = self.gains.as_ref().map(|gains| Baseline { place: gains.baseline, gains: &gains.records });
        ladder::read(&rungs, self.reference, challengers, baseline, pays)
    }

    /// The player's id.
    pub(crate) fn id(&self, place: usize) -> u32 {
        self.case.players[place].id
    }
}
