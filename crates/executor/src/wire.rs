//! The bytes that host and supervisor exchange over a job's control channel.
//!
//! Host to supervisor: one frame with the job, then at most one frame of kind [`CANCEL`]; closing the channel means that the host is gone.
//! Supervisor to host: any number of progress frames, then one outcome or failure. A frame is its length (u32), its kind (u8) and its
//! fields in order; integers are little-endian, strings and lists carry their length (u32) first. Both ends are the same build of the
//! same program, so there is no version.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::PathBuf;
use std::time::Duration;

/// Kind of the frame that cancels; it has no fields.
pub(crate) const CANCEL: u8 = b'c';
/// Longest frame that is accepted.
pub(crate) const FRAME_BYTES_MAX: usize = 1 << 30;

/// Writes one frame.
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn new(kind: u8) -> Self {
        Self(vec![0, 0, 0, 0, kind])
    }

    /// The frame, its length filled in.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let length = (self.0.len() - 4) as u32;
        self.0[..4].copy_from_slice(&length.to_le_bytes());
        self.0
    }

    pub(crate) fn byte(&mut self, value: u8) -> &mut Self {
        self.0.push(value);
        self
    }

    pub(crate) fn flag(&mut self, value: bool) -> &mut Self {
        self.byte(u8::from(value))
    }

    pub(crate) fn number(&mut self, value: u64) -> &mut Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub(crate) fn signed(&mut self, value: i32) -> &mut Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub(crate) fn optional(&mut self, value: Option<u64>) -> &mut Self {
        self.flag(value.is_some()).number(value.unwrap_or_default())
    }

    pub(crate) fn time(&mut self, value: Duration) -> &mut Self {
        self.number(value.as_secs()).number(u64::from(value.subsec_nanos()))
    }

    pub(crate) fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.count(value.len());
        self.0.extend_from_slice(value);
        self
    }

    pub(crate) fn text(&mut self, value: impl AsRef<std::ffi::OsStr>) -> &mut Self {
        self.bytes(value.as_ref().as_bytes())
    }

    pub(crate) fn count(&mut self, value: usize) -> &mut Self {
        self.0.extend_from_slice(&(value as u32).to_le_bytes());
        self
    }
}

/// Reads one frame, without its length. Every method gives nothing when the frame is too short or makes no sense.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(frame: &'a [u8]) -> Self {
        Self(frame)
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(count)?;
        self.0 = tail;
        Some(head)
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    pub(crate) fn flag(&mut self) -> Option<bool> {
        self.byte().map(|byte| byte != 0)
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    pub(crate) fn signed(&mut self) -> Option<i32> {
        Some(i32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// A number that may be absent, in the place given.
    pub(crate) fn optional(&mut self, place: &mut Option<u64>) -> Option<()> {
        let present = self.flag()?;
        let value = self.number()?;
        *place = present.then_some(value);
        Some(())
    }

    pub(crate) fn time(&mut self) -> Option<Duration> {
        let seconds = self.number()?;
        let nanoseconds = u32::try_from(self.number()?).ok()?;
        (nanoseconds < 1_000_000_000).then(|| Duration::new(seconds, nanoseconds))
    }

    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let count = self.count()?;
        self.take(count)
    }

    pub(crate) fn text(&mut self) -> Option<OsString> {
        Some(OsString::from_vec(self.bytes()?.to_vec()))
    }

    pub(crate) fn path(&mut self) -> Option<PathBuf> {
        self.text().map(PathBuf::from)
    }

    pub(crate) fn count(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?) as usize)
    }

    /// A list whose elements `element` reads.
    pub(crate) fn list<T>(&mut self, mut element: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.count()?;
        (0..count).map(|_| element(self)).collect()
    }
}
