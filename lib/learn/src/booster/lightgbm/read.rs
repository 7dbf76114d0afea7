use super::block::{Block, Lines, short};
use super::labels;
use super::objective::Objective;
use super::wrong;
use crate::booster::fitted::{End, Fitted};
use crate::booster::tree::{Next, Node, Test, Tree};
use crate::error::LearnError;
use crate::frame::{ColumnKind, Schema};

/// Trees of a round at most.
const OUTPUTS_MAX: usize = 1000;

/// Bits of `decision_type`.
const CATEGORY: u8 = 1;
const MISSING_LEFT: u8 = 2;
const MISSING: u8 = 12;
const MISSING_ZERO: u8 = 4;
const MISSING_NAN: u8 = 8;

pub(super) fn read(text: &str) -> Result<Fitted, LearnError> {
    let mut lines = Lines::new(text);
    if lines.next_filled() != Some("tree") {
        return Err(wrong(lines.at, "a model of LightGBM begins with the line `tree`"));
    }
    let header = Header::read(&Block::read(&mut lines)?)?;
    let mut trees = Vec::new();
    loop {
        let line = lines.next_filled().ok_or_else(|| wrong(lines.at, "the text ends before `end of trees`"))?;
        if line == "end of trees" {
            break;
        }
        if line.strip_prefix("Tree=").and_then(|place| place.parse().ok()) != Some(trees.len()) {
            return Err(wrong(lines.at, format!("`Tree={}` or `end of trees` is needed, not `{}`", trees.len(), short(line))));
        }
        trees.push(tree(&Block::read(&mut lines)?, header.names.len())?);
    }
    let outputs = header.objective.outputs();
    if !trees.len().is_multiple_of(outputs) {
        return Err(wrong(lines.at, format!("{} trees are not a multiple of {outputs} trees a round", trees.len())));
    }
    if header.average {
        let share = outputs as f64 / trees.len().max(1) as f64;
        trees.iter_mut().flat_map(|tree| &mut tree.leaves).for_each(|leaf| *leaf *= share);
    }
    let schema = schema(header.names, &header.categories, &mut lines)?;
    let mut fitted = Fitted::new(header.objective, schema, vec![0.0; outputs]);
    fitted.trees = trees;
    fitted.end = End::Read;
    Ok(fitted)
}

/// What stands above the trees.
struct Header {
    names: Vec<String>,
    /// Columns whose values are listed.
    categories: Vec<usize>,
    objective: Objective,
    /// Whether trees are averaged instead of added.
    average: bool,
}

impl Header {
    fn read(block: &Block<'_>) -> Result<Self, LearnError> {
        let (version, line) = block.text("version")?;
        if !["v3", "v4"].contains(&version) {
            return Err(wrong(line, format!("version `{}` is not read, `v3` and `v4` are", short(version))));
        }
        let outputs: usize = block.number("num_tree_per_iteration")?;
        if !(1..=OUTPUTS_MAX).contains(&outputs) {
            return Err(wrong(block.line("num_tree_per_iteration"), format!("{outputs} trees a round are not read")));
        }
        let last: usize = block.number("max_feature_idx")?;
        let names: Vec<String> = block.text("feature_names")?.0.split_whitespace().map(str::to_owned).collect();
        if last.checked_add(1) != Some(names.len()) {
            let reason = format!("{} names for the columns 0 to {last}", names.len());
            return Err(wrong(block.line("feature_names"), reason));
        }
        let mut sorted: Vec<&String> = names.iter().collect();
        sorted.sort_unstable();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(wrong(block.line("feature_names"), format!("two columns are called `{}`", short(pair[0]))));
        }
        let infos: Vec<&str> = block.find("feature_infos").map_or_else(Vec::new, |(text, _)| text.split(' ').collect());
        let listed = |info: &str| !info.starts_with('[') && info != "none" && !info.is_empty();
        let categories = (0..names.len()).filter(|&place| infos.get(place).is_some_and(|info| listed(info))).collect();
        let (objective, line) = block.find("objective").unwrap_or(("", 0));
        let objective = Objective::read(objective, outputs).map_err(|reason| wrong(line, reason))?;
        Ok(Self { names, categories, objective, average: block.find("average_output").is_some() })
    }
}

fn tree(block: &Block<'_>, columns: usize) -> Result<Tree, LearnError> {
    let leaves: usize = block.number("num_leaves")?;
    if leaves == 0 {
        return Err(wrong(block.line("num_leaves"), "a tree has a leaf at least"));
    }
    if let Some((linear, line)) = block.find("is_linear").filter(|(linear, _)| linear.trim() != "0") {
        return Err(wrong(line, format!("linear trees are not read (is_linear={})", short(linear))));
    }
    let values = block.finite("leaf_value", leaves)?;
    if leaves == 1 {
        return Ok(Tree { nodes: Vec::new(), leaves: values, leaf_rows: vec![1] });
    }
    let nodes = leaves - 1;
    let left: Vec<i64> = block.numbers("left_child", nodes)?;
    let right: Vec<i64> = block.numbers("right_child", nodes)?;
    let counted = block.find("leaf_count").is_some() && block.find("internal_count").is_some();
    let leaf_rows = if counted { block.numbers("leaf_count", leaves)? } else { Vec::new() };
    let node_rows: Vec<u32> = if counted { block.numbers("internal_count", nodes)? } else { vec![0; nodes] };
    let gains = if block.find("split_gain").is_some() { block.numbers("split_gain", nodes)? } else { vec![0.0; nodes] };
    let split: Vec<usize> = block.numbers("split_feature", nodes)?;
    if let Some(column) = split.iter().find(|column| **column >= columns) {
        return Err(wrong(block.line("split_feature"), format!("column {column} does not exist, there are {columns}")));
    }
    let tests = tests(block, nodes)?;
    let mut seen = Seen { nodes: vec![false; nodes], leaves: vec![false; leaves] };
    let mut grown = Vec::with_capacity(nodes);
    for (place, test) in tests.into_iter().enumerate() {
        let left = seen.child(left[place]).map_err(|reason| wrong(block.line("left_child"), reason))?;
        let right = seen.child(right[place]).map_err(|reason| wrong(block.line("right_child"), reason))?;
        grown.push(Node { column: split[place], test, left, right, gain: gains[place], rows: node_rows[place] });
    }
    Ok(Tree { nodes: grown, leaves: values, leaf_rows })
}

