//! The stage: table, plan and folds, ready for the first contender.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use contest::protocol::{BoxSize, FoldFiles, PROTOCOL_VERSION, Task, write_fold};
use contest::{Event, FoldId, Folds, Keys, Plan};
use problem::{Contender, Problem};
use sha2::{Digest, Sha256};
use table::{Format, Options, Table};

use crate::BakeoffError;

/// Everything that is fixed before the first contender plays.
pub struct Stage {
    /// The question.
    pub problem: Problem,
    /// The settled rules.
    pub plan: Plan,
    /// The split.
    pub folds: Folds,
    /// Target, time and group.
    pub keys: Keys,
    /// Numeric truth of every row, NaN where unknown.
    pub truth: Vec<f64>,
    /// Files of the source.
    pub files: Vec<PathBuf>,
    /// SHA-256 of the normalised table.
    pub fingerprint: String,
    /// How the table was read.
    pub notes: Vec<String>,
    dir: PathBuf,
    table: PathBuf,
    written: Vec<OnceLock<FoldFiles>>,
    writing: Mutex<()>,
}

impl Stage {
    /// Reads the table into `dir`, settles the plan and draws the folds.
    ///
    /// # Errors
    /// When the table cannot be read or does not fit the problem.
    pub fn set(problem: &Problem, dir: &Path, listener: &mut dyn FnMut(&Event)) -> Result<Self, BakeoffError> {
        std::fs::create_dir_all(dir).map_err(BakeoffError::file("cannot create", dir))?;
        let options = Options { format: format(problem)?, ..Options::default() };
        let source = Table::open(&problem.data.source, &problem.path(""), &options)?;
        let table = dir.join("table.arrow");
        let read = source.ingest(&table, &mut |rows| listener(&Event::Preparing { step: "reading the table", rows }))?;
        let keys = Keys::read(&table, &problem.data)?;
        let (plan, folds) = Plan::settle(problem, &keys)?;
        let truth = plan.truth(&keys);
        let inner = folds.count() as usize;
        Ok(Self {
            problem: problem.clone(),
            plan,
            folds,
            truth,
            keys,
            files: source.files().to_vec(),
            fingerprint: read.fingerprint,
            notes: read.notes,
            dir: dir.to_owned(),
            table,
            written: (0..=inner).map(|_| OnceLock::new()).collect(),
            writing: Mutex::new(()),
        })
    }

    /// The normalised table.
    pub fn table(&self) -> &Path {
        &self.table
    }

    /// The working folder of this contest.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The tables of a fold, written when first asked for.
    ///
    /// # Errors
    /// When the files cannot be written.
    pub fn fold_files(&self, fold: FoldId) -> Result<FoldFiles, BakeoffError> {
        let slot = match fold {
            FoldId::Inner(fold) => fold as usize,
            FoldId::Final => self.written.len() - 1,
        };
        // One writer at a time; a poisoned lock only means that another writer failed and said so.
        let _writing = self.writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(files) = self.written[slot].get() {
            return Ok(files.clone());
        }
        let dir = self.dir.join(format!("fold-{slot}"));
        std::fs::create_dir_all(&dir).map_err(BakeoffError::file("cannot create", &dir))?;
        let target = &self.problem.data.target;
        let files = write_fold(&self.table, &dir, &self.plan, target, &self.folds, fold, &self.truth)?;
        Ok(self.written[slot].get_or_init(|| files).clone())
    }

    /// `task.json` of a contender in a fold.
    pub fn task(&self, contender: &Contender, fold: FoldId, limits: BoxSize) -> Task {
        let data = &self.problem.data;
        Task {
            protocol: PROTOCOL_VERSION,
            task: self.plan.task,
            target: data.target.clone(),
            classes: self.plan.classes.clone(),
            columns: self.plan.columns(&self.keys.schema),
            time: data.time.clone(),
            group: data.group.clone(),
            horizon: data.horizon,
            step: self.plan.step,
            season: self.plan.season,
            metric: self.plan.metric,
            seed: self.plan.seed,
            fold: match fold {
                FoldId::Inner(fold) => Some(fold),
                FoldId::Final => None,
            },
            limits,
            contender: contender.clone(),
        }
    }

    /// SHA-256 of the split: who may learn from what, and what is sealed.
    ///
    /// # Errors
    /// Never in practice: the split is plain data.
    pub fn seal(&self) -> Result<String, BakeoffError> {
        let json = crate::record::json(&self.folds, "folds")?;
        Ok(sha256(json.as_bytes()))
    }

    /// What must be equal for a contest to be the same one: problem, plan, table and split.
    ///
    /// # Errors
    /// Never in practice: these are plain data.
    pub fn identity(&self) -> Result<String, BakeoffError> {
        let problem = crate::record::json(&self.problem, "problem")?;
        let plan = crate::record::json(&self.plan, "plan")?;
        let version = env!("CARGO_PKG_VERSION");
        Ok(sha256(format!("{version}\n{problem}\n{plan}\n{}\n{}", self.fingerprint, self.seal()?).as_bytes()))
    }
}

fn format(problem: &Problem) -> Result<Option<Format>, BakeoffError> {
    Ok(Some(match problem.data.format.as_deref() {
        None => return Ok(None),
        Some("csv") => Format::Csv,
        Some("tsv") => Format::Tsv,
        Some("parquet") => Format::Parquet,
        Some("ndjson") => Format::Ndjson,
        Some("arrow") => Format::ArrowIpc,
        Some(other) => {
            let message = format!("tables of format `{other}` cannot be read yet");
            return Err(BakeoffError::refused(message, "export it as Parquet, CSV, NDJSON or Arrow IPC"));
        }
    }))
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
