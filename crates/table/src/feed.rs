//! The bytes of a text file: unpacked, in UTF-8, checked, in one sliding buffer.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use memchr::memchr;

use crate::error::TableError;
use crate::format::Packing;

/// How many bytes are asked of the system at a time.
const CHUNK: usize = 256 * 1024;
/// No row or line may be longer than this.
pub(crate) const RECORD_BYTES_MAX: usize = 64 << 20;

/// How the text of a file is coded, as its byte-order mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Utf8,
    Utf8Mark,
    Utf16Little,
    Utf16Big,
}

/// A window over a text file that slides forward; what it holds is valid UTF-8 without NUL.
pub(crate) struct Feed {
    pub(crate) path: PathBuf,
    input: Box<dyn Read>,
    buffer: Vec<u8>,
    /// Bytes before this were checked.
    checked: usize,
    /// Bytes before this were read.
    filled: usize,
    /// Nothing more will come.
    pub(crate) ended: bool,
    pub(crate) coding: Coding,
}

impl Feed {
    /// Opens a text file at its first character.
    pub(crate) fn open(path: &Path, packing: Packing) -> Result<Self, TableError> {
        let unreadable = |source| TableError::Unreadable { path: path.to_owned(), source };
        let file = File::open(path).map_err(unreadable)?;
        let mut input: Box<dyn Read> = match packing {
            Packing::None => Box::new(file),
            Packing::Gzip => Box::new(flate2::read::MultiGzDecoder::new(BufReader::new(file))),
            Packing::Zstd => Box::new(zstd::Decoder::new(file).map_err(unreadable)?),
            Packing::Bzip2 => Box::new(bzip2::read::MultiBzDecoder::new(BufReader::new(file))),
            Packing::Xz => Box::new(liblzma::read::XzDecoder::new_multi_decoder(file)),
        };
        let mut head = Vec::with_capacity(3);
        input.by_ref().take(3).read_to_end(&mut head).map_err(unreadable)?;
        let (coding, mark) = match head.as_slice() {
            [0xEF, 0xBB, 0xBF] => (Coding::Utf8Mark, 3),
            [0xFF, 0xFE, ..] => (Coding::Utf16Little, 2),
            [0xFE, 0xFF, ..] => (Coding::Utf16Big, 2),
            _ => (Coding::Utf8, 0),
        };
        let rest = io::Cursor::new(head.split_off(mark)).chain(input);
        let input: Box<dyn Read> = match coding {
            Coding::Utf8 | Coding::Utf8Mark => Box::new(rest),
            Coding::Utf16Little => Box::new(Utf16 { input: BufReader::with_capacity(CHUNK, rest), big: false, high: None }),
            Coding::Utf16Big => Box::new(Utf16 { input: BufReader::with_capacity(CHUNK, rest), big: true, high: None }),
        };
        Ok(Self { path: path.to_owned(), input, buffer: vec![0; CHUNK], checked: 0, filled: 0, ended: false, coding })
    }

    /// The bytes at hand, whole characters only.
    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[..self.checked]
    }

    /// Drops the bytes before `keep` and reads on; `line` is the line at `keep`, for messages.
    ///
    /// After it, position `keep` is position 0. When nothing more comes, `ended` is set.
    pub(crate) fn refill(&mut self, keep: usize, line: u64) -> Result<(), TableError> {
        self.buffer.copy_within(keep..self.filled, 0);
        self.filled -= keep;
        self.checked -= keep;
        if self.filled >= RECORD_BYTES_MAX {
            let what = "the row".to_owned();
            return Err(TableError::TooLong { path: self.path.clone(), line, what, limit: RECORD_BYTES_MAX });
        }
        if self.buffer.len() - self.filled < CHUNK / 2 {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        // Filled to the brim, so that a long row is looked at again only each time that the buffer doubles.
        while !self.ended && self.filled < self.buffer.len() {
            match self.input.read(&mut self.buffer[self.filled..]) {
                Ok(0) => self.ended = true,
                Ok(n) => self.filled += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => return Err(TableError::Unreadable { path: self.path.clone(), source }),
            }
        }
        self.check(line)
    }

    fn check(&mut self, line: u64) -> Result<(), TableError> {
        let new = &self.buffer[self.checked..self.filled];
        if let Some(at) = memchr(0, new) {
            let line = line + newlines(&self.buffer[..self.checked + at]);
            return Err(TableError::Nul { path: self.path.clone(), line });
        }
        match std::str::from_utf8(new) {
            Ok(_) => self.checked = self.filled,
            Err(error) => {
                self.checked += error.valid_up_to();
                if error.error_len().is_some() || self.ended {
                    let good = &self.buffer[..self.checked];
                    let start = memchr::memrchr(b'\n', good).map_or(0, |i| i + 1);
                    return Err(TableError::Encoding {
                        path: self.path.clone(),
                        line: line + newlines(good),
                        byte: (self.checked - start + 1) as u64,
                        value: self.buffer[self.checked],
                    });
                }
            }
        }
        Ok(())
    }
}

/// How many line ends there are in some bytes.
pub(crate) fn newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// UTF-16 in, UTF-8 out. A half of a pair that stands alone becomes the byte 0xFF, which the check then reports.
struct Utf16<R> {
    input: BufReader<R>,
    big: bool,
    high: Option<u16>,
}

impl<R: Read> Utf16<R> {
    /// The next unit; an odd last byte counts as a broken unit.
    fn unit(&mut self) -> io::Result<Option<u16>> {
        let mut pair = [0_u8; 2];
        let mut n = 0;
        while n < 2 {
            match self.input.read(&mut pair[n..])? {
                0 if n == 0 => return Ok(None),
                0 => return Ok(Some(0xDC00)),
                k => n += k,
            }
        }
        Ok(Some(if self.big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }))
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut n = 0;
        while n + 4 <= out.len() {
            let Some(unit) = self.unit()? else {
                if self.high.take().is_some() {
                    out[n] = 0xFF;
                    n += 1;
                }
                break;
            };
            let code = match (self.high.take(), unit) {
                (None, 0xD800..=0xDBFF) => {
                    self.high = Some(unit);
                    continue;
                }
                (None, single) => char::from_u32(u32::from(single)),
                (Some(high), 0xDC00..=0xDFFF) => {
                    char::from_u32(0x1_0000 + ((u32::from(high) - 0xD800) << 10) + u32::from(unit - 0xDC00))
                }
                (Some(_), _) => None,
            };
            if let Some(c) = code {
                n += c.encode_utf8(&mut out[n..]).len();
            } else {
                out[n] = 0xFF;
                n += 1;
            }
        }
        Ok(n)
    }
}
