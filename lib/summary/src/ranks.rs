//! Values in order, asked for quantiles and ranks.

/// Values in ascending order with their weights: what [`Quantiles`](crate::Quantiles) answers from.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranks {
    values: Vec<f64>,
    /// Values of the data up to and including each; empty when every value stands for itself.
    through: Vec<u64>,
    error: f64,
}

impl Ranks {
    /// Ranks of finite values, each standing for itself.
    pub(crate) fn exact(mut values: Vec<f64>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        Self { values, through: Vec::new(), error: 0.0 }
    }

    /// Ranks of weighted values.
    pub(crate) fn weighted(mut items: Vec<(f64, u64)>, error: f64) -> Self {
        items.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut sum = 0;
        let through = items.iter().map(|&(_, weight)| {
            sum += weight;
            sum
        });
        let through = through.collect();
        Self { values: items.into_iter().map(|(x, _)| x).collect(), through, error }
    }

    /// How many values of the data these stand for.
    pub fn count(&self) -> u64 {
        self.through.last().copied().unwrap_or(self.values.len() as u64)
    }

    /// Whether every value of the data is here.
    pub fn is_exact(&self) -> bool {
        self.through.is_empty()
    }

    /// See [`Quantiles::rank_error`](crate::Quantiles::rank_error).
    pub fn rank_error(&self) -> f64 {
        self.error
    }

    /// The values held, ascending: all of the data when exact.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The quantile at `p`; `None` of nothing or when `p` is not within 0 and 1.
    ///
    /// Exact: R's type 7, interpolated between the order statistics around `(n - 1) p`. Sketch: the smallest value held whose rank
    /// reaches `p n` (always a value of the data; smallest and largest are exact).
    pub fn quantile(&self, p: f64) -> Option<f64> {
        if self.values.is_empty() || !(0.0..=1.0).contains(&p) {
            return None;
        }
        if !self.is_exact() {
            let target = (p * self.count() as f64).ceil() as u64;
            return self.values.get(self.through.partition_point(|&t| t < target)).or(self.values.last()).copied();
        }
        let at = (self.values.len() - 1) as f64 * p;
        let below = at.floor() as usize;
        let share = at - below as f64;
        let low = self.values[below];
        let high = self.values[(below + 1).min(self.values.len() - 1)];
        Some(if share == 0.0 || high <= low { low } else { low * (1.0 - share) + high * share })
    }

    /// Share of the values that are at most `x`; `None` of nothing.
    pub fn rank(&self, x: f64) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| self.at_most(x) as f64 / count as f64)
    }

    /// How many values are at most `x` (an estimate when not exact).
    pub fn at_most(&self, x: f64) -> u64 {
        self.weight_before(self.values.partition_point(|&v| v <= x))
    }

    /// How many values are below `x` (an estimate when not exact).
    pub fn below(&self, x: f64) -> u64 {
        self.weight_before(self.values.partition_point(|&v| v < x))
    }

    /// Largest distance of the two distribution functions (Kolmogorov and Smirnov); `None` when either is of nothing. `O(n + m)`.
    ///
    /// Off by at most the sum of the two rank errors.
    pub fn distance(&self, other: &Self) -> Option<f64> {
        let (n, m) = (self.count() as f64, other.count() as f64);
        if n < 1.0 || m < 1.0 {
            return None;
        }
        let (mut i, mut j, mut largest) = (0, 0, 0.0_f64);
        while i < self.values.len() && j < other.values.len() {
            let at = self.values[i].min(other.values[j]);
            i += self.values[i..].iter().take_while(|v| **v <= at).count();
            j += other.values[j..].iter().take_while(|v| **v <= at).count();
            largest = largest.max((self.weight_before(i) as f64 / n - other.weight_before(j) as f64 / m).abs());
        }
        Some(largest)
    }

    fn weight_before(&self, at: usize) -> u64 {
        match (at, self.through.is_empty()) {
            (0, _) => 0,
            (_, true) => at as u64,
            (_, false) => self.through[at - 1],
        }
    }

    /// The runs of equal values: each value with how many of the data it stands for.
    pub fn runs(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        let mut at = 0;
        std::iter::from_fn(move || {
            let &x = self.values.get(at)?;
            let start = at;
            at += self.values[at..].partition_point(|&v| v <= x);
            Some((x, self.weight_before(at) - self.weight_before(start)))
        })
    }
}
