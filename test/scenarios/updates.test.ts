import { throttled } from "../../lib/domain/errors.ts";
import { type Fact, isFact } from "../../lib/domain/records/facts.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import { walk } from "../fakes/walk.ts";
import { testPlan, World } from "../fakes/world.ts";

const yes = () => "approve" as const;
const bucket = (Properties: object = {}, more: object = {}) => ({
  Type: "AWS::S3::Bucket",
  Properties,
  ...more,
});
const template = (Resources: object, more: object = {}) => JSON.stringify({ Resources, ...more });

type Templates = Readonly<Record<string, string>>;

/** A run of a change whose development has these templates; the other steps have one bucket each. */
async function taken(world: World, templates: Templates = {}, edit: (plan: Plan) => void = () => undefined) {
  const change = await world.change({
    attempt: (await world.records.claims()).length + 1,
    templateOf: (environment, step) =>
      (environment === "development" ? templates[step] : undefined) ?? template({ Bucket: bucket() }),
  });
  const { runId } = await world.submit(change, testPlan(edit));
  const { epoch } = await world.records.lease();
  await walk(world, { runId, epoch }, yes);
  const { entries } = await world.records.read(runId);
  return { entries, verdict: verdictOf(entries) };
}

const about = (entries: readonly Fact[], subject: string) =>
  entries.flatMap((fact) => {
    if (fact.subject !== subject) return [];
    if (isFact("provision-step", "intent")(fact) || isFact("roll-back-step", "intent")(fact))
      return [`intent ${fact.detail.operation}`];
    return isFact("provision-step", "outcome")(fact) || isFact("roll-back-step", "outcome")(fact)
      ? [fact.detail.result]
      : [];
  });
const reasonOf = (entries: readonly Fact[], subject: string) =>
  entries.filter(isFact("provision-step", "outcome")).find((fact) => fact.subject === subject)?.detail.reason;

describe("an update", () => {
  test("is prepared as a change set, described, and executed, with its baseline kept before", async () => {
    const world = new World();
    await taken(world);
    world.stacks.calls.length = 0;
    const { entries } = await taken(world, { storage: template({ Bucket: bucket({ tagged: true }) }) });
    const prepared = entries
      .filter(isFact("provision-step", "intent"))
      .find(({ detail }) => detail.operation === "prepare");
    const updated = entries
      .filter(isFact("provision-step", "intent"))
      .find(({ detail }) => detail.operation === "update");

    expect(about(entries, "development/storage")).toEqual(["intent prepare", "intent update", "updated"]);
    expect(world.stacks.calls.slice(0, 2)).toEqual([
      "prepare shop-development-storage",
      "update shop-development-storage",
    ]);
    expect(JSON.parse(world.objects.get(prepared?.detail.baselineDigest ?? "") ?? "{}")).toMatchObject({
      template: template({ Bucket: bucket() }),
    });
    expect(updated?.detail.changes?.items).toEqual([
      {
        logicalId: "Bucket",
        type: "AWS::S3::Bucket",
        action: "Modify",
        replacement: "False",
        policy: null,
        properties: ["tagged"],
      },
    ]);
  });

  test("that would change no resource is asked for directly, because outputs and metadata still may", async () => {
    const world = new World();
    await taken(world);
    const { entries, verdict } = await taken(world, {
      storage: template({ Bucket: bucket() }, { Outputs: { Name: {} } }),
    });

    expect(about(entries, "development/storage")).toEqual(["intent prepare", "intent update", "updated"]);
    expect(entries.filter(isFact("provision-step", "intent")).at(1)?.detail.changeSet).toBeUndefined();
    expect(verdict).toBe("SUCCEEDED");
  });

  test("waits while AWS wants to be asked later", async () => {
    const world = new World();
    const observe = world.stacks.observe.bind(world.stacks);
    world.stacks.stands = async (stack) => {
      const { status, stackId, deployedDigest } = await observe(stack);
      return { status, stackId, deployedDigest };
    };
    let asked = 0;
    world.stacks.observe = async (...args) => {
      asked += 1;
      if (asked % 5 === 0) throw throttled("Rate exceeded");
      return observe(...args);
    };

    expect((await taken(world)).verdict).toBe("SUCCEEDED");
  });

  test("that takes longer than the plan allows is rolled back", async () => {
    const world = new World();
    world.stacks.slow.add("shop-development-storage");
    const remove = world.stacks.remove.bind(world.stacks);
    world.stacks.remove = async (...args) => {
      world.stacks.slow.clear();
      return remove(...args);
    };
    const { entries, verdict } = await taken(world);

    expect(reasonOf(entries, "development/storage")).toBe(
      "it took longer than the 120 minutes that the plan allows",
    );
    expect(about(entries, "development/storage")).toEqual([
      "intent create",
      "failed",
      "intent delete",
      "deleted",
    ]);
    expect(verdict).toBe("ROLLED_BACK");
  });
});

