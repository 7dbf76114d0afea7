//! The line `pandas_categorical`: JSON, one list of labels a categorical column.

/// Writes lists of labels; `null` for none.
pub(super) fn write(lists: &[&[String]]) -> String {
    if lists.is_empty() {
        return "null".to_owned();
    }
    let list = |labels: &&[String]| format!("[{}]", labels.iter().map(|label| quote(label)).collect::<Vec<_>>().join(", "));
    format!("[{}]", lists.iter().map(list).collect::<Vec<_>>().join(", "))
}

fn quote(label: &str) -> String {
    let mut text = String::from("\"");
    for sign in label.chars() {
        match sign {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            sign if sign < ' ' => text.push_str(&format!("\\u{:04x}", u32::from(sign))),
            sign => text.push(sign),
        }
    }
    text.push('"');
    text
}

/// Reads what [`write`] and Python's `json` write; numbers and `true` become labels as they stand.
pub(super) fn read(text: &str) -> Result<Vec<Vec<String>>, String> {
    let mut signs = Signs { rest: text.trim() };
    if signs.rest == "null" {
        return Ok(Vec::new());
    }
    let lists = signs.list(|signs| signs.list(Signs::label))?;
    if signs.rest.is_empty() { Ok(lists) } else { Err(format!("`{}` stands behind the lists", super::block::short(signs.rest))) }
}

/// What is left to read.
struct Signs<'a> {
    rest: &'a str,
}

impl Signs<'_> {
    fn skip(&mut self, sign: char) -> bool {
        let rest = self.rest.trim_start();
        let found = rest.strip_prefix(sign);
        self.rest = found.unwrap_or(rest);
        found.is_some()
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Result<T, String>) -> Result<Vec<T>, String> {
        if !self.skip('[') {
            return Err("a list of lists of labels is needed".to_owned());
        }
        let mut items = Vec::new();
        if self.skip(']') {
            return Ok(items);
        }
        loop {
            items.push(item(self)?);
            if self.skip(']') {
                return Ok(items);
            }
            if !self.skip(',') {
                return Err("a list has no end".to_owned());
            }
        }
    }

    fn label(&mut self) -> Result<String, String> {
        if !self.skip('"') {
            let end = self.rest.find([',', ']', '[', '"']).unwrap_or(self.rest.len());
            let (word, rest) = self.rest.split_at(end);
            self.rest = rest;
            return match word.trim() {
                "" => Err("a label is missing".to_owned()),
                word => Ok(word.to_owned()),
            };
        }
        let mut label = String::new();
        loop {
            let mut signs = self.rest.chars();
            let sign = signs.next().ok_or("a label has no end")?;
            self.rest = signs.as_str();
            match sign {
                '"' => return Ok(label),
                '\\' => label.push(self.escape()?),
                sign => label.push(sign),
            }
        }
    }

    /// The sign behind a backslash; surrogate pairs are one sign.
    fn escape(&mut self) -> Result<char, String> {
        let mut signs = self.rest.chars();
        let sign = signs.next().ok_or("a label has no end")?;
        self.rest = signs.as_str();
        Ok(match sign {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let high = self.hex()?;
                let code = match high {
                    0xD800..0xDC00 if self.rest.starts_with("\\u") => {
                        self.rest = &self.rest[2..];
                        let low = self.hex()?;
                        0x10000 + ((high - 0xD800) << 10) + (low.wrapping_sub(0xDC00) & 0x3FF)
                    }
                    code => code,
                };
                char::from_u32(code).ok_or("a label has half a sign")?
            }
            sign => sign,
        })
    }

    fn hex(&mut self) -> Result<u32, String> {
        let word = self.rest.get(..4).ok_or("a label has a short \\u")?;
        self.rest = &self.rest[4..];
        u32::from_str_radix(word, 16).map_err(|_| format!("\\u{word} is no sign"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{read, write};

    #[test]
    fn labels_survive() {
        let lists = vec![vec!["a \"b\"".to_owned(), "\\\n\u{1}".to_owned(), "ä😀,]".to_owned()], vec![]];
        let parts: Vec<&[String]> = lists.iter().map(Vec::as_slice).collect();
        assert_eq!(read(&write(&parts)).unwrap(), lists);
        assert_eq!(read("[[1, 2.5, true], [\"\\ud83d\\ude00\\u00e4\"]]").unwrap(), [vec!["1", "2.5", "true"], vec!["😀ä"]]);
        assert_eq!(read(" null").unwrap(), Vec::<Vec<String>>::new());
        for broken in ["", "[", "[[", "[[\"a", "[[\"\\u12", "[[\"\\ud83d\"]]", "[[1,]]", "[1]", "[[1]] x", "[[\"\\ud83d\\u\"]]"] {
            assert!(read(broken).is_err(), "{broken}");
        }
    }
}
