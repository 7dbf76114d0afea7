//! From the timeline of all rows to equally spaced places, for tables that a sample does not hold and for times without a step.

use series::{Clock, DAY, Grid, SECOND, Step, infer, infer_all};

use super::places::{Counted, Index, Made, On, PLACES_MAX, Places, TIMES_MIN, grouped, inside, whole};
use crate::look::timeline::{COARSE_MAX, Timeline, WIDTHS};
use crate::look::times::Times;
use crate::look::{Facts, Meaning};

/// Periods are lengthened until this share of them has rows.
const PERIODS_FILLED_MIN: f64 = 0.8;
/// Rows of a usual period of events, where there are more than 512 of them.
const EVENTS_MIN: u64 = 200;
/// Rows come evenly where this share of periods holds the usual number.
const EVEN_SHARE: f64 = 0.8;
/// Cells of the sample that are put on a timeline at most.
const CELLS_MAX: usize = 4_000_000;

/// The calendar of the times where the timeline is exact and they have a step, else periods.
pub(super) fn places(facts: &Facts, times: &Times) -> Option<Places> {
    let all = facts.fine.as_ref().filter(|(column, _)| times.plain && *column == times.column).map(|(_, fine)| fine);
    let own = match all {
        Some(_) => None,
        None => Some(sampled(facts, times)),
    };
    let timeline = own.as_ref().or(all)?;
    let found = on_calendar(facts, times, timeline).or_else(|| in_periods(facts, times, timeline));
    let sampled = own.is_some() && !facts.sample.is_whole();
    let mut places = found?;
    if let On::Periods { own: place, .. } = &mut places.on {
        *place = own;
    }
    if sampled {
        places.made = Made::SampledPeriods;
    }
    Some(places)
}

/// Places of the calendar that the times themselves follow.
fn on_calendar(facts: &Facts, times: &Times, timeline: &Timeline) -> Option<Places> {
    let periods = timeline.periods();
    if !timeline.is_exact() || periods.len() < TIMES_MIN {
        return None;
    }
    let starts = |of: &[(i64, u64)]| of.iter().map(|p| p.0).collect::<Vec<_>>();
    let stamps = starts(&periods);
    let panel = facts.panel.as_ref().filter(|panel| panel.width == timeline.width());
    let groups: Vec<Vec<(i64, u64)>> = panel.iter().flat_map(|panel| &panel.groups).map(|(_, of)| of.periods()).collect();
    let of_groups: Vec<Vec<i64>> = groups.iter().map(|of| starts(of)).collect();
    let step = match panel {
        Some(_) => infer_all(of_groups.iter().map(Vec::as_slice), times.clock),
        None => infer(&stamps, times.clock),
    };
    if step == Step::Other && times.clock == Clock::Dates {
        return None;
    }
    let grid = Grid::new(step, &stamps, times.clock);
    let (first, last) = (grid.place(stamps[0]), grid.place(stamps[stamps.len() - 1]));
    let count = (last - first).checked_add(1).filter(|count| *count <= PLACES_MAX)? as usize;
    let place = |start: i64| usize::try_from(grid.place(start) - first).ok().filter(|place| *place < count);
    let mut rows = vec![0_u64; count];
    for (start, n) in &periods {
        if let Some(at) = place(*start) {
            rows[at] += n;
        }
    }
    let counted = Counted::of(&rows)?;
    let slots = |of: &[(i64, u64)]| of.iter().map(|p| inside(place(p.0), &counted.whole)).collect::<Vec<_>>();
    let on = On::Periods { slots: slots(&periods), own: None, groups: groups.iter().map(|of| slots(of)).collect() };
    let made = if counted.shared { Made::Means } else { Made::Rows };
    let (first, count) = (first + counted.whole.start as i64, counted.whole.len());
    let mut found = Places { grid, first, count, made, index: Index::default(), on };
    let partial = (rows.len() - count) as u64;
    found.index = Index { partial, ..found.described(facts, times, &rows[counted.whole.clone()]) };
    if let (Some(panel), On::Periods { groups: slots, .. }) = (panel, &found.on) {
        let rows = |(slots, of): (&Vec<Option<usize>>, &Vec<(i64, u64)>)| {
            slots.iter().zip(of).filter_map(|(slot, of)| Some(std::iter::repeat_n((*slot)?, of.1 as usize))).flatten().collect()
        };
        (found.index.by_group, found.index.repeated) = grouped(slots.iter().zip(&groups).map(rows).collect(), count, facts);
        found.index.by_group.iter_mut().for_each(|groups| groups.all = panel.whole);
    } else if made == Made::Rows {
        found.index.repeated = counted.rows - counted.filled;
    }
    Some(found)
}

