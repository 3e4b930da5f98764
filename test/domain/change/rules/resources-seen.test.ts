// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import type { CandidateStep } from "../../../../lib/domain/change/rules/candidate.ts";
import { about, bucket, candidate, role, subnet } from "./about-change.ts";
import { account, demands, letter } from "./judged.ts";

const found = (thing: object, more: Partial<CandidateStep> = {}, under = letter) =>
  about(candidate({ template: JSON.stringify({ Resources: { Thing: thing } }), ...more }), {}, under);
const stranger = role({ Principal: { AWS: "arn:aws:iam::999999999999:root" } });

describe("a resource is named", () => {
  const named = (more: object) => found({ ...stranger, ...more }).refusals.map(({ where }) => where);

  test.each<[string, object, string]>([
    ["by its construct path", { Metadata: { "aws:cdk:path": "shop/Web/Role/Resource" } }, "shop/Web/Role"],
    [
      "by its whole construct path where the end is no Resource of the CDK",
      { Metadata: { "aws:cdk:path": "shop/Resource/Role/ResourceRole" } },
      "shop/Resource/Role/ResourceRole",
    ],
    [
      "by its stack and logical id otherwise",
      { Metadata: { "aws:cdk:path": 7 } },
      "development/compute/Thing",
    ],
  ])("%s", (_what, more, where) => {
    expect(named(more)).toEqual([where]);
  });
});

describe("of its place, a template says", () => {
  const letsIn = (who: object | string, more: Partial<CandidateStep>) =>
    found(role({ Principal: { AWS: who } }), more)
      .refusals.filter(({ rule }) => rule === "foreign-principal")
      .map(({ seen }) => seen);
  const text = { "Fn::Sub": "${AWS::Partition} ${AWS::Region} ${AWS::AccountId} ${AWS::StackName}" };

  test.each([
    ["aws", "eu-central-1"],
    ["aws", "us-east-1"],
    ["aws-cn", "cn-north-1"],
    ["aws-us-gov", "us-gov-west-1"],
    ["aws-iso", "us-iso-east-1"],
    ["aws-iso-b", "us-isob-east-1"],
    ["aws-iso-f", "us-isof-south-1"],
    ["aws-iso-e", "eu-isoe-west-1"],
    ["aws-eusc", "eusc-de-east-1"],
  ])("the partition %s of the region %s", (partition, region) => {
    expect(letsIn(text, { account, region })).toEqual([
      `a policy lets in ${partition} ${region} ${account} shop-development-compute`,
    ]);
  });

  test("what the assembly does not leave open", () => {
    expect(letsIn(text, { account })).toEqual([
      `a policy lets in {"Fn::Sub":"\${AWS::Partition} \${AWS::Region} ${account} shop-development-compute"}`,
    ]);
    expect(letsIn(text, { region: "eu-west-1" })).toEqual([
      'a policy lets in {"Fn::Sub":"aws eu-west-1 ${AWS::AccountId} shop-development-compute"}',
    ]);
  });
});

describe("a deletion policy", () => {
  test("that is no text is refused as such, and is no policy", () => {
    const policy = { Ref: "AWS::StackId" };

    expect(found({ ...subnet, DeletionPolicy: policy }).refusals.map(({ rule }) => rule)).toEqual([
      "template-form",
    ]);
  });

  test("that keeps a resource is refused with the section that destroys it", () => {
    expect(found({ ...subnet, DeletionPolicy: "Retain" }).refusals).toEqual([
      {
        rule: "deletion-policy",
        where: "development/compute/Thing",
        seen: "Thing has the DeletionPolicy Retain",
        todo: "a rollback of development destroys everything (section 4 of the plan): set Delete there",
      },
    ]);
  });
});

describe("data in a part that a rollback of production tears down", () => {
  const inProduction = (more: Partial<CandidateStep>, under: typeof letter) =>
    about(
      candidate(
        { template: JSON.stringify({ Resources: { Store: bucket } }), ...more },
        { environment: "production" },
      ),
      {},
      under,
    );

  test("is announced by a plan that carries it", () => {
    const { refusals, unknown } = inProduction({}, demands);

    expect(refusals).toEqual([]);
    expect(unknown).toEqual([
      {
        rule: "data-torn-down",
        where: "production/compute/Store",
        seen: "Store (AWS::S3::Bucket) holds data, and a rollback of production deletes the part compute",
        todo: "what it holds then is lost with it, unless you move it to a stack of a part that is kept (network, logging, storage, database; section 6 of the plan)",
      },
    ]);
  });

  test("is nothing that can be told of a stack that no part is said of", () => {
    const { refusals } = inProduction({ part: null }, letter);

    expect(refusals.map(({ rule }) => rule)).toEqual(["stack-part", "missing-part"]);
  });
});
