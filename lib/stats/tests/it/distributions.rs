//! Tails, densities and quantiles against mpmath; generators: reference/stats/distributions.py, families.py.

use stats::{
    Beta, Binomial, ChiSquared, Continuous, Discrete, Exponential, FisherF, Gamma, Geometric, Gev, Gumbel, InverseGaussian,
    LocationScaleT, LogNormal, Logistic, NegativeBinomial, Normal, Pareto, Poisson, StatsError, StudentT, Uniform, Weibull,
};

use crate::{number, numbers, reference, relative};

const GRID: &str = include_str!("../../../../reference/stats/distributions.json");

fn law(name: &str, parameters: &[f64]) -> Box<dyn Continuous> {
    match (name, parameters) {
        ("normal", []) => Box::new(Normal::standard()),
        ("student", [df]) => Box::new(StudentT::new(*df).unwrap()),
        ("gamma", [shape]) => Box::new(Gamma::new(*shape, 1.0).unwrap()),
        ("chi_squared", [df]) => Box::new(ChiSquared::new(*df).unwrap()),
        ("fisher", [a, b]) => Box::new(FisherF::new(*a, *b).unwrap()),
        other => panic!("no such law: {other:?}"),
    }
}

/// 1e-12 relative, in the body and in tails of 1e-200; 1e-9 beyond.
#[track_caller]
fn check(what: &str, found: f64, expected: f64, probability: f64) {
    let (miss, bar) = (relative(found, expected), if probability < 1e-250 { 1e-9 } else { 1e-12 });
    assert!(miss <= bar, "{what}: {found:e} instead of {expected:e}, off by {miss:.1e}");
}

#[test]
fn tails_and_densities_equal_mpmath() {
    let grids = reference(GRID);
    assert_eq!(grids.as_object().unwrap().len(), 5);
    for (name, grid) in grids.as_object().unwrap() {
        for row in grid["points"].as_array().unwrap() {
            let law = law(name, &numbers(&row[0]));
            let (x, cdf, sf, pdf) = (number(&row[1]), number(&row[2]), number(&row[3]), number(&row[4]));
            let what = format!("{name} {} at {x:e}", row[0]);
            check(&format!("cdf of {what}"), law.cdf(x), cdf, cdf);
            check(&format!("sf of {what}"), law.sf(x), sf, sf);
            check(&format!("pdf of {what}"), law.pdf(x), pdf, cdf.min(sf));
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
            check(&what, law.quantile(p).unwrap(), low, p);
            check(&format!("upper {what}"), law.upper_quantile(p).unwrap(), high, p);
        }
    }
}