/// Periods so long that few of them are empty.
fn in_periods(facts: &Facts, times: &Times, timeline: &Timeline) -> Option<Places> {
    let panel = facts.panel.as_ref().filter(|_| times.plain);
    let periods = timeline.periods();
    let least = panel.map_or(timeline.width(), |panel| panel.width.max(timeline.width()));
    let width = wide_enough(&periods, least, times.clock)?;
    let (first, last) = (periods.first()?.0.div_euclid(width), periods.last()?.0.div_euclid(width));
    let step = step_of(width, times.clock);
    let stamps: Vec<i64> = (first..=last).map(|at| at * width).collect();
    let grid = Grid::new(step, &stamps, times.clock);
    let place = |start: i64| usize::try_from(start.div_euclid(width) - first).ok().filter(|place| *place < stamps.len());
    let mut rows = vec![0; stamps.len()];
    for (start, n) in &periods {
        if let Some(at) = place(*start) {
            rows[at] += n;
        }
    }
    let whole = whole(&rows);
    let slots = |of: &Timeline| of.periods().iter().map(|p| inside(place(p.0), &whole)).collect::<Vec<_>>();
    let groups = panel.iter().flat_map(|panel| &panel.groups).map(|(_, of)| slots(of)).collect();
    let on = On::Periods { slots: slots(timeline), own: None, groups };
    let (first, count) = (grid.place(stamps[0]) + whole.start as i64, whole.len());
    let mut found = Places { grid, first, count, made: Made::Periods, index: Index::default(), on };
    let partial = (rows.len() - count) as u64;
    found.index = Index { step: None, partial, ..found.described(facts, times, &rows[whole.clone()]) };
    Some(found)
}

/// A timeline of the sample; columns beyond the largest number of cells stay empty.
fn sampled(facts: &Facts, times: &Times) -> Timeline {
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
    let followed = values.iter().map(|values| !values.is_empty()).collect();
    let mut timeline = Timeline::new(followed, times.clock == Clock::Dates);
    timeline.push(&times.stamps, &values);
    timeline.finish()
}

/// The shortest length of periods, from `width` on, that leaves few of them empty; where events come as they like, there are few periods or many rows in each.
fn wide_enough(periods: &[(i64, u64)], width: i64, clock: Clock) -> Option<i64> {
    let known = WIDTHS.iter().copied().filter(|w| clock == Clock::Dates && *w > width);
    let doubled = (1..40).map(|k| width.saturating_mul(1 << k)).filter(|_| clock == Clock::Numbers);
    std::iter::once(width).chain(known).chain(doubled).find(|width| {
        let mut rows: Vec<(i64, u64)> = Vec::new();
        for (start, n) in periods {
            let start = start.div_euclid(*width);
            match rows.last_mut() {
                Some((last, rows)) if *last == start => *rows += n,
                _ => rows.push((start, *n)),
            }
        }
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return false };
        let filled = rows.len() > 2 && rows.len() as f64 >= PERIODS_FILLED_MIN * (last.0 - first.0 + 1) as f64;
        filled && (rows.len() <= COARSE_MAX || are_even_or_many(&rows))
    })
}

/// Whether most periods hold the usual number of rows, or that number is large.
fn are_even_or_many(rows: &[(i64, u64)]) -> bool {
    let mut sorted: Vec<u64> = rows.iter().map(|r| r.1).collect();
    sorted.sort_unstable();
    let usual = sorted[sorted.len() / 2];
    let even = sorted.iter().filter(|n| n.abs_diff(usual) * 10 <= usual).count();
    usual >= EVENTS_MIN || even as f64 >= EVEN_SHARE * sorted.len() as f64
}

/// The step of periods of so many microseconds.
fn step_of(width: i64, clock: Clock) -> Step {
    match clock {
        Clock::Numbers => Step::Other,
        Clock::Dates if width < DAY => Step::Seconds((width / SECOND) as u32),
        Clock::Dates => Step::Days((width / DAY) as u32),
    }
}
