//! How columns hang together, two by two.

use maud::{Markup, PreEscaped, html};
use plot::{Heat, WIDE, heat};
use profile::look::{Bounded, Measures, Pairs, Related, p_value};

use super::page::Section;
use super::view::{View, count};

/// Pairs of each kind listed.
const PAIRS_MAX: usize = 20;
/// A map of fewer columns says no more than the list.
const MAP_MIN: usize = 4;

/// The strongest pairs, and a map of all of them where there are few columns.
pub(super) fn section(view: &View) -> Option<Section> {
    let seen = view.look.pairs.as_ref()?;
    let quantities: Vec<&Related> =
        seen.strongest.iter().filter(|pair| matches!(pair.measures, Measures::Quantities { .. })).collect();
    let others: Vec<&Related> =
        seen.strongest.iter().filter(|pair| !matches!(pair.measures, Measures::Quantities { .. })).collect();
    let body = html! {
        @if seen.strongest.is_empty() {
            p { "No two columns hang together noticeably." }
        }
        (map(seen))
        (of_quantities(view, &quantities))
        (of_levels(view, &others))
        p.note {
            "Of " (count(seen.looked_at)) " pairs of " (count(seen.columns)) " columns, the " (seen.strongest.len()) " strongest are kept. "
            "Pearson's coefficient is of all rows, everything else of " (count(seen.rows)) " rows. Information: mutual information as the "
            "correlation that a normal pair with it would have; far above the others, the relation turns or comes in patches. "
            "q: false discovery rate over all pairs that were looked at (Benjamini and Yekutieli). Intervals hold at 95 %, Pearson's for normal pairs."
            @if seen.exact > 0 { " " (count(seen.exact)) " pairs lie exactly on a line and are not listed." }
        }
    };
    Some(Section { id: "pairs", title: "What goes with what", body })
}

fn map(seen: &Pairs) -> Markup {
    let Some(map) = seen.map.as_ref().filter(|map| map.columns.len() >= MAP_MIN) else { return html! {} };
    let names = map.columns.iter().map(String::as_str).collect();
    let drawn = heat(&Heat { title: "Every pair of columns", width: WIDE, names, cells: map.cells.clone() });
    html! {
        figure {
            div.scroll tabindex="0" { div style="min-width:46rem" { (PreEscaped(drawn)) } }
            figcaption {
                "Spearman's coefficient of two quantities, Pearson's with a flag, Cramér's V and the correlation ratio with categories. "
                "Green rises together, brown against each other; each name ends its row and tops its column."
            }
        }
    }
}

fn of_quantities(view: &View, pairs: &[&Related]) -> Markup {
    let cells = |pair: &Related| {
        html! {
            @if let Measures::Quantities { pearson, spearman, kendall, information, .. } = pair.measures {
                td.number { (bounded(pearson)) }
                td.number { (bounded(spearman)) }
                td.number { (two(kendall)) }
                td.number { (two(information)) }
            }
        }
    };
    html! {
        @if !pairs.is_empty() {
            div.scroll tabindex="0" { table.figures {
                caption { "Two quantities, the strongest first" }
                thead { tr {
                    th { "quantity" } th { "with" } th.number { "Pearson" } th.number { "Spearman" } th.number { "Kendall" } th.number { "information" }
                    th.number { "q" }
                } }
                tbody {
                    @for pair in pairs.iter().take(PAIRS_MAX) {
                        tr {
                            th { (view.column(&pair.columns.0)) } td { (view.column(&pair.columns.1)) }
                            (cells(pair))
                            td.number { (p_value(pair.q)) }
                        }
                    }
                }
            } }
            (more(pairs.len()))
        }
    }
}

fn of_levels(view: &View, pairs: &[&Related]) -> Markup {
    let measure = |pair: &Related| match &pair.measures {
        Measures::Levels { cramers_v } => Some(("Cramér's V", *cramers_v)),
        Measures::Mixed { ratio, .. } => Some(("correlation ratio", *ratio)),
        Measures::Quantities { .. } => None,
    };
    html! {
        @if !pairs.is_empty() {
            div.scroll tabindex="0" { table.figures {
                caption { "Categories and flags, with each other and with quantities" }
                thead { tr { th { "column" } th { "with" } th { "measure" } th.number { "value" } th.number { "rows" } th.number { "q" } } }
                tbody {
                    @for (pair, (name, value)) in pairs.iter().filter_map(|pair| Some((pair, measure(pair)?))).take(PAIRS_MAX) {
                        tr {
                            th { (view.column(&pair.columns.0)) } td { (view.column(&pair.columns.1)) }
                            td { (name) }
                            td.number { (bounded(value)) }
                            td.number { (count(pair.rows)) }
                            td.number { (p_value(pair.q)) }
                        }
                    }
                }
            } }
            (more(pairs.len()))
        }
    }
}

fn more(pairs: usize) -> Markup {
    html! { @if pairs > PAIRS_MAX { p.note { "and " (pairs - PAIRS_MAX) " more in look.json" } } }
}

/// A coefficient with its interval.
fn bounded(of: Bounded) -> Markup {
    html! { (two(of.value)) " " span.note { "[" (two(of.low)) ", " (two(of.high)) "]" } }
}

/// Two decimals; what is not quite 1 is not written as 1.
fn two(value: f64) -> String {
    let text = match value.abs() {
        size if (0.995..1.0).contains(&size) => ">0.99".to_owned(),
        size => format!("{size:.2}"),
    };
    if value < 0.0 && text != "0.00" { format!("\u{2212}{}", text.replace('>', "")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::two;

    #[test]
    fn what_is_not_quite_one_is_not_written_as_one() {
        assert_eq!([0.9996, 1.0, 0.914, 0.004].map(two), [">0.99", "1.00", "0.91", "0.00"]);
        assert_eq!([-0.9996, -0.5, -0.001].map(two), ["\u{2212}0.99", "\u{2212}0.50", "0.00"]);
    }
}
