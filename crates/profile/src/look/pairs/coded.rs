//! Columns as small codes: bins of quantities, the commoner levels of the others.

use std::collections::HashMap;

use super::super::{Column, Facts};

/// Bins of a quantity.
const BINS: usize = 8;
/// Levels that are kept apart.
const LEVELS_MAX: usize = 30;
/// Beyond so many rows a level is kept only when it is common enough for the chi-squared limit.
const SPARSE_ROWS_MAX: usize = 2_000;

/// What a column is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Numbers that may be averaged.
    Quantity,
    /// 0 and 1, with a place in the Gram matrix.
    Flag,
    /// Levels.
    Levels,
}

/// A column that is compared with others.
#[derive(Debug, Clone)]
pub(super) struct Coded<'a> {
    pub(super) column: &'a Column,
    pub(super) kind: Kind,
    /// Its place in the Gram matrix.
    pub(super) place: Option<usize>,
    /// 0 where it is missing, else a bin or level from 1.
    pub(super) codes: Vec<u8>,
    /// The largest code.
    pub(super) width: usize,
}

impl<'a> Coded<'a> {
    /// The codes of a column in some rows of the sample; none when it does not vary there.
    pub(super) fn of(
        facts: &Facts,
        column: &'a Column,
        places: &HashMap<usize, usize>,
        at: usize,
        rows: &[usize],
    ) -> Option<Self> {
        let place = places.get(&at).copied();
        let kind = match (column.meaning.is_quantity(), place) {
            (true, _) => Kind::Quantity,
            (false, Some(_)) if column.distinct.count == 2 => Kind::Flag,
            _ => Kind::Levels,
        };
        let found = match kind {
            Kind::Quantity => bins(&numbers(facts, &column.name, rows)?),
            _ => levels(facts, &column.name, rows)?,
        };
        let codes: Vec<u8> = found.iter().map(|code| code.map_or(0, |code| code as u8 + 1)).collect();
        let width = codes.iter().copied().max().map_or(0, usize::from);
        // A column that is constant in these rows stays when its whole is in the Gram matrix.
        (width > 1 || (width == 1 && place.is_some())).then_some(Self { column, kind, place, codes, width })
    }

    pub(super) fn is_numeric(&self) -> bool {
        self.kind != Kind::Levels
    }
}

/// Numbers of a column in some rows of the sample.
pub(super) fn numbers(facts: &Facts, name: &str, rows: &[usize]) -> Option<Vec<Option<f64>>> {
    let all = facts.sample.numbers(name)?;
    Some(rows.iter().map(|&row| all[row]).collect())
}

fn bins(values: &[Option<f64>]) -> Vec<Option<u32>> {
    let present: Vec<f64> = values.iter().flatten().copied().collect();
    let mut codes = stats::quantile_bins(&present, BINS).into_iter();
    values.iter().map(|x| x.and_then(|_| codes.next())).collect()
}

/// Levels of a column in some rows, the rare ones in one code behind the others.
pub(super) fn levels(facts: &Facts, name: &str, rows: &[usize]) -> Option<Vec<Option<u32>>> {
    let codes: Vec<Option<u32>> = if let Some(values) = numbers(facts, name, rows) {
        distinct(&values)
    } else {
        let all = facts.sample.levels(name)?;
        rows.iter().map(|&row| all.codes[row]).collect()
    };
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    codes.iter().flatten().for_each(|code| *sizes.entry(*code).or_default() += 1);
    let n: usize = sizes.values().sum();
    let least = if n > SPARSE_ROWS_MAX { (5.0 * n as f64).sqrt().ceil() as usize } else { 1 };
    let mut kept: Vec<(u32, usize)> = sizes.into_iter().collect();
    kept.sort_by_key(|&(code, size)| (std::cmp::Reverse(size), code));
    let common = kept.iter().take(LEVELS_MAX).filter(|(_, size)| *size >= least).count();
    let place: HashMap<u32, u32> = kept.iter().enumerate().map(|(i, (code, _))| (*code, i.min(common) as u32)).collect();
    Some(codes.into_iter().map(|code| Some(place[&code?])).collect())
}

/// Each different number as a code, in ascending order.
fn distinct(values: &[Option<f64>]) -> Vec<Option<u32>> {
    let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.dedup();
    values.iter().map(|x| x.map(|x| sorted.partition_point(|y| *y < x) as u32)).collect()
}
