//! The default: a combination of families.

use crate::{Error, Naive, NaiveFitted, Series};

/// The combination that is used where nothing else is asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Auto {}

impl Auto {
    /// Fits.
    pub fn fit(&self, series: &Series) -> Result<NaiveFitted, Error> {
        Naive::SeasonalDrift.fit(series)
    }
}
