//! A p-value read from a table that ends somewhere.

/// A p-value from a table: a number inside the table, and only a bound outside of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TabledP {
    /// The p-value.
    At(f64),
    /// Smaller than the smallest tabulated one.
    Below(f64),
    /// Larger than the largest tabulated one.
    Above(f64),
}

impl TabledP {
    /// Reads a p-value: upper `points` ascending, their `levels` descending; linear between them.
    pub(crate) fn read(statistic: f64, points: &[f64], levels: &[f64]) -> Self {
        let place = points.partition_point(|p| *p < statistic);
        let (first, last) = (levels.first().copied().unwrap_or(1.0), levels.last().copied().unwrap_or(0.0));
        if place == 0 {
            return Self::Above(first);
        }
        if place >= points.len() {
            return Self::Below(last);
        }
        let part = (statistic - points[place - 1]) / (points[place] - points[place - 1]);
        Self::At(levels[place - 1] * (1.0 - part) + levels[place] * part)
    }

    /// Whether the p-value is certainly below `level`.
    pub fn is_below(self, level: f64) -> bool {
        match self {
            Self::At(p) => p < level,
            Self::Below(bound) => bound <= level,
            Self::Above(_) => false,
        }
    }
}

impl std::fmt::Display for TabledP {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::At(p) => write!(f, "{p:.3}"),
            Self::Below(bound) => write!(f, "<{bound}"),
            Self::Above(bound) => write!(f, ">{bound}"),
        }
    }
}
