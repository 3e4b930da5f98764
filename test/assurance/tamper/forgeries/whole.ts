import { type Json, sha256 } from "../../../../lib/domain/canonical.ts";
import type { BundleParts } from "../../../../lib/domain/records/bundle.ts";
import { ownChain } from "../../../../lib/domain/records/checkpoint.ts";
import { readVerifyingKey } from "../../../../lib/domain/records/dsse.ts";
import { archivePayload, openArchive } from "../../../../lib/domain/records/history.ts";
import type { RuleId } from "../../../../lib/domain/verify/rule.ts";
import { replaceSigningKey } from "../../../simulator/replace-signing-key.ts";
import { failing, install, rejectAt, take } from "../../../simulator/runs.ts";
import { rechained } from "../attacks.ts";
import { bytesOf, partsOf } from "../bundles.ts";
import { type Draft, draftsOf, forged, signedBy, worldsHand } from "../forge.ts";
import { kinds } from "../sound-kinds.ts";
import { edit, is, withDetail, without } from "./edits.ts";

const ofKind = async (name: string): Promise<BundleParts> => {
  const run = kinds[name];
  if (run === undefined) throw new Error(`there is no kind of run "${name}"`);
  const { world, runId } = await run();
  return partsOf(world, runId);
};

/** The sound bundles that are forged as a whole. */
export const originals = {
  ordinary: async () => {
    const world = install();
    return partsOf(world, (await take(world)).runId);
  },
  second: async () => {
    const world = install();
    await take(world);
    return partsOf(world, (await take(world, { attempt: 2, version: 2 })).runId);
  },
  logGroup: () => ofKind("a log group that a service made by itself"),
  lifted: () => ofKind("a freeze that two people lift"),
  reopened: () => ofKind("a reopening after a failed update"),
  resumed: async () => {
    const run = kinds["an emergency stop, and its end"];
    if (run === undefined) throw new Error("there is no such kind of run");
    const { world } = await run();
    // The keys are named behind the first checkpoint, so the second one covers their entry.
    await partsOf(world, ownChain);
    return partsOf(world, ownChain);
  },
  superseding: () => ofKind("the control plane's own chain, in which a change is superseded"),
  anotherKey: async () => {
    const world = install();
    await replaceSigningKey(world);
    rejectAt(world, "plan-approval");
    return partsOf(world, (await take(world)).runId);
  },
  failed: async () => {
    const world = install();
    return partsOf(world, (await take(world, failing("staging", "compute"))).runId);
  },
} satisfies Readonly<Record<string, () => Promise<BundleParts>>>;

/** The rule that finds a lie, a description of the lie, its bundle, and what makes it. */
export type WholeForgery = readonly [
  RuleId,
  string,
  keyof typeof originals,
  (parts: BundleParts) => BundleParts | Buffer,
];

const text = (parts: BundleParts) => bytesOf(parts).toString("utf8");
const rewritten = (change: (text: string) => string) => (parts: BundleParts) =>
  Buffer.from(change(text(parts)));
/** What a holder of the signing key makes of the entries. */
const retold = (lie: (drafts: Draft[]) => Draft[]) => (parts: BundleParts) =>
  forged(parts, worldsHand, lie(draftsOf(parts)));
/** What somebody without a key makes of the control plane's own chain. */
const reentered = (change: (entries: Draft[]) => Draft[]) => (parts: BundleParts) =>
  rechained(parts, change(parts.entries.map((line) => JSON.parse(line) as Draft)) as unknown as Json[]);
const added = (draft: Partial<Draft>) => (drafts: Draft[]) => {
  const last = drafts.at(-1) as Draft;
  const { says: _, ...plain } = last;
  return [...drafts.slice(0, -1), { ...plain, action: "note", kind: "observation", ...draft } as Draft, last];
};

/** The run with its entries changed, and its histories archived and signed anew behind them. */
function archivedAnew(parts: BundleParts, lie: (drafts: Draft[]) => Draft[]): BundleParts {
  const { archive, histories } = parts;
  if (archive === null) throw new Error("the run has no archive");
  const { executions } = openArchive(archive, readVerifyingKey(worldsHand.publicKeyPem));
  const told = forged(parts, worldsHand, lie(draftsOf(parts)));
  const head = sha256(told.entries.at(-1) ?? "");
  const payload = archivePayload({ runId: parts.runId, count: told.entries.length, head, executions });
  return { ...told, histories, archive: signedBy(worldsHand, payload) };
}

const deletion = (kind: "intent" | "outcome") => is("delete-log-group", "", kind);

