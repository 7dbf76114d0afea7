//! Reachability: what no model can save ([`FloorSpec`]), and what more rows would save ([`Curve`]).

mod curve;
mod floor;
#[cfg(test)]
mod tests;

pub use curve::{Ahead, Curve, CurvePoint};
pub use floor::{Floor, FloorLoss, FloorSpec};
