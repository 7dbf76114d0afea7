//! From what was gathered of a column to its description.

use arrow::array::AsArray;
use arrow::datatypes::{DataType, SchemaRef};
use series::{Clock, DAY, Step};
use summary::{Distinct, Drawn, Patterns, Unit};

use super::gathered::{Gathered, OfFlags, OfInstants, OfNumbers, OfTexts, micros};
use super::{Column, Counted, Course, Histogram, Instants, Level, Meaning, Numbers, Order, Outliers, SHARES, Sample, Texts};

/// At most so many different numbers are levels,
const NUMBERS_MAX: u64 = 50;
/// and so many levels are described.
const LEVELS_MAX: usize = 50;
const SHAPES_MAX: usize = 5;
/// Bars of the lengths of texts.
const LENGTHS_MAX: u64 = 40;
const GAPS_MAX: usize = 5;
/// Fences lie so many half spreads beyond the quartiles.
const FENCE: f64 = 6.0;

/// Describes a column, from its summaries and, for shapes and gaps, its cells in the sample.
pub(crate) fn describe(name: &str, of: &Gathered, schema: &SchemaRef, sample: &Sample) -> Column {
    let data = schema.field_with_name(name).map_or(&DataType::Utf8, |f| f.data_type());
    let blank = Column {
        name: name.to_owned(),
        kind: kind(data).to_owned(),
        meaning: Meaning::Empty,
        rows: 0,
        missing: 0,
        nan: 0,
        infinite: 0,
        distinct: Counted { count: 0, error: None },
        order: Order::None,
        levels: Vec::new(),
        numbers: None,
        texts: None,
        instants: None,
    };
    let column = match of {
        Gathered::Numbers(of) => of_numbers(of, blank),
        Gathered::Texts(of) => of_texts(of, sample, blank),
        Gathered::Flags(of) => of_flags(*of, blank),
        Gathered::Instants(of) => of_instants(of, sample, blank),
    };
    let meaning = Meaning::of(&column);
    let keeps = meaning.is_levels() || matches!(meaning, Meaning::Constant | Meaning::Count | Meaning::Amount);
    let levels = if keeps { column.levels } else { Vec::new() };
    Column { meaning, levels, ..column }
}

fn kind(data: &DataType) -> &'static str {
    match data {
        DataType::Int64 => "integer",
        DataType::Float64 => "float",
        DataType::Boolean => "boolean",
        DataType::Date32 => "date",
        DataType::Timestamp(..) => "timestamp",
        _ => "text",
    }
}

fn counted(distinct: &Distinct) -> Counted {
    Counted { count: distinct.count(), error: (!distinct.exact()).then(|| distinct.relative_error()) }
}

fn of_numbers(of: &OfNumbers, blank: Column) -> Column {
    let counts = &of.counts;
    let distinct = counted(&of.distinct);
    let few = distinct.error.is_none() && distinct.count <= NUMBERS_MAX && of.top.exact();
    let levels = if few { of.top.top(LEVELS_MAX) } else { Vec::new() };
    Column {
        rows: counts.rows(),
        missing: counts.missing(),
        nan: counts.nan(),
        infinite: counts.plus_infinity() + counts.minus_infinity(),
        distinct,
        order: order(counts.steps()),
        levels: levels.into_iter().map(|l| Level { name: l.key.to_string(), rows: l.at_least }).collect(),
        // Values that differ by less than doubles tell have a spread that is not known, not one of 0.
        numbers: numbers(of).map(|n| Numbers { sd: n.sd.filter(|sd| *sd > 0.0 || distinct.count < 2), ..n }),
        ..blank
    }
}

/// The order of values by the steps between neighbours: up, down, level.
fn order((ups, downs, ties): (u64, u64, u64)) -> Order {
    match (ups > 0, downs > 0, ties > 0) {
        (true, false, false) => Order::Rising,
        (true, false, true) => Order::NeverFalling,
        (false, true, false) => Order::Falling,
        (false, true, true) => Order::NeverRising,
        _ => Order::None,
    }
}

fn numbers(of: &OfNumbers) -> Option<Numbers> {
    let ranks = of.quantiles.ranks();
    let mut quantiles = [0.0; SHARES.len()];
    for (q, p) in quantiles.iter_mut().zip(SHARES) {
        *q = ranks.quantile(p)?;
    }
    let drawn = Drawn::from_ranks(&ranks)?;
    let histogram = Histogram {
        edges: drawn.histogram.edges().to_vec(),
        counts: drawn.histogram.counts().to_vec(),
        points: drawn.points.iter().map(|p| (p.value, p.count)).collect(),
        below: drawn.histogram.below(),
        above: drawn.histogram.above(),
    };
    let [_, _, _, q25, q50, q75, ..] = quantiles;
    let (lower, upper) = (q25 - FENCE * (q50 - q25), q75 + FENCE * (q75 - q50));
    // Where half of the middle is one value there is no spread to set a fence by.
    let spread = q50 > q25 && q75 > q50;
    let outliers =
        spread.then(|| Outliers { lower, upper, below: ranks.below(lower), above: ranks.count() - ranks.at_most(upper) });
    Some(Numbers {
        min: of.counts.min()?,
        max: of.counts.max()?,
        mean: of.moments.mean()?,
        sd: of.moments.deviation(),
        skewness: of.moments.skewness(),
        excess_kurtosis: of.moments.excess_kurtosis(),
        zeros: of.counts.zeros(),
        negatives: of.counts.negatives(),
        whole: of.counts.all_whole(),
        quantiles,
        rank_error: (!ranks.is_exact()).then(|| ranks.rank_error()),
        histogram,
        outliers,
    })
}

