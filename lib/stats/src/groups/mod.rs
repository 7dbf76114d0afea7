//! Do groups differ: in mean, in rank, in spread?

mod anova;
mod kruskal;
mod levene;
mod welch;

pub use anova::{Anova, anova};
pub use kruskal::{KruskalWallis, kruskal_wallis};
pub use levene::{Centre, levene};
pub use welch::{WelchAnova, welch_anova};

use crate::StatsError;

/// Refuses fewer than two groups, groups smaller than `needed` and values that are not finite.
fn check(groups: &[&[f64]], needed: usize) -> Result<(), StatsError> {
    if groups.len() < 2 {
        return Err(StatsError::TooFew { what: "groups", found: groups.len(), needed: 2 });
    }
    if let Some(group) = groups.iter().find(|g| g.len() < needed) {
        return Err(StatsError::TooFew { what: "values in a group", found: group.len(), needed });
    }
    match groups.iter().flat_map(|g| g.iter()).position(|x| !x.is_finite()) {
        Some(index) => Err(StatsError::NotFinite { index }),
        None => Ok(()),
    }
}
