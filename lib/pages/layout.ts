import { type Html, html, trusted } from "../text/html.ts";
import { style } from "./style.ts";

/** The logo: two interlocked rings. */
const mark = trusted(
  '<svg viewBox="0 0 38 24" fill="none" stroke="currentColor" stroke-width="3.4" aria-hidden="true"><circle cx="13" cy="12" r="9.4"/><circle cx="25" cy="12" r="9.4"/></svg>',
);

/** A whole page around its body; `place` is its position in the plan, `head` more of the page's head. */
export const layout = (title: string, place: string, body: Html, head: Html = html``): string =>
  String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<title>${title}</title>${head}
<style>${trusted(style)}</style>
</head>
<body>
<header class="bar"><div>${mark}<b>Interlock</b><span class="end">${place}</span></div></header>
<main>${body}</main>
</body>
</html>`);

/** A page with a message and no form. */
export const messagePage = (title: string, text: string, more: Html = html``): string =>
  layout(title, "", html`<h1>${title}</h1><p>${text}</p>${more}`);
