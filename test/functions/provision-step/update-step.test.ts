import type { Approval } from "../../../functions/provision-step/approved.ts";
import type { OperationContext, StepOperation } from "../../../functions/provision-step/operation.ts";
import { prepareChangeSet, updateStep } from "../../../functions/provision-step/update-step.ts";
import { canonicalJson, sha256 } from "../../../lib/domain/canonical.ts";
import type { Effect } from "../../../lib/domain/change/prediction/effects.ts";
import type { ResourceChange } from "../../../lib/domain/records/resource-change.ts";
import { shownOf } from "../../fixtures/sample-dossier.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";
import { requestsFor, requestsTo } from "../../simulator/requests.ts";

const stackName = "shop-production-storage";
const digest = "a".repeat(64);
const token = "f".repeat(64);
const changeSet = "interlock-1";
const replacing: ResourceChange = {
  logicalId: "Orders",
  type: "AWS::S3::Bucket",
  action: "Modify",
  replacement: "True",
  policy: "ReplaceAndDelete",
  properties: ["Name"],
};
const modifying: ResourceChange = { ...replacing, replacement: "False", policy: null };
const declaredAs = (names: readonly string[], more: object = {}) =>
  Object.fromEntries(names.map((name) => [name, { Type: "String", ...more }]));

/**
 * A step whose stack is to be updated: what its template declares, what its change gives, and which values are secret.
 */
