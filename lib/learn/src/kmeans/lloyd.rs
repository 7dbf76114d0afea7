use crate::Stop;
use crate::linalg::dot;

/// The cells are settled when the squares of all moves add up to this (columns have unit variance).
const SETTLED: f64 = 1e-4;

/// Settled cells of one start.
pub(super) struct Cells {
    /// `cells x width`.
    pub(super) centres: Vec<f64>,
    /// Sum of squared distances of the rows to their centres.
    pub(super) spread: f64,
    pub(super) stopped: bool,
}

pub(super) fn squared(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum()
}

/// The nearest centre with its squared distance, and the squared distance of the second nearest.
pub(super) fn nearest_two(point: &[f64], centres: &[f64]) -> (usize, f64, f64) {
    let mut best = (0, f64::INFINITY, f64::INFINITY);
    for (at, centre) in centres.chunks_exact(point.len()).enumerate() {
        let distance = squared(point, centre);
        if distance < best.1 {
            best = (at, distance, best.1);
        } else if distance < best.2 {
            best.2 = distance;
        }
    }
    best
}

/// Bounds of one row: at most this far from its centre, at least this far from every other one.
#[derive(Clone, Copy)]
struct Bounds {
    upper: f64,
    lower: f64,
}

/// Lloyd's rounds until the centres hardly move. A cell that loses all its rows keeps its centre.
///
/// A row is compared with the centres only when its bounds (Hamerly's) allow another cell to be nearer.
pub(super) fn settle(points: &[f64], mut centres: Vec<f64>, width: usize, iterations_max: usize, stop: Option<Stop>) -> Cells {
    let rows = points.len() / width;
    let mut member = vec![0; rows];
    let mut bounds = vec![Bounds { upper: f64::INFINITY, lower: 0.0 }; rows];
    let mut stopped = false;
    for _ in 0..iterations_max {
        stopped = stop.is_some_and(|stop| stop());
        if stopped {
            break;
        }
        let gap = half_gaps(&centres, width);
        let mut changed = 0;
        for ((point, member), bounds) in points.chunks_exact(width).zip(&mut member).zip(&mut bounds) {
            let safe = gap[*member].max(bounds.lower);
            if bounds.upper <= safe {
                continue;
            }
            let own = &centres[*member * width..(*member + 1) * width];
            bounds.upper = squared(point, own).sqrt();
            if bounds.upper <= safe {
                continue;
            }
            let (nearest, first, second) = nearest_two(point, &centres);
            changed += usize::from(nearest != *member);
            *member = nearest;
            *bounds = Bounds { upper: first.sqrt(), lower: second.sqrt() };
        }
        let moved = move_centres(points, &member, &mut centres, width);
        let farthest = moved.iter().copied().fold(0.0, f64::max);
        if changed == 0 || dot(&moved, &moved) <= SETTLED {
            break;
        }
        for (bounds, &member) in bounds.iter_mut().zip(&member) {
            bounds.upper += moved[member];
            bounds.lower -= farthest;
        }
    }
    let spread = points.chunks_exact(width).map(|point| nearest_two(point, &centres).1).sum();
    Cells { centres, spread, stopped }
}

/// Half the distance of each centre to its nearest neighbour: a row nearer than this is in the right cell.
fn half_gaps(centres: &[f64], width: usize) -> Vec<f64> {
    let gap = |(at, centre): (usize, &[f64])| {
        let others = centres.chunks_exact(width).enumerate().filter(|(other, _)| *other != at);
        0.5 * others.map(|(_, other)| squared(centre, other)).fold(f64::INFINITY, f64::min).sqrt()
    };
    centres.chunks_exact(width).enumerate().map(gap).collect()
}

/// Puts every centre at the mean of its rows; gives the distance that each one moved.
fn move_centres(points: &[f64], member: &[usize], centres: &mut [f64], width: usize) -> Vec<f64> {
    let mut sums = vec![0.0; centres.len()];
    let mut rows = vec![0.0; centres.len() / width];
    for (point, &cell) in points.chunks_exact(width).zip(member) {
        rows[cell] += 1.0;
        for (sum, value) in sums[cell * width..(cell + 1) * width].iter_mut().zip(point) {
            *sum += value;
        }
    }
    let cells = centres.chunks_exact_mut(width).zip(sums.chunks_exact_mut(width)).zip(&rows);
    cells
        .map(|((centre, mean), rows)| {
            if *rows == 0.0 {
                return 0.0;
            }
            for sum in mean.iter_mut() {
                *sum /= rows;
            }
            let distance = squared(centre, mean).sqrt();
            centre.copy_from_slice(mean);
            distance
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lloyd's rounds without any bound.
    fn plain(points: &[f64], mut centres: Vec<f64>, width: usize, rounds: usize) -> Vec<f64> {
        for _ in 0..rounds {
            let member: Vec<usize> = points.chunks_exact(width).map(|point| nearest_two(point, &centres).0).collect();
            move_centres(points, &member, &mut centres, width);
        }
        centres
    }

    #[test]
    fn the_bounds_change_nothing_but_the_time() {
        let points: Vec<f64> = (0..900).map(|i| f64::from(i * i % 541) / 100.0).collect();
        for cells in [1, 2, 7, 40] {
            let start = points[..cells * 3].to_vec();
            let fast = settle(&points, start.clone(), 3, 30, None);
            let slow = plain(&points, start, 3, 30);
            let apart = fast.centres.iter().zip(&slow).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(apart < 1e-12, "{cells} cells: {apart}");
        }
    }
}
