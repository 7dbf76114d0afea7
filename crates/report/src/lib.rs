//! What a contest says: terminal text, the sponsor's page and JSON, all from the same ledger records.
//!
//! A [`Dossier`] is loaded from the ledger; [`board`] writes it for a terminal, [`page`] as one self-contained HTML
//! file, [`Dossier::to_json`] as a documented, versioned JSON document. Same records, same bytes.

mod dossier;
mod error;
mod figure;
mod insights;
mod look;
mod otherwise;
mod page;
mod text;
mod words;

pub use dossier::{DOSSIER_VERSION, Dossier};
pub use error::ReportError;
pub use figure::{bytes, money, score, seconds};
pub use insights::insights;
pub use look::{look_page, look_rules_text, look_text};
pub use page::{page, sheet};
pub use text::{Grid, Paint, Side, board, runs, tree};
pub use words::{Words, words};
