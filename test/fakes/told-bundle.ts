import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { canonicalJson, type Digest, digestOf, type Json, sha256 } from "../../lib/domain/canonical.ts";
import { type Change, changeDigest, runIdOf, type Step } from "../../lib/domain/change/manifest.ts";
import type { Environment, Gate, Part } from "../../lib/domain/environment.ts";
import { type BundleParts, bundleLines, entryPrefix } from "../../lib/domain/records/bundle.ts";
import {
  type ChainHead,
  type Checkpoint,
  checkpointPayload,
  ownChain,
} from "../../lib/domain/records/checkpoint.ts";
import {
  type Envelope,
  envelopeOf,
  keyFingerprint,
  type Receipt,
  readVerifyingKey,
  receiptPayload,
  signedBytes,
} from "../../lib/domain/records/dsse.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import type { Fact, FactOf } from "../../lib/domain/records/facts.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import { requestToken } from "../../lib/domain/step/token.ts";
import { Bundle, type VerifiedPlan } from "../../lib/domain/verify/bundle.ts";
import { readEntry } from "../../lib/domain/verify/entry-line.ts";
import { type Finding, Findings } from "../../lib/domain/verify/finding.ts";
import { Parts, partOf } from "../../lib/domain/verify/parts.ts";
import type { RuleId } from "../../lib/domain/verify/rule.ts";
import { type Witness, witnessRule } from "../../lib/domain/verify/rules/witness.ts";
import { rules } from "../../lib/domain/verify/rules.ts";
import { type Verification, Verifier } from "../../lib/domain/verify/verify.ts";

/** A pair of keys. */
export type Hand = { readonly privateKey: KeyObject; readonly pem: string; readonly fingerprint: Digest };

/** Somebody with a key of their own. */
export function newHand(): Hand {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  return { privateKey, pem, fingerprint: keyFingerprint(pem) };
}

/** Who signs what is told here. */
export const hand = newHand();

/** An envelope around a payload, signed. */
export const signed = (payload: Buffer, { privateKey, fingerprint }: Hand = hand): Envelope =>
  envelopeOf(payload, sign("sha256", signedBytes(payload), privateKey), fingerprint);

/** A digest of one letter. */
export const digest = (letter: string): Digest => letter.repeat(64);

/** The moment so many seconds after the beginning. */
export const second = (seconds: number): string => new Date(beganMs + seconds * 1_000).toISOString();
export const beganMs = Date.parse("2026-11-24T10:00:00.000Z");

/** The only template: every step stands on it. */
export const template = "{}";

const stepsOf = (environment: Environment, ...parts: readonly Part[]): Step[] =>
  parts.map((part, index) => ({
    step: part,
    part,
    stackName: `shop-${environment}-${part}`,
    templateDigest: sha256(template),
    parameters: {},
    tags: {},
    dependsOn: parts.slice(Math.max(0, index - 1), index),
  }));

const person = { name: "Dora", address: "dora@example.com" };

/** A change of two steps in each environment, and of ingress besides in production. */
export const change: Change = {
  application: "shop",
  repository: "example/shop",
  attempt: 1,
  commit: {
    sha: "0123456789abcdef0123456789abcdef01234567",
    subject: "feat: a shop",
    author: person,
    committer: person,
    coAuthors: [],
    parents: [],
    committedAt: "2026-11-24T09:00:00.000Z",
  },
  contributors: { since: null, people: [person] },
  environments: {
    development: stepsOf("development", "network", "storage"),
    staging: stepsOf("staging", "network", "storage"),
    production: stepsOf("production", "network", "storage", "ingress"),
  },
};

/** The run of that change. */
export const runId = runIdOf(change);

const gateOf = (...approvers: readonly string[]) =>
  ({ approvers, quorum: 1, expiresAfterHours: 1, identity: "mailbox" }) as const;

