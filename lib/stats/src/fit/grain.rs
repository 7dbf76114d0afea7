//! Mass at points and rounding, which have to be known before a continuous family is claimed.

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
    /// Round numbers chosen more often than chance: a coarser step, the share of its multiples, and the share expected of even digits.
    pub heap: Option<Heap>,
}

/// Values heaped on round numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heap {
    /// The coarser step: 5 or 10 times [`Grain::step`].
    pub step: f64,
    /// The share of values on its multiples.
    pub share: f64,
    /// The share that even digits would give.
    pub expected: f64,
}

impl Grain {
    /// Looks at finite values in ascending order, `O(n)`; `None` of nothing.
    pub fn of(sorted: &[f64]) -> Option<Self> {
        let (mode, times, distinct) = runs(sorted)?;
        let step = step(sorted);
        Some(Self {
            distinct,
            mode,
            mode_share: times as f64 / sorted.len() as f64,
            step,
            heap: step.and_then(|s| heap(sorted, s, distinct)),
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

/// Multiples of five or ten steps, where they are three standard errors and a quarter more frequent than even digits make them.
fn heap(sorted: &[f64], step: f64, distinct: u64) -> Option<Heap> {
    let n = sorted.len() as f64;
    if distinct < 20 {
        return None;
    }
    let check = |times: f64| {
        let wide = step * times;
        let on = sorted.iter().filter(|&&x| (x / wide - (x / wide).round()).abs() < 1e-6).count();
        let (share, expected) = (on as f64 / n, 1.0 / times);
        let error = (expected * (1.0 - expected) / n).sqrt();
        (share > 1.25 * expected && share - expected > 3.0 * error).then_some(Heap { step: wide, share, expected })
    };
    let found = [check(10.0), check(5.0)];
    found.into_iter().flatten().max_by(|a, b| (a.share - a.expected).total_cmp(&(b.share - b.expected)))
}
