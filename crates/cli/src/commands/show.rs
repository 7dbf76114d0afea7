//! `bakeoff show`: one run and its children.

use std::collections::BTreeMap;

use anstream::{print, println};
use ledger::{Ledger, TreeRun};
use serde_json::json;

use crate::arguments::{Format, General, RunId};
use crate::exit::{Exit, Failure};
use crate::place;

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
        println!("{}", serde_json::to_string_pretty(&json!({ "version": 1, "runs": nodes }))?);
        return Ok(Exit::Done);
    }
    print!("{}", report::tree(&tree, true));
    let texts = ledger.params(run.id)?.into_iter().chain(ledger.tags(run.id)?);
    for (key, value) in texts {
        println!("{key} = {value}");
    }
    for artifact in ledger.artifacts(run.id)? {
        println!("artifact {} ({}, sha256 {})", artifact.path, report::bytes(artifact.bytes), artifact.hash);
    }
    Ok(Exit::Done)
}

fn metrics(ledger: &Ledger, node: &TreeRun) -> Result<BTreeMap<String, f64>, Failure> {
    Ok(ledger.latest_metrics(node.run.id)?.into_iter().map(|metric| (metric.key, metric.value)).collect())
}
