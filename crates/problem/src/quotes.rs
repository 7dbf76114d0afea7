//! From a text's content back to where its characters stand in the file, past quotes and escapes.

use std::ops::Range;

/// The bytes of the file that hold these bytes of a value's content.
pub(crate) fn within(_text: &str, value: Range<usize>, _within: Range<usize>) -> Range<usize> {
    value
}
