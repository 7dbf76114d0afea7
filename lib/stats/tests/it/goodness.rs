//! Distances, p-values, bands and grain.
//!
//! Calibration of [`stats::p_values`] at a nominal 5 %: see `p_values_reject_a_true_family_as_often_as_promised`, and the long version below it with its figures.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use stats::{Distances, Family, Fitted, Grain, Law, Null, Observed, PValues, QqBand};

use crate::{number, numbers, reference, relative};

const GOODNESS: &str = include_str!("../../../../reference/stats/goodness.json");

fn member(family: Family, parameters: &[f64]) -> Fitted {
    Fitted { family, parameters: parameters.to_vec(), standard_errors: vec![None; parameters.len()], log_likelihood: 0.0, n: 0 }
}

/// Values of one member by its quantiles.
fn draw(family: Family, parameters: &[f64], n: usize, rng: &mut Pcg64) -> Observed {
    let law = family.law(parameters).unwrap();
    let u = || (rng.random::<u64>() >> 11) as f64 / (1_u64 << 53) as f64 + 1e-17;
    let values: Vec<f64> = std::iter::repeat_with(u)
        .map(|u| match &law {
            Law::Continuous(law) => law.quantile(u).unwrap(),
            Law::Discrete(law) => law.quantile(u).unwrap() as f64,
        })
        .take(n)
        .collect();
    Observed::new(values).unwrap()
}

#[test]
fn distances_equal_scipy() {
    for case in reference(GOODNESS)["continuous"].as_array().unwrap() {
        let family = match case["family"].as_str().unwrap() {
            "normal" => Family::Normal,
            "gamma" => Family::Gamma,
            "weibull" => Family::Weibull,
            _ => Family::StudentT,
        };
        let observed = Observed::new(numbers(&case["values"])).unwrap();
        let fitted = member(family, &numbers(&case["parameters"]));
        let found = Distances::new(&observed, &fitted).unwrap();
        assert!(relative(found.kolmogorov_smirnov, number(&case["ks"])) < 1e-11, "{family}");
        assert!(relative(found.cramer_von_mises, number(&case["cvm"])) < 1e-11, "{family}");
        assert!(relative(found.anderson_darling, number(&case["ad"])) < 1e-10, "{family}");
        let Law::Continuous(law) = family.law(&fitted.parameters).unwrap() else { panic!() };
        assert!((stats::kolmogorov_smirnov(observed.sorted(), law.as_ref()) - found.kolmogorov_smirnov).abs() < 1e-15);
    }
}

#[test]
fn distances_of_counts_equal_their_definition() {
    for case in reference(GOODNESS)["counts"].as_array().unwrap() {
        let observed = Observed::new(numbers(&case["values"])).unwrap();
        let found = Distances::new(&observed, &member(Family::Poisson, &[number(&case["mean"])])).unwrap();
        assert!(relative(found.kolmogorov_smirnov, number(&case["ks"])) < 1e-10);
        assert!(relative(found.cramer_von_mises, number(&case["cvm"])) < 1e-10);
        assert!(relative(found.anderson_darling, number(&case["ad"])) < 1e-9, "{found:?} {case}");
    }
}

#[test]
fn few_evaluations_find_the_same_largest_gap() {
    let mut rng = Pcg64::seed_from_u64(3);
    for (family, truth, claimed) in [
        (Family::Gamma, [2.3, 1.7], [2.3, 1.7]),
        (Family::Gamma, [2.3, 1.7], [2.0, 2.0]),
        (Family::Normal, [0.0, 1.0], [0.02, 1.01]),
        (Family::Uniform, [0.0, 1.0], [-1.0, 3.0]),
    ] {
        for n in [1, 2, 3, 50, 5_000] {
            let observed = draw(family, &truth, n, &mut rng);
            let Law::Continuous(law) = family.law(&claimed).unwrap() else { panic!() };
            let all = Distances::new(&observed, &member(family, &claimed)).unwrap();
            let few = stats::kolmogorov_smirnov(observed.sorted(), law.as_ref());
            assert!((few - all.kolmogorov_smirnov).abs() < 1e-14, "{family} {n}");
        }
    }
}

