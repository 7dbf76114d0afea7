//! ISO 8601 dates and timestamps, read from bytes.

const DAY_MICROS: i64 = 86_400_000_000;

/// Days since 1970-01-01 of a day of the proleptic Gregorian calendar, if there is such a day.
fn days(year: i32, month: u32, day: u32) -> Option<i32> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if day == 0 || day > last {
        return None;
    }
    // Years that begin in March put the leap day last; an era is 400 years.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = ((153 * ((month + 9) % 12) + 2) / 5 + day - 1) as i32;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0_u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

/// `2020-01-31` as days since 1970-01-01.
pub(crate) fn date(text: &[u8]) -> Option<i32> {
    let [y @ .., b'-', m1, m2, b'-', d1, d2] = text else { return None };
    if y.len() != 4 {
        return None;
    }
    days(digits(y)? as i32, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)
}

/// `2020-01` as the first day of the month, in days since 1970-01-01.
pub(crate) fn month(text: &[u8]) -> Option<i32> {
    let [y @ .., b'-', m1, m2] = text else { return None };
    if y.len() != 4 {
        return None;
    }
    days(digits(y)? as i32, digits(&[*m1, *m2])?, 1)
}

/// `2020-01-31T12:34[:56[.789]][Z|+01:00|+0100|+01]` (or a blank for the `T`) as microseconds since
/// 1970-01-01 UTC, and whether it named a zone. Digits beyond the microsecond are cut off.
pub(crate) fn timestamp(text: &[u8]) -> Option<(i64, bool)> {
    if text.len() < 16 || !matches!(text[10], b'T' | b't' | b' ') {
        return None;
    }
    let day = i64::from(date(&text[..10])?);
    let (hour, minute) = (digits(&text[11..13])?, digits(&text[14..16])?);
    let mut rest = &text[16..];
    let mut second = 0;
    let mut micros = 0_i64;
    if let [b':', s1, s2, more @ ..] = rest {
        second = digits(&[*s1, *s2])?;
        rest = more;
        if let [b'.' | b',', more @ ..] = rest {
            let n = more.iter().take_while(|b| b.is_ascii_digit()).count();
            if n == 0 || n > 9 {
                return None;
            }
            let kept = n.min(6);
            micros = i64::from(digits(&more[..kept])?) * 10_i64.pow(6 - kept as u32);
            rest = &more[n..];
        }
    }
    if text[13] != b':' || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = i64::from(hour * 3600 + minute * 60 + second);
    let (zoned, offset) = zone(rest)?;
    Some((day * DAY_MICROS + (seconds - offset) * 1_000_000 + micros, zoned))
}

/// Whether a zone is named, and its seconds east of UTC.
fn zone(text: &[u8]) -> Option<(bool, i64)> {
    let (sign, h, m) = match text {
        [] => return Some((false, 0)),
        [b'Z' | b'z'] => return Some((true, 0)),
        [s @ (b'+' | b'-'), h1, h2] => (s, [*h1, *h2], *b"00"),
        [s @ (b'+' | b'-'), h1, h2, m1, m2] | [s @ (b'+' | b'-'), h1, h2, b':', m1, m2] => (s, [*h1, *h2], [*m1, *m2]),
        _ => return None,
    };
    let (hours, minutes) = (digits(&h)?, digits(&m)?);
    if hours > 18 || minutes > 59 {
        return None;
    }
    let seconds = i64::from(hours * 3600 + minutes * 60);
    Some((true, if *sign == b'-' { -seconds } else { seconds }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1970() {
        assert_eq!(date(b"1970-01-01"), Some(0));
        assert_eq!(date(b"2000-02-29"), Some(11_016));
        assert_eq!(date(b"1900-02-29"), None);
        assert_eq!(date(b"0000-03-01"), Some(-719_468));
        assert_eq!(date(b"9999-12-31"), Some(2_932_896));
        assert_eq!(month(b"2020-12"), date(b"2020-12-01"));
        assert_eq!(month(b"2020-13"), None);
        assert_eq!(date(b"2020-1-01"), None);
    }

    #[test]
    fn timestamps_with_and_without_a_zone() {
        let base = i64::from(days(2013, 1, 1).unwrap_or_default()) * DAY_MICROS;
        let hour = 3_600_000_000;
        assert_eq!(timestamp(b"2013-01-01 05:00"), Some((base + 5 * hour, false)));
        assert_eq!(timestamp(b"2013-01-01T05:00:00Z"), Some((base + 5 * hour, true)));
        assert_eq!(timestamp(b"2013-01-01T05:00:00-05:00"), Some((base + 10 * hour, true)));
        assert_eq!(timestamp(b"2013-01-01T05:00:00.123456789+0100"), Some((base + 4 * hour + 123_456, true)));
        assert_eq!(timestamp(b"2013-01-01 24:00"), None);
        assert_eq!(timestamp(b"2013-01-01 05-00"), None);
        assert_eq!(timestamp(b"2013-01-01 05:00:00 PM"), None);
    }
}
