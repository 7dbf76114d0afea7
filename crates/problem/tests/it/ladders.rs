//! The contenders that enter by themselves.

use problem::ladder::{LadderSize, Traits, default_for, enter};
use problem::{Kind, Metric, Problem, Statistic, Task};

fn traits(task: Task) -> Traits {
    Traits { metric: Metric::default_for(task), counts: false, season: None }
}

fn names(task: Task, traits: &Traits, size: LadderSize) -> Vec<String> {
    default_for(task, traits, size).into_iter().map(|rung| rung.name).collect()
}

const TASKS: [Task; 4] = [Task::Regression, Task::Binary, Task::Multiclass, Task::Forecast];

#[test]
fn every_default_ladder_is_a_contest() {
    for task in TASKS {
        for size in [LadderSize::Short, LadderSize::Full] {
            for season in [None, Some(1), Some(12)] {
                let traits = Traits { season, counts: true, ..traits(task) };
                let rungs = default_for(task, &traits, size);
                assert!(rungs[0].is_plain(), "{task}");
                assert!(rungs.is_sorted_by_key(|rung| rung.tier), "{task}");
                assert!(rungs.iter().all(|rung| rung.kind.fits(task)), "{task}");
                let mut names: Vec<&str> = rungs.iter().map(|rung| rung.name.as_str()).collect();
                names.sort_unstable();
                names.dedup();
                assert_eq!(names.len(), rungs.len(), "{task}");
            }
        }
    }
}

#[test]
fn the_short_ladder_is_part_of_the_full_one() {
    for task in TASKS {
        let full = names(task, &traits(task), LadderSize::Full);
        let short = names(task, &traits(task), LadderSize::Short);
        assert!(short.len() < full.len());
        assert!(short.iter().all(|name| full.contains(name)));
    }
    let binary = names(Task::Binary, &traits(Task::Binary), LadderSize::Short);
    assert_eq!(binary, ["constant", "cells", "logistic", "boosted trees"]);
}

#[test]
fn rungs_depend_on_what_is_known_of_the_table() {
    let plain = traits(Task::Regression);
    let counts = Traits { counts: true, ..plain };
    assert!(!names(Task::Regression, &plain, LadderSize::Full).contains(&"poisson".to_owned()));
    assert!(names(Task::Regression, &counts, LadderSize::Full).contains(&"poisson".to_owned()));
    let plain = traits(Task::Forecast);
    let monthly = Traits { season: Some(12), ..plain };
    assert!(!names(Task::Forecast, &plain, LadderSize::Full).contains(&"seasonal naive".to_owned()));
    assert!(names(Task::Forecast, &monthly, LadderSize::Full).contains(&"seasonal naive".to_owned()));
    for (metric, statistic) in
        [(Metric::Mae, Some(Statistic::Median)), (Metric::Rmse, Some(Statistic::Mean)), (Metric::Pinball(0.9), None)]
    {
        let traits = Traits { metric, ..traits(Task::Regression) };
        let rungs = default_for(Task::Regression, &traits, LadderSize::Short);
        assert_eq!(rungs[0].kind, Kind::Constant { statistic });
    }
}

#[test]
fn who_enters_is_told_by_the_file() {
    let base = "[data]\nsource = \"a.csv\"\ntarget = \"y\"\n[stake]\nmargin = \"2%\"\n";
    let own = "[[contender]]\nname = \"expert\"\nkind = \"rule\"\notherwise = 0\n\
               rules = [{ when = \"a > 1\", then = 1 }]\n\
               [[contender]]\nname = \"logistic\"\nkind = \"logistic\"\nridge = 3\n";
    let entered = |text: &str| -> Vec<String> {
        let problem = Problem::parse(text, "problem.toml").unwrap();
        let rungs = enter(&problem, Task::Binary, &traits(Task::Binary));
        rungs.into_iter().map(|rung| rung.name).collect()
    };
    let full = names(Task::Binary, &traits(Task::Binary), LadderSize::Full);
    // Tables get the short ladder unless the file asks for more.
    assert_eq!(entered(base), names(Task::Binary, &traits(Task::Binary), LadderSize::Short));
    assert_eq!(entered(&format!("ladder = \"full\"\n{base}")), full);
    assert_eq!(entered(&format!("{base}{own}")), ["expert", "logistic"]);
    // One's own stand after the default ones of their tier, or in the place of their namesakes.
    let both = entered(&format!("ladder = \"short\"\n{base}{own}"));
    assert_eq!(both, ["constant", "cells", "expert", "logistic", "boosted trees"]);
}
