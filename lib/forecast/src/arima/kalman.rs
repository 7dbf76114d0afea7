//! The exact diffuse filter of a series with missing values: O(N^2) a step for a state of N = r + d + m D, and no limit to the gaps.
//!
//! State: the stationary part in Harvey's form, `s_0 = w_t`, and the last `d + m D` values of the series, whose beginning is
//! unknown and diffuse. Transition and observation have few non-zero entries, so a step costs a few passes over the covariance.
//! Observations are single numbers: while the diffuse part of their variance is not yet 0 they teach the beginning and do
//! not count. The likelihood is that of the differenced series where nothing is missing.
//!
//! References: Koopman (1997), doi:10.1080/01621459.1997.10473685; Durbin & Koopman (2012), Time Series Analysis by State
//! Space Methods, 2nd ed., 5.2. Checked against the method of `likelihood` (one column for each gap) and statsmodels.

use super::moments::Moments;
use super::order::Order;
use crate::linalg::{add_scaled, cholesky, cholesky_inverse, cholesky_solve};

/// A variance below this is none, relative to the innovation variance; the series has been scaled to unit size.
const NONE: f64 = 1e-9;

/// A series with gaps (`NaN`) and its columns, undifferenced, scaled.
#[derive(Debug, Clone)]
pub(crate) struct Gappy {
    pub(crate) y: Vec<f64>,
    pub(crate) columns: Vec<Vec<f64>>,
    /// `y_t = w_t + sum_k delta_k y_{t-k}`: lags and coefficients.
    pub(crate) delta: Vec<(usize, f64)>,
    pub(crate) period: usize,
    pub(crate) radius: f64,
    /// Observations that count.
    pub(crate) count: usize,
}

/// What one pass finds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pass {
    /// Half the sum of the logarithms of the variances.
    pub(crate) half_log: f64,
    /// Observations that count.
    pub(crate) count: usize,
    /// Innovation variance by step; 0 where the step does not count.
    f: Vec<f64>,
    /// Innovations of the series and of each column by step.
    innovations: Vec<Vec<f64>>,
    pub(crate) beta: Vec<f64>,
    pub(crate) spread: Vec<f64>,
    pub(crate) squares: f64,
    state: State,
}

/// Means of the series and its columns, and their common covariance.
#[derive(Debug, Clone, Default)]
struct State {
    n: usize,
    means: Vec<Vec<f64>>,
    p: Vec<f64>,
    /// The diffuse part; empty once it has gone.
    diffuse: Vec<f64>,
}

/// A step ahead: mean of the series and of each column, variance (`None` where it is infinite).
#[derive(Debug, Clone)]
pub(crate) struct Ahead {
    pub(crate) means: Vec<f64>,
    pub(crate) variance: Option<f64>,
}

/// The few non-zero entries of transition and observation.
struct System {
    r: usize,
    n: usize,
    ar: Vec<f64>,
    noise: Vec<f64>,
    /// Observation: places and weights.
    z: Vec<(usize, f64)>,
}

impl System {
    fn new(moments: &Moments, delta: &[(usize, f64)]) -> Self {
        let (r, lags) = (moments.r, delta.iter().map(|(k, _)| *k).max().unwrap_or(0));
        let padded = |v: &[f64]| {
            let mut v = v.to_vec();
            v.resize(r, 0.0);
            v
        };
        let z = std::iter::once((0, 1.0)).chain(delta.iter().map(|(k, c)| (r + k - 1, *c))).collect();
        Self { r, n: r + lags, ar: padded(&moments.a), noise: padded(&moments.b), z }
    }

    /// Covariance of the stationary part, from its first column: `P_ij - P_{i+1,j+1}` is known.
    fn start(&self, moments: &Moments) -> State {
        let (r, n) = (self.r, self.n);
        let first = |i: usize| match i {
            0 => moments.variance,
            i if i < r => moments.gain[i - 1] - self.ar[i - 1] * moments.variance,
            _ => 0.0,
        };
        let mut p = vec![0.0; n * n];
        for i in (0..r).rev() {
            for j in (0..=i).rev() {
                let (a, b) = (self.ar[i], self.ar[j]);
                let later = if i + 1 < r { p[(i + 1) * n + j + 1] } else { 0.0 };
                let v = later + a * first(j + 1) + b * first(i + 1) + a * b * moments.variance + self.noise[i] * self.noise[j];
                p[i * n + j] = v;
                p[j * n + i] = v;
            }
        }
        let mut diffuse = if n > r { vec![0.0; n * n] } else { Vec::new() };
        (r..n).for_each(|i| diffuse[i * n + i] = 1.0);
        State { n, means: Vec::new(), p, diffuse }
    }

