//! The exact Gaussian filter of a stationary model in O(r) a step, and its derivative by one pass backwards.
//!
//! State `s` of length r, `y = s_0`, transition a shift plus the autoregression. Instead of the r x r covariance only
//! its increment, which has rank one, is carried (`w`, `m`):
//!
//! `f' = f + m w_0^2`, `g' = (f g + m w_0 T w) / f'`, `w' = T w - g w_0`, `m' = m f / f'`, `g` the gain.
//!
//! When the increment has died away the gains stay as they are. References: Morf, Sidhu & Kailath (1974),
//! doi:10.1109/TAC.1974.1100576; Herbst (2015), doi:10.1007/s10614-014-9451-5.
//!
//! Rows are padded with zeros to a multiple of [`LANES`], so that the inner loops run over whole vector registers.

use super::moments::Moments;
use crate::linalg::{LANES, add_scaled, dot};

/// The covariance increment below which the gains count as steady, relative to the innovation variance.
const STEADY: f64 = 1e-14;
/// How often that is looked at, in steps.
const LOOK: usize = 8;

/// Gains for every step; the last row holds for all later steps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gains {
    /// Length of the state.
    r: usize,
    /// The same, padded.
    wide: usize,
    /// Autoregression, padded.
    ar: Vec<f64>,
    /// Rows in use.
    rows: usize,
    /// Innovation variance by step, and one over it.
    f: Vec<f64>,
    inverse: Vec<f64>,
    /// Size of the increment by step (negative).
    m: Vec<f64>,
    /// Gain by step, `wide` values each.
    g: Vec<f64>,
    /// Direction of the increment by step, `wide + LANES` values each, the last ones 0.
    w: Vec<f64>,
}

/// One column after filtering.
#[derive(Debug, Clone, Default)]
pub(crate) struct Track {
    /// One-step prediction by step.
    pub(crate) ahead: Vec<f64>,
    /// Innovation by step.
    pub(crate) innovation: Vec<f64>,
    /// State after the last step, padded.
    pub(crate) state: Vec<f64>,
}

/// Derivatives with respect to what the filter starts from, and the room to find them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sensitivity {
    pub(crate) ar: Vec<f64>,
    pub(crate) gain: Vec<f64>,
    pub(crate) variance: f64,
    by_g: Vec<f64>,
    by_w: Vec<f64>,
    by_w_before: Vec<f64>,
    /// For each column the derivatives with respect to the first state element, latest step first from the end.
    first: Vec<Vec<f64>>,
}

impl Gains {
    /// Computes the gains for up to `n` steps into `self`; false where the variance is no positive number.
    pub(crate) fn run(&mut self, start: &Moments, n: usize) -> bool {
        let wide = start.r.next_multiple_of(LANES);
        let stride = wide + LANES;
        (self.r, self.wide, self.rows) = (start.r, wide, 0);
        self.ar.clear();
        self.ar.extend_from_slice(&start.a);
        self.ar.resize(wide, 0.0);
        for v in [&mut self.f, &mut self.inverse, &mut self.m] {
            v.clear();
        }
        let mut f = start.variance;
        if !(f.is_finite() && f > 0.0) {
            return false;
        }
        if self.g.len() < n * wide || self.w.len() < n * stride {
            self.g.resize(n * wide, 0.0);
            self.w.resize(n * stride, 0.0);
        }
        let mut inverse = 1.0 / f;
        let mut m = -inverse;
        for i in 0..stride {
            let v = start.gain.get(i).copied().unwrap_or(0.0);
            self.w[i] = v;
            if i < wide {
                self.g[i] = v * inverse;
            }
        }
        for t in 0..n {
            self.f.push(f);
            self.inverse.push(inverse);
            self.m.push(m);
            self.rows = t + 1;
            let (w, rest) = self.w[t * stride..].split_at_mut(stride);
            if t % LOOK == LOOK - 1 && -m * dot(w, w) < STEADY * f || t + 1 == n {
                break;
            }
            let (g, next_g) = self.g[t * wide..].split_at_mut(wide);
            let x = w[0];
            let next = f + m * x * x;
            if next.is_nan() || next <= 0.0 {
                return false;
            }
            inverse = 1.0 / next;
            let kept = f * inverse;
            advance(&self.ar, g, w, &mut next_g[..wide], &mut rest[..stride], (x, kept, m * x * inverse));
            m *= kept;
            f = next;
        }
        true
    }

    fn row(&self, t: usize) -> usize {
        t.min(self.rows - 1)
    }

    fn gain(&self, row: usize) -> &[f64] {
        &self.g[row * self.wide..(row + 1) * self.wide]
    }

