//! Documents: versioned JSON that belongs to a run (problem, plan, board, verdict, bill).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::check;
use crate::error::{Error, Result};
use crate::ledger::{Batch, Ledger};
use crate::limits::{DOCUMENT_BYTES_MAX, DOCUMENT_KIND_CHARS_MAX};
use crate::run::{self, RunId};
use crate::store::{Row, Select, Store, Table, first};

/// One document, its text byte for byte as it was put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// What it is: `problem`, `plan`, `board`, `verdict`, `bill`, ...
    pub kind: String,
    /// Version of the kind's format.
    pub version: u32,
    /// The JSON text.
    pub json: String,
}

impl Ledger {
    /// Puts a document; the newest of a kind counts, older ones stay in the chain.
    ///
    /// # Errors
    /// [`Error::BadJson`], [`Error::TooLarge`], [`Error::BadName`], [`Error::NotFound`], [`Error::Deleted`].
    pub fn put_document(&self, run: RunId, kind: &str, version: u32, json: &str) -> Result<()> {
        self.batch(|batch| batch.put_document(run, kind, version, json))
    }

    /// The newest document of a kind, if there is one.
    pub fn document(&self, run: RunId, kind: &str) -> Result<Option<Document>> {
        self.read(|store| {
            let of_kind = Select::from(Table::Documents).equal("run", run::number_of(store, run)?).equal("kind", kind);
            first(store, &of_kind.newest())?.map(|row| decode(&row)).transpose()
        })
    }

    /// The newest document of each kind of a run, by kind.
    pub fn documents(&self, run: RunId) -> Result<Vec<Document>> {
        self.read(|store| of_run(store, run))
    }
}

impl Batch<'_> {
    /// See [`Ledger::put_document`].
    pub fn put_document(&mut self, run: RunId, kind: &str, version: u32, json: &str) -> Result<()> {
        check::name("document kind", kind, DOCUMENT_KIND_CHARS_MAX)?;
        if json.len() > DOCUMENT_BYTES_MAX {
            let (found, limit) = (json.len() as u64, DOCUMENT_BYTES_MAX as u64);
            return Err(Error::TooLarge { what: format!("the document {kind:?}"), found, limit });
        }
        // Parsed as the export will parse it, so that what is accepted can be exported.
        serde_json::from_str::<serde_json::Value>(json)
            .map_err(|error| Error::BadJson { kind: kind.to_owned(), why: error.to_string() })?;
        let number = self.active(run)?;
        let values = [number.into(), kind.into(), i64::from(version).into(), json.into()];
        self.journal.append(Table::Documents, Some(number), &values)?;
        Ok(())
    }
}

pub(crate) fn of_run(store: &dyn Store, run: RunId) -> Result<Vec<Document>> {
    let all = Select::from(Table::Documents).equal("run", run::number_of(store, run)?);
    let mut newest = BTreeMap::new();
    for row in store.select(&all)? {
        newest.insert(row.text(1)?, decode(&row)?);
    }
    Ok(newest.into_values().collect())
}

fn decode(row: &Row) -> Result<Document> {
    let version = u32::try_from(row.int(2)?).map_err(|_| row.damaged(2, "is out of range"))?;
    Ok(Document { kind: row.text(1)?, version, json: row.text(3)? })
}
