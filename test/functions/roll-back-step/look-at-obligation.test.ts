import { lookAtObligation } from "../../../functions/roll-back-step/look-at-obligation.ts";
import { canonicalJson, sha256 } from "../../../lib/domain/canonical.ts";
import type { Part } from "../../../lib/domain/environment.ts";
import { chainFacts, emptyHead } from "../../../lib/domain/records/entry.ts";
import type { Fact, FactOf } from "../../../lib/domain/records/facts.ts";
import type { ResourceChange } from "../../../lib/domain/records/resource-change.ts";
import type { Obligation } from "../../../lib/domain/rollback/steps-to-undo.ts";
import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import type { ObservedStack } from "../../../lib/domain/step/stack.ts";
import { requestToken } from "../../../lib/domain/step/token.ts";
import type { Baseline } from "../../../lib/ports/stack-reader/port.ts";
import type { Stacks } from "../../../lib/ports/stacks/port.ts";
import { World } from "../../fakes/world.ts";

type Undone = Partial<FactOf<"roll-back-step", "intent">["detail"]>;

const at = "2026-11-24T10:00:00.000Z";
const stackName = "shop-production-storage";
const stackId = "arn:stack/storage/1";
const baseline: Baseline = {
  template: '{"Resources":{"Before":{}}}',
  parameters: { Size: "1" },
  tags: { owner: "shop" },
  previous: ["Password"],
};
const baselineDigest = sha256(canonicalJson(baseline));
const asBefore = deployedDigest({
  templateDigest: sha256(baseline.template),
  parameters: baseline.parameters,
  tags: baseline.tags,
});
const created = { undo: { to: "absent" } } as const;
const updated = { undo: { to: "baseline", baselineDigest } } as const;

const tokenOf = (operation: string, attempt = 1) =>
  requestToken("shop-1", "production", "storage", `undo-${operation}`, attempt);
const undone = (about: Undone): Fact => ({
  action: "roll-back-step",
  kind: "intent",
  subject: "production/storage",
  detail: {
    environment: "production",
    step: "storage",
    operation: "delete",
    attempt: 1,
    stackName,
    stackId,
    token: tokenOf(about.operation ?? "delete", about.attempt),
    baselineDigest: null,
    ...about,
  },
});
const standing = (about: Partial<ObservedStack> = {}): ObservedStack => ({
  status: "UPDATE_COMPLETE",
  stackId,
  tokens: ["forward"],
  deployedDigest: "b".repeat(64),
  changeSet: null,
  reason: "",
  ...about,
});
const prepared = (...changes: readonly ResourceChange[]) =>
  ({ status: "CREATE_COMPLETE", executionStatus: "AVAILABLE", reason: "", changes }) as const;
const replaced: ResourceChange = {
  logicalId: "Data",
  type: "AWS::S3::Bucket",
  action: "Modify",
  replacement: "True",
  policy: "ReplaceAndDelete",
  properties: ["BucketName"],
};

/** Looks at a step of which CloudFormation tells this, after these intents; `asked` is what CloudFormation was asked for. */
async function look({
  sees = standing(),
  owes = created,
  facts = [],
  full = false,
  answer = "taken",
  part = "storage",
}: {
  readonly sees?: ObservedStack;
  readonly owes?: Partial<Obligation>;
  readonly facts?: readonly Fact[];
  readonly full?: boolean;
  readonly answer?: "taken" | "busy" | { readonly refused: string };
  readonly part?: Part;
}) {
  const world = new World();
  await world.changes.keep(canonicalJson(baseline));
  const template = '{"Resources":{"Data":{"Type":"AWS::S3::Bucket"}}}';
  const templateDigest = await world.changes.keep(template);
  const asked: unknown[][] = [];
  const answers =
    <T>(what: string) =>
    async (...args: readonly unknown[]) => {
      asked.push([what, ...args]);
      return answer as T;
    };
  const stacks = {
    observe: async (...args: readonly unknown[]) => {
      asked.push(["observe", ...args]);
      return sees;
    },
    resources: async () => [{ type: "AWS::S3::Bucket", id: "shop-data", logicalId: "Data", stack: stackId }],
    remove: answers("remove"),
    withdraw: answers("withdraw"),
    cancelUpdate: answers("cancelUpdate"),
    continueRollback: answers("continueRollback"),
    prepare: answers("prepare"),
    update: answers("update"),
    execute: answers("execute"),
  } as unknown as Stacks;
  const buckets = {
    isEmpty: async () => !full,
    empty: async (bucket: string) => {
      asked.push(["empty", bucket]);
      return { removed: 1, isEmpty: answer !== "busy" };
    },
  };
  const obligation: Obligation = {
    step: "storage",
    part,
    stackName,
    templateDigest,
    owners: ["forward"],
    isKept: false,
    changeSet: undefined,
    ...created,
    ...owes,
  };
  const { entries, head } = chainFacts(emptyHead, facts, { runId: "shop-1", at, actor: "a" });
  const run = { runId: "shop-1", entries, head };
  const rules = { destroys: true, stepMinutes: 30 };
  const looked = await lookAtObligation(
    { ...world.ports, stacks, buckets },
    run,
    "production",
    obligation,
    rules,
  );
  const onLook = asked.splice(0);
  return {
    move: looked.move,
    intent: looked.intent?.detail ?? null,
    fact: looked.intent,
    onLook,
    /** What is asked for by acting, and how that is answered. */
    act: async () => ({ answer: await looked.act(), asked: asked.splice(0) }),
  };
}

