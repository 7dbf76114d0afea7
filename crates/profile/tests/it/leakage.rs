use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use profile::{Leakage, ProfileError, Suspicion, Task, leakage};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::cut;

/// Sum of twelve uniforms: near enough to a normal variable.
fn normal(rng: &mut Pcg64) -> f64 {
    (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0
}

/// Columns by name; `make` gives the values of a row.
fn table<const K: usize>(n: usize, seed: u64, names: [&str; K], mut make: impl FnMut(&mut Pcg64) -> [f64; K]) -> RecordBatch {
    let mut rng = Pcg64::seed_from_u64(seed);
    let mut columns = vec![Vec::with_capacity(n); K];
    for _ in 0..n {
        for (column, value) in columns.iter_mut().zip(make(&mut rng)) {
            column.push(value);
        }
    }
    let arrays = columns.into_iter().map(|c| Arc::new(Float64Array::from(c)) as ArrayRef);
    RecordBatch::try_from_iter(names.into_iter().zip(arrays)).unwrap()
}

fn judge(table: &RecordBatch, target: &str, task: Task) -> Leakage {
    leakage(cut(table, 1000), target, &[], task).unwrap()
}

fn suspects(report: &Leakage) -> Vec<&str> {
    report.suspects().map(|c| c.name.as_str()).collect()
}

fn share(report: &Leakage, name: &str) -> f64 {
    let Leakage::Judged { columns, .. } = report else { panic!("too few") };
    columns.iter().find(|c| c.name == name).unwrap().share
}

/// Late arrivals: the departure's delay says most, a handful of honest columns say a little.
fn flights(n: usize) -> RecordBatch {
    table(n, 1, ["late", "dep_delay", "hour", "month", "distance", "carrier", "day"], |rng| {
        let (hour, month) = (f64::from(rng.random_range(5..23)), f64::from(rng.random_range(1..13)));
        let delay = 20.0 * (normal(rng) + 0.06 * hour).max(-0.3) + 0.5 * month;
        let late = f64::from(delay + 8.0 * normal(rng) > 25.0);
        [
            late,
            delay,
            hour,
            month,
            1000.0 * rng.random::<f64>(),
            f64::from(rng.random_range(0..16)),
            f64::from(rng.random_range(1..29)),
        ]
    })
}

#[test]
fn a_column_above_a_cliff_is_suspicious() {
    let report = judge(&flights(20_000), "late", Task::Classes);
    assert_eq!(suspects(&report), ["dep_delay"]);
    let Some(Suspicion::Cliff { next, next_share }) = report.suspects().next().and_then(|c| c.suspicion.clone()) else {
        panic!("{report:?}")
    };
    assert_eq!(next, "hour");
    assert!((0.0..0.1).contains(&next_share), "{next_share}");
}

#[test]
fn without_the_leak_nothing_is() {
    let table = flights(20_000).project(&[0, 2, 3, 4, 5, 6]).unwrap();
    assert!(suspects(&judge(&table, "late", Task::Classes)).is_empty());
}

#[test]
fn copies_of_the_target_decide() {
    let table = table(3000, 2, ["y", "log", "cents", "noise", "half"], |rng| {
        let y = (2.0 * normal(rng)).exp();
        [y, y.ln(), (100.0 * y).round(), normal(rng), y.ln() + 2.0 * normal(rng)]
    });
    let report = judge(&table, "y", Task::Regression);
    let mut found = suspects(&report);
    found.sort_unstable();
    assert_eq!(found, ["cents", "log"]);
    assert!(share(&report, "half") < 0.6 && share(&report, "noise").abs() < 0.1);
}

#[test]
fn sizes_in_company_are_honest() {
    let table = table(5000, 3, ["price", "carat", "x", "y", "z", "color"], |rng| {
        let size = normal(rng);
        let mut like = |noise: f64| size + noise * normal(rng);
        let (carat, x, y, z) = (like(0.05), like(0.07), like(0.08), like(0.1));
        [(1.7 * carat + 0.4 * normal(rng)).exp(), carat.exp(), x.exp(), y.exp(), z.exp(), f64::from(rng.random_range(0..7))]
    });
    let report = judge(&table, "price", Task::Regression);
    assert!(suspects(&report).is_empty(), "{report:?}");
    assert!(share(&report, "carat") > 0.85);
    // And alone too.
    assert!(suspects(&judge(&table.project(&[0, 1, 5]).unwrap(), "price", Task::Regression)).is_empty());
}

#[test]
fn ids_and_names_explain_nothing() {
    let mut rng = Pcg64::seed_from_u64(4);
    let target = StringArray::from_iter_values((0..2000).map(|_| ["yes", "no", "maybe"][rng.random_range(0..3)]));
    let table = RecordBatch::try_from_iter([
        ("id", Arc::new(Int64Array::from_iter_values(0..2000)) as ArrayRef),
        ("name", Arc::new(StringArray::from_iter_values((0..2000).map(|i| format!("n{i}")))) as ArrayRef),
        ("class", Arc::new(target) as ArrayRef),
    ])
    .unwrap();
    let report = judge(&table, "class", Task::Classes);
    // The best of several readings is above 0 by chance.
    assert!(share(&report, "name").abs() < 0.01 && share(&report, "id") < 0.01, "{report:?}");
}

#[test]
fn ids_can_tell_by_the_way_they_are_made() {
    let mut rng = Pcg64::seed_from_u64(6);
    let gone: Vec<bool> = (0..3000).map(|_| rng.random::<f64>() < 0.3).collect();
    let numbers: Vec<i64> = (0..3000).map(|i| 100_000 + i * 7919 % 3001).collect();
    let text = |of: fn(bool, i64) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(gone.iter().zip(&numbers).map(|(gone, n)| of(*gone, *n))))
    };
    let digits = gone.iter().zip(&numbers).map(|(gone, n)| 10 * n + if *gone { 7 } else { 3 });
    let table = RecordBatch::try_from_iter([
        ("start", text(|gone, n| format!("{}{n}", if gone { "X-" } else { "A-" }))),
        ("end", text(|gone, n| format!("{n}{}", if gone { "-l" } else { "-s" }))),
        ("length", text(|gone, n| format!("{n}{}", if gone { "0" } else { "" }))),
        ("number", text(|gone, n| format!("EUR {}.5", if gone { n + 500_000 } else { n }))),
        ("digit", Arc::new(Int64Array::from_iter_values(digits)) as ArrayRef),
        ("honest", text(|_, n| format!("id-{n}"))),
        ("gone", Arc::new(BooleanArray::from(gone.clone())) as ArrayRef),
    ])
    .unwrap();
    let Leakage::Judged { columns, .. } = judge(&table, "gone", Task::Classes) else { panic!("too few") };
    let told = |name: &str| columns.iter().find(|c| c.name == name).unwrap();
    let parts = [
        ("start", "first two characters"),
        ("end", "last two characters"),
        ("length", "length"),
        ("number", "first number"),
        ("digit", "last digit"),
    ];
    for (name, part) in parts {
        assert!(told(name).suspicion.is_some() && told(name).part == Some(part), "{:?}", told(name));
    }
    assert!(told("honest").suspicion.is_none());
}

