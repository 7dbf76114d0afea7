//! Numbers as people read them.

/// A score with four significant digits: `0.4172`, `31.25`, `1,204`.
pub fn score(value: f64) -> String {
    significant(value, 4)
}

/// Seconds: `0.04 s`, `12.3 s`, `4 min 10 s`.
pub fn seconds(value: f64) -> String {
    match value {
        v if v < 0.0995 => format!("{v:.2} s"),
        v if v < 99.95 => format!("{v:.1} s"),
        v if v < 3600.0 => format!("{} min {:02} s", v as u64 / 60, v as u64 % 60),
        v => format!("{:.1} h", v / 3600.0),
    }
}

/// Bytes in binary units: `12 MiB`.
pub fn bytes(value: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut amount = value as f64;
    let mut unit = 0;
    while amount >= 1023.5 && unit + 1 < UNITS.len() {
        amount /= 1024.0;
        unit += 1;
    }
    if amount < 9.95 && unit > 0 { format!("{amount:.1} {}", UNITS[unit]) } else { format!("{amount:.0} {}", UNITS[unit]) }
}

/// Money without more digits than it deserves: `EUR <0.01`, `EUR 1,604`, `EUR 1.2 million`.
pub fn money(value: f64, currency: &str) -> String {
    let size = value.abs();
    let text = match size {
        0.0 => "0".to_owned(),
        s if s < 0.005 => return format!("{currency} <0.01"),
        s if s < 10.0 => format!("{value:.2}"),
        s if s < 999_500.0 => grouped(value.round()),
        s if s < 1e9 => format!("{:.2} million", value / 1e6),
        _ => format!("{:.2} billion", value / 1e9),
    };
    format!("{currency} {text}")
}

/// `value` with `digits` significant digits and grouped thousands.
fn significant(value: f64, digits: i32) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let magnitude = value.abs().log10().floor() as i32;
    let decimals = digits - 1 - magnitude;
    if decimals > 12 {
        return format!("{value:.*e}", (digits - 1) as usize);
    }
    if decimals <= 0 { grouped(value.round()) } else { format!("{value:.*}", decimals as usize) }
}

/// An estimated amount of money, with three digits at most: `EUR 87,400`.
pub(crate) fn estimate(value: f64, currency: &str) -> String {
    if value.abs() < 1_000.0 || !value.is_finite() {
        return money(value, currency);
    }
    let unit = 10_f64.powi(value.abs().log10().floor() as i32 - 2);
    money((value / unit).round() * unit, currency)
}

/// A difference beside the margin: `1.3 times the margin`.
pub(crate) fn of_margin(difference: f64, margin: f64) -> String {
    let times = difference / margin;
    if times < 0.1 { "less than a tenth of the margin".into() } else { format!("{} times the margin", significant(times, 2)) }
}

/// A whole number with commas between thousands.
pub(crate) fn grouped(value: f64) -> String {
    let plain = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && (plain.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_people_read_them() {
        assert_eq!(score(0.417_234), "0.4172");
        assert_eq!(score(31.2468), "31.25");
        assert_eq!(score(1_204_567.0), "1,204,567");
        assert_eq!(score(0.0), "0");
        assert_eq!(score(-0.000_012_345), "-0.00001234");
        assert_eq!(seconds(0.034), "0.03 s");
        assert_eq!(seconds(250.0), "4 min 10 s");
        assert_eq!(bytes(12 << 20), "12 MiB");
        assert_eq!(bytes(1 << 30), "1.0 GiB");
        assert_eq!(money(0.0042, "EUR"), "EUR <0.01");
        assert_eq!(money(1604.4, "EUR"), "EUR 1,604");
        assert_eq!(money(1_234_567.0, "EUR"), "EUR 1.23 million");
        assert_eq!(estimate(-87_412.3, "EUR"), "EUR -87,400");
        assert_eq!(estimate(87.4, "EUR"), "EUR 87");
        assert_eq!(of_margin(0.01, 0.5), "less than a tenth of the margin");
        assert_eq!(of_margin(9.0, 0.5), "18 times the margin");
        assert_eq!(grouped(-1234.0), "-1,234");
    }
}
