//! Tree-structured Parzen estimator: draws where good trials are denser than the others.
//!
//! References: Bergstra, Bardenet, Bengio, Kégl (2011), Algorithms for hyper-parameter optimization, `NeurIPS` 24;
//! Watanabe (2023), Tree-structured Parzen estimator, `arXiv:2304.11127` (whose multivariate form this follows; widths and number
//! of candidates were chosen on the function of `examples/tuner_bench.rs`, 40 seeds).

use statrs::function::erf::erf;

use super::space::{Range, Space, Value};
use super::trial::{Outcome, Trial};
use crate::booster::draw::Draw;
use crate::error::LearnError;

/// Rules of the estimator.
#[derive(Debug, Clone, PartialEq)]
pub struct Tpe {
    /// Trials at the start that fill the space evenly.
    pub startup: usize,
    /// Draws from the good trials' density of which the most promising is taken.
    pub candidates: usize,
    /// Share of the trials that count as good, in (0, 1).
    pub good_share: f64,
    /// Good trials at most.
    pub good_max: usize,
}

impl Default for Tpe {
    fn default() -> Self {
        Self { startup: 10, candidates: 16, good_share: 0.1, good_max: 25 }
    }
}

impl Tpe {
    pub(crate) fn check(&self) -> Result<(), LearnError> {
        let setting = |name, found: String, wanted| Err(LearnError::Setting { name, found, wanted });
        if self.candidates == 0 || self.candidates > 10_000 {
            return setting("candidates", self.candidates.to_string(), "1 to 10000");
        }
        if !(self.good_share > 0.0 && self.good_share < 1.0) {
            return setting("good_share", self.good_share.to_string(), "strictly between 0 and 1");
        }
        if self.good_max == 0 {
            return setting("good_max", "0".to_owned(), "1 or more");
        }
        Ok(())
    }
}

/// The next trial's parameters. Open trials count as bad, so that parallel asks differ.
pub(crate) fn propose(rules: &Tpe, space: &Space, trials: &[Trial], seed: u64, draw: &mut Draw) -> Vec<Value> {
    let mut scored: Vec<(f64, &Trial)> = trials.iter().filter_map(|trial| trial.value().map(|value| (value, trial))).collect();
    if scored.len() < rules.startup.max(2) {
        return space.spread(trials.len(), seed);
    }
    scored.sort_by(|a, b| a.0.total_cmp(&b.0));
    let good_count = ((scored.len() as f64 * rules.good_share).ceil() as usize).min(rules.good_max);
    let params = |part: &[(f64, &Trial)]| -> Vec<Vec<Value>> {
        let mut chosen: Vec<&Trial> = part.iter().map(|pair| pair.1).collect();
        chosen.sort_by_key(|trial| trial.id);
        chosen.into_iter().map(|trial| trial.params.clone()).collect()
    };
    let good = Mixture::new(space, &params(&scored[..good_count]));
    let mut others = params(&scored[good_count..]);
    others.extend(trials.iter().filter(|trial| trial.outcome == Outcome::Open).map(|trial| trial.params.clone()));
    let bad = Mixture::new(space, &others);
    let mut best: Option<(f64, Vec<Value>)> = None;
    for _ in 0..rules.candidates {
        let candidate = good.draw(space, draw);
        let score = good.log_density(space, &candidate) - bad.log_density(space, &candidate);
        if best.as_ref().is_none_or(|(most, _)| score > *most) {
            best = Some((score, candidate));
        }
    }
    best.map_or_else(|| space.draw(draw), |(_, candidate)| candidate)
}

/// One kernel a trial and a wide one for the whole space; each a product over the parameters.
struct Mixture {
    weights: Vec<f64>,
    log_weights: Vec<f64>,
    /// Kernels of each parameter.
    sides: Vec<Side>,
}

/// The kernels of one parameter.
enum Side {
    /// Normal densities cut off at the ends of the range.
    Normal { low: f64, high: f64, kernels: Vec<Normal> },
    /// Probability of each choice and its logarithm, kernel after kernel.
    Choice { chances: Vec<Vec<f64>>, logs: Vec<Vec<f64>> },
}

#[derive(Clone, Copy)]
struct Normal {
    mean: f64,
    sd: f64,
    /// Log of the mass inside the range.
    log_mass: f64,
    log_sd: f64,
}

