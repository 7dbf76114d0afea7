//! How charts look.

/// The style sheet of all charts, for the page that holds them.
///
/// Colours are the custom properties `--ink`, `--muted`, `--faint`, `--accent` and `--band`; a page that sets them for light, dark and paper
/// has charts for all three. Without them the charts are dark on light.
pub const STYLE: &str = "\
.plot{display:block;width:100%;height:auto;font-family:system-ui,\"Segoe UI\",Roboto,\"Helvetica Neue\",Arial,sans-serif;font-variant-numeric:tabular-nums}
.plot text{fill:var(--ink,#1d2125);font-size:12px}
.plot .tick,.plot .axis{fill:var(--muted,#5b6470)}
.plot .label.marked{font-weight:650;fill:var(--accent,#0b6b50)}
.plot .grid{stroke:var(--faint,#e4e1da);stroke-width:1}
.plot .base{stroke:var(--muted,#5b6470);stroke-width:1}
.plot .origin{stroke:var(--muted,#5b6470);stroke-width:1;stroke-dasharray:2 3}
.plot .dot{fill:var(--muted,#5b6470);fill-opacity:.6}
.plot .dot.marked{fill:var(--accent,#0b6b50);fill-opacity:.9}
.plot .outcome{fill:var(--ink,#1d2125)}
.plot .mean,.plot .whisker{stroke:var(--muted,#5b6470);stroke-width:2}
.plot .mean.marked,.plot .whisker.marked{stroke:var(--accent,#0b6b50);stroke-width:3}
.plot .leader{stroke:var(--muted,#5b6470);stroke-opacity:.35;stroke-width:.75}
.plot .band,.plot .good{fill:var(--band,#0b6b5026)}
.plot path{fill:none;stroke-linejoin:round;stroke-linecap:round}
.plot .actual{stroke:var(--ink,#1d2125);stroke-width:1.5}
.plot .track{stroke:var(--muted,#5b6470);stroke-width:1.5;stroke-dasharray:4 3}
.plot .track.marked{stroke:var(--accent,#0b6b50);stroke-width:2.25;stroke-dasharray:none}
.plot .bar{fill:var(--accent,#0b6b50);fill-opacity:.42}
.plot .stem{stroke:var(--accent,#0b6b50);stroke-width:2}
.plot .tip{fill:var(--accent,#0b6b50)}
.spark{display:inline-block;width:6rem;height:1.25rem;vertical-align:middle}
.spark path{fill:var(--accent,#0b6b50);fill-opacity:.55}
.plot path.band{fill:var(--band,#0b6b5026)}
";
