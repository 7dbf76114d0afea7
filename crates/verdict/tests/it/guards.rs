//! Hostile and degenerate cases: a typed error or a sensible answer, never a panic, never NaN.

use proptest::prelude::*;
use verdict::{Case, Decision, Evidence, Mark, Player, Rows, Scale, Verdict, VerdictError, WeakReason, decide};

fn player(id: u32, losses: &[f64]) -> Player<'_> {
    Player { id, tier: 1, losses, yearly_bill: None }
}

/// A plain case of independent rows.
fn case<'a>(players: Vec<Player<'a>>, fold: &'a [u32]) -> Case<'a> {
    Case {
        players,
        rows: Rows::Independent,
        fold,
        train_rows: &[],
        scale: Scale::Mean,
        margin: 0.1,
        yearly_per_unit: None,
        baseline: None,
    }
}

/// Two players, 0 the simpler.
pub(crate) fn decide_two(a: &[f64], b: &[f64], fold: &[u32], margin: f64) -> Result<Verdict, VerdictError> {
    decide(&Case { margin, ..case(vec![player(0, a), player(1, b)], fold) })
}

/// Fold numbers of five interleaved folds.
fn five(rows: usize) -> Vec<u32> {
    (0..rows as u32).map(|row| row % 5).collect()
}

#[test]
fn what_cannot_be_judged_is_refused_with_its_place() {
    let fold = five(4);
    let ones = [1.0; 4];
    let refused = |case: &Case<'_>| decide(case).unwrap_err();
    assert_eq!(refused(&case(vec![], &fold)), VerdictError::NoPlayers);
    assert_eq!(refused(&case(vec![player(0, &[])], &[])), VerdictError::NoRows);
    assert_eq!(refused(&case(vec![player(7, &ones), player(7, &ones)], &fold)), VerdictError::DuplicatePlayer { id: 7 });
    assert_eq!(
        refused(&case(vec![player(0, &ones), player(1, &ones[..3])], &fold)),
        VerdictError::Length { what: "player 1".to_owned(), found: 3, expected: 4 }
    );
    assert!(matches!(refused(&case(vec![player(0, &ones)], &fold[..2])), VerdictError::Length { .. }));
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let losses = [1.0, 1.0, bad, 1.0];
        assert_eq!(
            refused(&case(vec![player(0, &ones), player(1, &losses)], &fold)),
            VerdictError::NotFinite { player: 1, row: 2 }
        );
    }
    for margin in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = refused(&Case { margin, ..case(vec![player(0, &ones)], &fold) });
        assert!(matches!(error, VerdictError::Margin { .. }) && error.hint().is_some());
    }
    let two = || case(vec![player(0, &ones), player(1, &ones)], &fold);
    assert_eq!(refused(&Case { baseline: Some(9), ..two() }), VerdictError::UnknownBaseline { id: 9 });
    assert_eq!(refused(&Case { train_rows: &[3, 3], ..two() }), VerdictError::TrainRows { found: 2, expected: 4 });
    assert!(matches!(refused(&Case { yearly_per_unit: Some(-1.0), ..two() }), VerdictError::Money { .. }));
    let origins = Rows::Origins { origin: &fold, horizon: 0 };
    assert_eq!(refused(&Case { rows: origins, ..two() }), VerdictError::ZeroHorizon);
    assert!(matches!(refused(&Case { rows: Rows::Clustered(&fold[..1]), ..two() }), VerdictError::Length { .. }));
    let negative = [-1.0; 4];
    let root = Case { scale: Scale::RootMean, ..case(vec![player(3, &negative)], &fold) };
    assert_eq!(refused(&root), VerdictError::NegativeLoss { player: 3, row: 0 });
}

#[test]
fn identical_losses_are_good_enough_at_any_margin() {
    let losses: Vec<f64> = (0..400).map(|row| f64::from(row % 17)).collect();
    for margin in [1.0, 1e-300, f64::MIN_POSITIVE] {
        let verdict = decide_two(&losses, &losses, &five(400), margin).unwrap();
        assert_eq!((verdict.reference, verdict.reference_mark), (0, Mark::GoodEnough));
        let spread = verdict.comparisons[0].spread.clone().unwrap();
        assert_eq!((verdict.comparisons[0].difference, spread.se, spread.lower, spread.upper), (0.0, 0.0, 0.0, 0.0));
        assert_eq!((verdict.comparisons[0].mark, spread.p, spread.sure), (Mark::GoodEnough, 0.0, 1.0));
        assert!(matches!(verdict.decision, Decision::Recommend { player: 0, .. }));
        assert!(!verdict.fragile);
    }
}

#[test]
fn perfect_players_have_a_root_mean_too() {
    let (perfect, flawed) = (vec![0.0; 400], vec![0.04; 400]);
    let fold = five(400);
    let both = vec![player(0, &flawed), player(1, &perfect)];
    let verdict = decide(&Case { scale: Scale::RootMean, ..case(both, &fold) }).unwrap();
    assert_eq!(verdict.reference, 1);
    assert!((verdict.comparisons[0].difference - 0.2).abs() < 1e-15);
    assert_eq!(verdict.comparisons[0].mark, Mark::NotGoodEnough);
    let both = vec![player(0, &perfect), player(1, &perfect)];
    let verdict = decide(&Case { scale: Scale::RootMean, ..case(both, &fold) }).unwrap();
    assert!(matches!(verdict.decision, Decision::Recommend { player: 0, .. }));
}

