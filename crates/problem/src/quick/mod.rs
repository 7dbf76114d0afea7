//! The quick form: a problem from the flags of a command line.

mod line;

use crate::check;
use crate::complaint::Complaints;
use crate::desk::Desk;
use crate::load;
use crate::problem::Problem;
use crate::reader;
use crate::tree::Leaf;

/// A problem as flags describe it, each as it was typed. Only `source`, `target` and `margin` must be there.
///
/// ```
/// use problem::{Problem, Quick};
///
/// let quick = Quick {
///     source: "flights.parquet".to_owned(),
///     target: Some("late".to_owned()),
///     ..Quick::default()
/// };
/// let complaints = Problem::quick(&quick).unwrap_err();
/// assert_eq!(
///     complaints.to_string(),
///     "command line:1:42: `--margin` is missing\n  hint: add `--margin 2%`: the smallest difference that matters, \
///      which only whoever pays can know"
/// );
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Quick {
    /// The table: the argument without a flag.
    pub source: String,
    /// `--target`.
    pub target: Option<String>,
    /// `--margin`.
    pub margin: Option<String>,
    /// `--time`.
    pub time: Option<String>,
    /// `--group`.
    pub group: Option<String>,
    /// `--horizon`.
    pub horizon: Option<String>,
    /// `--season`.
    pub season: Option<String>,
    /// `--task`.
    pub task: Option<String>,
    /// `--positive`.
    pub positive: Option<String>,
    /// `--metric`.
    pub metric: Option<String>,
    /// `--per-unit`.
    pub per_unit: Option<String>,
    /// `--volume`.
    pub volume: Option<String>,
    /// `--features`, given once for each column.
    pub features: Vec<String>,
    /// `--drop`, given once for each column.
    pub drop: Vec<String>,
    /// `--known`, given once for each column.
    pub known: Vec<String>,
    /// `--split`.
    pub split: Option<String>,
    /// `--folds`.
    pub folds: Option<String>,
    /// `--origins`.
    pub origins: Option<String>,
    /// `--step`.
    pub step: Option<String>,
    /// `--sealed`.
    pub sealed: Option<String>,
    /// `--cpu`.
    pub cpu: Option<String>,
    /// `--wall`.
    pub wall: Option<String>,
    /// `--memory`.
    pub memory: Option<String>,
    /// `--ladder`.
    pub ladder: Option<String>,
    /// `--source-format`.
    pub source_format: Option<String>,
    /// `--question`.
    pub question: Option<String>,
    /// `--seed`.
    pub seed: Option<String>,
}

/// What a flag's text is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Text,
    Number,
    /// A number, or a text with a unit.
    Either,
    List,
}

/// The flags, the keys of the problem file they stand for, and how they are read. `source` is the bare argument.
const FLAGS: [(&str, &str, Sort); 27] = [
    ("TABLE", "data.source", Sort::Text),
    ("--target", "data.target", Sort::Text),
    ("--margin", "stake.margin", Sort::Text),
    ("--time", "data.time", Sort::Text),
    ("--group", "data.group", Sort::Text),
    ("--horizon", "data.horizon", Sort::Number),
    ("--season", "data.season", Sort::Number),
    ("--task", "data.task", Sort::Text),
    ("--positive", "data.positive", Sort::Text),
    ("--metric", "stake.metric", Sort::Text),
    ("--per-unit", "stake.per_unit", Sort::Number),
    ("--volume", "stake.volume", Sort::Number),
    ("--features", "data.features", Sort::List),
    ("--drop", "data.drop", Sort::List),
    ("--known", "data.known", Sort::List),
    ("--split", "split.kind", Sort::Text),
    ("--folds", "split.folds", Sort::Number),
    ("--origins", "split.origins", Sort::Number),
    ("--step", "split.step", Sort::Number),
    ("--sealed", "split.sealed", Sort::Either),
    ("--cpu", "box.cpu", Sort::Text),
    ("--wall", "box.wall", Sort::Text),
    ("--memory", "box.memory", Sort::Text),
    ("--ladder", "ladder", Sort::Text),
    ("--source-format", "data.format", Sort::Text),
    ("--question", "question", Sort::Text),
    ("--seed", "seed", Sort::Number),
];

/// The flag that stands for a key of the problem file.
pub(crate) fn flag_of(key: &str) -> Option<&'static str> {
    FLAGS.iter().find(|(_, of, _)| *of == key).map(|(flag, _, _)| *flag)
}

impl Quick {
    /// What was typed, by key of the problem file and written as TOML writes it: `("stake.volume", "1200000")`.
    pub fn said(&self) -> Vec<(&'static str, String)> {
        let written = |value: &String, sort| match line::leaf(value, sort) {
            Leaf::Whole(number) => number.to_string(),
            Leaf::Number(number) => format!("{number:?}"),
            _ => toml_edit::Value::from(value).to_string(),
        };
        let said = FLAGS.into_iter().zip(self.typed()).filter(|(_, typed)| !typed.is_empty());
        said.map(|((_, key, sort), typed)| {
            let values: Vec<String> = typed.iter().map(|value| written(value, sort)).collect();
            (key, if sort == Sort::List { format!("[{}]", values.join(", ")) } else { values.join("") })
        })
        .collect()
    }

    /// The first flag that was given, such as `--target`.
    pub fn first_flag(&self) -> Option<&'static str> {
        let given = FLAGS.into_iter().zip(self.typed()).skip(1).find(|(_, typed)| !typed.is_empty());
        given.map(|((flag, _, _), _)| flag)
    }

    /// What was typed for each flag of [`FLAGS`], in its order.
    fn typed(&self) -> [&[String]; 27] {
        [
            std::slice::from_ref(&self.source),
            self.target.as_slice(),
            self.margin.as_slice(),
            self.time.as_slice(),
            self.group.as_slice(),
            self.horizon.as_slice(),
            self.season.as_slice(),
            self.task.as_slice(),
            self.positive.as_slice(),
            self.metric.as_slice(),
            self.per_unit.as_slice(),
            self.volume.as_slice(),
            &self.features,
            &self.drop,
            &self.known,
            self.split.as_slice(),
            self.folds.as_slice(),
            self.origins.as_slice(),
            self.step.as_slice(),
            self.sealed.as_slice(),
            self.cpu.as_slice(),
            self.wall.as_slice(),
            self.memory.as_slice(),
            self.ladder.as_slice(),
            self.source_format.as_slice(),
            self.question.as_slice(),
            self.seed.as_slice(),
        ]
    }
}

pub(crate) fn read(command: &str, quick: &Quick) -> Result<Problem, Complaints> {
    let (origin, entries) = line::write(command, quick);
    let mut desk = Desk::new(origin);
    let problem = reader::read(&mut desk, &entries);
    check::check(&mut desk, &problem);
    load::settle(desk, Some(problem))
}
