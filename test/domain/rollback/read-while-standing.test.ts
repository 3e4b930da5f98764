import { goneByIdentifier, identifierIn } from "../../../lib/domain/rollback/read-while-standing.ts";

test("words that say by which identifier a resource is gone name it", () => {
  expect(identifierIn(goneByIdentifier("crawler"))).toBe("crawler");
});

test.each([
  "cloudformation:GetResource crawler: not found, and it was never read while it stood",
  "iam:GetRole crawler: not found; it was read while it stood",
  ": not found; it was read while it stood",
  "",
])("the words %j name none", (how) => {
  expect(identifierIn(how)).toBeNull();
});
