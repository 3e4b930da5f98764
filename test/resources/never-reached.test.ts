import { registryTypes } from "../../lib/resources/identifier.ts";
import { neverReached, sourceOf } from "../../lib/resources/never-reached.ts";
import { rows } from "../../lib/resources/resources.ts";

const types = Object.entries(neverReached).flatMap(([service, kinds]) =>
  kinds.map((kind) => `${service}::${kind}`),
);

describe("what cannot be reached", () => {
  test("is named in one table, which every row without a reader of its own comes from", () => {
    const never = rows.flatMap(({ type, row }) =>
      row.goneBy === "cloud-control" && row.reached === "never" ? [type] : [],
    );

    expect(never.sort()).toEqual([...types].sort());
  });

  test("is a type of the registry, in order, once", () => {
    const { readable, unreadable } = registryTypes();

    expect(types.filter((type) => !readable.includes(type) && !unreadable.includes(type))).toEqual([]);
    expect(types).toEqual([...new Set(types)].sort());
  });

  test.each([
    ["AWS::RDS::DBProxy", "AmazonRDS/latest/UserGuide/rds-proxy.html"],
    ["AWS::StepFunctions::Activity", "step-functions/latest/dg/concepts-activities.html"],
  ])("%s answers somebody: its source says whom", (type, page) => {
    expect(sourceOf(type)).toBe(`https://docs.aws.amazon.com/${page}`);
  });

  test.each(types)("%s has a page of AWS's documentation as its source", (type) => {
    const [, service = "", kind = ""] = type.split("::");
    const page = sourceOf(type);

    expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[\w./-]+\/latest\/[\w/-]+\.html$/);
    if (page.includes("/TemplateReference/"))
      expect(page.endsWith(`/aws-resource-${service}-${kind}.html`.toLowerCase())).toBe(true);
  });
});
