//! Delimited text: one pass to infer types over all rows, one to build the columns.

mod dialect;
mod scan;

use std::path::{Path, PathBuf};

use crate::error::TableError;
use crate::feed::{Coding, Feed};
use crate::format::{Format, Packing};
use crate::kind::{ColumnFacts, Kind};
use crate::names;
use crate::text::build::Column;
use crate::text::infer::Looks;
use crate::text::rows::Rows;
use crate::text::word::Word;
use crate::writer::Writer;
use dialect::Dialect;
use scan::{Scanner, Sink};

/// What the user said about the text.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wish {
    pub(crate) delimiter: Option<u8>,
    pub(crate) header: Option<bool>,
}

/// How one file is read.
struct FilePlan {
    path: PathBuf,
    packing: Packing,
    dialect: Dialect,
    header: bool,
    /// For each field of a row its column in the table.
    places: Vec<usize>,
}

/// How a source of delimited text is read, and what was found in it.
pub(crate) struct Plan {
    files: Vec<FilePlan>,
    pub(crate) columns: Vec<ColumnFacts>,
    pub(crate) rows: u64,
    pub(crate) notes: Vec<String>,
}

impl Plan {
    /// Reads every file once, to settle columns and types over all rows.
    pub(crate) fn open(files: &[(PathBuf, Packing)], format: Format, wish: Wish) -> Result<Self, TableError> {
        let mut plans: Vec<FilePlan> = Vec::with_capacity(files.len());
        let mut names: Vec<String> = Vec::new();
        let mut notes = Vec::new();
        let mut sink = Infer { looks: Vec::new(), places: Vec::new(), rows: 0 };
        for (path, packing) in files {
            let (mut scanner, plan) = start(path, *packing, format, wish, &mut notes)?;
            let Some(row) = scanner.header_of(&plan)? else {
                return Err(TableError::Empty { path: path.clone() });
            };
            let mut renamed = Vec::new();
            let here = names::settle(path, row, &mut renamed)?;
            let places = match plans.first() {
                None => (0..here.len()).collect(),
                Some(first) => names::line_up(path, &here, &first.path, &names)?,
            };
            if plans.is_empty() {
                notes.append(&mut renamed);
                sink.looks = vec![Looks::default(); here.len()];
                names = here;
            }
            sink.places.clone_from(&places);
            scanner.rows(&mut sink, places.len())?;
            plans.push(FilePlan { places, ..plan });
        }
        let columns: Vec<ColumnFacts> =
            names.into_iter().zip(&sink.looks).map(|(name, looks)| ColumnFacts { name, kind: looks.kind() }).collect();
        notes.extend(columns.iter().zip(&sink.looks).flat_map(|(column, looks)| looks.notes(&column.name)));
        Ok(Self { files: plans, columns, rows: sink.rows, notes })
    }

    /// Reads every file again, into the writer.
    pub(crate) fn ingest(&self, writer: &mut Writer, progress: &mut dyn FnMut(u64)) -> Result<(), TableError> {
        let kinds: Vec<Kind> = self.columns.iter().map(|c| c.kind).collect();
        let mut rows = Rows::new(&kinds, writer, progress);
        for plan in &self.files {
            let mut scanner = Scanner::new(Feed::open(&plan.path, plan.packing)?, plan.dialect);
            if plan.header {
                scanner.header()?;
            }
            let mut sink = Build { rows: &mut rows, plan, text_bytes: 0 };
            scanner.rows(&mut sink, plan.places.len())?;
        }
        rows.finish()
    }
}

/// Opens a file at its first row and looks at its dialect; what is worth saying is noted for the first file only.
fn start(
    path: &Path,
    packing: Packing,
    format: Format,
    wish: Wish,
    notes: &mut Vec<String>,
) -> Result<(Scanner, FilePlan), TableError> {
    let mut feed = Feed::open(path, packing)?;
    feed.refill(0, 1)?;
    let dialect = dialect::sniff(feed.bytes(), feed.ended, format, wish.delimiter);
    let header = wish.header.unwrap_or_else(|| dialect::has_header(feed.bytes(), feed.ended, dialect));
    if notes.is_empty() {
        let coding = match feed.coding {
            Coding::Utf8 => "",
            Coding::Utf8Mark => ", UTF-8 with a byte-order mark",
            Coding::Utf16Little | Coding::Utf16Big => ", UTF-16",
        };
        let names = if header { "names in the first row" } else { "no names in the first row" };
        notes.push(format!("{}, {names}{coding}", dialect.describe()));
    }
    let plan = FilePlan { path: path.to_owned(), packing, dialect, header, places: Vec::new() };
    Ok((Scanner::new(feed, dialect), plan))
}

impl Scanner {
    /// The names of the columns: the first row, or `column_1`, `column_2`, ... as many as it has fields.
    fn header_of(&mut self, plan: &FilePlan) -> Result<Option<Vec<String>>, TableError> {
        if plan.header {
            return self.header();
        }
        let mut ahead = Scanner::new(Feed::open(&plan.path, plan.packing)?, plan.dialect);
        let width = ahead.header()?.map(|row| row.len());
        Ok(width.map(|n| (1..=n).map(|i| format!("column_{i}")).collect()))
    }
}

/// Looks at every cell.
struct Infer {
    looks: Vec<Looks>,
    places: Vec<usize>,
    rows: u64,
}

impl Sink for Infer {
    #[inline]
    fn field(&mut self, column: usize, text: &[u8], _quoted: bool, line: u64) -> Result<(), TableError> {
        self.looks[self.places[column]].observe(text, line);
        Ok(())
    }

    #[inline]
    fn short(&mut self, column: usize, word: Word, text: &[u8], line: u64) -> Result<(), TableError> {
        let looks = &mut self.looks[self.places[column]];
        if word.integer().is_some() {
            looks.add_integer();
        } else {
            looks.observe(text, line);
        }
        Ok(())
    }

    #[inline]
    fn row(&mut self) -> Result<(), TableError> {
        self.rows += 1;
        Ok(())
    }
}

/// Puts every cell into its column.
struct Build<'a, 'w> {
    rows: &'a mut Rows<'w>,
    plan: &'a FilePlan,
    text_bytes: usize,
}

impl Sink for Build<'_, '_> {
    #[inline]
    fn field(&mut self, column: usize, text: &[u8], quoted: bool, line: u64) -> Result<(), TableError> {
        let place = self.plan.places[column];
        self.text_bytes += text.len();
        let to: &mut Column = &mut self.rows.columns[place];
        to.push(text, quoted).map_err(|_| misfit(&self.plan.path, line, column))
    }

    #[inline]
    fn short(&mut self, column: usize, word: Word, text: &[u8], line: u64) -> Result<(), TableError> {
        if let Column::Integer(to) = &mut self.rows.columns[self.plan.places[column]]
            && let Some(n) = word.integer()
        {
            to.append_value(n);
            return Ok(());
        }
        self.field(column, text, false, line)
    }

    #[inline]
    fn row(&mut self) -> Result<(), TableError> {
        let bytes = std::mem::take(&mut self.text_bytes);
        self.rows.end_row(bytes)
    }
}

#[cold]
fn misfit(path: &Path, line: u64, column: usize) -> TableError {
    TableError::Changed { path: path.to_owned(), detail: format!("line {line}, field {}", column + 1) }
}
