use crate::booster::draw::Draw;
use crate::error::LearnError;

/// Random stream of the shift of [`Space::spread`].
const SHIFT_STREAM: u64 = u64::MAX;

/// The values that a parameter may take.
#[derive(Debug, Clone, PartialEq)]
pub enum Range {
    /// Any number from `low` to `high`, all equally likely.
    Uniform {
        /// Smallest value.
        low: f64,
        /// Largest value.
        high: f64,
    },
    /// Any number from `low` to `high`, its logarithm uniform; `low` is above 0.
    LogUniform {
        /// Smallest value.
        low: f64,
        /// Largest value.
        high: f64,
    },
    /// Whole numbers from `low` to `high`.
    Integer {
        /// Smallest value.
        low: i64,
        /// Largest value.
        high: i64,
        /// Whether the logarithm is uniform; then `low` is above 0.
        log: bool,
    },
    /// One of several names without an order.
    Choice {
        /// The names.
        names: Vec<String>,
    },
}

/// A parameter and its range.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it may be.
    pub range: Range,
}

/// The value of one parameter in one trial.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Of [`Range::Uniform`] and [`Range::LogUniform`].
    Number(f64),
    /// Of [`Range::Integer`].
    Integer(i64),
    /// Of [`Range::Choice`]: the place of the name.
    Choice(usize),
}

/// The parameters that are searched.
#[derive(Debug, Clone, PartialEq)]
pub struct Space {
    parameters: Vec<Parameter>,
}

impl Value {
    /// The value as a number; for a choice the place of its name.
    pub fn number(&self) -> f64 {
        match *self {
            Self::Number(value) => value,
            Self::Integer(value) => value as f64,
            Self::Choice(place) => place as f64,
        }
    }
}

impl Space {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`LearnError::Setting`] for an empty or infinite range, a logarithm of 0 or less, no names, no parameters or two of one name.
    pub fn new(parameters: Vec<Parameter>) -> Result<Self, LearnError> {
        let wrong = |found: String, wanted| Err(LearnError::Setting { name: "space", found, wanted });
        if parameters.is_empty() {
            return wrong("empty".to_owned(), "one parameter or more");
        }
        for (at, parameter) in parameters.iter().enumerate() {
            if parameters[..at].iter().any(|other| other.name == parameter.name) {
                return wrong(format!("`{}` twice", parameter.name), "parameters of different names");
            }
            let holds = match &parameter.range {
                Range::Uniform { low, high } => low.is_finite() && high.is_finite() && low < high,
                Range::LogUniform { low, high } => *low > 0.0 && high.is_finite() && low < high,
                Range::Integer { low, high, log } => low <= high && high.abs_diff(*low) < 1 << 52 && (!log || *low > 0),
                Range::Choice { names } => !names.is_empty(),
            };
            if !holds {
                return wrong(
                    format!("`{}` in {:?}", parameter.name, parameter.range),
                    "finite ranges with low below high, above 0 for logarithms, and one name or more",
                );
            }
        }
        Ok(Self { parameters })
    }

    /// The parameters in order.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The place of the parameter of that name.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|parameter| parameter.name == name)
    }

    /// A draw from the whole space.
    pub(crate) fn draw(&self, draw: &mut Draw) -> Vec<Value> {
        self.parameters.iter().map(|parameter| parameter.range.at(draw.unit())).collect()
    }

    /// Point `place` of a sequence that fills the space evenly, shifted by `seed`.
    ///
    /// Steps by the powers of the root of x^(d + 1) = x + 1, which generalises the golden ratio to d parameters.
    pub(crate) fn spread(&self, place: usize, seed: u64) -> Vec<Value> {
        let dims = self.parameters.len() as f64;
        let root = (0..60).fold(2.0_f64, |root, _| (1.0 + root).powf(1.0 / (dims + 1.0)));
        let mut shift = Draw::new(seed, SHIFT_STREAM);
        let mut step = 1.0;
        let mut at = |parameter: &Parameter| {
            step /= root;
            parameter.range.at((shift.unit() + step * (place + 1) as f64).fract())
        };
        self.parameters.iter().map(&mut at).collect()
    }

    /// Whether `params` has a value inside the range for each parameter.
    pub(crate) fn holds(&self, params: &[Value]) -> bool {
        params.len() == self.parameters.len()
            && self.parameters.iter().zip(params).all(|(parameter, value)| parameter.range.holds(value))
    }
}

impl Range {
    /// The value at a share of the range, in [0, 1).
    fn at(&self, share: f64) -> Value {
        if let Self::Choice { names } = self {
            return Value::Choice(((share * names.len() as f64) as usize).min(names.len() - 1));
        }
        let (low, high) = self.inner();
        self.outer(low + (high - low) * share)
    }

    fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Uniform { low, high } | Self::LogUniform { low, high }, Value::Number(value)) => (low..=high).contains(&value),
            (Self::Integer { low, high, .. }, Value::Integer(value)) => (low..=high).contains(&value),
            (Self::Choice { names }, Value::Choice(place)) => *place < names.len(),
            _ => false,
        }
    }

    /// Ends of the range on the scale on which it is uniform; whole numbers own half a step to each side.
    pub(crate) fn inner(&self) -> (f64, f64) {
        match *self {
            Self::Uniform { low, high } => (low, high),
            Self::LogUniform { low, high } => (low.ln(), high.ln()),
            Self::Integer { low, high, log: false } => (low as f64 - 0.5, high as f64 + 0.5),
            Self::Integer { low, high, log: true } => ((low as f64 - 0.5).ln(), (high as f64 + 0.5).ln()),
            Self::Choice { .. } => (0.0, 1.0),
        }
    }

    /// The value at a place on that scale.
    pub(crate) fn outer(&self, inner: f64) -> Value {
        match *self {
            Self::Uniform { low, high } => Value::Number(inner.clamp(low, high)),
            Self::LogUniform { low, high } => Value::Number(inner.exp().clamp(low, high)),
            Self::Integer { low, high, log } => {
                let value = if log { inner.exp() } else { inner };
                Value::Integer((value.round() as i64).clamp(low, high))
            }
            Self::Choice { .. } => Value::Choice(0),
        }
    }

    /// The stretch of that scale that a value stands for; a point for numbers.
    pub(crate) fn stretch(&self, value: &Value) -> (f64, f64) {
        let value = value.number();
        match self {
            Self::LogUniform { .. } => (value.ln(), value.ln()),
            Self::Integer { log: true, .. } => ((value - 0.5).ln(), (value + 0.5).ln()),
            Self::Integer { log: false, .. } => (value - 0.5, value + 0.5),
            _ => (value, value),
        }
    }
}
