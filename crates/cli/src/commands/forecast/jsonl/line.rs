//! One line: what it asks, and its answer.

use forecast::Regressors;
use panel::{Known, Member, Outlook};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::request::{Request, SEASON_MAX, level_name, thread_seconds};
use super::{LINE_BYTES_MAX, Line};

/// Values of one series, at most.
const VALUES_MAX: usize = 1_000_000;

/// A line as it is written.
#[derive(Deserialize)]
struct Asked {
    id: Value,
    #[serde(default)]
    m: Seasons,
    h: Option<usize>,
    y: Vec<Option<f64>>,
    x: Option<Matrix>,
    xf: Option<Matrix>,
}

/// Steps in a season, or in several, the shortest first.
#[derive(Deserialize)]
#[serde(untagged, expecting = "`m` is a whole number, or a list of seasons that starts with one")]
enum Seasons {
    One(usize),
    Several(Vec<f64>),
}

impl Default for Seasons {
    fn default() -> Self {
        Self::One(1)
    }
}

/// Regressors: columns by name, or a list of columns or rows, or one column.
#[derive(Deserialize)]
#[serde(untagged)]
enum Matrix {
    Named(Map<String, Value>),
    Lists(Vec<Vec<f64>>),
    One(Vec<f64>),
}

/// What is written for a line.
pub(super) struct Answer {
    /// One line of JSON.
    pub(super) text: String,
    /// Whether it holds a forecast.
    pub(super) forecast: bool,
}

/// A line that was understood, or its answer already.
enum Read {
    Asked(Value, Box<Member>),
    Refused(Answer),
}

/// The answers to lines that are forecast as one batch, in order; none to blank ones.
pub(super) fn answers(lines: &[Line], request: &Request) -> Vec<Answer> {
    let read: Vec<(u64, Read)> = lines.iter().filter_map(|line| Some((line.number, read(line, request)?))).collect();
    let members = read.iter().filter_map(|(_, read)| match read {
        Read::Asked(_, member) => Some(Member::clone(member)),
        Read::Refused(_) => None,
    });
    let members: Vec<Member> = members.collect();
    let mut outlooks = panel::forecast(&members, &request.spec, &thread_seconds).into_iter();
    let answer = |(number, read)| match read {
        Read::Refused(answer) => answer,
        Read::Asked(id, _) => match outlooks.next() {
            Some(outlook) => describe(id, number, &outlook),
            None => refused(number, &id, "the forecast was lost, which is a bug of bakeoff"),
        },
    };
    read.into_iter().map(answer).collect()
}

fn refused(number: u64, id: &Value, error: &str) -> Answer {
    Answer { text: json!({ "id": id, "line": number, "error": error }).to_string(), forecast: false }
}

