//! Counts of a numeric column.

use crate::validity::Numbers;
use crate::wire::{self, DecodeError, kind};

/// What stands in a numeric column: rows, gaps, NaN, infinities, zeros, negatives, whole numbers, smallest and largest, order.
///
/// Zeros, negatives, whole numbers, extremes and order are those of the finite values. Order is that of the rows with a finite value:
/// [`merge`](Self::merge) takes the other summary as the rows that *follow*. Everything but the order is free of the order of merges.
///
/// ```
/// use summary::{Column, Counts, Numbers};
/// let mut counts = Counts::new();
/// counts.add(&Numbers::sift(Column::complete(&[1.0, 2.0, f64::NAN, 4.0]), &mut Vec::new()));
/// assert_eq!((counts.rows(), counts.nan(), counts.max()), (4, 1, Some(4.0)));
/// assert!(counts.strictly_ascending());
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Counts {
    rows: u64,
    missing: u64,
    nan: u64,
    plus_infinity: u64,
    minus_infinity: u64,
    zeros: u64,
    negatives: u64,
    whole: u64,
    /// Steps between consecutive finite values.
    ups: u64,
    downs: u64,
    ties: u64,
    /// Smallest, largest, first and last finite value.
    span: Option<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    min: f64,
    max: f64,
    first: f64,
    last: f64,
}

/// From here on every double is a whole number.
const WHOLE: f64 = 4_503_599_627_370_496.0;

impl Counts {
    /// Nothing seen.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a batch of rows.
    pub fn add(&mut self, batch: &Numbers<'_>) {
        self.rows += batch.rows;
        self.missing += batch.missing;
        self.nan += batch.nan;
        self.plus_infinity += batch.plus_infinity;
        self.minus_infinity += batch.minus_infinity;
        self.add_finite(batch.finite);
    }

    /// Adds rows without a value.
    pub fn add_missing(&mut self, rows: u64) {
        self.rows += rows;
        self.missing += rows;
    }

    fn add_finite(&mut self, values: &[f64]) {
        let (Some(&first), Some(&last)) = (values.first(), values.last()) else { return };
        let (mut zeros, mut negatives, mut whole) = (0_u64, 0_u64, 0_u64);
        let (mut min, mut max) = (first, first);
        for &x in values {
            let size = x.abs();
            zeros = zeros.wrapping_add(u64::from(x == 0.0));
            negatives = negatives.wrapping_add(u64::from(x < 0.0));
            // Adding 2^52 rounds to a whole number; from there on all doubles are whole.
            let off = if size < WHOLE { (size + WHOLE) - WHOLE - size } else { 0.0 };
            whole = whole.wrapping_add(u64::from(off == 0.0));
            min = if x < min { x } else { min };
            max = if x > max { x } else { max };
        }
        let (mut ups, mut downs) = (0_u64, 0_u64);
        for (&a, &b) in values.iter().zip(&values[1..]) {
            ups = ups.wrapping_add(u64::from(b > a));
            downs = downs.wrapping_add(u64::from(b < a));
        }
        let steps = values.len() as u64 - 1;
        self.zeros += zeros;
        self.negatives += negatives;
        self.whole += whole;
        self.follow(Some(Span { min, max, first, last }), [ups, downs, steps - ups - downs]);
    }

    /// Joins the span and steps of rows that follow.
    fn follow(&mut self, next: Option<Span>, [ups, downs, ties]: [u64; 3]) {
        self.ups += ups;
        self.downs += downs;
        self.ties += ties;
        let Some(next) = next else { return };
        let Some(span) = &mut self.span else {
            self.span = Some(next);
            return;
        };
        self.ups += u64::from(next.first > span.last);
        self.downs += u64::from(next.first < span.last);
        self.ties += u64::from((next.first - span.last).abs() <= 0.0);
        *span = Span { min: span.min.min(next.min), max: span.max.max(next.max), first: span.first, last: next.last };
    }

    /// Adds the rows that another summary has seen and that follow these.
    pub fn merge(&mut self, next: &Self) {
        self.rows += next.rows;
        self.missing += next.missing;
        self.nan += next.nan;
        self.plus_infinity += next.plus_infinity;
        self.minus_infinity += next.minus_infinity;
        self.zeros += next.zeros;
        self.negatives += next.negatives;
        self.whole += next.whole;
        self.follow(next.span, [next.ups, next.downs, next.ties]);
    }

    /// Rows, whatever they hold.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Rows without a value; NaN and infinity are counted apart.
    pub fn missing(&self) -> u64 {
        self.missing
    }

    /// Values that are not a number.
    pub fn nan(&self) -> u64 {
        self.nan
    }

