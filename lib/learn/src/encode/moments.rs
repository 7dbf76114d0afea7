/// Mean and standard deviation of the values that are there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moments {
    pub(crate) mean: f64,
    /// Divisor is the number of values; 0 for a single distinct value.
    pub(crate) sd: f64,
    pub(crate) count: usize,
    /// Power of two by which values are divided first, so that no square overflows or vanishes.
    unit: f64,
}

impl Moments {
    /// Two passes with a correction of the mean; NaN is skipped, `None` without a value.
    ///
    /// Values outside 1e-100 to 1e100 are brought near 1 by an exact power of two first.
    pub(crate) fn of(values: &[f64]) -> Option<Self> {
        let present = || values.iter().copied().filter(|value| !value.is_nan());
        let count = present().count();
        if count == 0 {
            return None;
        }
        let (low, high) = present().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        let unit = unit_of(low.abs().max(high.abs()));
        if low >= high {
            return Some(Self { mean: low, sd: 0.0, count, unit });
        }
        let n = count as f64;
        let rough = present().map(|x| x / unit).sum::<f64>() / n;
        let mean = rough + present().map(|x| x / unit - rough).sum::<f64>() / n;
        let squares: f64 = present().map(|x| (x / unit - mean).powi(2)).sum();
        let sd = ((squares / n).sqrt() * unit).min(f64::MAX);
        Some(Self { mean: mean * unit, sd, count, unit })
    }

    /// `(x - mean) / sd`, 0 for a missing value, never beyond 1e100 in size.
    pub(crate) fn scaled(&self, x: f64) -> f64 {
        let value = (x / self.unit - self.mean / self.unit) / (self.sd / self.unit);
        if value.is_nan() { 0.0 } else { value.clamp(-1e100, 1e100) }
    }
}

fn unit_of(largest: f64) -> f64 {
    if (1e-100..1e100).contains(&largest) || largest == 0.0 { 1.0 } else { largest.log2().floor().min(1023.0).exp2() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::float_cmp)]
    use super::*;

    #[test]
    fn huge_and_tiny_values_keep_their_spread() {
        for unit in [1e300, 1.0, 1e-300] {
            let values: Vec<f64> = [1.0, 2.0, 3.0, f64::NAN].iter().map(|x| x * unit).collect();
            let moments = Moments::of(&values).unwrap();
            assert_eq!(moments.count, 3);
            assert!((moments.mean / unit - 2.0).abs() < 1e-12);
            assert!((moments.scaled(values[2]) - 1.5_f64.sqrt()).abs() < 1e-12);
        }
        assert_eq!(Moments::of(&[f64::NAN]), None);
        let wide = Moments::of(&[-f64::MAX, f64::MAX]).unwrap();
        assert_eq!((wide.scaled(f64::MAX), wide.scaled(-f64::MAX)), (1.0, -1.0));
        assert_eq!(Moments::of(&[0.1; 7]).unwrap().sd, 0.0);
    }
}
