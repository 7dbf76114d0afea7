//! The families that can be fitted.

use std::fmt;

use super::Reason;
use crate::{
    Beta, Binomial, Continuous, Discrete, Exponential, Gamma, Geometric, Gev, Gumbel, InverseGaussian, LocationScaleT, LogNormal,
    Logistic, NegativeBinomial, Normal, Pareto, Poisson, StatsError, Uniform, Weibull,
};

/// A family of distributions, with its support fixed: no free shift of the origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Family {
    /// [`Normal`].
    Normal,
    /// [`LogNormal`], values above 0.
    LogNormal,
    /// [`Exponential`], values from 0.
    Exponential,
    /// [`Gamma`], values above 0.
    Gamma,
    /// [`Weibull`], values above 0.
    Weibull,
    /// [`Beta`], values strictly between 0 and 1.
    Beta,
    /// [`LocationScaleT`].
    StudentT,
    /// [`Logistic`].
    Logistic,
    /// [`Pareto`], values above 0; its minimum is that of the data.
    Pareto,
    /// [`InverseGaussian`], values above 0.
    InverseGaussian,
    /// [`Gumbel`].
    Gumbel,
    /// [`Gev`].
    Gev,
    /// [`Uniform`]; its ends are those of the data.
    Uniform,
    /// [`Poisson`], whole numbers from 0.
    Poisson,
    /// [`Geometric`], whole numbers from 0.
    Geometric,
    /// [`NegativeBinomial`], whole numbers from 0.
    NegativeBinomial,
    /// [`Binomial`], whole numbers from 0 to a known size.
    Binomial {
        /// The number of trials.
        size: u64,
    },
}

impl Family {
    /// All continuous families.
    pub const CONTINUOUS: [Self; 13] = [
        Self::Normal,
        Self::LogNormal,
        Self::Exponential,
        Self::Gamma,
        Self::Weibull,
        Self::Beta,
        Self::StudentT,
        Self::Logistic,
        Self::Pareto,
        Self::InverseGaussian,
        Self::Gumbel,
        Self::Gev,
        Self::Uniform,
    ];

    /// All families of counts without a known size.
    pub const COUNTS: [Self; 3] = [Self::Poisson, Self::Geometric, Self::NegativeBinomial];

    /// The family's name in running text.
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::LogNormal => "lognormal",
            Self::Exponential => "exponential",
            Self::Gamma => "gamma",
            Self::Weibull => "Weibull",
            Self::Beta => "beta",
            Self::StudentT => "Student's t",
            Self::Logistic => "logistic",
            Self::Pareto => "Pareto",
            Self::InverseGaussian => "inverse Gaussian",
            Self::Gumbel => "Gumbel",
            Self::Gev => "generalised extreme value",
            Self::Uniform => "uniform",
            Self::Poisson => "Poisson",
            Self::Geometric => "geometric",
            Self::NegativeBinomial => "negative binomial",
            Self::Binomial { .. } => "binomial",
        }
    }

    /// Names of the parameters, in the order of [`super::Fitted::parameters`]. Ends of the support taken from the data count as parameters.
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Normal => &["mean", "sd"],
            Self::LogNormal => &["mean_log", "sd_log"],
            Self::Exponential => &["rate"],
            Self::Gamma | Self::Weibull => &["shape", "scale"],
            Self::Beta => &["a", "b"],
            Self::StudentT => &["location", "scale", "df"],
            Self::Logistic | Self::Gumbel => &["location", "scale"],
            Self::Pareto => &["minimum", "shape"],
            Self::InverseGaussian => &["mean", "shape"],
            Self::Gev => &["location", "scale", "shape"],
            Self::Uniform => &["low", "high"],
            Self::Poisson => &["mean"],
            Self::Geometric | Self::Binomial { .. } => &["p"],
            Self::NegativeBinomial => &["mean", "size"],
        }
    }

    /// Whether it is a family of counts.
    pub fn is_discrete(self) -> bool {
        matches!(self, Self::Poisson | Self::Geometric | Self::NegativeBinomial | Self::Binomial { .. })
    }

    /// The member with these parameters, in the order of [`Family::parameters`].
    ///
    /// # Errors
    /// As the members' constructors; [`StatsError::Length`] when there are more or fewer parameters than the family has.
    pub fn law(self, parameters: &[f64]) -> Result<Law, StatsError> {
        Ok(match (self, parameters) {
            (Self::Normal, &[mean, sd]) => continuous(Normal::new(mean, sd)?),
            (Self::LogNormal, &[mean, sd]) => continuous(LogNormal::new(mean, sd)?),
            (Self::Exponential, &[rate]) => continuous(Exponential::new(rate)?),
            (Self::Gamma, &[shape, scale]) => continuous(Gamma::new(shape, scale)?),
            (Self::Weibull, &[shape, scale]) => continuous(Weibull::new(shape, scale)?),
            (Self::Beta, &[a, b]) => continuous(Beta::new(a, b)?),
            (Self::StudentT, &[location, scale, df]) => continuous(LocationScaleT::new(location, scale, df)?),
            (Self::Logistic, &[location, scale]) => continuous(Logistic::new(location, scale)?),
            (Self::Pareto, &[minimum, shape]) => continuous(Pareto::new(minimum, shape)?),
            (Self::InverseGaussian, &[mean, shape]) => continuous(InverseGaussian::new(mean, shape)?),
            (Self::Gumbel, &[location, scale]) => continuous(Gumbel::new(location, scale)?),
            (Self::Gev, &[location, scale, shape]) => continuous(Gev::new(location, scale, shape)?),
            (Self::Uniform, &[low, high]) => continuous(Uniform::new(low, high)?),
            (Self::Poisson, &[mean]) => counts(Poisson::new(mean)?),
            (Self::Geometric, &[p]) => counts(Geometric::new(p)?),
            (Self::NegativeBinomial, &[mean, size]) => counts(NegativeBinomial::new(mean, size)?),
            (Self::Binomial { size }, &[p]) => counts(Binomial::new(size, p)?),
            _ => return Err(StatsError::Length { left: self.parameters().len(), right: parameters.len() }),
        })
    }

    /// A refusal where the number of values does not exceed that of the parameters.
    pub(super) fn enough(self, found: u64) -> Result<(), Reason> {
        let needed = self.parameters().len() as u64 + 1;
        if found < needed { Err(Reason::TooFew { found, needed }) } else { Ok(()) }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One member of a family.
pub enum Law {
    /// A continuous distribution.
    Continuous(Box<dyn Continuous + Send + Sync>),
    /// A distribution of counts.
    Discrete(Box<dyn Discrete + Send + Sync>),
}

fn continuous(law: impl Continuous + Send + Sync + 'static) -> Law {
    Law::Continuous(Box::new(law))
}

fn counts(law: impl Discrete + Send + Sync + 'static) -> Law {
    Law::Discrete(Box::new(law))
}
