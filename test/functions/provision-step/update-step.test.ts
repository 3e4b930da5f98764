import type { Approval } from "../../../functions/provision-step/approved.ts";
import type { At } from "../../../functions/provision-step/look-at-step.ts";
import { prepareChangeSet, updateStep } from "../../../functions/provision-step/update-step.ts";
import { canonicalJson, sha256 } from "../../../lib/domain/canonical.ts";
import type { Effect } from "../../../lib/domain/change/prediction/effects.ts";
import type { ResourceChange } from "../../../lib/domain/step/change-set.ts";
import type { StackRequest } from "../../../lib/ports/stack-reader/port.ts";
import { Provisioning, shownOf } from "../../fakes/provisioning.ts";

const stackName = "shop-production-storage";
const digest = "a".repeat(64);
const token = "f".repeat(64);
const replacing: ResourceChange = {
  logicalId: "Orders",
  type: "AWS::S3::Bucket",
  action: "Modify",
  replacement: "True",
  policy: "ReplaceAndDelete",
  properties: ["Name"],
};
const modifying: ResourceChange = { ...replacing, replacement: "False", policy: null };

const baseline = {
  template: `{"Description":"as it was"}`,
  parameters: {},
  tags: {},
  previous: [] as string[],
};

/** A step whose stack is to be updated; what its template declares and its change gives are told apart. */
async function standing({
  declared,
  parameters = {},
  previous = [],
}: {
  declared?: readonly string[];
  parameters?: Record<string, string>;
  previous?: string[];
} = {}) {
  const Parameters = Object.fromEntries((declared ?? []).map((name) => [name, { Type: "String" }]));
  const template = JSON.stringify({
    Description: "as wanted",
    ...(declared === undefined ? {} : { Parameters }),
  });
  const installation = await Provisioning.begun({ production: [{ part: "storage", template, parameters }] });
  const { stacks, changes, plan } = installation;
  const step = installation.step("production", "storage");
  const asked: (readonly [what: string, ...about: unknown[]])[] = [];
  stacks.baseline = async () => {
    asked.push(["baseline"]);
    return { ...baseline, previous };
  };
  stacks.prepare = async (request, changeSet) => {
    asked.push(["prepare", request, changeSet]);
    return "preparing";
  };
  stacks.withdraw = async (...about) => {
    asked.push(["withdraw", ...about]);
  };
  stacks.execute = async (...about) => {
    asked.push(["execute", ...about]);
    return "updating";
  };
  stacks.update = async (request) => {
    asked.push(["update", request]);
    return "updating";
  };
  const baselineDigest = await changes.keep(canonicalJson({ ...baseline, previous }));
  const prepared: At["attempted"] = {
    environment: "production",
    step: "storage",
    part: "storage",
    operation: "prepare",
    attempt: 1,
    stackName,
    stackId: "arn:stack",
    token: digest,
    wantedDigest: digest,
    baselineDigest,
    fromDigest: digest,
    changeSet: "interlock-1",
  };
  /** Where the step is when its change set would do that. */
  const at = (wouldDo: readonly ResourceChange[] = [], more: Partial<At> = {}): At => ({
    environment: "production",
    step,
    plan,
    approval: null,
    observed: {
      status: "CREATE_COMPLETE",
      stackId: "arn:stack",
      deployedDigest: digest,
      tokens: [],
      changeSet: {
        status: "CREATE_COMPLETE",
        executionStatus: "AVAILABLE",
        reason: "",
        changes: [...wouldDo],
      },
      reason: "",
    },
    attempted: prepared,
    token,
    ...more,
  });
  return { ...installation, step, asked, at, prepared, baselineDigest };
}

describe("preparing an update", () => {
  test("keeps how the stack stands now, and then asks for what the change wants", async () => {
    const { ports, at, asked, objects, step } = await standing();
    const { detail, act } = await prepareChangeSet(ports, at([], { attempted: null }));
    await act();
    const request: StackRequest = {
      stackName,
      template: objects.get(step.templateDigest) ?? "",
      parameters: {},
      previous: [],
      tags: {},
      token,
    };

    expect(asked).toEqual([["baseline"], ["prepare", request, `interlock-${token.slice(0, 32)}`]]);
    expect(JSON.parse(objects.get(detail.baselineDigest ?? "") ?? "null")).toEqual(baseline);
    expect(objects.get(sha256(baseline.template))).toBe(baseline.template);
  });

  test("again, after a worker died, starts from the baseline that its intent names", async () => {
    const { ports, at, asked, baselineDigest } = await standing();
    const { detail } = await prepareChangeSet(ports, at());

    expect(detail.baselineDigest).toBe(baselineDigest);
    expect(asked).toEqual([]);
  });

  test("takes no baseline from what was done before there was something to keep", async () => {
    const { ports, at, asked, prepared } = await standing();
    const attempted = { ...prepared, operation: "continue-rollback", baselineDigest: null } as const;
    await prepareChangeSet(ports, at([], { attempted }));

    expect(asked).toEqual([["baseline"]]);
  });

  test.each<[string, Parameters<typeof standing>[0], readonly string[]]>([
    [
      "that are secret keep the value they have",
      { declared: ["Password", "Size"], previous: ["Password"] },
      ["Password"],
    ],
    [
      "that the change gives get its value",
      { declared: ["Password"], previous: ["Password"], parameters: { Password: "new" } },
      [],
    ],
    ["that the template forgot are not asked for", { declared: ["Size"], previous: ["Password"] }, []],
    ["are none of a template that has none", { previous: ["Password"] }, []],
  ])("parameters %s", async (_what, about, previous) => {
    const { ports, at, asked } = await standing(about);
    await (await prepareChangeSet(ports, at([], { attempted: null }))).act();

    expect(asked.at(-1)?.[1]).toMatchObject({ previous });
  });
});

