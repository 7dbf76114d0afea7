//! Which of all pairs are worth a closer look.

use rayon::prelude::*;

use super::super::Facts;
use super::coded::{Coded, Kind};

/// A pair of columns by their places, and how strong it looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) strength: f64,
    pub(super) of: (usize, usize),
}

/// What the screen saw.
#[derive(Debug)]
pub(super) struct Screened {
    /// The strongest pairs, strongest first.
    pub(super) strongest: Vec<Candidate>,
    /// Pairs that were looked at.
    pub(super) looked_at: u64,
    /// Pairs with a correlation of 1 or -1 to ten digits.
    pub(super) exact: u64,
}

/// Looks at every pair; keeps `kept`. `O(pairs x rows)`, without the pairs of which the Gram matrix tells all.
pub(super) fn screen(facts: &Facts, columns: &[Coded<'_>], rows: usize, kept: usize) -> Screened {
    let entropies = entropies(rows);
    let seen: Vec<Screened> = (1..columns.len())
        .into_par_iter()
        .map(|i| {
            let mut seen = Screened { strongest: Vec::new(), looked_at: 0, exact: 0 };
            for j in 0..i {
                match strength(facts, &columns[j], &columns[i], &entropies) {
                    Some(Strength::Exact) => seen.exact += 1,
                    Some(Strength::Of(strength)) => seen.strongest.push(Candidate { strength, of: (j, i) }),
                    None => continue,
                }
                seen.looked_at += 1;
            }
            truncate(&mut seen.strongest, kept);
            seen
        })
        .collect();
    let mut all = Screened { strongest: Vec::new(), looked_at: 0, exact: 0 };
    for part in seen {
        all.strongest.extend(part.strongest);
        all.looked_at += part.looked_at;
        all.exact += part.exact;
    }
    truncate(&mut all.strongest, kept);
    all
}

fn truncate(found: &mut Vec<Candidate>, kept: usize) {
    found.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.of.cmp(&b.of)));
    found.truncate(kept);
}

enum Strength {
    /// One column is a line of the other.
    Exact,
    Of(f64),
}

/// The larger of Pearson's coefficient over all rows and the correlation that a normal pair with the same information would have.
fn strength(facts: &Facts, x: &Coded<'_>, y: &Coded<'_>, entropies: &[f64]) -> Option<Strength> {
    let r = x.place.zip(y.place).filter(|_| x.is_numeric() && y.is_numeric()).map(|(i, j)| facts.gram.pair(i, j));
    let r = r.map(|pair| pair.and_then(|pair| pair.r()).map(f64::abs));
    let both_quantities = x.kind == Kind::Quantity && y.kind == Kind::Quantity;
    match r {
        Some(Some(r)) if r > 1.0 - 1e-10 => Some(Strength::Exact),
        // The mean of a flag's two groups is all that a flag can tell.
        Some(r) if !both_quantities => r.map(Strength::Of),
        _ => {
            let information = information((&x.codes, x.width), (&y.codes, y.width), entropies);
            let r = r.flatten();
            if r.is_none() && information.is_none() {
                return None;
            }
            Some(Strength::Of(r.unwrap_or(0.0).max(information.unwrap_or(0.0))))
        }
    }
}

/// `c ln c` of every count up to `rows`.
pub(super) fn entropies(rows: usize) -> Vec<f64> {
    (0..=rows).map(|c| if c > 0 { c as f64 * (c as f64).ln() } else { 0.0 }).collect()
}

/// Mutual information of codes (0 is missing) and their largest, less its bias, as a correlation; none where one of the two does not vary.
pub(super) fn information(x: (&[u8], usize), y: (&[u8], usize), entropies: &[f64]) -> Option<f64> {
    let width = y.1 + 1;
    let mut counts = vec![0_u32; (x.1 + 1) * width];
    for (a, b) in x.0.iter().zip(y.0) {
        counts[usize::from(*a) * width + usize::from(*b)] += 1;
    }
    let (mut of_y, mut joint, mut of_x, mut n, mut r) = (vec![0_u32; width], 0.0, 0.0, 0_u32, 0);
    for row in counts.chunks(width).skip(1) {
        let mut sum = 0;
        for (total, &c) in of_y.iter_mut().zip(row).skip(1) {
            joint += entropies[c as usize];
            *total += c;
            sum += c;
        }
        of_x += entropies[sum as usize];
        n += sum;
        r += usize::from(sum > 0);
    }
    let c = of_y.iter().filter(|c| **c > 0).count();
    if n < 4 || r < 2 || c < 2 {
        return None;
    }
    let of_y: f64 = of_y.iter().map(|&c| entropies[c as usize]).sum();
    let n = f64::from(n);
    let nats = (joint - of_x - of_y) / n + n.ln() - ((r - 1) * (c - 1)) as f64 / (2.0 * n);
    Some((-(-2.0 * nats.max(0.0)).exp_m1()).sqrt())
}
