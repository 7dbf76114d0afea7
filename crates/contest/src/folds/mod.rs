//! The seal and the folds: who may learn from which row, and who is asked.
//!
//! All folds are drawn from the seed before the first contender starts, and are the same for all.

mod draw;
mod rolling;

pub use draw::{Strata, by_group, by_row};
pub(crate) use rolling::ranks;
pub use rolling::{Cut, by_time, rolling_origin};

use serde::{Deserialize, Serialize};

/// What a row is in a fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Contenders learn from it.
    Train,
    /// Contenders are asked for it.
    Ask,
    /// It takes no part.
    Out,
}

/// A fold of the inner split, or the opening of the seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FoldId {
    /// One of the pre-drawn folds.
    Inner(u32),
    /// All unsealed rows train, the sealed rows are asked.
    Final,
}

/// The pre-drawn split of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Folds {
    /// Each unsealed row is asked in one fold and trains in the others.
    Drawn {
        /// Number of folds.
        count: u16,
        /// Fold of each row, [`SEALED`] or [`OUT`].
        fold_of: Vec<u16>,
    },
    /// Rows before a cut train, the rows up to the cut's end are asked.
    Ordered {
        /// Position in time of each row, or [`NO_RANK`].
        rank: Vec<u32>,
        /// One cut a fold, in order of time.
        cuts: Vec<Cut>,
        /// First sealed position.
        sealed_from: u32,
    },
}

/// Fold number of a sealed row.
pub const SEALED: u16 = u16::MAX;
/// Fold number of a row without a target.
pub const OUT: u16 = u16::MAX - 1;
/// Rank of a row that takes no part.
pub const NO_RANK: u32 = u32::MAX;

impl Folds {
    /// Number of inner folds.
    pub fn count(&self) -> u32 {
        match self {
            Self::Drawn { count, .. } => u32::from(*count),
            Self::Ordered { cuts, .. } => cuts.len() as u32,
        }
    }

    /// Number of rows of the table.
    pub fn rows(&self) -> usize {
        match self {
            Self::Drawn { fold_of, .. } => fold_of.len(),
            Self::Ordered { rank, .. } => rank.len(),
        }
    }

    /// What `row` is in `fold`. Constant time.
    pub fn role(&self, fold: FoldId, row: usize) -> Role {
        match (self, fold) {
            (Self::Drawn { fold_of, .. }, fold) => match (fold_of.get(row), fold) {
                (None | Some(&OUT), _) | (Some(&SEALED), FoldId::Inner(_)) => Role::Out,
                (Some(&SEALED), FoldId::Final) => Role::Ask,
                (Some(&of), FoldId::Inner(fold)) if u32::from(of) == fold => Role::Ask,
                _ => Role::Train,
            },
            (Self::Ordered { rank, cuts, sealed_from }, fold) => {
                let Some(&rank) = rank.get(row) else { return Role::Out };
                let (train, ask) = match fold {
                    FoldId::Final => (*sealed_from, NO_RANK),
                    FoldId::Inner(i) => match cuts.get(i as usize) {
                        Some(cut) => (cut.train, cut.ask),
                        None => return Role::Out,
                    },
                };
                if rank == NO_RANK || rank >= ask {
                    Role::Out
                } else if rank < train {
                    Role::Train
                } else {
                    Role::Ask
                }
            }
        }
    }

    /// Whether the row is behind the seal.
    pub fn is_sealed(&self, row: usize) -> bool {
        self.role(FoldId::Final, row) == Role::Ask
    }

    /// Rows in each role of a fold: (train, ask).
    pub fn sizes(&self, fold: FoldId) -> (usize, usize) {
        let mut sizes = (0, 0);
        for row in 0..self.rows() {
            match self.role(fold, row) {
                Role::Train => sizes.0 += 1,
                Role::Ask => sizes.1 += 1,
                Role::Out => {}
            }
        }
        sizes
    }

    /// Row numbers that are asked in a fold, ascending.
    pub fn asked(&self, fold: FoldId) -> Vec<usize> {
        (0..self.rows()).filter(|&row| self.role(fold, row) == Role::Ask).collect()
    }
}
