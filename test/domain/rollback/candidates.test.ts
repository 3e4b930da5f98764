import {
  type Candidate,
  dependent,
  describable,
  distinct,
  type Looked,
} from "../../../lib/domain/rollback/candidates.ts";

const heard = (type: string, id: string, about: Partial<Candidate> = {}): Candidate => ({
  type,
  id,
  stack: "arn:stack/network",
  from: "events",
  createdAtMs: null,
  ...about,
});
const seen = (candidate: Candidate, is: Looked["is"]) => ({
  candidate,
  looked: { type: candidate.type, id: candidate.id, from: candidate.from, is, how: "it was described" },
});

test("a resource is described by itself unless it belongs to another or is nothing outside its stack", () => {
  const table = heard("AWS::EC2::RouteTable", "rtb-1");
  const unknown = heard("AWS::Braket::Thing", "thing");
  const all = [
    table,
    heard("AWS::EC2::Route", "rtb-1|0.0.0.0/0"),
    heard("AWS::CDK::Metadata", "metadata"),
    unknown,
    heard("AWS::CloudFormation::WaitCondition", "wait"),
  ];

  expect(describable(all)).toEqual([table, unknown]);
});

describe("of resources that were heard of", () => {
  test("the same twice is one, as the first told it", () => {
    const told = heard("AWS::EC2::VPC", "vpc-1");
    const tagged = heard("AWS::EC2::VPC", "vpc-1", { from: "tags", stack: "" });

    expect(distinct([told, tagged])).toEqual([told]);
  });

  test("two of one type, and two of one id, are two", () => {
    const all = [
      heard("AWS::IAM::Role", "shop"),
      heard("AWS::IAM::Role", "till"),
      heard("AWS::S3::Bucket", "shop"),
    ];

    expect(distinct(all)).toEqual(all);
  });
});

describe("a resource that nothing describes by itself", () => {
  const route = heard("AWS::EC2::Route", "route", { from: "tags" });
  const table = (id: string, about: Partial<Candidate> = {}) => heard("AWS::EC2::RouteTable", id, about);
  const told = { type: "AWS::EC2::Route", id: "route", from: "tags" };

  test("is gone with all that it may belong to", () => {
    const owners = [seen(table("rtb-1"), "gone"), seen(table("rtb-2"), "gone")];

    expect(dependent([route], owners)).toEqual([{ ...told, is: "gone", how: "with rtb-1, rtb-2" }]);
  });

  test.each(["present", "going", "unproven", "foreign"] as const)(
    "is %s if one that it may belong to is",
    (is) => {
      const owners = [seen(table("rtb-1"), "gone"), seen(table("rtb-2"), is)];

      expect(dependent([route], owners)).toEqual([{ ...told, is, how: "it belongs to rtb-2" }]);
    },
  );

  test.each([
    ["nothing of its stack was seen", []],
    ["only another stack has such a one", [seen(table("rtb-1", { stack: "arn:stack/other" }), "gone")]],
    ["its stack has only others", [seen(heard("AWS::EC2::Subnet", "subnet-1"), "gone")]],
  ])("is unproven if %s", (_what, owners) => {
    expect(dependent([route], owners)).toEqual([
      { ...told, is: "unproven", how: "no AWS::EC2::RouteTable of its stack tells whether it is gone" },
    ]);
  });

  test("is told apart from those that are described", () => {
    expect(dependent([table("rtb-1")], [seen(table("rtb-1"), "gone")])).toEqual([]);
  });
});
