//! Exponential smoothing, Theta, intermittent demand and long seasons: reference values and known answers.

use forecast::{Demand, DemandClass, Ets, Fitted, Form, Intermittent, Method, Mstl, SeasonIndices, SeasonKind, Series};

use super::classics::{classics, number};

const FORMS: &str = include_str!("../../../../reference/forecast/ets_forms.tsv");
const INTERMITTENT: &str = include_str!("../../../../reference/forecast/intermittent.tsv");

/// The log-likelihood of every form is never below R's by more than 0.01.
#[test]
fn every_form_is_fitted_as_well_as_by_r() {
    let series = classics();
    assert!(FORMS.lines().count() >= 130);
    let mut short = Vec::new();
    for line in FORMS.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let form = Form::parse(cells[1]).unwrap();
        let ours = Ets { form: Some(form), ..Ets::default() }.fit(&series[cells[0]]).unwrap().diagnose().loglik.unwrap();
        if ours < number(cells[2]) - 0.01 {
            short.push(format!("{line}: ours {ours}"));
        }
    }
    assert!(short.is_empty(), "{short:#?}");
}

/// Forecasts of statsforecast for the same smoothing parameter.
#[test]
fn intermittent_methods_equal_statsforecast() {
    let mut lines = INTERMITTENT.lines();
    while let Some(values) = lines.next() {
        let y: Vec<f64> = values.split_whitespace().map(number).collect();
        let series = Series::new(y, 1).unwrap();
        for (demand, line) in [Demand::Croston, Demand::Sba, Demand::Tsb].into_iter().zip(&mut lines) {
            let fit = Intermittent { demand, alpha: 0.1 }.fit(&series).unwrap();
            let f = fit.predict(3, &[80.0]).unwrap();
            assert!((f.mean[2] / number(line) - 1.0).abs() < 1e-5, "{demand:?}: {} {line}", f.mean[2]);
            assert!(f.bands[0].lower[0] >= 0.0);
        }
    }
}

#[test]
fn demand_has_a_class() {
    let class = |y: Vec<f64>| DemandClass::of(&Series::new(y, 1).unwrap());
    assert_eq!(class(vec![3.0; 20]), Some(DemandClass::Smooth));
    assert_eq!(class((0..40).map(|t| if t % 4 == 0 { 3.0 } else { 0.0 }).collect()), Some(DemandClass::Intermittent));
    assert_eq!(class((0..40).map(|t| if t % 4 == 0 { f64::from(t * t) } else { 0.0 }).collect()), Some(DemandClass::Lumpy));
    assert_eq!(class(vec![-1.0, 2.0, 3.0]), None);
    assert_eq!(class(vec![0.0; 9]), None);
}

/// A demand every fourth step is forecast at a quarter of its size; one that has ended falls away; zeros stay zeros.
#[test]
fn demand_rates() {
    let fit = |y: Vec<f64>| Method::parse("intermittent").unwrap().fit(&Series::new(y, 1).unwrap()).unwrap();
    let regular: Vec<f64> = (0..80).map(|t| if t % 4 == 3 { 8.0 } else { 0.0 }).collect();
    let f = fit(regular.clone()).predict(2, &[80.0, 99.0]).unwrap();
    assert!((f.mean[0] - 1.9).abs() < 1e-9, "{}", f.mean[0]);
    assert!(f.bands[0].lower[0] == 0.0 && f.bands[0].upper[0] < 9.0);
    let ended = fit([regular, vec![0.0; 30]].concat());
    assert_eq!(ended.name(), "Teunter-Syntetos-Babai");
    assert!(ended.predict(1, &[]).unwrap().mean[0] < 0.2);
    assert_eq!(fit(vec![0.0; 12]).predict(2, &[95.0]).unwrap().mean, vec![0.0; 2]);
}

/// Method, truth, period, length and the largest error allowed.
type Planted<'a> = (&'a str, &'a dyn Fn(usize) -> f64, usize, usize, f64);

