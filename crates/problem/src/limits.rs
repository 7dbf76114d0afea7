//! `[box]`: what one contender may use, all folds together.

use serde::{Deserialize, Serialize};

/// The box of a contender, over all its folds. CPU seconds decide; wall seconds are the backstop.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// `cpu`: CPU seconds (user + system) of the whole process tree. Default `"60s"`.
    pub cpu_seconds: f64,
    /// `wall`: seconds on the clock. Default: three times `cpu`.
    pub wall_seconds: f64,
    /// `memory`: peak memory of the whole process tree, in bytes. Default `"2GiB"`.
    pub memory_bytes: u64,
}

impl Limits {
    /// Wall seconds granted for each CPU second where the file does not say.
    pub const WALL_PER_CPU: f64 = 3.0;
}

impl Default for Limits {
    fn default() -> Self {
        Self { cpu_seconds: 60.0, wall_seconds: 60.0 * Self::WALL_PER_CPU, memory_bytes: 2 << 30 }
    }
}
