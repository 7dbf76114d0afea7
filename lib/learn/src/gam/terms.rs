//! What is added up: one column or a pair of columns, and in which cell of its table each row lies.

use crate::booster::Binned;
use crate::booster::matrix::{Binning, Feature};
use crate::frame::{Column, Frame, MISSING};

/// How the cells of a term lie to each other.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// In the order of the numbers; the last cell holds missing values if so.
    Ordered {
        /// Whether there is a cell for missing values.
        missing: bool,
    },
    /// Labels; cell 0 holds missing, rare and unseen ones.
    Sorted,
    /// Steps of a first column by steps of a second, row-major.
    Paired {
        /// Steps of both.
        size: (usize, usize),
        /// Step of each bin of both.
        steps: [Vec<u8>; 2],
    },
}

/// One addend of the model.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    /// Places of one or two features.
    pub(super) features: Vec<usize>,
    /// How its cells lie.
    pub(super) kind: Kind,
    /// Number of cells. Tables have one more entry, always 0, for what training never had.
    pub(super) cells: usize,
}

impl Term {
    pub(super) fn single(place: usize, feature: &Feature) -> Self {
        let kind = match feature.binning {
            Binning::Number(_) => Kind::Ordered { missing: feature.missing },
            Binning::Category(_) => Kind::Sorted,
        };
        Self { features: vec![place], kind, cells: feature.bins }
    }

    pub(super) fn pair(places: [usize; 2], steps: [&Steps; 2]) -> Self {
        let size = (steps[0].count, steps[1].count);
        let kind = Kind::Paired { size, steps: steps.map(|steps| steps.of_bin.clone()) };
        Self { features: places.to_vec(), kind, cells: size.0 * size.1 }
    }

    /// The cell of each row, given the bins of all features (`u8::MAX` for what training never had).
    pub(super) fn place(&self, bins: &[Vec<u8>]) -> Vec<u16> {
        let beyond = self.cells as u16;
        let first = &bins[self.features[0]];
        match &self.kind {
            Kind::Ordered { .. } | Kind::Sorted => {
                first.iter().map(|&bin| if bin == NEVER { beyond } else { u16::from(bin) }).collect()
            }
            Kind::Paired { size, steps } => {
                let second = &bins[self.features[1]];
                let cell = |(&a, &b): (&u8, &u8)| match (steps[0].get(usize::from(a)), steps[1].get(usize::from(b))) {
                    (Some(&i), Some(&j)) => u16::from(i) * size.1 as u16 + u16::from(j),
                    _ => beyond,
                };
                first.iter().zip(second).map(cell).collect()
            }
        }
    }
}

/// The bin of a number that is missing where training had none missing.
const NEVER: u8 = u8::MAX;

/// The bin of every row in every feature, feature after feature.
pub(super) fn bins_of(binned: &Binned) -> Vec<Vec<u8>> {
    let one = |feature: &Feature| {
        let block = &binned.blocks()[feature.block];
        block.bytes.iter().skip(feature.lane).step_by(block.lanes).map(|byte| byte - feature.offset as u8).collect()
    };
    binned.features().iter().map(one).collect()
}

/// The same for other rows, which have the training columns.
pub(super) fn bins_like(features: &[Feature], x: &Frame) -> Vec<Vec<u8>> {
    let one = |feature: &Feature| match (&feature.binning, &x.columns()[feature.column]) {
        (Binning::Number(cuts), Column::Numeric { values, .. }) => {
            let never = if feature.missing { (feature.bins - 1) as u8 } else { NEVER };
            values.iter().map(|value| if value.is_nan() { never } else { cuts.bin(*value) as u8 }).collect()
        }
        (Binning::Category(groups), Column::Category { codes, .. }) => {
            codes.iter().map(|&code| if code == MISSING { 0 } else { groups.bin(code) as u8 }).collect()
        }
        _ => vec![NEVER; x.rows()],
    };
    features.iter().map(one).collect()
}

/// Bins of a feature joined to a few steps of about equally many rows, for pairs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Steps {
    /// Step of each bin.
    pub(super) of_bin: Vec<u8>,
    /// Number of steps.
    pub(super) count: usize,
}

impl Steps {
    /// At most `steps_max` steps over bins in the order of their values; labels are first sorted by `effect`, their values in
    /// the model so far. Missing values keep a step of their own, the last.
    pub(super) fn new(kind: &Kind, rows: &[usize], effect: &[f64], steps_max: usize) -> Self {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        let missing = matches!(kind, Kind::Ordered { missing: true });
        if *kind == Kind::Sorted {
            order.sort_by(|&a, &b| effect[a].total_cmp(&effect[b]));
        } else if missing {
            order.pop();
        }
        let wanted = steps_max - usize::from(missing);
        let total: usize = order.iter().map(|&bin| rows[bin]).sum();
        let (mut of_bin, mut step, mut before) = (vec![0; rows.len()], 0, 0);
        for (at, &bin) in order.iter().enumerate() {
            let few = order.len() <= wanted;
            if at > 0 && (few || before * wanted >= (step + 1) * total) {
                step += 1;
            }
            of_bin[bin] = step as u8;
            before += rows[bin];
        }
        if missing {
            step += 1;
            of_bin[rows.len() - 1] = step as u8;
        }
        Self { of_bin, count: step + 1 }
    }
}
