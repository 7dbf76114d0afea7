//! Export: one run and everything below it as JSON.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::run::RunId;
use crate::store::Store;
use crate::tag::Tagged;
use crate::tree::{self, TreeRun};
use crate::{artifact, document, experiment, input, metric, param, tag};

/// Version of the export's format; it changes when a field changes its meaning or goes.
pub const EXPORT_VERSION: u32 = 1;

impl Ledger {
    /// A run and everything below it as JSON: its experiment, runs with params, metrics (all steps), tags, inputs,
    /// newest documents, and artifacts by hash (not their bytes).
    ///
    /// `{"format": "bakeoff-ledger", "version": 1, "experiment": {...}, "runs": [{"depth": 0, "id": ..., ...}]}`,
    /// parents before children.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Damaged`].
    pub fn export_json(&self, run: RunId) -> Result<Value> {
        self.read(|store| {
            let runs = tree::subtree(store, run)?;
            let experiment = experiment::get(store, runs[0].run.experiment)?;
            let runs = runs.iter().map(|node| export_run(store, node)).collect::<Result<Vec<_>>>()?;
            Ok(json!({
                "format": "bakeoff-ledger",
                "version": EXPORT_VERSION,
                "experiment": experiment,
                "runs": runs,
            }))
        })
    }
}

fn export_run(store: &dyn Store, node: &TreeRun) -> Result<Value> {
    let id = node.run.id;
    let mut value = json!(node);
    value["params"] = json!(param::of_run(store, id)?);
    value["metrics"] = json!(metric::all(store, id)?);
    value["tags"] = json!(tag::of(store, &Tagged::Run(id))?);
    value["inputs"] = json!(input::of_run(store, id)?);
    let mut documents = Vec::new();
    for document in document::of_run(store, id)? {
        let content: Value = serde_json::from_str(&document.json)
            .map_err(|error| Error::BadJson { kind: document.kind.clone(), why: error.to_string() })?;
        documents.push(json!({ "kind": document.kind, "version": document.version, "content": content }));
    }
    value["documents"] = json!(documents);
    value["artifacts"] = json!(artifact::of_run(store, id)?);
    Ok(value)
}
