//! Families of distributions: the true one is found, what spoils a fit is named, and clean columns are left in peace.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch};
use arrow::error::ArrowError;
use profile::look::{Asked, Closeness, ColumnFit, Finding, Look, look};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use stats::{Continuous, Discrete, Gamma, LogNormal, NegativeBinomial, Normal, Poisson};

const ROWS: usize = 4_000;

fn seen(columns: Vec<(&str, ArrayRef)>) -> Look {
    seen_for(columns, None)
}

fn seen_for(columns: Vec<(&str, ArrayRef)>, target: Option<&str>) -> Look {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let asked = Asked { target: target.map(str::to_owned), ..Asked::default() };
    look([Ok::<_, ArrowError>(batch)], "table", &asked, &mut |_| {}).unwrap()
}

fn drawn(seed: u64, law: &dyn Continuous) -> Vec<f64> {
    let mut rng = Pcg64::seed_from_u64(seed);
    (0..ROWS).map(|_| law.quantile(rng.random_range(1e-12..1.0)).unwrap()).collect()
}

fn counted(seed: u64, law: &dyn Discrete) -> ArrayRef {
    let mut rng = Pcg64::seed_from_u64(seed);
    let cdf: Vec<f64> = (0..1000).map(|k| law.cdf(k)).collect();
    let one = |u: f64| i64::try_from(cdf.partition_point(|c| *c < u)).unwrap();
    Arc::new((0..ROWS).map(|_| one(rng.random())).collect::<Int64Array>())
}

fn floats(values: Vec<f64>) -> ArrayRef {
    Arc::new(Float64Array::from(values))
}

fn fit<'a>(look: &'a Look, column: &str) -> &'a ColumnFit {
    look.fits.as_ref().unwrap().columns.iter().find(|c| c.column == column).unwrap()
}

fn kinds(look: &Look) -> Vec<(&str, &str)> {
    let of = |f: &&Finding| f.kind.starts_with("fits");
    look.findings.iter().filter(of).map(|f| (f.kind.as_str(), f.columns[0].as_str())).collect()
}

#[test]
fn the_true_family_wins_and_its_p_value_is_not_small() {
    let table = vec![
        ("normal", floats(drawn(1, &Normal::new(5.0, 2.0).unwrap()))),
        ("gamma", floats(drawn(2, &Gamma::new(2.3, 1.0 / 1.7).unwrap()))),
        ("lognormal", floats(drawn(3, &LogNormal::new(1.0, 0.8).unwrap()))),
        ("poisson", counted(4, &Poisson::new(3.5).unwrap())),
        ("negative binomial", counted(5, &NegativeBinomial::new(4.0, 1.2).unwrap())),
    ];
    let look = seen(table.clone());
    for (column, family) in [
        ("normal", "normal"),
        ("gamma", "gamma"),
        ("lognormal", "lognormal"),
        ("poisson", "Poisson"),
        ("negative binomial", "negative binomial"),
    ] {
        let fit = fit(&look, column);
        assert_eq!(fit.families[0].family, family, "{:?}", fit.families);
        let judged = fit.judged.as_ref().unwrap();
        assert!(judged.closeness <= Closeness::Near, "{column}: {judged:?}");
        let p = judged.tested.as_ref().unwrap().p;
        assert!(p > 0.005, "{column}: p {p}");
    }
    assert!(fit(&look, "normal").normality.as_ref().unwrap().shapiro_wilk_p > 0.005);
    assert!(fit(&look, "gamma").normality.as_ref().unwrap().shapiro_wilk_p < 1e-6);
    let (mean, exact) = (fit(&look, "normal").families[0].parameters[0].value, look.columns[0].numbers.as_ref().unwrap().mean);
    assert!((mean - exact).abs() < 1e-12 && fit(&look, "normal").families[0].all_rows);
    assert_eq!(kinds(&look), [("fits.skewed", "lognormal")]);
    let of_counts = seen_for(table, Some("negative binomial"));
    assert_eq!(kinds(&of_counts), [("fits.over-dispersed", "negative binomial"), ("fits.skewed", "lognormal")]);
}

#[test]
fn mass_at_zero_and_heaping_are_named() {
    let mut amounts = drawn(6, &Gamma::new(1.5, 0.1).unwrap());
    amounts.iter_mut().step_by(3).for_each(|x| *x = 0.0);
    let mut guessed: Vec<f64> = drawn(7, &Normal::new(2_000.0, 300.0).unwrap()).into_iter().map(f64::round).collect();
    guessed.iter_mut().skip(1).step_by(2).for_each(|x| *x = (*x / 10.0).round() * 10.0);
    let look = seen(vec![("amount", floats(amounts)), ("guess", floats(guessed))]);
    let amount = fit(&look, "amount");
    assert!(amount.apart.is_some_and(|p| p.value.abs() < 1e-300 && (p.share - 1.0 / 3.0).abs() < 0.01), "{:?}", amount.apart);
    assert_eq!(amount.families[0].family, "gamma");
    assert!(!amount.families[0].all_rows, "sums of all rows hold the zeros too");
    let kinds = kinds(&look);
    assert!(kinds.contains(&("fits.mass-at-zero", "amount")) && kinds.contains(&("fits.heaped", "guess")), "{kinds:?}");
}

#[test]
fn a_clean_table_gives_no_finding_and_a_poor_one_no_crash() {
    let clean = seen(vec![("x", floats(drawn(8, &Normal::new(1e9, 1.0).unwrap())))]);
    assert_eq!(kinds(&clean), []);
    let holes: ArrayRef = Arc::new((0..50).map(|i| (i > 40).then_some(f64::from(i))).collect::<Float64Array>());
    let poor = seen(vec![("holes", holes), ("same", floats(vec![7.0; 50])), ("nan", floats(vec![f64::NAN; 50]))]);
    assert!(poor.fits.is_none(), "{:?}", poor.fits);
}

#[test]
fn the_same_seed_gives_the_same_fits() {
    let table = || vec![("x", floats(drawn(9, &LogNormal::new(0.0, 1.0).unwrap())))];
    assert_eq!(seen(table()).fits, seen(table()).fits);
}
