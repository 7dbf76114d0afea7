//! The board in a terminal.

use report::board;
use unicode_width::UnicodeWidthStr;

use crate::contest::{hold, twelve, with_forecasts};

#[test]
fn boards_fit_their_terminal() {
    let dossier = with_forecasts(hold(&twelve()), 1);
    for width in [64, 72, 80, 100, 120, 140, 200] {
        let text = board(&dossier, false, Some(width));
        let widest = text.lines().map(UnicodeWidthStr::width).max().unwrap();
        assert!(widest <= width, "{widest} > {width}:\n{text}");
        for part in ["logistic", "forfeit: crashed", "skipped", "peak memory", "a year", "from best", "EUR"] {
            assert!(text.contains(part), "no {part:?} at {width}:\n{text}");
        }
    }
}

#[test]
fn no_line_is_broken_without_a_terminal() {
    let text = board(&hold(&twelve()), false, None);
    assert!(text.contains("(margin 0.02000)") && text.lines().any(|line| line.starts_with("Build “logistic”")), "{text}");
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn colours_change_nothing_else() {
    let dossier = hold(&twelve());
    let plain = board(&dossier, true, Some(80)).replace("\u{1b}[2m", "").replace("\u{1b}[1;32m", "").replace("\u{1b}[0m", "");
    assert_eq!(plain, board(&dossier, false, Some(80)));
}
