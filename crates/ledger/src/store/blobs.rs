//! Artifact bytes: stored once under the hash of their content.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::chain::Hash;
use crate::error::{Error, Result};
use crate::limits::ARTIFACT_BYTES_MAX;

const CHUNK_BYTES: usize = 1 << 16;

/// What a stored blob turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlobState {
    Intact { bytes: u64 },
    Altered,
    Missing,
}

/// What the ledger asks of a place for artifacts.
pub(crate) trait BlobStore: Send + Sync {
    /// Stores what the reader gives, durably, and says its hash and size.
    fn put(&self, from: &mut dyn Read) -> Result<(Hash, u64)>;
    /// The bytes of a blob, unchecked; `None` when it is missing.
    fn open(&self, hash: &Hash) -> Result<Option<Box<dyn Read>>>;
    /// Reads a blob through and compares it with its hash.
    fn check(&self, hash: &Hash) -> Result<BlobState>;
    /// The blobs present, and the names of files that are not blobs.
    fn list(&self) -> Result<(Vec<Hash>, Vec<PathBuf>)>;
}

/// Blobs as files `ab/cdef...` in a folder.
pub(crate) struct FolderBlobs {
    folder: PathBuf,
    made: AtomicU64,
}

impl FolderBlobs {
    pub(crate) fn new(folder: PathBuf) -> Self {
        FolderBlobs { folder, made: AtomicU64::new(0) }
    }

    /// Removes what a killed writer left half written; only the holder of the writer's lock may.
    pub(crate) fn sweep(&self) -> Result<()> {
        let waiting = self.waiting();
        match fs::remove_dir_all(&waiting) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io("remove", &waiting)(error)),
            _ => Ok(()),
        }
    }

    /// Where a blob is written before it has its name.
    fn waiting(&self) -> PathBuf {
        self.folder.join("tmp")
    }

    pub(crate) fn path(&self, hash: &Hash) -> PathBuf {
        let text = hash.to_string();
        let (shelf, name) = text.split_at(2);
        self.folder.join(shelf).join(name)
    }

    /// Copies the reader to an open file; the copy is on disk when this returns.
    fn copy(from: &mut dyn Read, to: &mut File, path: &Path) -> Result<(Hash, u64)> {
        let mut hasher = Sha256::new();
        let mut bytes = 0;
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let count = match from.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Error::io("copy an artifact to", path)(error)),
            };
            bytes += count as u64;
            if bytes > ARTIFACT_BYTES_MAX {
                return Err(Error::TooLarge { what: "the artifact".to_owned(), found: bytes, limit: ARTIFACT_BYTES_MAX });
            }
            hasher.update(&chunk[..count]);
            to.write_all(&chunk[..count]).map_err(Error::io("write", path))?;
        }
        to.sync_all().map_err(Error::io("write", path))?;
        Ok((Hash(hasher.finalize().into()), bytes))
    }
}

impl BlobStore for FolderBlobs {
    fn put(&self, from: &mut dyn Read) -> Result<(Hash, u64)> {
        let waiting = self.waiting();
        fs::create_dir_all(&waiting).map_err(Error::io("create", &waiting))?;
        let draft = waiting.join(self.made.fetch_add(1, Ordering::Relaxed).to_string());
        let mut file = File::create(&draft).map_err(Error::io("create", &draft))?;
        let copied = FolderBlobs::copy(from, &mut file, &draft);
        drop(file);
        let stored = copied.and_then(|(hash, bytes)| {
            let path = self.path(&hash);
            let shelf = path.parent().unwrap_or(&self.folder);
            let new_shelf = !shelf.exists();
            fs::create_dir_all(shelf).map_err(Error::io("create", shelf))?;
            // Renaming over a file of the same hash also heals a damaged one.
            fs::rename(&draft, &path).map_err(Error::io("create", &path))?;
            sync_folder(shelf)?;
            if new_shelf {
                sync_folder(&self.folder)?;
            }
            Ok((hash, bytes))
        });
        if stored.is_err() {
            // The draft is swept at the next start if it cannot be removed now; the first error is the one to tell.
            drop(fs::remove_file(&draft));
        }
        stored
    }

    fn open(&self, hash: &Hash) -> Result<Option<Box<dyn Read>>> {
        let path = self.path(hash);
        match File::open(&path) {
            Ok(file) => Ok(Some(Box::new(BufReader::new(file)))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("read", &path)(error)),
        }
    }

    fn check(&self, hash: &Hash) -> Result<BlobState> {
        let Some(mut blob) = self.open(hash)? else {
            return Ok(BlobState::Missing);
        };
        let mut hasher = Sha256::new();
        let mut chunk = vec![0; CHUNK_BYTES];
        let mut bytes = 0;
        loop {
            match blob.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => {
                    bytes += count as u64;
                    hasher.update(&chunk[..count]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::io("read", &self.path(hash))(error)),
            }
        }
        let same = Hash(hasher.finalize().into()) == *hash;
        Ok(if same { BlobState::Intact { bytes } } else { BlobState::Altered })
    }

    fn list(&self) -> Result<(Vec<Hash>, Vec<PathBuf>)> {
        let (mut blobs, mut others) = (Vec::new(), Vec::new());
        for shelf in entries(&self.folder)? {
            if !shelf.is_dir() {
                others.push(shelf);
                continue;
            }
            for file in entries(&shelf)? {
                let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
                let hash = name(&shelf).zip(name(&file)).and_then(|(shelf, file)| (shelf + &file).parse().ok());
                match hash {
                    Some(hash) if file == self.path(&hash) => blobs.push(hash),
                    _ => others.push(file),
                }
            }
        }
        blobs.sort_unstable();
        others.sort_unstable();
        Ok((blobs, others))
    }
}

/// The entries of a folder; none when it does not exist.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(Error::io("list", folder))?,
    };
    listing.map(|entry| entry.map(|entry| entry.path()).map_err(Error::io("list", folder))).collect()
}

/// Makes the names in a folder durable (on Unix; elsewhere the system does it).
fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(folder).and_then(|file| file.sync_all()).map_err(Error::io("write", folder))?;
    }
    Ok(())
}