describe("an update whose stack was not kept", () => {
  test("is refused before anything is asked", async () => {
    const { ports, at, asked, prepared } = await standing();

    for (const attempted of [null, { ...prepared, baselineDigest: null }])
      await expect(updateStep(ports, at([], { attempted }), "change-set")).rejects.toMatchObject({
        name: "PrerequisiteMissing",
        message: expect.stringContaining(stackName),
      });
    expect(asked).toEqual([]);
  });
});

describe("an update without a change set", () => {
  test("takes away the empty one first, and asks for what the change wants", async () => {
    const { ports, at, asked, baselineDigest } = await standing({
      declared: ["Password"],
      previous: ["Password"],
    });
    const operation = await updateStep(ports, at(), "request");
    expect(asked).toEqual([]);
    expect(operation).toMatchObject({ detail: { baselineDigest, fromDigest: digest } });
    if ("act" in operation) await operation.act();

    expect(asked).toEqual([
      ["withdraw", stackName, "interlock-1"],
      ["update", expect.objectContaining({ stackName, previous: ["Password"], token })],
    ]);
  });

  test("again, after a worker died, takes nothing away", async () => {
    const { ports, at, asked, prepared } = await standing();
    const { changeSet: _gone, ...attempted } = { ...prepared, operation: "update" } as const;
    const operation = await updateStep(ports, at([], { attempted }), "request");
    if ("act" in operation) await operation.act();

    expect(asked.map(([what]) => what)).toEqual(["update"]);
  });

  test("names no change set in its intent: there is none any more", async () => {
    const { ports, at } = await standing();
    const operation = await updateStep(ports, at(), "request");

    expect(operation).toHaveProperty("detail");
    expect(operation).not.toHaveProperty("detail.changeSet");
  });
});

describe("an update by a change set", () => {
  test("says in its intent what would be done, and then executes that very change set", async () => {
    const { ports, at, asked, baselineDigest } = await standing();
    const operation = await updateStep(ports, at([modifying]), "change-set");
    expect(operation).toMatchObject({
      detail: {
        baselineDigest,
        fromDigest: digest,
        changeSet: "interlock-1",
        changes: { count: 1, items: [modifying] },
      },
    });
    if ("act" in operation) await operation.act();

    expect(asked).toEqual([["execute", stackName, "interlock-1", token]]);
  });

  test("is put back to what stood before it, where an older intent does not say from what it began", async () => {
    const { ports, at, prepared, baselineDigest } = await standing();
    const { fromDigest: _none, ...attempted } = prepared;

    expect(await updateStep(ports, at([], { attempted }), "change-set")).toMatchObject({
      detail: { fromDigest: baselineDigest },
    });
  });

  test("is refused and taken away when it cannot be undone", async () => {
    const { ports, at, asked } = await standing();

    expect(await updateStep(ports, at([replacing]), "change-set")).toEqual({
      refused: expect.stringContaining("it cannot be undone: AWS::S3::Bucket Orders is replaced"),
    });
    expect(asked).toEqual([["withdraw", stackName, "interlock-1"]]);
  });

  test("may do what cannot be undone when the plan allows it there", async () => {
    const { ports, at, plan } = await standing();
    const allowed = {
      environment: "production",
      step: "storage",
      logicalId: "Orders",
      reason: "copied",
    } as const;
    const allowing = { ...plan, irreversibleChanges: [allowed] };
    const kept = { ...replacing, policy: "ReplaceAndRetain" };

    expect(await updateStep(ports, at([kept], { plan: allowing }), "change-set")).toHaveProperty("act");
  });

  test("is refused when the template drops parameters whose values nobody can read back", async () => {
    const { ports, at, asked } = await standing({
      declared: ["Size"],
      previous: ["Password", "Size", "Salt"],
    });

    expect(await updateStep(ports, at([modifying]), "change-set")).toEqual({
      refused:
        "it cannot be undone: the template drops Password, Salt, whose values nobody can read back; keep the parameters",
    });
    expect(asked).toEqual([["withdraw", stackName, "interlock-1"]]);
  });
});

describe("an update that people were shown", () => {
  const effect = (logicalId: string): Effect => ({
    effect: "add",
    logicalId,
    type: "AWS::S3::Bucket",
    because: [],
  });
  const adding = (logicalId: string): ResourceChange => ({ ...modifying, logicalId, action: "Add" });

  /** What comes of an update that adds two buckets when these were shown of the step; null: it was not shown. */
  async function shown(effects: readonly Effect[] | null) {
    const { ports, at, step } = await standing();
    const approval: Approval = {
      nothing: false,
      steps: new Map(effects === null ? [] : [["storage", shownOf(step, { effects: [...effects] })]]),
    };
    return updateStep(ports, at([adding("One"), adding("Other")], { approval }), "change-set");
  }

  test("is carried out when it does what was shown", async () => {
    expect(await shown([effect("One"), effect("Other")])).toHaveProperty("act");
  });

  test("is refused when it does more, which is named", async () => {
    expect(await shown([])).toEqual({
      refused:
        "the change set goes beyond what was approved: One (AWS::S3::Bucket) would be added, which nobody approved; Other (AWS::S3::Bucket) would be added, which nobody approved",
    });
  });

  test("is not compared with the page where the step was not on it: that is asked before", async () => {
    expect(await shown(null)).toHaveProperty("act");
  });
});
