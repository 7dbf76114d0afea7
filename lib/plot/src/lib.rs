//! Charts as SVG text, without script: data in, markup out.
//!
//! Text is drawn at one size whatever the chart, so a chart is drawn for the width at which it is shown: [`WIDE`] across a page, [`NARROW`] on a
//! phone or as one panel of many. Colours are CSS custom properties and [`STYLE`] is the style sheet that uses them, so that one
//! chart serves light, dark and paper. Every chart is an image for assistive technology (`role="img"`) with a title and
//! a description that gives its main figures. Charts are drawn from any numbers: what is not finite is left out, what is too much is thinned.
//!
//! | file | chart |
//! |---|---|
//! | `fan` | history, forecasts, nested bands, what came |
//! | `cost_loss` | loss with interval against yearly cost |
//! | `curve` | one quantity against another, with intervals and density |
//! | `strips` | loss of every fold, contender by contender |
//! | `calendar` | how many rows there are when |
//! | `histogram`, `spark` | how values are distributed, with an axis or in a line of text |
//! | `heat` | every pair of columns, shaded |
//! | `learning` | loss against training rows, and with more of them |
//! | `quantile` | values against the quantiles of a family |
//! | `axis`, `clock` | ticks of amounts and of dates |
//! | `frame`, `label`, `svg`, `style` | edges, placing of texts, markup, look |
//!
//! ```
//! let svg = plot::strips(&plot::Strips {
//!     title: "Loss by fold",
//!     unit: "mae",
//!     width: plot::WIDE,
//!     rows: vec![plot::Strip { label: "constant", values: vec![1.0, 1.2, 0.9], mean: 1.03, marked: true }],
//! });
//! assert!(svg.starts_with("<svg"));
//! ```

mod axis;
mod calendar;
mod clock;
mod cost_loss;
mod curve;
mod fan;
mod frame;
mod heat;
mod histogram;
mod label;
mod learning;
mod quantile;
mod spark;
mod strips;
mod style;
mod svg;

pub use calendar::{Calendar, calendar};
pub use clock::Clock;
pub use cost_loss::{CostLoss, CostOption, cost_loss};
pub use curve::{Curve, CurvePoint, curve};
pub use fan::{Band, Fan, FanTrack, fan};
pub use frame::{NARROW, WIDE};
pub use heat::{Heat, heat};
pub use histogram::{Bar, Histogram, histogram};
pub use learning::{Learning, LearningLine, learning};
pub use quantile::{QuantilePlot, quantiles};
pub use spark::spark;
pub use strips::{Strip, Strips, strips};
pub use style::STYLE;
