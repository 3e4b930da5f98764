import { type Html, html } from "./html.ts";

/** The page's whole style. The Content-Security-Policy allows exactly these bytes. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fbfaf8; --line: #d9d5cd; --quiet: #5c6470; --yes: #14603a; --no: #9b1c1c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --paper: #16181b; --line: #383c42; --quiet: #a3aab4; --yes: #7fd6a6; --no: #f3a5a5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0.25rem 0 1.5rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 0.5rem; }
.kicker { color: var(--quiet); margin: 0; letter-spacing: 0.02em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.35rem 1.25rem; margin: 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
code { font-family: ui-monospace, monospace; font-size: 0.92em; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: 0.92rem; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--quiet); font-weight: normal; }
form { margin-top: 2.5rem; border-top: 2px solid var(--ink); padding-top: 1.25rem; }
label { display: block; margin: 1rem 0 0.25rem; }
input[type="text"], textarea { width: 100%; font: inherit; padding: 0.55rem 0.7rem; color: inherit; background: transparent; border: 1px solid var(--quiet); border-radius: 4px; }
.hint { color: var(--quiet); font-size: 0.92rem; margin: 0.25rem 0 0; }
.decisions { display: flex; gap: 0.75rem; margin-top: 1.25rem; flex-wrap: wrap; }
button { font: inherit; padding: 0.6rem 1.4rem; border-radius: 4px; border: 1px solid currentColor; background: transparent; cursor: pointer; }
button[value="approve"] { color: var(--yes); } button[value="reject"] { color: var(--no); }
:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
.error { border-left: 4px solid var(--no); padding: 0.6rem 1rem; margin: 0 0 1.5rem; }
.broken { color: var(--no); }
`;

/** A whole page around its body. */
export const layout = (title: string, body: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${{ markup: style }}</style>
</head>
<body><main>${body}</main></body>
</html>`.markup;