/// Two planted seasons and a line are continued; a season of 52.18 too.
#[test]
fn planted_seasons_go_on() {
    let wave = |t: usize, period: f64| (std::f64::consts::TAU * t as f64 / period).sin();
    let two = |t: usize| (4.6 + 1e-4 * t as f64 + 0.05 * wave(t, 24.0) + 0.08 * wave(t, 168.0)).exp();
    let week = |t: usize| (4.6 + 5e-4 * t as f64 + 0.09 * wave(t, 52.18) + 0.03 * wave(t, 26.09)).exp();
    let cases: [Planted; 3] =
        [("mstl", &two, 168, 1680, 0.5), ("mstl:24,168", &two, 1, 1680, 0.5), ("mstl:52.18", &week, 52, 314, 1.5)];
    for (name, f, period, n, tolerance) in cases {
        let y = (0..n).map(|t| f(t) + 0.1 * (((t * 7919) % 13) as f64 - 6.0) / 6.0).collect();
        let fit = Method::parse(name).unwrap().fit(&Series::new(y, period).unwrap()).unwrap();
        let path = fit.predict(100, &[95.0]).unwrap().mean;
        let worst = path.iter().enumerate().map(|(k, v)| (v - f(n + k)).abs()).fold(0.0, f64::max);
        assert!(worst < tolerance, "{name}, {}: {worst}", fit.name());
    }
    assert!(Mstl::parse("24,1").is_err() && Mstl::parse("x").is_err());
}

/// Truth, period, longer seasons and length.
type Long<'a> = (&'a dyn Fn(usize) -> f64, usize, &'a [f64], usize);

/// A named method has no season of 168 steps of its own, nor a year of days: both are taken out first, which the notes say.
#[test]
fn every_method_follows_long_seasons() {
    let wave = |t: usize, period: f64| (std::f64::consts::TAU * t as f64 / period).sin();
    let noise = |t: usize| ((t * 7919) % 13) as f64 / 6.0 - 1.0;
    let week = |t: usize| 100.0 + 20.0 * wave(t, 24.0) * if t / 24 % 7 > 4 { 0.2 } else { 1.0 };
    let year = |t: usize| 100.0 + 25.0 * wave(t, 365.25) + if t % 7 > 4 { -30.0 } else { 0.0 };
    let cases: [Long; 2] = [(&week, 168, &[], 1_344), (&year, 7, &[365.25], 1_100)];
    for (truth, period, longer, n) in cases {
        let series = Series::new((0..n).map(|t| truth(t) + noise(t)).collect(), period).unwrap().with_longer(longer);
        for name in ["ets", "theta", "arima", "auto", "log:ets"] {
            let fit = Method::parse(name).unwrap().fit(&series).unwrap();
            let path = fit.predict(100, &[95.0]).unwrap().mean;
            let error = path.iter().enumerate().map(|(k, v)| (v - truth(n + k)).abs()).sum::<f64>() / 100.0;
            assert!(error < 2.5, "{name}, {}: {error}", fit.name());
            assert!(fit.name().contains("MSTL") && !fit.diagnose().notes.is_empty(), "{name}: {}", fit.name());
        }
    }
    let short = Series::new((0..700).map(year).collect(), 7).unwrap().with_longer(&[365.25]);
    assert_eq!(short.longer().count(), 0, "less than two years");
    assert!(!Method::parse("ets").unwrap().fit(&short).unwrap().name().contains("MSTL"));
}

/// Hours without departures are no intermittent demand; zeros anywhere are.
#[test]
fn zeros_that_keep_their_places_belong_to_the_season() {
    let day = |t: usize| if t % 24 < 10 { 0.0 } else { 5.0 + (t * 7 % 3) as f64 };
    let rare = |t: usize| if (t * 7919) % 13 < 8 { 0.0 } else { 5.0 + (t * 7 % 3) as f64 };
    let routed = |f: &dyn Fn(usize) -> f64| {
        let series = Series::new((0..400).map(f).collect(), 24).unwrap();
        assert!(DemandClass::of(&series).is_some_and(DemandClass::is_intermittent));
        matches!(Method::parse("auto").unwrap().routed(&series), Method::Intermittent(_))
    };
    assert!(!routed(&day) && routed(&rare));
}

/// Shrinking leaves a clear season as it is and takes noise away.
#[test]
fn shrunk_indices() {
    let mut state = 1u64;
    let noise: Vec<f64> = (0..60)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / f64::from(1u32 << 31) - 0.5
        })
        .collect();
    let series =
        |size: f64| Series::new((0..60).map(|t| 100.0 + size * ((t % 12) as f64 - 5.5) / 5.5 + noise[t]).collect(), 12).unwrap();
    let plain = |s: &Series| SeasonIndices::classical(s, SeasonKind::Multiplicative).unwrap();
    let (clear, none) = (series(30.0), series(0.0));
    let shrunk = SeasonIndices::shrunk(&clear).unwrap();
    assert!(plain(&clear).indices().iter().zip(shrunk.indices()).all(|(a, b)| (a - b).abs() < 1e-3));
    let size = |s: &SeasonIndices| s.indices().iter().map(|v| (v - 1.0).powi(2)).sum::<f64>();
    let (raw, pulled) = (size(&plain(&none)), size(&SeasonIndices::shrunk(&none).unwrap()));
    assert!(pulled < 0.3 * raw, "{pulled} {raw}");
}
