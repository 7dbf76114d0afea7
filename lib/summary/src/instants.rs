//! Dates and times of a column.

use crate::gram::Mismatch;
use crate::top_k::{Frequent, TopK};
use crate::validity::Validity;
use crate::wire::{self, DecodeError, kind};

/// What an instant counts since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Days.
    Days,
    /// Microseconds.
    Microseconds,
}

impl Unit {
    /// Units in a day.
    pub fn per_day(self) -> i64 {
        match self {
            Self::Days => 1,
            Self::Microseconds => 86_400_000_000,
        }
    }
}

/// Dates or times: span, order, steps between consecutive rows, days of the week and hours of the day.
///
/// Missing rows are skipped. Steps are those between consecutive rows with a value; [`merge`](Self::merge) takes the other summary as the rows that *follow*.
/// Days and hours are those of the instant as it stands (UTC if it is).
#[derive(Debug, Clone, PartialEq)]
pub struct Instants {
    unit: Unit,
    missing: u64,
    count: u64,
    span: Option<[i64; 4]>,
    ups: u64,
    downs: u64,
    ties: u64,
    steps: TopK<i64>,
    /// Monday first.
    weekdays: [u64; 7],
    hours: [u64; 24],
    /// Values that are not midnight.
    timed: u64,
}

/// Different steps that are counted exactly.
const STEPS: usize = 4096;

impl Instants {
    /// Nothing seen.
    pub fn new(unit: Unit) -> Self {
        Self {
            unit,
            missing: 0,
            count: 0,
            span: None,
            ups: 0,
            downs: 0,
            ties: 0,
            steps: TopK::new(STEPS),
            weekdays: [0; 7],
            hours: [0; 24],
            timed: 0,
        }
    }

    /// Adds rows.
    pub fn add_slice(&mut self, values: &[i64], validity: Validity<'_>) {
        for (row, &t) in values.iter().enumerate() {
            if validity.get(row) {
                self.add(t);
            } else {
                self.missing += 1;
            }
        }
    }

    /// Adds an instant.
    pub fn add(&mut self, t: i64) {
        let day_length = self.unit.per_day();
        let (day, time) = (t.div_euclid(day_length), t.rem_euclid(day_length));
        // 1970-01-01 was a Thursday.
        self.weekdays[(day.rem_euclid(7) + 3) as usize % 7] += 1;
        self.hours[(time / (day_length / 24).max(1)) as usize % 24] += 1;
        self.timed += u64::from(time != 0);
        self.count += 1;
        self.follow([t; 4]);
    }

    /// Joins the span of rows that follow.
    fn follow(&mut self, next: [i64; 4]) {
        let Some([min, max, first, last]) = self.span else {
            self.span = Some(next);
            return;
        };
        self.span = Some([min.min(next[0]), max.max(next[1]), first, next[3]]);
        let step = next[2].saturating_sub(last);
        self.ups += u64::from(step > 0);
        self.downs += u64::from(step < 0);
        self.ties += u64::from(step == 0);
        self.steps.add_slice(&[step]);
    }

    /// Adds the rows that another summary has seen and that follow these.
    pub fn merge(&mut self, next: &Self) -> Result<(), Mismatch> {
        if self.unit != next.unit {
            return Err(Mismatch("days and microseconds"));
        }
        self.missing += next.missing;
        self.count += next.count;
        self.ups += next.ups;
        self.downs += next.downs;
        self.ties += next.ties;
        self.timed += next.timed;
        self.steps.merge(&next.steps);
        self.weekdays.iter_mut().zip(next.weekdays).for_each(|(mine, theirs)| *mine += theirs);
        self.hours.iter_mut().zip(next.hours).for_each(|(mine, theirs)| *mine += theirs);
        next.span.into_iter().for_each(|span| self.follow(span));
        Ok(())
    }

    /// Days or microseconds.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// Rows with a value.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Rows without a value.
    pub fn missing(&self) -> u64 {
        self.missing
    }

