//! Experiments: a name under which runs are grouped, as in `MLflow`.

use std::fmt;

use serde::Serialize;

use crate::check;
use crate::error::{Error, Result};
use crate::ledger::{Batch, Ledger};
use crate::limits::{EXPERIMENT_NAME_CHARS_MAX, SOURCE_CHARS_MAX};
use crate::store::{Row, Select, Store, Table, Value, first};

/// Number of an experiment; `MLflow` writes it as text. 0 is the experiment named `Default`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct ExperimentId(pub i64);

impl fmt::Display for ExperimentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Name of the experiment that `MLflow` clients use when they name none; it always has number 0.
pub const DEFAULT_EXPERIMENT: &str = "Default";

/// Whether a run, an experiment or a model was put in the bin; nothing is ever erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LifecycleStage {
    /// In use.
    Active,
    /// In the bin; still readable, and can be restored.
    Deleted,
}

impl LifecycleStage {
    /// `MLflow`'s word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            LifecycleStage::Active => "active",
            LifecycleStage::Deleted => "deleted",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        [LifecycleStage::Active, LifecycleStage::Deleted].into_iter().find(|stage| stage.as_str() == word)
    }
}

/// An experiment as it now stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Experiment {
    /// Its number.
    pub id: ExperimentId,
    /// Its name, unique in the ledger.
    pub name: String,
    /// Where its artifacts are, if not in the ledger's own folder.
    pub artifact_location: Option<String>,
    /// In use or in the bin.
    pub lifecycle_stage: LifecycleStage,
    /// When it was made.
    pub created_ms: i64,
    /// When it was last renamed, deleted or restored.
    pub updated_ms: i64,
}

impl Ledger {
    /// The experiment of a name, made if there is none.
    ///
    /// # Errors
    /// [`Error::Deleted`] when the name belongs to a deleted experiment; [`Error::TooLong`], [`Error::BadName`].
    pub fn ensure_experiment(&self, name: &str, now_ms: i64) -> Result<ExperimentId> {
        self.batch(|batch| batch.ensure_experiment(name, now_ms))
    }

    /// Makes an experiment.
    ///
    /// # Errors
    /// [`Error::Exists`] when the name is taken, also by a deleted one; [`Error::TooLong`], [`Error::BadName`].
    pub fn create_experiment(&self, name: &str, artifact_location: Option<&str>, now_ms: i64) -> Result<ExperimentId> {
        self.batch(|batch| batch.create_experiment(name, artifact_location, now_ms))
    }

    /// Renames an experiment.
    pub fn rename_experiment(&self, id: ExperimentId, name: &str, now_ms: i64) -> Result<()> {
        self.batch(|batch| batch.rename_experiment(id, name, now_ms))
    }

    /// Puts an experiment in the bin, or takes it out again; its runs keep their own stage.
    pub fn set_experiment_stage(&self, id: ExperimentId, stage: LifecycleStage, now_ms: i64) -> Result<()> {
        self.batch(|batch| batch.set_experiment_stage(id, stage, now_ms))
    }

    /// An experiment by its number.
    pub fn experiment(&self, id: ExperimentId) -> Result<Experiment> {
        self.read(|store| get(store, id))
    }

    /// An experiment by its name, if there is one.
    pub fn experiment_by_name(&self, name: &str) -> Result<Option<Experiment>> {
        self.read(|store| by_name(store, name))
    }

    /// All experiments, oldest first, deleted ones included.
    pub fn experiments(&self) -> Result<Vec<Experiment>> {
        self.read(|store| store.select(&Select::from(Table::Experiments))?.iter().map(|row| decode(store, row)).collect())
    }
}

