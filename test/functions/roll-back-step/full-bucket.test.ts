import { fullBucket } from "../../../functions/roll-back-step/full-bucket.ts";
import type { Obligation } from "../../../lib/domain/rollback/steps-to-undo.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";

const bucket = { Type: "AWS::S3::Bucket" };
const stackName = "shop-development-storage";

/** Asks for a full bucket of a stack with these resources, of which these hold something; answers by its logical id. */
async function asked({
  resources = { Data: bucket },
  template = JSON.stringify({ Resources: resources }),
  full = ["Data"],
  obligation = {},
  destroys = true,
}: {
  readonly resources?: Readonly<Record<string, object>>;
  /** The template of this run. */
  readonly template?: string;
  readonly full?: readonly string[];
  readonly obligation?: Partial<Obligation>;
  readonly destroys?: boolean;
} = {}): Promise<string | null> {
  const run = await OpenedRun.begin({
    steps: { development: [{ part: "storage", template: templateOf("storage", { resources }) }] },
  });
  await run.create("development", "storage");
  for (const logicalId of full) run.cloudFormation.alter(stackName, logicalId, { objects: 1 });
  const owed: Obligation = {
    step: "storage",
    part: "storage",
    stackName,
    deployed: { templateDigest: run.keep(template), parameters: {}, tags: {} },
    owners: [run.request(run.step("development", "storage")).token],
    isKept: false,
    changeSet: undefined,
    undo: { to: "absent" },
    ...obligation,
  };
  const ports = run.installation.ports("roll-back-step", "development");
  const found = await fullBucket(ports, owed, destroys);
  return found === null ? null : (run.installation.cloudFormation.resources.get(found)?.logicalId ?? found);
}

describe("a bucket has to be emptied", () => {
  test.each([
    ["if it holds something and goes with its stack", {}],
    [
      "also if its template says that it is deleted",
      { resources: { Data: { ...bucket, DeletionPolicy: "Delete" } } },
    ],
    [
      "also if its template keeps it, because the run made it",
      { resources: { Data: { ...bucket, DeletionPolicy: "Retain" } } },
    ],
    ["also if the run did not make it, and its template deletes it", { obligation: { owners: null } }],
    ["also if its template does not name it", { template: '{"Resources":{}}' }],
    ["also if its template has no resources any more", { template: "{}" }],
    [
      "also if another one is kept",
      { resources: { Data: bucket, Kept: { ...bucket, DeletionPolicy: "Retain" } } },
    ],
    ["also if another one before it is empty", { resources: { Empty: bucket, Data: bucket } }],
  ])("%s", async (_what, arranged) => {
    expect(await asked(arranged)).toBe("Data");
  });
});

describe("no bucket has to be emptied", () => {
  test.each([
    ["if it is empty", { full: [] }],
    [
      "if its template keeps it, and the run did not make it",
      {
        resources: { Data: { ...bucket, DeletionPolicy: "Retain" } },
        obligation: { owners: null },
      },
    ],
    ["if the resource of that name is no bucket", { resources: { Data: { Type: "AWS::SQS::Queue" } } }],
    ["where the plan does not destroy", { destroys: false }],
    ["where the plan keeps the step", { obligation: { isKept: true } }],
    ["where the change no longer has the step", { obligation: { deployed: null } }],
    ["where the step stays as it was found", { obligation: { undo: { to: "found" } as const } }],
  ])("%s", async (_what, arranged) => {
    expect(await asked(arranged)).toBeNull();
  });
});
