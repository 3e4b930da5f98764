import * as z from "zod";
import { issuesInWords } from "../../lib/domain/issues.ts";

/** What is said of a document in which something is wrong at that path. */
function said(document: unknown, ...path: readonly PropertyKey[]): string {
  const schema = z.unknown().superRefine((_, context) => {
    context.addIssue({ code: "custom", path: [...path], message: "is wrong" });
  });
  const { error } = schema.safeParse(document);
  if (error === undefined) throw new Error("nothing is wrong");
  return issuesInWords(error, document, "the plan");
}

test("what is wrong is told by its path, with the value seen", () => {
  expect(said({ gates: [{ quorum: 0 }] }, "gates", 0, "quorum")).toBe("gates.0.quorum: is wrong (seen: 0)");
  expect(said(7)).toBe("the plan: is wrong (seen: 7)");
});

test("what is missing, or below something that is missing, is nothing", () => {
  expect(said({}, "gates")).toBe("gates: is wrong (seen: nothing)");
  expect(said({}, "gates", "change-record")).toBe("gates.change-record: is wrong (seen: nothing)");
});

test("a value is quoted with at most 200 characters", () => {
  const whole = "x".repeat(198);
  expect(said(whole)).toBe(`the plan: is wrong (seen: "${whole}")`);
  expect(said(`${whole}y`)).toBe(`the plan: is wrong (seen: "${whole}y…)`);
});
