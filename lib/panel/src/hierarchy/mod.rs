//! Members summed by their labels, with forecasts that add up.
//!
//! A hierarchy has leaves (the members) and sums of leaves. Forecasts of all nodes do not add up; reconciliation makes them:
//!
//! | rule | leaves | sums |
//! |---|---|---|
//! | [`Reconciliation::BottomUp`] | as forecast | sums of the leaves' forecasts |
//! | [`Reconciliation::MinTrace`] | `b + W_b C' (W_a + C W_b C')^-1 (a - C b)` | sums of those |
//!
//! with `a`, `b` the forecasts of sums and leaves, `C` the matrix of zeros and ones that sums leaves, and `W` the diagonal matrix of
//! one-step error variances: the least squares estimate weighted by `1/W`, in the form that inverts a matrix of the size of the sums alone.
//!
//! Bands add up in distribution. Let `e_t` be the vector of all nodes' one-step errors at time t, each over its own root mean square, and `d` the
//! nodes' distances between mean and limit at some step and level. The errors `d e_t` are reconciled like forecasts, and the root mean
//! square over t of what comes out is the new distance: correlations between nodes are those of their errors, and one set of coherent error
//! vectors stands behind all bands. Where a node has no error at a time, a draw of +-1 takes its place.
//!
//! Missing values: a leaf counts 0 before its first value (it was not there yet); a gap afterwards is a gap of the sum. Leaves end at the same
//! time. A leaf without any value counts 0 and keeps its refusal.
//!
//! Reference: Wickramasuriya, Athanasopoulos & Hyndman (2019), doi:10.1080/01621459.2018.1448825; bands in the spirit of Panagiotelis,
//! Gamakumara, Athanasopoulos & Hyndman (2023), doi:10.1016/j.ejor.2022.07.040. Checked against dense algebra in numpy
//! (`reference/panel`).

mod bands;
mod projection;
mod sums;

use forecast::{Error, Forecast};

use crate::batch::{Answer, answers};
use crate::{Member, Meter, Outlook, Refusal, Spec, Step};
use projection::Projection;
pub use sums::{Hierarchy, HierarchyError, SUMS_MAX, Sum};

/// How forecasts are made to add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reconciliation {
    /// Leaves as they are; sums are not forecast on their own.
    BottomUp,
    /// All nodes are forecast and moved as little as their error variances allow.
    #[default]
    MinTrace,
}

impl Hierarchy {
    /// Forecasts all nodes, sums first, then leaves in the order given; means and bands add up.
    ///
    /// Members' own horizons and regressors are not used. Measured coverage and scores are those of each node's own forecast, before
    /// reconciliation.
    ///
    /// Errors: [`HierarchyError::Leaves`], [`HierarchyError::Periods`], [`HierarchyError::TooManySums`].
    /// Cost: that of [`forecast`](crate::forecast) for all nodes, then `O(sums^3 + sums^2 x times x horizon x levels)`.
    pub fn forecast(
        &self,
        leaves: &[Member],
        spec: &Spec,
        rule: Reconciliation,
        meter: Meter<'_>,
    ) -> Result<Vec<Outlook>, HierarchyError> {
        let all = self.members(leaves)?;
        let own = match rule {
            Reconciliation::BottomUp => &all[self.sums().len()..],
            Reconciliation::MinTrace => &all[..],
        };
        let mut nodes = answers(own, spec, meter);
        if rule == Reconciliation::BottomUp {
            nodes.splice(0..0, self.sums().iter().map(|sum| summed(&sum.id)));
        }
        // A sum that has no forecast of its own (gaps of its leaves at all times) is that of its leaves.
        for node in nodes.iter_mut().take(self.sums().len()) {
            if let Err(reason) = node.outlook.forecast.clone() {
                *node = summed(&node.outlook.id);
                node.outlook.steps.push(Step { method: "forecast of the sum".into(), reason });
            }
        }
        let errors = bands::Errors::new(&nodes, spec.seed);
        let projection = match rule {
            Reconciliation::BottomUp => Projection::bottom_up(self),
            Reconciliation::MinTrace => Projection::min_trace(self, errors.variances())?,
        };
        reconcile(&mut nodes, spec, &projection, &errors);
        Ok(nodes.into_iter().map(|node| node.outlook).collect())
    }

    /// Values of all nodes, sums first, made to add up by [`Reconciliation::MinTrace`] with these error variances.
    ///
    /// Errors: [`HierarchyError::Leaves`] for vectors of another length, [`HierarchyError::TooManySums`]. O(sums^3 + nodes x depth).
    pub fn reconcile(&self, nodes: &[f64], variances: &[f64]) -> Result<Vec<f64>, HierarchyError> {
        let wanted = self.sums().len() + self.leaves();
        if let Some(got) = [nodes.len(), variances.len()].into_iter().find(|got| *got != wanted) {
            return Err(HierarchyError::Leaves { wanted, got });
        }
        let variances: Vec<Option<f64>> = variances.iter().copied().map(Some).collect();
        Ok(Projection::min_trace(self, &variances)?.apply(nodes))
    }
}

/// A sum that is not forecast on its own.
fn summed(id: &str) -> Answer {
    let outlook = Outlook {
        id: id.to_owned(),
        model: "sum of its members".into(),
        forecast: Ok(Forecast { mean: Vec::new(), bands: Vec::new() }),
        steps: Vec::new(),
        backtest: forecast::Backtest::default(),
        loglik: None,
        aicc: None,
        notes: Vec::new(),
        cpu_seconds: 0.0,
    };
    Answer { outlook, residuals: Vec::new() }
}

/// Replaces all means and bands.
fn reconcile(nodes: &mut [Answer], spec: &Spec, projection: &Projection<'_>, errors: &bands::Errors) {
    let value = |path: Option<&Vec<f64>>, step: usize| path.and_then(|path| path.get(step)).copied().unwrap_or(0.0);
    let means: Vec<Vec<f64>> = (0..spec.horizon)
        .map(|step| projection.apply(&nodes.iter().map(|node| value(node.mean(), step)).collect::<Vec<f64>>()))
        .collect();
    let limits = bands::limits(nodes, spec, projection, errors);
    for (place, node) in nodes.iter_mut().enumerate() {
        let mean: Vec<f64> = means.iter().map(|step| step[place]).collect();
        if !mean.iter().all(|value| value.is_finite()) {
            let why = "the reconciled path leaves the range of numbers".into();
            node.outlook.forecast = Err(Refusal::Method(Error::NoFit { method: "reconciliation".into(), why }));
        }
        if let Ok(forecast) = &mut node.outlook.forecast {
            forecast.bands = limits.iter().filter_map(|level| level.around(&mean, place)).collect();
            forecast.mean = mean;
        }
    }
}

impl Answer {
    fn mean(&self) -> Option<&Vec<f64>> {
        self.outlook.forecast.as_ref().ok().map(|forecast| &forecast.mean)
    }
}
