//! What does the winner know that was not known before?

use serde::{Deserialize, Serialize};

use crate::Measured;

/// The known drivers alone against the winner, and what each column carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drivers {
    /// The columns that the problem file names.
    pub known: Vec<String>,
    /// The best model of these columns alone.
    pub alone: String,
    /// Its score.
    pub alone_score: f64,
    /// Score of the winner.
    pub winner_score: f64,
    /// Score of the constant.
    pub constant_score: f64,
    /// Score of the known drivers alone less that of the winner, with its interval; above 0: the winner knows more.
    pub more: Measured,
    /// What it comes to.
    pub news: News,
    /// What each column, or group of columns that move together, carries for the winner, the most first.
    pub columns: Vec<Driver>,
    /// The most that a column of noise carried, where the winner was given some: what lies below is not told apart from nothing.
    pub noise: Option<f64>,
    /// How the prediction moves with the columns that carry most.
    pub curves: Vec<Curve>,
}

/// What the winner knows beyond the known drivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum News {
    /// The known drivers alone are shown to be within the margin.
    Nothing,
    /// The known drivers alone are shown to be worse by more than the margin.
    More,
    /// These rows do not tell.
    Undecided,
}

/// A column, or columns that are shuffled together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Driver {
    /// The columns.
    pub columns: Vec<String>,
    /// Whether they are all known drivers.
    pub known: bool,
    /// By how much the winner's loss rises when they are shuffled: mean over folds, each with a model of its own.
    pub carries: Measured,
    /// Whether it is a column of noise, entered as a control.
    pub is_noise: bool,
}

impl Driver {
    /// Whether it is shown to carry something, and more than noise does.
    pub fn is_shown(&self, noise: Option<f64>) -> bool {
        !self.is_noise && self.carries.low > 0.0 && noise.is_none_or(|noise| self.carries.value > noise)
    }
}

/// How the mean prediction moves with one column, all others as they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The column.
    pub column: String,
    /// Its values, ascending for numbers, with the mean prediction.
    pub points: Vec<CurvePoint>,
}

/// One value of a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// The number; none for a label.
    pub number: Option<f64>,
    /// The label; none for a number.
    pub label: Option<String>,
    /// Share of the rows near this value.
    pub density: f64,
    /// Mean prediction; its interval is that of the models of the folds.
    pub mean: Measured,
}

impl Drivers {
    /// Share of the winner's gain over the constant that the known drivers alone bring; none where the winner gains nothing.
    pub fn share(&self) -> Option<f64> {
        let gain = self.constant_score - self.winner_score;
        (gain > 0.0).then(|| (self.constant_score - self.alone_score) / gain)
    }

    /// The unknown columns that are shown to carry something, the most first.
    pub fn new_ones(&self) -> impl Iterator<Item = &Driver> {
        self.columns.iter().filter(|driver| !driver.known && driver.is_shown(self.noise))
    }

    /// The verdict in words, without the full stop.
    pub fn words(&self) -> String {
        let count = match self.known.len() {
            1 => "the known driver gives".to_owned(),
            n => format!("the {n} known drivers give"),
        };
        let share = self.share().map_or_else(String::new, |share| format!("{:.0} % of it", 100.0 * share.max(0.0)));
        match self.news {
            News::Nothing if share.is_empty() => "nothing new: the winner gains nothing over the constant".to_owned(),
            News::Nothing => format!("nothing new: {count} {share}"),
            News::More => {
                let names: Vec<&str> = self.new_ones().take(3).map(|driver| driver.columns[0].as_str()).collect();
                match names.split_last() {
                    Some((last, [])) => format!("something new: {count} {share}; the rest stands in {last}"),
                    Some((last, before)) => {
                        format!("something new: {count} {share}; the rest stands in {} and {last}", before.join(", "))
                    }
                    None => format!("something new: {count} {share}; no single column is shown to carry the rest"),
                }
            }
            News::Undecided => format!("not decidable yet: {count} {share}, and these rows do not tell whether the rest matters"),
        }
    }
}
