//! **look**: formal data analysis of a whole table, before any model.
//!
//! One pass over the batches gathers mergeable summaries of every column, the Gram matrix of all columns of numbers, a
//! timeline and a seeded sample of rows; checks then read these. Each check is a file, its doc comment is its manual page; it gives
//! a plain report and the few [`Finding`]s that are worth saying. Nothing here does I/O.

mod against;
mod asked;
mod baseline;
mod collinearity;
mod column;
mod columns;
mod course;
mod deliveries;
mod describe;
mod drift;
mod duplicates;
mod facts;
mod finding;
mod fits;
mod gathered;
mod groups;
mod meaning;
mod pairs;
mod panel;
mod pass;
mod power;
mod rules;
mod sample;
mod series;
mod suggest;
mod target;
mod timeline;
mod times;
mod words;
mod written;

use arrow::array::RecordBatch;
use serde::{Deserialize, Serialize};

pub use self::series::{
    ByGroup, Growth, Index, Jump, Made, OneSeries, Pair, Reading, SeasonFound, Series, StationarityTest, StraightTrend,
    UnitRootTest,
};
pub use against::{
    ColumnMoved, CorrelationMoved, DistanceMoved, LevelMoved, LevelsMoved, MeanMoved, Moved, ShareMoved, SpreadMoved,
    Test as MovedTest, against,
};
pub use asked::Asked;
pub use baseline::{Baseline, Kept, Kind as StoredAs, Span, Summary, VERSION as BASELINE_VERSION};
pub use collinearity::{Collinearity, Dependence, Inflation};
pub use column::{Column, Counted, Histogram, Instants, Level, Numbers, Order, Outliers, SHARES, Texts};
pub use course::Course;
pub use deliveries::{Delivery, Every, History};
pub use drift::{Drift, FilledMove, LevelSpan, LevelsMove, Move};
pub use duplicates::Duplicates;
pub use facts::Facts;
pub use finding::Finding;
pub use fits::{Closeness, ColumnFit, FamilyFit, Fits, Judged, Normality, Parameter, PointMass, QuantilePoint, Tested};
pub use gathered::OfFlags;
pub use groups::{Difference, Groups};
pub use meaning::Meaning;
pub use pairs::{Bounded, Map, Measures, Pairs, Related};
pub use panel::Followed;
pub use power::{Comparison, Effective, Measured, Power};
pub use problem::Rule;
pub use rules::{Checked, Counted as CountedRows, Evidence, Outcome, asked as asked_by, check};
pub use sample::{Levels, Sample};
pub use suggest::{FalseAlarms, LeftOut, Suggested, SuggestedRule, deliveries_min, suggest};
pub use target::{Ahead, Late, Loss, Model, Point, Reach, Repeats, Share, Target, Telling};
pub use timeline::{Cell, Timeline};
pub use words::{SHOWN_ROWS_MIN, p_value};
pub use written::{Form, Written};

use crate::error::ProfileError;
use pass::{Gathering, Pass};
use written::Reader;

/// The version of this shape of a look.
pub const VERSION: u32 = 1;

/// Everything that was seen: the content of `look.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The version of this shape: [`VERSION`].
    pub version: u32,
    /// What was looked at: the source as the user wrote it.
    pub source: String,
    /// Number of rows.
    pub rows: u64,
    /// The sample that some checks read.
    pub sample: Sampled,
    /// What the user said about columns.
    pub asked: Asked,
    /// What is worth knowing, by consequence, the gravest first.
    pub findings: Vec<Finding>,
    /// Each column, in the order of the table.
    pub columns: Vec<Column>,
    /// Rows and columns that stand there twice.
    pub duplicates: Duplicates,
    /// Columns that repeat each other.
    pub collinearity: Option<Collinearity>,
    /// Families of distributions.
    pub fits: Option<Fits>,
    /// How columns hang together, two by two.
    pub pairs: Option<Pairs>,
    /// Differences of groups.
    pub groups: Option<Groups>,
    /// Whether the target can be learned, and honestly.
    pub target: Option<Target>,
    /// What differences this many rows can show.
    pub power: Option<Power>,
    /// Series in time.
    pub series: Option<Series>,
    /// What moves along time.
    pub drift: Option<Drift>,
    /// What moved since another table was looked at, where it is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<Moved>,
    /// Rules that were judged, in the order of their file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<Checked>>,
    /// Rules that are suggested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested: Option<Suggested>,
    /// Columns whose times were read from texts, codes or parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub written: Vec<Written>,
    /// How the table was read, each a short sentence.
    pub notes: Vec<String>,
}

/// The sample that some checks read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampled {
    /// Its rows.
    pub rows: u64,
    /// The rows of the table.
    pub of: u64,
    /// The seed of the draw.
    pub seed: u64,
}

/// What the pass is to gather besides.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Rules whose rows are to be counted.
    pub rules: Vec<Rule>,
    /// Whether a history of deliveries is to be kept, for [`suggest`].
    pub history: bool,
    /// How often there is a delivery; by itself the shortest time with enough rows.
    pub every: Option<Every>,
    /// Whether the day stands first in dates that may be read either way; by itself what the rows let guess.
    pub day_first: Option<bool>,
}

