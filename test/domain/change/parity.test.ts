import { type ParityStep, parityOf } from "../../../lib/domain/change/parity.ts";

const step = (name: string, Resources: object): ParityStep => ({
  step: name,
  part: name,
  template: JSON.stringify({ Resources }),
  parameters: {},
});
const storage = (Resources: object) => [step("storage", Resources)];

describe("a difference is allowed", () => {
  const allowed = (pointer: string) => [{ part: "storage", pointer, reason: "6.2" }];
  const reasons = (pointer: string, staging: object, production: object) =>
    parityOf(storage(staging), storage(production), allowed(pointer)).map(({ allowed: reason }) => reason);

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

  test("for the plan's reason, in the part and below the pointer that it names only", () => {
    const environment = (count: number) => [
      step("database", { Instance: { Size: count, Zones: count } }),
      step("compute", { Instance: { Zones: count } }),
    ];
    const zones = [{ part: "database", pointer: "/Instance/Zones", reason: "6.2 Production-grade database" }];

    expect(parityOf(environment(1), environment(2), zones)).toEqual([
      { step: "database", at: "/Instance/Size", allowed: null },
      { step: "database", at: "/Instance/Zones", allowed: "6.2 Production-grade database" },
      { step: "compute", at: "/Instance/Zones", allowed: null },
    ]);
  });
});

describe("a difference is told", () => {
  const pointersOf = (staging: object, production: object) =>
    parityOf(storage({ Data: staging }), storage({ Data: production }), []).map(({ at }) =>
      at.replace("/Data", ""),
    );

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

  test("once of a step that only one of them has, and once of a resource", () => {
    const staging = [step("storage", { Bucket: {}, Log: {} }), step("cache", { Cluster: {} })];
    const production = [step("storage", { Bucket: {} }), step("monitoring", { Alarm: {} })];

    expect(parityOf(staging, production, [{ part: "monitoring", pointer: "/", reason: "6.2" }])).toEqual([
      { step: "storage", at: "/Log", allowed: null },
      { step: "monitoring", at: "the whole step", allowed: "6.2" },
      { step: "cache", at: "the whole step", allowed: null },
    ]);
  });

  test("of a resource that has a section's name, whatever the plan allows of the section", () => {
    const allowed = [{ part: "storage", pointer: "/Outputs", reason: "6.1" }];
    const output = (Value: string) => ({ Outputs: { Name: { Value } } });
    const of = (resources: object, Value: string) => [
      {
        ...step("storage", {}),
        template: JSON.stringify({ Resources: { Bucket: {}, ...resources }, ...output(Value) }),
      },
    ];

    expect(parityOf(of({}, "a"), of({ Outputs: { Type: "AWS::IAM::Role" } }, "b"), allowed)).toEqual([
      { step: "storage", at: "/Outputs/Name/Value", allowed: "6.1" },
      { step: "storage", at: "/Resources", allowed: null },
    ]);
    expect(
      parityOf(of({ Outputs: { Type: "A" } }, "a"), of({ Outputs: { Type: "B" } }, "a"), allowed),
    ).toEqual([{ step: "storage", at: "/Resources/Outputs/Type", allowed: null }]);
  });

  test("of what a mapping gives another account, and of the value that a parameter is given", () => {
    const of = (value: string, given: string) => [
      {
        ...step("storage", {}),
        template: JSON.stringify({
          Parameters: { Size: { Type: "String" } },
          Mappings: { Sizes: { "111111111111": { size: value } } },
          Resources: {
            Data: {
              Size: { Ref: "Size" },
              Mapped: { "Fn::FindInMap": ["Sizes", { Ref: "AWS::AccountId" }, "size"] },
            },
          },
        }),
        parameters: { Size: given },
      },
    ];

    expect(parityOf(of("small", "1"), of("small", "1"), [])).toEqual([]);
    expect(
      parityOf(of("small", "1"), of("large", "2"), []).map(({ at }) => at.split("/").slice(0, 3).join("/")),
    ).toEqual(["/Data/Mapped", "/Data/Size"]);
  });

  test("of everything if one template is not JSON, and of that template itself", () => {
    const broken = { step: "storage", part: "storage", template: "Resources:", parameters: {} };

    expect(parityOf([broken], storage({ Bucket: {} }), [])).toEqual([
      { step: "storage", at: "/Bucket", allowed: null },
      { step: "storage", at: "/template", allowed: null },
    ]);
  });
});

