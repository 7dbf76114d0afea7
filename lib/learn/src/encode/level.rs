use super::slot::moved;
use crate::frame::MISSING;

/// No design column: the base label.
pub(crate) const BASE: u32 = u32::MAX;

/// What a code of a category becomes, as a place in `names` or [`BASE`].
#[derive(Debug, Clone)]
pub(crate) struct Levels {
    /// Place per training label, one more for labels that training did not have.
    place: Vec<u32>,
    missing: u32,
    /// Name of each place: a label, `(other)` or `(missing)`.
    pub(crate) names: Vec<String>,
    /// Label without a column of its own.
    pub(crate) base: String,
    /// Labels with training rows that went into `(other)`.
    pub(super) pooled: usize,
}

/// Why a category has no levels to tell apart.
pub(super) enum Flat {
    Empty,
    Constant,
    RareOnly,
}

impl Levels {
    pub(crate) fn place(&self, code: u32) -> u32 {
        if code == MISSING { self.missing } else { self.place.get(code as usize).copied().unwrap_or(BASE) }
    }

    /// Groups: labels with at least `rare` rows (the `keep_max` most frequent), `(other)`, `(missing)`. The base is the label asked for, if it
    /// is among them, else the most frequent group.
    pub(super) fn of(
        codes: &[u32],
        labels: &[String],
        (rare, keep_max): (usize, usize),
        base: Option<&str>,
    ) -> Result<Self, Flat> {
        let (counts, missing) = count(codes, labels.len());
        if missing == codes.len() {
            return Err(Flat::Empty);
        }
        let kept = kept(&counts, rare, keep_max);
        let pooled = counts.iter().filter(|rows| **rows > 0).count() - kept.len();
        let mut other: usize = counts.iter().sum::<usize>() - kept.iter().map(|&at| counts[at]).sum::<usize>();
        let missing_alone = missing >= rare;
        if !missing_alone {
            other += missing;
        }
        let mut groups: Vec<(String, usize)> = kept.iter().map(|&at| (labels[at].clone(), counts[at])).collect();
        let other_at = (other > 0).then(|| push(&mut groups, labels, "(other)", other));
        let missing_at = missing_alone.then(|| push(&mut groups, labels, "(missing)", missing));
        if groups.len() == 1 {
            return Err(if kept.is_empty() { Flat::RareOnly } else { Flat::Constant });
        }
        let asked = base.and_then(|base| groups[..kept.len()].iter().position(|(label, _)| label == base));
        let base = asked.unwrap_or_else(|| most_frequent(&groups));
        let place_of = |group: Option<usize>| match group {
            Some(at) if at != base => (at - usize::from(at > base)) as u32,
            _ => BASE,
        };
        let mut place = vec![place_of(other_at); labels.len() + 1];
        for (group, &label) in kept.iter().enumerate() {
            place[label] = place_of(Some(group));
        }
        let missing = place_of(missing_at.or(other_at));
        let base_name = groups.remove(base).0;
        let names = groups.into_iter().map(|(name, _)| name).collect();
        Ok(Self { place, missing, names, base: base_name, pooled })
    }

    /// Gives up the places that are not in `keep`; the others move together.
    pub(super) fn retain(&mut self, keep: &[bool]) {
        let moved = moved(keep);
        for place in self.place.iter_mut().chain(std::iter::once(&mut self.missing)) {
            *place = moved.get(*place as usize).copied().unwrap_or(BASE);
        }
        let mut at = keep.iter();
        self.names.retain(|_| at.next().is_some_and(|keep| *keep));
    }

    /// Which codes stand at a place: one entry a training label, one more for labels that training did not have; and missing cells.
    pub(crate) fn on(&self, place: u32) -> (Vec<bool>, bool) {
        (self.place.iter().map(|other| *other == place).collect(), self.missing == place)
    }
}

fn count(codes: &[u32], labels: usize) -> (Vec<usize>, usize) {
    let mut counts = vec![0; labels];
    let mut missing = 0;
    for &code in codes {
        match counts.get_mut(code as usize) {
            Some(slot) => *slot += 1,
            None => missing += 1,
        }
    }
    (counts, missing)
}

/// Frequent labels in code order.
fn kept(counts: &[usize], rare: usize, keep_max: usize) -> Vec<usize> {
    let mut frequent: Vec<usize> = (0..counts.len()).filter(|&at| counts[at] >= rare.max(1)).collect();
    frequent.sort_by_key(|&at| (std::cmp::Reverse(counts[at]), at));
    frequent.truncate(keep_max);
    frequent.sort_unstable();
    frequent
}

fn push(groups: &mut Vec<(String, usize)>, labels: &[String], name: &str, rows: usize) -> usize {
    let mut name = name.to_owned();
    while labels.contains(&name) {
        name.push('\'');
    }
    groups.push((name, rows));
    groups.len() - 1
}

fn most_frequent(groups: &[(String, usize)]) -> usize {
    let mut best = 0;
    for (at, group) in groups.iter().enumerate() {
        if group.1 > groups[best].1 {
            best = at;
        }
    }
    best
}
