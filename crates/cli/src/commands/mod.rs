//! One command a file.

use tempfile::TempDir;

use crate::exit::Failure;

pub(crate) mod board;
pub(crate) mod check;
pub(crate) mod check_contender;
pub(crate) mod demo;
pub(crate) mod finale;
pub(crate) mod forecast;
pub(crate) mod init;
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
