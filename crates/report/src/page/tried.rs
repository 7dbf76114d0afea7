//! What was tried and dropped, and why.

use contest::{Entry, Status};
use maud::{Markup, html};
use verdict::Mark;

use crate::Dossier;
use crate::figure::of_margin;

/// Characters of a reason that are shown; the whole of it is in the ledger.
const REASON_MAX: usize = 240;

/// One line for everybody who is not recommended.
pub(super) fn section(dossier: &Dossier) -> Markup {
    let kept = dossier.recommended();
    let others: Vec<&Entry> = dossier.board.entries.iter().filter(|entry| Some(entry.id) != kept).collect();
    if others.is_empty() {
        return html! {};
    }
    let heading = if kept.is_some() { "What was tried and dropped" } else { "What was tried" };
    html! {
        section aria-labelledby="tried" {
            h2 #tried { (heading) }
            dl.tried {
                @for entry in others {
                    dt { (entry.name) }
                    dd { (cut(&reason(dossier, entry))) @if let Some(note) = note(dossier, entry) { span.note { (note) } } }
                }
            }
        }
    }
}

fn reason(dossier: &Dossier, entry: &Entry) -> String {
    match &entry.status {
        Status::Skipped { why } => format!("Did not take part: {why}."),
        Status::Forfeited { fold, forfeit } => format!("Forfeited in round {} of {}: {forfeit}.", fold + 1, dossier.board.folds),
        Status::Scored => scored(dossier, entry),
    }
}

fn scored(dossier: &Dossier, entry: &Entry) -> String {
    if let Some(case) = &entry.blocked {
        return format!("Not recommended: it is shown to be worse than is bearable on the special case “{case}”.");
    }
    let Some(found) = dossier.comparison(entry.id) else {
        return match dossier.recommended() {
            Some(kept) if rank(dossier, kept) < rank(dossier, entry.id) => {
                "The best score, but not by so much that it matters: something simpler does as well.".into()
            }
            Some(_) => "The best score.".into(),
            None => "The best score so far.".into(),
        };
    };
    let times = of_margin(found.difference, dossier.board.margin.score);
    let off = format!("{} worse than the best, {times}", dossier.amount(found.difference));
    let simpler = dossier.recommended().is_some_and(|kept| rank(dossier, kept) < rank(dossier, entry.id));
    match found.mark {
        Mark::NotGoodEnough => format!("Not good enough: {off}."),
        Mark::Undecided if simpler => format!("No better than something simpler: {off}."),
        Mark::Undecided => format!("Not shown to be good enough: {off}, but these data do not settle it."),
        Mark::GoodEnough if simpler => format!("Good enough, but so is something simpler: {off}."),
        Mark::GoodEnough => format!("Good enough, but not shown to be worth its cost: {off}."),
    }
}

/// Place on the ladder.
fn rank(dossier: &Dossier, player: u32) -> usize {
    dossier.board.entries.iter().position(|entry| entry.id == player).unwrap_or(usize::MAX)
}

/// The remark that the problem file makes on a contender.
fn note<'a>(dossier: &'a Dossier, entry: &Entry) -> Option<&'a str> {
    dossier.plan.ladder.iter().find(|contender| contender.name == entry.name)?.note.as_deref()
}

fn cut(text: &str) -> String {
    if text.chars().count() <= REASON_MAX {
        return text.to_owned();
    }
    text.chars().take(REASON_MAX).chain(['…']).collect()
}