/// The nodes and leaves that have a parent: the root has none, the others one each, so that every walk ends.
struct Seen {
    nodes: Vec<bool>,
    leaves: Vec<bool>,
}

impl Seen {
    fn child(&mut self, code: i64) -> Result<Next, String> {
        let place = usize::try_from(if code < 0 { !code } else { code }).unwrap_or(usize::MAX);
        let (all, next) = if code < 0 { (&mut self.leaves, Next::Leaf(place)) } else { (&mut self.nodes, Next::Node(place)) };
        match all.get_mut(place) {
            _ if code == 0 => Err("the root is a child".to_owned()),
            None => Err(format!("child {code} does not exist")),
            Some(true) => Err(format!("child {code} has two parents")),
            Some(seen) => {
                *seen = true;
                Ok(next)
            }
        }
    }
}

fn tests(block: &Block<'_>, nodes: usize) -> Result<Vec<Test>, LearnError> {
    let thresholds: Vec<f64> = block.numbers("threshold", nodes)?;
    if thresholds.iter().any(|threshold| threshold.is_nan()) {
        return Err(wrong(block.line("threshold"), "a threshold is not a number"));
    }
    let decisions: Vec<u8> = match block.find("decision_type") {
        Some(_) => block.numbers("decision_type", nodes)?,
        None => vec![0; nodes],
    };
    let sets = sets(block)?;
    let number = |threshold: f64, decision: u8| {
        let missing_left = match decision & MISSING {
            // Without missing values NaN counts as 0.
            0 => 0.0 <= threshold,
            MISSING_ZERO | MISSING_NAN => decision & MISSING_LEFT != 0,
            _ => return Err(wrong(block.line("decision_type"), format!("{decision} has an unknown kind of missing values"))),
        };
        Ok(Test::Number { threshold, missing_left, zero_missing: decision & MISSING == MISSING_ZERO })
    };
    let test = |(&threshold, &decision): (&f64, &u8)| {
        if decision & CATEGORY == 0 {
            return number(threshold, decision);
        }
        let set = if threshold >= 0.0 && threshold.fract() == 0.0 { sets.get(threshold as usize) } else { None };
        let left = set.ok_or_else(|| wrong(block.line("threshold"), format!("set {threshold} of categories does not exist")))?;
        Ok(Test::Category { left: left.clone() })
    };
    thresholds.iter().zip(&decisions).map(test).collect()
}

/// The sets of categories, as bits.
fn sets(block: &Block<'_>) -> Result<Vec<Vec<u64>>, LearnError> {
    let count: usize = block.number("num_cat")?;
    if count == 0 {
        return Ok(Vec::new());
    }
    let ends: Vec<usize> = block.numbers("cat_boundaries", count.saturating_add(1))?;
    let words: Vec<u32> = block.numbers("cat_threshold", ends[count])?;
    if ends[0] != 0 || !ends.is_sorted() {
        return Err(wrong(block.line("cat_boundaries"), "the boundaries do not ascend from 0"));
    }
    let set = |span: &[usize]| {
        let pair = |pair: &[u32]| u64::from(pair[0]) | u64::from(pair.get(1).copied().unwrap_or(0)) << 32;
        words[span[0]..span[1]].chunks(2).map(pair).collect()
    };
    Ok(ends.windows(2).map(set).collect())
}

/// The columns, with the labels that stand behind the trees.
fn schema(names: Vec<String>, listed: &[usize], lines: &mut Lines<'_>) -> Result<Schema, LearnError> {
    let mut named: Option<Vec<usize>> = None;
    let mut lists = Vec::new();
    let mut at = lines.at;
    while let Some(line) = lines.next() {
        if let Some(text) = line.strip_prefix("[categorical_feature: ") {
            named = text.trim_end_matches(']').split(',').map(|word| word.trim().parse().ok()).collect();
        }
        if let Some(text) = line.strip_prefix("pandas_categorical:") {
            lists = labels::read(text).map_err(|reason| wrong(lines.at, reason))?;
            at = lines.at;
        }
    }
    let mut columns: Vec<(String, ColumnKind)> = names.into_iter().map(|name| (name, ColumnKind::Numeric)).collect();
    if lists.is_empty() {
        return Ok(Schema::new(columns));
    }
    let places = [named.unwrap_or_default(), listed.to_vec()].into_iter().find(|places| places.len() == lists.len());
    let places = places.ok_or_else(|| wrong(at, format!("{} lists of labels fit no columns", lists.len())))?;
    for (place, labels) in places.into_iter().zip(lists) {
        let mut sorted: Vec<&String> = labels.iter().collect();
        sorted.sort_unstable();
        if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(wrong(at, "a column has a label twice"));
        }
        match columns.get_mut(place) {
            Some(column) => column.1 = ColumnKind::Category { labels },
            None => return Err(wrong(at, format!("column {place} does not exist"))),
        }
    }
    Ok(Schema::new(columns))
}