describe("what cannot be undone", () => {
  const replaced = { storage: template({ Bucket: bucket({ Name: "another" }) }) };
  const allowing =
    (logicalId: string) =>
    (plan: Plan): void => {
      plan.irreversibleChanges = [
        { environment: "development", step: "storage", logicalId, reason: "the data was copied" },
      ];
    };

  test("is refused before it is executed, and its change set is taken away", async () => {
    const world = new World();
    await taken(world);
    const { entries, verdict } = await taken(world, replaced);

    expect(reasonOf(entries, "development/storage")).toBe(
      "it cannot be undone: AWS::S3::Bucket Bucket is replaced; split the change, or allow it in the plan under irreversibleChanges",
    );
    expect(about(entries, "development/storage")).toEqual(["intent prepare", "failed", "untouched"]);
    expect(world.stacks.stacks.get("shop-development-storage")?.changeSets.size).toBe(0);
    expect(verdict).toBe("ROLLED_BACK");
  });

  test.each([
    ["removed", { storage: template({ Other: bucket() }) }],
    ["replaced", replaced],
  ])("is refused although the plan names it when nothing of what is %s is kept", async (_what, templates) => {
    const world = new World();
    await taken(world);
    const { verdict } = await taken(world, templates, allowing("Bucket"));

    expect(verdict).toBe("ROLLED_BACK");
  });

  test("is carried out when the plan allows it and a snapshot is kept", async () => {
    const world = new World();
    await taken(world, { storage: template({ Bucket: bucket({}, { UpdateReplacePolicy: "Snapshot" }) }) });
    const { verdict } = await taken(
      world,
      { storage: template({ Bucket: bucket({ Name: "another" }, { UpdateReplacePolicy: "Snapshot" }) }) },
      allowing("Bucket"),
    );

    expect(verdict).toBe("SUCCEEDED");
  });

  test("is also a property that only goes one way", async () => {
    const world = new World();
    const secret = (GenerateSecretString: object) => ({
      database: template({
        Secret: { Type: "AWS::SecretsManager::Secret", Properties: { GenerateSecretString } },
      }),
    });
    await taken(world, secret({ PasswordLength: 20 }));
    const { entries } = await taken(world, secret({ PasswordLength: 40 }));

    expect(reasonOf(entries, "development/database")).toContain(
      "AWS::SecretsManager::Secret Secret changes GenerateSecretString, which cannot be changed back",
    );
  });

  test("is also a secret parameter that the template forgets: nobody can read its value back", async () => {
    const world = new World();
    await taken(world);
    const baseline = world.stacks.baseline.bind(world.stacks);
    world.stacks.baseline = async (stack) => ({ ...(await baseline(stack)), previous: ["Password"] });
    const { entries } = await taken(world, { logging: template({ Bucket: bucket({ tagged: true }) }) });

    expect(reasonOf(entries, "development/logging")).toContain("the template drops Password");
  });

  test("is no question of other parts: their resources can be made again", async () => {
    const world = new World();
    await taken(world);

    expect((await taken(world, { compute: replaced.storage })).verdict).toBe("SUCCEEDED");
  });
});

