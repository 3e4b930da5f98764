import { readFileSync } from "node:fs";
import { type Digest, digestOf, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import { type Change, changeDigest, runIdOf, type Step } from "../../../lib/domain/change/manifest.ts";
import type { Environment, Part } from "../../../lib/domain/environment.ts";
import { type Gate, perGate } from "../../../lib/domain/gates.ts";
import type { Receipt } from "../../../lib/domain/records/dsse.ts";
import type { Fact, FactOf } from "../../../lib/domain/records/facts.ts";
import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import { requestToken } from "../../../lib/domain/step/token.ts";
import type { VerifiedPlan } from "../../../lib/domain/verify/bundle.ts";
import { parsePlan } from "../../../lib/plan/schema.ts";
import { sampleChange, sampleStep } from "../../fixtures/sample-change.ts";
import type { More, StepPath } from "../../fixtures/sample-facts.ts";
import * as facts from "../../fixtures/sample-facts.ts";
import { TestSigningKey } from "../../fixtures/signing-key.ts";

/** The signer of the sample run. */
export const hand = new TestSigningKey();

/** A digest of one letter. */
export const digest = (letter: string): Digest => letter.repeat(64);

/** The moment so many seconds after the beginning. */
export const second = (seconds: number): string => new Date(beganMs + seconds * 1_000).toISOString();
export const beganMs = Date.parse("2026-11-24T10:00:00.000Z");

/** The only template: every step has it. */
export const template = "{}";

const stepsOf = (environment: Environment, ...parts: readonly Part[]): Step[] =>
  parts.map((part, index) =>
    sampleStep(environment, part, {
      templateDigest: sha256(template),
      dependsOn: parts.slice(Math.max(0, index - 1), index),
    }),
  );

/** A change of two steps in each environment, and of ingress in production. */
export const change: Change = sampleChange({
  environments: {
    development: stepsOf("development", "network", "storage"),
    staging: stepsOf("staging", "network", "storage"),
    production: stepsOf("production", "network", "storage", "ingress"),
  },
});

/** The run of that change. */
export const runId = runIdOf(change);

const document = parsePlan(readFileSync(new URL("../../../lib/plan/21.03.json", import.meta.url), "utf8"));

const gateOf = (...approvers: readonly string[]) =>
  ({ approvers, quorum: 1, expiresAfterHours: 1, identity: "mailbox" }) as const;

/** A plan with one check for each environment, which keeps production's data. */
export const plan: VerifiedPlan = {
  documentId: "21.03",
  environments: [
    { name: "development", checks: [{ id: "access-restricted" }], rollback: { policy: "destroy", keep: [] } },
    { name: "staging", checks: [{ id: "access-restricted" }], rollback: { policy: "destroy", keep: [] } },
    {
      name: "production",
      checks: [{ id: "access-restricted" }],
      rollback: { policy: "keep", keep: ["storage", "database"] },
    },
  ],
  gates: perGate((gate) => gateOf(...document.gates[gate].approvers)),
  freezeWindows: [],
  irreversibleChanges: [],
};

/** What an entry says. Position, actor and time may differ from what belongs there; `says` makes it a receipt. */
export type SampleEntry = Fact & {
  readonly actor?: string;
  readonly at?: string;
  readonly runId?: string;
  readonly sequence?: number;
  readonly previousDigest?: Digest | null;
  readonly says?: Partial<Receipt>;
};

/** The same entry with another position, actor or subject. */
export const but = (
  entry: SampleEntry,
  other: Partial<Omit<SampleEntry, "action" | "kind" | "detail">>,
): SampleEntry => ({ ...entry, ...other }) as SampleEntry;

/** The run was opened with the change and plan that the bundle has, under its key. */
export const opened = (more: More<"open-run"> = {}): SampleEntry =>
  facts.opened({
    planDigest: digestOf(plan as unknown as Json),
    changeDigest: changeDigest(change),
    publicKeyFingerprint: hand.fingerprint,
    ...more,
  });

const pathOf = (path: StepPath) => path.split("/") as [Environment, Part];

/** An intent as the change wants it, under the token that its operation has. */
export const intended = (path: StepPath, more: More<"provision-step", "intent"> = {}): SampleEntry => {
  const { operation = "create" } = more;
  const token = requestToken(runId, ...pathOf(path), operation, 1);
  const wanted = deployedDigest({ templateDigest: sha256(template), parameters: {}, tags: {} });
  return facts.intended(path, {
    token,
    wantedDigest: operation === "close-ingress" ? token : wanted,
    ...more,
  });
};

/** An intent to undo, under the token that its operation has: a bucket is emptied under that of its deletion. */
export const undoing = (path: StepPath, more: More<"roll-back-step", "intent"> = {}): SampleEntry => {
  const { operation = "delete" } = more;
  const undo = `undo-${operation === "empty-bucket" ? "delete" : operation}`;
  return facts.undoing(path, { token: requestToken(runId, ...pathOf(path), undo, 1), ...more });
};

type Reading = FactOf<"validate-environment">["detail"]["readings"][number];

/** What the plan's only check says of a bucket. */
export const reading = (answer: Reading["answer"] = "held", more: Partial<Reading> = {}): Reading => ({
  check: "access-restricted",
  fact: "not public",
  resource: "a bucket",
  answer,
  saw: "",
  ...more,
});

/** Every check of the plan held. */
export const validated = (environment: Environment, more: More<"validate-environment"> = {}): SampleEntry =>
  facts.validated(environment, { description: digest("d"), readings: [reading()], ...more });

/** The approvers of the plan were asked, for an hour. */
export const asked = (gate: Gate, more: More<"open-gate"> = {}): SampleEntry =>
  facts.asked(gate, {
    approvers: [...plan.gates[gate].approvers],
    expiresAtMs: beganMs + 60 * 60_000,
    ...more,
  });

/** A decision in the approver's own name: the plan's first approver unless another is named. */
export const decided = (gate: Gate, more: More<"decide-gate"> = {}): SampleEntry => {
  const said = facts.decided(gate, { approver: plan.gates[gate].approvers[0] ?? "", ...more });
  return { ...said, actor: said.detail.approver };
};

/** A receipt that is signed for its own position, except for what `says` changes. */
export const signed = (
  receipt: FactOf<"sign-receipt", "outcome">,
  says: Partial<Receipt> = {},
): SampleEntry => ({
  ...receipt,
  says,
});
