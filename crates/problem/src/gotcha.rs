//! `[[gotcha]]`: special cases that whoever knows the subject wants watched.

use serde::{Deserialize, Serialize};

use crate::condition::Condition;

/// The column under which [`Gotcha::expect`] sees what a contender answered.
pub const PREDICTION: &str = "prediction";

/// A special case: rows for which something must hold of the predictions, or the loss must stay below a bound.
///
/// Every contender is measured on these rows. One that is shown to break the bound is not recommended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gotcha {
    /// `name`: what the page calls it.
    pub name: String,
    /// `when`: which rows it is about.
    pub when: Condition,
    /// `expect`: what must hold of these rows; may name the column `prediction`: the number, or the probability of the positive class.
    pub expect: Option<Condition>,
    /// `loss_max`: the largest mean loss that is bearable on these rows, in units of the metric.
    pub loss_max: Option<f64>,
}
