// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import { statementsIn } from "../../../../lib/domain/change/rules/statements.ts";
import type { Value } from "../../../../lib/domain/change/template/values.ts";

const statement = { Effect: "Allow", Principal: { AWS: "one" }, Action: "a:B", Resource: "r" };
const other = {
  Effect: "Deny",
  NotPrincipal: { AWS: "two" },
  NotAction: "a:B",
  NotResource: "r",
  Condition: {},
};
const unreadable = {
  Effect: "Allow",
  Principal: { AWS: "somebody in a policy that nobody can read" },
  Action: "*",
  Resource: "*",
};
const untold = { "Fn::ImportValue": "x" };
const read = (value: Value) => [...statementsIn(value)];
const json = JSON.stringify;

describe("a statement is found", () => {
  test.each<[string, Value, readonly unknown[]]>([
    ["by itself", { Statement: statement }, [statement]],
    ["in a list", { Statement: [statement, other] }, [statement, other]],
    [
      "in several documents, at whatever depth",
      { A: [{ B: { Statement: statement } }, { Statement: other }] },
      [statement, other],
    ],
    [
      "in each branch of what nobody can tell",
      { Statement: { "Fn::If": ["C", [statement], other] } },
      [statement, other],
    ],
    [
      "in each branch of a document",
      { PolicyDocument: { "Fn::If": ["C", { Statement: statement }, { Statement: other }] } },
      [statement, other],
    ],
    [
      "in one branch, where the other is nothing",
      { Statement: [{ "Fn::If": ["C", { Ref: "AWS::NoValue" }, other] }] },
      [other],
    ],
    [
      "in a document that is nothing in one branch",
      { Policy: { "Fn::If": ["C", { Ref: "AWS::NoValue" }, { Statement: other }] } },
      [other],
    ],
    [
      "in statements of statements",
      { Statement: [{ Not: { Statement: statement } }] },
      [{ Not: { Statement: statement } }, statement],
    ],
    [
      "however its elements are spelled",
      { statement: { effect: "Allow", PRINCIPAL: "p", action: "a", resource: "r", Sid: "s" } },
      [{ Effect: "Allow", Principal: "p", Action: "a", Resource: "r", Sid: "s" }],
    ],
    [
      "however those of its negation are spelled",
      { STATEMENT: { notprincipal: "p", notAction: "a", Notresource: "r", condition: {} } },
      [{ NotPrincipal: "p", NotAction: "a", NotResource: "r", Condition: {} }],
    ],
    ["in a text", json({ Statement: [statement, other] }), [statement, other]],
    ["in a text with space around it", `\n ${json({ Statement: statement })} `, [statement]],
    ["in a text within a text", json(json({ Statement: statement })), [statement]],
    ["in a text with an escaped name", '{"Stat\\u0065ment":{"\\u0050rincipal":"p"}}', [{ Principal: "p" }]],
    ["in a text that is a statement itself", json(statement), [statement]],
    [
      "in a text that is a list of whom it lets in",
      json([{ Rules: [], Principal: ["p"] }, { Rules: [] }]),
      [{ Rules: [], Principal: ["p"] }],
    ],
    [
      "in a text that is a list of whom it does not keep out",
      json([{ NotPrincipal: ["p"] }]),
      [{ NotPrincipal: ["p"] }],
    ],
    [
      "in a text in base64 of the template's own",
      { "Fn::Base64": json({ Statement: statement }) },
      [statement],
    ],
    [
      "in a text with references, which it has again",
      {
        "Fn::Join": [
          "",
          [
            '{"Statement":{"Principal":{"AWS":["',
            { "Fn::GetAtt": ["Own", "Arn"] },
            '", "x"]},"Effect":true}}',
          ],
        ],
      },
      [{ Principal: { AWS: [{ "Fn::Sub": "${Own.Arn}" }, "x"] }, Effect: true }],
    ],
  ])("%s", (_what, value, statements) => {
    expect(read(value)).toStrictEqual(statements);
  });

  test.each<[string, Value]>([
    ["a text of other JSON", json({ Version: "1", Rules: [{ Action: "x", Principal: "y" }] })],
    ["a text that only speaks of one", 'the "Principal" of a "Statement"'],
    ["a text of code that makes one", 'const policy = {"Principal": "*"};'],
    ["a record of a text", '"v=spf1 include:example.com"'],
    ["a text whose placeholders are no JSON", '{"action": <action>, "count": <n>}'],
    [
      "a text with a number that only CloudFormation knows",
      { "Fn::Sub": ['{"period":${P}}', { P: untold }] },
    ],
    [
      "what only CloudFormation knows, under another name",
      { BucketName: untold, PolicyName: untold, ManagedPolicyArns: [untold], MyPolicyDocument: untold },
    ],
    ["a name, under the name of a policy", { Policy: "a-name" }],
    ["a policy of another language", { Statement: "permit(principal, action, resource);" }],
    ["what is called otherwise", { Statements: statement, AndStatement: statement }],
    ["a text that only begins as a reference does", { Policy: "${Own}" }],
    ["nothing", null],
    ["a number", 7],
  ])("but not in %s", (_what, value) => {
    expect(read(value)).toStrictEqual([]);
  });
});

describe("an unreadable statement stands for", () => {
  test.each<[string, Value]>([
    ["a statement that only CloudFormation knows", { Statement: untold }],
    ["one of its statements", { Statement: [{ Ref: "Thing" }] }],
    [
      "a statement with an element in two spellings",
      { Statement: { Effect: "Allow", Principal: { Service: "x" }, principal: "*" } },
    ],
    ...[
      "Policy",
      "PolicyDocument",
      "AssumeRolePolicyDocument",
      "PermissionsPolicyDocument",
      "KeyPolicy",
      "AccessPolicy",
      "ResourcePolicy",
      "DestinationPolicy",
      "FileSystemPolicy",
      "RegistryPolicy",
      "RepositoryPolicy",
      "PolicyText",
      "RepositoryPolicyText",
      "AccessPolicies",
    ].map((name): [string, Value] => [
      `a document that only CloudFormation knows: ${name}`,
      { [name]: untold },
    ]),
    ["a branch of a document", { Policy: { "Fn::If": ["C", untold, { Rules: [] }] } }],
    ["a document that a resource answers", { Policy: { "Fn::GetAtt": ["Own", "Policy"] } }],
    ...[
      '"Principal"',
      '"NotPrincipal"',
      '"Action"',
      '"NotAction"',
      '"Statement"',
      '"statement"',
      '"principal"',
      '"notprincipal"',
      '"\\u0050"',
    ].map((name): [string, Value] => [
      `a text that is no JSON before it is filled: ${name}`,
      { "Fn::Sub": [`{${name}:\${P}}`, { P: untold }] },
    ]),
    [
      "a text that begins with what nobody can tell",
      { "Fn::Sub": ['${P}"Principal":"*"}]}', { P: untold }] },
    ],
    ["a list that is no JSON before it is filled", { "Fn::Sub": ['[{"Principal":${P}}]', { P: untold }] }],
  ])("%s", (_what, value) => {
    expect(read(value)).toStrictEqual([unreadable]);
  });
});
