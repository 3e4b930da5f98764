import type { Environment, Scope } from "../../../lib/domain/environment.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { intended, passed } from "../../fixtures/sample-facts.ts";
import { templateOf } from "../../simulator/opened-run.ts";
import { done, failed, network, service, site, subnet, targetGroup, waiting } from "./site.ts";

describe("of a step", () => {
  test("the stack is read, and each of its resources that a check asks about", async () => {
    const { validate, answers, inspected } = await site({
      checks: ["health-checks-operational"],
      steps: { compute: { Service: service(), Role: { type: "AWS::IAM::Role" } } },
    });
    await validate();

    expect(await answers()).toEqual([
      "stands-as-declared of staging/compute: held",
      "running-tasks of staging/compute/Service: held",
    ]);
    expect(inspected).toEqual(["Service"]);
  });

  test("whose stack does not exist no resource is read", async () => {
    const { validate, answers } = await site({
      checks: ["deployment-pipeline-functional"],
      steps: { compute: null },
    });

    expect(await validate()).toEqual(failed);
    expect(await answers()).toEqual(["stands-as-declared of staging/compute: broken"]);
  });

  test("that is deployed otherwise than the change declares it, the stack is broken", async () => {
    const { run, validate, answers } = await site({
      checks: ["deployment-pipeline-functional"],
      steps: { compute: {} },
    });
    run.exists(run.step("staging", "compute"), templateOf("something else"));
    await validate();

    expect(await answers()).toEqual(["stands-as-declared of staging/compute: broken"]);
  });

  test("a resource that is not found for ten minutes is broken, once, whatever checks ask about it", async () => {
    const { run, validate, validation, answers } = await site({
      checks: ["access-restricted", "security-checks-passing"],
      steps: { network: { Subnet: { type: "AWS::EC2::Subnet", isMissing: true }, Other: subnet() } },
    });
    await run.say(intended("staging/storage"));

    // Drift detection alone says that it was deleted.
    expect(await validate()).toEqual(failed);
    expect((await validation()).detail.readings[0]).toEqual({
      check: "access-restricted",
      fact: "exists",
      resource: "staging/network/Subnet",
      answer: "broken",
      saw: "no AWS::EC2::Subnet is there",
    });
    expect(await answers()).toHaveLength(4);
  });

  test("a resource that no API describes answers nothing", async () => {
    const { run, validate, answers } = await site({
      steps: { network: { Subnet: subnet(), Other: subnet() } },
    });
    const real = run.installation.port("inspector");
    const inspector: typeof real = {
      inspect: (resources) => real.inspect(resources.filter(({ logicalId }) => logicalId !== "Subnet")),
    };

    expect(await validate("everything", { inspector })).toEqual(done);
    expect(await answers()).toEqual(["public-addresses of staging/network/Other: held"]);
  });
});

describe("a service that runs nothing, and the target group that it registers in", () => {
  const idle = (properties: object) =>
    site({
      checks: ["health-checks-operational"],
      steps: {
        compute: {
          Service: service(
            { desired: 0, running: 0 },
            { LoadBalancers: [{ TargetGroupArn: { Ref: "Targets" } }], ...properties },
          ),
          Targets: targetGroup({ healthy: 0, checked: 0, targets: 0 }),
        },
      },
    });

  test("are sound where the template says so", async () => {
    const { validate, answers } = await idle({ DesiredCount: 0 });

    expect(await validate()).toEqual(done);
    expect(await answers()).toEqual([
      "stands-as-declared of staging/compute: held",
      "running-tasks of staging/compute/Service: held",
      "target-health of staging/compute/Targets: held",
    ]);
  });

  test.each([[{ DesiredCount: 2 }], [{}]])("are waited for where it says %j", async (properties) => {
    const { validate } = await idle(properties);

    expect(await validate()).toEqual(waiting);
  });
});

test.each([
  ["what the environment has", "orders", done, []],
  [
    "what is somebody else's, although its name begins like that",
    "orders-archive",
    failed,
    ["exposure of production/compute/Permission: unobservable"],
  ],
])("a resource that opens %s", async (_what, FunctionName, expected, unread) => {
  const { validate, answers } = await site({
    environment: "production",
    checks: ["no-public-access-before-validation"],
    steps: {
      compute: {
        Orders: { type: "AWS::Lambda::Function", properties: { Name: "orders" } },
        Permission: { type: "AWS::Lambda::Permission", properties: { FunctionName } },
      },
    },
  });

  expect(await validate()).toEqual(expected);
  expect((await answers()).filter((answer) => answer.includes("Permission"))).toStrictEqual(unread);
});

describe("the scope of a validation", () => {
  test.each<[Scope, readonly string[]]>([
    ["everything", ["NetworkSubnet", "IngressSubnet"]],
    ["all-but-ingress", ["NetworkSubnet"]],
    ["ingress", ["IngressSubnet"]],
  ])("%s asks no step beyond it", async (scope, expected) => {
    const { validate, validation, inspected } = await site({
      environment: "production",
      steps: { network: { NetworkSubnet: subnet() }, ingress: { IngressSubnet: subnet() } },
    });
    await validate(scope);

    // Once production is open, what can be reached of it is read as well.
    expect([...new Set(inspected)]).toEqual(expected);
    expect((await validation()).detail.scope).toBe(scope);
  });
});

describe("an internet gateway", () => {
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
    const { run, validate } = await site({
      environment,
      checks: ["no-public-access-before-validation"],
      steps: { network: { Vpc: network({ internetGateways: 1 }), Subnet: subnet() } },
    });
    await run.say(...facts);

    expect(await validate(scope)).toEqual(isValid ? done : failed);
  });
});
