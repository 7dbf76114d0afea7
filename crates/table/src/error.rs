//! What can go wrong with a table, each with the place it happened and what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::format::{self, Format};
use crate::kind::Kind;

/// Where something went wrong: a file with, for text formats, a line; or a line and column of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, or none when the place is in the text of a query.
    pub file: Option<PathBuf>,
    /// The line, counted from 1.
    pub line: Option<u64>,
    /// The byte (files) or character (queries) in that line, counted from 1.
    pub column: Option<u64>,
}

/// Every way in which opening, reading, writing or asking a table fails.
#[derive(Debug, Error)]
pub enum TableError {
    /// Nothing of that name exists.
    #[error("no file or folder {}", show(path))]
    NotFound {
        /// The path as resolved.
        path: PathBuf,
        /// The closest name beside it, if one is close.
        similar: Option<String>,
    },
    /// A pattern or a folder gave no data file.
    #[error("no data file matches {}", show(path))]
    NoMatch {
        /// The pattern or folder as resolved.
        path: PathBuf,
        /// Whether it is a folder (otherwise a pattern).
        folder: bool,
    },
    /// The system refused to open or read a file.
    #[error("cannot read {}: {source}", show(path))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system refused to write a file.
    #[error("cannot write {}: {source}", show(path))]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A pipe, socket or device where a file is needed.
    #[error("{} is not a regular file", show(path))]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The content is not what the name or the options say.
    #[error("{} is not {expected}: it is {found}", show(path))]
    WrongFormat {
        /// The file.
        path: PathBuf,
        /// What was expected.
        expected: Format,
        /// What the first bytes look like, with an article.
        found: &'static str,
    },
    /// A folder or pattern holds files of several formats.
    #[error("{} holds files of several formats: {found}", show(path))]
    MixedFormats {
        /// The folder or pattern.
        path: PathBuf,
        /// The formats with their counts.
        found: String,
    },
    /// The file has no bytes, or blanks only.
    #[error("{} is empty", show(path))]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// There are columns but not one row.
    #[error("{} has a header but no rows", show(path))]
    NoRows {
        /// The (first) file.
        path: PathBuf,
    },
    /// Not one column is of a type that can be used.
    #[error("{} has no column that can be used", show(path))]
    NoColumns {
        /// The file.
        path: PathBuf,
    },
    /// Bytes that are not text in UTF-8 (or in the UTF-16 that the byte-order mark announced).
    #[error("{}, line {line}: byte {byte} of the line (0x{value:02X}) is not UTF-8", show(path))]
    Encoding {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The byte in that line, from 1.
        byte: u64,
        /// The byte itself.
        value: u8,
    },
    /// A NUL byte in a text file.
    #[error("{}, line {line}: a NUL byte, so this is not a text file", show(path))]
    Nul {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
    },
    /// A row with more or fewer fields than the header.
    #[error("{}, line {line}: {} where the header has {expected}: {text:?}", show(path), fields(*found))]
    Ragged {
        /// The file.
        path: PathBuf,
        /// The line where the row starts, from 1.
        line: u64,
        /// The number of fields of the header.
        expected: usize,
        /// The number of fields of this row.
        found: usize,
        /// The first 80 characters of the row.
        text: String,
    },
    /// A quoted field that never ends.
    #[error("{}, line {line}: a quote is opened here and never closed: {text:?}", show(path))]
    OpenQuote {
        /// The file.
        path: PathBuf,
        /// The line of the opening quote, from 1.
        line: u64,
        /// The first 80 characters from the quote on.
        text: String,
    },
    /// Characters between a closing quote and the next delimiter.
    #[error("{}, line {line}: text after a closing quote: {text:?}", show(path))]
    StrayQuote {
        /// The file.
        path: PathBuf,
        /// The line of the field, from 1.
        line: u64,
        /// The first 80 characters of the field.
        text: String,
    },
    /// A field or line beyond the limit.
    #[error("{}, line {line}: {what} is longer than {} MiB", show(path), limit >> 20)]
    TooLong {
        /// The file.
        path: PathBuf,
        /// The line where it starts, from 1.
        line: u64,
        /// Which thing: `field 3`, `the row`, `the line`.
        what: String,
        /// The limit in bytes.
        limit: usize,
    },
    /// Two columns of one name.
    #[error("{}: columns {first} and {second} are both called {name:?}", show(path))]
    DuplicateColumn {
        /// The file.
        path: PathBuf,
        /// The name.
        name: String,
        /// Position of the first, from 1.
        first: usize,
        /// Position of the second, from 1.
        second: usize,
    },
    /// More columns than the limit.
    #[error("{} has {found} columns; the limit is {limit}", show(path))]
    TooManyColumns {
        /// The file.
        path: PathBuf,
        /// How many it has.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// Files of one source whose columns differ.
    #[error("{} {difference}, unlike {}", show(path), show(first))]
    DifferentColumns {
        /// The file that differs.
        path: PathBuf,
        /// The file it is compared with.
        first: PathBuf,
        /// How it differs: `has no column "x"`, `has an extra column "y"`, ...
        difference: String,
    },
    /// A line of NDJSON that is not one JSON object.
    #[error("{}, line {line}: {message}: {text:?}", show(path))]
    BadJson {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The byte in the line, from 1, when known.
        column: Option<u64>,
        /// What the parser said.
        message: String,
        /// The first 80 characters of the line.
        text: String,
    },
    /// A list or an object inside a row of NDJSON.
    #[error("{}, line {line}: column {name:?} holds {what}", show(path))]
    Nested {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The column.
        name: String,
        /// `a list` or `an object`.
        what: &'static str,
    },
    /// A binary file that does not decode.
    #[error("{} is damaged or not {format}: {message}", show(path))]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// The format it was read as.
        format: Format,
        /// What the decoder said.
        message: String,
    },
    /// The file changed between the look at its types and the reading of its rows.
    #[error("{} changed while it was being read: {detail}", show(path))]
    Changed {
        /// The file.
        path: PathBuf,
        /// What did not fit any more.
        detail: String,
    },
    /// A column that the caller asked for is not in the file.
    #[error("{} has no column {name:?}", show(path))]
    UnknownColumn {
        /// The file.
        path: PathBuf,
        /// The name asked for.
        name: String,
        /// The closest name, if one is close.
        similar: Option<String>,
    },
    /// A batch of rows that does not fit into memory.
    #[error("{}: a batch of rows takes {} MiB; the limit is {} MiB", show(path), bytes.div_ceil(1 << 20), limit >> 20)]
    BatchTooLarge {
        /// The file.
        path: PathBuf,
        /// What the batch takes.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// A folder that is a table of its own kind, whose files must not be read one by one.
    #[error("{} is a Delta table: its folder also holds files of rows that were deleted or rewritten", show(path))]
    DeltaTable {
        /// The folder.
        path: PathBuf,
    },
    /// A query needed more memory than it was given.
    #[error("out of memory: the query needs more than {} MiB ({message})", limit >> 20)]
    OutOfMemory {
        /// The limit in bytes that the engine was held to.
        limit: usize,
        /// The operator that asked for it.
        message: String,
    },
    /// A query that is wrong or failed.
    #[error("{message}")]
    Query {
        /// The engine's message, cleaned.
        message: String,
        /// The line of the query, from 1, when known.
        line: Option<u64>,
        /// The character in that line, from 1, when known.
        column: Option<u64>,
        /// What to try.
        hint: Option<String>,
    },
    /// A mistake of ours or of a library under us.
    #[error("internal: {0}")]
    Internal(String),
}

impl TableError {
    /// Where it happened, if it has a place.
    pub fn place(&self) -> Option<Place> {
        let (file, line, column) = match self {
            Self::NotFound { path, .. }
            | Self::NoMatch { path, .. }
            | Self::Unreadable { path, .. }
            | Self::Unwritable { path, .. }
            | Self::NotAFile { path }
            | Self::WrongFormat { path, .. }
            | Self::MixedFormats { path, .. }
            | Self::Empty { path }
            | Self::NoRows { path }
            | Self::NoColumns { path }
            | Self::DuplicateColumn { path, .. }
            | Self::TooManyColumns { path, .. }
            | Self::DifferentColumns { path, .. }
            | Self::Corrupt { path, .. }
            | Self::BatchTooLarge { path, .. }
            | Self::DeltaTable { path }
            | Self::Changed { path, .. }
            | Self::UnknownColumn { path, .. } => (Some(path), None, None),
            Self::Encoding { path, line, byte, .. } => (Some(path), Some(*line), Some(*byte)),
            Self::Nul { path, line }
            | Self::Ragged { path, line, .. }
            | Self::OpenQuote { path, line, .. }
            | Self::StrayQuote { path, line, .. }
            | Self::TooLong { path, line, .. }
            | Self::Nested { path, line, .. } => (Some(path), Some(*line), None),
            Self::BadJson { path, line, column, .. } => (Some(path), Some(*line), *column),
            Self::Query { line, column, .. } => (None, *line, *column),
            Self::OutOfMemory { .. } | Self::Internal(_) => return None,
        };
        Some(Place { file: file.cloned(), line, column })
    }

    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::NotFound { similar, .. } | Self::UnknownColumn { similar, .. } => {
                return similar.as_ref().map(|name| format!("did you mean {name:?}?"));
            }
            Self::Query { hint, .. } => return hint.clone(),
            Self::NoMatch { path, folder: true } if has_folders(path) => {
                return Some(format!("the data files of all its folders: \"{}\"", show(&path.join("**/*.parquet"))));
            }
            Self::NoMatch { folder: true, .. } => {
                "data files end in .csv, .tsv, .parquet, .ndjson or .arrow (also .gz, .zst, .bz2, .xz for text)"
            }
            Self::NoMatch { folder: false, .. } => {
                "quote the pattern so that the shell leaves it alone, and check the folder it starts in"
            }
            Self::Unreadable { path, source } => return unreadable(path, source),
            Self::Unwritable { .. } => "check that the folder exists, may be written and has room",
            Self::NotAFile { .. } => "write the data to a file first, and name that file",
            Self::WrongFormat { path, found, .. } => return Some(other_format(path, found)),
            Self::MixedFormats { .. } => "name the files with a pattern such as \"*.parquet\"",
            Self::Empty { .. } | Self::NoRows { .. } => "check the program that wrote it",
            Self::NoColumns { .. } => {
                "numbers, text, booleans, dates and timestamps can be used; lists, structs and binary cannot"
            }
            Self::Encoding { path, .. } => return Some(to_utf8(path)),
            Self::Nul { .. } => "if it is UTF-16 without a byte-order mark, convert it: iconv -f UTF-16LE -t UTF-8",
            Self::Ragged { expected, found, text, .. } => ragged(*expected, *found, text),
            Self::OpenQuote { .. } => "close the quote, or double it (\"\") when it belongs to the text",
            Self::StrayQuote { .. } => "double a quote (\"\") that belongs to the text",
            Self::TooLong { .. } => "a quote that is never closed has this effect too",
            Self::DuplicateColumn { .. } => "rename one of them",
            Self::TooManyColumns { .. } => "keep one row an observation, with its series or items in rows rather than columns",
            Self::DifferentColumns { .. } => "files of one source need the same columns, in any order",
            Self::BadJson { text, .. } if text.starts_with('[') => "NDJSON has one object a line: convert it with jq -c '.[]'",
            Self::BadJson { .. } => "NDJSON has one object a line: convert other JSON with jq -c .",
            Self::Nested { .. } => "flatten it into columns of its own, or leave it out",
            Self::Corrupt { .. } => "write or copy the file again",
            Self::BatchTooLarge { .. } => "write it in batches of at most 100,000 rows, or as Parquet",
            Self::DeltaTable { .. } => "write its current rows as Parquet first, and name those files",
            Self::Changed { .. } => "copy the file when nothing writes to it, and use the copy",
            Self::OutOfMemory { .. } => "give the contender more memory in [box], or aggregate before joining and sorting",
            Self::Internal(_) => return None,
        };
        Some(text.to_owned())
    }
}

