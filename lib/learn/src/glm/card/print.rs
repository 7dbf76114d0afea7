use std::collections::BTreeMap;
use std::fmt;

use super::{PointsCard, Question};
use crate::glm::equation::significant;
use crate::glm::family::Link;
use crate::glm::sql::{identifier, literal, mean_of, number_of, text, text_of};

/// Labels in one line at most; the rest is counted.
const LABELS_SHOWN: usize = 6;

impl PointsCard {
    /// All answers as `(columns, answer, points)`, in the order of the table; answers of a category that have the same points stand together.
    pub fn lines(&self) -> Vec<(String, String, i64)> {
        self.questions.iter().flat_map(|question| self.answers(question)).collect()
    }

    /// The card as CSV with the columns `column`, `answer`, `points`, the start in the first line.
    pub fn to_csv(&self) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let mut csv = format!("column,answer,points\n\"(start)\",\"\",{}\n", self.start);
        for (column, answer, points) in self.lines() {
            csv.push_str(&format!("{},{},{points}\n", quoted(&column), quoted(&answer)));
        }
        csv
    }

    /// A query that gives all columns of `table`, `points` and `prediction`; for the engines of [`Formula::sql`](crate::glm::Formula::sql).
    pub fn sql(&self, table: &str) -> String {
        let mut terms = vec![self.start.to_string()];
        terms.extend(self.questions.iter().map(|question| self.sql_of(question)));
        let mean = mean_of(self.link, &format!("({} * scored.points)", literal(self.per_point)));
        format!(
            "SELECT scored.*,\n  {mean} AS prediction\nFROM (\n  SELECT *,\n    {}\n    AS points\n  FROM {}\n) AS scored",
            terms.join("\n    + "),
            identifier(table)
        )
    }

    fn name(&self, source: usize) -> &str {
        self.encoder.source_name(source)
    }

    /// The name of answer `at` of a category.
    fn answer(&self, source: usize, at: usize) -> String {
        let labels = self.encoder.labels(source);
        match at.checked_sub(labels.len()) {
            None => labels[at].clone(),
            Some(0) => "any other label".to_owned(),
            Some(_) => "missing".to_owned(),
        }
    }

    fn answers(&self, question: &Question) -> Vec<(String, String, i64)> {
        match question {
            Question::Bands { source, cuts, points, missing } => {
                let name = self.name(*source).to_owned();
                let cut = |at: usize| significant(cuts[at], 8);
                let band = |at: usize| match (at, cuts.len()) {
                    (_, 0) => "any number".to_owned(),
                    (0, _) => format!("below {}", cut(0)),
                    (at, last) if at == last => format!("{} and more", cut(at - 1)),
                    (at, _) => format!("{} to below {}", cut(at - 1), cut(at)),
                };
                let mut all: Vec<_> = points.iter().enumerate().map(|(at, points)| (name.clone(), band(at), *points)).collect();
                all.push((name, "missing".to_owned(), *missing));
                all
            }
            Question::Labels { source, points } => {
                let answer = |at: usize| self.answer(*source, at);
                grouped(self.name(*source), points, answer)
            }
            Question::Pairs { sources, widths, points } => {
                let name = format!("{} and {}", self.name(sources[0]), self.name(sources[1]));
                let answer = |at: usize| {
                    format!("{} with {}", self.answer(sources[0], at / widths[1]), self.answer(sources[1], at % widths[1]))
                };
                grouped(&name, points, answer)
            }
        }
    }

    fn sql_of(&self, question: &Question) -> String {
        let is = |source: usize, at: usize| {
            let (column, labels) = (text_of(self.name(source)), self.encoder.labels(source));
            match at.checked_sub(labels.len()) {
                None => format!("{column} = {}", text(&labels[at])),
                Some(0) => format!("{column} IS NOT NULL"),
                Some(_) => format!("{column} IS NULL"),
            }
        };
        let mut cases = String::new();
        match question {
            Question::Bands { source, cuts, points, missing } => {
                let x = number_of(self.name(*source));
                cases.push_str(&format!(" WHEN {x} IS NULL THEN {missing}"));
                for (cut, points) in cuts.iter().zip(points) {
                    cases.push_str(&format!(" WHEN {x} < {} THEN {points}", literal(*cut)));
                }
                return format!("CASE{cases} ELSE {} END", points[cuts.len()]);
            }
            Question::Labels { source, points } => {
                for (at, points) in points.iter().enumerate() {
                    cases.push_str(&format!(" WHEN {} THEN {points}", is(*source, at)));
                }
            }
            // A pair of known labels comes before what stands for all others.
            Question::Pairs { sources, widths, points } => {
                for (at, points) in points.iter().enumerate() {
                    let (a, b) = (at / widths[1], at % widths[1]);
                    cases.push_str(&format!(" WHEN {} AND {} THEN {points}", is(sources[0], a), is(sources[1], b)));
                }
            }
        }
        format!("CASE{cases} ELSE 0 END")
    }
}

fn grouped(name: &str, points: &[i64], answer: impl Fn(usize) -> String) -> Vec<(String, String, i64)> {
    let mut groups: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (at, points) in points.iter().enumerate() {
        groups.entry(*points).or_default().push(at);
    }
    let line = |(points, all): (i64, Vec<usize>)| {
        let answers: Vec<String> = all.iter().map(|at| answer(*at)).collect();
        (name.to_owned(), answers.join(", "), points)
    };
    groups.into_iter().map(line).collect()
}

impl fmt::Display for PointsCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "start with {} points and add", self.start)?;
        for question in &self.questions {
            let mut last = String::new();
            for (column, answer, points) in self.answers(question) {
                if column != last {
                    writeln!(f, "  {column}")?;
                    last.clone_from(&column);
                }
                let mut shown: Vec<&str> = answer.split(", ").collect();
                let more = shown.len().saturating_sub(LABELS_SHOWN);
                shown.truncate(LABELS_SHOWN);
                let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
                writeln!(f, "    {points:>6}  {}{rest}", shown.join(", "))?;
            }
        }
        match self.link {
            Link::Identity => writeln!(f, "prediction = {} x points", significant(self.per_point, 6))?,
            Link::Logit => writeln!(
                f,
                "probability = 1 / (1 + exp(-{} x points)): 0 points are even odds, {} more double the odds",
                significant(self.per_point, 6),
                significant(std::f64::consts::LN_2 / self.per_point, 4)
            )?,
            Link::Log => writeln!(
                f,
                "prediction = exp({} x points): {} more points double it",
                significant(self.per_point, 6),
                significant(std::f64::consts::LN_2 / self.per_point, 4)
            )?,
        }
        let cost = self.cost;
        let kept = if cost.constant > cost.model { (cost.constant - cost.card) / (cost.constant - cost.model) } else { 1.0 };
        writeln!(
            f,
            "bands and rounding: mean loss {} instead of {} (a constant has {}): {:.1} % of the model's gain is kept; a prediction moves by {} on average, by {} at most",
            significant(cost.card, 5),
            significant(cost.model, 5),
            significant(cost.constant, 5),
            100.0 * kept,
            significant(cost.moved_mean, 3),
            significant(cost.moved_most, 3)
        )
    }
}
