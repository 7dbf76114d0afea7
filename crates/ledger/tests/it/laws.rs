//! Laws: any sequence of operations verifies, and reads back as a plain map would.

use std::collections::BTreeMap;

use ledger::{Error, ExperimentId, Ledger, Metric, NewRun, NewVersion, RunId, RunKind, RunUpdate, Status};
use proptest::prelude::*;

use crate::scratch::Scratch;

#[derive(Debug, Clone)]
enum Op {
    Create { parent: Option<prop::sample::Index> },
    Rename { run: prop::sample::Index, name: String },
    Delete { run: prop::sample::Index },
    Restore { run: prop::sample::Index },
    Param { run: prop::sample::Index, key: u8, value: String },
    Tag { run: prop::sample::Index, key: u8, value: String },
    Untag { run: prop::sample::Index, key: u8 },
    Metric { run: prop::sample::Index, value: f64, step: i64 },
    Document { run: prop::sample::Index, kind: u8, text: String },
    Artifact { run: prop::sample::Index, path: u8, bytes: Vec<u8> },
    Version,
    Alias { alias: u8 },
    FailedBatch { run: prop::sample::Index },
    Flush,
    Reopen,
}

fn op() -> impl Strategy<Value = Op> {
    let run = any::<prop::sample::Index>;
    let text = || prop_oneof![any::<String>(), "[a-z]{0,3}"];
    prop_oneof![
        4 => proptest::option::of(run()).prop_map(|parent| Op::Create { parent }),
        1 => (run(), "[a-z]{1,5}").prop_map(|(run, name)| Op::Rename { run, name }),
        1 => run().prop_map(|run| Op::Delete { run }),
        2 => run().prop_map(|run| Op::Restore { run }),
        4 => (run(), 0..4u8, text()).prop_map(|(run, key, value)| Op::Param { run, key, value }),
        4 => (run(), 0..4u8, text()).prop_map(|(run, key, value)| Op::Tag { run, key, value }),
        2 => (run(), 0..4u8).prop_map(|(run, key)| Op::Untag { run, key }),
        4 => (run(), any::<f64>(), -3..3i64).prop_map(|(run, value, step)| Op::Metric { run, value, step }),
        2 => (run(), 0..3u8, text()).prop_map(|(run, kind, text)| Op::Document { run, kind, text }),
        2 => (run(), 0..3u8, any::<Vec<u8>>()).prop_map(|(run, path, bytes)| Op::Artifact { run, path, bytes }),
        1 => Just(Op::Version),
        1 => (0..3u8).prop_map(|alias| Op::Alias { alias }),
        2 => run().prop_map(|run| Op::FailedBatch { run }),
        1 => Just(Op::Flush),
        1 => Just(Op::Reopen),
    ]
}

/// What a run should hold.
#[derive(Debug, Default, Clone, PartialEq)]
struct Expected {
    name: String,
    deleted: bool,
    params: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
    metrics: Vec<(i64, u64)>,
    documents: BTreeMap<String, String>,
    artifacts: BTreeMap<String, Vec<u8>>,
}

struct Model {
    experiment: ExperimentId,
    runs: Vec<(RunId, Expected)>,
    versions: u32,
    aliases: BTreeMap<String, u32>,
}

impl Model {
    fn at(&mut self, run: prop::sample::Index) -> Option<(RunId, &mut Expected)> {
        if self.runs.is_empty() {
            return None;
        }
        let count = self.runs.len();
        let (id, expected) = &mut self.runs[run.index(count)];
        Some((*id, expected))
    }

    fn apply(&mut self, ledger: &Ledger, op: &Op) {
        match op {
            Op::Create { parent } => self.create(ledger, *parent),
            Op::Version => {
                assert_eq!(ledger.create_version("m", &NewVersion::default(), 1).unwrap(), self.versions + 1);
                self.versions += 1;
            }
            Op::Alias { alias } => {
                let alias = format!("alias{alias}");
                if self.versions > 0 {
                    ledger.set_alias("m", &alias, self.versions).unwrap();
                    self.aliases.insert(alias, self.versions);
                }
            }
            Op::Flush => ledger.flush().unwrap(),
            Op::Reopen => unreachable!("handled by the caller"),
            Op::Rename { run, .. }
            | Op::Delete { run }
            | Op::Restore { run }
            | Op::Param { run, .. }
            | Op::Tag { run, .. }
            | Op::Untag { run, .. }
            | Op::Metric { run, .. }
            | Op::Document { run, .. }
            | Op::Artifact { run, .. }
            | Op::FailedBatch { run } => {
                if let Some((id, expected)) = self.at(*run) {
                    apply_to_run(ledger, id, expected, op);
                }
            }
        }
    }