impl Mixture {
    fn new(space: &Space, trials: &[Vec<Value>]) -> Self {
        let count = trials.len();
        let dims = space.parameters().len() as f64;
        let mut weights: Vec<f64> = (0..count).map(|place| age_weight(place, count)).collect();
        weights.push(1.0);
        let total: f64 = weights.iter().sum();
        for weight in &mut weights {
            *weight /= total;
        }
        let log_weights = weights.iter().map(|weight| weight.ln()).collect();
        let side = |place: usize, range: &Range| {
            if let Range::Choice { names } = range {
                let base = 1.0 / (count as f64 + 1.0);
                let norm = 1.0 + base * names.len() as f64;
                let mut chances: Vec<Vec<f64>> = trials
                    .iter()
                    .map(|params| {
                        let hit = |name: usize| f64::from(u8::from(params[place] == Value::Choice(name)));
                        (0..names.len()).map(|name| (base + hit(name)) / norm).collect()
                    })
                    .collect();
                chances.push(vec![1.0 / names.len() as f64; names.len()]);
                let logs = chances.iter().map(|row| row.iter().map(|chance| chance.ln()).collect()).collect();
                Side::Choice { chances, logs }
            } else {
                let (low, high) = range.inner();
                let middle = |params: &Vec<Value>| {
                    let (left, right) = range.stretch(&params[place]);
                    left.midpoint(right)
                };
                let means: Vec<f64> = trials.iter().map(middle).collect();
                let sd = bandwidth(&means, dims, high - low);
                let mut kernels: Vec<Normal> = means.iter().map(|&mean| Normal::new(mean, sd, low, high)).collect();
                kernels.push(Normal::new(low.midpoint(high), high - low, low, high));
                Side::Normal { low, high, kernels }
            }
        };
        let sides = space.parameters().iter().enumerate().map(|(place, p)| side(place, &p.range)).collect();
        Self { weights, log_weights, sides }
    }

    fn draw(&self, space: &Space, draw: &mut Draw) -> Vec<Value> {
        let kernel = pick(&self.weights, draw);
        let one = |(side, range): (&Side, &Range)| match side {
            Side::Choice { chances, .. } => Value::Choice(pick(&chances[kernel], draw)),
            Side::Normal { low, high, kernels } => range.outer(kernels[kernel].draw(*low, *high, draw)),
        };
        self.sides.iter().zip(space.parameters().iter().map(|p| &p.range)).map(one).collect()
    }

    fn log_density(&self, space: &Space, params: &[Value]) -> f64 {
        let mut sums = self.log_weights.clone();
        for ((side, parameter), value) in self.sides.iter().zip(space.parameters()).zip(params) {
            match side {
                Side::Choice { logs, .. } => {
                    let Value::Choice(name) = value else { continue };
                    sums.iter_mut().zip(logs).for_each(|(sum, logs)| *sum += logs[*name]);
                }
                Side::Normal { kernels, .. } => {
                    let stretch = parameter.range.stretch(value);
                    sums.iter_mut().zip(kernels).for_each(|(sum, kernel)| *sum += kernel.log_density(stretch));
                }
            }
        }
        let top = sums.iter().copied().fold(f64::MIN, f64::max);
        top + sums.iter().map(|sum| (sum - top).exp()).sum::<f64>().ln()
    }
}

impl Normal {
    fn new(mean: f64, sd: f64, low: f64, high: f64) -> Self {
        let mass = phi((high - mean) / sd) - phi((low - mean) / sd);
        Self { mean, sd, log_mass: mass.max(1e-300).ln(), log_sd: sd.ln() }
    }

    /// Log density at a point, or log mass of a stretch; up to a constant.
    fn log_density(&self, (left, right): (f64, f64)) -> f64 {
        let z = |at: f64| (at - self.mean) / self.sd;
        if left < right {
            (phi(z(right)) - phi(z(left))).max(1e-300).ln() - self.log_mass
        } else {
            -0.5 * z(left) * z(left) - self.log_sd - self.log_mass
        }
    }

    fn draw(&self, low: f64, high: f64, draw: &mut Draw) -> f64 {
        for _ in 0..100 {
            let radius = (-2.0 * (1.0 - draw.unit()).ln()).sqrt();
            let value = self.mean + self.sd * radius * (std::f64::consts::TAU * draw.unit()).cos();
            if (low..=high).contains(&value) {
                return value;
            }
        }
        self.mean.clamp(low, high)
    }
}

/// Scott's rule, half as wide again, and not below a floor that falls with the number of kernels: the floor keeps the search
/// from settling early (range / n, the usual floor, is too wide near the optimum, range / n^2 too narrow).
fn bandwidth(means: &[f64], dims: f64, wide: f64) -> f64 {
    let count = means.len().max(1) as f64;
    let mean = means.iter().sum::<f64>() / count;
    let sd = (means.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count).sqrt();
    let floor = wide / (count + 1.0).min(100.0).powf(1.25);
    (1.5 * sd * count.powf(-1.0 / (dims + 4.0))).max(floor).min(wide)
}

/// The latest 25 trials weigh 1, older ones less, the oldest 1 / count.
fn age_weight(place: usize, count: usize) -> f64 {
    const RECENT: usize = 25;
    if count <= RECENT || place + RECENT >= count {
        return 1.0;
    }
    let first = 1.0 / count as f64;
    first + (1.0 - first) * place as f64 / (count - RECENT - 1).max(1) as f64
}

fn pick(weights: &[f64], draw: &mut Draw) -> usize {
    let mut left = draw.unit() * weights.iter().sum::<f64>();
    for (place, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return place;
        }
    }
    weights.len() - 1
}

fn phi(z: f64) -> f64 {
    0.5 * (1.0 + erf(z * std::f64::consts::FRAC_1_SQRT_2))
}
