//! The seam between the nouns and a database: append a record, select records, walk the chain.
//!
//! Nothing is ever updated or deleted. A noun that changes (a run's status, a tag, an alias) gets a new record, and
//! the newest record is its state, so a database behind this seam needs no more than what [`Store`] asks.

mod blobs;
mod row;
mod schema;
mod sql;
mod sqlite;
mod table;

use crate::chain::Hash;
use crate::error::Result;

pub(crate) use blobs::{BlobState, BlobStore, FolderBlobs};
pub(crate) use row::{Row, Value};
pub(crate) use sqlite::SqliteStore;
pub(crate) use table::Table;

/// One entry of the chain: which record it covers and the hash that ends there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) seq: i64,
    pub(crate) table: String,
    pub(crate) run: Option<i64>,
    pub(crate) hash: Hash,
}

/// Which records to select: all conditions hold, ordered, limited.
#[derive(Debug, Clone)]
pub(crate) struct Select<'a> {
    pub(crate) table: Table,
    pub(crate) conditions: Vec<(&'static str, Is, Value<'a>)>,
    pub(crate) order: &'static [&'static str],
    pub(crate) descending: bool,
    pub(crate) limit: Option<usize>,
}

/// How a column compares with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Is {
    Equal,
    AtLeast,
    Above,
    Below,
}

impl<'a> Select<'a> {
    /// Every record of a table, oldest first.
    pub(crate) fn from(table: Table) -> Self {
        Select { table, conditions: Vec::new(), order: &["seq"], descending: false, limit: None }
    }

    pub(crate) fn equal(self, column: &'static str, value: impl Into<Value<'a>>) -> Self {
        self.filter(column, Is::Equal, value)
    }

    pub(crate) fn filter(mut self, column: &'static str, is: Is, value: impl Into<Value<'a>>) -> Self {
        self.conditions.push((column, is, value.into()));
        self
    }

    pub(crate) fn order_by(mut self, order: &'static [&'static str]) -> Self {
        self.order = order;
        self
    }

    /// Turns the order round.
    pub(crate) fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    pub(crate) fn limit(mut self, limit: usize) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Only the newest record.
    pub(crate) fn newest(self) -> Self {
        self.descending().limit(1)
    }
}

/// What the ledger asks of a database.
pub(crate) trait Store: Send {
    /// Appends one record and its chain entry; `false` when the table already holds these values (see
    /// [`Table::identity`]) and nothing was written.
    fn append(&mut self, link: &Link, table: Table, values: &[Value<'_>]) -> Result<bool>;
    /// The records that a selection names.
    fn select(&self, select: &Select<'_>) -> Result<Vec<Row>>;

    /// Opens a transaction; a writer's takes the write lock at once.
    fn begin(&mut self) -> Result<()>;
    fn commit(&mut self) -> Result<()>;
    fn rollback(&mut self) -> Result<()>;
    /// Marks a place in the transaction to which [`Store::undo`] returns.
    fn mark(&mut self) -> Result<()>;
    fn keep(&mut self) -> Result<()>;
    fn undo(&mut self) -> Result<()>;
    /// False after the database itself gave a transaction up.
    fn in_transaction(&self) -> bool;

    /// The newest chain entry.
    fn last_link(&self) -> Result<Option<Link>>;
    /// Up to `limit` chain entries after `seq`, in order.
    fn links_after(&self, seq: i64, limit: usize) -> Result<Vec<Link>>;
    /// Sequence numbers of a table's records that no chain entry covers.
    fn strays(&self, table: Table) -> Result<Vec<i64>>;
    /// What the database's own check of its storage and of its schema finds.
    fn damage(&self) -> Result<Vec<String>>;
}

/// The first record of a selection, if any.
pub(crate) fn first(store: &dyn Store, select: &Select<'_>) -> Result<Option<Row>> {
    Ok(store.select(select)?.into_iter().next())
}
