//! Words that findings share.

/// A p-value or q-value in few characters.
pub fn p_value(p: f64) -> String {
    if p < 1e-4 { "<0.0001".to_owned() } else { format!("{p:.4}") }
}

/// Rows that a level or value rests on at least before a text may name it: what is rarer is told without its name.
pub const SHOWN_ROWS_MIN: u64 = 10;

/// A level as a sentence may name it.
pub(crate) fn level(name: &str, rows: u64) -> &str {
    if rows >= SHOWN_ROWS_MIN { name } else { "a rare level" }
}

/// A share in few digits, never 0 % or 100 % unless it is.
pub(crate) fn percent(share: f64) -> String {
    let points = 100.0 * share;
    let far = points.min(100.0 - points);
    if far > 0.0 && far < 0.01 {
        format!("{points} %")
    } else if far > 0.0 && far < 0.1 {
        format!("{points:.2} %")
    } else {
        format!("{points:.1} %")
    }
}

/// A number in at most so many digits, of which one at least stands for what is before the point.
pub(crate) fn figure(x: f64, digits: usize) -> String {
    let size = x.abs();
    if size > 0.0 && !(1e-4..1e9).contains(&size) {
        return format!("{x:.*e}", digits - 1);
    }
    let before = size.max(1.0).log10().floor() as usize;
    let text = format!("{x:.*}", (digits - 1).saturating_sub(before));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Names in a row: `a`, `a and b`; of more than four the first three: `a, b, c and 5 more`.
pub(crate) fn listed(names: &[impl AsRef<str>]) -> String {
    row(names, 4, 3)
}

/// The same with at most so many names.
pub(crate) fn listed_up_to(names: &[impl AsRef<str>], most: usize) -> String {
    row(names, most, most)
}

/// All names where there are at most `all`, else the `first` of them and how many follow.
fn row(names: &[impl AsRef<str>], all: usize, first: usize) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] if names.len() <= all => format!("{} and {last}", rest.join(", ")),
        _ => format!("{} and {} more", names[..first].join(", "), names.len() - first),
    }
}
