use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use profile::{ProfileError, Twin, twins};
use proptest::prelude::*;

use crate::cut;

type Row = (Option<i64>, Option<f64>, Option<&'static str>);

/// Rows with ids from `first` and a target that differs in every row.
fn table(first: i64, rows: &[Row]) -> RecordBatch {
    let n = rows.len() as i64;
    RecordBatch::try_from_iter([
        ("row_id", Arc::new(Int64Array::from_iter_values(first..first + n)) as ArrayRef),
        ("a", Arc::new(rows.iter().map(|r| r.0).collect::<Int64Array>()) as ArrayRef),
        ("b", Arc::new(rows.iter().map(|r| r.1).collect::<Float64Array>()) as ArrayRef),
        ("c", Arc::new(rows.iter().map(|r| r.2).collect::<StringArray>()) as ArrayRef),
        ("y", Arc::new(Int64Array::from_iter_values((0..n).map(|i| first * 1000 + i))) as ArrayRef),
    ])
    .unwrap()
}

#[test]
fn exact_and_near_twins_are_counted_and_named() {
    let train = table(
        100,
        &[
            (Some(1), Some(0.123_45), Some("Zürich")),
            (Some(2), None, Some("x")),
            (Some(3), Some(5.0), None),
            (Some(3), Some(5.001), None),
        ],
    );
    let sealed = table(
        0,
        &[
            (Some(1), Some(0.123_40), Some(" zürich ")),
            (Some(2), None, Some("x")),
            (Some(2), Some(0.0), Some("x")),
            (Some(3), Some(5.001), None),
            (Some(4), Some(5.0), None),
        ],
    );
    let found = twins(cut(&train, 3), cut(&sealed, 2), &["y"]).unwrap();
    assert_eq!((found.exact, found.near, found.near_within), (2, 3, 2));
    assert_eq!((found.exact_share(), found.near_share(), found.near_within_share()), (Some(0.4), Some(0.6), Some(0.5)));
    let pair = |sealed_row, train_row, exact| Twin { sealed_row, train_row, exact };
    assert_eq!(found.examples, [pair(1, 101, true), pair(3, 103, true), pair(0, 100, false)]);
    // The target counts unless it is skipped.
    assert_eq!(twins(cut(&train, 3), cut(&sealed, 2), &[]).unwrap().exact, 0);
}

#[test]
fn nothing_and_mistakes() {
    let train = table(0, &[(Some(1), None, None)]);
    let none = twins(cut(&train, 1), cut(&train.slice(0, 0), 1), &[]).unwrap();
    assert_eq!((none.near, none.near_share(), none.examples.len()), (0, None, 0));
    let other = train.project(&[0, 1, 2, 3]).unwrap();
    let error = twins(cut(&train, 1), cut(&other, 1), &[]).unwrap_err();
    assert!(matches!(&error, ProfileError::DifferentColumns { name } if name == "y"), "{error}");
    let far = table(1 << 40, &[(Some(1), None, None)]);
    assert!(matches!(twins(cut(&far, 1), cut(&train, 1), &[]), Err(ProfileError::RowId { .. })));
}

fn row() -> impl Strategy<Value = Row> {
    let word = prop::sample::select(vec!["a", "b", "c"]);
    (prop::option::of(0_i64..4), prop::option::of((0_i64..4).prop_map(|n| n as f64 / 3.0)), prop::option::of(word))
}

proptest! {
    /// Counts are those of comparing every pair, in any order of rows and columns and any batches.
    #[test]
    fn as_by_hand(train in prop::collection::vec(row(), 1..60), sealed in prop::collection::vec(row(), 1..40), rows in 1_usize..20) {
        let (left, right) = (table(0, &train), table(1000, &sealed));
        let found = twins(cut(&left, rows), cut(&right.project(&[4, 3, 0, 2, 1]).unwrap(), rows), &["y"]).unwrap();
        let by_hand = sealed.iter().filter(|s| train.contains(s)).count() as u64;
        let within = train.iter().enumerate().filter(|(i, t)| train.iter().enumerate().any(|(j, u)| *i != j && u == *t)).count() as u64;
        prop_assert_eq!((found.exact, found.near, found.near_within), (by_hand, by_hand, within));
        for pair in &found.examples {
            prop_assert_eq!(sealed[(pair.sealed_row - 1000) as usize], train[pair.train_row as usize]);
        }
    }
}
