//! One contest as scipy and statsmodels judge it (generator: reference/verdict/contest.py), and the delta method against the bootstrap.

use serde_json::Value;
use verdict::{Case, Mark, Player, Rows, Scale, Verdict, decide};

const CONTEST: &str = include_str!("../../../../reference/verdict/contest.json");

#[track_caller]
fn close(found: f64, expected: &Value) {
    let expected = expected.as_f64().unwrap();
    // The differences are symmetric only up to the rounding of the losses, so that a little skewness is left.
    assert!((found - expected).abs() <= 1e-9 * (1.0 + expected.abs()), "{found} instead of {expected}");
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn ids(value: &Value) -> Vec<u32> {
    value.as_array().unwrap().iter().map(|x| x.as_u64().unwrap() as u32).collect()
}

fn judge(contest: &Value, clustered: bool) -> Verdict {
    let losses: Vec<Vec<f64>> = contest["losses"].as_array().unwrap().iter().map(numbers).collect();
    let (fold, cluster) = (ids(&contest["fold"]), ids(&contest["cluster"]));
    let players = losses.iter().enumerate().map(|(id, losses)| Player { id: id as u32, tier: 1, losses, yearly_bill: None });
    decide(&Case {
        players: players.collect(),
        rows: if clustered { Rows::Clustered(&cluster) } else { Rows::Independent },
        fold: &fold,
        train_rows: &[],
        scale: Scale::Mean,
        margin: contest["margin"].as_f64().unwrap(),
        yearly_per_unit: None,
        baseline: None,
    })
    .unwrap()
}

#[test]
fn comparisons_equal_scipy_and_statsmodels() {
    let contest: Value = serde_json::from_str(CONTEST).unwrap();
    let verdict = judge(&contest, false);
    assert_eq!(u64::from(verdict.reference), contest["reference"].as_u64().unwrap());
    for (found, expected) in verdict.comparisons.iter().zip(contest["comparisons"].as_array().unwrap()) {
        assert_eq!(u64::from(found.player), expected["player"].as_u64().unwrap());
        close(found.difference, &expected["difference"]);
        let spread = found.spread.clone().unwrap();
        for (found, name) in [
            (spread.se, "se"),
            (spread.df, "df"),
            (spread.lower, "lower"),
            (spread.upper, "upper"),
            (spread.p, "p"),
            (spread.p_holm, "p_holm"),
        ] {
            close(found, &expected[name]);
        }
        let second = found.second.clone().unwrap();
        for (found, name) in [(second.se, "se"), (second.lower, "lower"), (second.upper, "upper")] {
            close(found, &expected["second"][name]);
        }
        let good = expected["p_holm"].as_f64().unwrap() < 0.05;
        assert_eq!(found.mark == Mark::GoodEnough, good);
    }
}

#[test]
fn cluster_errors_equal_statsmodels() {
    let contest: Value = serde_json::from_str(CONTEST).unwrap();
    let verdict = judge(&contest, true);
    for (found, expected) in verdict.comparisons.iter().zip(contest["comparisons"].as_array().unwrap()) {
        close(found.spread.clone().unwrap().se, &expected["cluster_se"]);
    }
}

#[test]
fn errors_of_a_root_mean_equal_the_bootstrap() {
    let rows = 3000;
    let noise = |row: usize, turn: usize| ((row * turn) % 997) as f64 / 997.0 - 0.5;
    let a: Vec<f64> = (0..rows).map(|row| (2.0 * noise(row, 7) + noise(row, 31)).powi(2)).collect();
    let b: Vec<f64> = (0..rows).map(|row| (2.0 * noise(row, 7)).powi(2)).collect();
    let fold: Vec<u32> = (0..rows as u32).map(|row| row % 5).collect();
    let player = |id, losses| Player { id, tier: 1, losses, yearly_bill: None };
    let verdict = decide(&Case {
        players: vec![player(0, &a), player(1, &b)],
        rows: Rows::Independent,
        fold: &fold,
        train_rows: &[],
        scale: Scale::RootMean,
        margin: 0.1,
        yearly_per_unit: None,
        baseline: None,
    })
    .unwrap();
    let root_mean =
        |losses: &[f64], rows: &[usize]| (rows.iter().map(|&row| losses[row]).sum::<f64>() / rows.len() as f64).sqrt();
    let error = |replicates: Vec<f64>| replicates.into_iter().collect::<stats::Moments>().variance().unwrap().sqrt();
    let difference = |rows: &[usize]| root_mean(&a, rows) - root_mean(&b, rows);
    let of_difference = error(stats::bootstrap(rows, 2000, 3, difference).unwrap());
    let of_score = error(stats::bootstrap(rows, 2000, 4, |rows| root_mean(&a, rows)).unwrap());
    // 2,000 replicates know a standard error to 1.6 %; the caution adds less than 1 %.
    let found = verdict.comparisons[0].spread.clone().unwrap().se;
    assert!((found / of_difference - 1.0).abs() < 0.06, "{found} against {of_difference}");
    let found = verdict.scores[0].se.unwrap();
    assert!((found / of_score - 1.0).abs() < 0.05, "{found} against {of_score}");
}
