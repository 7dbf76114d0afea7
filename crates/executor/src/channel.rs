//! One end of a job's control channel: whole frames over a stream socket.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, recv, send};

use crate::wire::FRAME_BYTES_MAX;

/// A stream socket that carries frames.
pub(crate) struct Channel {
    socket: OwnedFd,
    /// Bytes read that do not make a whole frame yet.
    pending: Vec<u8>,
}

/// What reading a channel gave.
pub(crate) enum Read {
    /// A frame, without its length.
    Frame(Vec<u8>),
    /// Nothing whole yet.
    Nothing,
    /// The other side is gone.
    Closed,
}

impl Channel {
    pub(crate) fn new(socket: OwnedFd) -> Self {
        Self { socket, pending: Vec::new() }
    }

    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }

    /// Writes all bytes, waiting for room.
    pub(crate) fn send(&self, mut bytes: &[u8]) -> Result<(), Errno> {
        while !bytes.is_empty() {
            match send(&self.socket, bytes, SendFlags::NOSIGNAL) {
                Ok(count) => bytes = &bytes[count..],
                Err(Errno::INTR) => {}
                Err(errno) => return Err(errno),
            }
        }
        Ok(())
    }

    /// Writes a short frame if there is room for it now; a report of progress is worth no waiting.
    pub(crate) fn send_if_room(&self, bytes: &[u8]) {
        let _ = send(&self.socket, bytes, SendFlags::NOSIGNAL | SendFlags::DONTWAIT);
    }

    /// Waits for the next whole frame.
    pub(crate) fn wait_frame(&mut self) -> Option<Vec<u8>> {
        loop {
            if let Some(frame) = self.whole_frame() {
                return Some(frame);
            }
            if self.fill(RecvFlags::empty()).is_none_or(|count| count == 0) {
                return None;
            }
        }
    }

    /// Gives the next frame if it is there already.
    pub(crate) fn read(&mut self) -> Read {
        loop {
            if let Some(frame) = self.whole_frame() {
                return Read::Frame(frame);
            }
            match self.fill(RecvFlags::DONTWAIT) {
                None => return Read::Nothing,
                Some(0) => return Read::Closed,
                Some(_) => {}
            }
        }
    }

    /// Reads once: how many bytes came (none: closed), or nothing when there was nothing to read.
    fn fill(&mut self, flags: RecvFlags) -> Option<usize> {
        let mut buffer = [0_u8; 16 * 1024];
        loop {
            match recv(&self.socket, &mut buffer, flags) {
                Ok((count, _)) => {
                    self.pending.extend_from_slice(&buffer[..count]);
                    return Some(count);
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return None,
                Err(_) => return Some(0),
            }
        }
    }

    fn whole_frame(&mut self) -> Option<Vec<u8>> {
        let length = u32::from_le_bytes(*self.pending.first_chunk()?) as usize;
        if length > FRAME_BYTES_MAX || self.pending.len() < 4 + length {
            return None;
        }
        let rest = self.pending.split_off(4 + length);
        let mut frame = std::mem::replace(&mut self.pending, rest);
        frame.drain(..4);
        Some(frame)
    }
}
