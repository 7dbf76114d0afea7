//! An exact linear dependence, by name.

use std::fmt::Write as _;

/// Part of a column's spread that may be left when simple coefficients are tried.
const REST_MAX: f64 = 1e-8;
/// A term that moves the sum by less than this part of the column is rounding.
const TERM_MIN: f64 = 1e-7;

/// A column that is a linear combination of others in every row, to 8 digits or more.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependence {
    /// The column that is made up.
    pub column: usize,
    /// What it is made of.
    pub terms: Vec<Term>,
    /// What is added.
    pub constant: f64,
}

/// A column with its coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// The column.
    pub column: usize,
    /// Its coefficient.
    pub coefficient: f64,
}

impl Dependence {
    /// Makes coefficients simple where the rows allow it, and puts on the left the column that is a plain sum, if one is.
    pub(crate) fn recognise(columns: &[&[f64]], column: usize, terms: Vec<(usize, f64)>, constant: f64) -> Self {
        let size = spread(columns[column]);
        let kept: Vec<(usize, f64)> =
            terms.into_iter().filter(|(j, b)| b.abs() * spread(columns[*j]) > TERM_MIN * size).collect();
        let exact = Self::of(column, &kept, constant);
        let simple: Vec<(usize, f64)> = kept.iter().map(|&(j, b)| (j, simplest(b))).collect();
        let centre = |j: usize| crate::mean(columns[j]).unwrap_or(0.0);
        let rest = centre(column) - simple.iter().map(|&(j, b)| b * centre(j)).sum::<f64>();
        let rest = if rest.abs() < REST_MAX * size { 0.0 } else { simplest(rest) };
        let found = Self::of(column, &simple, rest);
        if found.fits(columns, size) { found.into_sum() } else { exact }
    }

    fn of(column: usize, terms: &[(usize, f64)], constant: f64) -> Self {
        let terms = terms.iter().map(|&(column, coefficient)| Term { column, coefficient }).collect();
        Self { column, terms, constant }
    }

    /// Whether every row obeys.
    fn fits(&self, columns: &[&[f64]], size: f64) -> bool {
        columns[self.column].iter().enumerate().all(|(row, y)| {
            let made: f64 = self.terms.iter().map(|t| t.coefficient * columns[t.column][row]).sum();
            let digits = 1e-13 * self.terms.iter().map(|t| (t.coefficient * columns[t.column][row]).abs()).sum::<f64>();
            (y - made - self.constant).abs() <= REST_MAX * size + digits
        })
    }

    /// The same dependence solved for a column of which all others are a sum with coefficients above 0, if there is one.
    fn into_sum(self) -> Self {
        if self.terms.iter().all(|t| t.coefficient > 0.0) {
            return self;
        }
        // x = a y - b z: y = x / a + (b / a) z is a sum when y is the only term above 0.
        let mut above = self.terms.iter().filter(|t| t.coefficient > 0.0);
        let (Some(&left), None) = (above.next(), above.next()) else { return self };
        let a = left.coefficient;
        let own = Term { column: self.column, coefficient: 1.0 / a };
        let others = self.terms.iter().filter(|t| t.column != left.column);
        let mut terms: Vec<Term> =
            others.map(|t| Term { column: t.column, coefficient: -t.coefficient / a }).chain([own]).collect();
        terms.sort_by_key(|t| t.column);
        Self { column: left.column, terms, constant: -self.constant / a + 0.0 }
    }

    /// Whether every row obeys, to 8 digits of the column's spread.
    pub fn holds(&self, columns: &[&[f64]]) -> bool {
        self.fits(columns, spread(columns[self.column]))
    }

    /// The dependence as an equation: "total = fare + tip + 0.5".
    pub fn text(&self, names: &[&str]) -> String {
        let name = |j: usize| names.get(j).copied().unwrap_or("?");
        let mut text = format!("{} =", name(self.column));
        let mut first = true;
        let mut append = |value: f64, factor: Option<usize>| {
            let sign = match (first, value < 0.0) {
                (true, true) => " -",
                (true, false) => " ",
                (false, true) => " - ",
                (false, false) => " + ",
            };
            first = false;
            text.push_str(sign);
            let size = value.abs();
            match factor {
                Some(j) if (size - 1.0).abs() < f64::EPSILON => text.push_str(name(j)),
                Some(j) => drop(write!(text, "{} {}", number(size), name(j))),
                None => text.push_str(&number(size)),
            }
        };
        for term in &self.terms {
            append(term.coefficient, Some(term.column));
        }
        if self.constant != 0.0 || self.terms.is_empty() {
            append(self.constant, None);
        }
        text
    }
}

/// A number as a person would write it: whole, a fraction of small numbers, or decimals.
fn number(x: f64) -> String {
    let is_whole = |y: f64| (y - y.round()).abs() < 1e-12 * y.abs().max(1.0);
    if is_whole(x) || is_whole(x * 1000.0) {
        return format!("{x}");
    }
    match (2..=12).find(|&q| is_whole(x * f64::from(q))) {
        Some(q) => format!("{}/{q}", (x * f64::from(q)).round()),
        None => format!("{x:.7}").trim_end_matches('0').to_owned(),
    }
}

/// The nearest whole number or fraction with a denominator up to 12, else the number to 7 digits.
fn simplest(b: f64) -> f64 {
    for q in 1..=12 {
        let whole = (b * f64::from(q)).round();
        if whole.abs() > 0.0 && (b * f64::from(q) - whole).abs() < 1e-6 * whole.abs() {
            return whole / f64::from(q);
        }
    }
    format!("{b:.6e}").parse().unwrap_or(b)
}

/// Standard deviation, or 0 of nothing.
fn spread(column: &[f64]) -> f64 {
    let mean = crate::mean(column).unwrap_or(0.0);
    (column.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / column.len().max(1) as f64).sqrt()
}