fn of_texts(of: &OfTexts, sample: &Sample, blank: Column) -> Column {
    let texts = of.lengths.chars().zip(of.lengths.mean_chars()).map(|((shortest, longest), mean_length)| Texts {
        blank: of.lengths.blank(),
        shortest,
        longest,
        mean_length,
        lengths: lengths(&blank.name, sample),
        shapes: shapes(&blank.name, sample),
    });
    let levels = of.top.top(LEVELS_MAX).into_iter().map(|l| Level { name: l.key, rows: l.at_least });
    Column { rows: of.rows, missing: of.missing, distinct: counted(&of.distinct), levels: levels.collect(), texts, ..blank }
}

/// The texts of a column in the sample, and how many rows of the table each stands for.
fn texts<'a>(name: &str, sample: &'a Sample) -> (impl Iterator<Item = &'a str> + use<'a>, f64) {
    let texts = sample.batch().column_by_name(name).and_then(|array| array.as_string_opt::<i32>());
    (texts.into_iter().flatten().flatten(), sample.of() as f64 / sample.len().max(1) as f64)
}

/// How many texts are how long.
fn lengths(name: &str, sample: &Sample) -> Vec<(u64, u64, u64)> {
    let (texts, scale) = texts(name, sample);
    let lengths: Vec<u64> = texts.map(|text| text.chars().count() as u64).collect();
    let (Some(first), Some(last)) = (lengths.iter().min(), lengths.iter().max()) else { return Vec::new() };
    let width = (last - first + 1).div_ceil(LENGTHS_MAX);
    let mut rows = vec![0_u64; ((last - first) / width + 1) as usize];
    for length in &lengths {
        rows[((length - first) / width) as usize] += 1;
    }
    let bar = |(at, rows): (u64, u64)| (first + at * width, first + (at + 1) * width - 1, (rows as f64 * scale).round() as u64);
    (0..).zip(rows).map(bar).collect()
}

/// The most frequent shapes in the sample, their rows scaled to the table.
fn shapes(name: &str, sample: &Sample) -> Vec<Level> {
    let (texts, scale) = texts(name, sample);
    let mut patterns = Patterns::new();
    texts.for_each(|text| patterns.add(text));
    let level =
        |shape: summary::Frequent<String>| Level { name: shape.key, rows: (shape.at_least as f64 * scale).round() as u64 };
    patterns.top(SHAPES_MAX).into_iter().map(level).collect()
}

fn of_flags(of: OfFlags, blank: Column) -> Column {
    let no = of.rows - of.missing - of.yes;
    let mut levels = vec![Level { name: "true".to_owned(), rows: of.yes }, Level { name: "false".to_owned(), rows: no }];
    levels.retain(|l| l.rows > 0);
    levels.sort_by_key(|l| std::cmp::Reverse(l.rows));
    let distinct = Counted { count: levels.len() as u64, error: None };
    Column { rows: of.rows, missing: of.missing, distinct, levels, ..blank }
}

fn of_instants(of: &OfInstants, sample: &Sample, blank: Column) -> Column {
    let seen = &of.instants;
    let in_micros = |t: i64| if seen.unit() == Unit::Days { t.saturating_mul(DAY) } else { t };
    let iso = |t: i64| series::text::stamp(in_micros(t), Clock::Dates);
    let instants = seen.min().zip(seen.max()).map(|(first, last)| {
        let cells = sample.batch().column_by_name(&blank.name).and_then(micros);
        let mut stamps: Vec<i64> = cells.into_iter().flatten().flatten().collect();
        let course = Course::of(&stamps, sample.of() as f64 / sample.len().max(1) as f64);
        if !sample.is_whole() {
            stamps.clear();
        }
        let (step, gaps) = steps(stamps);
        let iso_pair = |(a, b): (i64, i64)| (series::text::stamp(a, Clock::Dates), series::text::stamp(b, Clock::Dates));
        Instants { first: iso(first), last: iso(last), step, gaps: gaps.into_iter().map(iso_pair).collect(), course }
    });
    Column {
        rows: seen.count() + seen.missing(),
        missing: seen.missing(),
        distinct: counted(&of.distinct),
        order: order(seen.directions()),
        instants,
        ..blank
    }
}

/// The usual step and the longest gaps between different stamps of a whole table.
fn steps(mut stamps: Vec<i64>) -> (Option<String>, Vec<(i64, i64)>) {
    stamps.sort_unstable();
    stamps.dedup();
    if stamps.len() < 3 {
        return (None, Vec::new());
    }
    let step = series::infer(&stamps, Clock::Dates);
    let mut gaps: Vec<(i64, i64)> = stamps.windows(2).map(|w| (w[0], w[1])).collect();
    gaps.sort_by_key(|(a, b)| std::cmp::Reverse(b - a));
    let median = gaps[gaps.len() / 2];
    // Months and working days differ in length by themselves.
    gaps.retain(|(a, b)| (b - a) as f64 > 3.2 * (median.1 - median.0) as f64);
    gaps.truncate(GAPS_MAX);
    ((step != Step::Other).then(|| step.to_string()), gaps)
}
