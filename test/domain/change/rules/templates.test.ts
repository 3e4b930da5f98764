import type { CandidateStep } from "../../../../lib/domain/change/rules/candidate.ts";
import { about, candidate, subnet } from "./about-change.ts";

const where = "shop-development-compute (development/compute)";
/** What refuses a change whose compute step has this template: rule, place, what was seen. */
const refused = (template: object | string, more: Partial<CandidateStep> = {}) => {
  const text = typeof template === "string" ? template : JSON.stringify(template);
  return about(candidate({ template: text, ...more })).refusals.map((one) => [one.rule, one.where, one.seen]);
};
const Resources = { Subnet: subnet };
const many = <V>(count: number, name: string, value: V) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}${index}`, value]));

describe("a template has to be a JSON object that is read in one way only", () => {
  const nested = (levels: number) => `${'{"A":'.repeat(levels - 1)}{}${"}".repeat(levels - 1)}`;

  test.each<[string, string, string]>([
    ["nested deeper than 200 levels", nested(201), "the template is nested deeper than 200 levels"],
    ["a list", "[]", "the template is []"],
    ["a text", JSON.stringify("x".repeat(60)), `the template is "${"x".repeat(39)}`],
    ["null", "null", "the template is null"],
    [
      "with more than ten nulls",
      JSON.stringify({ Resources, Outputs: { A: Array(12).fill(null) } }),
      `null at ${Array.from({ length: 10 }, (_, index) => `/Outputs/A/${index}`).join(", ")}`,
    ],
    ["with a null in an object", '{"Resources":{"A":{"Type":null}}}', "null at /Resources/A/Type"],
    [
      "with more than ten numbers that are not read as they are written",
      `{"A":[${Array.from({ length: 12 }, (_, index) => `${index}.10`).join()}]}`,
      `the template has the number ${Array.from({ length: 10 }, (_, index) => `${index}.10`).join(", ")}`,
    ],
  ])("and is refused when it is %s", (_what, template, seen) => {
    expect(refused(template)).toEqual([["template-parses", where, seen]]);
  });

  test("and may be nested 200 levels deep", () => {
    expect(
      about(candidate({ template: nested(200) })).refusals.filter(({ rule }) => rule === "template-parses"),
    ).toStrictEqual([]);
  });

  test("and is refused with what the parser says otherwise", () => {
    expect(refused("Resources:\n  A: 1")).toEqual([
      ["template-parses", where, expect.stringMatching(/^the template is not JSON \(SyntaxError: [^\n]+\)$/)],
    ]);
  });
});

describe("a template may have", () => {
  test.each<[string, object, string, string]>([
    ["500 resources", { Resources: many(500, "S", subnet) }, "Resources", "S"],
    [
      "200 parameters",
      { Resources, Parameters: many(200, "P", { Type: "String", Default: "x" }) },
      "Parameters",
      "P",
    ],
    ["200 outputs", { Resources, Outputs: many(200, "O", { Value: "x" }) }, "Outputs", "O"],
    ["200 mappings", { Resources, Mappings: many(200, "M", { A: { B: "x" } }) }, "Mappings", "M"],
  ])("%s, and not one more", (what, template, section, name) => {
    const all = template as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    const more = { ...all, [section]: { ...all[section], More: all[section]?.[`${name}0`] } };
    const [count = ""] = what.split(" ");

    expect(refused(template)).toEqual([]);
    expect(refused(more)).toEqual([
      ["template-count", where, `the template has ${Number(count) + 1} ${section}`],
    ]);
  });

  const padded = (bytes: number) => {
    const template = JSON.stringify({ Resources });
    return template + " ".repeat(bytes - template.length);
  };

  test("a million bytes, and not one more", () => {
    expect(refused(padded(1_000_000))).toEqual([]);
    expect(refused(padded(1_000_001))).toEqual([["template-size", where, "the template has 1000001 bytes"]]);
  });

  test("a description of 1,024 bytes, and not one more", () => {
    expect(refused({ Resources, Description: "d".repeat(1_024) })).toEqual([]);
    expect(refused({ Resources, Description: "d".repeat(1_025) })).toEqual([
      ["template-size", where, "the description has 1025 bytes"],
    ]);
  });

  test("no fewer than one resource", () => {
    expect(refused({})).toEqual([["template-resources", where, "the template has no resources"]]);
  });

  test("names of 255 letters and digits, and no others", () => {
    const name = "N1".padEnd(255, "n");

    expect(refused({ Resources: { [name]: subnet } })).toEqual([]);
    for (const odd of [`${name}n`, `${name}n-and-much-more`])
      expect(refused({ Resources: { [odd]: subnet } })).toEqual([
        ["template-form", where, `Resources has a member named "${name}"`],
      ]);
    for (const odd of ["", "a-b", "-ab", "ab-", "a b"])
      expect(refused({ Resources, Mappings: { [odd]: {} } })).toEqual([
        ["template-form", where, `Mappings has a member named "${odd}"`],
      ]);
  });

  test("each deletion policy that CloudFormation knows, and no other", () => {
    const policies = (body: object) => refused({ Resources: { Subnet: { ...subnet, ...body } } });

    for (const policy of ["Delete", "Retain", "Snapshot"])
      expect(policies({ UpdateReplacePolicy: policy })).toEqual([]);
    expect(policies({ DeletionPolicy: "Delete" })).toEqual([]);
    expect(policies({ UpdateReplacePolicy: "RetainExceptOnCreate" })).toEqual([
      ["template-form", where, 'Subnet has the UpdateReplacePolicy "RetainExceptOnCreate"'],
    ]);
    expect(policies({ DeletionPolicy: ["Delete"] })).toEqual([
      ["template-form", where, 'Subnet has the DeletionPolicy ["Delete"]'],
    ]);
  });
});