    /// Earliest; `None` without any.
    pub fn min(&self) -> Option<i64> {
        self.span.map(|s| s[0])
    }

    /// Latest; `None` without any.
    pub fn max(&self) -> Option<i64> {
        self.span.map(|s| s[1])
    }

    /// Whether there are at least two and none is earlier than the one before.
    pub fn ascending(&self) -> bool {
        self.downs == 0 && self.ups + self.ties > 0
    }

    /// Whether there are at least two and each is later than the one before.
    pub fn strictly_ascending(&self) -> bool {
        self.ups > 0 && self.downs + self.ties == 0
    }

    /// Whether there are at least two and none is later than the one before.
    pub fn descending(&self) -> bool {
        self.ups == 0 && self.downs + self.ties > 0
    }

    /// Steps forward, back and nil between consecutive values.
    pub fn directions(&self) -> (u64, u64, u64) {
        (self.ups, self.downs, self.ties)
    }

    /// The most frequent steps between consecutive values, in units.
    pub fn steps(&self, k: usize) -> Vec<Frequent<i64>> {
        self.steps.top(k)
    }

    /// Different steps held, and whether these are all.
    pub fn different_steps(&self) -> (usize, bool) {
        (self.steps.held(), self.steps.exact())
    }

    /// Values by day of the week, Monday first.
    pub fn weekdays(&self) -> [u64; 7] {
        self.weekdays
    }

    /// Values by hour of the day.
    pub fn hours(&self) -> [u64; 24] {
        self.hours
    }

    /// Values with a time of day other than midnight.
    pub fn timed(&self) -> u64 {
        self.timed
    }

    /// Appends the binary form.
    pub fn encode(&self, out: &mut Vec<u8>) {
        wire::open(out, kind::INSTANTS);
        out.push(u8::from(self.unit == Unit::Microseconds));
        for n in [self.missing, self.count, self.ups, self.downs, self.ties, self.timed] {
            wire::put_u64(out, n);
        }
        self.weekdays.iter().chain(&self.hours).for_each(|&n| wire::put_u64(out, n));
        self.span.iter().flatten().for_each(|&t| wire::put_u64(out, t.cast_unsigned()));
        self.steps.encode(out);
    }

    /// Reads the binary form and moves `bytes` behind it.
    pub fn decode(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::expect(bytes, kind::INSTANTS)?;
        let unit = match wire::get_u8(bytes)? {
            0 => Unit::Days,
            1 => Unit::Microseconds,
            _ => return Err(DecodeError::Invalid("neither days nor microseconds")),
        };
        let mut n = [0; 6];
        for slot in &mut n {
            *slot = wire::get_count(bytes)?;
        }
        let [missing, count, ups, downs, ties, timed] = n;
        let (mut weekdays, mut hours) = ([0; 7], [0; 24]);
        for slot in weekdays.iter_mut().chain(&mut hours) {
            *slot = wire::get_count(bytes)?;
        }
        let mut span = None;
        if count > 0 {
            let mut fields = [0; 4];
            for field in &mut fields {
                *field = wire::get_u64(bytes)?.cast_signed();
            }
            let [min, max, first, last] = fields;
            wire::check((min..=max).contains(&first) && (min..=max).contains(&last), "a span out of order")?;
            span = Some(fields);
        }
        let steps = TopK::decode(bytes)?;
        let sum = |parts: &[u64]| parts.iter().try_fold(0_u64, |s, &p| s.checked_add(p));
        let whole = sum(&weekdays) == Some(count) && sum(&hours) == Some(count) && timed <= count;
        let stepped = sum(&[ups, downs, ties]) == Some(count.saturating_sub(1)) && steps.total() == count.saturating_sub(1);
        wire::check(whole && stepped, "counts of instants that do not match")?;
        Ok(Self { unit, missing, count, span, ups, downs, ties, steps, weekdays, hours, timed })
    }
}
