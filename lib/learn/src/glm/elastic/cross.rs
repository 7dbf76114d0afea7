use rand::RngExt;
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use super::{ElasticNetSpec, Side};
use crate::glm::family::Law;
use crate::glm::fitted::Prepared;
use crate::glm::formula::Formula;
use crate::glm::sample::{Rows, Sample};
use crate::{LearnError, Stop};

/// Mean deviance of a row held out and its standard error over the folds, for each penalty; `None` when it was stopped.
///
/// The design (means, scales, labels) is learned anew in each fold.
pub(super) fn held_out(
    spec: &ElasticNetSpec,
    rows: &Rows,
    law: Law,
    lambdas: &[f64],
    seed: u64,
    stop: Option<Stop>,
) -> Result<Option<Vec<(f64, f64)>>, LearnError> {
    let n = rows.y.len();
    let folds = spec.folds.min(n);
    if folds < 2 {
        return Ok(None);
    }
    let mut order: Vec<usize> = (0..n).collect();
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    for at in (1..n).rev() {
        order.swap(at, random.random_range(0..=at));
    }
    let mut losses: Vec<Vec<f64>> = Vec::with_capacity(folds);
    for fold in 0..folds {
        let own = |inside: bool| -> Vec<usize> {
            order.iter().enumerate().filter(|(at, _)| (at % folds == fold) == inside).map(|(_, row)| *row).collect()
        };
        let (train, test) = (Side::of(rows, &own(false))?, Side::of(rows, &own(true))?);
        let Some(loss) = fold_losses(spec, law, lambdas, &train, &test, stop)? else {
            return Ok(None);
        };
        losses.push(loss);
    }
    let k = folds as f64;
    let summary = |at: usize| {
        let mean = losses.iter().map(|loss| loss[at]).sum::<f64>() / k;
        let squares: f64 = losses.iter().map(|loss| (loss[at] - mean).powi(2)).sum();
        (mean, (squares / (k - 1.0) / k).sqrt())
    };
    Ok(Some((0..lambdas.len()).map(summary).collect()))
}

/// Mean deviance of the rows of `test` for each penalty.
fn fold_losses(
    spec: &ElasticNetSpec,
    law: Law,
    lambdas: &[f64],
    train: &Side,
    test: &Side,
    stop: Option<Stop>,
) -> Result<Option<Vec<f64>>, LearnError> {
    let mut sample = Sample::new(&train.train, &train.y);
    sample.weight = train.weight.as_deref();
    sample.offset = train.offset.as_deref();
    let rows = sample.rows()?;
    let prepared = Prepared::new(&rows, spec.encode.fit(&rows.train)?, law)?;
    let betas: Vec<Vec<f64>> = if let Some(level) = prepared.only_constant(law) {
        let mut beta = vec![0.0; prepared.design.columns()];
        beta[0] = level;
        vec![beta; lambdas.len()]
    } else {
        spec.path(&prepared, law, lambdas, stop).into_iter().map(|point| point.beta).collect()
    };
    if betas.len() < lambdas.len() {
        return Ok(None);
    }
    let Prepared { encoder, target, .. } = prepared;
    let mut formula = Formula { link: law.link(), encoder, beta: Vec::new(), target };
    let design = formula.encoder.encode(&test.train)?;
    let weight = |row: usize| test.weight.as_ref().map_or(1.0, |weight| weight[row]);
    let total: f64 = (0..test.y.len()).map(weight).sum();
    let mut losses = Vec::with_capacity(betas.len());
    for beta in betas {
        formula.beta = beta;
        let eta = formula.linear(&design);
        let offset = |row: usize| test.offset.as_ref().map_or(0.0, |offset| offset[row]);
        let row = |row: usize| weight(row) * law.deviance(test.y[row], eta[row] + offset(row));
        losses.push((0..eta.len()).map(row).sum::<f64>() / total);
    }
    Ok(Some(losses))
}
