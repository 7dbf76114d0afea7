//! Laws of the k-means and the quantile cells.

use learn::cells::{CellsLoss, CellsSpec, Cut};
use learn::frame::{Column, Frame};
use learn::kmeans::KMeansSpec;

/// Numbers in 0 to 1 without a pattern.
fn noise(rows: u64, salt: u64) -> Vec<f64> {
    let one = |i: u64| {
        let mut x = (i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt.wrapping_mul(0xd1b5_4a32_d192_ed03);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..rows).map(one).collect()
}

#[test]
fn the_same_seed_gives_the_same_cells() {
    let columns = (0..3).map(|k| Column::numeric(format!("x{k}"), noise(700, k))).collect();
    let train = Frame::new(700, columns).unwrap();
    let y = noise(700, 9);
    let spec = KMeansSpec { cells: 20, rows_max: 400, ..KMeansSpec::default() };
    let bits = |seed| -> Vec<u64> {
        let p = spec.fit(&train, &y, seed, None).unwrap().predict(&train).unwrap();
        p.iter().map(|p| p.to_bits()).collect()
    };
    assert_eq!(bits(1), bits(1));
    assert_ne!(bits(1), bits(2));
}

#[test]
fn far_groups_are_found_and_predict_their_mean() {
    let at = noise(300, 1);
    let x: Vec<f64> = at.iter().enumerate().map(|(i, x)| x + 1000.0 * (i % 3) as f64).collect();
    let y: Vec<f64> = (0..300).map(|i| f64::from(i % 3)).collect();
    let train = Frame::new(300, vec![Column::numeric("x", x)]).unwrap();
    let spec = KMeansSpec { cells: 3, log: false, smoothing: 0.0, ..KMeansSpec::default() };
    let model = spec.fit(&train, &y, 5, None).unwrap();
    assert_eq!(model.rows(), [100, 100, 100]);
    for (p, y) in model.predict(&train).unwrap().iter().zip(&y) {
        assert!((p - y).abs() < 1e-12);
    }
}

#[test]
fn fewer_distinct_rows_than_cells_give_fewer_cells() {
    let x: Vec<f64> = (0..50).map(|i| f64::from(i % 4)).collect();
    let train = Frame::new(50, vec![Column::numeric("x", x.clone())]).unwrap();
    let model = KMeansSpec::default().fit(&train, &x, 5, None).unwrap();
    assert_eq!(model.rows().len(), 4);
    assert!(model.spread() < 1e-20);
}

#[test]
fn noise_columns_are_not_chosen() {
    let mut chosen = 0;
    for round in 0..20 {
        let columns = (0..8).map(|k| Column::numeric(format!("x{k}"), noise(1000, 100 * round + k))).collect();
        let train = Frame::new(1000, columns).unwrap();
        let y: Vec<f64> = noise(1000, 100 * round + 50).iter().map(|u| f64::from(u8::from(*u < 0.3))).collect();
        let spec = CellsSpec { loss: CellsLoss::Log, ..CellsSpec::default() };
        chosen += spec.fit(&train, &y, None).unwrap().columns().len();
    }
    assert!(chosen <= 4, "{chosen} noise columns in 20 tables of 8");
}

#[test]
fn the_telling_columns_are_chosen_and_their_cells_predict() {
    let (a, b) = (noise(4000, 1), noise(4000, 2));
    let y: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 10.0 * (5.0 * a).floor() + 10.0 * (3.0 * b).floor()).collect();
    let mut columns: Vec<Column> = (3..9).map(|k| Column::numeric(format!("noise{k}"), noise(4000, k))).collect();
    columns.insert(3, Column::numeric("b", b));
    columns.insert(1, Column::numeric("a", a));
    let train = Frame::new(4000, columns).unwrap();
    let spec = CellsSpec { gain_min: 0.01, ..CellsSpec::default() };
    let model = spec.fit(&train, &y, None).unwrap();
    let names: Vec<&str> = model.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert!(matches!(&model.columns()[1].cut, Cut::Buckets { asked: 3, edges } if edges.len() == 2));
    assert_eq!(model.ranking()[0].0, "a");
    assert!(model.ranking()[0].1 > 0.6);
    let p = model.predict(&train).unwrap();
    let error = p.iter().zip(&y).map(|(p, y)| (p - y).powi(2)).sum::<f64>() / 4000.0;
    assert!(error < 15.0, "{error}");
    // The share of the loss that is left is the mean error in units of the target's variance.
    assert!(model.loss() < 0.06 && (model.constant_loss() - 1.0).abs() < 1e-3);
}

#[test]
fn an_identifier_is_not_worth_its_cells() {
    let keys: Vec<String> = (0..900).map(|i| format!("k{i}")).collect();
    let train = Frame::new(900, vec![Column::from_labels("key", keys.iter().map(|key| Some(key.as_str())))]).unwrap();
    let y: Vec<f64> = noise(900, 3).iter().map(|u| f64::from(u8::from(*u < 0.5))).collect();
    let spec = CellsSpec { loss: CellsLoss::Log, ..CellsSpec::default() };
    let model = spec.fit(&train, &y, None).unwrap();
    assert!(model.columns().is_empty());
    let mean = y.iter().sum::<f64>() / 900.0;
    assert!(model.predict(&train).unwrap().iter().all(|p| (p - mean).abs() < 1e-12));
}
