//! Text for a terminal.

mod board;
mod grid;
mod runs;
mod wrap;

pub use board::board;
pub use grid::{Grid, Paint, Side};
pub use runs::{runs, tree};
pub(crate) use wrap::{cut, plain, wrap};
