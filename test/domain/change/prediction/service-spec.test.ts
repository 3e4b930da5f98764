import { specOf } from "../../../../lib/domain/change/prediction/service-spec.ts";

describe("the specification of a type", () => {
  test.each<[string, string, "yes" | "no" | "maybe"]>([
    ["replaces its resource", "BucketName", "yes"],
    ["changes it in place", "VersioningConfiguration", "no"],
    ["is described nowhere", "Unheard", "no"],
    ["is called as a method is", "constructor", "no"],
  ])("says whether a property %s", (_what, property, replaces) => {
    expect(specOf("AWS::S3::Bucket").replaces(property)).toBe(replaces);
  });

  test("says that a property may replace its resource", () => {
    expect(specOf("AWS::EC2::Instance").replaces("Tenancy")).toBe("maybe");
  });

  test("says which properties there are", () => {
    const { describes } = specOf("AWS::S3::Bucket");

    expect(["BucketName", "Unheard", "constructor"].map(describes)).toEqual([true, false, false]);
  });

  test("says what holds data", () => {
    expect(["AWS::S3::Bucket", "AWS::SNS::Topic"].map((type) => specOf(type).isStateful)).toEqual([
      true,
      false,
    ]);
  });

  test.each<[string, string, string | null, boolean]>([
    ["a property that holds a policy", "AWS::IAM::Role", "AssumeRolePolicyDocument", true],
    ["a property beside it", "AWS::IAM::Role", "Description", false],
    ["a type of which only some properties do", "AWS::IAM::Role", null, false],
    ["a type that is a rule", "AWS::EC2::SecurityGroupIngress", null, true],
    ["any property of a type that is a rule", "AWS::EC2::SecurityGroupIngress", "Description", true],
    [
      "a property that is called a policy, and says nothing of people",
      "AWS::SQS::Queue",
      "RedrivePolicy",
      false,
    ],
    ["a property that nobody describes", "AWS::IAM::Role", "Unheard", false],
  ])("says who may do something: %s", (_what, type, property, grants) => {
    expect(specOf(type).grants(property)).toBe(grants);
  });

  test.each([["Custom::Handle"], ["AWS::CloudFormation::CustomResource"], ["Nobody::Knows::This"]])(
    "of which there is none may replace it, and holds and grants nothing: %s",
    (type) => {
      const { replaces, describes, isStateful, grants } = specOf(type);

      expect([replaces("A"), describes("A"), isStateful, grants("A"), grants(null)]).toEqual([
        "maybe",
        false,
        false,
        false,
        false,
      ]);
    },
  );
});
