//! What one cell of text may be.

use super::time;

/// What a cell looks like; a column's kind follows from the set of these that it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Look {
    Missing = 0,
    Integer = 1,
    /// Digits only, beyond 64 bits.
    BigInteger = 2,
    Float = 4,
    Infinite = 8,
    Boolean = 16,
    Date = 32,
    Timestamp = 64,
    Text = 128,
}

/// Strings that stand for a missing value: empty, `NA`, `N/A`, `n/a`, `NaN`, `nan`, `null`, `NULL`, `-`, `?`, and what
/// spreadsheets, pandas and databases write: `#N/A`, `<NA>`, `NaT`, `\N`.
#[inline]
pub(crate) fn is_missing(cell: &[u8]) -> bool {
    matches!(
        cell,
        b"" | b"NA" | b"-" | b"NaN" | b"nan" | b"null" | b"NULL" | b"N/A" | b"n/a" | b"?" | b"#N/A" | b"<NA>" | b"NaT" | b"\\N"
    )
}

/// A cell without blanks at its ends.
#[inline]
pub(crate) fn trim(cell: &[u8]) -> &[u8] {
    match cell {
        [b' ' | b'\t', ..] | [.., b' ' | b'\t'] => cell.trim_ascii(),
        _ => cell,
    }
}

/// What a cell looks like.
#[inline]
pub(crate) fn look(cell: &[u8]) -> Look {
    let cell = trim(cell);
    match cell {
        [b'0'..=b'9', ..] | [b'.', b'0'..=b'9', ..] => number(cell, cell),
        [b'+' | b'-', digits @ ..] if matches!(digits, [b'0'..=b'9' | b'.', ..]) => number(cell, digits),
        _ => word(cell),
    }
}

fn word(cell: &[u8]) -> Look {
    if is_missing(cell) {
        Look::Missing
    } else if boolean(cell).is_some() {
        Look::Boolean
    } else if is_infinite(cell) {
        Look::Infinite
    } else {
        Look::Text
    }
}

fn is_infinite(cell: &[u8]) -> bool {
    let bare = cell.strip_prefix(b"-").or_else(|| cell.strip_prefix(b"+")).unwrap_or(cell);
    bare.eq_ignore_ascii_case(b"inf") || bare.eq_ignore_ascii_case(b"infinity")
}

/// `cell` begins with a digit, a dot or a sign; `digits` is the same without the sign.
#[inline]
fn number(cell: &[u8], digits: &[u8]) -> Look {
    let n = leading_digits(digits);
    if n == digits.len() {
        return if leading_zero(digits, n) {
            Look::Text
        } else if n <= 18 || integer(cell).is_some() {
            Look::Integer
        } else {
            Look::BigInteger
        };
    }
    match digits[n] {
        b'-' if n == 4 && digits.len() == cell.len() => day_or_instant(cell),
        b'.' | b'e' | b'E' if !leading_zero(digits, n) => decimal(cell, &digits[n..], n > 0),
        _ => Look::Text,
    }
}

fn leading_digits(text: &[u8]) -> usize {
    text.iter().position(|b| !b.is_ascii_digit()).unwrap_or(text.len())
}

/// `00501` is a code, not a number.
fn leading_zero(digits: &[u8], n: usize) -> bool {
    n > 1 && digits[0] == b'0'
}

/// The part of a number after its whole digits: `.5`, `.`, `e-3`, `.5E7`.
fn decimal(cell: &[u8], mut rest: &[u8], whole: bool) -> Look {
    let mut some = whole;
    if let [b'.', more @ ..] = rest {
        let n = leading_digits(more);
        some |= n > 0;
        rest = &more[n..];
    }
    if let [b'e' | b'E', more @ ..] = rest {
        let more = more.strip_prefix(b"-").or_else(|| more.strip_prefix(b"+")).unwrap_or(more);
        let n = leading_digits(more);
        some &= n > 0;
        rest = &more[n..];
    }
    if !some || !rest.is_empty() {
        return Look::Text;
    }
    let risky = cell.len() > 20 || cell.iter().any(|b| matches!(b, b'e' | b'E'));
    if risky && float(cell).is_none_or(f64::is_infinite) { Look::Infinite } else { Look::Float }
}

fn day_or_instant(cell: &[u8]) -> Look {
    if time::date(cell).is_some() || time::month(cell).is_some() {
        Look::Date
    } else if time::timestamp(cell).is_some() {
        Look::Timestamp
    } else {
        Look::Text
    }
}

/// A whole number of 64 bits: an optional sign and digits.
#[inline]
pub(crate) fn integer(cell: &[u8]) -> Option<i64> {
    let (negative, digits) = match cell {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, cell),
    };
    if digits.is_empty() {
        return None;
    }
    if digits.len() > 18 {
        return std::str::from_utf8(cell).ok()?.parse().ok();
    }
    let mut n = 0_i64;
    for b in digits {
        let d = b.wrapping_sub(b'0');
        if d > 9 {
            return None;
        }
        n = n * 10 + i64::from(d);
    }
    Some(if negative { -n } else { n })
}

