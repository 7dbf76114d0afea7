//! The contender's own clock: CPU seconds of this process.

use rustix::time::{ClockId, clock_gettime};

/// CPU seconds used by this process so far.
pub(crate) fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}
