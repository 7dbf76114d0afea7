//! The moments that start the filter, and their derivatives with respect to the free coordinates.
//!
//! Autocovariances come from stepping the expanded autoregression down to order 1 and up again, and from those of the moving
//! average; the way back repeats every step in reverse (O(P^2 + r) for P the expanded autoregressive order), so that a
//! gradient costs about as much as the moments themselves, whatever the number of coefficients.

use super::order::Order;
use super::polynomial::from_partial_levels;

/// What the filter starts from, in units of the innovation variance, with everything needed to go back.
#[derive(Debug, Clone, Default)]
pub(crate) struct Moments {
    order: Order,
    m: usize,
    /// Partial autocorrelations in the order ar, ma, sar, sma.
    partial: Vec<f64>,
    /// Coefficients of all lower orders, one triangle for each of the four polynomials.
    levels: [Vec<f64>; 4],
    /// The four polynomials, moving averages in the sign of an autoregression, roots moved out to the guard.
    tops: [Vec<f64>; 4],
    /// Smallest modulus of a root that the coordinates can reach.
    radius: f64,
    /// Expanded autoregression `y_t = sum_i a_i y_{t-1-i}`.
    pub(crate) a: Vec<f64>,
    /// Expanded moving average `1, b_1, ...`.
    pub(crate) b: Vec<f64>,
    /// Positions that may hold a coefficient in `a` and in `b`.
    live: (Vec<usize>, Vec<usize>),
    /// Predictors of orders 1..=P in a triangle.
    predictors: Vec<f64>,
    /// Autocovariances of the autoregression alone.
    inner: Vec<f64>,
    /// Autocovariances of the moving average alone, and the lags at which there are any.
    outer: Vec<f64>,
    outer_live: Vec<usize>,
    /// Autocovariances of the process.
    g: Vec<f64>,
    psi: Vec<f64>,
    /// Length of the state.
    pub(crate) r: usize,
    /// Covariance of the next state with the present value.
    pub(crate) gain: Vec<f64>,
    /// Variance of a value.
    pub(crate) variance: f64,
}

/// Where level `n` (of `n` coefficients) begins in a triangle.
fn level(n: usize) -> usize {
    n * (n - 1) / 2
}

/// What moves the roots of the four polynomials out to `radius`: the factor for each further lag.
fn guards(radius: f64, m: usize) -> [f64; 4] {
    let (plain, seasonal) = (1.0 / radius, radius.powi(-(m as i32)));
    [plain, plain, seasonal, seasonal]
}

impl Moments {
    /// Length of the state for these orders.
    pub(crate) fn length(order: Order, m: usize) -> usize {
        (order.p + m * order.sp).max(order.q + m * order.sq + 1)
    }

    /// The moments of one model.
    #[cfg(test)]
    pub(crate) fn of(order: Order, x: &[f64], m: usize) -> Self {
        let mut out = Self::default();
        out.run(order, x, m, 1.0);
        out
    }

    /// Moments of the stationary model at free coordinates `x`, all roots beyond `radius`:
    /// `gain_i = sum_{j >= i} (a_j g_{j-i} + b_j psi_{j-i})`.
    pub(crate) fn run(&mut self, order: Order, x: &[f64], m: usize, radius: f64) {
        self.radius = radius;
        if self.order != order || self.m != m || self.b.is_empty() {
            self.lay_out(order, m);
        }
        self.partial.clear();
        self.partial.extend(x.iter().map(|v| v.tanh()));
        self.expand();
        self.ar_autocovariances();
        self.ma_autocovariances();
        self.join();
        self.variance = self.g[0];
    }

    fn lay_out(&mut self, order: Order, m: usize) {
        let places = |plain: usize, seasonal: usize| {
            let mut out: Vec<usize> = (0..plain).collect();
            out.extend((1..=seasonal).flat_map(|j| (0..=plain).map(move |i| m * j + i - 1)));
            out.sort_unstable();
            out.dedup();
            out
        };
        let (p, q) = (order.p + m * order.sp, order.q + m * order.sq);
        self.live = (places(order.p, order.sp), places(order.q, order.sq));
        (self.order, self.m, self.r) = (order, m, Self::length(order, m));
        self.a = vec![0.0; p];
        self.b = vec![0.0; q + 1];
        self.predictors = vec![0.0; p * (p + 1) / 2];
        self.inner = vec![0.0; p + q];
        self.outer = vec![0.0; q + 1];
        self.outer_live.clear();
        self.pairs(|out, i, j| out.outer_live.push(j - i));
        self.outer_live.sort_unstable();
        self.outer_live.dedup();
        self.g = vec![0.0; p.max(1)];
        self.psi = vec![0.0; q];
        self.gain = vec![0.0; self.r];
    }

