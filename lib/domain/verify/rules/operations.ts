import { digestOf, type Json } from "../../canonical.ts";
import { readVerifyingKey, type VerifyingKey } from "../../records/dsse.ts";
import { jsonIn } from "../../records/json-in.ts";
import { keysDigest, openNamedKeys } from "../../records/named-keys.ts";
import { openOperation, type operations } from "../../records/operation.ts";
import { attempt } from "../attempt.ts";
import { seen } from "../finding.ts";
import type { EntryOf, Rule } from "../rule.ts";

/** How many signed notes may come before the keys are named: the first checkpoint names them. */
const mostWaiting = 100;

/** The operations by the topics of their notes. */
const operationOf: Readonly<Record<string, (typeof operations)[number]>> = {
  "agree-to-resume": "resume",
  resume: "resume",
  "resolve-quarantine": "resolve-quarantine",
  adopt: "adopt",
  "agree-to-lift": "lift-window",
  "lift-window": "lift-window",
};

/** What a person did, in words. */
const did: Readonly<Record<(typeof operations)[number], string>> = {
  resume: "agreed to resume",
  "resolve-quarantine": "resolved a quarantine",
  adopt: "adopted a commit",
  "lift-window": "agreed to lift a freeze window",
};

/** The fields of a note's detail whose digest its statement names. */
const signedFields: Readonly<Record<string, readonly string[]>> = {
  "agree-to-resume": ["stoppedAtMs", "codeDigest"],
  resume: ["stoppedAtMs", "codeDigest"],
  "resolve-quarantine": ["reason", "looked"],
  adopt: ["commit", "after", "codeDigest"],
  "agree-to-lift": ["environment", "window", "codeDigest"],
  "lift-window": ["environment", "window", "codeDigest"],
};

/** The digest of what a note says, as its statement names it; null if the note does not say it. */
function signedDetail({ about, detail }: EntryOf<"note">["detail"]): string | null {
  const says = jsonIn(detail);
  if (typeof says !== "object" || says === null) return null;
  const said = says as Readonly<Record<string, Json>>;
  return digestOf(Object.fromEntries((signedFields[about] ?? []).map((name) => [name, said[name] ?? null])));
}

/** What operators did is signed by a key that the signing key named. */
export const signedOperations: Rule = {
  holds:
    "new and replaced keys are named by the signing key, each after the ones before it; since then, resumptions, resolutions, adoptions and lifted freeze windows are signed by the operators' key",
  source: "21.03 section 8",
  of: "control plane",
  watch: (bundle, find) => {
    let operator: VerifyingKey | null = null;
    let previous: string | null = null;
    const waiting: { readonly note: EntryOf<"note">; readonly place: number }[] = [];
    const judge = (note: EntryOf<"note">, place: number, key: VerifyingKey) => {
      const { envelope, about } = note.detail;
      const expected = operationOf[about];
      if (envelope === undefined) {
        find(place, `${note.actor}'s note ${seen(about)} is not signed by the operators' key`);
        return;
      }
      const says = attempt(find, place, `the operation in entry ${place}`, () =>
        openOperation(envelope, key),
      );
      if (says === null) return;
      if (says.operation !== expected || says.subject !== note.subject)
        find(place, `"${about}" about ${note.subject} was signed as ${says.operation} about ${says.subject}`);
      if (says.detailDigest !== signedDetail(note.detail))
        find(place, `"${about}" says another thing than ${says.by} signed`);
      if (says.operation !== "resolve-quarantine" && says.by !== note.actor)
        find(place, `${note.actor} ${did[says.operation]} with the statement of ${says.by}`);
    };
    return {
      on: {
        "name-keys": ({ detail }) => {
          const place = bundle.count + 1;
          const { signer: key } = bundle;
          if (key === null) return;
          const says = attempt(find, place, "the named keys", () => openNamedKeys(detail.envelope, key));
          if (says === null) return;
          if (says.previous !== previous)
            find(
              place,
              `the keys replace ${says.previous ?? "none"}; named before were ${previous ?? "none"}`,
            );
          previous = keysDigest(says);
          operator = attempt(find, place, "the operators' key", () => readVerifyingKey(says.operator));
          if (operator !== null) for (const one of waiting.splice(0)) judge(one.note, one.place, operator);
        },
        note: (note) => {
          const place = bundle.count + 1;
          if (operationOf[note.detail.about] === undefined) return;
          if (operator !== null) judge(note, place, operator);
          // Before the keys were named, unsigned notes are from before operations were signed.
          else if (note.detail.envelope !== undefined && waiting.length < mostWaiting)
            waiting.push({ note, place });
        },
      },
    };
  },
};
