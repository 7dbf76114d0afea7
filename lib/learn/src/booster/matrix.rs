use std::borrow::Cow;

use super::cuts::Cuts;
use super::draw::Draw;
use super::groups::Groups;
use super::spec::BinSpec;
use crate::error::LearnError;
use crate::frame::{Column, Frame, MISSING, Schema};

/// Slots of one histogram table: what a `u8` can address.
pub(crate) const SLOTS: usize = 256;
/// Columns that lie side by side in memory at most; their tables fit the first-level cache.
pub(crate) const LANES_MAX: usize = 16;
/// Rows of a training table at most: row numbers are 32 bits wide.
const ROWS_MAX: usize = 1 << 31;

/// How values of one column become bins.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Binning {
    /// Cut points.
    Number(Cuts),
    /// One bin a category.
    Category(Groups),
}

/// A column that has more than one bin, and where its bins and histogram slots lie.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Feature {
    /// Place of the column in the frame.
    pub(crate) column: usize,
    /// How values become bins.
    pub(crate) binning: Binning,
    /// Bins, the one for missing values included.
    pub(crate) bins: usize,
    /// Whether the last bin of a number holds missing values.
    pub(crate) missing: bool,
    /// Place of the block.
    pub(crate) block: usize,
    /// Place within the rows of the block.
    pub(crate) lane: usize,
    /// Histogram table.
    pub(crate) table: usize,
    /// First slot in that table; stored bytes are `offset + bin`.
    pub(crate) offset: usize,
}

impl Feature {
    /// Place of this feature's slots in a histogram.
    pub(crate) fn slots(&self) -> std::ops::Range<usize> {
        let start = self.table * SLOTS + self.offset;
        start..start + self.bins
    }

    /// Stored byte of a number.
    fn number(&self, cuts: &Cuts, value: f64) -> u8 {
        let bin = match value.is_nan() {
            true if self.missing => self.bins - 1,
            true => cuts.bin(0.0),
            false => cuts.bin(value),
        };
        (self.offset + bin) as u8
    }
}

/// Up to [`LANES_MAX`] columns, row after row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    /// Bytes of a row.
    pub(crate) lanes: usize,
    /// `rows * lanes` bytes.
    pub(crate) bytes: Vec<u8>,
    /// Histogram table of each lane, counted within the block.
    pub(crate) table_of_lane: Vec<usize>,
    /// The block's histogram tables.
    pub(crate) tables: std::ops::Range<usize>,
}

/// A table whose columns are cut into at most 255 bins, one byte a value.
///
/// Columns with a single bin are left out. Categories and missing values keep bins of their own. Made once and shared
/// by many fits.
#[derive(Debug, Clone)]
pub struct Binned {
    schema: Schema,
    rows: usize,
    features: Vec<Feature>,
    blocks: Vec<Block>,
}

impl Binned {
    /// Places bins on `x` and fills them.
    ///
    /// # Errors
    /// [`LearnError::NoRows`]; [`LearnError::Limit`] above 2^31 rows.
    ///
    /// Cost: O(columns x (sample log sample + rows log bins)).
    pub fn new(x: &Frame, spec: &BinSpec) -> Result<Self, LearnError> {
        if x.rows() == 0 {
            return Err(LearnError::NoRows);
        }
        if x.rows() > ROWS_MAX {
            return Err(LearnError::Limit { what: "rows", found: x.rows(), limit: ROWS_MAX });
        }
        let sample = Draw::new(spec.seed, 0).subset(x.rows(), spec.sample_rows_max);
        let placed = x.columns().iter().map(|column| place(column, sample.as_deref(), spec));
        let mut features: Vec<Feature> = placed
            .enumerate()
            .filter(|(_, (_, bins, _))| *bins > 1)
            .map(|(column, (binning, bins, missing))| Feature {
                column,
                binning,
                bins,
                missing,
                block: 0,
                lane: 0,
                table: 0,
                offset: 0,
            })
            .collect();
        let mut blocks = lay_out(&mut features);
        fill(&mut blocks, &features, x);
        Ok(Self { schema: x.schema(), rows: x.rows(), features, blocks })
    }

