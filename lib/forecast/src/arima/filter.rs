//! The exact Gaussian filter of a stationary model in O(r) a step, and its derivative by one pass backwards.
//!
//! State `s` of length r, `y = s_0`, transition a shift plus the autoregression. Instead of the r x r covariance only
//! its increment, which has rank one, is carried (`w`, `m`):
//!
//! `f' = f + m w_0^2`, `k' = k + m w_0 T w`, `w' = T w - g w_0` with `g = k / f`, `m' = m f / f'`.
//!
//! When the increment has died away the gains stay as they are. References: Morf, Sidhu & Kailath (1974),
//! doi:10.1109/TAC.1974.1100576; Herbst (2015), doi:10.1007/s10614-014-9451-5.

use super::polynomial::Start;

/// The covariance increment below which the gains count as steady, relative to the innovation variance.
const STEADY: f64 = 1e-15;
/// How often that is looked at, in steps.
const LOOK: usize = 8;

/// Gains for every step; the last row holds for all later steps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gains {
    pub(crate) r: usize,
    pub(crate) ar: Vec<f64>,
    /// Innovation variance by step.
    pub(crate) f: Vec<f64>,
    /// Gain by step, r values each.
    g: Vec<f64>,
    /// Direction of the increment by step, r values each.
    w: Vec<f64>,
    /// Size of the increment by step (negative).
    m: Vec<f64>,
}

/// One column after filtering.
#[derive(Debug, Clone, Default)]
pub(crate) struct Track {
    /// One-step prediction by step.
    pub(crate) ahead: Vec<f64>,
    /// Innovation by step.
    pub(crate) innovation: Vec<f64>,
    /// State after the last step.
    pub(crate) state: Vec<f64>,
}

/// Derivatives with respect to what the filter starts from.
#[derive(Debug, Clone)]
pub(crate) struct Sensitivity {
    pub(crate) ar: Vec<f64>,
    pub(crate) gain: Vec<f64>,
    pub(crate) variance: f64,
}

impl Gains {
    /// Computes the gains for up to `n` steps into `self`; false where the variance is no positive number.
    pub(crate) fn run(&mut self, start: &Start, n: usize) -> bool {
        let r = start.ar.len();
        self.r = r;
        self.ar.clone_from(&start.ar);
        self.f.clear();
        self.m.clear();
        self.g.clear();
        self.w.clear();
        let mut f = start.variance;
        if !(f.is_finite() && f > 0.0) {
            return false;
        }
        let mut k = start.gain.clone();
        let mut w = start.gain.clone();
        let mut m = -1.0 / f;
        for t in 0..n {
            let inverse = 1.0 / f;
            self.f.push(f);
            self.m.push(m);
            self.w.extend_from_slice(&w);
            self.g.extend(k.iter().map(|v| v * inverse));
            if t % LOOK == LOOK - 1 {
                let size: f64 = w.iter().map(|v| v * v).sum();
                if -m * size < STEADY * f {
                    break;
                }
            }
            let x = w[0];
            let g = &self.g[t * r..(t + 1) * r];
            let next = f + m * x * x;
            if next.is_nan() || next <= 0.0 {
                return false;
            }
            let mx = m * x;
            for i in 0..r - 1 {
                let moved = self.ar[i] * x + w[i + 1];
                k[i] += mx * moved;
                w[i] = moved - g[i] * x;
            }
            let moved = self.ar[r - 1] * x;
            k[r - 1] += mx * moved;
            w[r - 1] = moved - g[r - 1] * x;
            m *= f / next;
            f = next;
        }
        true
    }

    fn row(&self, t: usize) -> usize {
        t.min(self.f.len() - 1)
    }

    /// Innovation variance at step `t`.
    pub(crate) fn variance(&self, t: usize) -> f64 {
        self.f[self.row(t)]
    }

    /// Sum of the logarithms of the innovation variances over `n` steps.
    pub(crate) fn log_variances(&self, n: usize) -> f64 {
        let rows = self.f.len().min(n);
        let mut sum: f64 = self.f[..rows].iter().map(|v| v.ln()).sum();
        if let Some(last) = self.f.last().filter(|_| n > rows) {
            sum += (n - rows) as f64 * last.ln();
        }
        sum
    }

    /// Filters one column.
    pub(crate) fn track(&self, y: &[f64]) -> Track {
        let r = self.r;
        let mut s = vec![0.0; r + 1];
        let mut ahead = Vec::with_capacity(y.len());
        let mut innovation = Vec::with_capacity(y.len());
        for (t, v) in y.iter().enumerate() {
            let row = self.row(t) * r;
            let g = &self.g[row..row + r];
            let p = s[0];
            let e = v - p;
            ahead.push(p);
            innovation.push(e);
            for i in 0..r {
                s[i] = s[i + 1] + self.ar[i] * p + g[i] * e;
            }
        }
        s.truncate(r);
        Track { ahead, innovation, state: s }
    }

    /// Predictions of a filtered column, `h` steps on.
    pub(crate) fn forecast(&self, state: &[f64], h: usize) -> Vec<f64> {
        let r = self.r;
        let mut s = state.to_vec();
        s.push(0.0);
        (0..h)
            .map(|_| {
                let p = s[0];
                for i in 0..r {
                    s[i] = s[i + 1] + self.ar[i] * p;
                }
                p
            })
            .collect()
    }

