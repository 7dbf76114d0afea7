use super::space::Value;

/// What came of a trial.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It was asked for and not yet told.
    Open,
    /// A value to be made small; finite.
    Scored(f64),
    /// It has no value: crash, time out, a value that is not finite.
    Failed {
        /// Why.
        reason: String,
    },
}

/// One attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Number in the order of asking, from 0.
    pub id: usize,
    /// Values in the order of the space.
    pub params: Vec<Value>,
    /// Resource it was given, where the strategy rations it.
    pub budget: Option<usize>,
    /// The trial with the same parameters and the next smaller budget.
    pub parent: Option<usize>,
    /// What came of it.
    pub outcome: Outcome,
    /// What it cost, in the caller's unit.
    pub cost: Option<f64>,
    /// Values on the way, in order.
    pub curve: Vec<f64>,
}

impl Trial {
    /// The value, if there is one.
    pub fn value(&self) -> Option<f64> {
        match self.outcome {
            Outcome::Scored(value) => Some(value),
            _ => None,
        }
    }
}

/// What the caller says of a trial.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// The value to be made small, or why there is none.
    pub value: Option<f64>,
    /// Why there is no value.
    pub reason: Option<String>,
    /// What it cost, in the caller's unit.
    pub cost: Option<f64>,
    /// Values on the way.
    pub curve: Vec<f64>,
}

impl Report {
    /// A trial with a value.
    pub fn scored(value: f64) -> Self {
        Self { value: Some(value), ..Self::default() }
    }

    /// A trial without one.
    pub fn failed(reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..Self::default() }
    }

    /// A NaN or an infinity is a failure.
    pub(crate) fn outcome(&self) -> Outcome {
        match self.value {
            Some(value) if value.is_finite() => Outcome::Scored(value),
            Some(value) => Outcome::Failed { reason: format!("the value is {value}") },
            None => Outcome::Failed { reason: self.reason.clone().unwrap_or_else(|| "no value".to_owned()) },
        }
    }
}
