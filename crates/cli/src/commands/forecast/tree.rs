//! A hierarchy: every series, and the sums of those that share the beginning of their labels.

use std::collections::BTreeSet;

use panel::{Hierarchy, HierarchyError, Member, Outlook, Reconciliation, SUMS_MAX, Spec};
use series::Regular;

use super::lineup::Entry;
use super::request::thread_seconds;

/// Sums first, then the series themselves.
pub(super) struct Tree {
    hierarchy: Hierarchy,
    /// One for every node.
    pub(super) entries: Vec<Entry>,
}

impl Tree {
    /// The tree of the labels; all entries are on one grid and end together.
    pub(super) fn of(leaves: &[Entry]) -> Result<Self, HierarchyError> {
        let paths: Vec<Vec<String>> = leaves.iter().map(|leaf| leaf.labels.clone()).collect();
        let hierarchy = Hierarchy::nested(&paths)?;
        let depths = paths.first().map_or(0, Vec::len);
        // In the order of the hierarchy: coarse ones first, by name.
        let beginnings = (0..depths).flat_map(|depth| {
            let distinct: BTreeSet<&[String]> = paths.iter().map(|path| &path[..depth]).collect();
            distinct.into_iter().map(<[String]>::to_vec).collect::<Vec<_>>()
        });
        let sums = hierarchy.sums().iter().zip(beginnings).filter_map(|(sum, beginning)| {
            let members: Vec<&Entry> = sum.leaves.iter().filter_map(|leaf| leaves.get(*leaf)).collect();
            summed(&members, beginning, depths)
        });
        let entries = sums.chain(leaves.iter().cloned()).collect();
        Ok(Self { hierarchy, entries })
    }

    /// Forecasts of all nodes that add up: by minimal trace, or from the bottom up where there are too many sums for that.
    pub(super) fn forecast(&self, members: &[Member], spec: &Spec) -> Result<Vec<Outlook>, HierarchyError> {
        let few = self.hierarchy.sums().len() <= SUMS_MAX;
        let rule = if few { Reconciliation::MinTrace } else { Reconciliation::BottomUp };
        self.hierarchy.forecast(members, spec, rule, &thread_seconds)
    }
}

/// The sum of some entries: a series counts 0 before its first value, and a gap of one is a gap of the sum.
fn summed(members: &[&Entry], beginning: Vec<String>, depths: usize) -> Option<Entry> {
    let first = members.iter().map(|m| m.regular.first).min()?;
    let last = members.iter().map(|m| m.regular.last()).max()?;
    let mut values = vec![0.0; (last - first + 1) as usize];
    for member in members {
        let start = (member.regular.first - first) as usize;
        values[start..].iter_mut().zip(&member.regular.values).for_each(|(sum, v)| *sum += v);
    }
    let mut labels = beginning;
    labels.resize(depths, String::new());
    let name = labels.iter().filter(|label| !label.is_empty()).cloned().collect::<Vec<_>>().join("/");
    Some(Entry {
        name: if name.is_empty() { "total".into() } else { name },
        labels,
        grid: members.first()?.grid.clone(),
        regular: Regular { first, values, gaps: Vec::new(), moved: 0, moved_most: 0, aggregated: 0 },
        late: 0,
        known: Ok(None),
    })
}
