use forecast::Series;
use panel::{LagSpec, Lags, Past, SERIES_MIN, Spec, forecast};
use proptest::prelude::*;

use crate::worlds::{members, plain, wave};

fn series(count: usize, n: usize, period: usize) -> Vec<Series> {
    (0..count).map(|seed| Series::new(wave(seed, n, period), period).unwrap()).collect()
}

fn whole(series: &[Series]) -> Vec<Past<'_>> {
    series.iter().map(|series| Past { series, known: series.len() }).collect()
}

#[test]
fn a_season_shared_by_all_is_learned() {
    let all = series(60, 72, 12);
    let known: Vec<Past<'_>> = all.iter().map(|series| Past { series, known: 60 }).collect();
    let model = LagSpec::default().fit(&known, 12).unwrap();
    let (mut ours, mut naive) = (0.0, 0.0);
    for (path, series) in model.predict(&known, 12).unwrap().iter().zip(&all) {
        let y = series.values();
        for (k, f) in path.as_ref().unwrap().iter().enumerate() {
            ours += ((f - y[60 + k]) / y[60 + k]).abs();
            naive += ((y[48 + k] - y[60 + k]) / y[60 + k]).abs();
        }
    }
    assert!(ours < naive, "{ours} {naive}");
}

#[test]
fn nothing_after_what_is_known_is_looked_at() {
    let all = series(45, 60, 12);
    let changed: Vec<Series> = all
        .iter()
        .map(|s| s.values().iter().enumerate().map(|(t, v)| if t < 40 { *v } else { -1e6 }))
        .map(|v| Series::new(v.collect(), 12).unwrap())
        .collect();
    let path = |all: &[Series]| {
        let known: Vec<Past<'_>> = all.iter().map(|series| Past { series, known: 40 }).collect();
        LagSpec::default().fit(&known, 12).unwrap().predict(&known, 3).unwrap()
    };
    assert_eq!(path(&all), path(&changed));
}

#[test]
fn more_rows_than_the_limit_are_drawn() {
    let all = series(50, 80, 4);
    let few = LagSpec { rows_max: 500, ..LagSpec::default() };
    let model = few.fit(&whole(&all), 4).unwrap();
    assert!(model.predict(&whole(&all), 4).unwrap().iter().flatten().flatten().all(|v| v.is_finite()));
}

#[test]
fn short_and_constant_pasts_have_no_path() {
    let mut all = series(45, 40, 4);
    all.push(Series::new(vec![1.0, 2.0, 3.0], 4).unwrap());
    all.push(Series::new(vec![7.0; 30], 4).unwrap());
    let model = LagSpec::default().fit(&whole(&all), 4).unwrap();
    let paths = model.predict(&whole(&all), 2).unwrap();
    assert!(paths[..45].iter().all(Option::is_some));
    assert!(paths[45..].iter().all(Option::is_none));
}

#[test]
fn they_take_part_from_the_smallest_crowd_on() {
    let spec = Spec { lags: Lags::Always, ..plain() };
    let lagged = |count: usize| forecast(&members(count, 40, 4), &spec, &|| 0.0)[0].model.contains("lags");
    assert!(lagged(SERIES_MIN));
    assert!(!lagged(SERIES_MIN - 1));
    let never = Spec { lags: Lags::Auto, ..plain() };
    assert!(
        !forecast(&members(SERIES_MIN, 40, 4), &never, &|| 0.0)[0].model.contains("lags"),
        "only `auto` takes them by itself"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Level and unit of a series do not matter: a batch in other units gives the same paths in those units.
    #[test]
    fn units_do_not_matter(power in -6..7) {
        let unit = 2.0_f64.powi(power);
        let all = series(45, 40, 4);
        let scaled: Vec<Series> =
            all.iter().map(|s| Series::new(s.values().iter().map(|v| v * unit).collect(), 4).unwrap()).collect();
        let spec = LagSpec { rounds: 40, ..LagSpec::default() };
        let path = |all: &[Series]| spec.fit(&whole(all), 4).unwrap().predict(&whole(all), 4).unwrap();
        for (a, b) in path(&all).iter().flatten().flatten().zip(path(&scaled).iter().flatten().flatten()) {
            prop_assert!((a * unit - b).abs() <= 1e-9 * b.abs());
        }
    }
}
