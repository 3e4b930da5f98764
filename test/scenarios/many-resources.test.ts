import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { type Shape, templateOf } from "../simulator/changes.ts";
import { begin, finish, install, read } from "../simulator/runs.ts";

/** The most resources that a template may have (CloudFormation user guide, Understand CloudFormation quotas). */
const most = 500;

const full: Shape = {
  templateOf: (environment, part) => {
    if (environment !== "development" || part !== "storage") return undefined;
    const template = JSON.parse(templateOf(environment, part, {})) as { Resources: Record<string, object> };
    const bucket = template.Resources["Bucket"] ?? {};
    for (let index = 1; index < most; index += 1) template.Resources[`Bucket${index}`] = bucket;
    return JSON.stringify(template);
  },
};

test("a stack with as many resources as a template may have is validated, and every answer is recorded", async () => {
  const world = install();
  const { runId } = await begin(world, full);
  await finish(world);

  const { entries } = await read(world, runId);
  expect(verdictOf(entries)).toBe("SUCCEEDED");
  const validated = entries.find(({ action }) => action === "validate-environment");
  const readings = validated?.action === "validate-environment" ? validated.detail.readings : [];
  const answered = readings.map(({ resource }) => resource);
  expect(new Set(answered.filter((name) => name.startsWith("development/storage/"))).size).toBe(most);
});
