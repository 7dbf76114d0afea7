//! What the pass gathers of one column: mergeable summaries by type.

use arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use series::DAY;
use summary::{Counts, Distinct, Instants, Lengths, LogSums, Moments, Numbers, Quantiles, TopK, Unit, Validity};
use summary::{hash_number, hash_text, hash_word};

/// Values kept for exact quantiles, over all columns.
const VALUES_MAX: usize = 16 << 20;
/// Different values counted exactly, a column.
const DISTINCT_MAX: usize = 1 << 16;
/// Most frequent values followed, a column.
const FREQUENT_MAX: usize = 4096;
/// What a missing cell adds to the hash of its row.
const MISSING: u64 = 0x6d69_7373;

/// Summaries of one column.
#[derive(Debug, Clone)]
pub(crate) enum Gathered {
    /// Whole numbers and floats.
    Numbers(Box<OfNumbers>),
    /// Texts.
    Texts(Box<OfTexts>),
    /// True and false.
    Flags(OfFlags),
    /// Days and instants.
    Instants(Box<OfInstants>),
}

/// Summaries of numbers.
#[derive(Debug, Clone)]
pub(crate) struct OfNumbers {
    pub(crate) counts: Counts,
    pub(crate) moments: Moments,
    pub(crate) quantiles: Quantiles,
    pub(crate) distinct: Distinct,
    pub(crate) top: TopK<f64>,
    pub(crate) log_sums: LogSums,
}

/// Summaries of texts.
#[derive(Debug, Clone)]
pub(crate) struct OfTexts {
    pub(crate) rows: u64,
    pub(crate) missing: u64,
    pub(crate) lengths: Lengths,
    pub(crate) distinct: Distinct,
    pub(crate) top: TopK<String>,
}

/// Counts of true and false.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OfFlags {
    pub(crate) rows: u64,
    pub(crate) missing: u64,
    pub(crate) yes: u64,
}

impl OfFlags {
    /// Adds other rows.
    pub(crate) fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.missing += other.missing;
        self.yes += other.yes;
    }
}

/// Summaries of days or instants.
#[derive(Debug, Clone)]
pub(crate) struct OfInstants {
    pub(crate) instants: Instants,
    pub(crate) distinct: Distinct,
}

/// A column of a batch as numbers with their validity, ready for summaries and cross products.
#[derive(Debug)]
pub(crate) enum Floats {
    /// No numbers: text, days, instants.
    None,
    /// The array's own values.
    Own(arrow::array::Float64Array),
}

impl Floats {
    pub(crate) fn of(array: &ArrayRef) -> Self {
        match array.data_type() {
            DataType::Float64 => Self::Own(array.as_primitive::<Float64Type>().clone()),
            DataType::Int64 => Self::Own(array.as_primitive::<Int64Type>().unary(|n| n as f64)),
            DataType::Boolean => {
                let flags = array.as_boolean();
                let values = flags.values().iter().map(|yes| f64::from(u8::from(yes))).collect::<Vec<_>>();
                Self::Own(arrow::array::Float64Array::new(values.into(), flags.nulls().cloned()))
            }
            _ => Self::None,
        }
    }

    /// Values and validity.
    pub(crate) fn column(&self) -> Option<summary::Column<'_>> {
        let Self::Own(array) = self else { return None };
        Some(summary::Column::new(array.values(), validity(array)))
    }
}

/// The cells of days or instants in microseconds, as [`on_the_clock`]; none for another type.
pub(crate) fn micros(array: &ArrayRef) -> Option<Vec<Option<i64>>> {
    match array.data_type() {
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>().iter();
            Some(days.map(|day| Some(on_the_clock(i64::from(day?).saturating_mul(DAY)))).collect())
        }
        DataType::Timestamp(..) => {
            Some(array.as_primitive::<TimestampMicrosecondType>().iter().map(|t| t.map(on_the_clock)).collect())
        }
        _ => None,
    }
}

/// A time with which can be reckoned: microseconds beyond 36,000 years before or after 1970, or units as many, stand at the end.
pub(crate) fn on_the_clock(time: i64) -> i64 {
    const END: i64 = 1 << 60;
    time.clamp(-END, END)
}

/// The hash of a whole number: that of the float where there is one, for 2 and 2.0 are the same; beyond 2^53 neighbours would share a float.
pub(crate) fn hash_whole(n: i64) -> u64 {
    const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
    if n.unsigned_abs() <= EXACT { hash_number(n as f64) } else { hash_word(1, n.cast_unsigned()) }
}

/// The validity of an array.
fn validity(array: &dyn Array) -> Validity<'_> {
    match array.nulls() {
        Some(nulls) if nulls.null_count() > 0 => Validity::bitmap(nulls.validity(), nulls.offset()),
        _ => Validity::all(),
    }
}

