//! Rows that alone carry much of a player's loss: often a typing error, and enough to make any two players look alike.

use crate::scoring::Scoring;
use crate::{Concentration, Player};

/// Part of the total loss above which a row is named.
const SHARE_LEAST: f64 = 0.2;
/// A named row carries at least this many times the average row, so that five rows are not all named.
const TIMES_AVERAGE_LEAST: f64 = 5.0;

/// Every row that carries more than a fifth of its player's total absolute loss. `O(players)` where there is none, else `O(rows)`.
pub(crate) fn concentrations(players: &[Player<'_>], scoring: &Scoring<'_>) -> Vec<Concentration> {
    let of_place = |(place, player)| of_player(player, scoring.mean_and_largest(place));
    players.iter().enumerate().flat_map(of_place).collect()
}

/// The rows of one player.
fn of_player(player: &Player<'_>, (mean, largest): (Option<f64>, f64)) -> Vec<Concentration> {
    if largest == 0.0 {
        return Vec::new();
    }
    let rows = player.losses.len() as f64;
    // In units of the largest loss, so that no total overflows.
    let part = |loss: f64| loss.abs() / largest;
    let total = match mean {
        // The mean of a tiny number and zeros may round to nothing; the largest loss is part of the total.
        Some(mean) => (part(mean) * rows).max(1.0),
        None => player.losses.iter().map(|&loss| part(loss)).sum(),
    };
    let least = SHARE_LEAST.max(TIMES_AVERAGE_LEAST / rows);
    if 1.0 / total <= least {
        return Vec::new();
    }
    let share_of = |(row, &loss): (usize, &f64)| {
        let share = part(loss) / total;
        (share > least).then_some(Concentration { player: player.id, row: row as u64, share })
    };
    player.losses.iter().enumerate().filter_map(share_of).collect()
}

/// Whether a row carries much of this player's loss and not of the other's: a typing error or a wild prediction that is the player's own.
pub(crate) fn is_carried_by_a_row(found: &[Concentration], player: u32, other: u32) -> bool {
    let carries = |id, row| found.iter().any(|c| c.player == id && c.row == row);
    found.iter().any(|c| c.player == player && !carries(other, c.row))
}
