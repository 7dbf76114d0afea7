//! Tags: texts that may change, on runs, experiments, registered models and their versions.

use std::collections::BTreeMap;

use crate::check;
use crate::error::Result;
use crate::experiment::{self, ExperimentId};
use crate::ledger::{Batch, Ledger};
use crate::limits::{KEY_CHARS_MAX, TAG_CHARS_MAX};
use crate::model;
use crate::run::{self, RunId};
use crate::store::{Select, Store, Table, Value};
use crate::version;

/// What a tag is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tagged {
    /// A run.
    Run(RunId),
    /// An experiment.
    Experiment(ExperimentId),
    /// A registered model, by name.
    Model(String),
    /// A version of a registered model, by name and number.
    Version(String, u32),
}

impl From<RunId> for Tagged {
    fn from(run: RunId) -> Self {
        Tagged::Run(run)
    }
}

impl From<ExperimentId> for Tagged {
    fn from(experiment: ExperimentId) -> Self {
        Tagged::Experiment(experiment)
    }
}

impl Ledger {
    /// Sets tags; the newest value of a key counts, older ones stay in the chain.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`], [`crate::Error::Deleted`], [`crate::Error::TooLong`], [`crate::Error::BadName`].
    pub fn set_tags<K: AsRef<str>, V: AsRef<str>>(
        &self,
        on: impl Into<Tagged>,
        tags: impl IntoIterator<Item = (K, V)>,
    ) -> Result<()> {
        self.batch(|batch| batch.set_tags(on, tags))
    }

    /// Removes a tag; its former values stay in the chain.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is no such tag.
    pub fn remove_tag(&self, on: impl Into<Tagged>, key: &str) -> Result<()> {
        self.batch(|batch| batch.remove_tag(on, key))
    }

    /// The tags on something, by key.
    pub fn tags(&self, on: impl Into<Tagged>) -> Result<BTreeMap<String, String>> {
        self.read(|store| of(store, &on.into()))
    }
}

impl Batch<'_> {
    /// See [`Ledger::set_tags`].
    pub fn set_tags<K: AsRef<str>, V: AsRef<str>>(
        &mut self,
        on: impl Into<Tagged>,
        tags: impl IntoIterator<Item = (K, V)>,
    ) -> Result<()> {
        let on = on.into();
        self.check_writable(&on)?;
        for (key, value) in tags {
            let (key, value) = (key.as_ref(), value.as_ref());
            check::name("tag key", key, KEY_CHARS_MAX)?;
            check::length(&format!("tag {key:?}"), value, TAG_CHARS_MAX)?;
            self.append_tag(&on, key, Some(value))?;
        }
        Ok(())
    }

    /// See [`Ledger::remove_tag`].
    pub fn remove_tag(&mut self, on: impl Into<Tagged>, key: &str) -> Result<()> {
        let on = on.into();
        self.check_writable(&on)?;
        if !of(self.journal.store(), &on)?.contains_key(key) {
            return Err(crate::Error::not_found("tag", key));
        }
        self.append_tag(&on, key, None)
    }

    fn check_writable(&self, on: &Tagged) -> Result<()> {
        match on {
            Tagged::Run(run) => self.active(*run).map(drop),
            Tagged::Experiment(_) | Tagged::Model(_) | Tagged::Version(..) => Ok(()),
        }
    }

    fn append_tag(&mut self, on: &Tagged, key: &str, value: Option<&str>) -> Result<()> {
        let (scope, owner, run) = place(self.journal.store(), on)?;
        self.journal.append(Table::Tags, run, &[scope.into(), owner.into(), key.into(), value.into()])?;
        Ok(())
    }
}

pub(crate) fn of(store: &dyn Store, on: &Tagged) -> Result<BTreeMap<String, String>> {
    let (scope, owner, _) = place(store, on)?;
    let all = Select::from(Table::Tags).equal("scope", Value::from(scope)).equal("owner", owner);
    let mut tags = BTreeMap::new();
    for row in store.select(&all)? {
        let key = row.text(2)?;
        match row.text_or_null(3)? {
            Some(value) => tags.insert(key, value),
            None => tags.remove(&key),
        };
    }
    Ok(tags)
}

/// How the table names what a tag is on: scope, owner, and the run's number where it is a run.
fn place(store: &dyn Store, on: &Tagged) -> Result<(&'static str, i64, Option<i64>)> {
    Ok(match on {
        Tagged::Run(run) => {
            let number = run::number_of(store, *run)?;
            ("run", number, Some(number))
        }
        Tagged::Experiment(id) => ("experiment", experiment::get(store, *id)?.id.0, None),
        Tagged::Model(name) => ("model", model::number_of(store, name)?, None),
        Tagged::Version(name, version) => ("version", version::number_of(store, name, *version)?, None),
    })
}
