import { readFileSync } from "node:fs";
import { validationToConfirm } from "../../../functions/validate-environment/confirm-unchanged.ts";
import { validateEnvironment } from "../../../functions/validate-environment/validate-environment.ts";
import type { Change, Step } from "../../../lib/domain/change/manifest.ts";
import type { Waiver } from "../../../lib/domain/check/judge.ts";
import type { StackDrift } from "../../../lib/domain/check/unchanged.ts";
import type { Environment, Part, Scope } from "../../../lib/domain/environment.ts";
import { notFound, throttled } from "../../../lib/domain/errors.ts";
import { chainFacts, emptyHead } from "../../../lib/domain/records/entry.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import type { StandingStack } from "../../../lib/domain/step/stack.ts";
import { type Plan, parsePlan } from "../../../lib/plan/schema.ts";
import type { ResourceId } from "../../../lib/ports/stack-reader/port.ts";
import type { Inspected } from "../../../lib/resources/resources.ts";
import type { TaskPorts } from "../../../lib/tasks.ts";
import { intended, opened, passed, receipt, someDigest, validated } from "../../fakes/facts.ts";
import { FakeRecords } from "../../fakes/fake-records.ts";
import { sampleChange, sampleStep } from "../../fakes/sample-change.ts";

const runId = "shop-0123456789ab-1";
const minute = 60_000;
const plan2103 = parsePlan(readFileSync(new URL("../../../lib/plan/21.03.json", import.meta.url), "utf8"));

type Resource = readonly [logicalId: string, one: Inspected | string];
const subnet = (mapsPublicIp = false): Inspected => ({ type: "AWS::EC2::Subnet", facts: { mapsPublicIp } });
const network = (internetGateways: number): Inspected => ({
  type: "AWS::EC2::VPC",
  facts: { internetGateways },
});
const service = (running: number): Inspected => ({
  type: "AWS::ECS::Service",
  facts: { status: "ACTIVE", desired: 2, running, assignsPublicIp: false, subnets: 2 },
});

/** One environment, what stands in it, and what the use case asks of it. */
class Site {
  nowMs = Date.parse("2026-11-24T10:00:00Z");
  readonly clock = {
    nowMs: () => this.nowMs,
    pause: async (ms: number) => {
      this.nowMs += ms;
    },
  };
  readonly records = new FakeRecords(this.clock);
  readonly standing = new Map<string, StandingStack>();
  readonly resources = new Map<string, ResourceId[]>();
  readonly facts = new Map<string, Inspected | null>();
  /** What drift detection answers for a stack, look by look; in sync when there is nothing more. */
  readonly drifts = new Map<string, (StackDrift | null)[]>();
  readonly looked: string[] = [];
  readonly inspected: string[] = [];
  readonly signed: unknown[] = [];
  isThrottled = false;
  private readonly steps: Step[] = [];
  private readonly environment: Environment;
  private readonly checks: readonly string[];

  constructor(environment: Environment, ...checks: readonly string[]) {
    this.environment = environment;
    this.checks = checks;
  }

  /** A step of the change whose stack stands as declared; a resource that is only a type cannot be described. */
  step(part: Part, ...resources: readonly Resource[]): this {
    const stackName = `shop-${this.environment}-${part}`;
    const step = sampleStep(this.environment, part, { tags: { environment: this.environment } });
    this.steps.push(step);
    this.standing.set(stackName, {
      status: "CREATE_COMPLETE",
      stackId: `id-of-${part}`,
      deployedDigest: deployedDigest(step),
    });
    this.resources.set(
      `id-of-${part}`,
      resources.map(([logicalId, one]) => ({
        type: typeof one === "string" ? one : one.type,
        id: `${part}-${logicalId}`,
        logicalId,
        stack: `id-of-${part}`,
      })),
    );
    for (const [logicalId, one] of resources)
      this.facts.set(`${part}-${logicalId}`, typeof one === "string" ? null : one);
    return this;
  }

  /** A step whose stack is not there. */
  absent(part: Part): this {
    this.step(part);
    const missing = { status: null, stackId: null, deployedDigest: null };
    this.standing.set(`shop-${this.environment}-${part}`, missing);
    return this;
  }

