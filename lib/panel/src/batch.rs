//! Many members at once.

use forecast::{Backtest, Calibration, Scores, Series};
use rayon::prelude::*;

use crate::crowd::{Crowd, LagPaths, plan};
use crate::pool::Pool;
use crate::rung::{Held, descend};
use crate::{Member, Outlook, Refusal, Spec, Step};

/// Factor of bands where boosted lags take part: they take away errors that the shipped table and the shorter histories of a backtest still have. With it M1
/// and Tourism hold 78.4 / 94.3 % and 81.4 / 96.1 %, on average what they promise.
const LAGS_SCALE: f64 = 0.93;

/// Seconds of the calling thread's processor time so far.
///
/// A caller without a clock passes `&|| 0.0`.
pub type Meter<'a> = &'a (dyn Fn() -> f64 + Sync);

/// Forecasts every member, in the order given.
///
/// First one boosted model of lags is learned for each period that enough members share ([`Lags`](crate::Lags)), then each member is
/// fitted alone and backtested, at last bands are calibrated by the scores of each series and of all that are like it. The same members,
/// spec and seed give the same bytes on any number of threads (seconds apart). A member that cannot be forecast carries its
/// [`Refusal`]; no other member is touched by it.
///
/// Memory: O(values of all members), and the outlooks; see [`stream`] for more series than fit.
pub fn forecast(members: &[Member], spec: &Spec, meter: Meter<'_>) -> Vec<Outlook> {
    answers(members, spec, meter).into_iter().map(|answer| answer.outlook).collect()
}

/// Forecasts chunk after chunk, so that only one chunk is in memory at a time.
///
/// Each chunk is forecast in parallel when it is asked for, and learns from itself alone: chunks of some thousand series
/// lose nothing. The chunks are part of the input: other chunks give other bytes.
pub fn stream<'a, I>(chunks: I, spec: &'a Spec, meter: Meter<'a>) -> impl Iterator<Item = Vec<Outlook>> + 'a
where
    I: IntoIterator<Item = Vec<Member>>,
    I::IntoIter: 'a,
{
    chunks.into_iter().map(move |members| forecast(&members, spec, meter))
}

/// An outlook and what reconciliation needs besides.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) outlook: Outlook,
    /// One-step errors of the history; empty without a model.
    pub(crate) residuals: Vec<f64>,
}

pub(crate) fn answers(members: &[Member], spec: &Spec, meter: Meter<'_>) -> Vec<Answer> {
    let crowd = Crowd::learn(members, spec, meter);
    let drafts: Vec<Draft> =
        members.par_iter().zip(&crowd.paths).map(|(member, lags)| Draft::new(member, spec, lags.as_ref(), meter)).collect();
    let mut pool = Pool::default();
    for (member, draft) in members.iter().zip(&drafts) {
        if let (Ok(series), Ok(held)) = (&member.series, &draft.held) {
            pool.add(series.period(), held, &draft.scores);
        }
    }
    let shares = members.par_iter().zip(drafts).zip(&crowd.seconds);
    let finish = |((member, draft), share): ((&Member, Draft), &f64)| {
        let mut answer = draft.finish(member, spec, &pool, meter);
        answer.outlook.cpu_seconds += share;
        if let Some(error) = member.series.as_ref().ok().and_then(|series| crowd.failed.get(&series.period())) {
            answer.outlook.notes.push(format!("no lags: {error}"));
        }
        answer
    };
    shares.map(finish).collect()
}

/// A member's forecast before it is calibrated.
#[derive(Debug)]
struct Draft {
    held: Result<Held, Refusal>,
    steps: Vec<Step>,
    scores: Scores,
    seconds: f64,
}

impl Draft {
    fn new(member: &Member, spec: &Spec, lags: Option<&LagPaths>, meter: Meter<'_>) -> Self {
        let start = meter();
        let (held, steps) = match &member.series {
            Err(error) => (Err(Refusal::Method(error.clone())), Vec::new()),
            Ok(series) => {
                let plan = plan(spec, member.horizon.unwrap_or(spec.horizon));
                descend(member, series, spec, &plan, lags)
            }
        };
        let scores = held.as_ref().map_or_else(|_| Scores::default(), |held| Scores::of(&held.backtest));
        Self { held, steps, scores, seconds: meter() - start }
    }

    fn finish(self, member: &Member, spec: &Spec, pool: &Pool, meter: Meter<'_>) -> Answer {
        let start = meter();
        let mut outlook = Outlook {
            id: member.id.clone(),
            model: String::new(),
            forecast: Err(Refusal::Method(forecast::Error::AllMissing)),
            steps: self.steps,
            backtest: Backtest::default(),
            loglik: None,
            aicc: None,
            notes: Vec::new(),
            cpu_seconds: 0.0,
        };
        let mut residuals = Vec::new();
        match (self.held, &member.series) {
            (Ok(mut held), Ok(series)) => {
                if spec.calibrate {
                    calibrate(&mut held, series, spec, &self.scores, pool);
                }
                outlook.model = held.name;
                outlook.forecast = Ok(held.forecast);
                if spec.backtest_origins > 0 {
                    outlook.backtest = held.backtest;
                }
                (outlook.loglik, outlook.aicc) = held.criteria;
                outlook.notes = held.notes;
                residuals = held.residuals;
            }
            (Err(refusal), _) => outlook.forecast = Err(refusal),
            (Ok(_), Err(error)) => outlook.forecast = Err(Refusal::Method(error.clone())),
        }
        outlook.cpu_seconds = self.seconds + meter() - start;
        Answer { outlook, residuals }
    }
}

/// Replaces the bands of the forecast, and those of the backtest where it is asked for.
///
/// The backtest's bands come from the series that are like this one, not from its own scores, or it would measure what it was fitted to.
fn calibrate(held: &mut Held, series: &Series, spec: &Spec, own: &Scores, pool: &Pool) {
    let pooled = pool.of(series.period(), held);
    let Some(family) = held.family else { return };
    let scale = if held.lags { LAGS_SCALE } else { 1.0 };
    if !held.sd.is_empty() {
        let mean = std::mem::take(&mut held.forecast.mean);
        held.forecast = Calibration::new(series, family, own, pooled).scaled(scale).apply(mean, &held.sd, &spec.levels);
    }
    let tested = if spec.backtest_origins > 0 { &mut held.backtest.origins[..] } else { &mut [] };
    for origin in tested.iter_mut().filter(|origin| !origin.sd.is_empty()) {
        if let Ok(past) = series.head(origin.known) {
            let mean = std::mem::take(&mut origin.forecast.mean);
            origin.forecast =
                Calibration::new(&past, family, &Scores::default(), pooled).scaled(scale).apply(mean, &origin.sd, &spec.levels);
        }
    }
}
