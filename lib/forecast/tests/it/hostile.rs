//! Every method on series that break naive code: an answer without NaN, or a typed error; never a panic.

use forecast::{Error, Method, Series, forecast};
use proptest::prelude::*;

const METHODS: [&str; 25] = [
    "auto",
    "mean",
    "naive",
    "drift",
    "seasonal-naive",
    "seasonal-naive-drift",
    "moving-average:3",
    "theta",
    "naive2",
    "optimised-theta",
    "dynamic-theta",
    "best-theta",
    "ets",
    "ets:MAdM",
    "ets:MMN",
    "intermittent",
    "croston",
    "sba",
    "tsb",
    "adida",
    "mstl",
    "mstl:4,12",
    "mstl:5.5",
    "arima",
    "arima:0,1,1,0,1,1",
];

fn wave(n: usize) -> Vec<f64> {
    (0..n).map(|t| 10.0 + (t % 12) as f64 + ((t * 7919) % 13) as f64 / 5.0).collect()
}

fn hostile() -> Vec<(&'static str, Vec<f64>, usize)> {
    let with =
        |f: &dyn Fn(usize, f64) -> f64, n: usize| wave(n).into_iter().enumerate().map(|(t, v)| f(t, v)).collect::<Vec<f64>>();
    vec![
        ("one point", vec![5.0], 12),
        ("two points", vec![5.0, 7.0], 4),
        ("three points", vec![5.0, 7.0, 6.0], 1),
        ("constant", vec![3.0; 60], 12),
        ("zeros", vec![0.0; 40], 12),
        ("straight line", (0..48).map(f64::from).collect(), 12),
        ("perfect season", (0..60).map(|t| f64::from(t % 12)).collect(), 12),
        ("perfect season and line", (0..60).map(|t| f64::from(t + 10 * (t % 12))).collect(), 12),
        ("huge", with(&|_, v| v * 1e12, 72), 12),
        ("tiny", with(&|_, v| v * 1e-12, 72), 12),
        ("negative", with(&|_, v| v - 20.0, 72), 12),
        ("far from zero", with(&|_, v| v + 1e9, 72), 12),
        ("gaps", with(&|t, v| if t % 5 == 2 { f64::NAN } else { v }, 72), 12),
        ("run of gaps", with(&|t, v| if (20..45).contains(&t) { f64::NAN } else { v }, 72), 12),
        ("gaps at both ends", with(&|t, v| if (7..60).contains(&t) { v } else { f64::NAN }, 72), 12),
        ("mostly gaps", with(&|t, v| if t % 11 == 0 { v } else { f64::NAN }, 120), 12),
        ("infinite", with(&|t, v| if t == 9 { f64::INFINITY } else { v }, 72), 12),
        ("period beyond the series", wave(20), 52),
        ("long period", wave(400), 168),
        ("intermittent", (0..60).map(|t| if t % 7 == 0 { 3.0 } else { 0.0 }).collect(), 12),
        ("one outlier", with(&|t, v| if t == 30 { 1e9 } else { v }, 72), 12),
        ("step", with(&|t, v| if t > 40 { v + 1000.0 } else { v }, 72), 12),
        ("alternating", (0..50).map(|t| if t % 2 == 0 { 1.0 } else { -1.0 }).collect(), 2),
        ("explosive", (0..60).map(|t| 1.5f64.powi(t)).collect(), 4),
    ]
}

#[test]
fn every_method_answers_or_says_why() {
    for (what, values, period) in hostile() {
        let series = Series::new(values, period).unwrap();
        for name in METHODS {
            let method = Method::parse(name).unwrap();
            for h in [1, 24] {
                let outcome = forecast(&series, &method, h, &[80.0, 95.0]).unwrap_or_else(|e| panic!("{what}, {name}: {e}"));
                assert_eq!(outcome.forecast.mean.len(), h, "{what}, {name}");
                assert!(outcome.forecast.mean.iter().all(|v| v.is_finite()), "{what}, {name}");
                for band in &outcome.forecast.bands {
                    for (lo, hi) in band.lower.iter().zip(&band.upper) {
                        assert!(lo <= hi && lo.is_finite() && hi.is_finite(), "{what}, {name}: {lo} {hi}");
                    }
                }
                let again = forecast(&series, &method, h, &[80.0, 95.0]).unwrap();
                assert_eq!(outcome.forecast, again.forecast, "{what}, {name}: not the same twice");
            }
        }
    }
}

