//! The decision table, cell by cell. See the table in the documentation of the crate.

use verdict::{Assumption, Decision, Evidence, Mark, Question, StopReason, Unit, WeakReason};

use crate::scene::{Actor, BAD, BEST, GOOD, Scene, UNCLEAR, WILD, WORSE, actor, scene};

fn within(player: u32) -> Question {
    Question::WithinMargin { player }
}

fn pays(player: u32) -> Question {
    Question::Pays { player, over: 0 }
}

/// The decision without a baseline.
fn open_field(actors: &[Actor]) -> Decision {
    scene(actors).verdict().decision
}

/// The decision with the lowest rung as baseline, and a unit of score worth 1,000 a year.
fn against_lowest(actors: &[Actor]) -> Decision {
    Scene { baseline: Some(0), yearly_per_unit: Some(1000.0), ..scene(actors) }.verdict().decision
}

#[track_caller]
fn assert_recommends(decision: &Decision, expected: u32, expected_open: &[Question]) {
    match decision {
        Decision::Recommend { player, open, needed, .. } => {
            assert_eq!((*player, open.as_slice()), (expected, expected_open));
            assert_eq!(needed.is_some(), !open.is_empty());
        }
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn assert_undecided(decision: &Decision, expected_best: u32, expected_open: &[Question]) {
    match decision {
        Decision::Undecided { best_so_far, open, needed } => {
            assert_eq!((*best_so_far, open.as_slice()), (expected_best, expected_open));
            assert!(needed.unwrap().count > needed.unwrap().now);
        }
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn assert_stops(decision: &Decision, expected_best: u32) -> &StopReason {
    match decision {
        Decision::Stop { reason, best } => {
            assert_eq!(*best, expected_best);
            reason
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_actors_are_marked_as_they_are_named() {
    let verdict = scene(&[GOOD, BAD, UNCLEAR, BEST]).verdict();
    let marks: Vec<Mark> = verdict.comparisons.iter().map(|c| c.mark).collect();
    assert_eq!(marks, [Mark::GoodEnough, Mark::NotGoodEnough, Mark::Undecided]);
    assert_eq!((verdict.reference, verdict.reference_mark), (3, Mark::GoodEnough));
    assert_eq!(scene(&[WILD, BEST]).verdict().reference_mark, Mark::Undecided);
    let worse = scene(&[WORSE, BEST]).verdict().comparisons.remove(0);
    assert!(worse.mark == Mark::Undecided && worse.spread.unwrap().lower > 0.0);
}

#[test]
fn alone_there_is_nothing_to_compare() {
    assert_eq!(assert_stops(&open_field(&[BEST]), 0), &StopReason::Alone);
    assert_eq!(assert_stops(&against_lowest(&[BEST]), 0), &StopReason::Alone);
}

#[test]
fn without_a_baseline_the_lowest_good_enough_rung_is_recommended() {
    assert_recommends(&open_field(&[BAD, BEST]), 1, &[]);
    assert_recommends(&open_field(&[GOOD, BEST]), 0, &[]);
    assert_recommends(&open_field(&[BEST, GOOD]), 0, &[]);
    assert_recommends(&open_field(&[BEST, BAD]), 0, &[]);
    assert_recommends(&open_field(&[BAD, GOOD, GOOD, BEST]), 1, &[]);
}

#[test]
fn an_open_lower_rung_is_named_beside_the_recommendation() {
    assert_recommends(&open_field(&[UNCLEAR, GOOD, BEST]), 1, &[within(0)]);
    assert_recommends(&open_field(&[BAD, UNCLEAR, BEST]), 2, &[within(1)]);
    assert_recommends(&open_field(&[BAD, WORSE, UNCLEAR, BEST]), 3, &[within(1), within(2)]);
    assert_recommends(&open_field(&[GOOD, UNCLEAR, BEST]), 0, &[]);
    assert_recommends(&open_field(&[BEST, UNCLEAR]), 0, &[]);
}

#[test]
fn when_nothing_below_the_best_is_decided_neither_is_the_contest() {
    assert_undecided(&open_field(&[UNCLEAR, BEST]), 1, &[within(0)]);
    assert_undecided(&open_field(&[UNCLEAR, UNCLEAR, BEST]), 2, &[within(0), within(1)]);
    // One of them is shown to be worse, if not by how much: the best is worth building.
    assert_recommends(&open_field(&[UNCLEAR, WORSE, BEST]), 2, &[within(0), within(1)]);
    assert_recommends(&open_field(&[WORSE, BEST]), 1, &[within(0)]);
}

#[test]
fn a_wild_player_keeps_the_contest_open() {
    let better = Question::BetterThanReference { player: 1 };
    assert_undecided(&open_field(&[BEST, WILD]), 0, &[better]);
    assert_undecided(&open_field(&[BAD, WILD, BEST]), 2, &[better]);
    assert_undecided(&against_lowest(&[BEST, WILD]), 0, &[better]);
}

#[test]
fn a_good_enough_baseline_stops_the_contest() {
    let suffices = StopReason::BaselineSuffices { baseline: 0 };
    assert_eq!(assert_stops(&against_lowest(&[GOOD, BEST]), 1), &suffices);
    assert_eq!(assert_stops(&against_lowest(&[BEST, BAD]), 0), &suffices);
    assert_eq!(assert_stops(&against_lowest(&[GOOD, GOOD, BEST]), 2), &suffices);
    // A baseline higher up: a simpler rung would have to be better than it.
    let verdict = Scene { baseline: Some(1), ..scene(&[GOOD, actor(0.1, 1.0), BEST]) }.verdict();
    assert_eq!(assert_stops(&verdict.decision, 2), &StopReason::BaselineSuffices { baseline: 1 });
}

#[test]
fn a_rung_that_pays_is_recommended_with_its_gain() {
    let decision = against_lowest(&[BAD, GOOD, BEST]);
    assert_recommends(&decision, 1, &[]);
    let Decision::Recommend { gain: Some(gain), .. } = decision else { panic!("no gain") };
    assert!((gain.estimate - 1.8).abs() < 1e-12 && gain.over == 0 && gain.bar == 0.0);
    let yearly = gain.yearly.unwrap();
    assert!((yearly.estimate - 1800.0).abs() < 1e-9);
    assert!(yearly.lower.unwrap() > 1600.0 && yearly.lower.unwrap() < 1800.0 && yearly.upper.unwrap() > 1800.0);
    // The baseline is shown to be worse, but not by a margin: building pays, and whether it matters stays open.
    assert_recommends(&against_lowest(&[WORSE, BEST]), 1, &[within(0)]);
}

#[test]
fn a_rung_that_costs_more_than_it_gains_is_passed_over() {
    // Gains 1,800 a year and costs 5,000; the best gains 2,000 and costs 100.
    assert_recommends(&against_lowest(&[BAD, GOOD.costing(5000.0), BEST.costing(100.0)]), 2, &[]);
    let decision = against_lowest(&[BAD, GOOD.costing(5000.0), BEST.costing(4000.0)]);
    let StopReason::DoesNotPay { player, gain } = assert_stops(&decision, 2) else { panic!("{decision:?}") };
    assert_eq!((*player, gain.bar), (2, 4.0));
    // Today's bill falls away, but never below nothing.
    assert_recommends(&against_lowest(&[BAD.costing(4000.0), BEST.costing(5000.0)]), 1, &[]);
    let decision = against_lowest(&[BAD.costing(9000.0), BEST.costing(5000.0)]);
    let Decision::Recommend { gain: Some(gain), .. } = decision else { panic!("no gain") };
    assert_eq!(gain.bar, 0.0);
}

#[test]
fn a_gain_that_is_not_shown_leaves_the_contest_open() {
    assert_undecided(&against_lowest(&[UNCLEAR, BEST]), 1, &[within(0), pays(1)]);
    // Estimated 2,000 a year against a bill of 1,950.
    assert_undecided(&against_lowest(&[BAD, BEST.costing(1950.0)]), 1, &[pays(1)]);
    // Estimated 2,000 against 2,050: not even the estimate pays.
    assert!(matches!(assert_stops(&against_lowest(&[BAD, BEST.costing(2050.0)]), 1), StopReason::DoesNotPay { player: 1, .. }));
}

#[test]
fn without_money_a_gain_has_to_be_above_nothing() {
    let without_money = |actors: &[Actor]| Scene { baseline: Some(0), ..scene(actors) }.verdict().decision;
    assert_recommends(&without_money(&[BAD, BEST.costing(1e9)]), 1, &[]);
    assert_undecided(&without_money(&[UNCLEAR, BEST]), 1, &[within(0), pays(1)]);
}

#[test]
fn few_rows_are_judged_by_the_mean_and_called_weak() {
    let verdict = Scene { rows: 100, ..scene(&[UNCLEAR, BEST]) }.verdict();
    assert_eq!(verdict.evidence, Evidence::Weak { reason: WeakReason::FewRows { rows: 100, least: 300 } });
    assert_recommends(&verdict.decision, 0, &[]);
    let wild = Scene { rows: 100, baseline: Some(0), ..scene(&[actor(1.1, 50.0), BEST]) }.verdict();
    assert_recommends(&wild.decision, 1, &[]);
    assert_eq!(scene(&[UNCLEAR, BEST]).verdict().evidence, Evidence::Strong);
}

#[test]
fn more_than_three_comparisons_are_adjusted() {
    // One-sided p of about 0.03: good enough on its own, and among three, not among four.
    let marginal = actor(0.5, 4.7);
    let three = scene(&[marginal, BAD, BAD, BEST]).verdict();
    let four = scene(&[marginal, BAD, BAD, BAD, BEST]).verdict();
    let p = three.comparisons[0].spread.clone().unwrap();
    assert!(p.p > 0.0125 && p.p < 0.05 && p.p_holm == p.p);
    assert_eq!(three.comparisons[0].mark, Mark::GoodEnough);
    let adjusted = four.comparisons[0].spread.clone().unwrap();
    assert!((adjusted.p_holm - 4.0 * adjusted.p).abs() < 1e-15 && (adjusted.p - p.p).abs() < 1e-12);
    assert_eq!(four.comparisons[0].mark, Mark::Undecided);
    assert!(!three.basis.holm && four.basis.holm);
}

#[test]
fn needed_rows_follow_the_planning_formula() {
    let Decision::Undecided { needed: Some(needed), .. } = open_field(&[UNCLEAR, BEST]) else { panic!("decided") };
    // Two values on either side of the mean have kurtosis 1: nothing is raised. 6.2 * 100 * 400 / 399.
    assert_eq!((needed.unit, needed.now, needed.assuming), (Unit::Rows, 400, Assumption::Equal));
    assert!((needed.count as f64 - 6.2 * 100.0 * 400.0 / 399.0).abs() <= 1.0);
    // Enough rows for two equals, but the players are not equal: the distance to the margin counts.
    let Decision::Recommend { needed: Some(needed), .. } = open_field(&[actor(0.99, 1.0), BEST]) else {
        panic!("not recommended")
    };
    assert_eq!(needed.assuming, Assumption::Observed);
    assert!((needed.count as f64 - 6.2 * 400.0 / 399.0 / 0.01_f64.powi(2)).abs() < 2.0);
}

#[test]
fn a_verdict_that_hangs_on_one_fold_is_fragile() {
    assert!(!scene(&[GOOD, BEST]).verdict().fragile);
    // All of the difference in one fold of five: rows alone do not see that.
    let rows = crate::scene::ROWS;
    let lumpy: Vec<f64> = (0..rows).map(|row| 100.0 + if row < rows / 5 { 4.0 } else { 0.0 }).collect();
    let best = vec![100.0; rows];
    let fold: Vec<u32> = (0..rows).map(|row| (row * 5 / rows) as u32).collect();
    let verdict = crate::guards::decide_two(&lumpy, &best, &fold, 1.0).unwrap();
    assert_eq!(verdict.comparisons[0].mark, Mark::GoodEnough);
    assert_eq!(verdict.comparisons[0].second.clone().unwrap().mark, Mark::Undecided);
    assert!(verdict.fragile);
}
