//! The user's SQL over normalised files, in bounded memory.

mod message;
mod scan;

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::DataFusionError;
use datafusion::execution::memory_pool::{FairSpillPool, TrackConsumersPool};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SQLOptions, SessionConfig, SessionContext};
use futures::StreamExt;
use tokio::runtime::{Builder, Runtime};

use crate::columnar::canonical::{Fate, convert, fate};
use crate::contain::said;
use crate::error::TableError;
use crate::kind::Kind;
use crate::writer::OddNumbers;
use message::explain;

/// The engine's accounting misses decode buffers, so that its pool is this share of the limit.
const POOL_SHARE: f64 = 0.4;
/// Planning recurses over the query; its thread gets this much stack.
const STACK_BYTES: usize = 16 << 20;

/// Answers a query over normalised files, each known to it by a name.
///
/// The dialect is `DataFusion`'s (close to that of Postgres: `5/2` is 2, nulls last), with one difference: names of
/// columns are taken as written, so that `Month` needs no quotes. Only a query is allowed, nothing that writes.
/// The batches share one schema of the six canonical types; NaN and infinity come back missing.
///
/// `memory_bytes` is the limit of the whole process, of which the engine's pool and the result may each take 40 %;
/// beyond it the answer is [`TableError::OutOfMemory`]. With `threads` = 1 the same query on the same files
/// gives the same bytes; with more, sums of floats may differ in their last digits.
pub fn query(sql: &str, tables: &[(&str, &Path)], memory_bytes: usize, threads: usize) -> Result<Vec<RecordBatch>, TableError> {
    let pool_bytes = (memory_bytes as f64 * POOL_SHARE) as usize;
    let ask = Ask { sql, tables, pool_bytes, threads: threads.max(1) };
    // A thread of its own: it may be asked from inside another runtime, and planning needs stack.
    thread::scope(|scope| {
        let asked = thread::Builder::new().name("query".into()).stack_size(STACK_BYTES).spawn_scoped(scope, || ask.run());
        let handle = asked.map_err(|e| TableError::Internal(format!("no thread for the query: {e}")))?;
        let bug = |said: &str| TableError::Internal(format!("the query engine stopped on a bug of its own ({said})"));
        handle.join().map_err(|payload| bug(said(&*payload)))?
    })
}

struct Ask<'a> {
    sql: &'a str,
    tables: &'a [(&'a str, &'a Path)],
    pool_bytes: usize,
    threads: usize,
}

impl Ask<'_> {
    fn run(&self) -> Result<Vec<RecordBatch>, TableError> {
        let runtime = self.runtime()?;
        let context = self.context()?;
        let batches = runtime.block_on(self.collect(&context))?;
        canonical(batches)
    }

    fn runtime(&self) -> Result<Runtime, TableError> {
        let mut builder = if self.threads == 1 { Builder::new_current_thread() } else { Builder::new_multi_thread() };
        let built = builder.worker_threads(self.threads).thread_stack_size(STACK_BYTES).enable_time().build();
        built.map_err(|e| TableError::Internal(format!("no runtime for the query: {e}")))
    }

    fn context(&self) -> Result<SessionContext, TableError> {
        let mut config = SessionConfig::new().with_target_partitions(self.threads);
        let options = config.options_mut();
        options.sql_parser.enable_ident_normalization = false;
        options.sql_parser.collect_spans = true;
        options.execution.sort_spill_reservation_bytes = (self.pool_bytes / 10).min(10 << 20);
        let top = NonZeroUsize::MIN;
        let pool = TrackConsumersPool::new(FairSpillPool::new(self.pool_bytes), top);
        let environment = RuntimeEnvBuilder::new().with_memory_pool(Arc::new(pool)).build_arc();
        let environment = environment.map_err(|e| TableError::Internal(e.to_string()))?;
        let context = SessionContext::new_with_config_rt(config, environment);
        for (name, path) in self.tables {
            let table = scan::table(path, self.threads)?;
            let named = datafusion::common::TableReference::bare(*name);
            context.register_table(named, table).map_err(|e| self.explain(&e))?;
        }
        Ok(context)
    }

    async fn collect(&self, context: &SessionContext) -> Result<Vec<RecordBatch>, TableError> {
        let only_queries = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
        let frame = context.sql_with_options(self.sql, only_queries).await.map_err(|e| self.explain(&e))?;
        let mut stream = frame.execute_stream().await.map_err(|e| self.explain(&e))?;
        let schema = stream.schema();
        let mut batches = Vec::new();
        let mut bytes = 0;
        while let Some(batch) = stream.next().await {
            let batch = batch.map_err(|e| self.explain(&e))?;
            bytes += batch.get_array_memory_size();
            if bytes > self.pool_bytes {
                let message = "its result alone is larger".to_owned();
                return Err(TableError::OutOfMemory { limit: self.pool_bytes, message });
            }
            batches.push(batch);
        }
        if batches.is_empty() {
            batches.push(RecordBatch::new_empty(schema));
        }
        Ok(batches)
    }

    fn explain(&self, error: &DataFusionError) -> TableError {
        let names: Vec<&str> = self.tables.iter().map(|t| t.0).collect();
        explain(error, self.sql, &names, self.pool_bytes)
    }
}

/// Casts a result to the six canonical types.
fn canonical(batches: Vec<RecordBatch>) -> Result<Vec<RecordBatch>, TableError> {
    let Some(first) = batches.first() else { return Ok(batches) };
    let mut fields = Vec::new();
    let mut columns: Vec<Vec<ArrayRef>> = Vec::new();
    for (i, field) in first.schema().fields().iter().enumerate() {
        let kind = match fate(field.data_type()) {
            Fate::Becomes(kind, _) => kind,
            Fate::Unsigned if lossless(&batches, i)? => Kind::Integer,
            Fate::Unsigned | Fate::Empty => Kind::Float,
            Fate::Dropped(what) => return Err(unusable(field.name(), what)),
        };
        fields.push(Field::new(field.name(), kind.arrow(), true));
        columns.push(batches.iter().map(|b| cast(b.column(i), kind)).collect::<Result<_, _>>()?);
    }
    let schema = Arc::new(Schema::new(fields));
    (0..batches.len())
        .map(|b| {
            let arrays = columns.iter().map(|c| Arc::clone(&c[b])).collect();
            RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(|e| TableError::Internal(e.to_string()))
        })
        .collect()
}

fn lossless(batches: &[RecordBatch], column: usize) -> Result<bool, TableError> {
    for batch in batches {
        let array = batch.column(column);
        if cast(array, Kind::Integer)?.null_count() > array.null_count() && array.data_type() == &DataType::UInt64 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn cast(array: &ArrayRef, kind: Kind) -> Result<ArrayRef, TableError> {
    convert(array, kind, OddNumbers::Missing).map(|(array, _)| array).map_err(|e| TableError::Internal(e.to_string()))
}

fn unusable(name: &str, what: &str) -> TableError {
    TableError::Query {
        message: format!("column {name:?} of the result cannot be used: {what}"),
        line: None,
        column: None,
        hint: Some("select numbers, text, booleans, dates or timestamps".to_owned()),
    }
}
