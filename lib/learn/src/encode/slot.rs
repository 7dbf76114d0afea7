//! 0/1 columns of the design, of which a row has at most one a slot.

use super::level::{BASE, Levels};
use crate::frame::{Column, Frame, MISSING};

/// A group of 0/1 columns.
#[derive(Debug, Clone)]
pub(crate) enum Slot {
    /// Is the cell missing, or a label that training (which had `labels` of them) did not have?
    Missing { source: usize, name: String, labels: usize },
    /// Is the label at or above a step? By code, one more for labels that training did not have, and for missing cells.
    Step { source: usize, name: String, on: Vec<bool>, missing: bool },
    /// One column a label.
    Levels { source: usize, levels: Levels },
    /// One column a pair of labels of two categories.
    Pair { sources: [usize; 2], levels: Box<[Levels; 2]>, place: Vec<u32>, names: Vec<String> },
}

impl Slot {
    /// Number of columns.
    pub(crate) fn width(&self) -> usize {
        match self {
            Self::Missing { .. } | Self::Step { .. } => 1,
            Self::Levels { levels, .. } => levels.names.len(),
            Self::Pair { names, .. } => names.len(),
        }
    }

    /// A name for each column.
    pub(crate) fn names(&self, source_name: impl Fn(usize) -> String) -> Vec<String> {
        match self {
            Self::Missing { name, .. } | Self::Step { name, .. } => vec![name.clone()],
            Self::Levels { source, levels } => {
                let column = source_name(*source);
                levels.names.iter().map(|label| format!("{column}={label}")).collect()
            }
            Self::Pair { names, .. } => names.clone(),
        }
    }

    /// The columns of the table that it reads.
    pub(crate) fn sources(&self) -> Vec<usize> {
        match self {
            Self::Missing { source, .. } | Self::Step { source, .. } | Self::Levels { source, .. } => vec![*source],
            Self::Pair { sources, .. } => sources.to_vec(),
        }
    }

    /// Gives up columns; the rows that had them have none then.
    pub(crate) fn retain(&mut self, keep: &[bool]) {
        match self {
            Self::Missing { .. } | Self::Step { .. } => {}
            Self::Levels { levels, .. } => levels.retain(keep),
            Self::Pair { place, names, .. } => {
                let moved = moved(keep);
                for place in place {
                    *place = moved.get(*place as usize).copied().unwrap_or(BASE);
                }
                let mut at = keep.iter();
                names.retain(|_| at.next().is_some_and(|keep| *keep));
            }
        }
    }

    /// The place of each row among the columns, or [`BASE`].
    pub(crate) fn places(&self, frame: &Frame) -> Vec<u32> {
        match self {
            Self::Missing { source, labels, .. } => {
                let is = |missing: bool| if missing { 0 } else { BASE };
                match &frame.columns()[*source] {
                    Column::Numeric { values, .. } => values.iter().map(|x| is(x.is_nan())).collect(),
                    Column::Category { codes, .. } => codes.iter().map(|code| is(*code as usize >= *labels)).collect(),
                }
            }
            Self::Step { source, on, missing, .. } => of_codes(frame, *source, |code| {
                let on = if code == MISSING { *missing } else { on.get(code as usize).is_some_and(|on| *on) };
                if on { 0 } else { BASE }
            }),
            Self::Levels { source, levels } => of_codes(frame, *source, |code| levels.place(code)),
            Self::Pair { sources, levels, place, .. } => {
                let [a, b] = [0, 1].map(|side| of_codes(frame, sources[side], |code| levels[side].place(code)));
                let width = levels[1].names.len();
                let pair = |(a, b): (u32, u32)| match (a, b) {
                    (BASE, _) | (_, BASE) => BASE,
                    (a, b) => place[a as usize * width + b as usize],
                };
                a.into_iter().zip(b).map(pair).collect()
            }
        }
    }
}

/// New places of columns of which some are given up.
pub(super) fn moved(keep: &[bool]) -> Vec<u32> {
    let mut next = 0;
    let one = |&kept: &bool| {
        let at = if kept { next } else { BASE };
        next += u32::from(kept);
        at
    };
    keep.iter().map(one).collect()
}

fn of_codes(frame: &Frame, source: usize, place: impl Fn(u32) -> u32) -> Vec<u32> {
    match &frame.columns()[source] {
        Column::Category { codes, .. } => codes.iter().map(|code| place(*code)).collect(),
        Column::Numeric { .. } => vec![BASE; frame.rows()],
    }
}
