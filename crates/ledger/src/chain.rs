//! The chain: each record's hash covers the hash before it and everything that was written.
//!
//! `h(n) = SHA-256(h(n-1) || n || table || run || columns)`, with `h(0)` = 32 zero bytes and every part encoded with
//! its type and length, so that no two different records have the same encoding.
//!
//! Reference: FIPS 180-4 (2015), Secure Hash Standard, doi:10.6028/NIST.FIPS.180-4.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::store::Value;

/// A SHA-256 hash; its text is 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of some bytes.
    ///
    /// ```
    /// assert!(ledger::Hash::of(b"").to_string().starts_with("e3b0c44298fc1c14"));
    /// ```
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Hash {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || format!("{text:?} is not a sha-256 hash of 64 hexadecimal digits");
        hex(text).map(Hash).ok_or_else(refused)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// `N` bytes from exactly `2 N` lower-case hexadecimal digits.
pub(crate) fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// The end of the chain: how many records there are and the hash that covers them all.
///
/// Whoever has kept a head (it is printed on the page) can later check with [`crate::Ledger::verify_against`] that
/// nothing up to it was changed, even by someone who rewrote the whole ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Number of records; 0 for an empty ledger.
    pub seq: i64,
    /// Hash of the last record.
    pub hash: Hash,
}

impl Head {
    /// The head of an empty ledger.
    pub const EMPTY: Head = Head { seq: 0, hash: Hash([0; 32]) };
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

impl FromStr for Head {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || format!("{text:?} is not a ledger head: it looks like 123:<64 hexadecimal digits>");
        let (seq, hash) = text.split_once(':').ok_or_else(refused)?;
        let seq = seq.parse().ok().filter(|seq| *seq >= 0).ok_or_else(refused)?;
        Ok(Head { seq, hash: hash.parse().map_err(|_| refused())? })
    }
}

/// The hash of the record that follows `before`.
pub(crate) fn link(before: &Hash, seq: i64, table: &str, run: Option<i64>, values: &[Value<'_>]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(before.0);
    hasher.update(seq.to_be_bytes());
    absorb(&mut hasher, &Value::from(table));
    absorb(&mut hasher, &Value::from(run));
    for value in values {
        absorb(&mut hasher, value);
    }
    Hash(hasher.finalize().into())
}

fn absorb(hasher: &mut Sha256, value: &Value<'_>) {
    match value {
        Value::Null => hasher.update([0]),
        Value::Int(value) => {
            hasher.update([1]);
            hasher.update(value.to_be_bytes());
        }
        Value::Real(value) => {
            hasher.update([2]);
            hasher.update(value.to_bits().to_be_bytes());
        }
        Value::Text(value) => {
            hasher.update([3]);
            hasher.update((value.len() as u64).to_be_bytes());
            hasher.update(value.as_bytes());
        }
        Value::Bytes(value) => {
            hasher.update([4]);
            hasher.update((value.len() as u64).to_be_bytes());
            hasher.update(value);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::Value as Json;

    use super::*;

    /// Against `tests/reference/chain.py`, which computes the same from the definition above; exact.
    #[test]
    fn the_chain_is_what_its_definition_says() {
        let answers: Vec<Json> = serde_json::from_str(include_str!("../tests/reference/chain.json")).unwrap();
        let mut before = Head::EMPTY.hash;
        for answer in &answers {
            let values: Vec<Value<'_>> = answer["values"].as_array().unwrap().iter().map(value).collect();
            let (seq, table) = (answer["seq"].as_i64().unwrap(), answer["table"].as_str().unwrap());
            before = link(&before, seq, table, answer["run"].as_i64(), &values);
            assert_eq!(before.to_string(), answer["hash"].as_str().unwrap(), "{seq}");
        }
        assert_eq!(answers.len(), 7);
    }

    fn value(json: &Json) -> Value<'_> {
        match json {
            Json::Null => Value::Null,
            Json::String(text) => text.as_str().into(),
            number => number.as_i64().map_or_else(|| number.as_f64().unwrap().into(), Value::Int),
        }
    }

    #[test]
    fn no_two_records_have_one_encoding() {
        let zero = Head::EMPTY.hash;
        let texts = |values: &[&'static str]| values.iter().map(|text| Value::from(*text)).collect::<Vec<_>>();
        let records = [
            texts(&["ab", "c"]),
            texts(&["a", "bc"]),
            texts(&["abc"]),
            texts(&["abc", ""]),
            vec![Value::Null, Value::Null],
            vec![Value::Null],
            vec![Value::Int(0)],
            vec![Value::Real(0.0)],
            vec![Value::Bytes(b"abc".to_vec())],
        ];
        let hashes: std::collections::HashSet<Hash> = records.iter().map(|values| link(&zero, 1, "t", None, values)).collect();
        assert_eq!(hashes.len(), records.len());
        assert_ne!(link(&zero, 1, "t", None, &[]), link(&zero, 2, "t", None, &[]));
        assert_ne!(link(&zero, 1, "t", None, &[]), link(&zero, 1, "t", Some(0), &[]));
        assert_ne!(link(&zero, 1, "t", None, &[]), link(&zero, 1, "u", None, &[]));
        assert_ne!(link(&zero, 1, "t", None, &[]), link(&Hash([1; 32]), 1, "t", None, &[]));
    }
}
