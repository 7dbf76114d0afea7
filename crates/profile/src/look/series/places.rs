//! From rows with times to equally spaced places.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use series::{Clock, DAY, Grid, SECOND, Step, infer, infer_all};

use crate::look::sample::Levels;
use crate::look::timeline::{Cell, Timeline, WIDTHS};
use crate::look::times::Times;
use crate::look::{Facts, Meaning};

/// A step is believed when this share of the places between the first and the last has rows.
const FILLED_MIN: f64 = 0.3;
/// Periods are lengthened until this share of them has rows.
const PERIODS_FILLED_MIN: f64 = 0.8;
/// Places at most.
const PLACES_MAX: i64 = 1_000_000;
/// Cells of the sample that are put on a timeline at most.
const CELLS_MAX: usize = 4_000_000;
/// Rows a place from which on rows share their places, rather than stand there twice.
const SHARED_MIN: f64 = 1.05;
/// Below so many rows in the usual place none is called partial.
const USUAL_MIN: u64 = 4;
const GAPS_MAX: usize = 10;

/// How the rows of one time become one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Made {
    /// One row, one value.
    Rows,
    /// The mean of the rows that share a time.
    Means,
    /// The mean of all rows of a period, of all rows of the table.
    Periods,
    /// The mean of all rows of a period, of the rows of the sample.
    SampledPeriods,
}

/// How regular the times are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// The step between times (`monthly`, `15-minutes`); none where they follow no calendar: then the length of the periods.
    pub step: Option<String>,
    /// One place in words: `month`, `15 minutes`.
    pub unit: String,
    /// The first time.
    pub first: String,
    /// The last time.
    pub last: String,
    /// Places from the first to the last.
    pub places: u64,
    /// Places without a row.
    pub missing: u64,
    /// The longest runs of places without a row: first, last, number.
    pub gaps: Vec<(String, String, u64)>,
    /// Rows that share their time (and group) with an earlier one.
    pub repeated: u64,
    /// Rows without a time.
    pub undated: u64,
    /// Places at the ends that are left out, because they hold less than half the usual number of rows.
    pub partial: u64,
    /// The same by group.
    pub by_group: Option<ByGroup>,
}

/// How regular the times of each group are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ByGroup {
    /// The group column.
    pub column: String,
    /// Groups.
    pub groups: u64,
    /// Groups with gaps between their first and last time.
    pub with_gaps: u64,
    /// Places without a row inside groups.
    pub missing: u64,
    /// Groups that begin after the first time of the table.
    pub begin_later: u64,
    /// Groups that end before the last.
    pub end_earlier: u64,
}

/// Equally spaced places, and the rows on them.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) grid: Grid,
    pub(crate) first: i64,
    pub(crate) count: usize,
    pub(crate) made: Made,
    pub(crate) index: Index,
    on: On,
}

#[derive(Debug)]
enum On {
    /// The place of each row of the sample.
    Rows(Vec<Option<usize>>),
    /// The place of each period of a timeline: that of the pass, or one of the sample.
    Periods { slots: Vec<Option<usize>>, own: Option<Timeline> },
}

impl Places {
    /// Those of the rows where the sample is the whole table and its times have a step, else periods; none below three times.
    pub(crate) fn of(facts: &Facts, times: &Times, groups: Option<&Levels>) -> Option<Self> {
        let by_rows = if facts.sample.is_whole() { Self::by_rows(times, groups, facts) } else { None };
        by_rows.or_else(|| Self::by_periods(facts, times))
    }

    fn by_rows(times: &Times, groups: Option<&Levels>, facts: &Facts) -> Option<Self> {
        let distinct = times.distinct();
        if distinct.len() < 3 {
            return None;
        }
        let step = match groups {
            Some(levels) => infer_all(by_group(times, levels).iter().map(Vec::as_slice), times.clock),
            None => infer(&distinct, times.clock),
        };
        if step == Step::Other && times.clock == Clock::Dates {
            return None;
        }
        let grid = Grid::new(step, &distinct, times.clock);
        let (first, last) = (grid.place(distinct[0]), grid.place(distinct[distinct.len() - 1]));
        let count = (last - first).checked_add(1).filter(|count| *count <= PLACES_MAX)? as usize;
        let mut of_row: Vec<Option<usize>> =
            times.stamps.iter().map(|stamp| stamp.map(|stamp| (grid.place(stamp) - first) as usize)).collect();
        let mut rows = vec![0_u64; count];
        of_row.iter().flatten().for_each(|place| rows[*place] += 1);
        let filled = rows.iter().filter(|n| **n > 0).count();
        if (filled as f64) < FILLED_MIN * count as f64 {
            return None;
        }
        let dated = rows.iter().sum::<u64>();
        let shared = dated as f64 > SHARED_MIN * filled as f64;
        let made = if shared { Made::Means } else { Made::Rows };
        let whole = if shared { whole(&rows) } else { 0..count };
        let (first, count) = (first + whole.start as i64, whole.len());
        for place in &mut of_row {
            *place = inside(*place, &whole);
        }
        let mut found = Self { grid, first, count, made, index: Index::default(), on: On::Rows(of_row) };
        found.index = Index { partial: (rows.len() - count) as u64, ..found.described(times, &rows[whole]) };
        if let (Some(levels), On::Rows(of_row)) = (groups, &found.on) {
            let (by_group, repeated) = grouped(of_row, levels, count, facts);
            (found.index.by_group, found.index.repeated) = (Some(by_group), repeated);
        } else if made == Made::Rows {
            found.index.repeated = dated - filled as u64;
        }
        Some(found)
    }