    /// Increments of the covariance after step `n`, as `(size, direction)`, until they die away: what the state's
    /// uncertainty exceeds its steady value by is `- sum size direction direction'`.
    pub(crate) fn excess(&self, n: usize, steps: usize) -> Vec<(f64, Vec<f64>)> {
        if self.f.len() < n {
            return Vec::new();
        }
        let r = self.r;
        let last = self.f.len() - 1;
        let (mut f, mut m) = (self.f[last], self.m[last]);
        let mut w = self.w[last * r..].to_vec();
        let mut k: Vec<f64> = self.g[last * r..].iter().map(|g| g * f).collect();
        let mut out = Vec::new();
        for _ in 0..steps {
            let x = w[0];
            let next = f + m * x * x;
            if next.is_nan() || next <= 0.0 {
                break;
            }
            let g: Vec<f64> = k.iter().map(|v| v / f).collect();
            for i in 0..r {
                let moved = self.ar[i] * x + if i + 1 < r { w[i + 1] } else { 0.0 };
                k[i] += m * x * moved;
                w[i] = moved - g[i] * x;
            }
            m *= f / next;
            f = next;
            if -m * w.iter().map(|v| v * v).sum::<f64>() < 1e-10 * f {
                break;
            }
            out.push((m, w.clone()));
        }
        out
    }

    /// Derivatives of a function of innovations and variances: `tracks` pairs each column with the derivatives with
    /// respect to its innovations; `by_f` holds those with respect to the variance of each of the `n` steps.
    pub(crate) fn reverse(&self, tracks: &[(&Track, &[f64])], by_f: &[f64]) -> Sensitivity {
        let (r, n, last) = (self.r, by_f.len(), self.f.len() - 1);
        let mut ar_bar = vec![0.0; r];
        let mut states = vec![vec![0.0; r + 1]; tracks.len()];
        let mut g_bar = vec![0.0; r];
        let (mut k_bar, mut w_bar) = (vec![0.0; r], vec![0.0; r]);
        let (mut f_bar, mut m_bar) = (0.0, 0.0);
        let mut direct = 0.0;
        for t in (0..n).rev() {
            let row = self.row(t);
            let g = &self.g[row * r..(row + 1) * r];
            for ((track, by_innovation), s_bar) in tracks.iter().zip(&mut states) {
                column_back(g, &self.ar, track.ahead[t], track.innovation[t], by_innovation[t], s_bar, &mut g_bar, &mut ar_bar);
            }
            direct += by_f[t];
            if t > last {
                continue;
            }
            let (f, m, w) = (self.f[t], self.m[t], &self.w[t * r..(t + 1) * r]);
            let x = w[0];
            if t < last {
                let next = self.f[t + 1];
                let next_bar = f_bar - m_bar * m * f / (next * next);
                let mut x_bar = 0.0;
                let mut dot = 0.0;
                let mx = m * x;
                // Shift: what arrives at w' and k' of index i comes from index i + 1 of w.
                let mut carried = 0.0;
                for i in 0..r {
                    let after = if i + 1 < r { w[i + 1] } else { 0.0 };
                    let moved = self.ar[i] * x + after;
                    let through = w_bar[i] + mx * k_bar[i];
                    x_bar += self.ar[i] * through - g[i] * w_bar[i];
                    ar_bar[i] += x * through;
                    g_bar[i] -= x * w_bar[i];
                    dot += k_bar[i] * moved;
                    w_bar[i] = carried;
                    carried = through;
                }
                let ratio_bar = m_bar;
                m_bar = ratio_bar * f / next + x * dot + next_bar * x * x;
                f_bar = ratio_bar * m / next + next_bar;
                x_bar += m * dot + 2.0 * mx * next_bar;
                w_bar[0] += x_bar;
            }
            let inverse = 1.0 / f;
            let mut shared = 0.0;
            for i in 0..r {
                k_bar[i] += g_bar[i] * inverse;
                shared += g_bar[i] * g[i];
                g_bar[i] = 0.0;
            }
            f_bar += direct - shared * inverse;
            direct = 0.0;
        }
        f_bar += m_bar / (self.f[0] * self.f[0]);
        k_bar.iter_mut().zip(&w_bar).for_each(|(k, w)| *k += w);
        Sensitivity { ar: ar_bar, gain: k_bar, variance: f_bar }
    }
}

/// One step back through `s' = shift(s) + ar p + g e`, `p = s_0`, `e = y - p`.
#[allow(clippy::too_many_arguments)]
fn column_back(
    g: &[f64],
    ar: &[f64],
    ahead: f64,
    innovation: f64,
    by_innovation: f64,
    s_bar: &mut [f64],
    g_bar: &mut [f64],
    ar_bar: &mut [f64],
) {
    let r = g.len();
    let (mut p_bar, mut e_bar) = (0.0, by_innovation);
    let mut carried = 0.0;
    for i in 0..r {
        let b = s_bar[i];
        p_bar += ar[i] * b;
        e_bar += g[i] * b;
        g_bar[i] += innovation * b;
        ar_bar[i] += ahead * b;
        s_bar[i] = carried;
        carried = b;
    }
    s_bar[0] += p_bar - e_bar;
}
