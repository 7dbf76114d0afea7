//! The usual step between dates, and the season that comes with it.

use serde::{Deserialize, Serialize};

const DAY: i64 = 86_400_000_000;

/// Step between consecutive time stamps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A year.
    Yearly,
    /// Three months.
    Quarterly,
    /// A month.
    Monthly,
    /// Seven days.
    Weekly,
    /// A day.
    Daily,
    /// An hour.
    Hourly,
    /// Thirty minutes.
    HalfHourly,
    /// None of these.
    Other,
}

impl Step {
    /// Infers the step from the median gap between distinct stamps in microseconds, ascending.
    ///
    /// Gaps in the record do not disturb it as long as fewer than half of the steps are missing.
    pub fn of_micros(stamps: &[i64]) -> Self {
        let Some(gap) = median_gap(stamps) else { return Self::Other };
        match gap {
            g if within(g, 1_800_000_000, 1_800_000_000) => Self::HalfHourly,
            g if within(g, 3_600_000_000, 3_600_000_000) => Self::Hourly,
            g if within(g, DAY, DAY) => Self::Daily,
            g if within(g, 7 * DAY, 7 * DAY) => Self::Weekly,
            g if within(g, 28 * DAY, 31 * DAY) => Self::Monthly,
            g if within(g, 89 * DAY, 92 * DAY) => Self::Quarterly,
            g if within(g, 365 * DAY, 366 * DAY) => Self::Yearly,
            _ => Self::Other,
        }
    }

    /// Infers the step from whole numbers: consecutive numbers between 1000 and 3000 are years.
    pub fn of_integers(stamps: &[i64]) -> Self {
        match (stamps.first(), stamps.last(), median_gap(stamps)) {
            (Some(&first), Some(&last), Some(1)) if first >= 1000 && last <= 3000 => Self::Yearly,
            _ => Self::Other,
        }
    }

    /// Steps in a season: 12 for months, 7 for days; 1 where none is usual.
    pub fn season(self) -> u32 {
        match self {
            Self::Yearly | Self::Other => 1,
            Self::Quarterly => 4,
            Self::Monthly => 12,
            Self::Weekly => 52,
            Self::Daily => 7,
            Self::Hourly => 24,
            Self::HalfHourly => 48,
        }
    }

    /// One step in words: `month`.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Yearly => "year",
            Self::Quarterly => "quarter",
            Self::Monthly => "month",
            Self::Weekly => "week",
            Self::Daily => "day",
            Self::Hourly => "hour",
            Self::HalfHourly => "half hour",
            Self::Other => "step",
        }
    }
}

fn within(gap: i64, low: i64, high: i64) -> bool {
    (low..=high).contains(&gap)
}

fn median_gap(stamps: &[i64]) -> Option<i64> {
    let mut gaps: Vec<i64> = stamps.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    if gaps.is_empty() {
        return None;
    }
    let middle = gaps.len() / 2;
    Some(*gaps.select_nth_unstable(middle).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_different_length_are_monthly() {
        let days = [0, 31, 59, 90, 120, 151, 181];
        let stamps: Vec<i64> = days.iter().map(|d| d * DAY).collect();
        assert_eq!(Step::of_micros(&stamps), Step::Monthly);
    }

    #[test]
    fn one_stamp_has_no_step() {
        assert_eq!(Step::of_micros(&[5]), Step::Other);
        assert_eq!(Step::of_integers(&[1990, 1991, 1992]), Step::Yearly);
        assert_eq!(Step::of_integers(&[1, 2, 3]), Step::Other);
    }
}
