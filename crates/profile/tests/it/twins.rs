use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use profile::{Judgement, Pairs, ProfileError, Twin, Twins, twins};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

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
    let found = twins(cut(&train, 3), cut(&sealed, 2), &[], Some("y")).unwrap();
    assert_eq!((found.exact, found.near, found.near_within), (2, 3, 2));
    assert_eq!((found.exact_share(), found.near_share(), found.near_within_share()), (Some(0.4), Some(0.6), Some(0.5)));
    let pair = |sealed_row, train_row, exact| Twin { sealed_row, train_row, exact };
    assert_eq!(found.examples, [pair(1, 101, true), pair(3, 103, true), pair(0, 100, false)]);
    // The target is a feature unless it is named.
    assert_eq!(twins(cut(&train, 3), cut(&sealed, 2), &[], None).unwrap().exact, 0);
}

#[test]
fn nothing_and_mistakes() {
    let train = table(0, &[(Some(1), None, None)]);
    let none = twins(cut(&train, 1), cut(&train.slice(0, 0), 1), &[], None).unwrap();
    assert_eq!((none.near, none.near_share(), none.examples.len()), (0, None, 0));
    let other = train.project(&[0, 1, 2, 3]).unwrap();
    let error = twins(cut(&train, 1), cut(&other, 1), &[], None).unwrap_err();
    assert!(matches!(&error, ProfileError::DifferentColumns { name } if name == "y"), "{error}");
    let far = table(1 << 40, &[(Some(1), None, None)]);
    assert!(matches!(twins(cut(&far, 1), cut(&train, 1), &[], None), Err(ProfileError::RowId { .. })));
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
        let found = twins(cut(&left, rows), cut(&right.project(&[4, 3, 0, 2, 1]).unwrap(), rows), &[], Some("y")).unwrap();
        let by_hand = sealed.iter().filter(|s| train.contains(s)).count() as u64;
        let within = train.iter().enumerate().filter(|(i, t)| train.iter().enumerate().any(|(j, u)| *i != j && u == *t)).count() as u64;
        prop_assert_eq!((found.exact, found.near, found.near_within), (by_hand, by_hand, within));
        for pair in &found.examples {
            prop_assert_eq!(sealed[(pair.sealed_row - 1000) as usize], train[pair.train_row as usize]);
        }
    }
}

/// Rows of features and a target; whole rows may be copied.
type Case = (Vec<f64>, f64);

fn batch(first: i64, cases: &[Case], with_target: bool) -> RecordBatch {
    let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(first..first + cases.len() as i64));
    let mut columns = vec![("row_id".to_owned(), ids)];
    for k in 0..cases[0].0.len() {
        columns.push((format!("x{k}"), Arc::new(Float64Array::from_iter_values(cases.iter().map(|c| c.0[k]))) as ArrayRef));
    }
    if with_target {
        columns.push(("y".to_owned(), Arc::new(Float64Array::from_iter_values(cases.iter().map(|c| c.1))) as ArrayRef));
    }
    RecordBatch::try_from_iter(columns).unwrap()
}

/// Shuffles, seals a fifth, and counts; the sealed rows come without their target.
fn split(mut cases: Vec<Case>, seed: u64) -> Twins {
    let mut rng = Pcg64::seed_from_u64(seed);
    for i in (1..cases.len()).rev() {
        cases.swap(i, rng.random_range(0..=i));
    }
    let sealed = cases.split_off(cases.len() * 4 / 5);
    across(&cases, &sealed)
}

fn across(train: &[Case], sealed: &[Case]) -> Twins {
    twins(cut(&batch(0, train, true), 999), cut(&batch(1 << 20, sealed, false), 999), &[], Some("y")).unwrap()
}

fn drawn(n: usize, seed: u64, mut make: impl FnMut(&mut Pcg64) -> Case) -> Vec<Case> {
    let mut rng = Pcg64::seed_from_u64(seed);
    (0..n).map(|_| make(&mut rng)).collect()
}

/// Six continuous columns and a target of two classes, one of them rare.
fn fine(n: usize, seed: u64) -> Vec<Case> {
    drawn(n, seed, |rng| {
        let x: Vec<f64> = (0..6).map(|_| rng.random::<f64>()).collect();
        let y = f64::from(x[0] + rng.random::<f64>() > 1.6);
        (x, y)
    })
}

