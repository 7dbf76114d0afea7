//! Why a number cannot be given.

/// Why a number cannot be given.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StatsError {
    /// A parameter lies outside its domain.
    #[error("{name} is {value}, and has to be {domain}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What it has to be.
        domain: &'static str,
    },
    /// A probability lies outside 0 to 1.
    #[error("{value} is not a probability")]
    Probability {
        /// The value given.
        value: f64,
    },
    /// There are fewer values than the method needs.
    #[error("{found} {what} are too few: {needed} are needed")]
    TooFew {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many are needed.
        needed: usize,
    },
    /// Two slices that belong together differ in length.
    #[error("lengths differ: {left} and {right}")]
    Length {
        /// The one length.
        left: usize,
        /// The other length.
        right: usize,
    },
    /// Nothing varies, so that there is nothing to measure.
    #[error("the values do not vary")]
    Constant,
    /// A column is a linear combination of those before it.
    #[error("column {column} is a combination of the columns before it")]
    Dependent {
        /// Its place.
        column: usize,
    },
    /// A value is NaN or infinite where a finite one is needed.
    #[error("value {index} is not finite")]
    NotFinite {
        /// Its place.
        index: usize,
    },
}
