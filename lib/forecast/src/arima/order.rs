//! The order of a model.

use crate::Error;

/// The longest period for which seasonal terms are accepted.
pub const ARIMA_PERIOD_MAX: usize = 52;
/// The largest order of any one polynomial.
pub const ARIMA_ORDER_MAX: usize = 24;

/// Orders of `ARIMA(p,d,q)(P,D,Q)[m]`, and whether it has a constant: a mean without differences, a drift with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Order {
    /// Autoregressive terms.
    pub p: usize,
    /// First differences.
    pub d: usize,
    /// Moving-average terms.
    pub q: usize,
    /// Seasonal autoregressive terms.
    pub sp: usize,
    /// Seasonal differences.
    pub sd: usize,
    /// Seasonal moving-average terms.
    pub sq: usize,
    /// Mean (no differences) or drift (one difference).
    pub constant: bool,
}

impl Order {
    /// `ARIMA(p,d,q)(P,D,Q)` without a constant.
    pub const fn new(plain: (usize, usize, usize), seasonal: (usize, usize, usize)) -> Self {
        Self { p: plain.0, d: plain.1, q: plain.2, sp: seasonal.0, sd: seasonal.1, sq: seasonal.2, constant: false }
    }

    /// The same with a constant.
    #[must_use]
    pub const fn with_constant(self) -> Self {
        Self { constant: true, ..self }
    }

    /// Number of autoregressive and moving-average coefficients.
    pub fn terms(self) -> usize {
        self.p + self.q + self.sp + self.sq
    }

    /// Values lost to differencing.
    pub(crate) fn lost(self, m: usize) -> usize {
        self.d + self.sd * m
    }

    pub(crate) fn seasonal(self) -> bool {
        self.sp + self.sd + self.sq > 0
    }

    /// The usual name.
    pub fn name(self, m: usize) -> String {
        let season = if self.seasonal() { format!("({},{},{})[{m}]", self.sp, self.sd, self.sq) } else { String::new() };
        let constant = match (self.constant, self.d + self.sd) {
            (false, _) => "",
            (true, 0) => " with mean",
            (true, _) => " with drift",
        };
        format!("ARIMA({},{},{}){season}{constant}", self.p, self.d, self.q)
    }

    /// Reads `p,d,q`, `p,d,q,P,D,Q`, and either with `,c` for a constant.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let bad =
            || Error::BadOrder { what: format!("`{text}` is no ARIMA order; write it like 0,1,1 or 0,1,1,0,1,1 or 1,0,0,c") };
        let (numbers, constant) = text.strip_suffix(",c").map_or((text, false), |t| (t, true));
        let parts: Vec<usize> = numbers.split(',').map(|v| v.trim().parse().map_err(|_| bad())).collect::<Result<_, _>>()?;
        let order = match parts[..] {
            [p, d, q] => Self::new((p, d, q), (0, 0, 0)),
            [p, d, q, sp, sd, sq] => Self::new((p, d, q), (sp, sd, sq)),
            _ => return Err(bad()),
        };
        Ok(Self { constant, ..order })
    }

    pub(crate) fn check(self, m: usize) -> Result<(), Error> {
        let name = self.name(m);
        if self.seasonal() && m > ARIMA_PERIOD_MAX {
            return Err(Error::PeriodTooLong { method: name, period: m });
        }
        if self.seasonal() && m < 2 {
            return Err(Error::BadOrder { what: format!("{name}: seasonal terms need a period of at least 2") });
        }
        if [self.p, self.q, self.sp, self.sq].iter().any(|v| *v > ARIMA_ORDER_MAX)
            || (self.p.max(self.q) + m * self.sp.max(self.sq)) > 400
        {
            return Err(Error::BadOrder {
                what: format!("{name}: an order above {ARIMA_ORDER_MAX}, or a state of more than 400 values"),
            });
        }
        if self.d + self.sd > 3 {
            return Err(Error::BadOrder { what: format!("{name}: more than three differences") });
        }
        if self.constant && self.d + self.sd > 1 {
            return Err(Error::BadOrder {
                what: format!("{name}: a constant after more than one difference is a curve that runs away"),
            });
        }
        Ok(())
    }
}
