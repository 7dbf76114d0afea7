//! The command line of `bakeoff forecast`.

use std::path::PathBuf;

use clap::Args;

/// Forecast every series of a table, or of JSON lines on standard input.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct ForecastArguments {
    /// A table: a file, a glob or a folder.
    #[arg(required_unless_present = "jsonl")]
    pub(crate) source: Option<PathBuf>,
    /// Column to be forecast.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) target: Option<String>,
    /// Column of dates, or of whole numbers.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) time: Option<String>,
    /// Columns that tell series apart.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub(crate) group: Vec<String>,
    /// Columns from the whole to the part, such as `region/store`: all levels are forecast, and add up.
    #[arg(long, value_name = "A/B/C", conflicts_with = "group")]
    pub(crate) hierarchy: Option<String>,
    /// Steps ahead.
    #[arg(long, value_name = "STEPS", allow_hyphen_values = true)]
    pub(crate) horizon: Option<String>,
    /// Steps in a season, longer ones after commas (`7,365.25`) [default: those of the frequency].
    #[arg(long, value_name = "STEPS", allow_hyphen_values = true)]
    pub(crate) season: Option<String>,
    /// The method of the forecasts; further ones are backtested beside it.
    #[arg(long, value_name = "NAME", value_delimiter = ';', help = METHODS)]
    pub(crate) method: Vec<String>,
    /// Levels of the intervals, in percent.
    #[arg(long, value_name = "PERCENT", value_delimiter = ',', default_value = "80,95", allow_hyphen_values = true)]
    pub(crate) levels: Vec<String>,
    /// Forecast again from so many earlier origins, and compare with what came.
    #[arg(long, value_name = "ORIGINS", allow_hyphen_values = true)]
    pub(crate) backtest: Option<String>,
    /// Columns whose future is in the table, as regressors of an ARIMA model.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub(crate) known: Vec<String>,
    /// Country whose public holidays are regressors, such as DE or US.
    #[arg(long, value_name = "CODE")]
    pub(crate) country: Option<String>,
    /// Number of Mondays to Sundays of each month as regressors.
    #[arg(long)]
    pub(crate) trading_days: bool,
    /// The step between dates [default: inferred], such as monthly, working-days or 15-minutes.
    #[arg(long, value_name = "STEP")]
    pub(crate) frequency: Option<String>,
    /// What several rows of one date become: sum, mean, first, last, min or max [default: such a series is refused].
    #[arg(long, value_name = "RULE")]
    pub(crate) aggregate: Option<String>,
    /// Dates without a row are zero, rather than missing.
    #[arg(long)]
    pub(crate) zero_gaps: bool,
    /// Forecast every series from its own end, rather than from the end of the table.
    #[arg(long, conflicts_with = "hierarchy")]
    pub(crate) own_end: bool,
    /// Where to write the forecasts: csv, tsv, parquet, arrow, json or ndjson by its ending [default: CSV to standard output].
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write a page with charts.
    #[arg(long, value_name = "FILE")]
    pub(crate) page: Option<PathBuf>,
    /// Series with a chart on the page, the largest first.
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(crate) charts: usize,
    /// Write every method that failed, with its series and its reason, as CSV.
    #[arg(long, value_name = "FILE")]
    pub(crate) failures: Option<PathBuf>,
    /// Read JSON lines `{"id","m","h","y"[,"x","xf"]}` from standard input, write one line each to standard output.
    #[arg(long, conflicts_with_all = ["source", "target", "time", "group", "hierarchy", "known", "country", "trading_days",
        "frequency", "aggregate", "zero_gaps", "own_end", "output", "page", "failures"])]
    pub(crate) jsonl: bool,
    /// JSON lines of a batch, which learn from each other: one model of lags across them, bands measured on all. For a dialogue take 1:
    /// every line stands alone and is answered at once.
    #[arg(long, value_name = "LINES", default_value_t = 4096, requires = "jsonl", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) together: u32,
    /// Threads [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Seed of every random choice.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
    /// csv, tsv, parquet, ndjson or arrow.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) source_format: Option<String>,
}

const METHODS: &str = "Method of the forecasts; further ones, after `;`, are backtested beside it [default: auto]";
