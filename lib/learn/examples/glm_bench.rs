//! CPU seconds of linear models on a table: `glm_bench TABLE.csv FAMILY RIDGE [TIMES]`, target column `y`, prints JSON.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use learn::encode::EncodeSpec;
use learn::frame::{Column, Frame};
use learn::glm::{Family, GlmSpec};

/// User and system seconds of this process.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

fn read(path: &str) -> (Frame, Vec<f64>) {
    let mut reader = csv::Reader::from_path(path).expect("a readable file");
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); names.len()];
    for record in reader.records() {
        for (slot, cell) in cells.iter_mut().zip(&record.unwrap()) {
            slot.push(cell.to_owned());
        }
    }
    let rows = cells[0].len();
    let (mut columns, mut y) = (Vec::new(), Vec::new());
    for (name, cells) in names.iter().zip(&cells) {
        let number = |cell: &String| if cell.is_empty() { Ok(f64::NAN) } else { cell.parse::<f64>() };
        match cells.iter().map(number).collect::<Result<Vec<f64>, _>>() {
            Ok(values) if name == "y" => y = values,
            Ok(values) => columns.push(Column::numeric(name.as_str(), values)),
            Err(_) => {
                columns.push(Column::from_labels(name.as_str(), cells.iter().map(|c| (!c.is_empty()).then_some(c.as_str()))));
            }
        }
    }
    (Frame::new(rows, columns).unwrap(), y)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (train, y) = read(&arguments[1]);
    let family = match arguments[2].as_str() {
        "gaussian" => Family::Gaussian,
        "binomial" => Family::Binomial,
        _ => Family::Poisson,
    };
    let times: usize = arguments.get(4).map_or(5, |text| text.parse().unwrap());
    let encode = EncodeSpec { rare_rows: 1, ..EncodeSpec::default() };
    let spec = GlmSpec { family, ridge: arguments[3].parse().unwrap(), encode, ..GlmSpec::default() };
    let start = cpu_seconds();
    let mut model = spec.fit(&train, &y, None).unwrap();
    for _ in 1..times {
        model = spec.fit(&train, &y, None).unwrap();
    }
    let seconds = (cpu_seconds() - start) / times as f64;
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
