//! Maximum likelihood against R; generator: reference/stats/fits.R.

use stats::{Family, Fitted, Law, NotFitted, Observed, Reason};

use crate::{number, numbers, reference, relative};

const FITS: &str = include_str!("../../../../reference/stats/fits.json");

fn family(name: &str) -> Family {
    match name {
        "normal" => Family::Normal,
        "lognormal" => Family::LogNormal,
        "exponential" => Family::Exponential,
        "gamma" => Family::Gamma,
        "weibull" => Family::Weibull,
        "beta" => Family::Beta,
        "t" => Family::StudentT,
        "logistic" => Family::Logistic,
        "pareto" => Family::Pareto,
        "inverse_gaussian" => Family::InverseGaussian,
        "gumbel" => Family::Gumbel,
        "gev" => Family::Gev,
        "uniform" => Family::Uniform,
        "poisson" => Family::Poisson,
        "geometric" => Family::Geometric,
        "negative_binomial" => Family::NegativeBinomial,
        other => panic!("no such family: {other}"),
    }
}

/// Log-likelihood of the values under given parameters, from the density itself.
fn log_likelihood(family: Family, parameters: &[f64], values: &[f64]) -> f64 {
    let terms: Vec<f64> = match family.law(parameters).unwrap() {
        Law::Continuous(law) => values.iter().map(|&x| law.ln_pdf(x)).collect(),
        Law::Discrete(law) => values.iter().map(|&x| law.ln_pmf(x as u64)).collect(),
    };
    stats::sum(&terms)
}

#[test]
fn no_peer_finds_a_higher_likelihood() {
    let sets = reference(FITS);
    let mut refused = Vec::new();
    let mut fits = 0;
    for (set, case) in sets.as_object().unwrap() {
        let values = numbers(&case["values"]);
        let observed = Observed::new(values.clone()).unwrap();
        for (name, best) in case["log_likelihood"].as_object().unwrap() {
            match stats::fit(family(name), &observed) {
                Ok(fitted) => {
                    let (own, best) = (fitted.log_likelihood, number(best));
                    assert!(own >= best - 1e-9, "{set}, {name}: {own} below {best} by {:e}", best - own);
                    let again = log_likelihood(fitted.family, &fitted.parameters, &values);
                    assert!(
                        relative(own, again) < 1e-11 || (own - again).abs() < 1e-9,
                        "{set}, {name}: {own} is {again} by its density"
                    );
                    fits += 1;
                }
                Err(refusal) => {
                    // Student's t rises towards the normal distribution: what R stops at is no higher than that limit.
                    if refusal.family == Family::StudentT {
                        let limit = stats::fit(Family::Normal, &observed).unwrap().log_likelihood;
                        assert!(limit >= number(best) - 1e-9, "{set}, {name}: limit {limit} below {best}");
                    }
                    refused.push(format!("{set}: {refusal}"));
                }
            }
        }
    }
    // Where R runs towards the normal distribution (no heavy tails) or an end of the support (density infinite there), there is no maximum.
    let without: Vec<&str> = refused.iter().map(|text| text.split(" not fitted").next().unwrap()).collect();
    let expected = ["precip", "gev_short", "beta_u", "uniform", "normal"].map(|set| format!("{set}: Student's t"));
    let (ends, normals): (Vec<&str>, Vec<&str>) = without.iter().partition(|text| text.contains("extreme"));
    assert_eq!(normals, expected);
    assert_eq!(ends, ["beta: generalised extreme value"]);
    assert_eq!(fits, 193);
}

/// Extreme values whose end lies just above the largest value: the likelihood rises without limit as they near each other, past what R stops at.
#[test]
fn a_refused_family_has_no_maximum() {
    let case = &reference(FITS)["beta"];
    let values = numbers(&case["values"]);
    let largest = values.iter().copied().fold(0.0, f64::max);
    let rising = [(1e-4, -1.003, 0.2337), (1e-8, -1.033, 0.2378), (1e-13, -1.07, 0.243)].map(|(gap, shape, scale)| {
        let location: f64 = largest + gap + scale / shape;
        log_likelihood(Family::Gev, &[location, scale, shape], &values)
    });
    let best = number(&case["log_likelihood"]["gev"]);
    assert!(best < rising[0] && rising[0] < rising[1] && rising[1] < rising[2], "{best} {rising:?}");
}

/// Whether differences would step over an end of the support beside the smallest value.
fn near_its_end(fitted: &Fitted) -> bool {
    fitted.family == Family::Gev && fitted.parameters[2].abs() > 1.0
}

