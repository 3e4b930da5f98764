import {
  predictEffects,
  type StackSource,
} from "../../../../lib/domain/change/prediction/predict-effects.ts";

type Resource = { readonly Type: string; readonly Properties?: object; readonly DeletionPolicy?: string };
type Resources = Readonly<Record<string, Resource>>;

const deployment = (Resources: Resources, more: Partial<StackSource> = {}): StackSource => ({
  template: JSON.stringify({ Resources }),
  parameters: {},
  tags: {},
  ...more,
});
const effectsOf = (before: Resources, wanted: Resources) =>
  predictEffects(deployment(before), deployment(wanted)).effects;
const bucket = (Properties: object = {}): Resource => ({ Type: "AWS::S3::Bucket", Properties });
const instance = (Properties: object): Resource => ({ Type: "AWS::EC2::Instance", Properties });
const handle = (Properties: object): Resource => ({ Type: "Custom::Handle", Properties });

describe("a predicted effect names the resource, its type and why", () => {
  test.each([
    [
      "nothing for what is new",
      {},
      { Data: bucket({ BucketName: "a" }) },
      { effect: "add", type: "AWS::S3::Bucket", because: [] },
    ],
    [
      "nothing for what goes",
      { Data: bucket({ BucketName: "a" }) },
      {},
      { effect: "remove", type: "AWS::S3::Bucket", because: [] },
    ],
    [
      "the property for what is modified",
      { Data: bucket() },
      { Data: bucket({ VersioningConfiguration: { Status: "Enabled" } }) },
      { effect: "modify", type: "AWS::S3::Bucket", because: ["VersioningConfiguration"] },
    ],
    [
      "which property replaces, and which only changes",
      { Data: bucket({ BucketName: "a" }) },
      { Data: bucket({ BucketName: "b", VersioningConfiguration: { Status: "Enabled" } }) },
      {
        effect: "replace",
        type: "AWS::S3::Bucket",
        because: ["BucketName, which replaces", "VersioningConfiguration"],
      },
    ],
    [
      "which property may replace",
      { Data: instance({ Tenancy: "default" }) },
      { Data: instance({ Tenancy: "host" }) },
      { effect: "replace", type: "AWS::EC2::Instance", because: ["Tenancy, which may replace"] },
    ],
    [
      "a property that no specification describes",
      { Data: bucket({ Unheard: "a" }) },
      { Data: bucket({ Unheard: "b" }) },
      { effect: "modify", type: "AWS::S3::Bucket", because: ["Unheard"] },
    ],
    [
      "a type that no specification describes",
      { Data: handle({ Prefix: "a" }) },
      { Data: handle({ Prefix: "b" }) },
      { effect: "replace", type: "Custom::Handle", because: ["Prefix, which may replace"] },
    ],
  ])("%s", (_what, before, wanted, effect) => {
    expect(effectsOf(before, wanted)).toMatchObject([{ logicalId: "Data", ...effect }]);
  });
});

describe("the predicted effects of a step", () => {
  test("name removals and replacements before everything else", () => {
    const before = { Zone: bucket(), Name: bucket({ BucketName: "a" }), Kept: bucket() };
    const wanted = {
      Added: bucket(),
      Name: bucket({ BucketName: "b" }),
      Kept: bucket({ VersioningConfiguration: { Status: "Enabled" } }),
    };

    expect(effectsOf(before, wanted).map(({ effect, logicalId }) => `${effect} ${logicalId}`)).toEqual([
      "remove Zone",
      "replace Name",
      "modify Kept",
      "add Added",
    ]);
  });

  test("say that what is retained stays behind", () => {
    const retained = { ...bucket(), DeletionPolicy: "Retain" };

    expect(effectsOf({ Data: retained, Other: bucket() }, { Other: bucket() })).toMatchObject([
      { effect: "remove", because: ["it stays behind, and no stack holds it any more"] },
    ]);
  });

  test("of the same deployment are none", () => {
    const same = deployment({ Data: bucket() }, { parameters: { a: "1" }, tags: { b: "2" } });

    expect(predictEffects(same, same)).toEqual({
      effects: [],
      widening: [],
      changedExports: [],
      imports: [],
      newExports: [],
    });
  });

  test("of a new stack are additions, whatever tags it has", () => {
    const { effects } = predictEffects(
      null,
      deployment({ Data: bucket({ BucketName: "a" }) }, { tags: { team: "a" } }),
    );

    expect(effects).toStrictEqual([
      { effect: "add", logicalId: "Data", type: "AWS::S3::Bucket", because: [], gravity: "changed" },
    ]);
  });

  test("show the values that change, of what stays alone", () => {
    const before = { Gone: bucket({ BucketName: "a" }), Data: bucket({ BucketName: "a", Tags: [] }) };
    const wanted = { Data: bucket({ BucketName: "b", Tags: [] }), New: bucket({ BucketName: "c" }) };

    expect(effectsOf(before, wanted).map(({ logicalId, values }) => [logicalId, values])).toStrictEqual([
      ["Gone", undefined],
      ["Data", [{ at: "BucketName", before: "a", after: "b" }]],
      ["New", undefined],
    ]);
  });

  test("add nothing to what is new, although it refers to what changes", () => {
    const topic = (TopicName: string) => ({ Type: "AWS::SNS::Topic", Properties: { TopicName } });
    const user = { Type: "AWS::SNS::Topic", Properties: { DisplayName: { Ref: "Topic" } } };

    expect(effectsOf({ Topic: topic("a") }, { Topic: topic("b"), New: user, Old: user })).toMatchObject([
      { logicalId: "Topic", effect: "replace" },
      { logicalId: "New", effect: "add", because: [] },
      { logicalId: "Old", effect: "add", because: [] },
    ]);
  });
});

