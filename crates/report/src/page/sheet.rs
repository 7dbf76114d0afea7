//! The frame that every page of ours has.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::style::CSS;

/// A whole HTML document around the content of its body, with the style of pages and charts inside.
pub fn sheet(title: &str, body: &Markup) -> String {
    sheet_with(title, &html! {}, body)
}

/// The same, with more in its head.
pub(crate) fn sheet_with(title: &str, head: &Markup, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(CSS)) (PreEscaped(plot::STYLE)) }
                (head)
            }
            body { (body) }
        }
    };
    page.into_string()
}
