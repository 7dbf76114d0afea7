//! Rows gathered into blocks and handed on.

use crate::error::TableError;
use crate::kind::Kind;
use crate::text::build::Column;
use crate::writer::{BLOCK_TEXT_BYTES, Blocks, rows_max};

/// The columns of the block that is being filled.
pub(crate) struct Rows<'w> {
    pub(crate) columns: Vec<Column>,
    kinds: Vec<Kind>,
    filled: usize,
    limit: usize,
    text_bytes: usize,
    blocks: &'w mut dyn Blocks,
    progress: &'w mut dyn FnMut(u64),
}

impl<'w> Rows<'w> {
    pub(crate) fn new(kinds: &[Kind], blocks: &'w mut dyn Blocks, progress: &'w mut dyn FnMut(u64)) -> Self {
        let rows_max = rows_max(kinds.len());
        let odd = blocks.odd_numbers();
        let columns = kinds.iter().map(|kind| Column::new(*kind, rows_max, odd)).collect();
        Self { columns, kinds: kinds.to_vec(), filled: 0, limit: rows_max, text_bytes: 0, blocks, progress }
    }

    /// Every column got its cell; `bytes` is how long they were together.
    #[inline]
    pub(crate) fn end_row(&mut self, bytes: usize) -> Result<(), TableError> {
        self.filled += 1;
        self.text_bytes += bytes;
        if self.filled == self.limit || self.text_bytes >= BLOCK_TEXT_BYTES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), TableError> {
        let odd = self.blocks.odd_numbers();
        let fresh = self.kinds.iter().map(|kind| Column::new(*kind, self.limit, odd)).collect();
        let full = std::mem::replace(&mut self.columns, fresh);
        let arrays = full.into_iter().map(Column::finish).collect::<Result<Vec<_>, _>>();
        self.blocks.push(arrays.map_err(|e| TableError::Internal(e.to_string()))?, self.filled)?;
        (self.filled, self.text_bytes) = (0, 0);
        (self.progress)(self.blocks.rows());
        Ok(())
    }

    /// Hands over the last block.
    pub(crate) fn finish(mut self) -> Result<(), TableError> {
        if self.filled > 0 { self.flush() } else { Ok(()) }
    }
}
