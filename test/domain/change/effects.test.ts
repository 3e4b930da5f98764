import {
  type ActualEffect,
  beyondEnvelope,
  type Effect,
  effectsInWords,
} from "../../../lib/domain/change/effects.ts";
import { predictEffects } from "../../../lib/domain/change/predict-effects.ts";

const bucket = (properties: object, attributes: object = {}) => ({
  Type: "AWS::S3::Bucket",
  Properties: properties,
  ...attributes,
});
const deployment = (Resources: object, parameters = {}, tags = {}) => ({
  template: JSON.stringify({ Resources }),
  parameters,
  tags,
});
const predict = (before: object | null, wanted: object) =>
  predictEffects(before === null ? null : deployment(before), deployment(wanted)).effects.map(
    ({ effect, logicalId }) => `${effect} ${logicalId}`,
  );

describe("the predicted effects of a step", () => {
  test("of a new stack are additions", () => {
    expect(predict(null, { Data: bucket({}) })).toEqual(["add Data"]);
  });

  test("name removals and replacements before everything else", () => {
    const before = { Zone: bucket({}), Name: bucket({ BucketName: "a" }), Kept: bucket({}) };
    const wanted = {
      Added: bucket({}),
      Name: bucket({ BucketName: "b" }),
      Kept: bucket({ VersioningConfiguration: { Status: "Enabled" } }),
    };
    expect(predict(before, wanted)).toEqual(["remove Zone", "replace Name", "modify Kept", "add Added"]);
  });

  test("count what may be replaced as replaced", () => {
    const cluster = (nodes: string) => ({
      Cluster: { Type: "AWS::EC2::Instance", Properties: { Tenancy: nodes } },
    });
    expect(predict(cluster("default"), cluster("host"))).toEqual(["replace Cluster"]);
  });

  test("say that what is retained stays behind", () => {
    const before = deployment({ Data: bucket({}, { DeletionPolicy: "Retain" }), Other: bucket({}) });
    const [effect] = predictEffects(before, deployment({ Other: bucket({}) })).effects;
    expect(effect).toMatchObject({
      effect: "remove",
      because: ["it stays behind, and no stack holds it any more"],
    });
  });

  test("see a parameter where it is used", () => {
    const named = { Data: bucket({ BucketName: { Ref: "Name" } }) };
    const { effects } = predictEffects(deployment(named, { Name: "a" }), deployment(named, { Name: "b" }));
    expect(effects).toMatchObject([{ effect: "replace", logicalId: "Data" }]);
  });

  test("of a changed stack tag reach every resource", () => {
    const same = { Data: bucket({}) };
    const { effects } = predictEffects(
      deployment(same, {}, { team: "a" }),
      deployment(same, {}, { team: "b" }),
    );
    expect(effects).toMatchObject([{ effect: "modify", because: ["the stack's tags"] }]);
  });

  test("of a stack that cannot be compared are replacements", () => {
    const foreign = { template: "Resources:\n  Data: {}", parameters: {}, tags: {} };
    const { effects } = predictEffects(foreign, deployment({ Data: bucket({}) }));
    expect(effects).toMatchObject([{ effect: "replace", logicalId: "Data" }]);
  });

  test("of the same deployment are none", () => {
    const same = deployment({ Data: bucket({}) }, { a: "1" }, { b: "2" });
    expect(predictEffects(same, same)).toEqual({ effects: [], widening: [] });
  });

  test("name what IAM and the network let through that they did not before, and not what they close", () => {
    const group = (rules: object[]) => ({
      Door: {
        Type: "AWS::EC2::SecurityGroup",
        Properties: { GroupDescription: "door", SecurityGroupIngress: rules },
      },
    });
    const role = (statements: object[]) => ({
      Worker: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: { Statement: [] },
          Policies: statements.map((statement) => ({
            PolicyName: "p",
            PolicyDocument: { Statement: [statement] },
          })),
        },
      },
    });
    const open = { IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "0.0.0.0/0" };
    const may = { Effect: "Allow", Action: "s3:*", Resource: "*" };
    const narrow = deployment({ ...group([]), ...role([]) });
    const wide = deployment({ ...group([open]), ...role([may]) });
    expect(predictEffects(narrow, wide).widening).toEqual([
      "IAM: Allow s3:* on * to AWS:$" + "{Worker}",
      "Network: $" + "{Door.GroupId} lets in TCP 443 from Everyone (IPv4)",
    ]);
    expect(predictEffects(wide, narrow).widening).toEqual([]);
  });
});

describe("a change set", () => {
  const approved: Effect[] = [
    { effect: "remove", logicalId: "Old", type: "T", because: [] },
    { effect: "replace", logicalId: "Name", type: "T", because: [] },
    { effect: "modify", logicalId: "Kept", type: "T", because: [] },
    { effect: "add", logicalId: "New", type: "T", because: [] },
  ];
  const row = (
    logicalId: string,
    action: ActualEffect["action"],
    replacement: ActualEffect["replacement"] = null,
  ) => ({
    logicalId,
    type: "T",
    action,
    replacement,
  });

  test("that does what was approved, or less, lies within", () => {
    expect(
      beyondEnvelope(approved, [
        row("Old", "Remove"),
        row("Name", "Modify", "Conditional"),
        row("Kept", "Modify", "False"),
        row("New", "Add"),
        row("Reader", "Modify", "False"),
      ]),
    ).toEqual([]);
  });

  test.each([
    ["removes what was to stay", row("Kept", "Remove"), "Kept (T) would be removed"],
    ["replaces what was to be modified", row("Kept", "Modify", "True"), "Kept (T) would be replaced"],
    ["may replace it", row("Kept", "Modify", "Conditional"), "would be replaced, under a condition"],
    ["replaces what nobody named", row("Else", "Modify", "True"), "Else (T) would be replaced"],
    ["adds what nobody named", row("Else", "Add"), "Else (T) would be added"],
    ["imports", row("New", "Import"), "would be imported"],
    ["cannot tell", row("Kept", "Dynamic"), "cannot be told beforehand"],
    ["keeps what was to go", row("Old", "Modify", "False"), "Old (T) would be kept"],
  ])("that %s lies beyond", (_, actual, said) => {
    expect(beyondEnvelope(approved, [actual])).toEqual([expect.stringContaining(said)]);
  });

  test("is told in words, gravest first", () => {
    expect(effectsInWords(approved)).toBe("1 removed, 1 replaced, 1 modified, 1 added");
    expect(effectsInWords([])).toBe("nothing changes");
  });
});
