import { statusText } from "../../../lib/command-line/commands/status.ts";
import { statusOf } from "../../../lib/domain/run/status.ts";
import { receipt, refused, someDigest, validated } from "../../fixtures/sample-facts.ts";

const head = { count: 3, head: someDigest };

test("the text of a refused run has every reason, and ends with its verdict", () => {
  const facts = [refused({ reason: "missing-part: staging\nstack-name: production" }), receipt("run")];
  const lines = statusText(statusOf("shop-1", facts, head, null)).split("\n");

  expect(lines.slice(-5)).toEqual([
    "never started, because the change can't be carried out:",
    "missing-part: staging",
    "stack-name: production",
    `3 entries, head ${someDigest}`,
    "run shop-1 REFUSED",
  ]);
});

test("the text of another run says nothing of a refusal", () => {
  expect(statusText(statusOf("shop-1", [validated("development")], head, null))).not.toContain(
    "never started",
  );
});
