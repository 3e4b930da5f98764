import { resourceChanges } from "../../../../lib/domain/change/prediction/resource-changes.ts";
import type { Objects } from "../../../../lib/domain/change/template/values.ts";

const topic = (more: Objects = {}): Objects => ({ Type: "AWS::SNS::Topic", ...more });
const changeOf = (before: Objects | null, after: Objects | null) => {
  const [change, ...more] = resourceChanges(
    before === null ? {} : { Thing: before },
    after === null ? {} : { Thing: after },
  );
  expect(more).toStrictEqual([]);
  return change;
};

describe("what happens to a resource by itself", () => {
  test.each<[string, Objects, Objects, "modify" | "replace", readonly string[], readonly string[]]>([
    [
      "names its properties in order",
      topic({ Properties: { TopicName: "a", DisplayName: "a" } }),
      topic({ Properties: { TopicName: "b", DisplayName: "b" } }),
      "replace",
      ["DisplayName", "TopicName, which replaces"],
      ["DisplayName", "TopicName"],
    ],
    [
      "names a property and an attribute",
      topic({ Properties: { DisplayName: "a" } }),
      topic({ Properties: { DisplayName: "b" }, DependsOn: "Other" }),
      "modify",
      ["DisplayName", "DependsOn from none to Other"],
      ["DisplayName"],
    ],
    [
      "names the values of an attribute that are texts",
      topic({ DeletionPolicy: "Retain" }),
      topic({ DeletionPolicy: "Delete" }),
      "modify",
      ["DeletionPolicy from Retain to Delete"],
      [],
    ],
    [
      "names an attribute that goes",
      topic({ DeletionPolicy: "Retain" }),
      topic(),
      "modify",
      ["DeletionPolicy from Retain to none"],
      [],
    ],
    [
      "names an attribute without its values if one is long, after",
      topic({ DependsOn: "Other" }),
      topic({ DependsOn: ["Other"] }),
      "modify",
      ["DependsOn"],
      [],
    ],
    [
      "names an attribute without its values if one is long, before",
      topic({ Metadata: { a: 1 } }),
      topic(),
      "modify",
      ["Metadata"],
      [],
    ],
    [
      "says that there are properties which are none, after",
      topic(),
      topic({ Properties: "a" }),
      "modify",
      ["Properties from none to a"],
      [],
    ],
    [
      "says that there were properties which are none, before",
      topic({ Properties: "a" }),
      topic({ Properties: { DisplayName: "b" } }),
      "modify",
      ["DisplayName", "Properties"],
      ["DisplayName"],
    ],
    [
      "names properties that there were none of",
      topic(),
      topic({ Properties: { DisplayName: "b" } }),
      "modify",
      ["DisplayName"],
      ["DisplayName"],
    ],
    [
      "names properties of which none is left",
      topic({ Properties: { DisplayName: "b" } }),
      topic(),
      "modify",
      ["DisplayName"],
      ["DisplayName"],
    ],
  ])("%s", (_what, before, after, effect, because, properties) => {
    expect(changeOf(before, after)).toStrictEqual({
      logicalId: "Thing",
      type: "AWS::SNS::Topic",
      effect,
      because,
      properties,
    });
  });

  const whole = { logicalId: "Thing", properties: "all" };

  test.each<[string, Objects | null, Objects | null, object]>([
    ["it is added", null, topic(), { effect: "add", type: "AWS::SNS::Topic", because: [] }],
    ["it is removed", topic(), null, { effect: "remove", type: "AWS::SNS::Topic", because: [] }],
    [
      "it is retained",
      topic({ DeletionPolicy: "Retain" }),
      null,
      {
        effect: "remove",
        type: "AWS::SNS::Topic",
        because: ["it stays behind, and no stack holds it any more"],
      },
    ],
    [
      "it is retained except on create",
      topic({ DeletionPolicy: "RetainExceptOnCreate" }),
      null,
      {
        effect: "remove",
        type: "AWS::SNS::Topic",
        because: ["it stays behind, and no stack holds it any more"],
      },
    ],
    [
      "it becomes another",
      topic(),
      { Type: "AWS::SQS::Queue" },
      {
        effect: "replace",
        type: "AWS::SQS::Queue",
        because: ["the type, from AWS::SNS::Topic to AWS::SQS::Queue"],
      },
    ],
    ["it has no type", null, {}, { effect: "add", type: "unknown", because: [] }],
  ])("concerns all of it when %s", (_when, before, after, change) => {
    expect(changeOf(before, after)).toStrictEqual({ ...whole, ...change });
  });

  test("is nothing where it only is written with numbers for texts", () => {
    expect(
      resourceChanges(
        { Thing: topic({ Properties: { a: { b: ["1", "true"] } } }) },
        { Thing: topic({ Properties: { a: { b: [1, true] } } }) },
      ),
    ).toStrictEqual([]);
  });
});
