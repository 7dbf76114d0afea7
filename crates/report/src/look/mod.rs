//! What a look at a table says: a summary for the terminal, and the page `look.html`.
//!
//! | file | holds |
//! |---|---|
//! | `page` | the page: its order, its first screen, its footer |
//! | `view` | what may be shown, and how names, figures and shares are written |
//! | `shape` | a histogram as it is drawn: bars, values that stand apart, tails cut |
//! | `findings` | what matters for a model, with the rules that would guard it |
//! | `columns` | every column, a line each, unfolded to its figures |
//! | one file a check | its section of the page |
//! | `text` | the terminal |
//!
//! # How a section is added
//!
//! A check named `pairs` has its section in `pairs.rs`:
//!
//! ```ignore
//! pub(super) fn section(view: &View) -> Option<Section> {
//!     let seen = view.look.pairs.as_ref()?;
//!     Some(Section { id: "pairs", title: "What goes with what", body: html! { ... } })
//! }
//! ```
//!
//! and three lines elsewhere: `mod pairs;` here, `pairs::section,` in [`page::SECTIONS`] where it shall stand, and a test. Findings whose kind begins
//! with `pairs.` then lead to it by themselves. Names of columns are written by [`view::View::column`], which links them; shares by
//! `percent`, figures by `amount`, small bars by `meter`; charts are inline SVG of the crate `plot`.
//!
//! # What a section may show
//!
//! Unless the user says `--show-values`, nothing that rests on fewer than [`profile::look::SHOWN_ROWS_MIN`] rows: no extremes, no rare level, no single row. Ask
//! [`view::View::shows`] with the number of rows behind a figure. Ends of supports (a fitted minimum or maximum) and outermost points of a quantile
//! plot are extremes too.

mod against;
mod collinearity;
mod columns;
mod drift;
mod duplicates;
mod findings;
mod fits;
mod groups;
mod missing;
mod page;
mod pairs;
mod power;
mod rules;
mod series;
mod shape;
mod style;
mod target;
mod text;
mod view;

pub use page::look_page;
pub use rules::look_rules_text;
pub use text::look_text;
