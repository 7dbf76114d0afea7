//! Simulates the tables of `src/fit/null_table.rs`: `cargo run --release -p stats --example null_tables > lib/stats/src/fit/null_table.rs`.
//!
//! 160 CPU seconds. The seed is fixed.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use stats::{Continuous, Distances, Exponential, Family, Fitted, Gumbel, Logistic, Normal, Observed, sorted_quantile};

const LEVELS: [f64; 17] =
    [0.99, 0.95, 0.9, 0.75, 0.5, 0.35, 0.25, 0.15, 0.1, 0.07, 0.05, 0.035, 0.025, 0.015, 0.01, 0.005, 0.001];
const SIZES: [usize; 7] = [8, 16, 32, 64, 128, 512, 2048];

fn law(family: Family) -> Option<Box<dyn Continuous>> {
    Some(match family {
        Family::Normal => Box::new(Normal::standard()),
        Family::Exponential => Box::new(Exponential::new(1.0).unwrap()),
        Family::Logistic => Box::new(Logistic::new(0.0, 1.0).unwrap()),
        Family::Gumbel => Box::new(Gumbel::new(0.0, 1.0).unwrap()),
        _ => return None,
    })
}

fn simulate(family: Family, n: usize, replicates: usize, rng: &mut Pcg64) -> [Vec<f64>; 3] {
    let law = law(family);
    let mut statistics: [Vec<f64>; 3] = std::array::from_fn(|_| Vec::with_capacity(replicates));
    while statistics[0].len() < replicates {
        let uniform: Vec<f64> = (0..n).map(|_| (rng.random::<u64>() >> 11) as f64 / (1_u64 << 53) as f64 + 1e-17).collect();
        let values = match &law {
            Some(law) => uniform.iter().map(|&u| law.quantile(u).unwrap()).collect(),
            None => uniform,
        };
        let observed = Observed::new(values).unwrap();
        let fitted = if law.is_some() {
            let Ok(fitted) = stats::fit(family, &observed) else { continue };
            fitted
        } else {
            Fitted { family, parameters: vec![0.0, 1.0], standard_errors: vec![None; 2], log_likelihood: 0.0, n: n as u64 }
        };
        let distances = Distances::new(&observed, &fitted).unwrap();
        statistics[0].push((n as f64).sqrt() * distances.kolmogorov_smirnov);
        statistics[1].push(distances.cramer_von_mises);
        statistics[2].push(distances.anderson_darling);
    }
    statistics
}

fn main() {
    let families = [Family::Uniform, Family::Normal, Family::Exponential, Family::Logistic, Family::Gumbel];
    let mut rng = Pcg64::seed_from_u64(20_261_128);
    println!("//! Quantiles of the distances under the null, simulated by `examples/null_tables.rs`; not edited by hand.");
    println!("#![expect(clippy::approx_constant, reason = \"simulated numbers that happen to look like constants\")]");
    println!("\n/// Upper tail probabilities, one a column.");
    println!("pub(super) const LEVELS: [f64; {}] = {LEVELS:?};", LEVELS.len());
    println!("\n/// Numbers of values, one a row.");
    println!("pub(super) const SIZES: [f64; {}] = {:?};", SIZES.len(), SIZES.map(|n| n as f64));
    println!("\n/// By null (in the order of `Null`), statistic (`sqrt(n) D`, W², A²), size and level.");
    println!("pub(super) const TABLE: [[[[f64; {}]; {}]; 3]; {}] = [", LEVELS.len(), SIZES.len(), families.len());
    for family in families {
        let rows: Vec<[Vec<f64>; 3]> = SIZES
            .iter()
            .map(|&n| {
                let replicates = if n > 1000 { 50_000 } else { 200_000 };
                simulate(family, n, replicates, &mut rng).map(|mut values| {
                    values.sort_by(f64::total_cmp);
                    LEVELS.iter().map(|p| sorted_quantile(&values, 1.0 - p).unwrap()).collect()
                })
            })
            .collect();
        println!("    // {family}");
        println!("    [");
        for statistic in 0..3 {
            println!("        [");
            for row in &rows {
                let texts: Vec<String> = row[statistic].iter().map(|x| format!("{x:.4}")).collect();
                println!("            [{}],", texts.join(", "));
            }
            println!("        ],");
        }
        println!("    ],");
    }
    println!("];");
}
