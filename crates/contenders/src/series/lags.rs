//! Series as rows: what a model of columns learns from when it forecasts.
//!
//! Every pair of an origin `t` and a step `h` within the horizon is a row, so that forecasts are direct: no prediction is fed back.
//! The target is `(y[t+h] - y[t]) / s[t]`, the change from the last value in units of the level `s[t]`, which is the mean of `|y|`
//! in the window that ends at `t`. Thus series of all sizes are learned together, and a tree can follow a trend. Columns:
//! steps ahead; the three values before the last, the means of the last two windows and the last two values of the asked
//! season, all as changes from the last value; the series; calendar parts of the asked date; and the columns whose future is
//! known. Nothing after `t` is in a row but these last two.

use learn::frame::{Column, Frame};

use super::{Grid, Line};
use crate::ContenderError;
use crate::game::Game;
use crate::tabular::{Lesson, Unit};

/// Rows to learn from: beyond that only every second, third, ... origin enters, counted from the end.
const ROWS_MAX: usize = 200_000;
/// Steps of a window, unless a season is longer.
const WINDOW_MIN: usize = 4;
/// Values before the last.
const CHANGES: usize = 3;

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    line: usize,
    /// Place of the last value that is known.
    origin: usize,
    /// Steps from the origin to the asked date, from 1.
    ahead: usize,
    /// The asked date's place in the table.
    place: usize,
}

/// The training rows of all series and the questions, with what leads from a change back to a value.
///
/// # Errors
/// For a series without a single value, and when no series has a second value to learn from.
pub(crate) fn lesson(game: &Game) -> Result<Lesson, ContenderError> {
    let grid = Grid::of(game)?;
    let season = game.task.season.max(1) as usize;
    let (train, ask) = game.frames()?;
    let (known, asked) = (known(&grid.lines, season), asked(&grid.lines)?);
    if known.is_empty() {
        return Err(ContenderError::Unfit("the series are too short to learn from".into()));
    }
    let column = |row: &Row| {
        let line = &grid.lines[row.line].values;
        (line[row.origin + row.ahead] - line[row.origin]) / level(line, row.origin, window(season))
    };
    let y = known.iter().map(column).collect();
    let back = asked.iter().map(|row| {
        let line = &grid.lines[row.line].values;
        Unit { last: line[row.origin], level: level(line, row.origin, window(season)) }
    });
    let back = Some(back.collect());
    let group = game.task.group.as_deref();
    let train = frame(&grid.lines, &known, season, group, &train)?;
    let ask = frame(&grid.lines, &asked, season, group, &ask)?.align(&train.schema())?;
    Ok(Lesson { train, y, ask, back })
}

/// Rows whose answer is known, by the asked date.
fn known(lines: &[Line], season: usize) -> Vec<Row> {
    let horizon = lines.iter().flat_map(|line| &line.asked).map(|&(_, ahead)| ahead + 1).max().unwrap_or(1);
    let all: usize = lines.iter().map(|line| line.values.len() * horizon).sum();
    let stride = all.div_ceil(ROWS_MAX).max(1);
    let mut rows = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let count = line.values.len();
        let first = window(season).min(count / 2);
        let origins = (first..count).rev().step_by(stride).filter(|&origin| line.values[origin].is_finite());
        for origin in origins {
            let steps = (1..=horizon).take_while(|ahead| origin + ahead < count);
            let answered = steps.filter(|ahead| line.values[origin + ahead].is_finite());
            rows.extend(
                answered.filter_map(|ahead| Some(Row { line: number, origin, ahead, place: line.rows[origin + ahead]? })),
            );
        }
    }
    // All series end at the same date.
    rows.sort_by_key(|row| (std::cmp::Reverse(lines[row.line].values.len() - row.origin - row.ahead), row.line, row.ahead));
    rows
}

/// The questions, in the order of the table.
fn asked(lines: &[Line]) -> Result<Vec<Row>, ContenderError> {
    let mut rows = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let Some(origin) = line.values.iter().rposition(|value| value.is_finite()) else {
            return Err(ContenderError::Unfit(format!("the series `{}` has no value to start from", line.label)));
        };
        let silent = line.values.len() - 1 - origin;
        rows.extend(line.asked.iter().map(|&(row, ahead)| Row { line: number, origin, ahead: ahead + 1 + silent, place: row }));
    }
    rows.sort_by_key(|row| row.place);
    Ok(rows)
}

fn frame(lines: &[Line], rows: &[Row], season: usize, group: Option<&str>, beside: &Frame) -> Result<Frame, ContenderError> {
    let index: Vec<usize> = rows.iter().map(|row| row.place).collect();
    let mut columns = beside.take(&index)?.columns().to_vec();
    let names = names(season);
    let mut values = vec![Vec::with_capacity(rows.len()); names.len()];
    for row in rows {
        let features = features(&lines[row.line].values, row.origin, row.ahead, season);
        values.iter_mut().zip(features).for_each(|(column, value)| column.push(value));
    }
    columns.extend(names.into_iter().zip(values).map(|(name, values)| Column::numeric(name, values)));
    if let Some(group) = group.filter(|_| lines.len() > 1) {
        columns.push(Column::from_labels(group, rows.iter().map(|row| Some(lines[row.line].label.as_str()))));
    }
    Ok(Frame::new(rows.len(), columns)?)
}

