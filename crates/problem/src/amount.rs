//! Amounts with units: `60s`, `2GiB`, `2%`, `5000 a year`.

use crate::split::Sealed;
use crate::stake::Margin;

/// Longest box, in seconds: a year.
pub(crate) const SECONDS_MAX: f64 = 366.0 * 86_400.0;

/// Largest box, in bytes: 1 PiB.
pub(crate) const BYTES_MAX: f64 = (1_u64 << 50) as f64;

/// Why an amount was not understood, and how to write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unread {
    pub(crate) message: String,
    pub(crate) hint: String,
}

fn unread<T>(message: impl Into<String>, hint: impl Into<String>) -> Result<T, Unread> {
    Err(Unread { message: message.into(), hint: hint.into() })
}

/// A share as percent, without the noise of binary fractions: 0.07 gives 7, not 7.000000000000001.
pub(crate) fn percent(share: f64) -> f64 {
    (share * 1e12).round() / 1e10
}

/// Seconds from `60s`, `2min`, `1.5h`, `1h30min`, `500ms`, `2d`.
pub(crate) fn seconds(text: &str) -> Result<f64, Unread> {
    const HINT: &str = "for example \"60s\", \"2min\", \"1h30min\"";
    let mut rest = text.trim();
    if rest.is_empty() {
        return unread("a duration is expected, found an empty text", HINT);
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let (number, after) = split_number(rest);
        let (unit, after) = split_unit(after);
        let Some(number) = number else {
            return unread(format!("`{}` is not a duration", shown(text)), HINT);
        };
        let factor = match unit {
            "ms" => 1e-3,
            "s" | "sec" | "second" | "seconds" => 1.0,
            "min" | "mins" | "minute" | "minutes" => 60.0,
            "h" | "hour" | "hours" => 3_600.0,
            "d" | "day" | "days" => 86_400.0,
            "" => return unread(format!("the duration `{}` has no unit", shown(text)), HINT),
            "m" => {
                return unread("`m` may be minutes or months", "write `min`, for example \"2min\"");
            }
            _ => return unread(format!("`{}` is not a unit of time", shown(unit)), HINT),
        };
        if number < 0.0 {
            return unread("a duration must be more than zero", HINT);
        }
        total += number * factor;
        rest = after.trim_start();
    }
    bounded(total, SECONDS_MAX, "a duration", "a year", HINT)
}

/// Bytes from `512MiB`, `2GiB`, `1.5GB`, `300KB`.
pub(crate) fn bytes(text: &str) -> Result<u64, Unread> {
    const HINT: &str = "for example \"512MiB\", \"2GiB\"";
    let (number, after) = split_number(text.trim());
    let (unit, after) = split_unit(after);
    let Some(number) = number.filter(|_| after.is_empty()) else {
        return unread(format!("`{}` is not a size", shown(text)), HINT);
    };
    let factor: f64 = match unit.to_ascii_lowercase().as_str() {
        "b" | "bytes" => 1.0,
        "kib" => 1024.0,
        "mib" => 1024.0 * 1024.0,
        "gib" => 1024.0 * 1024.0 * 1024.0,
        "tib" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "gb" => 1e9,
        "tb" => 1e12,
        "" => return unread(format!("the size `{}` has no unit", shown(text)), HINT),
        "k" | "m" | "g" | "t" => {
            let unit = unit.to_ascii_uppercase();
            return unread(format!("`{unit}` may be {unit}B or {unit}iB"), format!("write `{unit}iB` for powers of 1024"));
        }
        _ => return unread(format!("`{}` is not a unit of size", shown(unit)), HINT),
    };
    let total = bounded(number * factor, BYTES_MAX, "a size", "1 PiB", HINT)?;
    if total < 1.0 {
        return unread("a size must be at least one byte", HINT);
    }
    Ok(total as u64)
}

fn bounded(total: f64, most: f64, what: &str, most_named: &str, hint: &str) -> Result<f64, Unread> {
    if total.is_nan() || total <= 0.0 {
        return unread(format!("{what} must be more than zero"), hint);
    }
    if total > most {
        return unread(format!("{what} may be at most {most_named}"), hint);
    }
    Ok(total)
}

/// A share from `2%`; the text must end in `%`.
pub(crate) fn share(text: &str) -> Result<f64, Unread> {
    const HINT: &str = "for example \"2%\"";
    let Some(number) = text.trim().strip_suffix('%').and_then(|number| full_number(number.trim())) else {
        return unread(format!("`{}` is not a percentage", shown(text)), HINT);
    };
    if number <= 0.0 {
        return unread("a percentage must be more than zero", HINT);
    }
    if number > 100.0 {
        return unread(format!("{number}% is more than all of it"), "a percentage is at most 100%");
    }
    Ok(number / 100.0)
}

/// A margin from `2%`, `0.4` or `5000 a year`; with the currency it names, if it does.
pub(crate) fn margin(text: &str) -> Result<(Margin, Option<String>), Unread> {
    const HINT: &str = "\"2%\" (of the constant's loss), 0.4 (metric units) or \"5000 a year\" (money)";
    let trimmed = text.trim();
    if trimmed.ends_with('%') {
        return Ok((Margin::Share(share(trimmed)?), None));
    }
    if let Some(units) = full_number(trimmed) {
        return Ok((Margin::Units(positive_margin(units)?), None));
    }
    let lower = trimmed.to_ascii_lowercase();
    let yearly = ["a year", "per year", "/ year", "/year", "p.a.", "yearly"]
        .iter()
        .find_map(|ending| lower.strip_suffix(ending))
        .map(|before| trimmed[..before.len()].trim());
    let Some(amount) = yearly else {
        let message = format!("`{}` is not a margin", shown(text));
        return if money(trimmed).is_some() {
            unread(message, format!("money is stated a year: \"{trimmed} a year\""))
        } else {
            unread(message, HINT)
        };
    };
    match money(amount) {
        Some((money, currency)) => Ok((Margin::Money(positive_margin(money)?), currency)),
        None if amount.contains(['$', '€', '£', '¥']) => unread(
            format!("`{}` is not an amount of money", shown(amount)),
            "name the currency by its three letters: \"5000 USD a year\"",
        ),
        None => unread(format!("`{}` is not an amount of money", shown(amount)), HINT),
    }
}

