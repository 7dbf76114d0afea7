//! Params: what a run was told, as text; written once.

use std::collections::BTreeMap;

use crate::check;
use crate::error::{Error, Result};
use crate::ledger::{Batch, Ledger};
use crate::limits::{KEY_CHARS_MAX, PARAM_CHARS_MAX};
use crate::run::{self, RunId};
use crate::store::{Select, Store, Table, first};

impl Ledger {
    /// Logs params of a run; one that is already there with the same value is left alone.
    ///
    /// # Errors
    /// [`Error::ParamChanged`] for another value, [`Error::NotFound`], [`Error::Deleted`], [`Error::TooLong`],
    /// [`Error::BadName`].
    pub fn log_params<K: AsRef<str>, V: AsRef<str>>(&self, run: RunId, params: impl IntoIterator<Item = (K, V)>) -> Result<()> {
        self.batch(|batch| batch.log_params(run, params))
    }

    /// The params of a run, by key.
    pub fn params(&self, run: RunId) -> Result<BTreeMap<String, String>> {
        self.read(|store| of_run(store, run))
    }
}

impl Batch<'_> {
    /// See [`Ledger::log_params`].
    pub fn log_params<K: AsRef<str>, V: AsRef<str>>(
        &mut self,
        run: RunId,
        params: impl IntoIterator<Item = (K, V)>,
    ) -> Result<()> {
        let number = self.active(run)?;
        for (key, value) in params {
            let (key, value) = (key.as_ref(), value.as_ref());
            check::name("param key", key, KEY_CHARS_MAX)?;
            check::length(&format!("param {key:?}"), value, PARAM_CHARS_MAX)?;
            let present = Select::from(Table::Params).equal("run", number).equal("key", key);
            match first(self.journal.store(), &present)? {
                None => {
                    self.journal.append(Table::Params, Some(number), &[number.into(), key.into(), value.into()])?;
                }
                Some(row) => {
                    let old = row.text(2)?;
                    if old != value {
                        return Err(Error::ParamChanged { run, key: key.to_owned(), old, new: value.to_owned() });
                    }
                }
            }
        }
        Ok(())
    }
}

pub(crate) fn of_run(store: &dyn Store, run: RunId) -> Result<BTreeMap<String, String>> {
    let all = Select::from(Table::Params).equal("run", run::number_of(store, run)?);
    store.select(&all)?.iter().map(|row| Ok((row.text(1)?, row.text(2)?))).collect()
}
