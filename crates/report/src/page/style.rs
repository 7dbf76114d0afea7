//! How the page looks: light, dark and on paper.

/// The whole style sheet.
pub(super) const CSS: &str = r#"
:root{--paper:#fdfcfa;--ink:#1d2125;--muted:#5b6470;--faint:#e4e1da;--card:#fff;--accent:#0b6b50;--accent-soft:#e3f1eb;--warn:#9a4b00;--warn-soft:#fdf0e2;--band:#0b6b5026}
@media(prefers-color-scheme:dark){:root{--paper:#15181b;--ink:#e9e7e2;--muted:#a0a8b1;--faint:#30363c;--card:#1c2024;--accent:#5cc9a4;--accent-soft:#17322a;--warn:#f0a35a;--warn-soft:#35261a;--band:#5cc9a433}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:50rem;padding:3rem 1.5rem 4rem;background:var(--paper);color:var(--ink);font:17px/1.6 Charter,"Iowan Old Style","Source Serif 4",Georgia,serif;font-variant-numeric:lining-nums}
h1{font-size:2.1rem;line-height:1.2;margin:.2rem 0 2rem;text-wrap:balance}
h2{font-size:1.25rem;margin:2.8rem 0 .8rem}
h3{font-size:1rem;margin:1.6rem 0 .4rem}
p{margin:.6rem 0}
.kicker,.note,figcaption,footer,.kind,th,summary,.mark,.signature{font-family:system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.kicker{color:var(--muted);font-size:.85rem;letter-spacing:.02em;margin:0}
.verdict{border-left:5px solid var(--accent);background:var(--accent-soft);padding:1.3rem 1.6rem;border-radius:0 10px 10px 0}
.verdict h2{margin:0;color:var(--accent);font-size:1.05rem;letter-spacing:.01em}
.verdict p{font-size:1.3rem;line-height:1.45;margin:.3rem 0 0;text-wrap:pretty}
.verdict.stop,.verdict.undecided{border-color:var(--warn);background:var(--warn-soft)}
.verdict.stop h2,.verdict.undecided h2{color:var(--warn)}
.today{font-size:1.05rem;margin-top:1.4rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums lining-nums}
th,td{padding:.5rem .8rem .5rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--faint)}
thead th{font-size:.78rem;font-weight:600;color:var(--muted);border-bottom:1.5px solid var(--muted)}
tbody th{font-weight:600;font-size:.88rem}
.number{text-align:right;white-space:nowrap}
td:last-child,th:last-child{padding-right:.2rem}
.options tr.chosen{background:var(--accent-soft)}
.options tr.chosen th,.options tr.chosen td{padding-left:.5rem}
.options th,.options td{padding-left:.5rem}
.mark{display:block;font-size:.72rem;font-weight:600;color:var(--accent)}
.kind{color:var(--muted);font-size:.78rem;margin-left:.35rem}
.options .kind{display:block;margin:0}
.note{color:var(--muted);font-size:.82rem}
.warning{background:var(--warn-soft);border-left:4px solid var(--warn);padding:.6rem 1rem;border-radius:0 8px 8px 0}
ul{padding-left:1.2rem}li{margin:.3rem 0}
figure{margin:1rem 0 1.6rem}figcaption{color:var(--muted);font-size:.82rem;margin-top:.3rem}
.key{border-bottom:2px solid var(--muted)}.key.first{border-color:var(--accent)}
.plot{width:100%;height:auto;display:block;font-family:system-ui,"Segoe UI",Roboto,Arial,sans-serif}
.plot text{fill:var(--ink);font-size:12px}.plot .tick,.plot .axis{fill:var(--muted);font-size:11px}
.plot .label.marked{font-weight:700;fill:var(--accent)}
.plot .grid{stroke:var(--faint);stroke-width:1}.plot .base{stroke:var(--muted);stroke-width:1}
.plot .dot{fill:var(--muted);fill-opacity:.55}.plot .dot.marked{fill:var(--accent);fill-opacity:.85}
.plot .mean{stroke:var(--ink);stroke-width:2}.plot .mean.marked{stroke:var(--accent);stroke-width:3}
.plot .whisker{stroke:var(--muted);stroke-width:1.5}.plot .whisker.marked{stroke:var(--accent);stroke-width:2.5}
.plot .leader{stroke:var(--faint)}.plot .good{fill:var(--band)}.plot .band{fill:var(--band)}
.plot .actual{fill:none;stroke:var(--ink);stroke-width:1.6}.plot .track{fill:none;stroke:var(--muted);stroke-width:1.6;stroke-dasharray:4 3}
.plot .track.marked{stroke:var(--accent);stroke-width:2.4;stroke-dasharray:none}
.signature{display:grid;grid-template-columns:2fr 1fr 2fr;gap:2rem;margin:3.5rem 0 1rem;font-size:.8rem;color:var(--muted)}
.rule{display:block;border-bottom:1px solid var(--ink);height:2.4rem;margin-bottom:.3rem}
details{border-top:1px solid var(--faint);padding:.5rem 0}summary{cursor:pointer;font-weight:600;font-size:.92rem;padding:.25rem 0}
summary:focus-visible{outline:2px solid var(--accent);outline-offset:3px}
dl{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.3rem 1.2rem;font-size:.9rem}dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}dd p{margin:0}
pre{background:var(--card);border:1px solid var(--faint);border-radius:8px;padding:.8rem 1rem;overflow-x:auto;font-size:.8rem;line-height:1.45}
code{font-size:.85em}
footer{margin-top:3rem;color:var(--muted);font-size:.78rem;overflow-wrap:anywhere}
@media(max-width:34rem){body{padding:1.5rem 1rem}h1{font-size:1.6rem}.signature{grid-template-columns:1fr;gap:1rem}}
@media print{:root{--paper:#fff;--card:#fff}body{max-width:none;padding:0;font-size:11pt}section,figure,tr{break-inside:avoid}details:not([open]){display:none}.verdict,.options tr.chosen{-webkit-print-color-adjust:exact;print-color-adjust:exact}a{color:inherit}}
"#;
