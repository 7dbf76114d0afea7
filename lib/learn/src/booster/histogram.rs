//! Sums of packed rows by bin.

use std::cell::Cell;
use std::ops::Range;

use rayon::prelude::*;

use super::matrix::{Binned, Block, SLOTS};
use super::pack::{Packed, Sum, Units, minus, plus};

/// Cells (rows times columns) from which on a second thread pays.
const PARALLEL_CELLS_MIN: usize = 1 << 19;
/// Rows that a thread adds up in one go.
const PARALLEL_ROWS: usize = 1 << 15;

/// The rows that are added up.
#[derive(Debug, Clone)]
pub(crate) enum Members<'a> {
    /// Neighbours.
    Span(Range<usize>),
    /// These.
    List(&'a [u32]),
}

impl Members<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Span(span) => span.len(),
            Self::List(rows) => rows.len(),
        }
    }

    fn chunk(&self, place: usize) -> Self {
        let (from, to) = (place * PARALLEL_ROWS, ((place + 1) * PARALLEL_ROWS).min(self.len()));
        match self {
            Self::Span(span) => Self::Span(span.start + from..span.start + to),
            Self::List(rows) => Self::List(&rows[from..to]),
        }
    }
}

/// Adds `members` to the empty `histogram` of all tables.
///
/// Cost: O(members x columns), split over threads when that is much; the sums are the same for any number of threads.
pub(crate) fn gather(binned: &Binned, members: &Members<'_>, packed: &Packed, histogram: &mut [Sum]) {
    let cells = members.len().saturating_mul(binned.features().len());
    if cells < PARALLEL_CELLS_MIN || rayon::current_num_threads() == 1 {
        return serial(binned, members, packed, histogram);
    }
    let size = histogram.len();
    let part = |mut sums: Vec<Sum>, place: usize| {
        serial(binned, &members.chunk(place), packed, &mut sums);
        sums
    };
    let join = |mut a: Vec<Sum>, b: Vec<Sum>| {
        a.iter_mut().zip(&b).for_each(|(a, b)| *a = plus(*a, *b));
        a
    };
    let sums = (0..members.len().div_ceil(PARALLEL_ROWS))
        .into_par_iter()
        .fold(|| vec![[0; 2]; size], part)
        .reduce(|| vec![[0; 2]; size], join);
    histogram.copy_from_slice(&sums);
}

/// Leaves the sums of the other child in `whole`.
pub(crate) fn subtract(whole: &mut [Sum], part: &[Sum]) {
    for (whole, part) in whole.iter_mut().zip(part) {
        *whole = minus(*whole, *part);
    }
}

fn serial(binned: &Binned, members: &Members<'_>, packed: &Packed, histogram: &mut [Sum]) {
    for block in binned.blocks() {
        let tables = &mut histogram[block.tables.start * SLOTS..block.tables.end * SLOTS];
        match block.lanes {
            1 => lanes::<1>(block, members, packed, tables),
            2 => lanes::<2>(block, members, packed, tables),
            3 => lanes::<3>(block, members, packed, tables),
            4 => lanes::<4>(block, members, packed, tables),
            5 => lanes::<5>(block, members, packed, tables),
            6 => lanes::<6>(block, members, packed, tables),
            7 => lanes::<7>(block, members, packed, tables),
            8 => lanes::<8>(block, members, packed, tables),
            9 => lanes::<9>(block, members, packed, tables),
            10 => lanes::<10>(block, members, packed, tables),
            11 => lanes::<11>(block, members, packed, tables),
            12 => lanes::<12>(block, members, packed, tables),
            13 => lanes::<13>(block, members, packed, tables),
            14 => lanes::<14>(block, members, packed, tables),
            15 => lanes::<15>(block, members, packed, tables),
            _ => lanes::<16>(block, members, packed, tables),
        }
    }
}

/// Shared cells let several lanes write to one table; a byte never points outside it, so no bounds are checked.
fn lanes<const N: usize>(block: &Block, members: &Members<'_>, packed: &Packed, tables: &mut [Sum]) {
    let (tables, _) = Cell::from_mut(tables).as_slice_of_cells().as_chunks::<SLOTS>();
    let slots: [&[Cell<Sum>; SLOTS]; N] = std::array::from_fn(|lane| &tables[block.table_of_lane[lane]]);
    let (bytes, _) = block.bytes.as_chunks::<N>();
    let (rows, units) = (&packed.rows, packed.units);
    match members {
        Members::Span(span) => {
            let pairs = bytes[span.clone()].iter().zip(&rows[span.clone()]);
            pairs.for_each(|(bytes, &row)| add(&slots, bytes, row, units));
        }
        Members::List(list) => {
            list.iter().for_each(|&row| add(&slots, &bytes[row as usize], rows[row as usize], units));
        }
    }
}

#[inline]
fn add<const N: usize>(slots: &[&[Cell<Sum>; SLOTS]; N], bytes: &[u8; N], row: [i32; 2], units: Units) {
    let one = units.one(row);
    for (slots, &byte) in slots.iter().zip(bytes) {
        let slot = &slots[byte as usize];
        slot.set(plus(slot.get(), one));
    }
}