describe("an environment's own name and range of addresses", () => {
  const network = (environment: string, range: string, subnet = `${range}.1.0/24`) => [
    step("network", {
      Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: `${range}.0.0/16` } },
      Subnet: { Type: "AWS::EC2::Subnet", Properties: { CidrBlock: subnet, Name: `shop-${environment}` } },
    }),
  ];

  test("are no difference", () => {
    expect(parityOf(network("staging", "10.20"), network("production", "10.30"), [])).toEqual([]);
  });

  test("are one where the range is cut otherwise", () => {
    const cut = network("production", "10.30", "10.30.1.0/25");

    expect(parityOf(network("staging", "10.20"), cut, [])).toEqual([
      { step: "network", at: "/Subnet/Properties/CidrBlock", allowed: null },
    ]);
  });
});

describe("an environment's name is no difference", () => {
  const differing = (of: (environment: string) => object) =>
    parityOf(storage({ Data: of("staging") }), storage({ Data: of("production") }), []).map(({ at }) => at);

  test.each<[string, (environment: string) => object]>([
    ["in a name", (environment) => ({ TopicName: `shop-${environment}` })],
    ["in each of several names", (environment) => ({ GroupNames: [`a-${environment}`, `b-${environment}`] })],
    [
      "in a name that is put together",
      (environment) => ({ TopicName: { "Fn::Join": ["-", ["shop", environment]] } }),
    ],
    ["in what a name refers to", (environment) => ({ TopicName: { Ref: `${environment}Topic` } })],
    ["in a tag", (environment) => ({ Tags: [{ Key: `${environment}-team`, Value: environment }] })],
    ["in an ARN, wherever it stands", (environment) => ({ Role: `arn:aws:iam::1:role/${environment}` })],
  ])("%s", (_where, of) => {
    expect(differing(of)).toStrictEqual([]);
  });

  test.each<[string, (environment: string) => object, string]>([
    ["in an image", (environment) => ({ Image: `shop/${environment}` }), "/Data/Image"],
    ["in a text that ends like an ARN", (environment) => ({ Image: `${environment}-arn:` }), "/Data/Image"],
    ["in a value that belongs to no name", (environment) => ({ Value: environment }), "/Data/Value"],
    [
      "in a function that belongs to no name",
      (environment) => ({ Image: { Ref: environment } }),
      "/Data/Image/Ref",
    ],
    [
      "in what only ends like a function",
      (environment) => ({ TopicName: { "My::Fn::": environment } }),
      "/Data/TopicName/My::Fn::",
    ],
    [
      "in what only begins like a reference",
      (environment) => ({ TopicName: { Refs: environment } }),
      "/Data/TopicName/Refs",
    ],
    [
      "in what only begins like a value",
      (environment) => ({ TopicName: { Values: environment } }),
      "/Data/TopicName/Values",
    ],
    [
      "in what only begins like a key",
      (environment) => ({ TopicName: { Keys: environment } }),
      "/Data/TopicName/Keys",
    ],
  ])("but it is one %s", (_where, of, at) => {
    expect(differing(of)).toEqual([at]);
  });

  test("but it is one in a resource that is called as a key is", () => {
    const of = (Value: string) => storage({ Key: { Value } });

    expect(parityOf(of("staging"), of("production"), []).map(({ at }) => at)).toEqual(["/Key/Value"]);
  });
});

test("a resource that has a section's name stands beside the sections where there is no such section", () => {
  const of = (Type: string) => storage({ Metadata: { Type } });

  expect(parityOf(of("A"), of("B"), []).map(({ at }) => at)).toEqual(["/Resources/Metadata/Type"]);
});

describe("a range of addresses", () => {
  const networks = (range: string, address: string) => [
    step("network", { Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: range } } }),
    step("database", { Peer: { Type: "AWS::EC2::Subnet", Properties: { CidrBlock: address } } }),
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

  test.each([
    ["ends within an octet", "10.20.0.0/20", "10.30.0.0/20"],
    ["begins with something else", "ipv4:10.20.0.0/16", "ipv4:10.30.0.0/16"],
    ["goes on", "10.20.0.0/160", "10.30.0.0/160"],
  ])("that %s is compared as it is", (_what, staging, production) => {
    expect(ranges([staging, "10.20.1.0/24"], [production, "10.20.1.0/24"])).toEqual([
      "/Vpc/Properties/CidrBlock",
    ]);
  });

  test("that is no range is compared as it is, whatever else it would match", () => {
    const one = step("network", {
      Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: 'Share":1/8', Share: 1.5 } },
    });

    expect(parityOf([one], [one], [])).toEqual([]);
  });

  test("that is no network's is compared as it is", () => {
    expect(ranges(["10.20.0.0/16", "192.168.1.0/24"], ["10.30.0.0/16", "192.168.2.0/24"])).toEqual([
      "/Peer/Properties/CidrBlock",
    ]);
  });
});
