//! A forecast for every series: the method asked for, or the first simpler one that works, with the reasons.

use crate::{Backtest, Error, Fitted, Forecast, Method, Mstl, Naive, Series, calibrated};

/// A forecast, the method that made it and the methods that could not.
#[derive(Debug)]
pub struct Outcome {
    /// The forecast.
    pub forecast: Forecast,
    /// The fitted model that made it, with calibrated bands.
    pub model: Box<dyn Fitted>,
    /// Methods tried before it, each with its reason.
    pub failed: Vec<(Method, Error)>,
}

/// Forecasts with `method`; where it refuses or fails, with seasonal naive, then with the last value.
///
/// A model that refuses because the period is too long is replaced by MSTL first. Bands are calibrated
/// ([`crate::Calibration`]) by the shipped table. Every step down is listed in [`Outcome::failed`]. Errors only where the
/// request itself is wrong ([`Error::BadHorizon`], [`Error::BadLevel`]) or no forecast at all is possible.
pub fn forecast(series: &Series, method: &Method, h: usize, levels: &[f64]) -> Result<Outcome, Error> {
    crate::outcome::check_request(h, levels)?;
    let mut rungs = vec![Method::Naive(Naive::Last), Method::Naive(Naive::Seasonal), method.clone()];
    let mut failed: Vec<(Method, Error)> = Vec::new();
    while let Some(rung) = rungs.pop() {
        if failed.iter().any(|(m, _)| *m == rung) {
            continue;
        }
        let answer = calibrated(series, &rung, &Backtest::default(), None)
            .and_then(|model| model.predict(h, levels).map(|forecast| (model, forecast)));
        match answer {
            Ok((model, forecast)) => return Ok(Outcome { forecast, model, failed }),
            Err(e) => {
                if matches!(e, Error::PeriodTooLong { .. }) {
                    rungs.push(Method::Mstl(Mstl::default()));
                }
                failed.push((rung, e));
            }
        }
    }
    let last = failed.pop().map(|(_, e)| e);
    Err(last.unwrap_or_else(|| Error::no_fit("forecast", "no method was tried")))
}
