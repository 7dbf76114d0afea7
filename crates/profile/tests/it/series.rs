//! Series: what stands in reference implementations, what was planted, and how often nothing gives a finding.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::error::ArrowError;
use profile::look::{Asked, Look, Made, OneSeries, Reading, look};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use serde_json::Value;

pub(crate) fn noise(rng: &mut Pcg64, n: usize) -> Vec<f64> {
    (0..n).map(|_| (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0).collect()
}

/// A first-order autoregression.
pub(crate) fn autoregression(rng: &mut Pcg64, n: usize, phi: f64) -> Vec<f64> {
    let mut at = 0.0;
    let steps = noise(rng, n + 50).into_iter().map(|e| {
        at = phi * at + e;
        at
    });
    steps.skip(50).collect()
}

pub(crate) fn floats(values: &[f64]) -> ArrayRef {
    Arc::new(values.iter().map(|x| x.is_finite().then_some(*x)).collect::<Float64Array>())
}

/// Days from 1 January 2018.
pub(crate) fn days(days: impl Iterator<Item = usize>) -> ArrayRef {
    Arc::new(Date32Array::from_iter_values(days.map(|d| 17_532 + d as i32)))
}

pub(crate) fn seen(columns: Vec<(&str, ArrayRef)>, asked: &Asked) -> Look {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    look([Ok::<_, ArrowError>(batch)], "table", asked, &mut |_| {}).unwrap()
}

pub(crate) fn kinds<'a>(look: &'a Look, of: &str) -> Vec<&'a str> {
    look.findings.iter().map(|f| f.kind.as_str()).filter(|kind| kind.starts_with(of)).collect()
}

fn first(look: &Look) -> &OneSeries {
    &look.series.as_ref().unwrap().columns[0]
}

fn asked(time: &str) -> Asked {
    Asked { time: Some(time.to_owned()), ..Asked::default() }
}

fn yearly(from: i64, values: &[f64]) -> Look {
    let years: ArrayRef = Arc::new(Int64Array::from_iter_values((0..values.len() as i64).map(|k| from + k)));
    seen(vec![("year", years), ("y", floats(values))], &asked("year"))
}

fn classics() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../reference/stats/tests.json");
    serde_json::from_str::<Value>(&std::fs::read_to_string(path).unwrap()).unwrap()["series"].clone()
}

fn numbers(of: &Value) -> Vec<f64> {
    of.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

/// A series of `reference/forecast/classics.tsv`.
fn classic(name: &str) -> Vec<f64> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../reference/forecast/classics.tsv");
    let all = std::fs::read_to_string(path).unwrap();
    let line = all.lines().find(|line| line.split('\t').next() == Some(name)).unwrap();
    line.split('\t').nth(2).unwrap().split_whitespace().map(|x| x.parse().unwrap()).collect()
}

#[test]
fn the_nile_has_its_known_values_and_its_jump_at_aswan() {
    let reference = &classics()["Nile"];
    let look = yearly(1871, &numbers(&reference["y"]));
    let series = look.series.as_ref().unwrap();
    assert_eq!((series.made, series.index.step.as_deref(), series.index.missing), (Made::Rows, Some("yearly"), 0));
    let nile = first(&look);
    let pair = nile.pair.as_ref().unwrap();
    let (adf, kpss) = (&pair.unit_root[0], &pair.stationarity[0]);
    assert_eq!((adf.terms.as_str(), adf.lags, kpss.around.as_str(), kpss.lags), ("constant", 1, "level", 4));
    assert!((adf.tau + 4.048_705_096_914).abs() < 1e-9 && (adf.limit_p - 0.001_175_887_9).abs() < 1e-9, "{adf:?}");
    assert!((kpss.statistic - 0.965_434_907_753).abs() < 1e-9 && kpss.p == "<0.01", "{kpss:?}");
    for (ours, theirs) in nile.autocorrelations.iter().zip(numbers(&reference["acf"])) {
        assert!((ours - theirs).abs() < 1e-12);
    }
    for (ours, theirs) in nile.partial.iter().zip(numbers(&reference["pacf"])) {
        assert!((ours - theirs).abs() < 1e-10);
    }
    let (lags, statistic, p) = nile.ljung_box.unwrap();
    let theirs = numbers(&reference["ljung_box"]);
    assert!(lags == 10 && (statistic - theirs[0]).abs() < 1e-9);
    // Theirs is the limit's; ours is that of a hundred values, a little larger.
    let limit = stats::ljung_box(&numbers(&reference["y"]), 10).unwrap().limit_p;
    assert!((limit / theirs[1] - 1.0).abs() < 1e-6 && p > limit && p < 1e-5, "{p} {limit}");
    assert_eq!(pair.reading, Reading::LevelShifts);
    assert_eq!(nile.jumps.iter().map(|j| j.at.as_str()).collect::<Vec<_>>(), ["1899"]);
    assert_eq!(kinds(&look, "series"), ["series.jump"]);
    assert_eq!(kinds(&look, "drift"), Vec::<&str>::new());
}

