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

/// States before one value: level, slope (or growth), and the season's at that position.
#[derive(Debug, Clone, Copy)]
pub(crate) struct States {
    pub(crate) level: f64,
    pub(crate) slope: f64,
    pub(crate) season: f64,
}

/// What the states say about the next value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ahead {
    /// The level moved by the trend, `q`.
    pub(crate) moved: f64,
    /// What the level is multiplied by, `b^phi`; 0 without a multiplicative trend.
    growth: f64,
    /// The one-step forecast, `f`.
    pub(crate) mean: f64,
}

impl Ahead {
    pub(crate) fn of(form: Form, s: States, phi: f64) -> Self {
        let growth = if form.trend.multiplicative() { damped_growth(s.slope, phi) } else { 0.0 };
        let moved = match form.trend {
            TrendKind::None => s.level,
            TrendKind::Additive | TrendKind::AdditiveDamped => s.level + phi * s.slope,
            TrendKind::Multiplicative | TrendKind::MultiplicativeDamped => s.level * growth,
        };
        let mean = match form.season {
            SeasonForm::None => moved,
            SeasonForm::Additive => moved + s.season,
            SeasonForm::Multiplicative => moved * s.season,
        };
        Self { moved, growth, mean }
    }

    /// The next states when the value is missing.
    fn carry(self, form: Form, s: States, phi: f64) -> States {
        let slope = if form.trend.multiplicative() { self.growth } else { phi * s.slope };
        States { level: self.moved, slope, season: s.season }
    }

    /// The next states after the value `v`.
    pub(crate) fn correct(self, form: Form, s: States, p: &Parameters, v: f64) -> States {
        let (d, season) = match form.season {
            SeasonForm::None => (v - self.moved, 0.0),
            SeasonForm::Additive => (v - s.season - self.moved, s.season + p.gamma * (v - self.mean)),
            SeasonForm::Multiplicative => (v / s.season - self.moved, s.season + p.gamma * (v / self.moved - s.season)),
        };
        let slope = match form.trend {
            TrendKind::None => 0.0,
            TrendKind::Additive | TrendKind::AdditiveDamped => p.phi * s.slope + p.beta * d,
            TrendKind::Multiplicative | TrendKind::MultiplicativeDamped => self.growth + p.beta * d / s.level,
        };
        States { level: self.moved + p.alpha * d, slope, season }
    }

    /// Whether every multiplicative part stays above its floor.
    fn in_domain(self, form: Form, s: States) -> bool {
        let season = form.season == SeasonForm::Multiplicative;
        (!form.trend.multiplicative() || (s.level > FLOOR && s.slope > FLOOR))
            && (!season || (self.moved > FLOOR && s.season > FLOOR))
            && self.mean > FLOOR
    }
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

impl Paths {
    fn reset(&mut self, n: usize, season: &[f64]) {
        let (states, m) = (n + 1, season.len());
        for (path, len) in [
            (&mut self.level, states),
            (&mut self.slope, states),
            (&mut self.season, n + m),
            (&mut self.moved, n),
            (&mut self.fitted, n),
            (&mut self.error, n),
        ] {
            path.resize(len, 0.0);
        }
        self.season[..m].copy_from_slice(season);
        (self.observed, self.squares, self.logs) = (0.0, 0.0, 0.0);
    }

    fn states(&self, t: usize, seasonal: bool) -> States {
        States { level: self.level[t], slope: self.slope[t], season: if seasonal { self.season[t] } else { 0.0 } }
    }
}

/// Smallest level, growth, index or forecast that a multiplicative part accepts, in units of the series' mean size.
const FLOOR: f64 = 1e-8;
/// Mean squared error below which a fit counts as exact.
pub(crate) const EXACT: f64 = 1e-24;

/// Runs the recursion over `y`; false where a multiplicative part leaves its domain. O(n), no allocation after the first run.
pub(crate) fn run(form: Form, y: &[f64], p: &Parameters, w: &mut Paths) -> bool {
    let (n, m) = (y.len(), p.season.len());
    w.reset(n, &p.season);
    let relative = form.error == ErrorKind::Multiplicative;
    let mut now = States { level: p.level, slope: p.slope, season: 0.0 };
    for (t, &v) in y.iter().enumerate() {
        if m > 0 {
            now.season = w.season[t];
        }
        let ahead = Ahead::of(form, now, p.phi);
        if form.needs_positive() && !ahead.in_domain(form, now) {
            return false;
        }
        (w.level[t], w.slope[t], w.moved[t], w.fitted[t]) = (now.level, now.slope, ahead.moved, ahead.mean);
        if v.is_nan() {
            w.error[t] = 0.0;
            now = ahead.carry(form, now, p.phi);
        } else {
            let e = if relative { (v - ahead.mean) / ahead.mean } else { v - ahead.mean };
            w.error[t] = e;
            w.squares += e * e;
            w.observed += 1.0;
            now = ahead.correct(form, now, p, v);
        }
        if m > 0 {
            w.season[t + m] = now.season;
        }
    }
    (w.level[n], w.slope[n]) = (now.level, now.slope);
    if relative {
        // By itself, so that additive errors do not pay for logarithms.
        w.logs = w.fitted.iter().zip(y).filter(|(_, v)| !v.is_nan()).map(|(f, _)| f.ln()).sum();
    }
    w.squares.is_finite()
}

/// Never inlined: the compiler would work out the power for additive trends too, and throw it away.
#[inline(never)]
fn damped_growth(b: f64, phi: f64) -> f64 {
    if phi < 1.0 { b.powf(phi) } else { b }
}

/// Minus the log-likelihood, up to `n/2 (log(2 pi / n) + 1)`: `n/2 log sum e^2 + sum log f` (the sum for
/// multiplicative errors only).
pub(crate) fn objective(w: &Paths) -> f64 {
    let n = w.observed;
    0.5 * n * w.squares.max(n * EXACT).ln() + w.logs
}

/// Derivatives of [`objective`] by the quantities of one step, gathered on the way back.
#[derive(Debug, Clone, Copy, Default)]
struct Bars {
    level: f64,
    slope: f64,
    season: f64,
    moved: f64,
    growth: f64,
}

/// One step backwards: the forms, the parameters, and their derivatives so far.
struct Backward<'a> {
    form: Form,
    p: &'a Parameters,
    out: Parameters,
}

