//! Stacking: weights that mix the members' out-of-fold predictions best, and what each member is worth in the mix.
//!
//! ```
//! use learn::stack::{Mix, MixLoss};
//!
//! let y = [0.0, 1.0, 2.0, 3.0];
//! let low = [-1.0, 0.0, 1.0, 2.0];
//! let high = [3.0, 4.0, 5.0, 6.0];
//! let mix = Mix::fit(MixLoss::Squared, &y, &[&low, &high])?;
//! assert!((mix.weights()[0] - 0.75).abs() < 1e-9);
//! # Ok::<(), learn::LearnError>(())
//! ```
//!
//! Reference: Breiman (1996), Stacked regressions, Machine Learning 24, doi:10.1007/BF00117832.
//!
//! Code map: `mix` the weights; `lens` whether the mix pays, twins, what each member adds.

mod lens;
mod mix;
#[cfg(test)]
mod tests;

pub use lens::{Difference, Lens, LensSpec, Twins};
pub use mix::{Mix, MixLoss};