fn names(season: usize) -> Vec<String> {
    let mut names = vec!["steps ahead".to_owned()];
    names.extend((1..=CHANGES).map(|back| format!("value {back} before the last")));
    names.extend(["mean of the last window", "mean of the window before"].map(str::to_owned));
    if season > 1 {
        names.extend(["same season last time", "same season the time before"].map(str::to_owned));
    }
    names
}

/// The numbers of [`names`]; NaN where the series holds no value.
fn features(values: &[f64], origin: usize, ahead: usize, season: usize) -> Vec<f64> {
    let (last, window) = (values[origin], window(season));
    let level = level(values, origin, window);
    let change = |place: Option<usize>| place.map_or(f64::NAN, |place| (values[place] - last) / level);
    let mean =
        |end: Option<usize>| end.map_or(f64::NAN, |end| (mean(&values[(end + 1).saturating_sub(window)..=end]) - last) / level);
    let mut features = vec![ahead as f64];
    features.extend((1..=CHANGES).map(|back| change(origin.checked_sub(back))));
    features.extend([mean(Some(origin)), mean(origin.checked_sub(window))]);
    if season > 1 {
        let seasons = ahead.div_ceil(season) * season;
        features.extend([0, season].map(|more| change((origin + ahead).checked_sub(seasons + more))));
    }
    features
}

fn window(season: usize) -> usize {
    season.max(WINDOW_MIN)
}

/// Mean size of the values in the window that ends at `origin`, of all values up to there if that is 0, else 1.
fn level(values: &[f64], origin: usize, window: usize) -> f64 {
    let sizes: Vec<f64> = values[..=origin].iter().map(|value| value.abs()).collect();
    let recent = mean(&sizes[sizes.len().saturating_sub(window)..]);
    [recent, mean(&sizes)].into_iter().find(|size| *size > 0.0).unwrap_or(1.0)
}

/// Mean of the values that are there; NaN if there are none.
fn mean(values: &[f64]) -> f64 {
    let known = || values.iter().filter(|value| value.is_finite());
    known().sum::<f64>() / known().count() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(values: Vec<f64>, asked: Vec<(usize, usize)>) -> Line {
        let rows = (0..values.len()).map(Some).collect();
        Line { label: String::new(), values, rows, asked }
    }

    #[test]
    fn a_row_knows_nothing_of_what_comes_after_its_origin() {
        let values: Vec<f64> = (0..40_u32).map(|t| f64::from(t * 7 % 13)).collect();
        for (origin, ahead) in [(0, 1), (5, 12), (12, 1), (20, 13), (27, 12)] {
            let mut changed = values.clone();
            changed[origin + 1..].iter_mut().for_each(|value| *value += 1e6);
            let bits = |values: &[f64]| features(values, origin, ahead, 12).iter().map(|v| v.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&values), bits(&changed), "{origin} {ahead}");
        }
    }

    #[test]
    fn the_same_season_is_the_last_one_known() {
        let values: Vec<f64> = (1..=48_u32).map(f64::from).collect();
        let same = |ahead| {
            let found = features(&values, 47, ahead, 12);
            (found[6] * level(&values, 47, 12) + 48.0, found[7] * level(&values, 47, 12) + 48.0)
        };
        let close = |(a, b): (f64, f64), (c, d): (f64, f64)| (a - c).abs() < 1e-9 && (b - d).abs() < 1e-9;
        assert!(close(same(1), (37.0, 25.0)));
        assert!(close(same(12), (48.0, 36.0)));
        assert!(close(same(13), (37.0, 25.0)));
    }

    #[test]
    fn rows_stand_by_asked_date_and_within_the_horizon() {
        let lines = [line((0..30_u32).map(f64::from).collect(), vec![(0, 0), (1, 2)])];
        let rows = known(&lines, 1);
        assert!(rows.windows(2).all(|pair| pair[0].place <= pair[1].place));
        assert!(rows.iter().all(|row| row.ahead <= 3 && row.place == row.origin + row.ahead));
        assert_eq!(rows.len(), 3 * 26 - 3 - 3, "26 origins of three steps; the last three look beyond the end");
    }

    #[test]
    fn a_series_that_fell_silent_is_asked_further_ahead() {
        let mut values: Vec<f64> = (0..10_u32).map(f64::from).collect();
        values.extend([f64::NAN; 2]);
        let rows = asked(&[line(values, vec![(0, 0)])]);
        assert!(matches!(rows.as_deref(), Ok([Row { origin: 9, ahead: 3, .. }])));
        assert!(asked(&[line(Vec::new(), vec![(0, 0)])]).is_err());
    }
}
