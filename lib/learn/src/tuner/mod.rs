//! Search for good parameters: random, successive halving and a Parzen estimator, by ask and tell.
//!
//! The caller owns the loop: it asks for a trial, runs it in its own way and time, and tells what came of it. Every trial is
//! kept with its parameters, value, cost and curve. Same seed and same tells, same trials; a search goes on where a stored
//! list of trials ends ([`Tuner::resume`]).
//!
//! ```
//! use learn::tuner::{Parameter, Range, Report, Space, Strategy, Tpe, Tuner};
//!
//! let x = Parameter { name: "x".to_owned(), range: Range::Uniform { low: -3.0, high: 3.0 } };
//! let mut tuner = Tuner::new(Space::new(vec![x])?, Strategy::Tpe(Tpe::default()), 7)?;
//! for _ in 0..50 {
//!     let Some(trial) = tuner.ask() else { break };
//!     let (id, x) = (trial.id, trial.params[0].number());
//!     tuner.tell(id, Report::scored((x - 1.0) * (x - 1.0)))?;
//! }
//! let best = tuner.best().and_then(|trial| trial.value());
//! assert!(best.is_some_and(|value| value < 0.01));
//! # Ok::<(), learn::LearnError>(())
//! ```
//!
//! [`BoosterTuning`] tunes the [booster](crate::booster) on an inner split and fits the best parameters on all rows.
//!
//! On a function of four parameters (`examples/tuner_bench.rs`; optimum 4.104) the median best of ten seeds is 4.143 after
//! 50 trials and 4.106 after 100; Optuna 5.0 comes to 4.379 and 4.147.
//!
//! Code map: `space` ranges and values; `trial` what is kept; `search` ask and tell; `tpe`, `halving` the strategies;
//! `booster` the tuned booster.

mod booster;
mod halving;
mod search;
mod space;
#[cfg(test)]
mod tests;
mod tpe;
mod trial;

pub use booster::{BoosterSearch, BoosterTuning, TunedBooster};
pub use halving::Halving;
pub use search::{Strategy, Tuner};
pub use space::{Parameter, Range, Space, Value};
pub use tpe::Tpe;
pub use trial::{Outcome, Report, Trial};
