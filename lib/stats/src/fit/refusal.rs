//! Why a family was not fitted.

use super::Family;

/// A family that does not fit these data at all, and why.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{family} not fitted: {reason}")]
pub struct NotFitted {
    /// The family.
    pub family: Family,
    /// Why.
    pub reason: Reason,
}

/// Why a family cannot be fitted to these data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// Not one value more than there are parameters.
    #[error("{found} values are too few: {needed} are needed")]
    TooFew {
        /// Values there are.
        found: u64,
        /// Values needed.
        needed: u64,
    },
    /// All values are the same.
    #[error("all values are the same")]
    Constant,
    /// Some values have probability 0 under every member of the family.
    #[error("some values lie outside the support ({support})")]
    OutsideSupport {
        /// Where all values have to lie.
        support: &'static str,
    },
    /// Some values are no whole numbers.
    #[error("some values are no whole numbers")]
    NotWhole,
    /// The likelihood rises towards the edge of the family.
    #[error("the likelihood has no maximum: {why}")]
    NoMaximum {
        /// Where it rises to.
        why: &'static str,
    },
    /// Sums are not enough for this family.
    #[error("this family is fitted to the values, not to their sums")]
    NeedsValues,
}
