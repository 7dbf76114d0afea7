//! Which format a file has: by its ending, confirmed by its first bytes.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::TableError;

/// A format of data files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Delimited text; the delimiter is found by looking.
    Csv,
    /// Delimited text whose delimiter is a tab.
    Tsv,
    /// Apache Parquet.
    Parquet,
    /// One JSON object a line.
    Ndjson,
    /// Apache Arrow IPC, file or stream (also called Feather V2).
    ArrowIpc,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Parquet => "Parquet",
            Self::Ndjson => "NDJSON",
            Self::ArrowIpc => "Arrow IPC",
        })
    }
}

/// How a text file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    None,
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

/// The format that a file's ending tells, without its packing.
pub(crate) fn by_ending(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let bare = ["gz", "zst", "zstd", "bz2", "xz"].iter().find_map(|e| name.strip_suffix(&format!(".{e}")));
    let packed = bare.is_some();
    let (_, ending) = bare.unwrap_or(&name).rsplit_once('.')?;
    match ending {
        "csv" | "txt" | "dat" | "data" | "psv" => Some(Format::Csv),
        "tsv" | "tab" => Some(Format::Tsv),
        "ndjson" | "jsonl" | "json" | "ldjson" => Some(Format::Ndjson),
        "parquet" | "pq" | "parq" if !packed => Some(Format::Parquet),
        "arrow" | "ipc" | "feather" | "arrows" if !packed => Some(Format::ArrowIpc),
        _ => None,
    }
}

/// The program that unpacks a file to standard output, as its ending tells.
pub(crate) fn unpacker(path: &Path) -> Option<&'static str> {
    let ending = path.extension()?.to_string_lossy().to_lowercase();
    Some(match ending.as_str() {
        "gz" => "zcat",
        "zst" | "zstd" => "zstdcat",
        "bz2" => "bzcat",
        "xz" => "xzcat",
        _ => return None,
    })
}

/// What the first bytes of a file say of it.
pub(crate) struct Signature {
    pub(crate) packing: Packing,
    pub(crate) format: Option<Format>,
    /// For a message: what the bytes are, with an article.
    pub(crate) name: &'static str,
}

/// Reads the first bytes of a file and names what they announce; text when they announce nothing.
pub(crate) fn by_bytes(path: &Path) -> Result<Signature, TableError> {
    let unreadable = |source| TableError::Unreadable { path: path.to_owned(), source };
    let mut head = Vec::with_capacity(512);
    File::open(path).map_err(unreadable)?.take(512).read_to_end(&mut head).map_err(unreadable)?;
    Ok(signature(&head))
}

fn signature(head: &[u8]) -> Signature {
    const TABLE: [(&[u8], Packing, Option<Format>, &str); 16] = [
        (b"PAR1", Packing::None, Some(Format::Parquet), "a Parquet file"),
        (b"ARROW1", Packing::None, Some(Format::ArrowIpc), "an Arrow IPC file"),
        (b"\xFF\xFF\xFF\xFF", Packing::None, Some(Format::ArrowIpc), "an Arrow IPC stream"),
        (b"\x1F\x8B", Packing::Gzip, None, "gzip"),
        (b"\x28\xB5\x2F\xFD", Packing::Zstd, None, "zstd"),
        (b"BZh", Packing::Bzip2, None, "bzip2"),
        (b"\xFD7zXZ\0", Packing::Xz, None, "xz"),
        (b"PK\x03\x04", Packing::None, None, "an Excel workbook or a zip archive"),
        (b"\xD0\xCF\x11\xE0", Packing::None, None, "an old Excel workbook"),
        (b"SQLite format 3", Packing::None, None, "an SQLite database, which cannot be used"),
        (b"Obj\x01", Packing::None, None, "an Avro file, which cannot be used"),
        (b"\x89HDF", Packing::None, None, "an HDF5 file, which cannot be used"),
        (b"version https://git-lfs", Packing::None, None, "a Git LFS pointer, not the data"),
        (b"<!doctype html", Packing::None, None, "an HTML page"),
        (b"<html", Packing::None, None, "an HTML page"),
        (b"<?xml", Packing::None, None, "an XML page"),
    ];
    let begins = |magic: &[u8]| head.get(..magic.len()).is_some_and(|head| head.eq_ignore_ascii_case(magic));
    let known = TABLE.iter().find(|(magic, ..)| if magic[0] == b'<' { begins(magic) } else { head.starts_with(magic) });
    if let Some(&(_, packing, format, name)) = known {
        return Signature { packing, format, name };
    }
    let first = head.iter().copied().find(|b| !b.is_ascii_whitespace());
    let format = (first == Some(b'{')).then_some(Format::Ndjson);
    Signature { packing: Packing::None, format, name: if head.is_empty() { "empty" } else { "text" } }
}

/// The format of one file: the caller's word, else the ending, else the first bytes; refused when the bytes disagree.
pub(crate) fn of_file(path: &Path, wanted: Option<Format>) -> Result<(Format, Packing), TableError> {
    let bytes = by_bytes(path)?;
    let ending = by_ending(path);
    let format = wanted.or(ending).or(bytes.format).unwrap_or(Format::Csv);
    let wrong = || TableError::WrongFormat { path: path.to_owned(), expected: format, found: bytes.name };
    let text = matches!(format, Format::Csv | Format::Tsv | Format::Ndjson);
    match (text, bytes.format) {
        (_, None) if bytes.name == "empty" => Err(TableError::Empty { path: path.to_owned() }),
        (false, found) if found != Some(format) => Err(wrong()),
        (true, Some(Format::Parquet | Format::ArrowIpc)) => Err(wrong()),
        (true, None) if !matches!(bytes.name, "text") && bytes.packing == Packing::None => Err(wrong()),
        _ => Ok((format, bytes.packing)),
    }
}
