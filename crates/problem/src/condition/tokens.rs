//! A condition's text cut into words, numbers, texts and signs.

use std::ops::Range;

use super::{ConditionError, Sign};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A column's name, plain or quoted.
    Name(String),
    Number(f64),
    Text(String),
    Sign(Sign),
    Open,
    Close,
    Comma,
    Or,
    And,
    Not,
    In,
    Is,
    Missing,
    Flag(bool),
    End,
}

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) at: Range<usize>,
}

/// Cuts the text up; the last token is always [`Token::End`].
pub(super) fn cut(text: &str) -> Result<Vec<Placed>, ConditionError> {
    let mut tokens = Vec::new();
    let mut from = 0;
    while let Some(first) = text[from..].chars().next() {
        let rest = &text[from..];
        if first.is_whitespace() {
            from += first.len_utf8();
            continue;
        }
        let (token, len) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            '\'' => quoted(rest, from, '\'').map(|(text, len)| (Token::Text(text), len))?,
            '"' | '`' => quoted(rest, from, first).map(|(name, len)| (Token::Name(name), len))?,
            '=' | '!' | '<' | '>' => sign(rest, from)?,
            '0'..='9' | '.' | '-' | '+' => number(rest, from)?,
            _ if first.is_alphabetic() || first == '_' => word(rest),
            _ => return Err(stranger(first, rest, from)),
        };
        tokens.push(Placed { token, at: from..from + len });
        from += len;
    }
    tokens.push(Placed { token: Token::End, at: text.len()..text.len() });
    Ok(tokens)
}

fn mistake(at: Range<usize>, message: impl Into<String>, hint: &str) -> ConditionError {
    ConditionError { at, message: message.into(), hint: Some(hint.to_owned()) }
}

/// A text or name in quotes; a doubled quote stands for one. Gives the content and the length with its quotes.
fn quoted(rest: &str, from: usize, quote: char) -> Result<(String, usize), ConditionError> {
    let mut content = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != quote {
            content.push(c);
        } else if chars.next_if(|(_, next)| *next == quote).is_some() {
            content.push(quote);
        } else if quote != '\'' && content.is_empty() {
            return Err(mistake(from..from + at + 1, "a column's name is empty", "texts stand in single quotes: ''"));
        } else {
            return Ok((content, at + 1));
        }
    }
    let what = if quote == '\'' { "text" } else { "name" };
    Err(mistake(from..from + rest.len(), format!("this {what} has no closing quote"), &format!("close it with {quote}")))
}

fn sign(rest: &str, from: usize) -> Result<(Token, usize), ConditionError> {
    let two = rest.get(..2).unwrap_or(rest);
    let (sign, len) = match two {
        "==" => (Sign::Equal, 2),
        "!=" | "<>" => (Sign::Unequal, 2),
        "<=" => (Sign::AtMost, 2),
        ">=" => (Sign::AtLeast, 2),
        "=<" | "=>" => {
            let hint = if two == "=<" { "write `<=`" } else { "write `>=`" };
            return Err(mistake(from..from + 2, format!("`{two}` is not a comparison"), hint));
        }
        _ => match rest.as_bytes().first() {
            Some(b'=') => (Sign::Equal, 1),
            Some(b'<') => (Sign::Less, 1),
            Some(b'>') => (Sign::More, 1),
            _ => {
                return Err(mistake(from..from + 1, "unexpected `!`", "write `not`, or `!=`"));
            }
        },
    };
    Ok((Token::Sign(sign), len))
}

fn number(rest: &str, from: usize) -> Result<(Token, usize), ConditionError> {
    let signed = rest.len() - rest.trim_start_matches(['-', '+']).len();
    let mut len = signed;
    for c in rest[signed..].chars() {
        let after_e = rest[..len].ends_with(['e', 'E']) && len > signed;
        if c.is_alphanumeric() || c == '.' || c == '_' || (after_e && (c == '-' || c == '+')) {
            len += c.len_utf8();
        } else {
            break;
        }
    }
    if len == signed {
        return Err(mistake(
            from..from + 1,
            format!("conditions have no arithmetic, found `{}`", &rest[..1]),
            "compute it in a contender of kind `sql`",
        ));
    }
    match rest[..len].replace('_', "").parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((Token::Number(number), len)),
        _ => Err(mistake(
            from..from + len,
            format!("`{}` is not a number", &rest[..len]),
            "texts stand in single quotes, names with signs in double quotes",
        )),
    }
}

fn word(rest: &str) -> (Token, usize) {
    let len = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).unwrap_or(rest.len());
    let word = &rest[..len];
    let token = match word.to_ascii_lowercase().as_str() {
        "or" => Token::Or,
        "and" => Token::And,
        "not" => Token::Not,
        "in" => Token::In,
        "is" => Token::Is,
        "missing" | "null" => Token::Missing,
        "true" => Token::Flag(true),
        "false" => Token::Flag(false),
        _ => Token::Name(word.to_owned()),
    };
    (token, len)
}

fn stranger(c: char, rest: &str, from: usize) -> ConditionError {
    let (len, hint) = match c {
        '&' => (if rest.starts_with("&&") { 2 } else { 1 }, "write `and`"),
        '|' => (if rest.starts_with("||") { 2 } else { 1 }, "write `or`"),
        '[' | ']' | '{' | '}' => (1, "lists stand in parentheses: `in ('a', 'b')`"),
        '*' | '/' | '%' | '^' => (1, "compute it in a contender of kind `sql`"),
        '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => (c.len_utf8(), "use straight quotes: 'text'"),
        '~' => (1, "patterns need a contender of kind `sql`"),
        _ => (c.len_utf8(), "names with signs stand in double quotes, texts in single quotes"),
    };
    let shown = rest[..len].escape_debug();
    mistake(from..from + len, format!("unexpected `{shown}`"), hint)
}
