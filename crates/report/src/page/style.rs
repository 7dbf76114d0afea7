//! How the page looks: light, dark, on a phone and on paper.

/// The style sheet, but for the charts: theirs is [`plot::STYLE`].
pub(super) const CSS: &str = r#"
:root{--paper:#fdfcfa;--ink:#1d2125;--muted:#5a636e;--faint:#e3e0d9;--card:#f5f3ee;--accent:#0b6b50;--accent-soft:#e8f3ee;--warn:#8f4500;--warn-soft:#fcf1e4;--band:#0b6b5024;--sans:system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media(prefers-color-scheme:dark){:root{--paper:#15181b;--ink:#e8e6e1;--muted:#a3abb4;--faint:#30363c;--card:#1d2125;--accent:#62cda8;--accent-soft:#182d27;--warn:#f2a960;--warn-soft:#33271b;--band:#62cda833}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:52rem;padding:3.5rem 1.5rem 4rem;background:var(--paper);color:var(--ink);font:17px/1.6 Charter,"Iowan Old Style","Source Serif 4",Georgia,serif;font-variant-numeric:lining-nums;overflow-wrap:break-word}
h1{font-size:2.2rem;line-height:1.18;letter-spacing:-.01em;margin:.3rem 0 2.2rem;text-wrap:balance}
h2{font-size:1.3rem;line-height:1.3;margin:3.2rem 0 .8rem}
h3{font-size:1rem;margin:1.6rem 0 .4rem}
p{margin:.6rem 0;text-wrap:pretty}
.kicker,.note,.remark,figcaption,.key-line,footer,.kind,.range,table,dt,summary,.mark,.lines,.boxes{font-family:var(--sans)}
.kicker{color:var(--muted);font-size:.85rem;margin:0}
.verdict{border-top:4px solid var(--accent);padding:1.1rem 0 0}
.verdict h2{margin:0;color:var(--accent);font:650 .95rem/1.4 var(--sans)}
.verdict>p{font-size:1.45rem;line-height:1.4;margin:.35rem 0 1.6rem}
.verdict.stop,.verdict.undecided{border-color:var(--warn)}
.verdict.stop h2,.verdict.undecided h2{color:var(--warn)}
.glance{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:1.2rem 1.6rem;margin:0;padding:1.1rem 0;border-top:1px solid var(--faint);border-bottom:1px solid var(--faint)}
.glance dt{color:var(--muted);font-size:.8rem}
.glance dd{margin:0}
.glance .figure{font:650 1.35rem/1.35 var(--sans);font-variant-numeric:tabular-nums lining-nums}
.glance .remark{color:var(--muted);font-size:.8rem;line-height:1.4}
.today{margin-top:1.4rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.86rem;line-height:1.45;font-variant-numeric:tabular-nums lining-nums}
caption{text-align:left;color:var(--muted);font-size:.8rem;padding:0 0 .5rem}
th,td{padding:.55rem 1rem .55rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--faint)}
thead th{font-size:.78rem;font-weight:600;color:var(--muted);vertical-align:bottom;border-bottom:1.5px solid var(--muted)}
tbody th{font-weight:600}
.number{text-align:right;white-space:nowrap}
td:last-child,th:last-child{padding-right:0}
.options caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.options tr>:first-child{padding-left:.6rem}.options tr>:last-child{padding-right:.6rem}
.options .chosen{background:var(--accent-soft)}
.mark{display:block;font-size:.74rem;font-weight:650;color:var(--accent)}
.kind{color:var(--muted);font-size:.78rem}.options .kind,.range,.tried .note{display:block}
.range{color:var(--muted);font-size:.78rem}
.note,.key-line{color:var(--muted);font-size:.82rem;line-height:1.5}
.warning{background:var(--warn-soft);padding:.7rem 1rem;border-radius:6px}
ul{padding-left:1.2rem}li{margin:.35rem 0}
.tried{margin:0;display:grid;grid-template-columns:minmax(0,13rem) minmax(0,1fr);gap:.55rem 1.6rem}
.tried dt{font-size:.9rem;font-weight:600;line-height:1.75}.tried dd{margin:0}
figure{margin:1rem 0 1.6rem}figcaption{color:var(--muted);font-size:.82rem;line-height:1.5;margin-top:.4rem}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(20rem,1fr));gap:.4rem 2rem}.panels figure{margin:.4rem 0}.panels strong{color:var(--ink)}
.narrow{display:none}
.key{padding-bottom:1px;border-bottom:2px solid var(--ink)}.key.dots{border-bottom-style:dotted}
.key.forecast{border-color:var(--muted);border-bottom-style:dashed}.key.first{border-color:var(--accent);border-bottom-style:solid}
.signature{margin-top:3.2rem;padding-top:.2rem;border-top:1px solid var(--faint)}.signature h2{margin-top:1.4rem}
.boxes{display:flex;flex-wrap:wrap;gap:.6rem 2rem;font-size:.9rem}.boxes .rule{flex:1 1 8rem;height:1.4rem;margin:0}
.lines{display:grid;grid-template-columns:1fr 2fr;gap:2rem;font-size:.8rem;color:var(--muted)}
.rule{display:block;border-bottom:1px solid var(--ink);height:2.6rem;margin-bottom:.35rem}
details{border-top:1px solid var(--faint);padding:.5rem 0}details:last-of-type{border-bottom:1px solid var(--faint)}
summary{cursor:pointer;font-weight:600;font-size:.92rem;padding:.3rem 0}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:2px}
details dl{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:.35rem 1.4rem;font-size:.9rem}details dt{color:var(--muted);font-size:.84rem}details dd{margin:0;min-width:0;overflow-wrap:anywhere}dd p{margin:0}
details th,details td{padding-right:1.1rem}
pre{background:var(--card);border-radius:6px;padding:.8rem 1rem;overflow-x:auto;font-size:.8rem;line-height:1.5}
code,pre{font-family:ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace}code{font-size:.85em}
footer{margin-top:3rem;color:var(--muted);font-size:.78rem;overflow-wrap:anywhere}
@media screen and (max-width:40rem){
body{padding:1.6rem 1.1rem 3rem;font-size:16px}h1{font-size:1.65rem;margin-bottom:1.6rem}h2{margin-top:2.6rem}
.verdict>p{font-size:1.2rem}.glance{grid-template-columns:1fr 1fr}.glance .figure{font-size:1.15rem}
.wide{display:none}.narrow{display:block}.panels{grid-template-columns:1fr}
.options thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.options,.options tbody{display:block}.options tr{display:block;padding:.7rem 0;border-bottom:1px solid var(--faint)}.options .chosen{padding:.7rem .8rem;margin:0 -.8rem;border-radius:6px}
.options th,.options td{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.15rem 0!important;text-align:right;white-space:normal;flex-wrap:wrap}
.options td::before{content:attr(data-label);color:var(--muted);font-size:.8rem}.options .kind,.options .range{flex-basis:100%}
.tried{grid-template-columns:1fr;gap:0}.tried dd{margin:0 0 .8rem}
details dl{grid-template-columns:1fr;gap:0}details dd{margin-bottom:.6rem}.lines{grid-template-columns:1fr;gap:.6rem}
}
@media print{
@page{margin:16mm}
:root{font-size:9.5pt;--paper:#fff;--ink:#111;--muted:#4d555e;--faint:#d9d6cf;--card:#f6f5f1;--accent:#0b6b50;--accent-soft:#e8f3ee;--warn:#8f4500;--warn-soft:#fcf1e4;--band:#0b6b5024}
body{max-width:none;padding:0;font-size:10.5pt;line-height:1.5}h1{font-size:20pt;margin-bottom:1.2rem}.verdict>p{font-size:13.5pt}.glance .figure{font-size:13pt}
h2,h3,caption,figcaption{break-after:avoid}figure,tr,.glance,.signature,.warning,.panels figure{break-inside:avoid}p{orphans:3;widows:3}
.scroll,pre{overflow:visible}pre{white-space:pre-wrap}
.evidence{break-before:page}td,caption,pre,h3,.evidence tbody th{overflow-wrap:anywhere}.number,.evidence thead th{overflow-wrap:normal;white-space:normal}.options .number{white-space:nowrap}.options .range{white-space:normal}h2{margin-top:2rem}.plot{max-height:62mm}.evidence table{font-size:6.6pt}.evidence th,.evidence td{padding:.25rem .45rem .25rem 0}.evidence thead th{font-size:6pt}
details::details-content{content-visibility:visible;display:block;block-size:auto}summary{list-style:none;break-after:avoid}summary::-webkit-details-marker{display:none}
.chosen,.plot,.warning{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
"#;
