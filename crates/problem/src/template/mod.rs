//! The commented problem file that `bakeoff init` writes.

mod contender;

use std::fmt::Display;

use crate::contender::Contender;
use crate::data::Task;
use crate::metric::Metric;
use crate::origin::printable;
use crate::prices::Prices;
use crate::stake::Margin;

/// Something that was inferred, and from what.
#[derive(Debug, Clone, PartialEq)]
pub struct Noted<T> {
    /// What was inferred.
    pub value: T,
    /// From what, in a few words: it becomes the comment beside the value.
    pub why: String,
}

impl<T> Noted<T> {
    /// Something inferred, and from what.
    pub fn new(value: T, why: impl Into<String>) -> Self {
        Self { value, why: why.into() }
    }
}

/// What is known when a problem file is written for a table: the few things the user said, and what the table shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// `question`; by default one is made up from the target.
    pub question: Option<String>,
    /// `data.source`.
    pub source: String,
    /// `data.format`.
    pub format: Option<Noted<String>>,
    /// `data.target`.
    pub target: String,
    /// `data.time`. Without a `horizon` the file says that rows are only ordered by it.
    pub time: Option<Noted<String>>,
    /// `data.group`.
    pub group: Option<Noted<String>>,
    /// `data.horizon`; makes the problem a forecast. Left out without `time`.
    pub horizon: Option<Noted<u32>>,
    /// `data.season`; left out unless it is a forecast.
    pub season: Option<Noted<u32>>,
    /// `data.task`.
    pub task: Option<Noted<Task>>,
    /// `data.positive`.
    pub positive: Option<Noted<String>>,
    /// `data.drop`.
    pub drop: Vec<Noted<String>>,
    /// `data.known`; left out unless it is a forecast.
    pub known: Vec<Noted<String>>,
    /// `stake.metric`.
    pub metric: Option<Noted<Metric>>,
    /// `stake.margin`; without it the file proposes 2% and says that whoever pays should change it.
    pub margin: Option<Margin>,
    /// The ladder that enters by itself, written as comments. See [`crate::ladder::default_for`].
    pub ladder: Vec<Contender>,
    /// Whatever the user said, by key and as TOML writes it, of any key of the file: goes before what is inferred.
    /// See [`crate::Quick::said`].
    pub said: Vec<(&'static str, String)>,
}

/// A problem file for these facts: every key with a line that explains it, what was inferred with its reason, the rest as comments
/// that show the default or an example. It parses back to a problem that states the facts.
///
/// ```
/// use problem::template::{Facts, Noted, template};
/// use problem::{Problem, Task};
///
/// let facts = Facts {
///     source: "churn.csv".to_owned(),
///     target: "churned".to_owned(),
///     task: Some(Noted::new(Task::Binary, "2 distinct values")),
///     ..Facts::default()
/// };
/// let text = template(&facts);
/// assert!(text.contains("task = \"binary\"  # 2 distinct values"));
/// let problem = Problem::parse(&text, "problem.toml").unwrap();
/// assert_eq!(problem.data.task, Some(Task::Binary));
/// ```
pub fn template(facts: &Facts) -> String {
    let mut page = Page { said: facts.said.clone(), ..Page::default() };
    page.comment("A problem for bakeoff. `bakeoff check` shows what would be done with it, `bakeoff run` does it.");
    page.comment("A line such as `#seed = 1` is optional; it shows the default or an example.");
    page.blank();
    top(&mut page, facts);
    data(&mut page, facts);
    stake(&mut page, facts);
    limits(&mut page);
    split(&mut page, facts);
    prices(&mut page);
    gotchas(&mut page);
    contender::section(&mut page, &facts.ladder);
    page.text
}

fn top(page: &mut Page, facts: &Facts) {
    let question =
        facts.question.clone().unwrap_or_else(|| format!("Which solution for `{}` deserves to be built?", facts.target));
    page.noted("question", Some((text(&question), String::new())), "", "The question in one sentence; it heads the page.");
    page.optional("sponsor", "\"who pays\"", "Who pays and signs; for the page.");
    page.optional("seed", "1", "Of every random choice: the same seed gives the same contest.");
    page.optional(
        "ladder",
        "\"full\"",
        "Which default contenders enter: \"full\" or \"short\". Beside [[contender]]s it adds them.",
    );
    let meaning = "Columns known to matter: after the contest it is told what the winner knows beyond them.";
    page.optional("known_drivers", "[\"COLUMN\"]", meaning);
}

