//! The job's stdout and stderr: drained without waiting, only the tail kept.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;

/// Bytes read at one go.
const CHUNK_BYTES: usize = 64 * 1024;
/// Chunks read before something else gets its turn.
const CHUNKS_A_TURN: usize = 8;
/// Chunks read after the last process is gone: more than any pipe holds by default, and a bound should somebody outside the tree have
/// been handed the pipe and write on.
const CHUNKS_AT_END: usize = 64;

/// The reading end of one of the job's pipes.
pub(crate) struct Output {
    /// None once every writer has closed it.
    pipe: Option<OwnedFd>,
    /// Up to twice the bytes to keep, the oldest first.
    kept: Vec<u8>,
    keep_max: usize,
}

impl Output {
    pub(crate) fn new(pipe: OwnedFd, keep_max: usize) -> Result<Self, Errno> {
        // Only our end: the two ends of a pipe have flags of their own.
        fcntl_setfl(&pipe, fcntl_getfl(&pipe)? | OFlags::NONBLOCK)?;
        Ok(Self { pipe: Some(pipe), kept: Vec::new(), keep_max })
    }

    /// What to poll, as long as there is somebody to write.
    pub(crate) fn fd(&self) -> Option<BorrowedFd<'_>> {
        self.pipe.as_ref().map(AsFd::as_fd)
    }

    /// Reads what is there, within a turn's bound.
    pub(crate) fn drain(&mut self, chunk: &mut Chunk) {
        self.read(chunk, CHUNKS_A_TURN);
    }

    /// Reads what is left and gives the tail.
    pub(crate) fn finish(mut self, chunk: &mut Chunk) -> Vec<u8> {
        self.read(chunk, CHUNKS_AT_END);
        let extra = self.kept.len().saturating_sub(self.keep_max);
        self.kept.drain(..extra);
        self.kept
    }

    fn read(&mut self, chunk: &mut Chunk, chunks: usize) {
        for _ in 0..chunks {
            let Some(pipe) = &self.pipe else { return };
            match rustix::io::read(pipe, &mut chunk.0[..]) {
                Ok(0) => self.pipe = None,
                Ok(count) => self.keep(&chunk.0[..count]),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return,
                Err(_) => self.pipe = None,
            }
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let tail = &bytes[bytes.len().saturating_sub(self.keep_max)..];
        if self.kept.len() + tail.len() > 2 * self.keep_max {
            let extra = (self.kept.len() + tail.len()).saturating_sub(self.keep_max).min(self.kept.len());
            self.kept.drain(..extra);
        }
        self.kept.extend_from_slice(tail);
    }
}

/// Room for one read, shared by the two pipes.
pub(crate) struct Chunk(Vec<u8>);

impl Chunk {
    pub(crate) fn new() -> Self {
        Self(vec![0; CHUNK_BYTES])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// What is kept of these writes.
    fn tail(writes: &[&[u8]], keep_max: usize) -> Vec<u8> {
        let (reader, writer) = rustix::pipe::pipe().unwrap();
        let mut output = Output::new(reader, keep_max).unwrap();
        let mut chunk = Chunk::new();
        for write in writes {
            rustix::io::write(&writer, write).unwrap();
            output.drain(&mut chunk);
            assert!(output.kept.len() <= 2 * keep_max, "{} bytes held", output.kept.len());
        }
        drop(writer);
        output.finish(&mut chunk)
    }

    #[test]
    fn the_last_bytes_are_kept_whatever_the_writes() {
        assert_eq!(tail(&[b"abc", b"defg", b"h"], 4), b"efgh");
        assert_eq!(tail(&[b"abcdefgh"], 3), b"fgh");
        assert_eq!(tail(&[b"a"], 3), b"a");
        assert_eq!(tail(&[b"a", b"b", b"c", b"d", b"e", b"f", b"g"], 2), b"fg");
        assert_eq!(tail(&[b"abc"], 0), b"");
    }

    #[test]
    fn an_open_pipe_is_not_waited_for() {
        let (reader, writer) = rustix::pipe::pipe().unwrap();
        let output = Output::new(reader, 9).unwrap();
        rustix::io::write(&writer, b"half").unwrap();
        assert_eq!(output.finish(&mut Chunk::new()), b"half");
    }
}
