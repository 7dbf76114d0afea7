//! What the predictions of the contender that the verdict names say beyond their loss.

use insight::{Calibration, Decision, Gain, Insight};
use problem::{Kind, Metric, Task};
use verdict::Decision as Act;

use crate::Stage;
use crate::judge::Judgement;
use crate::lineup::Line;
use crate::score::Sheet;
use crate::special::answers;

/// Looks at the out-of-fold predictions of the named contender; none without a verdict.
pub(crate) fn insight(stage: &Stage, lines: &[Line], sheet: &Sheet, judgement: &Judgement) -> Option<Insight> {
    let player = named(judgement)?;
    let line = lines.get(player as usize)?;
    let said = answers(stage, line, sheet);
    let came: Vec<f64> = sheet.rows.iter().map(|&(_, row)| stage.truth[row]).collect();
    let task = stage.plan.task;
    // A constant says nothing of any row.
    let varies =
        said.iter().any(|value| value.to_bits() != said[0].to_bits()) && !matches!(line.contender.kind, Kind::Constant { .. });
    let binary = task == Task::Binary && varies;
    // Of numbers only a mean has to be right on average: a median or another quantile need not.
    let is_mean = matches!(stage.plan.metric, Metric::Mse | Metric::Rmse | Metric::PoissonDeviance);
    let believable = binary || (task == Task::Regression && is_mean && varies);
    let stake = &stage.problem.stake;
    let prices = stake.false_alarm.zip(stake.miss).filter(|_| binary);
    let fold: Vec<u32> = sheet.rows.iter().map(|(fold, _)| *fold).collect();
    Some(Insight {
        player,
        calibration: believable.then(|| Calibration::of(&said, &came, binary)).flatten(),
        decision: prices.and_then(|(false_alarm, miss)| Decision::of(&said, &came, &fold, false_alarm, miss)),
        gain: (binary || task == Task::Regression && varies).then(|| Gain::of(&said, &came)).flatten(),
        special: judgement.specials.clone(),
        drivers: None,
    })
}

/// The contender to use, or the best so far.
pub(crate) fn named(judgement: &Judgement) -> Option<u32> {
    Some(match judgement.verdict.as_ref()?.decision {
        Act::Recommend { player, .. } => player,
        Act::Stop { best, .. } => best,
        Act::Undecided { best_so_far, .. } => best_so_far,
    })
}
