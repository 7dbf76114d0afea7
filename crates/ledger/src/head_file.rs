//! The second copy of the chain's head, in the file `HEAD` beside the database.
//!
//! It is written after each commit, so it may be behind the database after a crash but never ahead of it; a database
//! that does not contain the record it names has lost records or was replaced.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::chain::Head;
use crate::error::{Error, Result};

/// What the `HEAD` file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HeadCopy {
    Missing,
    Unreadable(String),
    Says(Head),
}

/// The `HEAD` file of one ledger.
pub(crate) struct HeadFile {
    path: PathBuf,
}

impl HeadFile {
    pub(crate) fn new(folder: &Path) -> Self {
        HeadFile { path: folder.join("HEAD") }
    }

    pub(crate) fn read(&self) -> Result<HeadCopy> {
        match fs::read_to_string(&self.path) {
            Ok(text) => Ok(text.trim_end().parse().map_or_else(HeadCopy::Unreadable, HeadCopy::Says)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(HeadCopy::Missing),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(HeadCopy::Unreadable("it is not text".to_owned())),
            Err(error) => Err(Error::io("read", &self.path)(error)),
        }
    }

    /// Replaces the copy. After a power cut the former copy may be back, which is as good: the chain contains both.
    pub(crate) fn write(&self, head: &Head) -> Result<()> {
        let draft = self.path.with_extension("tmp");
        let mut file = File::create(&draft).map_err(Error::io("write", &draft))?;
        file.write_all(format!("{head}\n").as_bytes()).and_then(|()| file.sync_data()).map_err(Error::io("write", &draft))?;
        fs::rename(&draft, &self.path).map_err(Error::io("write", &self.path))
    }
}
