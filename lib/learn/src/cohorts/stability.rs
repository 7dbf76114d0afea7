use std::collections::BTreeMap;

use crate::booster::draw::Draw;
use crate::error::LearnError;

/// Stream of the draws of orders.
const ORDER_STREAM: u64 = 11 << 32;

/// Gives the group of each row for an order of rows and a seed.
pub type Grouping<'a> = dyn FnMut(&[usize], u64) -> Result<Vec<usize>, LearnError> + 'a;

/// How well groupings agree with the first one.
#[derive(Debug, Clone, PartialEq)]
pub struct Drill {
    /// Rows in another order, same seed: agreement of each round.
    pub reordered: Vec<Option<f64>>,
    /// Other seeds, same order.
    pub reseeded: Vec<Option<f64>>,
}

/// The adjusted Rand index of two groupings of the same rows: 1 for the same groups, 0 on average for groups drawn at random.
///
/// `(sum C(n_ij, 2) - E) / ((sum C(a_i, 2) + sum C(b_j, 2)) / 2 - E)`, `E = sum C(a_i, 2) sum C(b_j, 2) / C(n, 2)`. `None` where both
/// groupings are one group, or all groups single rows: there is nothing to agree on.
///
/// # Errors
/// [`LearnError::NoRows`], [`LearnError::Length`].
///
/// Cost: O(rows log groups).
///
/// Reference: Hubert, Arabie (1985), Comparing partitions, Journal of Classification 2, doi:10.1007/BF01908075.
pub fn agreement(a: &[usize], b: &[usize]) -> Result<Option<f64>, LearnError> {
    if a.is_empty() {
        return Err(LearnError::NoRows);
    }
    if a.len() != b.len() {
        return Err(LearnError::Length { name: "grouping".to_owned(), expected: a.len(), found: b.len() });
    }
    let pairs = |count: f64| count * (count - 1.0) / 2.0;
    let counted = |keys: &mut dyn Iterator<Item = (usize, usize)>| {
        let mut counts: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        keys.for_each(|key| *counts.entry(key).or_insert(0.0) += 1.0);
        counts.into_values().map(pairs).sum::<f64>()
    };
    let both = counted(&mut a.iter().copied().zip(b.iter().copied()));
    let (first, second) = (counted(&mut a.iter().map(|&group| (group, 0))), counted(&mut b.iter().map(|&group| (group, 0))));
    let all = pairs(a.len() as f64);
    let expected = if all > 0.0 { first * second / all } else { 0.0 };
    let most = f64::midpoint(first, second);
    Ok((most > expected).then(|| (both - expected) / (most - expected)))
}

/// Groups the rows again in other orders and with other seeds, and compares with the first grouping.
///
/// `group` gets the order of rows and a seed, and gives the group of each row in that order.
///
/// # Errors
/// Those of `group` and of [`agreement`].
pub fn drill(rows: usize, rounds: usize, seed: u64, group: &mut Grouping<'_>) -> Result<Drill, LearnError> {
    let as_they_are: Vec<usize> = (0..rows).collect();
    let first = group(&as_they_are, seed)?;
    let mut drill = Drill { reordered: Vec::with_capacity(rounds), reseeded: Vec::with_capacity(rounds) };
    for round in 1..=rounds as u64 {
        let mut order = as_they_are.clone();
        let mut draw = Draw::new(seed, ORDER_STREAM + round);
        for last in (1..rows).rev() {
            order.swap(last, draw.below(last + 1));
        }
        let found = group(&order, seed)?;
        if found.len() != rows {
            return Err(LearnError::Length { name: "grouping".to_owned(), expected: rows, found: found.len() });
        }
        let mut back = vec![0; rows];
        order.iter().zip(&found).for_each(|(&row, &group)| back[row] = group);
        drill.reordered.push(agreement(&first, &back)?);
        drill.reseeded.push(agreement(&first, &group(&as_they_are, seed.wrapping_add(round))?)?);
    }
    Ok(drill)
}
