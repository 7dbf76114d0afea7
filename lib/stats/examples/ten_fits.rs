//! Fits ten families to a file of little-endian doubles: `ten_fits FILE`; a JSON line a family. See `bench/look/fits.py`.
#![allow(clippy::print_stdout, missing_docs)]

use std::error::Error;

use stats::{Family, Fitted, Law, Observed};

const FAMILIES: [Family; 10] = [
    Family::Normal,
    Family::LogNormal,
    Family::Gamma,
    Family::Exponential,
    Family::Weibull,
    Family::Beta,
    Family::StudentT,
    Family::Logistic,
    Family::Pareto,
    Family::Uniform,
];

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: ten_fits FILE")?;
    let bytes = std::fs::read(path)?;
    let (chunks, _) = bytes.as_chunks::<8>();
    let values: Vec<f64> = chunks.iter().map(|chunk| f64::from_le_bytes(*chunk)).collect();
    let observed = Observed::new(values)?;
    for family in FAMILIES {
        let (fitted, ks) = if family == Family::Beta { scaled_beta(&observed)? } else { fit(family, &observed)? };
        let Fitted { parameters, .. } = &fitted;
        println!(r#"{{"family": "{family}", "aic": {}, "ks": {ks}, "parameters": {parameters:?}}}"#, fitted.aic());
    }
    Ok(())
}

fn fit(family: Family, observed: &Observed) -> Result<(Fitted, f64), Box<dyn Error>> {
    let fitted = stats::fit(family, observed)?;
    let Law::Continuous(law) = family.law(&fitted.parameters)? else { return Err("a family of counts".into()) };
    let ks = stats::kolmogorov_smirnov(observed.sorted(), law.as_ref());
    Ok((fitted, ks))
}

/// Beta on 0 to just above the largest value, as its support has to be known.
fn scaled_beta(observed: &Observed) -> Result<(Fitted, f64), Box<dyn Error>> {
    let end = observed.totals().max * (1.0 + 1e-6);
    let shares = Observed::new(observed.sorted().iter().map(|x| x / end).collect())?;
    let (mut fitted, ks) = fit(Family::Beta, &shares)?;
    fitted.log_likelihood -= fitted.n as f64 * end.ln();
    Ok((fitted, ks))
}
