// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import { refusalsOf, role, rulesOf, withThing } from "./judged.ts";

// Crafted templates. None of them may pass, make a raw error, or be read otherwise than CloudFormation reads it.

describe("what CloudFormation would make of a template and nobody would see is refused", () => {
  test.each<[string, object | string, string]>([
    [
      "a macro beside the sections",
      {
        "Fn::Transform": { Name: "AWS::Include", Parameters: { Location: "s3://b/k" } },
        Resources: { Own: role },
      },
      "template-transform",
    ],
    [
      "a macro in the mappings",
      {
        Mappings: { M: { "Fn::Transform": { Name: "AWS::Include", Parameters: {} } } },
        Resources: { Own: role },
      },
      "template-transform",
    ],
    [
      "a macro in the outputs",
      { Outputs: { O: { "Fn::Transform": { Name: "Evil" } } }, Resources: { Own: role } },
      "template-transform",
    ],
    [
      "a macro in the conditions",
      { Conditions: { C: { "Fn::Transform": { Name: "Evil" } } }, Resources: { Own: role } },
      "template-transform",
    ],
    [
      "an output of another stack in a property that is called as metadata is",
      {
        Resources: {
          Own: role,
          T: {
            Type: "AWS::SNS::Topic",
            Properties: { Metadata: { "Fn::GetStackOutput": { StackName: "s", OutputName: "o" } } },
          },
        },
      },
      "template-function",
    ],
    [
      "a loop over resources",
      {
        Transform: "AWS::LanguageExtensions",
        Resources: { "Fn::ForEach::Loop": ["X", ["a", "b"], { "Queue${X}": { Type: "AWS::SQS::Queue" } }] },
      },
      "template-transform",
    ],
    [
      "a loop without its transform",
      {
        Resources: {
          Own: role,
          "Fn::ForEach::Loop": ["X", ["a"], { "Queue${X}": { Type: "AWS::SQS::Queue" } }],
        },
      },
      "template-transform",
    ],
    ["a set of stacks", withThing("AWS::CloudFormation::StackSet", { TemplateBody: "{}" }), "nested-stacks"],
    [
      "a product of a catalogue",
      withThing("AWS::ServiceCatalog::CloudFormationProvisionedProduct", {}),
      "nested-stacks",
    ],
    [
      "a key that is there twice",
      '{"Resources":{"Own":{"Type":"AWS::SQS::Queue"}},"Resources":{"Own":{"Type":"AWS::IAM::Role"}}}',
      "template-parses",
    ],
    [
      "a key that is there twice, once escaped",
      '{"Resources":{"Own":{"Type":"AWS::SQS::Queue","\\u0054ype":"AWS::IAM::Role"}}}',
      "template-parses",
    ],
    [
      "a number that is read as another one",
      '{"Resources":{"Own":{"Type":"AWS::IAM::Role","Properties":{"Version":16.10}}}}',
      "template-parses",
    ],
    [
      "a number that is too large to be read exactly",
      '{"Resources":{"Own":{"Type":"AWS::IAM::Role","Properties":{"Id":9007199254740993}}}}',
      "template-parses",
    ],
    ["a section that nobody knows", { Resources: { Own: role }, Own: role }, "template-section"],
    ["YAML", "Resources:\n  Own:\n    Type: AWS::IAM::Role\n", "template-parses"],
  ])("%s", (_what, template, rule) => {
    expect(rulesOf(template)).toContain(rule);
  });

  test("but no key that is there once, whatever texts look like keys", () => {
    const template = withThing("AWS::SSM::Parameter", {
      Value: '"Type": "x", "Type": "y"',
      Name: 'a"b\\":',
      Numbers: ["16.10", 16.1, -1, 0, 1e21],
      "a:b": ["c", ":"],
    });

    expect(rulesOf(template)).toEqual([]);
  });
});

describe("no template makes a raw error", () => {
  const odd: readonly unknown[] = [
    null,
    true,
    7,
    "text",
    [],
    {},
    [[]],
    { "Fn::If": [] },
    { Ref: 7 },
    { "Fn::Sub": [] },
    { "Fn::Join": 1 },
    { "Fn::GetAtt": {} },
    { Condition: "x" },
  ];
  const names = ["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf"];
  const json = (at: string, value: unknown) =>
    `{"Resources":{"Own":{"Type":"AWS::SQS::Queue"}},"${at}":${JSON.stringify(value)}}`;

  test.each([
    "Resources",
    "Parameters",
    "Mappings",
    "Conditions",
    "Outputs",
    "Rules",
    "Hooks",
    "Metadata",
    "Transform",
    "Description",
    ...names,
  ])("with anything at all under %s", (section) => {
    for (const value of odd) {
      const text = section === "Resources" ? JSON.stringify({ Resources: value }) : json(section, value);
      expect(() => refusalsOf(text)).not.toThrow();
      expect(() =>
        refusalsOf(
          section === "Resources" ? JSON.stringify({ Resources: { X: value } }) : json(section, { X: value }),
        ),
      ).not.toThrow();
    }
  });

  test.each(names)("with %s as type, name, property, parameter, mapping, condition and reference", (name) => {
    const of = (text: string) => text.replaceAll("NAME", name);
    for (const text of [
      '{"Resources":{"NAME":{"Type":"NAME","Properties":{"NAME":{"Ref":"NAME"}}}}}',
      '{"Resources":{"Own":{"Type":"AWS::IAM::Role","Condition":"NAME","Properties":{"NAME":{"Fn::If":["NAME",1,2]}}}}}',
      '{"Resources":{"Own":{"Type":"AWS::IAM::Role","Properties":{"X":{"Fn::FindInMap":["NAME","NAME","NAME"]}}}}}',
      '{"Resources":{"Own":{"Type":"AWS::IAM::Role","Properties":{"X":{"Fn::GetAtt":["NAME","NAME"]},"Y":{"Fn::Sub":"${NAME}"}}}}}',
      '{"Parameters":{"NAME":{"Type":"NAME","Default":"x"}},"Resources":{"Own":{"Type":"AWS::IAM::Role"}},"Outputs":{"NAME":{"Value":{"Ref":"NAME"},"Export":{"Name":"NAME"}}}}',
      '{"Resources":{"Own":{"Type":"AWS::IAM::Role","Properties":{"AssumeRolePolicyDocument":{"Statement":[{"Effect":"Allow","Principal":{"NAME":"x"},"Condition":{"NAME":{"NAME":"x"}}}]}}}}}',
    ])
      expect(() => refusalsOf(of(text))).not.toThrow();
  });
});
