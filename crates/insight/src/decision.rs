//! From which probability on does it pay to act?

use serde::{Deserialize, Serialize};

use crate::Measured;

/// Points of the cost curve at most.
const POINTS_MAX: usize = 60;

/// The threshold on the probability of the positive class that costs least.
///
/// A row that is acted on and is of the other class costs `false_alarm`, one that is not and is of the positive class `miss`. Calibrated probabilities
/// are best cut at `false_alarm / (false_alarm + miss)`. Whether another cut is better is measured on rows that did not choose it: each
/// fold is cut where the other folds cost least.
///
/// Reference: C. Elkan, "The foundations of cost-sensitive learning" (2001).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Money lost by acting on a row of the other class.
    pub false_alarm: f64,
    /// Money lost by not acting on a row of the positive class.
    pub miss: f64,
    /// The cut to use.
    pub threshold: f64,
    /// Whether it is that of the prices alone; else the measured one, which was shown to be cheaper.
    pub by_prices: bool,
    /// Cost of a row with that cut; the measured one by folds, each cut by the others.
    pub cost: Measured,
    /// What a row costs less than without a model: than the cheaper of acting on all and on none.
    pub saving: Measured,
    /// Whether acting on all rows is that cheaper way.
    pub else_all: bool,
    /// Share of the rows that are acted on.
    pub acted: f64,
    /// Share of the rows of the positive class that are acted on.
    pub caught: f64,
    /// Cost of a row by threshold.
    pub curve: Vec<CostPoint>,
}

/// One threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CostPoint {
    /// The least probability that is acted on.
    pub threshold: f64,
    /// Cost of a row.
    pub cost: f64,
}

/// A row: what was said, what came out, in which fold.
struct Row {
    p: f64,
    positive: bool,
    fold: u32,
}

impl Decision {
    /// Of out-of-fold probabilities, outcomes of 0 or 1 and the folds of the same rows. None below two rows or folds, or with a single class.
    ///
    /// `O(n log n + n folds)`.
    pub fn of(predicted: &[f64], observed: &[f64], fold: &[u32], false_alarm: f64, miss: f64) -> Option<Self> {
        let mut rows: Vec<Row> =
            predicted.iter().zip(observed).zip(fold).map(|((&p, &y), &fold)| Row { p, positive: y > 0.5, fold }).collect();
        let positives = rows.iter().filter(|row| row.positive).count();
        if rows.len() < 2 || positives == 0 || positives == rows.len() {
            return None;
        }
        rows.sort_by(|a, b| b.p.total_cmp(&a.p));
        let by_prices = false_alarm / (false_alarm + miss);
        let cost_at = |row: &Row, cut: f64| match (row.p >= cut, row.positive) {
            (true, false) => false_alarm,
            (false, true) => miss,
            _ => 0.0,
        };
        let prices = (false_alarm, miss);
        let mut folds = fold.to_vec();
        folds.sort_unstable();
        folds.dedup();
        let cuts: Vec<(u32, f64)> = folds.iter().map(|&f| (f, cheapest(&rows, prices, Some(f)))).collect();
        let of_fold = |f: u32| cuts.iter().find(|(fold, _)| *fold == f).map_or(by_prices, |(_, cut)| *cut);
        let measured: Vec<f64> = rows.iter().map(|row| cost_at(row, of_fold(row.fold))).collect();
        let priced: Vec<f64> = rows.iter().map(|row| cost_at(row, by_prices)).collect();
        let difference: Vec<f64> = priced.iter().zip(&measured).map(|(a, b)| a - b).collect();
        let is_priced = folds.len() < 2 || Measured::mean_of(&difference)?.low <= 0.0;
        let (threshold, costs) = if is_priced { (by_prices, priced) } else { (cheapest(&rows, prices, None), measured) };
        let all_cost = false_alarm * (rows.len() - positives) as f64;
        let else_all = all_cost < miss * positives as f64;
        let blind = |row: &Row| match (else_all, row.positive) {
            (true, false) => false_alarm,
            (false, true) => miss,
            _ => 0.0,
        };
        let savings: Vec<f64> = rows.iter().zip(&costs).map(|(row, cost)| blind(row) - cost).collect();
        let acted = rows.iter().filter(|row| row.p >= threshold).count();
        let caught = rows.iter().filter(|row| row.p >= threshold && row.positive).count();
        Some(Self {
            false_alarm,
            miss,
            threshold,
            by_prices: is_priced,
            cost: Measured::mean_of(&costs)?,
            saving: Measured::mean_of(&savings)?,
            else_all,
            acted: acted as f64 / rows.len() as f64,
            caught: caught as f64 / positives as f64,
            curve: curve(&rows, prices),
        })
    }
}