    fn by_periods(facts: &Facts, times: &Times) -> Option<Self> {
        let own = match &facts.timeline {
            Some(_) if times.plain => None,
            _ => Some(sampled(facts, times)),
        };
        let timeline = own.as_ref().or(facts.timeline.as_ref())?;
        let periods = timeline.periods();
        let width = wide_enough(&periods, timeline.width(), times.clock)?;
        let starts: Vec<i64> = periods.iter().map(|(start, _)| start.div_euclid(width)).collect();
        let (first, last) = (*starts.first()?, *starts.last()?);
        let step = step_of(width, times.clock);
        let stamps: Vec<i64> = (first..=last).map(|at| at * width).collect();
        let grid = Grid::new(step, &stamps, times.clock);
        let mut slots: Vec<Option<usize>> = starts.iter().map(|at| Some((at - first) as usize)).collect();
        let mut rows = vec![0; stamps.len()];
        slots.iter().flatten().zip(&periods).for_each(|(slot, (_, n))| rows[*slot] += n);
        let whole = whole(&rows);
        for slot in &mut slots {
            *slot = inside(*slot, &whole);
        }
        let made = if own.is_some() && !facts.sample.is_whole() { Made::SampledPeriods } else { Made::Periods };
        let (first, count) = (grid.place(stamps[0]) + whole.start as i64, whole.len());
        let mut found = Self { grid, first, count, made, index: Index::default(), on: On::Periods { slots, own } };
        let partial = (rows.len() - count) as u64;
        found.index = Index { step: None, partial, ..found.described(times, &rows[whole]) };
        Some(found)
    }

    fn described(&self, times: &Times, rows: &[u64]) -> Index {
        let mut gaps: Vec<(usize, usize)> = Vec::new();
        for at in (0..rows.len()).filter(|at| rows[*at] == 0) {
            match gaps.last_mut() {
                Some((_, last)) if *last + 1 == at => *last = at,
                _ => gaps.push((at, at)),
            }
        }
        gaps.sort_by_key(|(first, last)| std::cmp::Reverse(last - first));
        gaps.truncate(GAPS_MAX);
        gaps.sort_unstable();
        let label = |at: usize| self.label(times, at);
        let step = self.grid.step();
        let unit = if times.clock == Clock::Numbers && step == Step::Other { "step".to_owned() } else { step.unit() };
        Index {
            step: Some(if step == Step::Other { "even".to_owned() } else { step.to_string() }),
            unit,
            first: label(0),
            last: label(self.count - 1),
            places: self.count as u64,
            missing: rows.iter().filter(|n| **n == 0).count() as u64,
            gaps: gaps.into_iter().map(|(first, last)| (label(first), label(last), (last - first + 1) as u64)).collect(),
            repeated: 0,
            undated: times.stamps.iter().filter(|t| t.is_none()).count() as u64,
            partial: 0,
            by_group: None,
        }
    }

    /// A place as people read it.
    pub(crate) fn label(&self, times: &Times, at: usize) -> String {
        times.label(self.grid.stamp(self.first + at as i64), self.grid.step())
    }

    /// The mean of a column at each place, of all rows or those of one group; NaN where there is none.
    pub(crate) fn means(&self, facts: &Facts, column: usize, group: Option<(&Levels, u32)>) -> Vec<f64> {
        let mut cells = vec![Cell::default(); self.count];
        match &self.on {
            On::Rows(of_row) => {
                let values = facts.sample.numbers(&facts.columns[column].name).unwrap_or_default();
                let own = |row: usize| group.is_none_or(|(levels, code)| levels.codes[row] == Some(code));
                for (row, (place, x)) in of_row.iter().zip(values).enumerate() {
                    if let (Some(place), Some(x), true) = (place, x, own(row)) {
                        cells[*place].merge(Cell { present: 1, mean: x, squares: 0.0 });
                    }
                }
            }
            On::Periods { slots, own } => {
                if let Some(timeline) = own.as_ref().or(facts.timeline.as_ref()) {
                    let inside = slots.iter().zip(timeline.column(column)).filter_map(|(slot, cell)| Some(((*slot)?, cell)));
                    inside.for_each(|(slot, cell)| cells[slot].merge(cell));
                }
            }
        }
        cells.iter().map(|c| if c.present > 0 { c.mean } else { f64::NAN }).collect()
    }