/** Lies that need more than an edit of the entries of a run. */
export const wholeForgeries: readonly WholeForgery[] = [
  [
    "canonical",
    "a space between a key and its value",
    "ordinary",
    rewritten((all) => all.replace('"kind":', '"kind": ')),
  ],
  ["parts", "two public keys", "ordinary", rewritten((all) => all.replace(/^(\{"publicKey".*\n)/m, "$1$1"))],
  ["known", "an action that nobody knows", "ordinary", retold(added({ action: "dance", detail: {} }))],
  [
    "shape",
    "a field that the action does not have",
    "ordinary",
    retold(withDetail(is("validate-environment"), { more: 1 })),
  ],
  [
    "limits",
    "an entry that is longer than any",
    "failed",
    retold(withDetail(is("begin-rollback"), { cause: "x".repeat(200_000) })),
  ],
  [
    "sequence",
    "a number that is left out",
    "ordinary",
    rewritten((all) => all.replace('"sequence":3,', '"sequence":4,')),
  ],
  [
    "chain",
    "an entry of another actor",
    "ordinary",
    rewritten((all) => all.replace('"actor":"open-gate"', '"actor":"nobody"')),
  ],
  [
    "head",
    "another number of entries",
    "ordinary",
    rewritten((all) => all.replace(/"count":(\d+),"format"/, '"count":1$1,"format"')),
  ],
  ["checkpoint", "no checkpoint", "ordinary", (parts) => ({ ...parts, checkpoint: null })],
  [
    "templates",
    "a template that is not there",
    "ordinary",
    (parts) => ({ ...parts, templates: parts.templates.slice(1) }),
  ],
  ["plan-lock", "a plan that nobody approved", "second", (parts) => ({ ...parts, planApproval: null })],
  [
    "history",
    "a history that was edited",
    "ordinary",
    (parts) => ({ ...parts, histories: parts.histories.map((one) => one.replace("SUCCEEDED", "FAILED")) }),
  ],
  [
    "reconciled",
    "an action of the histories that left no entry",
    "ordinary",
    (parts) => archivedAnew(parts, without(is("validate-environment", "development"))),
  ],
  ["freeze", "a frozen environment that nobody lifted", "lifted", retold(without(is("lift-window")))],
  [
    "reopening",
    "ingress that opens under no release",
    "reopened",
    retold(withDetail(is("reopen-ingress", "", "observation"), { release: null })),
  ],
  [
    "reopening",
    "ingress that opens before its rollback is proved",
    "reopened",
    retold(without(is("prove-rollback", "production"))),
  ],
  [
    "introductions",
    "a key that introduced itself",
    "anotherKey",
    (parts) => ({
      ...parts,
      introductions: parts.introductions.map((one) => ({ ...one, signatures: one.signatures.slice(1) })),
    }),
  ],
  [
    "superseded",
    "another successor than the receipt names",
    "superseding",
    reentered(withDetail(is("supersede-change"), { successor: "another-1" })),
  ],
  [
    "operations",
    "a resumption by somebody else",
    "resumed",
    reentered(
      edit(
        (one) => one.action === "note" && one.detail["about"] === "resume",
        (one) => {
          one.actor = "mallory";
        },
      ),
    ),
  ],
  [
    "log-groups",
    "a log group that was there before the run",
    "logGroup",
    retold(withDetail(deletion("intent"), { createdAt: "2020-01-01T00:00:00.000Z" })),
  ],
  ["log-groups", "a deletion that nobody announced", "logGroup", retold(without(deletion("intent")))],
  ["log-groups", "a deletion of which nothing came", "logGroup", retold(without(deletion("outcome")))],
  [
    "log-groups",
    "a log group of production, whose stores the plan keeps",
    "logGroup",
    retold((drafts) =>
      drafts.map((one) =>
        one.action === "delete-log-group"
          ? { ...one, subject: "production", detail: { ...one.detail, environment: "production" } }
          : one,
      ),
    ),
  ],
  [
    "log-groups",
    "a deletion of another group than was announced",
    "logGroup",
    retold(withDetail(deletion("outcome"), { logGroup: "/aws/lambda/another" })),
  ],
  [
    "log-groups",
    "a log group that goes before what wrote it",
    "logGroup",
    retold((drafts) => {
      const going = drafts.filter(({ action }) => action === "delete-log-group");
      const rest = drafts.filter(({ action }) => action !== "delete-log-group");
      const at = rest.findIndex(is("roll-back-step", "", "intent"));
      const moment = rest[at]?.at ?? "";
      return [...rest.slice(0, at), ...going.map((one) => ({ ...one, at: moment })), ...rest.slice(at)];
    }),
  ],
];

/** The bytes of a forgery. */
export const bytesAs = (made: BundleParts | Buffer): Buffer => (Buffer.isBuffer(made) ? made : bytesOf(made));