    /// The observation's row times a vector.
    fn observe(&self, v: &[f64]) -> f64 {
        self.z.iter().map(|(i, c)| c * v[*i]).sum()
    }

    /// Covariance of the state with the observation.
    fn column(&self, p: &[f64], out: &mut Vec<f64>) {
        out.clear();
        out.resize(self.n, 0.0);
        for (i, c) in &self.z {
            add_scaled(out, *c, &p[i * self.n..(i + 1) * self.n]);
        }
    }

    /// One transition of a vector.
    fn shift(&self, v: &mut [f64]) {
        let (first, seen) = (v[0], self.observe(v));
        for i in 0..self.r {
            v[i] = self.ar[i] * first + if i + 1 < self.r { v[i + 1] } else { 0.0 };
        }
        if self.n > self.r {
            v.copy_within(self.r..self.n - 1, self.r + 1);
            v[self.r] = seen;
        }
    }

    /// One transition of a covariance, first its rows, then its columns.
    fn transit(&self, p: &mut [f64]) {
        let (r, n) = (self.r, self.n);
        p.chunks_exact_mut(n).for_each(|row| self.shift(row));
        let first = p[..n].to_vec();
        let mut seen = vec![0.0; n];
        for (i, c) in &self.z {
            add_scaled(&mut seen, *c, &p[i * n..(i + 1) * n]);
        }
        p.copy_within(n..r * n, 0);
        p[(r - 1) * n..r * n].fill(0.0);
        for (i, a) in self.ar.iter().enumerate().filter(|(_, a)| **a != 0.0) {
            add_scaled(&mut p[i * n..(i + 1) * n], *a, &first);
        }
        if n > r {
            p.copy_within(r * n..(n - 1) * n, (r + 1) * n);
            p[r * n..(r + 1) * n].copy_from_slice(&seen);
        }
    }

    fn predict(&self, state: &mut State) {
        state.means.iter_mut().for_each(|v| self.shift(v));
        self.transit(&mut state.p);
        for (i, a) in self.noise.iter().enumerate().filter(|(_, a)| **a != 0.0) {
            add_scaled(&mut state.p[i * self.n..i * self.n + self.r], *a, &self.noise);
        }
        if !state.diffuse.is_empty() {
            self.transit(&mut state.diffuse);
        }
    }
}

impl State {
    /// Takes one observation in: `values` of series and columns. Returns the innovations' variance and whether they count; `None`
    /// where the variance is no number.
    fn update(&mut self, system: &System, innovations: &[f64], work: &mut [Vec<f64>; 2]) -> Option<(f64, bool)> {
        let n = self.n;
        let [m, wide] = work;
        system.column(&self.p, m);
        let f = system.observe(m);
        if !self.diffuse.is_empty() {
            system.column(&self.diffuse, wide);
            let f_wide = system.observe(wide);
            if f_wide > NONE {
                for (mean, v) in self.means.iter_mut().zip(innovations) {
                    add_scaled(mean, v / f_wide, wide);
                }
                for i in 0..n {
                    let (by_m, by_wide) = (wide[i] / f_wide, m[i] / f_wide - wide[i] * f / (f_wide * f_wide));
                    add_scaled(&mut self.p[i * n..(i + 1) * n], -by_m, m);
                    add_scaled(&mut self.p[i * n..(i + 1) * n], -by_wide, wide);
                    add_scaled(&mut self.diffuse[i * n..(i + 1) * n], -by_m, wide);
                }
                if self.diffuse.iter().all(|v| v.abs() < NONE) {
                    self.diffuse.clear();
                }
                return Some((f_wide, false));
            }
        }
        if f.is_nan() || f <= 0.0 {
            return None;
        }
        for (mean, v) in self.means.iter_mut().zip(innovations) {
            add_scaled(mean, v / f, m);
        }
        for i in 0..n {
            add_scaled(&mut self.p[i * n..(i + 1) * n], -m[i] / f, m);
        }
        Some((f, true))
    }
}

