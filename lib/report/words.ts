import type { Digest } from "../domain/canonical.ts";
import type { Environment } from "../domain/environment.ts";
import { type Html, html } from "../text/html.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A moment as people read it, to the second, in UTC. */
export const preciseMoment = (at: string): Html =>
  at === "" ? html`unknown` : html`<time datetime="${at}">${at.slice(0, 10)} ${at.slice(11, 19)} UTC</time>`;

/** The time of day, to the second. */
export const timeOfDay = (at: string): Html => html`<time datetime="${at}">${at.slice(11, 19)}</time>`;

/** How long it took from one moment to another, in its two largest units. */
export function took(from: string, until: string): string {
  const ms = Date.parse(until) - Date.parse(from);
  if (!Number.isFinite(ms) || ms < 0) return "an unknown time";
  if (ms < 1_000) return `${ms} ms`;
  if (ms < minuteMs) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min ${Math.floor((ms % minuteMs) / 1_000)} s`;
  if (ms < dayMs) return `${Math.floor(ms / hourMs)} h ${Math.floor((ms % hourMs) / minuteMs)} min`;
  return `${Math.floor(ms / dayMs)} d ${Math.floor((ms % dayMs) / hourMs)} h`;
}

/** A digest in full, in groups of eight that can be compared by eye. */
export const digestText = (digest: Digest): Html =>
  html`<code class="digest">${(digest.match(/.{1,8}/g) ?? []).map((group) => html`<span>${group}</span>`)}</code>`;

/** An environment's name at the beginning of a sentence. */
export const title = (environment: Environment): string =>
  `${environment.slice(0, 1).toUpperCase()}${environment.slice(1)}`;
