//! The best split of one leaf on one category.
//!
//! Few categories: one against the rest. Many: categories sorted by their mean gradient, smoothed; then a prefix from
//! either end is cut off, which is the optimum over all subsets for a convex loss without penalties.
//!
//! Reference: Fisher (1958), On grouping for maximum homogeneity, JASA 53, doi:10.1080/01621459.1958.10501479; the
//! safeguards are those that `LightGBM` documents as `cat_smooth`, `cat_l2`, `max_cat_threshold`,
//! `min_data_per_group` and `max_cat_to_onehot`.

use super::pack::unpack;
use super::spec::Spec;
use super::split::{Limits, Rule, Stock};

/// Gain of both children, rule, left sum and extra penalty.
type Found = (f64, Rule, i64, f64);

/// The best split above `floor`; children have a hessian of `least` units at least.
pub(crate) fn best(spec: &Spec, limits: &Limits, slots: &[i64], stock: Stock, least: f64, floor: f64) -> Option<Found> {
    if slots.len() <= spec.category.one_hot_max {
        one_against_rest(limits, slots, stock, least, floor)
    } else {
        sorted(spec, limits, slots, stock, least, floor)
    }
}

fn one_against_rest(limits: &Limits, slots: &[i64], stock: Stock, least: f64, floor: f64) -> Option<Found> {
    let (gradient, whole) = unpack(stock.sum);
    let mut best = floor;
    let mut found = None;
    for (bin, &slot) in slots.iter().enumerate().skip(1) {
        let (g, h) = unpack(slot);
        if h < least || whole - h < least {
            continue;
        }
        let gain = limits.worth(g, h, limits.l2) + limits.worth(gradient - g, whole - h, limits.l2);
        if gain > best {
            best = gain;
            found = Some((bin, slot));
        }
    }
    found.map(|(bin, slot)| (best, Rule::Category { left: vec![bin] }, slot, 0.0))
}

fn sorted(spec: &Spec, limits: &Limits, slots: &[i64], stock: Stock, least: f64, floor: f64) -> Option<Found> {
    let (gradient, whole) = unpack(stock.sum);
    let rows_of_unit = stock.rows as f64 / whole;
    let smooth = spec.category.smooth / limits.hessian_unit;
    let l2 = limits.l2 + spec.category.l2 / limits.hessian_unit;
    let group = (spec.category.group_rows_min as f64 - 0.5) / rows_of_unit;
    let mut order: Vec<(f64, usize)> = (1..slots.len())
        .map(|bin| (bin, unpack(slots[bin])))
        .filter(|(_, (_, h))| h * rows_of_unit + 0.5 >= spec.category.smooth && *h > 0.0)
        .map(|(bin, (g, h))| (g / (h + smooth), bin))
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let side_max = spec.category.side_max.min(order.len().div_ceil(2));
    let mut best = floor;
    let mut found = None;
    for backwards in [false, true] {
        let mut left = 0_i64;
        let mut grouped = 0.0;
        for place in 0..side_max {
            let at = if backwards { order.len() - 1 - place } else { place };
            let slot = slots[order[at].1];
            left = left.wrapping_add(slot);
            grouped += unpack(slot).1;
            let (g, h) = unpack(left);
            if h < least {
                continue;
            }
            if whole - h < least.max(group) {
                break;
            }
            if grouped < group {
                continue;
            }
            grouped = 0.0;
            let gain = limits.worth(g, h, l2) + limits.worth(gradient - g, whole - h, l2);
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
        (best, Rule::Category { left: bins }, left, spec.category.l2)
    })
}
