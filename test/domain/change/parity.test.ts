import { type ParityStep, parityOf } from "../../../lib/domain/change/parity.ts";

const step = (name: string, Resources: object, part = name): ParityStep => ({
  step: name,
  part,
  template: JSON.stringify({ Resources }),
});
const network = (environment: string, range: string, more: object = {}) =>
  step("network", {
    Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: `${range}.0.0/16` } },
    Subnet: {
      Type: "AWS::EC2::Subnet",
      Properties: { CidrBlock: `${range}.1.0/24`, Name: `shop-${environment}` },
      ...more,
    },
  });

test("an environment that differs in its name and its range of addresses alone is what the other one is", () => {
  expect(parityOf([network("staging", "10.20")], [network("production", "10.30")], [])).toEqual([]);
});

test("a range of addresses that is cut otherwise is a difference", () => {
  const [cut] = [network("production", "10.30")].map((one) => ({
    ...one,
    template: one.template.replace("10.30.1.0/24", "10.30.1.0/25"),
  }));
  expect(parityOf([network("staging", "10.20")], cut === undefined ? [] : [cut], [])).toEqual([
    { step: "network", at: "/Subnet/Properties/CidrBlock", allowed: null },
  ]);
});

test("what the plan names is allowed for its reason, in that part and below that pointer only", () => {
  const staging = [
    step("database", { Instance: { Size: 1, Zones: 1 } }),
    step("compute", { Instance: { Zones: 1 } }),
  ];
  const production = [
    step("database", { Instance: { Size: 2, Zones: 2 } }),
    step("compute", { Instance: { Zones: 2 } }),
  ];
  const allowed = [{ part: "database", pointer: "/Instance/Zones", reason: "6.2 Production-grade database" }];
  expect(parityOf(staging, production, allowed)).toEqual([
    { step: "database", at: "/Instance/Size", allowed: null },
    { step: "database", at: "/Instance/Zones", allowed: "6.2 Production-grade database" },
    { step: "compute", at: "/Instance/Zones", allowed: null },
  ]);
});

test("a step that only one of them has is one difference, and so is a resource", () => {
  const staging = [step("storage", { Bucket: {}, Log: {} }), step("cache", { Cluster: {} })];
  const production = [step("storage", { Bucket: {} }), step("monitoring", { Alarm: {} })];
  expect(parityOf(staging, production, [{ part: "monitoring", pointer: "/", reason: "6.2" }])).toEqual([
    { step: "storage", at: "/Log", allowed: null },
    { step: "monitoring", at: "the whole step", allowed: "6.2" },
    { step: "cache", at: "the whole step", allowed: null },
  ]);
});

test("what is no JSON is compared with nothing, so all of the other one differs", () => {
  const broken = { step: "storage", part: "storage", template: "Resources:" };
  expect(parityOf([broken], [step("storage", { Bucket: {} })], [])).toEqual([
    { step: "storage", at: "/Bucket", allowed: null },
  ]);
});
