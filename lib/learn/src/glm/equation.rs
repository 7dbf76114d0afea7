use std::fmt::Write;

use super::family::Link;
use super::formula::Formula;
use crate::encode::{Factor, Raw};

/// Digits of coefficients.
const DIGITS: usize = 6;
/// A number that is this many standard deviations away from 0 is written less its mean, so that six digits of its coefficient suffice.
const FAR: f64 = 20.0;

impl Formula {
    /// The model as an equation for `target`, one term a line, with what its terms mean below.
    ///
    /// Coefficients have six digits: for reading and for a pocket calculator; [`Formula::sql`] has all.
    pub fn equation(&self, target: &str) -> String {
        let left = match self.link {
            Link::Identity => target.to_owned(),
            Link::Logit => format!("ln(p / (1 - p)), p the probability of {target},"),
            Link::Log => format!("ln({target})"),
        };
        let mut level = self.level();
        let mut terms = String::new();
        for (at, number) in self.encoder.numbers().iter().enumerate() {
            let (slope, moments) = (self.slope(at), &number.moments);
            if moments.mean.abs() > FAR * moments.sd {
                let sign = if moments.mean < 0.0 { '+' } else { '-' };
                line(&mut terms, slope, &format!("({} {sign} {})", number.name, significant(moments.mean.abs(), 10)));
            } else {
                level -= slope * moments.mean;
                line(&mut terms, slope, &number.name);
            }
        }
        let first = 1 + self.encoder.numbers().len();
        for (name, b) in self.encoder.names()[first..].iter().zip(&self.beta[first..]) {
            line(&mut terms, self.target.unit * b, &format!("[{name}]"));
        }
        let mut text = format!("{left} =\n    {}\n{terms}", significant(level, DIGITS));
        text.push_str(&self.notes());
        text
    }

    /// What the terms mean.
    fn notes(&self) -> String {
        let mut notes = Vec::new();
        if self.encoder.names().len() > 1 + self.encoder.numbers().len() {
            notes.push("[...] is 1 where it holds, else 0".to_owned());
        }
        for (column, base) in self.encoder.bases() {
            notes.push(format!("{column} = {base} adds nothing"));
        }
        let name = |source: usize| self.encoder.source_name(source);
        for number in self.encoder.numbers() {
            match &number.raw {
                Raw::Straight { source } => {
                    notes.push(format!("a missing {} counts as {}", name(*source), significant(number.moments.mean, DIGITS)));
                }
                Raw::Score { ranks, .. } => {
                    notes.push(format!("{} counts its labels from 0 to {}", number.name, ranks.len() - 1));
                }
                Raw::Bend { source, curve, at, .. } => {
                    let knots: Vec<String> = curve.knots().iter().map(|knot| significant(*knot, DIGITS)).collect();
                    let (x, knots) = (name(*source), knots.join(", "));
                    notes.push(format!(
                        "{} is bend {} of the restricted cubic spline of {x} with knots {knots}",
                        number.name,
                        at + 1
                    ));
                }
                Raw::Product(a, b) => {
                    let side = |factor: &Factor| match factor {
                        Factor::Centred { source, mean, .. } => format!("({} - {})", name(*source), significant(*mean, DIGITS)),
                        Factor::On { .. } => format!("[{}]", number.name.split_once(':').map_or("", |(_, label)| label)),
                    };
                    notes.push(format!("{} is {} {}", number.name, side(a), side(b)));
                }
            }
        }
        if notes.is_empty() { String::new() } else { format!("where {}\n", notes.join(";\n    ")) }
    }
}

fn line(text: &mut String, b: f64, name: &str) {
    let sign = if b < 0.0 { '-' } else { '+' };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "  {sign} {} {name}", significant(b.abs(), DIGITS));
}

/// A number to that many significant digits, without zeros at the end.
pub(super) fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let exponent = value.abs().log10().floor();
    if !(-6.0..12.0).contains(&exponent) {
        return format!("{value:.*e}", digits - 1);
    }
    let decimals = (digits as f64 - 1.0 - exponent).max(0.0) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
