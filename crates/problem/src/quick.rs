//! The quick form: a problem from flags.

use crate::{Complaints, Problem};

/// A problem as flags describe it, each as it was typed. Only `source`, `target` and `margin` must be there.
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
    /// `--features`, once for each column or separated by commas.
    pub features: Vec<String>,
    /// `--drop`, once for each column or separated by commas.
    pub drop: Vec<String>,
    /// `--known`, once for each column or separated by commas.
    pub known: Vec<String>,
    /// `--split`.
    pub split: Option<String>,
    /// `--folds`.
    pub folds: Option<String>,
    /// `--origins`.
    pub origins: Option<String>,
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
    /// `--seed`.
    pub seed: Option<String>,
}

pub(crate) fn read(_quick: &Quick) -> Result<Problem, Complaints> {
    Err(crate::Complaint::nowhere(&crate::origin::Origin::default(), "not yet").into())
}