  async begin(...waivers: readonly Waiver[]): Promise<this> {
    const claim = { runId, repository: "shop", commit: "c", attempt: 1, claimedAtMs: this.nowMs };
    await this.records.claim({ ...claim, changeDigest: someDigest, planDigest: someDigest }, "arn");
    await this.say(opened({ waivers: [...waivers] }));
    return this;
  }

  async say(...facts: readonly Fact[]): Promise<void> {
    this.records.write(await this.records.read(runId), "somebody", facts);
  }

  async validate(scope: Scope = "everything") {
    return validateEnvironment(this.ports)({ runId, epoch: 1, environment: this.environment, scope });
  }

  /** What the last entry says; it must be a validation. */
  async validation() {
    const entry = (await this.records.read(runId)).entries.at(-1);
    if (entry?.action !== "validate-environment") throw new Error(`the last entry is ${entry?.action}`);
    return entry;
  }

  async answers() {
    const { detail } = await this.validation();
    return detail.readings.map(({ fact, resource, answer }) => `${fact} of ${resource}: ${answer}`);
  }

  private get ports(): TaskPorts<"validate-environment"> {
    const nothing = async () => {
      throw notFound("nobody asks for this");
    };
    return {
      records: this.records,
      clock: this.clock,
      changes: {
        plan: async () => this.plan,
        change: async () => this.change,
        bytes: nothing,
        keep: nothing,
      },
      stackReader: {
        stands: async (stack) => {
          if (this.isThrottled) throw throttled("later");
          return this.standing.get(stack) ?? nothing();
        },
        resources: async (stackId) => this.resources.get(stackId) ?? nothing(),
        resourcesEver: nothing,
        baseline: nothing,
      },
      inspector: {
        inspect: async ({ id }) => {
          this.inspected.push(id);
          return this.facts.get(id);
        },
      },
      driftDetector: {
        drift: async (stackId, sinceMs) => {
          this.looked.push(`${stackId} since ${new Date(sinceMs).toISOString()}`);
          const [next = { status: "IN_SYNC" as const, resources: [] }, ...later] =
            this.drifts.get(stackId) ?? [];
          this.drifts.set(stackId, later);
          return next;
        },
      },
      signer: {
        sign: async (work, statement) => {
          const { entries } = await this.records.read(runId);
          this.signed.push({ ...work, ...statement, after: entries.at(-1)?.action });
          return receipt(this.environment).detail.envelope;
        },
        publicKeyPem: nothing,
      },
    };
  }

  private get plan(): Plan {
    const [development, staging, production] = plan2103.environments;
    const checks = this.checks.map((id) => ({ id, clause: "6", text: id }));
    return {
      ...plan2103,
      environments: [
        { ...development, checks: this.environment === "development" ? checks : [] },
        { ...staging, checks: this.environment === "staging" ? checks : [] },
        { ...production, checks: this.environment === "production" ? checks : [] },
      ],
    };
  }

  private get change(): Change {
    const none = { development: [], staging: [], production: [] };
    return sampleChange({ environments: { ...none, [this.environment]: this.steps } });
  }
}

const done = { outcome: "done", waitSeconds: 0 };
const failed = { outcome: "failed", waitSeconds: 0 };
const waiting = { outcome: "waiting", waitSeconds: 10 };

