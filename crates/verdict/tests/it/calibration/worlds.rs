//! Simulated contests with known truth.

use verdict::Scale;

use super::draw::Draw;
use super::learners::{self, Table, out_of_fold};

/// One simulated contest: losses of players in ladder order, out of fold.
pub(crate) struct Contest {
    pub(crate) losses: Vec<Vec<f64>>,
    pub(crate) fold: Vec<u32>,
    pub(crate) hang: Hang,
    pub(crate) scale: Scale,
}

/// How the rows hang together.
pub(crate) enum Hang {
    Loose,
    Clusters(Vec<u32>),
    Origins { origin: Vec<u32>, horizon: u32 },
}

/// A named generator of contests of `n` rows in `k` folds.
pub(crate) struct World {
    pub(crate) name: &'static str,
    pub(crate) make: fn(&mut Draw, usize, usize) -> Contest,
    /// Whether forecast horizons overlap.
    pub(crate) overlaps: bool,
}

/// A world without overlapping horizons.
pub(crate) const fn world(name: &'static str, make: fn(&mut Draw, usize, usize) -> Contest) -> World {
    World { name, make, overlaps: false }
}

/// Worlds in which the first player is worse than the second; by how much is measured.
pub(crate) const UNEQUAL: &[World] = &[
    world("normal differences", normal),
    world("squared error, t(5) noise", squared_error),
    world("RMSE, t(5) noise", root_squared_error),
    world("log loss, calibrated against blunt", blunt_log_loss),
    world("cv: constant against line", cv_line),
    world("cv: constant against logistic, 10 % events", |draw, n, k| cv_logistic(draw, n, k, 2.6)),
    world("cv: 20 cells against line", cv_cells),
    world("clusters of 10, ICC 0.1", |draw, n, k| clusters(draw, n, k, 10, 0.1)),
    world("clusters of 10, ICC 0.5", |draw, n, k| clusters(draw, n, k, 10, 0.5)),
    world("clusters of 1 to 50, ICC 0.3", |draw, n, k| clusters(draw, n, k, 0, 0.3)),
    world("normal clusters of 1 to 50, ICC 0.3", |draw, n, k| normal_clusters(draw, n, k, 0, 0.3)),
    world("normal clusters of 30, ICC 0.5", |draw, n, k| normal_clusters(draw, n, k, 30, 0.5)),
    world("clusters of 30, ICC 0.5", |draw, n, k| clusters(draw, n, k, 30, 0.5)),
    world("cv: clusters of 10, constant against line", cv_clusters),
];

/// The same, but with too few events for 300 rows.
pub(crate) const RARE: &[World] =
    &[world("cv: constant against logistic, 3 % events", |draw, n, k| cv_logistic(draw, n, k, 4.0))];

/// The same, with a margin so small that luck often makes the worse player the best.
pub(crate) const CLOSE: &[World] = &[world("normal differences, margin of 0.7 (2.3) standard errors", |draw, n, k| {
    pair(draw, n, k, |draw| (2.03 + 0.5 * draw.normal(), 2.0 + 0.5 * draw.normal()))
})];

/// Worlds in which the second player is the first one with more to learn and nothing to gain.
pub(crate) const EQUAL: &[World] = &[
    world("normal differences", |draw, n, k| pair(draw, n, k, |draw| (draw.normal(), draw.normal()))),
    world("squared error, t(5) noise", |draw, n, k| {
        pair(draw, n, k, |draw| {
            let noise = draw.student(5);
            ((noise + 0.3 * draw.normal()).powi(2), (noise + 0.3 * draw.normal()).powi(2))
        })
    }),
    world("clusters of 10, ICC 0.3", |draw, n, k| clusters_apart(draw, n, k, 10, 0.3, 0.0)),
];

fn pair(draw: &mut Draw, n: usize, k: usize, mut losses: impl FnMut(&mut Draw) -> (f64, f64)) -> Contest {
    let (a, b) = (0..n).map(|_| losses(draw)).unzip();
    Contest { losses: vec![a, b], fold: draw.folds(n, k), hang: Hang::Loose, scale: Scale::Mean }
}

fn normal(draw: &mut Draw, n: usize, k: usize) -> Contest {
    pair(draw, n, k, |draw| (2.0 + 0.3 + 0.5 * draw.normal(), 2.0 + 0.5 * draw.normal()))
}

fn squared_error(draw: &mut Draw, n: usize, k: usize) -> Contest {
    pair(draw, n, k, |draw| {
        let noise = draw.student(5);
        ((noise + 0.5 * draw.normal()).powi(2), noise.powi(2))
    })
}

fn root_squared_error(draw: &mut Draw, n: usize, k: usize) -> Contest {
    Contest { scale: Scale::RootMean, ..squared_error(draw, n, k) }
}

fn blunt_log_loss(draw: &mut Draw, n: usize, k: usize) -> Contest {
    pair(draw, n, k, |draw| {
        let p = 1.0 / (1.0 + (2.5 - 1.5 * draw.normal()).exp());
        let y = f64::from(u8::from(draw.uniform() < p));
        (learners::log_loss(y, 0.4 * p + 0.6 * 0.14), learners::log_loss(y, p))
    })
}

