//! `bakeoff show`: one run and its children.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ledger::{Ledger, TreeRun};
use serde_json::json;

use crate::arguments::{Format, General, RunId};
use crate::exit::{Exit, Failure};
use crate::{out, place};

pub(crate) fn run(args: &RunId, general: &General) -> Result<Exit, Failure> {
    let ledger = place::open(general)?;
    let run = place::run(&ledger, args.run.as_deref())?;
    let mut tree = Vec::new();
    for node in ledger.subtree(run.id)? {
        let metrics = metrics(&ledger, &node)?;
        tree.push((node, metrics));
    }
    if general.format == Format::Json {
        let nodes: Vec<_> =
            tree.iter().map(|(node, metrics)| json!({ "run": node.run, "depth": node.depth, "metrics": metrics })).collect();
        out::json(&json!({ "version": 1, "runs": nodes }))?;
        return Ok(Exit::Done);
    }
    let mut text = report::tree(&tree, true);
    let texts = ledger.params(run.id)?.into_iter().chain(ledger.tags(run.id)?);
    for (key, value) in texts {
        let _ = writeln!(text, "{key} = {value}");
    }
    for artifact in ledger.artifacts(run.id)? {
        let size = report::bytes(artifact.bytes);
        let _ = writeln!(text, "artifact {} ({size}, sha256 {})", artifact.path, artifact.hash);
    }
    out::answer(text)?;
    Ok(Exit::Done)
}

fn metrics(ledger: &Ledger, node: &TreeRun) -> Result<BTreeMap<String, f64>, Failure> {
    Ok(ledger.latest_metrics(node.run.id)?.into_iter().map(|metric| (metric.key, metric.value)).collect())
}
