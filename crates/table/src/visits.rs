//! Blocks handed to a visitor instead of a file.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{Field, Schema, SchemaRef};

use crate::error::TableError;
use crate::kind::ColumnFacts;
use crate::writer::{Blocks, OddNumbers};

/// Calls a visitor with each block until it has seen enough.
pub(crate) struct Visits<'v> {
    schema: SchemaRef,
    visit: &'v mut dyn FnMut(RecordBatch) -> bool,
    rows: u64,
    refused: bool,
}

impl<'v> Visits<'v> {
    pub(crate) fn new(columns: &[ColumnFacts], visit: &'v mut dyn FnMut(RecordBatch) -> bool) -> Self {
        let fields: Vec<Field> = columns.iter().map(|c| Field::new(&c.name, c.kind.arrow(), true)).collect();
        Self { schema: Arc::new(Schema::new(fields)), visit, rows: 0, refused: false }
    }

    /// Whether the visitor wanted no more.
    pub(crate) fn refused(&self) -> bool {
        self.refused
    }
}

impl Blocks for Visits<'_> {
    fn push(&mut self, arrays: Vec<ArrayRef>, rows: usize) -> Result<(), TableError> {
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays).map_err(|e| TableError::Internal(e.to_string()))?;
        self.rows += rows as u64;
        self.refused = !(self.visit)(batch);
        if self.refused { Err(TableError::Internal("the visitor has seen enough".to_owned())) } else { Ok(()) }
    }

    fn rows(&self) -> u64 {
        self.rows
    }

    fn odd_numbers(&self) -> OddNumbers {
        OddNumbers::Kept
    }
}