/// Special cases come last before the contenders: tables of their own.
fn gotchas(page: &mut Page) {
    page.blank();
    page.comment("Special cases to be watched: what must hold of the predictions, or the largest bearable loss. Optional.");
    for line in ["#[[gotcha]]", "#name = \"new customers\"", "#when = \"tenure < 3\"", "#loss_max = 0.6"] {
        page.line(line);
    }
}

fn data(page: &mut Page, facts: &Facts) {
    let horizon = facts.horizon.as_ref().filter(|_| facts.time.is_some());
    let season = facts.season.as_ref().filter(|_| horizon.is_some());
    let known: &[Noted<String>] = if horizon.is_some() { &facts.known } else { &[] };
    page.table("data");
    let meaning = "A file, a glob or a folder, seen from this file's folder.";
    page.stated("source", &text(&facts.source), meaning, "");
    let meaning = "csv, tsv, parquet, ndjson, arrow or delta; else told from the file.";
    page.noted("format", facts.format.as_ref().map(quoted), "\"csv\"", meaning);
    page.stated("target", &text(&facts.target), "The column to be predicted.", "");
    let meaning = "regression, binary, multiclass or forecast; else told from the target.";
    page.noted("task", facts.task.as_ref().map(quoted), "\"regression\"", meaning);
    let meaning = "The column that orders the rows; with a horizon the problem is a forecast.";
    page.noted("time", facts.time.as_ref().map(quoted), "\"date\"", meaning);
    let meaning = "How many steps ahead the forecast looks.";
    page.noted("horizon", horizon.map(plain), "12", meaning);
    let meaning = "Steps in a season of a forecast, such as 12 for months in a year.";
    page.noted("season", season.map(plain), "12", meaning);
    let meaning = "The column that keeps rows together: one series each, or rows not to be torn apart.";
    page.noted("group", facts.group.as_ref().map(quoted), "\"customer\"", meaning);
    let meaning = "The class whose probability is asked for; else the rarer one.";
    page.noted("positive", facts.positive.as_ref().map(quoted), "\"yes\"", meaning);
    let meaning = "The only columns a contender may see; else all that are not dropped.";
    page.optional("features", "[\"age\", \"price\"]", meaning);
    let meaning = "Columns no contender may see, such as one known only after the outcome.";
    page.list("drop", &facts.drop, meaning);
    let meaning = "In a forecast, columns whose future values are known in time.";
    page.list("known", known, meaning);
}

fn stake(page: &mut Page, facts: &Facts) {
    page.table("stake");
    let metric = "mae, mse, rmse, pinball:0.9, poisson-deviance, mape, msle; log-loss, brier, error-rate.";
    page.noted("metric", facts.metric.as_ref().map(quoted), "\"mae\"", metric);
    let (margin, why) = match facts.margin {
        Some(Margin::Units(units)) => (format!("{units:?}"), ""),
        // Money needs a price of an error and a volume, which only the user knows.
        Some(Margin::Share(_)) => (text(&facts.margin.map(|margin| margin.to_string()).unwrap_or_default()), ""),
        Some(Margin::Money(_)) | None => ("\"2%\"".to_owned(), "a proposal: ask whoever pays"),
    };
    let meaning = "The smallest difference that matters: \"2%\" of the constant's loss, 0.4 metric units, or \"5000 a year\".";
    page.noted("margin", Some((margin, why.to_owned())), "", meaning);
    page.optional("per_unit", "0.40", "Money lost per unit of error and row.");
    page.optional("volume", "100_000", "Rows decided on a year; with per_unit it turns losses into money.");
    page.optional("currency", "\"EUR\"", "Of per_unit and of a margin in money.");
    page.optional("false_alarm", "5", "Two classes: money lost by acting on a row of the other class ...");
    page.optional("miss", "120", "... and by not acting on one of the positive class: from which probability on to act.");
}

fn limits(page: &mut Page) {
    page.table("box");
    page.optional("cpu", "\"60s\"", "CPU time of one contender, all folds together.");
    page.optional("wall", "\"180s\"", "Time on the clock, as a backstop; else three times cpu.");
    page.optional("memory", "\"2GiB\"", "Peak memory of one contender.");
}

