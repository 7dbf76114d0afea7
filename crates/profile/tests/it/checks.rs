//! Checks of a look: they find what was planted, and say nothing where nothing is.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow::error::ArrowError;
use profile::look::{Asked, Look, Rule, look};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn noise(rng: &mut Pcg64, n: usize) -> Vec<f64> {
    (0..n).map(|_| (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0).collect()
}

fn seen(columns: Vec<(&str, ArrayRef)>, group: Option<&str>) -> Look {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let asked = Asked { group: group.map(str::to_owned), ..Asked::default() };
    look([Ok::<_, ArrowError>(batch)], "table", &asked, &mut |_| {}).unwrap()
}

fn floats(values: Vec<f64>) -> ArrayRef {
    Arc::new(Float64Array::from(values))
}

/// Money in whole cents.
fn cents(values: &[f64]) -> Vec<f64> {
    values.iter().map(|x| (x * 700.0).round() / 100.0).collect()
}

#[test]
fn an_exact_sum_is_named_and_guarded() {
    let mut rng = Pcg64::seed_from_u64(1);
    let (fare, tip, toll) = (noise(&mut rng, 3000), noise(&mut rng, 3000), noise(&mut rng, 3000));
    let (fare, tip, toll) = (cents(&fare), cents(&tip), cents(&toll));
    let total: Vec<f64> = (0..3000).map(|i| ((fare[i] + tip[i] + toll[i]) * 100.0).round() / 100.0).collect();
    let other = noise(&mut rng, 3000);
    let look = seen(
        vec![
            ("total", floats(total)),
            ("fare", floats(fare)),
            ("tip", floats(tip)),
            ("toll", floats(toll)),
            ("other", floats(other)),
        ],
        None,
    );
    let found: Vec<_> = look.findings.iter().filter(|f| f.kind == "collinearity.exact").collect();
    assert_eq!(found.len(), 1, "{:?}", look.findings);
    assert!(found[0].effect.starts_with("total = fare + tip + toll"), "{}", found[0].effect);
    assert!(matches!(&found[0].rule, Some(Rule::Sum { column, .. }) if column == "total"));
    let seen = look.collinearity.unwrap();
    assert!(seen.inflation.iter().all(|i| i.vif < 5.0) && !seen.from_correlations, "{:?}", seen.inflation);
}

#[test]
fn a_near_dependence_is_found_in_a_wide_table_too() {
    let mut rng = Pcg64::seed_from_u64(2);
    for count in [6, 90] {
        let mut columns: Vec<Vec<f64>> = (0..count).map(|_| noise(&mut rng, 2000)).collect();
        let wobble = noise(&mut rng, 2000);
        columns[3] = (0..2000).map(|i| columns[1][i] - columns[2][i] + 0.01 * wobble[i]).collect();
        let names: Vec<String> = (0..count).map(|j| format!("x{j}")).collect();
        let look = seen(names.iter().map(String::as_str).zip(columns.into_iter().map(floats)).collect(), None);
        let near: Vec<_> = look.findings.iter().filter(|f| f.kind == "collinearity.near").collect();
        assert_eq!(near.len(), 1, "{count}: {:?}", look.findings);
        let mut columns = near[0].columns.clone();
        columns.sort();
        assert_eq!(columns, ["x1", "x2", "x3"]);
        assert_eq!(look.collinearity.unwrap().from_correlations, count > 60);
    }
}

#[test]
fn groups_differ_where_they_do() {
    let mut rng = Pcg64::seed_from_u64(3);
    let shop: Vec<usize> = (0..2000).map(|i| i % 4).collect();
    let names: ArrayRef = Arc::new(shop.iter().map(|g| Some(["a", "b", "c", "d"][*g])).collect::<StringArray>());
    let base = noise(&mut rng, 2000);
    let level = shop.iter().zip(&base).map(|(g, x)| x + 2.0 * *g as f64).collect();
    let spread = shop.iter().zip(noise(&mut rng, 2000)).map(|(g, x)| x * if *g == 2 { 5.0 } else { 1.0 }).collect();
    let table = vec![("shop", names.clone()), ("level", floats(level)), ("spread", floats(spread)), ("none", floats(base))];
    let look = seen(table, Some("shop"));
    let kinds: Vec<(&str, &str)> =
        look.findings.iter().filter(|f| f.kind.starts_with("groups")).map(|f| (f.kind.as_str(), f.columns[0].as_str())).collect();
    assert_eq!(kinds, [("groups.level", "level"), ("groups.spread", "spread")]);
    let groups = look.groups.unwrap();
    assert_eq!((groups.groups, groups.compared, groups.left_out), (4, 3, 0));
    assert_eq!(groups.differences[0].highest.0, "d");
    let quiet = seen(vec![("shop", names), ("x", floats(noise(&mut rng, 2000)))], Some("shop"));
    assert!(quiet.findings.iter().all(|f| !f.kind.starts_with("groups")), "{:?}", quiet.findings);
}
