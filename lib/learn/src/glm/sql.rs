//! A formula as SQL that `DataFusion` and `SQLite` both run.

use super::family::{LOG_MEAN_MAX, Link};
use super::formula::Formula;
use crate::encode::{BASE, Curve, Encoder, Factor, Levels, Raw, Slot};
use crate::probabilities::PROBABILITY_MIN;

/// The largest number that counts as one; what is beyond (infinities, and NaN where it can be stored) is missing.
const LARGEST: &str = "1.797693134862315e308";

impl Formula {
    /// A query that gives all columns of `table`, `linear_predictor` and `prediction`.
    ///
    /// It runs in `DataFusion` and in `SQLite` (built with its mathematical functions) and gives the predictions of [`Formula::predict`] to about 1e-15 of
    /// the sum of the terms. Numbers may be of any numeric type; NULL, NaN and infinities are missing. Categories are compared as text; a
    /// label that training did not have is treated as by `predict`. `offset` names a column that is added to the linear predictor.
    pub fn sql(&self, table: &str, offset: Option<&str>) -> String {
        let offset = offset.map_or_else(String::new, |name| format!("\n    + {}", number_of(name)));
        let (table, linear) = (identifier(table), self.sql_linear());
        let mean = mean_of(self.link, "scored.linear_predictor");
        format!(
            "SELECT scored.*,\n  {mean} AS prediction\nFROM (\n  SELECT *,\n    {linear}{offset}\n    AS linear_predictor\n  FROM {table}\n) AS scored"
        )
    }

    /// The linear predictor as an expression over the columns of the table.
    pub fn sql_linear(&self) -> String {
        let writer = Writer { encoder: &self.encoder };
        let mut terms = vec![literal(self.level())];
        for (at, number) in self.encoder.numbers().iter().enumerate() {
            let raw = writer.raw(&number.raw);
            let centred = format!("({raw} - {})", literal(number.moments.mean));
            terms.push(format!("COALESCE({} * {centred}, 0.0)", literal(self.slope(at))));
        }
        let mut first = 1 + self.encoder.numbers().len();
        for slot in self.encoder.slots() {
            let own: Vec<f64> = self.beta[first..first + slot.width()].iter().map(|b| self.target.unit * b).collect();
            terms.push(writer.slot(slot, &own));
            first += slot.width();
        }
        terms.join("\n    + ")
    }
}

struct Writer<'a> {
    encoder: &'a Encoder,
}

impl Writer<'_> {
    fn name(&self, source: usize) -> &str {
        self.encoder.source_name(source)
    }

    /// NULL where the number is missing.
    fn raw(&self, raw: &Raw) -> String {
        match raw {
            Raw::Straight { source } => number_of(self.name(*source)),
            Raw::Score { source, ranks } => self.score(*source, ranks),
            Raw::Bend { source, fill, curve, at } => {
                bend(curve, *at, &format!("COALESCE({}, {})", number_of(self.name(*source)), literal(*fill)))
            }
            Raw::Product(a, b) => format!("{} * {}", self.factor(a), self.factor(b)),
        }
    }

    fn score(&self, source: usize, ranks: &[usize]) -> String {
        let case = |(label, rank): (&String, &usize)| format!(" WHEN {} THEN {rank}.0", text(label));
        let cases: String = self.encoder.labels(source).iter().zip(ranks).map(case).collect();
        format!("CASE {}{cases} END", text_of(self.name(source)))
    }

    fn factor(&self, factor: &Factor) -> String {
        match factor {
            Factor::Centred { source, mean, ranks } => {
                let value = ranks.as_ref().map_or_else(|| number_of(self.name(*source)), |ranks| self.score(*source, ranks));
                format!("COALESCE({value} - {}, 0.0)", literal(*mean))
            }
            Factor::On { source, on, missing } => {
                format!("CASE WHEN {} THEN 1.0 ELSE 0.0 END", self.condition(*source, on, *missing))
            }
        }
    }

    fn slot(&self, slot: &Slot, values: &[f64]) -> String {
        let value = literal(values[0]);
        match slot {
            Slot::Missing { source, labels, .. } => {
                if *labels == 0 {
                    return format!("CASE WHEN {} IS NULL THEN {value} ELSE 0.0 END", number_of(self.name(*source)));
                }
                let mut on = vec![false; *labels];
                on.push(true);
                format!("CASE WHEN {} THEN {value} ELSE 0.0 END", self.condition(*source, &on, true))
            }
            Slot::Step { source, on, missing, .. } => {
                format!("CASE WHEN {} THEN {value} ELSE 0.0 END", self.condition(*source, on, *missing))
            }
            Slot::Levels { source, levels } => self.levels(*source, levels, values),
            Slot::Pair { sources, levels, place, .. } => self.pair(*sources, levels, place, values),
        }
    }

    /// One branch a label, but for those like a label that training did not have.
    fn levels(&self, source: usize, levels: &Levels, values: &[f64]) -> String {
        let labels = self.encoder.labels(source);
        let value = |place: u32| if place == BASE { 0.0 } else { values[place as usize] };
        let unseen = levels.place(labels.len() as u32);
        let missing = levels.place(crate::frame::MISSING);
        let column = text_of(self.name(source));
        let mut cases = String::new();
        if missing != unseen {
            cases.push_str(&format!(" WHEN {column} IS NULL THEN {}", literal(value(missing))));
        }
        for (code, label) in (0..BASE).zip(labels) {
            let place = levels.place(code);
            if place != unseen {
                cases.push_str(&format!(" WHEN {column} = {} THEN {}", text(label), literal(value(place))));
            }
        }
        if cases.is_empty() {
            return literal(value(unseen));
        }
        format!("CASE{cases} ELSE {} END", literal(value(unseen)))
    }

    fn pair(&self, sources: [usize; 2], levels: &[Levels; 2], place: &[u32], values: &[f64]) -> String {
        let width = levels[1].names.len();
        let mut cases = String::new();
        for (at, place) in (0_u32..).zip(place).filter(|(_, place)| **place != BASE) {
            let side = |side: usize, own: u32| {
                let (on, missing) = levels[side].on(own);
                self.condition(sources[side], &on, missing)
            };
            let both = format!("({}) AND ({})", side(0, at / width as u32), side(1, at % width as u32));
            cases.push_str(&format!(" WHEN {both} THEN {}", literal(values[*place as usize])));
        }
        format!("CASE{cases} ELSE 0.0 END")
    }

    /// Is the label one of those that are on? One entry a label, and one more for labels that training did not have.
    fn condition(&self, source: usize, on: &[bool], missing: bool) -> String {
        let labels = self.encoder.labels(source);
        let column = text_of(self.name(source));
        let unseen = on.get(labels.len()).is_some_and(|on| *on);
        let listed: Vec<String> = labels.iter().zip(on).filter(|(_, on)| **on != unseen).map(|(label, _)| text(label)).collect();
        let known = match (unseen, listed.is_empty()) {
            (true, true) => Some(format!("{column} IS NOT NULL")),
            (true, false) => Some(format!("{column} NOT IN ({})", listed.join(", "))),
            (false, false) => Some(format!("{column} IN ({})", listed.join(", "))),
            (false, true) => None,
        };
        match (known, missing) {
            (Some(known), true) => format!("{known} OR {column} IS NULL"),
            (Some(known), false) => known,
            (None, true) => format!("{column} IS NULL"),
            (None, false) => "1 = 0".to_owned(),
        }
    }
}

