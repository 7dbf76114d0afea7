//! Forecasting one series at a time: `Spec -> fit -> Fitted -> predict / update / diagnose`.
//!
//! ```
//! use forecast::{Fitted, Method, Series};
//! # fn main() -> Result<(), forecast::Error> {
//! let series = Series::new(vec![3.0, 5.0, f64::NAN, 6.0, 4.0, 6.0, 2.0, 7.0], 4)?;
//! let model = Method::parse("seasonal-naive")?.fit(&series)?;
//! let forecast = model.predict(4, &[80.0, 95.0])?;
//! assert_eq!(forecast.mean, vec![4.0, 6.0, 2.0, 7.0]);
//! assert!(forecast.band(95.0).is_some());
//! # Ok(())
//! # }
//! ```

mod arima;
mod auto;
pub mod backtest;
mod boxcox;
pub mod calibrate;
mod correlation;
mod difference;
mod error;
mod ets;
mod fitted;
mod intermittent;
mod ladder;
mod linalg;
mod logged;
mod method;
mod minimise;
mod mixture;
mod mstl;
mod naive;
mod naive2;
pub mod normal;
mod ocsb;
mod outcome;
mod season;
mod series;
mod theta;

pub use arima::{ARIMA_ORDER_MAX, ARIMA_PERIOD_MAX, Arima, ArimaFitted, AutoArima, FourierArima, Harmonics, Order, Regressors};
pub use auto::Auto;
pub use backtest::{Backtest, Measures, Origin, Refit, Rolling};
pub use boxcox::{BoxCox, BoxCoxFitted, Lambda, box_cox, box_cox_inverse, guerrero};
pub use calibrate::{Calibrated, Calibration, Family, Scores, calibrated};
pub use correlation::{Portmanteau, autocorrelations, jarque_bera, ljung_box, partial_autocorrelations, portmanteau};
pub use difference::{SeasonalTest, first_differences, kpss, seasonal_differences, seasonal_differences_by};
pub use error::Error;
pub use ets::{ETS_PERIOD_MAX, ErrorKind, Ets, EtsFitted, Form, SeasonForm, TrendKind};
pub use fitted::{Coefficient, Diagnosis, Fitted};
pub use intermittent::{Demand, DemandClass, Intermittent, IntermittentFitted};
pub use ladder::{Outcome, forecast};
pub use logged::Logged;
pub use method::Method;
pub use mixture::{Mixture, Pooling};
pub use mstl::{Mstl, MstlFitted};
pub use naive::{Naive, NaiveFitted};
pub use naive2::{Naive2, Naive2Fitted};
pub use ocsb::{Ocsb, ocsb};
pub use outcome::{Band, Forecast, HORIZON_MAX, ORIGINS_MAX};
pub use season::{Decomposition, SeasonIndices, SeasonKind, SeveralSeasons, is_seasonal};
pub use series::Series;
pub use theta::{Theta, ThetaFitted, ThetaLine};
