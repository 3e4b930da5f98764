import type { Environment } from "../../lib/domain/environment.ts";
import { type Fact, isFact } from "../../lib/domain/records/facts.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import { whenEntering } from "../simulator/execution-hooks.ts";
import {
  application,
  effectsFromNow,
  install,
  planWith,
  stackOf,
  standing,
  take,
} from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";
import { factsAbout } from "./facts-about.ts";

const bucket = (Properties: object = {}, more: object = {}) => ({
  Type: "AWS::S3::Bucket",
  Properties,
  ...more,
});
const template = (Resources: object, more: object = {}) => JSON.stringify({ Resources, ...more });
const failingUpdate = { Metadata: { World: { fails: ["update"] } } };
const storage = `${application}-development-storage`;

type Templates = Readonly<Record<string, string>>;

/** A run of a change whose development has these templates; every other step has one bucket. */
const taken = (
  world: World,
  templates: Templates = {},
  { attempt = 1, edit = () => undefined }: { attempt?: number; edit?: (plan: Plan) => void } = {},
) =>
  take(
    world,
    {
      attempt,
      templateOf: (environment, part) =>
        (environment === "development" ? templates[part] : undefined) ?? template({ Bucket: bucket() }),
    },
    planWith(edit),
  );

/** The second run of an installation: the first one had only plain templates. */
async function updated(templates: Templates, edit?: (plan: Plan) => void) {
  const world = install();
  await taken(world);
  return {
    world,
    ...(await taken(world, templates, { attempt: 2, ...(edit === undefined ? {} : { edit }) })),
  };
}

const reasonOf = (entries: readonly Fact[], subject: string) =>
  entries.filter(isFact("provision-step", "outcome")).find((fact) => fact.subject === subject)?.detail.reason;
const intentOf = (entries: readonly Fact[], wanted: string) =>
  entries.filter(isFact("provision-step", "intent")).find(({ detail }) => detail.operation === wanted);

