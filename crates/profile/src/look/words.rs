//! Words that findings share.

/// A p-value or q-value in few characters.
pub fn p_value(p: f64) -> String {
    if p < 1e-4 { "<0.0001".to_owned() } else { format!("{p:.4}") }
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
