//! The writer's lock: an advisory lock on the file `lock`, which the system lets go when its holder dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::limits::LOCK_WAIT_MS_MAX;

const RETRY: Duration = Duration::from_millis(10);

/// Held as long as a ledger is open for writing.
pub(crate) struct WriterLock {
    file: File,
}

impl WriterLock {
    /// Takes the lock, or says who has it.
    ///
    /// Waits a moment first: a child that a killed writer was just starting has the lock until it runs its program.
    pub(crate) fn take(folder: &Path) -> Result<WriterLock> {
        let path = folder.join("lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(Error::io("open", &path))?;
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => {
                    if started.elapsed() >= Duration::from_millis(LOCK_WAIT_MS_MAX) {
                        let mut text = String::new();
                        let read = file.read_to_string(&mut text).ok();
                        let pid = read.and_then(|_| text.trim().parse().ok());
                        return Err(Error::Locked { dir: folder.to_owned(), pid });
                    }
                    thread::sleep(RETRY);
                }
                Err(TryLockError::Error(error)) => return Err(Error::io("lock", &path)(error)),
            }
        }
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .map_err(Error::io("write", &path))?;
        Ok(WriterLock { file })
    }
}

impl Drop for WriterLock {
    /// Lets the lock go for good: merely closing the file would leave it to a child that is just being started.
    fn drop(&mut self) {
        // Closing the file follows, which lets it go as well.
        drop(self.file.unlock());
    }
}
