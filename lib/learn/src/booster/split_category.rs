//! The best split of one leaf on one category.
//!
//! Few categories: one against the rest. Many: categories sorted by their mean gradient, smoothed; then a prefix from
//! either end is cut off, which is the optimum over all subsets for a convex loss without penalties.
//!
//! Reference: Fisher (1958), On grouping for maximum homogeneity, JASA 53, doi:10.1080/01621459.1958.10501479; the
//! safeguards are those that `LightGBM` documents as `cat_smooth`, `cat_l2`, `max_cat_threshold`,
//! `min_data_per_group` and `max_cat_to_onehot`.

use super::pack::{Sum, minus, plus};
use super::spec::{CategorySpec, Spec};
use super::split::{Limits, Rule};

/// Gain of both children, rule, left sum and extra penalty.
type Found = (f64, Rule, Sum, f64);

/// The best split with a gain above `floor`.
pub(crate) fn best(spec: &Spec, limits: &Limits, slots: &[Sum], whole: Sum, floor: f64) -> Option<Found> {
    if slots.len() <= spec.category.one_hot_max {
        one_against_rest(limits, slots, whole, floor)
    } else {
        sorted(&spec.category, limits, slots, whole, floor)
    }
}

fn one_against_rest(limits: &Limits, slots: &[Sum], whole: Sum, floor: f64) -> Option<Found> {
    let mut best = floor;
    let mut found = None;
    for (bin, &slot) in slots.iter().enumerate().skip(1) {
        if limits.allows(slot) && limits.allows(minus(whole, slot)) {
            let gain = gain(limits, slot, whole, limits.l2);
            if gain > best {
                best = gain;
                found = Some((bin, slot));
            }
        }
    }
    found.map(|(bin, slot)| (best, Rule::Category { left: vec![bin] }, slot, 0.0))
}

fn sorted(rules: &CategorySpec, limits: &Limits, slots: &[Sum], whole: Sum, floor: f64) -> Option<Found> {
    let units = limits.units;
    let smooth = rules.smooth / units.hessian;
    let l2 = limits.l2 + rules.l2 / units.hessian;
    let mut order: Vec<(f64, usize)> = (1..slots.len())
        .filter(|&bin| units.count(slots[bin]) as f64 >= rules.smooth.max(1.0))
        .map(|bin| (units.parts(slots[bin]), bin))
        .map(|((gradient, hessian), bin)| (gradient / (hessian + smooth), bin))
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let side_max = rules.side_max.min(order.len().div_ceil(2));
    let mut best = floor;
    let mut found = None;
    for backwards in [false, true] {
        let mut left = [0; 2];
        let mut grouped = 0;
        for place in 0..side_max {
            let at = if backwards { order.len() - 1 - place } else { place };
            let slot = slots[order[at].1];
            left = plus(left, slot);
            grouped += units.count(slot);
            if !limits.allows(left) {
                continue;
            }
            let right = minus(whole, left);
            if !limits.allows(right) || units.count(right) < rules.group_rows_min {
                break;
            }
            if grouped < rules.group_rows_min {
                continue;
            }
            grouped = 0;
            let gain = gain(limits, left, whole, l2);
            if gain > best {
                best = gain;
                found = Some((backwards, place + 1, left));
            }
        }
    }
    found.map(|(backwards, count, left)| {
        let bin = |place: usize| order[if backwards { order.len() - 1 - place } else { place }].1;
        let mut bins: Vec<usize> = (0..count).map(bin).collect();
        bins.sort_unstable();
        (best, Rule::Category { left: bins }, left, rules.l2)
    })
}

fn gain(limits: &Limits, left: Sum, whole: Sum, l2: f64) -> f64 {
    if limits.bounds.is_some() {
        return limits.bound_gain(left, whole, l2, None);
    }
    let worth = |sum: Sum| {
        let (gradient, hessian) = limits.units.parts(sum);
        limits.worth(gradient, hessian, l2)
    };
    worth(left) + worth(minus(whole, left))
}
