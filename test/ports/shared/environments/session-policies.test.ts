import { sessionPolicyOf } from "../../../../lib/ports/shared/environments/session-policies.ts";
import { reached } from "../../../fixtures/reached.ts";
import { denies, type Statement } from "../../../simulator/accounts/evaluate.ts";

const place = reached("staging").place("staging");
const looking = (): readonly Statement[] =>
  (JSON.parse(sessionPolicyOf("look", place) ?? "") as { readonly Statement: readonly Statement[] })
    .Statement;
const stack = (name: string) =>
  `arn:${place.partition}:cloudformation:${place.region}:${place.account}:stack/${name}/id`;

describe("a session that looks into an environment", () => {
  // Drift detection asks for both on the stack. Source: CloudFormation API reference, DetectStackDrift.
  test.each(["DetectStackDrift", "DetectStackResourceDrift", "DescribeStackResourceDrifts"])(
    "may call %s for the application's stacks, and for no other",
    (operation) => {
      const action = `cloudformation:${operation}`;

      expect(denies(looking(), { action, resource: stack("shop-staging-network") })).toBe(false);
      expect(denies(looking(), { action, resource: stack("other-staging-network") })).toBe(true);
      expect(denies(looking(), { action, resource: stack("shop-production-network") })).toBe(true);
    },
  );

  test.each(["s3:GetObject", "dynamodb:GetItem", "secretsmanager:GetSecretValue", "logs:FilterLogEvents"])(
    "may not read data: %s",
    (action) => {
      expect(denies(looking(), { action, resource: "*" })).toBe(true);
    },
  );
});
