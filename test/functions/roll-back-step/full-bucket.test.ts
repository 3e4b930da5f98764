import { fullBucket } from "../../../functions/roll-back-step/full-bucket.ts";
import type { Obligation } from "../../../lib/domain/rollback/steps-to-undo.ts";
import { RollingBack } from "../../fakes/rolling-back.ts";

const bucket = { Type: "AWS::S3::Bucket" };
const id = (logicalId: string) => `shop-development-storage-${logicalId}`;

/** Asks for a full bucket of a stack with these resources, of which these ids hold something. */
async function asked({
  resources = { Data: bucket },
  wanted = resources,
  full = [id("data")],
  obligation = {},
  destroys = true,
}: {
  readonly resources?: Readonly<Record<string, object>>;
  /** What the template of this run says. */
  readonly wanted?: Readonly<Record<string, object>> | undefined;
  readonly full?: readonly string[];
  readonly obligation?: Partial<Obligation>;
  readonly destroys?: boolean;
} = {}) {
  const run = await RollingBack.begin({ templateOf: () => JSON.stringify({ Resources: resources }) });
  await run.create("development", "storage");
  for (const one of full) run.stacks.full.add(one);
  const templateDigest = await run.world.changes.keep(JSON.stringify({ Resources: wanted }));
  const owed: Obligation = {
    step: "storage",
    part: "storage",
    stackName: "shop-development-storage",
    templateDigest,
    owners: ["create storage"],
    isKept: false,
    changeSet: undefined,
    undo: { to: "absent" },
    ...obligation,
  };
  return fullBucket(run.ports, owed, destroys);
}

describe("a bucket has to be emptied", () => {
  test.each([
    ["if it holds something and goes with its stack", {}],
    [
      "also if its template says that it is deleted",
      { resources: { Data: { ...bucket, DeletionPolicy: "Delete" } } },
    ],
    ["also if its template does not name it", { wanted: {} }],
    [
      "also if another one is kept",
      { resources: { Data: bucket, Kept: { ...bucket, DeletionPolicy: "Retain" } } },
    ],
    ["also if another one before it is empty", { resources: { Empty: bucket, Data: bucket } }],
  ])("%s", async (_what, arranged) => {
    expect(await asked(arranged)).toBe(id("data"));
  });

  test("if its template has no resources any more", async () => {
    const run = await RollingBack.begin({
      templateOf: () => JSON.stringify({ Resources: { Data: bucket } }),
    });
    await run.create("development", "storage");
    run.stacks.full.add(id("data"));
    const [owed] = run.change.environments.development.filter(({ part }) => part === "storage");
    if (owed === undefined) throw new Error("there is no storage");
    const templateDigest = await run.world.changes.keep("{}");
    const obligation = { ...owed, templateDigest, owners: [], isKept: false, changeSet: undefined };

    expect(await fullBucket(run.ports, { ...obligation, undo: { to: "absent" } }, true)).toBe(id("data"));
  });
});

describe("no bucket has to be emptied", () => {
  test.each([
    ["if it is empty", { full: [] }],
    ["if its template keeps it", { resources: { Data: { ...bucket, DeletionPolicy: "Retain" } } }],
    ["if what is called like it is none", { resources: { Data: { Type: "AWS::SQS::Queue" } } }],
    ["where the plan does not destroy", { destroys: false }],
    ["where the plan keeps the step", { obligation: { isKept: true } }],
    ["where the step stays as it was found", { obligation: { undo: { to: "found" } as const } }],
  ])("%s", async (_what, arranged) => {
    expect(await asked(arranged)).toBeNull();
  });
});