#[test]
fn passengers_have_a_season_and_grow() {
    // R: BoxCox.lambda(AirPassengers, method = "guerrero") is -0.2947156.
    let y: Vec<f64> = classic("AirPassengers").iter().map(|v| v.exp().round()).collect();
    assert_eq!((y.len(), y[0], y[143]), (144, 112.0, 432.0));
    // Years with a fraction, as R writes them.
    let time: Vec<f64> = (0..144).map(|k| ((1949.0 + f64::from(k) / 12.0) * 1e6_f64).round() / 1e6).collect();
    let look = seen(vec![("time", floats(&time)), ("y", floats(&y))], &asked("time"));
    let index = &look.series.as_ref().unwrap().index;
    assert_eq!((index.step.as_deref(), index.first.as_str(), index.last.as_str()), (Some("monthly"), "Jan 1949", "Dec 1960"));
    let one = first(&look);
    assert_eq!(one.seasons.iter().map(|s| (s.period, s.name.as_deref())).collect::<Vec<_>>(), [(12, Some("year"))]);
    assert!(one.seasons[0].strength.unwrap() > 0.9 && (one.lambda.unwrap() + 0.294_715_6).abs() < 1e-4, "{one:?}");
    let mut found = kinds(&look, "series");
    found.sort_unstable();
    assert_eq!(found, ["series.growth", "series.season"]);
}

#[test]
fn lynx_and_sunspots_read_as_the_field_reads_them() {
    let lynx = yearly(1821, &classic("lynx"));
    assert_eq!(first(&lynx).pair.as_ref().unwrap().reading, Reading::Stationary);
    assert_eq!(kinds(&lynx, "series"), ["series.growth"]);
    let sunspots = yearly(1700, &numbers(&classics()["sunspots"]["y"]));
    let pair = first(&sunspots).pair.as_ref().unwrap();
    // statsmodels adfuller(regression = "c", autolag = "AIC").
    assert!((pair.unit_root[0].tau + 2.837_780_724_938).abs() < 1e-9 && pair.unit_root[0].lags == 8, "{pair:?}");
    assert!((pair.stationarity[1].statistic - 0.094_416_547_999_333_9).abs() < 1e-9, "{pair:?}");
    assert_eq!(kinds(&sunspots, "series"), Vec::<&str>::new());
}

#[test]
fn a_walk_wanders_and_a_jump_does_not() {
    let mut rng = Pcg64::seed_from_u64(11);
    let mut at = 0.0;
    let walk: Vec<f64> = noise(&mut rng, 400)
        .into_iter()
        .map(|e| {
            at += e;
            at
        })
        .collect();
    let jump: Vec<f64> =
        autoregression(&mut rng, 400, 0.3).iter().enumerate().map(|(t, e)| e + if t < 260 { 0.0 } else { 4.0 }).collect();
    let table = || vec![("day", days(0..400)), ("walk", floats(&walk)), ("jump", floats(&jump))];
    let look = seen(table(), &Asked::default());
    let readings: Vec<Reading> =
        look.series.as_ref().unwrap().columns.iter().map(|one| one.pair.as_ref().unwrap().reading).collect();
    assert_eq!(readings, [Reading::UnitRoot, Reading::LevelShifts]);
    let found = |kind: &str| look.findings.iter().find(|f| f.kind == kind).unwrap();
    assert_eq!(found("series.unit-root").columns, ["walk"]);
    assert_eq!(found("series.jump").columns, ["jump"]);
    // Day 260 is 18 September 2018; the noise of a day may hide the place by a little.
    let effect = &found("series.jump").effect;
    assert!(["17 Sep 2018", "18 Sep 2018", "19 Sep 2018"].iter().any(|at| effect.contains(at)), "{effect}");
    assert_eq!(look.series.as_ref().unwrap().time, "day", "the only dates that rise are the time");
}

