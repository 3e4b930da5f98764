import { about, candidate, rulesOf, withResource } from "./about-change.ts";

test("a service of the stack's own region is a service, however its name is put together", () => {
  const principal = { Service: { "Fn::Join": ["", ["logs.", { Ref: "AWS::Region" }, ".amazonaws.com"]] } };
  const Resources = {
    Key: {
      Type: "AWS::KMS::Key",
      Properties: {
        KeyPolicy: {
          Statement: [{ Effect: "Allow", Action: "kms:Decrypt", Principal: principal, Resource: "*" }],
        },
      },
    },
  };

  expect(about(candidate({ template: JSON.stringify({ Resources }) })).refusals).toEqual([]);
});

describe("a condition binds everyone to the environment's own account", () => {
  const own = { Ref: "AWS::AccountId" };
  const admitting = (Type: string, Condition: object) =>
    rulesOf(
      about(
        candidate(
          withResource({
            Type,
            Properties: {
              PolicyDocument: {
                Statement: [{ Effect: "Allow", Action: "*", Principal: "*", Resource: "*", Condition }],
              },
            },
          }),
        ),
      ),
    );

  test.each(["aws:SourceAccount", "aws:PrincipalAccount", "kms:CallerAccount"])("by %s", (key) => {
    expect(admitting("AWS::SNS::TopicPolicy", { StringEquals: { [key]: own } })).toEqual([]);
    expect(admitting("AWS::SNS::TopicPolicy", { StringEquals: { [key]: "999999999999" } })).toEqual([
      "foreign-principal",
    ]);
  });

  test("but not by an operator that also holds without the key", () => {
    expect(
      admitting("AWS::SNS::TopicPolicy", { "ForAllValues:StringEquals": { "aws:SourceAccount": own } }),
    ).toEqual(["foreign-principal"]);
  });

  test("but not by the account of the resource, which is always its own, except where requests only pass through", () => {
    const condition = { StringEquals: { "aws:ResourceAccount": own } };

    expect(admitting("AWS::SNS::TopicPolicy", condition)).toEqual(["foreign-principal"]);
    expect(admitting("AWS::EC2::VPCEndpoint", condition)).toEqual([]);
  });
});
