//! What the predictions of a contest say beyond their mean loss.
//!
//! The verdict knows losses alone. Here the out-of-fold predictions of one contender meet what came out: is its word worth its
//! face, from which probability on does it pay to act, how much of the total do the rows put first hold, how do special cases fare, and what does it
//! know that the business did not? Plain data in, plain data out; who plays, and how, is no concern of this crate.
//!
//! | file | noun |
//! | --- | --- |
//! | `calibration` | [`Calibration`]: reliability curve, parts of the Brier score, slope |
//! | `decision` | [`Decision`]: the probability from which acting pays, in money |
//! | `gain` | [`Gain`]: what the rows put first hold of the total |
//! | `special` | [`Special`]: a special case: violations, loss against its bound |
//! | `drivers` | [`Drivers`]: known drivers alone against the winner; what each column carries |

mod calibration;
mod decision;
mod drivers;
mod gain;
mod special;

pub use calibration::{Bin, Calibration, Leaning};
pub use decision::{CostPoint, Decision};
pub use drivers::{Curve, CurvePoint, Driver, Drivers, News};
pub use gain::{Gain, GainPoint};
pub use special::{Special, Standing};

use serde::{Deserialize, Serialize};

/// Version of [`Insight`]'s stored form; raised when a field changes its meaning.
pub const VERSION: u32 = 1;

/// What is known of one contender beyond its losses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Insight {
    /// Its place in the ladder.
    pub player: u32,
    /// Whether its numbers can be believed as they stand; none for several classes.
    pub calibration: Option<Calibration>,
    /// From which probability on to act; none without the two prices of a wrong decision.
    pub decision: Option<Decision>,
    /// What the rows put first hold; none where outcomes may be negative.
    pub gain: Option<Gain>,
    /// The special cases of the problem file.
    pub special: Vec<Special>,
    /// What it knows beyond the known drivers; none where none are named.
    pub drivers: Option<Drivers>,
}

/// An estimate with its interval at 95 %.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Measured {
    /// Mean of independent rows; none below two.
    pub fn mean_of(values: &[f64]) -> Option<Self> {
        let estimate = stats::row_mean(values).ok()?;
        Some(Self { value: estimate.value, low: estimate.lower(0.975).ok()?, high: estimate.upper(0.975).ok()? })
    }
}
