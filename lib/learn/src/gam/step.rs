//! One update of one term from its sums of derivatives.

/// Gradient and hessian.
pub(super) type Sums = [f64; 2];

/// What an update may do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    /// Factor on every value.
    pub(super) rate: f64,
    /// Rows of a stretch at least.
    pub(super) rows_min: usize,
    /// Stretches at most.
    pub(super) leaves_max: usize,
    /// Hessian added to every stretch.
    pub(super) ridge: f64,
    /// Hessian added to labels, before they are sorted and when they stand alone, and to missing values.
    pub(super) smooth: f64,
}

/// Sums and rows of neighbouring bins.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: usize,
    to: usize,
    best: Option<(f64, usize)>,
}

/// Running sums over bins in order: entry `b` holds all bins below `b`.
struct Running {
    sums: Vec<Sums>,
    rows: Vec<usize>,
}

impl Running {
    fn new(order: impl Iterator<Item = usize>, sums: &[Sums], rows: &[usize]) -> Self {
        let (mut total, mut count) = ([0.0; 2], 0);
        let mut running = Self { sums: vec![total], rows: vec![count] };
        for bin in order {
            total = [total[0] + sums[bin][0], total[1] + sums[bin][1]];
            count += rows[bin];
            running.sums.push(total);
            running.rows.push(count);
        }
        running
    }

    fn between(&self, from: usize, to: usize) -> Sums {
        [self.sums[to][0] - self.sums[from][0], self.sums[to][1] - self.sums[from][1]]
    }

    fn rows(&self, from: usize, to: usize) -> usize {
        self.rows[to] - self.rows[from]
    }

    /// The stretch with its best cut among `offset`, `offset + stride`, ...
    fn stretch(&self, rules: &Rules, (from, to): (usize, usize), (offset, stride): (usize, usize)) -> Stretch {
        let whole = worth(self.between(from, to), rules.ridge);
        let mut best: Option<(f64, usize)> = None;
        let first = offset + (from + 1).saturating_sub(offset).div_ceil(stride) * stride;
        for cut in (first..to).step_by(stride) {
            if self.rows(from, cut) < rules.rows_min || self.rows(cut, to) < rules.rows_min {
                continue;
            }
            let parts = worth(self.between(from, cut), rules.ridge) + worth(self.between(cut, to), rules.ridge);
            let gain = parts - whole;
            if gain > best.map_or(0.0, |(most, _)| most) {
                best = Some((gain, cut));
            }
        }
        Stretch { from, to, best }
    }

    /// Cuts the bins where that gains most, best first.
    fn stretches(&self, rules: &Rules, grid: (usize, usize)) -> Vec<Stretch> {
        let mut parts = vec![self.stretch(rules, (0, self.rows.len() - 1), grid)];
        while parts.len() < rules.leaves_max {
            let mut next: Option<(f64, usize, usize)> = None;
            for (place, part) in parts.iter().enumerate() {
                if let Some((gain, cut)) = part.best
                    && next.is_none_or(|(most, _, _)| gain > most)
                {
                    next = Some((gain, place, cut));
                }
            }
            let Some((_, place, cut)) = next else { break };
            let Stretch { from, to, .. } = parts[place];
            parts[place] = self.stretch(rules, (from, cut), grid);
            parts.push(self.stretch(rules, (cut, to), grid));
        }
        parts
    }
}

/// What a leaf of those sums takes off the loss, times two.
fn worth(sums: Sums, ridge: f64) -> f64 {
    sums[0] * sums[0] / (sums[1] + ridge).max(f64::MIN_POSITIVE)
}

fn value(rules: &Rules, sums: Sums, ridge: f64) -> f64 {
    let weight = sums[1] + ridge;
    if weight > 0.0 { -rules.rate * sums[0] / weight } else { 0.0 }
}

/// Fills `change` for bins with an order; the last bin holds missing values if `missing`.
///
/// Cuts are looked for at `grid.0`, `grid.0 + grid.1`, ... Cost: O(bins x leaves).
pub(super) fn ordered(rules: &Rules, missing: bool, grid: (usize, usize), (sums, rows): (&[Sums], &[usize]), change: &mut [f64]) {
    let bins = sums.len() - usize::from(missing);
    let running = Running::new(0..bins, sums, rows);
    for part in running.stretches(rules, grid) {
        change[part.from..part.to].fill(value(rules, running.between(part.from, part.to), rules.ridge));
    }
    if missing {
        change[bins] = value(rules, sums[bins], rules.smooth);
    }
}

