//! The verdict rule: from losses to *recommend*, *stop* or *undecided*.

mod case;
mod error;
mod verdict;

pub use case::{Case, Player, Rows, Scale};
pub use error::VerdictError;
pub use verdict::{
    Assumption, Basis, Comparison, Concentration, Decision, Evidence, Gain, Mark, Needed, Question, Score,
    SecondMethod, SecondOpinion, Spread, StopReason, Unit, VERSION, Verdict, WeakReason, YearlyGain,
};

/// Judges a case.
pub fn decide(case: &Case<'_>) -> Result<Verdict, VerdictError> {
    let _ = case;
    Err(VerdictError::NoPlayers)
}
