//! Is there a season, what shape has it, how strong is it.

use crate::{Series, correlation::autocorrelations};

/// How a season joins the level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeasonKind {
    /// level + season
    Additive,
    /// level x season
    Multiplicative,
}

/// Seasonal indices by position in the season (position = index in the series modulo the period).
#[derive(Debug, Clone, PartialEq)]
pub struct SeasonIndices {
    kind: SeasonKind,
    indices: Vec<f64>,
}

impl SeasonIndices {
    /// Classical decomposition: centred moving average as trend, mean ratio (or difference) for each season,
    /// normed to mean 1 (or 0). Gaps are filled first.
    ///
    /// `None` with fewer than two full seasons, or for a multiplicative season when a value is not above zero
    /// or an index is nearly 0. O(n). Checked against R `decompose`.
    pub fn classical(series: &Series, kind: SeasonKind) -> Option<Self> {
        let (y, m) = (series.filled(), series.period());
        if m < 2 || y.len() < 2 * m {
            return None;
        }
        if kind == SeasonKind::Multiplicative && y.iter().any(|v| *v <= 0.0) {
            return None;
        }
        let trend = centred_average(&y, m);
        let offset = m / 2;
        let (mut sum, mut count) = (vec![0.0; m], vec![0.0; m]);
        for (k, level) in trend.iter().enumerate() {
            let t = k + offset;
            sum[t % m] += match kind {
                SeasonKind::Additive => y[t] - level,
                SeasonKind::Multiplicative => y[t] / level,
            };
            count[t % m] += 1.0;
        }
        let mut indices: Vec<f64> = sum.iter().zip(&count).map(|(s, c)| s / c).collect();
        let mean = indices.iter().sum::<f64>() / m as f64;
        match kind {
            SeasonKind::Additive => indices.iter_mut().for_each(|v| *v -= mean),
            SeasonKind::Multiplicative => indices.iter_mut().for_each(|v| *v /= mean),
        }
        let usable = match kind {
            SeasonKind::Additive => indices.iter().all(|v| v.is_finite()),
            SeasonKind::Multiplicative => indices.iter().all(|v| v.is_finite() && *v > 0.01),
        };
        usable.then_some(Self { kind, indices })
    }

    /// The indices for a series that [looks seasonal](is_seasonal): multiplicative where possible, else additive.
    pub fn detect(series: &Series) -> Option<Self> {
        if !is_seasonal(series) {
            return None;
        }
        Self::classical(series, SeasonKind::Multiplicative).or_else(|| Self::classical(series, SeasonKind::Additive))
    }

    /// The classical indices, each pulled towards "no season" by a share that says how badly they are known; multiplicative
    /// where possible, else additive. No test for a season is needed: a season that is mere noise is pulled to nothing.
    ///
    /// `s - W (s - c)` with c = 1 (or 0) and `W = (m - 3)/(m - 1) V/A`, at most 1, A the mean square of `s - c` and V the
    /// sampling variance of an index: the mean square of what trend and season leave, over the number of seasons.
    /// `None` where [`SeasonIndices::classical`] has none. Reference: Miller & Williams (2003),
    /// doi:10.1016/S0169-2070(02)00077-8 (James-Stein).
    pub fn shrunk(series: &Series) -> Option<Self> {
        let mut season =
            Self::classical(series, SeasonKind::Multiplicative).or_else(|| Self::classical(series, SeasonKind::Additive))?;
        let (y, m) = (series.filled(), series.period());
        let (centre, mut left, mut count) = (season.centre(), 0.0, 0.0);
        for (k, level) in centred_average(&y, m).iter().enumerate() {
            let t = k + m / 2;
            left += (season.relative(y[t], *level) - season.indices[t % m]).powi(2);
            count += 1.0;
        }
        let size = m as f64;
        let noise = left / (count - size).max(1.0) / (count / size);
        let spread = season.indices.iter().map(|s| (s - centre).powi(2)).sum::<f64>() / (size - 1.0);
        let pull = if spread > 0.0 { ((size - 3.0).max(0.0) / (size - 1.0) * noise / spread).min(1.0) } else { 1.0 };
        season.indices.iter_mut().for_each(|s| *s -= pull * (*s - centre));
        Some(season)
    }

    /// The index of no season.
    fn centre(&self) -> f64 {
        if self.kind == SeasonKind::Multiplicative { 1.0 } else { 0.0 }
    }

    /// A value against its level: their ratio or difference.
    fn relative(&self, value: f64, level: f64) -> f64 {
        if self.kind == SeasonKind::Multiplicative { value / level } else { value - level }
    }

    /// How the season joins the level.
    pub fn kind(&self) -> SeasonKind {
        self.kind
    }

    /// One index for each position in the season.
    pub fn indices(&self) -> &[f64] {
        &self.indices
    }

    /// Takes the season out of the value at position `t`.
    pub fn remove(&self, t: usize, value: f64) -> f64 {
        let s = self.indices[t % self.indices.len()];
        match self.kind {
            SeasonKind::Additive => value - s,
            SeasonKind::Multiplicative => value / s,
        }
    }

    /// Puts the season back in.
    pub fn restore(&self, t: usize, value: f64) -> f64 {
        let s = self.indices[t % self.indices.len()];
        match self.kind {
            SeasonKind::Additive => value + s,
            SeasonKind::Multiplicative => value * s,
        }
    }
}

/// Centred moving average over one season; element k belongs to position k + m/2.
fn centred_average(y: &[f64], m: usize) -> Vec<f64> {
    let half = m / 2;
    let even = m.is_multiple_of(2);
    (half..y.len() - half)
        .map(|t| {
            let window = &y[t - half..=t + half];
            let ends = if even { 0.5 * (window[0] + window[2 * half]) } else { 0.0 };
            let inner = if even { &window[1..2 * half] } else { window };
            (inner.iter().sum::<f64>() + ends) / m as f64
        })
        .collect()
}