/// Derivatives of [`objective`] with respect to the parameters, after [`run`]. Same cost as about three runs.
pub(crate) fn gradient(form: Form, y: &[f64], p: &Parameters, w: &Paths, season_bar: &mut Vec<f64>) -> Parameters {
    let (n, m) = (y.len(), p.season.len());
    season_bar.clear();
    season_bar.resize(n + m, 0.0);
    let zero = Parameters { alpha: 0.0, beta: 0.0, gamma: 0.0, phi: 0.0, level: 0.0, slope: 0.0, season: Vec::new() };
    let mut back = Backward { form, p, out: zero };
    let weight = if w.squares > w.observed * EXACT { w.observed / w.squares } else { 0.0 };
    let mut next = Bars::default();
    for t in (0..n).rev() {
        let (v, now) = (y[t], w.states(t, m > 0));
        let growth = if form.trend.multiplicative() { damped_growth(now.slope, p.phi) } else { 0.0 };
        let ahead = Ahead { moved: w.moved[t], growth, mean: w.fitted[t] };
        next.season = if m > 0 { season_bar[t + m] } else { 0.0 };
        let mut bars = if v.is_nan() {
            back.carry(now, next)
        } else {
            let mean_bar = match form.error {
                ErrorKind::Additive => -weight * w.error[t],
                ErrorKind::Multiplicative => 1.0 / ahead.mean - weight * w.error[t] * v / (ahead.mean * ahead.mean),
            };
            back.correct(now, ahead, v, next, mean_bar)
        };
        back.ahead(now, ahead, &mut bars);
        if m > 0 {
            season_bar[t] += bars.season;
        }
        next = bars;
    }
    (back.out.level, back.out.slope) = (next.level, next.slope);
    back.out.season = season_bar[..m].to_vec();
    back.out
}

impl Backward<'_> {
    /// Back through [`Ahead::carry`].
    fn carry(&mut self, now: States, next: Bars) -> Bars {
        let mut bars = Bars { moved: next.level, season: next.season, ..Bars::default() };
        if self.form.trend.multiplicative() {
            bars.growth = next.slope;
        } else {
            bars.slope = self.p.phi * next.slope;
            self.out.phi += now.slope * next.slope;
        }
        bars
    }

    /// Back through [`Ahead::correct`] and the error, whose derivative by the forecast is `mean_bar`.
    fn correct(&mut self, now: States, ahead: Ahead, v: f64, next: Bars, mut mean_bar: f64) -> Bars {
        let (p, q, s) = (self.p, ahead.moved, now.season);
        let mut bars = Bars { moved: next.level, ..Bars::default() };
        let d = match self.form.season {
            SeasonForm::None => v - q,
            SeasonForm::Additive => {
                bars.season = next.season;
                self.out.gamma += next.season * (v - ahead.mean);
                mean_bar -= p.gamma * next.season;
                v - s - q
            }
            SeasonForm::Multiplicative => {
                bars.season = (1.0 - p.gamma) * next.season;
                self.out.gamma += next.season * (v / q - s);
                bars.moved -= p.gamma * v / (q * q) * next.season;
                v / s - q
            }
        };
        let mut d_bar = p.alpha * next.level;
        self.out.alpha += d * next.level;
        match self.form.trend {
            TrendKind::None => {}
            TrendKind::Additive | TrendKind::AdditiveDamped => {
                bars.slope = p.phi * next.slope;
                self.out.phi += now.slope * next.slope;
                self.out.beta += d * next.slope;
                d_bar += p.beta * next.slope;
            }
            TrendKind::Multiplicative | TrendKind::MultiplicativeDamped => {
                bars.growth = next.slope;
                self.out.beta += d / now.level * next.slope;
                d_bar += p.beta / now.level * next.slope;
                bars.level = -p.beta * d / (now.level * now.level) * next.slope;
            }
        }
        bars.moved -= d_bar;
        match self.form.season {
            SeasonForm::None => bars.moved += mean_bar,
            SeasonForm::Additive => {
                bars.season += mean_bar - d_bar;
                bars.moved += mean_bar;
            }
            SeasonForm::Multiplicative => {
                bars.season += mean_bar * q - d_bar * v / (s * s);
                bars.moved += mean_bar * s;
            }
        }
        bars
    }

    /// Back through the trend of [`Ahead::of`].
    fn ahead(&mut self, now: States, ahead: Ahead, bars: &mut Bars) {
        match self.form.trend {
            TrendKind::None => bars.level += bars.moved,
            TrendKind::Additive | TrendKind::AdditiveDamped => {
                bars.level += bars.moved;
                bars.slope += self.p.phi * bars.moved;
                self.out.phi += now.slope * bars.moved;
            }
            TrendKind::Multiplicative | TrendKind::MultiplicativeDamped => {
                bars.level += ahead.growth * bars.moved;
                bars.growth += now.level * bars.moved;
                bars.slope += self.p.phi * ahead.growth / now.slope * bars.growth;
                self.out.phi += now.slope.ln() * ahead.growth * bars.growth;
            }
        }
    }
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
