//! Registered models: a name under which versions of an artifact are kept, as in `MLflow`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::alias;
use crate::check;
use crate::error::{Error, Result};
use crate::ledger::{Batch, Ledger};
use crate::limits::{DESCRIPTION_CHARS_MAX, MODEL_NAME_CHARS_MAX};
use crate::store::{Row, Select, Store, Table, first};

/// A registered model as it now stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Model {
    /// Its name, unique among models that are not deleted.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// When it was registered.
    pub created_ms: i64,
    /// When it was last changed.
    pub updated_ms: i64,
    /// Its aliases and the versions they stand for.
    pub aliases: BTreeMap<String, u32>,
}

/// What of a registered model can change; `None` leaves it as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModelUpdate {
    /// The new name.
    pub name: Option<String>,
    /// The new description.
    pub description: Option<String>,
}

impl Ledger {
    /// Registers a model.
    ///
    /// # Errors
    /// [`Error::Exists`], [`Error::BadName`], [`Error::TooLong`].
    pub fn create_model(&self, name: &str, description: Option<&str>, now_ms: i64) -> Result<()> {
        self.batch(|batch| batch.create_model(name, description, now_ms))
    }

    /// Renames or describes a model.
    pub fn update_model(&self, name: &str, update: &ModelUpdate, now_ms: i64) -> Result<()> {
        self.batch(|batch| batch.update_model(name, update, now_ms))
    }

    /// Takes a model and its versions out of the registry; its name is free again, its records stay in the chain.
    pub fn delete_model(&self, name: &str, now_ms: i64) -> Result<()> {
        self.batch(|batch| batch.delete_model(name, now_ms))
    }

    /// A registered model.
    pub fn model(&self, name: &str) -> Result<Model> {
        self.read(|store| {
            let found = decode(store, &Select::from(Table::Models).equal("seq", number_of(store, name)?))?;
            found.into_iter().next().ok_or_else(|| Error::not_found("model", name))
        })
    }

    /// All registered models, oldest first.
    pub fn models(&self) -> Result<Vec<Model>> {
        self.read(|store| decode(store, &Select::from(Table::Models)))
    }
}

impl Batch<'_> {
    /// See [`Ledger::create_model`].
    pub fn create_model(&mut self, name: &str, description: Option<&str>, now_ms: i64) -> Result<()> {
        self.check_model_name(name)?;
        check::time("the model's registration", now_ms)?;
        let number = self.journal.next_seq();
        self.journal.append(Table::Models, None, &[now_ms.into()])?;
        let state =
            ModelState { name: name.to_owned(), description: description.map(str::to_owned), updated_ms: now_ms, deleted: false };
        self.append_model_state(number, &state)
    }

    /// See [`Ledger::update_model`].
    pub fn update_model(&mut self, name: &str, update: &ModelUpdate, now_ms: i64) -> Result<()> {
        let number = number_of(self.journal.store(), name)?;
        let mut state = state_of(self.journal.store(), number)?;
        if let Some(new) = update.name.as_deref().filter(|new| *new != name) {
            self.check_model_name(new)?;
            new.clone_into(&mut state.name);
        }
        state.description = update.description.clone().or(state.description);
        self.append_model_state(number, &ModelState { updated_ms: now_ms, ..state })
    }

    /// See [`Ledger::delete_model`].
    pub fn delete_model(&mut self, name: &str, now_ms: i64) -> Result<()> {
        let number = number_of(self.journal.store(), name)?;
        let state = state_of(self.journal.store(), number)?;
        self.append_model_state(number, &ModelState { updated_ms: now_ms, deleted: true, ..state })
    }

    fn check_model_name(&self, name: &str) -> Result<()> {
        check::name("model name", name, MODEL_NAME_CHARS_MAX)?;
        match number_of(self.journal.store(), name) {
            Ok(_) => Err(Error::Exists { what: "a model", name: name.to_owned() }),
            Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn append_model_state(&mut self, number: i64, state: &ModelState) -> Result<()> {
        check::time("the model's update", state.updated_ms)?;
        check::optional("the model's description", state.description.as_deref(), DESCRIPTION_CHARS_MAX)?;
        let values = [
            number.into(),
            state.name.as_str().into(),
            state.description.as_deref().into(),
            state.updated_ms.into(),
            i64::from(state.deleted).into(),
        ];
        self.journal.append(Table::ModelStates, None, &values)?;
        Ok(())
    }
}

/// What of a model changes; the newest record of it counts.
struct ModelState {
    name: String,
    description: Option<String>,
    updated_ms: i64,
    deleted: bool,
}

/// The number of a model that is not deleted: the newest use of a name decides, as for experiments.
pub(crate) fn number_of(store: &dyn Store, name: &str) -> Result<i64> {
    let use_of_name = Select::from(Table::ModelStates).equal("name", name).newest();
    if let Some(row) = first(store, &use_of_name)? {
        let number = row.int(0)?;
        let state = state_of(store, number)?;
        if state.name == name && !state.deleted {
            return Ok(number);
        }
    }
    Err(Error::not_found("model", name))
}

fn state_of(store: &dyn Store, number: i64) -> Result<ModelState> {
    let newest = Select::from(Table::ModelStates).equal("model", number).newest();
    let row = first(store, &newest)?.ok_or_else(|| Error::Damaged {
        table: Table::Models.name(),
        seq: number,
        why: "it has no state".to_owned(),
    })?;
    Ok(ModelState { name: row.text(1)?, description: row.text_or_null(2)?, updated_ms: row.int(3)?, deleted: row.int(4)? != 0 })
}

/// The models among a selection's that are not deleted.
fn decode(store: &dyn Store, select: &Select<'_>) -> Result<Vec<Model>> {
    let live = |row: &Row| -> Result<Option<Model>> {
        let state = state_of(store, row.seq)?;
        if state.deleted {
            return Ok(None);
        }
        Ok(Some(Model {
            aliases: alias::of_model(store, row.seq)?,
            name: state.name,
            description: state.description,
            created_ms: row.int(0)?,
            updated_ms: state.updated_ms,
        }))
    };
    store.select(select)?.iter().filter_map(|row| live(row).transpose()).collect()
}
