//! Artifacts: files of a run, stored once under the hash of their content.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use serde::Serialize;

use crate::chain::Hash;
use crate::check;
use crate::error::{Error, Result};
use crate::ledger::{Batch, Ledger};
use crate::run::{self, RunId};
use crate::store::{BlobState, BlobStore, Row, Select, Store, Table, first};

/// One artifact of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Artifact {
    /// Its path in the run: names between slashes.
    pub path: String,
    /// SHA-256 of its bytes.
    pub hash: Hash,
    /// Its size.
    pub bytes: u64,
}

impl Ledger {
    /// Stores an artifact of a run; the newest under a path counts.
    ///
    /// # Errors
    /// [`Error::BadName`] for a path that leaves its folder, [`Error::NotFound`], [`Error::Deleted`], [`Error::Io`].
    pub fn put_artifact(&self, run: RunId, path: &str, bytes: &[u8]) -> Result<Hash> {
        let mut from = bytes;
        self.put_artifact_from(run, path, &mut from)
    }

    /// Stores a file as an artifact of a run.
    ///
    /// # Errors
    /// As [`Ledger::put_artifact`], and [`Error::TooLarge`].
    pub fn put_artifact_file(&self, run: RunId, path: &str, file: &Path) -> Result<Hash> {
        let mut from = File::open(file).map_err(Error::io("read", file))?;
        self.put_artifact_from(run, path, &mut from)
    }

    /// Copies the bytes before the batch, so that a large file holds nobody up.
    fn put_artifact_from(&self, run: RunId, path: &str, from: &mut dyn Read) -> Result<Hash> {
        check::artifact_path(path)?;
        self.batch(|batch| batch.active(run))?;
        let (hash, bytes) = self.blobs.put(from)?;
        self.batch(|batch| batch.append_artifact(run, path, hash, bytes))?;
        Ok(hash)
    }

    /// The bytes of an artifact, checked against their hash.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::ArtifactDamaged`] when the file is missing or was changed.
    pub fn artifact(&self, run: RunId, path: &str) -> Result<Vec<u8>> {
        let artifact = self.artifact_entry(run, path)?;
        let damaged = |why: &str| Error::ArtifactDamaged { run, path: path.to_owned(), why: why.to_owned() };
        let Some(mut blob) = self.blobs.open(&artifact.hash)? else {
            return Err(damaged("has lost its file"));
        };
        let mut bytes = Vec::new();
        blob.read_to_end(&mut bytes).map_err(Error::io("read", &self.blobs.path(&artifact.hash)))?;
        if Hash::of(&bytes) != artifact.hash {
            return Err(damaged("has other bytes than were recorded"));
        }
        Ok(bytes)
    }

    /// Writes an artifact to a file after checking it against its hash; for artifacts larger than memory.
    ///
    /// # Errors
    /// As [`Ledger::artifact`], and [`Error::Io`].
    pub fn copy_artifact(&self, run: RunId, path: &str, to: &Path) -> Result<()> {
        let artifact = self.artifact_entry(run, path)?;
        let damaged = |why: &str| Error::ArtifactDamaged { run, path: path.to_owned(), why: why.to_owned() };
        match self.blobs.check(&artifact.hash)? {
            BlobState::Missing => return Err(damaged("has lost its file")),
            BlobState::Altered => return Err(damaged("has other bytes than were recorded")),
            BlobState::Intact { .. } => {}
        }
        let Some(mut blob) = self.blobs.open(&artifact.hash)? else {
            return Err(damaged("has lost its file"));
        };
        let mut file = File::create(to).map_err(Error::io("create", to))?;
        io::copy(&mut blob, &mut file).and_then(|_| file.flush()).map_err(Error::io("write", to))
    }

    /// The artifacts of a run, by path.
    pub fn artifacts(&self, run: RunId) -> Result<Vec<Artifact>> {
        self.read(|store| of_run(store, run))
    }

    fn artifact_entry(&self, run: RunId, path: &str) -> Result<Artifact> {
        self.read(|store| {
            let at_path = Select::from(Table::Artifacts).equal("run", run::number_of(store, run)?).equal("path", path);
            let row = first(store, &at_path.newest())?.ok_or_else(|| Error::not_found("artifact", path))?;
            decode(&row)
        })
    }
}

impl Batch<'_> {
    /// See [`Ledger::put_artifact`].
    pub fn put_artifact(&mut self, run: RunId, path: &str, bytes: &[u8]) -> Result<Hash> {
        check::artifact_path(path)?;
        self.active(run)?;
        let mut from = bytes;
        let (hash, bytes) = self.blobs.put(&mut from)?;
        self.append_artifact(run, path, hash, bytes)?;
        Ok(hash)
    }

    fn append_artifact(&mut self, run: RunId, path: &str, hash: Hash, bytes: u64) -> Result<()> {
        let number = self.active(run)?;
        let values = [number.into(), path.into(), hash.to_string().into(), (bytes as i64).into()];
        self.journal.append(Table::Artifacts, Some(number), &values)?;
        Ok(())
    }
}

pub(crate) fn of_run(store: &dyn Store, run: RunId) -> Result<Vec<Artifact>> {
    let all = Select::from(Table::Artifacts).equal("run", run::number_of(store, run)?);
    let mut newest = BTreeMap::new();
    for row in store.select(&all)? {
        newest.insert(row.text(1)?, decode(&row)?);
    }
    Ok(newest.into_values().collect())
}

fn decode(row: &Row) -> Result<Artifact> {
    let bytes = u64::try_from(row.int(3)?).map_err(|_| row.damaged(3, "is out of range"))?;
    Ok(Artifact { path: row.text(1)?, hash: row.word(2, |text| text.parse().ok())?, bytes })
}
