//! Numbers and days in other than the plain way: read where that is safe, else named, so that nobody wonders.

/// What a cell of text may have been meant as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disguise {
    /// `1,5`: a number with a decimal comma, and nothing else.
    Comma,
    /// `1,234`: a decimal comma or a comma between thousands.
    EitherComma,
    /// `$1,234.50`, `12 %`, `1'234`, `(5.00)`: a number with signs in it.
    Signs,
    /// `31.12.2020`, `12/31/20`: a day, or an instant, not in ISO 8601.
    Day,
}

/// What a cell (without blanks at its ends) that is text may have been meant as.
pub(crate) fn disguise(cell: &[u8]) -> Option<Disguise> {
    let text = std::str::from_utf8(cell).ok().filter(|t| t.len() <= 40 && t.bytes().any(|b| b.is_ascii_digit()))?;
    comma(text).or_else(|| day(text).then_some(Disguise::Day)).or_else(|| signs(text).then_some(Disguise::Signs))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn comma(text: &str) -> Option<Disguise> {
    let bare = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, part) = bare.split_once(',').filter(|(whole, part)| is_digits(whole) && is_digits(part))?;
    match whole.strip_prefix('0') {
        Some("") => Some(Disguise::Comma),
        Some(_) => None,
        None if whole.len() <= 3 && part.len() == 3 => Some(Disguise::EitherComma),
        None => Some(Disguise::Comma),
    }
}

/// Three groups of digits with the same sign between them, as a year, month and day may be; perhaps a time after a blank.
fn day(text: &str) -> bool {
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let separated = |by: char| {
        let parts: Vec<&str> = date.split(by).collect();
        let number = |i: usize| parts.get(i).filter(|p| is_digits(p) && p.len() <= 4).and_then(|p| p.parse::<u32>().ok());
        let [Some(a), Some(b), Some(c)] = [number(0), number(1), number(2)] else { return false };
        let year_first = parts[0].len() == 4 && (1..=12).contains(&b) && (1..=31).contains(&c);
        let year_last = (1..=31).contains(&a) && (1..=31).contains(&b) && a.min(b) <= 12 && matches!(parts[2].len(), 2 | 4);
        parts.len() == 3 && (year_first || year_last)
    };
    (time.is_empty() || time.contains(':')) && ['.', '/', '-'].into_iter().any(separated)
}

fn signs(text: &str) -> bool {
    const MONEY: [char; 4] = ['$', '€', '£', '¥'];
    let inside = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    let bare = inside.unwrap_or(text);
    let bare = bare.strip_prefix(['-', '+']).unwrap_or(bare);
    let plain = bare.trim_start_matches(MONEY).trim_end_matches(MONEY).trim_end_matches('%').trim();
    let dressed = plain.len() < bare.len() || inside.is_some();
    if in_thousands(plain) || (dressed && is_digits(plain)) {
        return true;
    }
    let Some((whole, part)) = plain.rsplit_once(['.', ',']) else { return false };
    is_digits(part)
        && (in_thousands(whole) && !whole.contains(&plain[whole.len()..=whole.len()]) || (dressed && is_digits(whole)))
}

/// Digits in groups of three: `1,234`, `1'234'567`, `1 234`.
fn in_thousands(text: &str) -> bool {
    let cut_by = |between: char| {
        let three = |group: &str| group.len() == 3 && is_digits(group);
        text.split_once(between)
            .is_some_and(|(first, rest)| is_digits(first) && first.len() <= 3 && rest.split(between).all(three))
    };
    [',', '.', '\'', ' ', '\u{a0}', '\u{202f}'].into_iter().any(cut_by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disguises() {
        use Disguise::{Comma, Day, EitherComma, Signs};
        let cases = [
            ("1,5", Some(Comma)),
            ("-0,125", Some(Comma)),
            ("1234,567", Some(Comma)),
            ("1,234", Some(EitherComma)),
            ("00,5", None),
            ("1,234.50", Some(Signs)),
            ("1.234,50", Some(Signs)),
            ("1,234,567", Some(Signs)),
            ("1'234", Some(Signs)),
            ("1 234 567", Some(Signs)),
            ("$5", Some(Signs)),
            ("5 €", Some(Signs)),
            ("12%", Some(Signs)),
            ("(5.00)", Some(Signs)),
            ("31.12.2020", Some(Day)),
            ("12/31/20", Some(Day)),
            ("2020/01/31 10:00", Some(Day)),
            ("1-2-2020", Some(Day)),
            ("1.2.3", None),
            ("10.200.300.1", None),
            ("044 123 45 67", None),
            ("a5", None),
            ("5 apples", None),
            ("00501", None),
            ("x", None),
            ("12:30", None),
            ("A-1", None),
        ];
        for (text, expected) in cases {
            assert_eq!(disguise(text.as_bytes()), expected, "{text:?}");
        }
    }
}
