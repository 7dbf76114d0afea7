//! Forecasts against actuals, for the page.

use contest::protocol::Bounds;
use contest::{ChartSeries, FoldId, ForecastChart, Track};
use problem::Task;

use crate::Stage;
use crate::insight::named;
use crate::judge::{Judgement, is_open};
use crate::lineup::Line;

/// Series that are drawn.
const SERIES_MAX: usize = 6;
/// Steps before the forecast that are drawn, in horizons.
const HISTORY_HORIZONS: usize = 6;

/// The last origin's forecasts of the contender that the verdict names; none for other tasks.
pub(crate) fn draw(stage: &Stage, lines: &[Line], judgement: &Judgement) -> Option<ForecastChart> {
    if stage.plan.task != Task::Forecast {
        return None;
    }
    let time = stage.keys.time.as_ref()?;
    let verdict = judgement.verdict.as_ref()?;
    let named = named(judgement)?;
    let mut shown = vec![named];
    shown.extend(verdict.basis.baseline.filter(|baseline| *baseline != named));
    let fold = stage.folds.count().checked_sub(1)?;
    let asked = stage.folds.asked(FoldId::Inner(fold));
    let mut groups: Vec<u32> = asked.iter().map(|&row| group(stage, row)).collect();
    groups.sort_unstable();
    groups.dedup();
    let series = groups.iter().take(SERIES_MAX).map(|&wanted| {
        let tracks = shown.iter().filter_map(|&slot| track(stage, &lines[slot as usize], fold, &asked, wanted, time));
        ChartSeries {
            label: stage.keys.group_labels.get(wanted as usize).cloned().unwrap_or_default(),
            actual: actual(stage, wanted, time),
            tracks: tracks.collect(),
        }
    });
    Some(ForecastChart {
        series: series.collect(),
        left_out: groups.len().saturating_sub(SERIES_MAX) as u64,
        dates: stage.keys.time_is_date,
    })
}

fn group(stage: &Stage, row: usize) -> u32 {
    stage.keys.group.as_ref().map_or(0, |groups| groups[row])
}

/// The end of the unsealed history of a series.
fn actual(stage: &Stage, wanted: u32, time: &[i64]) -> Vec<(i64, f64)> {
    let rows = (0..stage.truth.len()).filter(|&r| group(stage, r) == wanted && is_open(stage, r) && stage.truth[r].is_finite());
    let mut points: Vec<(i64, f64)> = rows.map(|row| (time[row], stage.truth[row])).collect();
    points.sort_by_key(|point| point.0);
    let keep = stage.problem.data.horizon.unwrap_or(1) as usize * (HISTORY_HORIZONS + 1);
    points.split_off(points.len().saturating_sub(keep))
}

fn track(stage: &Stage, line: &Line, fold: u32, asked: &[usize], wanted: u32, time: &[i64]) -> Option<Track> {
    let done = line.folds.get(fold as usize)?.as_ref()?;
    let answer = done.answer.as_ref()?;
    let values = answer.values.points();
    let mut order: Vec<usize> = (0..asked.len()).filter(|&at| group(stage, asked[at]) == wanted).collect();
    order.sort_by_key(|&at| time[asked[at]]);
    let bounds = |of: &Option<Bounds>| of.as_ref().map(|(lo, hi)| order.iter().map(|&at| (lo[at], hi[at])).collect());
    Some(Track {
        name: line.contender.name.clone(),
        run: done.record.entry.run.clone(),
        points: order.iter().map(|&at| (time[asked[at]], values[at])).collect(),
        bounds: bounds(&answer.bounds),
        inner: bounds(&answer.inner),
    })
}
