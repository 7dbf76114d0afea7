//! Checks that need more than one key.

mod columns;
mod contest;
mod course;

use crate::desk::Desk;
use crate::problem::Problem;

/// Complains about keys that contradict each other.
pub(crate) fn check(desk: &mut Desk, problem: &Problem) {
    course::check(desk, problem);
    columns::check(desk, problem);
    contest::stake(desk, problem);
    contest::contenders(desk, problem);
}
