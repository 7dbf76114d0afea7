//! Every model on every kind of bad table: a usable prediction or a typed error, never a panic or NaN.

use learn::LearnError;
use learn::bayes::NaiveBayesSpec;
use learn::cells::{CellsLoss, CellsSpec};
use learn::frame::{Column, Frame, MISSING};
use learn::glm::{Family, GlmSpec, SoftmaxSpec};
use learn::kmeans::KMeansSpec;
use learn::tree::{TreeSpec, TreeTask};
use proptest::prelude::*;

/// One cell of a column of one of eight kinds, out of a draw of 0 to 9.
fn number(kind: u8, draw: u8) -> f64 {
    let d = f64::from(draw);
    match kind {
        0 => d,
        1 => (d - 4.5) * 1e300,
        2 => d * 1e-310,
        3 => 7.0,
        4 => f64::NAN,
        5 if draw < 4 => f64::NAN,
        6 if draw < 2 => f64::INFINITY,
        6 if draw < 4 => f64::NEG_INFINITY,
        7 => 1e9 + d * 1e-6,
        _ => d * d,
    }
}

fn column(at: usize, kind: u8, draws: &[u8], asked: bool) -> Column {
    let name = format!("c{at}");
    if kind < 8 {
        return Column::numeric(name, draws.iter().map(|draw| number(kind, *draw)).collect());
    }
    let labels = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let label = |draw: &u8| match kind {
        8 => Some(labels[usize::from(*draw % 3)]),
        9 if *draw < 3 => None,
        10 => Some("only"),
        11 => None,
        _ if asked && *draw == 9 => Some("new"),
        _ => Some(labels[usize::from(*draw)]),
    };
    Column::from_labels(name, draws.iter().map(label))
}

fn frame(kinds: &[u8], draws: &[Vec<u8>], rows: usize, asked: bool) -> Frame {
    let columns = kinds.iter().zip(draws).enumerate().map(|(at, (kind, draws))| column(at, *kind, &draws[..rows], asked));
    Frame::new(rows, columns.collect()).unwrap()
}

/// Train and ask frames of the same columns, and ten draws a row for targets.
fn tables() -> impl Strategy<Value = (Frame, Frame, Vec<u8>)> {
    (1_usize..40, 0_usize..5)
        .prop_flat_map(|(rows, columns)| {
            (
                prop::collection::vec(0_u8..13, columns),
                prop::collection::vec(prop::collection::vec(0_u8..10, 40), 2 * columns),
                prop::collection::vec(0_u8..10, rows),
            )
        })
        .prop_map(|(kinds, draws, target)| {
            let train = frame(&kinds, &draws[..kinds.len()], target.len(), false);
            let ask = frame(&kinds, &draws[kinds.len()..], 17, true);
            (train, ask, target)
        })
}

fn usable(name: &str, found: Result<Vec<f64>, LearnError>, range: (f64, f64)) {
    match found {
        Ok(found) => {
            assert_eq!(found.len(), 17, "{name}");
            let good = |p: &f64| p.is_finite() && *p > range.0 && *p < range.1;
            assert!(found.iter().all(good), "{name}: {found:?}");
        }
        Err(LearnError::NoColumns { .. } | LearnError::Singular { .. }) => {}
        Err(other) => panic!("{name}: {other}"),
    }
}

const ANY: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
const OPEN: (f64, f64) = (0.0, 1.0);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn linear_models_survive((train, ask, draws) in tables(), plain in any::<bool>()) {
        let ridge = if plain { 0.0 } else { 1.0 };
        let y: Vec<f64> = draws.iter().map(|draw| f64::from(*draw)).collect();
        let yes: Vec<f64> = draws.iter().map(|draw| f64::from(u8::from(*draw > 6))).collect();
        let huge: Vec<f64> = y.iter().map(|y| (y - 4.0) * 1e300).collect();
        let fit = |family, y: &[f64]| {
            GlmSpec { family, ridge, ..GlmSpec::default() }.fit(&train, y, None)?.predict(&ask)
        };
        usable("gaussian", fit(Family::Gaussian, &y), ANY);
        usable("gaussian, huge", fit(Family::Gaussian, &huge), ANY);
        usable("binomial", fit(Family::Binomial, &yes), OPEN);
        usable("poisson", fit(Family::Poisson, &y), (0.0, f64::INFINITY));
        let model = SoftmaxSpec { classes: 10, ..SoftmaxSpec::default() }.fit(&train, &y, None).unwrap();
        usable("softmax", model.predict(&ask).map(|p| p.of_class(3)), OPEN);
    }

    #[test]
    fn other_models_survive((train, ask, draws) in tables(), seed in any::<u64>()) {
        let y: Vec<f64> = draws.iter().map(|draw| f64::from(*draw)).collect();
        let yes: Vec<f64> = draws.iter().map(|draw| f64::from(u8::from(*draw > 6))).collect();
        let huge: Vec<f64> = y.iter().map(|y| (y - 4.0) * 1e300).collect();
        let bayes = NaiveBayesSpec { classes: 10, ..NaiveBayesSpec::default() };
        usable("bayes", bayes.fit(&train, &y).and_then(|m| m.predict(&ask)).map(|p| p.of_class(9)), OPEN);
        let tree = |task, y: &[f64]| {
            let spec = TreeSpec { task, leaf_rows_min: 2, ..TreeSpec::default() };
            spec.fit(&train, y, None)?.predict(&ask)
        };
        usable("tree", tree(TreeTask::Regression, &huge), ANY);
        usable("tree, gini", tree(TreeTask::Gini { classes: 10 }, &y), OPEN);
        usable("tree, entropy", tree(TreeTask::Entropy { classes: 2 }, &yes), OPEN);
        let cohorts = |y: &[f64]| {
            KMeansSpec { cells: 6, ..KMeansSpec::default() }.fit(&train, y, seed, None)?.predict(&ask)
        };
        usable("k-means", cohorts(&huge), ANY);
        usable("k-means, yes or no", cohorts(&yes), OPEN);
        let cells = |loss, y: &[f64]| CellsSpec { loss, ..CellsSpec::default() }.fit(&train, y, None)?.predict(&ask);
        usable("cells", cells(CellsLoss::Squared, &huge), ANY);
        usable("cells, yes or no", cells(CellsLoss::Log, &yes), OPEN);
    }
}

