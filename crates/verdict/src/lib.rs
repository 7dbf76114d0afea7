//! The verdict rule: from losses to *recommend*, *stop* or *undecided*.
//!
//! [`decide`] is given a [`Case`]: out-of-fold losses by row, how the rows hang together, a margin and, where known, money. It knows ids, losses and
//! bills, never the players. It answers with a [`Verdict`], plain data to be stored and shown.
//!
//! # The rule
//!
//! 1. The **reference** is the player with the best score; of equals the lowest rung.
//! 2. Every other player's score minus the reference's is estimated with a one-sided 95 % interval. **Good enough**: the upper bound is
//!    below the margin. **Not good enough**: the lower bound is above it. Else **undecided**. With more than three comparisons good
//!    enough is judged by Holm's adjusted p-value.
//! 3. The reference itself is good enough unless some player might be better by the margin: a lower bound at or below minus the margin.
//!    Then it is undecided. (Without this a player that is a whole margin worse would be recommended whenever luck made it the best.)
//!    A player whose loss is carried by a single row of its own cannot hold up the others like this.
//! 4. A good-enough player **pays** when the lower bound of its gain over the baseline is above the **bar**: its extra yearly bill in units
//!    of score, and at least 0; without money, 0. It is **open** when only the estimate is above the bar.
//! 5. The decision is read from this table, from the top; the first row that fits decides.
//!
//! | the ladder | decision |
//! | --- | --- |
//! | one player | stop: alone |
//! | the reference is undecided | undecided: who might be better than it |
//! | *with a baseline, going up the good-enough rungs:* | |
//! | .. this rung is the baseline | stop: the baseline suffices |
//! | .. this rung pays | **recommend it**; undecided rungs below it stay open |
//! | .. none left, and some are open | undecided: which gains, and which rungs below the reference |
//! | .. none left | stop: does not pay |
//! | *without a baseline:* | |
//! | only the reference is good enough, and of all rungs below it none is shown to be worse at all | undecided: which rungs |
//! | else | **recommend** the lowest good-enough rung; undecided rungs below it stay open |
//!
//! So a recommendation is always shown to be within the margin and to pay; an open lower rung costs at most simplicity. What is not shown
//! is never recommended, and *stop* is said only where the estimate itself is against building.
//!
//! **Weak evidence.** Below 300 rows, 5 clusters, 15 origins or 5 blocks of the overlap no test is carried: marks and gains go by the mean, nothing is
//! undecided, and the verdict says [`Evidence::Weak`].
//!
//! **Second opinion.** The same table is read with the corrected resampled t over folds (forecasts: the cosine t over origins). Where it
//! ends in another act the verdict is **fragile**.
//!
//! # How the spread is estimated
//!
//! * Independent rows: by row. Clusters: bias-reduced cluster errors with Satterthwaite's degrees of freedom. Forecasts: 5 to 10 contiguous block
//!   means, corrected for the dependence that overlapping horizons leave between neighbouring blocks ([`stats::LongRun`]).
//! * Bounds allow for skewness ([`stats::Estimate::upper`]), and the variance is raised where its own estimate is noisy: losses of one
//!   cross-validation are not quite independent.
//! * A root-mean score (RMSE) goes by the delta method.
//!
//! Error rates by simulation, with the code that makes them: `tests/it/calibration`; the table: `reference/verdict/README.md`.
//!
//! | file | noun |
//! | --- | --- |
//! | `case`, `check`, `error` | the [`Case`], and why one is refused |
//! | `yardstick` | how rows hang together: spread, evidence, second opinion |
//! | `scoring` | scores and differences |
//! | `marks` | good enough or not |
//! | `gain` | gains over the baseline, and the bar |
//! | `ladder` | the decision table |
//! | `needed` | data that would settle it |
//! | `concentration` | rows that carry a player's loss |
//! | `judge`, `record`, `verdict` | puts the [`Verdict`] together |
//!
//! ```
//! use verdict::{Case, Decision, Player, Rows, Scale, decide};
//!
//! let best: Vec<f64> = (0..500).map(|row| f64::from(row % 10)).collect();
//! let simple: Vec<f64> = best.iter().map(|loss| loss + 0.01).collect();
//! let fold: Vec<u32> = (0..500).map(|row| row % 5).collect();
//! let player = |id, losses| Player { id, tier: 2, losses, yearly_bill: None };
//! let verdict = decide(&Case {
//!     players: vec![player(1, &simple), player(2, &best)],
//!     rows: Rows::Independent,
//!     fold: &fold,
//!     train_rows: &[],
//!     scale: Scale::Mean,
//!     margin: 0.05,
//!     yearly_per_unit: None,
//!     baseline: None,
//! })?;
//! assert_eq!(verdict.reference, 2);
//! assert!(matches!(verdict.decision, Decision::Recommend { player: 1, .. }));
//! # Ok::<(), verdict::VerdictError>(())
//! ```

mod case;
mod check;
mod concentration;
mod error;
mod gain;
mod judge;
mod ladder;
mod marks;
mod needed;
mod record;
mod scoring;
mod verdict;
mod yardstick;

pub use case::{Case, Player, Rows, Scale};
pub use error::VerdictError;
pub use verdict::{
    Assumption, Basis, Comparison, Concentration, Decision, Evidence, Gain, Mark, Needed, Question, Score, SecondMethod,
    SecondOpinion, Spread, StopReason, Unit, VERSION, Verdict, WeakReason, YearlyGain,
};

/// Judges a case. `O(players * rows)`.
///
/// # Errors
/// A [`VerdictError`] when the case cannot be judged at all; never for being undecided.
pub fn decide(case: &Case<'_>) -> Result<Verdict, VerdictError> {
    check::check(case)?;
    judge::judge(case).map_err(|error| VerdictError::Stats(error.to_string()))
}
