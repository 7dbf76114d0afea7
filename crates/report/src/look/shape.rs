//! A histogram as it is drawn.

use plot::Bar;
use profile::look::{Column, Histogram, Level, SHOWN_ROWS_MIN};

use super::view::View;

/// A column of fewer values has no drawing: its bars would be its rows.
const VALUES_MIN: u64 = 20;
/// Rows of a sample in a usual stretch of time from which on an empty one is a gap.
const SEEN_MIN: u64 = 30;

/// Bars, and single values that stand apart; without `--show-values` the ends are cut where fewer than ten rows lie beyond.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Shape {
    pub(super) bars: Vec<Bar>,
    /// Values and their rows.
    pub(super) points: Vec<(f64, u64)>,
    /// Rows left of what is drawn, and right of it.
    pub(super) below: u64,
    pub(super) above: u64,
}

impl Shape {
    /// Of a column of numbers, with so many bars at most.
    pub(super) fn of(column: &Column, bars_max: usize, view: &View) -> Option<Self> {
        let numbers = column.numbers.as_ref().filter(|_| view.values() || column.present() >= VALUES_MIN)?;
        let drawn = &numbers.histogram;
        let mut shape = apart(drawn);
        if !view.values() {
            shape.trim();
        }
        shape.coarsen(bars_max);
        Some(shape)
    }

    /// Cuts the ends: bars and values with fewer than ten rows in them and beyond them. Rare values inside go too.
    pub(super) fn trim(&mut self) {
        let discrete = self.bars.is_empty();
        let (mut from, mut to) = (0, self.bars.len());
        while from < to && self.below + (self.bars[from].count as u64) < SHOWN_ROWS_MIN {
            self.below += self.bars[from].count as u64;
            from += 1;
        }
        while to > from && self.above + (self.bars[to - 1].count as u64) < SHOWN_ROWS_MIN {
            self.above += self.bars[to - 1].count as u64;
            to -= 1;
        }
        self.bars = self.bars[from..to].to_vec();
        if !discrete {
            self.points.retain(|p| p.1 >= SHOWN_ROWS_MIN);
            return;
        }
        let first = self.points.iter().position(|p| p.1 >= SHOWN_ROWS_MIN).unwrap_or(self.points.len());
        let last = self.points.iter().rposition(|p| p.1 >= SHOWN_ROWS_MIN).map_or(first, |at| at + 1);
        self.below += self.points[..first].iter().map(|p| p.1).sum::<u64>();
        self.above += self.points[last..].iter().map(|p| p.1).sum::<u64>();
        self.points = self.points[first..last].iter().copied().filter(|p| p.1 >= SHOWN_ROWS_MIN).collect();
    }

    /// Puts neighbouring bars together until there are at most so many.
    fn coarsen(&mut self, most: usize) {
        let every = self.bars.len().div_ceil(most.max(1)).max(1);
        let joined =
            |bars: &[Bar]| Bar { from: bars[0].from, to: bars[bars.len() - 1].to, count: bars.iter().map(|b| b.count).sum() };
        self.bars = self.bars.chunks(every).map(joined).collect();
    }

    /// Heights of so many bars of equal width, for a line of text.
    pub(super) fn heights(&self, bars: usize) -> Vec<f64> {
        let ends = self.bars.iter().flat_map(|b| [b.from, b.to]).chain(self.points.iter().map(|p| p.0));
        let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        let mut heights = vec![0.0; bars];
        if low > high || bars == 0 {
            return heights;
        }
        let place = |x: f64| {
            if high > low { (((x - low) / (high - low)) * bars as f64).min(bars as f64 - 1.0) as usize } else { bars / 2 }
        };
        for bar in &self.bars {
            // A bar wider than a place is spread over the places that it covers.
            let (from, to) = (place(bar.from), place(bar.to - (bar.to - bar.from) * 1e-9));
            let share = bar.count / (to - from + 1) as f64;
            heights[from..=to].iter_mut().for_each(|h| *h += share);
        }
        self.points.iter().for_each(|(x, n)| heights[place(*x)] += *n as f64);
        heights
    }
}

/// A value stays apart where it holds more than half of its bar and twice as many rows as either neighbour; others go back into their bars.
fn apart(drawn: &Histogram) -> Shape {
    let mut counts: Vec<u64> = drawn.counts.clone();
    if counts.iter().all(|n| *n == 0) {
        return Shape { bars: Vec::new(), points: drawn.points.clone(), below: drawn.below, above: drawn.above };
    }
    let bin = |x: f64| {
        let at = drawn.edges.partition_point(|e| *e <= x);
        (at > 0 && at <= counts.len()).then(|| at - 1)
    };
    let homes: Vec<Option<usize>> = drawn.points.iter().map(|p| bin(p.0)).collect();
    for (point, home) in drawn.points.iter().zip(&homes) {
        if let Some(at) = home {
            counts[*at] += point.1;
        }
    }
    let full = counts.clone();
    let mut points = Vec::new();
    for (point, home) in drawn.points.iter().zip(&homes) {
        let Some(at) = *home else {
            points.push(*point);
            continue;
        };
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|n| full.get(n)).max().copied();
        if 2 * point.1 > full[at] && point.1 > 2 * beside.unwrap_or(0) {
            counts[at] -= point.1;
            points.push(*point);
        }
    }
    let bars = drawn.edges.windows(2).zip(&counts).map(|(e, n)| Bar { from: e[0], to: e[1], count: *n as f64 }).collect();
    Shape { bars, points, below: drawn.below, above: drawn.above }
}

