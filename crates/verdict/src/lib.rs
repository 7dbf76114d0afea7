//! The verdict rule: from losses to *recommend*, *stop* or *undecided*.

mod case;
mod check;
mod concentration;
mod error;
mod gain;
mod judge;
mod ladder;
mod marks;
mod needed;
mod scoring;
mod verdict;
mod yardstick;

pub use case::{Case, Player, Rows, Scale};
pub use error::VerdictError;
pub use verdict::{
    Assumption, Basis, Comparison, Concentration, Decision, Evidence, Gain, Mark, Needed, Question, Score,
    SecondMethod, SecondOpinion, Spread, StopReason, Unit, VERSION, Verdict, WeakReason, YearlyGain,
};

/// Judges a case. `O(players * rows)`.
///
/// # Errors
/// A [`VerdictError`] when the case cannot be judged at all; never for being undecided.
pub fn decide(case: &Case<'_>) -> Result<Verdict, VerdictError> {
    check::check(case)?;
    judge::judge(case).map_err(|error| VerdictError::Stats(error.to_string()))
}