#[test]
fn bad_targets_and_settings_are_typed_errors() {
    let train = Frame::new(3, vec![Column::numeric("x", vec![1.0, 2.0, 3.0])]).unwrap();
    let empty = Frame::new(0, vec![Column::numeric("x", vec![])]).unwrap();
    let glm = |family| GlmSpec { family, ..GlmSpec::default() };
    let fit = |family, y: &[f64]| glm(family).fit(&train, y, None).unwrap_err();
    assert_eq!(glm(Family::Gaussian).fit(&empty, &[], None).unwrap_err(), LearnError::NoRows);
    assert!(matches!(fit(Family::Gaussian, &[1.0]), LearnError::Length { found: 1, .. }));
    assert!(matches!(fit(Family::Gaussian, &[1.0, f64::NAN, 2.0]), LearnError::Target { row: 1, .. }));
    assert!(matches!(fit(Family::Binomial, &[1.0, 0.0, 0.5]), LearnError::Target { row: 2, .. }));
    assert!(matches!(fit(Family::Poisson, &[-1.0, 0.0, 2.0]), LearnError::Target { row: 0, .. }));
    let bayes = NaiveBayesSpec { classes: 3, ..NaiveBayesSpec::default() };
    assert!(matches!(bayes.fit(&train, &[0.0, 1.0, 3.0]), Err(LearnError::Target { row: 2, .. })));
    let spec = GlmSpec { ridge: -1.0, ..GlmSpec::default() };
    let error = spec.fit(&train, &[1.0, 2.0, 3.0], None).unwrap_err();
    assert_eq!(error.to_string(), "setting `ridge` is -1; it must be a finite number, 0 or more");
    let spec = TreeSpec { leaf_rows_min: 0, ..TreeSpec::default() };
    assert!(matches!(spec.fit(&train, &[1.0, 2.0, 3.0], None), Err(LearnError::Setting { .. })));
    let absent = KMeansSpec { columns: vec!["z".to_owned()], ..KMeansSpec::default() };
    let error = absent.fit(&train, &[1.0, 2.0, 3.0], 0, None).unwrap_err();
    assert_eq!(error, LearnError::MissingColumn { column: "z".to_owned() });
    assert!(error.hint().is_some());
}

#[test]
fn a_missing_column_in_the_rows_to_predict_is_named() {
    let train = Frame::new(2, vec![Column::numeric("x", vec![1.0, 2.0])]).unwrap();
    let other = Frame::new(1, vec![Column::numeric("z", vec![1.0])]).unwrap();
    let model = GlmSpec::default().fit(&train, &[1.0, 2.0], None).unwrap();
    assert_eq!(model.predict(&other), Err(LearnError::MissingColumn { column: "x".to_owned() }));
}

#[test]
fn a_label_without_rows_in_training_is_like_an_unseen_one() {
    let codes = vec![0, 1, 0, 1, MISSING, 0];
    let labels = ["a", "b", "ghost"].map(str::to_owned).to_vec();
    let train = Frame::new(6, vec![Column::Category { name: "c".to_owned(), codes, labels }]).unwrap();
    let y = [1.0, 0.0, 1.0, 0.0, 1.0, 0.0];
    let ask = Frame::new(2, vec![Column::from_labels("c", [Some("ghost"), Some("new")].into_iter())]).unwrap();
    let equal = |p: Vec<f64>| assert!((p[0] - p[1]).abs() < 1e-12, "{p:?}");
    let binomial = GlmSpec { family: Family::Binomial, ..GlmSpec::default() };
    equal(binomial.fit(&train, &y, None).unwrap().predict(&ask).unwrap());
    equal(NaiveBayesSpec::default().fit(&train, &y).unwrap().predict(&ask).unwrap().of_class(1));
    let tree = TreeSpec { task: TreeTask::Gini { classes: 2 }, leaf_rows_min: 1, ..TreeSpec::default() };
    equal(tree.fit(&train, &y, None).unwrap().predict(&ask).unwrap());
    let cells = CellsSpec { loss: CellsLoss::Log, ..CellsSpec::default() };
    equal(cells.fit(&train, &y, None).unwrap().predict(&ask).unwrap());
}
