//! Many series at once: members in, outlooks out, in the same order and with the same bytes on any number of threads.
//!
//! ```
//! use panel::{Member, Spec};
//! let wave = |n: usize| (0..n).map(|t| 10.0 + (t % 12) as f64 + (t * 7 % 5) as f64).collect();
//! let members = [Member::new("paris", wave(60), 12), Member::new("rome", vec![f64::NAN; 9], 12)];
//! let spec = Spec { horizon: 6, ..Spec::default() };
//! let outlooks = panel::forecast(&members, &spec, &|| 0.0);
//! assert_eq!(outlooks[0].forecast.as_ref().map(|f| f.horizon()), Ok(6));
//! assert_eq!(panel::failures(&outlooks)[0].reason, "every value of the series is missing");
//! ```

mod batch;
mod crowd;
mod failure;
mod guard;
mod hierarchy;
mod known;
mod lags;
mod member;
mod outlook;
mod pool;
mod rung;
mod spec;

pub use batch::{Meter, forecast, stream};
pub use failure::{Failure, failures};
pub use hierarchy::{Hierarchy, HierarchyError, Reconciliation, SUMS_MAX, Sum};
pub use lags::{LAGS_MAX, LagModel, LagSpec, Past};
pub use member::{Known, Member};
pub use outlook::{Outlook, Refusal, Step};
pub use spec::{Lags, Spec};

/// Series that share a period from which on one boosted model of lags is learned across them.
pub const SERIES_MIN: usize = 40;
