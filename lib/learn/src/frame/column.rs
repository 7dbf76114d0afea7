use std::collections::BTreeMap;

use crate::error::LearnError;

/// The code of a missing category.
pub const MISSING: u32 = u32::MAX;

/// One named column, numeric or category.
#[derive(Debug, Clone)]
pub enum Column {
    /// Numbers; NaN is missing, infinities become missing when a [`Frame`](super::Frame) is made.
    Numeric {
        /// Column name.
        name: String,
        /// One value a row.
        values: Vec<f64>,
    },
    /// Labels by code; [`MISSING`] is missing.
    Category {
        /// Column name.
        name: String,
        /// One code a row, below `labels.len()` or [`MISSING`].
        codes: Vec<u32>,
        /// Label of each code; a label without a row is allowed.
        labels: Vec<String>,
    },
}

impl Column {
    /// A numeric column.
    pub fn numeric(name: impl Into<String>, values: Vec<f64>) -> Self {
        Self::Numeric { name: name.into(), values }
    }

    /// A category column from text; codes follow the sorted labels, so that the order of rows does not matter.
    ///
    /// Cost: O(rows log labels).
    pub fn from_labels<'a>(name: impl Into<String>, values: impl Iterator<Item = Option<&'a str>>) -> Self {
        let values: Vec<Option<&str>> = values.collect();
        let mut code_of: BTreeMap<&str, u32> = values.iter().flatten().map(|label| (*label, 0)).collect();
        for (code, slot) in (0..MISSING).zip(code_of.values_mut()) {
            *slot = code;
        }
        let codes = values.iter().map(|value| value.and_then(|label| code_of.get(label).copied()).unwrap_or(MISSING)).collect();
        Self::Category { name: name.into(), codes, labels: code_of.into_keys().map(str::to_owned).collect() }
    }

    /// The column's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Numeric { name, .. } | Self::Category { name, .. } => name,
        }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        match self {
            Self::Numeric { values, .. } => values.len(),
            Self::Category { codes, .. } => codes.len(),
        }
    }

    /// Number of missing rows (infinities not yet turned into missing values are not counted).
    pub fn missing(&self) -> usize {
        match self {
            Self::Numeric { values, .. } => values.iter().filter(|value| value.is_nan()).count(),
            Self::Category { codes, .. } => codes.iter().filter(|code| **code == MISSING).count(),
        }
    }

    pub(super) fn check(&self, rows: usize) -> Result<(), LearnError> {
        if self.rows() != rows {
            return Err(LearnError::Length { name: self.name().to_owned(), expected: rows, found: self.rows() });
        }
        let Self::Category { name, codes, labels } = self else {
            return Ok(());
        };
        let beyond = |code: u32| code != MISSING && code as usize >= labels.len();
        if let Some((row, &code)) = codes.iter().enumerate().find(|(_, code)| beyond(**code)) {
            return Err(LearnError::Code { column: name.clone(), row, code, labels: labels.len() });
        }
        let mut sorted: Vec<&String> = labels.iter().collect();
        sorted.sort_unstable();
        match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(LearnError::DuplicateLabel { column: name.clone(), label: pair[0].clone() }),
            None => Ok(()),
        }
    }

    pub(super) fn drop_infinities(&mut self) -> usize {
        let Self::Numeric { values, .. } = self else {
            return 0;
        };
        let mut count = 0;
        for value in values.iter_mut().filter(|value| value.is_infinite()) {
            *value = f64::NAN;
            count += 1;
        }
        count
    }

    pub(super) fn take(&self, index: &[usize]) -> Self {
        match self {
            Self::Numeric { name, values } => {
                Self::Numeric { name: name.clone(), values: index.iter().map(|&row| values[row]).collect() }
            }
            Self::Category { name, codes, labels } => Self::Category {
                name: name.clone(),
                codes: index.iter().map(|&row| codes[row]).collect(),
                labels: labels.clone(),
            },
        }
    }
}

/// Equal as data: a missing number equals a missing number.
impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Numeric { name, values }, Self::Numeric { name: name2, values: values2 }) => {
                let same = |(a, b): (&f64, &f64)| a == b || (a.is_nan() && b.is_nan());
                name == name2 && values.len() == values2.len() && values.iter().zip(values2).all(same)
            }
            (Self::Category { name, codes, labels }, Self::Category { name: name2, codes: codes2, labels: labels2 }) => {
                name == name2 && codes == codes2 && labels == labels2
            }
            _ => false,
        }
    }
}
