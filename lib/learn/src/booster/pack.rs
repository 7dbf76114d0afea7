//! Gradient and hessian of a row in one 64-bit integer.
//!
//! Integer sums are exact: any order of additions, any number of threads and the subtraction of histograms give the
//! same bits. A row's pair is rounded to multiples of a scale that the largest row of the tree sets; the rounding is
//! dithered, so that its errors cancel in sums. Leaf values are computed from the unrounded pairs.
//!
//! Reference: Shi, Ke, Yan, Liu (2022), Quantized training of gradient boosting decision trees, NeurIPS 35
//! (there with 2 to 5 bits; here 2^31 / rows levels, at most 2^20).

use super::draw::Draw;
use super::loss::Slope;

/// Finest rounding that makes sense for 32-bit floats.
const LEVELS_MAX: f64 = 1_048_576.0;
/// Adding this to a double leaves its nearest whole number in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// Rows' pairs and the units of their sums.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    /// One integer a row.
    pub(crate) rows: Vec<i64>,
    /// Gradient of one unit.
    pub(crate) gradient_unit: f64,
    /// Hessian of one unit.
    pub(crate) hessian_unit: f64,
}

/// Gradient and hessian of a sum, in units.
#[inline]
pub(crate) fn unpack(sum: i64) -> (f64, f64) {
    (f64::from((sum >> 32) as i32), f64::from(sum as i32))
}

/// Hessian of a sum, in units.
#[inline]
pub(crate) fn hessian(sum: i64) -> i32 {
    sum as i32
}

impl Packed {
    /// Packs `slopes`; `flat` says that every hessian is 1, `stream` picks the dither.
    pub(crate) fn fill(&mut self, slopes: &[Slope], flat: bool, seed: u64, stream: u64) {
        let (mut gradient_max, mut hessian_max) = (0.0_f32, 0.0_f32);
        for slope in slopes {
            gradient_max = gradient_max.max(slope[0].abs());
            hessian_max = hessian_max.max(slope[1]);
        }
        let levels = (f64::from(i32::MAX) / slopes.len().max(1) as f64 - 1.0).floor().clamp(1.0, LEVELS_MAX);
        let unit = |max: f32| if max > 0.0 { f64::from(max) / levels } else { 1.0 };
        self.gradient_unit = unit(gradient_max);
        self.hessian_unit = if flat { 1.0 } else { unit(hessian_max) };
        let (g, h) = (1.0 / self.gradient_unit, 1.0 / self.hessian_unit);
        let mut dither = (Draw::new(seed, stream).unit() * 1e15) as u64;
        self.rows.clear();
        self.rows.extend(slopes.iter().map(|slope| {
            dither = dither.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let up = half_open(dither);
            let down = half_open(dither.rotate_left(23));
            let gradient = (f64::from(slope[0]) * g + up + ROUNDER).to_bits() << 32;
            let hessian = if flat { 1 } else { (f64::from(slope[1]) * h + down + ROUNDER).to_bits() & 0xFFFF_FFFF };
            gradient.wrapping_add(hessian) as i64
        }));
    }
}

/// Bits to a number in [-0.5, 0.5).
#[inline]
fn half_open(bits: u64) -> f64 {
    f64::from_bits((bits >> 12) | 0x3FF0_0000_0000_0000) - 1.5
}
