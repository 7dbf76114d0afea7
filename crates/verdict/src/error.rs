//! Why a case cannot be judged.

/// Why a case cannot be judged at all.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VerdictError {
    /// The case has no player.
    #[error("no contender finished every fold")]
    NoPlayers,
    /// The case has no row.
    #[error("no row was scored")]
    NoRows,
    /// Two players have the same id.
    #[error("player {id} appears twice")]
    DuplicatePlayer {
        /// The id that appears twice.
        id: u32,
    },
    /// A slice of the case has not one entry a row.
    #[error("{what} has {found} entries for {expected} rows")]
    Length {
        /// Which slice.
        what: String,
        /// Its length.
        found: usize,
        /// The number of rows.
        expected: usize,
    },
    /// The case lists training rows for another number of folds.
    #[error("training rows are listed for {found} folds, and the rows belong to {expected}")]
    TrainRows {
        /// Entries listed.
        found: usize,
        /// Distinct fold numbers of the rows.
        expected: usize,
    },
    /// A loss is NaN or infinite.
    #[error("player {player} has a loss that is not finite at row {row}")]
    NotFinite {
        /// The player.
        player: u32,
        /// The row, counted from 0.
        row: usize,
    },
    /// A loss is below zero where the score is a root.
    #[error("player {player} has a negative loss at row {row}, and the score is a root")]
    NegativeLoss {
        /// The player.
        player: u32,
        /// The row, counted from 0.
        row: usize,
    },
    /// The margin is not a positive, finite number.
    #[error("the margin is {margin}, and has to be a finite number above 0")]
    Margin {
        /// The margin given.
        margin: f64,
    },
    /// A sum of money is not finite, or below zero where that makes no sense.
    #[error("{what} is {value}, and has to be a finite number from 0 up")]
    Money {
        /// Which number.
        what: String,
        /// Its value.
        value: f64,
    },
    /// The baseline is not among the players.
    #[error("the baseline {id} is not among the players that finished")]
    UnknownBaseline {
        /// The id given.
        id: u32,
    },
    /// Overlapping origins need a horizon of at least 1.
    #[error("the number of overlapping origins is 0")]
    ZeroHorizon,
    /// The numerics refused; a bug of ours if it ever shows.
    #[error("the interval could not be computed: {0}")]
    Stats(String),
}

impl VerdictError {
    /// What the user can do about it, where there is something.
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::NoPlayers => "see the forfeits in `bakeoff board`; give the contenders a larger [box]",
            Self::NotFinite { .. } => "an infinite log loss means a probability of exactly 0 or 1: clip the predictions",
            Self::NegativeLoss { .. } => "a root-mean score needs a loss that is never negative, such as squared error",
            Self::Margin { .. } => "set `margin` under [stake], for example margin = \"2%\"",
            Self::UnknownBaseline { .. } => "give today's process a larger [box], or leave it out of the ladder",
            _ => return None,
        };
        Some(text.to_owned())
    }
}
