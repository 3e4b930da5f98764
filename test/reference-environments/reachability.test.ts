import { App, type Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { ReferenceEnvironment } from "../../lib/reference-environments/environment.ts";
import { settingsOf } from "../../lib/reference-environments/settings.ts";
import { clientProblems, publicWays, startProblems, type Templates } from "./reachability.ts";

type Environment = "development" | "staging" | "production";
type Size = "full" | "small";

const kept = new Map<string, Templates>();
function templatesOf(environment: Environment, size: Size): Templates {
  const key = `${environment} ${size}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const app = new App();
  const settings = settingsOf("shop", { image: `shop@sha256:${"0".repeat(64)}`, size, fixedAddresses: true });
  const stage = new ReferenceEnvironment(app, settings[environment]);
  app.synth();
  const templates = new Map(
    stage.node.children.map((child) => [child.node.id, Template.fromStack(child as Stack).toJSON()]),
  );
  kept.set(key, templates);
  return templates;
}

const without = (templates: Templates, ...parts: readonly string[]): Templates =>
  new Map([...templates].filter(([part]) => !parts.includes(part)));

/** The same templates, one of which is edited as text. */
function edited(templates: Templates, part: string, edit: (text: string) => string): Templates {
  const text = JSON.stringify(templates.get(part));
  const changed = edit(text);
  if (changed === text) throw new Error(`nothing of ${part} was edited`);
  return new Map([...templates, [part, JSON.parse(changed)]]);
}

const sizes: readonly Size[] = ["full", "small"];
const environments: readonly Environment[] = ["development", "staging", "production"];
const all = environments.flatMap((environment) => sizes.map((size) => [environment, size] as const));

test.each(all)("the tasks of %s (%s) pull their image, read S3 and write their logs", (environment, size) => {
  expect(startProblems(templatesOf(environment, size))).toEqual([]);
});

test.each(sizes)("clients reach production (%s) through its ingress", (size) => {
  expect(clientProblems(templatesOf("production", size))).toEqual([]);
});

test.each(all)("nobody gets into %s (%s) before it is released", (environment, size) => {
  expect(publicWays(without(templatesOf(environment, size), "ingress"))).toEqual([]);
});

/** The statements of the bucket that gets the access logs. */
const logBucketStatements = (templates: Templates): readonly Readonly<Record<string, unknown>>[] => {
  const { Resources } = templates.get("logging") as {
    readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: never }>>;
  };
  return Object.values(Resources).flatMap(({ Type, Properties }) =>
    Type === "AWS::S3::BucketPolicy"
      ? (Properties as { PolicyDocument: { Statement: [] } }).PolicyDocument.Statement
      : [],
  );
};

// Source: ELB user guide, "Enable access logs": this principal is right in every Region; an account per Region is the older way.
test.each(environments)("the balancer of %s may write its access logs in every Region", (environment) => {
  const templates = templatesOf(environment, "full");
  const statements = logBucketStatements(templates).map((one) => JSON.stringify(one));
  const prefix = /"access_logs\.s3\.prefix","Value":"([^"]+)"/.exec(
    JSON.stringify(templates.get("compute")),
  )?.[1];
  const admits = statements.filter((one) => one.includes('"logdelivery.elasticloadbalancing.amazonaws.com"'));

  expect(admits).toEqual([expect.stringContaining('"s3:PutObject"')]);
  expect(admits[0]).toContain(`"/${prefix}/*"`);
  expect(statements.filter((one) => /"Principal":\{"AWS":"?arn/.test(one))).toEqual([]);
});

describe("the analysis finds", () => {
  const production = () => templatesOf("production", "full");

  test("a backend that may not send to S3", () => {
    const cut = edited(production(), "network", (text) =>
      text.replace('"CidrIp":"0.0.0.0/0"', '"CidrIp":"10.30.0.0/16"'),
    );

    expect(startProblems(cut)).toEqual(["compute/Service may not send to S3"]);
  });

  test("an endpoint that admits another port", () => {
    const cut = edited(production(), "network", (text) =>
      text.replace(
        '"FromPort":443,"IpProtocol":"tcp","SourceSecurityGroupId"',
        '"FromPort":444,"IpProtocol":"tcp","SourceSecurityGroupId"',
      ),
    );

    expect(startProblems(cut)).toHaveLength(3);
  });

  test("an ingress that admits nobody", () => {
    const cut = edited(production(), "ingress", (text) =>
      text.replace('"CidrIp":"0.0.0.0/0"', '"CidrIp":"10.0.0.0/8"'),
    );

    expect(clientProblems(cut)).toEqual(["ingress/LoadBalancer admits nobody on 80"]);
  });

  test("an ingress without a route", () => {
    const cut = edited(production(), "ingress", (text) =>
      text.replace('"DestinationCidrBlock":"0.0.0.0/0"', '"DestinationCidrBlock":"10.0.0.0/8"'),
    );

    expect(clientProblems(cut)).toHaveLength(2);
  });

  test("a way in that stands before the release", () => {
    expect(publicWays(production())).toEqual(
      expect.arrayContaining(["ingress/Gateway", "ingress/LoadBalancer", "ingress/PublicGroup"]),
    );
  });
});

test("production's addresses reach nothing, and outlive its ingress", () => {
  const network = JSON.stringify(templatesOf("production", "full").get("network"));
  const ingress = JSON.stringify(templatesOf("production", "full").get("ingress"));

  expect(network.match(/"AWS::EC2::EIP"/g)).toHaveLength(2);
  expect(network).not.toMatch(/InternetGateway|EIPAssociation/);
  expect(ingress).not.toContain("AWS::EC2::EIP");
  expect(ingress.match(/"AllocationId"/g)).toHaveLength(2);
});

test("the log group that Container Insights would make is declared before the cluster", () => {
  for (const environment of environments) {
    const logging = JSON.stringify(templatesOf(environment, "full").get("logging"));
    expect(logging).toContain(`/aws/ecs/containerinsights/shop-${environment}-backend/performance`);
  }
});

test("CloudWatch Logs may use production's key for log groups of its own account and region", () => {
  const logging = JSON.stringify(templatesOf("production", "full").get("logging"));

  expect(logging).toContain("kms:EncryptionContext:aws:logs:arn");
});
