//! Normalised files as CSV, for commands that ask for it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use arrow::csv::WriterBuilder;
use arrow::error::ArrowError;

use crate::error::TableError;
use crate::read::read;

/// Writes a normalised file as CSV: RFC 4180 with `\n`, a header, UTF-8, missing values empty, ISO dates and times,
/// floats with as many digits as it takes to read them back exactly.
pub fn write_csv(ipc: &Path, csv: &Path) -> Result<(), TableError> {
    let unwritable = |source| TableError::Unwritable { path: csv.to_owned(), source };
    let file = File::create(csv).map_err(unwritable)?;
    let mut writer = WriterBuilder::new().with_header(true).build(BufWriter::with_capacity(1 << 18, file));
    for batch in read(ipc, None)? {
        writer.write(&batch?).map_err(|error| match error {
            ArrowError::IoError(_, source) => unwritable(source),
            other => unwritable(io::Error::other(other.to_string())),
        })?;
    }
    writer.into_inner().flush().map_err(unwritable)
}
