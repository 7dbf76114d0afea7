//! `linear`, `logistic`, `poisson`: generalised linear models with a ridge.

use contest::protocol::Notes;
use learn::frame::{Column, Frame};
use learn::glm::{Convergence, Family, GlmFitted, GlmReport, GlmSpec, SoftmaxSpec};
use problem::Task;

use super::{Lesson, classes};
use crate::Played;
use crate::game::Game;

/// Ridge where the problem file does not say, in observations.
const RIDGE: f64 = 1.0;
/// Coefficients that are told in the notes.
const TOLD: usize = 12;

/// Least squares with a ridge.
pub(crate) fn play_linear(game: &Game, ridge: Option<f64>, curves: Option<bool>) -> Played {
    play(game, Family::Gaussian, ridge, curves)
}

/// Poisson regression with a log link, for counts.
pub(crate) fn play_poisson(game: &Game, ridge: Option<f64>, curves: Option<bool>) -> Played {
    play(game, Family::Poisson, ridge, curves)
}

/// Logistic regression for two classes, softmax for more.
pub(crate) fn play_logistic(game: &Game, ridge: Option<f64>, curves: Option<bool>) -> Played {
    if game.task.task == Task::Binary {
        return play(game, Family::Binomial, ridge, curves);
    }
    let lesson = Lesson::of(game)?;
    let count = game.task.classes.len();
    let spec = SoftmaxSpec { classes: count, ridge: ridge.unwrap_or(RIDGE), ..SoftmaxSpec::default() };
    let fitted = spec.fit(&lesson.train, &lesson.y, None)?;
    let answer = classes(game, &fitted.predict(&lesson.ask)?);
    let mut notes = Notes::default();
    notes.params.insert("ridge".into(), spec.ridge.into());
    notes.metrics.insert("iterations".into(), fitted.iterations() as f64);
    Ok((answer, notes))
}

fn play(game: &Game, family: Family, ridge: Option<f64>, curves: Option<bool>) -> Played {
    let lesson = Lesson::of(game)?;
    let spec = GlmSpec { family, ridge: ridge.unwrap_or(RIDGE), ..GlmSpec::default() };
    // Features of a forecast are changes already, and the horizon's steps cost more fits than curves bring.
    let straight = game.task.task == Task::Forecast || curves == Some(false);
    let spec = if straight { spec } else { spec.bent(&lesson.train, &lesson.y)? };
    let fitted = spec.fit(&lesson.train, &lesson.y, None)?;
    let curved: Vec<&str> = spec.encode.forms.iter().map(|(column, _)| column.as_str()).collect();
    let values = if curved.is_empty() {
        fitted.predict(&lesson.ask)?
    } else {
        fitted.predict(&within(&lesson.ask, &lesson.train, &curved)?)?
    };
    let answer = lesson.points(values);
    let mut notes = notes(&fitted);
    notes.params.insert("ridge".into(), spec.ridge.into());
    if !curved.is_empty() {
        notes.params.insert("curved".into(), curved.join(", ").into());
    }
    Ok((answer, notes))
}

/// The rows asked, with curved columns kept within what was seen in training: a curve is not believed beyond its ends.
fn within(ask: &Frame, train: &Frame, curved: &[&str]) -> Result<Frame, learn::LearnError> {
    let kept = ask.columns().iter().map(|column| match (column, train.column(column.name())) {
        (Column::Numeric { name, values }, Some(Column::Numeric { values: seen, .. })) if curved.contains(&name.as_str()) => {
            let (least, most) = seen.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &x| (a.min(x), b.max(x)));
            let inside = values.iter().map(|&x| if x.is_nan() { x } else { x.min(most).max(least) });
            Column::numeric(name.clone(), inside.collect())
        }
        _ => column.clone(),
    });
    Frame::new(ask.rows(), kept.collect())
}

fn notes(fitted: &GlmFitted) -> Notes {
    let report = fitted.report();
    let mut notes = Notes { text: Some(words(report)), ..Notes::default() };
    notes.metrics.insert("deviance".into(), report.deviance);
    notes.metrics.insert("null_deviance".into(), report.null_deviance);
    notes.metrics.insert("iterations".into(), report.iterations as f64);
    notes.metrics.extend(report.aic.map(|aic| ("aic".to_owned(), aic)));
    notes
}

/// The coefficients that stand out most from their noise, with standard errors, and what the fit wants to be known.
fn words(report: &GlmReport) -> String {
    let mut order: Vec<_> = report.coefficients.iter().collect();
    let weight = |c: &learn::glm::Coefficient| c.standard_error.map_or(0.0, |se| (c.estimate / se).abs());
    order.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let mut lines: Vec<String> = order
        .iter()
        .take(TOLD)
        .map(|c| match c.standard_error {
            Some(se) => format!("{:+.5} {} (standard error {se:.2e})", c.estimate, c.name),
            None => format!("{:+.5} {}", c.estimate, c.name),
        })
        .collect();
    if order.len() > TOLD {
        lines.push(format!("and {} smaller terms", order.len() - TOLD));
    }
    if report.convergence != Convergence::Converged {
        lines.push(format!("the fit ended early: {:?}", report.convergence));
    }
    if let Some(separation) = &report.separation {
        lines.push(format!("separated by {}", separation.columns.join(", ")));
    }
    lines.join("\n")
}