/// Steps to both sides in each parameter: neither gains, both lose alike.
fn score_is_zero(fitted: &Fitted, values: &[f64]) {
    if near_its_end(fitted) {
        return;
    }
    for (i, se) in fitted.standard_errors.iter().enumerate() {
        let Some(se) = se else { continue };
        let at = |steps: f64| {
            let mut parameters = fitted.parameters.clone();
            parameters[i] += steps * se;
            log_likelihood(fitted.family, &parameters, values)
        };
        // Richardson's difference: the error of the quotient is of fourth order.
        let h = 3e-4;
        let score = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
        assert!(score.abs() < 2e-8 * (1.0 + fitted.log_likelihood.abs()).sqrt(), "{fitted:?}: score {score:e} in parameter {i}");
    }
}

#[test]
fn scores_are_zero_at_the_maximum() {
    let mut seen = Vec::new();
    for (_, case) in reference(FITS).as_object().unwrap() {
        let values = numbers(&case["values"]);
        let observed = Observed::new(values.clone()).unwrap();
        for name in case["log_likelihood"].as_object().unwrap().keys() {
            if let Ok(fitted) = stats::fit(family(name), &observed) {
                score_is_zero(&fitted, &values);
                seen.push(fitted.family);
            }
        }
    }
    let hits = [3.0, 4.0, 5.0, 4.0, 0.0, 9.0, 2.0];
    let binomial = Family::Binomial { size: 9 };
    score_is_zero(&stats::fit(binomial, &Observed::new(hits.to_vec()).unwrap()).unwrap(), &hits);
    assert!(Family::CONTINUOUS.iter().chain(&Family::COUNTS).all(|family| seen.contains(family)));
}

/// Inverse of the observed information by second differences of the likelihood.
#[test]
fn standard_errors_are_those_of_the_observed_information() {
    for (set, case) in reference(FITS).as_object().unwrap() {
        let values = numbers(&case["values"]);
        let observed = Observed::new(values.clone()).unwrap();
        for name in case["log_likelihood"].as_object().unwrap().keys() {
            let Ok(fitted) = stats::fit(family(name), &observed) else { continue };
            let Some(errors) = fitted.standard_errors.iter().copied().collect::<Option<Vec<f64>>>() else { continue };
            // Shape and scale of a gamma of shape 1e7 are correlated to the last digits that differences have.
            if near_its_end(&fitted) || (fitted.family == Family::Gamma && fitted.parameters[0] > 1e6) {
                continue;
            }
            let k = errors.len();
            let h = 1e-3;
            let at = |steps: &[(usize, f64)]| {
                let mut parameters = fitted.parameters.clone();
                for &(i, step) in steps {
                    parameters[i] += step * errors[i];
                }
                log_likelihood(fitted.family, &parameters, &values)
            };
            // In units of the standard errors the inverse has ones on its diagonal.
            let entry = |i: usize, j: usize| {
                let sum = at(&[(i, h), (j, h)]) + at(&[(i, -h), (j, -h)]) - at(&[(i, h), (j, -h)]) - at(&[(i, -h), (j, h)]);
                -sum / (4.0 * h * h)
            };
            let information: Vec<Vec<f64>> = (0..k).map(|i| (0..k).map(|j| entry(i, j)).collect()).collect();
            for i in 0..k {
                let variance = inverse_diagonal(&information, i);
                assert!(
                    (variance - 1.0).abs() < 0.02,
                    "{set}, {name}, {i}: variance {variance} in units of {errors:?}, {fitted:?}"
                );
            }
        }
    }
}

fn determinant(m: &[Vec<f64>]) -> f64 {
    match m.len() {
        0 => 1.0,
        1 => m[0][0],
        2 => m[0][0] * m[1][1] - m[0][1] * m[1][0],
        _ => (0..m.len()).map(|j| (if j % 2 == 0 { 1.0 } else { -1.0 }) * m[0][j] * determinant(&minor(m, 0, j))).sum(),
    }
}

fn minor(m: &[Vec<f64>], row: usize, column: usize) -> Vec<Vec<f64>> {
    let keep = |r: &Vec<f64>| r.iter().enumerate().filter(|(j, _)| *j != column).map(|(_, x)| *x).collect();
    m.iter().enumerate().filter(|(i, _)| *i != row).map(|(_, r)| keep(r)).collect()
}

fn inverse_diagonal(m: &[Vec<f64>], i: usize) -> f64 {
    determinant(&minor(m, i, i)) / determinant(m)
}

