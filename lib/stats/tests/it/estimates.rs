//! Estimates against scipy, statsmodels, `NumPy` and dense matrices; generator: reference/stats/estimates.py.

use stats::{Clusters, Estimate, LongRun, Moments, StatsError};

use crate::{number, numbers, reference, relative};

const VALUES: &str = include_str!("../../../../reference/stats/estimates.json");

#[track_caller]
fn close(found: f64, expected: f64) {
    assert!(relative(found, expected) < 1e-11, "{found} instead of {expected}");
}

#[test]
fn paired_differences_equal_scipy() {
    let case = &reference(VALUES)["paired"];
    let estimate = stats::paired_difference(&numbers(&case["a"]), &numbers(&case["b"])).unwrap();
    close(estimate.value, number(&case["difference"]));
    close(estimate.se, number(&case["se"]));
    close(estimate.skew * 40.0_f64.sqrt(), number(&case["skewness"]));
    close(estimate.se_noise * 40.0, number(&case["kurtosis"]) + 2.0);
    close(estimate.t_lower(0.95).unwrap(), number(&case["interval90"][0]));
    close(estimate.t_upper(0.95).unwrap(), number(&case["interval90"][1]));
    let unskewed = Estimate { skew: 0.0, ..estimate };
    close(unskewed.p_at_least(0.0).unwrap(), number(&case["p_less"]));
}

#[test]
fn moments_equal_scipy() {
    let case = &reference(VALUES)["paired"];
    let (a, b) = (numbers(&case["a"]), numbers(&case["b"]));
    let moments: Moments = a.iter().zip(&b).map(|(a, b)| a - b).collect();
    close(moments.mean().unwrap(), number(&case["difference"]));
    close((moments.variance().unwrap() / 40.0).sqrt(), number(&case["se"]));
    close(moments.skewness().unwrap(), number(&case["skewness"]));
    close(moments.excess_kurtosis().unwrap(), number(&case["kurtosis"]));
}

#[test]
fn cluster_errors_equal_dense_matrices_and_statsmodels() {
    for case in reference(VALUES)["cluster"].as_array().unwrap() {
        let x = numbers(&case["x"]);
        let ids: Vec<u32> = numbers(&case["cluster"]).iter().map(|&id| id as u32).collect();
        let clusters = Clusters::new(&ids);
        let estimate = clusters.mean(&x).unwrap();
        close(estimate.value, number(&case["mean"]));
        close(estimate.se, number(&case["cr2"]));
        close(estimate.df, number(&case["df"]));
        // statsmodels has the form without bias reduction: the plain sum of squared cluster sums.
        let deviations: Vec<f64> = x.iter().map(|x| x - estimate.value).collect();
        let plain: f64 = clusters.sums(&deviations).unwrap().iter().map(|s| s * s).sum();
        close(plain.sqrt() / x.len() as f64, number(&case["cr0"]));
    }
}

#[test]
fn long_run_designs_equal_dense_matrices() {
    for case in reference(VALUES)["long_run"].as_array().unwrap() {
        let x = numbers(&case["x"]);
        let (overlap, count) = (number(&case["overlap"]) as usize, number(&case["count"]) as usize);
        let designs = [
            ("blocks", LongRun::blocks(x.len(), overlap, count).unwrap()),
            ("cosines", LongRun::cosines(x.len(), overlap, count - 1).unwrap()),
        ];
        for (name, design) in designs {
            close(design.correction(), number(&case[name]["correction"]));
            close(design.df(), number(&case[name]["df"]));
            close(design.mean(&x).unwrap().se, number(&case[name]["se"]));
        }
    }
}

#[test]
fn holm_equals_statsmodels() {
    for case in reference(VALUES)["holm"].as_array().unwrap() {
        let adjusted = stats::holm(&numbers(&case["p"])).unwrap();
        for (found, expected) in adjusted.iter().zip(numbers(&case["adjusted"])) {
            close(*found, expected);
        }
    }
    assert_eq!(stats::holm(&[]).unwrap(), Vec::<f64>::new());
    assert_eq!(stats::holm(&[0.2, 1.01]), Err(StatsError::Probability { value: 1.01 }));
}

