//! The verdict in words that a sponsor understands.

use verdict::{Assumption, Decision, Evidence, Gain, Mark, Needed, Question, StopReason, Unit, Verdict, WeakReason};

use crate::figure::{estimate, grouped, money, score};
use crate::{Dossier, figure};

/// The verdict in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// One word for the heading: `build`, `keep`, `stop`, `undecided`.
    pub heading: &'static str,
    /// The verdict in one plain sentence.
    pub sentence: String,
    /// How sure, in further sentences.
    pub certainty: Vec<String>,
    /// What would change our mind.
    pub otherwise: Vec<String>,
}

/// Puts the verdict of a dossier into words.
pub fn words(dossier: &Dossier) -> Words {
    let Some(verdict) = &dossier.verdict else {
        return Words {
            heading: "stop",
            sentence: "No contender finished: there is nothing to recommend.".into(),
            certainty: Vec::new(),
            otherwise: vec!["A larger box: the forfeits say which limits were met.".into()],
        };
    };
    let teller = Teller { dossier, verdict };
    let (heading, sentence) = teller.sentence();
    Words { heading, sentence, certainty: teller.certainty(), otherwise: crate::otherwise::otherwise(dossier, verdict) }
}

struct Teller<'a> {
    dossier: &'a Dossier,
    verdict: &'a Verdict,
}