fn split(page: &mut Page, facts: &Facts) {
    page.table("split");
    let only_ordered = facts.time.is_some() && facts.horizon.is_none();
    let time = only_ordered.then(|| ("\"time\"".to_owned(), "rows are ordered by time, without a horizon".to_owned()));
    let kind = "stratified, grouped, rolling, time, or random to force it; else what fits the data.";
    page.noted("kind", time, "\"stratified\"", kind);
    page.optional("folds", "5", "Parts of the inner split, if it is not a forecast.");
    page.optional("origins", "20", "How often a forecast is asked for.");
    page.optional("step", "1", "Time steps from one origin to the next.");
    page.optional("sealed", "\"20%\"", "The holdout that nobody sees before `bakeoff final`: a share, or rows.");
}

fn prices(page: &mut Page) {
    let guess = Prices::default();
    page.table("prices");
    page.comment("Prices that are not stated are guesses, and are shown as guesses wherever they enter a bill.");
    page.optional("currency", &text(&guess.currency), "Three capital letters.");
    page.optional("hour", &guess.hour.to_string(), "An hour of a person's work.");
    page.optional("cpu_hour", &guess.cpu_hour.to_string(), "An hour of one CPU core, without its electricity.");
    page.optional("kwh", &guess.kwh.to_string(), "A kilowatt hour.");
    page.optional("watts_per_core", &guess.watts_per_core.to_string(), "What one busy core draws.");
    page.optional("runs_a_year", "365", "How often predictions are made; else a year's running costs are left out.");
    page.optional("refits_a_year", &guess.refits_a_year.to_string(), "How often the winner is fitted anew.");
}

/// The page as it grows.
#[derive(Default)]
struct Page {
    text: String,
    /// The table that is being written, with a dot; empty at the top.
    table: String,
    said: Vec<(&'static str, String)>,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn blank(&mut self) {
        self.line("");
    }

    fn comment(&mut self, words: &str) {
        self.line(&format!("# {words}"));
    }

    fn table(&mut self, name: &str) {
        self.blank();
        self.line(&format!("[{name}]"));
        self.table = format!("{name}.");
    }

    /// A key that is stated, with its explanation above and the reason for its value beside it.
    fn stated(&mut self, key: &str, value: &str, meaning: &str, why: &str) {
        self.comment(meaning);
        let beside = if why.is_empty() { String::new() } else { format!("  # {}", printable(why)) };
        self.line(&format!("{key} = {value}{beside}"));
    }

    /// A key that nothing was inferred for: its explanation, and what was said, else the default or an example.
    fn optional(&mut self, key: &str, example: &str, meaning: &str) {
        self.noted(key, None, example, meaning);
    }

    /// A key with what was said, else with what was inferred and why, else with the default or an example.
    fn noted(&mut self, key: &str, inferred: Option<(String, String)>, example: &str, meaning: &str) {
        let Some((value, why)) = self.said(key).map(|said| (said, String::new())).or(inferred) else {
            self.comment(meaning);
            return self.line(&format!("#{key} = {example}"));
        };
        self.stated(key, &value, meaning, &why);
    }

    fn said(&self, key: &str) -> Option<String> {
        let key = format!("{}{key}", self.table);
        self.said.iter().find(|(said, _)| *said == key).map(|(_, value)| value.clone())
    }

    fn list(&mut self, key: &str, columns: &[Noted<String>], meaning: &str) {
        if columns.is_empty() || self.said(key).is_some() {
            return self.optional(key, "[\"COLUMN\"]", meaning);
        }
        self.comment(meaning);
        self.line(&format!("{key} = ["));
        for column in columns {
            self.line(&format!("  {},  # {}", text(&column.value), printable(&column.why)));
        }
        self.line("]");
    }
}

/// A text as TOML writes it.
fn text(content: &str) -> String {
    toml_edit::Value::from(content).to_string()
}

fn quoted<T: Display>(noted: &Noted<T>) -> (String, String) {
    (text(&noted.value.to_string()), noted.why.clone())
}

fn plain<T: Display>(noted: &Noted<T>) -> (String, String) {
    (noted.value.to_string(), noted.why.clone())
}
