import {
  isSecret,
  isSsmParameter,
  parameterValues,
  secretsIn,
  withoutSecretDefaults,
} from "../../../../lib/domain/change/template/parameters.ts";
import type { Objects, Value } from "../../../../lib/domain/change/template/values.ts";

const standsFor = (declaration: Value, given: Readonly<Record<string, string>> = {}) =>
  parameterValues({ P: declaration }, given).get("P");

describe("a parameter stands for", () => {
  test.each<[string, Value, Readonly<Record<string, string>>, Value | undefined]>([
    ["what it is given", { Type: "String", Default: "a" }, { P: "b" }, "b"],
    ["an empty text that it is given", { Type: "String", Default: "a" }, { P: "" }, ""],
    ["its default", { Type: "String", Default: "a" }, { Q: "b" }, "a"],
    ["its default, as a text", { Type: "Number", Default: 1 }, {}, "1"],
    [
      "its default if it is secret, whatever is told",
      { Type: "String", Default: "a", NoEcho: true },
      { P: "****" },
      "a",
    ],
    ["what nobody knows without a default", { Type: "String" }, {}, undefined],
    ["what nobody knows without a default, if it is a list", { Type: "CommaDelimitedList" }, {}, undefined],
    [
      "what nobody knows if it is secret and has no default",
      { Type: "String", NoEcho: true },
      { P: "****" },
      undefined,
    ],
    ["what it is given if its declaration is none", "a", { P: "b" }, "b"],
    ["a list of texts", { Type: "CommaDelimitedList", Default: "a, b,c" }, {}, ["a", "b", "c"]],
    ["a list of texts of any type", { Type: "List<AWS::EC2::Subnet::Id>", Default: "a" }, {}, ["a"]],
    ["a text of a type that is called alike", { Type: "MyList<String>", Default: "a,b" }, {}, "a,b"],
    [
      "what is read at deployment",
      { Type: "AWS::SSM::Parameter::Value<List<String>>", Default: "/a" },
      {},
      "{{resolve:ssm:/a}}",
    ],
  ])("%s", (_what, declaration, given, value) => {
    expect(standsFor(declaration, given)).toEqual(value);
  });

  test("what it is given although nobody declares it, except what is called as a method is", () => {
    expect([...parameterValues({ P: { Type: "String" } }, { Q: "b" })]).toEqual([["Q", "b"]]);
    expect(parameterValues({ constructor: { Type: "String", Default: "a" } }, {}).get("constructor")).toBe(
      "a",
    );
  });
});

test.each<[string, Objects, readonly string[]]>([
  ["is the default", { Type: "String", NoEcho: true, Default: "a" }, ["a"]],
  ["is the default, as a text", { Type: "Number", NoEcho: "true", Default: 1234 }, ["1234"]],
  [
    "is each item of a list",
    { Type: "CommaDelimitedList", NoEcho: true, Default: "a, b" },
    ["a, b", "a", "b"],
  ],
  ["is no empty text", { Type: "CommaDelimitedList", NoEcho: true, Default: "a," }, ["a,", "a"]],
  ["is nothing where there is no default", { Type: "String", NoEcho: true }, []],
  ["is nothing where the parameter is none", { Type: "String", Default: "a" }, []],
])("what a secret parameter stands for %s", (_what, declaration, secrets) => {
  expect(secretsIn({ P: declaration })).toStrictEqual(secrets);
});

test.each<[Value | undefined, boolean]>([
  [{ NoEcho: true }, true],
  [{ NoEcho: "true" }, true],
  [{ NoEcho: false }, false],
  [{ NoEcho: "false" }, false],
  [{}, false],
  ["NoEcho", false],
  [null, false],
  [undefined, false],
])("whether a parameter with the declaration %j is secret: %s", (declaration, secret) => {
  expect(isSecret(declaration)).toBe(secret);
});

test("a parameter of SSM is told by its type", () => {
  expect(["AWS::SSM::Parameter::Value<String>", "AWS::SSM::Parameter::Name"].map(isSsmParameter)).toEqual([
    true,
    false,
  ]);
});

test.each([["no JSON"], ["[]"], ['{ "Resources": {} }'], ['{ "Parameters": { "P": { "Default": "a" } } }']])(
  "a template without secrets is printed as it is: %s",
  (text) => {
    expect(withoutSecretDefaults(text)).toBe(text);
  },
);

test("the default of a secret parameter is hidden where a whole template is printed, and nothing else of it is", () => {
  const template = {
    Parameters: {
      From: { Type: "String", NoEcho: true, Default: "10.0.0.0/16" },
      Open: { Type: "String", Default: "o" },
    },
    Resources: { Topic: { Type: "AWS::SNS::Topic" } },
  };

  expect(JSON.parse(withoutSecretDefaults(JSON.stringify(template)))).toEqual({
    ...template,
    Parameters: { ...template.Parameters, From: { Type: "String", NoEcho: true, Default: "(hidden)" } },
  });
  expect(withoutSecretDefaults('{ "Resources": {} }')).toBe('{ "Resources": {} }');
});
