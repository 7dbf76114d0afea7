//! What a condition compares.

/// The content of one cell of a table, as a condition sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// No value. NaN and infinity count as missing too.
    Missing,
    /// A number.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// A truth value.
    Flag(bool),
}

impl Value<'_> {
    /// What it is, in words.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::Flag(_) => "a truth value",
        }
    }
}
