use rand::RngExt;
use rand_pcg::Pcg64;

use super::lloyd::squared;

/// k-means++: each next centre is a row drawn in proportion to its squared distance to the nearest centre so far.
///
/// Gives fewer than `cells` centres when every row already is one.
pub(super) fn spread_out(points: &[f64], width: usize, cells: usize, rng: &mut Pcg64) -> Vec<f64> {
    let rows = points.len() / width;
    let row = |at: usize| &points[at * width..(at + 1) * width];
    let first = rng.random_range(0..rows);
    let mut centres = row(first).to_vec();
    let mut distance = vec![f64::INFINITY; rows];
    while centres.len() < cells * width {
        let newest = centres[centres.len() - width..].to_vec();
        let mut total = 0.0;
        for (slot, point) in distance.iter_mut().zip(points.chunks_exact(width)) {
            *slot = slot.min(squared(point, &newest));
            total += *slot;
        }
        if total.is_nan() || total <= 0.0 {
            break;
        }
        let mut ticket = rng.random::<f64>() * total;
        let drawn = distance.iter().position(|share| {
            ticket -= share;
            ticket < 0.0 && *share > 0.0
        });
        // Rounding may leave the ticket just above zero: then the farthest row.
        let farthest = || (0..rows).max_by(|a, b| distance[*a].total_cmp(&distance[*b])).unwrap_or(0);
        centres.extend_from_slice(row(drawn.unwrap_or_else(farthest)));
    }
    centres
}

/// At most `rows_max` of the points, drawn without replacement, in their order (Knuth's algorithm S).
pub(super) fn sample(points: &[f64], width: usize, rows_max: usize, rng: &mut Pcg64) -> Vec<f64> {
    let rows = points.len() / width;
    if rows <= rows_max {
        return points.to_vec();
    }
    let mut wanted = rows_max;
    let mut sample = Vec::with_capacity(rows_max * width);
    for (at, point) in points.chunks_exact(width).enumerate() {
        if rng.random_range(0..rows - at) < wanted {
            sample.extend_from_slice(point);
            wanted -= 1;
        }
    }
    sample
}
