//! Runs: the tree, finding by prefix, states, limits.

use ledger::{Error, ExperimentId, Ledger, LifecycleStage, NewRun, RunId, RunKind, RunUpdate, Status, limits};

use crate::scratch::{Scratch, contest};

fn with_id(experiment: ExperimentId, id: &str) -> NewRun {
    NewRun { id: Some(id.parse().unwrap()), ..NewRun::new(experiment, RunKind::Other, format!("run {id}"), 5) }
}

#[test]
fn a_run_keeps_every_field() {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let (experiment, parent) = contest(&ledger);
    let mut new = NewRun::new(experiment, RunKind::Trial, "trial \u{1f6eb} ü", 42).child_of(parent);
    new.status = Status::Scheduled;
    new.user_id = Some("ann".into());
    new.source.kind = Some("LOCAL".into());
    new.source.name = Some("train.py".into());
    new.source.version = Some("8c410f6".into());
    new.source.entry_point = Some("main".into());
    new.artifact_uri = Some("s3://bucket/x".into());
    let id = ledger.create_run(&new).unwrap();
    let before = ledger.run(id).unwrap();
    assert_eq!((before.status, before.end_ms), (Status::Scheduled, None));
    ledger.update_run(id, &RunUpdate { name: Some("renamed".into()), ..RunUpdate::default() }).unwrap();
    ledger.finish_run(id, Status::Killed, 99).unwrap();
    ledger.close().unwrap();

    let run = scratch.reader().run(id).unwrap();
    assert_eq!(run.id, id);
    assert_eq!((run.experiment, run.parent, run.kind), (experiment, Some(parent), RunKind::Trial));
    assert_eq!((run.name.as_str(), run.status, run.start_ms, run.end_ms), ("renamed", Status::Killed, 42, Some(99)));
    assert_eq!((run.user_id, run.source, run.artifact_uri), (new.user_id, new.source, new.artifact_uri));
    assert_eq!((run.lifecycle_stage, run.deleted_ms), (LifecycleStage::Active, None));
}

#[test]
fn a_deleted_run_is_readable_and_not_writable() {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let (experiment, run) = contest(&ledger);
    ledger.delete_run(run, 50).unwrap();
    let deleted = ledger.run(run).unwrap();
    assert_eq!((deleted.lifecycle_stage, deleted.deleted_ms), (LifecycleStage::Deleted, Some(50)));
    assert!(matches!(ledger.set_tags(run, [("a", "b")]), Err(Error::Deleted { .. })));
    assert!(matches!(ledger.log_params(run, [("a", "b")]), Err(Error::Deleted { .. })));
    assert!(matches!(ledger.finish_run(run, Status::Finished, 60), Err(Error::Deleted { .. })));
    let child = NewRun::new(experiment, RunKind::Fold, "f", 1).child_of(run);
    assert!(matches!(ledger.create_run(&child), Err(Error::Deleted { .. })));
    ledger.restore_run(run).unwrap();
    ledger.set_tags(run, [("a", "b")]).unwrap();
    assert_eq!(ledger.run(run).unwrap().lifecycle_stage, LifecycleStage::Active);
}

#[test]
fn a_subtree_ten_levels_deep_comes_in_order() {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let (experiment, root) = contest(&ledger);
    let mut expected = vec![(0, "contest".to_owned())];
    ledger
        .batch(|batch| {
            let mut parent = root;
            for depth in 1..=10 {
                let child = |name: &str| NewRun::new(experiment, RunKind::Other, name, 3).child_of(parent);
                let left = batch.create_run(&child(&format!("left {depth}")))?;
                batch.create_run(&child(&format!("right {depth}")))?;
                parent = left;
            }
            Ok(())
        })
        .unwrap();
    expected.extend((1..=10).map(|depth| (depth, format!("left {depth}"))));
    expected.extend((1..=10).rev().map(|depth| (depth, format!("right {depth}"))));
    // Something that is not below the root.
    ledger.create_run(&NewRun::new(experiment, RunKind::Contest, "another", 4)).unwrap();
    let found: Vec<_> = ledger.subtree(root).unwrap().into_iter().map(|node| (node.depth, node.run.name)).collect();
    assert_eq!(found, expected);
    let names: Vec<_> = ledger.children(root).unwrap().into_iter().map(|run| run.name).collect();
    assert_eq!(names, ["left 1", "right 1"]);
}

#[test]
fn runs_nest_to_the_limit_and_no_deeper() {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let (experiment, mut parent) = contest(&ledger);
    for _ in 1..limits::RUN_DEPTH_MAX {
        parent = ledger.create_run(&NewRun::new(experiment, RunKind::Other, "r", 3).child_of(parent)).unwrap();
    }
    let beyond = NewRun::new(experiment, RunKind::Other, "r", 3).child_of(parent);
    assert!(matches!(ledger.create_run(&beyond), Err(Error::TooDeep { parent: named }) if named == parent));
}

