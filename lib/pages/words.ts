import type { Gate } from "../domain/gates.ts";
import { gates } from "../domain/gates.ts";
import { timeIn } from "../settings/time-zone.ts";
import { pluralize } from "../text/plural.ts";
import { visible } from "../text/visible.ts";

const hourMs = 3_600_000;

/** A gate's position among the four, by which mails sort: "2/4". */
export const placeOf = (gate: Gate): string => `${gates.indexOf(gate) + 1}/${gates.length}`;

/** A moment as people write it: "Fri 27 Nov 2026, 10:00 UTC", with the reader's own time behind it if their zone is known. */
export function localMoment(atMs: number, timeZone: string | null = null): string {
  const [day = "", date = "", month = "", year = "", time = ""] = new Date(atMs)
    .toUTCString()
    .replace(",", "")
    .split(" ");
  const local = timeZone === null ? "" : ` (${timeIn(atMs, timeZone)} ${timeZone})`;
  return `${day} ${Number(date)} ${month} ${year}, ${time.slice(0, 5)} UTC${local}`;
}

/** A span of time, rounded down to its largest unit: "3 days", "5 hours", "20 minutes". */
export function span(ms: number): string {
  if (ms >= 72 * hourMs) return pluralize(Math.floor(ms / (24 * hourMs)), "day");
  if (ms >= 2 * hourMs) return pluralize(Math.floor(ms / hourMs), "hour");
  return pluralize(Math.max(1, Math.floor(ms / 60_000)), "minute");
}

/**
 * A text from a commit, a template or a resource, made safe for a mail: one line, no control characters that change the
 * direction of text, and no address that a mail program would turn into a link. The only link in a mail is ours.
 */
export const plainLine = (text: string, most = 200): string => {
  const line = visible(text.normalize("NFC"))
    .replace(/:\/\//g, ": //")
    .replace(/\bwww\./gi, "www ")
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= most ? line : `${line.slice(0, most - 3)}...`;
};

/** The resource type without its vendor: "S3 Bucket". */
export const shortType = (type: string): string => type.replace(/^AWS::/, "").replaceAll("::", " ");
