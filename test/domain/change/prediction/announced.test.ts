import fc from "fast-check";
import { predictEffects } from "../../../../lib/domain/change/prediction/predict-effects.ts";

type Template = {
  readonly Description?: string;
  readonly Parameters: Readonly<Record<string, { readonly Type: string; readonly Default: string }>>;
  readonly Mappings: { readonly Map: { readonly Key: Readonly<Record<string, string>> } };
  readonly Conditions: { readonly IsOpen: object };
  readonly Resources: Readonly<Record<string, object>>;
  readonly Outputs: Readonly<Record<string, object>>;
};

/** Everything that a template is made of here; each value is used by a resource in its own way. */
type Values = {
  readonly parameter: string;
  readonly mapping: string;
  readonly open: boolean;
  readonly property: string;
  readonly deletion: "Retain" | "Delete";
  readonly metadata: string;
  readonly output: string;
  readonly exported: string;
  readonly dependency: boolean;
};

const templateOf = (values: Values): Template => ({
  Parameters: { Name: { Type: "String", Default: values.parameter } },
  Mappings: { Map: { Key: { Value: values.mapping } } },
  Conditions: { IsOpen: { "Fn::Equals": [values.open ? "yes" : "no", "yes"] } },
  Resources: {
    ByParameter: { Type: "AWS::SNS::Topic", Properties: { DisplayName: { Ref: "Name" } } },
    ByMapping: {
      Type: "AWS::SNS::Topic",
      Properties: { DisplayName: { "Fn::FindInMap": ["Map", "Key", "Value"] } },
    },
    ByCondition: {
      Type: "AWS::SNS::Topic",
      Properties: { DisplayName: { "Fn::If": ["IsOpen", "open", "closed"] } },
    },
    Conditional: { Type: "AWS::SNS::Topic", Condition: "IsOpen", Properties: {} },
    ByProperty: {
      Type: "AWS::SNS::Topic",
      DeletionPolicy: values.deletion,
      Metadata: { Note: values.metadata },
      ...(values.dependency ? { DependsOn: ["ByMapping"] } : {}),
      Properties: { DisplayName: values.property },
    },
  },
  Outputs: {
    Plain: { Value: values.output },
    Shared: { Value: "x", Export: { Name: values.exported } },
  },
});

const word = fc.constantFrom("a", "b", "c", "d");
const values: fc.Arbitrary<Values> = fc.record({
  parameter: word,
  mapping: word,
  open: fc.boolean(),
  property: word,
  deletion: fc.constantFrom("Retain", "Delete"),
  metadata: word,
  output: word,
  exported: word,
  dependency: fc.boolean(),
});

/** What has to be announced, by what differs. A dependency orders the work, and changes nothing. */
const announced: Readonly<Record<Exclude<keyof Values, "dependency">, readonly string[]>> = {
  parameter: ["ByParameter"],
  mapping: ["ByMapping"],
  open: ["ByCondition", "Conditional"],
  property: ["ByProperty"],
  deletion: ["ByProperty"],
  metadata: ["ByProperty"],
  output: ["Outputs.Plain"],
  exported: ["Outputs.Shared"],
};

const deployed = (one: Values) => ({ template: JSON.stringify(templateOf(one)), parameters: {}, tags: {} });

test("a change in any place of a template is announced, with a reason", () => {
  fc.assert(
    fc.property(values, values, (before, after) => {
      const { effects } = predictEffects(deployed(before), deployed(after));
      const named = effects.map(({ logicalId }) => logicalId);
      for (const [place, logicalIds] of Object.entries(announced))
        if (before[place as keyof Values] !== after[place as keyof Values])
          expect(named).toEqual(expect.arrayContaining([...logicalIds]));
      for (const { effect, because } of effects)
        if (effect === "modify" || effect === "replace") expect(because).not.toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test("nothing is announced of a template that does not differ", () => {
  fc.assert(
    fc.property(values, (same) => {
      expect(predictEffects(deployed(same), deployed(same)).effects).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

test("a parameter's value counts as given, whatever its default is", () => {
  const of = (Name: string) => ({
    ...deployed({ ...(fc.sample(values, { numRuns: 1, seed: 1 })[0] as Values) }),
    parameters: { Name },
  });

  expect(predictEffects(of("one"), of("two")).effects.map(({ logicalId }) => logicalId)).toContain(
    "ByParameter",
  );
});