/// Fills `change` for bins without an order: they are sorted by what each would change alone, then cut.
///
/// Cost: O(bins log bins).
pub(super) fn sorted(rules: &Rules, (sums, rows): (&[Sums], &[usize]), change: &mut [f64]) {
    let alone: Vec<f64> = sums.iter().map(|sums| value(rules, *sums, rules.smooth)).collect();
    let mut order: Vec<usize> = (0..sums.len()).filter(|&bin| rows[bin] > 0).collect();
    order.sort_by(|&a, &b| alone[a].total_cmp(&alone[b]));
    let running = Running::new(order.iter().copied(), sums, rows);
    change.fill(0.0);
    for part in running.stretches(rules, (0, 1)) {
        let value = value(rules, running.between(part.from, part.to), rules.ridge);
        order[part.from..part.to].iter().for_each(|&bin| change[bin] = value);
    }
}

/// The best pair of cuts of a table `wide x high` (row-major), by the gain of its four corners over the two cuts alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Corners {
    /// Steps of the first axis below the cut.
    wide: usize,
    /// Steps of the second axis below the cut.
    high: usize,
    /// What the four corners take off the loss, times two, over no cut.
    pub(super) gain: f64,
}

/// Finds the best corners; `None` where every cut leaves too few rows on a side.
///
/// Cost: O(wide x high).
pub(super) fn corners(rules: &Rules, (wide, high): (usize, usize), (sums, rows): (&[Sums], &[usize])) -> Option<Corners> {
    let table = Table::new((wide, high), sums, rows);
    let whole = worth(table.below(wide, high).0, rules.ridge);
    let mut best: Option<Corners> = None;
    for i in 1..wide {
        for j in 1..high {
            let parts = table.corners(i, j).map(|(s, n)| if n < rules.rows_min { 0.0 } else { worth(s, rules.ridge) });
            let gain = parts.iter().sum::<f64>() - whole;
            if gain > best.map_or(0.0, |best| best.gain) {
                best = Some(Corners { wide: i, high: j, gain });
            }
        }
    }
    best
}

/// Fills `change` of a table with the values of its best four corners.
pub(super) fn paired(rules: &Rules, size: (usize, usize), (sums, rows): (&[Sums], &[usize]), change: &mut [f64]) {
    change.fill(0.0);
    let Some(best) = corners(rules, size, (sums, rows)) else { return };
    let table = Table::new(size, sums, rows);
    let values =
        table.corners(best.wide, best.high).map(|(s, n)| if n < rules.rows_min { 0.0 } else { value(rules, s, rules.ridge) });
    for (i, line) in change.chunks_exact_mut(size.1).take(size.0).enumerate() {
        for (j, change) in line.iter_mut().enumerate() {
            *change = values[2 * usize::from(i >= best.wide) + usize::from(j >= best.high)];
        }
    }
}

/// Sums and rows of all corners that begin at the origin.
struct Table {
    wide: usize,
    high: usize,
    below: Vec<(Sums, usize)>,
}

impl Table {
    fn new((wide, high): (usize, usize), sums: &[Sums], rows: &[usize]) -> Self {
        let mut below = vec![([0.0; 2], 0); (wide + 1) * (high + 1)];
        for i in 0..wide {
            let (mut line, mut count) = ([0.0; 2], 0);
            for j in 0..high {
                let cell = i * high + j;
                line = [line[0] + sums[cell][0], line[1] + sums[cell][1]];
                count += rows[cell];
                let above = below[i * (high + 1) + j + 1];
                below[(i + 1) * (high + 1) + j + 1] = ([above.0[0] + line[0], above.0[1] + line[1]], above.1 + count);
            }
        }
        Self { wide, high, below }
    }

    fn below(&self, i: usize, j: usize) -> (Sums, usize) {
        self.below[i * (self.high + 1) + j]
    }

    /// Low-low, low-high, high-low, high-high.
    fn corners(&self, i: usize, j: usize) -> [(Sums, usize); 4] {
        let minus = |a: (Sums, usize), b: (Sums, usize)| ([a.0[0] - b.0[0], a.0[1] - b.0[1]], a.1 - b.1);
        let (low, left, lower) = (self.below(i, j), self.below(i, self.high), self.below(self.wide, j));
        let right = minus(self.below(self.wide, self.high), left);
        let low_right = minus(lower, low);
        [low, minus(left, low), low_right, minus(right, low_right)]
    }
}