/// Stephens' published points, which have three digits; the furthest from our simulation is Gumbel's at 1 %, by 8.5 % of that.
#[test]
fn tables_agree_with_published_ones() {
    let published = [
        // Stephens (1974, 1986): A² (1 + 0.75/n + 2.25/n²) = 0.752 at 5 %, 1.035 at 1 % for the normal distribution with both parameters fitted.
        (Null::Normal, 0.752, 0.05),
        (Null::Normal, 1.035, 0.01),
        // A² (1 + 0.6/n) = 1.321 at 5 %, 1.959 at 1 % for the exponential.
        (Null::Exponential, 1.321, 0.05),
        (Null::Exponential, 1.959, 0.01),
        // A² (1 + 0.25/n) = 0.660, 0.906 for the logistic; A² (1 + 0.2/sqrt n) = 0.757, 1.038 for the Gumbel.
        (Null::Logistic, 0.660, 0.05),
        (Null::Logistic, 0.906, 0.01),
        (Null::Gumbel, 0.757, 0.05),
        (Null::Gumbel, 1.038, 0.01),
        // Anderson and Darling (1954): 2.492, 3.857 for a known distribution.
        (Null::Known, 2.492, 0.05),
        (Null::Known, 3.857, 0.01),
    ];
    for (null, modified, p) in published {
        // Below some hundred values the published corrections are themselves rough: Gumbel's at 40 rejects 5.4 % by our table.
        for n in [200.0_f64, 500.0, 1_000.0] {
            let correction = match null {
                Null::Normal => 1.0 + 0.75 / n + 2.25 / (n * n),
                Null::Exponential => 1.0 + 0.6 / n,
                Null::Logistic => 1.0 + 0.25 / n,
                Null::Gumbel => 1.0 + 0.2 / n.sqrt(),
                Null::Known => 1.0,
            };
            let found = null.p_anderson_darling(n as u64, modified / correction);
            assert!((found / p - 1.0).abs() < 0.1, "{null:?} at {n}: {found} instead of {p}");
        }
    }
}

/// Shares of p-values of KS, Cramér-von Mises and Anderson-Darling at or below 5 % over samples of a true family.
fn rejections(family: Family, parameters: &[f64], n: usize, runs: usize, replicates: usize) -> [f64; 3] {
    let mut rng = Pcg64::seed_from_u64(n as u64 ^ 0x5eed);
    let (mut done, mut rejected) = (0.0, [0.0; 3]);
    for run in 0..runs {
        let observed = draw(family, parameters, n, &mut rng);
        let Ok(fitted) = stats::fit(family, &observed) else { continue };
        let Ok(p) = stats::p_values(&observed, &fitted, replicates, run as u64) else { continue };
        let PValues { kolmogorov_smirnov, cramer_von_mises, anderson_darling, .. } = p;
        done += 1.0;
        for (count, p) in rejected.iter_mut().zip([kolmogorov_smirnov, cramer_von_mises, anderson_darling]) {
            *count += f64::from(u8::from(p <= 0.05));
        }
    }
    assert!(done >= 0.5 * runs as f64, "{family} at {n}: {done} of {runs} fitted");
    rejected.map(|count| count / done)
}

/// Members of all families; those with tables first.
const TRUTHS: [(Family, &[f64]); 16] = [
    (Family::Normal, &[3.0, 2.0]),
    (Family::LogNormal, &[1.0, 0.8]),
    (Family::Exponential, &[0.4]),
    (Family::Logistic, &[-1.0, 2.0]),
    (Family::Gumbel, &[5.0, 0.5]),
    (Family::Weibull, &[0.8, 3.0]),
    (Family::Uniform, &[-2.0, 9.0]),
    (Family::Pareto, &[2.0, 1.5]),
    (Family::Gamma, &[2.3, 1.7]),
    (Family::Beta, &[2.5, 0.8]),
    (Family::InverseGaussian, &[2.0, 3.0]),
    (Family::StudentT, &[1.0, 2.0, 4.0]),
    (Family::Gev, &[5.0, 2.0, 0.2]),
    (Family::Poisson, &[4.4]),
    (Family::Geometric, &[0.2]),
    (Family::NegativeBinomial, &[6.0, 1.4]),
];

#[test]
fn p_values_reject_a_true_family_as_often_as_promised() {
    // 1,200 runs put three standard errors at 1.9 points.
    for (family, parameters) in &TRUTHS[..8] {
        for n in [50, 500] {
            let shares = rejections(*family, parameters, n, 1_200, 0);
            assert!(shares.iter().all(|share| (0.03..=0.07).contains(share)), "{family} at {n}: {shares:?}");
        }
    }
    for (family, parameters) in [(Family::Gamma, &[2.3, 1.7][..]), (Family::Poisson, &[4.4])] {
        let shares = rejections(family, parameters, 50, 1_000, 99);
        assert!(shares.iter().all(|share| (0.03..=0.07).contains(share)), "{family}: {shares:?}");
    }
}

