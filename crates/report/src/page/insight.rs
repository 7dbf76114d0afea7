//! What the numbers of the named contender are worth.

use insight::{Calibration, Decision, Gain, Insight, Special, Standing};
use maud::{Markup, html};
use plot::{Curve, CurvePoint, curve};

use super::charts::both;
use super::region;
use crate::Dossier;
use crate::figure::{grouped, score};
use crate::insights;

/// Calibration, the cut by money, the rows put first, special cases.
pub(super) fn section(dossier: &Dossier) -> Markup {
    let Some(insight) = &dossier.insight else { return html! {} };
    let shown =
        insight.calibration.is_some() || insight.decision.is_some() || insight.gain.is_some() || !insight.special.is_empty();
    if !shown {
        return html! {};
    }
    html! {
        section aria-labelledby="worth" {
            h2 #worth { "What its numbers are worth" }
            p.note { "Of “" (dossier.name(insight.player)) "”, on rows that it had not learned from." }
            @if let Some(decision) = &insight.decision { (cut(dossier, decision)) }
            @if let Some(found) = &insight.calibration { (calibration(found)) }
            @if let Some(gain) = &insight.gain { (captured(insight, gain)) }
            @if !insight.special.is_empty() { (specials(dossier, &insight.special)) }
        }
    }
}

fn calibration(found: &Calibration) -> Markup {
    let probability = found.brier.is_some();
    let points = || {
        let point = |bin: &insight::Bin| CurvePoint {
            x: bin.predicted,
            y: bin.observed.value,
            interval: (bin.observed.low, bin.observed.high),
            weight: 0.0,
        };
        found.bins.iter().map(point).collect()
    };
    let (unit, across) = if probability { ("share that came", "probability said") } else { ("mean that came", "prediction") };
    html! {
        h3 { "Can they be taken at their word?" }
        p { (insights::calibration(found)) }
        figure {
            (both(|width| curve(&Curve { title: "What came out by what was said", unit, across, width, points: points(), diagonal: true, ..Curve::default() })))
            figcaption {
                "Each dot is about a tenth of the rows, with its 95 % interval; on the thin line, what is said comes true."
                @if let (Some(brier), Some(lost)) = (found.brier, found.lost) {
                    " Brier score " (score(brier)) ", of which " (format!("{:.1} %", 100.0 * lost)) " is lost by miscalibration."
                }
            }
        }
    }
}

fn cut(dossier: &Dossier, found: &Decision) -> Markup {
    let points = || {
        found
            .curve
            .iter()
            .map(|p| CurvePoint { x: p.threshold, y: p.cost, interval: (f64::NAN, f64::NAN), weight: 0.0 })
            .collect()
    };
    let unit = format!("{} a row", dossier.currency());
    html! {
        h3 { "When does it pay to act?" }
        p { (insights::decision(dossier, found)) }
        figure {
            (both(|width| curve(&Curve {
                title: "Cost of a row by the least probability that is acted on",
                unit: &unit,
                across: "act from this probability on",
                width,
                points: points(),
                mark: Some(found.threshold),
                ..Curve::default()
            })))
            figcaption {
                "A false alarm costs " (crate::figure::money(found.false_alarm, dossier.currency())) ", a miss "
                (crate::figure::money(found.miss, dossier.currency())) ". The cut is that of "
                @if found.by_prices { "these prices alone; no other was shown to be cheaper on rows that did not choose it." }
                @else { "the least cost, shown to be cheaper than that of the prices alone on rows that did not choose it." }
            }
        }
    }
}

fn captured(insight: &Insight, gain: &Gain) -> Markup {
    html! {
        h3 { "Does it put the right ones first?" }
        @if let Some(words) = insights::gain(insight) { p { (words) } }
        (region("What the rows put first hold", &html! { table.figures {
            caption { "Share of the total in the rows with the largest predictions" }
            thead { tr {
                th.number scope="col" { "Rows" } th.number scope="col" { "hold" } th.number scope="col" { "95 % interval" } th.number scope="col" { "lift" }
            } }
            tbody { @for point in &gain.points { tr {
                th.number scope="row" { (percent(point.share)) }
                td.number { (percent(point.captured.value)) }
                td.number { (percent(point.captured.low)) " to " (percent(point.captured.high)) }
                td.number { (format!("{:.1}", point.captured.value / point.share)) }
            } } }
        } }))
    }
}

fn specials(dossier: &Dossier, specials: &[Special]) -> Markup {
    html! {
        h3 { "Special cases" }
        (region("Special cases", &html! { table {
            caption { "How everybody fares on the special cases of the problem file" }
            thead { tr {
                th scope="col" { "Case" } th scope="col" { "Contender" } th.number scope="col" { "Rows" } th.number scope="col" { "Not as expected" }
                th.number scope="col" { "Loss" } th.number scope="col" { "Bearable" } th scope="col" { "Standing" }
            } }
            tbody { @for special in specials { tr {
                th scope="row" { (special.name) }
                td { (dossier.name(special.player)) }
                td.number { (grouped(special.rows as f64)) }
                td.number { (special.violations.map(|count| grouped(count as f64)).unwrap_or_default()) }
                td.number { @if let Some(loss) = &special.loss { (score(loss.value)) span.range { (score(loss.low)) " to " (score(loss.high)) } } }
                td.number { (special.loss_max.map(score).unwrap_or_default()) }
                td { (standing(special.standing)) }
            } } }
        } }))
    }
}

fn standing(of: Standing) -> &'static str {
    match of {
        Standing::Held => "held",
        Standing::Doubtful => "above, but not shown",
        Standing::Broken => "broken: not recommended",
        Standing::Empty => "no such row",
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}