describe("a look at a step", () => {
  test.each<[string, Parameters<typeof look>[0], string]>([
    ["has to wait for what is under way", { sees: standing({ status: "DELETE_IN_PROGRESS" }) }, "wait"],
    ["finds it undone", { sees: standing({ status: null, tokens: [] }) }, "finish"],
    ["finds that it failed", { owes: updated, sees: standing({ status: "DELETE_FAILED" }) }, "fail"],
    ["finds what nobody may guess", { sees: standing({ tokens: ["theirs"] }) }, "stop"],
  ])("that %s means to do nothing", async (_what, arranged, move) => {
    const looked = await look(arranged);

    expect(looked.move.do).toBe(move);
    expect(looked.intent).toBeNull();
    expect(await looked.act()).toEqual({ answer: "nothing", asked: [] });
  });

  test("asks for nothing but to see the stack, before its intent is kept", async () => {
    expect((await look({})).onLook).toEqual([["observe", stackName, undefined]]);
  });
});

describe("a step that was created", () => {
  test("is deleted by the id of its stack, under a token of the first attempt", async () => {
    const { intent, fact, act } = await look({});

    expect(intent).toEqual({
      environment: "production",
      step: "storage",
      operation: "delete",
      attempt: 1,
      stackName,
      stackId,
      token: tokenOf("delete"),
      baselineDigest: null,
    });
    expect(fact).toMatchObject({ action: "roll-back-step", kind: "intent", subject: "production/storage" });
    expect(await act()).toEqual({ answer: "taken", asked: [["remove", stackId, tokenOf("delete")]] });
  });

  test("is deleted by its name if CloudFormation tells no id", async () => {
    const { act } = await look({ sees: standing({ stackId: null }) });

    expect((await act()).asked).toEqual([["remove", stackName, tokenOf("delete")]]);
  });

  test("is deleted again under the same token, with no other intent, if nothing came of it", async () => {
    const { intent, act } = await look({ facts: [undone({})] });

    expect(intent).toBeNull();
    expect((await act()).asked).toEqual([["remove", stackId, tokenOf("delete")]]);
  });

  test("is deleted once more under the next token, if the deletion was given up", async () => {
    const { intent } = await look({
      facts: [undone({})],
      sees: standing({ status: "DELETE_FAILED", tokens: [tokenOf("delete"), "forward"] }),
    });

    expect(intent).toMatchObject({ attempt: 2, token: tokenOf("delete", 2) });
  });

  test("counts the attempts of the same operation at the same step only", async () => {
    const facts = [
      undone({ step: "compute" }),
      undone({}),
      undone({ operation: "empty-bucket", bucket: "shop-data" }),
    ];
    const { intent } = await look({ facts, sees: standing({ tokens: [tokenOf("delete"), "forward"] }) });

    expect(intent).toMatchObject({ operation: "delete", attempt: 2 });
  });

  test("has its full bucket emptied first, which is named", async () => {
    const { intent, act } = await look({ full: true });

    expect(intent).toMatchObject({ operation: "empty-bucket", bucket: "shop-data" });
    expect(await act()).toEqual({ answer: "emptied", asked: [["empty", "shop-data"]] });
  });

  test("has it emptied further if it took too long", async () => {
    const { act } = await look({ full: true, answer: "busy" });

    expect((await act()).answer).toBe("busy");
  });
});

