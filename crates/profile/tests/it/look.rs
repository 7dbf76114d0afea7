//! The pass of a look: the same for any batches, and right about what stands in the rows.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::error::ArrowError;
use profile::look::{Asked, Look, Meaning, Order, look};

/// 600 rows: a key, an amount with gaps, NaN and infinity, a copy of it, a category, a flag, a day, nothing, one value.
fn table() -> RecordBatch {
    let n = 600;
    let amount = |i: i64| match i {
        7 => Some(f64::NAN),
        8 => Some(f64::INFINITY),
        _ => (i % 10 > 0).then(|| 1e9 + ((i * 7919) % 601) as f64 / 7.0),
    };
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("order", Arc::new(Int64Array::from_iter_values((0..n).map(|i| 10 * i)))),
        ("amount", Arc::new((0..n).map(amount).collect::<Float64Array>())),
        ("again", Arc::new((0..n).map(amount).collect::<Float64Array>())),
        ("shop", Arc::new((0..n).map(|i| Some(["north", "south", "west"][i as usize % 3])).collect::<StringArray>())),
        ("late", Arc::new((0..n).map(|i| Some(i % 4 == 0)).collect::<BooleanArray>())),
        ("day", Arc::new((0..n).map(|i| Some(19_000 + i as i32 / 2)).collect::<Date32Array>())),
        ("void", Arc::new((0..n).map(|_| None::<i64>).collect::<Int64Array>())),
        ("same", Arc::new((0..n).map(|_| Some("EUR")).collect::<StringArray>())),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

fn seen(size: usize) -> Look {
    let table = table();
    let batches = (0..table.num_rows()).step_by(size).map(|at| Ok::<_, ArrowError>(table.slice(at, size.min(600 - at))));
    let asked = Asked { time: Some("day".to_owned()), ..Asked::default() };
    look(batches, "table", &asked, &mut |_| {}).unwrap()
}

#[test]
fn columns_are_described() {
    let look = seen(600);
    let column = |name: &str| look.columns.iter().find(|c| c.name == name).unwrap();
    let meanings: Vec<Meaning> = look.columns.iter().map(|c| c.meaning).collect();
    let expected = [
        Meaning::Key,
        Meaning::Amount,
        Meaning::Amount,
        Meaning::Category,
        Meaning::Flag,
        Meaning::Date,
        Meaning::Empty,
        Meaning::Constant,
    ];
    assert_eq!(meanings, expected);
    let amount = column("amount");
    assert_eq!((amount.rows, amount.missing, amount.nan, amount.infinite), (600, 60, 1, 1));
    let numbers = amount.numbers.as_ref().unwrap();
    assert!(numbers.rank_error.is_none() && numbers.min >= 1e9 && numbers.max < 1e9 + 86.0);
    let bars: u64 = numbers.histogram.counts.iter().sum();
    let points: u64 = numbers.histogram.points.iter().map(|p| p.1).sum();
    assert_eq!(bars + points + numbers.histogram.below + numbers.histogram.above, 538);
    assert_eq!(column("order").order, Order::Rising);
    assert_eq!(column("shop").levels.iter().map(|l| l.rows).collect::<Vec<_>>(), [200, 200, 200]);
    assert_eq!(column("day").instants.as_ref().unwrap().first, "2022-01-08");
    assert_eq!(look.duplicates.columns, [["amount", "again"]]);
    assert!(look.duplicates.rows.abs() < 1e-9);
    assert!(look.findings.iter().any(|f| f.kind == "columns.not-finite"));
}

#[test]
fn batches_change_nothing_but_the_last_digits() {
    let whole = seen(600);
    for size in [1, 37, 256] {
        let parts = seen(size);
        for (a, b) in whole.columns.iter().zip(&parts.columns) {
            let (Some(x), Some(y)) = (&a.numbers, &b.numbers) else {
                assert_eq!(a, b);
                continue;
            };
            assert_eq!((x.quantiles, x.min, x.max, &x.histogram), (y.quantiles, y.min, y.max, &y.histogram));
            assert!((x.mean - y.mean).abs() <= 1e-12 * x.mean.abs());
            assert!((x.sd.unwrap_or(0.0) - y.sd.unwrap_or(0.0)).abs() <= 1e-9);
        }
        assert_eq!(whole.duplicates, parts.duplicates);
    }
}

#[test]
fn a_column_that_is_not_there_is_named() {
    let asked = Asked { target: Some("profit".to_owned()), ..Asked::default() };
    let error = look([Ok::<_, ArrowError>(table())], "table", &asked, &mut |_| {}).unwrap_err();
    assert_eq!(error.to_string(), "no column \"profit\" in the rows");
    assert!(look(Vec::<Result<RecordBatch, ArrowError>>::new(), "table", &Asked::default(), &mut |_| {}).is_err());
}
