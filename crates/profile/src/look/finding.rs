//! A finding: what is seen, how it is known, what it means for modelling, and the rule that would guard it.

use serde::{Deserialize, Serialize};

use super::Rule;

/// One thing worth knowing before a model is built.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The check that found it, and what it found: `collinearity.exact`, `missing.block`, ...
    pub kind: String,
    /// The columns it is about, the most concerned one first.
    pub columns: Vec<String>,
    /// What is seen, with its size, in one sentence.
    pub effect: String,
    /// How it is known: figures, numbers of rows, test with its p-value, interval.
    pub evidence: String,
    /// What it means for whoever models this table.
    pub consequence: String,
    /// The rule that would notice when it changes or comes back.
    pub rule: Option<Rule>,
    /// How much it matters, from 0 (good to know) to 1 (a model built without knowing it is worthless).
    pub weight: f64,
}

impl Finding {
    /// A finding without a rule.
    pub fn new(kind: &str, columns: &[&str], weight: f64, effect: String, evidence: String, consequence: String) -> Self {
        let columns = columns.iter().map(|c| (*c).to_owned()).collect();
        Self { kind: kind.to_owned(), columns, effect, evidence, consequence, rule: None, weight }
    }

    /// The same, guarded by a rule.
    #[must_use]
    pub fn guarded(self, rule: Rule) -> Self {
        Self { rule: Some(rule), ..self }
    }
}
