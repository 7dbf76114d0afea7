//! `SQLite` behind the seam: the only file that talks to it.
//!
//! Write-ahead log with `synchronous = FULL`: a commit returns after its log is on disk, so that a power cut loses at
//! most the group that was still open, and readers in other processes never wait for the writer.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, ToSql, params_from_iter};

use crate::chain::Hash;
use crate::error::{Error, Result};
use crate::limits::BUSY_WAIT_MS_MAX;
use crate::store::schema::{APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION};
use crate::store::sql::{immutable_uri, insert_sql, select_sql};
use crate::store::{Link, Row, Select, Store, Table, Value};

const STATEMENTS_KEPT: usize = 64;

/// One connection to a ledger's database.
pub(crate) struct SqliteStore {
    connection: Connection,
    /// The file's schema version: a reader does not migrate.
    schema: u32,
    writer: bool,
    /// One `INSERT` a table, in the order of [`Table::ALL`].
    inserts: Vec<String>,
}

impl SqliteStore {
    /// Opens or creates a database for the one writer, and brings its schema up to date.
    pub(crate) fn open_writer(path: &Path) -> Result<Self> {
        let connection = Connection::open(path).map_err(failed("open"))?;
        let mut store = SqliteStore::from(connection, true)?;
        let fresh = store.check_kind(path)?;
        store.connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;").map_err(failed("open"))?;
        if fresh {
            store.connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed("create"))?;
        }
        store.migrate()?;
        Ok(store)
    }

    /// Opens a database for reading; works beside a writer, and on a read-only disk.
    pub(crate) fn open_reader(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(failed("open"))?;
        let mut store = SqliteStore::from(connection, false)?;
        match store.check_kind(path) {
            Ok(_) => Ok(store),
            // A closed ledger on a disk where the log's index cannot be created.
            Err(Error::Database { source, .. }) if is_cannot_open(&*source) && !log_of(path).exists() => {
                let connection = Connection::open_with_flags(immutable_uri(path), flags | OpenFlags::SQLITE_OPEN_URI)
                    .map_err(failed("open"))?;
                let mut store = SqliteStore::from(connection, false)?;
                store.check_kind(path)?;
                Ok(store)
            }
            Err(error) => Err(error),
        }
    }

    fn from(connection: Connection, writer: bool) -> Result<Self> {
        connection.busy_timeout(Duration::from_millis(BUSY_WAIT_MS_MAX)).map_err(failed("open"))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        let inserts = Table::ALL.into_iter().map(insert_sql).collect();
        Ok(SqliteStore { connection, schema: 0, writer, inserts })
    }

    /// Reads the schema version and refuses files that are not ours to read; true for an empty database.
    fn check_kind(&mut self, path: &Path) -> Result<bool> {
        let pragma = |name: &str| self.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let found = pragma("application_id").and_then(|id| Ok((id, pragma("user_version")?)));
        let (application, version) = match found {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
                return Err(Error::NotALedger { path: path.to_owned() });
            }
            other => other.map_err(failed("open"))?,
        };
        let objects: i64 =
            self.connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed("open"))?;
        let fresh = objects == 0 && version == 0;
        if fresh && !self.writer {
            // A writer is just making it, or was killed before it had.
            return Err(Error::NoLedger { dir: path.parent().unwrap_or(path).to_owned() });
        }
        if application != i64::from(APPLICATION_ID) && !fresh {
            return Err(Error::NotALedger { path: path.to_owned() });
        }
        self.schema = u32::try_from(version).unwrap_or(u32::MAX);
        if self.schema > SCHEMA_VERSION {
            return Err(Error::NewerSchema { path: path.to_owned(), found: self.schema, known: SCHEMA_VERSION });
        }
        Ok(fresh)
    }

    fn migrate(&mut self) -> Result<()> {
        while self.schema < SCHEMA_VERSION {
            let transaction = self.connection.transaction().map_err(failed("migrate"))?;
            transaction.execute_batch(MIGRATIONS[self.schema as usize]).map_err(failed("migrate"))?;
            transaction.pragma_update(None, "user_version", self.schema + 1).map_err(failed("migrate"))?;
            transaction.commit().map_err(failed("migrate"))?;
            self.schema += 1;
        }
        Ok(())
    }

    /// Lets the database grow to no more than some pages, as a full disk would.
    #[cfg(test)]
    pub(crate) fn limit_pages(&self, pages: u32) -> rusqlite::Result<()> {
        self.connection.pragma_update(None, "max_page_count", pages)
    }

    fn execute(&self, doing: &'static str, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql).and_then(|mut statement| statement.execute([])).map_err(failed(doing))?;
        Ok(())
    }

    /// The text of every table and index, by name.
    fn objects(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
        let sql = "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema ORDER BY 1";
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    }

    /// The objects that a database of this schema version has.
    fn expected_objects(&self) -> rusqlite::Result<Vec<(String, String)>> {
        let fresh = Connection::open_in_memory()?;
        for migration in &MIGRATIONS[..self.schema as usize] {
            fresh.execute_batch(migration)?;
        }
        SqliteStore::objects(&fresh)
    }
}

