//! Mass at points and rounding, which have to be known before a continuous family is claimed.

/// Values that may lie off the tick: typing errors, a few finer readings.
const TICK_SHARE: f64 = 0.99;
/// Different values from which on heaps are looked for,
const DISTINCT_MIN: u64 = 20;
/// and by how much more of the values a finer step has to stand out to be named instead of a coarser one,
const FINER_MIN: f64 = 0.05;
/// and values beside round numbers.
const VALUES_MIN: f64 = 40.0;

/// How coarse values are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grain {
    /// Number of different values.
    pub distinct: u64,
    /// The most frequent value; the smallest of several.
    pub mode: f64,
    /// The share of values equal to it.
    pub mode_share: f64,
    /// The largest step `10^k`, `k` from 9 down to -9, of which all values are multiples; `None` where there is none.
    pub step: Option<f64>,
    /// The largest step `k 10^j`, `k` of 1, 2, 2.5 and 5, of which at least 99 % of the values are multiples: what the quantity is counted in (cents,
    /// quarters of an hour); `None` where there is none.
    pub tick: Option<f64>,
    /// Round numbers chosen more often than their neighbours: a step of several ticks, the share of its multiples, and the share that their
    /// neighbours let expect.
    pub heap: Option<Heap>,
}

/// Values heaped on round numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heap {
    /// The coarser step: `10^j`, or 5 times that, and 2 to 100 times [`Grain::tick`].
    pub step: f64,
    /// The share of values on its multiples, 0 and the ends of the range left out.
    pub share: f64,
    /// The share that would lie there if round numbers were as frequent as their neighbours.
    pub expected: f64,
}

impl Grain {
    /// Looks at finite values in ascending order, `O(n)`; `None` of nothing.
    pub fn of(sorted: &[f64]) -> Option<Self> {
        let (mode, times, distinct) = runs(sorted)?;
        let tick = tick(sorted);
        Some(Self {
            distinct,
            mode,
            mode_share: times as f64 / sorted.len() as f64,
            step: step(sorted),
            tick,
            heap: tick.filter(|_| distinct >= DISTINCT_MIN).and_then(|tick| heap(sorted, tick)),
        })
    }

    /// Whether a test of a continuous family would judge the ties instead of the shape: the largest one jumps by more than
    /// 0.2 / sqrt n, a fifth of what such a test finds significant.
    pub fn too_coarse(&self, n: usize) -> bool {
        self.mode_share * (n as f64).sqrt() > 0.2 && self.mode_share * n as f64 > 1.5
    }
}

/// The longest run of equal values, its length and the number of runs.
fn runs(sorted: &[f64]) -> Option<(f64, usize, u64)> {
    let (mut mode, mut longest, mut distinct) = (*sorted.first()?, 0, 0);
    for run in sorted.chunk_by(|a, b| a >= b) {
        distinct += 1;
        if run.len() > longest {
            (mode, longest) = (run[0], run.len());
        }
    }
    Some((mode, longest, distinct))
}

/// Whether `x` is a multiple of `10^power` to the digits of a double.
fn on_step(x: f64, power: i32) -> bool {
    let units = if power >= 0 { x / 10.0_f64.powi(power) } else { x * 10.0_f64.powi(-power) };
    units.abs() < 1e15 && (units - units.round()).abs() <= 4.0 * f64::EPSILON * units.abs()
}

fn step(sorted: &[f64]) -> Option<f64> {
    let power = (-9..=9).rev().find(|&power| sorted.iter().all(|&x| on_step(x, power)))?;
    Some(10.0_f64.powi(power))
}

/// The largest step of which nearly all values are multiples.
fn tick(sorted: &[f64]) -> Option<f64> {
    let odd_max = ((1.0 - TICK_SHARE) * sorted.len() as f64) as usize;
    let holds = |tick: &f64| sorted.iter().filter(|&&x| ticks(x, *tick).is_none()).take(odd_max + 1).count() <= odd_max;
    let steps = (-9..=9).rev().flat_map(|power| [5.0, 2.5, 2.0, 1.0].map(|k: f64| scaled(k, power)));
    steps.into_iter().find(holds)
}