/// A table of `columns` normal columns with a linear signal in the first two.
fn table(draw: &mut Draw, n: usize, columns: usize, noise: f64) -> Table {
    let x: Vec<Vec<f64>> = (0..columns).map(|_| (0..n).map(|_| draw.normal()).collect()).collect();
    let y = (0..n).map(|i| 0.5 * x[0][i] + 0.3 * x[1][i] + noise * draw.normal()).collect();
    Table { x, y }
}

fn cv_line(draw: &mut Draw, n: usize, k: usize) -> Contest {
    let (table, fold) = (table(draw, n, 4, 1.0), draw.folds(n, k));
    let losses = vec![
        out_of_fold(&table, &fold, learners::constant, learners::squared),
        out_of_fold(&table, &fold, learners::linear(4), learners::squared),
    ];
    Contest { losses, fold, hang: Hang::Loose, scale: Scale::Mean }
}

fn cv_logistic(draw: &mut Draw, n: usize, k: usize, rarity: f64) -> Contest {
    let mut table = table(draw, n, 3, 0.0);
    for y in &mut table.y {
        *y = f64::from(u8::from(draw.uniform() < 1.0 / (1.0 + (rarity - 1.5 * *y).exp())));
    }
    let fold = draw.folds(n, k);
    let losses = vec![
        out_of_fold(&table, &fold, learners::constant, learners::log_loss),
        out_of_fold(&table, &fold, learners::logistic(3), learners::log_loss),
    ];
    Contest { losses, fold, hang: Hang::Loose, scale: Scale::Mean }
}

fn cv_cells(draw: &mut Draw, n: usize, k: usize) -> Contest {
    let (table, fold) = (table(draw, n, 2, 1.0), draw.folds(n, k));
    let losses = vec![
        out_of_fold(&table, &fold, learners::cells(20), learners::squared),
        out_of_fold(&table, &fold, learners::linear(2), learners::squared),
    ];
    Contest { losses, fold, hang: Hang::Loose, scale: Scale::Mean }
}

/// Cluster ids: of one size, or of 1 to 50 rows when `size` is 0.
fn cluster_ids(draw: &mut Draw, n: usize, size: usize) -> Vec<u32> {
    let mut ids = Vec::with_capacity(n);
    for id in 0.. {
        let rows = if size > 0 { size } else { 1 + draw.below(50) };
        ids.extend(std::iter::repeat_n(id, rows.min(n - ids.len())));
        if ids.len() == n {
            return ids;
        }
    }
    ids
}

/// Whole clusters drawn into folds.
fn grouped_folds(draw: &mut Draw, ids: &[u32], k: usize) -> Vec<u32> {
    let of_cluster = draw.folds(*ids.last().unwrap() as usize + 1, k);
    ids.iter().map(|&id| of_cluster[id as usize]).collect()
}

fn clusters(draw: &mut Draw, n: usize, k: usize, size: usize, icc: f64) -> Contest {
    clusters_apart(draw, n, k, size, icc, 0.3)
}

/// Loss differences with a skewed effect a cluster and a skewed effect a row.
fn clusters_apart(draw: &mut Draw, n: usize, k: usize, size: usize, icc: f64, apart: f64) -> Contest {
    let ids = cluster_ids(draw, n, size);
    let mut skewed = |share: f64| share.sqrt() * (draw.normal().powi(2) - 1.0) / std::f64::consts::SQRT_2;
    let effects: Vec<f64> = (0..=*ids.last().unwrap()).map(|_| skewed(icc)).collect();
    let simple = ids.iter().map(|&id| 3.0 + apart + effects[id as usize] + skewed(1.0 - icc)).collect();
    let fold = grouped_folds(draw, &ids, k);
    Contest { losses: vec![simple, vec![3.0; n]], fold, hang: Hang::Clusters(ids), scale: Scale::Mean }
}

fn normal_clusters(draw: &mut Draw, n: usize, k: usize, size: usize, icc: f64) -> Contest {
    let ids = cluster_ids(draw, n, size);
    let effects: Vec<f64> = (0..=*ids.last().unwrap()).map(|_| icc.sqrt() * draw.normal()).collect();
    let simple = ids.iter().map(|&id| 3.3 + effects[id as usize] + (1.0 - icc).sqrt() * draw.normal()).collect();
    let fold = grouped_folds(draw, &ids, k);
    Contest { losses: vec![simple, vec![3.0; n]], fold, hang: Hang::Clusters(ids), scale: Scale::Mean }
}

fn cv_clusters(draw: &mut Draw, n: usize, k: usize) -> Contest {
    let ids = cluster_ids(draw, n, 10);
    let mut table = table(draw, n, 2, 1.0);
    let shifts: Vec<(f64, f64)> = (0..=*ids.last().unwrap()).map(|_| (draw.normal(), draw.normal())).collect();
    for (i, &id) in ids.iter().enumerate() {
        // A column and an error that a cluster shares.
        table.x[0][i] += shifts[id as usize].0;
        table.y[i] += 0.5 * shifts[id as usize].0 + 0.7 * shifts[id as usize].1;
    }
    let fold = grouped_folds(draw, &ids, k);
    let losses = vec![
        out_of_fold(&table, &fold, learners::constant, learners::squared),
        out_of_fold(&table, &fold, learners::linear(2), learners::squared),
    ];
    Contest { losses, fold, hang: Hang::Clusters(ids), scale: Scale::Mean }
}
