//! From the rows of a series to what the batch is asked: its grid, its season, its end, its regressors.

use std::collections::HashMap;

use forecast::Regressors;
use panel::{Known, Member};
use series::{Aggregate, Clock, Grid, Regular, Row, SeriesError, Step, infer_all, text};
use table::Kind;

use super::ForecastArguments;
use super::columns::Columns;
use super::request::Request;
use super::rows::Line;
use crate::exit::Failure;

/// Series from which the step is inferred.
const SERIES_ASKED: usize = 2_000;

/// What all series of the table have in common.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Lineup {
    /// What the stamps are.
    pub(super) clock: Clock,
    /// The step between dates.
    pub(super) step: Step,
    /// Whether the step was stated rather than inferred.
    pub(super) stated: bool,
    /// Steps in a season.
    pub(super) period: usize,
    /// Longer seasons beside it.
    pub(super) longer: Vec<f64>,
    /// Steps ahead.
    pub(super) horizon: usize,
    /// The last stamp with a target where series end together.
    end: Option<i64>,
    /// Whether most series end before the table does, and so each is forecast from its own end.
    pub(super) ends_apart: bool,
    rule: Option<Aggregate>,
    /// The grid of all series, where they have to add up.
    shared: Option<Grid>,
    zero_gaps: bool,
    country: Option<String>,
    trading_days: bool,
}

/// A series that can be forecast.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Its labels in one; empty for a single series.
    pub(super) name: String,
    /// One label a group column.
    pub(super) labels: Vec<String>,
    /// Its grid.
    pub(super) grid: Grid,
    /// Its values.
    pub(super) regular: Regular,
    /// Steps at the end without a value, up to the end of the table.
    pub(super) late: u64,
    /// Regressors, or why there are none although some were asked for.
    pub(super) known: Result<Option<Known>, String>,
}

/// Why a series has no forecast.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    /// In words.
    pub(super) reason: String,
    /// What can be done.
    pub(super) hint: Option<String>,
}

impl Lineup {
    /// Settles step, season and end from the first share of the table.
    pub(super) fn settle(
        args: &ForecastArguments,
        request: &Request,
        columns: &Columns,
        lines: &[Line],
        end: i64,
    ) -> Result<Self, Failure> {
        let clock = if columns.time_kind == Kind::Integer { Clock::Numbers } else { Clock::Dates };
        let parse = |error: SeriesError| Failure::input(&error, error.hint());
        let stated = args.frequency.as_deref().map(str::parse::<Step>).transpose().map_err(parse)?;
        let stamps: Vec<Vec<i64>> = lines.iter().take(SERIES_ASKED).map(distinct).collect();
        let step = stated.unwrap_or_else(|| infer_all(stamps.iter().map(Vec::as_slice), clock));
        let rule = args.aggregate.as_deref().map(str::parse).transpose().map_err(parse)?;
        let Some(horizon) = request.horizon else {
            let hint = format!("--horizon 12 forecasts twelve {}s", step.unit());
            return Err(Failure::input("--horizon is missing", Some(hint)));
        };
        if let Some(country) = &args.country {
            series::Holidays::between(country, 0, 0).map_err(parse)?;
        }
        let mut lineup = Self {
            clock,
            step,
            stated: stated.is_some(),
            period: request.season.unwrap_or(step.season() as usize),
            longer: request.longer.clone(),
            horizon,
            end: Some(end),
            ends_apart: false,
            rule,
            shared: args.hierarchy.as_ref().map(|_| shared(step, &stamps, clock)),
            zero_gaps: args.zero_gaps,
            country: args.country.clone(),
            trading_days: args.trading_days,
        };
        if request.season.is_none() {
            let values = lines.iter().take(SERIES_ASKED).filter_map(|line| lineup.values(line));
            let values: Vec<Vec<f64>> = values.collect();
            let season = series::season_of(step, values.iter().map(Vec::as_slice));
            (lineup.period, lineup.longer) = (season as usize, series::longer_seasons(step, season));
        }
        let early = |line: &&Line| lineup.grid(line).is_some_and(|(grid, last)| grid.place(end) > grid.place(last));
        lineup.ends_apart = args.hierarchy.is_none() && lines.iter().filter(early).count() * 2 > lines.len();
        if args.own_end || lineup.ends_apart {
            lineup.end = None;
        }
        Ok(lineup)
    }

    /// The grid of a series and its last stamp with a value.
    fn grid(&self, line: &Line) -> Option<(Grid, i64)> {
        let last = line.rows.iter().filter(|r| r.value.is_finite()).map(|r| r.stamp).max()?;
        let own = || Grid::fitting(self.step, &distinct(line), self.clock);
        Some((self.shared.clone().unwrap_or_else(own), last))
    }

