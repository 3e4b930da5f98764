import { movedReference } from "../../../functions/provision-step/moved-reference.ts";
import type { Environment } from "../../../lib/domain/environment.ts";
import type { FactOf } from "../../../lib/domain/records/facts.ts";
import { sampleStep } from "../../fixtures/sample-change.ts";
import { chainOf, runId } from "../../fixtures/sample-entries.ts";
import { opened } from "../../fixtures/sample-facts.ts";

type Bound = NonNullable<FactOf<"open-run">["detail"]["references"]>[number];
const image: Bound = {
  environment: "production",
  step: "compute",
  seen: "{{resolve:ssm:/app/image}}",
  reference: "ssm:/app/image",
  is: "version 1",
};

/** Why compute of production may not be deployed, if the reference stands for `now`; what was asked comes along. */
async function moved(references: readonly Bound[] | undefined, now: string | null) {
  const asked: (readonly [Environment, string])[] = [];
  const port = {
    current: async (environment: Environment, reference: string) => {
      asked.push([environment, reference]);
      return now;
    },
  };
  const written = chainOf([opened(references === undefined ? {} : { references: [...references] })]);
  const run = { runId, ...written };
  const step = sampleStep("production", "compute");
  return { why: await movedReference({ references: port }, run, "production", step), asked };
}

describe("a step whose template refers to something", () => {
  test("may be deployed while that is what it was", async () => {
    expect(await moved([image], "version 1")).toEqual({
      why: null,
      asked: [["production", "ssm:/app/image"]],
    });
  });

  test.each([
    ["version 2", "is version 2 now"],
    [null, "is gone now"],
  ])("may not be deployed once that is %s", async (now, words) => {
    const { why } = await moved([image], now);
    expect(why).toBe(
      `ssm:/app/image was version 1 when the run was opened, and ${words}: submit the change again`,
    );
  });

  test("may not be deployed once the second of two has moved", async () => {
    const settled = { ...image, is: "version 2", reference: "ssm:/app/other" };
    expect((await moved([settled, image], "version 2")).why).toContain("ssm:/app/image was version 1");
  });
});

test.each<[string, readonly Bound[] | undefined]>([
  ["in a run that bound nothing", undefined],
  ["that could not be bound", [{ ...image, is: null }]],
  ["that has no name to ask for", [{ ...image, reference: null }]],
  ["of another step", [{ ...image, step: "network" }]],
  ["of another environment", [{ ...image, environment: "staging" }]],
])("a reference %s is not asked for", async (_what, references) => {
  expect(await moved(references, "version 2")).toEqual({ why: null, asked: [] });
});
