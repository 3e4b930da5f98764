import type { Environment } from "../../../lib/domain/environment.ts";
import { chainFacts, type Entry, emptyHead } from "../../../lib/domain/records/entry.ts";
import type { Fact, FactOf } from "../../../lib/domain/records/facts.ts";
import {
  createdStacks,
  isOverdue,
  lastIntent,
  provisioned,
  provisionIntents,
  rollbackIntents,
  rolledBack,
} from "../../../lib/domain/step/attempts.ts";

type Where = { readonly environment?: Environment; readonly step?: string };
type Provision = FactOf<"provision-step", "intent">["detail"]["operation"];
type Provisioned = FactOf<"provision-step", "outcome">["detail"];
type Rollback = FactOf<"roll-back-step", "intent">["detail"]["operation"];
type RolledBack = FactOf<"roll-back-step", "outcome">["detail"];

const digest = "a".repeat(64);
const whereOf = ({ environment = "staging", step = "storage" }: Where = {}) => ({ environment, step });
const attempt = { attempt: 1, stackName: "shop", stackId: null, token: "t", baselineDigest: null };

const intended = (operation: Provision, where?: Where): Fact => ({
  action: "provision-step",
  kind: "intent",
  subject: "staging/storage",
  detail: { ...whereOf(where), part: "storage", operation, wantedDigest: digest, ...attempt },
});
const came = (result: Provisioned["result"], where?: Where, stackId?: string): Fact => ({
  action: "provision-step",
  kind: "outcome",
  subject: "staging/storage",
  detail: {
    ...whereOf(where),
    part: "storage",
    result,
    reason: "",
    ...(stackId === undefined ? {} : { stackId }),
  },
});
const meantToUndo = (operation: Rollback, where?: Where): Fact => ({
  action: "roll-back-step",
  kind: "intent",
  subject: "staging/storage",
  detail: { ...whereOf(where), operation, ...attempt },
});
const undone = (result: RolledBack["result"], where?: Where): Fact => ({
  action: "roll-back-step",
  kind: "outcome",
  subject: "staging/storage",
  detail: { ...whereOf(where), part: "storage", result, reason: "" },
});

const development = { environment: "development" } as const;
const compute = { step: "compute" };

describe("the intents of an environment", () => {
  const facts: readonly Fact[] = [
    intended("create", development),
    intended("prepare"),
    meantToUndo("withdraw", development),
    meantToUndo("withdraw"),
    came("updated"),
    intended("update", compute),
    meantToUndo("restore", compute),
    undone("restored"),
  ];

  test("are this run's provisions of all of its steps, oldest first", () => {
    expect(provisionIntents(facts, "staging").map(({ operation }) => operation)).toEqual([
      "prepare",
      "update",
    ]);
  });

  test("are, when it is undone, those of its undoing alone", () => {
    expect(rollbackIntents(facts, "staging").map(({ operation }) => operation)).toEqual([
      "withdraw",
      "restore",
    ]);
  });
});

describe("the outcome of a step's provisioning", () => {
  test.each<[string, readonly Fact[], string | undefined]>([
    ["is not settled before anything was said", [], undefined],
    ["is not settled by an intent", [intended("create")], undefined],
    ["is what its last outcome says", [came("ingress-closed"), came("created")], "created"],
    ["stays so when something else is meant since", [came("failed"), intended("prepare")], "failed"],
    ["is nothing of another environment's", [came("created", development)], undefined],
    ["is nothing of another step's", [came("created", compute)], undefined],
    ["is not its undoing", [came("updated"), undone("restored")], "updated"],
  ])("%s", (_what, facts, result) => {
    expect(provisioned(facts, "staging", "storage")?.result).toBe(result);
  });

  test("is null while it is open", () => {
    expect(provisioned([], "staging", "storage")).toBeNull();
  });
});

describe("the outcome of a step's rollback", () => {
  test.each<[string, readonly Fact[], string | undefined]>([
    ["is not settled before anything was said", [], undefined],
    ["is not settled by an intent", [meantToUndo("delete")], undefined],
    ["is what its last outcome says", [undone("failed"), undone("deleted")], "deleted"],
    ["stays so when something else is meant since", [undone("failed"), meantToUndo("delete")], "failed"],
    ["is nothing of another environment's", [undone("deleted", development)], undefined],
    ["is nothing of another step's", [undone("deleted", compute)], undefined],
    ["is not its provisioning", [undone("untouched"), came("failed")], "untouched"],
  ])("%s", (_what, facts, result) => {
    expect(rolledBack(facts, "staging", "storage")?.result).toBe(result);
  });

  test("is null while it is open", () => {
    expect(rolledBack([], "staging", "storage")).toBeNull();
  });
});

describe("the stacks that a run created in an environment", () => {
  test("are those of its outcomes that say so, by id", () => {
    const facts: readonly Fact[] = [
      intended("create"),
      came("created", {}, "arn:storage"),
      came("created", compute, "arn:compute"),
      came("created", development, "arn:development"),
      came("updated", { step: "network" }, "arn:network"),
      undone("deleted"),
    ];

    expect(createdStacks(facts, "staging")).toEqual(["arn:storage", "arn:compute"]);
  });

  test("leave out a creation without an id", () => {
    expect(createdStacks([came("created")], "staging")).toEqual([]);
  });
});

describe("a step's last operation", () => {
  const beganAtMs = Date.parse("2026-11-24T10:00:00.000Z");
  const minuteMs = 60_000;

  /** Entries that were written a minute apart, the first when the clock showed ten. */
  const writtenAMinuteApart = (...facts: readonly Fact[]): readonly Entry[] =>
    facts.flatMap((fact, index) => {
      const at = new Date(beganAtMs + index * minuteMs).toISOString();
      return chainFacts(emptyHead, [fact], { runId: "run", actor: "provision-step", at }).entries;
    });
  const entries = writtenAMinuteApart(
    intended("prepare"),
    intended("update"),
    came("failed"),
    intended("create", compute),
    intended("create", development),
    meantToUndo("restore"),
  );

  test("is the last that was meant for that very step, and not for its undoing", () => {
    expect(lastIntent(entries, "staging", "storage")?.detail).toMatchObject({
      ...whereOf(),
      operation: "update",
    });
    expect(lastIntent(entries, "staging", "network")).toBeUndefined();
  });

  test.each([
    ["may take all the time that the plan allows", 0, false],
    ["is overdue a millisecond later", 1, true],
  ])("%s", (_what, laterMs, overdue) => {
    const updatedAtMs = beganAtMs + minuteMs;

    expect(isOverdue(entries, "staging", "storage", 2, updatedAtMs + 2 * minuteMs + laterMs)).toBe(overdue);
  });

  test("is not overdue when there was none", () => {
    expect(isOverdue(entries, "production", "storage", 1, beganAtMs + 60 * minuteMs)).toBe(false);
  });
});
