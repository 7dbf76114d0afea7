use super::Design;
use crate::linalg::{dependent_in_gram, dependent_in_rows};

/// Up to this many matrix entries the rows themselves are reduced, else their Gram matrix.
pub(crate) const ROWWISE_ENTRIES_MAX: usize = 1 << 16;
const ROWWISE_TOLERANCE: f64 = 1e-12;
const GRAM_TOLERANCE: f64 = 1e-6;

/// Columns of the design that the columns before them explain.
pub(super) fn dependent(design: &Design) -> Vec<usize> {
    if design.columns() >= design.rows() {
        return Vec::new();
    }
    let ones = vec![1.0; design.rows()];
    if rowwise(design) {
        dependent_in_rows(design.weighted_rows(0..design.rows(), &ones, 0), ROWWISE_TOLERANCE)
    } else {
        dependent_in_gram(&design.gram(&ones), GRAM_TOLERANCE)
    }
}

/// Is the design small enough for Householder reflections on its rows?
pub(crate) fn rowwise(design: &Design) -> bool {
    (design.rows() + design.columns()) * design.columns() <= ROWWISE_ENTRIES_MAX
}
