//! JSON lines in, JSON lines out, in the same order and in bounded memory.

mod line;

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

use anstream::eprintln;
use rayon::prelude::*;

use super::request::Request;
use crate::arguments::General;
use crate::exit::{Exit, Failure};

/// A longer line is refused, and skipped.
const LINE_BYTES_MAX: usize = 16 << 20;
/// Lines that are forecast at the same time.
const BATCH_LINES_MAX: usize = 1_024;
/// Bytes of such lines, at most one line more.
const BATCH_BYTES_MAX: usize = 64 << 20;

/// One line as it was read.
pub(super) struct Line {
    /// Its number, from 1.
    number: u64,
    /// Its bytes without the line end; `None` where it was too long.
    bytes: Option<Vec<u8>>,
}

/// Answers every line of standard input on standard output.
///
/// With `together` above 1, so many lines are forecast as one batch and learn from each other; else each line stands alone.
pub(super) fn run(request: &Request, together: usize, general: &General) -> Result<Exit, Failure> {
    let mut lines = Lines::new(io::stdin().lock(), together);
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let (mut answered, mut failed) = (0_u64, 0_u64);
    loop {
        let batch = lines.batch().map_err(|error| Failure::input(format!("cannot read standard input: {error}"), None))?;
        if batch.is_empty() {
            break;
        }
        let answers: Vec<line::Answer> = if together > 1 {
            line::answers(&batch, request)
        } else {
            batch.par_iter().flat_map_iter(|line| line::answers(std::slice::from_ref(line), request)).collect()
        };
        for answer in &answers {
            if answer.forecast {
                answered += 1;
            } else {
                failed += 1;
            }
            if let Err(error) = writeln!(out, "{}", answer.text) {
                return stopped(&error);
            }
        }
        if let Err(error) = out.flush() {
            return stopped(&error);
        }
    }
    if failed > 0 && !general.quiet {
        eprintln!("{failed} of {} lines have no forecast", answered + failed);
    }
    if answered == 0 {
        let hint = "one line is {\"id\": \"a\", \"m\": 12, \"h\": 3, \"y\": [1, 2, null, 4]}".to_owned();
        return Err(Failure::input("no line got a forecast", Some(hint)));
    }
    Ok(Exit::Done)
}

/// A reader that went away has had enough.
fn stopped(error: &io::Error) -> Result<Exit, Failure> {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Ok(Exit::Stopped);
    }
    Err(Failure::input(format!("cannot write to standard output: {error}"), None))
}

/// Lines of a stream, read as they come.
struct Lines<R: Read> {
    reader: BufReader<R>,
    number: u64,
    together: usize,
}

impl<R: Read> Lines<R> {
    fn new(stream: R, together: usize) -> Self {
        Self { reader: BufReader::with_capacity(1 << 20, stream), number: 0, together }
    }

    /// The next lines, none at the end: as many as belong together; else as many as are there without waiting, at least one.
    fn batch(&mut self) -> io::Result<Vec<Line>> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while let Some(line) = self.next()? {
            bytes += line.bytes.as_ref().map_or(0, Vec::len);
            batch.push(line);
            let full = match self.together {
                1 => memchr(self.reader.buffer()).is_none() || batch.len() >= BATCH_LINES_MAX,
                together => batch.len() >= together,
            };
            if full || bytes > BATCH_BYTES_MAX {
                break;
            }
        }
        Ok(batch)
    }

    fn next(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let read = (&mut self.reader).take(LINE_BYTES_MAX as u64 + 1).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        } else if bytes.len() > LINE_BYTES_MAX {
            self.skip_line()?;
            return Ok(Some(Line { number: self.number, bytes: None }));
        }
        Ok(Some(Line { number: self.number, bytes: Some(bytes) }))
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.reader.fill_buf()?;
            let (used, done) = match memchr(buffer) {
                Some(at) => (at + 1, true),
                None => (buffer.len(), buffer.is_empty()),
            };
            self.reader.consume(used);
            if done {
                return Ok(());
            }
        }
    }
}

fn memchr(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|b| *b == b'\n')
}
