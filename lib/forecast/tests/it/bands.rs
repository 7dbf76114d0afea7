//! Rolling origin and calibrated bands: known answers, laws, coverage by simulation.

use forecast::{
    Backtest, Calibration, Error, Family, Forecast, Method, Pooling, Refit, Rolling, Scores, Series, backtest, calibrated,
    forecast, normal,
};
use proptest::prelude::*;

/// Uniform numbers from a fixed stream.
struct Stream(u64);

impl Stream {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        normal::quantile(self.next().max(1e-12))
    }
}

fn walk(seed: u64, n: usize) -> Vec<f64> {
    let mut stream = Stream(seed);
    let mut level = 100.0;
    (0..n)
        .map(|_| {
            level += stream.normal();
            level
        })
        .collect()
}

fn method(name: &str) -> Method {
    Method::parse(name).unwrap()
}

#[test]
fn measures_by_hand() {
    let series = Series::new(vec![1.0, 2.0, 4.0, 4.0, f64::NAN, 8.0], 1).unwrap();
    let plan = Rolling { shortest: 3, stride: 1, ..Rolling::new(2, 5) };
    assert_eq!(plan.cuts(6), vec![3, 4]);
    let test = backtest::rolling(&series, &method("naive"), &plan).unwrap();
    // From 3 known values: 4 for 4 and a missing one; from 4: 4 for a missing one and 8.
    let all = test.measures().unwrap();
    assert_eq!((all.count, all.mae), (2, 2.0));
    assert!((all.rmse - 8f64.sqrt()).abs() < 1e-12);
    assert!((all.smape - 0.5 * 200.0 * 4.0 / 12.0).abs() < 1e-12);
    // Scales: mean absolute change 1.5 at the first origin, 1 at the second.
    assert!((all.mase.unwrap() - 0.5 * 4.0 / 1.0).abs() < 1e-12);
    assert_eq!(test.measures_of_step(0).unwrap().count, 1);
    assert_eq!(all.coverage[0], (80.0, 50.0));
    assert!(matches!(backtest::rolling(&series, &method("naive"), &Rolling::new(2, 5)), Err(Error::TooShort { needed: 10, .. })));
}

#[test]
fn origins_that_overhang_score_what_has_come() {
    let plan = Rolling { overhang: true, stride: 2, ..Rolling::new(4, 4) };
    assert_eq!(plan.cuts(20), vec![12, 14, 16, 18]);
    let test = backtest::rolling(&Series::new(walk(1, 20), 1).unwrap(), &method("drift"), &plan).unwrap();
    assert_eq!(test.origins[3].actual.iter().filter(|v| v.is_nan()).count(), 2);
    assert_eq!(test.measures().unwrap().count, 14);
}

/// Ten independent series of a process whose spread the method knows: promised and measured coverage agree, and the table's
/// weight fades as own scores come in.
#[test]
fn own_scores_give_coverage() {
    let mut stream = Stream(7);
    let mut own = Scores::default();
    // Heavy-tailed and shifted: a band symmetric around the mean could not be right on both sides.
    let mut draw = move || {
        let e = stream.normal();
        if e > 0.0 { 3.0 * e } else { 0.5 * e }
    };
    (0..20_000).for_each(|_| own.add(0, draw()));
    let series = Series::new(vec![-1.0, 1.0, -1.0, 1.0], 1).unwrap();
    let calibration = Calibration::new(&series, Family::Ets, &own, None);
    // The yardstick is sd^0.3 x change^0.7 = 2^(-7/3 x 0.3) x 2^0.7 = 1.
    let f = calibration.apply(vec![0.0], &[(-7.0_f64 / 3.0).exp2()], &[80.0, 95.0]);
    for (level, band) in [80.0, 95.0].iter().zip(&f.bands) {
        let n = 20_000;
        let (mut below, mut above) = (0, 0);
        for _ in 0..n {
            let e = draw();
            below += i32::from(e < band.lower[0]);
            above += i32::from(e > band.upper[0]);
        }
        let tail = (100.0 - level) / 2.0;
        for beyond in [below, above] {
            assert!((100.0 * f64::from(beyond) / f64::from(n) - tail).abs() < 0.6, "{level}: {beyond} of {n} beyond one limit");
        }
    }
}

#[test]
fn bands_respect_zero_where_the_series_does() {
    let y: Vec<f64> = walk(3, 40).iter().map(|v| (v - 100.0).abs()).collect();
    let f = forecast(&Series::new(y.clone(), 1).unwrap(), &method("drift"), 12, &[99.9]).unwrap().forecast;
    assert!(f.bands[0].lower.iter().chain(&f.mean).all(|v| *v >= 0.0));
    let signed: Vec<f64> = y.iter().map(|v| v - 1.0).collect();
    let f = forecast(&Series::new(signed, 1).unwrap(), &method("drift"), 12, &[99.9]).unwrap().forecast;
    assert!(f.bands[0].lower.iter().any(|v| *v < 0.0));
}

#[test]
fn an_update_moves_yardstick_and_floor() {
    let y: Vec<f64> = walk(9, 60);
    let series = Series::new(y.clone(), 1).unwrap();
    let whole = calibrated(&series, &method("naive"), &Backtest::default(), None).unwrap();
    let mut part = calibrated(&series.head(40).unwrap(), &method("naive"), &Backtest::default(), None).unwrap();
    part.update(&y[40..]).unwrap();
    assert_eq!(part.predict(5, &[95.0]).unwrap(), whole.predict(5, &[95.0]).unwrap());
    part.update(&[-1.0]).unwrap();
    assert!(part.predict(20, &[95.0]).unwrap().bands[0].lower[19] < 0.0);
}

