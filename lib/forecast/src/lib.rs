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
mod correlation;
mod difference;
mod error;
mod ets;
mod fitted;
mod ladder;
mod linalg;
mod method;
mod minimise;
mod mixture;
mod naive;
pub mod normal;
mod outcome;
mod season;
mod series;
mod theta;

pub use arima::{ARIMA_ORDER_MAX, ARIMA_PERIOD_MAX, Arima, ArimaFitted, AutoArima, Order, Regressors};
pub use auto::Auto;
pub use correlation::{autocorrelations, ljung_box};
pub use difference::{first_differences, kpss, seasonal_differences};
pub use error::Error;
pub use ets::{ETS_PERIOD_MAX, ErrorKind, Ets, EtsFitted, Form, SeasonForm, TrendKind};
pub use fitted::{Coefficient, Diagnosis, Fitted};
pub use ladder::{Outcome, forecast};
pub use method::Method;
pub use mixture::Mixture;
pub use naive::{Naive, NaiveFitted};
pub use outcome::{Band, Forecast, HORIZON_MAX};
pub use season::{Decomposition, SeasonIndices, SeasonKind, is_seasonal};
pub use series::Series;
pub use theta::{Theta, ThetaFitted, ThetaLine};