impl Gathered {
    /// Nothing seen, of a canonical type, in a table of so many columns; `place` seeds the sketch.
    pub(crate) fn new(data: &DataType, columns: usize, place: usize) -> Self {
        match data {
            DataType::Utf8 => Self::Texts(Box::new(OfTexts {
                rows: 0,
                missing: 0,
                lengths: Lengths::new(),
                distinct: Distinct::new(DISTINCT_MAX),
                top: TopK::new(FREQUENT_MAX),
            })),
            DataType::Boolean => Self::Flags(OfFlags::default()),
            DataType::Date32 => Self::Instants(Box::new(OfInstants::new(Unit::Days))),
            DataType::Timestamp(..) => Self::Instants(Box::new(OfInstants::new(Unit::Microseconds))),
            _ => Self::Numbers(Box::new(OfNumbers {
                counts: Counts::new(),
                moments: Moments::new(),
                quantiles: Quantiles::new((VALUES_MAX / columns.max(1)).clamp(1 << 13, 1 << 20), place as u64),
                distinct: Distinct::new(DISTINCT_MAX),
                top: TopK::new(FREQUENT_MAX),
                log_sums: LogSums::new(),
            })),
        }
    }

    /// Takes in the next rows; returns a hash of each cell.
    pub(crate) fn push(&mut self, array: &ArrayRef, floats: &Floats) -> Vec<u64> {
        match self {
            Self::Numbers(of) => {
                let Some(column) = floats.column() else { return Vec::new() };
                of.push(column, array.as_primitive_opt::<Int64Type>())
            }
            Self::Texts(of) => of.push(array),
            Self::Flags(of) => {
                let flags = array.as_boolean();
                let (rows, missing, yes) = (flags.len() as u64, flags.null_count() as u64, flags.true_count() as u64);
                of.add(OfFlags { rows, missing, yes });
                flags.iter().map(|flag| flag.map_or(MISSING, u64::from)).collect()
            }
            Self::Instants(of) => of.push(array),
        }
    }
}

impl OfNumbers {
    fn push(&mut self, column: summary::Column<'_>, whole: Option<&Int64Array>) -> Vec<u64> {
        let mut scratch = Vec::new();
        let numbers = Numbers::sift(column, &mut scratch);
        self.counts.add(&numbers);
        self.moments.add_slice(numbers.finite);
        self.quantiles.add_slice(numbers.finite);
        self.log_sums.add_slice(numbers.finite);
        let hash = |(row, &x): (usize, &f64)| {
            if !column.validity.get(row) {
                return MISSING;
            }
            let hash = whole.map_or_else(|| hash_number(x), |whole| hash_whole(whole.value(row)));
            if x.is_finite() {
                self.distinct.add_hash(hash);
                self.top.add_hashed(hash, 1, || x + 0.0);
            }
            hash
        };
        column.values.iter().enumerate().map(hash).collect()
    }
}

impl OfTexts {
    fn push(&mut self, array: &ArrayRef) -> Vec<u64> {
        let texts = array.as_string::<i32>();
        self.rows += texts.len() as u64;
        self.missing += texts.null_count() as u64;
        let mut hashes = Vec::with_capacity(texts.len());
        for text in texts {
            let Some(text) = text else {
                hashes.push(MISSING);
                continue;
            };
            let hash = hash_text(text);
            self.lengths.add(text);
            self.distinct.add_hash(hash);
            self.top.add_text_hashed(hash, text);
            hashes.push(hash);
        }
        hashes
    }
}

impl OfInstants {
    fn new(unit: Unit) -> Self {
        Self { instants: Instants::new(unit), distinct: Distinct::new(DISTINCT_MAX) }
    }

    /// Whether some value is earlier than the one before.
    pub(crate) fn falls(&self) -> bool {
        self.instants.directions().1 > 0
    }

    fn push(&mut self, array: &ArrayRef) -> Vec<u64> {
        let stamps: Vec<i64> = match array.data_type() {
            DataType::Date32 => array.as_primitive::<Date32Type>().values().iter().map(|day| i64::from(*day)).collect(),
            _ => array.as_primitive::<TimestampMicrosecondType>().values().to_vec(),
        };
        let validity = validity(array);
        self.instants.add_slice(&stamps, validity);
        let hash = |(row, stamp): (usize, &i64)| {
            if !validity.get(row) {
                return MISSING;
            }
            let hash = hash_word(0, stamp.cast_unsigned());
            self.distinct.add_hash(hash);
            hash
        };
        stamps.iter().enumerate().map(hash).collect()
    }
}
