//! Known answers and laws.

#![allow(clippy::unwrap_used)]

use super::{MinHashSpec, agreement, drill, tokens};
use crate::booster::draw::Draw;
use crate::error::LearnError;
use crate::frame::{Column, Frame};
use crate::kmeans::KMeansSpec;

/// Sets around `kinds` cores of 12 elements, each with one element left out and one of its own.
fn baskets(rows: usize, kinds: usize) -> Vec<Vec<u64>> {
    let mut draw = Draw::new(1, 0);
    (0..rows)
        .map(|row| {
            let core = (row % kinds) as u64 * 100;
            let gone = draw.below(12) as u64;
            (0..12).filter(|e| *e != gone).map(|e| core + e).chain([1_000_000 + row as u64]).collect()
        })
        .collect()
}

#[test]
fn kinds_are_found_whatever_the_order_and_the_seed() {
    let sets = baskets(300, 7);
    let truth: Vec<usize> = (0..300).map(|row| row % 7).collect();
    let found = MinHashSpec::default().group(&sets).unwrap();
    assert!(agreement(&found, &truth).unwrap().unwrap() > 0.99);
    let mut group = |order: &[usize], seed: u64| {
        let sets: Vec<Vec<u64>> = order.iter().map(|&row| sets[row].clone()).collect();
        MinHashSpec { seed, ..MinHashSpec::default() }.group(&sets)
    };
    let drill = drill(300, 3, 5, &mut group).unwrap();
    assert!(drill.reordered.iter().chain(&drill.reseeded).all(|ari| ari.unwrap() > 0.99), "{drill:?}");
}

#[test]
fn cohorts_of_noise_do_not_hold() {
    let mut draw = Draw::new(2, 0);
    let x: Vec<f64> = (0..500).map(|_| draw.unit()).collect();
    let y: Vec<f64> = (0..500).map(|_| draw.unit()).collect();
    let frame = Frame::new(500, vec![Column::numeric("x", x.clone()), Column::numeric("y", y)]).unwrap();
    let spec = KMeansSpec { cells: 12, restarts: 1, ..KMeansSpec::default() };
    let mut group = |order: &[usize], seed: u64| {
        let rows = frame.take(order)?;
        spec.fit(&rows, &vec![0.0; order.len()], seed, None)?.cell_of(&rows)
    };
    let drill = drill(500, 4, 1, &mut group).unwrap();
    assert!(drill.reseeded.iter().all(|ari| ari.unwrap() < 0.9), "{drill:?}");
}

/// Values of scikit-learn's `adjusted_rand_score`.
#[test]
fn the_index_is_that_of_others() {
    let index = |a: &[usize], b: &[usize]| agreement(a, b).unwrap();
    assert!((index(&[0, 0, 1, 2], &[0, 0, 1, 1]).unwrap() - 0.571_428_571_428_571_4).abs() < 1e-12);
    assert!((index(&[0, 0, 1, 1], &[0, 1, 0, 1]).unwrap() + 0.5).abs() < 1e-12);
    assert_eq!(index(&[0, 0, 0], &[1, 1, 1]), None);
    assert_eq!(agreement(&[], &[]), Err(LearnError::NoRows));
    assert!(matches!(agreement(&[1], &[1, 2]), Err(LearnError::Length { .. })));
}

#[test]
fn rows_become_sets_of_their_labels() {
    let label = |name: &str, values: [Option<&str>; 3]| Column::from_labels(name, values.into_iter());
    let a = label("a", [Some("x"), Some("y"), None]);
    let b = label("b", [Some("x"), Some("x"), None]);
    let sets = tokens(&Frame::new(3, vec![a, b, Column::numeric("n", vec![1.0; 3])]).unwrap());
    assert_eq!(sets.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 0]);
    assert!(sets[0][0] != sets[0][1] && sets[0][1] == sets[1][1]);
    let bad = MinHashSpec { overlap_min: 0.0, ..MinHashSpec::default() };
    assert!(matches!(bad.group(&sets), Err(LearnError::Setting { .. })));
    assert_eq!(MinHashSpec::default().group(&[vec![], vec![1], vec![]]).unwrap(), [0, 1, 0]);
}