#[test]
fn quantiles_equal_numpy() {
    let case = &reference(VALUES)["quantiles"];
    let x = numbers(&case["x"]);
    for (p, expected) in numbers(&case["p"]).iter().zip(numbers(&case["quantiles"])) {
        close(stats::sample_quantile(&x, *p).unwrap(), expected);
    }
    assert!(matches!(stats::sample_quantile(&[], 0.5), Err(StatsError::TooFew { .. })));
    assert_eq!(stats::sample_quantile(&[1.0, f64::NAN], 0.5), Err(StatsError::NotFinite { index: 1 }));
}

#[test]
fn resampled_t_equals_scipy() {
    let case = &reference(VALUES)["resampled"];
    let estimate = stats::resampled_mean(&numbers(&case["folds"]), number(&case["ratio"])).unwrap();
    close(estimate.se, number(&case["se"]));
    close(estimate.t_upper(0.95).unwrap(), number(&case["upper95"]));
}

#[test]
fn sums_keep_what_plain_addition_loses() {
    let mut values = vec![1e16, 1.0, -1e16];
    values.extend(std::iter::repeat_n(1e-3, 1000));
    assert!(relative(stats::sum(&values), 2.0) < 1e-15);
    assert_eq!(stats::sum(&[f64::MAX, f64::MAX]), f64::INFINITY);
    assert_eq!(stats::sum(&[f64::INFINITY, 1.0]), f64::INFINITY);
    assert!(relative(stats::mean(&[f64::MAX, f64::MAX, f64::MAX]).unwrap(), f64::MAX) < 1e-15);
    assert_eq!(stats::mean(&[]), None);
}

#[test]
fn percentile_intervals_cover_the_normal_one() {
    let values: Vec<f64> = (0..400).map(|i| f64::from(i % 20)).collect();
    let mean = |rows: &[usize]| rows.iter().map(|&i| values[i]).sum::<f64>() / rows.len() as f64;
    let replicates = stats::bootstrap(values.len(), 4000, 11, mean).unwrap();
    assert_eq!(replicates, stats::bootstrap(values.len(), 4000, 11, mean).unwrap());
    assert_ne!(replicates, stats::bootstrap(values.len(), 4000, 12, mean).unwrap());
    let (low, high) = stats::percentile_interval(&replicates, 0.95).unwrap();
    let estimate = stats::row_mean(&values).unwrap();
    // 4,000 replicates place an end of the interval to about 4 % of a standard error.
    assert!((low - estimate.t_lower(0.975).unwrap()).abs() < 0.12 * estimate.se);
    assert!((high - estimate.t_upper(0.975).unwrap()).abs() < 0.12 * estimate.se);
    assert!(stats::bootstrap(0, 10, 1, |_| 0.0).is_err() && stats::bootstrap(10, 0, 1, |_| 0.0).is_err());
}

#[test]
fn a_long_right_tail_widens_the_upper_bound_only() {
    let values: Vec<f64> = (0..100).map(|i| if i == 0 { 50.0 } else { 0.01 * f64::from(i) }).collect();
    let estimate = stats::row_mean(&values).unwrap();
    assert!(estimate.upper(0.95).unwrap() > estimate.t_upper(0.95).unwrap() + estimate.se);
    assert_eq!(estimate.lower(0.95).unwrap(), estimate.t_lower(0.95).unwrap());
    let mirrored: Vec<f64> = values.iter().map(|x| -x).collect();
    let mirrored = stats::row_mean(&mirrored).unwrap();
    assert!(relative(-mirrored.lower(0.95).unwrap(), estimate.upper(0.95).unwrap()) < 1e-14);
}

#[test]
fn too_little_is_said_to_be_too_little() {
    assert_eq!(stats::row_mean(&[1.0]), Err(StatsError::TooFew { what: "values", found: 1, needed: 2 }));
    assert!(matches!(Clusters::new(&[7, 7, 7]).mean(&[1.0, 2.0, 3.0]), Err(StatsError::TooFew { .. })));
    assert!(matches!(Clusters::new(&[7, 8]).mean(&[1.0]), Err(StatsError::Length { .. })));
    assert!(matches!(LongRun::blocks(4, 1, 5), Err(StatsError::TooFew { .. })));
    assert!(matches!(LongRun::blocks(40, 0, 5), Err(StatsError::Parameter { .. })));
    assert!(matches!(LongRun::cosines(4, 1, 4), Err(StatsError::TooFew { .. })));
    assert!(matches!(stats::paired_difference(&[1.0], &[1.0, 2.0]), Err(StatsError::Length { .. })));
    assert!(matches!(stats::resampled_mean(&[1.0, 2.0], -1.0), Err(StatsError::Parameter { .. })));
}
