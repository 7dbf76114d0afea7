//! What the page of a look adds to the style of all pages.

pub(super) const CSS: &str = r#"
body{max-width:58rem}
.lead{font-size:1.2rem;line-height:1.45;margin:-1.2rem 0 1.8rem}
h1{overflow-wrap:anywhere}
a{color:inherit;text-decoration-color:var(--muted);text-underline-offset:.18em;text-decoration-thickness:1px}a:hover{color:var(--accent)}
.vh{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.findings{list-style:none;counter-reset:f;margin:0;padding:0}.findings[start="9"]{counter-reset:f 8}
.findings>li{counter-increment:f;position:relative;margin:0;padding:1rem 0 1.05rem 2.6rem;border-top:1px solid var(--faint)}
.findings>li:last-child{border-bottom:1px solid var(--faint)}
.findings>li::before{content:counter(f);position:absolute;left:0;top:1.05rem;width:1.7rem;text-align:right;font:600 .95rem/1.5 var(--sans);color:var(--muted);font-variant-numeric:tabular-nums}
.findings>.grave::before{color:var(--accent)}
.findings p{margin:0}.effect{font-weight:650;line-height:1.4}.so{margin:.15rem 0 .3rem!important}
.evidence{color:var(--muted);font:.8rem/1.5 var(--sans);font-variant-numeric:tabular-nums lining-nums;overflow-wrap:anywhere}
.evidence+.evidence{margin-top:.1rem}
.contents{margin:2.4rem 0 0;font-family:var(--sans);font-size:.88rem}.contents details{margin-top:.6rem}.names{line-height:1.9;font-size:.82rem}.names .col{margin-right:.5rem;white-space:nowrap}
.col{font-family:var(--sans);font-size:.95em;overflow-wrap:anywhere}
.meter{display:block;width:100%;min-width:4rem;height:.5rem;margin-top:.42rem;background:var(--faint)}.meter i{display:block;height:100%;background:var(--accent);opacity:.75}
table.figures td:has(.meter){width:30%}.multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:.6rem 1.2rem}.multiples figure{margin:0}table.figures .note{font-size:.95em}
.levels tbody th{font-weight:400}.rest th,.rest td{color:var(--muted)}
.equations{list-style:none;padding:0}.equations li{font-family:ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace;font-size:.85rem;padding:.2rem 0}
.columns{font-family:var(--sans);font-size:.84rem;font-variant-numeric:tabular-nums lining-nums}
.line{display:grid;grid-template-columns:minmax(0,1fr) 5rem 6.2rem 4.2rem 5rem 5.6rem 9rem;gap:0 .9rem;align-items:center;padding:.34rem 0;border-top:1px solid var(--faint);font-weight:400;font-size:inherit;line-height:1.35}
.line.head{color:var(--muted);font-size:.78rem;font-weight:600;border-top:0;border-bottom:1.5px solid var(--muted)}
.line .name{font-weight:600;overflow-wrap:anywhere}.line .kind{color:var(--muted);font-size:1em}.line .top{grid-column:span 2;text-align:right;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.line .note{font-size:.95em}
details.column{border:0!important;padding:0}details.column>summary{list-style:none}details.column>summary::-webkit-details-marker{display:none}
details.column>summary .name::after{content:" ▸";color:var(--muted);font-size:.8em}details.column[open]>summary .name::after{content:" ▾"}
details.column>summary:hover{background:var(--card)}
:target{scroll-margin-top:1rem}details.column:target>summary,.line:target,.findings>li:target{background:var(--accent-soft)}
.figures-of{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 2.4rem;padding:.6rem 0 1.6rem}
.figures-of figure{margin:0}.figures-of .plot{max-width:26rem}
.figures-of dl{grid-template-columns:minmax(8rem,auto) 1fr;align-content:start;margin:0}
@media screen and (max-width:40rem){
.lead{font-size:1.05rem;margin-top:-.8rem}
.findings>li{padding-left:1.9rem}.findings>li::before{width:1.2rem}
.line{grid-template-columns:minmax(0,1fr) 5.4rem 4.6rem;gap:.1rem .7rem}.line.head{display:none}
.line .kind{grid-column:1;grid-row:2}.line .name{grid-column:1}.line>:nth-child(3){grid-column:2;grid-row:1/span 2}.line>:nth-child(3) .spark{width:5.4rem}
.line>:nth-child(4){grid-column:3;grid-row:1}.line>:nth-child(5){display:none}.line>:nth-child(6){grid-column:3;grid-row:2}.line>.wide{display:none}
.line .top{grid-column:3}
.line>:nth-child(4)::after{content:" missing";color:var(--muted);font-size:.85em}
.figures-of{grid-template-columns:minmax(0,1fr)}.figures-of dl{grid-template-columns:minmax(7rem,auto) 1fr;margin-top:.8rem}
}
@media print{.multiples{grid-template-columns:1fr 1fr}.multiples figure{break-inside:avoid}.figures-of,.findings>li{break-inside:avoid}.meter,.meter i,.bar,.spark{-webkit-print-color-adjust:exact;print-color-adjust:exact}.columns{font-size:8pt}.figures-of{font-size:8pt}.line{grid-template-columns:minmax(0,1fr) 4.5rem 5rem 4rem 4.4rem 5rem 8rem}}
"#;