fn bend(curve: &Curve, at: usize, x: &str) -> String {
    let (first, range) = curve.range();
    let parts = curve.parts(at);
    let u = format!("({x} - {}) / {}", literal(first), literal(range));
    let cube = |knot: f64| {
        let rest = format!("({u} - {})", literal(knot));
        format!("{rest} * {rest} * {rest}")
    };
    format!(
        "CASE WHEN {u} <= {own} THEN 0.0 WHEN {u} <= {inner} THEN {rise} WHEN {u} <= 1.0 THEN {rise} - {ratio} * {fall} ELSE {value} + {slope} * ({u} - 1.0) END",
        own = literal(parts.own),
        inner = literal(parts.last_inner),
        rise = cube(parts.own),
        ratio = literal(parts.ratio),
        fall = cube(parts.last_inner),
        value = literal(parts.value),
        slope = literal(parts.slope),
    )
}

/// The mean at a linear predictor, with the bounds of [`Link::mean`].
pub(super) fn mean_of(link: Link, eta: &str) -> String {
    match link {
        Link::Identity => eta.to_owned(),
        Link::Logit => {
            let (least, most) = (PROBABILITY_MIN, 1.0 - PROBABILITY_MIN);
            let bound = literal(link.of(most));
            format!(
                "CASE WHEN {eta} >= {bound} THEN {} WHEN {eta} <= -{bound} THEN {} ELSE 1.0 / (1.0 + EXP(-{eta})) END",
                literal(most),
                literal(least)
            )
        }
        Link::Log => {
            let bound = literal(LOG_MEAN_MAX);
            format!("EXP(CASE WHEN {eta} >= {bound} THEN {bound} WHEN {eta} <= -{bound} THEN -{bound} ELSE {eta} END)")
        }
    }
}

/// A column as a number, NULL where it is none.
pub(super) fn number_of(name: &str) -> String {
    let column = identifier(name);
    format!("CASE WHEN {column} BETWEEN -{LARGEST} AND {LARGEST} THEN CAST({column} AS DOUBLE) END")
}

/// A column as text.
pub(super) fn text_of(name: &str) -> String {
    format!("CAST({} AS VARCHAR)", identifier(name))
}

/// The shortest digits that give the number back.
pub(super) fn literal(value: f64) -> String {
    if value < 0.0 { format!("({value:?})") } else { format!("{value:?}") }
}

pub(super) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub(super) fn text(label: &str) -> String {
    format!("'{}'", label.replace('\'', "''"))
}
