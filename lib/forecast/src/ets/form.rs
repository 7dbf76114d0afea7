//! The taxonomy: which error, trend and season a model has.

use crate::Error;

/// How the error enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorKind {
    /// y = forecast + e
    Additive,
    /// y = forecast (1 + e); values above zero only
    Multiplicative,
}

/// How the trend enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TrendKind {
    /// No trend.
    None,
    /// level + slope
    Additive,
    /// level + damped slope
    AdditiveDamped,
    /// level x growth
    Multiplicative,
    /// level x damped growth
    MultiplicativeDamped,
}

impl TrendKind {
    pub(crate) fn damped(self) -> bool {
        matches!(self, Self::AdditiveDamped | Self::MultiplicativeDamped)
    }

    pub(crate) fn multiplicative(self) -> bool {
        matches!(self, Self::Multiplicative | Self::MultiplicativeDamped)
    }
}

/// How the season enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeasonForm {
    /// No season.
    None,
    /// + season
    Additive,
    /// x season; values above zero only
    Multiplicative,
}

/// One model of the taxonomy, for example `ETS(M,Ad,M)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Form {
    /// The error.
    pub error: ErrorKind,
    /// The trend.
    pub trend: TrendKind,
    /// The season.
    pub season: SeasonForm,
}

impl Form {
    /// Reads `ANN`, `MAdM` and so on; errors with [`Error::BadOrder`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let bad =
            || Error::BadOrder { what: format!("`{text}` is no exponential smoothing model; write it like ANN, AAdA or MAM") };
        let error = match text.get(..1) {
            Some("A") => ErrorKind::Additive,
            Some("M") => ErrorKind::Multiplicative,
            _ => return Err(bad()),
        };
        let season = match text.get(text.len() - 1..) {
            Some("N") => SeasonForm::None,
            Some("A") => SeasonForm::Additive,
            Some("M") => SeasonForm::Multiplicative,
            _ => return Err(bad()),
        };
        let trend = match text.get(1..text.len() - 1) {
            Some("N") => TrendKind::None,
            Some("A") => TrendKind::Additive,
            Some("Ad") => TrendKind::AdditiveDamped,
            Some("M") => TrendKind::Multiplicative,
            Some("Md") => TrendKind::MultiplicativeDamped,
            _ => return Err(bad()),
        };
        Ok(Self { error, trend, season })
    }

    /// The usual name, `ETS(M,Ad,M)`.
    pub fn name(self) -> String {
        let error = if self.error == ErrorKind::Additive { "A" } else { "M" };
        let trend = match self.trend {
            TrendKind::None => "N",
            TrendKind::Additive => "A",
            TrendKind::AdditiveDamped => "Ad",
            TrendKind::Multiplicative => "M",
            TrendKind::MultiplicativeDamped => "Md",
        };
        let season = match self.season {
            SeasonForm::None => "N",
            SeasonForm::Additive => "A",
            SeasonForm::Multiplicative => "M",
        };
        format!("ETS({error},{trend},{season})")
    }

    /// Whether its forecast variance is finite: no additive error with a multiplicative part, no additive season
    /// with a multiplicative trend.
    pub fn is_stable(self) -> bool {
        let additive_error = self.error == ErrorKind::Additive;
        let multiplies = self.trend.multiplicative() || self.season == SeasonForm::Multiplicative;
        !(additive_error && multiplies || self.trend.multiplicative() && self.season == SeasonForm::Additive)
    }

    pub(crate) fn needs_positive(self) -> bool {
        self.error == ErrorKind::Multiplicative || self.trend.multiplicative() || self.season == SeasonForm::Multiplicative
    }

    pub(crate) fn seasonal(self) -> bool {
        self.season != SeasonForm::None
    }

    pub(crate) fn trended(self) -> bool {
        self.trend != TrendKind::None
    }

    /// Number of smoothing parameters.
    pub(crate) fn smoothers(self) -> usize {
        1 + usize::from(self.trended()) + usize::from(self.seasonal()) + usize::from(self.trend.damped())
    }

    /// Number of free initial states.
    pub(crate) fn states(self, m: usize) -> usize {
        1 + usize::from(self.trended()) + if self.seasonal() { m - 1 } else { 0 }
    }
}
