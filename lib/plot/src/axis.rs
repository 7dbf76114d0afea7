//! Where values lie on a chart, and the round numbers beside it.

/// Values beyond are drawn as if they were here, so that no difference of two overflows.
const LARGEST: f64 = 1e300;

/// A linear axis from data to pixels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// An axis that covers all finite `values` with a small margin, drawn between the pixels `from` and `to`.
    ///
    /// Without finite values it covers 0 to 1; a single value gets room on both sides. Amounts that are all positive, or all negative,
    /// never get a margin beyond zero; zero itself is covered only when a value is near it.
    pub(crate) fn covering(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let (low, high) = span(values).unwrap_or((0.0, 1.0));
        let (mut low, mut high) = (low.clamp(-LARGEST, LARGEST), high.clamp(-LARGEST, LARGEST));
        if high - low <= (1e-12 * high.abs().max(low.abs())).max(1.0 / LARGEST) {
            let room = if high == 0.0 { 1.0 } else { (high.abs() * 0.1).max(1.0 / LARGEST) };
            (low, high) = (low - room, high + room);
        }
        let room = (high - low) * 0.05;
        let below = if low >= 0.0 { (low - room).max(0.0) } else { low - room };
        let above = if high <= 0.0 { (high + room).min(0.0) } else { high + room };
        Self { low: below, high: above, from, to }
    }

    /// An axis that begins exactly at the smallest and ends exactly at the largest of the finite `values`.
    pub(crate) fn exact(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let covering = |(low, high): (f64, f64)| {
            let usable = high > low && high - low <= LARGEST;
            usable.then_some(Self { low, high, from, to })
        };
        let found = span(values);
        found.and_then(covering).unwrap_or_else(|| Self::covering(found.into_iter().map(|s| s.0), from, to))
    }

    /// Pixel of a value; values beyond the axis lie at its ends, and what is not a number at its beginning.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let share = (value.clamp(-LARGEST, LARGEST) - self.low) / (self.high - self.low);
        let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
        self.from + share * (self.to - self.from)
    }

    /// Round numbers on the axis with their labels, about so many of them, at most twelve.
    ///
    /// All labels have the same number of decimals and the same unit (k, M, bn).
    pub(crate) fn ticks(&self, about: usize) -> Vec<(f64, String)> {
        let rough = (self.high - self.low) / about.clamp(2, 8) as f64;
        let power = 10_f64.powf(rough.log10().floor());
        // The next larger one, unless a smaller one is nearer.
        let bounds = [(1.4, 1.0), (2.2, 2.0), (3.5, 2.5), (7.0, 5.0)];
        let step = bounds.iter().find(|(bound, _)| rough <= bound * power).map_or(10.0, |(_, step)| *step) * power;
        let first = (self.low / step - 1e-9).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        let values: Vec<f64> = (first..=last).take(12).map(|n| n as f64 * step).filter(|v| v.is_finite()).collect();
        let largest = values.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
        values.iter().map(|&value| (value, label(value, step, largest))).collect()
    }
}

/// Smallest and largest finite value.
fn span(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.filter(|v| v.is_finite()).fold(None, |found, v| match found {
        None => Some((v, v)),
        Some((low, high)) => Some((v.min(low), v.max(high))),
    })
}

/// A tick's label: no more digits than the step needs, in the unit of the largest tick.
fn label(value: f64, step: f64, largest: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let (scale, unit) = match largest {
        v if v >= 1e14 => return format!("{value:e}"),
        v if v >= 1e9 => (1e9, "bn"),
        v if v >= 1e6 => (1e6, "M"),
        v if v >= 1e4 => (1e3, "k"),
        v if v < 1e-4 => return minus(&format!("{value:.*e}", decimals(step / 10_f64.powf(v.log10().floor())).min(6))),
        _ => (1.0, ""),
    };
    let decimals = decimals(step / scale);
    format!("{}{unit}", minus(&grouped(&format!("{:.decimals$}", value / scale))))
}

/// Decimals that tell multiples of `step` apart.
fn decimals(step: f64) -> usize {
    (0..12).find(|&d| ((step * 10_f64.powi(d)).fract() - 0.5).abs() > 0.499).unwrap_or(12) as usize
}

/// The figure with a proper minus sign.
fn minus(text: &str) -> String {
    text.replace('-', "\u{2212}")
}

/// A value as a description reads it out: three significant digits, thousands grouped.
pub(crate) fn spoken(value: f64) -> String {
    if !value.is_finite() {
        return "unknown".into();
    }
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e12).contains(&size) {
        return format!("{value:.2e}");
    }
    let digits = if size == 0.0 { 0 } else { (2 - size.log10().floor() as i32).max(0) as usize };
    grouped(&format!("{value:.digits$}"))
}

/// A figure with commas between the thousands of its whole part.
fn grouped(plain: &str) -> String {
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64) -> Vec<String> {
        Axis::covering([low, high].into_iter(), 0.0, 100.0).ticks(5).into_iter().map(|t| t.1).collect()
    }

    #[test]
    fn ticks_are_round_and_few() {
        for high in [0.003, 1.0, 7.3, 42.0, 999.0, 1e9] {
            let ticks = labels(0.0, high);
            assert!((3..=8).contains(&ticks.len()), "{high}: {ticks:?}");
        }
        assert_eq!(labels(0.0, 1.0), ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(100.0, 620.0), ["100", "200", "300", "400", "500", "600"]);
    }

    #[test]
    fn one_unit_and_one_precision_along_an_axis() {
        assert_eq!(labels(0.0, 20_000.0), ["0", "5k", "10k", "15k", "20k"]);
        assert_eq!(labels(1.2e6, 3.1e6), ["1.5M", "2.0M", "2.5M", "3.0M"]);
        assert_eq!(labels(-2.0, 2.0), ["\u{2212}2", "\u{2212}1", "0", "1", "2"]);
        assert_eq!(labels(0.0, 2e-7), ["0", "5.0e\u{2212}8", "1.0e\u{2212}7", "1.5e\u{2212}7", "2.0e\u{2212}7"]);
    }

    #[test]
    fn odd_data_still_has_an_axis() {
        let all =
            [vec![], vec![f64::NAN], vec![0.0], vec![-5.0, -5.0], vec![1e300, 1e300], vec![f64::MIN, f64::MAX], vec![5e-324]];
        for values in all {
            let axis = Axis::covering(values.clone().into_iter(), 0.0, 100.0);
            assert!([0.5, f64::NAN, f64::INFINITY].iter().all(|&v| axis.at(v).is_finite()), "{values:?}");
            assert!(axis.ticks(5).len() <= 12 && axis.ticks(5).iter().all(|t| t.0.is_finite()));
        }
    }

    #[test]
    fn margins_stop_at_zero() {
        // Zero lies at the very beginning of the axis, or at its very end.
        assert!(Axis::covering([0.0, 10.0].into_iter(), 0.0, 1.0).at(0.0) <= 0.0);
        assert!(Axis::covering([-10.0, 0.0].into_iter(), 0.0, 1.0).at(0.0) >= 1.0);
        assert!(Axis::covering([90.0, 100.0].into_iter(), 0.0, 1.0).low > 80.0);
    }

    #[test]
    fn spoken_values() {
        assert_eq!(
            ["622", "1,234,568", "-1,235", "0.00123", "0", "1.00e12"],
            [622.0, 1_234_567.8, -1234.6, 0.001_234, 0.0, 1e12].map(spoken).as_slice()
        );
    }
}
