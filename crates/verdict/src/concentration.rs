//! Rows that alone carry much of a player's loss: often a typing error, and enough to make any two players look alike.

use crate::scoring::power_of_two_for;
use crate::{Concentration, Player};

/// Part of the total loss above which a row is named.
const SHARE_LEAST: f64 = 0.2;
/// A named row carries at least this many times the average row, so that five rows are not all named.
const TIMES_AVERAGE_LEAST: f64 = 5.0;

/// Every row that carries more than a fifth of its player's total absolute loss. `O(players * rows)`.
pub(crate) fn concentrations(players: &[Player<'_>]) -> Vec<Concentration> {
    players.iter().flat_map(of_player).collect()
}

/// The rows of one player.
fn of_player(player: &Player<'_>) -> Vec<Concentration> {
    let largest = player
        .losses
        .iter()
        .fold(0.0_f64, |most, loss| most.max(loss.abs()));
    if largest == 0.0 {
        return Vec::new();
    }
    // Scaled where the total could overflow.
    let unit = power_of_two_for(largest);
    let total: f64 = player.losses.iter().map(|loss| loss.abs() * unit).sum();
    let least = SHARE_LEAST.max(TIMES_AVERAGE_LEAST / player.losses.len() as f64);
    if largest * unit / total <= least {
        return Vec::new();
    }
    let share_of = |(row, loss): (usize, &f64)| {
        let share = loss.abs() * unit / total;
        (share > least).then_some(Concentration {
            player: player.id,
            row: row as u64,
            share,
        })
    };
    player
        .losses
        .iter()
        .enumerate()
        .filter_map(share_of)
        .collect()
}

/// Whether a row carries much of this player's loss and not of the other's: a typing error or a wild prediction that is the player's own.
pub(crate) fn is_carried_by_a_row(found: &[Concentration], player: u32, other: u32) -> bool {
    let carries = |id, row| found.iter().any(|c| c.player == id && c.row == row);
    found
        .iter()
        .any(|c| c.player == player && !carries(other, c.row))
}
