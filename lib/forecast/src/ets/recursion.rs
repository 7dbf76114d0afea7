//! The smoothing recursion, its likelihood and the gradient of that by one pass backwards.
//!
//! With `q` the level moved by the trend, `f = q`, `q + s` or `q s` the one-step forecast and `d` the distance of the
//! (seasonally adjusted) value from `q`:
//!
//! `l' = q + alpha d`, `b' = phi b + beta d` (or `b^phi + beta d / l`), `s' = s + gamma (y - q - s)` (or
//! `s + gamma (y/q - s)`). The states do not depend on the kind of the error; only the likelihood does. At a missing value the states move on without a correction.

use super::form::{ErrorKind, Form, SeasonForm, TrendKind};

/// Parameters in natural units.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parameters {
    pub(crate) alpha: f64,
    pub(crate) beta: f64,
    pub(crate) gamma: f64,
    pub(crate) phi: f64,
    pub(crate) level: f64,
    pub(crate) slope: f64,
    /// State of the season at positions 0..m; empty without a season.
    pub(crate) season: Vec<f64>,
}

/// Paths of one run; `season[t]` is the state used at position `t`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paths {
    pub(crate) level: Vec<f64>,
    pub(crate) slope: Vec<f64>,
    pub(crate) season: Vec<f64>,
    pub(crate) moved: Vec<f64>,
    pub(crate) fitted: Vec<f64>,
    pub(crate) error: Vec<f64>,
    pub(crate) observed: f64,
    pub(crate) squares: f64,
    pub(crate) logs: f64,
}

/// Smallest level, growth, index or forecast that a multiplicative part accepts, in units of the series' mean size.
const FLOOR: f64 = 1e-8;
/// Mean squared error below which a fit counts as exact.
pub(crate) const EXACT: f64 = 1e-24;

/// Runs the recursion over `y`; false where a multiplicative part leaves its domain.
pub(crate) fn run(form: Form, y: &[f64], p: &Parameters, w: &mut Paths) -> bool {
    let n = y.len();
    let m = p.season.len();
    for (path, len) in [
        (&mut w.level, n + 1),
        (&mut w.slope, n + 1),
        (&mut w.season, n + m),
        (&mut w.moved, n),
        (&mut w.fitted, n),
        (&mut w.error, n),
    ] {
        path.resize(len, 0.0);
    }
    w.season[..m].copy_from_slice(&p.season);
    let (mut l, mut b) = (p.level, p.slope);
    (w.observed, w.squares, w.logs) = (0.0, 0.0, 0.0);
    for (t, &v) in y.iter().enumerate() {
        (w.level[t], w.slope[t]) = (l, b);
        let g = if form.trend.multiplicative() { growth(b, p.phi) } else { 0.0 };
        let q = match form.trend {
            TrendKind::None => l,
            TrendKind::Additive | TrendKind::AdditiveDamped => l + p.phi * b,
            _ => l * g,
        };
        let s = if m > 0 { w.season[t] } else { 0.0 };
        let f = match form.season {
            SeasonForm::None => q,
            SeasonForm::Additive => q + s,
            SeasonForm::Multiplicative => q * s,
        };
        if form.needs_positive() && !in_domain(form, l, b, q, s, f) {
            return false;
        }
        (w.moved[t], w.fitted[t]) = (q, f);
        if v.is_nan() {
            w.error[t] = 0.0;
            l = q;
            b = if form.trend.multiplicative() { g } else { p.phi * b };
            if m > 0 {
                w.season[t + m] = s;
            }
            continue;
        }
        let e = if form.error == ErrorKind::Multiplicative { (v - f) / f } else { v - f };
        if form.error == ErrorKind::Multiplicative {
            w.logs += f.ln();
        }
        w.error[t] = e;
        w.squares += e * e;
        w.observed += 1.0;
        let d = match form.season {
            SeasonForm::None => v - q,
            SeasonForm::Additive => v - s - q,
            SeasonForm::Multiplicative => v / s - q,
        };
        match form.season {
            SeasonForm::None => {}
            SeasonForm::Additive => w.season[t + m] = s + p.gamma * (v - f),
            SeasonForm::Multiplicative => w.season[t + m] = s + p.gamma * (v / q - s),
        }
        b = match form.trend {
            TrendKind::None => 0.0,
            TrendKind::Additive | TrendKind::AdditiveDamped => p.phi * b + p.beta * d,
            _ => g + p.beta * d / l,
        };
        l = q + p.alpha * d;
    }
    (w.level[n], w.slope[n]) = (l, b);
    w.squares.is_finite()
}

