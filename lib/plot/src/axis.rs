//! Where values lie on a chart, and the round numbers beside it.

/// A linear axis from data to pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// An axis that covers all finite `values` with a small margin, drawn between the pixels `from` and `to`.
    ///
    /// Without finite values it covers 0 to 1; a single value gets room on both sides.
    pub fn covering(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.filter(|v| v.is_finite()) {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if high - low <= f64::EPSILON * high.abs().max(low.abs()) {
            let room = if high == 0.0 { 1.0 } else { high.abs() * 0.1 };
            (low, high) = (low - room, high + room);
        }
        let room = (high - low) * 0.05;
        // Amounts that cannot be negative begin at zero rather than below it.
        let low = if low >= 0.0 && low - room < 0.0 { 0.0 } else { low - room };
        Self { low, high: high + room, from, to }
    }

    /// Pixel of a value.
    pub fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// Three to eight round numbers on the axis.
    pub fn ticks(&self) -> Vec<f64> {
        let span = self.high - self.low;
        let rough = span / 5.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].iter().map(|m| m * power).find(|s| *s >= rough).unwrap_or(10.0 * power);
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step).floor() as i64;
        (first..=last).take(20).map(|n| n as f64 * step).collect()
    }
}

/// A tick's label: no more digits than the step needs, large amounts in k and M.
pub fn format_tick(value: f64, step: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let (value, step, unit) = match value.abs() {
        v if v >= 1e6 => (value / 1e6, step / 1e6, "M"),
        v if v >= 1e4 => (value / 1e3, step / 1e3, "k"),
        _ => (value, step, ""),
    };
    let decimals = (-step.abs().log10() + 0.3).ceil().clamp(0.0, 9.0) as usize;
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        for high in [0.003, 1.0, 7.3, 42.0, 999.0, 1e9] {
            let axis = Axis::covering([0.0, high].into_iter(), 0.0, 100.0);
            let ticks = axis.ticks();
            assert!((3..=12).contains(&ticks.len()), "{high}: {ticks:?}");
        }
    }

    #[test]
    fn odd_data_still_has_an_axis() {
        for values in [vec![], vec![f64::NAN], vec![0.0], vec![-5.0, -5.0], vec![1e300, 1e300]] {
            let axis = Axis::covering(values.into_iter(), 0.0, 100.0);
            assert!(axis.at(0.5).is_finite());
        }
    }

    #[test]
    fn labels_are_short() {
        assert_eq!(format_tick(0.25, 0.05), "0.25");
        assert_eq!(format_tick(20_000.0, 5_000.0), "20k");
        assert_eq!(format_tick(2_500_000.0, 500_000.0), "2.5M");
        assert_eq!(format_tick(100.0, 50.0), "100");
    }
}
