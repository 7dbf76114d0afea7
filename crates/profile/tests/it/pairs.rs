//! Pairs against scipy and statsmodels, their laws, and what they must not say.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::error::ArrowError;
use profile::look::{Asked, Look, Measures, Related, look};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use serde_json::Value;

fn seen(table: &RecordBatch) -> Look {
    look([Ok::<_, ArrowError>(table.clone())], "table", &Asked::default(), &mut |_| {}).unwrap()
}

fn numbers(columns: Vec<(&str, Vec<f64>)>) -> RecordBatch {
    let arrays = columns.into_iter().map(|(name, values)| (name, Arc::new(Float64Array::from(values)) as ArrayRef));
    RecordBatch::try_from_iter(arrays).unwrap()
}

fn strongest(look: &Look) -> &Related {
    &look.pairs.as_ref().unwrap().strongest[0]
}

fn kinds(look: &Look) -> Vec<&str> {
    look.findings.iter().map(|f| f.kind.as_str()).filter(|kind| kind.starts_with("pairs.")).collect()
}

fn reference() -> Value {
    serde_json::from_str(include_str!("../../../../reference/profile/pairs.json")).unwrap()
}

fn list(of: &Value) -> Vec<f64> {
    of.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn near(found: f64, expected: &Value) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() < 1e-10 * expected.abs().max(1e-6), "{found} instead of {expected}");
}

#[test]
fn measures_of_quantities_agree_with_scipy_at_any_offset() {
    for name in ["faithful", "mtcars"] {
        let set = &reference()[name];
        for offset in [0.0, 4e6] {
            let shifted = list(&set["y"]).iter().map(|y| y + offset).collect();
            let look = seen(&numbers(vec![("x", list(&set["x"])), ("y", shifted)]));
            let pair = strongest(&look);
            let Measures::Quantities { pearson, spearman, kendall, pearson_rows, .. } = pair.measures else { panic!("{pair:?}") };
            assert_eq!(pearson_rows, pair.rows);
            if offset == 0.0 {
                near(pearson.value, &set["pearson"]);
                near(pearson.low, &set["low"]);
                near(pearson.high, &set["high"]);
                near(kendall, &set["kendall"]);
                near(spearman.value, &set["spearman"]);
            }
            assert!((pearson.value - set["pearson"].as_f64().unwrap()).abs() < 1e-8);
        }
    }
}

#[test]
fn measures_of_levels_agree_with_scipy_and_statsmodels() {
    let set = &reference()["hair_eye"];
    let (mut hair, mut eye) = (Vec::new(), Vec::new());
    for (i, row) in set["counts"].as_array().unwrap().iter().enumerate() {
        for (j, count) in list(row).iter().enumerate() {
            hair.extend(std::iter::repeat_n(format!("hair {i}"), *count as usize));
            eye.extend(std::iter::repeat_n(format!("eye {j}"), *count as usize));
        }
    }
    let columns: Vec<(&str, ArrayRef)> =
        vec![("hair", Arc::new(StringArray::from(hair))), ("eye", Arc::new(StringArray::from(eye)))];
    let look = seen(&RecordBatch::try_from_iter(columns).unwrap());
    let Measures::Levels { cramers_v } = strongest(&look).measures else { panic!("levels") };
    near(cramers_v.value, &set["corrected_v"]);
    assert_eq!(look.pairs.as_ref().unwrap().map.as_ref().unwrap().cells[1], [Some(cramers_v.value)]);

    let set = &reference()["chick_weights"];
    let feed: Vec<&str> = set["levels"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
    let weight = Arc::new(Float64Array::from(list(&set["values"])));
    let columns: Vec<(&str, ArrayRef)> = vec![("feed", Arc::new(StringArray::from(feed))), ("weight", weight)];
    let look = seen(&RecordBatch::try_from_iter(columns).unwrap());
    let pair = strongest(&look);
    let Measures::Mixed { levels, ratio } = &pair.measures else { panic!("mixed") };
    assert_eq!(levels, "feed");
    near(ratio.value, &set["ratio"]);
    // The rank test, whose statistic is 37.343 in R: 5.1e-7 by its limit, 1.4e-9 by its beta distribution; the analysis of variance has 5.9e-10.
    assert!((pair.p / 1.385_453_004_779e-9 - 1.0).abs() < 1e-6, "{}", pair.p);
    assert!(ratio.low < ratio.value && ratio.value < ratio.high);
}

/// Columns with every shape that has a finding, and noise.
fn shapes(n: usize, seed: u64) -> RecordBatch {
    let mut rng = Pcg64::seed_from_u64(seed);
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); 9];
    for row in 0..n {
        let mut noise = || rng.random::<f64>() - 0.5;
        let (x, turned, skewed) = (noise(), noise(), 12.0 * noise());
        // A hundredth of the rows lies far out on a line.
        let far = if row % 300 == 7 { 40.0 } else { 0.0 };
        let cells = [
            x,
            x + 0.02 * noise(),
            turned,
            turned * turned + 0.01 * noise(),
            skewed,
            skewed.exp() * (1.0 + 0.2 * noise()),
            far + noise(),
            far + noise(),
            noise(),
        ];
        columns.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
    }
    let names = ["x", "again", "turned", "square", "log", "skewed", "far", "farther", "noise"];
    numbers(names.into_iter().zip(columns).collect())
}

