//! The binary form: eight bytes of name, version, length and checksum of the body; then the body, field by field.
//!
//! Everything is little-endian. A length is checked against the bytes that are there before anything is allocated, so what is read never takes more than a small multiple of
//! the file's own size; a damaged file is an error.

use summary::wire::{self, DecodeError};
use summary::{Counts, Distinct, Gram, Lengths, Moments, Quantiles, RowHashes, TopK, Unit, hash_bytes};

use super::kept::MEANINGS;
use super::{Baseline, Detail, Kept, Kind, Span, Summary};
use crate::error::ProfileError;
use crate::look::gathered::OfFlags;

/// The version of the binary form.
pub const VERSION: u32 = 1;

/// The first bytes of every baseline.
const NAME: &[u8; 8] = b"bakebase";
/// Name, version, length of the body, checksum.
const HEAD: usize = 8 + 4 + 8 + 8;
/// The least that a column takes.
const COLUMN: usize = 16;

impl Baseline {
    /// The binary form; decoding gives a baseline that answers alike.
    pub fn encode(&self) -> Vec<u8> {
        let mut body = Vec::new();
        let d = self.detail;
        for n in [d.values, d.distinct, d.levels, d.cross, d.hashes] {
            wire::put_u64(&mut body, n as u64);
        }
        wire::put_u64(&mut body, self.rows);
        wire::put_u64(&mut body, self.columns.len() as u64);
        self.columns.iter().for_each(|column| put_column(&mut body, column));
        put_option(&mut body, self.gram.as_ref(), Gram::encode);
        self.hashes.encode(&mut body);
        let mut bytes = Vec::with_capacity(HEAD + body.len());
        bytes.extend_from_slice(NAME);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        wire::put_u64(&mut bytes, body.len() as u64);
        wire::put_u64(&mut bytes, hash_bytes(&body));
        bytes.extend_from_slice(&body);
        bytes
    }

    /// Reads the binary form.
    ///
    /// # Errors
    /// [`ProfileError::NoBaseline`], [`ProfileError::BaselineVersion`], [`ProfileError::Damaged`].
    pub fn decode(bytes: &[u8]) -> Result<Self, ProfileError> {
        let (head, body) = bytes.split_at_checked(HEAD).ok_or(ProfileError::NoBaseline("it is too short"))?;
        let (name, mut head) = head.split_at(NAME.len());
        if name != NAME {
            return Err(ProfileError::NoBaseline("it begins with other bytes"));
        }
        let (version, rest) = head.split_at(4);
        head = rest;
        let found = version.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
        if found != VERSION {
            return Err(ProfileError::BaselineVersion { found });
        }
        let (length, sum) = (wire::get_u64(&mut head), wire::get_u64(&mut head));
        if length.map_err(ProfileError::Damaged)? != body.len() as u64 {
            return Err(ProfileError::Damaged(DecodeError::Truncated));
        }
        if sum.map_err(ProfileError::Damaged)? != hash_bytes(body) {
            return Err(ProfileError::Damaged(DecodeError::Invalid("its checksum does not match its bytes")));
        }
        get_body(&mut &*body).map_err(ProfileError::Damaged)
    }
}

fn get_body(bytes: &mut &[u8]) -> Result<Baseline, DecodeError> {
    let mut sizes = [0; 5];
    for size in &mut sizes {
        *size = wire::get_limit(bytes, 1 << 24)?;
    }
    let [values, distinct, levels, cross, hashes] = sizes;
    let detail = Detail { values, distinct, levels, cross, hashes };
    let rows = wire::get_count(bytes)?;
    let columns = (0..wire::get_len(bytes, COLUMN)?).map(|_| get_column(bytes)).collect::<Result<Vec<_>, _>>()?;
    wire::check(columns.iter().all(|c| c.rows() == rows), "a column with another number of rows")?;
    let gram = get_option(bytes, Gram::decode)?;
    let numbers = columns.iter().filter(|c| c.kind.is_number()).count();
    let fits = gram.as_ref().is_none_or(|g| g.columns() == numbers && g.rows() == rows);
    wire::check(fits, "cross products of other columns")?;
    let hashes = RowHashes::decode(bytes)?;
    wire::check(hashes.rows() == rows && bytes.is_empty(), "hashes of other rows, or bytes after the end")?;
    Ok(Baseline { detail, rows, columns, gram, hashes })
}