#[test]
fn planted_copies_are_excess() {
    for (n, share, seed) in [(2000, 0.05, 1), (8000, 0.02, 2), (1000, 0.2, 3)] {
        let mut cases = fine(n, seed);
        cases.extend_from_within(0..(n as f64 * share) as usize);
        let found = split(cases, seed);
        assert_eq!(found.judgement(), Judgement::Excess, "{found:?}");
    }
    // One class oversampled five times over.
    let mut cases = fine(3000, 4);
    let rare: Vec<Case> = cases.iter().filter(|c| c.1 == 1.0).cloned().collect();
    (0..5).for_each(|_| cases.extend_from_slice(&rare));
    assert_eq!(split(cases, 4).judgement(), Judgement::Excess);
    // A number as the target, which no other row has.
    let mut cases: Vec<Case> = fine(1000, 5).into_iter().map(|(x, _)| (x.clone(), x[1] + 17.0 * x[2])).collect();
    cases.extend_from_within(0..100);
    assert_eq!(split(cases, 5).judgement(), Judgement::Excess);
}

#[test]
fn copies_across_the_seal_alone_are_excess() {
    let (train, mut sealed) = (fine(2000, 6), fine(480, 7));
    assert_eq!(across(&train, &sealed).judgement(), Judgement::Few);
    sealed.extend_from_slice(&train[..20]);
    assert_eq!(across(&train, &sealed).judgement(), Judgement::Excess);
    // In a coarse table too.
    let coarse =
        |n, seed| drawn(n, seed, |rng| (vec![f64::from(rng.random_range(0..30)), f64::from(rng.random_range(0..60))], 0.0));
    let (train, mut sealed) = (coarse(900, 8), coarse(300, 9));
    assert_eq!(across(&train, &sealed).judgement(), Judgement::Natural);
    sealed.extend_from_slice(&train[..300]);
    assert_eq!(across(&train, &sealed).judgement(), Judgement::Excess);
}

#[test]
fn twins_of_coarse_tables_are_natural() {
    for seed in 10..30 {
        let chance = |rng: &mut Pcg64, p: f64| f64::from(rng.random::<f64>() < p);
        let independent = drawn(3000, seed, |rng| {
            let x: Vec<f64> = (0..4).map(|_| f64::from(rng.random_range(0..5))).collect();
            let y = chance(rng, 0.1 + 0.1 * x[0]);
            (x, y)
        });
        let found = split(independent, seed);
        assert_eq!(found.judgement(), Judgement::Natural, "{found:?}");
        // Six columns that all but follow from two: buyers who came once.
        let dependent = drawn(4000, seed, |rng| {
            let (day, price) = (f64::from(rng.random_range(1..90)), f64::from(rng.random_range(1..40)) + 0.49);
            let often = rng.random::<f64>() < 0.3;
            let (last, sum) =
                if often { (f64::from(rng.random_range(1..90)), price * (1.0 + rng.random::<f64>())) } else { (day, price) };
            let y = chance(rng, if often { 0.5 } else { 0.2 });
            (vec![day, last, price, sum, sum / (1.0 + f64::from(u8::from(often))), (price / 10.0).floor()], y)
        });
        let found = split(dependent, seed);
        assert_eq!(found.judgement(), Judgement::Natural, "{found:?}");
        // A target that follows from the features by a rule.
        let ruled = drawn(2000, seed, |rng| {
            let x: Vec<f64> = (0..5).map(|_| f64::from(rng.random_range(0..4))).collect();
            let y = f64::from(x[0] + x[1] > 3.0);
            (x, y)
        });
        let found = split(ruled, seed);
        assert_eq!(found.judgement(), Judgement::Natural, "{found:?}");
    }
}

#[test]
fn too_few_to_tell_is_unclear() {
    let mut cases = fine(150, 31);
    cases.extend_from_within(0..8);
    let found = split(cases, 31);
    assert!(matches!(found.judgement(), Judgement::Unclear | Judgement::Few), "{found:?}");
    let mut untold =
        twins(cut(&batch(0, &fine(10, 1), false), 9), cut(&batch(99, &fine(10, 1), false), 9), &[], Some("y")).unwrap();
    assert_eq!((untold.pairs, untold.near), (Pairs::default(), 10));
    untold.near_within = 10;
    assert_eq!(untold.judgement(), Judgement::Unclear);
}