#[test]
fn textbook_fits_are_met() {
    let sets = reference(FITS);
    let fit = |set: &str, family| stats::fit(family, &Observed::new(numbers(&sets[set]["values"])).unwrap()).unwrap();
    let beef = fit("groundbeef", Family::Weibull);
    // R stops a little early: its likelihood is lower in the ninth digit, its parameters differ in the fourth.
    assert!(relative(beef.parameters[0], 2.185_884_860) < 5e-4 && relative(beef.parameters[1], 83.347_679_054) < 5e-4);
    assert!(beef.aic() <= 2_514.449_446_734 && relative(beef.aic(), 2_514.449_446_734) < 1e-8);
    assert!(relative(beef.bic(), 2_521.524_115_266) < 1e-8);
    assert!((fit("precip", Family::Normal).log_likelihood - -282.073_770_137).abs() < 1e-8);
}

fn refusal(family: Family, values: &[f64]) -> Reason {
    match stats::fit(family, &Observed::new(values.to_vec()).unwrap()) {
        Err(NotFitted { reason, .. }) => reason,
        Ok(fitted) => panic!("fitted: {fitted:?}"),
    }
}

#[test]
fn degenerate_values_are_refused_by_name() {
    let all: Vec<Family> = Family::CONTINUOUS.into_iter().chain(Family::COUNTS).chain([Family::Binomial { size: 9 }]).collect();
    for &family in &all {
        assert!(!refusal(family, &[0.5; 9]).to_string().is_empty());
        assert!(matches!(refusal(family, &[1.0]), Reason::TooFew { .. }), "{family}");
    }
    for family in Family::CONTINUOUS {
        // Constant, also at the ends of the scale.
        for x in [0.25, 1e-300, 1e300] {
            refusal(family, &[x; 50]);
        }
        // Two points, a spike and an outlier, zeros, tiny and huge values: a fit or a named refusal, and all numbers finite.
        let spike: Vec<f64> = (0..40).map(|i| if i == 0 { 0.9 } else { 0.5 }).collect();
        let pair: Vec<f64> = (0..40).map(|i| if i % 2 == 0 { 0.1 } else { 0.8 }).collect();
        let zeros: Vec<f64> = (0..40).map(|i| f64::from(i / 30)).collect();
        let wide: Vec<f64> = (0..40).map(|i| 10.0_f64.powi(10 * i - 290)).collect();
        let tight: Vec<f64> = (0..40).map(|i| 1.0 + f64::from(i) * f64::EPSILON).collect();
        let far: Vec<f64> = (0..40).map(|i| 1e12 + f64::from(i % 7)).collect();
        for values in [spike, pair, zeros, wide, tight, far] {
            if let Ok(fitted) = stats::fit(family, &Observed::new(values).unwrap()) {
                let errors: Vec<f64> = fitted.standard_errors.iter().copied().flatten().collect();
                let finite = fitted.parameters.iter().chain(&errors).all(|x| x.is_finite()) && fitted.log_likelihood.is_finite();
                assert!(finite, "{fitted:?}");
            }
        }
    }
    for family in [Family::LogNormal, Family::Gamma, Family::Weibull, Family::InverseGaussian, Family::Pareto, Family::Beta] {
        assert!(matches!(refusal(family, &[0.0, 0.5, 0.3, 0.2]), Reason::OutsideSupport { .. }), "{family}");
    }
    assert!(matches!(refusal(Family::Exponential, &[-1.0, 2.0, 3.0]), Reason::OutsideSupport { .. }));
    assert!(matches!(refusal(Family::Beta, &[0.5, 1.0, 0.3, 0.2]), Reason::OutsideSupport { .. }));
    assert!(matches!(refusal(Family::Poisson, &[0.0, 1.5, 3.0]), Reason::NotWhole));
    assert!(matches!(refusal(Family::Geometric, &[-1.0, 1.0, 3.0]), Reason::OutsideSupport { .. }));
    assert!(matches!(refusal(Family::NegativeBinomial, &[3.0, 4.0, 5.0, 4.0]), Reason::NoMaximum { .. }));
    assert!(matches!(refusal(Family::Binomial { size: 4 }, &[3.0, 4.0, 5.0, 4.0]), Reason::OutsideSupport { .. }));
    assert!(
        Observed::new(vec![]).is_err()
            && Observed::new(vec![1.0, f64::NAN]).is_err()
            && Observed::new(vec![f64::INFINITY]).is_err()
    );
}

#[test]
fn criterion_weights_sum_to_one() {
    let weights = stats::criterion_weights(&[1e6, 1e6 + 2.0, 2e6]);
    assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-15 && weights[2] == 0.0);
    assert!(stats::criterion_weights(&[]).is_empty());
}
