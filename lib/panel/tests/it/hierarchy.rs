use forecast::{Method, Naive};
use panel::{Hierarchy, HierarchyError, Member, Outlook, Reconciliation, Refusal, Spec, Sum};
use proptest::prelude::*;
use serde_json::Value;

use crate::worlds::{plain, unit, wave};

fn tree() -> Hierarchy {
    let paths = ["fr/n/1", "fr/n/2", "fr/s/3", "it/n/4", "it/n/5", "it/s/6", "it/s/7"];
    Hierarchy::nested(&paths.map(|path| path.split('/').map(str::to_owned).collect::<Vec<_>>())).unwrap()
}

fn leaves(count: usize) -> Vec<Member> {
    (0..count).map(|seed| Member::new(format!("leaf {seed}"), wave(seed, 48, 12), 12)).collect()
}

fn mean(outlook: &Outlook) -> &[f64] {
    &outlook.forecast.as_ref().unwrap().mean
}

fn assert_adds_up(tree: &Hierarchy, outlooks: &[Outlook]) {
    let sums = tree.sums().len();
    for (sum, outlook) in tree.sums().iter().zip(outlooks) {
        for (step, value) in mean(outlook).iter().enumerate() {
            let parts: f64 = sum.leaves.iter().map(|leaf| mean(&outlooks[sums + leaf])[step]).sum();
            assert!((value - parts).abs() <= 1e-9 * parts.abs().max(1.0), "{}: {value} {parts}", sum.id);
        }
    }
}

#[test]
fn labels_become_sums() {
    let ids: Vec<String> = tree().sums().iter().map(|sum| sum.id.clone()).collect();
    assert_eq!(ids, ["total", "fr", "it", "fr/n", "fr/s", "it/n", "it/s"]);
    assert_eq!(tree().sums()[2].leaves, [3, 4, 5, 6]);
    let uneven = Hierarchy::nested(&[vec!["a".into()], vec!["a".into(), "b".into()]]);
    assert_eq!(uneven, Err(HierarchyError::Depth { at: 1, got: 2, wanted: 1 }));
    assert!(Hierarchy::new(2, vec![Sum { id: "x".into(), leaves: vec![2] }]).is_err());
    assert!(Hierarchy::new(2, vec![Sum { id: "x".into(), leaves: vec![] }]).is_err());
    assert!(Hierarchy::new(2, vec![Sum { id: "x".into(), leaves: vec![1, 0] }]).is_err());
}

#[test]
fn a_leaf_that_starts_later_counts_zero_before() {
    let two = Hierarchy::nested(&[vec!["a".into()], vec!["b".into()]]).unwrap();
    let leaves = [Member::new("a", vec![1.0, 2.0, f64::NAN, 4.0], 1), Member::new("b", vec![f64::NAN, 10.0, 20.0], 1)];
    let total = &two.members(&leaves).unwrap()[0];
    let values = total.series.as_ref().unwrap().values();
    assert_eq!(values[..2], [1.0, 2.0]);
    assert!(values[2].is_nan());
    assert_eq!(values[3], 24.0);
    let other = [Member::new("a", vec![1.0], 4), Member::new("b", vec![1.0], 12)];
    assert_eq!(two.members(&other).unwrap_err(), HierarchyError::Periods { first: 4, second: 12 });
    assert_eq!(two.members(&other[..1]).unwrap_err(), HierarchyError::Leaves { wanted: 2, got: 1 });
}

#[test]
fn dense_algebra_in_numpy_gives_the_same() {
    let text = include_str!("../../../../reference/panel/mint.json");
    let cases: Vec<Value> = serde_json::from_str(text).unwrap();
    assert_eq!(cases.len(), 8);
    let numbers = |v: &Value| v.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect::<Vec<f64>>();
    for case in cases {
        let places = |sum: &Value| sum.as_array().unwrap().iter().map(|v| v.as_u64().unwrap() as usize).collect();
        let sums = case["sums"].as_array().unwrap().iter().map(|sum| Sum { id: String::new(), leaves: places(sum) }).collect();
        let hierarchy = Hierarchy::new(case["leaves"].as_u64().unwrap() as usize, sums).unwrap();
        let ours = hierarchy.reconcile(&numbers(&case["base"]), &numbers(&case["variance"])).unwrap();
        for (a, b) in ours.iter().zip(numbers(&case["reconciled"])) {
            assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{}: {a} {b}", case["name"]);
        }
    }
}