#[test]
fn gaps_and_doubles_are_listed_by_date() {
    let mut rng = Pcg64::seed_from_u64(12);
    let on: Vec<usize> = (0..200).filter(|d| !(50..65).contains(d)).chain([120]).collect();
    let y = noise(&mut rng, on.len());
    let table = vec![("day", days(on.iter().copied())), ("y", floats(&y))];
    let look = seen(table, &asked("day"));
    let index = &look.series.as_ref().unwrap().index;
    assert_eq!((index.places, index.missing, index.repeated), (200, 15, 1));
    assert_eq!(index.gaps, [("20 Feb 2018".to_owned(), "6 Mar 2018".to_owned(), 15)]);
    assert_eq!(kinds(&look, "series"), ["series.repeated", "series.gaps"]);
}

#[test]
fn groups_are_series_of_their_own() {
    let mut rng = Pcg64::seed_from_u64(13);
    let (mut day, mut shop, mut sales) = (Vec::new(), Vec::new(), Vec::new());
    for d in 0..150 {
        for s in 0..4 {
            if s == 2 && (70..75).contains(&d) {
                continue;
            }
            day.push(d);
            shop.push(Some(["a", "b", "c", "d"][s]));
            let week = 3.0 * (std::f64::consts::TAU * d as f64 / 7.0).sin();
            sales.push(10.0 * s as f64 + week + noise(&mut rng, 1)[0]);
        }
    }
    let asked = Asked { group: Some("shop".to_owned()), target: Some("sales".to_owned()), ..asked("day") };
    let shops: ArrayRef = Arc::new(StringArray::from(shop));
    let look = seen(vec![("day", days(day.into_iter())), ("shop", shops), ("sales", floats(&sales))], &asked);
    let series = look.series.as_ref().unwrap();
    let groups = series.index.by_group.as_ref().unwrap();
    assert_eq!((groups.groups, groups.with_gaps, groups.missing, series.index.repeated), (4, 1, 5, 0));
    assert_eq!(series.columns.iter().filter_map(|one| one.group.as_deref()).collect::<Vec<_>>(), ["a", "b", "d", "c"]);
    assert!(series.columns.iter().all(|one| one.seasons.iter().map(|s| s.period).eq([7])), "{:?}", series.columns);
    let kinds = kinds(&look, "series");
    assert!(kinds.contains(&"series.season") && kinds.contains(&"series.gaps"), "{kinds:?}");
}

#[test]
fn events_become_periods_and_partial_ones_are_left_out() {
    let mut rng = Pcg64::seed_from_u64(14);
    // 100,000 events of 400 days, fewer at weekends: more than the sample holds.
    let mut at: Vec<f64> = Vec::new();
    while at.len() < 100_000 {
        let day = rng.random_range(0.0..400.4_f64);
        if day as usize % 7 < 5 || rng.random::<f64>() < 0.4 {
            at.push(day);
        }
    }
    at.sort_by(f64::total_cmp);
    let stamps: arrow::array::TimestampMicrosecondArray =
        at.iter().map(|d| Some((17_532.0 * 86_400e6 + d * 86_400e6) as i64)).collect();
    let y = noise(&mut rng, at.len());
    let table = vec![("at", Arc::new(stamps) as ArrayRef), ("y", floats(&y))];
    for time in [None, Some("at")] {
        let asked = Asked { time: time.map(str::to_owned), ..Asked::default() };
        let look = seen(table.clone(), &asked);
        let series = look.series.as_ref().unwrap();
        assert_eq!((series.index.unit.as_str(), series.index.places, series.index.partial), ("day", 400, 1));
        assert_eq!(series.made, Made::Periods);
        let rows = series.columns.iter().find(|one| one.column.is_none()).unwrap();
        assert_eq!(rows.seasons.iter().map(|s| s.period).collect::<Vec<_>>(), [7]);
        let season = look.findings.iter().find(|f| f.kind == "series.season").unwrap();
        assert!(season.effect.starts_with("the number of rows repeats every week (7 days, strength"), "{}", season.effect);
        assert_eq!(kinds(&look, "series"), ["series.season"]);
    }
}

/// Waves of these periods and amplitudes, with noise of one.
fn waves(rng: &mut Pcg64, n: usize, of: &[(f64, f64)]) -> Vec<f64> {
    let at = |t: usize| of.iter().map(|(m, size)| size * (std::f64::consts::TAU * t as f64 / m).sin()).sum::<f64>();
    noise(rng, n).iter().enumerate().map(|(t, e)| e + at(t)).collect()
}