describe("a resource without a type that CloudFormation could know", () => {
  test.each<[string, object, string]>([
    ["none", {}, "no type"],
    ["an odd one", { Type: "AWS::SNS" }, 'the type "AWS::SNS"'],
    ["a function", { Type: { Ref: "AWS::StackId" } }, 'the type {"Ref":"AWS::StackId"}'],
    ["a long one", { Type: "x".repeat(300) }, `the type "${"x".repeat(254)}`],
  ])("is refused with what it has: %s", (_what, body, seen) => {
    expect(refused({ Resources: { ...Resources, Odd: body } })).toEqual([
      ["template-form", where, `Odd has ${seen}`],
    ]);
  });
});

describe("what rewrites a template", () => {
  test.each<[string, object, readonly string[]]>([
    [
      "a module",
      { Resources: { ...Resources, M: { Type: "Team::Web::Server::MODULE" } } },
      ["Team::Web::Server::MODULE"],
    ],
    [
      "a macro in a resource, told once however often it stands there",
      {
        Transform: ["Twice", "Twice"],
        Resources: {
          ...Resources,
          M: { Type: "AWS::X::A", Properties: { "Fn::Transform": { Name: "Twice" } } },
        },
      },
      ["Twice"],
    ],
    [
      "a macro beside the resources and a loop, whose names are no names of resources",
      {
        Resources: {
          ...Resources,
          "Fn::Transform": { Name: "Macro" },
          "Fn::ForEach::Loop": ["X", ["a"], { "Q${X}": subnet }],
        },
      },
      ["Macro", "Fn::ForEach::Loop"],
    ],
    [
      "a macro and a loop at the top, which are no sections and no functions of a value",
      { Resources, "Fn::Transform": { Name: "Macro" }, "Fn::ForEach::Loop": ["X", ["a"], {}] },
      ["Macro", "Fn::ForEach::Loop"],
    ],
  ])("is refused by its own rule alone: %s", (_what, template, names) => {
    expect(refused(template)).toEqual(
      names.map((name) => ["template-transform", where, `the template is rewritten by ${name}`]),
    );
  });

  test("is no type that only begins like a module", () => {
    expect(refused({ Resources: { ...Resources, M: { Type: "AWS::MODULE::X" } } })).toEqual([]);
  });
});

describe("a function", () => {
  test.each<[string, object, string]>([
    [
      "that reads an output of another stack",
      { "Fn::GetStackOutput": { StackName: "s", OutputName: "o" } },
      "Fn::GetStackOutput reads an output of another stack when it is deployed, perhaps of another environment",
    ],
    ["that nobody knows", { "Fn::Hash": "x" }, "nobody here knows the function Fn::Hash"],
    [
      "that ends like a loop",
      { "XFn::ForEach": "x", "Fn::XFn::ForEach": "x" },
      "nobody here knows the function Fn::XFn::ForEach",
    ],
  ])("%s is refused, once for a template", (_what, value, seen) => {
    const thing = { Type: "AWS::X::A", Properties: { A: value, B: [value] } };

    expect(refused({ Resources: { ...Resources, A: thing } })).toEqual([["template-function", where, seen]]);
  });

  test("says what to do instead", () => {
    const todo = (name: string) =>
      about(
        candidate({
          template: JSON.stringify({
            Resources: { A: { Type: "AWS::X::A", Properties: { A: { [name]: "x" } } } },
          }),
        }),
      ).refusals.map((one) => one.todo);

    expect(todo("Fn::GetStackOutput")).toEqual(["export the output and import it, within the environment"]);
    expect(todo("Fn::Hash")).toEqual(["approvers could not see what it does: write its value out"]);
  });

  test("in metadata is no matter, because nothing deploys it", () => {
    const Metadata = { A: { "Fn::Hash": "x" } };

    expect(refused({ Metadata, Resources: { A: { ...subnet, Metadata } } })).toEqual([]);
  });
});

