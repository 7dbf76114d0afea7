//! Documents as the ledger keeps them: plain data, written and read back as JSON.

use ledger::{Ledger, RunId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::BakeoffError;

pub use contest::kind;

/// A document as JSON.
pub(crate) fn json<T: Serialize>(value: &T, kind: &'static str) -> Result<String, BakeoffError> {
    serde_json::to_string(value).map_err(|error| BakeoffError::Document {
        kind,
        run: "that is being written".into(),
        why: error.to_string(),
    })
}

/// Puts a document.
pub(crate) fn put<T: Serialize>(
    ledger: &Ledger,
    run: RunId,
    kind: &'static str,
    version: u32,
    value: &T,
) -> Result<(), BakeoffError> {
    Ok(ledger.put_document(run, kind, version, &json(value, kind)?)?)
}

/// Reads a document back, if the run has one of that kind.
///
/// # Errors
/// When the ledger cannot be read or the document is not of the form that this version writes.
pub fn get<T: DeserializeOwned>(ledger: &Ledger, run: RunId, kind: &'static str) -> Result<Option<T>, BakeoffError> {
    let Some(document) = ledger.document(run, kind)? else { return Ok(None) };
    let failed = |error: serde_json::Error| BakeoffError::Document { kind, run: run.to_string(), why: error.to_string() };
    serde_json::from_str(&document.json).map(Some).map_err(failed)
}

/// Reads a document that the run must have.
///
/// # Errors
/// As [`get`], and when there is none.
pub fn need<T: DeserializeOwned>(ledger: &Ledger, run: RunId, kind: &'static str) -> Result<T, BakeoffError> {
    get(ledger, run, kind)?.ok_or_else(|| BakeoffError::Document {
        kind,
        run: run.to_string(),
        why: "the run has none; it may have been stopped before it got there".into(),
    })
}
