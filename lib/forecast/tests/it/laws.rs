//! Laws that hold for every series.

use forecast::{Fitted, Method, Naive, Series};
use proptest::prelude::*;

fn noisy(seed: u64, n: usize) -> Vec<f64> {
    let mut s = seed;
    (0..n)
        .map(|t| {
            s = s.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            50.0 + 0.3 * t as f64 + 6.0 * ((t % 4) as f64 - 1.5) + ((s >> 33) as f64 / f64::from(1u32 << 31)) * 4.0
        })
        .collect()
}

fn close(a: &[f64], b: &[f64], tolerance: f64) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= tolerance * (1.0 + b.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Forecasts follow a change of units.
    #[test]
    fn scale(seed in any::<u64>(), factor in 0.001f64..1000.0) {
        let y = noisy(seed, 40);
        let other: Vec<f64> = y.iter().map(|v| v * factor).collect();
        for name in ["drift", "theta", "dynamic-theta", "ets:AAA", "ets:MAM", "arima:1,1,1,0,1,1"] {
            let run = |y: &[f64]| Method::parse(name).unwrap().fit(&Series::new(y.to_vec(), 4).unwrap()).unwrap().predict(6, &[95.0]).unwrap();
            let (a, b) = (run(&y), run(&other));
            let scaled: Vec<f64> = a.mean.iter().map(|v| v * factor).collect();
            prop_assert!(close(&b.mean, &scaled, 1e-4), "{name}: {:?} {:?}", b.mean, scaled);
        }
    }

    /// A wider level gives a wider band, and the band opens with the horizon for integrated models.
    #[test]
    fn bands_nest(seed in any::<u64>()) {
        let series = Series::new(noisy(seed, 48), 4).unwrap();
        for name in ["naive", "seasonal-naive", "drift", "arima:0,1,1", "ets:AAN", "dynamic-theta"] {
            let f = Method::parse(name).unwrap().fit(&series).unwrap().predict(8, &[80.0, 95.0]).unwrap();
            let (a, b) = (&f.bands[0], &f.bands[1]);
            for k in 0..8 {
                prop_assert!(b.lower[k] <= a.lower[k] && a.upper[k] <= b.upper[k]);
            }
            if name == "arima:0,1,1" {
                prop_assert!(b.upper.iter().zip(&b.lower).map(|(u, l)| u - l).collect::<Vec<_>>().windows(2).all(|w| w[0] <= w[1] + 1e-9));
            }
        }
    }

    /// Updating equals having seen the values from the start, for methods that estimate nothing.
    #[test]
    fn update(seed in any::<u64>()) {
        let y = noisy(seed, 40);
        for method in [Naive::Last, Naive::Seasonal, Naive::MovingAverage { window: 3 }] {
            let mut part = method.fit(&Series::new(y[..30].to_vec(), 4).unwrap()).unwrap();
            part.update(&y[30..]).unwrap();
            let whole = method.fit(&Series::new(y.clone(), 4).unwrap()).unwrap();
            prop_assert_eq!(part.predict(5, &[80.0]).unwrap(), whole.predict(5, &[80.0]).unwrap());
        }
    }
}

/// Values that end in missing ones: the ARIMA forecast for step h equals the one for step h + k before them.
#[test]
fn trailing_gaps_only_shift_the_horizon() {
    let y = noisy(7, 60);
    let fit = |y: Vec<f64>| Method::parse("arima:1,1,1,0,1,1").unwrap().fit(&Series::new(y, 4).unwrap()).unwrap();
    let plain = fit(y.clone()).predict(6, &[95.0]).unwrap();
    let gappy = fit([y, vec![f64::NAN; 2]].concat()).predict(4, &[95.0]).unwrap();
    assert!(close(&gappy.mean, &plain.mean[2..], 1e-9));
    assert!(close(&gappy.bands[0].upper, &plain.bands[0].upper[2..], 1e-9));
}
