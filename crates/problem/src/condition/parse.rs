//! Words and signs into a tree, by recursive descent.

use std::ops::Range;

use super::tokens::{Placed, Token, cut};
use super::{CONDITION_BYTES_MAX, CONDITION_DEPTH_MAX, ColumnUse, ConditionError, Expr, Literal, Operand, Sign};

pub(super) fn parse(text: &str) -> Result<Expr, ConditionError> {
    if text.len() > CONDITION_BYTES_MAX {
        return Err(ConditionError {
            at: 0..text.len(),
            message: format!("the condition is longer than {CONDITION_BYTES_MAX} bytes"),
            hint: Some("use a contender of kind `sql`".to_owned()),
        });
    }
    if text.trim().is_empty() {
        return Err(ConditionError {
            at: 0..text.len(),
            message: "the condition is empty".to_owned(),
            hint: Some("for example: `tenure < 12 and contract = 'monthly'`".to_owned()),
        });
    }
    let mut parser = Parser { tokens: cut(text)?, next: 0, depth: 0 };
    let expr = parser.or()?;
    match parser.peek() {
        Token::End => Ok(expr),
        _ => Err(parser.after_an_end()),
    }
}

struct Parser {
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
}

impl Parser {
    /// The token in turn; the last one, `End`, is never passed.
    fn placed(&self) -> &Placed {
        &self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    fn peek(&self) -> &Token {
        &self.placed().token
    }

    fn at(&self) -> Range<usize> {
        self.placed().at.clone()
    }

    fn take(&mut self) -> Placed {
        let placed = self.placed().clone();
        self.next += 1;
        placed
    }

    fn took(&mut self, token: &Token) -> bool {
        let same = self.peek() == token;
        if same {
            self.next += 1;
        }
        same
    }

    fn fail<T>(&self, message: &str, hint: &str) -> Result<T, ConditionError> {
        Err(ConditionError { at: self.at(), message: message.to_owned(), hint: (!hint.is_empty()).then(|| hint.to_owned()) })
    }

    fn or(&mut self) -> Result<Expr, ConditionError> {
        let mut parts = vec![self.and()?];
        while self.took(&Token::Or) {
            parts.push(self.and()?);
        }
        Ok(one_or(parts, Expr::Or))
    }

    fn and(&mut self) -> Result<Expr, ConditionError> {
        let mut parts = vec![self.not()?];
        while self.took(&Token::And) {
            parts.push(self.not()?);
        }
        Ok(one_or(parts, Expr::And))
    }

    fn not(&mut self) -> Result<Expr, ConditionError> {
        if self.depth >= CONDITION_DEPTH_MAX {
            return self.fail("the condition is nested too deep", "use a contender of kind `sql`");
        }
        self.depth += 1;
        let expr = if self.took(&Token::Not) {
            Expr::Not(Box::new(self.not()?))
        } else if *self.peek() == Token::Open {
            self.parenthesis()?
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn parenthesis(&mut self) -> Result<Expr, ConditionError> {
        let open = self.take().at;
        let expr = self.or()?;
        if self.took(&Token::Close) {
            return Ok(expr);
        }
        if *self.peek() == Token::End {
            return Err(ConditionError {
                at: open,
                message: "this parenthesis is never closed".to_owned(),
                hint: Some("add `)`".to_owned()),
            });
        }
        Err(self.after_an_end())
    }

    fn comparison(&mut self) -> Result<Expr, ConditionError> {
        let start = self.at().start;
        let left = self.operand()?;
        match self.peek().clone() {
            Token::Sign(sign) => {
                self.take();
                self.compared(left, sign, start)
            }
            Token::Is => {
                self.take();
                let not = self.took(&Token::Not);
                if !self.took(&Token::Missing) {
                    return self.fail("expected `missing` after `is`", "compare values with `=`");
                }
                let missing = Expr::Missing(self.column(left, start)?);
                Ok(if not { Expr::Not(Box::new(missing)) } else { missing })
            }
            Token::In => {
                self.take();
                self.listed(left, start)
            }
            Token::Not => {
                self.take();
                if !self.took(&Token::In) {
                    return self.fail("expected `in` after `not`", "`not` stands before a whole comparison");
                }
                Ok(Expr::Not(Box::new(self.listed(left, start)?)))
            }
            _ => self.not_compared(&left),
        }
    }

    /// The error for an operand that no comparison follows.
    fn not_compared(&self, left: &Operand) -> Result<Expr, ConditionError> {
        let Token::Name(word) = self.peek() else {
            let hint = match left {
                Operand::Column(column) => {
                    format!("for a column of true and false: `{} = true`", column.name)
                }
                Operand::Literal(_) => "a condition compares a column with a value".to_owned(),
            };
            return self.fail("expected a comparison such as `=`, `<`, `in` or `is missing`", &hint);
        };
        let hint = match word.to_ascii_lowercase().as_str() {
            "between" => "write `x >= 1 and x <= 5`",
            "like" | "ilike" | "matches" | "contains" | "startswith" => "patterns need a contender of kind `sql`",
            _ => "names with spaces stand in double quotes",
        };
        self.fail(&format!("expected a comparison, found `{}`", word.escape_debug()), hint)
    }

    fn compared(&mut self, left: Operand, sign: Sign, start: usize) -> Result<Expr, ConditionError> {
        let right = self.operand()?;
        let at = start..self.tokens[self.next - 1].at.end;
        if let (Operand::Literal(_), Operand::Literal(_)) = (&left, &right) {
            return Err(ConditionError {
                at,
                message: "this compares two values and no column".to_owned(),
                hint: Some("a column's name stands without quotes, or in double quotes".to_owned()),
            });
        }
        if let Token::Sign(_) = self.peek() {
            return self.fail("comparisons cannot be chained", "write `1 < x and x < 5`");
        }
        Ok(Expr::Compare { left, sign, right, at })
    }

    fn listed(&mut self, left: Operand, start: usize) -> Result<Expr, ConditionError> {
        let column = self.column(left, start)?;
        if !self.took(&Token::Open) {
            return self.fail("expected `(` after `in`", "for example: `in ('a', 'b')`");
        }
        let mut list = Vec::new();
        loop {
            match self.operand()? {
                Operand::Literal(literal) => list.push(literal),
                Operand::Column(column) => {
                    return Err(ConditionError {
                        at: column.at,
                        message: "a list holds values, not columns".to_owned(),
                        hint: Some(format!("as a text: '{}'", column.name)),
                    });
                }
            }
            if self.took(&Token::Close) {
                let at = start..self.tokens[self.next - 1].at.end;
                return Ok(Expr::In { column, list, at });
            }
            if !self.took(&Token::Comma) {
                return self.fail("expected `,` or `)` in this list", "for example: `in ('a', 'b')`");
            }
        }
    }

    fn column(&self, operand: Operand, start: usize) -> Result<ColumnUse, ConditionError> {
        match operand {
            Operand::Column(column) => Ok(column),
            Operand::Literal(_) => Err(ConditionError {
                at: start..self.tokens[self.next - 1].at.end,
                message: "expected a column here, found a value".to_owned(),
                hint: Some("a column's name stands without quotes, or in double quotes".to_owned()),
            }),
        }
    }

    fn operand(&mut self) -> Result<Operand, ConditionError> {
        let operand = match self.peek().clone() {
            Token::Name(name) => Operand::Column(ColumnUse { name, at: self.at() }),
            Token::Number(number) => Operand::Literal(Literal::Number(number)),
            Token::Text(text) => Operand::Literal(Literal::Text(text)),
            Token::Flag(flag) => Operand::Literal(Literal::Flag(flag)),
            Token::Missing => {
                return self.fail("nothing equals a missing value", "write `x is missing`");
            }
            Token::End => {
                return self.fail("the condition ends too early", "expected a column or a value");
            }
            Token::Sign(_) => {
                return self.fail("expected a column or a value before this sign", "");
            }
            _ => return self.fail("expected a column or a value", ""),
        };
        self.take();
        Ok(operand)
    }

    /// The error for what follows a finished condition.
    fn after_an_end(&self) -> ConditionError {
        let (message, hint) = match self.peek() {
            Token::Close => ("this parenthesis was never opened", ""),
            Token::Sign(_) => ("comparisons cannot be chained", "write `1 < x and x < 5`"),
            Token::Number(_) => {
                ("expected `and`, `or` or the end", "conditions have no arithmetic; compute it in a contender of kind `sql`")
            }
            _ => ("expected `and`, `or` or the end", ""),
        };
        ConditionError { at: self.at(), message: message.to_owned(), hint: (!hint.is_empty()).then(|| hint.to_owned()) }
    }
}

fn one_or(mut parts: Vec<Expr>, many: fn(Vec<Expr>) -> Expr) -> Expr {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            parts.extend(last);
            many(parts)
        }
    }
}