    /// Calls `f` for each pair of places `i <= j` of the moving average that may hold a coefficient.
    fn pairs(&mut self, mut f: impl FnMut(&mut Self, usize, usize)) {
        let live = std::mem::take(&mut self.live.1);
        let places = || std::iter::once(0).chain(live.iter().map(|i| i + 1));
        for (k, i) in places().enumerate() {
            for j in places().skip(k) {
                f(self, i, j);
            }
        }
        self.live.1 = live;
    }

    /// From partial autocorrelations to the expanded polynomials.
    fn expand(&mut self) {
        let (o, m) = (self.order, self.m);
        let mut at = 0;
        let shrink = guards(self.radius, m);
        for (k, n) in [o.p, o.q, o.sp, o.sq].into_iter().enumerate() {
            from_partial_levels(&self.partial[at..at + n], &mut self.levels[k]);
            self.tops[k].clear();
            let top = &self.levels[k][if n == 0 { 0 } else { level(n) }..];
            let mut power = 1.0;
            self.tops[k].extend(top.iter().map(|c| {
                power *= shrink[k];
                c * power
            }));
            at += n;
        }
        let (mut a, mut b) = (std::mem::take(&mut self.a), std::mem::take(&mut self.b));
        let [ar, ma, sar, sma] = &self.tops;
        a.fill(0.0);
        b.fill(0.0);
        b[0] = 1.0;
        a[..o.p].copy_from_slice(ar);
        ma.iter().enumerate().for_each(|(i, v)| b[i + 1] = -v);
        for j in 0..o.sp {
            a[m * (j + 1) - 1] += sar[j];
            ar.iter().enumerate().for_each(|(i, v)| a[m * (j + 1) + i] -= v * sar[j]);
        }
        for j in 0..o.sq {
            b[m * (j + 1)] -= sma[j];
            ma.iter().enumerate().for_each(|(i, v)| b[m * (j + 1) + i + 1] += v * sma[j]);
        }
        (self.a, self.b) = (a, b);
    }

    fn ar_autocovariances(&mut self) {
        let p = self.a.len();
        if p == 0 {
            return;
        }
        self.predictors[level(p)..].copy_from_slice(&self.a);
        let mut variance = 1.0;
        for n in (1..=p).rev() {
            let (lower, last) = self.predictors.split_at_mut(level(n));
            let k = last[n - 1];
            let scale = 1.0 / (1.0 - k * k);
            variance *= scale;
            if n > 1 {
                let lower = &mut lower[level(n - 1)..];
                for (i, v) in lower.iter_mut().enumerate() {
                    *v = (last[i] + k * last[n - 2 - i]) * scale;
                }
            }
        }
        let Some(first) = self.inner.first_mut() else { return };
        *first = variance;
        for lag in 1..self.inner.len() {
            let (known, rest) = self.inner.split_at_mut(lag);
            rest[0] = if lag < p {
                let c = &self.predictors[level(lag)..level(lag) + lag];
                c.iter().zip(known.iter().rev()).map(|(c, g)| c * g).sum()
            } else {
                self.live.0.iter().map(|&i| self.a[i] * known[lag - 1 - i]).sum()
            };
        }
    }

    fn ma_autocovariances(&mut self) {
        self.outer.fill(0.0);
        self.pairs(|out, i, j| out.outer[j - i] += out.b[i] * out.b[j]);
    }

    fn join(&mut self) {
        let (p, q) = (self.a.len(), self.psi.len());
        if p == 0 {
            self.g[0] = self.outer[0];
        } else {
            self.g.fill(0.0);
            for &lag in &self.outer_live {
                let c = self.outer[lag];
                for (k, slot) in self.g.iter_mut().enumerate() {
                    *slot += c * self.inner[k.abs_diff(lag)];
                    if lag > 0 {
                        *slot += c * self.inner[k + lag];
                    }
                }
            }
        }
        for j in 0..q {
            let past: f64 = self.live.0.iter().take_while(|i| **i < j).map(|&i| self.a[i] * self.psi[j - 1 - i]).sum();
            self.psi[j] = self.b[j] + past;
        }
        self.gain.fill(0.0);
        for &j in &self.live.0 {
            let v = self.a[j];
            self.gain[..=j].iter_mut().zip(self.g[..=j].iter().rev()).for_each(|(s, g)| *s += v * g);
        }
        for &j in &self.live.1 {
            let v = self.b[j + 1];
            self.gain[..=j].iter_mut().zip(self.psi[..=j].iter().rev()).for_each(|(s, g)| *s += v * g);
        }
    }

