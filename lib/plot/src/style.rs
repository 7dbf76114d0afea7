//! How charts look.

/// The style sheet of all charts, for the page that holds them.
///
/// Colours are the custom properties `--ink`, `--muted`, `--faint`, `--accent`, `--warn` and `--band`; a page that sets them for light, dark and paper
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
.plot .gap{fill:var(--warn,#8f4500);fill-opacity:.16}
.plot .heat{fill:var(--accent,#0b6b50)}.plot .heat.against{fill:var(--warn,#8f4500)}
.plot .s0{fill-opacity:0.06}.plot .s1{fill-opacity:0.12}.plot .s2{fill-opacity:0.19}.plot .s3{fill-opacity:0.25}.plot .s4{fill-opacity:0.32}.plot .s5{fill-opacity:0.38}.plot .s6{fill-opacity:0.44}.plot .s7{fill-opacity:0.51}.plot .s8{fill-opacity:0.57}.plot .s9{fill-opacity:0.64}.plot .s10{fill-opacity:0.70}
.plot .figure{font-size:11px}
.plot .stem{stroke:var(--accent,#0b6b50);stroke-width:2}
.plot .tip{fill:var(--accent,#0b6b50)}
.spark{display:inline-block;width:6rem;height:1.25rem;vertical-align:middle}
.spark path{fill:var(--accent,#0b6b50);fill-opacity:.55}
.plot path.band{fill:var(--band,#0b6b5026)}
";
