import { setTimeout } from "node:timers/promises";

const lookEveryMs = 100;
const waitMs = 150_000;

/** Looks until there is something. Throws, naming `what`, if there is nothing for too long. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | null | false>,
): Promise<T> {
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += lookEveryMs) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    await setTimeout(lookEveryMs);
  }
  throw new Error(`no ${what} within ${waitMs / 1_000} s`);
}
