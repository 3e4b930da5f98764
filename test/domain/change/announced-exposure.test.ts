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

describe("what depends on a condition that nobody can tell is announced as what it may be:", () => {
  const Conditions = { Mine: { "Fn::Equals": [{ Ref: "AWS::AccountId" }, "111111111111"] } };
  const either = (then: unknown, otherwise: unknown) => ({ "Fn::If": ["Mine", then, otherwise] });
  const untold = (resources: object): StepTemplate => ({
    ...step({}),
    template: JSON.stringify({ Conditions, Resources: resources }),
  });

  test.each<[string, object]>([
    ["a database", thing("AWS::RDS::DBInstance", { PubliclyAccessible: either(true, false) })],
    [
      "a database that would be closed if it held",
      thing("AWS::RDS::DBInstance", { PubliclyAccessible: either("false", "true") }),
    ],
    ["an address", thing("AWS::EC2::Subnet", { MapPublicIpOnLaunch: either(true, false) })],
    [
      "an API",
      thing("AWS::ApiGateway::RestApi", {
        EndpointConfiguration: { Types: [either("PRIVATE", "REGIONAL")] },
      }),
    ],
    ["guests", thing("AWS::Cognito::IdentityPool", { AllowUnauthenticatedIdentities: either(true, false) })],
  ])("%s", (_what, resources) => {
    expect(announcedBy(untold(resources))).toHaveLength(1);
  });

  test.each<[string, Partial<StepTemplate>, unknown, number]>([
    ["in the account that the step names", { account: "111111111111" }, { Ref: "AWS::AccountId" }, 1],
    ["in another account that it names", { account: "222222222222" }, { Ref: "AWS::AccountId" }, 0],
    ["in the region that it names", { region: "111111111111" }, { Ref: "AWS::Region" }, 1],
    ["in another region that it names", { region: "eu-west-1" }, { Ref: "AWS::Region" }, 0],
  ])("but as what it is %s", (_where, place, of, ways) => {
    const template = JSON.stringify({
      Conditions: { Mine: { "Fn::Equals": [of, "111111111111"] } },
      Resources: thing("AWS::RDS::DBInstance", { PubliclyAccessible: either(true, false) }),
    });

    expect(announcedBy({ ...step({}), ...place, template })).toHaveLength(ways);
    expect(resourcesIn({ ...step({}), ...place, template })).toMatchObject({
      Thing: { Properties: { PubliclyAccessible: { "Fn::If": expect.anything() } } },
    });
  });

  test("not at all if it is closed in each case", () => {
    expect(
      announcedBy(untold(thing("AWS::RDS::DBInstance", { PubliclyAccessible: either(false, "false") }))),
    ).toStrictEqual([]);
  });

  test("as far as in all cases together", () => {
    const port = (FromPort: number) => ({
      IpProtocol: "tcp",
      FromPort,
      ToPort: FromPort,
      CidrIp: "0.0.0.0/0",
    });
    const resources = thing("AWS::EC2::SecurityGroup", {
      SecurityGroupIngress: [port(443), either(port(80), port(22))],
    });

    expect([...announcedQuestions(untold(resources)).values()]).toEqual([
      ["tcp 443-443", "tcp 80-80", "tcp 22-22"],
    ]);
  });
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