/// `k 10^power`, rounded once.
fn scaled(k: f64, power: i32) -> f64 {
    if power >= 0 { k * 10.0_f64.powi(power) } else { k / 10.0_f64.powi(-power) }
}

/// How many steps `x` is, where that is a whole number to the digits of a double.
fn ticks(x: f64, step: f64) -> Option<i64> {
    let units = x / step;
    let whole = units.round();
    (units.abs() < 1e15 && (units - whole).abs() <= 8.0 * f64::EPSILON * units.abs()).then_some(whole as i64)
}

/// The multiples of several ticks that stand out most from their neighbours.
///
/// The rows of a round number are compared with the mean of the numbers on either side of it up to the next round ones, so that neither the shape of the
/// distribution nor its ends make a heap. 0 is a value of its own kind and not counted.
fn heap(sorted: &[f64], tick: f64) -> Option<Heap> {
    let mut rows: Vec<(i64, u64)> = Vec::new();
    for at in sorted.iter().filter_map(|x| ticks(*x, tick)) {
        match rows.last_mut() {
            Some((last, n)) if *last == at => *n += 1,
            _ => rows.push((at, 1)),
        }
    }
    let found = (2..=100).rev().filter_map(|times: i64| {
        let step = times as f64 * tick;
        let lead = step / 10.0_f64.powf(step.log10().floor());
        let round = [1.0, 5.0, 10.0].iter().any(|k| (lead - k).abs() < 1e-6);
        round.then(|| beside(&rows, times)).flatten().map(|(share, expected)| Heap { step, share, expected })
    });
    // Multiples of 5 stand out where tens do: the finer step has to explain clearly more.
    let excess = |heap: &Heap| heap.share - heap.expected;
    found.reduce(|coarse, fine| if excess(&fine) > excess(&coarse) + FINER_MIN { fine } else { coarse })
}

/// The share of rows on multiples of `times`, and the one that their neighbours let expect; `None` where there is no clear excess.
fn beside(rows: &[(i64, u64)], times: i64) -> Option<(f64, f64)> {
    let (first, last) = (rows.first()?.0, rows.last()?.0);
    let between = |from: i64, to: i64| {
        let (from, to) = (rows.partition_point(|r| r.0 < from), rows.partition_point(|r| r.0 <= to));
        rows[from..to].iter().map(|r| r.1).sum::<u64>() as f64
    };
    let (mut on, mut expected, mut around) = (0.0, 0.0, 0.0);
    // Only round numbers with rows or with rows around them count: at most two for each row.
    let mut next = Some(first.div_euclid(times) * times);
    while let Some(at) = next.filter(|at| *at <= last) {
        let beside = between(at - times + 1, at + times - 1) - between(at, at);
        if at != 0 && at - times >= first && at + times <= last {
            on += between(at, at);
            expected += beside / (2 * (times - 1)) as f64;
            around += between(at, at) + 0.5 * beside;
        }
        next = if beside > 0.0 { Some(at + times) } else { next_round(rows, at, times) };
    }
    if around < VALUES_MIN || on + expected <= 0.0 {
        return None;
    }
    // Both are counts, the expected one of 2 (times - 1) numbers.
    let error = (on + expected / (2 * (times - 1)) as f64).sqrt();
    (on > 1.25 * expected && on - expected > 4.0 * error).then_some((on / around, expected / around))
}

/// The round number before the next value beyond `at`, but beyond it.
fn next_round(rows: &[(i64, u64)], at: i64, times: i64) -> Option<i64> {
    let next = rows.get(rows.partition_point(|r| r.0 < at + times))?.0;
    Some((next.div_euclid(times) * times).max(at + times))
}
