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

test("a resource is described on its own unless it belongs to another or is nothing outside its stack", () => {
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

describe("candidates", () => {
  test("that name one resource twice are one, as first named", () => {
    const told = heard("AWS::EC2::VPC", "vpc-1");
    const tagged = heard("AWS::EC2::VPC", "vpc-1", { from: "tags", stack: "" });

    expect(distinct([told, tagged])).toEqual([told]);
  });

  test("of one type, or of one id, stay two", () => {
    const all = [
      heard("AWS::IAM::Role", "shop"),
      heard("AWS::IAM::Role", "till"),
      heard("AWS::S3::Bucket", "shop"),
    ];

    expect(distinct(all)).toEqual(all);
  });
});

describe("a resource that nothing describes on its own", () => {
  const route = heard("AWS::EC2::Route", "route", { from: "tags" });
  const table = (id: string, about: Partial<Candidate> = {}) => heard("AWS::EC2::RouteTable", id, about);
  const told = { type: "AWS::EC2::Route", id: "route", from: "tags" };

  test("is gone with all its possible owners", () => {
    const owners = [seen(table("rtb-1"), "gone"), seen(table("rtb-2"), "gone")];

    expect(dependent([route], owners)).toEqual([{ ...told, is: "gone", how: "with rtb-1, rtb-2" }]);
  });

  test.each(["present", "going", "unproven", "foreign"] as const)(
    "is %s if one of its possible owners is",
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

  test("is gone with the owner of its owner", () => {
    const policy = heard("AWS::ApplicationAutoScaling::ScalingPolicy", "policy");
    const service = heard("AWS::ECS::Service", "web");

    expect(dependent([policy], [seen(service, "gone")])).toMatchObject([
      { id: "policy", is: "gone", how: "with web" },
    ]);
  });

  test("isn't mixed with those that are described", () => {
    expect(dependent([table("rtb-1")], [seen(table("rtb-1"), "gone")])).toEqual([]);
  });
});
