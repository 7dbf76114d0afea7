//! What would turn the verdict.

use verdict::{Decision, StopReason, Verdict};

use crate::Dossier;
use crate::figure::{of_margin, score};

/// The margins, amounts of data and prices at which the verdict would be another one, in sentences.
pub(crate) fn otherwise(dossier: &Dossier, verdict: &Verdict) -> Vec<String> {
    let mut lines: Vec<String> = margins(dossier, verdict).into_iter().collect();
    match &verdict.decision {
        Decision::Stop { reason: StopReason::DoesNotPay { player, gain }, .. } => {
            let sure = gain.lower.filter(|lower| *lower > 0.0 && gain.bar > 0.0);
            lines.push(match sure {
                Some(lower) => format!(
                    "With {} times the volume, or a unit of error that costs so much more, “{}” would be shown to pay.",
                    score(gain.bar / lower),
                    dossier.name(*player)
                ),
                None => "An idea that gains more: more of the same data is not known to help.".into(),
            });
        }
        Decision::Undecided { .. } => {
            lines.push("A larger margin: differences that do not matter need not be told apart.".into());
        }
        _ => {}
    }
    if dossier.problem.stake.money_a_year_per_unit().is_none() {
        lines.push(
            "A price for a mistake (`per_unit` and `volume` under [stake]): so far only the metric speaks, not money.".into(),
        );
    }
    lines.push("A contender that nobody has entered yet, or data that show a different world.".into());
    lines
}

/// The margin at which another contender would be recommended.
fn margins(dossier: &Dossier, verdict: &Verdict) -> Option<String> {
    let beside = |bound: f64| of_margin(bound, dossier.board.margin.score);
    let named = dossier.recommended()?;
    if named != verdict.reference {
        let upper = dossier.comparison(named)?.spread.as_ref()?.upper;
        return (upper > 0.0).then(|| {
            format!(
                "A tighter margin: if a difference of {} mattered ({}), “{}” would no longer be shown to be good enough.",
                dossier.amount(upper),
                beside(upper),
                dossier.name(named)
            )
        });
    }
    // The nearest of the simpler ones: those before it on the ladder.
    let simpler = dossier.board.entries.iter().take_while(|entry| entry.id != named);
    let bounds = simpler.filter_map(|entry| Some((entry, dossier.comparison(entry.id)?.spread.as_ref()?.upper)));
    let (entry, upper) = bounds.min_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(format!(
        "A wider margin: if a difference of {} did not matter ({}), the simpler “{}” would do.",
        dossier.amount(upper),
        beside(upper),
        entry.name
    ))
}
