//! Sums of packed rows by bin.

use std::cell::Cell;

use super::matrix::{Block, SLOTS};
use super::pack::{Packed, Sum, Units, minus, plus};

/// Adds `rows` (all rows when `None`) to the block's `tables`.
///
/// Cost: O(rows x lanes).
pub(crate) fn accumulate(block: &Block, rows: Option<&[u32]>, packed: &Packed, tables: &mut [Sum]) {
    match block.lanes {
        1 => lanes::<1>(block, rows, packed, tables),
        2 => lanes::<2>(block, rows, packed, tables),
        3 => lanes::<3>(block, rows, packed, tables),
        4 => lanes::<4>(block, rows, packed, tables),
        5 => lanes::<5>(block, rows, packed, tables),
        6 => lanes::<6>(block, rows, packed, tables),
        7 => lanes::<7>(block, rows, packed, tables),
        8 => lanes::<8>(block, rows, packed, tables),
        9 => lanes::<9>(block, rows, packed, tables),
        10 => lanes::<10>(block, rows, packed, tables),
        11 => lanes::<11>(block, rows, packed, tables),
        12 => lanes::<12>(block, rows, packed, tables),
        13 => lanes::<13>(block, rows, packed, tables),
        14 => lanes::<14>(block, rows, packed, tables),
        15 => lanes::<15>(block, rows, packed, tables),
        _ => lanes::<16>(block, rows, packed, tables),
    }
}

/// Shared cells let several lanes write to one table; a byte never points outside it.
fn lanes<const N: usize>(block: &Block, rows: Option<&[u32]>, packed: &Packed, tables: &mut [Sum]) {
    let (tables, _) = Cell::from_mut(tables).as_slice_of_cells().as_chunks::<SLOTS>();
    let slots: [&[Cell<Sum>; SLOTS]; N] = std::array::from_fn(|lane| &tables[block.table_of_lane[lane]]);
    let (bytes, _) = block.bytes.as_chunks::<N>();
    let units = packed.units;
    match rows {
        None => bytes.iter().zip(&packed.rows).for_each(|(bytes, &row)| add(&slots, bytes, row, units)),
        Some(rows) => {
            rows.iter().for_each(|&row| add(&slots, &bytes[row as usize], packed.rows[row as usize], units));
        }
    }
}

#[inline(always)]
fn add<const N: usize>(slots: &[&[Cell<Sum>; SLOTS]; N], bytes: &[u8; N], row: [i32; 2], units: Units) {
    let one = units.one(row);
    for (slots, &byte) in slots.iter().zip(bytes) {
        let slot = &slots[byte as usize];
        slot.set(plus(slot.get(), one));
    }
}

/// Leaves the sums of the other child in `whole`.
pub(crate) fn subtract(whole: &mut [Sum], part: &[Sum]) {
    for (whole, part) in whole.iter_mut().zip(part) {
        *whole = minus(*whole, *part);
    }
}
