import type { Entry } from "../domain/records/entry.ts";
import { type Html, html } from "../text/html.ts";
import { type Event, type PhaseStory, phases } from "./story.ts";
import { timeOfDay, took } from "./words.ts";

/** What happened, phase by phase. */
export const timelineSection = (story: readonly PhaseStory[], entries: readonly Entry[]): Html =>
  html`<section aria-labelledby="timeline"><h2 id="timeline">What happened</h2>
<p class="quiet">Times are UTC${daysOf(entries)}. The number after an event is its entry.</p>
${story.filter(({ events }) => events.length > 0).map(phaseOf)}</section>`;

function phaseOf({ name, events }: PhaseStory): Html {
  const { title, clause } = phases[name];
  const [first, last] = [events[0], events.at(-1)];
  return html`<section class="phase" aria-labelledby="p-${name}">
<h3 id="p-${name}">${title} <span class="quiet">section ${clause}${first === undefined || last === undefined || first === last ? "" : `, ${took(first.at, last.at)}`}</span></h3>
<ol class="events">${events.map(eventOf)}</ol></section>`;
}

const eventOf = ({ entry, at, text, more, tone }: Event): Html =>
  html`<li class="t-${tone}"><span class="at">${timeOfDay(at)}</span><div><p>${text} <a href="#e${entry}" class="ref">${entry}</a></p>${more === "" ? html`` : html`<p class="more">${more}</p>`}</div></li>`;

/** The day of the run, or its first and last days. */
function daysOf(entries: readonly Entry[]): string {
  const days = [...new Set(entries.map(({ at }) => at.slice(0, 10)))];
  const [first, last] = [days[0], days.at(-1)];
  return first === undefined ? "" : first === last ? `, on ${first}` : `, from ${first} to ${last}`;
}
