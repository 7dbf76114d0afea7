//! Versions of registered models.

use serde::Serialize;

use crate::alias;
use crate::check;
use crate::error::{Error, Result};
use crate::ledger::{Batch, Ledger};
use crate::limits::{DESCRIPTION_CHARS_MAX, SOURCE_CHARS_MAX, USER_CHARS_MAX};
use crate::model;
use crate::run::RunId;
use crate::store::{Row, Select, Store, Table, first};

/// Whether a version's artifact is in place; `MLflow`'s three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum VersionStatus {
    /// Its artifact is being put in place.
    PendingRegistration,
    /// Its artifact could not be put in place.
    FailedRegistration,
    /// It can be used.
    #[default]
    Ready,
}

impl VersionStatus {
    const ALL: [VersionStatus; 3] = [VersionStatus::PendingRegistration, VersionStatus::FailedRegistration, VersionStatus::Ready];

    /// `MLflow`'s word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            VersionStatus::PendingRegistration => "PENDING_REGISTRATION",
            VersionStatus::FailedRegistration => "FAILED_REGISTRATION",
            VersionStatus::Ready => "READY",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        VersionStatus::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// A version to be registered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewVersion {
    /// Where its artifact is.
    pub source: Option<String>,
    /// The run that made it; need not be in this ledger.
    pub run: Option<RunId>,
    /// A link to that run, where it is kept elsewhere.
    pub run_link: Option<String>,
    /// Who registered it.
    pub user_id: Option<String>,
    /// What is new in it.
    pub description: Option<String>,
    /// Whether its artifact is in place.
    pub status: VersionStatus,
}

/// A version of a registered model as it now stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelVersion {
    /// The model's name.
    pub model: String,
    /// 1 for the first; never used twice.
    pub version: u32,
    /// Where its artifact is.
    pub source: Option<String>,
    /// The run that made it.
    pub run: Option<RunId>,
    /// A link to that run, where it is kept elsewhere.
    pub run_link: Option<String>,
    /// Who registered it.
    pub user_id: Option<String>,
    /// What is new in it.
    pub description: Option<String>,
    /// `MLflow`'s stage, such as `None`, `Staging` or `Production`; aliases have replaced it.
    pub stage: String,
    /// Whether its artifact is in place.
    pub status: VersionStatus,
    /// Why it is not, where it is not.
    pub status_message: Option<String>,
    /// When it was registered.
    pub created_ms: i64,
    /// When it was last changed.
    pub updated_ms: i64,
}

/// What of a version can change; `None` leaves it as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VersionUpdate {
    /// The new description.
    pub description: Option<String>,
    /// The new stage.
    pub stage: Option<String>,
    /// The new status.
    pub status: Option<VersionStatus>,
    /// The new status message.
    pub status_message: Option<String>,
}

impl Ledger {
    /// Registers the next version of a model and says its number.
    ///
    /// # Errors
    /// [`Error::NotFound`] for the model, [`Error::TooLong`].
    pub fn create_version(&self, model: &str, version: &NewVersion, now_ms: i64) -> Result<u32> {
        self.batch(|batch| batch.create_version(model, version, now_ms))
    }

    /// Changes a version's description, stage or status.
    pub fn update_version(&self, model: &str, version: u32, update: &VersionUpdate, now_ms: i64) -> Result<()> {
        self.batch(|batch| batch.update_version(model, version, update, now_ms))
    }

    /// Takes a version out of the registry, with the aliases that stand for it; its number is not used again.
    pub fn delete_version(&self, model: &str, version: u32, now_ms: i64) -> Result<()> {
        self.batch(|batch| batch.delete_version(model, version, now_ms))
    }

    /// A version of a model.
    pub fn version(&self, model: &str, version: u32) -> Result<ModelVersion> {
        self.read(|store| {
            let row = row_of(store, model, version)?;
            decode(store, model, &row)?.ok_or_else(|| missing(model, version))
        })
    }

    /// All versions of a model, oldest first.
    pub fn versions(&self, model: &str) -> Result<Vec<ModelVersion>> {
        self.read(|store| {
            let all = Select::from(Table::Versions).equal("model", model::number_of(store, model)?);
            store.select(&all)?.iter().filter_map(|row| decode(store, model, row).transpose()).collect()
        })
    }
}

