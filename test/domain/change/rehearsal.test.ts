import type { Step } from "../../../lib/domain/change/manifest.ts";
import { isRehearsal, rehearsalTag } from "../../../lib/domain/change/rehearsal.ts";

const step = (name: string, tags: Step["tags"] = {}): Step => ({
  step: name,
  part: "compute",
  stackName: `shop-development-${name}`,
  templateDigest: "a".repeat(64),
  parameters: {},
  tags,
  dependsOn: [],
});
const inDevelopment = (...development: Step[]) => ({
  environments: { development, staging: [step("network")], production: [step("network")] },
});

describe("a rehearsal", () => {
  test("is a change with one step that is made to fail", () => {
    expect(isRehearsal(inDevelopment(step("network"), step("api", { [rehearsalTag]: "fail" })))).toBe(true);
  });

  test("is not a change whose steps carry other tags", () => {
    expect(isRehearsal(inDevelopment(step("network", { team: "shop" })))).toBe(false);
  });
});
