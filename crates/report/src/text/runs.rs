//! Runs of the ledger, for a terminal.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use ledger::{Run, Status, TreeRun};

use super::grid::{Grid, Paint, Side};
use crate::figure::seconds;

/// All contests, the newest first: id, when, how it ended, name.
pub fn runs(contests: &[Run], color: bool) -> String {
    let mut grid = Grid::new(&[Side::Left, Side::Left, Side::Left, Side::Right, Side::Left]);
    grid.push(Paint::Head, ["run", "began (UTC)", "status", "took", "contest"].map(str::to_owned).to_vec());
    for run in contests {
        grid.push(
            if run.status == Status::Finished { Paint::Plain } else { Paint::Faint },
            vec![short(run), when(run.start_ms), run.status.as_str().to_lowercase(), took(run), run.name.clone()],
        );
    }
    grid.write(color)
}

/// A run and its children, indented by depth, with the last value of each metric.
pub fn tree(runs: &[(TreeRun, BTreeMap<String, f64>)], color: bool) -> String {
    const METRICS: usize = 4;
    let mut grid = Grid::new(&[Side::Left, Side::Left, Side::Right, Side::Left]);
    grid.push(Paint::Head, ["run", "status", "took", "metrics"].map(str::to_owned).to_vec());
    for (node, metrics) in runs {
        let indent = "  ".repeat(node.depth);
        let told: Vec<String> =
            metrics.iter().take(METRICS).map(|(key, value)| format!("{key} {}", crate::figure::score(*value))).collect();
        grid.push(
            if node.run.status == Status::Finished { Paint::Plain } else { Paint::Faint },
            vec![
                format!("{indent}{} {}", short(&node.run), node.run.name),
                node.run.status.as_str().to_lowercase(),
                took(&node.run),
                told.join("  "),
            ],
        );
    }
    grid.write(color)
}

fn short(run: &Run) -> String {
    run.id.to_string().chars().take(8).collect()
}

fn took(run: &Run) -> String {
    run.end_ms.map(|end| seconds((end - run.start_ms) as f64 / 1000.0)).unwrap_or_default()
}

/// A moment in UTC, to the minute.
pub(crate) fn when(ms: i64) -> String {
    DateTime::<Utc>::from_timestamp_millis(ms).map_or_else(|| "?".into(), |t| t.format("%Y-%m-%d %H:%M").to_string())
}
