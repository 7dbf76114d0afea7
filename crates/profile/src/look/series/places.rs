//! From rows with times to equally spaced places.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use series::{Clock, Grid, Step, infer, infer_all};

use crate::look::Facts;
use crate::look::sample::Levels;
use crate::look::timeline::{Cell, Timeline};
use crate::look::times::Times;

/// A step is believed when this share of the places between the first and the last has rows.
const FILLED_MIN: f64 = 0.3;
/// Places at most.
pub(super) const PLACES_MAX: i64 = 1_000_000;
/// Times that make a series.
pub(super) const TIMES_MIN: usize = 3;
/// Groups with a series of their own.
const GROUPS_MAX: usize = 10;
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
    /// Groups that were followed.
    pub groups: u64,
    /// Whether these are all groups; else they are drawn by their names.
    #[serde(default)]
    pub all: bool,
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
    pub(super) grid: Grid,
    pub(super) first: i64,
    pub(super) count: usize,
    pub(super) made: Made,
    pub(super) index: Index,
    pub(super) on: On,
}

#[derive(Debug)]
pub(super) enum On {
    /// The place of each row of the sample, the group of each row, and the largest groups.
    Rows { of_row: Vec<Option<usize>>, groups: Option<(Levels, Vec<u32>)> },
    /// The place of each period of a timeline: that of the pass, or one of the sample; and of each period of groups that the pass followed.
    Periods { slots: Vec<Option<usize>>, own: Option<Timeline>, groups: Vec<Vec<Option<usize>>> },
}

impl Places {
    /// Those of the rows where the sample is the whole table and its times have a step, else of the timeline of all rows; none below three times.
    pub(crate) fn of(facts: &Facts, times: &Times) -> Option<Self> {
        let group = facts.asked.group.as_ref().filter(|name| **name != times.column);
        let levels = || group.and_then(|name| facts.sample.levels(name));
        let by_rows = if facts.sample.is_whole() { Self::by_rows(times, levels(), facts) } else { None };
        by_rows.or_else(|| super::aggregated::places(facts, times))
    }

    fn by_rows(times: &Times, groups: Option<Levels>, facts: &Facts) -> Option<Self> {
        let distinct = times.distinct();
        if distinct.len() < TIMES_MIN {
            return None;
        }
        let step = match &groups {
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
        let counted = Counted::of(&rows)?;
        let made = if counted.shared { Made::Means } else { Made::Rows };
        let (first, count) = (first + counted.whole.start as i64, counted.whole.len());
        for place in &mut of_row {
            *place = inside(*place, &counted.whole);
        }
        let largest = |levels: Levels| {
            let codes = largest(&levels);
            (levels, codes)
        };
        let on = On::Rows { of_row, groups: groups.map(largest) };
        let mut found = Self { grid, first, count, made, index: Index::default(), on };
        let partial = (rows.len() - count) as u64;
        found.index = Index { partial, ..found.described(facts, times, &rows[counted.whole.clone()]) };
        if let On::Rows { of_row, groups: Some((levels, _)) } = &found.on {
            let places = by_group_places(of_row, levels);
            (found.index.by_group, found.index.repeated) = grouped(places, count, facts);
        } else if made == Made::Rows {
            found.index.repeated = counted.rows - counted.filled;
        }
        Some(found)
    }

    pub(super) fn described(&self, facts: &Facts, times: &Times, rows: &[u64]) -> Index {
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
            undated: facts.column(&times.column).map_or(0, |column| column.rows - column.present()),
            partial: 0,
            by_group: None,
        }
    }

    /// A place as people read it.
    pub(crate) fn label(&self, times: &Times, at: usize) -> String {
        times.label(self.grid.stamp(self.first + at as i64), self.grid.step())
    }

    /// The names of the groups that have a series of their own, the largest first.
    pub(crate) fn groups(&self, facts: &Facts) -> Vec<String> {
        match &self.on {
            On::Rows { groups: Some((levels, codes)), .. } => {
                codes.iter().map(|code| levels.names[*code as usize].clone()).collect()
            }
            On::Rows { groups: None, .. } => Vec::new(),
            On::Periods { groups, .. } => {
                let followed = facts.panel.iter().flat_map(|panel| &panel.groups);
                followed.take(groups.len().min(GROUPS_MAX)).map(|(name, _)| name.clone()).collect()
            }
        }
    }