    /// Values that are plus infinity.
    pub fn plus_infinity(&self) -> u64 {
        self.plus_infinity
    }

    /// Values that are minus infinity.
    pub fn minus_infinity(&self) -> u64 {
        self.minus_infinity
    }

    /// Finite values.
    pub fn finite(&self) -> u64 {
        self.rows - self.missing - self.nan - self.plus_infinity - self.minus_infinity
    }

    /// Finite values equal to zero.
    pub fn zeros(&self) -> u64 {
        self.zeros
    }

    /// Finite values below zero.
    pub fn negatives(&self) -> u64 {
        self.negatives
    }

    /// Finite values that are whole numbers.
    pub fn whole(&self) -> u64 {
        self.whole
    }

    /// Whether there are finite values and all are whole numbers.
    pub fn all_whole(&self) -> bool {
        self.span.is_some() && self.whole == self.finite()
    }

    /// Smallest finite value; `None` without any.
    pub fn min(&self) -> Option<f64> {
        self.span.map(|s| s.min)
    }

    /// Largest finite value; `None` without any.
    pub fn max(&self) -> Option<f64> {
        self.span.map(|s| s.max)
    }

    /// Whether there are finite values and all are the same.
    pub fn constant(&self) -> bool {
        self.span.is_some_and(|s| s.max <= s.min)
    }

    /// Steps up, down and level between consecutive finite values in row order.
    pub fn steps(&self) -> (u64, u64, u64) {
        (self.ups, self.downs, self.ties)
    }

    /// Whether there are at least two finite values and none is smaller than the one before.
    pub fn ascending(&self) -> bool {
        self.downs == 0 && self.ups + self.ties > 0
    }

    /// Whether there are at least two finite values and none is larger than the one before.
    pub fn descending(&self) -> bool {
        self.ups == 0 && self.downs + self.ties > 0
    }

    /// Whether every finite value is larger than the one before, and there are at least two: a sorted key when nothing is missing.
    pub fn strictly_ascending(&self) -> bool {
        self.ups > 0 && self.downs + self.ties == 0
    }

    /// Whether every finite value is smaller than the one before, and there are at least two.
    pub fn strictly_descending(&self) -> bool {
        self.downs > 0 && self.ups + self.ties == 0
    }

    fn tallies(&self) -> [u64; 11] {
        [
            self.rows,
            self.missing,
            self.nan,
            self.plus_infinity,
            self.minus_infinity,
            self.zeros,
            self.negatives,
            self.whole,
            self.ups,
            self.downs,
            self.ties,
        ]
    }

    /// Appends the binary form.
    pub fn encode(&self, out: &mut Vec<u8>) {
        wire::open(out, kind::COUNTS);
        for n in self.tallies() {
            wire::put_u64(out, n);
        }
        if let Some(s) = self.span {
            for x in [s.min, s.max, s.first, s.last] {
                wire::put_f64(out, x);
            }
        }
    }

    /// Reads the binary form and moves `bytes` behind it.
    pub fn decode(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::expect(bytes, kind::COUNTS)?;
        let mut n = [0; 11];
        for slot in &mut n {
            *slot = wire::get_count(bytes)?;
        }
        let [rows, missing, nan, plus_infinity, minus_infinity, zeros, negatives, whole, ups, downs, ties] = n;
        let sum = |parts: &[u64]| parts.iter().try_fold(0_u64, |s, &p| s.checked_add(p));
        let finite = sum(&[missing, nan, plus_infinity, minus_infinity]).and_then(|other| rows.checked_sub(other));
        let finite = finite.ok_or(DecodeError::Invalid("more gaps than rows"))?;
        wire::check(sum(&[ups, downs, ties]) == Some(finite.saturating_sub(1)), "steps do not match the values")?;
        let within = sum(&[zeros, negatives]).is_some_and(|n| n <= finite) && whole <= finite;
        wire::check(within, "more zeros, negatives or whole numbers than values")?;
        let span = if finite == 0 {
            None
        } else {
            let [min, max, first, last] =
                [wire::get_f64(bytes)?, wire::get_f64(bytes)?, wire::get_f64(bytes)?, wire::get_f64(bytes)?];
            let inside = |x: f64| min <= x && x <= max;
            wire::check(inside(first) && inside(last), "extremes out of order")?;
            wire::check(min.is_finite() && max.is_finite(), "extremes that are not finite")?;
            Some(Span { min, max, first, last })
        };
        Ok(Self { rows, missing, nan, plus_infinity, minus_infinity, zeros, negatives, whole, ups, downs, ties, span })
    }
}
