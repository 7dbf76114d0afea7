//! Laws and known answers.

#![allow(clippy::unwrap_used, clippy::float_cmp)]

use super::{Index, KnnSpec, KnnTask, Space};
use crate::booster::draw::Draw;
use crate::error::LearnError;
use crate::frame::{Column, Frame};

fn table(rows: usize, seed: u64, gaps: bool) -> Frame {
    let mut draw = Draw::new(seed, 0);
    let mut unit = |step: usize| -> Vec<f64> {
        let values = (0..rows).map(|_| (draw.unit() * 50.0).floor()).collect::<Vec<f64>>();
        values.into_iter().enumerate().map(|(row, v)| if gaps && row % step == 0 { f64::NAN } else { v }).collect()
    };
    let (a, b, c) = (unit(7), unit(5), unit(3));
    let labels: Vec<Option<&str>> =
        c.iter().map(|c| if c.is_nan() { None } else { Some(["a", "b", "c"][*c as usize % 3]) }).collect();
    let columns = vec![Column::numeric("a", a), Column::numeric("b", b), Column::from_labels("c", labels.into_iter())];
    Frame::new(rows, columns).unwrap()
}

#[test]
fn the_tree_finds_what_looking_at_all_rows_finds() {
    for gaps in [false, true] {
        let (train, ask) = (table(400, 1, gaps), table(60, 2, gaps));
        let space = Space::new(&train);
        let index = Index::new(&space.points(&train).unwrap(), usize::MAX, 3);
        let asked = space.points(&ask).unwrap();
        for point in asked.rows() {
            let mut all: Vec<(f64, usize)> =
                (0..400).map(|place| (asked.squared(point, index.point(place), f64::INFINITY), place)).collect();
            all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            assert_eq!(index.nearest(point, 9, None), all[..9]);
        }
        let own = index.nearest(index.point(17), 400, Some(17));
        assert!(own.len() == 399 && own.iter().all(|near| near.1 != 17));
    }
}

#[test]
fn many_neighbours_for_noise_and_few_for_a_pattern() {
    let x = table(600, 4, false);
    let Column::Numeric { values, .. } = &x.columns()[0] else { unreachable!() };
    let wave: Vec<f64> = values.iter().map(|a| (a * 0.5).sin()).collect();
    let mut draw = Draw::new(5, 0);
    let noise: Vec<f64> = (0..600).map(|_| draw.unit()).collect();
    let fit = |y: &[f64]| KnnSpec::default().fit(&x, y, &mut || false).unwrap();
    assert!(fit(&wave).neighbours() <= 12 && fit(&noise).neighbours() >= 50);
    assert!(fit(&wave).curve().iter().all(|(_, loss)| loss.is_finite()));
}

#[test]
fn classes_are_shares_and_settings_are_checked() {
    let (x, ask) = (table(300, 6, true), table(40, 7, true));
    let y: Vec<f64> = (0..300).map(|row| f64::from(row % 3)).collect();
    let spec = KnnSpec { task: KnnTask::Classes { classes: 3 }, ..KnnSpec::default() };
    let p = spec.fit(&x, &y, &mut || false).unwrap().predict(&ask).unwrap();
    assert!(p.len() == 120 && p.chunks(3).all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-9));
    let two: Vec<f64> = y.iter().map(|y| y.min(1.0)).collect();
    let spec = KnnSpec { task: KnnTask::Classes { classes: 2 }, ..KnnSpec::default() };
    let fitted = spec.fit(&x, &two, &mut || true).unwrap();
    assert!(fitted.stopped() && fitted.neighbours() == 17);
    assert_eq!(fitted.predict(&ask).unwrap().len(), 40);
    let none = KnnSpec { neighbours: Some(0), ..KnnSpec::default() };
    assert!(matches!(none.fit(&x, &y, &mut || false), Err(LearnError::Setting { .. })));
    let one = x.take(&[0]).unwrap();
    assert_eq!(KnnSpec::default().fit(&one, &[5.0], &mut || false).unwrap().predict(&ask).unwrap()[0], 5.0);
    let empty = Frame::new(3, vec![]).unwrap();
    let mean = KnnSpec::default().fit(&empty, &[1.0, 2.0, 3.0], &mut || false).unwrap();
    assert!((mean.predict(&empty).unwrap()[0] - 2.0).abs() < 1.0);
}

#[test]
fn any_number_of_threads_gives_the_same_answers() {
    let (x, ask) = (table(500, 8, true), table(50, 9, true));
    let y: Vec<f64> = (0..500).map(|row| f64::from(row % 11)).collect();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| KnnSpec::default().fit(&x, &y, &mut || false).unwrap().predict(&ask).unwrap())
    };
    assert_eq!(on(1), on(3));
}
