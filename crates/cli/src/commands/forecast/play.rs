//! Every series of a table: read, put on its grid, forecast chunk by chunk, written.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use forecast::Band;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use panel::{HierarchyError, Outlook, Spec};
use series::text;
use table::{Options, Table};

use super::ForecastArguments;
use super::columns::Columns;
use super::lineup::{Entry, Lineup, Refused};
use super::request::{Request, thread_seconds};
use super::rows::{Line, Rows};
use super::shown::{Chosen, Shown};
use super::sink::{Ahead, Sink};
use super::tally::{Cause, Tally, causes, family};
use super::tree::Tree;
use super::trial::Trials;
use crate::arguments::{self, General};
use crate::exit::{Exit, Failure};

/// Series that are forecast at the same time, and their values, at most.
const CHUNK_SERIES_MAX: usize = 4_096;
const CHUNK_VALUES_MAX: usize = 8_000_000;

/// Everything that the summary, the page and the document tell.
pub(super) struct Report {
    pub(super) source: String,
    pub(super) notes: Vec<String>,
    pub(super) columns: Columns,
    pub(super) lineup: Lineup,
    pub(super) levels: Vec<f64>,
    pub(super) tally: Tally,
    pub(super) trials: Trials,
    pub(super) shown: Vec<Shown>,
    pub(super) method: String,
    pub(super) seed: u64,
}

pub(super) fn run(args: &ForecastArguments, request: &Request, general: &General) -> Result<Exit, Failure> {
    let scratch = tempfile::tempdir().map_err(|e| Failure::input(format!("no folder for the table: {e}"), None))?;
    end_on_interrupt(scratch.path(), args)?;
    let source = args.source.clone().unwrap_or_default();
    let table = open(&source, args.source_format.as_deref())?;
    let columns = Columns::of(args, &table)?;
    let normal = scratch.path().join("table.arrow");
    let ingested = table.ingest(&normal, &mut |_| {})?;
    let rows = Rows::survey(&normal, &columns, ingested.rows)?;
    let Some(end) = rows.end else {
        return Err(Failure::input(format!("no row has a value of `{}`", columns.target), None));
    };
    let document = general.format == arguments::Format::Json && args.output.is_none();
    let mut run = Run {
        args,
        request,
        sink: if document {
            Sink::nowhere(&columns, &request.spec.levels)
        } else {
            Sink::open(args.output.as_deref(), &columns, &request.spec.levels)?
        },
        failures: args.failures.as_deref().map(FailuresFile::create).transpose()?,
        tally: Tally::default(),
        trials: Trials::new(request.methods.iter().map(|(name, _)| name.clone())),
        chosen: Chosen::new(if document {
            usize::MAX
        } else if args.page.is_some() {
            args.charts
        } else {
            0
        }),
        bar: bar(general.quiet),
    };
    let first = rows.share(0)?;
    if rows.shares() > 1 && args.hierarchy.is_some() {
        return Err(Failure::input("the table is too long for a hierarchy", Some("sum it to a longer step first".into())));
    }
    let lineup = Lineup::settle(args, request, &columns, &first, end)?;
    run.play(&first, &columns, &lineup)?;
    drop(first);
    for share in 1..rows.shares() {
        run.play(&rows.share(share)?, &columns, &lineup)?;
    }
    let Run { sink, failures, tally, trials, chosen, bar, .. } = run;
    bar.finish_and_clear();
    if tally.forecast == 0 {
        return Err(hopeless(&tally));
    }
    sink.finish()?;
    failures.map_or(Ok(()), FailuresFile::finish)?;
    let report = Report {
        source: source.display().to_string(),
        notes: ingested.notes,
        columns,
        lineup,
        levels: request.spec.levels.clone(),
        tally,
        trials,
        shown: chosen.into_shown(),
        method: request.methods[0].0.clone(),
        seed: request.spec.seed,
    };
    super::tell::tell(&report, args, general)?;
    Ok(Exit::Done)
}

