import { install, take } from "../simulator/runs.ts";
import { bucket, idOf, leftBehind, rolledBack, template } from "./rolled-back.ts";

type Resources = Readonly<Record<string, object>>;

/** A run that changes a released network and is rolled back. */
async function changed(before: Resources, after: Resources, world = install()) {
  const { verdict } = await take(world, {
    templateOf: (_environment, part) => template(part === "network" ? before : { Bucket: bucket }),
  });
  expect(verdict).toBe("SUCCEEDED");
  return rolledBack(world, { network: after }, 2);
}

describe("what an update made, replaced or removed, and belongs to a resource that stands", () => {
  const Api = { Type: "AWS::ApiGateway::RestApi" };
  // The CDK gives it another logical id with each change of the API.
  const deployment = { Type: "AWS::ApiGateway::Deployment", Properties: { RestApiId: { Ref: "Api" } } };

  test("is gone when Cloud Control does not find it any more", async () => {
    const run = await changed({ Api, One: deployment }, { Api, Two: deployment });

    expect(run.proof.residual).toEqual([]);
    expect(run.verdict).toBe("ROLLED_BACK");
    expect(run.looked.filter(({ type }) => type === deployment.Type).map(({ how }) => how)).toEqual([
      expect.stringMatching(/two.*: not found; it was read while it stood$/),
      expect.stringMatching(/one.*: not found; it was read while it stood$/),
    ]);
  });

  test("is left when Cloud Control finds it", async () => {
    const world = install();
    leftBehind(world, "network", "Two");
    const run = await changed({ Api, One: deployment }, { Api, Two: deployment }, world);

    expect(run.proof.residual).toEqual([
      { type: deployment.Type, id: idOf("network", "two"), state: "present" },
    ]);
  });

  test("is seen while it stands if CloudFormation itself takes it away, because the update fails", async () => {
    const world = install();
    await take(world, {
      templateOf: (_environment, part) => template(part === "compute" ? { Api } : { Bucket: bucket }),
    });
    const { verdict } = await take(world, {
      attempt: 2,
      templateOf: (environment, part) =>
        JSON.stringify({
          Resources: part === "compute" ? { Api, Two: deployment } : { Bucket: bucket },
          ...(environment === "development" && part === "compute"
            ? { Metadata: { World: { fails: ["update"], seconds: 20 } } }
            : {}),
        }),
    });

    expect(verdict).toBe("ROLLED_BACK");
  });
});

describe("an inline policy of a role that stands", () => {
  const roleWith = (...permissions: readonly string[]) => ({
    Type: "AWS::IAM::Role",
    Metadata: { Facts: { permissions } },
  });
  const policy = {
    Type: "AWS::IAM::Policy",
    Properties: {
      PolicyName: "reads",
      Roles: [{ Ref: "Role" }],
      PolicyDocument: { Version: "2012-10-17", Statement: [] },
    },
  };
  const rolledBackWith = (...permissions: readonly string[]) =>
    changed({ Role: roleWith(...permissions) }, { Role: roleWith(...permissions), Reads: policy });

  test("is gone when the role has it no more", async () => {
    const run = await rolledBackWith("reads-more 01234567", "arn:aws:iam::aws:policy/ReadOnlyAccess");

    expect(run.proof.residual).toEqual([]);
    expect(run.looked.find(({ type }) => type === policy.Type)?.how).toMatch(
      /^iam:GetRole: .*-network-role-\d+ has it no more$/,
    );
  });

  test("is gone if what the role has under its name is the policy that a rollback made again", async () => {
    const Role = roleWith("reads 01234567");
    const run = await changed({ Role, One: policy }, { Role, Two: policy });

    expect(run.looked.filter(({ type }) => type === policy.Type).map(({ how }) => how)).toEqual([
      expect.stringMatching(/has that of .*-network-one-\d+, which stands$/),
      expect.stringMatching(/has that of .*-network-one-\d+, which stands$/),
    ]);
    expect(run.verdict).toBe("ROLLED_BACK");
  });

  test.each([
    [
      "is left while",
      ["reads 01234567"],
      [{ type: policy.Type, id: idOf("network", "reads"), state: "present" }],
    ],
    ["is gone when it no more is in", [], []],
  ])(
    "%s the role that stands, also if another of its roles is gone",
    async (_what, permissions, residual) => {
      const Role = roleWith(...permissions);
      const Reads = {
        ...policy,
        Properties: { ...policy.Properties, Roles: [{ Ref: "Own" }, { Ref: "Role" }] },
      };
      const run = await changed({ Role }, { Role, Own: roleWith(), Reads });

      expect(run.proof.residual).toEqual(residual);
    },
  );

  test("is left while the role has it", async () => {
    const run = await rolledBackWith("reads 01234567");

    expect(run.proof.residual).toEqual([
      { type: policy.Type, id: idOf("network", "reads"), state: "present" },
    ]);
  });
});

describe.each([
  ["AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues"],
  ["AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics"],
])("the policy of an %s that stands", (owner, type, property) => {
  const rolledBackTo = (...documents: readonly string[]) => {
    const Owner = { Type: owner, Metadata: { Facts: { documents } } };
    const PolicyDocument = { Version: "2012-10-17", Statement: [] };
    return changed(
      { Owner },
      { Owner, Policy: { Type: type, Properties: { [property]: [{ Ref: "Owner" }], PolicyDocument } } },
    );
  };

  test("is gone when the owner has none", async () => {
    const run = await rolledBackTo();

    expect(run.verdict).toBe("ROLLED_BACK");
    expect(run.looked.find((one) => one.type === type)?.how).toMatch(/ has it no more$/);
  });

  test("stays unproven while the owner has one, which may be another", async () => {
    const run = await rolledBackTo('{"Statement":[]}');

    expect(run.verdict).toBe("QUARANTINED");
  });
});