/// A look, and what stays of the table for later comparison.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Everything that was seen.
    pub look: Look,
    /// What later data are compared with.
    pub baseline: Baseline,
    /// For each rule that was wanted what was counted of it, as [`check`] takes it.
    pub counted: Vec<Option<CountedRows>>,
    /// Its deliveries, where they were wanted.
    pub history: Option<History>,
}

/// As [`see`], the look alone.
///
/// # Errors
/// Those of [`see`].
pub fn look<E>(
    batches: impl IntoIterator<Item = Result<RecordBatch, E>>,
    source: &str,
    asked: &Asked,
    progress: &mut dyn FnMut(u64),
) -> Result<Look, ProfileError>
where
    E: std::error::Error + Send + Sync + 'static,
{
    see(batches, source, asked, &Wanted::default(), progress).map(|seen| seen.look)
}

/// Looks at a table: batches of the six canonical types, in the order of its rows.
///
/// Columns of floats may hold NaN and infinity; these are counted apart and seen by no other figure. `progress` is told the
/// number of rows after each batch. The result is the same for any number of threads, and for any size of batches but for the last digits of moments.
///
/// # Errors
/// When a batch cannot be read, columns differ between batches, or a column named in `asked` is not there; [`ProfileError::DayOrder`] where later rows show
/// that day and month are the other way round than the first ones let guess: look again with [`Wanted::day_first`].
pub fn see<E>(
    batches: impl IntoIterator<Item = Result<RecordBatch, E>>,
    source: &str,
    asked: &Asked,
    wanted: &Wanted,
    progress: &mut dyn FnMut(u64),
) -> Result<Seen, ProfileError>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let mut state: Option<(Reader, Pass)> = None;
    for batch in batches {
        let batch = batch.map_err(|e| ProfileError::Input(Box::new(e)))?;
        let (pass, batch) = if let Some((reading, pass)) = &mut state {
            (pass, reading.read(batch)?)
        } else {
            let mut reading = Reader::of(&batch, asked, wanted);
            let batch = reading.read(batch)?;
            let pass = Pass::new(&batch.schema(), &reading.asked, wanted)?;
            (&mut state.insert((reading, pass)).1, batch)
        };
        pass.push(&batch)?;
        progress(pass.rows());
    }
    let (reading, pass) = state.ok_or(ProfileError::NoRows)?;
    let written = reading.finish()?;
    let Gathering { facts, baseline, counted, history } = pass.finish()?;
    Ok(Seen { look: judge(&facts, source, written), baseline, counted, history })
}

impl Look {
    /// The same compared with another table: what moved stands among the findings.
    #[must_use]
    pub fn compared(mut self, moved: Moved) -> Self {
        self.findings.extend(moved.findings.iter().cloned());
        self.findings.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        self.against = Some(moved);
        self
    }
}

/// Runs every check on what was gathered.
fn judge(facts: &Facts, source: &str, written: Vec<Written>) -> Look {
    let sample = Sampled { rows: facts.sample.len() as u64, of: facts.rows, seed: facts.asked.seed };
    let duplicates = facts.duplicates.clone();
    let mut look = Look {
        version: VERSION,
        source: source.to_owned(),
        rows: facts.rows,
        sample,
        asked: facts.asked.clone(),
        findings: Vec::new(),
        columns: facts.columns.clone(),
        duplicates,
        collinearity: collinearity::check(facts),
        fits: fits::check(facts),
        pairs: pairs::check(facts),
        groups: groups::check(facts),
        target: target::check(facts),
        power: power::check(facts),
        series: self::series::check(facts),
        drift: drift::check(facts),
        against: None,
        rules: None,
        suggested: None,
        written,
        notes: Vec::new(),
    };
    let mut all = columns::findings(facts);
    all.extend(written::findings(&look.written));
    all.extend(written::suggested(facts));
    all.extend(duplicates::findings(&look.duplicates));
    all.extend(look.collinearity.iter().flat_map(collinearity::findings));
    all.extend(look.fits.iter().flat_map(|seen| fits::findings(seen, facts)));
    all.extend(look.pairs.iter().flat_map(|seen| pairs::findings(seen, facts, look.collinearity.as_ref())));
    all.extend(look.groups.iter().flat_map(|seen| groups::findings(seen, facts)));
    all.extend(look.target.iter().flat_map(|seen| target::findings(seen, facts)));
    all.extend(look.power.as_ref().and_then(power::findings));
    all.extend(look.series.iter().flat_map(|seen| self::series::findings(seen, facts)));
    all.extend(look.drift.iter().flat_map(|seen| drift::findings(seen, look.series.as_ref(), facts)));
    // Rows sorted by what should be the time are told once.
    if let Some(time) = all.iter().find(|f| f.kind == "written.time").map(|f| f.columns[0].clone()) {
        all.retain(|f| f.kind != "drift.order" || f.columns.first() != Some(&time));
    }
    if let Some(seen) = &look.series {
        self::series::temper(&mut all, seen);
    }
    // Stable: findings of equal weight stay in the order of the checks.
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    look.findings = all;
    look
}
