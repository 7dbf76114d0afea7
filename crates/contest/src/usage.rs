//! What a run used of the machine.

use serde::{Deserialize, Serialize};

/// CPU, time and memory of a whole process tree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// User and system CPU seconds of every process of the tree, the dead ones included.
    pub cpu_seconds: f64,
    /// Seconds from start to end by the wall clock.
    pub wall_seconds: f64,
    /// Largest sum of resident memory over the tree, in bytes.
    pub peak_bytes: u64,
}

impl Usage {
    /// Usage of two runs, one after the other: times add up, the peak is the larger one.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        Self {
            cpu_seconds: self.cpu_seconds + next.cpu_seconds,
            wall_seconds: self.wall_seconds + next.wall_seconds,
            peak_bytes: self.peak_bytes.max(next.peak_bytes),
        }
    }
}

impl std::iter::Sum for Usage {
    fn sum<I: Iterator<Item = Self>>(runs: I) -> Self {
        runs.fold(Self::default(), Self::then)
    }
}