#[test]
fn a_prefix_finds_its_run() {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let experiment = ledger.ensure_experiment("e", 1).unwrap();
    let ids = [
        "00000000000000000000000000000001",
        "abc00000000000000000000000000000",
        "abcd0000000000000000000000000000",
        "abcf0000000000000000000000000000",
        "ffffffffffffffffffffffffffffffff",
    ];
    for id in ids {
        ledger.create_run(&with_id(experiment, id)).unwrap();
    }
    for (prefix, id) in [("0", ids[0]), ("abc0", ids[1]), ("ABCd", ids[2]), ("f", ids[4]), (ids[3], ids[3])] {
        assert_eq!(ledger.find_run(prefix).unwrap().id.to_string(), id, "{prefix}");
    }
    let ambiguous = ledger.find_run("abc").unwrap_err();
    let text = ambiguous.to_string();
    assert!(text.starts_with("3 runs have an id that starts with abc:"), "{text}");
    assert!(ids[1..4].iter().all(|id| text.contains(id)), "{text}");
    assert!(ambiguous.hint().is_some());
    assert!(matches!(ledger.find_run("e"), Err(Error::NotFound { what: "run", .. })));
    for bad in ["", "xyz", "a'b", &"a".repeat(33)] {
        assert!(matches!(ledger.find_run(bad), Err(Error::BadRunId(_))), "{bad:?}");
    }
    assert!(matches!(ledger.create_run(&with_id(experiment, ids[0])), Err(Error::Exists { .. })));
}

#[test]
fn an_ambiguous_prefix_lists_ten_and_counts_the_rest() {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let experiment = ledger.ensure_experiment("e", 1).unwrap();
    ledger
        .batch(|batch| (0..30).try_for_each(|n| batch.create_run(&with_id(experiment, &format!("a{n:031x}"))).map(drop)))
        .unwrap();
    match ledger.find_run("a").unwrap_err() {
        Error::Ambiguous { candidates, more, .. } => assert_eq!((candidates.len(), more), (10, 20)),
        other => panic!("{other}"),
    }
}

#[test]
fn lists_are_newest_first_and_limited() {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    assert_eq!(ledger.latest_contest().unwrap(), None);
    let experiment = ledger.ensure_experiment("e", 1).unwrap();
    let other = ledger.ensure_experiment("f", 1).unwrap();
    let make = |experiment, kind, name: &str| ledger.create_run(&NewRun::new(experiment, kind, name, 1)).unwrap();
    make(experiment, RunKind::Contest, "first");
    make(experiment, RunKind::Other, "script");
    make(other, RunKind::Contest, "second");
    let names = |runs: Vec<ledger::Run>| runs.into_iter().map(|run| run.name).collect::<Vec<_>>();
    assert_eq!(names(ledger.runs(Some(RunKind::Contest), 10).unwrap()), ["second", "first"]);
    assert_eq!(names(ledger.runs(None, 2).unwrap()), ["second", "script"]);
    assert_eq!(names(ledger.experiment_runs(experiment, 10).unwrap()), ["script", "first"]);
    assert_eq!(ledger.latest_contest().unwrap().unwrap().name, "second");
}

#[test]
fn experiments_have_unique_names() {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let first = ledger.ensure_experiment("a", 10).unwrap();
    assert_eq!(ledger.ensure_experiment("a", 20).unwrap(), first);
    assert_eq!(first, ExperimentId(1), "0 is left for Default");
    assert_eq!(ledger.create_experiment("Default", None, 10).unwrap(), ExperimentId(0));
    assert!(matches!(ledger.create_experiment("a", None, 20), Err(Error::Exists { .. })));
    ledger.rename_experiment(first, "b", 30).unwrap();
    assert_eq!(ledger.experiment_by_name("a").unwrap(), None);
    let second = ledger.create_experiment("a", Some("s3://x"), 40).unwrap();
    assert_ne!(first, second);
    assert!(matches!(ledger.rename_experiment(second, "b", 50), Err(Error::Exists { .. })));
    ledger.set_experiment_stage(first, LifecycleStage::Deleted, 60).unwrap();
    assert!(matches!(ledger.ensure_experiment("b", 70), Err(Error::Deleted { .. })));
    let run = NewRun::new(first, RunKind::Other, "r", 1);
    assert!(matches!(ledger.create_run(&run), Err(Error::Deleted { .. })));
    let names: Vec<_> = ledger.experiments().unwrap().into_iter().map(|e| (e.id.0, e.name, e.updated_ms)).collect();
    assert_eq!(names, [(1, "b".to_owned(), 60), (0, "Default".to_owned(), 10), (2, "a".to_owned(), 40)]);
}

#[test]
fn unknown_runs_are_refused_by_every_write() {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let experiment = ledger.ensure_experiment("e", 1).unwrap();
    let nobody = RunId([7; 16]);
    let missing = |result: ledger::Result<()>| {
        assert!(matches!(result, Err(Error::NotFound { what: "run", .. })));
    };
    missing(ledger.finish_run(nobody, Status::Finished, 1));
    missing(ledger.log_params(nobody, [("a", "b")]));
    missing(ledger.log_metrics(nobody, &[]));
    missing(ledger.set_tags(nobody, [("a", "b")]));
    missing(ledger.put_document(nobody, "plan", 1, "{}"));
    missing(ledger.put_artifact(nobody, "a", b"").map(drop));
    missing(ledger.open_seal(nobody, "s", "r", 1).map(drop));
    missing(ledger.create_run(&NewRun::new(experiment, RunKind::Fold, "f", 1).child_of(nobody)).map(drop));
    missing(ledger.params(nobody).map(drop));
    missing(ledger.export_json(nobody).map(drop));
    let lost = NewRun::new(ExperimentId(9), RunKind::Fold, "f", 1);
    assert!(matches!(ledger.create_run(&lost), Err(Error::NotFound { what: "experiment", .. })));
}

#[test]
fn the_handle_can_be_shared_between_threads() {
    fn assert_shareable<T: Send + Sync>() {}
    assert_shareable::<Ledger>();
    assert_shareable::<Error>();
}