    /// The mean (or the sum) of a column at each place, of all rows or of one of [`Self::groups`] (the target only); NaN where there is none.
    pub(crate) fn values(&self, facts: &Facts, column: usize, group: Option<usize>, sum: bool) -> Vec<f64> {
        let mut cells = vec![Cell::default(); self.count];
        match &self.on {
            On::Rows { of_row, groups } => {
                let values = facts.sample.numbers(&facts.columns[column].name).unwrap_or_default();
                let code = group.and_then(|at| groups.as_ref().map(|(levels, codes)| (levels, codes[at])));
                let own = |row: usize| code.is_none_or(|(levels, code)| levels.codes[row] == Some(code));
                for (row, (place, x)) in of_row.iter().zip(values).enumerate() {
                    if let (Some(place), Some(x), true) = (place, x, own(row)) {
                        cells[*place].merge(Cell { present: 1, mean: x, squares: 0.0 });
                    }
                }
            }
            On::Periods { slots, own, groups } => {
                let followed = |at: usize| Some((&facts.panel.as_ref()?.groups.get(at)?.1, 0, groups.get(at)?));
                let of = match group {
                    Some(at) => followed(at),
                    None => timeline(own.as_ref(), facts).map(|all| (all, column, slots)),
                };
                if let Some((timeline, column, slots)) = of {
                    let inside = slots.iter().zip(timeline.column(column)).filter_map(|(slot, cell)| Some(((*slot)?, cell)));
                    inside.for_each(|(slot, cell)| cells[slot].merge(cell));
                }
            }
        }
        let value = |c: &Cell| if sum { c.mean * c.present as f64 } else { c.mean };
        cells.iter().map(|c| if c.present > 0 { value(c) } else { f64::NAN }).collect()
    }

    /// The number of rows at each place.
    pub(crate) fn rows(&self, facts: &Facts) -> Vec<f64> {
        let mut rows = vec![0.0; self.count];
        match &self.on {
            On::Rows { of_row, .. } => of_row.iter().flatten().for_each(|place| rows[*place] += 1.0),
            On::Periods { slots, own, .. } => {
                let periods = timeline(own.as_ref(), facts).map(Timeline::periods).unwrap_or_default();
                let inside = slots.iter().zip(periods).filter_map(|(slot, (_, n))| Some(((*slot)?, n)));
                inside.for_each(|(slot, n)| rows[slot] += n as f64);
            }
        }
        rows
    }
}

/// The timeline that stands behind periods: one of their own, else that of the pass.
fn timeline<'a>(own: Option<&'a Timeline>, facts: &'a Facts) -> Option<&'a Timeline> {
    own.or(facts.fine.as_ref().map(|(_, fine)| fine))
}

/// What the rows of each place say.
pub(super) struct Counted {
    /// Rows with a place.
    pub(super) rows: u64,
    /// Places with rows.
    pub(super) filled: u64,
    /// Whether rows share their places, rather than stand there twice.
    pub(super) shared: bool,
    /// The places without partial ones at the ends.
    pub(super) whole: Range<usize>,
}

impl Counted {
    /// None where most places are empty.
    pub(super) fn of(rows: &[u64]) -> Option<Self> {
        let filled = rows.iter().filter(|n| **n > 0).count() as u64;
        if (filled as f64) < FILLED_MIN * rows.len() as f64 {
            return None;
        }
        let dated = rows.iter().sum::<u64>();
        let shared = dated as f64 > SHARED_MIN * filled as f64;
        Some(Self { rows: dated, filled, shared, whole: if shared { whole(rows) } else { 0..rows.len() } })
    }
}

/// The groups with most rows, the largest first.
fn largest(levels: &Levels) -> Vec<u32> {
    let mut sizes = vec![0_usize; levels.names.len()];
    levels.codes.iter().flatten().for_each(|code| sizes[*code as usize] += 1);
    let mut codes: Vec<u32> = (0..sizes.len() as u32).collect();
    codes.sort_by_key(|code| (std::cmp::Reverse(sizes[*code as usize]), *code));
    codes.truncate(GROUPS_MAX);
    codes
}

/// The places without a first or last one that holds less than half the usual number of rows.
pub(super) fn whole(rows: &[u64]) -> Range<usize> {
    let mut sorted: Vec<u64> = rows.iter().copied().filter(|n| *n > 0).collect();
    sorted.sort_unstable();
    let usual = sorted.get(sorted.len() / 2).copied().unwrap_or(0);
    let partial = |n: Option<&u64>| usual >= USUAL_MIN && rows.len() > 4 && n.is_some_and(|n| 2 * n < usual);
    usize::from(partial(rows.first()))..rows.len() - usize::from(partial(rows.last()))
}

/// A place counted from the begin of those that are whole; none outside.
pub(super) fn inside(place: Option<usize>, whole: &Range<usize>) -> Option<usize> {
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

/// The places of the rows of each group.
fn by_group_places(of_row: &[Option<usize>], levels: &Levels) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); levels.names.len()];
    for (place, code) in of_row.iter().zip(&levels.codes) {
        if let (Some(place), Some(code)) = (place, code) {
            groups[*code as usize].push(*place);
        }
    }
    groups
}

/// Gaps and ends of each group, and rows that share time and group, from the places of their rows.
pub(super) fn grouped(mut groups: Vec<Vec<usize>>, count: usize, facts: &Facts) -> (Option<ByGroup>, u64) {
    let column = facts.asked.group.clone().unwrap_or_default();
    let mut all = ByGroup { column, all: true, ..ByGroup::default() };
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
    (Some(all), repeated)
}