impl Batch<'_> {
    /// See [`Ledger::create_version`].
    pub fn create_version(&mut self, model: &str, version: &NewVersion, now_ms: i64) -> Result<u32> {
        check::time("the version's registration", now_ms)?;
        check::optional("the version's source", version.source.as_deref(), SOURCE_CHARS_MAX)?;
        check::optional("the version's run link", version.run_link.as_deref(), SOURCE_CHARS_MAX)?;
        check::optional("the user id", version.user_id.as_deref(), USER_CHARS_MAX)?;
        let store = self.journal.store();
        let model = model::number_of(store, model)?;
        let highest = Select::from(Table::Versions).equal("model", model).order_by(&["version"]).newest();
        let last = first(store, &highest)?.map_or(Ok(0), |row| row.int(1))?;
        let number = last.saturating_add(1);
        let seq = self.journal.next_seq();
        let values = [
            model.into(),
            number.into(),
            now_ms.into(),
            version.source.as_deref().into(),
            version.run.map(|run| run.to_string()).into(),
            version.run_link.as_deref().into(),
            version.user_id.as_deref().into(),
        ];
        self.journal.append(Table::Versions, None, &values)?;
        let state = VersionState {
            description: version.description.clone(),
            stage: "None".to_owned(),
            status: version.status,
            status_message: None,
            updated_ms: now_ms,
            deleted: false,
        };
        self.append_version_state(seq, &state)?;
        Ok(number as u32)
    }

    /// See [`Ledger::update_version`].
    pub fn update_version(&mut self, model: &str, version: u32, update: &VersionUpdate, now_ms: i64) -> Result<()> {
        let (seq, old) = self.live_version(model, version)?;
        let state = VersionState {
            description: update.description.clone().or(old.description),
            stage: update.stage.clone().unwrap_or(old.stage),
            status: update.status.unwrap_or(old.status),
            status_message: update.status_message.clone().or(old.status_message),
            updated_ms: now_ms,
            deleted: false,
        };
        self.append_version_state(seq, &state)
    }

    /// See [`Ledger::delete_version`].
    pub fn delete_version(&mut self, model: &str, version: u32, now_ms: i64) -> Result<()> {
        let (seq, old) = self.live_version(model, version)?;
        let number = model::number_of(self.journal.store(), model)?;
        for (name, of) in alias::of_model(self.journal.store(), number)? {
            if of == version {
                self.remove_alias(model, &name)?;
            }
        }
        self.append_version_state(seq, &VersionState { updated_ms: now_ms, deleted: true, ..old })
    }

    fn live_version(&self, model: &str, version: u32) -> Result<(i64, VersionState)> {
        let seq = number_of(self.journal.store(), model, version)?;
        Ok((seq, state_of(self.journal.store(), seq)?))
    }

    fn append_version_state(&mut self, seq: i64, state: &VersionState) -> Result<()> {
        check::time("the version's update", state.updated_ms)?;
        check::optional("the version's description", state.description.as_deref(), DESCRIPTION_CHARS_MAX)?;
        check::name("version stage", &state.stage, SOURCE_CHARS_MAX)?;
        check::optional("the version's status message", state.status_message.as_deref(), SOURCE_CHARS_MAX)?;
        let values = [
            seq.into(),
            state.description.as_deref().into(),
            state.stage.as_str().into(),
            state.status.as_str().into(),
            state.status_message.as_deref().into(),
            state.updated_ms.into(),
            i64::from(state.deleted).into(),
        ];
        self.journal.append(Table::VersionStates, None, &values)?;
        Ok(())
    }
}

/// What of a version changes; the newest record of it counts.
struct VersionState {
    description: Option<String>,
    stage: String,
    status: VersionStatus,
    status_message: Option<String>,
    updated_ms: i64,
    deleted: bool,
}

/// The sequence number of the first record of a version that is not deleted.
pub(crate) fn number_of(store: &dyn Store, model: &str, version: u32) -> Result<i64> {
    let seq = row_of(store, model, version)?.seq;
    if state_of(store, seq)?.deleted { Err(missing(model, version)) } else { Ok(seq) }
}

fn missing(model: &str, version: u32) -> Error {
    Error::not_found("version", &format!("{version} of model {model}"))
}

fn row_of(store: &dyn Store, model: &str, version: u32) -> Result<Row> {
    let number = model::number_of(store, model)?;
    let select = Select::from(Table::Versions).equal("model", number).equal("version", i64::from(version));
    first(store, &select)?.ok_or_else(|| missing(model, version))
}

fn state_of(store: &dyn Store, seq: i64) -> Result<VersionState> {
    let newest = Select::from(Table::VersionStates).equal("version", seq).newest();
    let row = first(store, &newest)?.ok_or_else(|| Error::Damaged {
        table: Table::Versions.name(),
        seq,
        why: "it has no state".to_owned(),
    })?;
    Ok(VersionState {
        description: row.text_or_null(1)?,
        stage: row.text(2)?,
        status: row.word(3, VersionStatus::parse)?,
        status_message: row.text_or_null(4)?,
        updated_ms: row.int(5)?,
        deleted: row.int(6)? != 0,
    })
}

/// A version from its first record; `None` when it is deleted.
fn decode(store: &dyn Store, model: &str, row: &Row) -> Result<Option<ModelVersion>> {
    let state = state_of(store, row.seq)?;
    if state.deleted {
        return Ok(None);
    }
    let run = row.text_or_null(4)?.map(|_| row.word(4, |text| text.parse().ok())).transpose()?;
    Ok(Some(ModelVersion {
        model: model.to_owned(),
        version: u32::try_from(row.int(1)?).map_err(|_| row.damaged(1, "is out of range"))?,
        source: row.text_or_null(3)?,
        run,
        run_link: row.text_or_null(5)?,
        user_id: row.text_or_null(6)?,
        description: state.description,
        stage: state.stage,
        status: state.status,
        status_message: state.status_message,
        created_ms: row.int(2)?,
        updated_ms: state.updated_ms,
    }))
}
