use std::fmt;

use super::grow::{Grown, goes_left};
use super::impurity::{Target, most};
use super::split::{Question, Split};
use super::{TreeSpec, TreeTask};
use crate::LearnError;
use crate::frame::{ColumnKind, Frame, Schema};
use crate::probabilities::Probabilities;

/// A fitted decision tree.
#[derive(Debug, Clone)]
pub struct TreeFitted {
    schema: Schema,
    task: TreeTask,
    nodes: Vec<Leafed>,
    stopped: bool,
}

/// A node with what it would predict as a leaf: a number, or a share of each class.
#[derive(Debug, Clone)]
struct Leafed {
    rows: usize,
    value: Vec<f64>,
    split: Option<(Split, usize, usize)>,
}

/// The way to one leaf.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Conditions that all hold, from the root on.
    pub conditions: Vec<String>,
    /// Training rows in the leaf.
    pub rows: usize,
    /// The predicted number, or the probability of each class.
    pub value: Vec<f64>,
}

impl TreeFitted {
    pub(super) fn new(spec: &TreeSpec, schema: Schema, grown: Grown, target: &Target) -> Self {
        let all = grown.nodes[0].sums.clone();
        let n = all.rows as f64;
        let value = |sums: &super::impurity::Sums| match target {
            Target::Number { moments, .. } => {
                vec![moments.mean + moments.sd * (sums.sums[0] / sums.rows as f64)]
            }
            Target::Class { .. } => {
                let mixed =
                    |(count, total): (&f64, &f64)| (count + spec.smoothing * total / n) / (sums.rows as f64 + spec.smoothing);
                sums.sums.iter().zip(&all.sums).map(mixed).collect()
            }
        };
        let nodes = grown
            .nodes
            .into_iter()
            .map(|node| Leafed { rows: node.sums.rows, value: value(&node.sums), split: node.split })
            .collect();
        Self { schema, task: spec.task, nodes, stopped: grown.stopped }
    }

    /// The predicted number of each row of `ask`; for classes the probability of class 1.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x depth).
    pub fn predict(&self, ask: &Frame) -> Result<Vec<f64>, LearnError> {
        match self.task {
            TreeTask::Regression => {
                let ask = ask.align(&self.schema)?;
                Ok((0..ask.rows()).map(|row| self.leaf(&ask, row).value[0]).collect())
            }
            TreeTask::Gini { .. } | TreeTask::Entropy { .. } => Ok(self.predict_classes(ask)?.of_class(1)),
        }
    }

    /// Class probabilities of each row of `ask`; a regression tree has a single column, its prediction.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`]; [`LearnError::Setting`] for a regression tree.
    pub fn predict_classes(&self, ask: &Frame) -> Result<Probabilities, LearnError> {
        let (TreeTask::Gini { classes } | TreeTask::Entropy { classes }) = self.task else {
            let found = "regression".to_owned();
            return Err(LearnError::Setting { name: "task", found, wanted: "classes" });
        };
        let ask = ask.align(&self.schema)?;
        let shares = (0..ask.rows()).flat_map(|row| &self.leaf(&ask, row).value).copied().collect();
        Ok(Probabilities::from_shares(classes, shares))
    }

    /// Number of leaves.
    pub fn leaves(&self) -> usize {
        self.nodes.iter().filter(|node| node.split.is_none()).count()
    }

    /// Did the caller stop the growth?
    pub fn stopped(&self) -> bool {
        self.stopped
    }

    /// One rule a leaf, from left to right.
    pub fn rules(&self) -> Vec<Rule> {
        let mut rules = Vec::new();
        self.collect(0, &mut Vec::new(), &mut rules);
        rules
    }

    fn leaf(&self, ask: &Frame, row: usize) -> &Leafed {
        let mut node = &self.nodes[0];
        while let Some((split, left, right)) = &node.split {
            let side = if goes_left(split, &ask.columns()[split.column], row) { left } else { right };
            node = &self.nodes[*side];
        }
        node
    }

    fn collect(&self, at: usize, conditions: &mut Vec<String>, rules: &mut Vec<Rule>) {
        let node = &self.nodes[at];
        let Some((split, left, right)) = &node.split else {
            rules.push(Rule { conditions: conditions.clone(), rows: node.rows, value: node.value.clone() });
            return;
        };
        for (child, yes) in [(*left, true), (*right, false)] {
            conditions.push(self.condition(split, yes));
            self.collect(child, conditions, rules);
            conditions.pop();
        }
    }

    /// The question in words, for the left (`yes`) or the right side.
    fn condition(&self, split: &Split, yes: bool) -> String {
        let (name, kind) = &self.schema.columns()[split.column];
        let mut text = match (&split.question, kind) {
            (Question::AtMost(threshold), _) => {
                format!("{name} {} {threshold}", if yes { "<=" } else { ">" })
            }
            (Question::Labels(sides), ColumnKind::Category { labels }) => {
                let on_side = sides.iter().zip(labels).filter(|(side, _)| **side == Some(yes));
                let names: Vec<&str> = on_side.map(|(_, label)| label.as_str()).collect();
                format!("{name} in {{{}}}", names.join(", "))
            }
            (Question::Labels(_), ColumnKind::Numeric) => name.clone(),
        };
        if split.missing_left == yes {
            text.push_str(" or missing");
        }
        text
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, at: usize, depth: usize) -> fmt::Result {
        let node = &self.nodes[at];
        let Some((split, left, right)) = &node.split else {
            return Ok(());
        };
        for (child, yes) in [(*left, true), (*right, false)] {
            let below = &self.nodes[child];
            write!(f, "{:indent$}{}", "", self.condition(split, yes), indent = 2 * depth)?;
            if below.split.is_none() {
                write!(f, ": {} ({} rows)", self.verdict(&below.value), below.rows)?;
            }
            writeln!(f)?;
            self.write(f, child, depth + 1)?;
        }
        Ok(())
    }

    fn verdict(&self, value: &[f64]) -> String {
        match self.task {
            TreeTask::Regression => short(value[0]),
            TreeTask::Gini { classes: 2 } | TreeTask::Entropy { classes: 2 } => short(value[1]),
            TreeTask::Gini { .. } | TreeTask::Entropy { .. } => {
                let class = most(value);
                format!("class {class} with {}", short(value[class]))
            }
        }
    }
}

/// Four significant digits.
fn short(value: f64) -> String {
    let size = if value == 0.0 { 0 } else { value.abs().log10().floor() as i32 };
    if (-4..15).contains(&size) { format!("{value:.*}", (3 - size).max(0) as usize) } else { format!("{value:.3e}") }
}

/// One line a branch, indented by depth; leaves with their value (the probability of class 1 for two classes).
impl fmt::Display for TreeFitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.nodes[0].split.is_none() {
            let root = &self.nodes[0];
            return writeln!(f, "always: {} ({} rows)", self.verdict(&root.value), root.rows);
        }
        self.write(f, 0, 0)
    }
}