describe("an environment whose checks all hold", () => {
  const valid = () => new Site("staging", "security-checks-passing").step("network", ["Subnet", subnet()]);

  test("is valid, and every answer is recorded", async () => {
    const site = await valid().begin();

    expect(await site.validate()).toEqual(done);
    expect(await site.validation()).toMatchObject({
      actor: "validate-environment",
      kind: "observation",
      subject: "staging",
      detail: {
        environment: "staging",
        scope: "everything",
        held: true,
        description: expect.stringMatching(/^[0-9a-f]{64}$/),
        readings: [
          {
            check: "security-checks-passing",
            fact: "public-addresses",
            resource: "staging/network/Subnet",
            answer: "held",
            saw: "private",
          },
        ],
      },
    });
  });

  test("gets its receipt after that is recorded", async () => {
    const site = await valid().begin();
    await site.validate();

    expect(site.signed).toEqual([
      {
        runId,
        epoch: 1,
        actor: "validate-environment",
        statement: "validated",
        about: "staging",
        after: "validate-environment",
      },
    ]);
  });

  test("gets it when an earlier worker died before it was signed", async () => {
    const site = await valid().begin();
    await site.say(intended("staging/storage"), validated("staging"));
    await site.validate();

    expect(site.signed).toHaveLength(1);
  });

  test("gets no second one while the first one stands", async () => {
    const site = await valid().begin();
    await site.say(intended("staging/storage"), validated("staging"), receipt("staging"));

    expect(await site.validate()).toEqual(done);
    expect(site.signed).toEqual([]);
  });

  test.each<[string, readonly Fact[]]>([
    ["something was done to it since", [receipt("staging"), intended("staging/storage")]],
    ["only another environment has one", [receipt("development")]],
    ["only something else was signed about it", [receipt("staging", { statement: "nothing-left" })]],
  ])("gets one when %s", async (_what, facts) => {
    const site = await valid().begin();
    await site.say(...facts);
    await site.validate();

    expect(site.signed).toHaveLength(1);
  });

  test("keeps its receipt when something is done to another environment", async () => {
    const site = await valid().begin();
    await site.say(receipt("staging"), intended("development/storage"));
    await site.validate();

    expect(site.signed).toEqual([]);
  });

  test("gets one for its ingress alone beside the one for the rest", async () => {
    const site = await valid().step("ingress", ["Subnet", subnet()]).begin();
    await site.say(receipt("staging"));
    await site.validate("ingress");

    expect(site.signed).toHaveLength(1);
  });
});

describe("an environment with a check that does not hold", () => {
  test("is not valid, is recorded with what was seen, and gets no receipt", async () => {
    const site = await new Site("staging", "security-checks-passing")
      .step("network", ["Subnet", subnet(true)])
      .begin();
    await site.say(intended("staging/storage"));

    expect(await site.validate()).toEqual(failed);
    expect(await site.validation()).toMatchObject({ detail: { held: false } });
    expect(await site.answers()).toEqual(["public-addresses of staging/network/Subnet: broken"]);
    expect(site.signed).toEqual([]);
  });

  test("is valid when a waiver of the run covers what cannot be seen", async () => {
    const waiver = { check: "logging-enabled", fact: "asked", reason: "there is none" };
    const site = await new Site("staging", "logging-enabled").step("network").begin(waiver);

    expect(await site.validate()).toEqual(done);
  });
});

describe("an environment that AWS is still on its way to", () => {
  const starting = () =>
    new Site("staging", "health-checks-operational").step("compute", ["Service", service(1)]).begin();

  test("is asked again before ten minutes are over since the last effect, and nothing is recorded", async () => {
    const site = await starting();
    await site.say(intended("staging/storage"));
    site.nowMs += 10 * minute - 1;

    expect(await site.validate()).toEqual(waiting);
    expect((await site.records.read(runId)).entries.at(-1)?.action).toBe("provision-step");
  });

  test("is not valid when ten minutes are over, whatever was recorded since", async () => {
    const site = await starting();
    await site.say(intended("staging/storage"));
    site.nowMs += 10 * minute;
    await site.say(validated("development"));

    expect(await site.validate()).toEqual(failed);
  });

  test("is not valid when this run did nothing", async () => {
    expect(await (await starting()).validate()).toEqual(failed);
  });

  test("is asked again when AWS wants to be asked later", async () => {
    const site = await starting();
    site.isThrottled = true;

    expect(await site.validate()).toEqual({ outcome: "waiting", waitSeconds: 15 });
  });
});