/// A SARIMA of a week of hours is refused and replaced by MSTL; intermittent demand never meets ARIMA.
#[test]
fn the_ladder_leads_to_the_right_family() {
    let mut stream = Stream(4);
    let hours: Vec<f64> = (0..600).map(|t| 50.0 + f64::from(t % 168) / 4.0 + stream.normal()).collect();
    let outcome = forecast(&Series::new(hours, 168).unwrap(), &method("arima:0,1,1,0,1,1"), 24, &[80.0]).unwrap();
    assert!(matches!(outcome.failed[..], [(_, Error::PeriodTooLong { period: 168, .. })]));
    assert!(outcome.model.name().to_lowercase().contains("mstl"), "{}", outcome.model.name());
    let rare: Vec<f64> = (0..60).map(|t| if t % 5 == 2 { 4.0 } else { 0.0 }).collect();
    let outcome = forecast(&Series::new(rare, 12).unwrap(), &method("auto"), 6, &[80.0]).unwrap();
    assert!(outcome.failed.is_empty() && !outcome.model.name().contains("ARIMA"), "{}", outcome.model.name());
    assert!(outcome.forecast.mean.iter().all(|v| (0.3..1.5).contains(v)));
}

fn scores(values: &[(usize, f64)]) -> Scores {
    let mut out = Scores::default();
    for (step, score) in values {
        out.add(*step, *score);
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Merging is associative and free of order, with the empty scores as identity.
    #[test]
    fn scores_merge(a in prop::collection::vec((0usize..6, -40.0f64..40.0), 0..40), b in prop::collection::vec((0usize..6, -4.0f64..4.0), 0..40), cut in 0usize..40) {
        let mut left = scores(&a);
        left.merge(&scores(&b));
        let mut right = scores(&b);
        right.merge(&scores(&a));
        let cut = cut.min(a.len());
        let mut parts = scores(&a[..cut]);
        let mut rest = scores(&a[cut..]);
        rest.merge(&scores(&b));
        parts.merge(&rest);
        parts.merge(&Scores::default());
        for step in 0..6 {
            for x in [-3.0, 0.1, 2.0] {
                prop_assert_eq!(left.share_below(step, x), right.share_below(step, x));
                prop_assert_eq!(left.share_below(step, x), parts.share_below(step, x));
            }
        }
    }

    /// Bands nest, hold the mean, and never narrow with the step, with and without scores.
    #[test]
    fn calibrated_bands_nest_and_open(seed in any::<u64>(), count in 0usize..200) {
        let mut stream = Stream(seed);
        let own = scores(&(0..count).map(|i| (i % 7, 2.0 * stream.normal())).collect::<Vec<_>>());
        let pooled = scores(&(0..3 * count).map(|i| (i % 9, stream.normal())).collect::<Vec<_>>());
        let series = Series::new(walk(seed, 30).iter().map(|v| v - 200.0).collect(), 4).unwrap();
        let sd: Vec<f64> = (0..12).map(|_| stream.next() + 0.1).collect();
        let f = Calibration::new(&series, Family::Combined, &own, Some(&pooled)).apply(vec![-5.0; 12], &sd, &[50.0, 80.0, 95.0]);
        for pair in f.bands.windows(2) {
            for k in 0..12 {
                prop_assert!(pair[1].lower[k] <= pair[0].lower[k] && pair[0].upper[k] <= pair[1].upper[k]);
            }
        }
        for band in &f.bands {
            prop_assert!((0..12).all(|k| band.lower[k] <= -5.0 && -5.0 <= band.upper[k]));
            prop_assert!(band.upper.windows(2).all(|w| w[0] <= w[1]) && band.lower.windows(2).all(|w| w[0] >= w[1]));
        }
    }

    /// What comes after an origin does not change what is said there, under any policy of fitting.
    #[test]
    fn no_origin_sees_the_future(seed in any::<u64>(), every in 0usize..4) {
        let refit = if every == 0 { Refit::Once } else { Refit::Every(every) };
        let plan = Rolling { refit, shortest: 20, stride: 2, ..Rolling::new(4, 5) };
        let y = walk(seed, 40);
        let cut = plan.cuts(40)[2];
        let other: Vec<f64> = y.iter().enumerate().map(|(t, v)| if t < cut { *v } else { 500.0 - v }).collect();
        let run = |y: Vec<f64>| backtest::rolling(&Series::new(y, 4).unwrap(), &method("ets:AAdN"), &plan).unwrap();
        let (a, b) = (run(y), run(other));
        for k in 0..=2 {
            prop_assert_eq!(&a.origins[k].forecast, &b.origins[k].forecast);
        }
    }

    /// The middle lies between the extremes and does not depend on the order of the members.
    #[test]
    fn pooling(values in prop::collection::vec((0.1f64..3.0, -50.0f64..50.0), 1..9)) {
        let parts: Vec<(f64, Forecast)> = values.iter().map(|(w, v)| (*w, Forecast { mean: vec![*v], bands: Vec::new() })).collect();
        let reversed: Vec<(f64, Forecast)> = parts.iter().rev().cloned().collect();
        for pooling in [Pooling::Mean, Pooling::Middle] {
            let (a, b) = (pooling.pool(&parts).unwrap().mean[0], pooling.pool(&reversed).unwrap().mean[0]);
            let low = values.iter().map(|(_, v)| *v).fold(f64::INFINITY, f64::min);
            let high = values.iter().map(|(_, v)| *v).fold(f64::NEG_INFINITY, f64::max);
            prop_assert!((a - b).abs() < 1e-9 && low - 1e-9 <= a && a <= high + 1e-9);
        }
    }
}
