//! A bug in one method, on one member, must not end the batch.

use std::panic::{AssertUnwindSafe, catch_unwind};

use forecast::Error;

use crate::Refusal;

/// Turns a panic into a refusal; `method` names what was tried.
pub(crate) fn guarded<T>(method: impl FnOnce() -> String, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Refusal> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(answer) => answer.map_err(Refusal::Method),
        Err(cause) => {
            let text = cause.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let why = text.or_else(|| cause.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".into());
            Err(Refusal::Broke { method: method(), why })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::panic)]
    fn a_panic_is_a_refusal_that_says_what_broke() {
        let broke = guarded(|| "x".into(), || -> Result<(), Error> { panic!("at {}", 7) });
        assert_eq!(broke, Err(Refusal::Broke { method: "x".into(), why: "at 7".into() }));
        assert_eq!(guarded(|| "x".into(), || Ok(1)), Ok(1));
        assert_eq!(guarded(|| "x".into(), || Err::<(), _>(Error::AllMissing)), Err(Refusal::Method(Error::AllMissing)));
    }
}
