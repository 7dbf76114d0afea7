//! Transforms, harmonics, updates, simulation and residual tests around ARIMA. Values and scripts under `reference/forecast`.

use forecast::{
    Arima, AutoArima, BoxCox, Error, Fitted, FourierArima, Lambda, Method, Order, Regressors, Series, guerrero, jarque_bera,
    partial_autocorrelations, portmanteau,
};

use crate::classics::{classics, number};

const TRANSFORMS: &str = include_str!("../../../../reference/forecast/transforms.tsv");

fn rows(kind: &str) -> Vec<(&'static str, Vec<f64>)> {
    let out: Vec<(&str, Vec<f64>)> = TRANSFORMS
        .lines()
        .map(|l| l.split('\t').collect::<Vec<_>>())
        .filter(|c| c[0] == kind)
        .map(|c| (c[1], c[2].split_whitespace().map(number).collect()))
        .collect();
    assert!(!out.is_empty(), "reference/forecast/transforms.tsv has no {kind}");
    out
}

/// The classic in its own units: two of them are kept as logarithms.
fn in_units(name: &str) -> Series {
    let series = classics()[name].clone();
    let back = |v: &f64| if ["AirPassengers", "UKgas"].contains(&name) { v.exp() } else { *v };
    Series::new(series.values().iter().map(back).collect(), series.period()).unwrap()
}

fn noisy(n: usize, period: usize, seed: u64) -> Vec<f64> {
    let mut s = seed;
    let mut e = 0.0;
    (0..n)
        .map(|t| {
            s = s.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            e = 0.6 * e + (s >> 33) as f64 / f64::from(1u32 << 31) - 0.5;
            let angle = std::f64::consts::TAU * t as f64 / period as f64;
            100.0 + 10.0 * angle.sin() + 4.0 * (2.0 * angle).cos() + e
        })
        .collect()
}

#[test]
fn guerrero_as_in_r() {
    for (name, expected) in rows("guerrero") {
        let ours = guerrero(&in_units(name)).unwrap();
        assert!((ours - expected[0]).abs() < 2e-4, "{name}: {ours} {expected:?}");
    }
}

#[test]
fn partial_autocorrelations_as_in_r() {
    for (name, expected) in rows("pacf") {
        let ours = partial_autocorrelations(in_units(name).values(), expected.len());
        assert!(ours.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-10), "{name}: {ours:?} {expected:?}");
    }
}

#[test]
fn residual_tests_as_in_r() {
    for (name, expected) in rows("ljung-box") {
        let ours = portmanteau(in_units(name).values(), 10, 3);
        assert!((ours.statistic / expected[0] - 1.0).abs() < 1e-8 && ours.degrees == 7, "{name}: {ours:?} {expected:?}");
        assert!((ours.p.unwrap() - expected[1]).abs() < 1e-9, "{name}: {ours:?} {expected:?}");
    }
    for (name, expected) in rows("jarque-bera") {
        assert!((jarque_bera(in_units(name).values()).unwrap().0 / expected[0] - 1.0).abs() < 1e-8, "{name}");
    }
}

/// R's bands take the variance without degrees of freedom: ours are a little wider.
#[test]
fn forecasts_from_logarithms_as_in_r() {
    let f =
        Method::parse("log:arima:0,1,1,0,1,1").unwrap().fit(&in_units("AirPassengers")).unwrap().predict(24, &[95.0]).unwrap();
    let expected = rows("log-airline");
    for k in 0..24 {
        assert!((f.mean[k] / expected[0].1[k] - 1.0).abs() < 5e-4, "{k}: {} {}", f.mean[k], expected[0].1[k]);
        assert!((f.bands[0].lower[k] / expected[1].1[k] - 1.0).abs() < 5e-3, "{k}: {} {}", f.bands[0].lower[k], expected[1].1[k]);
        assert!((f.bands[0].upper[k] / expected[2].1[k] - 1.0).abs() < 5e-3, "{k}: {} {}", f.bands[0].upper[k], expected[2].1[k]);
    }
}

#[test]
fn a_transform_that_cannot_be_is_refused_by_name() {
    let y: Vec<f64> = noisy(60, 12, 3).iter().map(|v| v - 100.0).collect();
    let series = Series::new(y, 12).unwrap();
    let refused = Method::parse("log:naive").unwrap().fit(&series).unwrap_err();
    assert!(matches!(&refused, Error::NotPositive { method, .. } if method == "a logarithm"), "{refused}");
    assert!(matches!(Method::parse("guerrero:naive").unwrap().fit(&series), Err(Error::NotPositive { .. })));
    let plain = Method::parse("boxcox:naive").unwrap().fit(&series).unwrap();
    assert!(plain.diagnose().notes.iter().any(|n| n.contains("not above zero")));
    let far = BoxCox { lambda: Lambda::Fixed(3.0), inner: Box::new(Method::parse("naive").unwrap()) };
    assert!(matches!(far.fit(&series), Err(Error::BadOrder { .. })));
}