fn fields(n: usize) -> String {
    if n == 1 { "1 field".to_owned() } else { format!("{n} fields") }
}

fn has_folders(folder: &Path) -> bool {
    folder.read_dir().is_ok_and(|mut entries| entries.any(|e| e.is_ok_and(|e| e.path().is_dir())))
}

fn unreadable(path: &Path, source: &io::Error) -> Option<String> {
    match source.kind() {
        io::ErrorKind::PermissionDenied => Some(format!("give yourself the right to read it: chmod u+r {}", shell(path))),
        _ if format::unpacker(path).is_some() => Some("it is damaged or cut off: copy or pack it again".to_owned()),
        _ => None,
    }
}

fn other_format(path: &Path, found: &str) -> String {
    if found.contains("workbook") {
        "export the sheet as CSV, or unpack the archive, and name that file".to_owned()
    } else if found.contains("page") {
        "a download that failed often leaves such a page: open it in a browser, then fetch the data again".to_owned()
    } else if found.contains("Git LFS") {
        format!("fetch the data: git lfs pull --include {}", shell(path))
    } else if found.contains("cannot be used") {
        "write it as Parquet or CSV".to_owned()
    } else {
        "rename the file so that its ending tells the format, or set the format".to_owned()
    }
}

fn to_utf8(path: &Path) -> String {
    const ICONV: &str = "iconv -f WINDOWS-1252 -t UTF-8";
    match format::unpacker(path) {
        Some(unpack) => format!("convert it first: {unpack} {} | {ICONV} > utf8.csv", shell(path)),
        None => format!("convert it first: {ICONV} {} > utf8.csv", shell(path)),
    }
}

