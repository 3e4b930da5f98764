import { type Html, html } from "../text/html.ts";

/** The first rows of a list, and how many more there are. */
export function limited<T>(rows: readonly T[], most: number, row: (one: T) => Html): readonly Html[] {
  const shown = rows.slice(0, most).map(row);
  const more = rows.length - shown.length;
  return more > 0
    ? [...shown, html`<li class="quiet">and ${more} more; the command "change show" lists them all</li>`]
    : shown;
}
