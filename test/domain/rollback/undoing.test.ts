import { chainFacts, emptyHead } from "../../../lib/domain/records/entry.ts";
import type { Fact, FactOf } from "../../../lib/domain/records/facts.ts";
import type { Undoing } from "../../../lib/domain/rollback/next-rollback-move.ts";
import type { Obligation } from "../../../lib/domain/rollback/steps-to-undo.ts";
import { longestEffectMs, undoingOf } from "../../../lib/domain/rollback/undoing.ts";
import {
  intended,
  undoing as intendedBack,
  type More,
  otherDigest,
  provisioned,
  recovered,
  seenStanding,
  someDigest,
} from "../../fixtures/sample-facts.ts";

const at = "2026-11-24T10:00:00.000Z";
const atMs = Date.parse(at);
const step = "production/compute";
const stopped = recovered();

const meant = (more: More<"provision-step", "intent"> = {}) => intended(step, { token: "forward", ...more });
const ended = (more: More<"provision-step", "outcome"> = {}) =>
  provisioned(step, { result: "failed", ...more });
const undone = (
  operation: FactOf<"roll-back-step", "intent">["detail"]["operation"],
  more: More<"roll-back-step", "intent"> = {},
) => intendedBack(step, { operation, ...more });

const owed = (undo: Obligation["undo"], owners: readonly string[] | null = ["forward"]): Obligation => ({
  step: "compute",
  part: "compute",
  stackName: "shop-production-compute",
  deployed: { templateDigest: someDigest, parameters: {}, tags: {} },
  owners,
  isKept: false,
  changeSet: undefined,
  undo,
});

function undoing(
  facts: readonly Fact[],
  {
    obligation = owed({ to: "absent" }),
    tokens = [],
    deployedDigest = null,
    afterMs = 0,
  }: {
    obligation?: Obligation;
    tokens?: readonly string[];
    deployedDigest?: string | null;
    afterMs?: number;
  } = {},
): Undoing {
  const { entries } = chainFacts(emptyHead, facts, { runId: "shop-1", at, actor: "a" });
  const observed = { status: null, stackId: null, deployedDigest: null, tokens, reason: "", changeSet: null };
  return undoingOf(obligation, entries, "production", observed, deployedDigest, 30, atMs + afterMs);
}

describe("an obligation is met", () => {
  const still = { mayStillCome: false, isInTime: true };

  test.each<[string, Obligation, string | null, Undoing]>([
    [
      "by restoring what its baseline is observed as",
      owed({ to: "baseline", baselineDigest: otherDigest }),
      someDigest,
      { ...still, owners: ["forward"], to: "baseline", digest: someDigest, recreates: false },
    ],
    [
      "by keeping what the plan keeps, with the reason",
      owed({ to: "kept", reason: "the plan keeps it" }),
      null,
      { ...still, owners: ["forward"], to: "kept", reason: "the plan keeps it" },
    ],
    ["by leaving what was found", owed({ to: "found" }, []), null, { ...still, owners: [], to: "found" }],
    [
      "by taking away what was created",
      owed({ to: "absent" }),
      null,
      { ...still, owners: ["forward"], to: "absent", released: null },
    ],
    [
      "by deleting it, regardless of its owner",
      owed({ to: "absent" }, null),
      null,
      { ...still, owners: null, to: "absent", released: null },
    ],
  ])("%s", (_what, obligation, deployedDigest, is) => {
    expect(undoing([], { obligation, deployedDigest })).toEqual(is);
  });

  test("in time until its step has taken longer than the plan gives it", () => {
    const thirtyMinutes = 30 * 60_000;

    expect(undoing([meant()], { afterMs: thirtyMinutes }).isInTime).toBe(true);
    expect(undoing([meant()], { afterMs: thirtyMinutes + 1 }).isInTime).toBe(false);
  });
});

test.each([
  [1, 1],
  [2, 5],
  [3, 15],
])("a deletion that was asked for the %d. time rests for %d minutes", (attempt, minutes) => {
  const facts = [undone("delete", { attempt })];
  const restsAfter = (afterMs: number) => undoing(facts, { afterMs }).rests === true;

  expect(restsAfter(minutes * 60_000 - 1)).toBe(true);
  expect(restsAfter(minutes * 60_000)).toBe(false);
});

test.each([
  ["another step", { step: "storage" }],
  ["the same step elsewhere", { environment: "staging" }],
] as const)("a deletion of %s lets nothing rest", (_what, about) => {
  expect(undoing([undone("delete", about)]).rests).toBeUndefined();
  expect(undoing([undone("delete"), undone("delete", about)]).rests).toBe(true);
});

test("a deletion rests whatever else was recorded of its step since", () => {
  expect(undoing([undone("delete"), seenStanding("production", { step: "compute" })]).rests).toBe(true);
});

describe("the intents of a stopped execution", () => {
  const mayStillCome = (facts: readonly Fact[], tokens: readonly string[] = [], afterMs = 0) =>
    undoing(facts, { tokens, afterMs }).mayStillCome;

  test.each<[string, Fact[]]>([
    ["nothing was seen of it", [meant(), stopped]],
    ["it was an update by request", [meant({ operation: "update" }), stopped]],
    ["an earlier try has ended", [meant(), ended(), meant(), stopped]],
    ["an earlier try was deleted", [undone("delete"), meant(), stopped]],
    ["another step has ended", [meant(), ended({ step: "storage" }), stopped]],
    ["the same step has ended elsewhere", [meant(), ended({ environment: "staging" }), stopped]],
    ["another step is deleted", [meant(), stopped, undone("delete", { step: "storage" })]],
    ["the same step is deleted elsewhere", [meant(), stopped, undone("delete", { environment: "staging" })]],
    ["its change set is withdrawn", [meant(), stopped, undone("withdraw")]],
    ["the run was taken over twice", [meant(), stopped, undone("withdraw"), stopped]],
  ])("may still come when %s", (_what, facts) => {
    expect(mayStillCome(facts, ["theirs"])).toBe(true);
  });

  test.each<[string, Fact[]]>([
    ["nothing was intended", [stopped]],
    ["it was another step", [meant({ step: "storage" }), stopped]],
    ["its execution was not stopped", [ended({ step: "storage" }), meant(), undone("withdraw")]],
    ["only the one before it was stopped", [stopped, meant(), undone("withdraw")]],
    ["a change set holds it, which can be withdrawn", [meant({ changeSet: "one" }), stopped]],
    ["it was a deletion", [meant({ operation: "delete-leftover" }), stopped]],
    ["its step has ended", [meant(), ended(), stopped]],
    ["what it made is deleted", [meant(), stopped, undone("delete")]],
  ])("does not come if %s", (_what, facts) => {
    expect(mayStillCome(facts)).toBe(false);
  });

  test("does not come once it was seen", () => {
    expect(mayStillCome([meant(), stopped], ["theirs", "forward"])).toBe(false);
  });

  test("does not come once its call cannot live any more", () => {
    expect(mayStillCome([meant(), stopped], [], longestEffectMs - 1)).toBe(true);
    expect(mayStillCome([meant(), stopped], [], longestEffectMs)).toBe(false);
  });
});
