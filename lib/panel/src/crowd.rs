//! What the members of a batch learn from each other before each is forecast alone.

use std::collections::BTreeMap;
use std::ops::Range;

use forecast::{Error, Family, Method, Rolling, Series};
use rayon::prelude::*;

use crate::guard::guarded;
use crate::lags::{LagSpec, Past};
use crate::{Lags, Member, Meter, Refusal, SERIES_MIN, Spec};

/// The paths of the boosted lags for one member.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LagPaths {
    /// From the end of the series.
    pub(crate) ahead: Vec<f64>,
    /// From each origin of the backtest that knows enough values: how many it knows and the path, by a model that saw nothing after the
    /// first origin of any series.
    pub(crate) origins: Vec<(usize, Vec<f64>)>,
}

/// What the batch has learned for each of its members.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Crowd {
    /// One a member; `None` where no lags take part.
    pub(crate) paths: Vec<Option<LagPaths>>,
    /// One a member: its share of the seconds.
    pub(crate) seconds: Vec<f64>,
    /// Why a model could not be learned, by period.
    pub(crate) failed: BTreeMap<usize, Refusal>,
}

/// A member that may take part.
struct Entrant<'a> {
    place: usize,
    series: &'a Series,
    horizon: usize,
    /// Values known at the origins of its backtest, ascending.
    cuts: Vec<usize>,
}

impl Crowd {
    /// Learns one model for each period that enough members share, and one more on what was known at the first origins.
    ///
    /// Intermittent demand takes no part: absolute loss would draw its mean towards the median, which is 0 where zeros are frequent.
    pub(crate) fn learn(members: &[Member], spec: &Spec, meter: Meter<'_>) -> Self {
        let mut crowd = Self { paths: vec![None; members.len()], seconds: vec![0.0; members.len()], failed: BTreeMap::new() };
        let wanted = match spec.lags {
            Lags::Never => false,
            Lags::Always => true,
            Lags::Auto => matches!(spec.method, Method::Auto(_)),
        };
        if !wanted {
            return crowd;
        }
        let mut groups: BTreeMap<usize, Vec<Entrant<'_>>> = BTreeMap::new();
        for (place, member) in members.iter().enumerate() {
            let (Ok(series), None) = (&member.series, &member.known) else { continue };
            if Family::of(&spec.method.routed(series)).is_some() {
                let horizon = member.horizon.unwrap_or(spec.horizon);
                let cuts = plan(spec, horizon).cuts(series.len());
                groups.entry(series.period()).or_default().push(Entrant { place, series, horizon, cuts });
            }
        }
        groups.retain(|_, group| group.len() >= SERIES_MIN);
        let answers: Vec<_> =
            groups.par_iter().map(|(period, group)| (*period, group, alone(|| paths(group, *period, spec), meter))).collect();
        for (period, group, (answer, seconds)) in answers {
            for entrant in group {
                crowd.seconds[entrant.place] = seconds / group.len() as f64;
            }
            match answer {
                Ok(paths) => group.iter().zip(paths).for_each(|(entrant, path)| crowd.paths[entrant.place] = path),
                Err(error) => drop(crowd.failed.insert(period, error)),
            }
        }
        crowd
    }
}

/// The backtest of a member with this horizon.
pub(crate) fn plan(spec: &Spec, horizon: usize) -> Rolling {
    let origins = spec.backtest_origins.max(if spec.calibrate { CALIBRATION_ORIGINS } else { 0 });
    Rolling { levels: spec.levels.clone(), ..Rolling::new(horizon, origins) }
}

/// Origins from which bands are calibrated where no backtest was asked for.
const CALIBRATION_ORIGINS: usize = 3;

/// Does `work` on one thread of its own, so that the meter sees all of it and nothing else.
fn alone<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send, meter: Meter<'_>) -> (Result<T, Refusal>, f64) {
    let metered = || {
        let start = meter();
        (guarded(|| "lags".into(), work), meter() - start)
    };
    match rayon::ThreadPoolBuilder::new().num_threads(1).build() {
        Ok(pool) => pool.install(metered),
        Err(error) => (Err(Refusal::Method(Error::NoFit { method: "lags".into(), why: error.to_string() })), 0.0),
    }
}

/// The paths of a group's members, in its order.
fn paths(group: &[Entrant<'_>], period: usize, spec: &Spec) -> Result<Vec<Option<LagPaths>>, Error> {
    let lags = LagSpec { seed: spec.seed, ..LagSpec::default() };
    let ends: Vec<Past<'_>> = group.iter().map(|e| Past { series: e.series, known: e.series.len() }).collect();
    let horizons: Vec<usize> = group.iter().map(|e| e.horizon).collect();
    let model = lags.fit(&ends, period)?;
    let ahead = predict(&model, &ends, &horizons)?;
    drop(model);

    let mut asks = Vec::new();
    let mut firsts = Vec::new();
    let mut far = Vec::new();
    let mut spans: Vec<Range<usize>> = Vec::with_capacity(group.len());
    for entrant in group {
        let start = asks.len();
        asks.extend(entrant.cuts.iter().map(|&known| Past { series: entrant.series, known }));
        far.extend(entrant.cuts.iter().map(|_| entrant.horizon));
        firsts.extend(entrant.cuts.first().map(|&known| Past { series: entrant.series, known }));
        spans.push(start..asks.len());
    }
    let origins = if firsts.is_empty() { Vec::new() } else { predict(&lags.fit(&firsts, period)?, &asks, &far)? };
    let assemble = |(ahead, span): (Option<Vec<f64>>, Range<usize>)| {
        let known = asks[span.clone()].iter().map(|past| past.known);
        let origins = known.zip(&origins[span]).filter_map(|(known, path)| path.clone().map(|path| (known, path)));
        Some(LagPaths { ahead: ahead?, origins: origins.collect() })
    };
    Ok(ahead.into_iter().zip(spans).map(assemble).collect())
}

/// Predictions to each past's own horizon, those with the same one together.
fn predict(model: &crate::LagModel, pasts: &[Past<'_>], horizons: &[usize]) -> Result<Vec<Option<Vec<f64>>>, Error> {
    let mut by: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    horizons.iter().enumerate().for_each(|(place, horizon)| by.entry(*horizon).or_default().push(place));
    let mut out = vec![None; pasts.len()];
    for (horizon, places) in by {
        let asked: Vec<Past<'_>> = places.iter().map(|&place| pasts[place]).collect();
        for (place, path) in places.into_iter().zip(model.predict(&asked, horizon)?) {
            out[place] = path;
        }
    }
    Ok(out)
}