/** A plan with one check for each environment, which keeps production's data. */
export const plan: VerifiedPlan = {
  documentId: "21.03",
  environments: [
    { name: "development", checks: [{ id: "access-restricted" }], rollback: { keep: [] } },
    { name: "staging", checks: [{ id: "access-restricted" }], rollback: { keep: [] } },
    {
      name: "production",
      checks: [{ id: "access-restricted" }],
      rollback: { keep: ["storage", "database"] },
    },
  ],
  gates: {
    "plan-approval": gateOf("platform-owner"),
    "staging-sign-off": gateOf("staging-approver"),
    "change-record": gateOf("change-manager"),
    "production-release": gateOf("release-manager"),
  },
  irreversibleChanges: [],
};

/** Something that an entry says, and where it stands if that is not where it belongs; `says` makes it a receipt. */
export type Told = Fact & {
  readonly actor?: string;
  readonly at?: string;
  readonly runId?: string;
  readonly sequence?: number;
  readonly previousDigest?: Digest | null;
  readonly says?: Partial<Receipt>;
};

/** The same, but for where it stands, who wrote it or what it is about. */
export const but = (told: Told, other: Partial<Omit<Told, "action" | "kind" | "detail">>): Told =>
  ({ ...told, ...other }) as Told;

type Detail<A extends Fact["action"], K extends Fact["kind"] = Fact["kind"]> = Partial<
  FactOf<A, K>["detail"]
>;

export const opened = (more: Detail<"open-run"> = {}): Told => ({
  action: "open-run",
  kind: "observation",
  subject: "run",
  detail: {
    documentId: plan.documentId,
    planDigest: digestOf(plan as unknown as Json),
    changeDigest: changeDigest(change),
    repository: change.repository,
    commit: change.commit.sha,
    attempt: change.attempt,
    execution: "arn:execution:1",
    epoch: 1,
    previousSeal: null,
    waivers: [],
    publicKeyFingerprint: hand.fingerprint,
    ...more,
  },
});

export const refused: Told = {
  action: "refuse-run",
  kind: "observation",
  subject: "run",
  detail: { reason: "it leaves out a part" },
};

export const recovered = (epoch: number, execution = `arn:execution:${epoch}`): Told => ({
  action: "recover-run",
  kind: "observation",
  subject: "run",
  detail: { execution, epoch, cause: "it died" },
});

type ProvisionIntent = FactOf<"provision-step", "intent">["detail"];

export const provision = (
  environment: Environment,
  part: Part,
  operation: ProvisionIntent["operation"] = "create",
  more: Partial<ProvisionIntent> = {},
): Told => {
  const token = requestToken(runId, environment, part, operation, 1);
  const wanted = deployedDigest({ templateDigest: sha256(template), parameters: {}, tags: {} });
  return {
    action: "provision-step",
    kind: "intent",
    subject: `${environment}/${part}`,
    detail: {
      environment,
      step: part,
      part,
      operation,
      attempt: 1,
      stackName: `shop-${environment}-${part}`,
      stackId: null,
      token,
      wantedDigest: operation === "close-ingress" ? token : wanted,
      baselineDigest: null,
      ...more,
    },
  };
};

export const provisioned = (
  environment: Environment,
  part: Part,
  result: FactOf<"provision-step", "outcome">["detail"]["result"] = "created",
  more: Detail<"provision-step", "outcome"> = {},
): Told => ({
  action: "provision-step",
  kind: "outcome",
  subject: `${environment}/${part}`,
  detail: { environment, step: part, part, result, reason: "", ...more },
});

type UndoIntent = FactOf<"roll-back-step", "intent">["detail"];

export const undo = (
  environment: Environment,
  part: Part,
  operation: UndoIntent["operation"] = "delete",
  more: Partial<UndoIntent> = {},
): Told => ({
  action: "roll-back-step",
  kind: "intent",
  subject: `${environment}/${part}`,
  detail: {
    environment,
    step: part,
    operation,
    attempt: 1,
    stackName: `shop-${environment}-${part}`,
    stackId: null,
    token: requestToken(
      runId,
      environment,
      part,
      `undo-${operation === "empty-bucket" ? "delete" : operation}`,
      1,
    ),
    baselineDigest: null,
    ...more,
  },
});

