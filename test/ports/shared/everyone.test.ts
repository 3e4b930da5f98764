import { letsEveryoneIn } from "../../../lib/ports/shared/everyone.ts";

const policy = (...statements: readonly object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const everyone = { Effect: "Allow", Principal: "*", Action: "*" };

test.each<[string, string | undefined, boolean]>([
  ["no policy", undefined, false],
  ["everyone", policy(everyone), true],
  ["everyone as AWS principals", policy({ ...everyone, Principal: { AWS: ["*"] } }), true],
  [
    "everyone but some",
    policy({ Effect: "Allow", NotPrincipal: { AWS: "111111111111" }, Action: "*" }),
    true,
  ],
  ["a service", policy({ ...everyone, Principal: { Service: "lambda.amazonaws.com" } }), false],
  ["everyone, denied", policy({ ...everyone, Effect: "Deny" }), false],
  [
    "SNS's own default: the owner",
    policy({
      ...everyone,
      Principal: { AWS: "*" },
      Condition: { StringEquals: { "AWS:SourceOwner": "111111111111" } },
    }),
    false,
  ],
  [
    "everyone from any account",
    policy({ ...everyone, Condition: { StringLike: { "aws:SourceAccount": "*" } } }),
    true,
  ],
  [
    "everyone but one account",
    policy({ ...everyone, Condition: { StringNotEquals: { "aws:SourceAccount": "1" } } }),
    true,
  ],
  [
    "everyone who may send no account",
    policy({ ...everyone, Condition: { StringEqualsIfExists: { "aws:SourceAccount": "1" } } }),
    true,
  ],
  [
    "everyone over TLS",
    policy({ ...everyone, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
    true,
  ],
  [
    "a function URL without a signature",
    policy({ ...everyone, Condition: { StringEquals: { "lambda:FunctionUrlAuthType": "NONE" } } }),
    true,
  ],
  ["one open statement among closed ones", policy({ ...everyone, Effect: "Deny" }, everyone), true],
  ["a percent-encoded policy, as IAM returns it", encodeURIComponent(policy(everyone)), true],
  ["what cannot be read", "{", true],
])("%s", (_what, text, expected) => {
  expect(letsEveryoneIn(text)).toBe(expected);
});