    /// From derivatives with respect to the filter's autoregression, gain and variance to those with respect to the free
    /// coordinates.
    pub(crate) fn reverse(&self, ar_bar: &[f64], gain_bar: &[f64], variance_bar: f64, back: &mut Back, out: &mut [f64]) {
        let (p, q) = (self.a.len(), self.psi.len());
        back.reset(self);
        back.a.copy_from_slice(&ar_bar[..p]);
        back.g[0] = variance_bar;
        for &j in &self.live.0 {
            let v = self.a[j];
            back.a[j] += reversed(&gain_bar[..=j], &self.g, &mut back.g, v);
        }
        for &j in &self.live.1 {
            let v = self.b[j + 1];
            back.b[j + 1] += reversed(&gain_bar[..=j], &self.psi, &mut back.psi, v);
        }
        for j in (0..q).rev() {
            let v = back.psi[j];
            back.b[j] += v;
            for &i in self.live.0.iter().take_while(|i| **i < j) {
                back.a[i] += v * self.psi[j - 1 - i];
                back.psi[j - 1 - i] += v * self.a[i];
            }
        }
        self.outer_back(back);
        self.inner_back(back);
        self.expand_back(back, out);
    }

    fn outer_back(&self, back: &mut Back) {
        if self.a.is_empty() {
            back.outer[0] = back.g[0];
        } else {
            for &lag in &self.outer_live {
                let c = self.outer[lag];
                let mut sum = 0.0;
                for (k, v) in back.g.iter().enumerate() {
                    sum += v * self.inner[k.abs_diff(lag)];
                    back.inner[k.abs_diff(lag)] += c * v;
                    if lag > 0 {
                        sum += v * self.inner[k + lag];
                        back.inner[k + lag] += c * v;
                    }
                }
                back.outer[lag] = sum;
            }
        }
        let places = || std::iter::once(0).chain(self.live.1.iter().map(|i| i + 1));
        for (k, i) in places().enumerate() {
            for j in places().skip(k) {
                let v = back.outer[j - i];
                back.b[i] += v * self.b[j];
                back.b[j] += v * self.b[i];
            }
        }
    }

    fn inner_back(&self, back: &mut Back) {
        let p = self.a.len();
        if p == 0 {
            return;
        }
        for lag in (1..self.inner.len()).rev() {
            let v = back.inner[lag];
            let (below, _) = back.inner.split_at_mut(lag);
            if lag < p {
                let at = level(lag);
                let (c, bar) = (&self.predictors[at..at + lag], &mut back.predictors[at..at + lag]);
                for i in 0..lag {
                    bar[i] += v * self.inner[lag - 1 - i];
                    below[lag - 1 - i] += v * c[i];
                }
            } else {
                for &i in &self.live.0 {
                    back.a[i] += v * self.inner[lag - 1 - i];
                    below[lag - 1 - i] += v * self.a[i];
                }
            }
        }
        let by_log_variance = 2.0 * back.inner.first().map_or(0.0, |v| v * self.inner[0]);
        for n in 1..=p {
            let last = &self.predictors[level(n)..level(n) + n];
            let k = last[n - 1];
            let scale = 1.0 / (1.0 - k * k);
            let mut k_bar = by_log_variance * k * scale;
            let (lower_bar, last_bar) = back.predictors.split_at_mut(level(n));
            if n > 1 {
                let (lower, lower_bar) = (&self.predictors[level(n - 1)..], &lower_bar[level(n - 1)..]);
                for (i, bar) in lower_bar.iter().enumerate() {
                    let v = bar * scale;
                    last_bar[i] += v;
                    last_bar[n - 2 - i] += k * v;
                    k_bar += v * (last[n - 2 - i] + 2.0 * k * lower[i]);
                }
            }
            last_bar[n - 1] += k_bar;
        }
        back.a.iter_mut().zip(&back.predictors[level(p)..]).for_each(|(a, v)| *a += v);
    }

    fn expand_back(&self, back: &mut Back, out: &mut [f64]) {
        let (o, m) = (self.order, self.m);
        let [ar, ma, sar, sma] = &self.tops;
        let mut tops = [vec![0.0; o.p], vec![0.0; o.q], vec![0.0; o.sp], vec![0.0; o.sq]];
        tops[0].copy_from_slice(&back.a[..o.p]);
        (0..o.q).for_each(|i| tops[1][i] = -back.b[i + 1]);
        for j in 0..o.sp {
            let at = m * (j + 1);
            tops[2][j] = back.a[at - 1];
            for i in 0..o.p {
                tops[0][i] -= sar[j] * back.a[at + i];
                tops[2][j] -= ar[i] * back.a[at + i];
            }
        }
        for j in 0..o.sq {
            let at = m * (j + 1);
            tops[3][j] = -back.b[at];
            for i in 0..o.q {
                tops[1][i] += sma[j] * back.b[at + i + 1];
                tops[3][j] += ma[i] * back.b[at + i + 1];
            }
        }
        let mut at = 0;
        for ((levels, mut bar), shrink) in self.levels.iter().zip(tops).zip(guards(self.radius, m)) {
            let mut power = 1.0;
            for v in &mut bar {
                power *= shrink;
                *v *= power;
            }
            for n in (0..bar.len()).rev() {
                let k = self.partial[at + n];
                let prev = if n == 0 { &[][..] } else { &levels[level(n)..level(n) + n] };
                let k_bar = bar[n] - (0..n).map(|i| bar[i] * prev[n - 1 - i]).sum::<f64>();
                for i in 0..n.div_ceil(2) {
                    let (a, b) = (bar[i], bar[n - 1 - i]);
                    bar[i] = a - k * b;
                    bar[n - 1 - i] = b - k * a;
                }
                out[at + n] = k_bar * (1.0 - k * k);
            }
            at += bar.len();
        }
    }
}

