//! How much data would settle an open question.

use crate::{Assumption, Needed, Unit};

/// `(z(.95) + z(.80))^2`: a one-sided 95 % bound that passes in 80 % of repetitions.
const POWER_FACTOR: f64 = 6.2;

/// Units that would settle whether a difference lies within the margin; `None` when it lies exactly on it or shows no spread.
///
/// `n = 6.2 s^2 / margin^2`, where `s^2` is the variance of one unit: what two equal players would need. When there are as many already, the
/// players are not equal, and the distance from the observed difference to the margin takes the margin's place.
pub(crate) fn needed_for_margin(se: f64, difference: f64, margin: f64, unit: Unit, now: u64) -> Option<Needed> {
    let equal = count(se, margin, now)?;
    if equal > now {
        return Some(Needed { unit, now, count: equal, assuming: Assumption::Equal });
    }
    needed_for_distance(se, (margin - difference).abs(), unit, now)
}

/// Units that would settle on which side of a bar a value lies that is now this far from it.
pub(crate) fn needed_for_distance(se: f64, distance: f64, unit: Unit, now: u64) -> Option<Needed> {
    let count = count(se, distance, now)?.max(now.saturating_add(1));
    Some(Needed { unit, now, count, assuming: Assumption::Observed })
}

/// `6.2 (se^2 now) / distance^2`, rounded up; `None` when it is not a number that could be collected.
fn count(se: f64, distance: f64, now: u64) -> Option<u64> {
    let ratio = se / distance;
    let count = (POWER_FACTOR * ratio * ratio * now as f64).ceil();
    (se > 0.0 && count <= 1e15).then_some(count as u64)
}
