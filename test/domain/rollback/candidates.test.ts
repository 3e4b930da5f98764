import {
  dependent,
  describable,
  distinct,
  isOfOthers,
  type Looked,
  namesOwner,
  ownersIn,
  type ResidualCandidate,
  withoutOwner,
} from "../../../lib/domain/rollback/candidates.ts";

const candidate = (type: string, id: string, about: Partial<ResidualCandidate> = {}): ResidualCandidate => ({
  type,
  id,
  stack: "arn:stack/network",
  from: "events",
  createdAtMs: null,
  ...about,
});
const seen = (candidate: ResidualCandidate, is: Looked["is"]) => ({
  candidate,
  looked: { type: candidate.type, id: candidate.id, from: candidate.from, is, how: "it was described" },
});

test.each<[string, string, boolean]>([
  ["orders", "orders", true],
  ["arn:aws:lambda:eu-west-1:1:function:orders", "orders", true],
  ["service/shop/web", "arn:aws:ecs:eu-west-1:1:service/shop/web", true],
  ["orders", "arn:aws:sns:eu-west-1:1:orders", true],
  ["web", "arn:aws:ecs:eu-west-1:1:service/shop/web", true],
  ["orders", "orders-2", false],
  ["orders", "/orders/archive", false],
  ["orders", "arn:aws:sns:eu-west-1:1:orders-2", false],
  ["shop", "arn:aws:ecs:eu-west-1:1:service/shop/web", false],
  ["arn:aws:lambda:eu-west-1:1:function:orders:live", "orders", true],
  ["service/shop/web|ecs:service:DesiredCount|ecs", "arn:aws:ecs:eu-west-1:1:service/shop/web", true],
  ["https://sqs.eu-west-1.amazonaws.com/1/orders", "orders", true],
  ["arn:aws:lambda:eu-west-1:1:function:orders2", "orders", false],
  ["arn:aws:lambda:eu-west-1:1:function:orders-archive", "orders", false],
  ["arn:aws:lambda:eu-west-1:1:function:old-orders", "orders", false],
  ["arn:aws:lambda:eu-west-1:1:function:old_orders", "orders", false],
  ["https://sqs.eu-west-1.amazonaws.com/1/orders.fifo", "orders", false],
])("the text %s names %s: %s", (name, id, names) => {
  expect(namesOwner(name, id)).toBe(names);
});

test("what a custom resource is depends on the functions of its stack", () => {
  const worker = candidate("AWS::Lambda::Function", "worker");
  for (const type of ["Custom::Thing", "AWS::CloudFormation::CustomResource"]) {
    const custom = candidate(type, "thing");
    expect(describable([custom])).toEqual([]);
    expect(dependent([custom], [seen(worker, "gone")])).toMatchObject([{ is: "gone", how: "with worker" }]);
    expect(dependent([custom], [seen(worker, "present")])).toMatchObject([{ is: "present" }]);
    expect(dependent([custom], [])).toMatchObject([{ is: "unproven" }]);
  }
});

test("a resource is described on its own unless it belongs to another or exists only inside its stack", () => {
  const table = candidate("AWS::EC2::RouteTable", "rtb-1");
  const unknown = candidate("AWS::Braket::Thing", "thing");
  const all = [
    table,
    candidate("AWS::EC2::Route", "rtb-1|0.0.0.0/0"),
    candidate("AWS::CDK::Metadata", "metadata"),
    unknown,
    candidate("AWS::CloudFormation::WaitCondition", "wait"),
  ];

  expect(describable(all)).toEqual([table, unknown]);
});

describe("candidates", () => {
  test("that name one resource twice are one, as first named", () => {
    const told = candidate("AWS::EC2::VPC", "vpc-1");
    const tagged = candidate("AWS::EC2::VPC", "vpc-1", { from: "tags", stack: "" });

    expect(distinct([told, tagged])).toEqual([told]);
  });

  test("of one type, or of one id, stay two", () => {
    const all = [
      candidate("AWS::IAM::Role", "shop"),
      candidate("AWS::IAM::Role", "till"),
      candidate("AWS::S3::Bucket", "shop"),
    ];

    expect(distinct(all)).toEqual(all);
  });
});

