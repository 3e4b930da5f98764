import type { Envelope } from "../../records/dsse.ts";
import type { Entry } from "../../records/entry.ts";
import { type Introduced, mostIntroductions as most, openIntroduction } from "../../records/introduction.ts";
import { attempt } from "../attempt.ts";
import type { Bundle } from "../bundle.ts";
import type { Find, Rule } from "../rule.ts";
import { isAfter, lastMoment } from "./chain.ts";

/** The next introduction, if it follows the ones before it; null after reporting what is wrong. */
function nextOf(bundle: Bundle, envelope: Envelope, entry: number | null, find: Find): Introduced | null {
  const before = bundle.introduced.at(-1);
  const number = bundle.introduced.length + 1;
  const says = attempt(find, entry, `introduction ${number} of a signing key`, () =>
    openIntroduction(envelope),
  );
  if (says === null) return null;
  if (says.number !== number) {
    find(entry, `introduction ${says.number} comes where ${number} belongs: ${number} is missing`);
    return null;
  }
  if (before !== undefined && before.introducedKey.fingerprint !== says.replacedKey.fingerprint)
    find(
      entry,
      `introduction ${number} replaces the key ${says.replacedKey.fingerprint}; the one before it introduced ${before.introducedKey.fingerprint}`,
    );
  if (before !== undefined && (says.epoch < before.epoch || isAfter(before.at, says.at)))
    find(
      entry,
      `introduction ${number} is of ${says.at} and epoch ${says.epoch}; the one before it is of ${before.at} and epoch ${before.epoch}`,
    );
  return says;
}

/** Watches for the first entry of a run that is later than the end of its key. */
function watchFor(bundle: Bundle, replaced: Introduced, find: Find): (entry: Entry) => void {
  const last = lastMoment(replaced.at);
  let late = false;
  return ({ at }) => {
    // Moments of one form sort like their texts.
    if (late || at <= last) return;
    late = true;
    find(
      bundle.count + 1,
      `an entry of ${at} is in a run of the key ${replaced.replacedKey.fingerprint}, which was replaced at ${replaced.at}`,
    );
  };
}

/** The keys of a run are linked from the first to the newest, and the run was signed by the one of its epoch. */
export const introductions: Rule = {
  holds:
    "each signing key that took the place of another was introduced by it, and signed for it, one after the other; a run is of the key that its epoch had",
  source: "21.03 section 8",
  of: "runs",
  watch: (bundle, find) => {
    if (bundle.introductions.length > most)
      find(null, `there are more than ${most} introductions of signing keys: no more are read`);
    for (const envelope of bundle.introductions.slice(0, most)) {
      const next = nextOf(bundle, envelope, null, find);
      if (next === null) break;
      bundle.introduced.push(next);
    }
    const fingerprint = bundle.key?.fingerprint ?? "";
    const began = bundle.introduced.find(({ introducedKey }) => introducedKey.fingerprint === fingerprint);
    const replaced = bundle.replacementOf(fingerprint);
    if (bundle.introduced.length > 0 && began === undefined && replaced === null)
      find(
        null,
        `no introduction names the bundle's key ${fingerprint}: the one that introduced it is missing`,
      );
    return {
      ...(replaced === null ? {} : { every: watchFor(bundle, replaced, find) }),
      on: {
        "open-run": ({ detail: { epoch } }) => {
          const place = bundle.count + 1;
          if (began !== undefined && epoch < began.epoch)
            find(
              place,
              `the run of epoch ${epoch} has the key ${fingerprint}, which was introduced for epoch ${began.epoch}`,
            );
          if (replaced !== null && epoch >= replaced.epoch)
            find(
              place,
              `the run of epoch ${epoch} has the key ${fingerprint}, which was replaced from epoch ${replaced.epoch} on`,
            );
        },
      },
    };
  },
};

/** The control plane's own chain names each signing key, and goes on under it. */
export const introducedKeys: Rule = {
  holds:
    "each signing key that the control plane's chain introduces takes the place of the one that signed until then, and signs from there on",
  source: "21.03 section 8",
  of: "control plane",
  watch: (bundle, find) => ({
    on: {
      "introduce-key": ({ detail }) => {
        const place = bundle.count + 1;
        if (bundle.introduced.length === most) find(place, `more than ${most} signing keys are introduced`);
        if (bundle.introduced.length >= most) return;
        const { signer } = bundle;
        const says = nextOf(bundle, detail.envelope, place, find);
        if (says === null) return;
        if (
          bundle.introduced.length === 0 &&
          signer !== null &&
          signer.fingerprint !== says.replacedKey.fingerprint
        )
          find(
            place,
            `introduction 1 replaces the key ${says.replacedKey.fingerprint}; the chain began with ${signer.fingerprint}`,
          );
        bundle.introduced.push(says);
      },
    },
  }),
};