impl Teller<'_> {
    fn name(&self, player: u32) -> String {
        format!("“{}”", self.dossier.name(player))
    }

    fn sentence(&self) -> (&'static str, String) {
        let margin = self.margin();
        match &self.verdict.decision {
            Decision::Recommend { player, gain, .. } => {
                let who = self.name(*player);
                let worth = gain.as_ref().map(|gain| self.worth(gain)).unwrap_or_default();
                let text = if *player == self.verdict.reference {
                    format!(
                        "Build {who}: it is the best of all, and nothing simpler was shown to come within {margin} of it{worth}."
                    )
                } else {
                    let best = self.name(self.verdict.reference);
                    format!(
                        "Build {who}: it is the simplest that was shown to be as good as the best, {best}, to within {margin}{worth}."
                    )
                };
                ("build", text)
            }
            Decision::Stop { reason, best } => self.stop(reason, *best, &margin),
            Decision::Undecided { best_so_far, needed, .. } => {
                let settle = needed.map(|n| format!("; {} would settle it", settling(&n))).unwrap_or_default();
                let who = self.name(*best_so_far);
                ("undecided", format!("Not decidable yet{settle}. The best so far is {who}."))
            }
        }
    }

    fn stop(&self, reason: &StopReason, best: u32, margin: &str) -> (&'static str, String) {
        match reason {
            StopReason::BaselineSuffices { baseline } if *baseline == best => {
                ("keep", format!("Build nothing: {} is already the best of all.", self.name(*baseline)))
            }
            StopReason::BaselineSuffices { baseline } => {
                let (what, best) = (self.name(*baseline), self.name(best));
                ("keep", format!("Build nothing: {what} was shown to be as good as the best, {best}, to within {margin}."))
            }
            StopReason::DoesNotPay { player, gain } => {
                let (who, over) = (self.name(*player), self.name(gain.over));
                let text = format!("Stop: no option was shown to gain more over {over} than it costs; {who} came nearest.");
                ("stop", text)
            }
            StopReason::Alone if self.dossier.board.entries.iter().any(|entry| entry.id != best && entry.blocked.is_some()) => {
                let text =
                    "Stop: whoever was better than the plainest answer does not hold the special cases, which comes first.";
                ("stop", text.into())
            }
            StopReason::Alone => ("stop", format!("Only {} finished, so there is nothing to compare it with.", self.name(best))),
        }
    }

    /// The margin as the sponsor gave it, in money where a unit of error has a price.
    fn margin(&self) -> String {
        let margin = &self.dossier.board.margin;
        match (margin.money_a_year, &margin.of) {
            (Some(amount), _) => format!("{} a year", money(amount, self.dossier.currency())),
            (None, Some(_)) => format!("your margin of {}", margin.given),
            (None, None) => format!("{} {}", score(margin.score), self.dossier.board.metric),
        }
    }

    fn worth(&self, gain: &Gain) -> String {
        let over = self.name(gain.over);
        let currency = self.dossier.currency();
        match (&gain.yearly, gain.lower) {
            (Some(yearly), _) => {
                let least = yearly.lower.filter(|lower| *lower > 0.0);
                let least = least.map(|lower| format!(", at least {}", estimate(lower, currency))).unwrap_or_default();
                format!("; against {over} it saves about {} a year{least}", estimate(yearly.estimate, currency))
            }
            (None, Some(lower)) if lower > 0.0 => {
                format!("; it beats {over} by {} {}", score(gain.estimate), self.dossier.board.metric)
            }
            _ => String::new(),
        }
    }

    fn certainty(&self) -> Vec<String> {
        let mut lines = Vec::new();
        lines.extend(self.sure());
        if let Evidence::Weak { reason } = self.verdict.evidence {
            lines.push(format!("Weak evidence: {}. The marks rest on the mean alone.", weak(reason)));
        }
        if self.verdict.fragile {
            lines.push("Fragile: a second method of comparison would have decided otherwise.".into());
        }
        lines.extend(self.open());
        lines
    }

    /// “We are 97 % sure that ...”
    fn sure(&self) -> Option<String> {
        let player = self.dossier.recommended()?;
        let spread = self.dossier.comparison(player)?.spread.as_ref()?;
        let percent = (spread.sure * 100.0).floor().min(99.0);
        Some(format!(
            "We are {} {percent:.0} % sure that {} is no more than {} worse than {}.",
            if spread.sure > 0.99 { "more than" } else { "about" },
            self.name(player),
            self.margin(),
            self.name(self.verdict.reference)
        ))
    }

    fn open(&self) -> Vec<String> {
        let (open, needed) = match &self.verdict.decision {
            Decision::Recommend { open, needed, .. } => (open, needed.as_ref()),
            // The sentence has said already what would settle it.
            Decision::Undecided { open, .. } => (open, None),
            Decision::Stop { .. } => return Vec::new(),
        };
        let mut lines: Vec<String> = open
            .iter()
            .map(|question| match question {
                Question::WithinMargin { player } => {
                    format!("Open: {} might be good enough too; these data do not tell.", self.name(*player))
                }
                Question::BetterThanReference { player } => {
                    format!("Open: {} might be the better one; these data do not tell.", self.name(*player))
                }
                Question::Pays { player, over } => {
                    format!("Open: whether {} gains more over {} than it costs.", self.name(*player), self.name(*over))
                }
            })
            .collect();
        if let (false, Some(needed)) = (lines.is_empty(), needed) {
            lines.push(format!("What would settle it: {}.", settling(needed)));
        }
        lines
    }
}

/// How much data would settle it.
fn settling(needed: &Needed) -> String {
    let unit = match needed.unit {
        Unit::Rows => "rows",
        Unit::Clusters => "groups",
        Unit::Origins => "forecast origins",
    };
    let about = match needed.assuming {
        Assumption::Equal => "about",
        Assumption::Observed => "roughly",
    };
    format!("{about} {} {unit} instead of {}", grouped(needed.count as f64), grouped(needed.now as f64))
}

fn weak(reason: WeakReason) -> String {
    let text = |found: u64, what: &str, least: u64| {
        format!("{} {what} where a test needs {}", figure::grouped(found as f64), figure::grouped(least as f64))
    };
    match reason {
        WeakReason::FewRows { rows, least } => text(rows, "rows", least),
        WeakReason::FewClusters { clusters, least } => text(clusters, "groups", least),
        WeakReason::FewOrigins { origins, least } => text(origins, "forecast origins", least),
    }
}

/// A mark in words.
pub(crate) fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::GoodEnough => "good enough",
        Mark::NotGoodEnough => "not good enough",
        Mark::Undecided => "undecided",
    }
}
