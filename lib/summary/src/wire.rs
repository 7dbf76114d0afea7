//! The binary form: a kind byte, a version byte, then little-endian fields. Lengths are checked before anything is allocated.
//!
//! What holds summaries in a binary form of its own writes and reads its fields with these: `put_...` appends to `out`, `get_...` reads and moves
//! `bytes` behind the field.

/// Why bytes are not the summary that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes end before the summary does.
    #[error("the bytes of a summary end too early")]
    Truncated,
    /// Another kind of summary stands here.
    #[error("expected a summary of kind {expected}, found kind {found}")]
    Kind {
        /// Kind byte of the type that was asked for.
        expected: u8,
        /// Kind byte that was read.
        found: u8,
    },
    /// Written by another version of this library.
    #[error("version {0} of a summary's binary form is not known\nhint: it was written by a newer version of the program")]
    Version(u8),
    /// The fields contradict each other.
    #[error("damaged summary: {0}")]
    Invalid(&'static str),
}

/// Version of the binary form that is written.
const VERSION: u8 = 1;

/// Kind bytes, one a type.
pub(crate) mod kind {
    pub(crate) const COUNTS: u8 = 1;
    pub(crate) const MOMENTS: u8 = 2;
    pub(crate) const QUANTILES: u8 = 3;
    pub(crate) const DISTINCT: u8 = 4;
    pub(crate) const TOP_K: u8 = 5;
    pub(crate) const LOG_SUMS: u8 = 6;
    pub(crate) const GRAM: u8 = 7;
    pub(crate) const LENGTHS: u8 = 8;
    pub(crate) const PATTERNS: u8 = 9;
    pub(crate) const INSTANTS: u8 = 10;
    pub(crate) const BOTTOM: u8 = 11;
    pub(crate) const ROW_HASHES: u8 = 12;
    pub(crate) const HISTOGRAM: u8 = 13;
}

pub(crate) fn open(out: &mut Vec<u8>, kind: u8) {
    out.push(kind);
    out.push(VERSION);
}

/// Appends a word.
pub fn put_u64(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends the bits of a number.
pub fn put_f64(out: &mut Vec<u8>, value: f64) {
    put_u64(out, value.to_bits());
}

pub(crate) fn put_u64s(out: &mut Vec<u8>, values: &[u64]) {
    put_u64(out, values.len() as u64);
    for &v in values {
        put_u64(out, v);
    }
}

pub(crate) fn put_f64s(out: &mut Vec<u8>, values: &[f64]) {
    put_u64(out, values.len() as u64);
    for &v in values {
        put_f64(out, v);
    }
}

/// Appends a length and so many bytes.
pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_u64(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Reads the kind and version bytes.
pub(crate) fn expect(bytes: &mut &[u8], expected: u8) -> Result<(), DecodeError> {
    let found = get_u8(bytes)?;
    if found != expected {
        return Err(DecodeError::Kind { expected, found });
    }
    match get_u8(bytes)? {
        VERSION => Ok(()),
        other => Err(DecodeError::Version(other)),
    }
}

/// Reads a byte.
pub fn get_u8(bytes: &mut &[u8]) -> Result<u8, DecodeError> {
    let (&first, rest) = bytes.split_first().ok_or(DecodeError::Truncated)?;
    *bytes = rest;
    Ok(first)
}

/// Reads a word.
pub fn get_u64(bytes: &mut &[u8]) -> Result<u64, DecodeError> {
    let (first, rest) = bytes.split_first_chunk::<8>().ok_or(DecodeError::Truncated)?;
    *bytes = rest;
    Ok(u64::from_le_bytes(*first))
}

/// Reads a number of any bits.
pub fn get_f64(bytes: &mut &[u8]) -> Result<f64, DecodeError> {
    get_u64(bytes).map(f64::from_bits)
}

/// More than anything counts; refused, so that a few sums of what was read cannot overflow.
const COUNT_MAX: u64 = 1 << 56;

/// A number of things.
pub fn get_count(bytes: &mut &[u8]) -> Result<u64, DecodeError> {
    let count = get_u64(bytes)?;
    check(count <= COUNT_MAX, "a count beyond its limit")?;
    Ok(count)
}

pub(crate) fn get_counts(bytes: &mut &[u8]) -> Result<Vec<u64>, DecodeError> {
    (0..get_len(bytes, 8)?).map(|_| get_count(bytes)).collect()
}

/// A length whose elements of `size` bytes are known to be there.
pub fn get_len(bytes: &mut &[u8], size: usize) -> Result<usize, DecodeError> {
    let len = get_u64(bytes)?;
    if len > (bytes.len() / size.max(1)) as u64 { Err(DecodeError::Truncated) } else { Ok(len as usize) }
}

/// A size that is a limit, not a length of what follows; refused above `max`.
pub fn get_limit(bytes: &mut &[u8], max: usize) -> Result<usize, DecodeError> {
    usize::try_from(get_u64(bytes)?).ok().filter(|&n| n <= max).ok_or(DecodeError::Invalid("a size beyond its limit"))
}

pub(crate) fn get_u64s(bytes: &mut &[u8]) -> Result<Vec<u64>, DecodeError> {
    (0..get_len(bytes, 8)?).map(|_| get_u64(bytes)).collect()
}

pub(crate) fn get_f64s(bytes: &mut &[u8]) -> Result<Vec<f64>, DecodeError> {
    (0..get_len(bytes, 8)?).map(|_| get_f64(bytes)).collect()
}

/// Reads a length and so many bytes, which are not copied.
pub fn get_bytes<'a>(bytes: &mut &'a [u8]) -> Result<&'a [u8], DecodeError> {
    let len = get_len(bytes, 1)?;
    let (first, rest) = bytes.split_at(len);
    *bytes = rest;
    Ok(first)
}

/// Refuses what `holds` says is not so.
pub fn check(holds: bool, what: &'static str) -> Result<(), DecodeError> {
    if holds { Ok(()) } else { Err(DecodeError::Invalid(what)) }
}
