//! Search for good parameters: random, successive halving and a Parzen estimator, by ask and tell.

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
