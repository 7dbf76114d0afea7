//! Gradient, hessian and count of rows in two 64-bit integers.
//!
//! Integer sums are exact: any order of additions, any number of threads and the subtraction of histograms give the
//! same bits. Gradients and hessians are rounded to multiples of a unit that the largest row of the tree sets, fine enough
//! to hold 32-bit floats of that size.

use super::loss::Slope;

/// Sums of rows: gradient in units; hessian in units above [`Units::count_bits`] bits of row count.
pub(crate) type Sum = [i64; 2];

/// Finest rounding: gradients fit 31 bits and a sign.
const GRADIENT_LEVELS: f64 = 1_073_741_824.0;
/// Adding this to a double leaves its nearest whole number in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// What one unit is worth.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Units {
    /// Gradient of one unit.
    pub(crate) gradient: f64,
    /// Hessian of one unit.
    pub(crate) hessian: f64,
    /// Low bits of the second integer that count rows.
    pub(crate) count_bits: u32,
}

/// Rows' gradients and hessians in units.
#[derive(Debug)]
pub(crate) struct Packed {
    /// Gradient and hessian of each row.
    pub(crate) rows: Vec<[i32; 2]>,
    /// Their units.
    pub(crate) units: Units,
}

impl Units {
    /// The sum of one row.
    #[inline]
    pub(crate) fn one(self, row: [i32; 2]) -> Sum {
        [i64::from(row[0]), (i64::from(row[1]) << self.count_bits) + 1]
    }

    /// Gradient and hessian of a sum, in units.
    #[inline]
    pub(crate) fn parts(self, sum: Sum) -> (f64, f64) {
        (sum[0] as f64, (sum[1] >> self.count_bits) as f64)
    }

    /// Rows of a sum.
    #[inline]
    pub(crate) fn count(self, sum: Sum) -> usize {
        (sum[1] & ((1 << self.count_bits) - 1)) as usize
    }
}

/// Both sums together.
#[inline]
pub(crate) fn plus(a: Sum, b: Sum) -> Sum {
    [a[0].wrapping_add(b[0]), a[1].wrapping_add(b[1])]
}

/// What is left of `a` without `b`.
#[inline]
pub(crate) fn minus(a: Sum, b: Sum) -> Sum {
    [a[0].wrapping_sub(b[0]), a[1].wrapping_sub(b[1])]
}

impl Packed {
    pub(crate) fn new() -> Self {
        Self { rows: Vec::new(), units: Units { gradient: 1.0, hessian: 1.0, count_bits: 32 } }
    }

    /// Rounds `slopes`; `flat` says that every hessian is 1.
    pub(crate) fn fill(&mut self, slopes: &[Slope], flat: bool) {
        let (mut gradient_max, mut hessian_max) = (0.0_f32, 0.0_f32);
        for slope in slopes {
            gradient_max = gradient_max.max(slope[0].abs());
            hessian_max = hessian_max.max(slope[1]);
        }
        let count_bits = usize::BITS - slopes.len().leading_zeros();
        let hessian_levels = (f64::from(63 - 2 * count_bits).exp2()).min(GRADIENT_LEVELS);
        let unit = |max: f32, levels: f64| if max > 0.0 { f64::from(max) / levels } else { 1.0 };
        self.units = Units {
            gradient: unit(gradient_max, GRADIENT_LEVELS),
            hessian: if flat { 1.0 } else { unit(hessian_max, hessian_levels) },
            count_bits,
        };
        let (g, h) = (1.0 / self.units.gradient, 1.0 / self.units.hessian);
        self.rows.clear();
        self.rows.extend(slopes.iter().map(|slope| {
            [(f64::from(slope[0]) * g + ROUNDER).to_bits() as i32, (f64::from(slope[1]) * h + ROUNDER).to_bits() as i32]
        }));
    }
}