fn put_column(out: &mut Vec<u8>, column: &Kept) {
    wire::put_bytes(out, column.name.as_bytes());
    out.push(Kind::ALL.iter().position(|k| *k == column.kind).unwrap_or(0) as u8);
    out.push(MEANINGS.iter().position(|m| *m == column.meaning).unwrap_or(0) as u8);
    put_option(out, column.distinct.as_ref(), Distinct::encode);
    match &column.summary {
        Summary::Numbers { counts, moments, quantiles, levels } => {
            counts.encode(out);
            moments.encode(out);
            put_option(out, quantiles.as_ref(), Quantiles::encode);
            put_option(out, levels.as_ref(), TopK::encode);
        }
        Summary::Texts { rows, missing, lengths, levels } => {
            wire::put_u64(out, *rows);
            wire::put_u64(out, *missing);
            lengths.encode(out);
            put_option(out, levels.as_ref(), TopK::encode);
        }
        Summary::Flags(flags) => [flags.rows, flags.missing, flags.yes].into_iter().for_each(|n| wire::put_u64(out, n)),
        Summary::Instants(span) => {
            wire::put_u64(out, span.rows);
            wire::put_u64(out, span.missing);
            put_option(out, span.range.as_ref(), |(first, last), out| {
                wire::put_u64(out, first.cast_unsigned());
                wire::put_u64(out, last.cast_unsigned());
            });
        }
    }
}

fn get_column(bytes: &mut &[u8]) -> Result<Kept, DecodeError> {
    let name =
        std::str::from_utf8(wire::get_bytes(bytes)?).map_err(|_| DecodeError::Invalid("a name that is not UTF-8"))?.to_owned();
    let (kind, meaning) = (wire::get_u8(bytes)?, wire::get_u8(bytes)?);
    let kind = *Kind::ALL.get(usize::from(kind)).ok_or(DecodeError::Invalid("a type of column that is not known"))?;
    let meaning = *MEANINGS.get(usize::from(meaning)).ok_or(DecodeError::Invalid("a meaning that is not known"))?;
    let distinct = get_option(bytes, Distinct::decode)?;
    let summary = match kind {
        Kind::Integer | Kind::Float => {
            let (counts, moments) = (Box::new(Counts::decode(bytes)?), Moments::decode(bytes)?);
            let quantiles = get_option(bytes, Quantiles::decode)?;
            let levels = get_option(bytes, TopK::<f64>::decode)?;
            let finite = counts.finite();
            let same = moments.count() == finite
                && quantiles.as_ref().is_none_or(|q| q.count() == finite)
                && levels.as_ref().is_none_or(|l| l.exact() && l.total() == finite);
            wire::check(same, "summaries of a column that have seen other values")?;
            Summary::Numbers { counts, moments, quantiles, levels }
        }
        Kind::Text => {
            let (rows, missing) = (wire::get_count(bytes)?, wire::get_count(bytes)?);
            let lengths = Box::new(Lengths::decode(bytes)?);
            let levels = get_option(bytes, TopK::<String>::decode)?;
            let present = rows.checked_sub(missing);
            let same =
                present == Some(lengths.count()) && levels.as_ref().is_none_or(|l| l.exact() && Some(l.total()) == present);
            wire::check(same, "summaries of a column that have seen other texts")?;
            Summary::Texts { rows, missing, lengths, levels }
        }
        Kind::Boolean => {
            let (rows, missing, yes) = (wire::get_count(bytes)?, wire::get_count(bytes)?, wire::get_count(bytes)?);
            wire::check(missing.checked_add(yes).is_some_and(|n| n <= rows), "more flags than rows")?;
            Summary::Flags(OfFlags { rows, missing, yes })
        }
        Kind::Date | Kind::Timestamp => {
            let unit = if kind == Kind::Date { Unit::Days } else { Unit::Microseconds };
            let (rows, missing) = (wire::get_count(bytes)?, wire::get_count(bytes)?);
            let stamp = |bytes: &mut &[u8]| wire::get_u64(bytes).map(u64::cast_signed);
            let range = get_option(bytes, |bytes| Ok((stamp(bytes)?, stamp(bytes)?)))?;
            let ordered = range.is_none_or(|(first, last)| first <= last) && range.is_some() == (missing < rows);
            wire::check(ordered && missing <= rows, "days or instants out of order")?;
            Summary::Instants(Span { unit, rows, missing, range })
        }
    };
    Ok(Kept { name, kind, meaning, distinct, summary })
}

fn put_option<T>(out: &mut Vec<u8>, value: Option<&T>, put: impl FnOnce(&T, &mut Vec<u8>)) {
    out.push(u8::from(value.is_some()));
    if let Some(value) = value {
        put(value, out);
    }
}

fn get_option<T>(bytes: &mut &[u8], get: impl FnOnce(&mut &[u8]) -> Result<T, DecodeError>) -> Result<Option<T>, DecodeError> {
    match wire::get_u8(bytes)? {
        0 => Ok(None),
        1 => get(bytes).map(Some),
        _ => Err(DecodeError::Invalid("neither there nor not there")),
    }
}