impl Gappy {
    /// Filters series and columns and solves for the columns' coefficients; `None` where the filter breaks down or columns are
    /// collinear. O(n N^2 + n N k).
    pub(crate) fn pass(&self, order: Order, x: &[f64]) -> Option<Pass> {
        let mut moments = Moments::default();
        moments.run(order, x, self.period, self.radius);
        if !(moments.variance.is_finite() && moments.variance > 0.0) {
            return None;
        }
        let system = System::new(&moments, &self.delta);
        let mut state = system.start(&moments);
        let k = self.columns.len();
        state.means = vec![vec![0.0; system.n]; k + 1];
        let mut out = Pass { innovations: vec![Vec::with_capacity(self.y.len()); k + 1], ..Pass::default() };
        let mut work = [Vec::new(), Vec::new()];
        let mut innovations = vec![0.0; k + 1];
        for (t, y) in self.y.iter().enumerate() {
            let mut f = 0.0;
            if !y.is_nan() {
                let values = std::iter::once(*y).chain(self.columns.iter().map(|c| c[t]));
                for ((slot, v), mean) in innovations.iter_mut().zip(values).zip(&state.means) {
                    *slot = v - system.observe(mean);
                }
                let (variance, counts) = state.update(&system, &innovations, &mut work)?;
                out.half_log += 0.5 * variance.ln();
                if counts {
                    out.count += 1;
                    f = variance;
                }
            }
            out.f.push(f);
            out.innovations.iter_mut().zip(&innovations).for_each(|(c, v)| c.push(*v));
            system.predict(&mut state);
        }
        out.state = state;
        out.solve()?;
        Some(out)
    }

    /// The next steps after a pass.
    pub(crate) fn ahead(&self, order: Order, x: &[f64], pass: &Pass, steps: usize) -> Vec<Ahead> {
        let mut moments = Moments::default();
        moments.run(order, x, self.period, self.radius);
        let system = System::new(&moments, &self.delta);
        let mut state = pass.state.clone();
        let mut column = Vec::new();
        (0..steps)
            .map(|_| {
                let means = state.means.iter().map(|v| system.observe(v)).collect();
                let unknown = !state.diffuse.is_empty() && {
                    system.column(&state.diffuse, &mut column);
                    system.observe(&column) > NONE
                };
                system.column(&state.p, &mut column);
                let variance = (!unknown).then(|| system.observe(&column));
                system.predict(&mut state);
                Ahead { means, variance }
            })
            .collect()
    }
}

impl Pass {
    fn solve(&mut self) -> Option<()> {
        let k = self.innovations.len() - 1;
        let weighted = |a: &[f64], b: &[f64]| -> f64 {
            self.f.iter().zip(a).zip(b).filter(|((f, _), _)| **f > 0.0).map(|((f, a), b)| a * b / f).sum()
        };
        let (y, columns) = self.innovations.split_first()?;
        let gram: Vec<f64> = (0..k * k).map(|i| weighted(&columns[i / k], &columns[i % k])).collect();
        let rhs: Vec<f64> = columns.iter().map(|c| weighted(c, y)).collect();
        let factor = cholesky(&gram, k)?;
        let beta = cholesky_solve(&factor, k, &rhs);
        let rest = Self::less(y, columns, &beta);
        self.squares = weighted(&rest, &rest);
        (self.spread, self.beta) = (cholesky_inverse(&factor, k), beta);
        Some(())
    }

    fn less(y: &[f64], columns: &[Vec<f64>], beta: &[f64]) -> Vec<f64> {
        let mut rest = y.to_vec();
        beta.iter().zip(columns).for_each(|(b, c)| add_scaled(&mut rest, -b, c));
        rest
    }

