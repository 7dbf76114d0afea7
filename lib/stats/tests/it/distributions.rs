//! Tails, densities and quantiles against mpmath; generator: reference/stats/distributions.py.

use stats::{ChiSquared, Continuous, FisherF, Gamma, Normal, StatsError, StudentT};

use crate::{number, numbers, reference, relative};

const GRID: &str = include_str!("../../../../reference/stats/distributions.json");

fn law(name: &str, parameters: &[f64]) -> Box<dyn Continuous> {
    match (name, parameters) {
        ("normal", []) => Box::new(Normal::standard()),
        ("student", [df]) => Box::new(StudentT::new(*df).unwrap()),
        ("gamma", [shape]) => Box::new(Gamma::new(*shape, 1.0).unwrap()),
        ("fisher", [a, b]) => Box::new(FisherF::new(*a, *b).unwrap()),
        other => panic!("no such law: {other:?}"),
    }
}

/// 1e-12 relative, in the body and in the tails.
#[track_caller]
fn check(what: &str, found: f64, expected: f64) {
    let miss = relative(found, expected);
    assert!(miss <= 1e-12, "{what}: {found:e} instead of {expected:e}, off by {miss:.1e}");
}

#[test]
fn tails_and_densities_equal_mpmath() {
    let grids = reference(GRID);
    assert_eq!(grids.as_object().unwrap().len(), 4);
    for (name, grid) in grids.as_object().unwrap() {
        for row in grid["points"].as_array().unwrap() {
            let law = law(name, &numbers(&row[0]));
            let (x, cdf, sf, pdf) = (number(&row[1]), number(&row[2]), number(&row[3]), number(&row[4]));
            let what = format!("{name} {} at {x:e}", row[0]);
            check(&format!("cdf of {what}"), law.cdf(x), cdf);
            check(&format!("sf of {what}"), law.sf(x), sf);
            check(&format!("pdf of {what}"), law.pdf(x), pdf);
        }
    }
}

#[test]
fn quantiles_equal_mpmath() {
    for (name, grid) in reference(GRID).as_object().unwrap() {
        for row in grid["quantiles"].as_array().unwrap() {
            let law = law(name, &numbers(&row[0]));
            let (p, low, high) = (number(&row[1]), number(&row[2]), number(&row[3]));
            let what = format!("quantile of {name} {} at {p:e}", row[0]);
            check(&what, law.quantile(p).unwrap(), low);
            check(&format!("upper {what}"), law.upper_quantile(p).unwrap(), high);
        }
    }
}

#[test]
fn chi_squared_is_a_gamma_of_scale_two() {
    let (chi, gamma) = (ChiSquared::new(7.4).unwrap(), Gamma::new(3.7, 1.0).unwrap());
    assert_eq!(chi.sf(9.0), gamma.sf(4.5));
    assert_eq!(chi.quantile(0.9).unwrap(), 2.0 * gamma.quantile(0.9).unwrap());
    assert!(relative(chi.pdf(9.0), 0.5 * gamma.pdf(4.5)) < 1e-15);
}

#[test]
fn ends_of_the_scale_are_exact() {
    let t = StudentT::new(3.0).unwrap();
    assert_eq!(t.quantile(0.5).unwrap(), 0.0);
    assert_eq!(t.quantile(1.0).unwrap(), f64::INFINITY);
    assert_eq!(t.quantile(0.0).unwrap(), f64::NEG_INFINITY);
    assert_eq!((t.cdf(f64::INFINITY), t.sf(f64::INFINITY)), (1.0, 0.0));
    assert!(relative(t.pdf(0.0), 2.0 / (std::f64::consts::PI * 3.0_f64.sqrt())) < 1e-13);
    let gamma = Gamma::new(2.0, 1.0).unwrap();
    assert_eq!((gamma.cdf(-1.0), gamma.sf(-1.0), gamma.pdf(-1.0)), (0.0, 1.0, 0.0));
    assert_eq!((gamma.quantile(0.0).unwrap(), gamma.quantile(1.0).unwrap()), (0.0, f64::INFINITY));
    let fisher = FisherF::new(4.0, 6.0).unwrap();
    assert_eq!((fisher.cdf(0.0), fisher.sf(0.0), fisher.cdf(f64::INFINITY)), (0.0, 1.0, 1.0));
    assert!(t.cdf(f64::NAN).is_nan() && gamma.cdf(f64::NAN).is_nan() && fisher.cdf(f64::NAN).is_nan());
}

#[test]
fn nonsense_is_refused() {
    assert_eq!(Normal::standard().quantile(1.5), Err(StatsError::Probability { value: 1.5 }));
    assert!(matches!(Normal::standard().quantile(f64::NAN), Err(StatsError::Probability { .. })));
    for df in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(StudentT::new(df), Err(StatsError::Parameter { .. })));
        assert!(matches!(FisherF::new(1.0, df), Err(StatsError::Parameter { .. })));
        assert!(matches!(Gamma::new(df, 1.0), Err(StatsError::Parameter { .. })));
    }
    assert!(matches!(Normal::new(f64::INFINITY, 1.0), Err(StatsError::Parameter { .. })));
}
