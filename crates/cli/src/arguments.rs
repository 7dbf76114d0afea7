//! The command line.

use std::path::PathBuf;

use anstream::ColorChoice;
use clap::{Args, Parser, Subcommand, ValueEnum};
use problem::Quick;

use crate::commands::forecast::ForecastArguments;
use crate::commands::look::LookArguments;

/// Find the simplest solution that is shown to be good enough, in money - or stop.
#[derive(Debug, Parser)]
#[command(name = "bakeoff", version, max_term_width = 100, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) general: General,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(crate) color: Color,
}

const AFTER_HELP: &str = "Exit codes: 0 done; 1 done and the answer is no (stop, undecided); 2 the input is wrong; \
3 stopped early; 70 a bug.\n\nBegin with `bakeoff demo passengers`.";

/// Flags of every command.
#[derive(Debug, Clone, Args)]
pub(crate) struct General {
    /// Folder of the ledger [default: .bakeoff beside the problem file].
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) ledger: Option<PathBuf>,
    /// What is printed to standard output.
    #[arg(long, global = true, value_enum, default_value = "text")]
    pub(crate) format: Format,
    /// Say less on standard error.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// What is printed to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs: one documented, versioned JSON document.
    Json,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    pub(crate) fn write_global(self) {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
        .write_global();
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Look at a table: what it holds, and what that means for any model.
    Look(LookArguments),
    /// Hold a contest: a problem file, or a table with --target and --margin.
    Run(RunArguments),
    /// Write a commented problem file for a table, with what was inferred.
    Init(InitArguments),
    /// Check a problem: shows ladder, folds, seal and boxes, runs nothing.
    Check(Question),
    /// Play one contender again: same folds, same box.
    Try(TryArguments),
    /// Show the board of the last contest, or of one.
    Board(RunId),
    /// Show one run and its children.
    Show(RunId),
    /// List all contests.
    Runs,
    /// Open the seal for the recommended contender and tier 0. Counted.
    Final(RunId),
    /// Write the sponsor's page of the last contest, or of one.
    Page(PageArguments),
    /// Check the ledger: finds any edited, removed or reordered record.
    Verify,
    /// Forecast every series of a table, or of JSON lines, with intervals.
    Forecast(Box<ForecastArguments>),
    /// Put a contender of your own through the conformance suite.
    CheckContender(CheckContenderArguments),
    /// Run a shipped example.
    Demo(DemoArguments),
}

/// A problem: a file, or a table and flags.
#[derive(Debug, Clone, Args)]
#[allow(clippy::struct_field_names)]
pub(crate) struct Question {
    /// A problem file (.toml), or a table: a file, a glob or a folder.
    pub(crate) source: PathBuf,
    /// Column to be predicted.
    #[arg(long, value_name = "COLUMN")]
    target: Option<String>,
    /// Smallest difference that matters: `2%` of the constant's loss, metric units, or `5000 a year`.
    #[arg(long, allow_hyphen_values = true)]
    margin: Option<String>,
    /// Column that orders the rows.
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,
    /// Column that tells series or groups apart.
    #[arg(long, value_name = "COLUMN")]
    group: Option<String>,
    /// Steps ahead: makes it a forecast.
    #[arg(long, value_name = "STEPS", allow_hyphen_values = true)]
    horizon: Option<String>,
    /// Steps in a season.
    #[arg(long, value_name = "STEPS", allow_hyphen_values = true)]
    season: Option<String>,
    /// regression, binary, multiclass or forecast.
    #[arg(long)]
    task: Option<String>,
    /// Class whose probability is asked for.
    #[arg(long, value_name = "CLASS")]
    positive: Option<String>,
    /// mae, mse, rmse, log-loss, brier, error-rate, pinball:0.9, poisson-deviance, mape, msle.
    #[arg(long)]
    metric: Option<String>,
    /// Money lost per unit of error and row.
    #[arg(long, value_name = "MONEY", allow_hyphen_values = true)]
    per_unit: Option<String>,
    /// Rows decided on a year.
    #[arg(long, value_name = "ROWS", allow_hyphen_values = true)]
    volume: Option<String>,
    /// The only columns a contender may see.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    features: Vec<String>,
    /// Columns no contender may see.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    drop: Vec<String>,
    /// Forecast: columns whose future is known.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    known: Vec<String>,
    /// stratified, grouped, rolling, time or random.
    #[arg(long, value_name = "KIND")]
    split: Option<String>,
    /// Folds of the inner split.
    #[arg(long, allow_hyphen_values = true)]
    folds: Option<String>,
    /// Forecast: how often a forecast is asked for.
    #[arg(long, allow_hyphen_values = true)]
    origins: Option<String>,
    /// Forecast: steps from one origin to the next.
    #[arg(long, value_name = "STEPS", allow_hyphen_values = true)]
    step: Option<String>,
    /// Holdout that nobody sees before `bakeoff final`: `20%`, or rows.
    #[arg(long, allow_hyphen_values = true)]
    sealed: Option<String>,
    /// CPU seconds of each contender's box.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    cpu: Option<String>,
    /// Wall seconds of each contender's box.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    wall: Option<String>,
    /// Memory of each contender's box.
    #[arg(long, value_name = "SIZE", allow_hyphen_values = true)]
    memory: Option<String>,
    /// Default contenders: short or full.
    #[arg(long, value_name = "SIZE")]
    ladder: Option<String>,
    /// csv, tsv, parquet, ndjson or arrow.
    #[arg(long, value_name = "FORMAT")]
    source_format: Option<String>,
    /// The question in one sentence, for the page.
    #[arg(long, value_name = "TEXT")]
    question: Option<String>,
    /// Seed of every random choice.
    #[arg(long, allow_hyphen_values = true)]
    seed: Option<String>,
}

