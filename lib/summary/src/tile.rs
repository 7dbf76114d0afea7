//! A block of rows of all columns, column by column, and the products that [`Gram`](crate::Gram) adds up.

use crate::validity::{Column, all_finite};

/// Rows of a block.
pub(crate) const ROWS: usize = 256;
/// Columns of a kernel: `WIDE` by `HIGH` dot products at once.
const HIGH: usize = 4;
const WIDE: usize = 2;

/// Shifted values with zeros for what is missing, and which values are there.
pub(crate) struct Tile {
    /// `ROWS` values a column; columns beyond the last are zeros.
    values: Vec<f64>,
    /// 1 where a value is there; only columns in `gaps` are filled.
    masks: Vec<Vec<f64>>,
    gaps: Vec<usize>,
    rows: usize,
    p: usize,
    scratch: Vec<f64>,
}

/// Columns whose gaps are the same.
pub(crate) struct Groups {
    /// Group of each column with gaps.
    pub(crate) of: Vec<usize>,
    /// A mask of each group, as an index among the columns with gaps.
    first: Vec<usize>,
}

/// For each group and column: values, sum and sum of squares over the rows of the group.
pub(crate) struct Products {
    counts: Vec<f64>,
    sums: Vec<f64>,
    squares: Vec<f64>,
    stride: usize,
}

impl Products {
    pub(crate) fn get(&self, group: usize, column: usize) -> [f64; 3] {
        let at = group * self.stride + column;
        [self.counts[at], self.sums[at], self.squares[at]]
    }
}

impl Tile {
    pub(crate) fn new(p: usize) -> Self {
        let values = vec![0.0; padded(p) * ROWS];
        Self { values, masks: Vec::new(), gaps: Vec::new(), rows: 0, p, scratch: Vec::new() }
    }

    /// Makes room for a block.
    pub(crate) fn clear(&mut self, rows: usize) {
        if rows != self.rows {
            self.values.fill(0.0);
        }
        self.rows = rows;
        self.gaps.clear();
    }

    /// Fills a column less the shift that `shift` gives for the values that are there; without any, it is not asked.
    pub(crate) fn fill(&mut self, at: usize, column: Column<'_>, shift: impl FnOnce(&[f64]) -> f64) {
        let out = &mut self.values[at * ROWS..at * ROWS + self.rows];
        if column.validity.is_all() && all_finite(column.values) {
            let shift = shift(column.values);
            out.iter_mut().zip(column.values).for_each(|(o, x)| *o = x - shift);
            return;
        }
        let gap = self.gaps.len();
        if self.masks.len() == gap {
            self.masks.push(vec![0.0; ROWS]);
        }
        let mask = &mut self.masks[gap];
        mask.fill(0.0);
        self.scratch.clear();
        for (row, (&x, m)) in column.values.iter().zip(mask.iter_mut()).enumerate() {
            if column.validity.get(row) && x.is_finite() {
                *m = 1.0;
                self.scratch.push(x);
            }
        }
        let shift = if self.scratch.is_empty() { 0.0 } else { shift(&self.scratch) };
        for ((o, &x), &m) in out.iter_mut().zip(column.values).zip(mask.iter()) {
            *o = if m > 0.0 { x - shift } else { 0.0 };
        }
        if self.scratch.len() < self.rows {
            self.gaps.push(at);
        }
    }

    /// Columns with gaps in this block.
    pub(crate) fn gaps(&self) -> &[usize] {
        &self.gaps
    }

    pub(crate) fn values(&self) -> &[f64] {
        &self.values
    }

    /// Values, sum and sum of squares of a column.
    pub(crate) fn sums(&self, at: usize) -> [f64; 3] {
        let column = &self.values[at * ROWS..(at + 1) * ROWS];
        let count = match self.gaps.binary_search(&at) {
            Ok(gap) => self.masks[gap].iter().sum(),
            Err(_) => self.rows as f64,
        };
        let mut lanes = [[0.0; 4]; 2];
        for chunk in column.as_chunks::<4>().0 {
            for (lane, x) in chunk.iter().enumerate() {
                lanes[0][lane] += x;
                lanes[1][lane] += x * x;
            }
        }
        [count, lanes[0].iter().sum(), lanes[1].iter().sum()]
    }