#[test]
fn both_rules_add_up_and_keep_the_order_of_nodes() {
    let tree = tree();
    for rule in [Reconciliation::BottomUp, Reconciliation::MinTrace] {
        let spec = Spec { method: Method::parse("dynamic-theta").unwrap(), ..plain() };
        let outlooks = tree.forecast(&leaves(7), &spec, rule, &|| 0.0).unwrap();
        assert_eq!(outlooks.len(), 14);
        assert_eq!(outlooks[0].id, "total");
        assert_eq!(outlooks[7].id, "leaf 0");
        assert_adds_up(&tree, &outlooks);
        for outlook in &outlooks {
            let forecast = outlook.forecast.as_ref().unwrap();
            for band in &forecast.bands {
                for (step, mean) in forecast.mean.iter().enumerate() {
                    assert!(band.lower[step] <= *mean && *mean <= band.upper[step]);
                }
            }
        }
    }
}

/// Leaves with independent errors: the variance of the sum is the sum of variances. With equal errors the deviations add.
#[test]
fn bands_of_sums_know_how_errors_go_together() {
    let n = 240;
    let walk = |seed: usize| {
        let mut level = 100.0;
        (0..n)
            .map(|t| {
                level += unit(seed, t) - 0.5;
                level
            })
            .collect::<Vec<f64>>()
    };
    let pair = Hierarchy::nested(&[vec!["a".into()], vec!["b".into()]]).unwrap();
    let spec = Spec { method: Method::Naive(Naive::Last), calibrate: false, horizon: 1, ..plain() };
    let width = |a: Vec<f64>, b: Vec<f64>| {
        let leaves = [Member::new("a", a, 1), Member::new("b", b, 1)];
        let outlooks = pair.forecast(&leaves, &spec, Reconciliation::BottomUp, &|| 0.0).unwrap();
        let half = |outlook: &Outlook| {
            let band = outlook.forecast.as_ref().unwrap().band(95.0).unwrap();
            (band.upper[0] - band.lower[0]) / 2.0
        };
        (half(&outlooks[0]), half(&outlooks[1]), half(&outlooks[2]))
    };
    let (sum, a, b) = width(walk(1), walk(2));
    let independent = (a * a + b * b).sqrt();
    assert!((sum / independent - 1.0).abs() < 0.12, "{sum} {independent}");
    let (sum, a, b) = width(walk(1), walk(1));
    assert!((sum / (a + b) - 1.0).abs() < 1e-9, "{sum} {a} {b}");
    let mirrored: Vec<f64> = walk(1).iter().map(|v| 200.0 - v).collect();
    let (sum, a, _) = width(walk(1), mirrored);
    assert!(sum < 1e-9 * a, "{sum} {a}");
}

#[test]
fn a_leaf_without_values_counts_zero_and_keeps_its_refusal() {
    let tree = tree();
    let mut all = leaves(7);
    all[3] = Member::new("void", vec![f64::NAN; 48], 12);
    let outlooks = tree.forecast(&all, &plain(), Reconciliation::MinTrace, &|| 0.0).unwrap();
    assert!(matches!(outlooks[10].forecast, Err(Refusal::Method(forecast::Error::AllMissing))));
    let (north, five) = (mean(&outlooks[5]), mean(&outlooks[11]));
    assert!(north.iter().zip(five).all(|(a, b)| (a - b).abs() <= 1e-9 * b.abs()));
}

proptest! {
    /// What adds up already is not moved; what comes out adds up; forecasts scaled give answers scaled.
    #[test]
    fn reconciliation_is_a_projection(
        base in prop::collection::vec(-1e3..1e3, 14),
        variance in prop::collection::vec(1e-6..1e6, 14),
    ) {
        let tree = tree();
        let once = tree.reconcile(&base, &variance).unwrap();
        let size = base.iter().fold(1.0, |a: f64, b| a.max(b.abs()));
        for (sum, value) in tree.sums().iter().zip(&once) {
            let parts: f64 = sum.leaves.iter().map(|leaf| once[7 + leaf]).sum();
            prop_assert!((value - parts).abs() <= 1e-9 * size);
        }
        let twice = tree.reconcile(&once, &variance).unwrap();
        let scaled = tree.reconcile(&base.iter().map(|v| v * 8.0).collect::<Vec<_>>(), &variance).unwrap();
        for ((a, b), c) in once.iter().zip(&twice).zip(&scaled) {
            prop_assert!((a - b).abs() <= 1e-9 * size, "{a} {b}");
            prop_assert!((8.0 * a - c).abs() <= 1e-9 * size);
        }
    }

    /// A leaf whose variance is next to nothing stays, whatever the others say.
    #[test]
    fn a_sure_leaf_stays(base in prop::collection::vec(-1e3..1e3, 14)) {
        let mut variance = vec![1.0; 14];
        variance[9] = 1e-12;
        let answer = tree().reconcile(&base, &variance).unwrap();
        prop_assert!((answer[9] - base[9]).abs() < 1e-6);
    }
}
