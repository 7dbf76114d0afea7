//! One command a file.

use table::Format;
use tempfile::TempDir;

use crate::exit::Failure;

pub(crate) mod board;
pub(crate) mod check;
pub(crate) mod check_contender;
pub(crate) mod demo;
pub(crate) mod finale;
pub(crate) mod forecast;
pub(crate) mod init;
pub(crate) mod look;
pub(crate) mod page;
pub(crate) mod replay;
pub(crate) mod run;
pub(crate) mod runs;
pub(crate) mod show;
pub(crate) mod verify;

/// A temporary folder to work in.
fn desk() -> Result<TempDir, Failure> {
    tempfile::tempdir().map_err(|error| {
        let hint = "free some space there, or name another folder in the environment variable TMPDIR";
        Failure::input(format!("cannot create a folder in {}: {error}", std::env::temp_dir().display()), Some(hint.into()))
    })
}

/// The format of tables that a word of the command line names.
fn format(word: &str) -> Result<Format, Failure> {
    match word {
        "csv" => Ok(Format::Csv),
        "tsv" => Ok(Format::Tsv),
        "parquet" => Ok(Format::Parquet),
        "ndjson" => Ok(Format::Ndjson),
        "arrow" => Ok(Format::ArrowIpc),
        other => {
            let hint = "one of: csv, tsv, parquet, ndjson, arrow".to_owned();
            Err(Failure::input(format!("no format is called `{other}`"), Some(hint)))
        }
    }
}
