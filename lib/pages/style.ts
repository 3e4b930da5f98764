/** The complete style of the page. The Content-Security-Policy allows exactly these bytes. */
export const style = `
:root { color-scheme: light dark; --ink: #1a1d21; --quiet: #59616b; --paper: #f6f5f2; --card: #ffffff; --line: #dcd9d2; --deep: #24324a; --yes: #17603c; --no: #a3231f; --warn: #8a4b00; --blue: #245a9c; --no-wash: #fbeae8; --warn-wash: #fbf0de; --yes-wash: #e7f3ec; --blue-wash: #e8eff8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e7e2; --quiet: #a4abb5; --paper: #121417; --card: #1b1e23; --line: #343941; --deep: #b9c9e6; --yes: #7ed3a4; --no: #ff9d94; --warn: #f0b565; --blue: #8fbcf0; --no-wash: #3a1c1b; --warn-wash: #35270f; --yes-wash: #16301f; --blue-wash: #18293d; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
.bar { border-bottom: 1px solid var(--line); background: var(--card); }
.bar > div, main { max-width: 48rem; margin: 0 auto; padding: 0 1rem; }
.bar > div { display: flex; gap: .6rem; align-items: center; padding-top: .7rem; padding-bottom: .7rem; font-size: .875rem; color: var(--quiet); }
.bar svg { width: 1.9rem; height: 1.2rem; color: var(--deep); flex: none; }
.bar b { color: var(--ink); font-weight: 650; letter-spacing: .01em; }
.bar .end { margin-left: auto; text-align: right; }
main { padding-top: 1.4rem; padding-bottom: 4rem; }
h1 { font-size: clamp(1.45rem, 1.1rem + 1.8vw, 2rem); line-height: 1.2; margin: .15rem 0 1rem; font-weight: 680; letter-spacing: -.012em; text-wrap: balance; }
h2 { font-size: 1.0625rem; margin: 2rem 0 .6rem; font-weight: 650; }
p { margin: .5rem 0; }
a { color: var(--blue); }
.kicker { color: var(--quiet); font-size: .875rem; margin: 0; }
.env { display: inline-block; padding: .05rem .6rem; border-radius: 99px; border: 1px solid currentColor; font-weight: 650; }
.env.production { color: var(--no); background: var(--no-wash); } .env.staging { color: var(--warn); background: var(--warn-wash); } .env.development { color: var(--blue); background: var(--blue-wash); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem 1.1rem; margin: 0 0 1rem; }
h1, h2, p, li, dt, dd, b, span, code, summary { unicode-bidi: isolate; }
.first { border-top: 1px solid var(--line); margin: 0 0 .6rem; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: .6rem 0 .9rem; padding: 0; }
.counts li { padding: .3rem .75rem; border-radius: 8px; font-weight: 600; } .counts b { font-size: 1.2rem; }
.remove { color: var(--no); background: var(--no-wash); } .replace { color: var(--warn); background: var(--warn-wash); } .modify { color: var(--blue); background: var(--blue-wash); } .add { color: var(--yes); background: var(--yes-wash); } .none { color: var(--quiet); border: 1px solid var(--line); }
.says { font-size: 1.0625rem; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
li .quiet { display: block; } .inline .quiet { display: inline; }
.due { margin: .8rem 0 0; padding-top: .8rem; border-top: 1px solid var(--line); }
.jump { display: block; text-align: center; padding: .75rem; border-radius: 10px; background: var(--deep); color: var(--paper); font-weight: 650; text-decoration: none; margin: 0 0 1.2rem; }
.note { border-left: 4px solid var(--warn); background: var(--warn-wash); border-radius: 0 8px 8px 0; padding: .6rem .9rem; margin: 0 0 1rem; }
.error, .grave { border-left: 4px solid var(--no); background: var(--no-wash); border-radius: 0 8px 8px 0; padding: .7rem 1rem; margin: 0 0 1rem; }
.error { font-weight: 600; }
ul.plain { list-style: none; margin: 0; padding: 0; } ul.plain > li { padding: .35rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; } ul.plain > li:first-child { border-top: 0; }
.mark { display: inline-block; min-width: 5.1rem; text-align: center; border-radius: 6px; font-size: .8125rem; font-weight: 650; padding: .05rem .4rem; margin-right: .45rem; }
details { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: 0 0 .5rem; }
summary { cursor: pointer; padding: .65rem .9rem; font-weight: 600; overflow-wrap: anywhere; } summary span { font-weight: 400; color: var(--quiet); }
details > div { padding: 0 .9rem .8rem; font-size: .9375rem; }
.quiet { color: var(--quiet); font-size: .875rem; }
dl { display: grid; grid-template-columns: minmax(5.5rem, max-content) 1fr; gap: .3rem 1rem; margin: 0; } dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .875em; overflow-wrap: anywhere; }
.held { color: var(--yes); } .broken, .unobservable { color: var(--no); } .waived { color: var(--warn); }
form { background: var(--card); border: 2px solid var(--deep); border-radius: 14px; padding: 1.1rem; margin-top: 2rem; } form h2 { margin-top: 0; font-size: 1.25rem; }
.seal { display: flex; gap: 1rem; align-items: center; margin: .9rem 0; }
.seal code { flex: none; box-sizing: content-box; width: 8.2ch; height: 2.2em; padding: 0 .7rem; border-radius: 8px; border: 1px solid var(--line); background: var(--paper); font-size: 1.25rem; line-height: 2.2; overflow: hidden; word-break: break-all; overflow-wrap: anywhere; }
label { display: block; margin: .9rem 0 .25rem; font-weight: 600; }
input[type="text"], textarea { width: 100%; font: inherit; padding: .65rem .75rem; color: inherit; background: var(--paper); border: 1px solid var(--quiet); border-radius: 8px; }
input[type="text"] { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.hint { color: var(--quiet); font-size: .875rem; margin: .25rem 0 0; }
.decisions { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; margin-top: 1.1rem; }
button { font: inherit; font-weight: 650; min-height: 3rem; padding: .6rem 1rem; border-radius: 10px; border: 2px solid currentColor; background: var(--card); cursor: pointer; }
button[value="approve"] { color: var(--yes); background: var(--yes-wash); } button[value="reject"] { color: var(--no); background: var(--no-wash); }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
footer { margin-top: 2rem; }
.bad { color: var(--no); } .good { color: var(--yes); } .now { color: var(--blue); } .state { font-weight: 650; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9375rem; } th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; } th { color: var(--quiet); font-weight: 500; }
form.find { display: flex; gap: .6rem; align-items: end; border: 0; padding: 0; background: none; margin: 0 0 .8rem; } form.find label { flex: 1; margin: 0; } form.find button { min-height: 2.6rem; }
`;
