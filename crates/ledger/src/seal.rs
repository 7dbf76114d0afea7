//! Seals: every opening of a sealed holdout, counted for good.

use serde::Serialize;

use crate::check;
use crate::error::Result;
use crate::ledger::{Batch, Ledger};
use crate::limits::{SOURCE_CHARS_MAX, TAG_CHARS_MAX};
use crate::run::{self, RunId};
use crate::store::{Row, Select, Store, Table};

/// One opening of a sealed holdout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SealOpening {
    /// The hash that names the sealed holdout.
    pub seal: String,
    /// The run for which it was opened.
    pub run: RunId,
    /// When.
    pub opened_ms: i64,
    /// Why, in the words of whoever opened it.
    pub reason: String,
}

impl Ledger {
    /// Records that a run opens a sealed holdout and says how often it has now been opened, this time included.
    ///
    /// Call it *before* the holdout is read: it is on disk when this returns, so that no look goes uncounted. The
    /// seal is the holdout's hash, so openings count across contests on the same rows.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`], [`crate::Error::Deleted`], [`crate::Error::BadName`], [`crate::Error::TooLong`],
    /// [`crate::Error::Stopped`]: the holdout must then stay closed.
    pub fn open_seal(&self, run: RunId, seal: &str, reason: &str, now_ms: i64) -> Result<u32> {
        let count = self.batch(|batch| batch.append_seal(run, seal, reason, now_ms))?;
        self.flush()?;
        Ok(count)
    }

    /// The openings of a sealed holdout, oldest first.
    pub fn seal_openings(&self, seal: &str) -> Result<Vec<SealOpening>> {
        self.read(|store| store.select(&openings_of(seal))?.iter().map(|row| decode(store, row)).collect())
    }
}

impl Batch<'_> {
    fn append_seal(&mut self, run: RunId, seal: &str, reason: &str, now_ms: i64) -> Result<u32> {
        check::name("seal", seal, SOURCE_CHARS_MAX)?;
        check::length("the reason for opening the seal", reason, TAG_CHARS_MAX)?;
        check::time("the opening of the seal", now_ms)?;
        let number = self.active(run)?;
        self.journal.append(Table::Seals, Some(number), &[number.into(), seal.into(), now_ms.into(), reason.into()])?;
        Ok(self.journal.store().select(&openings_of(seal))?.len() as u32)
    }
}

fn openings_of(seal: &str) -> Select<'_> {
    Select::from(Table::Seals).equal("seal", seal)
}

fn decode(store: &dyn Store, row: &Row) -> Result<SealOpening> {
    Ok(SealOpening { run: run::id_of(store, row.int(0)?)?, seal: row.text(1)?, opened_ms: row.int(2)?, reason: row.text(3)? })
}
