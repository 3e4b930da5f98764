import { sha256 } from "../../../lib/domain/canonical.ts";
import { entryPrefix } from "../../../lib/domain/records/bundle.ts";
import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import type { Entry } from "../../../lib/domain/records/entry.ts";
import { Bundle, type VerifiedPlan } from "../../../lib/domain/verify/bundle.ts";
import { readEntry } from "../../../lib/domain/verify/entry-line.ts";
import { type Finding, Findings } from "../../../lib/domain/verify/finding.ts";
import { Parts, partOf } from "../../../lib/domain/verify/parts.ts";
import type { RuleId } from "../../../lib/domain/verify/rule.ts";
import { rules } from "../../../lib/domain/verify/rules/rules.ts";
import { witnessRule } from "../../../lib/domain/verify/rules/witness.ts";
import { type Verification, Verifier } from "../../../lib/domain/verify/verify.ts";
import { type BundleOptions, linesOf } from "./sample-bundle.ts";
import type { SampleEntry } from "./sample-run.ts";

/** The sample plan is valid as it is. */
const readPlan = (text: string): VerifiedPlan => JSON.parse(text) as VerifiedPlan;

/** What the verifier says of lines. */
export function verified(
  lines: readonly string[],
  { witnesses = [], pinned }: Pick<BundleOptions, "witnesses" | "pinned"> = {},
): Verification {
  const key = pinned === undefined ? null : readVerifyingKey(pinned);
  const verifier = new Verifier({ key, witnesses }, readPlan);
  verifier.take(Buffer.from(lines.join("")));
  return verifier.end(0);
}

/**
 * What one rule finds in a sample run. The rule sees the entries as the verifier shows them, alone but for those that
 * verify receipts and link keys, on which other rules rely.
 */
export function foundBy(
  rule: RuleId,
  sample: readonly SampleEntry[],
  options: BundleOptions = {},
): readonly Finding[] {
  const findings = new Findings();
  const { report } = findings;
  const bundle = new Bundle(() => {});
  const { pinned, witnesses = [] } = options;
  if (pinned !== undefined) bundle.pinned = readVerifyingKey(pinned);
  const parts = new Parts(bundle, report, readPlan);
  const entries: Entry[] = [];
  for (const [index, line] of linesOf(sample, options).entries()) {
    const bytes = Buffer.from(line).subarray(0, -1);
    if (line.startsWith(entryPrefix)) {
      const read = readEntry(bytes, sha256(bytes));
      if ("rule" in read) throw new Error(`this is no entry: ${read.message}`);
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
    .filter(
      ([id, { of }]) =>
        [rule, "receipt", "introductions"].includes(id) && (of === "every chain" || of === chain),
    )
    .map(([id, { watch }]) => watch?.(bundle, (entry, message) => report(id, entry, message)) ?? {});
  for (const [index, entry] of entries.entries()) {
    if (entry.action === "open-run" && bundle.opening === null) bundle.open(entry.detail);
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

/** The watcher for an entry: rules watch an action, or kinds of it. */
function watcherOf(watch: unknown, { kind }: Entry): See | undefined {
  return typeof watch === "function"
    ? (watch as See)
    : (watch as Readonly<Record<string, See>> | undefined)?.[kind];
}

/** A finding of a rule about an entry (null: about none) whose message contains these words. */
export const saying = (rule: RuleId, entry: number | null, says: string) => ({
  rule,
  entry,
  message: expect.stringContaining(says) as string,
});
