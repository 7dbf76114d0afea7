//! CPU seconds of linear models on a table: `glm_bench TABLE.csv FAMILY RIDGE [TIMES]`, target column `y`, prints JSON.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

#[path = "booster_bench/process.rs"]
#[allow(dead_code)]
mod process;
#[path = "booster_bench/table.rs"]
mod table;

use learn::encode::EncodeSpec;
use learn::glm::{Family, GlmSpec};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (train, y) = table::read(&arguments[1], "y");
    let family = match arguments[2].as_str() {
        "gaussian" => Family::Gaussian,
        "binomial" => Family::Binomial,
        _ => Family::Poisson,
    };
    let times: usize = arguments.get(4).map_or(5, |text| text.parse().unwrap());
    let encode = EncodeSpec { rare_rows: 1, ..EncodeSpec::default() };
    let spec = GlmSpec { family, ridge: arguments[3].parse().unwrap(), encode, ..GlmSpec::default() };
    let start = process::cpu_seconds();
    let mut model = spec.fit(&train, &y, None).unwrap();
    for _ in 1..times {
        model = spec.fit(&train, &y, None).unwrap();
    }
    let seconds = (process::cpu_seconds() - start) / times as f64;
    let report = model.report();
    let list = |f: &dyn Fn(&learn::glm::Coefficient) -> f64| {
        report.coefficients.iter().map(|c| format!("{:e}", f(c))).collect::<Vec<String>>().join(", ")
    };
    let names: Vec<String> = report.coefficients.iter().map(|c| format!("{:?}", c.name)).collect();
    println!(
        "{{\"cpu_s\": {seconds:.4}, \"rows\": {}, \"iterations\": {}, \"deviance\": {:e}, \"names\": [{}], \"coefficients\": [{}], \"standard_errors\": [{}]}}",
        report.rows,
        report.iterations,
        report.deviance,
        names.join(", "),
        list(&|c| c.estimate),
        list(&|c| c.standard_error.unwrap_or(0.0)),
    );
}