/// Growth in per cent: the backtest takes the logarithm or something near it.
#[test]
fn the_backtest_finds_the_logarithm() {
    let y = noisy(120, 12, 8).iter().enumerate().map(|(t, v)| (0.05 * v + 0.03 * t as f64).exp()).collect();
    let inner = Box::new(Method::parse("seasonal-naive-drift").unwrap());
    let fit = BoxCox { lambda: Lambda::Backtest, inner }.fit(&Series::new(y, 12).unwrap()).unwrap();
    assert!(fit.lambda().abs() < 0.3, "{}", fit.lambda());
}

#[test]
fn harmonics_find_the_season() {
    let y = noisy(900, 168, 5);
    let series = Series::new(y[..800].to_vec(), 168).unwrap();
    let fit = FourierArima::default().fit(&series).unwrap();
    assert!(fit.name().starts_with("Fourier(2 harmonics of 168)") || fit.name().starts_with("Fourier(3"), "{}", fit.name());
    let f = fit.predict(100, &[95.0]).unwrap();
    let inside = (0..100).filter(|&k| f.bands[0].lower[k] <= y[800 + k] && y[800 + k] <= f.bands[0].upper[k]).count();
    assert!(inside >= 88, "{inside}");
    let automatic = AutoArima::default().fit(&series).unwrap();
    assert_eq!(automatic.name(), fit.name());
    assert!(automatic.diagnose().notes.iter().any(|n| n.contains("too long for seasonal terms")));
}

/// Two seasons, one of them not whole, with gaps.
#[test]
fn harmonics_of_several_seasons() {
    let (a, b) = (noisy(500, 7, 1), noisy(500, 40, 2));
    let y = a.iter().zip(&b).enumerate().map(|(t, (a, b))| if t % 13 == 5 { f64::NAN } else { a + b }).collect();
    let method = FourierArima { periods: vec![7.0, 40.0], pairs_max: 6, ..FourierArima::default() };
    let fit = method.fit(&Series::new(y, 7).unwrap()).unwrap();
    assert!(fit.name().contains("harmonics of 7") && fit.name().contains("harmonics of 40"), "{}", fit.name());
    let sigma2 = fit.diagnose().sigma2.unwrap();
    assert!(sigma2 < 0.3, "{sigma2}");
}

/// What comes in through an update is filtered: the next one-step fit is the forecast made before.
#[test]
fn an_update_filters() {
    let x: Vec<f64> = (0..90).map(|t| f64::from((t * 31) % 17)).collect();
    let y: Vec<f64> = noisy(90, 12, 9).iter().zip(&x).map(|(y, x)| y + 0.5 * x).collect();
    let part = |from: usize, to: usize| Regressors { names: vec!["x".into()], columns: vec![x[from..to].to_vec()] };
    let order = Order::new((1, 0, 1), (0, 1, 1));
    let mut fit = Arima { order }.fit_with(&Series::new(y[..80].to_vec(), 12).unwrap(), &part(0, 80)).unwrap();
    let before = fit.diagnose();
    let ahead = fit.predict_with(1, &[], &part(80, 81)).unwrap().mean[0];
    assert!(matches!(fit.update(&y[80..85]), Err(Error::BadRegressors { .. })));
    fit.update_with(&y[80..85], &part(80, 85)).unwrap();
    let after = fit.diagnose();
    assert!((after.fitted[80] - ahead).abs() < 1e-8, "{} {ahead}", after.fitted[80]);
    for (a, b) in before.coefficients.iter().zip(&after.coefficients) {
        assert!((a.value - b.value).abs() < 1e-12, "{a:?} {b:?}");
    }
}

#[test]
fn simulated_paths_spread_like_the_band() {
    let fit = Arima { order: Order::new((0, 1, 1), (0, 1, 1)) }.fit(&classics()["AirPassengers"]).unwrap();
    let draw = || fit.simulate(6, 4000, 7, &Regressors::default()).unwrap();
    let paths = draw();
    assert_eq!(paths, draw());
    let f = fit.predict(6, &[95.0]).unwrap();
    let below = |k: usize| paths.iter().filter(|p| p[k] < f.bands[0].lower[k]).count() as f64 / 4000.0;
    let above = |k: usize| paths.iter().filter(|p| p[k] > f.bands[0].upper[k]).count() as f64 / 4000.0;
    for k in 0..6 {
        assert!((below(k) - 0.025).abs() < 0.01 && (above(k) - 0.025).abs() < 0.01, "{k}: {} {}", below(k), above(k));
    }
    assert!(fit.portmanteau().p.unwrap() > 0.05);
}

/// Half of all values missing, far more than a column each would bear.
#[test]
fn many_gaps() {
    let y = noisy(240, 12, 4).iter().enumerate().map(|(t, v)| if (t * 7) % 13 < 6 { f64::NAN } else { *v }).collect();
    let series = Series::new(y, 12).unwrap();
    let fit = Arima { order: Order::new((1, 0, 0), (0, 1, 1)) }.fit(&series).unwrap();
    let found = fit.diagnose();
    assert!(found.loglik.is_some() && (found.coefficients[0].value - 0.6).abs() < 0.25, "{:?}", found.coefficients);
    assert!(found.coefficients.iter().all(|c| c.se.is_some_and(|s| s > 0.0)), "{:?}", found.coefficients);
    assert!(AutoArima::default().fit(&series).unwrap().predict(12, &[95.0]).is_ok());
}
