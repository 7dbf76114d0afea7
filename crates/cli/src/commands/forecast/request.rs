//! What is asked of every series, checked.

use forecast::Method;
use panel::Spec;

use super::ForecastArguments;
use crate::exit::Failure;

/// What is played in a backtest where nothing is said.
const RIVALS: [&str; 4] = ["arima", "ets", "dynamic-theta", YARDSTICK];
/// What every method is compared with.
pub(super) const YARDSTICK: &str = "seasonal-naive";
/// Longest season that is taken.
pub(super) const SEASON_MAX: usize = 100_000;

/// The checked part of the command line that tables and JSON lines share.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// Names and methods; the first makes the forecasts, all are backtested.
    pub(super) methods: Vec<(String, Method)>,
    /// What is asked of the batch; the method is the first.
    pub(super) spec: Spec,
    /// Steps ahead, where said.
    pub(super) horizon: Option<usize>,
    /// Steps in a season, where said.
    pub(super) season: Option<usize>,
    /// Longer seasons said with it.
    pub(super) longer: Vec<f64>,
}

impl Request {
    pub(super) fn of(args: &ForecastArguments) -> Result<Self, Failure> {
        let horizon = args.horizon.as_deref().map(|t| whole("--horizon", t, forecast::HORIZON_MAX)).transpose()?;
        let (season, longer) = match args.season.as_deref() {
            Some(text) => seasons(text).map(|(season, longer)| (Some(season), longer))?,
            None => (None, Vec::new()),
        };
        let origins = args.backtest.as_deref().map(|t| whole("--backtest", t, forecast::ORIGINS_MAX)).transpose()?;
        let mut names: Vec<String> = args.method.iter().map(|name| name.trim().to_owned()).collect();
        if names.is_empty() {
            names.push("auto".into());
            if origins.is_some() {
                names.extend(RIVALS.map(str::to_owned));
            }
        }
        if origins.is_some() && !names.iter().any(|n| n == YARDSTICK) {
            names.push(YARDSTICK.into());
        }
        let method = |name: &String| match Method::parse(name) {
            Ok(method) => Ok((name.clone(), method)),
            Err(error) => Err(Failure::input(&error, error.hint())),
        };
        let methods = names.iter().map(method).collect::<Result<Vec<_>, _>>()?;
        let spec = Spec {
            method: methods[0].1.clone(),
            horizon: horizon.unwrap_or(1),
            levels: args.levels.iter().map(|text| level(text)).collect::<Result<_, _>>()?,
            backtest_origins: origins.unwrap_or(0),
            seed: args.seed,
            ..Spec::default()
        };
        spec.check().map_err(|error| Failure::input(&error, error.hint()))?;
        Ok(Self { methods, spec, horizon, season, longer })
    }
}

fn whole(flag: &str, text: &str, most: usize) -> Result<usize, Failure> {
    match text.trim().parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => Err(Failure::input(format!("{flag} is a whole number from 1 to {most}, not `{text}`"), None)),
    }
}

/// The period, and longer seasons after commas: `7,365.25`.
fn seasons(text: &str) -> Result<(usize, Vec<f64>), Failure> {
    let (first, rest) = text.split_once(',').map_or((text, None), |(first, rest)| (first, Some(rest)));
    let period = whole("--season", first, SEASON_MAX)?;
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|p| *p > period as f64 && *p <= SEASON_MAX as f64);
    let longer: Option<Vec<f64>> = rest.map_or_else(|| Some(Vec::new()), |rest| rest.split(',').map(number).collect());
    longer.map(|longer| (period, longer)).ok_or_else(|| {
        let hint = "the shortest first, as in --season 7,365.25".to_owned();
        Failure::input(format!("--season is a season, longer ones after it, not `{text}`"), Some(hint))
    })
}

fn level(text: &str) -> Result<f64, Failure> {
    match text.trim().trim_end_matches('%').trim_end().parse::<f64>() {
        Ok(level) if level > 0.0 && level < 100.0 => Ok(level),
        _ => {
            let hint = "for example --levels 80,95".to_owned();
            Err(Failure::input(format!("a level is a percentage between 0 and 100, not `{text}`"), Some(hint)))
        }
    }
}

/// A level in the names of columns: `80`, `99.5`.
pub(super) fn level_name(level: f64) -> String {
    format!("{level}")
}

/// Seconds of this thread's processor time.
pub(super) fn thread_seconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}
