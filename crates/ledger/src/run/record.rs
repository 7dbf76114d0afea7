//! Writing and reading runs.

use super::{NewRun, Run, RunId, RunKind, RunUpdate, Source, Status};
use crate::check;
use crate::error::{Error, Result};
use crate::experiment::{self, ExperimentId, LifecycleStage};
use crate::ledger::{Batch, Ledger};
use crate::limits::{RUN_DEPTH_MAX, RUN_NAME_CHARS_MAX, SOURCE_CHARS_MAX, USER_CHARS_MAX};
use crate::store::{Row, Select, Store, Table, Value, first};

impl Ledger {
    /// Records a new run.
    ///
    /// # Errors
    /// [`Error::NotFound`] or [`Error::Deleted`] for its experiment or parent, [`Error::Exists`] for its id,
    /// [`Error::TooDeep`], [`Error::TooLong`], [`Error::BadName`], [`Error::BadTime`].
    pub fn create_run(&self, run: &NewRun) -> Result<RunId> {
        self.batch(|batch| batch.create_run(run))
    }

    /// Records that a run has ended.
    pub fn finish_run(&self, run: RunId, status: Status, end_ms: i64) -> Result<()> {
        self.batch(|batch| batch.finish_run(run, status, end_ms))
    }

    /// Changes a run's name, status or end; a finished run may run again.
    pub fn update_run(&self, run: RunId, update: &RunUpdate) -> Result<()> {
        self.batch(|batch| batch.update_run(run, update))
    }

    /// Puts a run in the bin; it stays readable, and nothing can be logged to it.
    pub fn delete_run(&self, run: RunId, now_ms: i64) -> Result<()> {
        self.batch(|batch| batch.delete_run(run, now_ms))
    }

    /// Takes a run out of the bin.
    pub fn restore_run(&self, run: RunId) -> Result<()> {
        self.batch(|batch| batch.restore_run(run))
    }

    /// A run as it now stands.
    pub fn run(&self, run: RunId) -> Result<Run> {
        self.read(|store| get(store, run))
    }
}

impl Batch<'_> {
    /// See [`Ledger::create_run`].
    pub fn create_run(&mut self, run: &NewRun) -> Result<RunId> {
        check_new(run)?;
        let store = self.journal.store();
        let group = experiment::get(store, run.experiment)?;
        if group.lifecycle_stage == LifecycleStage::Deleted {
            return Err(Error::Deleted { what: "experiment", name: group.name });
        }
        let parent = run.parent.map(|parent| self.parent_number(parent)).transpose()?;
        let id = run.id.map_or_else(RunId::random, Ok)?;
        if row_of(store, id)?.is_some() {
            return Err(Error::Exists { what: "a run", name: id.to_string() });
        }
        let number = self.journal.next_seq();
        let values = [
            id.to_string().into(),
            run.experiment.0.into(),
            parent.into(),
            run.kind.as_str().into(),
            run.start_ms.into(),
            run.user_id.as_deref().into(),
            run.source.kind.as_deref().into(),
            run.source.name.as_deref().into(),
            run.source.version.as_deref().into(),
            run.source.entry_point.as_deref().into(),
            run.artifact_uri.as_deref().into(),
        ];
        self.journal.append(Table::Runs, Some(number), &values)?;
        let state = RunState { name: run.name.clone(), status: run.status, end_ms: None, deleted_ms: None };
        self.append_run_state(number, &state)?;
        Ok(id)
    }

    /// See [`Ledger::finish_run`].
    pub fn finish_run(&mut self, run: RunId, status: Status, end_ms: i64) -> Result<()> {
        self.update_run(run, &RunUpdate { name: None, status: Some(status), end_ms: Some(end_ms) })
    }

    /// See [`Ledger::update_run`].
    pub fn update_run(&mut self, run: RunId, update: &RunUpdate) -> Result<()> {
        let number = self.active(run)?;
        let mut state = state_of(self.journal.store(), number)?;
        if let Some(name) = &update.name {
            check::name("run name", name, RUN_NAME_CHARS_MAX)?;
            state.name.clone_from(name);
        }
        if let Some(end_ms) = update.end_ms {
            check::time("the run's end", end_ms)?;
            state.end_ms = Some(end_ms);
        }
        state.status = update.status.unwrap_or(state.status);
        self.append_run_state(number, &state)
    }

    /// See [`Ledger::delete_run`].
    pub fn delete_run(&mut self, run: RunId, now_ms: i64) -> Result<()> {
        check::time("the run's deletion", now_ms)?;
        let number = number_of(self.journal.store(), run)?;
        let state = state_of(self.journal.store(), number)?;
        self.append_run_state(number, &RunState { deleted_ms: Some(now_ms), ..state })
    }

    /// See [`Ledger::restore_run`].
    pub fn restore_run(&mut self, run: RunId) -> Result<()> {
        let number = number_of(self.journal.store(), run)?;
        let state = state_of(self.journal.store(), number)?;
        self.append_run_state(number, &RunState { deleted_ms: None, ..state })
    }

    /// A run as it now stands, with what this batch wrote.
    pub fn run(&self, run: RunId) -> Result<Run> {
        get(self.journal.store(), run)
    }

    /// The number of a run that may be written to.
    pub(crate) fn active(&self, run: RunId) -> Result<i64> {
        let number = number_of(self.journal.store(), run)?;
        match state_of(self.journal.store(), number)?.deleted_ms {
            Some(_) => Err(Error::Deleted { what: "run", name: run.to_string() }),
            None => Ok(number),
        }
    }

    fn parent_number(&self, parent: RunId) -> Result<i64> {
        let number = self.active(parent)?;
        let mut above = Some(number);
        for _ in 0..RUN_DEPTH_MAX {
            let Some(run) = above else { return Ok(number) };
            above = numbered(self.journal.store(), run)?.int_or_null(PARENT)?;
        }
        Err(Error::TooDeep { parent })
    }

    fn append_run_state(&mut self, number: i64, state: &RunState) -> Result<()> {
        let values: [Value<'_>; 5] = [
            number.into(),
            state.name.as_str().into(),
            state.status.as_str().into(),
            state.end_ms.into(),
            state.deleted_ms.into(),
        ];
        self.journal.append(Table::RunStates, Some(number), &values)?;
        Ok(())
    }
}

