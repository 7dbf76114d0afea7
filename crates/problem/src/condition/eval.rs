//! Conditions in the three-valued logic of Kleene (1938), as in SQL.

use std::cmp::Ordering;
use std::ops::Range;

use super::{Expr, Literal, Operand, Sign, Value};

/// Two values of kinds that cannot be compared, such as a number with a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot compare {left} with {right}")]
pub struct Mismatch {
    /// What stood on the left, in words.
    pub left: &'static str,
    /// What stood on the right, in words.
    pub right: &'static str,
    /// Where in the condition's text the comparison stands (bytes).
    pub at: Range<usize>,
}

/// True, false, or unknown.
type Truth = Option<bool>;

pub(super) fn truth<'v>(expr: &Expr, lookup: &impl Fn(&str) -> Value<'v>) -> Result<Truth, Mismatch> {
    match expr {
        Expr::Or(parts) => any(parts, true, lookup),
        Expr::And(parts) => any(parts, false, lookup),
        Expr::Not(part) => Ok(truth(part, lookup)?.map(|known| !known)),
        Expr::Missing(column) => Ok(Some(present(lookup(&column.name)).is_none())),
        Expr::Compare { left, sign, right, at } => {
            let (left, right) = (side(left, lookup), side(right, lookup));
            Ok(order(left, right, at)?.map(|order| sign.holds(order)))
        }
        Expr::In { column, list, at } => {
            let value = lookup(&column.name);
            for literal in list {
                match order(value, literal.value(), at)? {
                    None => return Ok(None),
                    Some(Ordering::Equal) => return Ok(Some(true)),
                    Some(_) => {}
                }
            }
            Ok(Some(false))
        }
    }
}

/// `or` decides on the first true part, `and` on the first false one; undecided, one unknown part makes all unknown.
fn any<'v>(parts: &[Expr], decides: bool, lookup: &impl Fn(&str) -> Value<'v>) -> Result<Truth, Mismatch> {
    let mut all = Some(!decides);
    for part in parts {
        match truth(part, lookup)? {
            Some(known) if known == decides => return Ok(Some(decides)),
            Some(_) => {}
            None => all = None,
        }
    }
    Ok(all)
}

fn side<'e, 'v: 'e>(operand: &'e Operand, lookup: &impl Fn(&str) -> Value<'v>) -> Value<'e> {
    match operand {
        Operand::Column(column) => lookup(&column.name),
        Operand::Literal(literal) => literal.value(),
    }
}

/// The value, unless it is missing; NaN and infinity are.
fn present(value: Value<'_>) -> Option<Value<'_>> {
    match value {
        Value::Missing => None,
        Value::Number(number) if !number.is_finite() => None,
        other => Some(other),
    }
}

/// How two values are ordered; none when one is missing. A truth value counts as 0 or 1 beside a number.
fn order(left: Value<'_>, right: Value<'_>, at: &Range<usize>) -> Result<Option<Ordering>, Mismatch> {
    let (Some(left), Some(right)) = (present(left), present(right)) else {
        return Ok(None);
    };
    Ok(match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(&b),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Flag(a), Value::Flag(b)) => Some(a.cmp(&b)),
        (Value::Flag(a), Value::Number(b)) => f64::from(u8::from(a)).partial_cmp(&b),
        (Value::Number(a), Value::Flag(b)) => a.partial_cmp(&f64::from(u8::from(b))),
        (left, right) => {
            return Err(Mismatch { left: left.word(), right: right.word(), at: at.clone() });
        }
    })
}

impl Sign {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

impl Literal {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::Text(text),
            Self::Flag(flag) => Value::Flag(*flag),
        }
    }
}
