//! Row numbers, leaf after leaf.

use super::matrix::{Block, SLOTS};
use super::split::ByteSet;

/// Puts the rows whose byte is in `left` first, both parts in their old order; returns how many went left.
///
/// `spare` is as long as `rows` at least. Cost: O(rows).
pub(crate) fn partition(block: &Block, lane: usize, left: &ByteSet, rows: &mut [u32], spare: &mut [u32]) -> usize {
    let goes: [u8; SLOTS] = std::array::from_fn(|byte| (left[byte / 64] >> (byte % 64) & 1) as u8);
    let bytes = &block.bytes[lane..];
    let spare = &mut spare[..rows.len()];
    let (mut lefts, mut rights) = (0_usize, 0_usize);
    for at in 0..rows.len() {
        let row = rows[at];
        let go = usize::from(goes[usize::from(bytes[row as usize * block.lanes])]);
        rows[lefts] = row;
        spare[rights] = row;
        lefts = lefts.wrapping_add(go);
        rights = rights.wrapping_add(1 - go);
    }
    rows[lefts..].copy_from_slice(&spare[..rights]);
    lefts
}