    fn create(&mut self, ledger: &Ledger, parent: Option<prop::sample::Index>) {
        let mut new = NewRun::new(self.experiment, RunKind::Other, "new", 1);
        let parent = parent.and_then(|parent| self.at(parent).map(|(id, expected)| (id, expected.deleted)));
        new.parent = parent.map(|(id, _)| id);
        match ledger.create_run(&new) {
            Ok(id) => {
                assert!(!parent.is_some_and(|(_, deleted)| deleted));
                self.runs.push((id, Expected { name: "new".into(), ..Expected::default() }));
            }
            Err(Error::Deleted { .. }) => assert!(parent.is_some_and(|(_, deleted)| deleted)),
            Err(Error::TooDeep { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }

    fn check(&self, ledger: &Ledger) {
        for (id, expected) in &self.runs {
            let run = ledger.run(*id).unwrap();
            let mut found = Expected {
                name: run.name,
                deleted: run.deleted_ms.is_some(),
                params: ledger.params(*id).unwrap(),
                tags: ledger.tags(*id).unwrap(),
                metrics: ledger.metric_history(*id, "m").unwrap().iter().map(|m| (m.step, m.value.to_bits())).collect(),
                documents: ledger.documents(*id).unwrap().into_iter().map(|d| (d.kind, d.json)).collect(),
                artifacts: BTreeMap::new(),
            };
            for artifact in ledger.artifacts(*id).unwrap() {
                let bytes = ledger.artifact(*id, &artifact.path).unwrap();
                found.artifacts.insert(artifact.path, bytes);
            }
            found.metrics.sort_unstable();
            let mut expected = expected.clone();
            expected.metrics.sort_unstable();
            expected.metrics.dedup();
            assert_eq!(found, expected);
        }
        assert_eq!(ledger.model("m").unwrap().aliases, self.aliases);
        let report = ledger.verify().unwrap();
        assert_eq!(report.problems, []);
        assert_eq!(report.records_checked() as i64, report.head.seq);
    }
}

fn apply_to_run(ledger: &Ledger, id: RunId, expected: &mut Expected, op: &Op) {
    let outcome = match op {
        Op::Rename { name, .. } => ledger.update_run(id, &RunUpdate { name: Some(name.clone()), ..RunUpdate::default() }),
        Op::Delete { .. } => ledger.delete_run(id, 9),
        Op::Restore { .. } => ledger.restore_run(id),
        Op::Param { key, value, .. } => match ledger.log_params(id, [(format!("k{key}"), value)]) {
            Err(Error::ParamChanged { old, .. }) => {
                assert_eq!(old, expected.params[&format!("k{key}")]);
                assert_ne!(&old, value);
                return;
            }
            other => other,
        },
        Op::Tag { key, value, .. } => ledger.set_tags(id, [(format!("k{key}"), value)]),
        Op::Untag { key, .. } => match ledger.remove_tag(id, &format!("k{key}")) {
            Err(Error::NotFound { .. }) => {
                assert!(!expected.tags.contains_key(&format!("k{key}")));
                return;
            }
            other => other,
        },
        Op::Metric { value, step, .. } => ledger.log_metrics(id, &[Metric::new("m", *value, 1).at_step(*step)]),
        Op::Document { kind, text, .. } => ledger.put_document(id, &format!("d{kind}"), 1, &serde_json::json!(text).to_string()),
        Op::Artifact { path, bytes, .. } => ledger.put_artifact(id, &format!("f/{path}"), bytes).map(drop),
        Op::FailedBatch { .. } => {
            let failed: ledger::Result<()> = ledger.batch(|batch| {
                batch.restore_run(id)?;
                batch.set_tags(id, [("k0", "half")])?;
                batch.finish_run(RunId([0; 16]), Status::Finished, 1)
            });
            assert!(matches!(failed, Err(Error::NotFound { .. })));
            return;
        }
        other => unreachable!("{other:?}"),
    };
    match outcome {
        Err(Error::Deleted { .. }) => {
            assert!(expected.deleted);
            return;
        }
        other => other.unwrap(),
    }
    match op {
        Op::Rename { name, .. } => expected.name.clone_from(name),
        Op::Delete { .. } => expected.deleted = true,
        Op::Restore { .. } => expected.deleted = false,
        Op::Param { key, value, .. } => {
            drop(expected.params.insert(format!("k{key}"), value.clone()));
        }
        Op::Tag { key, value, .. } => drop(expected.tags.insert(format!("k{key}"), value.clone())),
        Op::Untag { key, .. } => drop(expected.tags.remove(&format!("k{key}"))),
        Op::Metric { value, step, .. } => {
            let value = if value.is_nan() { f64::NAN } else { value + 0.0 };
            expected.metrics.push((*step, value.to_bits()));
        }
        Op::Document { kind, text, .. } => {
            drop(expected.documents.insert(format!("d{kind}"), serde_json::json!(text).to_string()));
        }
        Op::Artifact { path, bytes, .. } => drop(expected.artifacts.insert(format!("f/{path}"), bytes.clone())),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_operations_reads_back_and_verifies(ops in prop::collection::vec(op(), 1..80)) {
        let scratch = Scratch::new();
        let mut ledger = scratch.open();
        let experiment = ledger.ensure_experiment("laws", 1).unwrap();
        ledger.create_model("m", None, 1).unwrap();
        let mut model = Model { experiment, runs: Vec::new(), versions: 0, aliases: BTreeMap::new() };
        for op in &ops {
            if matches!(op, Op::Reopen) {
                ledger.close().unwrap();
                ledger = scratch.open();
            } else {
                model.apply(&ledger, op);
            }
        }
        model.check(&ledger);
        ledger.close().unwrap();
        model.check(&scratch.reader());
    }
}