fn ragged(expected: usize, found: usize, text: &str) -> &'static str {
    if expected == 1 {
        "the first line must hold the names of the columns: remove titles and comments before them"
    } else if found == expected + 1 && text.ends_with([',', ';', '\t', '|']) {
        "the rows end in a delimiter that the header lacks: add it to the header"
    } else if found == expected + 1 {
        "quote fields that contain the delimiter; if the first field of each row is its name, give the header a name for it"
    } else if text.contains(", \"") || text.contains("; \"") {
        "a quote opens a field only when it follows the delimiter at once: remove the blank before it"
    } else {
        "quote fields that contain the delimiter, and give every row as many fields as the header has"
    }
}

/// A path as one word of a shell's command line.
fn shell(path: &Path) -> String {
    let text = path.to_string_lossy();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    if text.chars().all(plain) { text.into_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// A path for a message: quoted only when it holds characters that would break the line.
pub(crate) fn show(path: &Path) -> impl fmt::Display {
    let text = path.to_string_lossy();
    if text.chars().any(char::is_control) { format!("{text:?}") } else { text.into_owned() }
}

/// The first 80 characters of some bytes, up to the first line end.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    let line = bytes.split(|&b| b == b'\n' || b == b'\r').next().unwrap_or_default();
    String::from_utf8_lossy(&line[..line.len().min(400)]).chars().take(80).collect()
}

/// How two kinds of one column are told apart in a message.
pub(crate) fn kinds_differ(name: &str, here: Kind, there: Kind) -> String {
    format!("has {name:?} as {here} instead of {there}")
}