    fn direction(&self, row: usize) -> &[f64] {
        let stride = self.wide + LANES;
        &self.w[row * stride..row * stride + self.wide]
    }

    /// One over the innovation variance at step `t`.
    pub(crate) fn inverse(&self, t: usize) -> f64 {
        self.inverse[self.row(t)]
    }

    /// Sum of the logarithms of the innovation variances over `n` steps.
    pub(crate) fn log_variances(&self, n: usize) -> f64 {
        let rows = self.rows.min(n);
        // Products of a few stay far inside the range of numbers: one logarithm for all of them.
        let mut sum: f64 = self.f[..rows].chunks(4).map(|c| c.iter().product::<f64>().ln()).sum();
        if n > rows {
            sum += (n - rows) as f64 * self.f[rows - 1].ln();
        }
        sum
    }

    /// `sum_t a_t b_t / f_t`.
    pub(crate) fn weighted(&self, a: &[f64], b: &[f64]) -> f64 {
        let rows = self.rows.min(a.len());
        let mut sums = [0.0; LANES];
        for (i, ((f, a), b)) in self.inverse[..rows].iter().zip(a).zip(b).enumerate() {
            sums[i % LANES] += a * b * f;
        }
        let head: f64 = sums.iter().sum();
        head + if rows < a.len() { dot(&a[rows..], &b[rows..]) * self.inverse[rows - 1] } else { 0.0 }
    }

    /// Filters one column into `out`.
    pub(crate) fn track(&self, y: &[f64], out: &mut Track) {
        let wide = self.wide;
        let Track { ahead, innovation, state } = out;
        ahead.clear();
        innovation.clear();
        state.clear();
        state.resize(wide + 1, 0.0);
        for (t, v) in y.iter().enumerate() {
            let g = self.gain(self.row(t));
            let p = state[0];
            let e = v - p;
            ahead.push(p);
            innovation.push(e);
            shift(&mut state[..=wide], &self.ar[..wide], g, p, e);
        }
        state.truncate(wide);
    }

    /// Predictions of a filtered column, `h` steps on.
    pub(crate) fn forecast(&self, state: &[f64], h: usize) -> Vec<f64> {
        let mut s = state[..self.r].to_vec();
        s.push(0.0);
        (0..h)
            .map(|_| {
                let p = s[0];
                for i in 0..self.r {
                    s[i] = s[i + 1] + self.ar[i] * p;
                }
                p
            })
            .collect()
    }

    /// Increments of the covariance after step `n`, as `(size, direction)`, until they die away: what the state's
    /// uncertainty exceeds its steady value by is `- sum size direction direction'`.
    pub(crate) fn excess(&self, n: usize, steps: usize) -> Vec<(f64, Vec<f64>)> {
        if self.rows < n {
            return Vec::new();
        }
        let (wide, last) = (self.wide, self.rows - 1);
        let (mut f, mut m) = (self.f[last], self.m[last]);
        let (mut g, mut w) = (self.gain(last).to_vec(), self.direction(last).to_vec());
        w.resize(wide + LANES, 0.0);
        let (mut next_g, mut next_w) = (vec![0.0; wide], vec![0.0; wide + LANES]);
        let mut out = Vec::new();
        for _ in 0..steps {
            let x = w[0];
            let next = f + m * x * x;
            if next.is_nan() || next <= 0.0 {
                break;
            }
            advance(&self.ar, &g, &w, &mut next_g, &mut next_w, (x, f / next, m * x / next));
            std::mem::swap(&mut g, &mut next_g);
            std::mem::swap(&mut w, &mut next_w);
            m *= f / next;
            f = next;
            if -m * dot(&w, &w) < 1e-10 * f {
                break;
            }
            out.push((m, w[..wide].to_vec()));
        }
        out
    }

    /// Derivatives of a function of innovations and variances: `tracks` pairs each column with the derivatives with
    /// respect to its innovations; `by_f` holds those with respect to the variance of each step.
    pub(crate) fn reverse(&self, tracks: &[(&Track, &[f64])], by_f: &[f64], out: &mut Sensitivity) {
        let (wide, n, last) = (self.wide, by_f.len(), self.rows - 1);
        out.reset(wide, n, tracks.len());
        let mut by_f_later = by_f[self.rows.min(n)..].iter().sum::<f64>();
        let (mut f_bar, mut m_bar) = (0.0, 0.0);
        for t in (0..n).rev() {
            let row = self.row(t);
            let g = self.gain(row);
            if t < last {
                (f_bar, m_bar) = self.step_back(t, f_bar, m_bar, out);
            }
            for ((track, by_innovation), first) in tracks.iter().zip(&mut out.first) {
                let (head, later) = first.split_at_mut(t + 1);
                let later = &later[..wide];
                let p_bar = dot(&self.ar, later);
                let e_bar = by_innovation[t] + dot(g, later);
                head[t] = p_bar - e_bar;
                add_scaled(&mut out.by_g, track.innovation[t], later);
                add_scaled(&mut out.ar, track.ahead[t], later);
            }
            if t <= last {
                f_bar += by_f[t] + by_f_later;
                by_f_later = 0.0;
            }
        }
        let inverse = self.inverse[0];
        out.variance = f_bar + m_bar * inverse * inverse - dot(&out.by_g, self.gain(0)) * inverse;
        out.gain.clear();
        out.gain.extend(out.by_g.iter().zip(&out.by_w).map(|(g, w)| g * inverse + w));
    }

