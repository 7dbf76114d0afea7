//! Special cases: what must hold of some rows.

use serde::{Deserialize, Serialize};

use crate::Measured;

/// How one contender fares on a special case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Special {
    /// What the problem file calls it.
    pub name: String,
    /// The place of the contender in the ladder.
    pub player: u32,
    /// Rows it is about.
    pub rows: u64,
    /// Rows of them whose prediction is not as expected; none where nothing is expected of single rows.
    pub violations: Option<u64>,
    /// Mean loss on these rows; none below two rows.
    pub loss: Option<Measured>,
    /// The largest mean loss that is bearable.
    pub loss_max: Option<f64>,
    /// What it comes to.
    pub standing: Standing,
}

/// What a special case comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Within its bound, or without one.
    Held,
    /// Above its bound, but not shown to be: the rows are too few.
    Doubtful,
    /// Shown to be above its bound: the contender is not recommended.
    Broken,
    /// No such row is scored.
    Empty,
}

impl Special {
    /// Of the losses on the rows it is about. The bound is broken when the lower bound of the mean loss, one-sided at 95 %, is above it.
    pub fn of(name: &str, player: u32, losses: &[f64], violations: Option<u64>, loss_max: Option<f64>) -> Self {
        let standing = match (stats::row_mean(losses), loss_max) {
            _ if losses.is_empty() => Standing::Empty,
            (_, None) => Standing::Held,
            (Ok(mean), Some(bound)) if mean.value <= bound => Standing::Held,
            (Ok(mean), Some(bound)) if mean.lower(0.95).is_ok_and(|low| low > bound) => Standing::Broken,
            (Err(_), Some(bound)) if losses.iter().all(|loss| *loss <= bound) => Standing::Held,
            _ => Standing::Doubtful,
        };
        let loss = Measured::mean_of(losses);
        Self { name: name.to_owned(), player, rows: losses.len() as u64, violations, loss, loss_max, standing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_broken_only_when_it_is_shown() {
        let standing = |losses: &[f64], bound| Special::of("new", 0, losses, None, bound).standing;
        let losses: Vec<f64> = (0..100).map(|row| f64::from(row % 2)).collect();
        assert_eq!(standing(&losses, Some(0.6)), Standing::Held);
        assert_eq!(standing(&losses, Some(0.3)), Standing::Broken);
        assert_eq!(standing(&losses, Some(0.45)), Standing::Doubtful);
        assert_eq!(standing(&losses[..1], Some(0.3)), Standing::Held);
        assert_eq!(standing(&losses[1..2], Some(0.3)), Standing::Doubtful);
        assert_eq!((standing(&[], Some(0.3)), standing(&losses, None)), (Standing::Empty, Standing::Held));
    }
}
