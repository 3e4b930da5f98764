/** The report's whole style: for a desk, a phone, the night, and paper. */
export const reportStyle = `
:root { color-scheme: light dark; --ink: #1a1d21; --quiet: #545c66; --paper: #f6f5f2; --card: #ffffff; --line: #dcd9d2; --deep: #24324a; --yes: #17603c; --no: #a3231f; --warn: #814500; --blue: #20558f; --no-wash: #fbeae8; --warn-wash: #fbf0de; --yes-wash: #e7f3ec; --blue-wash: #e8eff8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e7e2; --quiet: #a9b0ba; --paper: #121417; --card: #1b1e23; --line: #343941; --deep: #b9c9e6; --yes: #7ed3a4; --no: #ff9d94; --warn: #f0b565; --blue: #8fbcf0; --no-wash: #3a1c1b; --warn-wash: #35270f; --yes-wash: #16301f; --blue-wash: #18293d; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
header, main, footer { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }
.bar { display: flex; gap: .6rem; align-items: center; padding: .9rem 0; font-size: .875rem; color: var(--quiet); border-bottom: 1px solid var(--line); }
.bar svg { width: 1.9rem; height: 1.2rem; color: var(--deep); flex: none; } .bar b { color: var(--ink); font-weight: 650; } .bar span { margin-left: auto; text-align: right; }
.title { padding: 2.4rem 0 .4rem; }
.verdict { display: inline-block; margin: 0 0 .5rem; padding: .15rem .8rem; border-radius: 99px; border: 1px solid currentColor; font-size: .875rem; font-weight: 700; letter-spacing: .08em; }
.v-SUCCEEDED { color: var(--yes); background: var(--yes-wash); } .v-RUNNING { color: var(--blue); background: var(--blue-wash); } .v-QUARANTINED, .v-unsound { color: var(--no); background: var(--no-wash); } .v-REFUSED, .v-REJECTED, .v-ROLLED_BACK, .v-ABORTED { color: var(--warn); background: var(--warn-wash); }
h1 { font-size: clamp(1.5rem, 1.1rem + 2.2vw, 2.3rem); line-height: 1.15; margin: 0 0 .5rem; font-weight: 680; letter-spacing: -.015em; overflow-wrap: anywhere; }
.lead { font-size: 1.0625rem; margin: 0 0 1.4rem; max-width: 42rem; }
h2 { font-size: 1.3125rem; line-height: 1.25; margin: 0 0 .4rem; font-weight: 670; letter-spacing: -.008em; }
h3 { font-size: 1.0625rem; margin: 1.5rem 0 .5rem; font-weight: 650; } h4 { font-size: .9375rem; margin: .9rem 0 .2rem; font-weight: 650; }
p { margin: .4rem 0; }
main > section { margin: 2.6rem 0; }
.quiet { color: var(--quiet); font-size: .9063rem; font-weight: 400; }
a { color: var(--blue); } .ref { font-size: .75rem; font-variant-numeric: tabular-nums; text-decoration: none; padding: .05rem .4rem; border: 1px solid var(--line); border-radius: 5px; white-space: nowrap; } .ref:hover { text-decoration: underline; }
.ribbon { display: grid; grid-template-columns: repeat(3, 1fr); gap: .3rem; list-style: none; margin: 0; padding: 0; }
.ribbon li { padding: .6rem 1rem .65rem; border-top: 4px solid var(--line); background: var(--card); } .ribbon b { display: block; } .ribbon span { font-size: .9063rem; }
.ribbon .s-validated { border-color: var(--yes); } .s-validated span { color: var(--yes); } .ribbon .s-rolled-back, .ribbon .s-rolling-back { border-color: var(--warn); } .s-rolled-back span, .s-rolling-back span { color: var(--warn); } .ribbon .s-quarantined { border-color: var(--no); } .s-quarantined span { color: var(--no); } .ribbon .s-provisioning, .ribbon .s-provisioned { border-color: var(--blue); } .s-provisioning span, .s-provisioned span { color: var(--blue); } .s-absent span { color: var(--quiet); }
.sound, .unsound { border-left: 5px solid var(--yes); background: var(--yes-wash); padding: 1rem 1.2rem; border-radius: 0 10px 10px 0; } .unsound { border-color: var(--no); background: var(--no-wash); } main > .sound, main > .unsound { margin: 1.4rem 0 2.4rem; } .sound h2 { color: var(--yes); } .unsound h2 { color: var(--no); } .unsound li { overflow-wrap: anywhere; margin: .2rem 0; }
dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .4rem 1.2rem; margin: .5rem 0; } dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .875em; overflow-wrap: anywhere; }
.digest { display: flex; flex-wrap: wrap; gap: 0 .55em; font-variant-numeric: tabular-nums; }
.waivers { margin: 0; padding: 0; list-style: none; display: grid; gap: .6rem; } .waivers li { padding-left: .9rem; border-left: 3px solid var(--warn); }
.events { list-style: none; margin: 0; padding: 0; position: relative; } .events::before { content: ""; position: absolute; left: 5.08rem; top: .8rem; bottom: .8rem; width: 2px; background: var(--line); }
.events li { display: grid; grid-template-columns: 4rem 1fr; gap: 2.2rem; padding: .3rem 0; position: relative; } .events .at { font-variant-numeric: tabular-nums; color: var(--quiet); font-size: .9063rem; padding-top: .06rem; text-align: right; }
.events li::before { content: ""; position: absolute; left: 4.7rem; top: .62rem; width: .8rem; height: .8rem; border-radius: 50%; background: var(--card); border: 3px solid var(--quiet); } .events .t-good::before { border-color: var(--yes); } .events .t-bad::before { border-color: var(--no); background: var(--no); } .events .t-person::before { border-color: var(--blue); background: var(--blue); }
.events p { margin: 0; overflow-wrap: anywhere; } .events .more { color: var(--quiet); font-size: .9063rem; white-space: pre-line; } .t-bad > div > p:first-child { color: var(--no); font-weight: 600; } .t-person > div > p:first-child { font-weight: 600; }
.cards { display: grid; gap: 1rem; } .gate { background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--quiet); border-radius: 0 0 12px 12px; padding: 1rem 1.2rem; margin: 1rem 0 0; } .cards .gate { margin: 0; } .gate h3 { margin: 0 0 .3rem; display: flex; gap: .6rem; align-items: baseline; flex-wrap: wrap; }
.state { font-size: .8125rem; font-weight: 650; color: var(--quiet); } .g-approved { border-top-color: var(--yes); } .g-approved .state { color: var(--yes); } .g-rejected, .g-expired { border-top-color: var(--no); } .g-rejected .state, .g-expired .state { color: var(--no); } .question { margin: 0 0 .6rem; } q { font-style: italic; }
details { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: 0 0 .5rem; } summary { cursor: pointer; padding: .6rem .9rem; } summary b { font-weight: 600; } summary b::first-letter { text-transform: uppercase; } .counts span { margin-left: .7rem; font-size: .875rem; font-weight: 600; } details > div { padding: 0 .9rem .7rem; }
.held { color: var(--yes); } .broken, .unobservable { color: var(--no); } .waived { color: var(--warn); }
.wide { overflow-x: auto; } table { width: 100%; border-collapse: collapse; font-size: .9063rem; } th { text-align: left; color: var(--quiet); font-weight: 600; font-size: .8125rem; } th, td { padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; } tbody tr:last-child td { border-bottom: 0; } td:first-child, th:first-child { padding-left: .1rem; }
.steps { table-layout: fixed; } .steps th:nth-child(1) { width: 16%; } .steps th:nth-child(2) { width: 24%; } .steps th:nth-child(3) { width: 11%; } .steps th:nth-child(5) { width: 19%; }
.entries td { font-variant-numeric: tabular-nums; } tr:target { background: var(--blue-wash); }
.undone { margin: .2rem 0; padding-left: 1.4rem; } .undone li { margin: .15rem 0; } .undone time { font-variant-numeric: tabular-nums; color: var(--quiet); margin-right: .3rem; }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
footer { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: 1rem; padding-bottom: 3rem; color: var(--quiet); font-size: .9063rem; }
@media (max-width: 40rem) {
.title { padding-top: 1.6rem; } .ribbon { grid-template-columns: 1fr; } .ribbon li { display: flex; justify-content: space-between; gap: 1rem; border-top: 0; border-left: 4px solid var(--line); padding: .5rem .9rem; }
dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; }
.events::before { left: .38rem; } .events li { grid-template-columns: 1fr; gap: 0; padding-left: 1.7rem; } .events li::before { left: 0; top: .5rem; } .events .at { text-align: left; padding: 0; font-size: .8125rem; }
table, tbody { display: block; } thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); } tbody tr:last-child { border-bottom: 0; } td, td:first-child { display: grid; grid-template-columns: 5.5rem 1fr; gap: .8rem; border: 0; padding: .08rem 0; } td::before { content: attr(data-label); color: var(--quiet); }
}
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt system-ui, sans-serif; color: #545c66; } @bottom-left { content: "Interlock, Infrastructure Records"; font: 9pt system-ui, sans-serif; color: #545c66; } }
@media print {
:root { color-scheme: light; --ink: #000; --quiet: #444; --paper: #fff; --card: #fff; --line: #bbb; --deep: #24324a; --yes: #0d4d2e; --no: #8a1814; --warn: #6b3900; --blue: #1a477a; --no-wash: #fff; --warn-wash: #fff; --yes-wash: #fff; --blue-wash: #fff; }
html { font-size: 10pt; } header, main, footer { max-width: none; padding: 0; } .title { padding-top: 1rem; } main > section { margin: 1.4rem 0; }
h2, h3, summary { break-after: avoid; } .gate, .events li, tr, .ribbon, .sound { break-inside: avoid; } .ref { border: 0; padding: 0; color: var(--quiet); } .ref::before { content: "["; } .ref::after { content: "]"; } a { color: inherit; text-decoration: none; }
details { border: 0; } summary { list-style: none; padding: .5rem 0 .2rem; } details > div { padding: 0; } details::details-content { content-visibility: visible; display: block; height: auto; } .wide { overflow: visible; } table { font-size: .85rem; } thead { display: table-header-group; }
.gate { border-radius: 0; }
}
`;