describe("what another step exchanges with a step", () => {
  const withOutputs = (Resources: Resources, Outputs: object = {}) => ({
    ...deployment({}),
    template: JSON.stringify({ Resources, Outputs }),
  });
  const from = (...names: readonly string[]) =>
    instance({
      SecurityGroupIds: names.map((name) => ({ "Fn::ImportValue": name })),
      SubnetId: { Ref: "Other" },
    });

  test("is each import once, whatever else it refers to", () => {
    const { imports } = predictEffects(null, withOutputs({ One: from("vpc", "key"), Two: from("vpc") }));

    expect(imports).toStrictEqual(['"vpc"', '"key"']);
  });

  test("is each export that is new, that changes, or that passes on an import which may", () => {
    const exported = (Value: unknown, Name: string) => ({ Value, Export: { Name } });
    const old = { Old: exported("a", "old"), Same: exported("a", "same") };
    const passedOn = { Passed: exported({ "Fn::ImportValue": "vpc" }, "passed") };
    const before = withOutputs({ Data: bucket({ BucketName: "a" }) }, { ...old, ...passedOn });
    const wanted = withOutputs(
      { Data: bucket({ BucketName: "b" }) },
      { ...old, ...passedOn, New: exported({ Ref: "Data" }, "new") },
    );

    expect(predictEffects(before, wanted)).toMatchObject({
      newExports: ['"new"'],
      changedExports: ['"new"'],
    });
    expect(predictEffects(before, wanted, new Set(['"vpc"']))).toMatchObject({
      newExports: ['"new"'],
      changedExports: ['"passed"', '"new"'],
    });
  });
});

describe("what cannot be predicted", () => {
  const untold = (Resources: Readonly<Record<string, object>>, more: object = {}) => ({
    ...deployment({}),
    template: JSON.stringify({
      Conditions: { Untold: { "Fn::Equals": [{ Ref: "AWS::StackId" }, "x"] } },
      Resources,
      ...more,
    }),
  });
  const data = { ...bucket(), Condition: "Untold" };
  const why = expect.stringMatching(/^it cannot be predicted: whether it exists depends on/);

  test.each<[string, StackSource, StackSource, object]>([
    [
      "is told of a resource that stays",
      untold({ Data: data }),
      untold({ Data: data }),
      { effect: "replace", logicalId: "Data", type: "AWS::S3::Bucket", because: [why] },
    ],
    [
      "is told of a resource that may come",
      untold({}),
      untold({ Data: data }),
      { effect: "add", logicalId: "Data", type: "AWS::S3::Bucket", because: [why] },
    ],
    [
      "is told of a resource that may have been there",
      untold({ Data: data }),
      untold({}),
      { effect: "remove", logicalId: "Data", type: "AWS::S3::Bucket", because: [why] },
    ],
    [
      "is told of an output, and of no resource that is called as it is",
      untold({}, { Outputs: { Url: { Value: "a", Condition: "Untold" } } }),
      untold({}, { Outputs: { Url: { Value: "a", Condition: "Untold" } } }),
      { effect: "replace", logicalId: "Outputs.Url", type: "unpredictable", because: [why] },
    ],
  ])("%s", (_what, before, wanted, effect) => {
    expect(predictEffects(before, wanted).effects).toEqual([expect.objectContaining(effect)]);
  });
});

describe("a change of the stack's tags", () => {
  const tagged = (Resources: Resources, tags: StackSource["tags"]) => deployment(Resources, { tags });

  test("hides nothing graver that happens to a resource", () => {
    const before = tagged({ Data: bucket({ BucketName: "a" }), Log: bucket() }, { team: "a" });
    const wanted = tagged({ Data: bucket({ BucketName: "b" }), Log: bucket() }, { team: "b" });

    expect(predictEffects(before, wanted).effects).toMatchObject([
      {
        effect: "replace",
        logicalId: "Data",
        type: "AWS::S3::Bucket",
        because: ["BucketName, which replaces", "the stack's tags"],
      },
      { effect: "modify", logicalId: "Log", type: "AWS::S3::Bucket", because: ["the stack's tags"] },
    ]);
  });

  test("widens nothing, whatever the resources say", () => {
    const rule = { Type: "AWS::EC2::SecurityGroupIngress", Properties: { CidrIp: "10.0.0.0/8" } };

    expect(
      predictEffects(tagged({ Rule: rule }, {}), tagged({ Rule: rule }, { team: "a" })).effects,
    ).toStrictEqual([
      {
        effect: "modify",
        logicalId: "Rule",
        type: "AWS::EC2::SecurityGroupIngress",
        because: ["the stack's tags"],
        gravity: "changed",
      },
    ]);
  });

  test("is none when they only stand in another order", () => {
    const before = tagged({ Data: bucket() }, { team: "a", cost: "b" });
    const wanted = tagged({ Data: bucket() }, { cost: "b", team: "a" });

    expect(predictEffects(before, wanted).effects).toEqual([]);
  });
});