#[test]
fn one_row_gives_a_weak_answer_without_a_spread() {
    let verdict = decide_two(&[1.05], &[1.0], &[0], 0.1).unwrap();
    assert_eq!(verdict.evidence, Evidence::Weak { reason: WeakReason::FewRows { rows: 1, least: 300 } });
    assert_eq!((verdict.comparisons[0].spread.clone(), verdict.comparisons[0].second.clone()), (None, None));
    assert!(matches!(verdict.decision, Decision::Recommend { player: 0, .. }) && !verdict.fragile);
    assert_eq!((verdict.scores[0].se, verdict.scores[0].lower), (None, None));
}

#[test]
fn few_clusters_and_overlapping_origins_are_weak() {
    let losses: Vec<f64> = (0..1200).map(|row| f64::from(row % 7)).collect();
    let fold = five(1200);
    let evidence = |rows: Rows<'_>| decide(&Case { rows, ..case(vec![player(0, &losses)], &fold) }).unwrap().evidence;
    let by = |size: usize| -> Vec<u32> { (0..1200).map(|row| (row / size) as u32).collect() };
    assert_eq!(evidence(Rows::Clustered(&by(300))), Evidence::Weak { reason: WeakReason::FewClusters { clusters: 4, least: 5 } });
    assert_eq!(evidence(Rows::Clustered(&by(240))), Evidence::Strong);
    let origins = |count: usize, horizon| evidence(Rows::Origins { origin: &by(1200 / count), horizon });
    let few = |origins, least| Evidence::Weak { reason: WeakReason::FewOrigins { origins, least } };
    assert_eq!(origins(12, 1), few(12, 15));
    assert_eq!(origins(15, 1), Evidence::Strong);
    assert_eq!(origins(24, 12), few(24, 60));
    assert_eq!(origins(60, 12), Evidence::Strong);
    assert_eq!(origins(60, 13), few(60, 65));
    // One origin, one cluster: still an answer.
    assert_eq!(origins(1, 12), few(1, 60));
    assert_eq!(
        evidence(Rows::Clustered(&vec![3; 1200])),
        Evidence::Weak { reason: WeakReason::FewClusters { clusters: 1, least: 5 } }
    );
}

#[test]
fn a_wild_row_is_named_and_blocks_only_its_own_player() {
    let best: Vec<f64> = (0..400).map(|row| 1.0 + 0.01 * f64::from(row % 7)).collect();
    let worse: Vec<f64> = best.iter().map(|loss| loss + 0.5).collect();
    let mut mistyped = best.clone();
    mistyped[123] = 5000.0;
    let fold = five(400);
    let players = vec![player(0, &worse), player(1, &mistyped), player(2, &best)];
    let verdict = decide(&case(players, &fold)).unwrap();
    assert_eq!(verdict.concentrations.len(), 1);
    let named = verdict.concentrations[0];
    assert!((named.player, named.row) == (1, 123) && named.share > 0.9 && named.share < 1.0);
    // Nothing can be shown about a mean that hangs on one row, and nothing has to be.
    assert_eq!(verdict.comparisons[1].mark, Mark::Undecided);
    assert_eq!(verdict.reference_mark, Mark::GoodEnough);
    assert!(matches!(verdict.decision, Decision::Recommend { player: 2, .. }));
}

#[test]
fn no_size_of_loss_overflows() {
    let fold = five(400);
    for size in [f64::MAX, 1e300, 1e200, 1e-200, 1e-300, 5e-324] {
        for scale in [Scale::Mean, Scale::RootMean] {
            let mut a: Vec<f64> = (0..400).map(|row| 1.0 + f64::from(row % 7)).collect();
            let b: Vec<f64> = (0..400).map(|row| 1.0 + f64::from(row % 5)).collect();
            a[17] = size;
            let tiny = vec![size.min(1e-200); 400];
            let players = vec![player(0, &a), player(1, &b), player(2, &tiny)];
            let verdict = decide(&Case { scale, baseline: Some(0), yearly_per_unit: Some(1e300), ..case(players, &fold) });
            assert_all_finite(&verdict.unwrap());
        }
        let (large, smaller) = (vec![size; 400], vec![size / 2.0; 400]);
        let verdict = decide_two(&large, &smaller, &fold, 0.1).unwrap();
        assert_all_finite(&verdict);
        let expected = if size > 1.0 { Mark::NotGoodEnough } else { Mark::GoodEnough };
        let mark = verdict.comparisons[0].mark;
        assert_eq!(mark, expected, "{size:e}");
    }
}

/// JSON has no NaN and no infinity: a number that is not finite would come back as null and not be read.
#[track_caller]
fn assert_all_finite(verdict: &Verdict) {
    let text = serde_json::to_string(verdict).unwrap();
    let back: Verdict = serde_json::from_str(&text).unwrap();
    assert_eq!(&back, verdict);
}