impl Store for SqliteStore {
    fn append(&mut self, link: &Link, table: Table, values: &[Value<'_>]) -> Result<bool> {
        let doing = "append a record";
        let mut insert = self.connection.prepare_cached(&self.inserts[table as usize]).map_err(failed(doing))?;
        let seq = Value::Int(link.seq);
        if insert.execute(params_from_iter(std::iter::once(&seq).chain(values))).map_err(failed(doing))? == 0 {
            return Ok(false);
        }
        let mut chain = self
            .connection
            .prepare_cached("INSERT INTO chain (seq, tbl, run, hash) VALUES (?1, ?2, ?3, ?4)")
            .map_err(failed(doing))?;
        chain.execute((link.seq, &link.table, link.run, &link.hash.0[..])).map_err(failed(doing))?;
        Ok(true)
    }

    fn select(&self, select: &Select<'_>) -> Result<Vec<Row>> {
        if select.table.since() > self.schema {
            return Ok(Vec::new());
        }
        let doing = "read";
        let mut statement = self.connection.prepare_cached(&select_sql(select)).map_err(failed(doing))?;
        let cells = select.conditions.iter().map(|(_, _, value)| value);
        let mut rows = statement.query(params_from_iter(cells)).map_err(failed(doing))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(failed(doing))? {
            found.push(read_row(select.table, row).map_err(failed(doing))?);
        }
        Ok(found)
    }

    fn begin(&mut self) -> Result<()> {
        self.execute("begin", if self.writer { "BEGIN IMMEDIATE" } else { "BEGIN" })
    }

    fn commit(&mut self) -> Result<()> {
        self.execute("commit", "COMMIT")
    }

    fn rollback(&mut self) -> Result<()> {
        self.execute("roll back", "ROLLBACK")
    }

    fn mark(&mut self) -> Result<()> {
        self.execute("begin a batch", "SAVEPOINT batch")
    }

    fn keep(&mut self) -> Result<()> {
        self.execute("end a batch", "RELEASE batch")
    }

    fn undo(&mut self) -> Result<()> {
        self.execute("undo a batch", "ROLLBACK TO batch")?;
        self.keep()
    }

    fn in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    fn last_link(&self) -> Result<Option<Link>> {
        self.connection
            .prepare_cached("SELECT seq, tbl, run, hash FROM chain ORDER BY seq DESC LIMIT 1")
            .and_then(|mut statement| statement.query_row([], read_link).optional())
            .map_err(failed("read the chain"))
    }

    fn links_after(&self, seq: i64, limit: usize) -> Result<Vec<Link>> {
        let doing = "read the chain";
        let mut statement = self
            .connection
            .prepare_cached("SELECT seq, tbl, run, hash FROM chain WHERE seq > ?1 ORDER BY seq LIMIT ?2")
            .map_err(failed(doing))?;
        let rows = statement.query_map((seq, limit as i64), read_link).map_err(failed(doing))?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed(doing))
    }

    fn strays(&self, table: Table) -> Result<Vec<i64>> {
        if table.since() > self.schema {
            return Ok(Vec::new());
        }
        let name = table.name();
        let sql = format!(
            "SELECT seq FROM {name} AS t WHERE NOT EXISTS (SELECT 1 FROM chain AS c WHERE c.seq = t.seq AND c.tbl = '{name}') \
             ORDER BY seq"
        );
        let doing = "read the chain";
        let mut statement = self.connection.prepare(&sql).map_err(failed(doing))?;
        let rows = statement.query_map([], |row| row.get(0)).map_err(failed(doing))?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed(doing))
    }

    fn damage(&self) -> Result<Vec<String>> {
        let doing = "check the storage";
        let mut statement = self.connection.prepare("PRAGMA integrity_check").map_err(failed(doing))?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0)).map_err(failed(doing))?;
        let mut found: Vec<String> = lines.collect::<rusqlite::Result<_>>().map_err(failed(doing))?;
        found.retain(|line| line != "ok");
        let actual = SqliteStore::objects(&self.connection).map_err(failed(doing))?;
        let expected = self.expected_objects().map_err(failed(doing))?;
        for object in expected.iter().filter(|object| !actual.contains(object)) {
            found.push(format!("the schema's {} is missing or was altered", object.0));
        }
        for object in actual.iter().filter(|object| !expected.iter().any(|known| known.0 == object.0)) {
            found.push(format!("the schema has a foreign {}", object.0));
        }
        Ok(found)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(value) => ValueRef::Integer(*value),
            Value::Real(value) => ValueRef::Real(*value),
            Value::Text(value) => ValueRef::Text(value.as_bytes()),
            Value::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}

fn read_row(table: Table, row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let seq = row.get(0)?;
    let mut values = Vec::with_capacity(table.columns().len());
    for column in 1..=table.columns().len() {
        values.push(match row.get_ref(column)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(value) => Value::Int(value),
            ValueRef::Real(value) => Value::Real(value),
            ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Value::from(text.to_owned()),
                Err(_) => Value::Bytes(bytes.to_owned()),
            },
            ValueRef::Blob(bytes) => Value::Bytes(bytes.to_owned()),
        });
    }
    Ok(Row { table, seq, values })
}

fn read_link(row: &rusqlite::Row<'_>) -> rusqlite::Result<Link> {
    // A name that is not text or a hash of another length was never written by us; what stands for it matches nothing.
    let table = String::from_utf8_lossy(row.get_ref(1)?.as_bytes()?).into_owned();
    let bytes: Vec<u8> = row.get(3)?;
    let hash = Hash(bytes.try_into().unwrap_or([0; 32]));
    Ok(Link { seq: row.get(0)?, table, run: row.get(2)?, hash })
}

fn failed(doing: &'static str) -> impl Fn(rusqlite::Error) -> Error {
    move |source| Error::Database { doing, source: Box::new(source) }
}

fn is_cannot_open(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    let code = error.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code);
    matches!(code, Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}
