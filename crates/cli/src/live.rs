//! The live board on standard error: it only listens.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use contest::{Event, Usage};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use report::{score, seconds};

use crate::out::tell;

/// Shows events as they come: bars on a terminal, plain lines elsewhere, notes only where `quiet`.
pub(crate) struct Live {
    quiet: bool,
    bars: Option<MultiProgress>,
    preparing: Option<ProgressBar>,
    lines: Vec<Line>,
    folds: u32,
    told: Instant,
}

/// One contender on the live board.
struct Line {
    name: String,
    box_seconds: f64,
    done: u32,
    used: Usage,
    score: Option<f64>,
    bar: Option<ProgressBar>,
}

/// Progress of the same kind is told again after this long where there is no terminal.
const TELL_EVERY: Duration = Duration::from_secs(10);

impl Live {
    pub(crate) fn new(quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal() && !quiet;
        let bars = terminal.then(|| MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10)));
        Self { quiet, bars, preparing: None, lines: Vec::new(), folds: 0, told: Instant::now() }
    }

    /// Takes the next event.
    pub(crate) fn listen(&mut self, event: &Event) {
        match event {
            Event::Note(text) => self.say(text),
            Event::Preparing { step, rows } => self.prepare(step, *rows),
            Event::Started { run, contenders, folds, cpu_seconds } => {
                self.start(run, contenders, *folds, cpu_seconds);
            }
            Event::FoldStarted { contender, .. } => self.show(*contender, None),
            Event::Working { contender, usage, .. } => self.show(*contender, Some(*usage)),
            Event::FoldFinished { contender, score, usage, forfeit, resumed, fold } => {
                self.fold(*contender, *score, *usage);
                if let (Some(forfeit), false) = (forfeit, *resumed) {
                    let name = self.name(*contender);
                    self.say(&format!("{name}: forfeit in fold {}: {}", fold + 1, forfeit.short()));
                }
            }
            Event::ContenderFinished { contender, score } => self.finish(*contender, *score),
            Event::Skipped { contender, why } => {
                if let Some(bar) = self.lines.get(*contender).and_then(|line| line.bar.as_ref()) {
                    bar.finish_and_clear();
                }
                self.say(&format!("{}: skipped, {why}", self.name(*contender)));
            }
            Event::Finished => self.clear(),
        }
    }

    fn name(&self, contender: usize) -> &str {
        self.lines.get(contender).map_or("?", |line| line.name.as_str())
    }

    fn say(&self, text: &str) {
        if self.quiet {
            return;
        }
        match &self.bars {
            Some(bars) => bars.suspend(|| tell(text)),
            None => tell(text),
        }
    }

    fn prepare(&mut self, step: &str, rows: u64) {
        let Some(bars) = &self.bars else { return };
        let bar = self.preparing.get_or_insert_with(|| bars.add(ProgressBar::new_spinner()));
        bar.set_message(format!("{step}: {rows} rows"));
        bar.tick();
    }

    fn start(&mut self, run: &str, contenders: &[String], folds: u32, cpu_seconds: &[f64]) {
        if let Some(bar) = self.preparing.take() {
            bar.finish_and_clear();
        }
        self.say(&format!("run {}: {} contenders, {folds} folds", &run[..run.len().min(8)], contenders.len()));
        self.folds = folds;
        let width = contenders.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        for (name, &box_seconds) in contenders.iter().zip(cpu_seconds) {
            let bar = self.bars.as_ref().map(|bars| bars.add(bar(name, width, folds)));
            let used = Usage::default();
            self.lines.push(Line { name: name.clone(), box_seconds, done: 0, used, score: None, bar });
        }
    }

    fn fold(&mut self, contender: usize, score: Option<f64>, usage: Usage) {
        let Some(line) = self.lines.get_mut(contender) else { return };
        line.done += 1;
        line.used = line.used.then(usage);
        line.score = score;
        if let Some(bar) = &line.bar {
            bar.set_position(u64::from(line.done));
        }
        self.show(contender, None);
        if self.bars.is_none() && !self.quiet && self.told.elapsed() > TELL_EVERY {
            self.told = Instant::now();
            let progress: Vec<String> = self.lines.iter().map(|l| format!("{} {}/{}", l.name, l.done, self.folds)).collect();
            tell(format_args!("folds: {}", progress.join(", ")));
        }
    }

    fn show(&self, contender: usize, now: Option<Usage>) {
        let Some(line) = self.lines.get(contender) else { return };
        let Some(bar) = &line.bar else { return };
        let used = now.map_or(line.used, |now| line.used.then(now));
        let so_far = line.score.map(score).unwrap_or_default();
        bar.set_message(format!(
            "{so_far:>10}   {} of {} CPU   {} wall",
            seconds(used.cpu_seconds),
            seconds(line.box_seconds),
            seconds(used.wall_seconds)
        ));
    }

    fn finish(&mut self, contender: usize, scored: Option<f64>) {
        let Some(line) = self.lines.get(contender) else { return };
        if let Some(bar) = &line.bar {
            bar.abandon();
        } else if !self.quiet {
            let result = scored.map_or_else(|| "no score".to_owned(), score);
            tell(format_args!("{}: {result} after {} CPU", line.name, seconds(line.used.cpu_seconds)));
        }
    }

    fn clear(&mut self) {
        for bar in self.lines.iter().filter_map(|line| line.bar.as_ref()) {
            bar.finish_and_clear();
        }
    }
}

fn bar(name: &str, width: usize, folds: u32) -> ProgressBar {
    let bar = ProgressBar::new(u64::from(folds));
    let template = format!("  {{prefix:<{width}}}  {{bar:20.green}} {{pos:>3}}/{{len}}  {{msg}}");
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style.progress_chars("━━╌"));
    }
    bar.set_prefix(name.to_owned());
    bar
}