    /// The number of rows at each place.
    pub(crate) fn rows(&self, facts: &Facts) -> Vec<f64> {
        let mut rows = vec![0.0; self.count];
        match &self.on {
            On::Rows(of_row) => of_row.iter().flatten().for_each(|place| rows[*place] += 1.0),
            On::Periods { slots, own } => {
                let periods = own.as_ref().or(facts.timeline.as_ref()).map(Timeline::periods).unwrap_or_default();
                let inside = slots.iter().zip(periods).filter_map(|(slot, (_, n))| Some(((*slot)?, n)));
                inside.for_each(|(slot, n)| rows[slot] += n as f64);
            }
        }
        rows
    }
}

/// The places without a first or last one that holds less than half the usual number of rows.
fn whole(rows: &[u64]) -> Range<usize> {
    let mut sorted: Vec<u64> = rows.iter().copied().filter(|n| *n > 0).collect();
    sorted.sort_unstable();
    let usual = sorted.get(sorted.len() / 2).copied().unwrap_or(0);
    let partial = |n: Option<&u64>| usual >= USUAL_MIN && rows.len() > 4 && n.is_some_and(|n| 2 * n < usual);
    usize::from(partial(rows.first()))..rows.len() - usize::from(partial(rows.last()))
}

/// A place counted from the begin of those that are whole; none outside.
fn inside(place: Option<usize>, whole: &Range<usize>) -> Option<usize> {
    place.filter(|place| whole.contains(place)).map(|place| place - whole.start)
}

/// The distinct stamps of each group, ascending.
fn by_group(times: &Times, levels: &Levels) -> Vec<Vec<i64>> {
    let mut groups = vec![Vec::new(); levels.names.len()];
    for (stamp, code) in times.stamps.iter().zip(&levels.codes) {
        if let (Some(stamp), Some(code)) = (stamp, code) {
            groups[*code as usize].push(*stamp);
        }
    }
    for stamps in &mut groups {
        stamps.sort_unstable();
        stamps.dedup();
    }
    groups
}

/// Gaps and ends of each group, and rows that share time and group.
fn grouped(of_row: &[Option<usize>], levels: &Levels, count: usize, facts: &Facts) -> (ByGroup, u64) {
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); levels.names.len()];
    for (place, code) in of_row.iter().zip(&levels.codes) {
        if let (Some(place), Some(code)) = (place, code) {
            groups[*code as usize].push(*place);
        }
    }
    let mut all = ByGroup { column: facts.asked.group.clone().unwrap_or_default(), ..ByGroup::default() };
    let mut repeated = 0;
    for places in groups.iter_mut().filter(|places| !places.is_empty()) {
        let rows = places.len();
        places.sort_unstable();
        places.dedup();
        repeated += (rows - places.len()) as u64;
        let (first, last) = (places[0], places[places.len() - 1]);
        let missing = (last - first + 1 - places.len()) as u64;
        all.groups += 1;
        all.with_gaps += u64::from(missing > 0);
        all.missing += missing;
        all.begin_later += u64::from(first > 0);
        all.end_earlier += u64::from(last + 1 < count);
    }
    (all, repeated)
}

/// A timeline of the sample; columns beyond the largest number of cells stay empty.
fn sampled(facts: &Facts, times: &Times) -> Timeline {
    let mut timeline = Timeline::new(facts.columns.len(), times.clock == Clock::Dates);
    let mut left = CELLS_MAX / times.stamps.len().max(1);
    let target = facts.asked.target.as_deref();
    let values: Vec<Vec<Option<f64>>> = facts
        .columns
        .iter()
        .map(|column| {
            let wanted = target == Some(&column.name) || column.meaning.is_quantity() || column.meaning == Meaning::Flag;
            if !wanted || left == 0 {
                return Vec::new();
            }
            left -= 1;
            facts.sample.numbers(&column.name).unwrap_or_default()
        })
        .collect();
    timeline.push(&times.stamps, &values);
    timeline.finish()
}

/// The shortest length of periods, from `width` on, that leaves few of them empty.
fn wide_enough(periods: &[(i64, u64)], width: i64, clock: Clock) -> Option<i64> {
    let known = WIDTHS.iter().copied().filter(|w| clock == Clock::Dates && *w > width);
    let doubled = (1..40).map(|k| width.saturating_mul(1 << k)).filter(|_| clock == Clock::Numbers);
    std::iter::once(width).chain(known).chain(doubled).find(|width| {
        let starts: BTreeSet<i64> = periods.iter().map(|(start, _)| start.div_euclid(*width)).collect();
        match (starts.first(), starts.last()) {
            (Some(first), Some(last)) => {
                starts.len() as f64 >= PERIODS_FILLED_MIN * (last - first + 1) as f64 && starts.len() > 2
            }
            _ => false,
        }
    })
}

/// The step of periods of so many microseconds.
fn step_of(width: i64, clock: Clock) -> Step {
    match clock {
        Clock::Numbers => Step::Other,
        Clock::Dates if width < DAY => Step::Seconds((width / SECOND) as u32),
        Clock::Dates => Step::Days((width / DAY) as u32),
    }
}