    /// The values of a series on its grid, where it has one.
    fn values(&self, line: &Line) -> Option<Vec<f64>> {
        let (grid, _) = self.grid(line)?;
        Some(Regular::new(&line.rows, &grid, self.clock, self.rule).ok()?.values)
    }

    /// Puts a series on its grid.
    pub(super) fn entry(&self, line: &Line, columns: &Columns) -> Result<Entry, Refused> {
        let refused = |error: &SeriesError| Refused { reason: error.to_string(), hint: error.hint() };
        let (grid, last) = self.grid(line).ok_or_else(|| refused(&SeriesError::Empty))?;
        let end = self.end.unwrap_or(last);
        let history: Vec<Row> = line.rows.iter().filter(|r| r.stamp <= end).copied().collect();
        let mut regular = Regular::new(&history, &grid, self.clock, self.rule).map_err(|e| refused(&e))?;
        if self.zero_gaps {
            regular.fill(0.0);
        }
        let until = grid.place(end).max(regular.last());
        let late = (until - regular.last()) as u64;
        if late > self.horizon.max(self.period) as u64 {
            let ended = text::readable(grid.stamp(regular.last()), self.step, self.clock);
            let reason = format!("it ended in {ended}, {late} steps before the others");
            return Err(Refused { reason, hint: Some("--own-end forecasts every series from its own end".into()) });
        }
        let regular = regular.until(until);
        let known = self.known(line, columns, &grid, &regular);
        Ok(Entry { name: line.labels.join("/"), labels: line.labels.clone(), grid, regular, late, known })
    }

    /// Columns of the table, holidays and trading days over history and future.
    fn known(&self, line: &Line, columns: &Columns, grid: &Grid, regular: &Regular) -> Result<Option<Known>, String> {
        let (past, count) = (regular.values.len(), regular.values.len() + self.horizon);
        let mut all = Regressors::default();
        for (name, values) in columns.known.iter().zip(&line.known) {
            all.names.push(name.clone());
            all.columns.push(self.column(name, values, line, grid, regular)?);
        }
        let mut effects = Vec::new();
        if self.trading_days {
            effects.extend(grid.trading_days(regular.first, count));
        }
        if let Some(country) = self.country.as_ref().filter(|_| self.clock == Clock::Dates) {
            let holidays = grid.holidays(country, regular.first, past, count);
            effects.extend(holidays.map_err(|error| error.to_string())?);
        }
        for effect in effects {
            all.names.push(effect.name);
            all.columns.push(effect.values);
        }
        if all.names.is_empty() {
            return Ok(None);
        }
        let future: Vec<Vec<f64>> = all.columns.iter_mut().map(|c| c.split_off(past)).collect();
        Ok(Some(Known { future: Regressors { names: all.names.clone(), columns: future }, past: all }))
    }

    /// One regressor by place. Where the target is missing, a missing value does not matter and is carried forward.
    fn column(&self, name: &str, values: &[f64], line: &Line, grid: &Grid, regular: &Regular) -> Result<Vec<f64>, String> {
        let at: HashMap<i64, f64> =
            line.rows.iter().zip(values).filter(|(_, v)| v.is_finite()).map(|(r, v)| (grid.place(r.stamp), *v)).collect();
        let mut out: Vec<f64> = Vec::with_capacity(regular.values.len() + self.horizon);
        for k in 0..regular.values.len() + self.horizon {
            let place = regular.first + k as i64;
            let idle = regular.values.get(k).is_some_and(|v| v.is_nan());
            if let Some(value) = at.get(&place).copied().or_else(|| out.last().copied().or(Some(0.0)).filter(|_| idle)) {
                out.push(value);
            } else {
                let date = text::stamp(grid.stamp(place), self.clock);
                return Err(format!("the regressor `{name}` has no value at {date}"));
            }
        }
        Ok(out)
    }
}

impl Entry {
    /// What the batch is asked.
    pub(super) fn member(&self, lineup: &Lineup) -> Member {
        let mut member = Member::new(self.name.clone(), self.regular.values.clone(), lineup.period).with_longer(&lineup.longer);
        member.known = self.known.as_ref().ok().cloned().flatten();
        member
    }

    /// Stamp of so many steps ahead, from 1.
    pub(super) fn stamp_ahead(&self, ahead: usize) -> i64 {
        self.grid.stamp(self.regular.last() + ahead as i64)
    }
}

fn shared(step: Step, stamps: &[Vec<i64>], clock: Clock) -> Grid {
    let mut all: Vec<i64> = stamps.iter().flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    Grid::fitting(step, &all, clock)
}

fn distinct(line: &Line) -> Vec<i64> {
    let mut stamps: Vec<i64> = line.rows.iter().map(|r| r.stamp).collect();
    stamps.sort_unstable();
    stamps.dedup();
    stamps
}
