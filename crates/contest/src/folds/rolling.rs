//! Folds in order of time: rolling origins for forecasts, growing blocks for dated rows.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Folds, NO_RANK};

/// One origin: positions before `train` are known, those from `train` up to `ask` are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// First position that is not known.
    pub train: u32,
    /// First position that is not asked.
    pub ask: u32,
}

/// Rolling origins over `times` distinct stamps: each asks the next `horizon` positions.
///
/// The last `sealed` positions are sealed; origins step back by `step` from the last one that fits before the
/// seal, at most `origins` of them and none with fewer than `train_min` known positions. Several series share the
/// same cuts. Returns `None` when not a single origin fits.
pub fn rolling_origin(
    rank: Vec<u32>,
    times: u32,
    horizon: u32,
    sealed: u32,
    step: u32,
    origins: u32,
    train_min: u32,
) -> Option<Folds> {
    let sealed_from = times.checked_sub(sealed)?;
    let last = sealed_from.checked_sub(horizon)?;
    let cuts: Vec<Cut> = (0..origins)
        .map_while(|back| last.checked_sub(back.checked_mul(step)?))
        .take_while(|&train| train >= train_min)
        .map(|train| Cut { train, ask: train + horizon })
        .collect();
    if cuts.is_empty() {
        return None;
    }
    Some(Folds::Ordered { rank, cuts: cuts.into_iter().rev().collect(), sealed_from })
}

/// Growing blocks for dated rows: the last `sealed` share of rows is sealed; the rest is cut into `count + 1` blocks of
/// about equal size, and fold `i` learns from blocks `0..=i` and is asked block `i + 1`. Rows with the same stamp
/// are never parted. Returns `None` when there are too few distinct stamps.
pub fn by_time(rank: Vec<u32>, sealed: f64, count: u32) -> Option<Folds> {
    let times = rank.iter().copied().filter(|&r| r != NO_RANK).max()? + 1;
    let mut upto = vec![0_usize; times as usize + 1];
    for &r in rank.iter().filter(|&&r| r != NO_RANK) {
        upto[r as usize + 1] += 1;
    }
    for i in 1..upto.len() {
        upto[i] += upto[i - 1];
    }
    let total = upto[times as usize] as f64;
    // First position before which at least the given number of rows stands.
    let position = |rows: f64| upto.partition_point(|&before| (before as f64) < rows) as u32;
    let open = total * (1.0 - sealed);
    let sealed_from = if sealed > 0.0 { position(open) } else { times };
    let bounds: Vec<u32> =
        (0..count).map(|i| position(open * f64::from(i + 1) / f64::from(count + 1))).chain([sealed_from]).collect();
    let grows = bounds.windows(2).all(|pair| pair[0] < pair[1]) && bounds.first().is_some_and(|&b| b > 0);
    let closes = sealed <= 0.0 || sealed_from < times;
    if !grows || !closes {
        return None;
    }
    let cuts = bounds.windows(2).map(|pair| Cut { train: pair[0], ask: pair[1] }).collect();
    Some(Folds::Ordered { rank, cuts, sealed_from })
}

/// Position in time of each row among the distinct stamps; rows for which `keep` is false get [`NO_RANK`].
pub(crate) fn ranks(time: &[i64], keep: impl Fn(usize) -> bool, distinct: &[i64]) -> Vec<u32> {
    let position: HashMap<i64, u32> = distinct.iter().enumerate().map(|(i, &t)| (t, i as u32)).collect();
    (0..time.len()).map(|row| position.get(&time[row]).copied().filter(|_| keep(row)).unwrap_or(NO_RANK)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::folds::{FoldId, Role};

    #[test]
    fn passengers_has_sixty_origins_before_a_sealed_year() {
        let folds = rolling_origin((0..144).collect(), 144, 12, 12, 1, 60, 36).unwrap();
        assert_eq!(folds.count(), 60);
        assert_eq!(folds.sizes(FoldId::Inner(59)), (120, 12));
        assert_eq!(folds.sizes(FoldId::Inner(0)), (61, 12));
        assert_eq!(folds.sizes(FoldId::Final), (132, 12));
        assert_eq!(folds.role(FoldId::Inner(59), 132), Role::Out);
    }

    #[test]
    fn too_short_has_no_origin() {
        assert!(rolling_origin((0..20).collect(), 20, 12, 12, 1, 60, 1).is_none());
    }

    #[test]
    fn blocks_keep_a_day_together() {
        let rank: Vec<u32> = (0..1000).map(|row| row / 50).collect();
        let folds = by_time(rank.clone(), 0.2, 3).unwrap();
        for fold in 0..3 {
            let asked = folds.asked(FoldId::Inner(fold));
            let first = asked[0] as u32 / 50;
            for (row, _) in rank.iter().enumerate().filter(|(_, rank)| **rank < first) {
                assert_eq!(folds.role(FoldId::Inner(fold), row), Role::Train);
            }
        }
        assert_eq!(folds.asked(FoldId::Final).len(), 200);
    }

    #[test]
    fn two_days_cannot_make_five_blocks() {
        assert!(by_time(vec![0, 0, 1, 1], 0.2, 5).is_none());
    }
}