#[test]
fn each_shape_is_found_once_and_by_name() {
    let look = seen(&shapes(3000, 5));
    let of =
        |kind: &str| look.findings.iter().find(|f| f.kind == kind).unwrap_or_else(|| panic!("{kind} not found")).columns.clone();
    assert_eq!(of("pairs.same"), ["log", "skewed"]);
    assert_eq!(of("pairs.curved"), ["turned", "square"]);
    assert_eq!(of("pairs.few-points"), ["far", "farther"]);
    assert_eq!(kinds(&look).len(), 3);
    // The two that lie on a line are named by the check of collinearity.
    assert!(look.findings.iter().any(|f| f.kind == "collinearity.near" && f.columns.contains(&"again".to_owned())));
}

#[test]
fn the_order_of_rows_is_irrelevant() {
    let table = shapes(3000, 8);
    let mut order: Vec<u32> = (0..3000).collect();
    order.shuffle(&mut Pcg64::seed_from_u64(1));
    let other = take_record_batch(&table, &UInt32Array::from(order)).unwrap();
    let (a, b) = (seen(&table).pairs.unwrap(), seen(&other).pairs.unwrap());
    assert_eq!((a.looked_at, a.rows, a.strongest.len()), (b.looked_at, b.rows, b.strongest.len()));
    for (x, y) in a.strongest.iter().zip(&b.strongest) {
        assert_eq!(x.columns, y.columns);
        assert!((x.strength - y.strength).abs() < 1e-12 && (x.q - y.q).abs() < 1e-9);
    }
}

#[test]
fn noise_has_no_discoveries() {
    let mut discoveries = 0;
    for seed in 0..40 {
        let mut rng = Pcg64::seed_from_u64(seed);
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        let table = numbers(names.map(|name| (name, (0..200).map(|_| rng.random::<f64>().powi(3)).collect())).to_vec());
        let look = seen(&table);
        assert!(kinds(&look).is_empty(), "{:?}", look.findings);
        discoveries += usize::from(look.pairs.unwrap().strongest.iter().any(|pair| pair.q < 0.05));
    }
    assert!(discoveries <= 3, "{discoveries} of 40 tables");
}

#[test]
fn odd_tables_are_no_trouble() {
    let one = |values: Vec<f64>| seen(&numbers(vec![("x", values.clone()), ("y", values)])).pairs;
    assert!(one(vec![3.0]).is_none());
    assert!(one(vec![2.5; 90]).is_none());
    assert!(one(vec![f64::NAN; 90]).is_none());
    assert!(seen(&numbers(vec![("x", vec![1.5, 2.5, 3.0])])).pairs.is_none());
    let short = seen(&numbers(vec![("x", vec![1.5, 2.5, 3.0]), ("y", vec![1.5, 0.5, 3.0])])).pairs.unwrap();
    assert!(short.strongest.is_empty());
    // Values that never stand in the same row, and offsets that leave three digits.
    let apart = |odd: usize| (0..400).map(|i| if i % 2 == odd { 0.5 + (i * 7919 % 401) as f64 } else { f64::NAN }).collect();
    assert!(seen(&numbers(vec![("x", apart(0)), ("y", apart(1))])).pairs.is_none());
    let steps = || (0..400).map(|i| 0.25 * f64::from(i * 7919 % 401));
    let look =
        seen(&numbers(vec![("x", steps().map(|x| 1e12 + x).collect()), ("y", steps().map(|x| x.powi(3) - 1e12).collect())]));
    let pair = strongest(&look);
    let Measures::Quantities { spearman, pearson, .. } = pair.measures else { panic!("{pair:?}") };
    assert!(spearman.value > 0.9999 && (pearson.value - 0.9165).abs() < 1e-3, "{pair:?}");
}

#[test]
fn wide_tables_keep_the_strongest_pairs_only() {
    let mut rng = Pcg64::seed_from_u64(3);
    let columns: Vec<(String, ArrayRef)> = (0..400)
        .map(|k| {
            let values = (0..300).map(|i| rng.random::<f64>() + if k % 100 == 7 { f64::from(i) / 60.0 } else { 0.0 });
            (format!("c{k}"), Arc::new(values.collect::<Float64Array>()) as ArrayRef)
        })
        .collect();
    let look = seen(&RecordBatch::try_from_iter(columns).unwrap());
    let pairs = look.pairs.unwrap();
    assert_eq!((pairs.columns, pairs.looked_at, pairs.map.is_none()), (400, 79_800, true));
    let planted = pairs.strongest.iter().filter(|pair| pair.q < 0.01).count();
    assert_eq!(planted, 6, "four columns that rise with the rows");
}