fn check_new(run: &NewRun) -> Result<()> {
    check::name("run name", &run.name, RUN_NAME_CHARS_MAX)?;
    check::time("the run's start", run.start_ms)?;
    check::optional("the user id", run.user_id.as_deref(), USER_CHARS_MAX)?;
    check::optional("the source type", run.source.kind.as_deref(), SOURCE_CHARS_MAX)?;
    check::optional("the source name", run.source.name.as_deref(), SOURCE_CHARS_MAX)?;
    check::optional("the source version", run.source.version.as_deref(), SOURCE_CHARS_MAX)?;
    check::optional("the entry point", run.source.entry_point.as_deref(), SOURCE_CHARS_MAX)?;
    check::optional("the artifact location", run.artifact_uri.as_deref(), SOURCE_CHARS_MAX)
}

/// What of a run changes; the newest record of it counts.
struct RunState {
    name: String,
    status: Status,
    end_ms: Option<i64>,
    deleted_ms: Option<i64>,
}

impl RunState {
    fn stage(&self) -> LifecycleStage {
        if self.deleted_ms.is_some() { LifecycleStage::Deleted } else { LifecycleStage::Active }
    }
}

const RUN_ID: usize = 0;
const PARENT: usize = 2;

/// The number of a run: the sequence number of its first record, by which all its other records name it.
pub(crate) fn number_of(store: &dyn Store, run: RunId) -> Result<i64> {
    row_of(store, run)?.map(|row| row.seq).ok_or_else(|| Error::not_found("run", &run))
}

/// The id of a run of a known number.
pub(crate) fn id_of(store: &dyn Store, number: i64) -> Result<RunId> {
    numbered(store, number)?.word(RUN_ID, |text| text.parse().ok())
}

/// A run by its id.
pub(crate) fn get(store: &dyn Store, run: RunId) -> Result<Run> {
    decode(store, &row_of(store, run)?.ok_or_else(|| Error::not_found("run", &run))?)
}

/// A run from its first record.
pub(crate) fn decode(store: &dyn Store, row: &Row) -> Result<Run> {
    let state = state_of(store, row.seq)?;
    Ok(Run {
        id: row.word(RUN_ID, |text| text.parse().ok())?,
        experiment: ExperimentId(row.int(1)?),
        parent: row.int_or_null(PARENT)?.map(|parent| id_of(store, parent)).transpose()?,
        kind: row.word(3, RunKind::parse)?,
        start_ms: row.int(4)?,
        user_id: row.text_or_null(5)?,
        source: Source {
            kind: row.text_or_null(6)?,
            name: row.text_or_null(7)?,
            version: row.text_or_null(8)?,
            entry_point: row.text_or_null(9)?,
        },
        artifact_uri: row.text_or_null(10)?,
        lifecycle_stage: state.stage(),
        name: state.name,
        status: state.status,
        end_ms: state.end_ms,
        deleted_ms: state.deleted_ms,
    })
}

fn row_of(store: &dyn Store, run: RunId) -> Result<Option<Row>> {
    first(store, &Select::from(Table::Runs).equal("run_id", run.to_string()))
}

fn numbered(store: &dyn Store, number: i64) -> Result<Row> {
    first(store, &Select::from(Table::Runs).equal("seq", number))?
        .ok_or_else(|| Error::not_found("run", &format!("number {number}")))
}

fn state_of(store: &dyn Store, number: i64) -> Result<RunState> {
    let newest = Select::from(Table::RunStates).equal("run", number).newest();
    let row = first(store, &newest)?.ok_or_else(|| Error::Damaged {
        table: Table::Runs.name(),
        seq: number,
        why: "it has no state".to_owned(),
    })?;
    Ok(RunState {
        name: row.text(1)?,
        status: row.word(2, Status::parse)?,
        end_ms: row.int_or_null(3)?,
        deleted_ms: row.int_or_null(4)?,
    })
}
