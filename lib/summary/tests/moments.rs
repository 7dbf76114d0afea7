//! Moments against exact rational arithmetic (`reference/summary/moments.py`); the certified sets stand in `lib/stats/tests/it/nist.rs`.
#![allow(missing_docs, clippy::unwrap_used)]

use summary::Moments;

/// Digits in which a value agrees with the exact one, at most 15.
fn digits(value: f64, exact: f64) -> f64 {
    (-((value - exact).abs() / exact.abs()).log10()).min(15.0)
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
