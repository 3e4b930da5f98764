import { requestToken } from "../../../lib/domain/step/token.ts";

const attempt = ["shop-0123456789ab-1", "staging", "storage", "create", 1] as const;

describe("the token of an attempt", () => {
  test("is the same however often it is made, and CloudFormation takes it", () => {
    expect(requestToken(...attempt)).toBe(requestToken(...attempt));
    expect(requestToken(...attempt)).toMatch(/^[A-Za-z0-9][-A-Za-z0-9]{0,127}$/);
  });

  test.each<[string, Parameters<typeof requestToken>]>([
    ["run", ["shop-0123456789ab-2", "staging", "storage", "create", 1]],
    ["environment", ["shop-0123456789ab-1", "production", "storage", "create", 1]],
    ["step", ["shop-0123456789ab-1", "staging", "storages", "create", 1]],
    ["operation", ["shop-0123456789ab-1", "staging", "storage", "update", 1]],
    ["number", ["shop-0123456789ab-1", "staging", "storage", "create", 2]],
    ["step, however its name is cut", ["shop-0123456789ab-1", "stagings", "torage", "create", 1]],
  ])("is another for another %s", (_what, other) => {
    expect(requestToken(...other)).not.toBe(requestToken(...attempt));
  });
});
