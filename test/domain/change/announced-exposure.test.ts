import {
  announcedBy,
  announcedQuestions,
  resourcesIn,
  type StepTemplate,
} from "../../../lib/domain/change/announced-exposure.ts";

const step = (
  Resources: object,
  more: Partial<StepTemplate> & { Parameters?: object } = {},
): StepTemplate => {
  const { Parameters = {}, ...rest } = more;
  return {
    step: "web",
    part: "compute",
    stackName: "shop-production-web",
    parameters: {},
    template: JSON.stringify({ Parameters, Resources }),
    ...rest,
  };
};
const thing = (Type: string, Properties?: object) => ({
  Thing: { Type, ...(Properties ? { Properties } : {}) },
});
const everyone = { Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] };
const nobody = { Statement: [] };

test("an announcement says which resource of which step can be reached, and how", () => {
  expect(announcedBy(step(thing("AWS::ApiGateway::RestApi")))).toStrictEqual([
    {
      step: "web",
      logicalId: "Thing",
      type: "AWS::ApiGateway::RestApi",
      what: expect.any(String),
      opensWithRelease: false,
    },
  ]);
});

test.each<[string, object, number]>([
  ["always open by what it is", thing("AWS::ECR::PublicRepository"), 1],
  [
    "open as its properties say",
    thing("AWS::Cognito::IdentityPool", { AllowUnauthenticatedIdentities: true }),
    1,
  ],
  [
    "closed as its properties say",
    thing("AWS::Cognito::IdentityPool", { AllowUnauthenticatedIdentities: false }),
    0,
  ],
  ["without properties that open it", thing("AWS::Cognito::IdentityPool"), 0],
  ["with a policy that names everyone", thing("AWS::Backup::BackupVault", { AccessPolicy: everyone }), 1],
  ["with a policy that names nobody", thing("AWS::Backup::BackupVault", { AccessPolicy: nobody }), 0],
  ["with a policy that AWS gives it", thing("AWS::KMS::ReplicaKey"), 1],
  ["of a type that is never reached", thing("AWS::EC2::FlowLog"), 0],
  ["of a type that nobody knows", thing("AWS::Nobody::Knows"), 0],
  ["of a type that is called as a method is", thing("constructor"), 0],
  ["of no type", { Thing: {} }, 0],
])("a template announces a resource that is %s: %d way in", (_what, resources, ways) => {
  expect(announcedBy(step(resources))).toHaveLength(ways);
});

const ingress = (CidrIp: unknown) => ({
  SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp }],
});

test("what is open in part is announced with how far, and not at all if it is nowhere", () => {
  const [[question, extent] = ["", null], ...more] = announcedQuestions(
    step(thing("AWS::EC2::SecurityGroup", ingress("0.0.0.0/0"))),
  );

  expect(more).toStrictEqual([]);
  expect(question).toMatch(/^Thing /);
  expect(extent).toEqual(["tcp 443-443"]);
  expect([
    ...announcedQuestions(step(thing("AWS::EC2::SecurityGroup", ingress("10.0.0.0/8")))),
  ]).toStrictEqual([]);
});

test("what is open is announced for each question about it, however far", () => {
  expect([...announcedQuestions(step(thing("AWS::ECR::PublicRepository")))]).toEqual([
    ["Thing public-repository", null],
  ]);
  expect([...announcedQuestions(step(thing("AWS::ApiGateway::RestApi"))).values()]).toEqual([null]);
});

describe("the resources of a step", () => {
  test("have what the step gives its parameters, and the name of its stack", () => {
    const resources = thing("AWS::SNS::Topic", {
      TopicName: { Ref: "AWS::StackName" },
      DisplayName: { Ref: "P" },
    });

    expect(
      resourcesIn(
        step(resources, { Parameters: { P: { Type: "String", Default: "a" } }, parameters: { P: "b" } }),
      ),
    ).toEqual(thing("AWS::SNS::Topic", { TopicName: "shop-production-web", DisplayName: "b" }));
  });

  test("decide what is announced once they are evaluated", () => {
    const parameters = { P: "0.0.0.0/0" };
    const Parameters = { P: { Type: "String" } };
    const resources = thing("AWS::EC2::SecurityGroup", ingress({ Ref: "P" }));

    expect(announcedBy(step(resources, { Parameters, parameters }))).toHaveLength(1);
  });

  test("are none of a text that is no template", () => {
    expect(resourcesIn(step({}, { template: "Resources:" }))).toStrictEqual({});
    expect(resourcesIn(step({}, { template: "{}" }))).toStrictEqual({});
  });
});
