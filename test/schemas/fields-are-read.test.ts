import * as z from "zod";
import { planSchema } from "../../lib/plan/schema.ts";
import { settingsSchema } from "../../lib/settings/settings.ts";
import { fieldsOf, productSources, readersOf, reads } from "./reads.ts";

const sources = productSources();
/** How code calls what these fields hold, where it has another name for it than the schema. */
const alsoCalled: Readonly<Record<string, string>> = {
  "allowedDifferences.pointer": "allowed",
  "allowedDifferences.reason": "allowed",
  "irreversibleChanges.reason": "allowance",
};
const unread = (schema: z.ZodType) =>
  fieldsOf(schema).filter((field) => readersOf(field, sources, alsoCalled[field]).length === 0);

test.each([
  ["settings", settingsSchema],
  ["plan", planSchema],
])("the product reads every field of the %s", (_name, schema) => {
  expect(fieldsOf(schema).length).toBeGreaterThan(20);
  expect(unread(schema)).toEqual([]);
});

test("a field that no code reads is reported, at every depth and inside every wrapper", () => {
  const promised = z.strictObject({ ofNoUse: z.string() });
  const extended = settingsSchema.extend({
    neverRead: z.string().optional(),
    approvers: z
      .array(settingsSchema.shape.approvers.unwrap().element.extend({ shoeSize: z.int() }))
      .readonly(),
    inWrappers: z.tuple([promised]).nullable().default(null),
  });

  expect(unread(extended)).toEqual(["approvers.shoeSize", "neverRead", "inWrappers", "inWrappers.ofNoUse"]);
});

test("a common name counts only in a file that knows its parent", () => {
  const source = (text: string) => [{ path: "lib/some.ts", text }];
  expect(readersOf("windows.reason", source("say(refusal.reason)"))).toEqual([]);
  expect(readersOf("windows.reason", source("for (const { reason } of plan.windows) say(reason)"))).toEqual([
    "lib/some.ts",
  ]);
});

test.each([
  ["plan.limits", true],
  ["const { limits } = plan;", true],
  ["const { gates, limits: { stepMinutes } } = plan;", true],
  ["({ limits }: Plan) => limits", true],
  ["({ limits }) => limits", true],
  ["for (const { limits } of plans) say(limits)", true],
  ["say({ limits, gates })", false],
  ["type Plan = { readonly limits: string }", false],
  ["plan.limits = 1", false],
  ["limits()", false],
])("whether `%s` reads the field: %s", (text, isRead) => {
  expect(reads(text, "limits")).toBe(isRead);
});