fn open(source: &Path, format: Option<&str>) -> Result<Table, Failure> {
    let format = format.map(crate::commands::format).transpose()?;
    Ok(Table::open(&source.to_string_lossy(), Path::new(""), &Options { format, ..Options::default() })?)
}

/// No series has a forecast: the first reason is the answer.
fn hopeless(tally: &Tally) -> Failure {
    match tally.failures().first() {
        Some((cause, failure)) => {
            let series = failure.examples.iter().find(|name| !name.is_empty());
            let of = series.map(|name| format!(" (series `{name}`)")).unwrap_or_default();
            Failure::input(format!("no series can be forecast: {}{of}", cause.reason), failure.hint.clone())
        }
        None => Failure::input("the table holds no series", None),
    }
}

/// Ctrl-C leaves no scratch files behind.
fn end_on_interrupt(scratch: &Path, args: &ForecastArguments) -> Result<(), Failure> {
    let parts: Vec<PathBuf> = args.output.iter().map(|p| super::sink::part(p)).collect();
    let scratch = scratch.to_owned();
    let handled = ctrlc::set_handler(move || {
        // The program ends here; what cannot be removed is in the system's folder for such files.
        let _ = std::fs::remove_dir_all(&scratch);
        for part in &parts {
            let _ = std::fs::remove_file(part);
        }
        std::process::exit(3);
    });
    handled.map_err(|error| Failure::input(format!("cannot listen for Ctrl-C: {error}"), None))
}

fn bar(quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template("  {bar:30.green} {pos}/{len} series  {elapsed} {msg}") {
        bar.set_style(style.progress_chars("━━╌"));
    }
    bar
}

/// The work in progress.
struct Run<'a> {
    args: &'a ForecastArguments,
    request: &'a Request,
    sink: Sink,
    failures: Option<FailuresFile>,
    tally: Tally,
    trials: Trials,
    chosen: Chosen,
    bar: ProgressBar,
}

