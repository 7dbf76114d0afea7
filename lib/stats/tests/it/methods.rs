//! Association, group tests, normality and series against scipy and statsmodels; generator: reference/stats/tests.py.

use serde_json::Value;
use stats::{Around, Bandwidth, Centre, Contingency, Dependent, LagRule, TabledP, Terms};

use crate::{number, numbers, reference, relative};

const VALUES: &str = include_str!("../../../../reference/stats/tests.json");

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    assert!(relative(found, expected) < tolerance, "{found} instead of {expected}");
}

fn codes(value: &Value) -> Vec<u32> {
    numbers(value).iter().map(|x| *x as u32).collect()
}

fn groups(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

#[test]
fn correlations_equal_scipy() {
    let all = &reference(VALUES)["pairs"];
    for (name, case) in all.as_object().unwrap() {
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        let r = stats::pearson(&x, &y).unwrap();
        let (low, high) = r.interval(0.95).unwrap();
        for (found, expected) in [r.value, r.p, low, high].into_iter().zip(numbers(&case["pearson"])) {
            close(found, expected, 1e-11);
        }
        let rho = stats::spearman(&x, &y).unwrap();
        close(rho.value, number(&case["spearman"][0]), 1e-12);
        close(rho.p, number(&case["spearman"][1]), 1e-10);
        let tau = stats::kendall(&x, &y).unwrap();
        close(tau.tau, number(&case["kendall"][0]), 1e-12);
        if name == "exact" {
            assert!(tau.exact);
            close(tau.p, number(&case["kendall"][1]), 1e-10);
        }
    }
    // R 4.2.2.
    let faithful = &all["faithful"];
    let (x, y) = (numbers(&faithful["x"]), numbers(&faithful["y"]));
    close(stats::pearson(&x, &y).unwrap().value, 0.900811168321813, 1e-14);
    close(stats::spearman(&x, &y).unwrap().value, 0.777972057651612, 1e-14);
    close(stats::kendall(&x, &y).unwrap().tau, 0.574767353895021, 1e-14);
}

#[test]
fn tables_equal_scipy() {
    let case = &reference(VALUES)["table"];
    let table = Contingency::of_counts(&numbers(&case["counts"]), case["columns"].as_u64().unwrap() as usize).unwrap();
    let found = table.independence(1).unwrap();
    close(found.chi_squared, number(&case["chi_squared"][0]), 1e-13);
    close(found.p, number(&case["chi_squared"][1]), 1e-10);
    close(found.cramers_v, 0.279044623342658, 1e-14);
    assert!(found.corrected_v < found.cramers_v && found.interval.0 < 0.27 && found.interval.1 > 0.29);
    let case = &reference(VALUES)["mutual"];
    let found = stats::mutual_information(&codes(&case["x"]), &codes(&case["y"]), 1).unwrap();
    close(found.nats, number(&case["nats"]), 1e-12);
}

#[test]
fn group_tests_equal_scipy() {
    for case in reference(VALUES)["groups"].as_array().unwrap() {
        let groups = groups(&case["groups"]);
        let groups: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
        let found = stats::anova(&groups).unwrap();
        close(found.f, number(&case["anova"][0]), 1e-12);
        close(found.p, number(&case["anova"][1]), 1e-11);
        let (low, high) = found.share_interval(0.95).unwrap();
        assert!(low < found.eta_squared() && found.eta_squared() < high + 0.05);
        let found = stats::welch_anova(&groups).unwrap();
        close(found.f, number(&case["welch"][0]), 1e-12);
        close(found.f_p, number(&case["welch"][1]), 1e-11);
        close(found.within_df, number(&case["welch"][2]), 1e-11);
        close(found.a, number(&case["alexander"][0]), 1e-11);
        close(found.p, number(&case["alexander"][1]), 1e-11);
        let found = stats::kruskal_wallis(&groups).unwrap();
        close(found.h, number(&case["kruskal"][0]), 1e-12);
        close(found.limit_p, number(&case["kruskal"][1]), 1e-11);
        let found = stats::levene(&groups, Centre::Mean).unwrap();
        close(found.f, number(&case["levene"][0][0]), 1e-11);
        let found = stats::levene(&groups, Centre::Median).unwrap();
        close(found.f, number(&case["levene"][1][0]), 1e-11);
        close(found.p, number(&case["levene"][1][1]), 1e-11);
    }
}

#[test]
fn normality_tests_equal_scipy_and_statsmodels() {
    for case in reference(VALUES)["normality"].as_array().unwrap() {
        let x = numbers(&case["x"]);
        let found = stats::shapiro_wilk(&x).unwrap();
        close(found.w, number(&case["shapiro"][0]), 1e-8);
        close(found.p, number(&case["shapiro"][1]), 1e-5);
        let found = stats::anderson_normal(&x).unwrap();
        close(found.statistic, number(&case["anderson"][0]), 1e-10);
        close(found.p, number(&case["anderson"][1]), 1e-9);
        close(stats::jarque_bera(&x).unwrap().statistic, number(&case["jarque_bera"]), 1e-10);
    }
    // R 4.2.2 on `precip`.
    let x = numbers(&reference(VALUES)["normality"][0]["x"]);
    close(stats::shapiro_wilk(&x).unwrap().w, 0.964559168612, 1e-11);
    close(stats::shapiro_wilk(&x).unwrap().p, 0.0449252895, 1e-7);
    close(stats::anderson_normal(&x).unwrap().p, 0.0116317801, 1e-8);
}

#[test]
fn series_equal_statsmodels() {
    for (name, case) in reference(VALUES)["series"].as_object().unwrap() {
        let y = numbers(&case["y"]);
        let r = stats::autocorrelations(&y, 10).unwrap();
        for (k, r) in r.iter().enumerate() {
            close(r.value, number(&case["acf"][k]), 1e-10);
            close(r.se, number(&case["bartlett"][k]), 1e-10);
        }
        for (found, expected) in stats::partial_autocorrelations(&y, 10).unwrap().iter().zip(numbers(&case["pacf"])) {
            close(*found, expected, 1e-9);
        }
        let found = stats::ljung_box(&y, 10).unwrap();
        close(found.statistic, number(&case["ljung_box"][0]), 1e-11);
        close(found.limit_p, number(&case["ljung_box"][1]), 1e-9);
        for row in case["adf"].as_array().unwrap() {
            let terms = match row[0].as_str().unwrap() {
                "n" => Terms::None,
                "c" => Terms::Constant,
                _ => Terms::Trend,
            };
            let rule = match row[1].as_str().unwrap() {
                "AIC" => LagRule::Aic,
                "BIC" => LagRule::Bic,
                _ => LagRule::LastT,
            };
            let found = stats::dickey_fuller(&y, terms, rule).unwrap();
            assert_eq!(found.lags as u64, row[4].as_u64().unwrap(), "{name} {row}");
            close(found.tau, number(&row[2]), 1e-9);
            close(found.limit_p, number(&row[3]), 1e-8);
        }
        for row in case["kpss"].as_array().unwrap() {
            let around = if row[0] == "c" { Around::Level } else { Around::Line };
            let bandwidth = if row[1] == "auto" { Bandwidth::Auto } else { Bandwidth::Short };
            let found = stats::kpss(&y, around, bandwidth).unwrap();
            assert_eq!(found.lags as u64, row[4].as_u64().unwrap(), "{name} {row}");
            close(found.statistic, number(&row[2]), 1e-10);
            match found.limit_p {
                TabledP::At(p) => close(p, number(&row[3]), 1e-9),
                TabledP::Below(bound) | TabledP::Above(bound) => close(bound, number(&row[3]), 1e-9),
            }
        }
    }
}

#[test]
fn nile_and_sunspots_have_their_known_values() {
    let all = &reference(VALUES)["series"];
    let nile = numbers(&all["Nile"]["y"]);
    let found = stats::dickey_fuller(&nile, Terms::Constant, LagRule::Aic).unwrap();
    assert!((found.tau + 4.048705096914).abs() < 1e-11 && (found.limit_p - 0.0011758879).abs() < 1e-9 && found.lags == 1);
    let found = stats::kpss(&nile, Around::Level, Bandwidth::Short).unwrap();
    assert!((found.statistic - 0.965434907753).abs() < 1e-11 && found.lags == 4 && found.p == TabledP::Below(0.01));
    let found = stats::ljung_box(&nile, 10).unwrap();
    // mpmath; R's Box.test prints 1.2546e-14, 113 half-ulps of 1, since it takes the tail from 1.
    assert!((found.statistic - 88.1268715513).abs() < 1e-9 && (found.limit_p / 1.258632767e-14 - 1.0).abs() < 1e-9);
    let sunspots = numbers(&all["sunspots"]["y"]);
    let found = stats::dickey_fuller(&sunspots, Terms::Constant, LagRule::Aic).unwrap();
    assert!((found.tau + 2.837780724938).abs() < 1e-10 && (found.limit_p - 0.0530764217).abs() < 1e-8 && found.lags == 8);
    // The dam at Aswan: 1898, the 28th value, is the last before the fall.
    let changes = stats::changes_in_mean(&nile).unwrap();
    assert!(changes.len() == 1 && changes[0].at.abs_diff(28) <= 2, "{changes:?}");
    // The season of sunspots is about eleven years, but no whole number.
    assert!(stats::season_test(&sunspots, 11).unwrap().p < 0.01);
}

#[test]
fn false_discoveries_equal_statsmodels() {
    let case = &reference(VALUES)["false_discovery"];
    let p = numbers(&case["p"]);
    for (dependent, name) in [(Dependent::Positively, "bh"), (Dependent::Anyhow, "by")] {
        for (found, expected) in stats::false_discovery(&p, p.len(), dependent).unwrap().iter().zip(numbers(&case[name])) {
            close(*found, expected, 1e-13);
        }
    }
}

#[test]
fn two_samples_equal_scipy() {
    let case = &reference(VALUES)["two_sample"];
    let found = stats::two_sample_kolmogorov_smirnov(&numbers(&case["x"]), &numbers(&case["y"])).unwrap();
    close(found.distance, number(&case["distance"]), 1e-14);
    close(found.p, number(&case["p"]), 1e-10);
    assert!(found.exact);
}

#[test]
fn a_change_is_placed_and_a_season_is_found() {
    let noise = |t: usize| ((t * 7919 + 13) % 1009) as f64 / 1009.0 - 0.5;
    let jump: Vec<f64> = (0..5000).map(|t| noise(t) + if t < 3210 { 0.0 } else { 1.0 }).collect();
    let found = stats::changes_in_mean(&jump).unwrap();
    assert!(found.len() == 1 && found[0].at.abs_diff(3210) <= 3, "{found:?}");
    assert!((found[0].after - found[0].before - 1.0).abs() < 0.05);
    let wave: Vec<f64> = (0..700).map(|t| noise(t) + 0.3 * f64::from(u8::from(t % 7 == 2)) + 0.01 * t as f64).collect();
    assert!(stats::season_test(&wave, 7).unwrap().p < 1e-3);
    assert!(stats::season_test(&wave, 12).unwrap().p > 0.01);
    let found = stats::trend(&wave).unwrap();
    assert!(found.interval.0 < 0.01 && 0.01 < found.interval.1 && found.p < 1e-3);
}

#[test]
fn dependences_are_named() {
    let value = |k: usize| (0..300).map(|i| ((i * k) % 997) as f64 / 100.0).collect::<Vec<f64>>();
    let (fare, tip, toll) = (value(331), value(577), value(701));
    let total: Vec<f64> = (0..300).map(|i| fare[i] + tip[i] + toll[i]).collect();
    let cents: Vec<f64> = total.iter().map(|x| 100.0 * x + 50.0).collect();
    let half: Vec<f64> = fare.iter().zip(&tip).map(|(a, b)| (a - b) / 3.0).collect();
    let flat = vec![2.0; 300];
    let columns: [&[f64]; 8] = [&total, &fare, &tip, &toll, &flat, &cents, &half, &fare];
    let names = ["total", "fare", "tip", "toll", "flat", "cents", "half", "copy"];
    let found = stats::collinearity(&columns).unwrap();
    assert_eq!((found.constants.as_slice(), found.duplicates.as_slice()), ([4].as_slice(), [(7, 1)].as_slice()));
    let texts: Vec<String> = found.dependences.iter().map(|d| d.text(&names)).collect();
    assert_eq!(texts, ["total = fare + tip + toll", "cents = 100 total + 50", "fare = tip + 3 half"]);
    assert_eq!(found.inflation.iter().map(|(j, _)| *j).collect::<Vec<_>>(), [0, 1, 2]);
    let kept: Vec<&[f64]> = [0, 1, 2, 3, 5, 6].iter().map(|&j| columns[j]).collect();
    let r = |i: usize, j: usize| if i == j { 1.0 } else { stats::pearson(kept[i], kept[j]).unwrap().value };
    let matrix: Vec<f64> = (0..36).map(|k| r(k / 6, k % 6)).collect();
    let wide = stats::wide_collinearity(&matrix, 6, 1e-9).unwrap();
    let names = ["total", "fare", "tip", "toll", "cents", "half"];
    let again: Vec<String> = wide.dependences(&kept).iter().map(|d| d.text(&names)).collect();
    assert_eq!(again, texts);
}

#[test]
fn too_little_is_refused() {
    assert!(matches!(stats::pearson(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), Err(stats::StatsError::TooFew { .. })));
    assert_eq!(stats::pearson(&[1.0; 5], &[1.0, 2.0, 3.0, 4.0, 5.0]), Err(stats::StatsError::Constant));
    assert_eq!(stats::anova(&[&[1.0, 1.0], &[1.0, 1.0]]), Err(stats::StatsError::Constant));
    assert!(stats::anova(&[&[1.0], &[2.0]]).is_err() && stats::welch_anova(&[&[1.0], &[2.0, 3.0]]).is_err());
    assert_eq!(stats::shapiro_wilk(&[1.0, f64::NAN, 2.0]), Err(stats::StatsError::NotFinite { index: 1 }));
    assert!(stats::shapiro_wilk(&vec![0.0; 6000]).is_err() && stats::jarque_bera(&[1.0; 20]).is_err());
    let line: Vec<f64> = (0..50).map(f64::from).collect();
    assert!(matches!(stats::dickey_fuller(&line, Terms::Constant, LagRule::Aic), Err(stats::StatsError::Dependent { .. })));
    assert!(stats::season_test(&line, 20).is_err() && stats::changes_in_mean(&line[..20]).is_err());
    assert!(stats::Detectable::new(0.05, 0.8).unwrap().means(1.0, 5.0).is_err());
}