describe("a restoration", () => {
  const changed = {
    storage: template({ Bucket: bucket({ tagged: true }) }),
    compute: template({ Bucket: bucket() }, { Description: "it fails" }),
  };

  test("puts back exactly what was there, by a change set of its own", async () => {
    const world = new World();
    await taken(world);
    const before = world.stacks.stacks.get("shop-development-storage")?.deployed;
    const { entries, verdict } = await taken(world, changed);

    expect(about(entries, "development/storage")).toEqual([
      "intent prepare",
      "intent update",
      "updated",
      "intent prepare",
      "intent restore",
      "restored",
    ]);
    expect(world.stacks.stacks.get("shop-development-storage")?.deployed).toEqual(before);
    expect(verdict).toBe("ROLLED_BACK");
  });

  test("is left to people when it would replace what holds data", async () => {
    const world = new World();
    await taken(world);
    const prepare = world.stacks.prepare.bind(world.stacks);
    world.stacks.prepare = async (request, changeSet) => {
      const answer = await prepare(request, changeSet);
      const stack = world.stacks.stacks.get(request.stackName);
      const made = stack?.changeSets.get(changeSet);
      if (request.template === template({ Bucket: bucket() }) && made !== undefined)
        stack?.changeSets.set(changeSet, {
          ...made,
          changes: made.changes.map((change) => ({ ...change, replacement: "Conditional" })),
        });
      return answer;
    };
    const { entries, verdict } = await taken(world, changed);

    const left = [...(world.stacks.stacks.get("shop-development-storage")?.changeSets.values() ?? [])];

    expect(about(entries, "development/storage").at(-1)).toBe("failed");
    expect(left.map(({ executionStatus }) => executionStatus)).toEqual(["EXECUTE_COMPLETE"]);
    expect(verdict).toBe("QUARANTINED");
  });

  test("is left to people when somebody else changed the stack in between", async () => {
    const world = new World();
    await taken(world);
    const observe = world.stacks.observe.bind(world.stacks);
    world.stacks.observe = async (stack, changeSet) => {
      if (
        stack === "shop-development-storage" &&
        changeSet !== undefined &&
        world.stacks.calls.at(-1) === `prepare ${stack}`
      )
        world.stacks.tamper(stack);
      return observe(stack, changeSet);
    };
    const { entries, verdict } = await taken(world, { storage: changed.storage });

    expect(reasonOf(entries, "development/storage")).toContain("somebody else changed the stack");
    expect(about(entries, "development/storage").at(-1)).toBe("unknown");
    expect(verdict).toBe("QUARANTINED");
  });

  test("does not touch a stack that somebody else made where this run wanted to create its own", async () => {
    const world = new World();
    const create = world.stacks.create.bind(world.stacks);
    world.stacks.create = async (request) => {
      if (request.stackName !== "shop-development-storage") return create(request);
      world.stacks.plant(request.stackName, template({ Bucket: bucket({ theirs: true }) }));
      return "creating";
    };
    const { verdict } = await taken(world, { compute: changed.compute });
    const stack = world.stacks.stacks.get("shop-development-storage");

    expect(stack?.deployed.template).toBe(template({ Bucket: bucket({ theirs: true }) }));
    expect(verdict).toBe("ROLLED_BACK");
  });
});

describe("an environment that should be stable", () => {
  const drift = {
    status: "DRIFTED",
    resources: [
      {
        logicalId: "Bucket",
        type: "AWS::S3::Bucket",
        status: "MODIFIED",
        pointers: ["/VersioningConfiguration"],
      },
    ],
  } as const;
  const invalid = (entries: readonly Fact[]) =>
    entries
      .filter(isFact("validate-environment", "observation"))
      .flatMap(({ detail }) => detail.readings)
      .filter(({ answer }) => answer === "broken")
      .map(({ fact, resource, saw }) => `${fact} of ${resource}: ${saw}`);

  test("is not when it has drifted: staging is not begun, and development stays as it is", async () => {
    const world = new World();
    world.stacks.drifts.set("shop-development-storage", drift);
    const { entries, verdict } = await taken(world);

    expect(invalid(entries)).toEqual([
      "cloudformation-drift of development/storage/Bucket: MODIFIED: /VersioningConfiguration",
    ]);
    expect(world.stacks.calls.filter((call) => call.includes("staging"))).toEqual([]);
    expect(world.stacks.stacks.size).toBe(5);
    expect(verdict).toBe("ROLLED_BACK");
  });

  test("is not when staging drifted while people decided: production is not begun", async () => {
    const world = new World();
    world.stacks.drifts.set("shop-staging-compute", drift);
    const { verdict } = await taken(world);

    expect(world.stacks.calls.filter((call) => call.includes("production"))).toEqual([]);
    expect(verdict).toBe("ROLLED_BACK");
  });

  test("is not when production drifted before its ingress was opened", async () => {
    const world = new World();
    world.stacks.drifts.set("shop-production-compute", drift);
    const { verdict } = await taken(world);

    expect(world.stacks.calls).not.toContain("create shop-production-ingress");
    expect(verdict).toBe("ROLLED_BACK");
  });

  test("is waited for while CloudFormation looks, and what it cannot tell does not pass", async () => {
    const looking = new World();
    looking.stacks.driftLooks = 12;
    expect((await taken(looking)).verdict).toBe("SUCCEEDED");

    const untold = new World();
    untold.stacks.drifts.set("shop-development-storage", { status: "UNKNOWN", resources: [] });
    expect((await taken(untold)).verdict).toBe("ROLLED_BACK");
  });

  test("may have been scaled by itself", async () => {
    const world = new World();
    const resources = [
      { logicalId: "Service", type: "AWS::ECS::Service", status: "MODIFIED", pointers: ["/DesiredCount"] },
    ] as const;
    world.stacks.drifts.set("shop-production-compute", { status: "DRIFTED", resources });

    expect((await taken(world)).verdict).toBe("SUCCEEDED");
  });
});