/// Every `minutes` from 1 January 2018.
fn minutes(n: usize, minutes: i64) -> ArrayRef {
    let stamps = (0..n as i64).map(|t| (17_532 * 1440 + t * minutes) * 60_000_000);
    Arc::new(arrow::array::TimestampMicrosecondArray::from_iter_values(stamps))
}

/// The periods of the first series.
fn periods(look: &Look) -> Vec<u64> {
    first(look).seasons.iter().map(|s| s.period).collect()
}

#[test]
fn several_seasons_are_found_each_beside_the_others() {
    let mut rng = Pcg64::seed_from_u64(16);
    let mut of = |n, step, planted: &[(f64, f64)]| {
        let y = waves(&mut rng, n, planted);
        seen(vec![("at", minutes(n, step)), ("y", floats(&y))], &asked("at"))
    };
    let hours = of(24 * 7 * 12, 60, &[(24.0, 3.0), (168.0, 1.0)]);
    assert_eq!(periods(&hours), [24, 168]);
    let strengths: Vec<f64> = first(&hours).seasons.iter().map(|s| s.strength.unwrap()).collect();
    assert!(strengths[0] > 0.75 && (0.2..0.7).contains(&strengths[1]), "{strengths:?}");
    let season = hours.findings.iter().find(|f| f.kind == "series.season").unwrap();
    assert!(
        season.effect.contains("every day (24 hours, strength") && season.effect.contains("and every week (168 hours, strength"),
        "{season:?}"
    );
    assert_eq!(periods(&of(24 * 7 * 12, 60, &[(24.0, 3.0)])), [24], "a day is no week");
    assert_eq!(periods(&of(24 * 7 * 12, 60, &[(168.0, 3.0)])), [168], "a week is no day");
    assert_eq!(periods(&of(48 * 7 * 8, 30, &[(48.0, 0.5), (336.0, 3.0)])), [48, 336]);
    assert_eq!(periods(&of(365 * 6, 1440, &[(7.0, 1.0), (365.25, 4.0)])), [7, 365]);
    // More than single values can show: days and weeks by the hour, years by the day.
    assert_eq!(periods(&of(1440 * 35, 1, &[(1440.0, 1.0), (10_080.0, 1.0)])), [1440, 10_080]);
    assert_eq!(periods(&of(24 * 365 * 5, 60, &[(24.0, 1.0), (8766.0, 1.0)])), [24, 8766]);
}

#[test]
fn hardly_a_season_is_found_where_none_is() {
    let mut rng = Pcg64::seed_from_u64(17);
    let mut found = 0;
    for run in 0..60 {
        let y = autoregression(&mut rng, 24 * 7 * 8, [0.0, 0.5, 0.9][run % 3]);
        found += usize::from(!periods(&seen(vec![("at", minutes(y.len(), 60)), ("y", floats(&y))], &asked("at"))).is_empty());
    }
    assert!(found <= 3, "{found} of 60");
}

#[test]
fn a_million_minutes_have_their_seasons_and_their_jump() {
    let mut rng = Pcg64::seed_from_u64(18);
    let n = 1_000_000;
    let mut y = waves(&mut rng, n, &[(1440.0, 1.0), (10_080.0, 0.5)]);
    y[600_000..].iter_mut().for_each(|v| *v += 1.0);
    let table = vec![("at", minutes(n, 1)), ("y", floats(&y))];
    let look = seen(table, &Asked::default());
    let series = look.series.as_ref().unwrap();
    assert_eq!((series.made, series.index.unit.as_str(), series.index.places), (Made::Periods, "15 minutes", 66_667));
    assert_eq!(periods(&look), [96, 672]);
    // Minute 600,000 is on 21 February 2019; blocks are of a day and more.
    assert_eq!(first(&look).jumps.len(), 1);
    assert!(["20 Feb", "21 Feb", "22 Feb"].iter().any(|at| first(&look).jumps[0].at.starts_with(at)), "{:?}", first(&look).jumps);
}