#[test]
fn refusals_are_typed() {
    assert_eq!(Series::new(vec![f64::NAN; 4], 1), Err(Error::AllMissing));
    assert_eq!(Series::new(vec![], 1), Err(Error::AllMissing));
    assert_eq!(Series::new(vec![1.0], 0), Err(Error::BadPeriod));
    assert!(matches!(Series::new(vec![1e200], 1), Err(Error::TooLarge { at: 0, .. })));
    let series = Series::new(wave(60), 12).unwrap();
    let model = Method::parse("naive").unwrap().fit(&series).unwrap();
    assert!(matches!(model.predict(0, &[]), Err(Error::BadHorizon { .. })));
    assert!(matches!(model.predict(1, &[100.0]), Err(Error::BadLevel { .. })));
    let weekly = Series::new(wave(400), 168).unwrap();
    let refused = Method::parse("arima:0,1,1,0,1,1").unwrap().fit(&weekly);
    assert!(matches!(refused, Err(Error::PeriodTooLong { period: 168, .. })));
    let negative = Series::new(wave(60).iter().map(|v| v - 20.0).collect(), 12).unwrap();
    assert!(matches!(Method::parse("ets:MAM").unwrap().fit(&negative), Err(Error::NotPositive { .. })));
    assert!(Method::parse("prophet").unwrap_err().hint().unwrap().contains("seasonal-naive"));
}

#[test]
fn one_point_has_no_band() {
    let series = Series::new(vec![5.0], 1).unwrap();
    let outcome = forecast(&series, &Method::parse("arima").unwrap(), 3, &[95.0]).unwrap();
    assert_eq!(outcome.forecast.mean, vec![5.0; 3]);
    assert!(outcome.forecast.bands.is_empty());
    assert_eq!(outcome.failed.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Any values, gaps anywhere: a finite forecast from the ladder and ordered bands, whatever the method.
    #[test]
    fn no_series_breaks_a_smoother(
        base in prop::collection::vec(prop_oneof![6 => -5.0f64..5.0, 2 => Just(0.0), 2 => Just(f64::NAN), 1 => Just(3.0), 1 => 0.0f64..1e6], 1..70),
        power in -12i32..13,
        shift in prop_oneof![Just(0.0), Just(6.0), Just(1e9)],
        period in prop_oneof![Just(1usize), Just(2), Just(4), Just(7), Just(12)],
    ) {
        let values: Vec<f64> = base.iter().map(|v| (v + shift) * 10f64.powi(power)).collect();
        let Ok(series) = Series::new(values, period) else { return Ok(()) };
        let seasonal = ["ets:AAA", "ets:MMdM", "ets:ANM", "ets:MAM", "mstl", "mstl:5.5,2"];
        let plain = ["ets", "ets:AMN", "theta", "optimised-theta", "dynamic-theta", "best-theta", "intermittent", "tsb", "adida"];
        for name in plain.into_iter().chain(seasonal) {
            let method = Method::parse(name).unwrap();
            let outcome = forecast(&series, &method, 7, &[80.0, 95.0]).unwrap();
            prop_assert!(outcome.forecast.mean.iter().all(|v| v.is_finite()), "{name}");
            for band in &outcome.forecast.bands {
                prop_assert!(band.lower.iter().zip(&band.upper).all(|(a, b)| a <= b && a.is_finite() && b.is_finite()), "{name}");
            }
            if let Ok(mut fit) = method.fit(&series) {
                let fitted = fit.diagnose().fitted.len();
                prop_assert_eq!(fitted, series.len(), "{}", name);
                // New values are taken, or refused by name; never a panic.
                let _ = fit.update(&[1.0, f64::NAN, -2.0]);
                let _ = fit.predict(3, &[90.0]);
            }
        }
    }
}