describe("the value of a parameter", () => {
  const declaring = (P: object, parameters: Readonly<Record<string, string>> = {}) =>
    refused({ Resources, Parameters: { P } }, { parameters });

  test("is its default or what the change gives", () => {
    expect(declaring({ Type: "String", Default: "x" })).toEqual([]);
    expect(declaring({ Type: "String" }, { P: "x" })).toEqual([]);
    expect(declaring({ Type: "String", NoEcho: true, Default: "x" })).toEqual([]);
  });

  test.each<[string, object, Readonly<Record<string, string>>, string, string]>([
    ["missing", { Type: "String" }, {}, "parameter-value", "the parameter P has no value and no default"],
    [
      "missing for a secret",
      { Type: "String", NoEcho: true },
      {},
      "parameter-value",
      "the parameter P has no value and no default",
    ],
    [
      "given to a secret",
      { Type: "String", NoEcho: "true" },
      { P: "s" },
      "parameter-secret",
      "the NoEcho parameter P has a value in the change",
    ],
    [
      "given to none",
      { Type: "String", Default: "x" },
      { Q: "s" },
      "parameter-value",
      "the parameter Q has a value, and the template declares none of that name",
    ],
  ])("is refused if it is %s", (_what, P, parameters, rule, seen) => {
    expect(declaring(P, parameters)).toEqual([[rule, where, seen]]);
  });
});

describe("characters outside ASCII", () => {
  test("are refused where they are: in the template, and in each parameter's name and value", () => {
    const parameters = { Own: "Jörg", Other: "x" };
    const Parameters = { Own: { Type: "String" }, Other: { Type: "String" } };

    expect(refused({ Resources, Parameters, Description: "für" }, { parameters })).toEqual([
      ["ascii", where, "the template has characters outside ASCII"],
      ["ascii", where, 'the parameter Own is "Jörg"'],
    ]);
  });
});

describe("the name of an export", () => {
  const exporting = (...names: readonly string[]) => ({
    template: JSON.stringify({
      Resources,
      Outputs: Object.fromEntries(
        names.map((Name, index) => [`O${index}`, { Value: "x", Export: { Name } }]),
      ),
    }),
  });
  const [ireland, paris] = ["eu-west-1", "eu-west-3"];
  const [one, two] = ["111111111111", "222222222222"];
  /** Where development and staging export one name, by their places. */
  const repeated = (
    development: Partial<CandidateStep>,
    staging: Partial<CandidateStep>,
    places: Parameters<typeof about>[1] = {},
  ) => {
    const of = (environment: "development" | "staging", more: Partial<CandidateStep>) =>
      candidate({ ...exporting("own", "other"), ...more }, { environment }).environments[environment];
    const { application, environments } = candidate();
    return about(
      {
        application,
        environments: {
          ...environments,
          development: of("development", development),
          staging: of("staging", staging),
        },
      },
      places,
    )
      .refusals.filter(({ rule }) => rule === "export-unique")
      .map(({ where, seen }) => [where, seen]);
  };
  const twice = ["own", "other"].map((name) => [
    "shop-staging-compute (staging/compute)",
    `it exports "${name}", as development/compute does`,
  ]);

  test("is refused twice in a stack, and taken once", () => {
    expect(refused(exporting("own", "other").template)).toEqual([]);
    expect(refused(exporting("own", "other", "own").template)).toEqual([
      ["export-unique", where, 'it exports "own", as development/compute does'],
    ]);
  });

  test.each<[string, Partial<CandidateStep>, Partial<CandidateStep>, readonly unknown[]]>([
    ["one account and region", { account: one, region: ireland }, { account: one, region: ireland }, twice],
    ["one account, whose region nobody says", { account: one }, { account: one }, twice],
    ["two accounts", { account: one, region: ireland }, { account: two, region: ireland }, []],
    ["two regions", { account: one, region: ireland }, { account: one, region: paris }, []],
    ["environments whose places nobody says", {}, {}, []],
  ])("is told for %s", (_what, development, staging, wanted) => {
    expect(repeated(development, staging)).toStrictEqual(wanted);
  });

  test("is told by the places of the settings, if they name some", () => {
    const places = (account: string, region: string) => ({
      places: {
        development: { account: one, region: ireland },
        staging: { account, region },
        production: { account: one, region: paris },
      },
    });

    expect(repeated({}, {}, places(one, ireland))).toEqual(twice);
    expect(repeated({}, {}, places(two, ireland))).toStrictEqual([]);
    expect(repeated({}, {}, places(one, paris))).toStrictEqual([]);
  });
});
