//! The command line of `bakeoff look`.

use std::path::PathBuf;

use clap::Args;

/// Look at a table: what it holds, and what that means for any model.
#[derive(Debug, Clone, Args)]
pub(crate) struct LookArguments {
    /// Files, globs or folders of one table.
    #[arg(required = true, value_name = "DATA")]
    pub(crate) sources: Vec<String>,
    /// Column that a model would predict.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) target: Option<String>,
    /// Column that says when a row became known, or the columns of its year, month, ... with commas between them.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) time: Option<String>,
    /// Column that says to whom a row belongs.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) group: Option<String>,
    /// An earlier look.json (with look.baseline beside it) that the table is compared with.
    #[arg(long, value_name = "LOOK.JSON")]
    pub(crate) against: Option<PathBuf>,
    /// Rules that must hold; exit 1 when one does not.
    #[arg(long, value_name = "RULES.TOML")]
    pub(crate) rules: Option<PathBuf>,
    /// Learn rules from the history and write them to rules.toml, each with its measured rate of false alarms.
    #[arg(long)]
    pub(crate) suggest_rules: bool,
    /// How often there is a delivery: hour, day, week, month, quarter or year [default: by the data].
    #[arg(long, value_name = "PERIOD", requires = "suggest_rules")]
    pub(crate) every: Option<String>,
    /// Share of deliveries in which a suggested rule may fire falsely.
    #[arg(long, value_name = "SHARE", requires = "suggest_rules", default_value_t = 0.01)]
    pub(crate) false_alarms: f64,
    /// Folder for look.html, look.json and look.baseline.
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    pub(crate) out: PathBuf,
    /// Show smallest and largest values, first and last dates and rare levels, too.
    #[arg(long)]
    pub(crate) show_values: bool,
    /// Seed of every random choice.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threads [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// csv, tsv, parquet, ndjson or arrow [default: by ending and first bytes].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) source_format: Option<String>,
    /// What separates the fields of CSV: one character, or `tab` [default: found by looking].
    #[arg(long, value_name = "CHARACTER", allow_hyphen_values = true)]
    pub(crate) delimiter: Option<String>,
}