describe("a resource that no API describes on its own", () => {
  const route = candidate("AWS::EC2::Route", "route", { from: "tags" });
  const table = (id: string, about: Partial<ResidualCandidate> = {}) =>
    candidate("AWS::EC2::RouteTable", id, about);
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

  test("belongs to the owner that its events name, and not to another of that type", () => {
    const topic = (id: string) => candidate("AWS::SNS::Topic", id);
    const [own, other] = ["arn:aws:sns:eu-central-1:1:own", "arn:aws:sns:eu-central-1:1:other"];
    const subscription = (...owners: readonly string[]) =>
      candidate("AWS::SNS::Subscription", `${own}:1`, { owners });
    const all = [seen(topic(own), "present"), seen(topic(other), "gone")];

    expect(dependent([subscription(other)], all)).toMatchObject([{ is: "gone", how: `with ${other}` }]);
    expect(dependent([subscription(own)], all)).toMatchObject([{ is: "present" }]);
    // A topic of another stack, which stays.
    expect(dependent([subscription("arn:aws:sns:eu-central-1:1:shared")], all)).toMatchObject([
      { is: "unproven", how: expect.stringContaining("it belongs to arn:aws:sns:eu-central-1:1:shared") },
    ]);
  });

  test("is gone only with every owner that its events name: one that was not seen may have it still", () => {
    const role = candidate("AWS::IAM::Role", "own");
    const policy = candidate("AWS::IAM::Policy", "reads", { owners: ["own", "theirs"] });
    const theirs = candidate("AWS::IAM::Role", "theirs");

    expect(dependent([policy], [seen(role, "gone")])).toMatchObject([{ is: "unproven" }]);
    expect(withoutOwner([policy], [seen(role, "gone")])).toEqual([policy]);
    expect(dependent([policy], [seen(role, "present")])).toMatchObject([{ how: "it belongs to own" }]);
    const third = { ...policy, owners: ["own", "theirs", "unseen"] };
    expect(dependent([third], [seen(role, "gone"), seen(theirs, "present")])).toMatchObject([
      { how: "it belongs to theirs" },
    ]);
    expect(dependent([policy], [seen(role, "gone"), seen(theirs, "gone")])).toMatchObject([
      { is: "gone", how: "with own, theirs" },
    ]);
  });

  test("names its owners in the property that its row says", () => {
    expect(ownersIn("AWS::IAM::Policy", { Roles: ["shop", { Ref: "Role" }] })).toEqual(["shop"]);
    expect(ownersIn("AWS::S3::BucketPolicy", { Bucket: "shop-reports" })).toEqual(["shop-reports"]);
    expect(ownersIn("AWS::EC2::VPC", { Bucket: "shop-reports" })).toEqual([]);
  });

  test.each([
    ["nothing of its stack was seen", []],
    ["only another stack has such a one", [seen(table("rtb-1", { stack: "arn:stack/other" }), "gone")]],
    ["its stack has only others", [seen(candidate("AWS::EC2::Subnet", "subnet-1"), "gone")]],
  ])("is unproven if %s", (_what, owners) => {
    expect(dependent([route], owners)).toEqual([
      { ...told, is: "unproven", how: "no AWS::EC2::RouteTable of its stack tells whether it is gone" },
    ]);
  });

  test("belongs to the owner that its events name, also if that is in another stack", () => {
    const permission = candidate("AWS::Lambda::Permission", "permission", {
      owners: ["arn:aws:lambda:eu-west-1:1:function:worker"],
    });
    const other = candidate("AWS::Lambda::Function", "worker2");
    const worker = candidate("AWS::Lambda::Function", "worker", { stack: "arn:stack/compute" });

    expect(dependent([permission], [seen(other, "gone"), seen(worker, "present")])).toMatchObject([
      { is: "present", how: "it belongs to worker" },
    ]);
  });

  test("belongs to an owner that its events name by the end of its ARN", () => {
    const target = candidate("AWS::ApplicationAutoScaling::ScalableTarget", "target", {
      owners: ["service/shop/web"],
    });
    const service = candidate("AWS::ECS::Service", "arn:aws:ecs:eu-west-1:1:service/shop/web");
    const other = candidate("AWS::ECS::Service", "arn:aws:ecs:eu-west-1:1:service/shop/web2");

    expect(dependent([target], [seen(service, "gone"), seen(other, "present")])).toMatchObject([
      { is: "gone", how: `with ${service.id}` },
    ]);
  });

  test("is gone with the owner of its owner", () => {
    const policy = candidate("AWS::ApplicationAutoScaling::ScalingPolicy", "policy");
    const service = candidate("AWS::ECS::Service", "web");

    expect(dependent([policy], [seen(service, "gone")])).toMatchObject([
      { id: "policy", is: "gone", how: "with web" },
    ]);
  });

  test("is gone with the owner of its owner also where its events name that owner in between, or the last one", () => {
    const policy = (...owners: readonly string[]) =>
      candidate("AWS::ApplicationAutoScaling::ScalingPolicy", "policy", { owners });
    const service = (name: string) =>
      candidate("AWS::ECS::Service", `arn:aws:ecs:eu-west-1:1:service/${name}`);
    const all = [seen(service("shop/web"), "gone"), seen(service("shop/api"), "present")];

    expect(dependent([policy("service/shop/web|ecs:service:DesiredCount|ecs")], all)).toMatchObject([
      { is: "gone", how: `with ${service("shop/web").id}` },
    ]);
    expect(dependent([policy("target-1")], [seen(service("shop/web"), "gone")])).toMatchObject([
      { is: "gone" },
    ]);
  });

  test("isn't mixed with those that are described", () => {
    expect(dependent([table("rtb-1")], [seen(table("rtb-1"), "gone")])).toEqual([]);
  });
});