impl Run<'_> {
    /// Forecasts the series of a share, chunk by chunk.
    fn play(&mut self, lines: &[Line], columns: &Columns, lineup: &Lineup) -> Result<(), Failure> {
        self.bar.inc_length(lines.len() as u64);
        let mut at = 0;
        while at < lines.len() {
            let mut values = 0;
            let fits = |line: &&Line| {
                values += line.rows.len();
                values <= CHUNK_VALUES_MAX
            };
            // What adds up is forecast together.
            let whole = self.args.hierarchy.is_some();
            let count =
                if whole { lines.len() } else { lines[at..].iter().take(CHUNK_SERIES_MAX).take_while(fits).count().max(1) };
            self.chunk(&lines[at..at + count], columns, lineup)?;
            at += count;
        }
        Ok(())
    }

    fn chunk(&mut self, lines: &[Line], columns: &Columns, lineup: &Lineup) -> Result<(), Failure> {
        let mut entries = Vec::new();
        for line in lines {
            match lineup.entry(line, columns) {
                Ok(entry) => entries.push(entry),
                Err(refused) => {
                    self.bar.inc(1);
                    self.refuse(&line.labels.join("/"), &refused)?;
                }
            }
        }
        for entry in &entries {
            self.tally.enter(entry, |stamp| text::readable(stamp, lineup.step, lineup.clock));
            if let Err(reason) = &entry.known {
                let cause = Cause { tried: "regressors".into(), reason: reason.clone(), stood_in: "a model without them".into() };
                self.note(&entry.name, cause, None)?;
            }
        }
        let members: Vec<_> = entries.iter().map(|entry| entry.member(lineup)).collect();
        if self.args.hierarchy.is_some() {
            let tree = Tree::of(&entries).map_err(|error| Failure::input(error, None))?;
            let sums = (tree.entries.len() - entries.len()) as u64;
            (self.tally.sums, self.tally.series) = (sums, self.tally.series + sums);
            self.bar.inc_length(sums);
            return self.each(&tree.entries, |spec| tree.forecast(&members, spec));
        }
        self.each(&entries, |spec| Ok(panel::forecast(&members, spec, &thread_seconds)))
    }

    /// Plays every method that is asked for; the first makes the forecasts.
    fn each(&mut self, entries: &[Entry], play: impl Fn(&Spec) -> Result<Vec<Outlook>, HierarchyError>) -> Result<(), Failure> {
        let origins = self.request.spec.backtest_origins;
        let played = if origins > 0 { self.request.methods.len() } else { 1 };
        for (number, (_, method)) in self.request.methods.iter().enumerate().take(played) {
            let spec = Spec { method: method.clone(), ..self.request.spec.clone() };
            let outlooks = play(&spec).map_err(|error| Failure::input(error, None))?;
            for (entry, outlook) in entries.iter().zip(&outlooks) {
                self.trials.add(number, outlook);
                if number == 0 {
                    self.take(entry, outlook)?;
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, entry: &Entry, outlook: &Outlook) -> Result<(), Failure> {
        self.bar.inc(1);
        self.tally.take(outlook);
        for cause in causes(outlook) {
            self.write_failure(&outlook.id, &cause)?;
        }
        if let Ok(forecast) = &outlook.forecast {
            let bound = |band: &Band, k: usize| Some((*band.lower.get(k)?, *band.upper.get(k)?));
            let levels = &self.request.spec.levels;
            let combined = outlook.model.contains(" + ");
            let model = if combined { family(&outlook.model) } else { outlook.model.clone() };
            let ahead = forecast.mean.iter().enumerate().map(|(k, mean)| Ahead {
                labels: &entry.labels,
                stamp: entry.stamp_ahead(k + 1),
                step: k + 1,
                model: &model,
                mean: *mean,
                bounds: levels.iter().map(|level| forecast.band(*level).and_then(|band| bound(band, k))).collect(),
            });
            self.sink.write(&ahead.collect::<Vec<_>>())?;
        }
        self.chosen.offer(entry, outlook);
        Ok(())
    }

    fn refuse(&mut self, series: &str, refused: &Refused) -> Result<(), Failure> {
        self.tally.refuse(series, refused);
        let cause = Cause { tried: String::new(), reason: refused.reason.clone(), stood_in: String::new() };
        self.write_failure(series, &cause)
    }

    fn note(&mut self, series: &str, cause: Cause, hint: Option<String>) -> Result<(), Failure> {
        self.write_failure(series, &cause)?;
        self.tally.fail(cause, series, hint);
        Ok(())
    }

    fn write_failure(&mut self, series: &str, cause: &Cause) -> Result<(), Failure> {
        self.failures.as_mut().map_or(Ok(()), |file| file.write(series, cause))
    }
}

/// The file of `--failures`.
struct FailuresFile {
    path: PathBuf,
    writer: csv::Writer<BufWriter<File>>,
}

impl FailuresFile {
    fn create(path: &Path) -> Result<Self, Failure> {
        let file = File::create(path).map_err(|e| Failure::input(format!("cannot write {}: {e}", path.display()), None))?;
        let mut file = Self { path: path.to_owned(), writer: csv::Writer::from_writer(BufWriter::new(file)) };
        file.record(["series", "tried", "reason", "stood_in"])?;
        Ok(file)
    }

    fn write(&mut self, series: &str, cause: &Cause) -> Result<(), Failure> {
        self.record([series, &cause.tried, &cause.reason, &cause.stood_in])
    }

    fn record(&mut self, fields: [&str; 4]) -> Result<(), Failure> {
        let done = self.writer.write_record(fields);
        done.map_err(|e| Failure::input(format!("cannot write {}: {e}", self.path.display()), None))
    }

    fn finish(self) -> Result<(), Failure> {
        let Self { path, writer } = self;
        let cannot = |e: &dyn std::fmt::Display| Failure::input(format!("cannot write {}: {e}", path.display()), None);
        writer.into_inner().map_err(|e| cannot(&e))?.flush().map_err(|e| cannot(&e))
    }
}
