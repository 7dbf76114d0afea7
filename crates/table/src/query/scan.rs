//! A normalised file as a table of the engine.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::common::DataFusionError;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use futures::stream::{self, StreamExt};

use crate::error::TableError;
use crate::read;

/// The file at `path`, its blocks dealt out to `partitions` readers.
///
/// Our own reader rather than the engine's, since that one takes paths as URLs and so cannot open every file name.
pub(super) fn table(path: &Path, partitions: usize) -> Result<Arc<dyn TableProvider>, TableError> {
    let reader = read::open(path, None)?;
    let schema = reader.schema();
    let blocks = reader.num_batches();
    let share = blocks.div_ceil(partitions).max(1);
    let parts: Vec<Arc<dyn PartitionStream>> = (0..partitions)
        .map(|i| (i * share).min(blocks)..((i + 1) * share).min(blocks))
        .enumerate()
        .filter(|(i, range)| *i == 0 || !range.is_empty())
        .map(|(_, range)| {
            let part = Blocks { path: path.to_owned(), schema: Arc::clone(&schema), first: range.start, count: range.len() };
            Arc::new(part) as Arc<dyn PartitionStream>
        })
        .collect();
    let table = StreamingTable::try_new(schema, parts).map_err(|e| TableError::Internal(e.to_string()))?;
    Ok(Arc::new(table))
}

/// Some consecutive blocks of a file.
#[derive(Debug)]
struct Blocks {
    path: PathBuf,
    schema: SchemaRef,
    first: usize,
    count: usize,
}

impl PartitionStream for Blocks {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let schema = Arc::clone(&self.schema);
        if self.count == 0 {
            return Box::pin(RecordBatchStreamAdapter::new(schema, stream::empty()));
        }
        let opened = read::open(&self.path, None).map_err(|e| DataFusionError::External(Box::new(e)));
        let opened = opened.and_then(|mut reader| {
            reader.set_index(self.first)?;
            Ok(reader.take(self.count))
        });
        match opened {
            Ok(batches) => {
                let batches = stream::iter(batches).map(|batch| batch.map_err(DataFusionError::from));
                Box::pin(RecordBatchStreamAdapter::new(schema, batches))
            }
            Err(error) => Box::pin(RecordBatchStreamAdapter::new(schema, stream::iter([Err(error)]))),
        }
    }
}