/// An amount such as `5000`, `5_000 EUR` or `EUR 5000`.
fn money(text: &str) -> Option<(f64, Option<String>)> {
    let is_currency = |word: &str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let words: Vec<&str> = text.split_whitespace().collect();
    match words[..] {
        [amount] => Some((full_number(amount)?, None)),
        [amount, currency] if is_currency(currency) => Some((full_number(amount)?, Some(currency.to_owned()))),
        [currency, amount] if is_currency(currency) => Some((full_number(amount)?, Some(currency.to_owned()))),
        _ => None,
    }
}

/// A margin must be positive, else nothing is ever good enough.
pub(crate) fn positive_margin(margin: f64) -> Result<f64, Unread> {
    if margin > 0.0 && margin.is_finite() {
        Ok(margin)
    } else {
        unread(
            "the margin must be more than zero",
            "it is the smallest difference that matters to whoever pays, for example \"2%\"",
        )
    }
}

/// What is sealed, from `20%` or `500`.
pub(crate) fn sealed(text: &str) -> Result<Sealed, Unread> {
    const HINT: &str = "\"20%\" of the rows, or a whole number of rows";
    if let Ok(rows) = text.trim().parse::<u64>() {
        return sealed_rows(rows);
    }
    if !text.trim().ends_with('%') {
        return unread(format!("`{}` is neither a percentage nor a whole number", shown(text)), HINT);
    }
    let share = share(text)?;
    if share >= 1.0 {
        return unread("sealing all rows leaves none to learn from", HINT);
    }
    Ok(Sealed::Share(share))
}

pub(crate) fn sealed_rows(rows: u64) -> Result<Sealed, Unread> {
    if rows == 0 {
        return unread("every contest seals some rows", "leave `sealed` out for the default, or name a share such as \"20%\"");
    }
    Ok(Sealed::Rows(rows))
}

/// A finite number and nothing else; `_` may stand between digits.
fn full_number(text: &str) -> Option<f64> {
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
    let number: f64 = text.replace('_', "").parse().ok()?;
    (starts && number.is_finite()).then_some(number)
}

/// A number at the start, and the rest.
fn split_number(text: &str) -> (Option<f64>, &str) {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_' | '-' | '+'))).unwrap_or(text.len());
    (full_number(&text[..end]), text[end..].trim_start())
}

/// A unit at the start, and the rest.
fn split_unit(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len()))
}

/// A text short enough, and without control characters, to be repeated in a message.
pub(crate) fn shown(text: &str) -> String {
    const CHARS_MAX: usize = 60;
    let short: String = text.chars().take(CHARS_MAX).collect();
    let cut = if short.len() < text.len() { "..." } else { "" };
    format!("{}{cut}", crate::origin::printable(&short))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp)]

    use super::{bytes, margin, seconds, share};
    use crate::stake::Margin;

    #[test]
    fn durations_add_up() {
        for (text, expected) in [
            ("60s", 60.0),
            ("2min", 120.0),
            ("1.5h", 5400.0),
            ("1h30min", 5400.0),
            ("1h 30min 5s", 5405.0),
            ("500ms", 0.5),
            ("2 d", 172_800.0),
            (" 3 minutes ", 180.0),
        ] {
            assert_eq!(seconds(text), Ok(expected), "{text}");
        }
        for text in ["", "60", "s", "1m", "-1s", "0s", "1e3s", "1h-30min", "inf s", "9999999h", "é"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_are_powers_of_1024_or_of_1000() {
        for (text, expected) in [
            ("512MiB", 512 << 20),
            ("2GiB", 2 << 30),
            ("2 gib", 2 << 30),
            ("1.5GiB", 3 << 29),
            ("2GB", 2_000_000_000),
            ("300kB", 300_000),
            ("1_024B", 1024),
        ] {
            assert_eq!(bytes(text), Ok(expected), "{text}");
        }
        for text in ["", "2", "2G", "GiB", "-1GiB", "0B", "0.5B", "2GiBs", "1GiB 1MiB", "2000TiB"] {
            assert!(bytes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn percentages_lie_between_nothing_and_all() {
        assert_eq!(share("100%"), Ok(1.0));
        for text in ["0%", "-1%", "100.1%", "%", "1", "nan%", "inf%"] {
            assert!(share(text).is_err(), "{text}");
        }
    }

    #[test]
    fn money_a_year_may_name_its_currency() {
        let chf = Some("CHF".to_owned());
        assert_eq!(margin("5000 CHF a year"), Ok((Margin::Money(5000.0), chf.clone())));
        assert_eq!(margin("CHF 5_000/year"), Ok((Margin::Money(5000.0), chf)));
        assert_eq!(margin("1e3 per year"), Ok((Margin::Money(1000.0), None)));
        for text in ["5000 CHF", "five a year", "a year", "$5 a year", "5 5 a year", "nan", "inf a year"] {
            assert!(margin(text).is_err(), "{text}");
        }
    }
}
