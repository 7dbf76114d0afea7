//! Refuses cases that cannot be judged, before any arithmetic.

use crate::{Case, Rows, Scale, VerdictError};

/// Checks a whole case. `O(players * rows)`.
pub(crate) fn check(case: &Case<'_>) -> Result<(), VerdictError> {
    if !(case.margin.is_finite() && case.margin > 0.0) {
        return Err(VerdictError::Margin { margin: case.margin });
    }
    check_money("the price of a unit of score", case.yearly_per_unit)?;
    check_players(case)?;
    check_rows(case)
}

/// Ids are unique and known, bills are money.
fn check_players(case: &Case<'_>) -> Result<(), VerdictError> {
    if case.players.is_empty() {
        return Err(VerdictError::NoPlayers);
    }
    for (place, player) in case.players.iter().enumerate() {
        if case.players[..place].iter().any(|other| other.id == player.id) {
            return Err(VerdictError::DuplicatePlayer { id: player.id });
        }
        check_money(&format!("the yearly bill of player {}", player.id), player.yearly_bill)?;
    }
    match case.baseline {
        Some(id) if case.players.iter().all(|p| p.id != id) => Err(VerdictError::UnknownBaseline { id }),
        _ => Ok(()),
    }
}

/// Every slice has one entry a row, and every loss can be averaged.
fn check_rows(case: &Case<'_>) -> Result<(), VerdictError> {
    let rows = case.players.first().map_or(0, |p| p.losses.len());
    if rows == 0 {
        return Err(VerdictError::NoRows);
    }
    let same_length = |what: String, found: usize| {
        if found == rows { Ok(()) } else { Err(VerdictError::Length { what, found, expected: rows }) }
    };
    same_length("the fold of each row".to_owned(), case.fold.len())?;
    let folds = stats::Clusters::new(case.fold).count();
    if !case.train_rows.is_empty() && case.train_rows.len() != folds {
        return Err(VerdictError::TrainRows { found: case.train_rows.len(), expected: folds });
    }
    match case.rows {
        Rows::Independent => {}
        Rows::Clustered(ids) => same_length("the cluster of each row".to_owned(), ids.len())?,
        Rows::Origins { horizon: 0, .. } => return Err(VerdictError::ZeroHorizon),
        Rows::Origins { origin, .. } => {
            same_length("the origin of each row".to_owned(), origin.len())?;
        }
    }
    for player in &case.players {
        same_length(format!("player {}", player.id), player.losses.len())?;
        if let Some(row) = first_row(player.losses, |loss| !loss.is_finite()) {
            return Err(VerdictError::NotFinite { player: player.id, row });
        }
        if case.scale == Scale::RootMean
            && let Some(row) = first_row(player.losses, |loss| loss < 0.0)
        {
            return Err(VerdictError::NegativeLoss { player: player.id, row });
        }
    }
    Ok(())
}

/// The first row of which something is true; looks at all rows at once before it looks for the one.
fn first_row(losses: &[f64], is: impl Fn(f64) -> bool) -> Option<usize> {
    let any = losses.iter().fold(false, |any, &loss| any | is(loss));
    if any { losses.iter().position(|&loss| is(loss)) } else { None }
}

/// Refuses what is no sum of money.
fn check_money(what: &str, value: Option<f64>) -> Result<(), VerdictError> {
    match value {
        Some(value) if !(value.is_finite() && value >= 0.0) => Err(VerdictError::Money { what: what.to_owned(), value }),
        _ => Ok(()),
    }
}
