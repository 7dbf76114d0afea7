//! The target of each group over time, for tables that a sample of rows does not hold.

use std::collections::{BTreeMap, HashMap};

use arrow::array::{ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use summary::hash_text;

use super::Timeline;

/// Groups that are followed: those whose names hash lowest.
const GROUPS_MAX: usize = 32;
/// Periods of a group.
const PERIODS_MAX: usize = 10_000;

/// The target over time, group by group.
///
/// A group is followed from its first row or never: a name that hashes too high stays too high, because the bar only falls. So the groups are a sample drawn by
/// their names, each complete, whatever the order of the rows.
#[derive(Debug)]
pub(crate) struct Panel {
    clock: bool,
    groups: BTreeMap<u64, (String, Timeline)>,
    /// Whether all groups are followed.
    whole: bool,
}

impl Panel {
    /// Nothing seen.
    pub(crate) fn new(clock: bool) -> Self {
        Self { clock, groups: BTreeMap::new(), whole: true }
    }

    /// Adds rows: their groups, times and values of the target.
    pub(crate) fn push(&mut self, groups: &ArrayRef, times: &[Option<i64>], values: &[Option<f64>]) {
        let Ok(names) = cast(groups, &DataType::Utf8) else { return };
        let mut rows: HashMap<&str, Vec<usize>> = HashMap::new();
        for (row, name) in names.as_string::<i32>().iter().enumerate() {
            if let Some(name) = name {
                rows.entry(name).or_default().push(row);
            }
        }
        for (name, rows) in rows {
            if let Some(timeline) = self.of(name) {
                let times: Vec<Option<i64>> = rows.iter().map(|row| times[*row]).collect();
                timeline.push(&times, &[rows.iter().map(|row| values.get(*row).copied().flatten()).collect()]);
            }
        }
    }

    /// The timeline of a group, where it is followed.
    fn of(&mut self, name: &str) -> Option<&mut Timeline> {
        let hash = hash_text(name);
        if !self.groups.contains_key(&hash) {
            self.groups.insert(hash, (name.to_owned(), Timeline::with(vec![true], self.clock, PERIODS_MAX)));
            if self.groups.len() > GROUPS_MAX {
                self.groups.pop_last();
                self.whole = false;
            }
        }
        self.groups.get_mut(&hash).map(|(_, timeline)| timeline)
    }

    /// All timelines with periods of one length, the groups with most rows first.
    pub(crate) fn finish(self) -> Followed {
        let finished: Vec<(String, Timeline)> = self.groups.into_values().map(|(name, of)| (name, of.finish())).collect();
        let width = finished.iter().map(|(_, of)| of.width()).max().unwrap_or(1);
        let mut groups: Vec<(String, Timeline)> = finished.into_iter().map(|(name, of)| (name, of.widened(width))).collect();
        let rows = |of: &Timeline| of.periods().iter().map(|p| p.1).sum::<u64>();
        groups.sort_by_cached_key(|(name, of)| (std::cmp::Reverse(rows(of)), name.clone()));
        Followed { groups, width, whole: self.whole }
    }
}

/// The groups that were followed.
#[derive(Debug)]
pub struct Followed {
    /// Their names and timelines of one column, the target.
    pub(crate) groups: Vec<(String, Timeline)>,
    /// The length of a period.
    pub(crate) width: i64,
    /// Whether these are all groups.
    pub(crate) whole: bool,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::StringArray;

    use super::*;

    #[test]
    fn groups_are_drawn_by_name_and_followed_whole() {
        let seen = |order: &dyn Fn(usize) -> usize| {
            let mut panel = Panel::new(true);
            for batch in 0..100 {
                let rows: Vec<usize> = (0..70).map(|i| order(70 * batch + i)).collect();
                let names: ArrayRef = Arc::new(rows.iter().map(|i| Some(format!("g{}", i % 100))).collect::<StringArray>());
                let times: Vec<Option<i64>> = rows.iter().map(|i| Some((i / 100) as i64 * 86_400_000_000)).collect();
                panel.push(&names, &times, &rows.iter().map(|i| Some(*i as f64)).collect::<Vec<_>>());
            }
            let followed = panel.finish();
            assert!(followed.groups.iter().all(|(_, of)| of.periods().len() == 70 && of.is_exact()) && !followed.whole);
            followed.groups.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        let names = seen(&|i| i);
        assert_eq!((names.len(), seen(&|i| 6999 - i)), (GROUPS_MAX, names));
    }
}
