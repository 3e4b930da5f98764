import { policyFacts } from "../../../lib/ports/shared/policy-facts.ts";

const policy = (...accounts: readonly string[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: accounts }, Action: "sqs:SendMessage", Resource: "*" }],
  });

test("a policy that somebody widens by hand has another digest", () => {
  const before = policyFacts(policy("111111111111"));
  const after = policyFacts(policy("111111111111", "999999999999"));

  expect(before.admitsEveryone).toBe(false);
  expect(after.admitsEveryone).toBe(false);
  expect(after.policy).not.toEqual(before.policy);
});

test("the order in which a service answers is no change", () => {
  const [one, other] = ["111111111111", "222222222222"];

  expect(policyFacts(policy(one, other))).toEqual(policyFacts(policy(other, one)));
  expect(policyFacts('{"Statement":[],"Version":"2012-10-17"}')).toEqual(
    policyFacts('{"Version":"2012-10-17","Statement":[]}'),
  );
});
