import { predictEffects } from "../../../../lib/domain/change/prediction/predict-effects.ts";

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: object }>>;

const deployment = (Resources: Resources) => ({
  template: JSON.stringify({ Resources }),
  parameters: {},
  tags: {},
});

describe("what a step opens", () => {
  const role = (statements: readonly object[], managed: readonly string[] = []): Resources => ({
    Worker: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: { Statement: [] },
        ManagedPolicyArns: managed,
        Policies: [{ PolicyName: "p", PolicyDocument: { Statement: statements } }],
      },
    },
  });
  const door = (rules: object): Resources => ({
    Door: { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: "door", ...rules } },
  });
  const allow = { Effect: "Allow", Action: ["sqs:Send", "sqs:Receive"], Resource: "*" };
  const deny = { Effect: "Deny", Action: "s3:*", Resource: "*" };
  const https = { IpProtocol: "tcp", FromPort: 443, ToPort: 443 };
  const out = { SecurityGroupEgress: [{ ...https, CidrIp: "10.0.0.0/8" }] };
  const into = { SecurityGroupIngress: [{ ...https, CidrIp: "0.0.0.0/0" }] };
  const worker = "AWS:$" + "{Worker}";
  const condition = { Bool: { "aws:mfa": "true" }, StringEquals: { "aws:team": ["a", "b"] } };

  test.each<[string, Resources, Resources, readonly string[]]>([
    [
      "names every action of a statement on one line",
      role([]),
      role([allow]),
      [`IAM: Allow sqs:Receive, sqs:Send on * to ${worker}`],
    ],
    [
      "names the condition of a statement on the same line",
      role([]),
      role([{ ...allow, Action: "sqs:Send", Condition: condition }]),
      [
        `IAM: Allow sqs:Send on * to ${worker} if "Bool": { "aws:mfa": "true" }, "StringEquals": { "aws:team": [ "a", "b" ] }`,
      ],
    ],
    [
      "names managed policies that are added, and none that are taken away",
      role([], ["arn:old"]),
      role([], ["arn:new"]),
      ["IAM: arn:new for $" + "{Worker}"],
    ],
    [
      "names a denial that falls away",
      role([deny]),
      role([]),
      [`IAM: no longer Deny s3:* on * to ${worker}`],
    ],
    ["does not name a statement that falls away", role([allow]), role([]), []],
    ["does not name a denial that is added", role([]), role([deny]), []],
    [
      "names what the network lets in",
      door({}),
      door(into),
      ["Network: $" + "{Door.GroupId} lets in TCP 443 from Everyone (IPv4)"],
    ],
    [
      "names what the network lets out",
      door({}),
      door(out),
      ["Network: $" + "{Door.GroupId} lets out TCP 443 to 10.0.0.0/8"],
    ],
    ["does not name what the network closes", door({ ...into, ...out }), door({}), []],
  ])("%s", (_what, before, wanted, lines) => {
    expect(predictEffects(deployment(before), deployment(wanted)).widening).toEqual(lines);
  });

  describe("is told as what it may be where it depends on a condition that nobody can tell:", () => {
    const Conditions = { Mine: { "Fn::Equals": [{ Ref: "AWS::AccountId" }, "111111111111"] } };
    const either = (then: unknown, otherwise: unknown = { Ref: "AWS::NoValue" }) => ({
      "Fn::If": ["Mine", then, otherwise],
    });
    const untold = (resources: object) => ({
      ...deployment({}),
      template: JSON.stringify({ Conditions, Resources: resources }),
    });
    const send = { ...allow, Action: "sqs:Send" };
    const sends = `IAM: Allow sqs:Send on * to ${worker}`;
    const opened = "Network: $" + "{Door.GroupId} lets in TCP 443 from Everyone (IPv4)";
    const rule = { ...https, CidrIp: "0.0.0.0/0" };

    test.each<[string, object, object, readonly string[]]>([
      ["a statement", role([]), role([either(send) as object]), [sends]],
      ["a statement that stays", role([send]), role([either(send) as object]), []],
      [
        "a denial",
        role([deny]),
        role([either(deny) as object]),
        [`IAM: no longer Deny s3:* on * to ${worker}`],
      ],
      ["a rule", door({}), door({ SecurityGroupIngress: [either(rule)] }), [opened]],
      ["a list of rules", door({}), door({ SecurityGroupIngress: either([], [rule]) }), [opened]],
      [
        "nothing that goes by the same condition",
        door({ SecurityGroupIngress: [either(rule)] }),
        door({ SecurityGroupIngress: [either(rule)], GroupDescription: "other" }),
        [],
      ],
    ])("%s", (_what, before, wanted, lines) => {
      expect(predictEffects(untold(before), untold(wanted)).widening).toStrictEqual(lines);
    });
  });

  test("is told of what is called as a method is, also in a list", () => {
    const odd = (value: string) => ({
      hasOwnProperty: { Type: "AWS::SNS::Topic", Properties: {} },
      Tagged: { Type: "AWS::S3::Bucket", Properties: { Tags: [{ hasOwnProperty: value }] } },
    });
    const wanted = { ...odd("b"), ...role([{ ...allow, Action: "sqs:Send" }]) };

    expect(predictEffects(deployment({ ...odd("a"), ...role([]) }), deployment(wanted)).widening).toEqual([
      `IAM: Allow sqs:Send on * to ${worker}`,
    ]);
  });
});

describe("what the template does not tell of a permission", () => {
  const policy = (Properties: object, Type = "AWS::SQS::QueuePolicy"): Resources => ({
    Policy: { Type, Properties },
  });
  const reading = { Statement: [{ Effect: "Allow", Action: "s3:Get*", Resource: "*" }] };
  const wideningOf = (before: Resources, after: Resources) =>
    predictEffects(deployment(before), deployment(after)).widening;
  const sound = { Bucket: "b", PolicyDocument: reading };

  test.each<[string, Resources]>([
    ["a policy without a document", policy({ Queues: ["a"] })],
    ["a policy whose properties are a list", policy([])],
    ["a policy whose statement is a number", policy({ KeyPolicy: { Statement: 5 } }, "AWS::KMS::Key")],
  ])("is said of %s, and the rest is read", (_of, unread) => {
    const Sound = { Type: "AWS::S3::BucketPolicy", Properties: sound };

    expect(wideningOf({}, { ...unread, Sound })).toEqual([
      "IAM: nobody can tell what Policy allows",
      "IAM: Allow s3:Get* on b to ",
    ]);
  });

  test("is said of a policy that loses its document", () => {
    expect(wideningOf(policy(sound), policy({ Bucket: "b" }))).toEqual([
      "IAM: nobody can tell what Policy allows",
    ]);
  });

  test("is said of a policy without a document that falls away", () => {
    expect(wideningOf(policy({ Bucket: "b" }), {})).toEqual(["IAM: nobody can tell what Policy allows"]);
  });

  test.each(["Groups", "Users", "Roles"])("stays one name where it stands for %s", (principals) => {
    const named = { PolicyName: "p", PolicyDocument: reading, [principals]: { "Fn::ImportValue": "names" } };

    expect(wideningOf({}, policy(named, "AWS::IAM::Policy"))).toEqual([
      'IAM: Allow s3:Get* on * to AWS:{"Fn::ImportValue":"names"}',
    ]);
  });
});
