//! What rows can show, against known answers.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, RecordBatch, StringArray};
use arrow::error::ArrowError;
use profile::look::{Asked, Look, Measured, look};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn seen(columns: Vec<(&str, ArrayRef)>, asked: &Asked) -> Look {
    let table = RecordBatch::try_from_iter(columns).unwrap();
    look([Ok::<_, ArrowError>(table)], "table", asked, &mut |_| {}).unwrap()
}

fn of_target(time: Option<&str>, group: Option<&str>) -> Asked {
    Asked { target: Some("y".to_owned()), time: time.map(str::to_owned), group: group.map(str::to_owned), seed: 0 }
}

fn normal(rng: &mut Pcg64) -> f64 {
    (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0
}

fn floats(values: Vec<f64>) -> ArrayRef {
    Arc::new(Float64Array::from(values))
}

#[test]
fn halves_of_a_mean_and_of_a_share_show_what_the_books_say() {
    let values: Vec<f64> = (0..128).map(|i| 10.0 * f64::from(i * 37 % 128)).collect();
    let look = seen(vec![("y", floats(values))], &of_target(None, None));
    let power = look.power.unwrap();
    let halves = &power.comparisons[0];
    // Cohen's table: 64 rows a side for half a standard deviation.
    assert!((halves.standardised - 0.495).abs() < 1e-3 && (power.correlation - 0.245).abs() < 1e-3, "{power:?}");
    let Some(Measured::Mean { sd, .. }) = power.of else { panic!("a mean") };
    assert!((halves.difference.unwrap() - halves.standardised * sd).abs() < 1e-9);

    // A share of 0.2 against 0.3, 292 rows a side (statsmodels NormalIndPower on proportion_effectsize).
    let answers: Vec<&str> = (0..584).map(|i| if i % 5 == 0 { "yes" } else { "no" }).collect();
    let look = seen(vec![("y", Arc::new(StringArray::from(answers)))], &of_target(None, None));
    let power = look.power.unwrap();
    assert!((power.comparisons[0].difference.unwrap() - 0.1).abs() < 2e-3, "{power:?}");
}

#[test]
fn rows_of_a_group_count_for_less() {
    let mut rng = Pcg64::seed_from_u64(1);
    // 200 groups of 25 rows with intraclass correlation 0.2: 5000 / (1 + 24 * 0.2) = 862 rows.
    let groups: Vec<usize> = (0..5000).map(|i| i / 25).collect();
    let effects: Vec<f64> = (0..200).map(|_| normal(&mut rng) * 0.2_f64.sqrt()).collect();
    let y = groups.iter().map(|g| effects[*g] + 0.8_f64.sqrt() * normal(&mut rng)).collect();
    let names = StringArray::from(groups.iter().map(|g| format!("g{g}")).collect::<Vec<_>>());
    let look = seen(vec![("g", Arc::new(names)), ("y", floats(y))], &of_target(None, Some("g")));
    let effective = look.power.as_ref().unwrap().groups.clone().unwrap();
    assert!((effective.icc.unwrap() - 0.2).abs() < 0.05 && (650.0..1150.0).contains(&effective.rows), "{effective:?}");
    assert!(look.findings.iter().any(|f| f.kind == "power.detectable" && f.effect.contains("resemble each other by g")));
}

#[test]
fn neighbours_in_time_count_for_less() {
    let mut rng = Pcg64::seed_from_u64(2);
    let (mut mean, mut free) = (Vec::new(), Vec::new());
    for _ in 0..12 {
        // An autoregression of 0.7: n (1 - 0.7) / (1 + 0.7) = 71 of 400.
        let mut series = vec![0.0];
        for _ in 1..400 {
            series.push(0.7 * series[series.len() - 1] + normal(&mut rng));
        }
        let days = || Arc::new((0..400).map(|i| Some(18_000 + i)).collect::<Date32Array>()) as ArrayRef;
        let rows = |values: Vec<f64>| {
            seen(vec![("day", days()), ("y", floats(values))], &of_target(Some("day"), None)).power.unwrap().time.unwrap().rows
        };
        mean.push(rows(series));
        free.push(rows((0..400).map(|_| normal(&mut rng)).collect()));
    }
    let middle = |mut all: Vec<f64>| {
        all.sort_by(f64::total_cmp);
        all[6]
    };
    let (mean, free) = (middle(mean), middle(free));
    assert!((45.0..115.0).contains(&mean) && free > 280.0, "{mean} {free}");
}

#[test]
fn odd_tables_are_no_trouble() {
    let rows = |n: usize| seen(vec![("y", floats((0..n).map(|i| i as f64).collect()))], &of_target(None, None)).power;
    assert!(rows(1).is_none() && rows(7).is_none());
    // Nothing varies: the table is planned for in standard deviations.
    let power = seen(vec![("y", floats(vec![5.0; 50]))], &of_target(None, None)).power.unwrap();
    assert!(power.of.is_none() && power.comparisons[0].difference.is_none());
    let power = seen(vec![("x", floats(vec![f64::NAN; 50])), ("y", floats(vec![f64::NAN; 50]))], &of_target(None, None)).power;
    assert!(power.is_some_and(|p| p.of.is_none()));
}