impl Question {
    /// Whether the source is a problem file.
    pub(crate) fn is_file(&self) -> bool {
        self.source.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
    }

    pub(crate) fn quick(&self) -> Quick {
        let given = self.clone();
        Quick {
            source: given.source.to_string_lossy().into_owned(),
            target: given.target,
            margin: given.margin,
            time: given.time,
            group: given.group,
            horizon: given.horizon,
            season: given.season,
            task: given.task,
            positive: given.positive,
            metric: given.metric,
            per_unit: given.per_unit,
            volume: given.volume,
            features: given.features,
            drop: given.drop,
            known: given.known,
            split: given.split,
            folds: given.folds,
            origins: given.origins,
            step: given.step,
            sealed: given.sealed,
            cpu: given.cpu,
            wall: given.wall,
            memory: given.memory,
            ladder: given.ladder,
            source_format: given.source_format,
            question: given.question,
            seed: given.seed,
        }
    }
}

#[derive(Debug, Clone, Args)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    pub(crate) question: Question,
    /// Go on with the last contest that was cut off, without repeating finished folds.
    #[arg(long)]
    pub(crate) resume: bool,
    /// Contenders that play at the same time [default: one a core, at most four].
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) jobs: Option<u16>,
    /// Open the page in a browser at the end.
    #[arg(long)]
    pub(crate) open: bool,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct InitArguments {
    #[command(flatten)]
    pub(crate) question: Question,
    /// Where to write [default: problem.toml; `-` for standard output].
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write over a file that is there.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct TryArguments {
    /// Name of the contender.
    pub(crate) name: String,
    /// The problem file.
    #[arg(long, value_name = "FILE", default_value = "problem.toml")]
    pub(crate) problem: PathBuf,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct RunId {
    /// Run id, or the beginning of one [default: the last contest].
    pub(crate) run: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct PageArguments {
    /// Run id, or the beginning of one [default: the last contest].
    pub(crate) run: Option<String>,
    /// Open the page in a browser.
    #[arg(long)]
    pub(crate) open: bool,
    /// Where to write [default: in the ledger's folder].
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct CheckContenderArguments {
    /// The command after `--`, as under `run` in a problem file.
    #[arg(last = true, required = true, value_name = "CMD")]
    pub(crate) command: Vec<String>,
    /// Tasks it should be able to answer [default: all].
    #[arg(long, value_delimiter = ',', value_name = "TASK")]
    pub(crate) tasks: Vec<String>,
    /// Hand the tables over as CSV too.
    #[arg(long)]
    pub(crate) csv: bool,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct DemoArguments {
    /// Which example.
    #[arg(value_enum)]
    pub(crate) name: Demo,
    /// Folder to put it in [default: bakeoff-demo].
    #[arg(long, value_name = "FOLDER", default_value = "bakeoff-demo")]
    pub(crate) folder: PathBuf,
}

/// The shipped examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Demo {
    /// Monthly airline passengers: a forecast.
    Passengers,
    /// Late arrivals in New York, 2013: 336,776 rows.
    Flights,
    /// Who buys again: quantile cells in SQL against models.
    Buyers,
    /// Customers who leave.
    Churn,
    /// Prices of diamonds: here complexity pays.
    Diamonds,
    /// Daily departures of three airports: many series.
    Departures,
}