/// Rejections at a nominal 5 %, in percent, of KS, Cramér-von Mises and Anderson-Darling:
///
/// | family | n = 50 (20,000 runs) | 500 (20,000) | 5,000 (4,000) |
/// |---|---|---|---|
/// | normal, lognormal | 5.0 4.9 4.8 | 5.0 4.9 4.9 | 5.6 5.5 5.7 |
/// | exponential | 4.8 4.7 4.8 | 4.8 4.7 4.8 | 5.1 4.7 5.0 |
/// | logistic | 4.9 5.1 5.0 | 5.2 4.9 4.9 | 5.8 5.6 5.4 |
/// | Gumbel | 5.0 4.9 4.9 | 4.9 4.8 4.9 | 5.7 5.6 5.5 |
/// | Weibull | 5.1 5.0 5.0 | 5.1 4.8 4.8 | 5.6 5.6 5.9 |
/// | uniform | 4.8 4.6 4.7 | 4.8 5.0 4.9 | 5.2 5.1 5.4 |
/// | Pareto | 4.8 4.8 4.8 | 4.8 4.7 4.8 | 5.1 4.7 5.0 |
///
/// Bootstrapped families: see the next test.
#[test]
#[ignore = "about twenty minutes"]
#[expect(clippy::print_stdout, reason = "a report")]
fn p_values_reject_a_true_family_as_often_as_promised_at_length() {
    for (family, parameters) in &TRUTHS[..8] {
        for (n, runs) in [(50, 20_000), (500, 20_000), (5_000, 4_000)] {
            let shares = rejections(*family, parameters, n, runs, 0);
            println!("{family} at {n}: {:?} % of {runs}", shares.map(|share| (share * 1000.0).round() / 10.0));
        }
    }
}

/// Rejections at a nominal 5 %, in percent, of families with a bootstrap of 99 (KS, Cramér-von Mises, Anderson-Darling; standard error 0.35 and 0.5). `look`
/// draws 300 values of longer columns, so that the last figures stand for 500 and 5,000:
///
/// | family | n = 50 (4,000 runs) | 300 (2,000) |
/// |---|---|---|
/// | gamma | 4.7 5.0 5.0 | 5.0 4.9 4.8 |
/// | beta | 4.9 5.0 4.8 | not run at length |
/// | inverse Gaussian | 4.9 5.2 5.0 | not run at length |
/// | Student's t | 3.3 3.3 3.4 | not run at length |
/// | generalised extreme value | 4.7 4.8 4.9 | not run at length |
/// | Poisson | 4.2 4.6 4.5 | not run at length |
/// | geometric | 4.2 4.1 4.3 | not run at length |
/// | negative binomial | 4.8 5.1 5.1 | not run at length |
///
/// Student's t is conservative at 50: draws that rise towards the normal distribution have no fit and are left out.
#[test]
#[ignore = "about an hour of CPU"]
#[expect(clippy::print_stdout, reason = "a report")]
fn bootstrapped_p_values_reject_a_true_family_as_often_as_promised() {
    for (n, runs) in [(50, 4_000), (300, 2_000)] {
        for (family, parameters) in &TRUTHS[8..] {
            let shares = rejections(*family, parameters, n, runs, 99);
            println!("{family} at {n}: {:?} % of {runs}", shares.map(|share| (share * 1000.0).round() / 10.0));
        }
    }
}

#[test]
fn wrong_families_are_rejected() {
    let mut rng = Pcg64::seed_from_u64(9);
    for (truth, parameters, claimed) in [
        (Family::LogNormal, &[0.0, 1.0][..], Family::Normal),
        (Family::LogNormal, &[0.0, 1.0], Family::Gamma),
        (Family::Normal, &[0.0, 1.0], Family::Gumbel),
        (Family::Uniform, &[0.0, 1.0], Family::Normal),
        (Family::NegativeBinomial, &[6.0, 1.4], Family::Poisson),
    ] {
        let observed = draw(truth, parameters, 400, &mut rng);
        let fitted = stats::fit(claimed, &observed).unwrap();
        let p = stats::p_values(&observed, &fitted, 199, 1).unwrap();
        assert!(p.anderson_darling <= 0.005 && p.cramer_von_mises <= 0.01, "{truth} taken for {claimed}: {p:?}");
        assert_eq!(p, stats::p_values(&observed, &fitted, 199, 1).unwrap());
    }
    let tiny = Observed::new(vec![1.0, 2.0, 4.0, 3.0]).unwrap();
    assert!(stats::p_values(&tiny, &stats::fit(Family::Normal, &tiny).unwrap(), 99, 1).is_err());
}

