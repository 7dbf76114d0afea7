//! Every standard error, leverage and Cook's distance against R (glm, sandwich, MASS, statmod) and statsmodels; see `reference/learn/inference.py`.

use learn::encode::{EncodeSpec, Form};
use learn::frame::{Column, Frame};
use learn::glm::{Convergence, Errors, Family, GlmFitted, GlmSpec, Inference, Sample, Theta};
use serde_json::Value;

use crate::tables::{apart, numbers, results, table};

const SETS: [&str; 16] = [
    "mtcars",
    "airquality",
    "wage1",
    "swiss",
    "petersen",
    "birthwt",
    "esoph",
    "mroz",
    "warpbreaks",
    "insurance",
    "epil",
    "quine",
    "biochemists",
    "trees",
    "salaries",
    "doctor",
];

struct Rows {
    frame: Frame,
    y: Vec<f64>,
    weight: Option<Vec<f64>>,
    offset: Option<Vec<f64>>,
    cluster: Vec<usize>,
}

impl Rows {
    fn sample(&self) -> Sample<'_> {
        let mut sample = Sample::new(&self.frame, &self.y);
        if let Some(weight) = &self.weight {
            sample = sample.weighted(weight);
        }
        if let Some(offset) = &self.offset {
            sample = sample.offset(offset);
        }
        sample
    }
}

fn rows(name: &str) -> Rows {
    let (all, y) = table(name);
    let special = ["weight", "offset", "cluster"];
    let values = |name: &str| match all.column(name) {
        Some(Column::Numeric { values, .. }) => Some(values.clone()),
        _ => None,
    };
    let features = all.columns().iter().filter(|column| !special.contains(&column.name())).cloned().collect();
    let cluster = values("cluster").unwrap().iter().map(|c| *c as usize).collect();
    Rows { frame: Frame::new(y.len(), features).unwrap(), y, weight: values("weight"), offset: values("offset"), cluster }
}

fn family(spec: &Value) -> Family {
    match spec["family"].as_str().unwrap() {
        "gaussian" => Family::Gaussian,
        "binomial" => Family::Binomial,
        "poisson" => Family::Poisson,
        "gamma" => Family::Gamma,
        "tweedie" => Family::Tweedie { power: spec["power"].as_f64() },
        _ => Family::NegativeBinomial { theta: None },
    }
}

fn encode(spec: &Value) -> EncodeSpec {
    let strings = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|label| label.as_str().unwrap().to_owned()).collect()
    };
    let mut forms = Vec::new();
    let entries = |key: &str| spec[key].as_object().cloned().unwrap_or_default();
    forms.extend(entries("knots").iter().map(|(c, k)| (c.clone(), Form::Curved { knots: k.as_u64().unwrap() as usize })));
    forms.extend(entries("steps").iter().map(|(c, order)| (c.clone(), Form::Steps { order: strings(order) })));
    forms.extend(entries("scores").iter().map(|(c, order)| (c.clone(), Form::Scores { order: strings(order) })));
    let pairs = spec["interactions"].as_array().cloned().unwrap_or_default();
    let interactions = pairs.iter().map(|pair| (strings(pair)[0].clone(), strings(pair)[1].clone())).collect();
    EncodeSpec { rare_rows: 1, forms, interactions, ..EncodeSpec::default() }
}

fn fit(set: &Value, rows: &Rows) -> GlmFitted {
    let spec = &set["spec"];
    let spec = GlmSpec { family: family(spec), ridge: 0.0, encode: encode(spec), ..GlmSpec::default() };
    spec.fit_sample(&rows.sample(), None).unwrap()
}

fn errors(inference: &Inference) -> Vec<f64> {
    inference.coefficients.iter().map(|c| c.standard_error.unwrap()).collect()
}

fn agree(what: &str, found: &[f64], wanted: &Value, tolerance: f64) {
    let wanted = wanted.as_f64().map_or_else(|| numbers(wanted), |one| vec![one]);
    let apart = apart(found, &wanted);
    assert!(apart < tolerance, "{what}: {apart:e} apart\n{found:?}\n{wanted:?}");
}

#[test]
fn coefficients_and_all_standard_errors_equal_those_of_r_and_statsmodels() {
    let (python, r) = (results("inference.json"), results("inference_r.json"));
    for name in SETS {
        let (set, r, rows) = (&python["sets"][name], &r["sets"][name], rows(name));
        let model = fit(set, &rows);
        let report = model.report();
        assert_eq!(report.convergence, Convergence::Converged, "{name}");
        assert_eq!((&report.separation, report.dropped.len()), (&None, 0), "{name}");
        let names: Vec<&str> = report.coefficients.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(Value::from(names), set["names"]);
        let inference = |errors| model.inference(&rows.sample(), errors, 0.95).unwrap();
        let b: Vec<f64> = report.coefficients.iter().map(|c| c.estimate).collect();
        let classical = errors(&inference(Errors::Classical));
        let clustered = errors(&inference(Errors::Clustered(&rows.cluster)));
        // Where the link is not canonical statsmodels has the observed curvature in sandwich and leverage, R and we the expected one.
        let canonical = matches!(model.family(), Family::Gaussian | Family::Binomial | Family::Poisson);
        for (who, other) in [("statsmodels", &set["statsmodels"]), ("R", r)] {
            let agree = |what: &str, found: &[f64], tolerance| {
                agree(&format!("{name}, {who}, {what}"), found, &other[what], tolerance);
            };
            agree("coefficients", &b, 1e-8);
            agree("classical", &classical, 1e-8);
            if who == "R" || canonical {
                agree("clustered", &clustered, 1e-8);
            }
            agree("deviance", &[report.deviance], 1e-10);
            agree("null_deviance", &[report.null_deviance], 1e-10);
            agree("pearson", &[report.pearson], 1e-8);
        }
        agree(name, &errors(&inference(Errors::Hc3)), &r["hc3"], 1e-8);
        agree(name, &[report.dispersion.unwrap()], &r["dispersion"], 1e-8);
        // Below 1e-290 only their order of magnitude is known.
        let p: Vec<f64> = report.coefficients.iter().map(|c| c.p_value.unwrap().max(1e-290)).collect();
        let wanted: Vec<f64> = numbers(&r["p_values"]).iter().map(|p| p.max(1e-290)).collect();
        agree(name, &p, &Value::from(wanted), 1e-6);
        for (key, value) in [("aic", report.aic), ("bic", report.bic), ("log_likelihood", report.log_likelihood)] {
            if !r[key].is_null() {
                agree(&format!("{name}, {key}"), &[value.unwrap()], &r[key], 1e-10);
            }
        }
        let influence = model.influence(&rows.sample()).unwrap();
        let cook: Vec<f64> = influence.cook.iter().map(|cook| cook.unwrap()).collect();
        let close = |what: &str, found: &[f64], wanted: &Value| {
            let worst = found.iter().zip(numbers(wanted)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(worst < 1e-8, "{name}, {what}: {worst:e}");
        };
        close("leverage", &influence.leverage, &r["leverage"]);
        close("cook", &cook, &r["cook"]);
        close("deviance residuals", &influence.deviance, &r["deviance_residuals"]);
        if canonical {
            close("leverage", &influence.leverage, &set["statsmodels"]["leverage"]);
        }
        if let Some(theta) = set["spec"]["theta"].as_f64() {
            let Some(Theta::Estimated { value, standard_error }) = report.theta else { panic!("{name}: {:?}", report.theta) };
            agree(name, &[value], &Value::from(theta), 1e-8);
            agree(name, &[standard_error], &r["theta_error"], 1e-8);
        }
    }
}