describe("a step that was updated", () => {
  test("has the change set that this run prepared withdrawn", async () => {
    const { onLook, intent, act } = await look({
      owes: { ...updated, changeSet: "one" },
      sees: standing({ deployedDigest: asBefore, tokens: ["theirs"], changeSet: prepared() }),
    });

    expect(onLook).toEqual([["observe", stackName, "one"]]);
    expect(intent).toMatchObject({ operation: "withdraw", attempt: 1, baselineDigest });
    expect(await act()).toEqual({ answer: "withdrawn", asked: [["withdraw", stackName, "one"]] });
  });

  test("has its update cancelled", async () => {
    const { intent, act } = await look({ owes: updated, sees: standing({ status: "UPDATE_IN_PROGRESS" }) });

    expect(intent).toMatchObject({ operation: "cancel-update", token: tokenOf("cancel-update") });
    expect(await act()).toEqual({
      answer: "taken",
      asked: [["cancelUpdate", stackName, tokenOf("cancel-update")]],
    });
  });

  test("is looked at again if its update cannot be cancelled any more", async () => {
    const sees = standing({ status: "UPDATE_IN_PROGRESS" });
    const { act } = await look({ owes: updated, sees, answer: { refused: "it has ended" } });

    expect((await act()).answer).toBe("looked");
  });

  test("has CloudFormation go on undoing", async () => {
    const sees = standing({ status: "UPDATE_ROLLBACK_FAILED" });
    const { intent, act } = await look({ owes: updated, sees });

    expect(intent).toMatchObject({ operation: "continue-rollback" });
    expect((await act()).asked).toEqual([["continueRollback", stackName, tokenOf("continue-rollback")]]);
  });

  test("has a change set prepared that brings back all that stood before", async () => {
    const { intent, act } = await look({ owes: { ...updated, changeSet: "one" } });
    const changeSet = `interlock-${tokenOf("prepare").slice(0, 32)}`;

    expect(intent).toMatchObject({ operation: "prepare", changeSet, baselineDigest });
    expect((await act()).asked).toEqual([
      ["prepare", { ...baseline, stackName, token: tokenOf("prepare") }, changeSet],
    ]);
  });
});

describe("a step that is being restored", () => {
  const preparing = undone({ operation: "prepare", changeSet: "back" });
  const restoring = undone({ operation: "restore", changeSet: "back" });
  const owes = { ...updated, changeSet: "one" };
  const modified: ResourceChange = { ...replaced, replacement: "False", policy: null };

  test.each([
    ["prepared", preparing],
    ["executed", restoring],
  ])("is seen with the change set that was %s for that", async (_what, fact) => {
    expect((await look({ owes, facts: [fact] })).onLook).toEqual([["observe", stackName, "back"]]);
  });

  test("is seen with the run's own change set before", async () => {
    const facts = [undone({ operation: "withdraw" })];

    expect((await look({ owes, facts })).onLook).toEqual([["observe", stackName, "one"]]);
  });

  test("has the change set executed, and what it does written before", async () => {
    const sees = standing({ changeSet: prepared(modified) });
    const { intent, act } = await look({ owes, facts: [preparing], sees });

    expect(intent).toMatchObject({
      operation: "restore",
      changeSet: "back",
      changes: { count: 1, items: [modified] },
    });
    expect((await act()).asked).toEqual([["execute", stackName, "back", tokenOf("restore")]]);
  });

  test("is updated by request if CloudFormation finds nothing to change", async () => {
    const empty = {
      ...prepared(),
      status: "FAILED",
      reason: "The submitted information didn't contain changes.",
    };
    const { intent, act } = await look({ owes, facts: [preparing], sees: standing({ changeSet: empty }) });

    expect(intent?.changeSet).toBeUndefined();
    expect((await act()).asked).toEqual([["update", { ...baseline, stackName, token: tokenOf("restore") }]]);
  });

  test("is left to people, and its change set withdrawn, if what holds data would be replaced", async () => {
    const sees = standing({ changeSet: prepared(replaced) });
    const { move, intent, onLook, act } = await look({ owes, facts: [preparing], sees });

    expect(move).toEqual({ do: "fail", reason: expect.stringContaining("AWS::S3::Bucket Data") });
    expect(intent).toBeNull();
    expect(onLook.at(-1)).toEqual(["withdraw", stackName, "back"]);
    expect(await act()).toEqual({ answer: "nothing", asked: [] });
  });

  test("may have replaced what holds no data", async () => {
    const sees = standing({ changeSet: prepared(replaced) });

    expect((await look({ owes, facts: [preparing], sees, part: "compute" })).move.do).toBe("restore");
  });
});
