//! Texts beside marks: how wide they are, and how they keep clear of each other.

/// Size of labels in pixels; [`STYLE`](crate::STYLE) says the same.
pub(crate) const SIZE: f64 = 12.0;

/// How much wider bold text is.
pub(crate) const BOLD: f64 = 1.12;

/// About how wide a text of [`SIZE`] is in a common sans-serif font, in pixels; rather too wide than too narrow.
pub(crate) fn width(text: &str) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '(' | ')' | '[' | ']' | ' ' => 0.31,
        'f' | 't' | 'r' | '-' | '/' | 'I' => 0.4,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '<' | '>' | '=' | '+' | '~' | '&' => 0.92,
        c if c.is_ascii_uppercase() => 0.7,
        c if c >= '\u{1100}' => 1.05,
        _ => 0.58,
    };
    text.chars().map(em).sum::<f64>() * SIZE * 1.05
}

/// A text cut to a width in pixels, with a mark where it was cut.
pub(crate) fn short(text: &str, room: f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut cut = String::new();
    for character in text.chars() {
        cut.push(character);
        if width(&cut) + SIZE > room {
            cut.pop();
            break;
        }
    }
    format!("{}…", cut.trim_end())
}

/// Moves heights apart until neighbours are at least `apart` from each other and all lie from `top` to `floor`, where there is room.
///
/// Gives a height for each wanted one, in the same order. Runs of labels that touch are centred on what they wanted, as
/// pool-adjacent-violators does. `O(n^2)` for the few labels of a chart.
pub(crate) fn spread(wanted: &[f64], apart: f64, top: f64, floor: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let apart = apart.min((floor - top) / (wanted.len().max(2) - 1) as f64);
    // Runs of labels that stand as close as they may: sum of the first one's wanted heights, and how many.
    let mut runs: Vec<(f64, usize)> = Vec::new();
    let first = |run: &(f64, usize)| {
        let span = apart * (run.1 - 1) as f64;
        (run.0 / run.1 as f64).max(top).min(floor - span)
    };
    for &at in &order {
        runs.push((wanted[at], 1));
        while let [.., above, below] = runs.as_slice()
            && first(above) + apart * above.1 as f64 > first(below) + 1e-9
        {
            let merged = (above.0 + below.0 - apart * (above.1 * below.1) as f64, above.1 + below.1);
            runs.truncate(runs.len() - 2);
            runs.push(merged);
        }
    }
    let mut heights = vec![0.0; wanted.len()];
    let placed = runs.iter().flat_map(|run| (0..run.1).map(move |n| (run, n)));
    for (&at, (run, n)) in order.iter().zip(placed) {
        heights[at] = first(run) + apart * n as f64;
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_labels_are_cut() {
        assert_eq!(short("theta", 100.0), "theta");
        let cut = short("a very long name of a contender", 100.0);
        assert!(cut.ends_with('…') && width(&cut) <= 104.0, "{cut}");
        assert_eq!(short("anything", 0.0), "…");
    }

    #[test]
    fn labels_keep_apart_near_what_they_wanted() {
        assert_eq!(spread(&[10.0, 50.0], 14.0, 0.0, 100.0), [10.0, 50.0]);
        assert_eq!(spread(&[50.0, 50.0], 14.0, 0.0, 100.0), [43.0, 57.0]);
        assert_eq!(spread(&[100.0, 99.0], 14.0, 0.0, 100.0), [100.0, 86.0]);
        assert_eq!(spread(&[], 14.0, 0.0, 100.0), [] as [f64; 0]);
    }

    proptest::proptest! {
        #[test]
        fn no_two_labels_collide(wanted in proptest::collection::vec(0.0_f64..200.0, 0..12)) {
            let heights = spread(&wanted, 14.0, 0.0, 200.0);
            for (a, &one) in heights.iter().enumerate() {
                proptest::prop_assert!((-1e-6..=200.000_001).contains(&one));
                for (b, &other) in heights.iter().enumerate().skip(a + 1) {
                    proptest::prop_assert!((one - other).abs() >= 13.999_999);
                    proptest::prop_assert!((wanted[a] - wanted[b]) * (one - other) >= 0.0);
                }
            }
        }
    }
}
