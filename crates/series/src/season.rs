//! Which season of a calendar a series follows.

use crate::Step;

/// Weeks that a series must be long before its days are compared with those a week before.
const WEEKS_MIN: usize = 3;
/// A week is followed when values differ from those a week before by less than this part of what they differ from those a day before.
const CLEARLY_LESS: f64 = 0.9;

/// The season of steps within a day, in steps: a week where most series clearly repeat it, else the shortest one, as [`Step::season`].
///
/// Of each series of three weeks and more, the mean absolute difference to the value one week before is compared with that to the value one day
/// before; a missing value (NaN) is in no difference. Where all days are alike both are the same, and where the level wanders the week's is larger.
/// `O(values)`.
pub fn season_of<'a>(step: Step, series: impl IntoIterator<Item = &'a [f64]>) -> u32 {
    let periods = step.periods();
    let (Step::Seconds(_), [day, week]) = (step, periods.as_slice()) else { return step.season() };
    let (day, week) = (day.round() as usize, week.round() as usize);
    let (mut weekly, mut judged) = (0_usize, 0_usize);
    for values in series.into_iter().filter(|values| values.len() >= WEEKS_MIN * week) {
        if let (Some(to_day), Some(to_week)) = (difference(values, day, week), difference(values, week, week)) {
            judged += 1;
            weekly += usize::from(to_week < CLEARLY_LESS * to_day);
        }
    }
    if judged > 0 && 2 * weekly > judged { week as u32 } else { day as u32 }
}

/// Seasons of a calendar longer than `season` steps, which days and longer steps follow too: 365.25 days beside 7. None within a day, where
/// [`season_of`] picks one.
pub fn longer_seasons(step: Step, season: u32) -> Vec<f64> {
    match step {
        Step::Seconds(_) => Vec::new(),
        _ => step.periods().into_iter().filter(|p| p.round() > f64::from(season)).collect(),
    }
}

/// The mean absolute difference to the value so many steps before, from a first place on.
fn difference(values: &[f64], lag: usize, from: usize) -> Option<f64> {
    let pairs = values[from..].iter().zip(&values[from - lag..]);
    let (sum, n) = pairs.map(|(a, b)| (a - b).abs()).filter(|d| d.is_finite()).fold((0.0, 0_u64), |(sum, n), d| (sum + d, n + 1));
    (n > 0).then(|| sum / n as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight weeks of hours: a shape of the day, less on weekends where asked, a small deterministic disturbance.
    fn hours(weekends: f64) -> Vec<f64> {
        let noise = |i: usize| ((i * 7919 % 10_007) as f64 / 10_007.0 - 0.5) * 4.0;
        let one = |i: usize| {
            let shape = 20.0 * (std::f64::consts::TAU * i as f64 / 24.0).sin();
            100.0 + shape * if i / 24 % 7 > 4 { weekends } else { 1.0 } + noise(i)
        };
        (0..8 * 168).map(one).collect()
    }

    #[test]
    fn a_week_only_where_weekdays_differ() {
        let (alike, apart) = (hours(1.0), hours(0.2));
        assert_eq!(season_of(Step::HOURLY, [alike.as_slice()]), 24);
        assert_eq!(season_of(Step::HOURLY, [apart.as_slice()]), 168);
        assert_eq!(season_of(Step::HOURLY, [&apart[..400]]), 24, "too short to tell");
        assert_eq!(season_of(Step::HOURLY, [alike.as_slice(), &apart, &apart]), 168);
        assert_eq!(longer_seasons(Step::DAILY, 7), [365.25]);
        assert!([Step::WEEKLY, Step::MONTHLY, Step::HOURLY].iter().all(|s| longer_seasons(*s, s.season()).is_empty()));
        assert_eq!(season_of(Step::MONTHLY, [apart.as_slice()]), 12);
        assert_eq!(season_of(Step::HOURLY, [[f64::NAN; 1000].as_slice()]), 24);
    }
}
