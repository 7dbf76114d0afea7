//! The pages of real contests and of looks, in a browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::Bench;

/// Holds a contest and writes its page, twice: the same records give the same bytes.
fn page(bench: &Bench, args: &[&str]) -> PathBuf {
    let ran = bench.run(args);
    assert!(ran.code < 2, "{}", ran.stderr);
    let write = |name: &str| {
        assert_eq!(bench.run(&["page", "--output", name]).code, 0);
        std::fs::read(bench.path().join(name)).unwrap()
    };
    assert!(write("page.html") == write("again.html"), "two pages of one contest differ");
    bench.path().join("page.html")
}

/// Looks at a table.
fn look(bench: &Bench, args: &[&str]) -> PathBuf {
    let ran = bench.run(args);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    bench.path().join("look.html")
}

#[test]
fn pages_of_real_contests_hold_in_a_browser() {
    let Some(browser) = std::env::var_os("BAKEOFF_TEST_BROWSER") else {
        eprintln!("skipped: BAKEOFF_TEST_BROWSER is not set; scripts/test.sh installs a browser and sets it");
        return;
    };
    let (forecast, classes, series) =
        (Bench::with_example("passengers"), Bench::with_example("churn"), Bench::with_example("departures"));
    forecast.edit("problem.toml", "horizon = 12", "horizon = 12\n\n[split]\norigins = 6");
    series.edit("problem.toml", "horizon = 7", "horizon = 7\n\n[split]\norigins = 4");
    let pages = [
        page(&forecast, &["run", "problem.toml", "--quiet"]),
        page(&classes, &["run", "churn.csv.gz", "--target", "churn", "--margin", "2%", "--quiet"]),
        page(&series, &["run", "problem.toml", "--quiet"]),
        look(&classes, &["look", "churn.csv.gz", "--target", "churn", "--quiet"]),
        look(&series, &["look", "departures.csv", "--group", "airport", "--show-values", "--quiet"]),
    ];
    let check = Path::new(env!("CARGO_MANIFEST_DIR")).join("../report/tests/browser/check.mjs");
    let ran = Command::new("node").arg(check).args(&pages).env("BAKEOFF_TEST_BROWSER", browser).output().unwrap();
    assert!(ran.status.success(), "{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
}
