import { type ParityStep, parityOf } from "../../../lib/domain/change/parity.ts";

const step = (Resources: object, part = "storage"): ParityStep => ({
  step: part,
  part,
  template: JSON.stringify({ Resources }),
});
const pointersOf = (staging: object, production: object) =>
  parityOf([step({ Data: staging })], [step({ Data: production })], []).map(({ at }) =>
    at.replace("/Data", ""),
  );

describe("a difference is allowed", () => {
  const allowed = (pointer: string) => [{ part: "storage", pointer, reason: "6.2" }];
  const reasons = (pointer: string, staging: object, production: object) =>
    parityOf([step(staging)], [step(production)], allowed(pointer)).map(({ allowed: reason }) => reason);

  test.each([
    ["where the pointer ends", "/Key", ["6.2"]],
    ["where the pointer ends with a slash", "/Key/", ["6.2"]],
    ["anywhere in the step", "/", ["6.2"]],
    ["not where another name only begins alike", "/Ke", [null]],
    ["not where the pointer goes on", "/Key/Properties", [null]],
  ])("%s", (_what, pointer, expected) => {
    expect(reasons(pointer, {}, { Key: {} })).toEqual(expected);
  });

  test("below the pointer", () => {
    expect(reasons("/Key", { Key: { Enabled: false } }, { Key: { Enabled: true } })).toEqual(["6.2"]);
  });
});

describe("a difference is told", () => {
  test.each<[string, object, object, readonly string[]]>([
    ["of a list as a whole", { Names: ["a", "b"] }, { Names: ["a", "c"] }, ["/Names"]],
    ["of null, which is not the same as an object", { Owner: null }, { Owner: { Name: "a" } }, ["/Owner"]],
    ["of a text, which is not the same as an object", { Owner: "a" }, { Owner: { Name: "a" } }, ["/Owner"]],
    [
      "of what only staging has",
      { Owner: { Name: "a", Team: "b" } },
      { Owner: { Name: "a" } },
      ["/Owner/Team"],
    ],
    ["in the order of names", { Zone: 1, Area: 1 }, { Zone: 2, Area: 2 }, ["/Area", "/Zone"]],
  ])("%s", (_what, staging, production, pointers) => {
    expect(pointersOf(staging, production)).toEqual(pointers);
  });

  test.each([
    ["of the same null", { Owner: null }],
    ["of the same list", { Names: ["a"] }],
  ])("not %s", (_what, same) => {
    expect(pointersOf(same, same)).toEqual([]);
  });
});

describe("a range of addresses", () => {
  const networks = (range: string, address: string) => [
    step({ Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: range } } }, "network"),
    step({ Peer: { Type: "AWS::EC2::Subnet", Properties: { CidrBlock: address } } }, "database"),
  ];
  const ranges = (one: [string, string], other: [string, string]) =>
    parityOf(networks(...one), networks(...other), []).map(({ at }) => at);

  test.each<[string, [string, string], [string, string]]>([
    ["of 8 bits", ["10.0.0.0/8", "10.1.0.0/16"], ["11.0.0.0/8", "11.1.0.0/16"]],
    ["of 16 bits", ["10.20.0.0/16", "10.20.1.0/24"], ["10.30.0.0/16", "10.30.1.0/24"]],
    ["of 24 bits", ["10.20.1.0/24", "10.20.1.0/28"], ["10.30.2.0/24", "10.30.2.0/28"]],
  ])("%s is each environment's own, in every step", (_what, staging, production) => {
    expect(ranges(staging, production)).toEqual([]);
  });

  test("that ends within an octet is compared as it is", () => {
    expect(ranges(["10.20.0.0/20", "10.20.1.0/24"], ["10.30.0.0/20", "10.20.1.0/24"])).toEqual([
      "/Vpc/Properties/CidrBlock",
    ]);
  });

  test("that is no network's is compared as it is", () => {
    expect(ranges(["10.20.0.0/16", "192.168.1.0/24"], ["10.30.0.0/16", "192.168.2.0/24"])).toEqual([
      "/Peer/Properties/CidrBlock",
    ]);
  });
});