#[test]
fn missing_values_can_tell() {
    let table = table(4000, 5, ["paid", "closed_on", "a", "b", "c", "d"], |rng| {
        let paid = f64::from(rng.random::<f64>() < 0.3);
        let closed = if paid == 1.0 { normal(rng) } else { f64::NAN };
        [paid, closed, normal(rng), normal(rng), normal(rng), normal(rng)]
    });
    assert_eq!(suspects(&judge(&table, "paid", Task::Classes)), ["closed_on"]);
}

#[test]
fn batches_do_not_show_and_large_tables_are_sampled() {
    let table = flights(150_000);
    let one = leakage(cut(&table, 150_000), "late", &["day"], Task::Classes).unwrap();
    assert_eq!(one, leakage(cut(&table, 777), "late", &["day"], Task::Classes).unwrap());
    let Leakage::Judged { rows, rows_used, columns } = &one else { panic!("too few") };
    assert_eq!((*rows, columns.len()), (150_000, 5));
    assert!((30_000..=65_536).contains(rows_used), "{rows_used}");
}

#[test]
fn too_few_is_an_outcome() {
    assert_eq!(judge(&flights(150), "late", Task::Classes), Leakage::TooFew { rows: 150, needed: 200 });
    let one_class = table(1000, 6, ["y", "x"], |rng| [1.0, normal(rng)]);
    assert!(matches!(judge(&one_class, "y", Task::Classes), Leakage::TooFew { .. }));
    assert!(matches!(judge(&one_class, "y", Task::Regression), Leakage::TooFew { .. }));
}

#[test]
fn mistakes_are_named() {
    let table = flights(300);
    let error = leakage(cut(&table, 100), "later", &[], Task::Classes).unwrap_err();
    assert_eq!(error.to_string(), "no column \"later\" in the rows");
    let error = leakage(cut(&table, 100), "distance", &[], Task::Classes).unwrap_err();
    assert_eq!(error.to_string(), "the target \"distance\" has more than 100 classes");
    let odd = RecordBatch::try_from_iter([("raw", Arc::new(BinaryArray::from_vec(vec![b"x"])) as ArrayRef)]).unwrap();
    assert!(matches!(leakage(cut(&odd, 1), "raw", &[], Task::Classes), Err(ProfileError::ColumnType { .. })));
    let words = RecordBatch::try_from_iter([("w", Arc::new(StringArray::from(vec!["x"; 300])) as ArrayRef)]).unwrap();
    let error = leakage(cut(&words, 100), "w", &[], Task::Regression).unwrap_err();
    assert!(error.hint().unwrap().contains("classes"));
}
