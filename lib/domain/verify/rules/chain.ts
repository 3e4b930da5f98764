import { seen } from "../finding.ts";
import type { Rule } from "../rule.ts";

/** Functions write from many machines, whose clocks differ a little. */
const skewMs = 10_000;

/** Each entry has the next number. */
export const sequence: Rule = {
  holds: "entries are numbered from 1 without gaps, in their order",
  source: "21.03 section 8",
  of: "every chain",
  watch: (bundle, find) => ({
    every: ({ sequence: number }) => {
      const place = bundle.count + 1;
      if (number !== place) find(place, `the entry at place ${place} has the number ${number}, not ${place}`);
    },
  }),
};

/** Each entry names the one before it. */
export const chain: Rule = {
  holds: "each entry names the SHA-256 of the line before it, and the first names none",
  source: "21.03 section 8",
  of: "every chain",
  watch: (bundle, find) => ({
    every: ({ previousDigest }) => {
      if (previousDigest === bundle.head) return;
      const place = bundle.count + 1;
      find(
        place,
        `entry ${place} names ${previousDigest ?? "nothing"} as its predecessor, but the line before it has the digest ${bundle.head ?? "of nothing: it is the first"}`,
      );
    },
  }),
};

/** Nothing belongs to another run. */
export const run: Rule = {
  holds: "every entry is of the run that the bundle is about",
  source: "21.03 section 8",
  of: "every chain",
  watch: (bundle, find) => ({
    every: ({ runId }) => {
      const place = bundle.count + 1;
      if (runId !== bundle.runId)
        find(place, `entry ${place} is of the run ${seen(runId)}, not ${seen(bundle.runId)}`);
    },
  }),
};

/** The last moment that is not after a limit: clocks differ. */
export const lastMoment = (limit: string): string => new Date(Date.parse(limit) + skewMs).toJSON();

/** Whether a moment is later than a limit, by more than clocks differ. */
export const isAfter = (at: string, limit: string): boolean => at > lastMoment(limit);

/** Time goes forward. */
export const time: Rule = {
  holds: "no entry is more than ten seconds older than one before it",
  source: "21.03 section 8",
  of: "every chain",
  watch: (bundle, find) => {
    let latest = "";
    // What no entry may be before; null until an entry is before the latest. To parse each moment would take as long as its line.
    let earliest: string | null = null;
    return {
      every: ({ at }) => {
        // Moments of one form sort like their texts.
        if (at >= latest) {
          latest = at;
          earliest = null;
          return;
        }
        earliest ??= new Date(Date.parse(latest) - skewMs).toJSON();
        if (at < earliest) {
          const place = bundle.count + 1;
          find(place, `entry ${place} is of ${at}, but one before it is of ${latest}`);
        }
      },
    };
  },
};

/** The entries are those that the first line announces. */
export const head: Rule = {
  holds: "the bundle has as many entries as its first line says, and ends with the digest that it names",
  source: "21.03 section 8",
  of: "every chain",
  watch: (bundle, find) => ({
    end: () => {
      const { announced, count, head: digest } = bundle;
      if (announced === null) {
        find(null, "the first line does not say how many entries follow: the bundle has no beginning");
        return;
      }
      if (count === 0) find(null, "the bundle has no entries: it can prove nothing");
      if (announced.count !== count)
        find(count, `the first line says that ${announced.count} entries follow; there are ${count}`);
      if (digest !== null && announced.head !== digest)
        find(count, `the last entry has the digest ${digest}, not ${announced.head} as the first line says`);
    },
  }),
};
