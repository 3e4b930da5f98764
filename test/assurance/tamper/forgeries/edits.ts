import { digestOf, type Json } from "../../../../lib/domain/canonical.ts";
import type { BundleParts } from "../../../../lib/domain/records/bundle.ts";
import type { RuleId } from "../../../../lib/domain/verify/rule.ts";
import { failing, install, take } from "../../../simulator/runs.ts";
import { partsOf } from "../bundles.ts";
import type { Draft } from "../forge.ts";

/** The runs that are forged: one that succeeded, one after it that failed in production, one that failed in staging. */
export async function runs(): Promise<Readonly<Record<RunName, BundleParts>>> {
  const world = install();
  const succeeded = await partsOf(world, (await take(world, { files: ["the code"] })).runId);
  const update = {
    attempt: 2,
    version: 2,
    files: ["other code"],
    ...failing("production", "compute"),
  };
  const inProduction = await partsOf(world, (await take(world, update)).runId);
  const other = install();
  const inStaging = await partsOf(other, (await take(other, failing("staging", "compute"))).runId);
  return { succeeded, inProduction, inStaging };
}

/** One of those runs. */
export type RunName = "succeeded" | "inProduction" | "inStaging";

/** The rule that finds a lie, a description of the lie, its run, and the edit that makes it. */
export type Forgery = readonly [RuleId, string, RunName, (drafts: Draft[]) => Draft[]];

/** Whether a draft has this action, is about this subject, and is of this kind. */
export const is =
  (action: string, about = "", kind = "") =>
  (draft: Draft) =>
    draft.action === action && draft.subject.includes(about) && draft.kind.includes(kind);
/** A copy that can be changed by itself. */
export const copyOf = (draft: Draft | undefined): Draft => JSON.parse(JSON.stringify(draft)) as Draft;
/** Leaves entries out. */
export const without = (matches: (draft: Draft) => boolean) => (drafts: Draft[]) =>
  drafts.filter((draft) => !matches(draft));
/** Changes the first entry that matches. */
export const edit =
  (matches: (draft: Draft) => boolean, change: (draft: Draft) => void) =>
  (drafts: Draft[]): Draft[] => {
    const found = drafts.find(matches);
    if (found === undefined) throw new Error("no such entry to forge");
    change(found);
    return drafts;
  };
/** Overwrites details of the first entry that matches. */
export const withDetail = (matches: (draft: Draft) => boolean, detail: Draft["detail"]) =>
  edit(matches, (one) => {
    Object.assign(one.detail, detail);
  });
/** Moves entries to the place after the last one that `behind` matches. */
export const moved =
  (matches: (draft: Draft) => boolean, behind: (draft: Draft) => boolean) =>
  (drafts: Draft[]): Draft[] => {
    const moving = drafts.filter(matches);
    const rest = drafts.filter((draft) => !moving.includes(draft));
    const at = rest.findLastIndex(behind) + 1;
    if (moving.length === 0 || at === 0) throw new Error("nothing to move");
    return [...rest.slice(0, at), ...moving, ...rest.slice(at)];
  };
/** Writes an entry a second time, after itself. */
export const again =
  (matches: (draft: Draft) => boolean, change: (draft: Draft) => void = () => undefined) =>
  (drafts: Draft[]): Draft[] => {
    const at = drafts.findIndex(matches);
    const copy = copyOf(drafts[at]);
    change(copy);
    return [...drafts.slice(0, at + 1), copy, ...drafts.slice(at + 1)];
  };

/** A list as an entry holds it while it is short. */
export const listOf = (items: Json[]) => ({ count: items.length, digest: digestOf(items), items });
/** A change set's removal of a bucket with everything in it. */
export const removal = {
  logicalId: "Bucket",
  type: "AWS::S3::Bucket",
  action: "Remove",
  replacement: "False",
  policy: null,
  properties: [],
};
