import { App, Aspects, type Stack, Stage, Token } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { readPlan } from "../../lib/command-line/submission/read-plan.ts";
import { parityOf } from "../../lib/domain/change/parity.ts";
import { ReferenceEnvironment } from "../../lib/reference-environments/environment.ts";
import { LeaveOut } from "../../lib/reference-environments/leave-out.ts";
import { imageOf, settingsOf } from "../../lib/reference-environments/settings.ts";

const image = `shop@sha256:${"0".repeat(64)}`;

function synthesise(leaveOut: readonly string[] = []) {
  const fixedAddresses = !leaveOut.includes("fixed-addresses");
  const settings = settingsOf("shop", { image, size: "full", fixedAddresses });
  const app = new App();
  const aspect = new LeaveOut(leaveOut);
  const environments = [settings.development, settings.staging, settings.production].map((environment) => {
    const stage = new ReferenceEnvironment(app, environment);
    Aspects.of(stage).add(aspect);
    return stage;
  });
  app.synth();
  const stacks = environments.flatMap((stage) => stage.node.children.map((child) => child as Stack));
  const templates = new Map(stacks.map((stack) => [stack.node.path, Template.fromStack(stack).toJSON()]));
  return { stacks, templates, leftOut: aspect.leftOut };
}

const { stacks, templates } = synthesise();
const resources = (path: string): Record<string, { Type: string; Properties: Record<string, unknown> }> =>
  templates.get(path)?.["Resources"] ?? {};
const one = (path: string, type: string) => {
  const found = Object.values(resources(path)).filter(({ Type }) => Type === type);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${path} has ${found.length} of ${type}`);
  return found[0].Properties;
};

test("each part is a stack of its own, named after application, environment and part", () => {
  expect(stacks.map(({ stackName }) => stackName)).toEqual([
    ...["network", "logging", "storage", "database", "compute"].map((part) => `shop-development-${part}`),
    ...["network", "logging", "storage", "database", "compute"].map((part) => `shop-staging-${part}`),
    ...["network", "logging", "storage", "database", "compute", "monitoring", "ingress"].map(
      (part) => `shop-production-${part}`,
    ),
  ]);
  expect(stacks.every(({ stackName }) => !Token.isUnresolved(stackName))).toBe(true);
});

test("no step depends on ingress or on another environment", () => {
  for (const stack of stacks)
    for (const dependency of stack.dependencies) {
      expect(dependency.node.id).not.toBe("ingress");
      expect(Stage.of(dependency)).toBe(Stage.of(stack));
    }
});

test("staging mirrors development: the same logical ids of the same types", () => {
  const shape = (path: string) => Object.entries(resources(path)).map(([id, { Type }]) => `${id} ${Type}`);
  for (const part of ["network", "logging", "storage", "database", "compute"])
    expect(shape(`staging/${part}`)).toEqual(shape(`development/${part}`));
});

test("the plan names each difference between production and the staging that is signed off, and no other", () => {
  const of = (environment: string) =>
    [...templates]
      .filter(([path]) => path.startsWith(`${environment}/`))
      .map(([path, template]) => {
        const step = path.slice(environment.length + 1);
        return { step, part: step, template: JSON.stringify(template), parameters: {} };
      });
  const { allowedDifferences } = readPlan();
  const differences = parityOf(of("staging"), of("production"), allowedDifferences);
  expect(differences.filter(({ allowed }) => allowed === null)).toEqual([]);
  const found = ({ part, pointer }: { part: string; pointer: string }) =>
    differences.some(({ step, at }) => step === part && (at.startsWith(pointer) || pointer === "/"));
  expect(allowedDifferences.filter((allowed) => !found(allowed))).toEqual([]);
});

test.each(["development", "staging", "production"])(
  "%s has no way to the internet but its ingress",
  (environment) => {
    const types = stacks
      .filter(({ node }) => node.path.startsWith(`${environment}/`) && node.id !== "ingress")
      .flatMap(({ node }) => Object.values(resources(node.path)).map(({ Type }) => Type));
    expect(types).not.toContain("AWS::EC2::InternetGateway");
    expect(types).not.toContain("AWS::EC2::NatGateway");
    expect(one(`${environment}/compute`, "AWS::ElasticLoadBalancingV2::LoadBalancer")).toMatchObject({
      Scheme: "internal",
    });
    expect(one(`${environment}/database`, "AWS::RDS::DBInstance")).toMatchObject({
      PubliclyAccessible: false,
    });
  },
);

test("production's database spans zones, is encrypted, backed up and protected", () => {
  expect(one("production/database", "AWS::RDS::DBInstance")).toMatchObject({
    MultiAZ: true,
    StorageEncrypted: true,
    BackupRetentionPeriod: 14,
    DeletionProtection: true,
    ManageMasterUserPassword: true,
  });
});

test("production's backend runs at least twice, over two zones, and undoes a deployment that fails", () => {
  const service = one("production/compute", "AWS::ECS::Service");
  expect(service).toMatchObject({
    DesiredCount: 2,
    DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
  });
  expect(service["NetworkConfiguration"]).toMatchObject({
    AwsvpcConfiguration: { AssignPublicIp: "DISABLED" },
  });
});

test("no stack has a custom resource or a function, which would leave resources behind", () => {
  const types = stacks.flatMap(({ node }) => Object.values(resources(node.path)).map(({ Type }) => Type));
  expect(types.filter((type) => /Custom::|CustomResource|Lambda/.test(type))).toEqual([]);
});

test("only the resources that an emulator lacks are left out, by name", () => {
  const less = synthesise(["fixed-addresses", "flow-logs", "task-autoscaling"]);
  const gone = stacks.flatMap(({ node }) =>
    Object.entries(resources(node.path))
      .filter(([id]) => !(id in (less.templates.get(node.path)?.["Resources"] ?? {})))
      .map(([, { Type }]) => Type),
  );
  expect(new Set(gone)).toEqual(
    new Set([
      "AWS::EC2::EIP",
      "AWS::EC2::FlowLog",
      "AWS::ApplicationAutoScaling::ScalableTarget",
      "AWS::ApplicationAutoScaling::ScalingPolicy",
    ]),
  );
  expect(less.leftOut).toContain("flow-logs: production/logging/FlowLog");
});

test("a name that is not in the table is refused", () => {
  expect(() => new LeaveOut(["databases"])).toThrow(
    "it can be fixed-addresses or flow-logs or task-autoscaling",
  );
});

test("on AWS the backend has an image that ECS can pull, and an emulator needs none", () => {
  const digest = `shop@sha256:${"a".repeat(64)}`;

  expect(imageOf("shop", digest, false)).toBe(digest);
  expect(imageOf("shop", "", true)).toMatch(/^shop@sha256:0{64}$/);
  for (const given of ["", "shop:latest"])
    expect(() => imageOf("shop", given, false)).toThrow("pass --context image=shop@sha256:DIGEST");
});

test("the database is made last in its stack: no later failure has to delete a protected one", () => {
  for (const environment of ["development", "staging", "production"]) {
    const { Instance, ...others } = resources(`${environment}/database`);
    const needed = JSON.stringify(Instance);

    expect(Object.keys(others).filter((name) => !needed.includes(`"${name}"`))).toEqual([]);
    expect(JSON.stringify(others)).not.toContain('"Instance"');
  }
});
