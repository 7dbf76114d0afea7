use crate::frame::{Column, MISSING};

/// One chosen column and how it is cut.
#[derive(Debug, Clone, PartialEq)]
pub struct CellColumn {
    /// Column name.
    pub name: String,
    /// How it is cut.
    pub cut: Cut,
    /// Share of the constant's loss that this column saved when it was added.
    pub gain: f64,
}

/// How a column is cut into buckets; missing values are one more bucket.
#[derive(Debug, Clone, PartialEq)]
pub enum Cut {
    /// Quantile buckets: bucket i holds `edges[i - 1] < x <= edges[i]`.
    Buckets {
        /// Buckets asked for; ties may leave fewer, `edges.len() + 1`.
        asked: usize,
        /// Upper edges in rising order, each a training value, without the last bucket's.
        edges: Vec<f64>,
    },
    /// One bucket a label.
    Labels {
        /// Labels in code order.
        labels: Vec<String>,
    },
}

impl Cut {
    /// Buckets with the one of the missing values, which is the last.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Buckets { edges, .. } => edges.len() + 2,
            Self::Labels { labels } => labels.len() + 1,
        }
    }

    /// Adds this column's bucket to the cell number of each row: `cell * size + bucket`.
    pub(super) fn refine(&self, column: &Column, cells: &[u32]) -> Vec<u32> {
        let size = self.size() as u32;
        match (self, column) {
            (Self::Buckets { edges, .. }, Column::Numeric { values, .. }) => {
                let bucket = |value: &f64| {
                    if value.is_nan() { size - 1 } else { edges.partition_point(|edge| edge < value) as u32 }
                };
                cells.iter().zip(values).map(|(cell, value)| cell * size + bucket(value)).collect()
            }
            (Self::Labels { .. }, Column::Category { codes, .. }) => {
                let bucket = |code: &u32| if *code == MISSING { size - 1 } else { *code };
                cells.iter().zip(codes).map(|(cell, code)| cell * size + bucket(code)).collect()
            }
            // A frame that was aligned to the training columns has no other pair.
            _ => cells.iter().map(|cell| cell * size + (size - 1)).collect(),
        }
    }
}

/// The ways to cut a column, the coarsest first; none when it has fewer than two distinct values.
pub(super) fn cuts(column: &Column, buckets: &[usize]) -> Vec<Cut> {
    match column {
        Column::Numeric { values, .. } => {
            let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
            sorted.sort_by(f64::total_cmp);
            let mut cuts: Vec<Cut> = Vec::new();
            for &asked in buckets {
                let edges = edges(&sorted, asked);
                let new = !cuts.iter().any(|cut| matches!(cut, Cut::Buckets { edges: other, .. } if *other == edges));
                if new && (!edges.is_empty() || (!sorted.is_empty() && sorted.len() < values.len())) {
                    cuts.push(Cut::Buckets { asked, edges });
                }
            }
            cuts
        }
        Column::Category { codes, labels, .. } => {
            let differs = codes.windows(2).any(|pair| pair[0] != pair[1]);
            if differs { vec![Cut::Labels { labels: labels.clone() }] } else { Vec::new() }
        }
    }
}

/// Values at the ranks `n i / buckets`, each once, below the largest.
fn edges(sorted: &[f64], buckets: usize) -> Vec<f64> {
    let Some(&largest) = sorted.last() else {
        return Vec::new();
    };
    let rank = |i: usize| (sorted.len() * i / buckets).max(1) - 1;
    let mut edges: Vec<f64> = (1..buckets).map(|i| sorted[rank(i)]).filter(|edge| *edge < largest).collect();
    edges.dedup();
    edges
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp)]
    use super::*;

    #[test]
    fn edges_are_quantiles_without_repeats() {
        let sorted: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_eq!(edges(&sorted, 5), [2.0, 4.0, 6.0, 8.0]);
        assert_eq!(edges(&[1.0, 1.0, 1.0, 1.0, 2.0], 5), [1.0]);
        assert_eq!(edges(&[1.0, 1.0], 5), [0.0; 0]);
        assert_eq!(edges(&[], 2), [0.0; 0]);
    }

    #[test]
    fn rows_fall_into_their_bucket_and_missing_ones_into_the_last() {
        let cut = Cut::Buckets { asked: 3, edges: vec![2.0, 4.0] };
        let column = Column::numeric("x", vec![2.0, 2.5, 9.0, f64::NAN, -5.0]);
        assert_eq!(cut.size(), 4);
        assert_eq!(cut.refine(&column, &[0; 5]), [0, 1, 2, 3, 0]);
        assert_eq!(cut.refine(&column, &[2; 5]), [8, 9, 10, 11, 8]);
    }
}
