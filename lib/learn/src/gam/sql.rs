//! The model as one SQL expression.

use super::fitted::GamFitted;
use super::shape::{Axis, Shape, Step};
use crate::booster::Loss;

impl GamFitted {
    /// The prediction as an SQL expression over the columns of the table; `None` for several classes.
    ///
    /// Standard SQL: `CASE`, `IS NULL`, `IN`, `EXP`; names in double quotes. Neighbouring steps of equal value are one. NaN counts
    /// as larger than every number in most engines: turn it into NULL first.
    pub fn to_sql(&self) -> Option<String> {
        if self.loss().outputs() > 1 {
            return None;
        }
        let mut sum = format!("{:?}", self.intercept()[0]);
        for shape in self.shapes(0) {
            let values: Vec<f64> = shape.values.iter().map(|value| value.value).collect();
            if values.iter().any(|value| *value != 0.0) {
                sum = format!("{sum}\n + {}", term(&shape, &values));
            }
        }
        Some(match self.loss() {
            Loss::Logistic => format!("1.0 / (1.0 + EXP(-({sum})))"),
            Loss::Poisson | Loss::Tweedie { .. } => format!("EXP({sum})"),
            _ => sum,
        })
    }
}

fn term(shape: &Shape, values: &[f64]) -> String {
    match shape.axes.as_slice() {
        [axis] => case(axis, &values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>()),
        [first, second] => {
            let line = |values: &[f64]| case(second, &values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>());
            case(first, &values.chunks(second.steps.len()).map(line).collect::<Vec<_>>())
        }
        _ => "0.0".to_owned(),
    }
}

/// `CASE` over the steps of an axis, with what to add in each.
fn case(axis: &Axis, then: &[String]) -> String {
    if then.iter().all(|text| *text == then[0]) && axis.steps.len() > 1 && covers(axis) {
        return then[0].clone();
    }
    let name = format!("\"{}\"", axis.column.replace('"', "\"\""));
    let missing = axis.steps.iter().position(|step| *step == Step::Missing);
    let numbers = axis.steps.iter().any(|step| matches!(step, Step::Range { .. }));
    let mut text = "CASE".to_owned();
    if numbers {
        text += &format!(" WHEN {name} IS NULL THEN {}", missing.map_or("0.0", |at| &then[at]));
    }
    let mut rest = "0.0";
    for (at, step) in axis.steps.iter().enumerate() {
        match step {
            Step::Missing => {}
            Step::Range { high, .. } if high.is_infinite() => rest = &then[at],
            Step::Range { high, .. } => {
                let same = matches!(axis.steps.get(at + 1), Some(Step::Range { .. })) && then[at] == then[at + 1];
                if !same {
                    text += &format!(" WHEN {name} <= {high:?} THEN {}", then[at]);
                }
            }
            Step::Labels { names, rest: others } => {
                if !names.is_empty() {
                    let names: Vec<String> = names.iter().map(|name| format!("'{}'", name.replace('\'', "''"))).collect();
                    text += &format!(" WHEN {name} IN ({}) THEN {}", names.join(", "), then[at]);
                }
                if *others {
                    rest = &then[at];
                }
            }
        }
    }
    if text == "CASE" { rest.to_owned() } else { format!("{text} ELSE {rest} END") }
}

/// Whether every value there is has a step, missing ones included.
fn covers(axis: &Axis) -> bool {
    axis.steps.iter().any(|step| matches!(step, Step::Missing | Step::Labels { rest: true, .. }))
}
