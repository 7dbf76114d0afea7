//! `[[contender]]`: whoever enters the contest.

use serde::{Deserialize, Serialize};

use crate::condition::{Condition, Value};
use crate::kind::Kind;
use crate::limits::Limits;

/// One contender, in ladder order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contender {
    /// `name`: what the board and the page call it. Required; unlike all others.
    pub name: String,
    /// `kind` and the keys that belong to it. Required.
    #[serde(flatten)]
    pub kind: Kind,
    /// `tier`: how much there is to build and to look after: 0 today's process, 1 rule, SQL or constant, 2 classical model,
    /// 3 learned, 4 deep or ensemble. By default that of the kind; `today = true` makes it 0.
    pub tier: u8,
    /// `hours`: people's hours spent on building it, for the bill. Default 0.
    pub hours: f64,
    /// `upkeep_hours`: people's hours a year to keep it alive. Default 0.
    pub upkeep_hours: f64,
    /// `box`: a box of its own, for instance `box = { cpu = "10min" }`. Keys left out are those of `[box]`, except that `wall`
    /// follows a `cpu` stated here.
    #[serde(rename = "box")]
    pub limits: Option<Limits>,
    /// `note`: a remark for the page.
    pub note: Option<String>,
}

impl Contender {
    /// Whether it is today's process (tier 0).
    pub fn is_today(&self) -> bool {
        self.tier == 0
    }

    /// Whether it is plain: today's process, or an answer without any model. A contest needs one of these.
    pub fn is_plain(&self) -> bool {
        self.tier <= 1
    }
}

/// What a rule answers: a number, a class, or a truth value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// A truth value, for a target of true and false.
    Flag(bool),
    /// A number; in a binary task, the probability of the positive class.
    Number(f64),
    /// A class.
    Text(String),
}

impl Answer {
    /// The answer as a [`Value`].
    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Flag(flag) => Value::Flag(*flag),
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::Text(text),
        }
    }
}

/// One line of a `rule`: the first line whose condition holds gives the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleLine {
    /// `when`: see [`Condition`].
    pub when: Condition,
    /// `then`: the answer.
    pub then: Answer,
}