async function deployed({
  declared,
  parameters = {},
  previous = [],
}: {
  declared?: readonly string[];
  parameters?: Record<string, string>;
  previous?: readonly string[];
} = {}) {
  const wanted = templateOf("as wanted", declared === undefined ? {} : { parameters: declaredAs(declared) });
  const run = await OpenedRun.begin({
    steps: { production: [{ part: "storage", template: wanted, parameters }] },
  });
  const step = run.step("production", "storage");
  const ports = run.installation.ports("provision-step", "production");
  const baseline = {
    template: templateOf("as it was", { parameters: declaredAs(previous, { NoEcho: true }) }),
    parameters: {},
    tags: {},
    previous: [...previous],
  };
  const stack = run.cloudFormation.place(stackName, baseline.template, {
    parameters: Object.fromEntries(previous.map((name) => [name, "a secret"])),
  });
  await ports.stacks.prepare(
    { stackName, template: wanted, parameters, previous: [], tags: {}, token: "earlier" },
    changeSet,
  );
  await run.installation.pass(1_000);
  const baselineDigest = run.keep(canonicalJson(baseline));
  const prepared: OperationContext["attempted"] = {
    environment: "production",
    step: "storage",
    part: "storage",
    operation: "prepare",
    attempt: 1,
    stackName,
    stackId: stack.id,
    token: digest,
    wantedDigest: digest,
    baselineDigest,
    fromDigest: digest,
    changeSet,
  };
  /** Where the step is when its change set would do that. */
  const at = (
    wouldDo: readonly ResourceChange[] = [],
    more: Partial<OperationContext> = {},
  ): OperationContext => ({
    environment: "production",
    step,
    plan: run.plan,
    approval: null,
    observed: {
      status: "CREATE_COMPLETE",
      stackId: stack.id,
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
  /** The same stack after a change by hand. */
  const changedByHand = () => run.cloudFormation.place(stackName, templateOf("by hand"));
  return {
    run,
    ports,
    step,
    wanted,
    baseline,
    baselineDigest,
    prepared,
    at,
    changedByHand,
    seen: run.watch(),
  };
}

/** The preparation, which nothing refuses. */
async function preparing(...args: Parameters<typeof prepareChangeSet>): Promise<StepOperation> {
  const operation = await prepareChangeSet(...args);
  if ("refused" in operation) throw new Error(operation.refused);
  return operation;
}

describe("preparing an update", () => {
  test("stores the current deployment, and then requests what the change wants", async () => {
    const { run, ports, at, seen, wanted, baseline } = await deployed();
    const { detail, act } = await preparing(ports, at([], { attempted: null }));

    expect(seen.requests).toEqual([]);
    expect(JSON.parse(run.kept(detail.baselineDigest ?? "") ?? "null")).toEqual(baseline);
    expect(run.kept(sha256(baseline.template))).toBe(baseline.template);
    await act();
    expect(seen.inputs).toEqual([
      {
        StackName: stackName,
        TemplateBody: wanted,
        Parameters: [],
        Tags: [],
        Capabilities: ["CAPABILITY_NAMED_IAM"],
        DeploymentConfig: { Mode: "STANDARD" },
        RoleARN: expect.stringContaining("role/cdk-hnb659fds-cfn-exec-role-444444444444"),
        ChangeSetName: `interlock-${token.slice(0, 32)}`,
        ChangeSetType: "UPDATE",
        ClientToken: token,
      },
    ]);
  });

  test("again, after a worker died, starts from the baseline that its intent names", async () => {
    const { ports, at, baselineDigest, changedByHand } = await deployed();
    changedByHand();
    const { detail } = await preparing(ports, at());

    expect(detail.baselineDigest).toBe(baselineDigest);
  });

  test("takes no baseline from the time before the stack existed", async () => {
    const { run, ports, at, prepared, changedByHand } = await deployed();
    changedByHand();
    const attempted = { ...prepared, operation: "continue-rollback", baselineDigest: null } as const;
    const { detail } = await preparing(ports, at([], { attempted }));

    expect(run.kept(detail.baselineDigest ?? "")).toContain("by hand");
  });

  test.each<[string, string]>([
    ["is not JSON", "Resources: {}"],
    [
      "has an export whose name CloudFormation computes",
      JSON.stringify({ Outputs: { Bucket: { Export: { Name: { "Fn::Sub": "shop" } } } } }),
    ],
  ])("over a template that %s asks who imports nothing", async (_what, template) => {
    const { run, ports, at, prepared } = await deployed();
    const baselineDigest = run.keep(canonicalJson({ template, parameters: {}, tags: {}, previous: [] }));
    const asked = requestsTo(run.installation.account, requestsFor("cloudformation", "ListImports"));
    const { detail } = await preparing(ports, at([], { attempted: { ...prepared, baselineDigest } }));

    expect(detail.baselineDigest).toBe(baselineDigest);
    expect(asked).toEqual([]);
  });

  test.each<[string, Parameters<typeof deployed>[0], readonly string[]]>([
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
    const { ports, at, seen } = await deployed(about);
    await (await preparing(ports, at([], { attempted: null }))).act();
    const { Parameters } = seen.inputs.at(-1) as { Parameters: { UsePreviousValue?: boolean }[] };

    expect(Parameters.filter(({ UsePreviousValue }) => UsePreviousValue)).toEqual(
      previous.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
    );
  });
});

describe("an update of a stack without a stored baseline", () => {
  test("is refused before any request", async () => {
    const { ports, at, seen, prepared } = await deployed();

    for (const attempted of [null, { ...prepared, baselineDigest: null }])
      await expect(updateStep(ports, at([], { attempted }), "change-set")).rejects.toMatchObject({
        name: "PrerequisiteMissing",
        message: expect.stringContaining(stackName),
      });
    expect(seen.requests).toEqual([]);
  });
});

describe("an update without a change set", () => {
  test("deletes the empty one first, and requests what the change wants", async () => {
    const { ports, at, seen, baselineDigest } = await deployed({
      declared: ["Password"],
      previous: ["Password"],
    });
    const operation = await updateStep(ports, at(), "request");
    expect(seen.requests).toEqual([]);
    expect(operation).toMatchObject({ detail: { baselineDigest, fromDigest: digest } });
    if ("act" in operation) await operation.act();

    expect(seen.requests).toEqual([`DeleteChangeSet ${stackName}`, `UpdateStack ${stackName}`]);
    expect(seen.inputs).toMatchObject([
      { ChangeSetName: changeSet },
      {
        ClientRequestToken: token,
        Parameters: [{ ParameterKey: "Password", UsePreviousValue: true }],
      },
    ]);
  });

  test("again, after a worker died, deletes nothing", async () => {
    const { ports, at, seen, prepared } = await deployed();
    const { changeSet: _gone, ...attempted } = { ...prepared, operation: "update" } as const;
    const operation = await updateStep(ports, at([], { attempted }), "request");
    if ("act" in operation) await operation.act();

    expect(seen.requests).toEqual([`UpdateStack ${stackName}`]);
  });

  test("names no change set in its intent, because it no longer exists", async () => {
    const { ports, at } = await deployed();
    const operation = await updateStep(ports, at(), "request");

    expect(operation).toHaveProperty("detail");
    expect(operation).not.toHaveProperty("detail.changeSet");
  });
});

describe("an update by a change set", () => {
  test("records in its intent what it would do, and then executes exactly that change set", async () => {
    const { ports, at, seen, baselineDigest } = await deployed();
    const operation = await updateStep(ports, at([modifying]), "change-set");
    expect(operation).toMatchObject({
      detail: {
        baselineDigest,
        fromDigest: digest,
        changeSet,
        changes: { count: 1, items: [modifying] },
      },
    });
    if ("act" in operation) await operation.act();

    expect(seen.requests).toEqual([`ExecuteChangeSet ${stackName}`]);
    expect(seen.inputs).toMatchObject([{ ChangeSetName: changeSet, ClientRequestToken: token }]);
  });

  test("is restored to its baseline if an older intent does not name its starting point", async () => {
    const { ports, at, prepared, baselineDigest } = await deployed();
    const { fromDigest: _none, ...attempted } = prepared;

    expect(await updateStep(ports, at([], { attempted }), "change-set")).toMatchObject({
      detail: { fromDigest: baselineDigest },
    });
  });

  test("is refused and taken away when it cannot be undone", async () => {
    const { ports, at, seen } = await deployed();

    expect(await updateStep(ports, at([replacing]), "change-set")).toEqual({
      refused: expect.stringContaining("it cannot be undone: AWS::S3::Bucket Orders is replaced"),
    });
    expect(seen.requests).toEqual([`DeleteChangeSet ${stackName}`]);
    expect(seen.inputs).toMatchObject([{ ChangeSetName: changeSet }]);
  });

  test("may do something irreversible when the plan allows it there", async () => {
    const { run, ports, at } = await deployed();
    const allowed = {
      environment: "production",
      step: "storage",
      logicalId: "Orders",
      reason: "copied",
    } as const;
    const allowing = { ...run.plan, irreversibleChanges: [allowed] };
    const kept = { ...replacing, policy: "ReplaceAndRetain" };

    expect(await updateStep(ports, at([kept], { plan: allowing }), "change-set")).toHaveProperty("act");
  });

  test("is refused when the template drops parameters whose values cannot be read back", async () => {
    const { ports, at, seen } = await deployed({
      declared: ["Size"],
      previous: ["Password", "Size", "Salt"],
    });

    expect(await updateStep(ports, at([modifying]), "change-set")).toEqual({
      refused:
        "it cannot be undone: the template drops Password, Salt, whose values cannot be read back; keep the parameters",
    });
    expect(seen.requests).toEqual([`DeleteChangeSet ${stackName}`]);
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
    const { ports, at, step } = await deployed();
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

  test("is not compared with the page where the step was not on it: that is checked before", async () => {
    expect(await shown(null)).toHaveProperty("act");
  });
});