describe("an update", () => {
  test("is prepared as a change set, described, and executed, with its baseline kept before", async () => {
    const world = install();
    await taken(world);
    const effects = effectsFromNow(world);
    const wanted = { storage: template({ Bucket: bucket({ tagged: true }) }) };
    const { entries } = await taken(world, wanted, { attempt: 2 });
    const baselineDigest = intentOf(entries, "prepare")?.detail.baselineDigest;

    expect(factsAbout(entries, "development/storage")).toEqual([
      "intent prepare",
      "intent update",
      "updated",
    ]);
    expect(effects.slice(0, 2)).toEqual([
      "CreateChangeSet development-storage",
      "ExecuteChangeSet development-storage",
    ]);
    expect(JSON.parse(world.s3.body(`by-digest/${baselineDigest}`) ?? "{}")).toMatchObject({
      template: template({ Bucket: bucket() }),
    });
    expect(intentOf(entries, "update")?.detail.changes?.items).toEqual([
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

  test("whose change set finds no changed resource is requested directly", async () => {
    const outputs = { Outputs: { Name: {} } };
    const { entries, verdict } = await updated({ storage: template({ Bucket: bucket() }, outputs) });

    expect(factsAbout(entries, "development/storage")).toEqual([
      "intent prepare",
      "intent update",
      "untouched",
    ]);
    expect(entries.filter(isFact("provision-step", "intent")).at(1)?.detail.changeSet).toBeUndefined();
    expect(verdict).toBe("SUCCEEDED");
  });

  test("waits while AWS throttles", async () => {
    const world = install();
    let asked = 0;
    const throttling = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
    world.account.faultAt = ({ operation, process }) => {
      if (operation !== "DescribeStackEvents" || !process.name.includes("provision-step")) return undefined;
      asked += 1;
      return asked % 5 === 0 ? { kind: "refused", error: () => throttling } : undefined;
    };

    expect((await taken(world)).verdict).toBe("SUCCEEDED");
    expect(asked).toBeGreaterThan(5);
  });

  test("that takes longer than the plan allows is rolled back", async () => {
    const world = install();
    world.cloudFormation.pace.set(storage, 3 * 60 * 60);
    whenEntering(world, "4.3 Destroy all created resources", () => {
      world.cloudFormation.pace.clear();
      stackOf(world, "development", "storage")?.completeAtOnce();
    });
    const { entries, verdict } = await taken(world);

    expect(reasonOf(entries, "development/storage")).toBe(
      "it took longer than the 120 minutes that the plan allows",
    );
    expect(factsAbout(entries, "development/storage")).toEqual([
      "intent create",
      "failed",
      "intent delete",
      "deleted",
    ]);
    expect(verdict).toBe("ROLLED_BACK");
  });
});

describe("a change that cannot be undone", () => {
  const replaced = { storage: template({ Bucket: bucket({ Name: "another" }) }) };
  const allowing =
    (logicalId: string) =>
    (plan: Plan): void => {
      plan.irreversibleChanges = [
        { environment: "development", step: "storage", logicalId, reason: "the data was copied" },
      ];
    };

  test("is refused before it is executed, and its change set is taken away", async () => {
    const { world, entries, verdict } = await updated(replaced);

    expect(reasonOf(entries, "development/storage")).toBe(
      "it cannot be undone: AWS::S3::Bucket Bucket is replaced; split the change, or allow it in the plan under irreversibleChanges",
    );
    expect(factsAbout(entries, "development/storage")).toEqual(["intent prepare", "failed", "untouched"]);
    expect(stackOf(world, "development", "storage")?.changeSets).toEqual([]);
    expect(verdict).toBe("ROLLED_BACK");
  });

  test.each([
    ["removed", { storage: template({ Other: bucket() }) }],
    ["replaced", replaced],
  ])("is refused although the plan names it if none of the %s data is kept", async (_what, templates) => {
    expect((await updated(templates, allowing("Bucket"))).verdict).toBe("ROLLED_BACK");
  });

  test("is carried out if the plan allows it and a snapshot is kept", async () => {
    const world = install();
    const kept = (properties: object) =>
      template({ Bucket: bucket(properties, { UpdateReplacePolicy: "Snapshot" }) });
    await taken(world, { storage: kept({}) });
    const { verdict } = await taken(
      world,
      { storage: kept({ Name: "another" }) },
      { attempt: 2, edit: allowing("Bucket") },
    );

    expect(verdict).toBe("SUCCEEDED");
  });

  test("is also a property that only goes one way", async () => {
    const world = install();
    const secret = (GenerateSecretString: object) => ({
      database: template({
        Secret: { Type: "AWS::SecretsManager::Secret", Properties: { GenerateSecretString } },
      }),
    });
    await taken(world, secret({ PasswordLength: 20 }));
    const { entries } = await taken(world, secret({ PasswordLength: 40 }), { attempt: 2 });

    expect(reasonOf(entries, "development/database")).toContain(
      "AWS::SecretsManager::Secret Secret changes GenerateSecretString, which cannot be changed back",
    );
  });

  test("includes a dropped secret parameter, because its value cannot be read back", async () => {
    const world = install();
    await taken(world);
    // The stack has a parameter whose value CloudFormation does not return.
    world.cloudFormation.place(
      `${application}-development-logging`,
      template({ Bucket: bucket() }, { Parameters: { Password: { Type: "String", NoEcho: true } } }),
      { parameters: { Password: "secret" } },
    );
    const wanted = { logging: template({ Bucket: bucket({ tagged: true }) }) };
    const { entries } = await taken(world, wanted, { attempt: 2 });

    expect(reasonOf(entries, "development/logging")).toContain("the template drops Password");
  });

  test("is allowed in other parts: their resources can be made again", async () => {
    expect((await updated({ compute: replaced.storage })).verdict).toBe("SUCCEEDED");
  });
});

describe("a restoration", () => {
  const changed = {
    storage: template({ Bucket: bucket({ tagged: true }) }),
    compute: template({ Bucket: bucket({ tagged: true }) }, failingUpdate),
  };

  test("restores exactly the earlier deployment, by a change set of its own", async () => {
    const world = install();
    await taken(world);
    const before = stackOf(world, "development", "storage")?.deployed;
    const { entries, verdict } = await taken(world, changed, { attempt: 2 });

    expect(factsAbout(entries, "development/storage")).toEqual([
      "intent prepare",
      "intent update",
      "updated",
      "intent prepare",
      "intent restore",
      "restored",
    ]);
    expect(stackOf(world, "development", "storage")?.deployed).toEqual(before);
    expect(verdict).toBe("ROLLED_BACK");
  });

  test("is left to people if it could replace a resource that holds data", async () => {
    const unsure = { Metadata: { World: { unsure: true } } };
    const { world, entries, verdict } = await updated({
      ...changed,
      storage: template({ Bucket: bucket({ tagged: true }) }, unsure),
    });

    expect(factsAbout(entries, "development/storage").at(-1)).toBe("failed");
    expect(stackOf(world, "development", "storage")?.changeSets).toEqual([]);
    expect(verdict).toBe("QUARANTINED");
  });

  test("is left to people if someone else changed the stack in between", async () => {
    const world = install();
    await taken(world);
    // The stack is changed by hand as soon as its change set is ready.
    world.account.watchers.push({
      acts: ({ operation, input }) => {
        const { StackName = "" } = input as { StackName?: string };
        if (operation === "DescribeChangeSet" && StackName === storage)
          world.cloudFormation.place(storage, template({ Bucket: bucket({ theirs: true }) }));
      },
    });
    const { entries, verdict } = await taken(world, { storage: changed.storage }, { attempt: 2 });

    expect(reasonOf(entries, "development/storage")).toContain("someone else changed the stack");
    expect(factsAbout(entries, "development/storage").at(-1)).toBe("unknown");
    expect(verdict).toBe("QUARANTINED");
  });

  test("does not touch a stack that someone else created under the name of its own", async () => {
    const world = install();
    const theirs = template({ Bucket: bucket({ theirs: true }) });
    let isMade = false;
    world.account.watchers.push({
      acts: ({ operation, input }) => {
        const { StackName = "" } = input as { StackName?: string };
        if (isMade || operation !== "CreateStack" || StackName !== storage) return;
        isMade = true;
        world.cloudFormation.place(storage, theirs);
      },
    });
    const { verdict } = await taken(world, {
      compute: template({ Bucket: bucket() }, { Metadata: { World: { fails: ["create"] } } }),
    });

    expect(stackOf(world, "development", "storage")?.deployed.template.text).toBe(theirs);
    expect(verdict).toBe("ROLLED_BACK");
  });
});

describe("an environment that should be stable", () => {
  const invalid = (entries: readonly Fact[]) =>
    entries
      .filter(isFact("validate-environment", "observation"))
      .flatMap(({ detail }) => detail.readings)
      .filter(({ answer }) => answer === "broken")
      .map(({ fact, resource, saw }) => `${fact} of ${resource}: ${saw}`);

  /** Changes the resource of a step by hand when a state is entered. */
  const driftAt = (
    world: World,
    state: string,
    [environment, step]: readonly [Environment, string],
    logicalId: string,
    path: string,
  ) =>
    whenEntering(world, state, () =>
      world.cloudFormation.alter(`${application}-${environment}-${step}`, logicalId, {
        isDrifted: true,
        driftedIn: [path],
      }),
    );
  const versioning = "/VersioningConfiguration";

  test("is not if it has drifted: staging is not begun, and development stays as it is", async () => {
    const world = install();
    const effects = effectsFromNow(world);
    const state = "5.1 Confirm development validated and stable";
    driftAt(world, state, ["development", "storage"], "Bucket", versioning);
    const { entries, verdict } = await taken(world);

    expect(invalid(entries)).toEqual([
      "cloudformation-drift of development/storage/Bucket: MODIFIED: /VersioningConfiguration (value b1f2a67fb9f5)",
    ]);
    expect(effects.filter((effect) => effect.includes("staging"))).toEqual([]);
    expect(standing(world, "development")).toHaveLength(5);
    expect(verdict).toBe("ROLLED_BACK");
  });

  test("is not if staging drifted while people decided: production is not begun", async () => {
    const world = install();
    const effects = effectsFromNow(world);
    driftAt(world, "6.1 Ask for change record", ["staging", "compute"], "Bucket", versioning);
    const { verdict } = await taken(world);

    expect(effects.filter((effect) => effect.includes("production"))).toEqual([]);
    expect(verdict).toBe("ROLLED_BACK");
  });

  test("is not if production drifted before its ingress was opened", async () => {
    const world = install();
    const effects = effectsFromNow(world);
    driftAt(world, "6.3 Ask for production release", ["production", "compute"], "Bucket", versioning);
    const { verdict } = await taken(world);

    expect(effects).not.toContain("CreateStack production-ingress");
    expect(verdict).toBe("ROLLED_BACK");
  });

  test("is waited for while CloudFormation detects drift, and an unknown result does not pass", async () => {
    const looking = install();
    looking.cloudFormation.driftSeconds = 120;
    expect((await taken(looking)).verdict).toBe("SUCCEEDED");

    const unknown = install();
    whenEntering(unknown, "5.1 Confirm development validated and stable", () => {
      const stack = stackOf(unknown, "development", "storage");
      if (stack !== undefined) stack.isDriftUnknown = true;
    });
    expect((await taken(unknown)).verdict).toBe("ROLLED_BACK");
  });

  test("may have scaled by itself", async () => {
    const world = install();
    const service = { Service: { Type: "AWS::ECS::Service" } };
    driftAt(world, "6.3 Ask for production release", ["production", "compute"], "Service", "/DesiredCount");
    const { verdict } = await take(world, {
      templateOf: (environment, part) =>
        environment === "production" && part === "compute" ? template(service) : undefined,
    });

    expect(verdict).toBe("SUCCEEDED");
  });
});