/// Understands a line; none where it is blank.
fn read(line: &Line, request: &Request) -> Option<Read> {
    let refuse = |id: Value, error: &str| Some(Read::Refused(refused(line.number, &id, error)));
    let Some(bytes) = &line.bytes else {
        return refuse(Value::Null, &format!("the line is longer than {} MiB", LINE_BYTES_MAX >> 20));
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    let asked: Asked = match serde_json::from_slice(bytes) {
        Ok(asked) => asked,
        Err(error) => return refuse(id_of(bytes), &told(&error)),
    };
    let id = asked.id.clone();
    match member(asked, request) {
        Ok(member) => Some(Read::Asked(id, Box::new(member))),
        Err(error) => refuse(id, &error),
    }
}

/// The reader's message; the line it counts is always the first, so only the column is kept.
fn told(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    format!("{what} (at byte {})", error.column())
}

/// The id of a line that is JSON but not what was asked for.
fn id_of(bytes: &[u8]) -> Value {
    let value: Result<Value, _> = serde_json::from_slice(bytes);
    value.ok().and_then(|v| v.get("id").cloned()).unwrap_or_default()
}

fn member(asked: Asked, request: &Request) -> Result<Member, String> {
    let horizon = asked.h.or(request.horizon).ok_or("`h` is missing, and there is no --horizon")?;
    let (period, longer) = match (request.season, asked.m) {
        (Some(period), _) => (period, request.longer.clone()),
        (None, Seasons::One(period)) => (period, Vec::new()),
        (None, Seasons::Several(seasons)) => {
            let first = seasons.first().copied().filter(|p| p.fract() == 0.0 && *p >= 0.0 && seasons.is_sorted());
            let first = first.ok_or("a list in `m` starts with a whole number and ascends, as [7, 365.25]")?;
            (first as usize, seasons[1..].to_vec())
        }
    };
    if horizon == 0 || horizon > forecast::HORIZON_MAX {
        return Err(format!("`h` lies between 1 and {}, not at {horizon}", forecast::HORIZON_MAX));
    }
    if period == 0 || period > SEASON_MAX {
        return Err(format!("`m` lies between 1 and {SEASON_MAX}, not at {period}"));
    }
    if asked.y.len() > VALUES_MAX {
        return Err(format!("`y` has {} values where {VALUES_MAX} are the most", asked.y.len()));
    }
    let values: Vec<f64> = asked.y.into_iter().map(|v| v.unwrap_or(f64::NAN)).collect();
    let known = match (asked.x, asked.xf) {
        (None, None) => None,
        (Some(x), Some(xf)) => {
            let past = x.columns("x", values.len())?;
            let future = xf.columns("xf", horizon)?;
            if past.names != future.names {
                return Err(format!("`x` has the columns {:?}, `xf` has {:?}", past.names, future.names));
            }
            Some(Known { past, future })
        }
        (Some(_), None) => return Err("`x` needs its future, `xf`".into()),
        (None, Some(_)) => return Err("`xf` needs its history, `x`".into()),
    };
    let name = asked.id.as_str().map_or_else(|| asked.id.to_string(), str::to_owned);
    let mut member = Member::new(name, values, period).with_longer(&longer);
    member.known = known;
    member.horizon = Some(horizon);
    Ok(member)
}

impl Matrix {
    /// Columns of `rows` values each. A list of lists is taken as columns where every list has `rows` values, else as rows.
    fn columns(self, key: &str, rows: usize) -> Result<Regressors, String> {
        let wrong = |what: String| Err(format!("`{key}` {what}, `{}` has {rows}", if key == "x" { "y" } else { "h" }));
        let (names, columns) = match self {
            Self::Named(map) => {
                let mut named: Vec<(String, Vec<f64>)> = Vec::new();
                for (name, column) in map {
                    let numbers = serde_json::from_value(column).map_err(|e| format!("`{key}`, column {name:?}: {e}"))?;
                    named.push((name, numbers));
                }
                named.sort_by(|a, b| a.0.cmp(&b.0));
                named.into_iter().unzip()
            }
            Self::One(column) => (vec!["x1".to_owned()], vec![column]),
            Self::Lists(lists) => {
                let columns = if lists.iter().all(|l| l.len() == rows) { lists } else { transposed(&lists) };
                ((1..=columns.len()).map(|k| format!("x{k}")).collect(), columns)
            }
        };
        match columns.iter().find(|c| c.len() != rows) {
            Some(column) => wrong(format!("has {} values", column.len())),
            None => Ok(Regressors { names, columns }),
        }
    }
}

/// Rows as columns; ragged rows give columns of the wrong length.
fn transposed(rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    (0..width).map(|k| rows.iter().filter_map(|row| row.get(k).copied()).collect()).collect()
}

fn describe(id: Value, number: u64, outlook: &Outlook) -> Answer {
    let mut out = Map::new();
    out.insert("id".into(), id);
    match &outlook.forecast {
        Ok(forecast) => {
            out.insert("model".into(), json!(outlook.model));
            out.insert("f".into(), json!(forecast.mean));
            for band in &forecast.bands {
                let level = level_name(band.level);
                out.insert(format!("lo{level}"), json!(band.lower));
                out.insert(format!("hi{level}"), json!(band.upper));
            }
        }
        Err(reason) => {
            out.insert("line".into(), json!(number));
            out.insert("error".into(), json!(reason.to_string()));
        }
    }
    let criteria = [("ll", outlook.loglik), ("aicc", outlook.aicc)];
    let info: Map<String, Value> =
        criteria.into_iter().filter_map(|(key, value)| Some((key.to_owned(), json!(value?)))).collect();
    if !info.is_empty() {
        out.insert("info".into(), Value::Object(info));
    }
    if !outlook.steps.is_empty() {
        let step = |s: &panel::Step| json!({ "method": s.method, "reason": s.reason.to_string() });
        out.insert("failed".into(), outlook.steps.iter().map(step).collect());
    }
    if !outlook.notes.is_empty() {
        out.insert("notes".into(), json!(outlook.notes));
    }
    if let Some(measured) = outlook.backtest.measures() {
        let coverage: Map<String, Value> = measured.coverage.iter().map(|(l, c)| (level_name(*l), json!(c))).collect();
        let backtest = json!({ "origins": outlook.backtest.origins.len(), "mae": measured.mae, "smape": measured.smape,
            "mase": measured.mase, "coverage": coverage });
        out.insert("backtest".into(), backtest);
    }
    out.insert("cpu_ms".into(), json!((outlook.cpu_seconds * 1e6).round() / 1e3));
    Answer { text: Value::Object(out).to_string(), forecast: outlook.forecast.is_ok() }
}
