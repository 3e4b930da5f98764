import { sha256 } from "../../../lib/domain/canonical.ts";
import type { Change } from "../../../lib/domain/change/manifest.ts";
import type { Part } from "../../../lib/domain/environment.ts";
import { chainFacts, emptyHead } from "../../../lib/domain/records/entry.ts";
import type { Fact, FactOf } from "../../../lib/domain/records/facts.ts";
import { obligationsOf } from "../../../lib/domain/rollback/obligations.ts";
import { longestEffectMs, undoingOf } from "../../../lib/domain/rollback/undoing.ts";
import type { ObservedStack } from "../../../lib/domain/step/next-move.ts";

type Intent = FactOf<"provision-step", "intent">["detail"];
type Operation = Intent["operation"];

const first = sha256("what stood before");
const second = sha256("what stood in between");
const change = {
  environments: {
    development: [],
    staging: [],
    production: [
      { step: "storage", part: "storage", stackName: "shop-production-storage", dependsOn: [] },
      { step: "compute", part: "compute", stackName: "shop-production-compute", dependsOn: [] },
      { step: "ingress", part: "ingress", stackName: "shop-production-ingress", dependsOn: ["compute"] },
    ],
  },
} as unknown as Change;

const intent = (
  operation: Operation,
  baselineDigest: string | null = null,
  part: Part = "compute",
): Fact => ({
  action: "provision-step",
  kind: "intent",
  subject: `production/${part}`,
  detail: {
    environment: "production",
    step: part,
    part,
    operation,
    attempt: 1,
    stackName: `shop-production-${part}`,
    stackId: null,
    token: operation,
    wantedDigest: sha256("wanted"),
    baselineDigest,
    ...(operation === "prepare" ? { changeSet: "one" } : {}),
  },
});
const owed = (facts: readonly Fact[], step: string, keep: readonly Part[] = []) =>
  obligationsOf(change, facts, "production", "everything", keep).find((owes) => owes.step === step);

describe("what is owed is read from the intents, in whatever order they came", () => {
  test.each<[string, Fact[], object | undefined]>([
    ["nothing for a step that was never touched", [], undefined],
    ["what was created goes", [intent("create")], { undo: { to: "absent" }, owners: ["create"] }],
    [
      "also if another's leftover made way for it",
      [intent("delete-leftover"), intent("create")],
      { undo: { to: "absent" }, owners: ["create"] },
    ],
    [
      "also if only the leftover was deleted",
      [intent("delete-leftover")],
      { undo: { to: "absent" }, owners: [] },
    ],
    [
      "what was updated goes back to its first baseline",
      [
        intent("prepare", first),
        intent("update", first),
        intent("prepare", second),
        intent("update", second),
      ],
      { undo: { to: "baseline", baselineDigest: first }, owners: ["update", "update"] },
    ],
    [
      "what was only prepared too, and nobody of this run made what stands",
      [intent("prepare", first)],
      { undo: { to: "baseline", baselineDigest: first }, owners: [], changeSet: "one" },
    ],
    [
      "a creation that found a stack standing, and went on as its update, owes the baseline",
      [intent("create"), intent("prepare", first), intent("update", first)],
      { undo: { to: "baseline", baselineDigest: first }, owners: ["create", "update"] },
    ],
    [
      "an update whose stack was wedged owes the baseline",
      [intent("continue-rollback"), intent("prepare", first), intent("update", first)],
      { undo: { to: "baseline", baselineDigest: first }, owners: ["update"] },
    ],
    [
      "what was only freed of a wedge stays as found",
      [intent("continue-rollback")],
      { undo: { to: "found" } },
    ],
  ])("%s", (_what, facts, owes) => {
    if (owes === undefined) expect(owed(facts, "compute")).toBeUndefined();
    else expect(owed(facts, "compute")).toMatchObject(owes);
  });

  test("what the plan keeps is kept when it was created, and restored when it was updated", () => {
    const created = [intent("create", null, "storage")];
    const updated = [intent("prepare", first, "storage"), intent("update", first, "storage")];

    expect(owed(created, "storage", ["storage"])?.undo.to).toBe("kept");
    expect(owed(updated, "storage", ["storage"])?.undo.to).toBe("baseline");
  });

  test("ingress goes first and in any case, whoever opened it", () => {
    const owes = obligationsOf(change, [intent("create")], "production", "everything", []);

    expect(owes[0]).toMatchObject({ step: "ingress", owners: null, undo: { to: "absent" } });
  });
});

describe("a creation that a stopped execution intended", () => {
  const epochMs = Date.parse("2026-11-24T10:00:00.000Z");
  const entries = (facts: readonly Fact[]) =>
    chainFacts(emptyHead, facts, { runId: "shop-1", at: "2026-11-24T10:00:00.000Z", actor: "a" }).entries;
  const recovered: Fact = {
    action: "recover-run",
    kind: "observation",
    subject: "run",
    detail: { cause: "stopped", epoch: 2, execution: "two" },
  };
  const deleting: Fact = {
    action: "roll-back-step",
    kind: "intent",
    subject: "production/compute",
    detail: {
      environment: "production",
      step: "compute",
      operation: "delete",
      attempt: 1,
      stackName: "shop-production-compute",
      stackId: "arn:one",
      token: "back",
      baselineDigest: null,
    },
  };
  const seen = (tokens: readonly string[]): ObservedStack => ({
    status: tokens.length === 0 ? null : "CREATE_COMPLETE",
    stackId: null,
    deployedDigest: null,
    tokens,
    reason: "",
    changeSet: null,
  });
  const mayStillCome = (facts: readonly Fact[], tokens: readonly string[], nowMs: number) => {
    const obligation = owed(facts, "compute");
    if (obligation === undefined) throw new Error("nothing is owed");
    return undoingOf(obligation, entries(facts), "production", seen(tokens), null, 30, nowMs).mayStillCome;
  };

  test("may still come until its call cannot live any more", () => {
    const facts = [intent("create"), recovered];

    expect(mayStillCome(facts, [], epochMs + longestEffectMs - 1)).toBe(true);
    expect(mayStillCome(facts, [], epochMs + longestEffectMs)).toBe(false);
  });

  test("has come when its token is seen, and when what it made was deleted", () => {
    expect(mayStillCome([intent("create"), recovered], ["create"], epochMs)).toBe(false);
    expect(mayStillCome([intent("create"), recovered, deleting], [], epochMs)).toBe(false);
  });

  test("is no question while its own execution is the one that undoes it", () => {
    expect(mayStillCome([intent("create")], [], epochMs)).toBe(false);
  });
});