/// Whether the autocorrelation at the period is significant at 90 %, given the shorter ones.
///
/// `|r_m| > 1.645 sqrt((1 + 2 sum_{k<m} r_k^2) / n)`; false with fewer than three full seasons.
/// Reference: Fiorucci et al. (2016), doi:10.1016/j.ijforecast.2016.02.005. Checked against the test inside R `thetaf`.
pub fn is_seasonal(series: &Series) -> bool {
    let (m, n) = (series.period(), series.len());
    if m < 2 || series.observed() < 3 * m || series.is_constant() {
        return false;
    }
    let r = autocorrelations(series.values(), m);
    let below: f64 = r[..m - 1].iter().map(|v| v * v).sum();
    r[m - 1].abs() > 1.644_853_626_951_472_2 * ((1.0 + 2.0 * below) / n as f64).sqrt()
}

/// An STL decomposition.
#[derive(Debug, Clone, PartialEq)]
pub struct Decomposition {
    /// The repeating part.
    pub seasonal: Vec<f64>,
    /// The smooth part.
    pub trend: Vec<f64>,
    /// What is left.
    pub remainder: Vec<f64>,
}

impl Decomposition {
    /// Loess decomposition with a seasonal window of 11, gaps filled first.
    ///
    /// `None` with fewer than two full seasons and one value. Reference: Cleveland et al. (1990),
    /// Journal of Official Statistics 6, 3-73. Checked against R `mstl` with one season.
    pub fn stl(series: &Series) -> Option<Self> {
        let (y, m) = (series.filled(), series.period());
        if m < 2 || y.len() <= 2 * m {
            return None;
        }
        let scale = y.iter().map(|v| v.abs()).fold(0.0, f64::max);
        if scale <= 0.0 {
            return None;
        }
        let unit: Vec<f64> = y.iter().map(|v| v / scale).collect();
        let parts = stlrs::Stl::params().seasonal_length(11).inner_loops(2).outer_loops(0).fit(&unit, m).ok()?;
        let back = |v: &[f64]| v.iter().map(|x| x * scale).collect::<Vec<f64>>();
        Some(Self { seasonal: back(parts.seasonal()), trend: back(parts.trend()), remainder: back(parts.remainder()) })
    }

    /// Strength of the season: `max(0, 1 - var(remainder) / var(remainder + seasonal))`, in [0, 1].
    ///
    /// Reference: Wang, Smith & Hyndman (2006), doi:10.1007/s10618-005-0039-x.
    pub fn seasonal_strength(&self) -> f64 {
        let both: Vec<f64> = self.seasonal.iter().zip(&self.remainder).map(|(a, b)| a + b).collect();
        strength(&self.remainder, &both)
    }

    /// Strength of the trend: `max(0, 1 - var(remainder) / var(remainder + trend))`, in [0, 1].
    pub fn trend_strength(&self) -> f64 {
        let both: Vec<f64> = self.trend.iter().zip(&self.remainder).map(|(a, b)| a + b).collect();
        strength(&self.remainder, &both)
    }
}

/// A decomposition into several seasons at once (MSTL).
#[derive(Debug, Clone, PartialEq)]
pub struct SeveralSeasons {
    /// The repeating parts, in the order of their periods.
    pub seasonal: Vec<Vec<f64>>,
    /// The smooth part.
    pub trend: Vec<f64>,
    /// What is left.
    pub remainder: Vec<f64>,
}

impl SeveralSeasons {
    /// STL for one period after the other, each on what the others leave, in two rounds; seasonal windows 11, 15, 19, ...
    ///
    /// `y` without gaps, `periods` ascending, each at least 2 and seen twice; `None` otherwise, or where `y` is 0 throughout. O(n) a period.
    /// Reference: Bandara, Hyndman & Bergmeir (2021), arXiv:2107.13462. Tested on planted seasons; not compared with R `mstl`.
    pub fn mstl(y: &[f64], periods: &[usize]) -> Option<Self> {
        let scale = y.iter().map(|v| v.abs()).fold(0.0, f64::max);
        let fits = |m: &usize| *m >= 2 && y.len() > 2 * m;
        if periods.is_empty() || !periods.iter().all(fits) || !scale.is_finite() || scale <= 0.0 {
            return None;
        }
        let unit: Vec<f64> = y.iter().map(|v| v / scale).collect();
        let parts = stlrs::Mstl::fit(&unit, periods).ok()?;
        let back = |v: &[f64]| v.iter().map(|x| x * scale).collect::<Vec<f64>>();
        let seasonal = parts.seasonal().iter().map(|season| back(season)).collect();
        Some(Self { seasonal, trend: back(parts.trend()), remainder: back(parts.remainder()) })
    }

    /// Strength of each season beside the others: `max(0, 1 - var(remainder) / var(remainder + seasonal))`, in [0, 1].
    pub fn strengths(&self) -> Vec<f64> {
        let with = |season: &Vec<f64>| season.iter().zip(&self.remainder).map(|(a, b)| a + b).collect::<Vec<f64>>();
        self.seasonal.iter().map(|season| strength(&self.remainder, &with(season))).collect()
    }
}

fn strength(rest: &[f64], both: &[f64]) -> f64 {
    let (a, b) = (variance(rest), variance(both));
    if b > 0.0 { (1.0 - a / b).clamp(0.0, 1.0) } else { 0.0 }
}

fn variance(x: &[f64]) -> f64 {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)
}