/// Powers of ten that a double holds exactly.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
    1e22,
];

/// The double nearest to a decimal number.
///
/// Up to 15 digits without an exponent, numerator and power of ten are exact doubles and one division rounds
/// once, so that the result is the nearest (W. D. Clinger, 1990, doi:10.1145/93542.93557); else the standard library's.
#[inline]
pub(crate) fn float(cell: &[u8]) -> Option<f64> {
    if cell.len() <= 16 {
        let (negative, digits) = match cell {
            [b'-', rest @ ..] => (true, rest),
            _ => (false, cell),
        };
        let mut n = 0_u64;
        let mut after = None;
        for (i, b) in digits.iter().enumerate() {
            let d = b.wrapping_sub(b'0');
            if d <= 9 {
                n = n * 10 + u64::from(d);
            } else if *b == b'.' && after.is_none() {
                after = Some(i + 1);
            } else {
                return slow_float(cell);
            }
        }
        let count = digits.len() - usize::from(after.is_some());
        if count == 0 || count > 15 {
            return slow_float(cell);
        }
        let scaled = n as f64 / TENS[after.map_or(0, |at| digits.len() - at)];
        return Some(if negative { -scaled } else { scaled });
    }
    slow_float(cell)
}

#[cold]
fn slow_float(cell: &[u8]) -> Option<f64> {
    std::str::from_utf8(cell).ok()?.parse().ok()
}

/// `true` or `false` in the spellings of common programs; `yes`, `T` and `1` stay what they are.
#[inline]
pub(crate) fn boolean(cell: &[u8]) -> Option<bool> {
    match cell {
        b"true" | b"True" | b"TRUE" => Some(true),
        b"false" | b"False" | b"FALSE" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::float_cmp)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn looks() {
        let cases: [(&str, Look); 46] = [
            ("", Look::Missing),
            ("  ", Look::Missing),
            ("NA", Look::Missing),
            ("-", Look::Missing),
            (" NaN ", Look::Missing),
            ("none", Look::Text),
            ("0", Look::Integer),
            ("-0", Look::Integer),
            ("+7", Look::Integer),
            (" 42\t", Look::Integer),
            ("00501", Look::Text),
            ("-05", Look::Text),
            ("9223372036854775807", Look::Integer),
            ("-9223372036854775808", Look::Integer),
            ("9223372036854775808", Look::BigInteger),
            ("1.", Look::Float),
            (".5", Look::Float),
            ("-.5", Look::Float),
            (".", Look::Text),
            ("-.", Look::Text),
            ("1e5", Look::Float),
            ("1e", Look::Text),
            ("1e+", Look::Text),
            (".e5", Look::Text),
            ("1.5E-7", Look::Float),
            ("1e999", Look::Infinite),
            ("00.5", Look::Text),
            ("0.5", Look::Float),
            ("1.2.3", Look::Text),
            ("1_000", Look::Text),
            ("0x1A", Look::Text),
            ("inf", Look::Infinite),
            ("-Infinity", Look::Infinite),
            ("true", Look::Boolean),
            ("FALSE", Look::Boolean),
            ("yes", Look::Text),
            ("T", Look::Text),
            ("2020-01-31", Look::Date),
            ("2020-01", Look::Date),
            ("2020-02-30", Look::Text),
            ("-2020-01", Look::Text),
            ("2020-01-31 10:00", Look::Timestamp),
            ("12%", Look::Text),
            ("--5", Look::Text),
            ("1 2", Look::Text),
            ("é", Look::Text),
        ];
        for (text, expected) in cases {
            assert_eq!(look(text.as_bytes()), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn numbers_read_back_exactly(x in any::<f64>().prop_filter("finite", |x| x.is_finite()), n in any::<i64>()) {
            for text in [format!("{x}"), format!("{x:e}"), format!("{x:.3}")] {
                let expected: f64 = text.parse().unwrap();
                prop_assert_eq!(float(text.as_bytes()).unwrap().to_bits(), expected.to_bits());
                prop_assert!(matches!(look(text.as_bytes()), Look::Float | Look::Integer | Look::BigInteger));
            }
            prop_assert_eq!(integer(n.to_string().as_bytes()), Some(n));
        }

        #[test]
        fn short_decimals_are_the_nearest_double(whole in 0_u32..100_000_000, part in 0_u32..10_000_000, digits in 1_usize..8) {
            let text = format!("{whole}.{part:0digits$}");
            prop_assert_eq!(float(text.as_bytes()).unwrap(), text.parse::<f64>().unwrap());
        }

        #[test]
        fn what_looks_like_a_number_parses(text in "[ +-]{0,2}[0-9.eE+-]{1,24}") {
            let cell = trim(text.as_bytes());
            match look(text.as_bytes()) {
                Look::Integer => prop_assert!(integer(cell).is_some()),
                Look::Float => prop_assert!(float(cell).unwrap().is_finite()),
                _ => {}
            }
        }
    }
}
