//! The threads of a command.

use crate::exit::Failure;

/// A pool of so many threads; of one a core where the user does not say.
pub(crate) fn pool(threads: Option<u16>) -> Result<rayon::ThreadPool, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.map_or(0, usize::from)).build();
    pool.map_err(|error| Failure::input(format!("cannot start threads: {error}"), None))
}