    /// From derivatives with respect to the gains of row `t + 1` to those of row `t`; returns those for `f` and `m`.
    fn step_back(&self, t: usize, f_bar: f64, m_bar: f64, out: &mut Sensitivity) -> (f64, f64) {
        let (f, m, inverse) = (self.f[t], self.m[t], self.inverse[t + 1]);
        let x = self.direction(t)[0];
        let (kept, size) = (f * inverse, m * x * inverse);
        let [by_kept, next_by_size, x_bar] = through(self, t, (x, kept, size), out);
        let by_kept_direct = by_kept + m * m_bar;
        let by_size = next_by_size + x * by_kept;
        let f_next = f_bar - inverse * (kept * by_kept_direct + size * by_size);
        out.by_w[0] = x_bar + m * inverse * by_size + 2.0 * m * x * f_next;
        (inverse * by_kept_direct + f_next, kept * m_bar + x * inverse * by_size + x * x * f_next)
    }
}

/// One step of gain and direction: `(x, kept, size)` are `w_0`, `f / f'` and `m w_0 / f'`.
#[inline]
fn advance(ar: &[f64], g: &[f64], w: &[f64], next_g: &mut [f64], next_w: &mut [f64], (x, kept, size): (f64, f64, f64)) {
    let wide = ar.len();
    let (g, after) = (&g[..wide], &w[1..=wide]);
    let (next_g, tail) = (&mut next_g[..wide], &mut next_w[wide..]);
    tail.fill(0.0);
    let next_w = &mut next_w[..wide];
    for i in 0..wide {
        let moved = ar[i] * x + after[i];
        next_w[i] = moved - g[i] * x;
        next_g[i] = kept * g[i] + size * moved;
    }
}

/// `s' = shift(s) + ar p + g e`.
#[inline]
fn shift(s: &mut [f64], ar: &[f64], g: &[f64], p: f64, e: f64) {
    let wide = ar.len();
    let (s, g) = (&mut s[..=wide], &g[..wide]);
    for i in 0..wide {
        s[i] = s[i + 1] + ar[i] * p + g[i] * e;
    }
}

/// The vector part of [`Gains::step_back`]: updates `by_g`, `by_w` (shifted by one) and `ar`; returns the derivatives with respect to
/// `kept` and, without the part through `kept`, to `size`, and to `x`.
#[inline]
fn through(gains: &Gains, t: usize, (x, kept, size): (f64, f64, f64), out: &mut Sensitivity) -> [f64; 3] {
    let wide = gains.wide;
    let (g, ar) = (&gains.gain(t)[..wide], &gains.ar[..wide]);
    let (by_g, by_ar) = (&mut out.by_g[..wide], &mut out.ar[..wide]);
    let (by_w, shifted) = (&out.by_w[..wide], &mut out.by_w_before[1..=wide]);
    let by_kept = dot(g, by_g);
    let by_size = dot(gains.direction(t + 1), by_g);
    let mut by_x = -dot(g, by_w);
    for i in 0..wide {
        let moved = by_w[i] + size * by_g[i];
        shifted[i] = moved;
        by_ar[i] += x * moved;
        by_g[i] = kept * by_g[i] - x * by_w[i];
    }
    by_x += dot(ar, shifted);
    std::mem::swap(&mut out.by_w, &mut out.by_w_before);
    [by_kept, by_size, by_x]
}

impl Sensitivity {
    fn reset(&mut self, wide: usize, n: usize, columns: usize) {
        let clear = |v: &mut Vec<f64>, n: usize| {
            v.clear();
            v.resize(n, 0.0);
        };
        clear(&mut self.ar, wide);
        clear(&mut self.by_g, wide);
        clear(&mut self.by_w, wide + 1);
        clear(&mut self.by_w_before, wide + 1);
        self.first.resize(columns, Vec::new());
        self.first.iter_mut().for_each(|v| clear(v, n + wide + 1));
    }
}
