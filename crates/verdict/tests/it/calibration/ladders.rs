//! Whole ladders of five players, fitted in real cross-validation.

use verdict::Scale;

use super::draw::Draw;
use super::learners::{self, Table, out_of_fold};
use super::worlds::{Contest, Hang, World, world};

/// Ladders whose last player is the best, whose third comes near it, and whose second is clearly worse.
pub(crate) const LADDERS: &[World] = &[world("cv ladder, squared error", squared), world("cv ladder, log loss", log_loss)];

/// Eight columns, of which the first two carry nearly everything and the rest a little.
fn table(draw: &mut Draw, n: usize) -> Table {
    let x: Vec<Vec<f64>> = (0..8).map(|_| (0..n).map(|_| draw.normal()).collect()).collect();
    let weights = [0.6, 0.5, 0.12, 0.1, 0.08, 0.0, 0.0, 0.0];
    let y = (0..n).map(|i| weights.iter().zip(&x).map(|(w, column)| w * column[i]).sum()).collect();
    Table { x, y }
}

fn squared(draw: &mut Draw, n: usize, k: usize) -> Contest {
    let mut table = table(draw, n);
    for y in &mut table.y {
        *y += draw.student(5);
    }
    let fold = draw.folds(n, k);
    let losses = vec![
        out_of_fold(&table, &fold, learners::constant, learners::squared),
        out_of_fold(&table, &fold, learners::linear(1), learners::squared),
        out_of_fold(&table, &fold, learners::linear(2), learners::squared),
        out_of_fold(&table, &fold, learners::linear(4), learners::squared),
        out_of_fold(&table, &fold, learners::linear(5), learners::squared),
    ];
    Contest { losses, fold, hang: Hang::Loose, scale: Scale::Mean }
}

fn log_loss(draw: &mut Draw, n: usize, k: usize) -> Contest {
    let mut table = table(draw, n);
    for y in &mut table.y {
        *y = f64::from(u8::from(draw.uniform() < 1.0 / (1.0 + (1.2 - 1.5 * *y).exp())));
    }
    let fold = draw.folds(n, k);
    let losses = vec![
        out_of_fold(&table, &fold, learners::constant, learners::log_loss),
        out_of_fold(&table, &fold, learners::logistic(1), learners::log_loss),
        out_of_fold(&table, &fold, learners::logistic(2), learners::log_loss),
        out_of_fold(&table, &fold, learners::logistic(4), learners::log_loss),
        out_of_fold(&table, &fold, learners::logistic(5), learners::log_loss),
    ];
    Contest { losses, fold, hang: Hang::Loose, scale: Scale::Mean }
}
