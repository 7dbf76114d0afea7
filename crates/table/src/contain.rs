//! Panics of the decoders under us, turned into errors at one place.
//!
//! Lengths are checked before a decoder sees a file (`columnar/guard`), but a damaged file has more ways to mislead one
//! than a check can list. Here a panic of the decoder becomes an error about the file, and nothing is printed.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use arrow::error::ArrowError;

thread_local! {
    /// Whether this thread is inside a decoder.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Runs one step of a decoder; a panic in it is an error like any other.
pub(crate) fn contain<T>(step: impl FnOnce() -> Result<T, ArrowError>) -> Result<T, ArrowError> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !INSIDE.get() {
                report(info);
            }
        }));
    });
    let outside = INSIDE.replace(true);
    // The decoder is dropped after a panic, so that nobody sees the state it was left in.
    let done = panic::catch_unwind(AssertUnwindSafe(step));
    INSIDE.set(outside);
    done.unwrap_or_else(|payload| Err(ArrowError::ParseError(format!("the decoder gave up ({})", said(&*payload)))))
}

/// What a panic said.
pub(crate) fn said(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str).or_else(|| payload.downcast_ref::<&str>().copied());
    text.and_then(|t| t.lines().next()).unwrap_or("no reason given")
}

/// The batches of a decoder; after a panic there are no more.
pub(crate) struct Contained<I>(Option<I>);

impl<I> Contained<I> {
    pub(crate) fn new(batches: I) -> Self {
        Self(Some(batches))
    }
}

impl<T, I: Iterator<Item = Result<T, ArrowError>>> Iterator for Contained<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        let mut batches = self.0.take()?;
        let next = contain(move || Ok((batches.next(), batches)));
        match next {
            Ok((item, batches)) => {
                self.0 = Some(batches);
                item
            }
            Err(error) => Some(Err(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_panic_is_the_last_item() {
        let mut items = Contained::new((0..3).map(|i| if i == 1 { panic!("damaged at {i}\nand more") } else { Ok(i) }));
        assert_eq!(items.next().unwrap().unwrap(), 0);
        let error = items.next().unwrap().unwrap_err();
        assert_eq!(error.to_string(), "Parser error: the decoder gave up (damaged at 1)");
        assert!(items.next().is_none());
    }
}
