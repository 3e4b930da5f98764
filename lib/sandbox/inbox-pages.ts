import { layout, messagePage } from "../pages/layout.ts";
import { type Html, html } from "../text/html.ts";
import { moment } from "../text/time.ts";
import type { KeptMail } from "./kept-mails.ts";

/** What the inbox answers to a GET. */
export type InboxAnswer = { readonly status: 200 | 404; readonly type: string; readonly body: string };

const place = "the sandbox's inbox";
const refresh = html`<meta http-equiv="refresh" content="5">`;

/** The inbox's answer: a list that looks again every five seconds, a page for each mail, and all mails as JSON. */
export function inboxAnswer(path: string, mails: readonly KeptMail[]): InboxAnswer {
  const page = (status: 200 | 404, body: string): InboxAnswer => ({
    status,
    type: "text/html; charset=utf-8",
    body,
  });
  if (path === "/") return page(200, listPage(mails));
  if (path === "/api/email")
    return { status: 200, type: "application/json", body: JSON.stringify(mails.map(asJson)) };
  const mail = mails.find(({ id }) => path === `/mails/${id}`);
  if (mail !== undefined) return page(200, mailPage(mail));
  return page(404, messagePage("Not here", "The inbox has no such mail."));
}

/** The shape in which programs read mail. Its times are ISO 8601. */
const asJson = ({ id, atMs, to, subject, text }: KeptMail) => ({
  id,
  subject,
  text,
  to: [{ address: to, name: "" }],
  from: [{ address: "interlock@sandbox.example", name: "Interlock" }],
  time: new Date(atMs).toISOString(),
});

function listPage(mails: readonly KeptMail[]): string {
  const rows = mails
    .toReversed()
    .map(
      ({ id, atMs, to, subject }) =>
        html`<li><a href="/mails/${id}">${subject}</a> <span class="quiet">${to}, ${moment(atMs)}</span></li>`,
    );
  const body =
    rows.length === 0
      ? html`<p>No mail has arrived yet.</p>`
      : html`<div class="card"><ul class="plain">${rows}</ul></div>`;
  return layout("Inbox", place, html`<h1>Inbox</h1>${body}`, refresh);
}

function mailPage({ atMs, to, subject, text }: KeptMail): string {
  const lines = text.split("\n").map((line) => html`${linked(line)}<br>`);
  return layout(
    subject,
    place,
    html`<p class="kicker"><a href="/">Inbox</a></p><h1>${subject}</h1>
<p class="quiet">to ${to}, ${moment(atMs)}</p><div class="card">${lines}</div>`,
  );
}

/** A line of text with its addresses as links. */
const linked = (line: string): readonly Html[] =>
  line
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) =>
      index % 2 === 1 ? html`<a href="${part}" rel="noreferrer">${part}</a>` : html`${part}`,
    );
