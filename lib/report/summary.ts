import { type Environment, environments } from "../domain/environment.ts";
import type { Entry } from "../domain/records/entry.ts";
import { isFact } from "../domain/records/facts.ts";
import { lastAnswers } from "../domain/run/effects.ts";
import { type Html, html } from "../text/html.ts";
import { preciseMoment } from "./words.ts";

/** What a reader wants to know before anything else: who decided what and why, what held, and what was waived. */
export const summarySection = (entries: readonly Entry[]): Html =>
  html`<section aria-labelledby="summary"><h2 id="summary">In short</h2>
<dl>
<dt>Decided</dt><dd>${decisions(entries)}</dd>
<dt>Held</dt><dd>${environments.map((environment) => html`${heldIn(entries, environment)}<br>`)}</dd>
</dl></section>`;

function decisions(entries: readonly Entry[]): Html {
  const said = entries.filter(isFact("decide-gate", "decision"));
  const expired = entries.filter(isFact("expire-gate", "observation"));
  if (said.length + expired.length === 0) return html`Nobody decided anything.`;
  return html`${said.map(
    ({ at, detail: { gate, approver, decision, reason } }) =>
      html`<b>${approver}</b> ${decision === "approve" ? "approved" : "rejected"} ${gate} <span class="quiet">${preciseMoment(at)}${reason === "" ? ", without a reason" : `: “${reason}”`}</span><br>`,
  )}${expired.map(({ at, subject }) => html`<b>Nobody</b> decided ${subject} in time, which counts as a rejection <span class="quiet">${preciseMoment(at)}</span><br>`)}`;
}

/** What the last checks of an environment answered. */
function heldIn(entries: readonly Entry[], environment: Environment): string {
  const readings = lastAnswers(entries, environment)?.readings ?? null;
  if (readings === null) return `${environment}: its checks were never asked`;
  const count = (...answers: readonly string[]) =>
    readings.filter(({ answer }) => answers.includes(answer)).length;
  const [held, waived, not] = [count("held"), count("waived"), count("broken", "unobservable", "unasked")];
  return `${environment}: ${held} held${waived === 0 ? ", none waived" : `, ${waived} waived`}${not === 0 ? "" : `, ${not} did NOT hold`}`;
}