    /// Columns with gaps, put together where the gaps are the same.
    pub(crate) fn groups(&self) -> Groups {
        let mut groups = Groups { of: Vec::with_capacity(self.gaps.len()), first: Vec::new() };
        let mut seen: std::collections::HashMap<Vec<u64>, usize> = std::collections::HashMap::new();
        for (gap, mask) in self.masks[..self.gaps.len()].iter().enumerate() {
            let bits = mask.chunks(64).map(|c| c.iter().fold(0, |b, &m| b << 1 | u64::from(m > 0.0))).collect();
            let group = *seen.entry(bits).or_insert_with(|| {
                groups.first.push(gap);
                groups.first.len() - 1
            });
            groups.of.push(group);
        }
        groups
    }

    /// `M'M`, `M'X` and `M'X^2` for one mask of each group.
    pub(crate) fn masked_products(&self, groups: &Groups) -> Products {
        let stride = padded(self.p);
        let wide = groups.first.len();
        if wide == 0 {
            return Products { counts: Vec::new(), sums: Vec::new(), squares: Vec::new(), stride };
        }
        let mut masks = vec![0.0; padded(wide) * ROWS];
        for (group, &gap) in groups.first.iter().enumerate() {
            masks[group * ROWS..(group + 1) * ROWS].copy_from_slice(&self.masks[gap]);
        }
        let squares: Vec<f64> = self.values.iter().map(|x| x * x).collect();
        let sums = product(&masks, &self.values, stride);
        let squares = product(&masks, &squares, stride);
        // Which rows two groups share; a column without gaps is there in all rows of a group.
        let shared_stride = padded(wide);
        let shared = product(&masks, &masks, shared_stride);
        let mut counts = vec![0.0; padded(wide) * stride];
        for group in 0..wide {
            let row = &mut counts[group * stride..(group + 1) * stride];
            row.fill(shared[group * shared_stride + group]);
            for (&at, &other) in self.gaps.iter().zip(&groups.of) {
                row[at] = shared[group * shared_stride + other];
            }
        }
        Products { counts, sums, squares, stride }
    }
}

/// The next number of columns that the kernels divide.
fn padded(columns: usize) -> usize {
    columns.next_multiple_of(HIGH)
}

/// Adds `X'X` to the lower half of `cross` (`p` by `p`).
pub(crate) fn lower_product(values: &[f64], p: usize, cross: &mut [f64]) {
    for top in (0..p).step_by(HIGH) {
        let left = column_group::<HIGH>(values, top);
        let last = (top + HIGH).min(p) - 1;
        for side in (0..=last).step_by(WIDE) {
            let dots = dots(left, column_group::<WIDE>(values, side));
            for (i, row) in (top..p).zip(&dots) {
                for (j, dot) in (side..=i).zip(row) {
                    cross[i * p + j] += dot;
                }
            }
        }
    }
}

/// `A'B`, with `stride` columns of `B`.
fn product(a: &[f64], b: &[f64], stride: usize) -> Vec<f64> {
    let high = a.len() / ROWS;
    let mut out = vec![0.0; high * stride];
    for top in (0..high).step_by(HIGH) {
        let left = column_group::<HIGH>(a, top);
        for side in (0..stride).step_by(WIDE) {
            let dots = dots(left, column_group::<WIDE>(b, side));
            for (i, row) in dots.iter().enumerate() {
                out[(top + i) * stride + side..][..WIDE].copy_from_slice(row);
            }
        }
    }
    out
}

fn column_group<const N: usize>(values: &[f64], first: usize) -> [&[f64; ROWS]; N] {
    std::array::from_fn(|at| column(values, first + at))
}

fn column(values: &[f64], at: usize) -> &[f64; ROWS] {
    const NONE: &[f64; ROWS] = &[0.0; ROWS];
    values[at * ROWS..].first_chunk().unwrap_or(NONE)
}

/// All dot products of a few columns with a few others: two lanes, so that the sums stay in the sixteen registers of the baseline.
#[inline]
fn dots(a: [&[f64; ROWS]; HIGH], b: [&[f64; ROWS]; WIDE]) -> [[f64; WIDE]; HIGH] {
    let mut sums = [[[0.0_f64; 2]; WIDE]; HIGH];
    let mut row = 0;
    while row < ROWS {
        for i in 0..HIGH {
            for j in 0..WIDE {
                sums[i][j][0] += a[i][row] * b[j][row];
                sums[i][j][1] += a[i][row + 1] * b[j][row + 1];
            }
        }
        row += 2;
    }
    sums.map(|row| row.map(|[x, y]| x + y))
}