/// Of huge shapes, in microseconds a value; generator: reference/stats/temme.py.
#[test]
fn huge_shapes_equal_quadrature() {
    let points = reference(include_str!("../../../../reference/stats/temme.json"));
    assert_eq!(points.as_array().unwrap().len(), 32);
    for row in points.as_array().unwrap() {
        let row = numbers(row);
        let (shape, x, cdf, sf) = (row[0], row[1], row[2], row[3]);
        let law = Gamma::new(shape, 1.0).unwrap();
        let what = format!("gamma {shape} at {x:e}");
        graded(&format!("cdf of {what}"), law.cdf(x), cdf, cdf);
        graded(&format!("sf of {what}"), law.sf(x), sf, sf);
        let (ln_cdf, ln_sf) = law.ln_tails(x);
        graded(&format!("ln cdf of {what}"), ln_cdf.exp(), cdf, cdf);
        graded(&format!("ln sf of {what}"), ln_sf.exp(), sf, sf);
    }
    assert!(Gamma::new(1e18, 1.0).unwrap().cdf(1e18) > 0.5);
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

const FAMILIES: &str = include_str!("../../../../reference/stats/families.json");

fn family(name: &str, parameters: &[f64]) -> Box<dyn Continuous> {
    match (name, parameters) {
        ("exponential", [rate]) => Box::new(Exponential::new(*rate).unwrap()),
        ("weibull", [shape, scale]) => Box::new(Weibull::new(*shape, *scale).unwrap()),
        ("lognormal", [mean, sd]) => Box::new(LogNormal::new(*mean, *sd).unwrap()),
        ("logistic", [location, scale]) => Box::new(Logistic::new(*location, *scale).unwrap()),
        ("pareto", [minimum, shape]) => Box::new(Pareto::new(*minimum, *shape).unwrap()),
        ("gumbel", [location, scale]) => Box::new(Gumbel::new(*location, *scale).unwrap()),
        ("gev", [location, scale, shape]) => Box::new(Gev::new(*location, *scale, *shape).unwrap()),
        ("uniform", [low, high]) => Box::new(Uniform::new(*low, *high).unwrap()),
        ("inverse_gaussian", [mean, shape]) => Box::new(InverseGaussian::new(*mean, *shape).unwrap()),
        ("beta", [a, b]) => Box::new(Beta::new(*a, *b).unwrap()),
        ("t", [location, scale, df]) => Box::new(LocationScaleT::new(*location, *scale, *df).unwrap()),
        other => panic!("no such family: {other:?}"),
    }
}

fn counts(name: &str, parameters: &[f64]) -> Box<dyn Discrete> {
    match (name, parameters) {
        ("poisson", [mean]) => Box::new(Poisson::new(*mean).unwrap()),
        ("geometric", [p]) => Box::new(Geometric::new(*p).unwrap()),
        ("negative_binomial", [mean, size]) => Box::new(NegativeBinomial::new(*mean, *size).unwrap()),
        ("binomial", [size, p]) => Box::new(Binomial::new(*size as u64, *p).unwrap()),
        other => panic!("no such family: {other:?}"),
    }
}

/// 1e-12 relative in the body, 1e-9 where a probability is below 1e-20.
#[track_caller]
fn graded(what: &str, found: f64, expected: f64, probability: f64) {
    let (miss, bar) = (relative(found, expected), if probability < 1e-20 { 1e-9 } else { 1e-12 });
    assert!(miss <= bar, "{what}: {found:e} instead of {expected:e}, off by {miss:.1e}");
}

#[test]
fn fitted_families_equal_mpmath() {
    let grids = reference(FAMILIES);
    assert_eq!(grids.as_object().unwrap().len(), 15);
    for (name, grid) in grids.as_object().unwrap() {
        for row in grid["points"].as_array().unwrap() {
            let (x, cdf, sf, pdf) = (number(&row[1]), number(&row[2]), number(&row[3]), number(&row[4]));
            let parameters = numbers(&row[0]);
            let what = format!("{name} {} at {x:e}", row[0]);
            let found = if grid.get("quantiles").is_some() {
                let law = family(name, &parameters);
                let (ln_cdf, ln_sf) = law.ln_tails(x);
                graded(&format!("ln cdf of {what}"), ln_cdf.exp(), cdf, cdf);
                graded(&format!("ln sf of {what}"), ln_sf.exp(), sf, sf);
                (law.cdf(x), law.sf(x), law.pdf(x))
            } else {
                let (law, k) = (counts(name, &parameters), x as u64);
                (law.cdf(k), law.sf(k), law.pmf(k))
            };
            graded(&format!("cdf of {what}"), found.0, cdf, cdf);
            graded(&format!("sf of {what}"), found.1, sf, sf);
            graded(&format!("pdf of {what}"), found.2, pdf, cdf.min(sf).min(pdf));
        }
    }
}

#[test]
fn quantiles_of_fitted_families_equal_mpmath() {
    for (name, grid) in reference(FAMILIES).as_object().unwrap() {
        let Some(rows) = grid.get("quantiles") else { continue };
        for row in rows.as_array().unwrap() {
            let law = family(name, &numbers(&row[0]));
            let (p, low, high) = (number(&row[1]), number(&row[2]), number(&row[3]));
            let what = format!("quantile of {name} {} at {p:e}", row[0]);
            graded(&what, law.quantile(p).unwrap(), low, p);
            graded(&format!("upper {what}"), law.upper_quantile(p).unwrap(), high, p);
        }
    }
}

#[test]
fn quantiles_of_counts_are_the_first_to_reach_their_level() {
    for (name, grid) in reference(FAMILIES).as_object().unwrap() {
        if grid.get("quantiles").is_some() {
            continue;
        }
        for row in grid["points"].as_array().unwrap() {
            let law = counts(name, &numbers(&row[0]));
            let (k, cdf, sf, pmf) = (number(&row[1]) as u64, number(&row[2]), number(&row[3]), number(&row[4]));
            // A level inside the step of k, seen from the smaller tail.
            if cdf < 0.5 {
                assert_eq!(law.quantile(cdf - 0.5 * pmf.min(cdf)).unwrap(), k, "{name} {row}");
            } else {
                assert_eq!(law.upper_quantile(sf + 0.5 * pmf).unwrap(), k, "{name} {row}");
            }
        }
    }
    assert_eq!(Binomial::new(7, 0.4).unwrap().quantile(1.0).unwrap(), 7);
    assert!(matches!(Poisson::new(3.0).unwrap().quantile(1.0), Err(StatsError::Parameter { .. })));
    assert_eq!(Poisson::new(3.0).unwrap().quantile(0.0).unwrap(), 0);
}
