import type { Draft } from "../forge.ts";
import { again, copyOf, edit, type Forgery, is, moved, without } from "./edits.ts";

/** Lies about the run as a whole: what it is, its receipts, its order, and what is complete. */
export const recordsForgeries: readonly Forgery[] = [
  [
    "run",
    "an entry of another run",
    "succeeded",
    edit(is("validate-environment"), (one) => {
      one.runId = "somebody-else-1";
    }),
  ],
  [
    "time",
    "an entry from the past",
    "succeeded",
    edit(is("validate-environment", "staging"), (one) => {
      one.at = "2026-11-23T10:00:00.000Z";
    }),
  ],
  ["opening", "a run that is opened twice", "succeeded", again(is("open-run"))],
  ["opening", "a run that does not begin with its opening", "succeeded", (drafts) => drafts.slice(1)],
  [
    "opening",
    "another commit than the run is named after",
    "succeeded",
    edit(is("open-run"), (one) => {
      one.detail["commit"] = "f".repeat(40);
    }),
  ],
  [
    "opening",
    "a refusal of a run that goes on",
    "succeeded",
    (drafts) => [
      drafts[0] as Draft,
      { ...(drafts[0] as Draft), action: "refuse-run", detail: { reason: "no" } },
      ...drafts.slice(1),
    ],
  ],
  [
    "key",
    "a run that began under another key",
    "succeeded",
    edit(is("open-run"), (one) => {
      one.detail["publicKeyFingerprint"] = "0".repeat(64);
    }),
  ],
  [
    "plan",
    "a run under another plan",
    "succeeded",
    edit(is("open-run"), (one) => {
      one.detail["planDigest"] = "0".repeat(64);
    }),
  ],
  [
    "change",
    "a run of another change",
    "succeeded",
    edit(is("open-run"), (one) => {
      one.detail["changeDigest"] = "0".repeat(64);
    }),
  ],
  [
    "dossiers",
    "a gate that showed something else",
    "succeeded",
    edit(is("open-gate", "change-record"), (one) => {
      one.detail["dossierDigest"] = "0".repeat(64);
    }),
  ],
  [
    "baselines",
    "an update whose baseline nobody kept",
    "inProduction",
    edit(
      (one) => one.detail["operation"] === "update",
      (one) => {
        one.detail["baselineDigest"] = "0".repeat(64);
      },
    ),
  ],
  [
    "previous-run",
    "a run that names another seal before it",
    "inProduction",
    edit(is("open-run"), (one) => {
      one.detail["previousSeal"] = "0".repeat(64);
    }),
  ],
  [
    "previous-run",
    "a run that denies the one before it",
    "inProduction",
    edit(is("open-run"), (one) => {
      one.detail["previousSeal"] = null;
    }),
  ],
  [
    "receipt",
    "a receipt under another subject",
    "succeeded",
    edit(is("sign-receipt", "staging"), (one) => {
      one.subject = "production";
    }),
  ],
  [
    "receipt",
    "a receipt that says something else than its entry",
    "succeeded",
    edit(is("sign-receipt", "staging"), (one) => {
      one.detail["statement"] = "nothing-left";
    }),
  ],
  [
    "support",
    "a seal with a better verdict",
    "inStaging",
    edit(is("sign-receipt", "run"), (one) => {
      one.says = {
        ...(one.says as never as object),
        detail: { verdict: "SUCCEEDED", previousSeal: null, waivers: [] },
      } as never;
    }),
  ],
  [
    "support",
    "a receipt for what was not validated",
    "succeeded",
    without(is("validate-environment", "staging")),
  ],
  [
    "seal",
    "something behind the seal",
    "succeeded",
    (drafts) => [...drafts, copyOf(drafts.find(is("validate-environment")))],
  ],
  [
    "order",
    "staging before development",
    "succeeded",
    moved(is("provision-step", "development/"), is("provision-step", "staging/")),
  ],
  [
    "order",
    "provisioning behind a rollback",
    "inStaging",
    moved(is("provision-step", "staging/compute"), is("roll-back-step", "staging/")),
  ],
  [
    "prerequisites",
    "staging without development's receipt",
    "succeeded",
    without(is("sign-receipt", "development")),
  ],
  [
    "prerequisites",
    "production without the change record",
    "succeeded",
    without((one) => one.subject === "change-record"),
  ],
  [
    "lists",
    "a list with one item more than there are",
    "inProduction",
    edit(
      (one) => one.detail["operation"] === "update",
      (one) => {
        one.detail["changes"].count += 1;
      },
    ),
  ],
  [
    "lists",
    "a long list that is not there",
    "inStaging",
    edit(is("look-for-residual"), (one) => {
      one.detail["looked"].items = null;
    }),
  ],
  [
    "complete",
    "an intent of which nothing came",
    "inStaging",
    without((one) => one.subject === "staging/compute" && one.kind === "outcome"),
  ],
  [
    "complete",
    "a success that left a step out",
    "succeeded",
    without(is("provision-step", "staging/storage")),
  ],
];
