import { admitsEveryone } from "../../lib/domain/admits-everyone.ts";

const policy = (statement: object) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action: "sns:Publish", ...statement }] });
const when = (operator: string, key: string, value: unknown) => ({
  Condition: { [operator]: { [key]: value } },
});

test.each<[string, object]>([
  ["everybody", { Principal: "*" }],
  ["every account", { Principal: { AWS: "*" } }],
  ["every account among others", { Principal: { AWS: ["111122223333", "*"] } }],
  ["every account, and a service", { Principal: { Service: "sns.amazonaws.com", AWS: "*" } }],
  ["everybody but one", { NotPrincipal: { AWS: "111122223333" } }],
  ["everybody over TLS", { Principal: "*", ...when("Bool", "aws:SecureTransport", "true") }],
  ["everybody's account", { Principal: "*", ...when("StringLike", "aws:SourceAccount", "*") }],
  [
    "everybody to resources of an account, which its own resources always are",
    { Principal: "*", ...when("StringEquals", "aws:ResourceAccount", "1111") },
  ],
  [
    "everybody whose account is a variable",
    { Principal: "*", ...when("StringEquals", "aws:SourceAccount", `\${aws:username}`) },
  ],
  [
    "everybody from an account or any",
    { Principal: "*", ...when("StringLike", "aws:SourceAccount", ["1", "?"]) },
  ],
  [
    "everybody through resources of any account",
    { Principal: "*", ...when("ArnLike", "aws:SourceArn", "arn:aws:s3:*:*:shop") },
  ],
  [
    "everybody through what only looks like an ARN of an account",
    { Principal: "*", ...when("StringLike", "aws:SourceArn", "x:aws:sns:*:111122223333:*") },
  ],
  [
    "everybody through resources of twelve digits and more",
    { Principal: "*", ...when("ArnLike", "aws:SourceArn", "arn:aws:sns:*:1111222233334:*") },
  ],
  [
    "everybody, under a key that only ends like one that binds",
    { Principal: "*", ...when("StringEquals", "x-aws:SourceAccount", "1111") },
  ],
  [
    "everybody, under an operator that only ends like one that binds",
    { Principal: "*", ...when("ForAllValues:StringEquals", "aws:SourceAccount", "1111") },
  ],
  ["everybody not from an account", { Principal: "*", ...when("StringNotEquals", "aws:SourceAccount", "1") }],
])("a policy admits %s", (_what, statement) => {
  expect(admitsEveryone(policy(statement))).toBe(true);
});

test.each<[string, object]>([
  ["a service", { Principal: { Service: "sns.amazonaws.com" } }],
  ["an account", { Principal: { AWS: "111122223333" } }],
  [
    "its own account, as SNS writes it",
    { Principal: "*", ...when("StringEquals", "AWS:SourceOwner", "1111") },
  ],
  ["an organization", { Principal: "*", ...when("StringEquals", "aws:PrincipalOrgID", ["o-1"]) }],
  [
    "resources of an account, whatever their names",
    { Principal: "*", ...when("ArnLike", "aws:SourceArn", "arn:aws:sns:*:111122223333:*") },
  ],
  [
    "callers of an account, for a key",
    { Principal: "*", ...when("StringEquals", "kms:CallerAccount", "1111") },
  ],
  [
    "an organization among several values, in any case",
    { Principal: "*", ...when("ForAnyValue:StringEqualsIgnoreCase", "aws:PrincipalOrgID", ["o-1", "o-2"]) },
  ],
  [
    "an account, whatever else it asks",
    {
      Principal: "*",
      Condition: {
        Bool: { "aws:SecureTransport": "true" },
        StringEquals: { "aws:ResourceAccount": "1111", "aws:SourceAccount": "1111" },
      },
    },
  ],
  ["nobody whom it names", { Principal: null }],
  ["nobody by a text that names no one", { Principal: "anyone*" }],
  ["nobody: it denies", { Effect: "Deny", Principal: "*" }],
])("a policy admits only %s", (_what, statement) => {
  expect(admitsEveryone(policy(statement))).toBe(false);
});

test("a policy admits everybody if one of its statements does", () => {
  const statement = (Principal: unknown) => ({ Effect: "Allow", Action: "sns:Publish", Principal });
  const narrow = statement({ AWS: "111122223333" });
  expect(admitsEveryone(JSON.stringify({ Statement: [narrow, statement("*")] }))).toBe(true);
  expect(admitsEveryone(JSON.stringify({ Statement: [narrow, narrow] }))).toBe(false);
});

test("a policy of one statement that is no list is read too", () => {
  expect(admitsEveryone(JSON.stringify({ Statement: { Effect: "Allow", Principal: "*" } }))).toBe(true);
  expect(admitsEveryone("{}")).toBe(false);
});
