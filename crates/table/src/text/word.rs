//! Eight bytes at a time: finding where a field ends and reading small numbers without a loop over bytes.

/// Up to eight characters in one register, the first in the lowest byte; bytes beyond the length are whatever follows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    bytes: u64,
    length: u32,
}

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The position of the first of eight bytes that is one of three.
#[inline]
pub(crate) fn first_of(eight: [u8; 8], wanted: [u8; 3]) -> Option<usize> {
    let word = u64::from_le_bytes(eight);
    let found = wanted.iter().fold(0, |found, byte| found | zeros(word ^ (LOW * u64::from(*byte))));
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}

/// The high bit of each zero byte; bits above the first one may be wrong, the first is right
/// (Mycroft's test; H. S. Warren, Hacker's Delight, 2nd ed. 2012, section 6-1).
#[inline]
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(LOW) & !word & HIGH
}

impl Word {
    /// The first `length` (at most 8) of eight bytes.
    #[inline]
    pub(crate) fn new(eight: [u8; 8], length: usize) -> Self {
        Self { bytes: u64::from_le_bytes(eight), length: length.min(8) as u32 }
    }

    /// The whole number that the characters are: an optional minus, then digits without a leading zero; else none.
    #[inline]
    pub(crate) fn integer(self) -> Option<i64> {
        let negative = u32::from(self.length > 0 && self.bytes & 0xFF == u64::from(b'-'));
        let length = self.length - negative;
        let bytes = self.bytes >> (8 * negative);
        if length == 0 || (length > 1 && bytes & 0xFF == u64::from(b'0')) {
            return None;
        }
        // Digits move to the high bytes; zeros fill up in front of them.
        let free = 8 * (8 - length);
        let padded = bytes.wrapping_shl(free) | (0x3030_3030_3030_3030_u64 & ((1_u64 << (free & 63)) - 1));
        let digits = padded.wrapping_sub(0x3030_3030_3030_3030);
        if ((padded & 0xF0F0_F0F0_F0F0_F0F0) ^ 0x3030_3030_3030_3030) | (digits.wrapping_add(LOW * 6) & (LOW << 4)) != 0 {
            return None;
        }
        // Pairs, then fours, then eight: each step joins neighbours.
        let pairs = (digits.wrapping_mul(10)).wrapping_add(digits >> 8) & 0x00FF_00FF_00FF_00FF;
        let fours = (pairs.wrapping_mul(100)).wrapping_add(pairs >> 16) & 0x0000_FFFF_0000_FFFF;
        let eight = (fours.wrapping_mul(10_000)).wrapping_add(fours >> 32) & 0xFFFF_FFFF;
        let value = eight as i64;
        Some(if negative == 1 { -value } else { value })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::text::cell::{Look, integer, look};
    use proptest::prelude::*;

    fn eight(text: &str) -> [u8; 8] {
        let mut all = *b",;9x-,1,";
        all[..text.len()].copy_from_slice(text.as_bytes());
        all
    }

    fn read(text: &str) -> Option<i64> {
        Word::new(eight(text), text.len()).integer()
    }

    #[test]
    fn small_numbers() {
        for (text, expected) in [
            ("0", Some(0)),
            ("7", Some(7)),
            ("-7", Some(-7)),
            ("12345678", Some(12_345_678)),
            ("-1234567", Some(-1_234_567)),
            ("99999999", Some(99_999_999)),
            ("", None),
            ("-", None),
            ("007", None),
            ("1.5", None),
            ("12:5", None),
            ("NA", None),
            ("1/2", None),
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn as_the_slow_way(text in "[-+0-9.:/ ]{0,8}") {
            match read(&text) {
                Some(n) => {
                    prop_assert_eq!(integer(text.as_bytes()), Some(n));
                    prop_assert_eq!(look(text.as_bytes()), Look::Integer);
                }
                None => prop_assert!(look(text.as_bytes()) != Look::Integer || text.contains(['+', ' ']) || text == "-0"),
            }
        }

        #[test]
        fn the_first_of_three(bytes in prop::array::uniform8(prop::sample::select(b"ab,\n\r-\x2d\xac\x2b".to_vec()))) {
            let expected = bytes.iter().position(|b| b",\n\r".contains(b));
            prop_assert_eq!(first_of(bytes, *b",\n\r"), expected);
        }
    }
}
