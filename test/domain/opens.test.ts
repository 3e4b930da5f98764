import { opens, opensAsRead } from "../../lib/domain/opens.ts";
import type { Opening } from "../../lib/resources/row.ts";

const named = { fact: "reach", what: "an endpoint" } as const;
const byPolicy: Opening = { ...named, policyIn: ({ Policy }) => Policy };
const byPolicyAlways: Opening = { ...byPolicy, hasAlways: true };
const forEveryone = { Statement: [{ Effect: "Allow", Principal: "*", Action: "sns:Publish" }] };
const forOne = {
  Statement: [{ Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "sns:Publish" }],
};

describe("a resource that a policy may open", () => {
  test.each<[string, unknown, boolean | null]>([
    ["is open under one that admits everyone", forEveryone, true],
    ["is open under one that is written as text", JSON.stringify(forEveryone), true],
    ["is closed under one that admits an account", forOne, false],
    ["is not known under one that cannot be read", "no JSON", null],
    ["is closed without one", undefined, false],
    ["is closed under none", null, false],
    ["is closed under an empty one", "", false],
  ])("%s", (_what, Policy, isOpen) => {
    expect(opens(byPolicy, { Policy })).toBe(isOpen);
    expect(opensAsRead(byPolicy, { Policy })).toBe(isOpen);
  });

  test.each([undefined, null, ""])("is not known with the policy %j if its type always has one", (Policy) => {
    expect(opens(byPolicyAlways, { Policy })).toBeNull();
    expect(opens(byPolicyAlways, { Policy: forOne })).toBe(false);
  });
});

describe("a resource that properties may open", () => {
  const byProperties: Opening = {
    ...named,
    isOpen: ({ Public, Scheme }) => Public === true || Scheme === "internet-facing",
  };

  test("is open or closed as its template says, and closed by default", () => {
    expect(opens(byProperties, { Public: true })).toBe(true);
    expect(opens(byProperties, {})).toBe(false);
  });

  test("is closed as it was read only if one of those properties was read", () => {
    expect(opensAsRead(byProperties, { Scheme: "internal" })).toBe(false);
    expect(opensAsRead(byProperties, { Public: false, Scheme: "internal" })).toBe(false);
    expect(opensAsRead(byProperties, { Name: "shop" })).toBeNull();
    expect(opensAsRead(byProperties, { Name: "shop", Scheme: "internet-facing" })).toBe(true);
  });

  test("is not known where its properties do not tell", () => {
    expect(opensAsRead({ ...named, isOpen: () => null }, { Public: false })).toBeNull();
  });
});