    /// Innovations of the series less its columns with these coefficients; `None` where a step does not count.
    pub(crate) fn residuals(&self, beta: &[f64]) -> Vec<Option<f64>> {
        let Some((y, columns)) = self.innovations.split_first() else { return Vec::new() };
        let rest = Self::less(y, columns, beta);
        rest.into_iter().zip(&self.f).map(|(v, f)| (*f > 0.0).then_some(v)).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::arima::order::Order;
    use crate::arima::prepare::{Prepared, Regressors};
    use crate::{Arima, Fitted, Series};

    fn wavy(n: usize, gaps: &[usize]) -> Series {
        let noise = |t: usize| (t * t * 31 + t * 37) % 23;
        let value = |t: usize| 50.0 + 0.2 * t as f64 + 4.0 * ((t as f64) * 0.7).sin() + noise(t) as f64 / 5.0;
        Series::new((0..n).map(|t| if gaps.contains(&t) { f64::NAN } else { value(t) }).collect(), 4).unwrap()
    }

    /// Gaps inside, in the values that differencing takes and in a row: the same likelihood as with one column for each gap.
    #[test]
    fn equals_one_column_for_each_gap() {
        let series = wavy(60, &[1, 2, 6, 20, 21, 22, 40, 57]);
        let step = (0..60).map(|t| f64::from(u8::from(t > 30)) + f64::from(t % 7)).collect();
        let x = Regressors { names: vec!["step".into()], columns: vec![step] };
        for (order, at) in [
            (Order::new((1, 1, 1), (0, 1, 1)), vec![0.3, 0.5, 0.8]),
            (Order::new((2, 0, 1), (1, 0, 0)).with_constant(), vec![0.4, -0.2, 0.3, 0.6]),
            (Order::new((0, 2, 2), (0, 0, 0)), vec![0.4, 1.2]),
            (Order::new((1, 0, 0), (1, 1, 1)).with_constant(), vec![0.4, 0.2, 0.7]),
        ] {
            let pulses = Prepared::new(&series, order, &x).unwrap();
            let mut diffuse = pulses.clone();
            diffuse.data.columns.truncate(diffuse.columns.len());
            diffuse.take_gaps(order, series.values());
            let (a, b) = (pulses.data.evaluate(order, &at).unwrap(), diffuse.data.evaluate(order, &at).unwrap());
            assert_eq!(pulses.data.count() as usize, diffuse.data.count() as usize);
            assert!((a.value - b.value).abs() < 1e-8, "{order:?}: {} {}", a.value, b.value);
            assert!((a.sigma2 - b.sigma2).abs() < 1e-8 && a.beta.iter().zip(&b.beta).all(|(a, b)| (a - b).abs() < 1e-8));
        }
    }

    /// More gaps than columns are worth: forecasts and bands are those of the other method.
    #[test]
    fn forecasts_like_one_column_for_each_gap() {
        let few: Vec<usize> = (0..160).filter(|t| t % 7 == 3).collect();
        assert!(few.len() <= super::super::prepare::PULSES_MAX);
        let mut more = few.clone();
        more.extend([50, 51, 53, 54]);
        let order = Order::new((1, 1, 1), (0, 1, 1));
        let dense = Arima { order }.fit(&wavy(160, &more)).unwrap();
        let f = dense.predict(8, &[95.0]).unwrap();
        let gap = f.bands[0].upper.iter().zip(&f.mean).map(|(u, m)| u - m).collect::<Vec<_>>();
        assert!(gap.windows(2).all(|w| w[0] <= w[1] + 1e-9) && gap[0] > 0.0, "{gap:?}");
        let other = Arima { order }.fit(&wavy(160, &few)).unwrap().predict(8, &[95.0]).unwrap();
        assert!(f.mean.iter().zip(&other.mean).all(|(a, b)| (a - b).abs() < 1.5), "{:?} {:?}", f.mean, other.mean);
    }

    #[test]
    fn a_month_never_observed_is_refused() {
        let gaps: Vec<usize> = (0..60).filter(|t| t % 4 == 1).collect();
        let fit = Arima { order: Order::new((0, 0, 1), (0, 1, 1)) }.fit(&wavy(60, &gaps)).unwrap();
        assert!(fit.predict(8, &[95.0]).unwrap_err().to_string().contains("never observed"));
    }
}