export const undone = (
  environment: Environment,
  part: Part,
  result: FactOf<"roll-back-step", "outcome">["detail"]["result"] = "deleted",
  reason = "",
): Told => ({
  action: "roll-back-step",
  kind: "outcome",
  subject: `${environment}/${part}`,
  detail: { environment, step: part, part, result, reason },
});

export const rollbackBegan = (environment: Environment): Told => ({
  action: "begin-rollback",
  kind: "observation",
  subject: environment,
  detail: { environment, cause: "it failed" },
});

type Reading = FactOf<"validate-environment">["detail"]["readings"][number];

export const reading = (answer: Reading["answer"] = "held", more: Partial<Reading> = {}): Reading => ({
  check: "access-restricted",
  fact: "not public",
  resource: "a bucket",
  answer,
  saw: "",
  ...more,
});

export const validated = (environment: Environment, more: Detail<"validate-environment"> = {}): Told => ({
  action: "validate-environment",
  kind: "observation",
  subject: environment,
  detail: {
    environment,
    scope: "everything",
    held: true,
    description: digest("d"),
    readings: [reading()],
    ...more,
  },
});

export const asked = (gate: Gate, more: Detail<"open-gate"> = {}): Told => ({
  action: "open-gate",
  kind: "outcome",
  subject: gate,
  detail: {
    gate,
    dossierDigest: digest("a"),
    approvers: [...plan.gates[gate].approvers],
    quorum: 1,
    expiresAtMs: beganMs + 60 * 60_000,
    ...more,
  },
});

export const decided = (gate: Gate, more: Detail<"decide-gate"> = {}): Told => {
  const detail = {
    gate,
    decision: "approve",
    approver: plan.gates[gate].approvers[0] ?? "",
    basis: "mailbox",
    reason: "",
    dossierDigest: digest("a"),
    ...more,
  } as const;
  return { action: "decide-gate", kind: "decision", subject: gate, detail, actor: detail.approver };
};

/** A receipt that nobody signed. */
export const unsigned = (statement: Receipt["statement"], about: string): Told => ({
  action: "sign-receipt",
  kind: "outcome",
  subject: about,
  detail: { statement, about, envelope: { payloadType: "", payload: "", signatures: [] } },
});

/** A receipt, signed for just where it stands but for what `says` says. */
export const receipt = (
  statement: Receipt["statement"],
  about: string,
  says: Partial<Receipt> = {},
): Told => ({ ...unsigned(statement, about), says });

/** The receipt over the end of a chain. */
export const receiptFor = (says: Partial<Receipt>, by: Hand = hand): Envelope =>
  signed(
    receiptPayload({
      statement: "run-closed",
      about: "run",
      runId,
      planDigest: digestOf(plan as unknown as Json),
      changeDigest: changeDigest(change),
      count: 0,
      head: "",
      detail: {},
      ...says,
    }),
    by,
  );

/** A list as an entry holds it while it is short. */
export const listed = <T extends Json>(...items: readonly T[]) => ({
  count: items.length,
  digest: digestOf(items),
  items: [...items],
});

/** The signed look at where chains end. */
export const checkpointOf = (chains: readonly ChainHead[], more: Partial<Checkpoint> = {}, by = hand) =>
  signed(checkpointPayload({ number: 1, at: second(0), previous: null, chains, ...more }), by);

/** What a bundle is told with besides its entries. */
export type Telling = Partial<Omit<BundleParts, "entries">> & {
  readonly witnesses?: readonly Witness[];
  /** The key that is trusted beforehand. */
  readonly pinned?: string;
  /** What becomes of the lines before they are verified. */
  readonly lines?: (lines: readonly string[]) => readonly string[];
};

/** Entries as they are kept: chained, each a second after the one before, receipts signed. */
export function entriesOf(story: readonly Told[]): readonly string[] {
  const lines: string[] = [];
  let head: Digest | null = null;
  for (const { says, ...told } of story) {
    const count = lines.length;
    const detail =
      says !== undefined && told.action === "sign-receipt"
        ? {
            ...told.detail,
            envelope: receiptFor({
              statement: told.detail.statement,
              about: told.detail.about,
              count,
              head: head ?? "",
              ...says,
            }),
          }
        : told.detail;
    const entry = {
      actor: told.action,
      at: second(count),
      runId,
      sequence: count + 1,
      previousDigest: head,
      ...told,
      detail,
    };
    // What is undefined is left out.
    const line = canonicalJson(JSON.parse(JSON.stringify(entry)));
    lines.push(line);
    head = sha256(line);
  }
  return lines;
}