/// Counts over time as they are drawn: without `--show-values` the ends are cut where fewer than ten rows lie beyond, but for the column of time, whose
/// span is no secret.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct When {
    /// Stretches in microseconds since 1970, and their rows.
    pub(super) bars: Vec<(i64, i64, u64)>,
    /// Stretches without rows, neighbours put together.
    pub(super) gaps: Vec<(i64, i64)>,
    /// Rows before and after what is drawn.
    pub(super) beyond: u64,
}

impl When {
    /// Of a column of dates.
    pub(super) fn of(column: &Column, view: &View) -> Option<Self> {
        let course = column.instants.as_ref()?.course.as_ref()?;
        let mut bars: Vec<(i64, i64, u64)> = course.edges.windows(2).zip(&course.rows).map(|(e, n)| (e[0], e[1], *n)).collect();
        let times = [&view.look.asked.time, &view.look.series.as_ref().map(|series| series.time.clone())];
        let mut beyond = 0;
        if !view.values() && !times.into_iter().flatten().any(|time| *time == column.name) {
            let cut = |bars: &[(i64, i64, u64)]| {
                let mut rows = 0;
                let few = |bar: &&(i64, i64, u64)| {
                    rows += bar.2;
                    rows < SHOWN_ROWS_MIN
                };
                bars.iter().take_while(few).count()
            };
            let first = cut(&bars);
            beyond += bars.drain(..first).map(|bar| bar.2).sum::<u64>();
            bars.reverse();
            let last = cut(&bars);
            beyond += bars.drain(..last).map(|bar| bar.2).sum::<u64>();
            bars.reverse();
        }
        // Where few rows of a sample fall into a stretch, one without any is chance.
        let usual = course.seen / course.rows.len().max(1) as u64;
        let told = column.rows == course.seen || usual >= SEEN_MIN;
        let mut gaps: Vec<(i64, i64)> = Vec::new();
        for bar in bars.iter().filter(|bar| bar.2 == 0 && told) {
            match gaps.last_mut() {
                Some(gap) if gap.1 == bar.0 => gap.1 = bar.1,
                _ => gaps.push((bar.0, bar.1)),
            }
        }
        (bars.len() > 1).then_some(Self { bars, gaps, beyond })
    }

    /// Heights of at most so many bars.
    fn heights(&self, bars: usize) -> Vec<f64> {
        let every = self.bars.len().div_ceil(bars.max(1)).max(1);
        self.bars.chunks(every).map(|part| part.iter().map(|bar| bar.2 as f64).sum::<f64>() / part.len() as f64).collect()
    }
}

/// Heights for a line of text: of numbers their histogram, of levels their rows, most frequent first.
pub(super) fn heights(column: &Column, bars: usize, view: &View) -> Vec<f64> {
    if let Some(when) = When::of(column, view) {
        return when.heights(bars);
    }
    if column.meaning.is_levels() || column.numbers.is_none() {
        return column.levels.iter().filter(|l| view.shows(l.rows)).take(bars).map(|l| l.rows as f64).collect();
    }
    Shape::of(column, 2 * bars, view).map(|shape| shape.heights(bars)).unwrap_or_default()
}

/// The levels that may be named, and the rows of the others.
pub(super) fn named<'a>(column: &'a Column, most: usize, view: &View) -> (Vec<&'a Level>, u64) {
    let named: Vec<&Level> = column.levels.iter().filter(|l| view.shows(l.rows)).take(most).collect();
    let rows: u64 = named.iter().map(|l| l.rows).sum();
    (named, column.present().saturating_sub(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_apart_only_where_it_stands_out() {
        let edges = (0..=4).map(f64::from).collect();
        let drawn =
            Histogram { edges, counts: vec![10, 20, 10, 10], points: vec![(0.0, 30), (2.0, 12), (-5.0, 20)], below: 0, above: 3 };
        let shape = apart(&drawn);
        assert_eq!(shape.points, [(-5.0, 20)], "30 of 40 is more than half, but not twice the neighbour's 20");
        assert_eq!(shape.bars.iter().map(|b| b.count).collect::<Vec<_>>(), [40.0, 20.0, 22.0, 10.0]);
    }

    #[test]
    fn ends_are_cut_where_few_rows_lie_beyond() {
        let bar = |from: f64, count| Bar { from, to: from + 1.0, count };
        let mut shape =
            Shape { bars: vec![bar(0.0, 3.0), bar(1.0, 50.0), bar(2.0, 9.0), bar(3.0, 0.0), bar(4.0, 1.0)], ..Shape::default() };
        shape.above = 4;
        shape.trim();
        assert_eq!((shape.below, shape.above), (3, 5));
        assert_eq!(shape.bars.iter().map(|b| b.from).collect::<Vec<_>>(), [1.0, 2.0], "nine and five rows make ten and more");
        let mut few = Shape { points: vec![(1.0, 1), (5.0, 40), (6.0, 2), (7.0, 60), (900.0, 9)], ..Shape::default() };
        few.trim();
        assert_eq!((few.points.clone(), few.below, few.above), (vec![(5.0, 40), (7.0, 60)], 1, 9));
        assert_eq!(few.heights(3), [40.0, 0.0, 60.0]);
    }
}
