//! Ledgers in temporary folders.

use std::fs;
use std::path::{Path, PathBuf};

use ledger::{Dataset, ExperimentId, Ledger, Metric, NewRun, NewVersion, RunId, RunKind, Status};
use tempfile::TempDir;

/// A folder for one ledger, removed at the end.
pub(crate) struct Scratch {
    folder: TempDir,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        Scratch { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.folder.path().join(".bakeoff")
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.dir().join("ledger.db")
    }

    pub(crate) fn open(&self) -> Ledger {
        Ledger::open(&self.dir()).unwrap()
    }

    pub(crate) fn reader(&self) -> Ledger {
        Ledger::open_read(&self.dir()).unwrap()
    }

    /// A second folder with the same files.
    pub(crate) fn copy(&self) -> Scratch {
        let copy = Scratch::new();
        copy_folder(&self.dir(), &copy.dir());
        copy
    }
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A run without a parent in the experiment `test`.
pub(crate) fn contest(ledger: &Ledger) -> (ExperimentId, RunId) {
    let experiment = ledger.ensure_experiment("test", 1).unwrap();
    let run = ledger.create_run(&NewRun::new(experiment, RunKind::Contest, "contest", 2)).unwrap();
    (experiment, run)
}

/// A ledger with a contest in it, open.
pub(crate) fn open() -> (Scratch, Ledger, RunId) {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let (_, run) = contest(&ledger);
    (scratch, ledger, run)
}

/// A ledger with something in every table, closed; and its contest.
pub(crate) fn full() -> (Scratch, RunId) {
    let scratch = Scratch::new();
    let ledger = scratch.open();
    let (experiment, run) = contest(&ledger);
    ledger.set_tags(experiment, [("sponsor", "planning")]).unwrap();
    ledger.put_document(run, "problem", 1, r#"{"question":"how many?"}"#).unwrap();
    let dataset = Dataset {
        name: "passengers.csv".into(),
        digest: "0123".into(),
        source_type: "local".into(),
        source: "passengers.csv".into(),
        schema: None,
        profile: Some("{}".into()),
        tags: vec![("context".into(), "contest".into())],
    };
    ledger.log_input(run, &dataset).unwrap();
    for name in ["last year", "ets"] {
        let contender = ledger.create_run(&NewRun::new(experiment, RunKind::Contender, name, 3).child_of(run)).unwrap();
        ledger.log_params(contender, [("season", "12"), ("trend", "none")]).unwrap();
        let metrics = [
            Metric::new("mae", 10.25, 4),
            Metric::new("mae", -0.5, 5).at_step(1),
            Metric::new("nan", f64::NAN, 4),
            Metric::new("inf", f64::INFINITY, 4),
        ];
        ledger.log_metrics(contender, &metrics).unwrap();
        ledger.put_artifact(contender, "answers/out.csv", name.as_bytes()).unwrap();
        ledger.finish_run(contender, Status::Finished, 6).unwrap();
    }
    ledger.set_tags(run, [("verdict", "wait"), ("gone", "soon")]).unwrap();
    ledger.remove_tag(run, "gone").unwrap();
    ledger.put_document(run, "verdict", 1, r#"{"winner":"last year"}"#).unwrap();
    ledger.create_model("demand", Some("monthly"), 7).unwrap();
    let version = NewVersion { run: Some(run), source: Some("runs:/x".into()), ..NewVersion::default() };
    ledger.create_version("demand", &version, 8).unwrap();
    ledger.create_version("demand", &NewVersion::default(), 9).unwrap();
    ledger.set_alias("demand", "champion", 1).unwrap();
    ledger.open_seal(run, "5ea1", "the verdict", 10).unwrap();
    ledger.finish_run(run, Status::Finished, 11).unwrap();
    ledger.close().unwrap();
    (scratch, run)
}