/// `sum_i bar_i x_{j-i}` for a bar of length j + 1; adds `v bar_i` to place `j - i` of `x_bar`.
fn reversed(bar: &[f64], x: &[f64], x_bar: &mut [f64], v: f64) -> f64 {
    let mut sum = 0.0;
    for ((b, x), slot) in bar.iter().rev().zip(x).zip(x_bar) {
        sum += b * x;
        *slot += v * b;
    }
    sum
}

/// Derivatives on the way back through [`Moments`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Back {
    a: Vec<f64>,
    b: Vec<f64>,
    predictors: Vec<f64>,
    inner: Vec<f64>,
    outer: Vec<f64>,
    g: Vec<f64>,
    psi: Vec<f64>,
}

impl Back {
    fn reset(&mut self, of: &Moments) {
        let clear = |v: &mut Vec<f64>, n: usize| {
            v.clear();
            v.resize(n, 0.0);
        };
        clear(&mut self.a, of.a.len());
        clear(&mut self.b, of.b.len());
        clear(&mut self.predictors, of.predictors.len());
        clear(&mut self.inner, of.inner.len());
        clear(&mut self.outer, of.outer.len());
        clear(&mut self.g, of.g.len());
        clear(&mut self.psi, of.psi.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_known_processes() {
        let ar = Moments::of(Order::new((1, 0, 0), (0, 0, 0)), &[0.5f64.atanh()], 1);
        assert!((ar.variance - 4.0 / 3.0).abs() < 1e-12 && (ar.gain[0] - 2.0 / 3.0).abs() < 1e-12);
        let ma = Moments::of(Order::new((0, 0, 1), (0, 0, 0)), &[-(0.4f64.atanh())], 1);
        assert!((ma.variance - 1.16).abs() < 1e-12 && (ma.gain[0] - 0.4).abs() < 1e-12);
        // ARMA(1,1): g0 = (1 + 2 a b + b^2) / (1 - a^2)
        let both = Moments::of(Order::new((1, 0, 1), (0, 0, 0)), &[0.6f64.atanh(), -(0.3f64.atanh())], 1);
        assert!((both.variance - (1.0 + 0.36 + 0.09) / 0.64).abs() < 1e-12);
    }

    #[test]
    fn the_way_back_is_the_derivative() {
        for (order, m) in [
            (Order::new((2, 0, 1), (1, 0, 2)), 4),
            (Order::new((3, 0, 3), (2, 0, 1)), 2),
            (Order::new((0, 0, 2), (0, 0, 1)), 3),
            (Order::new((2, 0, 0), (1, 0, 0)), 3),
        ] {
            let x: Vec<f64> = (0..order.terms()).map(|i| 0.7 * ((i * 5 % 7) as f64 / 3.0 - 1.0)).collect();
            let mut at = Moments::default();
            at.run(order, &x, m, 1.1);
            let weight = |i: usize| 0.3 + (i * 3 % 5) as f64;
            let (ar_bar, gain_bar): (Vec<f64>, Vec<f64>) =
                ((0..at.r).map(weight).collect(), (0..at.r).map(|i| weight(i + 2)).collect());
            let value = |x: &[f64]| {
                let mut s = Moments::default();
                s.run(order, x, m, 1.1);
                let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
                dot(&s.a, &ar_bar) + dot(&s.gain, &gain_bar) + 0.7 * s.variance
            };
            let mut g = vec![0.0; x.len()];
            at.reverse(&ar_bar, &gain_bar, 0.7, &mut Back::default(), &mut g);
            for i in 0..x.len() {
                let (mut up, mut down) = (x.clone(), x.clone());
                up[i] += 1e-6;
                down[i] -= 1e-6;
                let numeric = (value(&up) - value(&down)) / 2e-6;
                assert!((numeric - g[i]).abs() < 1e-6 * (1.0 + numeric.abs()), "{order:?} {i}: {} {numeric}", g[i]);
            }
        }
    }
}
