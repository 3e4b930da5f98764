import type { Digest } from "../../canonical.ts";
import { openCheckpoint, ownChain } from "../../records/checkpoint.ts";
import { envelopeDigest } from "../../records/dsse.ts";
import { attempt } from "../attempt.ts";
import type { Rule } from "../rule.ts";
import { isAfter } from "./chain.ts";

/** A holder of the key signed that the run's chain ends exactly here. */
export const checkpoint: Rule = {
  holds:
    "a signed checkpoint names just this many entries and this head, and the archived history if there is one",
  source: "21.03 section 8",
  of: "runs",
  watch: (bundle, find) => ({
    end: () => {
      const { checkpoint: envelope, later, archive } = bundle;
      if (envelope === null) {
        find(bundle.count, "no checkpoint vouches for the end of the entries: export the run again");
        return;
      }
      if (later.length === 0) return;
      const says = attempt(find, null, "the checkpoint", () => openCheckpoint(envelope, later));
      if (says === null) return;
      const replaced = bundle.replacementOf(envelope.signatures[0]?.keyid ?? "");
      if (replaced !== null && isAfter(says.at, replaced.at))
        find(null, `the checkpoint of ${says.at} is signed by a key that was replaced at ${replaced.at}`);
      const named = says.chains.find(({ chain }) => chain === bundle.runId);
      if (named === undefined) {
        find(null, `the checkpoint ${says.number} does not name the run ${bundle.runId}`);
        return;
      }
      if (named.count !== bundle.count || named.head !== bundle.head)
        find(
          bundle.count,
          `the checkpoint of ${says.at} saw ${named.count} entries and the head ${named.head}; there are ${bundle.count}, and the head is ${bundle.head ?? "nothing"}`,
        );
      const archived = archive === null ? null : envelopeDigest(archive);
      if (named.history !== archived)
        find(
          null,
          `the checkpoint names the history ${named.history ?? "of nothing"}; the bundle has ${archived ?? "none"}`,
        );
    },
  }),
};

/** The checkpoints in the control plane's own chain vouch for it. */
export const checkpoints: Rule = {
  holds: "each checkpoint names the previous one and the head before it, and the last entry is a checkpoint",
  source: "21.03 section 8",
  of: "control plane",
  watch: (bundle, find) => {
    let number = 0;
    let previous: Digest | null = null;
    let last = 0;
    return {
      on: {
        "take-checkpoint": ({ detail, at, actor, subject }) => {
          const place = bundle.count + 1;
          last = place;
          const { signer: key } = bundle;
          if (key === null) return;
          const says = attempt(find, place, `the checkpoint in entry ${place}`, () =>
            openCheckpoint(detail.envelope, key),
          );
          if (says === null) return;
          if (says.number !== number + 1 || detail.number !== says.number)
            find(
              place,
              `the checkpoint is number ${says.number}, entered as ${detail.number}, after ${number}`,
            );
          if (says.previous !== previous)
            find(
              place,
              `the checkpoint names ${says.previous ?? "none"} before it, not ${previous ?? "none"}`,
            );
          if (says.at !== at) find(place, `the checkpoint was taken at ${says.at}, and entered at ${at}`);
          if (actor !== "sign-receipt" || subject !== ownChain)
            find(place, `the checkpoint was entered by ${actor} about ${subject}`);
          const own = says.chains.find(({ chain }) => chain === ownChain);
          if ((own?.count ?? 0) !== bundle.count || (own?.head ?? null) !== bundle.head)
            find(
              place,
              `the checkpoint saw ${own?.count ?? 0} entries of its own chain; it comes after ${bundle.count}`,
            );
          number = says.number;
          previous = envelopeDigest(detail.envelope);
        },
      },
      end: () => {
        if (last !== bundle.count)
          find(bundle.count, "no checkpoint vouches for the end of the entries: export the chain again");
      },
    };
  },
};