describe("a template", () => {
  const withParameters = (Resources: Resources, parameters: StackSource["parameters"]) =>
    deployment(Resources, { parameters });

  test("that is not JSON is replaced as a whole, for that reason, and widens nothing that can be told", () => {
    const foreign = { template: "Resources:", parameters: {}, tags: {} };

    expect(predictEffects(foreign, deployment({ Data: bucket() }))).toEqual({
      effects: [
        {
          effect: "remove",
          logicalId: "Resources",
          type: "unpredictable",
          because: ["the deployed template is not JSON: whatever else it has is removed"],
          gravity: "data-lost",
        },
        {
          effect: "replace",
          logicalId: "Data",
          type: "AWS::S3::Bucket",
          because: ["the deployed template is not JSON, so it cannot be compared"],
          gravity: "data-lost",
        },
      ],
      widening: [],
      changedExports: [],
      imports: [],
      newExports: [],
    });
  });

  test("that is not JSON is refused where it is wanted", () => {
    expect(() => predictEffects(null, { template: "Resources:", parameters: {}, tags: {} })).toThrow(
      "the template is not a JSON object",
    );
  });

  test("that is not JSON loses no data that is kept when it is replaced, and may change whatever is exported", () => {
    const foreign = { template: "Resources:", parameters: {}, tags: {} };
    const template = {
      Resources: { Data: { ...bucket(), UpdateReplacePolicy: "Retain" } },
      Outputs: { Name: { Value: "a", Export: { Name: "data" } } },
    };
    const wanted = { ...deployment({}), template: JSON.stringify(template) };

    expect(predictEffects(foreign, wanted)).toMatchObject({
      effects: [{ logicalId: "Resources" }, { logicalId: "Data", effect: "replace", gravity: "replaced" }],
      changedExports: ['"data"'],
      newExports: ['"data"'],
    });
  });

  test("may say null", () => {
    expect(effectsOf({ Data: bucket({ BucketName: null }) }, { Data: bucket({ BucketName: null }) })).toEqual(
      [],
    );
  });

  test("says a parameter's value where it is used", () => {
    const named = { Data: bucket({ BucketName: { Ref: "Name" } }) };
    const { effects } = predictEffects(
      withParameters(named, { Name: "a" }),
      withParameters(named, { Name: "b" }),
    );

    expect(effects).toMatchObject([{ effect: "replace", logicalId: "Data" }]);
  });

  test("says a parameter's value in a list as well", () => {
    const named = { Data: instance({ SecurityGroupIds: ["sg-1", { Ref: "Group" }] }) };
    const { effects } = predictEffects(
      withParameters(named, { Group: "sg-2" }),
      withParameters(named, { Group: "sg-3" }),
    );

    expect(effects).toMatchObject([{ logicalId: "Data" }]);
  });

  const use = (name: string): string => `\${${name}}`;

  test.each<[string, unknown, readonly string[]]>([
    ["in a text", { "Fn::Sub": `data-${use("Name")}` }, ["Data"]],
    [
      "in a text with names of its own",
      { "Fn::Sub": [`data-${use("Name")}-${use("Zone")}`, { Zone: "a" }] },
      ["Data"],
    ],
    [
      "in what such a name stands for",
      { "Fn::Sub": [`data-${use("Zone")}`, { Zone: { Ref: "Name" } }] },
      ["Data"],
    ],
    ["in what stands where a text should", { "Fn::Sub": { Ref: "Name" } }, ["Data"]],
    ["not where a name of the text's own hides it", { "Fn::Sub": [use("Name"), { Name: "mine" }] }, []],
    ["not where nothing follows a text in its list", { "Fn::Sub": [use("Zone")] }, []],
    ["not where the text says it literally", { "Fn::Sub": `data-${use("!Name")}` }, []],
    ["not where the text names a resource's attribute", { "Fn::Sub": use("Name.Arn") }, []],
  ])("says a parameter's value %s", (_where, BucketName, changed) => {
    const named = { Data: bucket({ BucketName }) };
    const { effects } = predictEffects(
      withParameters(named, { Name: "a" }),
      withParameters(named, { Name: "b" }),
    );

    expect(effects.map(({ logicalId }) => logicalId)).toEqual(changed);
  });

  test("that names a resource is not taken to name a parameter", () => {
    const named = (resource: string) => ({
      Data: instance({ SecurityGroupIds: [{ Ref: resource }] }),
      One: bucket(),
      Other: bucket(),
    });

    expect(effectsOf(named("One"), named("Other"))).toMatchObject([{ logicalId: "Data" }]);
  });
});