/// Costs of acting on the first rows only, from none to all, at every change of the probability: `(threshold, cost)`.
fn sweep(rows: &[Row], (false_alarm, miss): (f64, f64), without: Option<u32>) -> impl Iterator<Item = (f64, f64)> + '_ {
    let counted = move |row: &&Row| Some(row.fold) != without;
    let positives = rows.iter().filter(counted).filter(|row| row.positive).count();
    let mut cost = miss * positives as f64;
    let none = std::iter::once((f64::INFINITY, cost));
    let mut rows = rows.iter().filter(counted).peekable();
    none.chain(std::iter::from_fn(move || {
        let first = rows.next()?;
        cost += if first.positive { -miss } else { false_alarm };
        while let Some(row) = rows.next_if(|row| row.p >= first.p) {
            cost += if row.positive { -miss } else { false_alarm };
        }
        Some((first.p, cost))
    }))
}

/// The threshold that costs least on the rows outside a fold.
fn cheapest(rows: &[Row], prices: (f64, f64), without: Option<u32>) -> f64 {
    sweep(rows, prices, without).min_by(|a, b| a.1.total_cmp(&b.1)).map_or(f64::INFINITY, |(cut, _)| cut)
}

/// The cost of a row at thresholds that are evenly spread over the rows.
fn curve(rows: &[Row], prices: (f64, f64)) -> Vec<CostPoint> {
    let all: Vec<(f64, f64)> = sweep(rows, prices, None).filter(|(cut, _)| cut.is_finite()).collect();
    let step = all.len().div_ceil(POINTS_MAX).max(1);
    let n = rows.len() as f64;
    let kept = |at: &usize| at.is_multiple_of(step) || at + 1 == all.len();
    (0..all.len()).filter(kept).map(|at| CostPoint { threshold: all[at].0, cost: all[at].1 / n }).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    use super::*;

    fn drawn(seed: u64, rows: usize, said: impl Fn(f64) -> f64) -> (Vec<f64>, Vec<f64>, Vec<u32>) {
        let mut rng = Pcg64::seed_from_u64(seed);
        let p: Vec<f64> = (0..rows).map(|_| rng.random::<f64>()).collect();
        let y = p.iter().map(|&p| f64::from(rng.random::<f64>() < p)).collect();
        (p.into_iter().map(said).collect(), y, (0..rows as u32).map(|row| row % 5).collect())
    }

    #[test]
    fn calibrated_probabilities_are_cut_by_the_prices() {
        let (p, y, fold) = drawn(1, 5000, |p| p);
        let found = Decision::of(&p, &y, &fold, 10.0, 40.0).unwrap();
        assert!(found.by_prices && (found.threshold - 0.2).abs() < 1e-12);
        // Truth: 10 (0.8 - 0.32) + 40 (0.02) = 4.8 + 0.8 = 5.6 less ... the integral of 10 (1 - p) over (0.2, 1) is 3.2, of 40 p over (0, 0.2) 0.8.
        assert!((found.cost.value - 4.0).abs() < 0.25 && found.cost.low < 4.0 && found.cost.high > 4.0, "{:?}", found.cost);
        assert!(found.else_all && (found.saving.value - 1.0).abs() < 0.25, "all costs 5: {:?}", found.saving);
    }

    #[test]
    fn wrong_probabilities_are_cut_where_it_is_cheaper() {
        let (p, y, fold) = drawn(2, 5000, |p| p * p * p);
        let found = Decision::of(&p, &y, &fold, 10.0, 40.0).unwrap();
        assert!(!found.by_prices && found.threshold < 0.05, "{}", found.threshold);
        assert!((found.cost.value - 4.0).abs() < 0.25);
    }

    #[test]
    fn a_blind_model_saves_nothing() {
        let (_, y, fold) = drawn(3, 2000, |p| p);
        let found = Decision::of(&vec![0.5; 2000], &y, &fold, 10.0, 10.0).unwrap();
        assert!(found.saving.low <= 1e-9, "{:?}", found.saving);
        assert!(Decision::of(&[0.5; 4], &[1.0; 4], &[0; 4], 1.0, 1.0).is_none());
    }
}
