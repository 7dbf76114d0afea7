use std::collections::BTreeSet;
use std::fmt::{Display, Write as _};

use super::labels;
use crate::booster::fitted::Fitted;
use crate::booster::tree::{Next, Test, Tree};
use crate::frame::{ColumnKind, Schema};

/// Bits of `decision_type`.
const CATEGORY: u8 = 1;
const MISSING_LEFT: u8 = 2;
const MISSING_ZERO: u8 = 4;
const MISSING_NAN: u8 = 8;

pub(super) fn write(model: &Fitted) -> String {
    let outputs = model.outputs();
    let constant = |output: usize| Tree { nodes: Vec::new(), leaves: vec![model.start[output]], leaf_rows: vec![0] };
    let constants: Vec<Tree> = (0..outputs).map(constant).collect();
    let trees = if model.trees.is_empty() { &constants } else { &model.trees };
    let shift = |place: usize| if place < outputs && !model.trees.is_empty() { model.start[place] } else { 0.0 };
    let blocks: Vec<String> = trees.iter().enumerate().map(|(place, tree)| block(place, tree, shift(place))).collect();
    let columns = model.schema.columns();
    let mut text = format!(
        "tree\nversion=v4\nnum_class={outputs}\nnum_tree_per_iteration={outputs}\nlabel_index=0\nmax_feature_idx={}\n",
        columns.len().saturating_sub(1)
    );
    if let Some(objective) = model.objective.text() {
        text.push_str(&format!("objective={objective}\n"));
    }
    let infos = columns.iter().map(|(_, kind)| info(kind));
    text.push_str(&format!("feature_names={}\n", row(names(&model.schema))));
    text.push_str(&format!("feature_infos={}\n", row(infos)));
    text.push_str(&format!("tree_sizes={}\n\n", row(blocks.iter().map(String::len))));
    text.push_str(&blocks.concat());
    text.push_str("end of trees\n\nfeature_importances:\n");
    let mut importance = vec![0_usize; columns.len()];
    model.trees.iter().flat_map(|tree| &tree.nodes).for_each(|node| importance[node.column] += 1);
    let mut order: Vec<usize> = (0..columns.len()).filter(|&column| importance[column] > 0).collect();
    order.sort_by_key(|&column| std::cmp::Reverse(importance[column]));
    let names = names(&model.schema);
    let lines: Vec<String> = order.iter().map(|&column| format!("{}={}\n", names[column], importance[column])).collect();
    text.push_str(&lines.concat());
    let category = |kind: &ColumnKind| matches!(kind, ColumnKind::Category { .. });
    let places = (0..columns.len()).filter(|&place| category(&columns[place].1)).map(|place| place.to_string());
    text.push_str(&format!("\nparameters:\n[categorical_feature: {}]\n\n", places.collect::<Vec<_>>().join(",")));
    let lists = columns.iter().filter_map(|(_, kind)| match kind {
        ColumnKind::Category { labels } => Some(labels.as_slice()),
        ColumnKind::Numeric => None,
    });
    let lists: Vec<&[String]> = lists.collect();
    text.push_str(&format!("end of parameters\n\npandas_categorical:{}\n", labels::write(&lists)));
    text
}

/// Column names that `LightGBM` takes, each once.
fn names(schema: &Schema) -> Vec<String> {
    let mut used = BTreeSet::new();
    let clean = |sign: char| match sign {
        '"' | ',' | ':' | '[' | ']' | '{' | '}' | '=' => '_',
        sign if sign.is_whitespace() || sign.is_control() => '_',
        sign => sign,
    };
    let name = |(name, _): &(String, ColumnKind)| {
        let mut name: String = name.chars().map(clean).collect();
        while name.is_empty() || !used.insert(name.clone()) {
            name.push('_');
        }
        name
    };
    schema.columns().iter().map(name).collect()
}

/// The values a column may have; numbers are left open.
fn info(kind: &ColumnKind) -> String {
    match kind {
        ColumnKind::Numeric => "[-1e+300:1e+300]".to_owned(),
        ColumnKind::Category { labels } if labels.is_empty() => "none".to_owned(),
        ColumnKind::Category { labels } => (0..labels.len()).map(|code| code.to_string()).collect::<Vec<_>>().join(":"),
    }
}

/// One tree; `shift` is added to its leaves.
fn block(place: usize, tree: &Tree, shift: f64) -> String {
    let mut categories: Vec<&[u64]> = Vec::new();
    let mut thresholds = Vec::with_capacity(tree.nodes.len());
    let mut decisions = Vec::with_capacity(tree.nodes.len());
    for node in &tree.nodes {
        let (threshold, decision) = match &node.test {
            Test::Number { threshold, missing_left, zero_missing } => {
                let missing = if *zero_missing { MISSING_ZERO } else { MISSING_NAN };
                let side = if *missing_left { MISSING_LEFT } else { 0 };
                (threshold.clamp(f64::MIN, f64::MAX), missing | side)
            }
            Test::Category { left } => {
                categories.push(left);
                ((categories.len() - 1) as f64, CATEGORY | MISSING_NAN)
            }
        };
        thresholds.push(number(threshold));
        decisions.push(decision);
    }
    let child = |next: Next| match next {
        Next::Node(node) => node.to_string(),
        Next::Leaf(leaf) => format!("-{}", leaf + 1),
    };
    let mut text = format!("Tree={place}\nnum_leaves={}\nnum_cat={}\n", tree.leaves.len(), categories.len());
    let mut line = |key: &str, value: String| {
        let _ = writeln!(text, "{key}={value}");
    };
    line("split_feature", row(tree.nodes.iter().map(|node| node.column)));
    line("split_gain", row(tree.nodes.iter().map(|node| number(node.gain))));
    line("threshold", row(thresholds));
    line("decision_type", row(decisions));
    line("left_child", row(tree.nodes.iter().map(|node| child(node.left))));
    line("right_child", row(tree.nodes.iter().map(|node| child(node.right))));
    line("leaf_value", row(tree.leaves.iter().map(|value| number(value + shift))));
    if tree.leaf_rows.len() == tree.leaves.len() {
        line("leaf_count", row(&tree.leaf_rows));
        line("internal_count", row(tree.nodes.iter().map(|node| node.rows)));
    }
    if !categories.is_empty() {
        let words: Vec<Vec<u64>> =
            categories.iter().map(|left| left.iter().flat_map(|w| [w & 0xFFFF_FFFF, w >> 32]).collect()).collect();
        let ends = words.iter().scan(0, |end, words| {
            *end += words.len();
            Some(*end)
        });
        line("cat_boundaries", row(std::iter::once(0).chain(ends)));
        line("cat_threshold", row(words.iter().flatten()));
    }
    line("is_linear", "0".to_owned());
    line("shrinkage", "1".to_owned());
    text.push_str("\n\n");
    text
}

/// The shortest text that is read back as the same number.
fn number(value: f64) -> String {
    format!("{value:?}")
}

fn row<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(" ")
}
