//! The incomplete gamma integral of a large shape, near its mode, in a fixed number of steps.
//!
//! Reference: N. M. Temme, "The asymptotic expansion of the incomplete gamma functions" (1979), doi:10.1137/0510071; coefficients by DLMF 8.12.12,
//! printed by `reference/stats/temme.py`.

use super::mills;
use super::saddle::deviance;

/// Shapes from which the expansion is as exact as a double: its next term is below 1e-17.
const SHAPE_MIN: f64 = 2e4;
/// The distance from the mode up to which its coefficients reach; beyond, a series takes few steps.
const ETA_MAX: f64 = 0.45;

/// `c_k(eta)`: a row for each power of `1 / a`, in powers of `eta`.
const COEFFICIENTS: [&[f64]; 4] = [
    &[
        -0.333_333_333_333_333_3,
        0.083_333_333_333_333_33,
        -0.014_814_814_814_814_815,
        0.001_157_407_407_407_407_4,
        0.000_352_733_686_067_019_4,
        -0.000_178_755_144_032_921_8,
        3.919_263_178_522_438e-5,
        -2.185_448_510_679_992_3e-6,
        -1.854_062_210_715_16e-6,
        8.296_711_340_953_086e-7,
        -1.766_595_273_682_608e-7,
        6.707_853_543_401_499e-9,
        1.026_180_978_424_030_8e-8,
        -4.382_036_018_453_353e-9,
        9.147_699_582_236_79e-10,
        -2.551_419_399_494_625e-11,
        -5.830_772_132_550_425e-11,
        2.436_194_802_066_741_6e-11,
    ],
    &[
        -0.001_851_851_851_851_852,
        -0.003_472_222_222_222_222,
        0.002_645_502_645_502_645_5,
        -0.000_990_226_337_448_559_7,
        0.000_205_761_316_872_427_98,
        -4.018_775_720_164_609e-7,
        -1.809_855_033_448_997_8e-5,
        7.649_160_916_081_11e-6,
        -1.612_090_099_446_344_6e-6,
        4.647_127_802_807_434e-9,
        1.378_633_446_915_721e-7,
        -5.752_545_603_517_705e-8,
    ],
    &[
        0.004_133_597_883_597_883,
        -0.002_681_327_160_493_827_2,
        0.000_771_604_938_271_604_9,
        2.009_387_860_082_304_5e-6,
        -0.000_107_366_532_263_651_61,
        5.292_344_882_912_012_5e-5,
    ],
    &[0.000_649_434_156_378_600_8],
];

/// The smaller tail at `x` of the gamma distribution with shape `a` and scale 1, as `e^-d m / sqrt(2 pi)`: `(d, m, whether it is the upper one)`.
///
/// `None` where another way is as good: small shapes, and far from the mode.
pub(super) fn smaller_tail(a: f64, x: f64) -> Option<(f64, f64, bool)> {
    if a < SHAPE_MIN || (x - a).abs() > a {
        return None;
    }
    let drop = deviance(a, x);
    let upper = x > a;
    let eta = (2.0 * drop / a).sqrt() * if upper { 1.0 } else { -1.0 };
    if eta.abs() > ETA_MAX {
        return None;
    }
    let at = |row: &[f64]| row.iter().rev().fold(0.0, |sum, c| sum * eta + c);
    let sum = COEFFICIENTS.iter().rev().fold(0.0, |sum, row| sum / a + at(row));
    let correction = sum / a.sqrt();
    let normal = mills((2.0 * drop).sqrt());
    Some((drop, if upper { normal + correction } else { normal - correction }, upper))
}
