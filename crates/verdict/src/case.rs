//! The case before the judge: ids, losses, bills and the margin, and nothing about who plays.

/// Everything the judge may know about a contest.
///
/// Every player has one loss for each of the same `n` rows, out of fold, in the same row order.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The players that finished every fold, in ladder order: the simplest first.
    pub players: Vec<Player<'a>>,
    /// How the rows hang together, which decides how their spread is estimated.
    pub rows: Rows<'a>,
    /// The fold number of each row (`n` numbers); for forecasts the origin number will do.
    pub fold: &'a [u32],
    /// Training rows of each fold in ascending order of fold number; empty means "all other rows", as in k-fold.
    pub train_rows: &'a [u64],
    /// How the mean loss becomes the score.
    pub scale: Scale,
    /// The smallest difference that matters, in units of the score; above 0.
    pub margin: f64,
    /// Money a year for one unit of score (money per unit times yearly volume); `None` when no money is known.
    pub yearly_per_unit: Option<f64>,
    /// Who has to be beaten: tier 0, else the constant. See [`Case::usual_baseline`]. `None` switches the test off.
    pub baseline: Option<u32>,
}

/// One player of the case.
#[derive(Debug, Clone, Copy)]
pub struct Player<'a> {
    /// The player's id; unique in the case.
    pub id: u32,
    /// 0 today's process, 1 rule or constant, 2 classical, 3 learned, 4 deep or ensemble.
    pub tier: u8,
    /// Loss of each row, all finite.
    pub losses: &'a [f64],
    /// What the player would cost a year, where it is known.
    pub yearly_bill: Option<f64>,
}

/// How the rows of a case hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows<'a> {
    /// Each row stands for itself.
    Independent,
    /// Rows with the same id (`n` ids) belong together: one customer, one store.
    Clustered(&'a [u32]),
    /// Rows are forecasts made at numbered origins.
    Origins {
        /// The origin of each row (`n` numbers); ascending numbers are ascending times.
        origin: &'a [u32],
        /// How many consecutive origins look at a common time: the horizon divided by the step between origins,
        /// rounded up. 1 when nothing overlaps.
        horizon: u32,
    },
}

/// How the mean loss becomes the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// The score is the mean loss (log loss, absolute error).
    Mean,
    /// The score is the root of the mean loss (squared error gives RMSE).
    RootMean,
}

impl Case<'_> {
    /// The usual baseline of a ladder: the lowest rung of tier 0, else the lowest rung of tier 1, else nobody.
    pub fn usual_baseline(players: &[Player<'_>]) -> Option<u32> {
        let lowest = |tier| players.iter().find(|p| p.tier == tier).map(|p| p.id);
        lowest(0).or_else(|| lowest(1))
    }
}