describe("a resource that belongs to another one", () => {
  const subscription = (topic?: string) => ({
    type: "AWS::SNS::Subscription",
    properties: topic === undefined ? {} : { TopicArn: topic },
  });
  const [own, other] = ["arn:aws:sns:eu-central-1:1:own", "arn:aws:sns:eu-central-1:1:other"];
  const topics = [own, other].map((id) => ({ type: "AWS::SNS::Topic", id }));
  const queue = { type: "AWS::SQS::Queue", id: "arn:aws:sns:eu-central-1:1:shared" };

  test.each<[string, Parameters<typeof isOfOthers>[0], Parameters<typeof isOfOthers>[1], boolean]>([
    ["one of these, by its name", subscription(other), topics, false],
    ["somebody else's, by its name", subscription("arn:aws:sns:eu-central-1:1:shared"), topics, true],
    ["somebody else's, although another type has its name", subscription(queue.id), [queue], true],
    ["one of these, if nothing names it", subscription(), topics, false],
    ["one of these, if its properties are unknown", { type: "AWS::SNS::Subscription" }, topics, false],
    ["somebody else's, if nothing names it and none is of its type", subscription(), [queue], true],
    [
      "somebody else's too, if one of its names is",
      { type: "AWS::SNS::TopicPolicy", properties: { Topics: [own, "arn:aws:sns:eu-central-1:1:shared"] } },
      topics,
      true,
    ],
    [
      "one of these, if each of its names is",
      { type: "AWS::SNS::TopicPolicy", properties: { Topics: [own, other] } },
      topics,
      false,
    ],
    ["nobody's, if its type has no owner", { type: "AWS::EC2::VPC" }, [], false],
  ])("is %s", (_whose, resource, among, isOthers) => {
    expect(isOfOthers(resource, among)).toBe(isOthers);
  });

  test("is without an owner if none of those that were seen can be", () => {
    const route = candidate("AWS::EC2::Route", "route");
    const table = candidate("AWS::EC2::RouteTable", "rtb-1");
    expect(withoutOwner([route, table], [])).toEqual([route]);
    expect(withoutOwner([route, table], [seen(table, "gone")])).toEqual([]);
  });
});
