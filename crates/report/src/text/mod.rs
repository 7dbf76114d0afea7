//! Text for a terminal.

mod board;
mod grid;
mod runs;

pub use board::board;
pub use runs::{runs, tree};