describe("of a step", () => {
  test("the stack itself is asked, and each of its resources that a check asks about", async () => {
    const site = await new Site("staging", "health-checks-operational")
      .step("compute", ["Service", service(2)], ["Role", "AWS::IAM::Role"])
      .begin();
    await site.validate();

    expect(await site.answers()).toEqual([
      "stands-as-declared of staging/compute: held",
      "running-tasks of staging/compute/Service: held",
    ]);
    expect(site.inspected).toEqual(["compute-Service"]);
  });

  test("that is not there no resource is asked", async () => {
    const site = await new Site("staging", "deployment-pipeline-functional").absent("compute").begin();

    expect(await site.validate()).toEqual(failed);
    expect(await site.answers()).toEqual(["stands-as-declared of staging/compute: broken"]);
  });

  test("that is deployed otherwise than the change declares it, the stack is broken", async () => {
    const site = await new Site("staging", "deployment-pipeline-functional").step("compute").begin();
    const stack = { status: "UPDATE_COMPLETE", stackId: "id-of-compute", deployedDigest: someDigest };
    site.standing.set("shop-staging-compute", stack);
    await site.validate();

    expect(await site.answers()).toEqual(["stands-as-declared of staging/compute: broken"]);
  });

  test("a resource that nobody finds is broken for good, once, whatever checks ask about it", async () => {
    const site = await new Site("staging", "access-restricted", "security-checks-passing")
      .step("network", ["Subnet", "AWS::EC2::Subnet"], ["Other", subnet()])
      .begin();
    await site.say(intended("staging/storage"));

    expect(await site.validate()).toEqual(failed);
    expect((await site.validation()).detail.readings[0]).toEqual({
      check: "access-restricted",
      fact: "exists",
      resource: "staging/network/Subnet",
      answer: "broken",
      saw: "no AWS::EC2::Subnet is there",
    });
    expect(await site.answers()).toHaveLength(3);
  });

  test("a resource that nobody can describe answers nothing", async () => {
    const site = await new Site("staging", "security-checks-passing")
      .step("network", ["Subnet", "AWS::EC2::Subnet"], ["Other", subnet()])
      .begin();
    site.facts.delete("network-Subnet");

    expect(await site.validate()).toEqual(done);
    expect(await site.answers()).toEqual(["public-addresses of staging/network/Other: held"]);
  });
});

describe("the scope of a validation", () => {
  test.each<[Scope, readonly string[]]>([
    ["everything", ["network-Subnet", "ingress-Subnet"]],
    ["all-but-ingress", ["network-Subnet"]],
    ["ingress", ["ingress-Subnet"]],
  ])("%s asks no step beyond it", async (scope, inspected) => {
    const site = await new Site("production", "security-checks-passing")
      .step("network", ["Subnet", subnet()])
      .step("ingress", ["Subnet", subnet()])
      .begin();
    await site.validate(scope);

    expect(site.inspected).toEqual(inspected);
    expect((await site.validation()).detail.scope).toBe(scope);
  });
});

describe("an internet gateway", () => {
  const check = "no-public-access-before-validation";

  test.each<[string, Environment, Scope, readonly Fact[], boolean]>([
    ["breaks production before its ingress is open", "production", "all-but-ingress", [], false],
    ["is there on purpose once production's ingress is open", "production", "everything", [], true],
    [
      "is there on purpose where this run changes nothing of production",
      "production",
      "all-but-ingress",
      [passed("change-record")],
      true,
    ],
    [
      "breaks production when only another gate was passed",
      "production",
      "all-but-ingress",
      [passed("staging-sign-off")],
      false,
    ],
    ["breaks staging at any time", "staging", "everything", [passed("change-record")], false],
  ])("%s", async (_what, environment, scope, facts, isValid) => {
    const site = await new Site(environment, check)
      .step("network", ["Vpc", network(1)], ["Subnet", subnet()])
      .begin();
    await site.say(...facts);

    expect(await site.validate(scope)).toEqual(isValid ? done : failed);
  });
});

