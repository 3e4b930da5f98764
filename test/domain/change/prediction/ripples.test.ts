import { type Causes, followersOf } from "../../../../lib/domain/change/prediction/ripples.ts";
import type { Objects, Value } from "../../../../lib/domain/change/template/values.ts";

const topic = (Properties: Objects) => ({ Type: "AWS::SNS::Topic", Properties });
const attributeOf = (logicalId: string): Value => ({ "Fn::GetAtt": [logicalId, "TopicArn"] });
const following = (
  resources: Objects,
  changing: Readonly<Record<string, "add" | "modify" | "replace" | "remove">>,
  exports: readonly string[] = [],
) => {
  const causes: Causes = { resources: new Map(Object.entries(changing)), exports: new Set(exports) };
  return followersOf(resources, causes).map(
    ({ effect, logicalId, because, properties }) =>
      `${effect} ${logicalId}: ${because.join("; ")} (${properties.join()})`,
  );
};

describe("a resource follows", () => {
  test.each<[string, Objects, Parameters<typeof following>[1], readonly string[]]>([
    [
      "one that is replaced, by its id",
      { User: topic({ DisplayName: { Ref: "Topic" } }) },
      { Topic: "replace" },
      ["modify User: DisplayName follows Topic (DisplayName)"],
    ],
    [
      "one that is replaced, by an attribute of it",
      { User: topic({ DisplayName: attributeOf("Topic") }) },
      { Topic: "replace" },
      ["modify User: DisplayName follows Topic (DisplayName)"],
    ],
    [
      "one that is modified, by an attribute of it, which may differ then",
      { User: topic({ DisplayName: attributeOf("Topic") }) },
      { Topic: "modify" },
      ["modify User: DisplayName follows Topic (DisplayName)"],
    ],
    [
      "several at once, each once",
      {
        User: topic({
          DisplayName: { "Fn::Join": ["", [{ Ref: "A" }, { Ref: "A" }, { Ref: "B" }]] },
          KmsMasterKeyId: { Ref: "B" },
          Tags: [],
        }),
      },
      { A: "replace", B: "replace" },
      ["modify User: DisplayName follows A, B; KmsMasterKeyId follows B (DisplayName,KmsMasterKeyId)"],
    ],
    [
      "one in a property that replaces it, although another property does not",
      { User: topic({ TopicName: { Ref: "Topic" }, DisplayName: { Ref: "Topic" } }) },
      { Topic: "replace" },
      [
        "replace User: TopicName follows Topic, which replaces; DisplayName follows Topic (TopicName,DisplayName)",
      ],
    ],
    [
      "one that itself follows, whatever their order in the template",
      {
        Last: topic({ DisplayName: { Ref: "Middle" } }),
        Middle: topic({ TopicName: { Ref: "First" } }),
      },
      { First: "replace" },
      [
        "replace Middle: TopicName follows First, which replaces (TopicName)",
        "modify Last: DisplayName follows Middle (DisplayName)",
      ],
    ],
    [
      "one that is replaced for another reason, and only follows in place",
      {
        Middle: topic({ DisplayName: { Ref: "First" } }),
        Last: topic({ DisplayName: { Ref: "Middle" } }),
      },
      { First: "replace", Middle: "replace" },
      [
        "modify Middle: DisplayName follows First (DisplayName)",
        "modify Last: DisplayName follows Middle (DisplayName)",
      ],
    ],
    [
      "one that is modified anyway, and is replaced because it follows",
      {
        Last: topic({ DisplayName: { Ref: "Middle" } }),
        Middle: topic({ TopicName: { Ref: "First" } }),
      },
      { First: "replace", Middle: "modify" },
      [
        "replace Middle: TopicName follows First, which replaces (TopicName)",
        "modify Last: DisplayName follows Middle (DisplayName)",
      ],
    ],
    [
      "one in its turn where two refer to each other",
      {
        One: topic({ DisplayName: attributeOf("Other") }),
        Other: topic({ DisplayName: attributeOf("One") }),
      },
      { One: "modify" },
      [
        "modify Other: DisplayName follows One (DisplayName)",
        "modify One: DisplayName follows Other (DisplayName)",
      ],
    ],
    [
      "what is read at deployment",
      { User: topic({ DisplayName: "{{resolve:ssm:/a}}" }) },
      {},
      ["modify User: DisplayName follows {{resolve:ssm:/a}}, which is read at deployment (DisplayName)"],
    ],
  ])("%s", (_what, resources, changing, lines) => {
    expect(following(resources, changing).sort()).toEqual([...lines].sort());
  });

  test("the import of an export that changes", () => {
    const resources = {
      User: topic({
        DisplayName: { "Fn::ImportValue": "net" },
        KmsMasterKeyId: { "Fn::ImportValue": "key" },
      }),
    };

    expect(following(resources, {}, ['"net"'])).toEqual([
      'modify User: DisplayName follows the import "net" (DisplayName)',
    ]);
  });
});

test.each<[string, Objects, Parameters<typeof following>[1]]>([
  [
    "one that is modified, by its id",
    { User: topic({ DisplayName: { Ref: "Topic" } }) },
    { Topic: "modify" },
  ],
  ["one that stays", { User: topic({ DisplayName: attributeOf("Topic") }) }, { Other: "replace" }],
  ["one that is added", { User: topic({ DisplayName: attributeOf("Topic") }) }, { Topic: "add" }],
  ["itself", { User: topic({ DisplayName: attributeOf("User") }) }, { User: "replace" }],
  ["what is read in one version", { User: topic({ DisplayName: "{{resolve:ssm:/a:1}}" }) }, {}],
  ["an export that stays", { User: topic({ DisplayName: { "Fn::ImportValue": "net" } }) }, {}],
])("a resource does not follow %s", (_what, resources, changing) => {
  expect(following(resources, changing)).toStrictEqual([]);
});