    /// Fills the bins of this table with other rows, such as validation rows.
    ///
    /// A missing number in a column that was never missing in training falls into the bin of 0 here, while
    /// [`Fitted::predict`](super::Fitted::predict) sends it to the larger side; it has no better place.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x columns x log bins).
    pub fn like(&self, x: &Frame) -> Result<Self, LearnError> {
        let x = aligned(x, &self.schema)?;
        let mut blocks: Vec<Block> =
            self.blocks.iter().map(|block| Block { bytes: Vec::new(), ..block.clone_layout() }).collect();
        fill(&mut blocks, &self.features, &x);
        Ok(Self { schema: self.schema.clone(), rows: x.rows(), features: self.features.clone(), blocks })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns with more than one bin.
    pub fn used_columns(&self) -> usize {
        self.features.len()
    }

    /// Columns of the table the bins were placed on.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    pub(crate) fn features(&self) -> &[Feature] {
        &self.features
    }

    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Histogram tables of all blocks.
    pub(crate) fn tables(&self) -> usize {
        self.blocks.last().map_or(0, |block| block.tables.end)
    }

    /// Whether both have the same bins.
    pub(crate) fn alike(&self, other: &Self) -> bool {
        self.features == other.features
    }
}

impl Block {
    fn clone_layout(&self) -> Self {
        Self { lanes: self.lanes, bytes: Vec::new(), table_of_lane: self.table_of_lane.clone(), tables: self.tables.clone() }
    }
}

/// `x` itself when it has the training columns already.
pub(crate) fn aligned<'a>(x: &'a Frame, schema: &Schema) -> Result<Cow<'a, Frame>, LearnError> {
    if x.schema() == *schema { Ok(Cow::Borrowed(x)) } else { x.align(schema).map(Cow::Owned) }
}

/// Binning, number of bins, and whether the last one holds missing numbers.
fn place(column: &Column, sample: Option<&[usize]>, spec: &BinSpec) -> (Binning, usize, bool) {
    match column {
        Column::Numeric { values, .. } => {
            let mut drawn: Vec<f64> = match sample {
                Some(rows) => rows.iter().map(|&row| values[row]).filter(|value| !value.is_nan()).collect(),
                None => values.iter().copied().filter(|value| !value.is_nan()).collect(),
            };
            let missing = values.iter().any(|value| value.is_nan());
            let bins_max = spec.bins_max - usize::from(missing);
            let cuts = Cuts::place(&mut drawn, bins_max, spec.bin_rows_min);
            let bins = cuts.bins() + usize::from(missing);
            (Binning::Number(cuts), bins, missing)
        }
        Column::Category { codes, labels, .. } => {
            let groups = match sample {
                Some(rows) => {
                    let drawn = rows.iter().map(|&row| codes[row]);
                    Groups::place(drawn, labels.len(), spec.bins_max, spec.bin_rows_min)
                }
                None => Groups::place(codes.iter().copied(), labels.len(), spec.bins_max, spec.bin_rows_min),
            };
            let bins = groups.bins();
            (Binning::Category(groups), bins, false)
        }
    }
}

/// Spreads the features evenly over blocks and packs small ones into shared histogram tables.
fn lay_out(features: &mut [Feature]) -> Vec<Block> {
    let count = features.len().div_ceil(LANES_MAX).max(1);
    let lanes = features.len().div_ceil(count).max(1);
    let mut blocks = Vec::with_capacity(count);
    let mut tables = 0;
    for (place, part) in features.chunks_mut(lanes).enumerate() {
        let mut used: Vec<usize> = Vec::new();
        for (lane, feature) in part.iter_mut().enumerate() {
            let table = used.iter().position(|taken| taken + feature.bins <= SLOTS).unwrap_or_else(|| {
                used.push(0);
                used.len() - 1
            });
            (feature.block, feature.lane) = (place, lane);
            (feature.table, feature.offset) = (tables + table, used[table]);
            used[table] += feature.bins;
        }
        let table_of_lane = part.iter().map(|feature| feature.table - tables).collect();
        blocks.push(Block { lanes: part.len(), bytes: Vec::new(), table_of_lane, tables: tables..tables + used.len() });
        tables += used.len();
    }
    blocks
}

fn fill(blocks: &mut [Block], features: &[Feature], x: &Frame) {
    for (place, block) in blocks.iter_mut().enumerate() {
        block.bytes = vec![0; block.lanes * x.rows()];
        for feature in features.iter().filter(|feature| feature.block == place) {
            let cells = block.bytes.iter_mut().skip(feature.lane).step_by(block.lanes);
            match (&feature.binning, &x.columns()[feature.column]) {
                (Binning::Number(cuts), Column::Numeric { values, .. }) => {
                    for (cell, &value) in cells.zip(values) {
                        *cell = feature.number(cuts, value);
                    }
                }
                (Binning::Category(groups), Column::Category { codes, .. }) => {
                    for (cell, &code) in cells.zip(codes) {
                        let bin = if code == MISSING { 0 } else { groups.bin(code) };
                        *cell = (feature.offset + bin) as u8;
                    }
                }
                _ => {}
            }
        }
    }
}