/** The lines of a bundle that tells a story, each with its line feed. */
export function linesOf(story: readonly Told[], telling: Telling = {}): readonly string[] {
  const { lines = (all) => all, witnesses: _, pinned: __, ...parts } = telling;
  const all = bundleLines({
    runId,
    entries: entriesOf(story),
    publicKeyPem: hand.pem,
    previousSeal: null,
    planApproval: null,
    plan: canonicalJson(plan as unknown as Json),
    change: canonicalJson(change),
    templates: [template],
    dossiers: [],
    baselines: [],
    lists: [],
    checkpoint: null,
    archive: null,
    histories: [],
    ...parts,
  });
  return lines([...all]);
}

/** Plans are told as they are read. */
const readPlan = (text: string): VerifiedPlan => JSON.parse(text) as VerifiedPlan;

/** What the verifier says of lines. */
export function verified(
  lines: readonly string[],
  { witnesses = [], pinned }: Pick<Telling, "witnesses" | "pinned"> = {},
): Verification {
  const key = pinned === undefined ? null : readVerifyingKey(pinned);
  const verifier = new Verifier({ key, witnesses }, readPlan);
  verifier.take(Buffer.from(lines.join("")));
  return verifier.end(0);
}

/**
 * What one rule finds in a story: it is shown the entries as the verifier shows them, but looks alone, behind the rule that
 * verifies receipts, on which others lean.
 */
export function foundBy(rule: RuleId, story: readonly Told[], telling: Telling = {}): readonly Finding[] {
  const findings = new Findings();
  const { report } = findings;
  const bundle = new Bundle();
  const { pinned, witnesses = [] } = telling;
  if (pinned !== undefined) bundle.pinned = readVerifyingKey(pinned);
  const parts = new Parts(bundle, report, readPlan);
  const entries: Entry[] = [];
  for (const [index, line] of linesOf(story, telling).entries()) {
    const bytes = Buffer.from(line).subarray(0, -1);
    if (line.startsWith(entryPrefix)) {
      const read = readEntry(bytes, sha256(bytes));
      if ("rule" in read) throw new Error(`nobody could tell that: ${read.message}`);
      entries.push(read);
      continue;
    }
    const part = partOf(JSON.parse(line), index + 1, report);
    if (part !== null) parts.take(part, index + 1);
  }
  bundle.begin();
  const chain = bundle.runId === ownChain ? "control plane" : "runs";
  const all = [...rules, ["witness", witnessRule(witnesses)] as const];
  const watches = all
    .filter(([id, { of }]) => (id === rule || id === "receipt") && (of === "every chain" || of === chain))
    .map(([id, { watch }]) => watch?.(bundle, (entry, message) => report(id, entry, message)) ?? {});
  for (const [index, entry] of entries.entries()) {
    if (entry.action === "open-run") bundle.opening ??= entry.detail;
    bundle.look(entry);
    for (const { every } of watches) every?.(entry);
    for (const { on = {} } of watches) watcherOf(on[entry.action], entry)?.(entry);
    bundle.learn(entry);
    bundle.remembered.add(entry, index + 1, 0, bundle.about);
    bundle.count = index + 1;
    bundle.head = entry.digest;
  }
  for (const { end } of watches) end?.();
  return findings.all().filter((finding) => finding.rule === rule);
}

type See = (entry: Entry) => void;

/** Who looks at an entry: rules watch an action, or kinds of it. */
function watcherOf(watch: unknown, { kind }: Entry): See | undefined {
  return typeof watch === "function"
    ? (watch as See)
    : (watch as Readonly<Record<string, See>> | undefined)?.[kind];
}

/** A finding about an entry, or about none, that says so. */
export const saying = (rule: RuleId, entry: number | null, says: string) => ({
  rule,
  entry,
  message: expect.stringContaining(says) as string,
});