#[test]
fn many_groups_of_a_large_table_are_series_of_their_own() {
    let mut rng = Pcg64::seed_from_u64(19);
    let (mut day, mut shop, mut units) = (Vec::new(), Vec::new(), Vec::new());
    for d in 0..700_usize {
        for s in 0..100 {
            if s % 10 == 3 && d == 300 {
                continue;
            }
            day.push(d);
            shop.push(Some(format!("s{s}")));
            units.push(
                (5.0 + 3.0 * (std::f64::consts::TAU * d as f64 / 7.0).sin() + noise(&mut rng, 1)[0]).round().max(0.0) as i64
            );
        }
    }
    let asked = Asked { group: Some("shop".to_owned()), target: Some("units".to_owned()), ..asked("day") };
    let shops: ArrayRef = Arc::new(StringArray::from(shop));
    let counts: ArrayRef = Arc::new(Int64Array::from(units));
    let look = seen(vec![("day", days(day.into_iter())), ("shop", shops), ("units", counts)], &asked);
    let series = look.series.as_ref().unwrap();
    assert_eq!((series.made, series.index.step.as_deref(), series.index.places), (Made::Means, Some("daily"), 700));
    let groups = series.index.by_group.as_ref().unwrap();
    assert_eq!((groups.groups, groups.all, groups.begin_later), (32, false, 0));
    assert!((1..=10).contains(&groups.with_gaps) && groups.missing == groups.with_gaps, "{groups:?}");
    assert_eq!(series.columns.len(), 10);
    assert!(series.columns.iter().all(|one| one.group.is_some() && !one.summed && one.seasons.iter().map(|s| s.period).eq([7])));
}

#[test]
fn short_and_still_series_say_so() {
    let look = yearly(2001, &[1.0, 2.0, 3.0, 1.0, 2.0]);
    assert_eq!(first(&look).refused.as_deref(), Some("too few values: 5"));
    assert_eq!(kinds(&look, "series"), Vec::<&str>::new());
    let holes: Vec<f64> = (0..100).map(|t| if t % 2 == 0 && t < 90 { f64::NAN } else { f64::from(t % 7) }).collect();
    assert_eq!(first(&yearly(1900, &holes)).refused.as_deref(), Some("too many gaps: 44 of 99 places"));
    assert!(yearly(1900, &[1.0, 2.0]).series.is_none());
    // Without noise, and with figures at the ends of what floats hold: what is said is read back.
    let halves: Vec<f64> = (0..60).map(|t| 0.5_f64.powi(t)).collect();
    let step: Vec<f64> = (0..60).map(|t| f64::from(u8::from(t >= 30))).collect();
    let wave: Vec<f64> = (0..60).map(|t| [1.0, -1.0, 2.0][t % 3]).collect();
    let wide: Vec<f64> = (0..60).map(|t| 10.0_f64.powi(5 * t - 150)).collect();
    for y in [halves, step, wave, wide] {
        let look = yearly(1900, &y);
        let text = serde_json::to_string(&look).unwrap();
        assert!(serde_json::from_str::<Look>(&text).is_ok_and(|back| back.series.is_some()), "{text}");
    }
}

/// Tables of four stationary series over 200 days (white noise, or an autoregression with coefficient `phi`) with findings of series, and of drift.
fn false_findings(tables: usize, phi: f64) -> (usize, usize) {
    let mut rng = Pcg64::seed_from_u64(15);
    let (mut of_series, mut of_drift) = (0, 0);
    for _ in 0..tables {
        let columns = ["a", "b", "c", "d"].map(|name| (name, floats(&autoregression(&mut rng, 200, phi))));
        let look = seen(std::iter::once(("day", days(0..200))).chain(columns).collect(), &Asked::default());
        of_series += usize::from(!kinds(&look, "series").is_empty());
        of_drift += usize::from(!kinds(&look, "drift").is_empty());
    }
    (of_series, of_drift)
}

#[test]
fn nothing_gives_few_findings() {
    for phi in [0.0, 0.5] {
        let (of_series, of_drift) = false_findings(20, phi);
        assert!(of_series <= 2 && of_drift <= 2, "phi {phi}: {of_series}, {of_drift} of 20");
    }
}

/// Measured, of 200 tables: white noise 0 with findings of series and 3 of drift; coefficient 0.5 3 and 2.
#[test]
#[ignore = "two CPU minutes"]
fn nothing_gives_few_findings_at_length() {
    for phi in [0.0, 0.5] {
        let (of_series, of_drift) = false_findings(200, phi);
        assert!(of_series <= 10 && of_drift <= 10, "phi {phi}: {of_series}, {of_drift} of 200");
    }
}
