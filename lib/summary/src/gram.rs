//! Cross products of many columns in one pass.

use crate::moments::shifted_sum;
use crate::tile::{self, ROWS, Tile};
use crate::validity::Column;
use crate::wire::{self, DecodeError, kind};

/// Two summaries of different shape do not merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("summaries of different shape do not merge: {0}\nhint: both must be made from the same columns with the same settings")]
pub struct Mismatch(pub(crate) &'static str);

/// Counts, sums, squares and cross products of `p` columns, pairwise complete: Pearson's r of every pair and the Gram matrix of all.
///
/// Each column is shifted by the mean of the first block in which it has values, so offsets of 1e12 lose nothing: the shift is off by at most
/// `sqrt(n / n_first)` standard deviations. `C = X'X` is taken over blocks of 256 rows with missing values as zeros; a column with gaps adds
/// `M'X`, `M'X^2` and `M'M` for the blocks in which it has any (`M` is 1 where a value is there), once for columns with the same gaps. NaN and
/// infinity are missing. `O(n p^2 / 2)` multiplications without gaps; `8 p^2` bytes, and `24 p` bytes more for each column with gaps.
///
/// Merging is exact up to rounding (1e-12 relative), in any order.
#[derive(Debug, Clone, PartialEq)]
pub struct Gram {
    p: usize,
    rows: u64,
    /// Subtracted from each column; none until it has a value.
    shifts: Vec<Option<f64>>,
    /// Values, sum and sum of squares of each column.
    own: Vec<Sums>,
    /// `cross[i * p + j]` for `j <= i`.
    cross: Vec<f64>,
    /// For each column with gaps: what every column adds up to over the rows in which this one is there.
    given: Vec<Option<Vec<Sums>>>,
}

/// Values, their sum and sum of squares, after the shift.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Sums {
    count: f64,
    sum: f64,
    square: f64,
}

impl Sums {
    fn plus(self, other: Self) -> Self {
        Self { count: self.count + other.count, sum: self.sum + other.sum, square: self.square + other.square }
    }

    /// The same values less `-by`.
    fn moved(self, by: f64) -> Self {
        let sum = self.sum + by * self.count;
        Self { count: self.count, sum, square: self.square + by * (self.sum + sum) }
    }
}

/// A pair of columns over the rows in which both have a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Rows in which both have a value.
    pub count: u64,
    /// Mean of the first.
    pub mean_x: f64,
    /// Mean of the second.
    pub mean_y: f64,
    /// `sum (x - mean_x)^2`.
    pub xx: f64,
    /// `sum (y - mean_y)^2`.
    pub yy: f64,
    /// `sum (x - mean_x) (y - mean_y)`.
    pub xy: f64,
}

impl Pair {
    /// Pearson's r; `None` below two rows or when one of the two does not vary.
    pub fn r(&self) -> Option<f64> {
        let r = self.xy / self.xx.sqrt() / self.yy.sqrt();
        (self.count > 1 && self.xx > 0.0 && self.yy > 0.0 && r.is_finite()).then(|| r.clamp(-1.0, 1.0))
    }

    /// Sample covariance with divisor `n - 1`; `None` below two rows.
    pub fn covariance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.xy / (self.count - 1) as f64).filter(|c| c.is_finite())
    }
}

/// A centred sum of squares below this share of the raw one has no digits left: the column does not vary.
const NOTHING: f64 = 1e-12;
/// No table is wider: 8 GiB.
const COLUMNS_MAX: usize = 1 << 15;

impl Gram {
    /// Nothing seen of `columns` columns.
    ///
    /// # Panics
    ///
    /// Above 32,768 columns.
    pub fn new(columns: usize) -> Self {
        assert!(columns <= COLUMNS_MAX, "a Gram matrix of {columns} columns");
        Self {
            p: columns,
            rows: 0,
            shifts: vec![None; columns],
            own: vec![Sums::default(); columns],
            cross: vec![0.0; columns * columns],
            given: vec![None; columns],
        }
    }

