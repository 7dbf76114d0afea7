//! Folds drawn by chance: stratified by rows, or whole groups.

use rand::Rng;
use rand_pcg::Pcg64Mcg;

use super::{Folds, OUT, SEALED};

/// Bands of values that are kept alike across folds.
const BANDS: usize = 20;

/// What rows are kept alike across folds.
#[derive(Debug, Clone, Copy)]
pub enum Strata<'a> {
    /// The classes: every fold gets its share of each.
    Classes(&'a [u32]),
    /// The size of the target: every fold gets its share of small and large.
    Values(&'a [f64]),
}

/// Draws a sealed share and `count` folds row by row, stratified; rows for which `keep` is false stay out.
///
/// Within a class, or within each of 20 bands of values, rows are dealt out in random order. Finer bands would deal equal
/// targets, and so twins, into different folds always, which flatters whoever learns by heart. O(n log n).
pub fn by_row(strata: Strata, keep: impl Fn(usize) -> bool, sealed: f64, count: u16, seed: u64) -> Folds {
    let rows = match strata {
        Strata::Classes(codes) => codes.len(),
        Strata::Values(values) => values.len(),
    };
    let mut order: Vec<usize> = (0..rows).filter(|&row| keep(row)).collect();
    let mut random = Pcg64Mcg::new(u128::from(seed) << 1 | 1);
    shuffle(&mut order, &mut random);
    match strata {
        Strata::Classes(codes) => order.sort_by_key(|&row| codes[row]),
        Strata::Values(values) => {
            order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
            let band = order.len().div_ceil(BANDS).max(1);
            order.chunks_mut(band).for_each(|band| shuffle(band, &mut random));
        }
    }
    let mut fold_of = vec![OUT; rows];
    let mut open = Vec::with_capacity(order.len());
    let mut due = 0.5;
    for row in deal(&order, sealed, &mut random) {
        due += sealed;
        if due >= 1.0 {
            due -= 1.0;
            fold_of[row] = SEALED;
        } else {
            open.push(row);
        }
    }
    for hand in open.chunks_mut(usize::from(count).max(1)) {
        shuffle(hand, &mut random);
        for (fold, &row) in hand.iter().enumerate() {
            fold_of[row] = fold as u16;
        }
    }
    Folds::Drawn { count, fold_of }
}

/// Reorders neighbours at random within windows as long as the distance between two sealed rows, so that the sealed
/// row of each window is a random one.
fn deal(order: &[usize], sealed: f64, random: &mut Pcg64Mcg) -> Vec<usize> {
    let window = if sealed > 0.0 { (1.0 / sealed).round().max(1.0) as usize } else { 1 };
    let mut dealt = order.to_vec();
    for hand in dealt.chunks_mut(window) {
        shuffle(hand, random);
    }
    dealt
}

/// Draws whole groups: sealed groups first until their share of rows is reached, then each group, the largest first,
/// goes to the fold with the fewest rows. No group is ever on both sides. O(n + g log g).
pub fn by_group(groups: &[u32], keep: impl Fn(usize) -> bool, sealed: f64, count: u16, seed: u64) -> Folds {
    let group_count = groups.iter().copied().filter(|&g| g != u32::MAX).max().map_or(0, |g| g as usize + 1);
    // Rows without a group are groups of their own kind: one shared last one.
    let group_of = |row: usize| if groups[row] == u32::MAX { group_count } else { groups[row] as usize };
    let mut sizes = vec![0_usize; group_count + 1];
    let mut kept = 0_usize;
    for row in (0..groups.len()).filter(|&row| keep(row)) {
        sizes[group_of(row)] += 1;
        kept += 1;
    }
    let mut order: Vec<usize> = (0..sizes.len()).filter(|&g| sizes[g] > 0).collect();
    shuffle(&mut order, &mut Pcg64Mcg::new(u128::from(seed) << 1 | 1));
    let mut fold_of_group = vec![OUT; sizes.len()];
    let wanted = sealed * kept as f64;
    let mut behind = 0_usize;
    let mut open = Vec::new();
    for &group in &order {
        let with = behind + sizes[group];
        if with as f64 <= wanted + sizes[group] as f64 / 2.0 && (behind as f64) < wanted {
            fold_of_group[group] = SEALED;
            behind = with;
        } else {
            open.push(group);
        }
    }
    open.sort_by_key(|&group| std::cmp::Reverse(sizes[group]));
    let mut filled = vec![0_usize; usize::from(count)];
    for group in open {
        if let Some(fold) = (0..filled.len()).min_by_key(|&fold| filled[fold]) {
            filled[fold] += sizes[group];
            fold_of_group[group] = fold as u16;
        }
    }
    let fold_of = (0..groups.len()).map(|row| if keep(row) { fold_of_group[group_of(row)] } else { OUT });
    Folds::Drawn { count, fold_of: fold_of.collect() }
}

/// Fisher and Yates, with Lemire's multiplication for the bound: the same bytes on every machine and version.
fn shuffle(items: &mut [usize], random: &mut Pcg64Mcg) {
    for last in (1..items.len()).rev() {
        let pick = ((u128::from(random.next_u64()) * (last as u128 + 1)) >> 64) as usize;
        items.swap(last, pick);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::folds::{FoldId, Role};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_kept_row_is_sealed_or_asked_once(
            codes in proptest::collection::vec(0_u32..4, 20..300), count in 2_u16..8, seed: u64, sealed in 0.0..0.5,
        ) {
            let keep = |row: usize| row % 7 != 3;
            let folds = by_row(Strata::Classes(&codes), keep, sealed, count, seed);
            for row in 0..codes.len() {
                let asked = (0..u32::from(count)).filter(|&f| folds.role(FoldId::Inner(f), row) == Role::Ask).count();
                let expected = usize::from(keep(row) && !folds.is_sealed(row));
                prop_assert_eq!(asked, expected);
            }
        }

        #[test]
        fn groups_never_straddle(groups in proptest::collection::vec(0_u32..30, 60..300), seed: u64) {
            let folds = by_group(&groups, |_| true, 0.2, 5, seed);
            let Folds::Drawn { fold_of, .. } = &folds else { unreachable!() };
            for a in 0..groups.len() {
                for b in 0..a {
                    prop_assert!(groups[a] != groups[b] || fold_of[a] == fold_of[b]);
                }
            }
        }
    }

    #[test]
    fn classes_are_shared_out_evenly() {
        let codes: Vec<u32> = (0..1000).map(|i| u32::from(i % 10 == 0)).collect();
        let folds = by_row(Strata::Classes(&codes), |_| true, 0.2, 5, 7);
        let rare = |fold| folds.asked(fold).iter().filter(|&&r| codes[r] == 1).count();
        assert_eq!(rare(FoldId::Final), 20);
        for fold in 0..5 {
            assert_eq!(rare(FoldId::Inner(fold)), 16);
        }
    }

    #[test]
    fn the_seed_decides() {
        let values: Vec<f64> = (0..200).map(f64::from).collect();
        let draw = |seed| by_row(Strata::Values(&values), |_| true, 0.2, 5, seed);
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }
}
