//! Inputs: the datasets that a run read, as in `MLflow`.

use serde::Serialize;

use crate::check;
use crate::error::Result;
use crate::ledger::{Batch, Ledger};
use crate::limits::{
    DATASET_DIGEST_CHARS_MAX, DATASET_NAME_CHARS_MAX, DATASET_PROFILE_CHARS_MAX, DATASET_SCHEMA_CHARS_MAX,
    DATASET_SOURCE_CHARS_MAX, KEY_CHARS_MAX, SOURCE_CHARS_MAX,
};
use crate::run::{self, RunId};
use crate::store::{Row, Select, Store, Table};

/// A dataset that a run read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Dataset {
    /// Its name.
    pub name: String,
    /// A digest of its content, at most 36 characters.
    pub digest: String,
    /// What kind of place it came from, such as `local`.
    pub source_type: String,
    /// The place.
    pub source: String,
    /// Its columns, as text.
    pub schema: Option<String>,
    /// Its figures, as text.
    pub profile: Option<String>,
    /// What it was used for, such as `mlflow.data.context = training`.
    pub tags: Vec<(String, String)>,
}

impl Ledger {
    /// Records that a run read a dataset.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`], [`crate::Error::Deleted`], [`crate::Error::TooLong`], [`crate::Error::BadName`].
    pub fn log_input(&self, run: RunId, dataset: &Dataset) -> Result<()> {
        self.batch(|batch| batch.log_input(run, dataset))
    }

    /// The datasets that a run read, in the order in which they were recorded.
    pub fn inputs(&self, run: RunId) -> Result<Vec<Dataset>> {
        self.read(|store| of_run(store, run))
    }
}

impl Batch<'_> {
    /// See [`Ledger::log_input`].
    pub fn log_input(&mut self, run: RunId, dataset: &Dataset) -> Result<()> {
        check::name("dataset name", &dataset.name, DATASET_NAME_CHARS_MAX)?;
        check::name("dataset digest", &dataset.digest, DATASET_DIGEST_CHARS_MAX)?;
        check::name("dataset source type", &dataset.source_type, DATASET_DIGEST_CHARS_MAX)?;
        check::length("the dataset's source", &dataset.source, DATASET_SOURCE_CHARS_MAX)?;
        check::optional("the dataset's schema", dataset.schema.as_deref(), DATASET_SCHEMA_CHARS_MAX)?;
        check::optional("the dataset's profile", dataset.profile.as_deref(), DATASET_PROFILE_CHARS_MAX)?;
        for (key, value) in &dataset.tags {
            check::name("dataset tag key", key, KEY_CHARS_MAX)?;
            check::length(&format!("dataset tag {key:?}"), value, SOURCE_CHARS_MAX)?;
        }
        let number = self.active(run)?;
        let tags = serde_json::json!(dataset.tags).to_string();
        let values = [
            number.into(),
            dataset.name.as_str().into(),
            dataset.digest.as_str().into(),
            dataset.source_type.as_str().into(),
            dataset.source.as_str().into(),
            dataset.schema.as_deref().into(),
            dataset.profile.as_deref().into(),
            tags.into(),
        ];
        self.journal.append(Table::Inputs, Some(number), &values)?;
        Ok(())
    }
}

pub(crate) fn of_run(store: &dyn Store, run: RunId) -> Result<Vec<Dataset>> {
    let all = Select::from(Table::Inputs).equal("run", run::number_of(store, run)?);
    store.select(&all)?.iter().map(decode).collect()
}

fn decode(row: &Row) -> Result<Dataset> {
    Ok(Dataset {
        name: row.text(1)?,
        digest: row.text(2)?,
        source_type: row.text(3)?,
        source: row.text(4)?,
        schema: row.text_or_null(5)?,
        profile: row.text_or_null(6)?,
        tags: row.word(7, |text| serde_json::from_str(text).ok())?,
    })
}