describe("an environment that was validated before", () => {
  const unknown: StackDrift = { status: "UNKNOWN", resources: [] };
  const changed: StackDrift = {
    status: "DRIFTED",
    resources: [
      {
        logicalId: "Subnet",
        type: "AWS::EC2::Subnet",
        status: "MODIFIED",
        pointers: ["/MapPublicIpOnLaunch"],
      },
    ],
  };
  const validatedOnce = async () => {
    const site = await new Site("staging", "security-checks-passing")
      .step("network", ["Subnet", subnet()])
      .step("compute", ["Service", service(2)])
      .begin();
    await site.say(intended("staging/storage"));
    await site.validate();
    site.nowMs += minute;
    return site;
  };

  test("is valid when CloudFormation finds no drift in it since, and says so of each stack", async () => {
    const site = await validatedOnce();

    expect(await site.validate()).toEqual(done);
    expect(site.looked).toEqual([
      "id-of-network since 2026-11-24T10:00:00.000Z",
      "id-of-compute since 2026-11-24T10:00:00.000Z",
    ]);
    expect(await site.answers()).toEqual([
      "public-addresses of staging/network/Subnet: held",
      "public-addresses of staging/compute/Service: held",
      "cloudformation-drift of staging/network: held",
      "cloudformation-drift of staging/compute: held",
    ]);
  });

  test.each<[string, StackDrift, string]>([
    ["when a resource drifted", changed, "cloudformation-drift of staging/network/Subnet: broken"],
    ["when it cannot be told", unknown, "cloudformation-drift of staging/network: unobservable"],
  ])("is not valid any more %s", async (_what, drift, answer) => {
    const site = await validatedOnce();
    site.drifts.set("id-of-network", [drift]);

    expect(await site.validate()).toEqual(failed);
    expect(await site.answers()).toContain(answer);
  });

  test("is not valid any more when a fact reads otherwise, although it answers its check", async () => {
    const site = await new Site("staging", "audit-logging-verified")
      .step("logging", ["Log", { type: "AWS::Logs::LogGroup", facts: { retentionDays: 30 } }])
      .begin();
    await site.validate();
    site.facts.set("logging-Log", { type: "AWS::Logs::LogGroup", facts: { retentionDays: 7 } });

    expect(await site.validate()).toEqual(failed);
    expect((await site.validation()).detail.readings.at(-1)).toMatchObject({
      check: "unchanged-since-validated",
      fact: "retention",
      saw: "kept 7 days; when it was validated: kept 30 days",
    });
  });

  test("is not asked for drift of a stack that is not there, which is broken by itself", async () => {
    const site = await new Site("staging", "deployment-pipeline-functional")
      .step("network")
      .absent("compute")
      .begin();
    await site.say(validated("staging"));

    expect(await site.validate()).toEqual(failed);
    expect(site.looked).toEqual(["id-of-network since 2026-11-24T10:00:00.000Z"]);
  });

  test("is looked at again a little later, stack by stack, until CloudFormation has found out", async () => {
    const site = await validatedOnce();
    site.drifts.set("id-of-compute", [null, null]);

    expect(await site.validate()).toEqual(done);
    expect(site.looked.map((look) => look.split(" ")[0])).toEqual([
      "id-of-network",
      "id-of-compute",
      "id-of-compute",
      "id-of-compute",
    ]);
  });

  test("is asked again when that takes longer, and nothing is recorded", async () => {
    const site = await validatedOnce();
    site.drifts.set("id-of-network", Array<null>(100).fill(null));
    const { head } = await site.records.read(runId);

    expect(await site.validate()).toEqual(waiting);
    expect((await site.records.read(runId)).head).toEqual(head);
  });
});

describe("the validation that a later one confirms", () => {
  const confirmed = (...facts: readonly Fact[]) => {
    const { entries } = chainFacts(emptyHead, facts, {
      runId,
      actor: "somebody",
      at: "2026-11-24T10:00:00Z",
    });
    return validationToConfirm(entries, "staging", "everything")?.sequence ?? null;
  };

  test.each<[string, readonly Fact[], number | null]>([
    [
      "is the first since the last effect",
      [intended("staging/storage"), validated("staging"), validated("staging")],
      2,
    ],
    ["is none when there was none", [intended("staging/storage")], null],
    ["is none when something was done since", [validated("staging"), intended("staging/storage")], null],
    ["stands when something was done elsewhere", [validated("staging"), intended("production/storage")], 1],
    ["did hold", [validated("staging", { held: false }), validated("staging")], 2],
    ["is of the same scope", [validated("staging", { scope: "all-but-ingress" }), validated("staging")], 2],
    ["is of the same environment", [validated("development"), validated("staging")], 2],
  ])("%s", (_what, facts, sequence) => {
    expect(confirmed(...facts)).toBe(sequence);
  });
});
