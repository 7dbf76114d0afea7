//! A small evaluator of the SQL that formulas are written in, with the rules of NULL.

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Null,
    Number(f64),
    Text(String),
    Truth(bool),
}

pub(crate) type Row = Vec<(String, Cell)>;

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Name(String),
    Text(String),
    Number(f64),
    Sign(String),
}

/// Column `wanted` of `SELECT scored.*, ... FROM (SELECT *, ... FROM table) AS scored`.
pub(crate) fn select(query: &str, table: &str, rows: &[Row], wanted: &str) -> Vec<Cell> {
    let tokens = tokens(query);
    rows.iter()
        .map(|row| {
            let mut parser = Parser { tokens: &tokens, at: 0, row: row.clone() };
            // The inner query stands behind the outer expression, so it is read first.
            let outer = 5;
            let inner = tokens.windows(3).position(|w| w[0] == word("FROM") && w[1] == sign("(") && w[2] == word("SELECT"));
            parser.at = inner.unwrap() + 5;
            let value = parser.expression();
            parser.expect("AS");
            let Token::Word(name) = parser.next() else { panic!("no name") };
            parser.expect("FROM");
            assert_eq!(parser.next(), Token::Name(table.to_owned()));
            parser.row.push((name, value));
            parser.at = outer;
            let value = parser.expression();
            parser.expect("AS");
            assert_eq!(parser.next(), word(wanted));
            value
        })
        .collect()
}

fn word(text: &str) -> Token {
    Token::Word(text.to_owned())
}

fn sign(text: &str) -> Token {
    Token::Sign(text.to_owned())
}

fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let start = at;
        if c.is_whitespace() {
            at += 1;
        } else if c == '\'' || c == '"' {
            let mut text = String::new();
            at += 1;
            while chars[at] != c || chars.get(at + 1) == Some(&c) {
                at += usize::from(chars[at] == c);
                text.push(chars[at]);
                at += 1;
            }
            at += 1;
            found.push(if c == '"' { Token::Name(text) } else { Token::Text(text) });
        } else if c.is_ascii_digit() {
            while at < chars.len()
                && (chars[at].is_ascii_alphanumeric() || chars[at] == '.' || (chars[at] == '-' && chars[at - 1] == 'e'))
            {
                at += 1;
            }
            found.push(Token::Number(chars[start..at].iter().collect::<String>().parse().unwrap()));
        } else if c.is_ascii_alphabetic() {
            while at < chars.len() && (chars[at].is_ascii_alphanumeric() || chars[at] == '_') {
                at += 1;
            }
            found.push(Token::Word(chars[start..at].iter().collect()));
        } else {
            let two: String = chars[at..chars.len().min(at + 2)].iter().collect();
            let known = ["<=", ">="].contains(&two.as_str());
            at += if known { 2 } else { 1 };
            found.push(Token::Sign(chars[start..at].iter().collect()));
        }
    }
    found
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    row: Row,
}

