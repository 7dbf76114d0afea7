//! The built-in contenders, each one file.
//!
//! A built-in contender plays by the same protocol as a user's command: [`contend`] runs in a child process of its
//! own, reads `task.json`, `train.arrow` and `ask.arrow` from its folder and leaves `answer.arrow` and `notes.json` there.
//!
//! | folder | what plays |
//! |---|---|
//! | `plain/` | answers, constant, group mean, rule, SQL, cells |
//! | `series/` | last value, seasonal naive, moving average, ETS, Theta, ARIMA, combination |
//! | `tabular/` | k-means cells, linear, logistic, Poisson, naive Bayes, tree, additive model, boosted trees |

mod clock;
mod error;
mod game;
mod plain;
mod series;
mod tabular;

use std::path::Path;

use contest::protocol::{Answer, Notes};
use problem::Kind;

pub use error::ContenderError;
use game::Game;
pub use plain::answers::ANSWERS_STEM;

/// What a contender brings back: its answer, and what it says about itself.
type Played = Result<(Answer, Notes), ContenderError>;

/// Plays one fold in `dir`: reads the task and the tables, writes the answer.
///
/// # Errors
/// When a file of the protocol is missing or broken, or the contender cannot answer this task. The caller prints
/// the message to standard error, where the harness finds it.
pub fn contend(dir: &Path) -> Result<(), ContenderError> {
    let game = Game::open(dir)?;
    if let Kind::Sql { sql, .. } = &game.task.contender.kind {
        return plain::sql::play(&game, sql);
    }
    let (answer, notes) = play(&game)?;
    notes.write(dir).map_err(ContenderError::file(dir))?;
    answer.write(dir, &game.task.classes, &game.asked).map_err(ContenderError::arrow(dir))
}

fn play(game: &Game) -> Played {
    match &game.task.contender.kind {
        Kind::Answers { .. } => plain::answers::play(game),
        Kind::Constant { statistic } => plain::constant::play(game, *statistic),
        Kind::GroupMean { by } => plain::group_mean::play(game, by),
        Kind::Rule { rules, otherwise } => plain::rule::play(game, rules, otherwise),
        Kind::Cells { columns, buckets } => plain::cells::play(game, columns.as_deref(), *buckets),
        Kind::LastValue => series::play(game, "naive"),
        Kind::SeasonalNaive { season } => series::play_seasonal(game, "seasonal-naive", *season),
        Kind::SeasonalNaiveDrift { season } => series::play_seasonal(game, "seasonal-naive-drift", *season),
        Kind::MovingAverage { window } => {
            series::play(game, &format!("moving-average:{}", window.unwrap_or(game.task.season.max(3))))
        }
        Kind::Ets { model } => series::play(game, &model.as_ref().map_or("ets".into(), |form| format!("ets:{form}"))),
        Kind::Theta => series::play(game, "best-theta"),
        Kind::Arima { order, seasonal } => series::play(game, &series::arima_name(*order, *seasonal)),
        Kind::AutoForecast => series::play(game, "auto"),
        Kind::KMeans { columns, k, log } => tabular::kmeans::play(game, columns.as_deref(), *k, *log),
        Kind::Linear { ridge, curves } => tabular::glm::play_linear(game, *ridge, *curves),
        Kind::Logistic { ridge, curves } => tabular::glm::play_logistic(game, *ridge, *curves),
        Kind::Poisson { ridge, curves } => tabular::glm::play_poisson(game, *ridge, *curves),
        Kind::NaiveBayes => tabular::naive_bayes::play(game),
        Kind::Tree { depth, min_leaf } => tabular::tree::play(game, *depth, *min_leaf),
        Kind::Gam { pairs } => tabular::gam::play(game, *pairs),
        Kind::Boost { rounds, leaves, learning_rate, min_leaf } => {
            tabular::boost::play(game, *rounds, *leaves, *learning_rate, *min_leaf)
        }
        Kind::TunedBoost { trials } => tabular::tuned_boost::play(game, *trials),
        Kind::Sql { .. } | Kind::Command { .. } => Err(ContenderError::NotBuiltIn { kind: game.task.contender.kind.name() }),
    }
}
