use super::mix::{MixLoss, losses, mixed, told, weigh};
use crate::booster::draw::Draw;
use crate::error::LearnError;

/// Stream of the draw that cuts rows into parts.
const PART_STREAM: u64 = 7 << 32;

/// How the worth of a mix is judged.
#[derive(Debug, Clone, PartialEq)]
pub struct LensSpec {
    /// The loss.
    pub loss: MixLoss,
    /// The smallest difference of mean losses that matters, 0 or more.
    pub margin: f64,
    /// Parts of the rows: weights are learned without a part and judged on it; 2 or more.
    pub parts: usize,
    /// Correlation of errors from which on two members are twins.
    pub twins_from: f64,
    /// Seed of the parts.
    pub seed: u64,
}

/// A difference of mean losses with its standard error over rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Mean over rows.
    pub mean: f64,
    /// Standard error of the mean; none with one row.
    pub error: Option<f64>,
}

/// Two members whose errors go together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Twins {
    /// Places of both.
    pub members: [usize; 2],
    /// Correlation of their errors (numbers: `p - y`; classes: the loss of each row).
    pub correlation: f64,
}

/// What a mix is worth beside its members.
#[derive(Debug, Clone, PartialEq)]
pub struct Lens {
    /// Weights on all rows.
    pub weights: Vec<f64>,
    /// Mean loss of each member.
    pub members: Vec<f64>,
    /// Place of the member with the least loss.
    pub best: usize,
    /// Mean loss of the mix on rows that its weights were not learned from.
    pub loss: f64,
    /// The mix less the best member; below 0 where the mix is better.
    pub against_best: Difference,
    /// The mean of all members, equally weighted, less the best member.
    pub mean_against_best: Difference,
    /// Whether the mix beats the best member by more than the margin: the upper end of the one-sided interval of 95 % is below `-margin`.
    pub pays: bool,
    /// Pairs of twins, the closest first.
    pub twins: Vec<Twins>,
    /// For each member: the mix without it less the mix with it, above 0 where the member helps; none for a single member.
    pub adds: Vec<Option<Difference>>,
}

impl LensSpec {
    /// Five parts, no margin, twins from a correlation of 0.95.
    pub fn new(loss: MixLoss) -> Self {
        Self { loss, margin: 0.0, parts: 5, twins_from: 0.95, seed: 0 }
    }

    /// Looks at out-of-fold predictions of members, as [`Mix::fit`](super::Mix::fit) takes them.
    ///
    /// The best member is chosen on the same rows, which favours it a little: a mix that pays does so in spite of that.
    ///
    /// # Errors
    /// Those of [`Mix::fit`](super::Mix::fit); [`LearnError::Setting`].
    ///
    /// Cost: that of a fit times parts times members.
    pub fn look(&self, y: &[f64], members: &[&[f64]]) -> Result<Lens, LearnError> {
        if self.parts < 2 {
            return Err(LearnError::Setting { name: "parts", found: self.parts.to_string(), wanted: "2 or more" });
        }
        if self.margin.is_nan() || self.margin < 0.0 {
            return Err(LearnError::Setting { name: "margin", found: self.margin.to_string(), wanted: "0 or more" });
        }
        let told = told(self.loss, y, members)?;
        let alone: Vec<Vec<f64>> = told.iter().map(|told| losses(self.loss, y, told)).collect();
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let means: Vec<f64> = alone.iter().map(|losses| mean(losses)).collect();
        let best = (0..means.len()).min_by(|&a, &b| means[a].total_cmp(&means[b])).unwrap_or(0);
        let part = self.part_of(y.len());
        let mix = self.judged(y, &told, &part);
        let equal = losses(self.loss, y, &mixed(&told, &vec![1.0 / told.len() as f64; told.len()]));
        let against_best = Difference::of(&mix, &alone[best]);
        let adds = (0..told.len()).map(|left_out| {
            let others: Vec<Vec<f64>> = (0..told.len()).filter(|at| *at != left_out).map(|at| told[at].clone()).collect();
            (!others.is_empty()).then(|| Difference::of(&self.judged(y, &others, &part), &mix))
        });
        let adds = adds.collect();
        let upper = against_best.error.map(|error| against_best.mean + 1.645 * error);
        Ok(Lens {
            weights: weigh(self.loss, y, &told).0,
            best,
            loss: mean(&mix),
            mean_against_best: Difference::of(&equal, &alone[best]),
            pays: upper.is_some_and(|upper| upper < -self.margin),
            twins: self.twins(y, &told, &alone),
            members: means,
            against_best,
            adds,
        })
    }

    /// The part of each row.
    fn part_of(&self, rows: usize) -> Vec<usize> {
        let mut part: Vec<usize> = (0..rows).map(|row| row % self.parts).collect();
        let mut draw = Draw::new(self.seed, PART_STREAM);
        for last in (1..rows).rev() {
            part.swap(last, draw.below(last + 1));
        }
        part
    }

    /// Loss of each row under weights learned from the other parts; under all rows' weights where there are no others.
    fn judged(&self, y: &[f64], told: &[Vec<f64>], part: &[usize]) -> Vec<f64> {
        let mut judged = vec![0.0; y.len()];
        for held in 0..self.parts {
            let inside: Vec<usize> = (0..y.len()).filter(|&row| part[row] != held).collect();
            let take = |values: &[f64]| inside.iter().map(|&row| values[row]).collect::<Vec<f64>>();
            let learned: Vec<Vec<f64>> = told.iter().map(|told| take(told)).collect();
            let weights = if inside.is_empty() { weigh(self.loss, y, told).0 } else { weigh(self.loss, &take(y), &learned).0 };
            for row in (0..y.len()).filter(|&row| part[row] == held) {
                let value: f64 = told.iter().zip(&weights).map(|(told, weight)| weight * told[row]).sum();
                judged[row] = losses(self.loss, &y[row..=row], &[value])[0];
            }
        }
        judged
    }

    fn twins(&self, y: &[f64], told: &[Vec<f64>], alone: &[Vec<f64>]) -> Vec<Twins> {
        let errors: Vec<Vec<f64>> = match self.loss {
            MixLoss::Squared => told.iter().map(|told| told.iter().zip(y).map(|(p, y)| p - y).collect()).collect(),
            MixLoss::Log { .. } => alone.to_vec(),
        };
        let pairs = (0..errors.len()).flat_map(|a| (a + 1..errors.len()).map(move |b| [a, b]));
        let of = |members: [usize; 2]| {
            let correlation = correlation(&errors[members[0]], &errors[members[1]])?;
            (correlation >= self.twins_from).then_some(Twins { members, correlation })
        };
        let mut twins: Vec<Twins> = pairs.filter_map(of).collect();
        twins.sort_by(|a, b| b.correlation.total_cmp(&a.correlation));
        twins
    }
}

impl Difference {
    fn of(a: &[f64], b: &[f64]) -> Self {
        let n = a.len() as f64;
        let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        let mean = differences.iter().sum::<f64>() / n;
        let squares: f64 = differences.iter().map(|d| (d - mean) * (d - mean)).sum();
        Self { mean, error: (n > 1.0).then(|| (squares / (n - 1.0) / n).sqrt()) }
    }
}

/// Pearson's correlation; none where one side does not vary.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = a.len() as f64;
    let (p, q) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let sums = a.iter().zip(b).fold([0.0; 3], |[aa, ab, bb], (a, b)| {
        let (a, b) = (a - p, b - q);
        [aa + a * a, ab + a * b, bb + b * b]
    });
    let size = (sums[0] * sums[2]).sqrt();
    (size > 0.0).then(|| sums[1] / size)
}
