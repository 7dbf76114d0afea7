//! From rows with dates to regular series.
//!
//! [`infer`] finds the step between dates, [`Grid`] numbers the places of a calendar and dates future ones, [`Regular`] puts rows
//! on them with every gap listed and kept missing. [`Holidays`] and [`Grid::trading_days`] give regressors whose future is known. Pure:
//! numbers in, numbers out.
//!
//! Stamps are microseconds since 1970-01-01 without a zone, or plain whole numbers ([`Clock`]). A day always has 24 hours here: where
//! clocks change, the hour that does not exist is a gap and the hour that comes twice is a repeated date.
//!
//! ```
//! use series::{Clock, Grid, Regular, Row, Step, infer, text};
//! # fn main() -> Result<(), series::SeriesError> {
//! let day = 86_400_000_000;
//! let stamps = [0, 31, 59, 120].map(|d| d * day); // January to May 1970, without April
//! assert_eq!(infer(&stamps, Clock::Dates), Step::MONTHLY);
//! let grid = Grid::new(Step::MONTHLY, &stamps, Clock::Dates);
//! let rows: Vec<Row> = (1..).zip(stamps).map(|(row, stamp)| Row { stamp, value: row as f64, row }).collect();
//! let series = Regular::new(&rows, &grid, Clock::Dates, None)?;
//! assert_eq!(series.missing(), 1);
//! assert_eq!(text::stamp(grid.stamp(series.last() + 1), Clock::Dates), "1970-06-01");
//! # Ok(())
//! # }
//! ```

mod civil;
mod effects;
mod error;
mod grid;
mod holidays;
mod infer;
mod regular;
mod season;
mod step;
pub mod text;
mod week;

pub use civil::{Civil, DAY, SECOND, month_length, weekday};
pub use effects::Effect;
pub use error::SeriesError;
pub use grid::{Clock, Grid};
pub use holidays::{COUNTRIES, Holidays};
pub use infer::{infer, infer_all};
pub use regular::{Aggregate, Gap, PLACES_MAX, Regular, Row};
pub use season::{longer_seasons, season_of};
pub use step::Step;
pub use week::Week;
