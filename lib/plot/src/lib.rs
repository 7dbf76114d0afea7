//! Charts as SVG text, without script: data in, markup out.
//!
//! All colours are CSS custom properties (`--ink`, `--faint`, `--accent`, `--muted`, `--band`) and all text inherits the
//! page's font, so that one chart serves light, dark and paper. Every chart carries a `<title>` and a `<desc>` for those who do not
//! see it.
//!
//! | file | chart |
//! |---|---|
//! | `cost_loss` | loss with interval against yearly cost |
//! | `strips` | loss of every fold, contender by contender |
//! | `fan` | history, forecast and band |
//! | `axis`, `svg` | ticks, markup |
//!
//! ```
//! let svg = plot::strips(&plot::Strips {
//!     title: "Loss by fold",
//!     unit: "mae",
//!     rows: vec![plot::Strip { label: "constant", values: vec![1.0, 1.2, 0.9], mean: 1.03, marked: true }],
//! });
//! assert!(svg.starts_with("<svg"));
//! ```

mod axis;
mod cost_loss;
mod fan;
mod strips;
mod svg;

pub use axis::{Axis, format_tick};
pub use cost_loss::{CostLoss, Option as CostOption, cost_loss};
pub use fan::{Fan, FanTrack, fan};
pub use strips::{Strip, Strips, strips};