impl Batch<'_> {
    /// See [`Ledger::ensure_experiment`].
    pub fn ensure_experiment(&mut self, name: &str, now_ms: i64) -> Result<ExperimentId> {
        match by_name(self.journal.store(), name)? {
            Some(Experiment { lifecycle_stage: LifecycleStage::Deleted, .. }) => {
                Err(Error::Deleted { what: "experiment", name: name.to_owned() })
            }
            Some(experiment) => Ok(experiment.id),
            None => self.create_experiment(name, None, now_ms),
        }
    }

    /// See [`Ledger::create_experiment`].
    pub fn create_experiment(&mut self, name: &str, artifact_location: Option<&str>, now_ms: i64) -> Result<ExperimentId> {
        check::time("the experiment's creation", now_ms)?;
        check::optional("the artifact location", artifact_location, SOURCE_CHARS_MAX)?;
        self.check_free(name)?;
        let highest = Select::from(Table::Experiments).order_by(&["experiment"]).newest();
        let last = first(self.journal.store(), &highest)?.map_or(Ok(0), |row| row.int(0))?;
        let id = if name == DEFAULT_EXPERIMENT { 0 } else { last.saturating_add(1) };
        self.journal.append(Table::Experiments, None, &[id.into(), now_ms.into(), artifact_location.into()])?;
        self.append_experiment_state(ExperimentId(id), name, LifecycleStage::Active, now_ms)?;
        Ok(ExperimentId(id))
    }

    /// See [`Ledger::rename_experiment`].
    pub fn rename_experiment(&mut self, id: ExperimentId, name: &str, now_ms: i64) -> Result<()> {
        let old = get(self.journal.store(), id)?;
        if old.name == name {
            return Ok(());
        }
        if id.0 == 0 || name == DEFAULT_EXPERIMENT {
            return Err(Error::Exists {
                what: "a default experiment, which keeps its name,",
                name: DEFAULT_EXPERIMENT.to_owned(),
            });
        }
        self.check_free(name)?;
        self.append_experiment_state(id, name, old.lifecycle_stage, now_ms)
    }

    /// See [`Ledger::set_experiment_stage`].
    pub fn set_experiment_stage(&mut self, id: ExperimentId, stage: LifecycleStage, now_ms: i64) -> Result<()> {
        let old = get(self.journal.store(), id)?;
        self.append_experiment_state(id, &old.name, stage, now_ms)
    }

    fn check_free(&self, name: &str) -> Result<()> {
        check::name("experiment name", name, EXPERIMENT_NAME_CHARS_MAX)?;
        match by_name(self.journal.store(), name)? {
            Some(_) => Err(Error::Exists { what: "an experiment", name: name.to_owned() }),
            None => Ok(()),
        }
    }

    fn append_experiment_state(&mut self, id: ExperimentId, name: &str, stage: LifecycleStage, now_ms: i64) -> Result<()> {
        check::time("the experiment's update", now_ms)?;
        let values = [id.0.into(), name.into(), stage.as_str().into(), now_ms.into()];
        self.journal.append(Table::ExperimentStates, None, &values)?;
        Ok(())
    }
}

pub(crate) fn get(store: &dyn Store, id: ExperimentId) -> Result<Experiment> {
    let row = first(store, &Select::from(Table::Experiments).equal("experiment", id.0))?;
    decode(store, &row.ok_or_else(|| Error::not_found("experiment", &id))?)
}

/// The newest use of a name decides: whoever used it before has given it up.
fn by_name(store: &dyn Store, name: &str) -> Result<Option<Experiment>> {
    let use_of_name = Select::from(Table::ExperimentStates).equal("name", Value::from(name)).newest();
    let Some(row) = first(store, &use_of_name)? else {
        return Ok(None);
    };
    let experiment = get(store, ExperimentId(row.int(0)?))?;
    Ok((experiment.name == name).then_some(experiment))
}

fn decode(store: &dyn Store, row: &Row) -> Result<Experiment> {
    let id = ExperimentId(row.int(0)?);
    let newest = Select::from(Table::ExperimentStates).equal("experiment", id.0).newest();
    let state = first(store, &newest)?.ok_or_else(|| row.damaged(0, "has no state"))?;
    Ok(Experiment {
        id,
        name: state.text(1)?,
        artifact_location: row.text_or_null(2)?,
        lifecycle_stage: state.word(2, LifecycleStage::parse)?,
        created_ms: row.int(1)?,
        updated_ms: state.int(3)?,
    })
}
