//! The line `objective`: what the scores are and how they become predictions.

use crate::booster::loss::Loss;

/// What a model predicts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Objective {
    /// A loss that we train with.
    Ours(Loss),
    /// One that only `LightGBM` trains with.
    Foreign {
        /// As it stands in the file.
        text: String,
        /// From scores to predictions.
        link: Link,
        /// Scores of a row.
        outputs: usize,
    },
}

/// From scores to predictions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Link {
    /// The score.
    Identity,
    /// exp(s).
    Exp,
    /// 1 / (1 + exp(-k s)) for each output.
    Logistic(f64),
    /// log(1 + exp(s)).
    Softplus,
    /// sign(s) s^2.
    SignedSquare,
}

impl Objective {
    /// Reads the line; `outputs` are the trees of a round.
    pub(super) fn read(text: &str, outputs: usize) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let name = words.next().unwrap_or("custom");
        let words: Vec<&str> = words.collect();
        let setting = |key: &str, default: f64| match words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix(':')) {
            None => Ok(default),
            Some(value) => value.parse::<f64>().map_err(|_| format!("`{key}` of the objective is `{value}`")),
        };
        let foreign = |link| Ok(Self::Foreign { text: text.to_owned(), link, outputs });
        let classes = setting("num_class", outputs as f64)?;
        if (classes - outputs as f64).abs() > 0.0 {
            return Err(format!("the objective has {classes} classes, a round has {outputs} trees"));
        }
        let one = |loss: Loss| match loss.check() {
            Ok(()) if outputs == loss.outputs() => Ok(Self::Ours(loss)),
            Ok(()) => Err(format!("`{name}` takes {} trees a round, there are {outputs}", loss.outputs())),
            Err(error) => Err(error.to_string()),
        };
        match name {
            "regression" | "regression_l1" | "quantile" if words.contains(&"sqrt") => foreign(Link::SignedSquare),
            "regression" => one(Loss::Squared),
            "regression_l1" => one(Loss::Absolute),
            "quantile" => one(Loss::Quantile { level: setting("alpha", 0.9)? }),
            "poisson" => one(Loss::Poisson),
            "tweedie" => one(Loss::Tweedie { power: setting("tweedie_variance_power", 1.5)? }),
            "multiclass" => one(Loss::Softmax { classes: outputs }),
            "binary" | "cross_entropy" | "multiclassova" => match setting("sigmoid", 1.0)? {
                1.0 if name == "binary" => one(Loss::Logistic),
                scale if scale > 0.0 && scale.is_finite() => foreign(Link::Logistic(scale)),
                scale => Err(format!("`sigmoid` of the objective is {scale}")),
            },
            "cross_entropy_lambda" => foreign(Link::Softplus),
            "gamma" => foreign(Link::Exp),
            "huber" | "fair" | "mape" | "custom" => foreign(Link::Identity),
            _ => Err(format!("objective `{name}` is not read")),
        }
    }

    /// The line, `None` for custom objectives.
    pub(super) fn text(&self) -> Option<String> {
        Some(match self {
            Self::Ours(Loss::Squared) => "regression".to_owned(),
            Self::Ours(Loss::Absolute) => "regression_l1".to_owned(),
            Self::Ours(Loss::Quantile { level }) => format!("quantile alpha:{level}"),
            Self::Ours(Loss::Logistic) => "binary sigmoid:1".to_owned(),
            Self::Ours(Loss::Softmax { classes }) => format!("multiclass num_class:{classes}"),
            Self::Ours(Loss::Poisson) => "poisson".to_owned(),
            Self::Ours(Loss::Tweedie { power }) => format!("tweedie tweedie_variance_power:{power}"),
            Self::Foreign { text, .. } if text.is_empty() => return None,
            Self::Foreign { text, .. } => text.clone(),
        })
    }

    /// Scores of a row.
    pub(crate) fn outputs(&self) -> usize {
        match self {
            Self::Ours(loss) => loss.outputs(),
            Self::Foreign { outputs, .. } => *outputs,
        }
    }

    /// Turns the scores of a row into what is predicted.
    pub(crate) fn answer(&self, scores: &mut [f64]) {
        match self {
            Self::Ours(loss) => loss.answer(scores),
            Self::Foreign { link, .. } => scores.iter_mut().for_each(|score| *score = link.answer(*score)),
        }
    }
}

impl Link {
    fn answer(self, score: f64) -> f64 {
        match self {
            Self::Identity => score,
            Self::Exp => score.exp(),
            Self::Logistic(scale) => 1.0 / (1.0 + (-scale * score).exp()),
            Self::Softplus => score.exp().ln_1p(),
            Self::SignedSquare => score.abs() * score,
        }
    }
}
