//! Error rates of the verdict rule, by simulation with known truth.
//!
//! The default run repeats each cell a few hundred times and allows for three standard errors of the count; the full run
//! (`cargo test --release -p verdict -- --ignored --nocapture full_`) repeats it 2,000 times and prints the
//! table kept in reference/verdict/README.md.

mod draw;
mod forecasts;
mod ladders;
mod learners;
mod rates;
mod worlds;