/// Losses with repeated, huge, tiny and negative values.
fn loss() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -10.0..10.0_f64,
        1 => Just(0.0),
        1 => Just(f64::MAX),
        1 => Just(-f64::MAX),
        1 => Just(5e-324),
        1 => prop::num::f64::NORMAL,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_case_is_answered_or_refused(
        rows in 1..40_usize,
        repeat in 1..12_usize,
        players in 1..6_usize,
        pool in prop::collection::vec(loss(), 240),
        ids in prop::collection::vec(0..9_u32, 40),
        kind in 0..3,
        horizon in 1..30_u32,
        root in any::<bool>(),
        margin in prop_oneof![Just(5e-324), 1e-9..1e9, Just(f64::MAX)],
        price in prop::option::of(prop_oneof![Just(0.0), Just(5e-324), Just(f64::MAX), 0.0..1e6]),
        bill in prop::option::of(prop_oneof![Just(0.0), Just(f64::MAX), 0.0..1e6]),
        baseline in prop::option::of(0..1_u32),
    ) {
        let losses: Vec<Vec<f64>> = (0..players).map(|p| pool[p * 40..p * 40 + rows].repeat(repeat)).collect();
        let ids = ids[..rows].repeat(repeat);
        let players = losses.iter().enumerate().map(|(id, losses)| Player { id: id as u32, tier: 0, losses, yearly_bill: bill });
        let verdict = decide(&Case {
            players: players.collect(),
            rows: match kind { 0 => Rows::Independent, 1 => Rows::Clustered(&ids), _ => Rows::Origins { origin: &ids, horizon } },
            fold: &ids,
            train_rows: &[],
            scale: if root { Scale::RootMean } else { Scale::Mean },
            margin,
            yearly_per_unit: price,
            baseline,
        });
        match verdict {
            Ok(verdict) => {
                assert_all_finite(&verdict);
                prop_assert_eq!(verdict.comparisons.len() + 1, verdict.scores.len());
            }
            Err(error) => prop_assert!(matches!(error, VerdictError::NegativeLoss { .. }), "{}", error),
        }
    }

    #[test]
    fn the_unit_of_loss_does_not_matter(
        a in prop::collection::vec(0.0..3.0, 60),
        b in prop::collection::vec(0.0..3.0, 60),
        power in -300..300_i32,
        root in any::<bool>(),
    ) {
        let (a, b) = (a.repeat(6), b.repeat(6));
        let unit = 4.0_f64.powi(power);
        let fold = five(360);
        let judge = |unit: f64| {
            let (a, b): (Vec<f64>, Vec<f64>) = (a.iter().map(|x| x * unit).collect(), b.iter().map(|x| x * unit).collect());
            let margin = 0.2 * if root { unit.sqrt() } else { unit };
            let scale = if root { Scale::RootMean } else { Scale::Mean };
            decide(&Case { margin, scale, baseline: Some(0), ..case(vec![player(0, &a), player(1, &b)], &fold) }).unwrap()
        };
        let (plain, scaled) = (judge(1.0), judge(unit));
        prop_assert_eq!(plain.comparisons[0].mark, scaled.comparisons[0].mark);
        let p = |verdict: &Verdict| verdict.comparisons[0].spread.as_ref().unwrap().p;
        prop_assert!((p(&plain) - p(&scaled)).abs() <= 1e-9);
        prop_assert_eq!(plain.fragile, scaled.fragile);
    }

    #[test]
    fn the_order_of_independent_rows_does_not_matter(
        a in prop::collection::vec(0.0..3.0, 60),
        b in prop::collection::vec(0.0..3.0, 60),
        turn in 1..359_usize,
    ) {
        let (mut a, mut b, mut fold) = (a.repeat(6), b.repeat(6), five(360));
        let before = decide_two(&a, &b, &fold, 0.2).unwrap();
        a.rotate_left(turn);
        b.rotate_left(turn);
        fold.rotate_left(turn);
        let after = decide_two(&a, &b, &fold, 0.2).unwrap();
        let spreads = |verdict: &Verdict| verdict.comparisons[0].spread.clone().unwrap();
        prop_assert!((spreads(&before).p - spreads(&after).p).abs() < 1e-9);
        prop_assert!((spreads(&before).se - spreads(&after).se).abs() < 1e-12);
    }

    #[test]
    fn a_smaller_margin_never_turns_bad_into_good(
        a in prop::collection::vec(0.0..3.0, 60),
        b in prop::collection::vec(0.0..3.0, 60),
        margin in 0.01..1.0,
        part in 0.01..1.0,
    ) {
        let (a, b, fold) = (a.repeat(6), b.repeat(6), five(360));
        let wide = decide_two(&a, &b, &fold, margin).unwrap().comparisons[0].mark;
        let narrow = decide_two(&a, &b, &fold, margin * part).unwrap().comparisons[0].mark;
        prop_assert!(narrow != Mark::GoodEnough || wide == Mark::GoodEnough);
        prop_assert!(wide != Mark::NotGoodEnough || narrow == Mark::NotGoodEnough);
    }
}
