//! Whole commands, word by word: what a user reads. `INSTA_UPDATE=always cargo test -p cli snapshots` writes them anew.

use crate::program::Bench;

/// The command, its exit code and what it printed, without the places of this machine.
fn told(bench: &Bench, args: &[&str]) -> String {
    let ran = bench.run(args);
    let words: Vec<String> =
        args.iter().map(|word| if word.contains(' ') { format!("'{word}'") } else { (*word).to_owned() }).collect();
    let text =
        format!("$ bakeoff {}\nexit code {}\n-- stdout\n{}-- stderr\n{}", words.join(" "), ran.code, ran.stdout, ran.stderr);
    let here = bench.path().canonicalize().unwrap();
    let text = text.replace(&*here.to_string_lossy(), "[HERE]").replace(&*bench.path().to_string_lossy(), "[HERE]");
    // Help is padded to the width of its columns.
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn check(name: &str, bench: &Bench, args: &[&str]) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, told(bench, args));
    });
}

#[test]
fn help() {
    let bench = Bench::new();
    check("help", &bench, &["--help"]);
    check("help-run", &bench, &["run", "--help"]);
    check("help-init", &bench, &["init", "--help"]);
}

#[test]
fn what_a_contest_would_do() {
    let bench = Bench::with_example("passengers");
    check("check-passengers", &bench, &["check", "problem.toml"]);
    let bench = Bench::with_example("churn");
    check("check-a-table", &bench, &["check", "churn.csv.gz", "--target", "churn", "--margin", "2%"]);
    check(
        "init-a-table",
        &bench,
        &["init", "churn.csv.gz", "--target", "churn", "--folds", "4", "--drop", "female", "--output", "-"],
    );
}

#[test]
fn nothing_there() {
    let bench = Bench::new();
    check("no-ledger", &bench, &["board"]);
    check("no-problem", &bench, &["run", "problem.toml"]);
    check("no-table", &bench, &["run", "sales.csv", "--target", "y", "--margin", "2%"]);
    check("no-such-command", &bench, &["rnu"]);
    check("no-such-demo", &bench, &["demo", "titanic"]);
}

#[test]
fn wrong_words() {
    let bench = Bench::with_example("passengers");
    check("no-margin", &bench, &["run", "passengers.csv", "--target", "passengers"]);
    check("no-such-column", &bench, &["run", "passengers.csv", "--target", "pasengers", "--margin", "2%"]);
    check("no-horizon", &bench, &["run", "passengers.csv", "--target", "passengers", "--margin", "2%", "--time", "month"]);
    check("flags-with-a-file", &bench, &["run", "problem.toml", "--sealed", "3"]);
    check("no-such-contender", &bench, &["try", "arma"]);
    bench.edit("problem.toml", "kind = \"theta\"", "kind = \"thetta\"");
    check("no-such-kind", &bench, &["check", "problem.toml"]);
    check("there-already", &bench, &["init", "passengers.csv", "--target", "passengers"]);
}