fn growth(b: f64, phi: f64) -> f64 {
    if phi < 1.0 { b.powf(phi) } else { b }
}

fn in_domain(form: Form, l: f64, b: f64, q: f64, s: f64, f: f64) -> bool {
    let season = form.season == SeasonForm::Multiplicative;
    (!form.trend.multiplicative() || (l > FLOOR && b > FLOOR)) && (!season || (q > FLOOR && s > FLOOR)) && f > FLOOR
}

/// Minus the log-likelihood, up to `n/2 (log(2 pi / n) + 1)`: `n/2 log sum e^2 + sum log f` (the sum for
/// multiplicative errors only).
pub(crate) fn objective(w: &Paths) -> f64 {
    let n = w.observed;
    0.5 * n * w.squares.max(n * EXACT).ln() + w.logs
}

/// Derivatives of [`objective`] with respect to the parameters, after [`run`]. Same cost as about three runs.
pub(crate) fn gradient(form: Form, y: &[f64], p: &Parameters, w: &Paths, season_bar: &mut Vec<f64>) -> Parameters {
    let n = y.len();
    let m = p.season.len();
    season_bar.clear();
    season_bar.resize(n + m, 0.0);
    let mut out = Parameters { alpha: 0.0, beta: 0.0, gamma: 0.0, phi: 0.0, level: 0.0, slope: 0.0, season: Vec::new() };
    let weight = if w.squares > w.observed * EXACT { w.observed / w.squares } else { 0.0 };
    let (mut l_bar, mut b_bar) = (0.0, 0.0);
    for t in (0..n).rev() {
        let (l, b, q, f, v) = (w.level[t], w.slope[t], w.moved[t], w.fitted[t], y[t]);
        let s = if m > 0 { w.season[t] } else { 0.0 };
        let next = if m > 0 { season_bar[t + m] } else { 0.0 };
        let g = if form.trend.multiplicative() { growth(b, p.phi) } else { 0.0 };
        let (mut q_bar, mut g_bar, mut s_bar, mut l_new, mut b_new) = (l_bar, 0.0, 0.0, 0.0, 0.0);
        if v.is_nan() {
            s_bar += next;
            if form.trend.multiplicative() {
                g_bar += b_bar;
            } else {
                b_new += p.phi * b_bar;
                out.phi += b * b_bar;
            }
        } else {
            let mut f_bar = match form.error {
                ErrorKind::Additive => -weight * w.error[t],
                ErrorKind::Multiplicative => 1.0 / f - weight * w.error[t] * v / (f * f),
            };
            let d = match form.season {
                SeasonForm::None => v - q,
                SeasonForm::Additive => {
                    s_bar += next;
                    out.gamma += next * (v - f);
                    f_bar -= p.gamma * next;
                    v - s - q
                }
                SeasonForm::Multiplicative => {
                    s_bar += (1.0 - p.gamma) * next;
                    out.gamma += next * (v / q - s);
                    q_bar -= p.gamma * v / (q * q) * next;
                    v / s - q
                }
            };
            let mut d_bar = p.alpha * l_bar;
            out.alpha += d * l_bar;
            match form.trend {
                TrendKind::None => {}
                TrendKind::Additive | TrendKind::AdditiveDamped => {
                    b_new += p.phi * b_bar;
                    out.phi += b * b_bar;
                    out.beta += d * b_bar;
                    d_bar += p.beta * b_bar;
                }
                _ => {
                    g_bar += b_bar;
                    out.beta += d / l * b_bar;
                    d_bar += p.beta / l * b_bar;
                    l_new -= p.beta * d / (l * l) * b_bar;
                }
            }
            q_bar -= d_bar;
            match form.season {
                SeasonForm::None => q_bar += f_bar,
                SeasonForm::Additive => {
                    s_bar += f_bar - d_bar;
                    q_bar += f_bar;
                }
                SeasonForm::Multiplicative => {
                    s_bar += f_bar * q - d_bar * v / (s * s);
                    q_bar += f_bar * s;
                }
            }
        }
        match form.trend {
            TrendKind::None => l_new += q_bar,
            TrendKind::Additive | TrendKind::AdditiveDamped => {
                l_new += q_bar;
                b_new += p.phi * q_bar;
                out.phi += b * q_bar;
            }
            _ => {
                l_new += g * q_bar;
                g_bar += l * q_bar;
                b_new += p.phi * g / b * g_bar;
                out.phi += b.ln() * g * g_bar;
            }
        }
        if m > 0 {
            season_bar[t] += s_bar;
        }
        (l_bar, b_bar) = (l_new, b_new);
    }
    (out.level, out.slope) = (l_bar, b_bar);
    out.season = season_bar[..m].to_vec();
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_gradient_is_the_derivative() {
        let mut y: Vec<f64> =
            (0..40).map(|t| 1.0 + 0.02 * f64::from(t) + 0.2 * f64::from((t * 7) % 5) + 0.1 * f64::from(t % 4)).collect();
        y[9] = f64::NAN;
        for name in ["ANN", "AAN", "AAdA", "MAM", "MNA", "MMN", "MMdM", "AAdM", "MAdA"] {
            let form = Form::parse(name).unwrap();
            let base = if form.season == SeasonForm::Multiplicative { 1.0 } else { 0.0 };
            let season = if form.seasonal() { vec![base - 0.1, base + 0.05, base, base + 0.05] } else { Vec::new() };
            let slope = if form.trend.multiplicative() { 1.02 } else { 0.03 };
            let phi = if form.trend.damped() { 0.9 } else { 1.0 };
            let p = Parameters { alpha: 0.3, beta: 0.1, gamma: 0.2, phi, level: 1.2, slope, season };
            let value = |p: &Parameters| {
                let mut w = Paths::default();
                assert!(run(form, &y, p, &mut w), "{name}");
                objective(&w)
            };
            let mut w = Paths::default();
            run(form, &y, &p, &mut w);
            let g = gradient(form, &y, &p, &w, &mut Vec::new());
            let check = |what: &str, exact: f64, nudge: &dyn Fn(&mut Parameters, f64)| {
                let (mut a, mut b) = (p.clone(), p.clone());
                nudge(&mut a, 1e-6);
                nudge(&mut b, -1e-6);
                let numeric = (value(&a) - value(&b)) / 2e-6;
                assert!((numeric - exact).abs() < 1e-5 * (1.0 + exact.abs()), "{name} {what}: {exact} {numeric}");
            };
            check("alpha", g.alpha, &|p, h| p.alpha += h);
            check("level", g.level, &|p, h| p.level += h);
            if form.trended() {
                check("beta", g.beta, &|p, h| p.beta += h);
                check("slope", g.slope, &|p, h| p.slope += h);
            }
            if form.trend.damped() {
                check("phi", g.phi, &|p, h| p.phi += h);
            }
            if form.seasonal() {
                check("gamma", g.gamma, &|p, h| p.gamma += h);
                check("season", g.season[2], &|p, h| p.season[2] += h);
            }
        }
    }
}
