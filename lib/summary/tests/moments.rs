//! Moments against certified values (NIST `StRD`, univariate) and exact rational arithmetic (`reference/summary/moments.py`).
#![allow(missing_docs, clippy::unwrap_used)]

use summary::Moments;

/// Digits in which a value agrees with the certified one, at most 15.
fn digits(value: f64, certified: f64) -> f64 {
    (-((value - certified).abs() / certified.abs()).log10()).min(15.0)
}

fn check(what: &str, values: &[f64], mean: f64, deviation: f64, digits_of_deviation: f64) {
    for batch in [values.len(), 64, 7] {
        let mut moments = Moments::new();
        values.chunks(batch).for_each(|v| moments.add_slice(v));
        let of_mean = digits(moments.mean().unwrap(), mean);
        let of_deviation = digits(moments.deviation().unwrap(), deviation);
        assert!(of_mean >= 15.0, "{what}, batches of {batch}: mean to {of_mean} digits");
        assert!(of_deviation >= digits_of_deviation, "{what}, batches of {batch}: deviation to {of_deviation} digits");
    }
}

fn around(first: f64, low: f64, high: f64) -> Vec<f64> {
    std::iter::once(first).chain((0..1000).map(|i| if i % 2 == 0 { low } else { high })).collect()
}

/// Speed of light as Michelson measured it, less 299,000 km/s.
const MICHELSON: [u32; 100] = [
    850, 740, 900, 1070, 930, 850, 950, 980, 980, 880, 1000, 980, 930, 650, 760, 810, 1000, 1000, 960, 960, 960, 940, 960, 940,
    880, 800, 850, 880, 900, 840, 830, 790, 810, 880, 880, 830, 800, 790, 760, 800, 880, 880, 880, 860, 720, 720, 620, 860, 970,
    950, 880, 910, 850, 870, 840, 840, 850, 840, 840, 840, 890, 810, 810, 820, 800, 770, 760, 740, 750, 760, 910, 920, 890, 860,
    880, 720, 840, 850, 850, 780, 890, 840, 780, 810, 760, 810, 790, 810, 820, 850, 870, 870, 810, 740, 810, 940, 950, 800, 810,
    870,
];

/// Thresholds are the digits that two passes in doubles give (15 where the data are exact, less where rounding of the input caps them).
#[test]
fn certified_deviations() {
    check("NumAcc1", &[10_000_001.0, 10_000_003.0, 10_000_002.0], 10_000_002.0, 1.0, 15.0);
    check("NumAcc2", &around(1.2, 1.1, 1.3), 1.2, 0.1, 15.0);
    check("NumAcc3", &around(1_000_000.2, 1_000_000.1, 1_000_000.3), 1_000_000.2, 0.1, 9.4);
    check("NumAcc4", &around(10_000_000.2, 10_000_000.1, 10_000_000.3), 10_000_000.2, 0.1, 8.2);
    let michelson: Vec<f64> = MICHELSON.iter().map(|&v| (299_000.0 + f64::from(v)) / 1000.0).collect();
    check("Michelso", &michelson, 299.852_4, 0.079_010_547_819_051_8, 13.7);
}

/// Offsets up to 1e12 lose nothing, whole, in batches and merged in any order.
#[test]
fn offsets_lose_nothing() {
    for offset in [0.0, 1e6, 1e9, 1e12] {
        let values: Vec<f64> = (0..10_000_u32).map(|i| offset + f64::from((7919 * i % 1000).pow(2)) / 1024.0).collect();
        let mut merged = Moments::new();
        for part in values.chunks(1234).rev() {
            let mut moments = Moments::new();
            part.chunks(100).for_each(|v| moments.add_slice(v));
            merged.merge(&moments);
        }
        let mut whole = Moments::new();
        whole.add_slice(&values);
        for moments in [whole, merged] {
            assert!(digits(moments.mean().unwrap(), offset + 325.032_714_843_75) >= 15.0);
            assert!(digits(moments.variance().unwrap(), 84_620.540_349_790_37) >= 14.0);
            assert!(digits(moments.skewness().unwrap(), 0.639_413_863_742_889) >= 13.0);
            assert!(digits(moments.excess_kurtosis().unwrap(), -0.856_545_859_946_735_5) >= 13.0);
        }
    }
}
