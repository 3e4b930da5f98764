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
  ["everybody but one", { NotPrincipal: { AWS: "111122223333" } }],
  ["everybody over TLS", { Principal: "*", ...when("Bool", "aws:SecureTransport", "true") }],
  ["everybody's account", { Principal: "*", ...when("StringLike", "aws:SourceAccount", "*") }],
  [
    "everybody to resources of an account, which its own resources always are",
    { Principal: "*", ...when("StringEquals", "aws:ResourceAccount", "1111") },
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
  ["nobody: it denies", { Effect: "Deny", Principal: "*" }],
])("a policy admits only %s", (_what, statement) => {
  expect(admitsEveryone(policy(statement))).toBe(false);
});

test("a policy of one statement that is no list is read too", () => {
  expect(admitsEveryone(JSON.stringify({ Statement: { Effect: "Allow", Principal: "*" } }))).toBe(true);
  expect(admitsEveryone("{}")).toBe(false);
});
