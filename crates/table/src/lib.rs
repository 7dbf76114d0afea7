//! Tables: from any file to one normalised file, and questions in SQL over it.
//!
//! A [`Table`] is a source that was opened: one file, a folder or a pattern, in CSV, TSV, Parquet, NDJSON or Arrow
//! IPC. [`Table::ingest`] writes it as one Arrow IPC file with stable row ids and only six types, streaming and
//! in bounded memory. [`read`] streams such a file, [`query`] answers SQL over several, [`write_csv`] exports one.
//! Every error has a [`TableError::place`] and, where the user can do something, a [`TableError::hint`].
//!
//! This is the only crate that names the query engine; no type of it is in a public signature. All functions block.
//!
//! # Code map
//!
//! | file | holds |
//! |---|---|
//! | `table`, `source`, `format` | opening: which files, which format |
//! | `feed` | bytes of a text file: unpacked, decoded, checked, in a sliding buffer |
//! | `csv/` | dialect (delimiter, quote, header), splitting into fields |
//! | `ndjson` | lines of JSON |
//! | `text/` | what a cell may be, the kind of a column, typed columns |
//! | `columnar/` | Parquet and Arrow, casts to the six types |
//! | `contain` | panics of decoders, turned into errors |
//! | `names` | names of columns, lining up files |
//! | `writer`, `fingerprint` | the normalised file and its hash |
//! | `visits` | the same rows handed to a visitor, with no file |
//! | `read`, `export` | reading it, CSV |
//! | `query/` | the engine: memory pool, scan, messages |
//!
//! # Example
//!
//! ```
//! use std::fs;
//! use table::{Kind, Options, Table};
//!
//! let folder = tempfile::tempdir()?;
//! fs::write(folder.path().join("sales.csv"), "month;shop;sold\n2024-01;a;10\n2024-02;a;NA\n")?;
//! let table = Table::open("sales.csv", folder.path(), &Options::default())?;
//! let kinds: Vec<Kind> = table.columns().iter().map(|c| c.kind).collect();
//! assert_eq!(kinds, [Kind::Date, Kind::Text, Kind::Integer]);
//!
//! let normal = folder.path().join("sales.arrow");
//! let ingested = table.ingest(&normal, &mut |_rows| {})?;
//! assert_eq!(ingested.rows, 2);
//!
//! let answer = table::query("select sum(sold) as sold from sales", &[("sales", &normal)], 256 << 20, 1)?;
//! assert_eq!(answer[0].num_rows(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod columnar;
mod contain;
mod csv;
mod error;
mod export;
mod feed;
mod fingerprint;
mod format;
mod kind;
mod names;
mod ndjson;
mod query;
mod read;
mod source;
mod table;
mod text;
mod visits;
mod writer;

pub use error::{Place, TableError};
pub use export::write_csv;
pub use format::Format;
pub use kind::{ColumnFacts, Kind, ROW_ID};
pub use query::query;
pub use read::{Batches, look_up, read, read_foreign};
pub use table::{Ingested, Options, Scanned, Table};
