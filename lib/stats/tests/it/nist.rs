//! Certified digits: NIST Statistical Reference Datasets; generators: `reference/stats/nist.py`, `nist_univariate.py`.

use serde_json::Value;
use stats::{LinearModel, Moments};

use crate::{number, numbers, reference};

const REGRESSION: &str = include_str!("../../../../reference/stats/nist_regression.json");
const UNIVARIATE: &str = include_str!("../../../../reference/stats/nist_univariate.json");
const ANOVA: &str = include_str!("../../../../reference/stats/nist_anova.json");

/// Digits that agree; 15 is all that is certified. A certified 0 counts absolutely.
fn digits(found: f64, certified: f64) -> f64 {
    let error = if certified == 0.0 { found.abs() } else { (found / certified - 1.0).abs() };
    -(error.max(1e-15).log10())
}

/// Digits stated before the first run: what data rounded to doubles allow under exact arithmetic.
fn stated(set: &str) -> f64 {
    match set {
        // Powers up to the tenth are rounded, and the condition number of the scaled columns is 5e9.
        "Filip" => 7.0,
        _ => 12.0,
    }
}

/// What exact arithmetic on the doubles keeps, less a third of a digit (one unit in the last place) for rounding on the way.
#[test]
fn univariate_sets_have_their_certified_digits() {
    let sets = reference(UNIVARIATE);
    assert_eq!(sets.as_object().unwrap().len(), 9);
    for (name, set) in sets.as_object().unwrap() {
        let values = match set["values"].as_str() {
            Some(text) => text.bytes().map(|b| f64::from(b - b'0')).collect(),
            None => group(&set["values"]),
        };
        let stated: Vec<f64> = numbers(&set["reach"]).iter().map(|reach| reach - 0.3).collect();
        let lag_1 = stats::autocorrelations(&values, 1).unwrap()[0].value;
        for batch in [values.len(), 64, 7] {
            let mut moments = Moments::new();
            values.chunks(batch).for_each(|v| moments.add_slice(v));
            let found = [moments.mean().unwrap(), moments.deviation().unwrap(), lag_1];
            let reached = [0, 1, 2].map(|k| digits(found[k], number(&set[["mean", "deviation", "autocorrelation"][k]])));
            println!("{name}, batches of {batch}: {reached:.1?} digits");
            assert!(reached.iter().zip(&stated).all(|(r, s)| r >= s), "{name}: {reached:?} {stated:?}");
        }
    }
}

#[test]
fn regressions_have_their_certified_digits() {
    let sets = reference(REGRESSION);
    assert_eq!(sets.as_object().unwrap().len(), 11);
    for (name, set) in sets.as_object().unwrap() {
        let x = numbers_of(&set["x"]);
        let powers: Vec<i32> = numbers(&set["powers"]).iter().map(|p| *p as i32).collect();
        let columns: Vec<Vec<f64>> =
            x.iter().flat_map(|x| powers.iter().map(|p| x.iter().map(|v| v.powi(*p)).collect())).collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let model = LinearModel::fit(&columns, &numbers(&set["y"]), set["intercept"].as_bool().unwrap()).unwrap();
        let mut least = f64::INFINITY;
        for (found, certified) in model.coefficients().iter().zip(set["coefficients"].as_array().unwrap()) {
            least = least.min(digits(found.value, number(&certified[0]))).min(digits(found.se, number(&certified[1])));
        }
        least = least.min(digits(model.residual_sd(), number(&set["residual_sd"])));
        least = least.min(digits(model.r_squared(), number(&set["r_squared"])));
        let (f, _) = model.f_test().unwrap();
        if let Some(certified) = set["f"].as_f64() {
            least = least.min(digits(f, certified));
        }
        println!("{name}: {least:.1} digits");
        assert!(least >= stated(name), "{name}: {least}");
    }
}

fn numbers_of(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

#[test]
fn analyses_of_variance_have_their_certified_digits() {
    let sets = reference(ANOVA);
    assert_eq!(sets.as_object().unwrap().len(), 11);
    for (name, set) in sets.as_object().unwrap() {
        let groups: Vec<Vec<f64>> = set["groups"].as_array().unwrap().iter().map(group).collect();
        let found = stats::anova(&groups.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
        let least = digits(found.f, number(&set["f"]))
            .min(digits(found.between_squares, number(&set["between"])))
            .min(digits(found.within_squares, number(&set["within"])));
        println!("{name}: {least:.1} digits");
        // What exact arithmetic on the doubles keeps of the offsets of 1e6 and 1e12, less one unit in the last place.
        let stated = number(&set["reach"]) - 0.3;
        assert!(least >= stated, "{name}: {least}");
    }
}

fn group(value: &Value) -> Vec<f64> {
    if value.is_array() {
        return numbers(value);
    }
    let pair = numbers(&value["pair"]).repeat(value["times"].as_u64().unwrap() as usize);
    std::iter::once(number(&value["first"])).chain(pair).collect()
}

#[test]
fn longley_is_as_collinear_as_certified() {
    let set = &reference(REGRESSION)["Longley"];
    let x = numbers_of(&set["x"]);
    let columns: Vec<&[f64]> = x.iter().map(Vec::as_slice).collect();
    let found = stats::collinearity(&columns).unwrap();
    assert!(found.constants.is_empty() && found.duplicates.is_empty() && found.dependences.is_empty());
    // R car::vif and statsmodels.
    let expected = [135.532438279985, 1788.51348271794, 33.6188905960496, 3.58893019344532, 399.151022312593, 758.980597406793];
    for ((_, vif), expected) in found.inflation.iter().zip(expected) {
        assert!(digits(*vif, expected) > 11.0, "{vif} {expected}");
    }
    let indexes = [1.0, 9.14172, 12.25574, 25.33661, 230.42395, 1048.08030, 43275.0436];
    for (k, (found, expected)) in found.indexes.iter().zip(indexes).enumerate() {
        assert!((found.index - expected).abs() < 1e-4 * if k == 6 { 1.0 } else { 0.1 }, "{} {expected}", found.index);
    }
    let worst = found.indexes.last().unwrap();
    assert!((worst.constant - 0.9999).abs() < 1e-4);
    for ((_, part), expected) in worst.proportions.iter().zip([0.0383, 0.6546, 0.6893, 0.3020, 0.1597, 0.9998]) {
        assert!((part - expected).abs() < 1e-4, "{part} {expected}");
    }
    // From the correlations alone.
    let p = columns.len();
    let r = |i: usize, j: usize| stats::pearson(columns[i], columns[j]).unwrap().value;
    let matrix: Vec<f64> = (0..p * p).map(|k| r(k / p, k % p)).collect();
    let wide = stats::wide_collinearity(&matrix, p, 1e-9).unwrap();
    for ((_, vif), expected) in wide.inflation.iter().zip(expected) {
        assert!(digits(*vif, expected) > 9.0, "{vif} {expected}");
    }
}
