//! The sponsor's page.

use std::path::Path;
use std::process::Command;

use report::{Dossier, page};
use verdict::{Decision, StopReason};

use crate::contest::{MONEY, PLAIN, Seat, Table, hold, seat, twelve, with_forecasts};

/// A page for every end that a contest can come to, with what is hard to lay out.
fn contests() -> Vec<(&'static str, Dossier)> {
    let two = |text, rows, first: Seat, second: Seat| hold(&Table { text, rows, margin: 0.02, seats: vec![first, second] });
    let today = || seat("as today", 0, 0.5);
    let hostile = "<script>alert('&')</script> \"a\" ".repeat(8);
    let twelve = hold(&twelve());
    let nobody = Table { text: PLAIN, rows: 500, margin: 0.02, seats: twelve_absent() };
    vec![
        ("build", with_forecasts(twelve.clone(), 1)),
        ("series", with_forecasts(twelve, 6)),
        ("fancy", two(PLAIN, 2_000, seat("constant", 1, 0.9), seat("boosted trees", 3, 0.4))),
        ("keep", two(MONEY, 2_000, today(), seat("new", 2, 0.501))),
        ("stop", two(MONEY, 2_000, Seat { noise: 0.02, ..today() }, Seat { hours: 900_000.0, ..seat("dear", 2, 0.4) })),
        (
            "undecided",
            two(PLAIN, 400, Seat { noise: 0.5, ..seat("constant", 1, 0.5) }, Seat { noise: 0.5, ..seat("new", 2, 0.48) }),
        ),
        ("weak", two(PLAIN, 60, seat("constant", 1, 0.9), seat("new", 2, 0.4))),
        ("hostile", two(PLAIN, 2_000, seat(&hostile, 1, 0.9), seat(&"x".repeat(200), 2, 0.4))),
        ("nobody", hold(&nobody)),
    ]
}

fn twelve_absent() -> Vec<Seat> {
    twelve().seats.into_iter().filter(|seat| seat.status != contest::Status::Scored).collect()
}

#[test]
fn made_up_contests_end_as_they_should() {
    let ends: Vec<(&str, Option<Decision>)> =
        contests().into_iter().map(|(name, dossier)| (name, dossier.verdict.map(|verdict| verdict.decision))).collect();
    let of = |wanted: &str| ends.iter().find(|(name, _)| *name == wanted).and_then(|(_, end)| end.clone());
    assert!(matches!(of("build"), Some(Decision::Recommend { player: 8, .. })), "{:?}", of("build"));
    assert!(matches!(of("fancy"), Some(Decision::Recommend { player: 1, .. })), "{:?}", of("fancy"));
    assert!(matches!(of("keep"), Some(Decision::Stop { reason: StopReason::BaselineSuffices { .. }, .. })), "{:?}", of("keep"));
    assert!(matches!(of("stop"), Some(Decision::Stop { reason: StopReason::DoesNotPay { .. }, .. })), "{:?}", of("stop"));
    assert!(matches!(of("undecided"), Some(Decision::Undecided { .. })), "{:?}", of("undecided"));
    assert_eq!(of("nobody"), None);
}

#[test]
fn the_same_records_give_the_same_bytes() {
    for ((name, dossier), (_, again)) in contests().into_iter().zip(contests()) {
        let read = serde_json::from_str::<Dossier>(&dossier.to_json().unwrap()).unwrap();
        assert_eq!(page(&dossier), page(&again), "{name}");
        assert_eq!(page(&dossier), page(&read), "{name}: from its JSON");
    }
}

#[test]
fn every_part_is_there() {
    let html = page(&with_forecasts(hold(&twelve()), 6));
    let parts = [
        "How many will come?",
        "For planning",
        "Build “logistic”",
        "Errors cost today",
        "The options",
        "Do nothing",
        "Plain",
        "Fancy",
        "recommended",
        "What it costs, what it is worth",
        "Round by round",
        "Forecasts against actuals",
        "and 31 more series",
        "What was tried and dropped",
        "exited with code 1",
        "python3 has no package",
        "How sure, and what would change our mind",
        "A tighter margin",
        "Warning: ",
        "What this will not do",
        "Signed for planning",
        "Evidence",
    ];
    for part in parts {
        assert!(html.contains(part), "no {part:?}");
    }
    assert!(html.len() < 300_000, "{} bytes", html.len());
}

#[test]
fn every_run_is_named() {
    let dossier = with_forecasts(hold(&twelve()), 6);
    let html = page(&dossier);
    let runs = dossier.board.entries.iter().flat_map(|entry| entry.folds.iter().map(|fold| &fold.run).chain([&entry.run]));
    let drawn = dossier.chart.iter().flat_map(|chart| &chart.series).flat_map(|series| &series.tracks).map(|track| &track.run);
    let sealed = dossier.openings.iter().flat_map(|opening| &opening.results).map(|result| &result.run);
    for run in runs.chain(drawn).chain(sealed).chain([&dossier.run]) {
        assert!(html.contains(&run[..8]), "no run {run}");
    }
}

#[test]
fn names_cannot_break_out() {
    for (name, dossier) in contests() {
        let html = page(&dossier);
        assert!(!html.contains("<script") && !html.contains("&amp;lt;"), "{name}");
        assert!(!html.contains("NaN") && !html.contains("inf "), "{name}");
    }
}

/// Light, dark, on a phone and on paper, in a browser: see `tests/browser/check.mjs`.
#[test]
fn pages_hold_in_a_browser() {
    let Some(node) = std::env::var_os("BAKEOFF_TEST_BROWSER") else {
        eprintln!("skipped: BAKEOFF_TEST_BROWSER is not set; scripts/test.sh installs a browser and sets it");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let write = |(name, dossier): (&str, Dossier)| {
        let path = folder.path().join(name).with_extension("html");
        std::fs::write(&path, page(&dossier)).unwrap();
        path
    };
    let files: Vec<_> = contests().into_iter().map(write).collect();
    let check = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/check.mjs");
    let ran = Command::new("node").arg(check).args(&files).env("BAKEOFF_TEST_BROWSER", node).output().unwrap();
    assert!(ran.status.success(), "{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
}
