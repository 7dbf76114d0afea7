//! Which leaves each sum holds.

use std::collections::BTreeMap;

use forecast::Series;

use crate::Member;

/// Sums at most, for [`Reconciliation::MinTrace`](crate::Reconciliation::MinTrace): its matrix has their square of numbers.
pub const SUMS_MAX: usize = 2_000;

/// Why a hierarchy is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum HierarchyError {
    /// A sum names a leaf that is not there, or none.
    #[error("the sum `{id}` holds {what}")]
    Sum {
        /// The sum.
        id: String,
        /// What is wrong with it.
        what: String,
    },
    /// Labels of different depth.
    #[error("member {at} has {got} labels where the first has {wanted}")]
    Depth {
        /// The member, from 0.
        at: usize,
        /// Its labels.
        got: usize,
        /// Labels of the first member.
        wanted: usize,
    },
    /// Other members than the hierarchy was made for.
    #[error("the hierarchy has {wanted} leaves, {got} members were given")]
    Leaves {
        /// Leaves.
        wanted: usize,
        /// Members.
        got: usize,
    },
    /// Members of different periods cannot be summed.
    #[error("members with the periods {first} and {second} cannot be summed\nhint: bring all series to one step first")]
    Periods {
        /// One period.
        first: usize,
        /// Another one.
        second: usize,
    },
    /// More sums than the limit.
    #[error("{got} sums are too many for reconciliation by minimal trace, the limit is {SUMS_MAX}\nhint: use bottom-up")]
    TooManySums {
        /// Sums.
        got: usize,
    },
}

/// A sum of leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// Its name.
    pub id: String,
    /// Places of its leaves, ascending.
    pub leaves: Vec<usize>,
}

/// Leaves, and the sums that are made of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hierarchy {
    leaves: usize,
    sums: Vec<Sum>,
}

impl Hierarchy {
    /// Any sums of `leaves` leaves: nested, crossed or overlapping.
    ///
    /// Errors: [`HierarchyError::Sum`] for a sum without leaves, or with one that is not there or not in ascending order.
    pub fn new(leaves: usize, sums: Vec<Sum>) -> Result<Self, HierarchyError> {
        for sum in &sums {
            let bad = |what: String| Err(HierarchyError::Sum { id: sum.id.clone(), what });
            if sum.leaves.is_empty() {
                return bad("no leaf".into());
            }
            if let Some(leaf) = sum.leaves.iter().find(|leaf| **leaf >= leaves) {
                return bad(format!("leaf {leaf} of {leaves}"));
            }
            if !sum.leaves.is_sorted_by(|a, b| a < b) {
                return bad("leaves out of order".into());
            }
        }
        Ok(Self { leaves, sums })
    }

    /// The tree of labels from coarse to fine, such as country, region, store; one path a leaf.
    ///
    /// Sums: `total`, then one for every beginning of a path, coarse ones first, by name; their ids join the labels with `/`. Errors:
    /// [`HierarchyError::Depth`].
    pub fn nested(paths: &[Vec<String>]) -> Result<Self, HierarchyError> {
        let wanted = paths.first().map_or(0, Vec::len);
        if let Some((at, path)) = paths.iter().enumerate().find(|(_, path)| path.len() != wanted) {
            return Err(HierarchyError::Depth { at, got: path.len(), wanted });
        }
        let mut sums: BTreeMap<(usize, &[String]), Vec<usize>> = BTreeMap::new();
        for (leaf, path) in paths.iter().enumerate() {
            for depth in 0..wanted.max(1) {
                sums.entry((depth, &path[..depth])).or_default().push(leaf);
            }
        }
        let name = |path: &[String]| if path.is_empty() { "total".to_owned() } else { path.join("/") };
        let sums = sums.into_iter().map(|((_, path), leaves)| Sum { id: name(path), leaves }).collect();
        Self::new(paths.len(), sums)
    }

    /// Number of leaves.
    pub fn leaves(&self) -> usize {
        self.leaves
    }

    /// The sums in the order of the outlooks.
    pub fn sums(&self) -> &[Sum] {
        &self.sums
    }

    /// All nodes as members: sums first, then the leaves.
    ///
    /// Errors: [`HierarchyError::Leaves`], [`HierarchyError::Periods`].
    pub fn members(&self, leaves: &[Member]) -> Result<Vec<Member>, HierarchyError> {
        if leaves.len() != self.leaves {
            return Err(HierarchyError::Leaves { wanted: self.leaves, got: leaves.len() });
        }
        let mut periods = leaves.iter().filter_map(|leaf| leaf.series.as_ref().ok()).map(Series::period);
        let period = periods.next().unwrap_or(1);
        if let Some(second) = periods.find(|other| *other != period) {
            return Err(HierarchyError::Periods { first: period, second });
        }
        let total = |sum: &Sum| {
            let series = || sum.leaves.iter().filter_map(|&leaf| leaves[leaf].series.as_ref().ok());
            let longer = series().map(|s| s.longer().collect::<Vec<f64>>()).max_by_key(Vec::len).unwrap_or_default();
            Member::new(sum.id.clone(), add(series()), period).with_longer(&longer)
        };
        let alone = |leaf: &Member| Member { horizon: None, known: None, ..leaf.clone() };
        Ok(self.sums.iter().map(total).chain(leaves.iter().map(alone)).collect())
    }

    /// Adds the sums in front of the leaves' values.
    pub(crate) fn complete(&self, leaves: &[f64]) -> Vec<f64> {
        let sums = self.sums.iter().map(|sum| sum.leaves.iter().map(|&leaf| leaves[leaf]).sum());
        sums.chain(leaves.iter().copied()).collect()
    }
}

/// The sum of series that end at the same time, 0 before the first value of each.
fn add<'a>(series: impl Iterator<Item = &'a Series>) -> Vec<f64> {
    let mut out: Vec<f64> = Vec::new();
    for series in series {
        let y = series.values();
        let first = y.iter().position(|v| !v.is_nan()).unwrap_or(y.len());
        let mut longer = vec![0.0; y.len().saturating_sub(out.len())];
        longer.append(&mut out);
        out = longer;
        let from = out.len() - (y.len() - first);
        out[from..].iter_mut().zip(&y[first..]).for_each(|(sum, v)| *sum += v);
    }
    out
}