    /// Adds rows: all columns, each with the same number of them.
    ///
    /// # Panics
    ///
    /// When the number of columns is another, or they differ in length.
    pub fn add(&mut self, columns: &[Column<'_>]) {
        assert_eq!(columns.len(), self.p, "columns of a Gram matrix");
        let rows = columns.first().map_or(0, |c| c.values.len());
        assert!(columns.iter().all(|c| c.values.len() == rows), "columns of different length");
        let mut tile = Tile::new(self.p);
        for start in (0..rows).step_by(ROWS) {
            let end = (start + ROWS).min(rows);
            self.add_block(columns, start, end, &mut tile);
        }
    }

    fn add_block(&mut self, columns: &[Column<'_>], start: usize, end: usize, tile: &mut Tile) {
        tile.clear(end - start);
        for (at, column) in columns.iter().enumerate() {
            let block = Column::new(&column.values[start..end], column.validity.skip(start));
            let shift = &mut self.shifts[at];
            tile.fill(at, block, |values| *shift.get_or_insert_with(|| centre(values)));
        }
        for &at in tile.gaps() {
            self.open_gaps(at);
        }
        let block: Vec<Sums> =
            (0..self.p).map(|at| tile.sums(at)).map(|[count, sum, square]| Sums { count, sum, square }).collect();
        tile::lower_product(tile.values(), self.p, &mut self.cross);
        let groups = tile.groups();
        let mut masked = vec![None; self.p];
        for (at, &group) in tile.gaps().iter().zip(&groups.of) {
            masked[*at] = Some(group);
        }
        let products = tile.masked_products(&groups);
        for (at, given) in self.given.iter_mut().enumerate() {
            let Some(given) = given else { continue };
            for (i, sums) in given.iter_mut().enumerate() {
                *sums = sums.plus(match masked[at] {
                    None => block[i],
                    Some(group) => {
                        let [count, sum, square] = products.get(group, i);
                        Sums { count, sum, square }
                    }
                });
            }
        }
        for (own, new) in self.own.iter_mut().zip(&block) {
            *own = own.plus(*new);
        }
        self.rows += (end - start) as u64;
    }

    /// From here on column `at` has gaps; so far it had none.
    fn open_gaps(&mut self, at: usize) {
        if self.given[at].is_none() {
            self.given[at] = Some(self.own.clone());
        }
    }

    /// Sums of column `i` over the rows in which `j` has a value too.
    fn given(&self, i: usize, j: usize) -> Sums {
        self.given[j].as_ref().map_or(self.own[i], |given| given[i])
    }

    /// Adds the rows that another summary has seen.
    pub fn merge(&mut self, other: &Self) -> Result<(), Mismatch> {
        if self.p != other.p {
            return Err(Mismatch("another number of columns"));
        }
        let moves: Vec<f64> = (0..self.p)
            .map(|at| match (self.shifts[at], other.shifts[at]) {
                (Some(mine), Some(theirs)) => theirs - mine,
                (None, theirs) => {
                    self.shifts[at] = theirs;
                    0.0
                }
                (Some(_), None) => 0.0,
            })
            .collect();
        for at in (0..self.p).filter(|&at| other.given[at].is_some()) {
            self.open_gaps(at);
        }
        for i in 0..self.p {
            for j in 0..=i {
                let (x, y) = (other.given(i, j), other.given(j, i));
                let moved = moves[j] * x.sum + moves[i] * y.sum + moves[i] * moves[j] * x.count;
                self.cross[i * self.p + j] += other.cross[i * self.p + j] + moved;
            }
        }
        for (j, given) in self.given.iter_mut().enumerate() {
            for (i, sums) in given.iter_mut().flatten().enumerate() {
                *sums = sums.plus(other.given(i, j).moved(moves[i]));
            }
        }
        for (i, own) in self.own.iter_mut().enumerate() {
            *own = own.plus(other.own[i].moved(moves[i]));
        }
        self.rows += other.rows;
        Ok(())
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.p
    }

    /// Rows seen.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Columns `i` and `j` over the rows in which both have a value; `None` when there is no such row.
    ///
    /// # Panics
    ///
    /// When there is no such column.
    pub fn pair(&self, i: usize, j: usize) -> Option<Pair> {
        let (x, y) = (self.given(i, j), self.given(j, i));
        let n = x.count;
        if n < 1.0 {
            return None;
        }
        let centred =
            |s: Sums| Some(s.square - s.sum * s.sum / n).filter(|c| c.is_finite() && *c > NOTHING * s.square).unwrap_or(0.0);
        let (high, low) = (i.max(j), i.min(j));
        let (xx, yy) = (centred(x), centred(y));
        let xy = if xx == 0.0 || yy == 0.0 { 0.0 } else { self.cross[high * self.p + low] - x.sum * y.sum / n };
        Some(Pair {
            count: n as u64,
            mean_x: self.shifts[i].unwrap_or(0.0) + x.sum / n,
            mean_y: self.shifts[j].unwrap_or(0.0) + y.sum / n,
            xx,
            yy,
            xy,
        })
    }

    /// Appends the binary form.
    pub fn encode(&self, out: &mut Vec<u8>) {
        wire::open(out, kind::GRAM);
        wire::put_u64(out, self.p as u64);
        wire::put_u64(out, self.rows);
        for shift in &self.shifts {
            out.push(u8::from(shift.is_some()));
            wire::put_f64(out, shift.unwrap_or(0.0));
        }
        put_sums(out, &self.own);
        for i in 0..self.p {
            self.cross[i * self.p..=i * self.p + i].iter().for_each(|&x| wire::put_f64(out, x));
        }
        for given in &self.given {
            out.push(u8::from(given.is_some()));
            if let Some(sums) = given {
                put_sums(out, sums);
            }
        }
    }

    /// Reads the binary form and moves `bytes` behind it.
    pub fn decode(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::expect(bytes, kind::GRAM)?;
        let p = wire::get_limit(bytes, COLUMNS_MAX)?;
        let rows = wire::get_count(bytes)?;
        if bytes.len() < p * (p + 1) * 4 {
            return Err(DecodeError::Truncated);
        }
        let mut shifts = Vec::with_capacity(p);
        for _ in 0..p {
            let (there, shift) = (wire::get_u8(bytes)?, wire::get_f64(bytes)?);
            wire::check(there <= 1 && shift.is_finite(), "a damaged shift")?;
            shifts.push((there == 1).then_some(shift));
        }
        let own = get_sums(bytes, p, rows)?;
        let mut cross = vec![0.0; p * p];
        for i in 0..p {
            for slot in &mut cross[i * p..=i * p + i] {
                *slot = wire::get_f64(bytes)?;
            }
        }
        let mut given = Vec::with_capacity(p);
        for _ in 0..p {
            given.push(if wire::get_u8(bytes)? == 0 { None } else { Some(get_sums(bytes, p, rows)?) });
        }
        Ok(Self { p, rows, shifts, own, cross, given })
    }
}

fn put_sums(out: &mut Vec<u8>, sums: &[Sums]) {
    for s in sums {
        for x in [s.count, s.sum, s.square] {
            wire::put_f64(out, x);
        }
    }
}

fn get_sums(bytes: &mut &[u8], p: usize, rows: u64) -> Result<Vec<Sums>, DecodeError> {
    if bytes.len() / 24 < p {
        return Err(DecodeError::Truncated);
    }
    let mut all = Vec::with_capacity(p);
    for _ in 0..p {
        let sums = Sums { count: wire::get_f64(bytes)?, sum: wire::get_f64(bytes)?, square: wire::get_f64(bytes)? };
        wire::check((0.0..=rows as f64).contains(&sums.count), "more values than rows")?;
        all.push(sums);
    }
    Ok(all)
}

/// Mean of the values, exact for a constant.
fn centre(values: &[f64]) -> f64 {
    let Some(&first) = values.first() else { return 0.0 };
    let mean = first + shifted_sum(values, first) / values.len() as f64;
    if mean.is_finite() { mean } else { first }
}
