//! Seasonal autoregressive integrated moving averages by exact maximum likelihood, with regressors and missing values.
//!
//! `phi(B) Phi(B^m) (1-B)^d (1-B^m)^D (y_t - x_t' beta) = theta(B) Theta(B^m) e_t`
//!
//! | step | how |
//! |---|---|
//! | likelihood | of the differenced series, exact, O(r) a step (`filter`), variance and beta concentrated out (`likelihood`) |
//! | many gaps | exact diffuse filter of the series itself, O(N^2) a step (`kalman`) |
//! | coordinates | partial autocorrelations, so always stationary and invertible (`polynomial`) |
//! | search | Hannan-Rissanen and many other starts (`start`), BFGS with the exact gradient from one pass backwards (`fit`, `filter`, `moments`) |
//! | order | stepwise by `AICc`, the likelihood maximised under a guard that keeps roots off the circle (`select`) |
//! | long seasons | sines and cosines as regressors, their number by `AICc` (`harmonics`) |
//! | bands | response weights, what the filter has not yet learned, and the uncertainty of beta (`model`) |
//!
//! Reference: Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter; Hyndman & Khandakar (2008),
//! doi:10.18637/jss.v027.i03. Log-likelihoods were checked against R `arima` and statsmodels `SARIMAX`.

mod filter;
mod fit;
mod harmonics;
mod kalman;
mod likelihood;
mod model;
mod moments;
mod order;
mod polynomial;
mod prepare;
mod select;
mod simulate;
mod start;

pub use harmonics::{FourierArima, Harmonics};
pub use model::{Arima, ArimaFitted};
pub use order::{ARIMA_ORDER_MAX, ARIMA_PERIOD_MAX, Order};
pub use prepare::Regressors;
pub use select::AutoArima;
