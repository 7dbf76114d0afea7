//! Small learners, so that out-of-fold losses hang together the way real ones do.

/// What a learner predicts from.
pub(crate) struct Table {
    /// Columns, each with one value a row.
    pub(crate) x: Vec<Vec<f64>>,
    pub(crate) y: Vec<f64>,
}

/// A fitted learner: row number to prediction.
pub(crate) type Fitted<'a> = Box<dyn Fn(usize) -> f64 + 'a>;

/// Out-of-fold loss of every row.
pub(crate) fn out_of_fold<'a>(
    table: &'a Table,
    fold: &[u32],
    fit: impl Fn(&'a Table, &[usize]) -> Fitted<'a>,
    loss: fn(f64, f64) -> f64,
) -> Vec<f64> {
    let folds = fold.iter().max().unwrap() + 1;
    let mut losses = vec![0.0; fold.len()];
    for f in 0..folds {
        let train: Vec<usize> = (0..fold.len()).filter(|&i| fold[i] != f).collect();
        let fitted = fit(table, &train);
        for i in (0..fold.len()).filter(|&i| fold[i] == f) {
            losses[i] = loss(table.y[i], fitted(i));
        }
    }
    losses
}

/// Squared error.
pub(crate) fn squared(y: f64, prediction: f64) -> f64 {
    (y - prediction).powi(2)
}

/// Log loss of a probability.
pub(crate) fn log_loss(y: f64, p: f64) -> f64 {
    let p = p.clamp(1e-6, 1.0 - 1e-6);
    -(y * p.ln() + (1.0 - y) * (1.0 - p).ln())
}

/// The mean of the training rows.
pub(crate) fn constant<'a>(table: &'a Table, train: &[usize]) -> Fitted<'a> {
    let mean = train.iter().map(|&i| table.y[i]).sum::<f64>() / train.len() as f64;
    Box::new(move |_| mean)
}

/// Least squares on the first `columns` columns and a constant.
pub(crate) fn linear<'a>(columns: usize) -> impl Fn(&'a Table, &[usize]) -> Fitted<'a> {
    move |table, train| {
        let beta = weighted_least_squares(table, columns, train, |_| (1.0, None));
        Box::new(move |i| dot(table, columns, i, &beta))
    }
}

/// Logistic regression on the first `columns` columns and a constant.
pub(crate) fn logistic<'a>(columns: usize) -> impl Fn(&'a Table, &[usize]) -> Fitted<'a> {
    move |table, train| {
        let mut beta = vec![0.0; columns + 1];
        for _ in 0..5 {
            let old = beta.clone();
            beta = weighted_least_squares(table, columns, train, |i| {
                let eta = dot(table, columns, i, &old);
                let p = (1.0 / (1.0 + (-eta).exp())).clamp(1e-6, 1.0 - 1e-6);
                let weight = p * (1.0 - p);
                (weight, Some(eta + (table.y[i] - p) / weight))
            });
        }
        Box::new(move |i| 1.0 / (1.0 + (-dot(table, columns, i, &beta)).exp()))
    }
}

/// Mean by cell of the first column, cut at `cells - 1` even places of the unit interval: an unstable learner when cells are many.
pub(crate) fn cells<'a>(cells: usize) -> impl Fn(&'a Table, &[usize]) -> Fitted<'a> {
    move |table, train| {
        let cell = move |i: usize| {
            ((stats::Continuous::cdf(&stats::Normal::standard(), table.x[0][i]) * cells as f64) as usize).min(cells - 1)
        };
        let overall = train.iter().map(|&i| table.y[i]).sum::<f64>() / train.len() as f64;
        let mut sums = vec![(overall, 1.0); cells];
        for &i in train {
            let (sum, count) = &mut sums[cell(i)];
            *sum += table.y[i];
            *count += 1.0;
        }
        Box::new(move |i| {
            let (sum, count) = sums[cell(i)];
            sum / count
        })
    }
}

fn dot(table: &Table, columns: usize, i: usize, beta: &[f64]) -> f64 {
    beta[columns] + (0..columns).map(|j| table.x[j][i] * beta[j]).sum::<f64>()
}

/// Solves the normal equations; `row` gives weight and, if not the target itself, the working target.
#[allow(clippy::needless_range_loop, reason = "matrices are read by row and column")]
fn weighted_least_squares(table: &Table, columns: usize, train: &[usize], row: impl Fn(usize) -> (f64, Option<f64>)) -> Vec<f64> {
    let p = columns + 1;
    let mut gram = vec![vec![0.0; p + 1]; p];
    let mut values = vec![1.0; p + 1];
    for &i in train {
        let (weight, target) = row(i);
        for j in 0..columns {
            values[j] = table.x[j][i];
        }
        values[columns] = 1.0;
        values[p] = target.unwrap_or(table.y[i]);
        for a in 0..p {
            for b in a..=p {
                gram[a][b] += weight * values[a] * values[b];
            }
        }
    }
    for a in 0..p {
        gram[a][a] += 1e-9;
        for b in 0..a {
            gram[a][b] = gram[b][a];
        }
    }
    for pivot in 0..p {
        for other in 0..p {
            if other != pivot {
                let factor = gram[other][pivot] / gram[pivot][pivot];
                for b in pivot..=p {
                    gram[other][b] -= factor * gram[pivot][b];
                }
            }
        }
    }
    (0..p).map(|a| gram[a][p] / gram[a][a]).collect()
}