impl Parser<'_> {
    fn next(&mut self) -> Token {
        self.at += 1;
        self.tokens[self.at - 1].clone()
    }

    fn take(&mut self, text: &str) -> bool {
        let here = self.tokens.get(self.at);
        let hit = here == Some(&word(text)) || here == Some(&sign(text));
        self.at += usize::from(hit);
        hit
    }

    fn expect(&mut self, text: &str) {
        assert!(self.take(text), "wanted {text}, found {:?}", &self.tokens[self.at..self.tokens.len().min(self.at + 5)]);
    }

    fn expression(&mut self) -> Cell {
        let mut left = self.conjunction();
        while self.take("OR") {
            let right = self.conjunction();
            left = match (left, right) {
                (Cell::Truth(true), _) | (_, Cell::Truth(true)) => Cell::Truth(true),
                (Cell::Truth(false), Cell::Truth(false)) => Cell::Truth(false),
                _ => Cell::Null,
            };
        }
        left
    }

    fn conjunction(&mut self) -> Cell {
        let mut left = self.comparison();
        while self.take("AND") {
            let right = self.comparison();
            left = match (left, right) {
                (Cell::Truth(false), _) | (_, Cell::Truth(false)) => Cell::Truth(false),
                (Cell::Truth(true), Cell::Truth(true)) => Cell::Truth(true),
                _ => Cell::Null,
            };
        }
        left
    }

    fn comparison(&mut self) -> Cell {
        let left = self.sum();
        if self.take("IS") {
            let not = self.take("NOT");
            self.expect("NULL");
            return Cell::Truth((left == Cell::Null) != not);
        }
        if self.take("BETWEEN") {
            let low = self.sum();
            self.expect("AND");
            let high = self.sum();
            return match (left, low, high) {
                (Cell::Number(x), Cell::Number(low), Cell::Number(high)) => Cell::Truth(low <= x && x <= high),
                (Cell::Null, ..) => Cell::Null,
                _ => Cell::Truth(false),
            };
        }
        let not = self.take("NOT");
        if self.take("IN") {
            self.expect("(");
            let mut hit = false;
            loop {
                hit |= self.sum() == left;
                if !self.take(",") {
                    break;
                }
            }
            self.expect(")");
            return if left == Cell::Null { Cell::Null } else { Cell::Truth(hit != not) };
        }
        assert!(!not);
        for operator in ["<=", ">=", "<", "="] {
            if self.take(operator) {
                let right = self.sum();
                if left == Cell::Null || right == Cell::Null {
                    return Cell::Null;
                }
                return Cell::Truth(match (operator, &left, &right) {
                    ("=", a, b) => a == b,
                    ("<=", Cell::Number(a), Cell::Number(b)) => a <= b,
                    (">=", Cell::Number(a), Cell::Number(b)) => a >= b,
                    ("<", Cell::Number(a), Cell::Number(b)) => a < b,
                    other => panic!("{other:?}"),
                });
            }
        }
        left
    }

    fn sum(&mut self) -> Cell {
        let mut left = self.product();
        loop {
            if self.take("+") {
                left = both(left, self.product(), |a, b| a + b);
            } else if self.take("-") {
                left = both(left, self.product(), |a, b| a - b);
            } else {
                return left;
            }
        }
    }

    fn product(&mut self) -> Cell {
        let mut left = self.factor();
        loop {
            if self.take("*") {
                left = both(left, self.factor(), |a, b| a * b);
            } else if self.take("/") {
                left = both(left, self.factor(), |a, b| a / b);
            } else {
                return left;
            }
        }
    }

    fn factor(&mut self) -> Cell {
        if self.take("-") {
            return both(Cell::Number(0.0), self.factor(), |a, b| a - b);
        }
        if self.take("(") {
            let value = self.expression();
            self.expect(")");
            return value;
        }
        match self.next() {
            Token::Number(x) => Cell::Number(x),
            Token::Text(text) => Cell::Text(text),
            Token::Name(name) => self.column(&name),
            Token::Word(name) => self.word(&name),
            Token::Sign(text) => panic!("unexpected {text}"),
        }
    }

    fn column(&self, name: &str) -> Cell {
        self.row.iter().find(|(other, _)| other == name).unwrap_or_else(|| panic!("no column {name}")).1.clone()
    }

    fn word(&mut self, name: &str) -> Cell {
        match name {
            "CASE" => self.case(),
            "NULL" => Cell::Null,
            "CAST" => {
                self.expect("(");
                let value = self.expression();
                self.expect("AS");
                let kind = self.next();
                self.expect(")");
                match (&value, kind == word("DOUBLE")) {
                    (Cell::Number(_), true) | (Cell::Text(_), false) | (Cell::Null, _) => value,
                    other => panic!("{other:?}"),
                }
            }
            "EXP" => {
                self.expect("(");
                let value = self.expression();
                self.expect(")");
                both(value, Cell::Number(0.0), |x, _| x.exp())
            }
            "COALESCE" => {
                self.expect("(");
                let first = self.expression();
                self.expect(",");
                let second = self.expression();
                self.expect(")");
                if first == Cell::Null { second } else { first }
            }
            "scored" => {
                self.expect(".");
                let Token::Word(name) = self.next() else { panic!("no column") };
                self.column(&name)
            }
            other => panic!("unexpected {other}"),
        }
    }

    fn case(&mut self) -> Cell {
        let subject = if self.take("WHEN") { None } else { Some(self.expression()) };
        if subject.is_some() {
            self.expect("WHEN");
        }
        let mut found = None;
        loop {
            let test = self.expression();
            let hit = match &subject {
                None => test == Cell::Truth(true),
                Some(subject) => *subject != Cell::Null && *subject == test,
            };
            self.expect("THEN");
            let value = self.expression();
            if hit && found.is_none() {
                found = Some(value);
            }
            if !self.take("WHEN") {
                break;
            }
        }
        if self.take("ELSE") {
            let value = self.expression();
            found = found.or(Some(value));
        }
        self.expect("END");
        found.unwrap_or(Cell::Null)
    }
}

fn both(a: Cell, b: Cell, f: impl Fn(f64, f64) -> f64) -> Cell {
    match (a, b) {
        (Cell::Number(a), Cell::Number(b)) => Cell::Number(f(a, b)),
        (Cell::Null, _) | (_, Cell::Null) => Cell::Null,
        other => panic!("{other:?}"),
    }
}
