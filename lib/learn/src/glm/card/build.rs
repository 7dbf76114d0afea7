use std::collections::BTreeMap;

use stats::sorted_quantile;

use super::{CardCost, CardSpec, PointsCard, Question};
use crate::LearnError;
use crate::encode::Design;
use crate::frame::{Column, ColumnKind, Frame};
use crate::glm::family::{Law, Link};
use crate::glm::formula::Formula;
use crate::glm::sample::check_offset;

/// More points than this are a mistake in `doubling` or `step`.
const POINTS_MAX: f64 = 1e9;

impl Formula {
    /// A points card, with its bands and its cost from the rows of `train` and the target `y`.
    ///
    /// # Errors
    /// [`LearnError::Setting`] for `spec`, and for a formula with an interaction of a number, which no card can hold; [`LearnError::NoRows`];
    /// those of [`Formula::predict`]; [`LearnError::Length`].
    ///
    /// Cost: O(rows x columns + rows log rows).
    pub fn points_card(&self, train: &Frame, y: &[f64], spec: &CardSpec) -> Result<PointsCard, LearnError> {
        let bad = |name, found: String, wanted| Err(LearnError::Setting { name, found, wanted });
        if !(2..=50).contains(&spec.bands) {
            return bad("bands", spec.bands.to_string(), "2 to 50");
        }
        check_offset(train.rows(), y)?;
        if y.is_empty() {
            return Err(LearnError::NoRows);
        }
        let frame = self.encoder.align(train)?;
        let design = self.encoder.encode(train)?;
        let per_point = match (self.link, spec.step) {
            (Link::Identity, Some(step)) => step,
            (Link::Identity, None) => round_step(&self.linear(&design)),
            (Link::Logit | Link::Log, _) => std::f64::consts::LN_2 / spec.doubling,
        };
        if !(per_point > 0.0 && per_point.is_finite()) {
            return bad("points", format!("{per_point} a point"), "a finite number above 0");
        }
        let mut card = PointsCard {
            link: self.link,
            encoder: self.encoder.clone(),
            per_point,
            start: 0,
            questions: Vec::new(),
            cost: CardCost { model: 0.0, card: 0.0, constant: 0.0, moved_mean: 0.0, moved_most: 0.0 },
        };
        let mut level = self.level();
        for (sources, columns) in self.parts()? {
            let part = Part { formula: self, beta: self.only(&columns) };
            let question = match sources[..] {
                [source] => part.question(&frame, &design, source, spec.bands),
                [a, b] => part.pairs([a, b]),
                _ => continue,
            };
            let (question, least) = question.rounded(per_point)?;
            level += least;
            card.questions.push(question);
        }
        card.start = whole(level / per_point)?;
        card.cost = self.cost(&card, train, y)?;
        Ok(card)
    }

    /// Design columns by the columns of the table that they read.
    fn parts(&self) -> Result<BTreeMap<Vec<usize>, Vec<usize>>, LearnError> {
        let mut parts: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for (at, number) in self.encoder.numbers().iter().enumerate() {
            let sources = number.raw.sources();
            if sources.len() > 1 {
                let found = format!("the interaction {}", number.name);
                return Err(LearnError::Setting {
                    name: "points card",
                    found,
                    wanted: "a formula without interactions of numbers",
                });
            }
            parts.entry(sources).or_default().push(at + 1);
        }
        let mut first = 1 + self.encoder.numbers().len();
        for slot in self.encoder.slots() {
            parts.entry(slot.sources()).or_default().extend(first..first + slot.width());
            first += slot.width();
        }
        Ok(parts)
    }

    /// The coefficients of these design columns, the others 0.
    fn only(&self, columns: &[usize]) -> Vec<f64> {
        let mut beta = vec![0.0; self.beta.len()];
        for &at in columns {
            beta[at] = self.target.unit * self.beta[at];
        }
        beta
    }

    fn cost(&self, card: &PointsCard, train: &Frame, y: &[f64]) -> Result<CardCost, LearnError> {
        let (model, rounded) = (self.predict(train)?, card.predict(train)?);
        let law = match self.link {
            Link::Identity => Law::Gaussian,
            Link::Logit => Law::Binomial,
            Link::Log => Law::Poisson,
        };
        let n = y.len() as f64;
        let half = if self.link == Link::Identity { 1.0 } else { 0.5 };
        let loss = |mean: &dyn Fn(usize) -> f64| {
            (0..y.len()).map(|row| half * law.deviance(y[row], self.link.of(mean(row)))).sum::<f64>() / n
        };
        let middle = y.iter().sum::<f64>() / n;
        let moved = || model.iter().zip(&rounded).map(|(a, b)| (a - b).abs());
        Ok(CardCost {
            model: loss(&|row| model[row]),
            card: loss(&|row| rounded[row]),
            constant: loss(&|_| middle),
            moved_mean: moved().sum::<f64>() / n,
            moved_most: moved().fold(0.0, f64::max),
        })
    }
}

/// What one question adds to the linear predictor.
struct Part<'a> {
    formula: &'a Formula,
    beta: Vec<f64>,
}

/// Answers with what they add, not yet rounded.
struct Answers {
    question: Question,
    adds: Vec<f64>,
    missing: f64,
}

