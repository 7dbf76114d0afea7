//! Metrics: numbers of a run, each with a step and a time.

use serde::{Serialize, Serializer};

use crate::check;
use crate::error::Result;
use crate::ledger::{Batch, Ledger};
use crate::limits::KEY_CHARS_MAX;
use crate::run::{self, RunId};
use crate::store::{Is, Row, Select, Store, Table, first};

/// One value of a metric.
///
/// Infinite values and NaN are kept as they are (NaN by a flag of its own, as databases have none); negative zero
/// becomes zero. In JSON they are the texts `"NaN"`, `"Infinity"` and `"-Infinity"`, as in `MLflow`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Metric {
    /// Its name.
    pub key: String,
    /// Its value.
    #[serde(serialize_with = "number_or_name")]
    pub value: f64,
    /// Its place in a series.
    pub step: i64,
    /// When it was measured.
    pub timestamp_ms: i64,
}

impl Metric {
    /// One value at step 0.
    pub fn new(key: impl Into<String>, value: f64, timestamp_ms: i64) -> Metric {
        Metric { key: key.into(), value, step: 0, timestamp_ms }
    }

    /// The same value at another step.
    #[must_use]
    pub fn at_step(mut self, step: i64) -> Metric {
        self.step = step;
        self
    }
}

impl Ledger {
    /// Appends metrics of a run; an exact repetition (same key, step, time and value) is left out.
    ///
    /// Over 100,000 a CPU second when given in slices of a hundred or more.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`], [`crate::Error::Deleted`], [`crate::Error::TooLong`], [`crate::Error::BadName`],
    /// [`crate::Error::BadTime`].
    pub fn log_metrics(&self, run: RunId, metrics: &[Metric]) -> Result<()> {
        self.batch(|batch| batch.log_metrics(run, metrics))
    }

    /// Every value of a metric by step, then time; empty when it was never logged.
    pub fn metric_history(&self, run: RunId, key: &str) -> Result<Vec<Metric>> {
        self.read(|store| {
            let number = run::number_of(store, run)?;
            let select =
                Select::from(Table::Metrics).equal("run", number).equal("key", key).order_by(&["step", "timestamp_ms", "seq"]);
            store.select(&select)?.iter().map(decode).collect()
        })
    }

    /// The newest value of each metric of a run: the one with the highest step, then time, then value.
    ///
    /// `O(k log n)` for `k` metrics with `n` values in all.
    pub fn latest_metrics(&self, run: RunId) -> Result<Vec<Metric>> {
        self.read(|store| latest(store, run))
    }
}

impl Batch<'_> {
    /// See [`Ledger::log_metrics`].
    pub fn log_metrics(&mut self, run: RunId, metrics: &[Metric]) -> Result<()> {
        let number = self.active(run)?;
        for metric in metrics {
            check::name("metric key", &metric.key, KEY_CHARS_MAX)?;
            check::time("a metric's time", metric.timestamp_ms)?;
            let is_nan = metric.value.is_nan();
            // Adding zero turns -0 into 0: the database does not tell them apart.
            let value = if is_nan { 0.0 } else { metric.value + 0.0 };
            let values = [
                number.into(),
                metric.key.as_str().into(),
                value.into(),
                i64::from(is_nan).into(),
                metric.step.into(),
                metric.timestamp_ms.into(),
            ];
            self.journal.append(Table::Metrics, Some(number), &values)?;
        }
        Ok(())
    }
}

const KEY: usize = 1;

/// Every value of every metric of a run in the order in which they were logged.
pub(crate) fn all(store: &dyn Store, run: RunId) -> Result<Vec<Metric>> {
    let number = run::number_of(store, run)?;
    let select = Select::from(Table::Metrics).equal("run", number).order_by(&["key", "step", "timestamp_ms", "seq"]);
    store.select(&select)?.iter().map(decode).collect()
}

fn latest(store: &dyn Store, run: RunId) -> Result<Vec<Metric>> {
    let number = run::number_of(store, run)?;
    let of_run = Select::from(Table::Metrics).equal("run", number);
    let mut found = Vec::new();
    let mut key = String::new();
    loop {
        // Two look-ups in the index for each key, whatever the length of its series.
        let next = of_run.clone().filter("key", Is::Above, key.as_str()).order_by(&["key"]).limit(1);
        let Some(row) = first(store, &next)? else {
            return Ok(found);
        };
        key = row.text(KEY)?;
        let newest = of_run.clone().equal("key", key.as_str()).order_by(&["step", "timestamp_ms", "value"]).newest();
        found.extend(first(store, &newest)?.map(|row| decode(&row)).transpose()?);
    }
}

fn decode(row: &Row) -> Result<Metric> {
    let value = if row.int(3)? == 0 { row.real(2)? } else { f64::NAN };
    Ok(Metric { key: row.text(KEY)?, value, step: row.int(4)?, timestamp_ms: row.int(5)? })
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn number_or_name<S: Serializer>(value: &f64, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    match *value {
        value if value.is_nan() => serializer.serialize_str("NaN"),
        f64::INFINITY => serializer.serialize_str("Infinity"),
        f64::NEG_INFINITY => serializer.serialize_str("-Infinity"),
        value => serializer.serialize_f64(value),
    }
}
