import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { withBuckets } from "../simulator/changes.ts";
import { begin, finish, install, read } from "../simulator/runs.ts";

/** The most resources that a template may have (CloudFormation user guide, Understand CloudFormation quotas). */
const most = 500;

test("a stack with as many resources as a template may have is validated, and every answer is recorded", async () => {
  const world = install();
  const { runId } = await begin(world, withBuckets(most));
  await finish(world);

  const { entries } = await read(world, runId);
  expect(verdictOf(entries)).toBe("SUCCEEDED");
  const validated = entries.find(({ action }) => action === "validate-environment");
  const readings = validated?.action === "validate-environment" ? validated.detail.readings : [];
  const answered = readings.map(({ resource }) => resource);
  expect(new Set(answered.filter((name) => name.startsWith("development/storage/"))).size).toBe(most);
});
