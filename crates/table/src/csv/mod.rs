//! Delimited text: one pass to infer types over all rows, one to build the columns.

mod dialect;
mod scan;

use std::path::{Path, PathBuf};

use crate::error::TableError;
use crate::feed::{Coding, Feed};
use crate::format::{Format, Packing};
use crate::kind::{ColumnFacts, Kind};
use crate::names;
use crate::text::build::{Column, Misfit};
use crate::text::infer::Looks;
use crate::text::rows::Rows;
use crate::text::word::Word;
use crate::writer::Blocks;
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
    /// Whether a line that names the delimiter stands before all others.
    announced: bool,
    /// For each field of a row its column in the table.
    places: Vec<usize>,
}

impl FilePlan {
    /// The file at its header, or at its first row when it has none.
    fn scanner(&self) -> Result<Scanner, TableError> {
        let mut scanner = Scanner::new(Feed::open(&self.path, self.packing)?, self.dialect);
        if self.announced {
            scanner.header()?;
        }
        Ok(scanner)
    }

    /// The names of the columns: the first row, or `column_1`, `column_2`, ... as many as it has fields.
    fn names(&self, scanner: &mut Scanner) -> Result<Option<Vec<String>>, TableError> {
        if self.header {
            return scanner.header();
        }
        let width = self.scanner()?.header()?.map(|row| row.len());
        Ok(width.map(|n| (1..=n).map(|i| format!("column_{i}")).collect()))
    }
}

/// How a source of delimited text is read, and what was found in it.
pub(crate) struct Plan {
    files: Vec<FilePlan>,
    pub(crate) columns: Vec<ColumnFacts>,
    /// For each column whether its numbers have decimal commas.
    commas: Vec<bool>,
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
            // The first file decides for all whether there is a header.
            let header = plans.first().map(|first| first.header).or(wish.header);
            let (mut scanner, plan) = start(path, *packing, format, Wish { header, ..wish }, &mut notes)?;
            let Some(row) = plan.names(&mut scanner)? else {
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
            if files.len() > 1 {
                sink.looks.iter_mut().for_each(|looks| looks.end_file(path));
            }
            plans.push(FilePlan { places, ..plan });
        }
        let commas = decimal_commas(&plans, &sink.looks);
        let mut columns = Vec::with_capacity(names.len());
        for ((name, looks), comma) in names.into_iter().zip(&sink.looks).zip(&commas) {
            if *comma {
                notes.push(format!("column {name:?}: its numbers have decimal commas"));
            } else {
                notes.extend(looks.notes(&name));
            }
            columns.push(ColumnFacts { name, kind: if *comma { Kind::Float } else { looks.kind() } });
        }
        Ok(Self { files: plans, columns, commas, rows: sink.rows, notes })
    }

    /// Reads every file again, into blocks.
    pub(crate) fn ingest(&self, blocks: &mut dyn Blocks, progress: &mut dyn FnMut(u64)) -> Result<(), TableError> {
        let kinds: Vec<Kind> = self.columns.iter().map(|c| c.kind).collect();
        let mut rows = Rows::new(&kinds, blocks, progress);
        for plan in &self.files {
            let mut scanner = plan.scanner()?;
            if plan.header {
                scanner.header()?;
            }
            let mut sink = Build { rows: &mut rows, plan, commas: &self.commas, text_bytes: 0 };
            scanner.rows(&mut sink, plan.places.len())?;
        }
        rows.finish()
    }
}

/// For each column whether its commas are decimal ones.
///
/// They are when the delimiter is no comma, every cell is a whole number or a number with one comma, and some comma of the
/// table cannot stand between thousands: `1,5` and `0,125` settle what `1,234` is.
fn decimal_commas(files: &[FilePlan], looks: &[Looks]) -> Vec<bool> {
    let sure = looks.iter().any(|l| l.decimal_commas() == Some(true)) && files.iter().all(|f| f.dialect.delimiter != b',');
    looks.iter().map(|l| sure && l.decimal_commas().is_some()).collect()
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
    let announced = dialect::announced(feed.bytes());
    let text = &feed.bytes()[if announced.is_some() { "sep=;".len() } else { 0 }..];
    let dialect = dialect::sniff(text, feed.ended, format, wish.delimiter.or(announced));
    let header = wish.header.unwrap_or_else(|| dialect::has_header(text, feed.ended, dialect));
    if notes.is_empty() {
        let coding = match feed.coding {
            Coding::Utf8 => "",
            Coding::Utf8Mark => ", UTF-8 with a byte-order mark",
            Coding::Utf16Little | Coding::Utf16Big => ", UTF-16",
        };
        let names = if header { "names in the first row" } else { "no names in the first row" };
        notes.push(format!("{}, {names}{coding}", dialect.describe()));
    }
    let announced = announced.is_some();
    let plan = FilePlan { path: path.to_owned(), packing, dialect, header, announced, places: Vec::new() };
    Ok((plan.scanner()?, plan))
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
    commas: &'a [bool],
    text_bytes: usize,
}

impl Build<'_, '_> {
    /// A cell that its column did not take: a number with a decimal comma, or a file that is not the same any more.
    #[cold]
    fn push_comma(&mut self, column: usize, text: &[u8], line: u64) -> Result<(), TableError> {
        let place = self.plan.places[column];
        let pointed: Vec<u8> = text.iter().map(|b| if *b == b',' { b'.' } else { *b }).collect();
        let taken = self.commas[place] && self.rows.columns[place].push(&pointed, false).is_ok();
        if taken { Ok(()) } else { Err(misfit(&self.plan.path, line, column)) }
    }
}

impl Sink for Build<'_, '_> {
    #[inline]
    fn field(&mut self, column: usize, text: &[u8], quoted: bool, line: u64) -> Result<(), TableError> {
        let place = self.plan.places[column];
        self.text_bytes += text.len();
        let to: &mut Column = &mut self.rows.columns[place];
        match to.push(text, quoted) {
            Ok(()) => Ok(()),
            Err(Misfit) => self.push_comma(column, text, line),
        }
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

fn misfit(path: &Path, line: u64, column: usize) -> TableError {
    TableError::Changed { path: path.to_owned(), detail: format!("line {line}, field {}", column + 1) }
}