impl Part<'_> {
    fn question(&self, frame: &Frame, design: &Design, source: usize, bands: usize) -> Answers {
        match &frame.columns()[source] {
            Column::Numeric { values, .. } => {
                let missing = self.at(&[(source, Cells::Missing(1))])[0];
                bands_of(source, values, &design.times(&self.beta), bands, missing)
            }
            Column::Category { .. } => {
                let adds = self.at(&[(source, Cells::All { each: 1, times: 1 })]);
                Answers { question: Question::Labels { source, points: Vec::new() }, adds, missing: 0.0 }
            }
        }
    }

    fn pairs(&self, sources: [usize; 2]) -> Answers {
        let widths = sources.map(|source| self.formula.encoder.labels(source).len() + 2);
        let cells =
            [(sources[0], Cells::All { each: widths[1], times: 1 }), (sources[1], Cells::All { each: 1, times: widths[0] })];
        let adds = self.at(&cells);
        Answers { question: Question::Pairs { sources, widths, points: Vec::new() }, adds, missing: 0.0 }
    }

    /// What rows add in which only these columns hold something.
    fn at(&self, cells: &[(usize, Cells)]) -> Vec<f64> {
        let rows =
            cells.iter().map(|(source, cells)| cells.rows(self.formula.encoder.labels(*source).len() + 2)).max().unwrap_or(0);
        let column = |(source, (name, kind)): (usize, &(String, ColumnKind))| match kind {
            ColumnKind::Numeric => Column::numeric(name.clone(), vec![f64::NAN; rows]),
            ColumnKind::Category { labels } => {
                let own = cells.iter().find(|(other, _)| *other == source);
                let mut labels = labels.clone();
                let codes = match own {
                    Some((_, Cells::All { each, times })) => {
                        let answers = (0..=labels.len() as u32).chain([crate::frame::MISSING]);
                        let once: Vec<u32> = answers.flat_map(|code| std::iter::repeat_n(code, *each)).collect();
                        once.repeat(*times)
                    }
                    _ => vec![crate::frame::MISSING; rows],
                };
                // Stands for all labels that training did not have.
                labels.push(unlike(&labels));
                Column::Category { name: name.clone(), codes, labels }
            }
        };
        let columns = self.formula.encoder.schema().columns().iter().enumerate().map(column).collect();
        let design = Frame::new(rows, columns).and_then(|frame| self.formula.encoder.encode(&frame));
        design.map_or_else(|_| Vec::new(), |design| design.times(&self.beta))
    }
}

/// Bands cut at quantiles, or between the values where these are few; what a band adds is the mean over its rows.
fn bands_of(source: usize, values: &[f64], adds: &[f64], bands: usize, missing: f64) -> Answers {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut distinct = sorted.clone();
    distinct.dedup();
    let mut cuts: Vec<f64> = if distinct.len() <= bands {
        distinct.windows(2).map(|pair| 0.5 * pair[0] + 0.5 * pair[1]).collect()
    } else {
        (1..bands).filter_map(|k| sorted_quantile(&sorted, k as f64 / bands as f64).ok()).collect()
    };
    cuts.dedup();
    // A first cut at the least value would leave its band empty.
    cuts.retain(|cut| sorted.first().is_some_and(|least| cut > least));
    let mut sums = vec![(0.0, 0_usize); cuts.len() + 1];
    for (x, add) in values.iter().zip(adds).filter(|(x, _)| !x.is_nan()) {
        let slot = &mut sums[cuts.partition_point(|cut| cut <= x)];
        *slot = (slot.0 + add, slot.1 + 1);
    }
    let adds = sums.iter().map(|(sum, rows)| if *rows > 0 { sum / *rows as f64 } else { missing }).collect();
    Answers { question: Question::Bands { source, cuts, points: Vec::new(), missing: 0 }, adds, missing }
}

enum Cells {
    Missing(usize),
    /// All answers, each so many times in a row, the whole so many times.
    All {
        each: usize,
        times: usize,
    },
}

impl Cells {
    fn rows(&self, answers: usize) -> usize {
        match self {
            Self::Missing(rows) => *rows,
            Self::All { each, times } => answers * each * times,
        }
    }
}

fn unlike(labels: &[String]) -> String {
    let mut label = "(unseen)".to_owned();
    while labels.contains(&label) {
        label.push('\'');
    }
    label
}

impl Answers {
    /// Whole points above the least answer, and what that adds.
    fn rounded(self, per_point: f64) -> Result<(Question, f64), LearnError> {
        let all = self.adds.iter().copied().chain(matches!(self.question, Question::Bands { .. }).then_some(self.missing));
        let least = all.fold(f64::INFINITY, f64::min);
        let least = if least.is_finite() { least } else { 0.0 };
        let round = |add: f64| whole((add - least) / per_point);
        let whole_points = self.adds.iter().map(|add| round(*add)).collect::<Result<Vec<i64>, LearnError>>()?;
        let question = match self.question {
            Question::Bands { source, cuts, .. } => {
                Question::Bands { source, cuts, points: whole_points, missing: round(self.missing)? }
            }
            Question::Labels { source, .. } => Question::Labels { source, points: whole_points },
            Question::Pairs { sources, widths, .. } => Question::Pairs { sources, widths, points: whole_points },
        };
        Ok((question, least))
    }
}

fn whole(points: f64) -> Result<i64, LearnError> {
    if points.abs() <= POINTS_MAX {
        return Ok(points.round() as i64);
    }
    Err(LearnError::Setting { name: "points", found: points.to_string(), wanted: "at most 1e9: let a point be worth more" })
}

/// 1, 2 or 5 times a power of ten, near a hundredth of the range.
fn round_step(eta: &[f64]) -> f64 {
    let (low, high) = eta.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(*x), high.max(*x)));
    let aim = if high > low { (high - low) / 100.0 } else { low.abs().max(1.0) / 100.0 };
    let power = aim.log10().floor();
    let digit = aim / 10.0_f64.powf(power);
    let round = if digit < 1.5 {
        1.0
    } else if digit < 3.5 {
        2.0
    } else {
        5.0
    };
    round * 10.0_f64.powf(power)
}
