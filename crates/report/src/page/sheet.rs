//! The frame that every page of ours has.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::style::CSS;

/// A whole HTML document around the content of its body, with the style of pages and charts inside.
pub fn sheet(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(CSS)) (PreEscaped(plot::STYLE)) }
            }
            body { (body) }
        }
    };
    page.into_string()
}