#[test]
fn bands_hold_all_points_as_often_as_promised() {
    let mut rng = Pcg64::seed_from_u64(4);
    for (null, family, parameters) in [
        (Null::Normal, Family::Normal, &[2.0, 3.0][..]),
        (Null::Exponential, Family::Exponential, &[0.5]),
        (Null::Gumbel, Family::Weibull, &[1.5, 2.0]),
    ] {
        for n in [30, 300] {
            let band = QqBand::simulate(null, n, 0.95, 2_000, 7).unwrap();
            assert_eq!(band, QqBand::simulate(null, n, 0.95, 2_000, 7).unwrap());
            let runs = 1_000;
            let inside = (0..runs)
                .filter(|_| {
                    let observed = draw(family, parameters, n, &mut rng);
                    let fitted = stats::fit(family, &observed).unwrap();
                    band.points(&observed, &fitted).unwrap().iter().all(|p| p.low <= p.observed && p.observed <= p.high)
                })
                .count();
            let share = inside as f64 / f64::from(runs);
            assert!((0.925..=0.975).contains(&share), "{null:?} at {n}: {share}");
        }
    }
    assert!(QqBand::simulate(Null::Normal, 7, 0.95, 100, 1).is_err() && QqBand::simulate(Null::Normal, 9, 0.95, 5, 1).is_err());
}

#[test]
fn grain_is_seen() {
    let at = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        Grain::of(&values).unwrap()
    };
    let cents = at((0..500).map(|i| f64::from(i * 37 % 911) / 100.0).collect());
    assert_eq!((cents.step, cents.heap, cents.distinct), (Some(0.01), None, 500));
    assert!(!cents.too_coarse(500));
    let heaped = at((0..500).map(|i| if i % 2 == 0 { f64::from(i * 37 % 911) } else { f64::from(i % 91) * 10.0 }).collect());
    assert_eq!(heaped.heap.unwrap().step, 10.0);
    let zeros = at((0..100).map(|i| if i < 34 { 0.0 } else { f64::from(i).sqrt() }).collect());
    assert_eq!((zeros.mode, zeros.mode_share, zeros.step), (0.0, 0.34, None));
    assert!(zeros.too_coarse(100));
    let thousands = at((1..60).map(|i| f64::from(i) * 1_000.0).collect());
    assert_eq!(thousands.step, Some(1_000.0));
    assert_eq!(at(vec![0.0; 5]).step, Some(1e9));
    let prices = at((0..500).map(|i| f64::from(i * 37 % 911) / 20.0).collect());
    assert_eq!((prices.step, prices.tick, prices.heap), (Some(0.01), Some(0.05), None), "nickels are a tick, not a heap");
    assert_eq!(Grain::of(&[]), None);
}

/// Amounts of a cash register, minutes and the like: uniform, lognormal and exponential figures on a tick.
fn ticked(rng: &mut Pcg64, shape: usize, tick: f64) -> Vec<f64> {
    let spread = tick * 10.0_f64.powf(rng.random_range(1.5..3.5));
    let normal = |rng: &mut Pcg64| (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
    let mut values: Vec<f64> = (0..1000)
        .map(|_| match shape {
            0 => spread * rng.random::<f64>(),
            1 => spread * normal(rng).exp(),
            _ => -spread * rng.random::<f64>().ln(),
        })
        .map(|x| (x / tick).round() * tick)
        .collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Of 2,700 tables of amounts on a tick a heap is seen in 4, in none an excess of 20 points; it is in all 270 that people rounded.
#[test]
fn a_tick_is_no_heap_and_rounding_by_people_is_one() {
    let mut rng = Pcg64::seed_from_u64(4);
    let (mut seen, mut large, mut found) = (0, 0, 0);
    for run in 0..2700 {
        let tick = [0.01, 0.05, 0.25, 1.0, 5.0][run % 5];
        let mut values = ticked(&mut rng, run % 3, tick);
        let heap = Grain::of(&values).unwrap().heap;
        seen += usize::from(heap.is_some());
        large += usize::from(heap.is_some_and(|h| h.share - h.expected > 0.2));
        if run % 10 == 0 {
            // Half of the figures are given in round numbers.
            values.iter_mut().step_by(2).for_each(|x| *x = (*x / (10.0 * tick)).round() * 10.0 * tick);
            values.sort_by(f64::total_cmp);
            found += usize::from(Grain::of(&values).unwrap().heap.is_some_and(|h| h.share - h.expected > 0.2));
        }
    }
    assert!(seen <= 27 && large == 0 && found >= 265, "{seen} {large} {found}");
}
