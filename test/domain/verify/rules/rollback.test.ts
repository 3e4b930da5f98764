import type { Environment } from "../../../../lib/domain/environment.ts";
import type { FactOf } from "../../../../lib/domain/records/facts.ts";
import {
  asked,
  but,
  decided,
  digest,
  foundBy,
  opened,
  provision,
  provisioned,
  receipt,
  rollbackBegan,
  saying,
  type Told,
  undo,
  undone,
  validated,
} from "../../../fakes/told-bundle.ts";

const proof = (environment: Environment, more: Partial<FactOf<"prove-rollback">["detail"]> = {}): Told => ({
  action: "prove-rollback",
  kind: "observation",
  subject: environment,
  detail: { environment, proved: true, resourcesSeen: 0, kept: [], residual: [], ...more },
});
const preserved = (more: Partial<FactOf<"confirm-preserved">["detail"]> = {}): Told => ({
  action: "confirm-preserved",
  kind: "observation",
  subject: "development",
  detail: { environment: "development", same: true, before: digest("d"), after: digest("d"), ...more },
});
const logsRead: Told = {
  action: "preserve-logs",
  kind: "outcome",
  subject: "production",
  detail: { environment: "production", logGroups: [], readable: true, exports: [] },
};
const closed: Told = {
  action: "confirm-closed",
  kind: "observation",
  subject: "production",
  detail: { environment: "production", closed: true, exposed: [] },
};
const seal = receipt("run-closed", "run");

describe("a rollback that begins", () => {
  test("undoes what this run did there", () => {
    expect(foundBy("rollback", [provision("staging", "network"), rollbackBegan("staging")])).toEqual([]);
  });

  test.each<[string, readonly Told[], string]>([
    [
      "where nothing was done",
      [provision("development", "network"), rollbackBegan("staging")],
      "staging is rolled back, and this run did nothing there",
    ],
    [
      "where something was only told",
      [provisioned("staging", "network"), rollbackBegan("staging")],
      "staging is rolled back, and this run did nothing there",
    ],
    [
      "under another environment",
      [provision("staging", "network"), but(rollbackBegan("staging"), { subject: "production" })],
      "staging is rolled back as production",
    ],
  ])("%s is found", (_what, story, says) => {
    expect(foundBy("rollback", story)).toEqual([saying("rollback", 2, says)]);
  });
});

describe("a step that is kept", () => {
  test("is of a part that the plan keeps there", () => {
    expect(
      foundBy("rollback", [
        undone("production", "storage", "kept"),
        undone("production", "network", "deleted"),
        undo("production", "network"),
      ]),
    ).toEqual([]);
    expect(foundBy("rollback", [undone("staging", "storage", "kept")], { plan: null })).toEqual([]);
  });

  test("is found when the plan does not keep it there", () => {
    expect(foundBy("rollback", [undone("staging", "storage", "kept")])).toEqual([
      saying("rollback", 1, "staging/storage is kept, and the plan keeps no storage there"),
    ]);
  });
});

describe("what a run that failed did", () => {
  const inStaging = (...ends: readonly Told[]): readonly Told[] => [
    opened(),
    provision("staging", "network"),
    provisioned("staging", "network"),
    provision("staging", "storage", "update", { baselineDigest: digest("b") }),
    rollbackBegan("staging"),
    ...ends,
    proof("staging"),
    preserved(),
    seal,
  ];
  const restored = undone("staging", "storage", "restored");
  const deleted = undone("staging", "network", "deleted");

  test.each<[string, readonly Told[]]>([
    ["is deleted if it was created, and restored if it was updated", inStaging(restored, deleted)],
    [
      "is left as it is if the update never came to anything",
      inStaging(undone("staging", "storage", "untouched"), deleted),
    ],
    ["is no obligation while the run is open", inStaging().slice(0, -1)],
    [
      "is told by the last that was done with it",
      inStaging(undone("staging", "storage", "failed"), restored, deleted),
    ],
  ])("%s", (_what, story) => {
    expect(foundBy("rollback", story)).toEqual([]);
  });

  test.each<[string, readonly Told[], string]>([
    [
      "was left standing",
      inStaging(restored),
      "staging/network had to be deleted, and nothing says that it was; the run is ROLLED_BACK",
    ],
    [
      "was restored instead of deleted",
      inStaging(restored, undone("staging", "network", "untouched")),
      "staging/network had to be deleted, and was untouched; the run is ROLLED_BACK",
    ],
    [
      "was deleted instead of restored",
      inStaging(undone("staging", "storage"), deleted),
      "staging/storage had to be restored or untouched, and was deleted",
    ],
    [
      "could not be undone",
      inStaging(restored, undone("staging", "network", "failed")),
      "staging/network had to be deleted, and was failed",
    ],
  ])("is found when it %s", (_what, story, says) => {
    expect(foundBy("rollback", story)).toEqual([saying("rollback", null, says)]);
  });

  test("may be left when the run is quarantined for it", () => {
    const unproved = inStaging(restored).map((told) =>
      told.action === "prove-rollback" ? proof("staging", { proved: false }) : told,
    );
    expect(foundBy("rollback", unproved)).toEqual([]);
  });

  test("stays when the run succeeded, or had nothing to undo", () => {
    expect(
      foundBy("rollback", [opened(), provision("production", "network"), validated("production"), seal]),
    ).toEqual([]);
    expect(foundBy("rollback", [opened(), seal])).toEqual([]);
  });

  test("is no obligation where a later environment was not reached", () => {
    const story = [
      opened(),
      provision("development", "network"),
      validated("development"),
      asked("staging-sign-off"),
      decided("staging-sign-off", { decision: "reject", reason: "no" }),
      seal,
    ];
    expect(foundBy("rollback", story)).toEqual([]);
  });

  test("is not judged without the plan or the change", () => {
    expect(foundBy("rollback", inStaging(restored), { plan: null })).toEqual([]);
    expect(foundBy("rollback", inStaging(restored), { change: null })).toEqual([]);
  });

  test("is kept in production if the plan keeps its part, and ingress goes in any case", () => {
    const inProduction = (...ends: readonly Told[]): readonly Told[] => [
      opened(),
      provision("production", "storage"),
      rollbackBegan("production"),
      ...ends,
      logsRead,
      closed,
      proof("production"),
      seal,
    ];
    const kept = undone("production", "storage", "kept");
    const ingress = undone("production", "ingress");
    expect(foundBy("rollback", inProduction(ingress, kept))).toEqual([]);
    expect(foundBy("rollback", inProduction(ingress, undone("production", "storage", "deleted")))).toEqual(
      [],
    );
    expect(foundBy("rollback", inProduction(kept))).toEqual([
      saying("rollback", null, "production/ingress had to be deleted, and nothing says that it was"),
    ]);
  });
});

describe("the order in which steps are undone", () => {
  test("is not known of what is no step of the change", () => {
    const foreign = but(undo("production", "network"), { subject: "production/vault" });
    expect(foundBy("rollback-order", [rollbackBegan("production"), foreign])).toEqual([]);
  });

  const began = rollbackBegan("staging");
  const both = [provision("staging", "network"), provision("staging", "storage")];
  const inProduction = [
    provision("production", "network"),
    provision("production", "storage"),
    rollbackBegan("production"),
  ];
  const ingress = undone("production", "ingress");

  test.each<[string, readonly Told[]]>([
    [
      "goes from what leans to what it leans on",
      [...both, began, undo("staging", "storage"), undone("staging", "storage"), undo("staging", "network")],
    ],
    [
      "leaves out what was never intended",
      [provision("staging", "network"), began, undo("staging", "network")],
    ],
    [
      "goes in production behind ingress and the logs",
      [
        ...inProduction,
        undo("production", "ingress"),
        ingress,
        logsRead,
        undo("production", "storage"),
        undone("production", "storage"),
        undo("production", "network"),
      ],
    ],
    ["is no matter of outcomes", [...both, began, undone("staging", "network")]],
    [
      "is told by other environments of themselves",
      [
        provision("development", "network"),
        provision("staging", "storage"),
        rollbackBegan("development"),
        undo("development", "network"),
      ],
    ],
  ])("%s", (_what, story) => {
    expect(foundBy("rollback-order", story)).toEqual([]);
  });

  test.each<[string, readonly Told[], string]>([
    [
      "begins before its rollback",
      [...both, undo("staging", "storage")],
      "staging/storage is undone, and no rollback has begun there",
    ],
    [
      "begins behind another rollback",
      [...both, rollbackBegan("production"), undo("staging", "storage")],
      "staging/storage is undone, and no rollback has begun there",
    ],
    [
      "is told before its rollback",
      [...both, undone("staging", "storage")],
      "staging/storage is undone, and no rollback has begun there",
    ],
    [
      "takes what something leans on",
      [...both, began, undo("staging", "network")],
      "staging/network is undone before staging/storage, which stands on it",
    ],
    [
      "takes what something leans on that is only on its way",
      [...both, began, undo("staging", "storage"), undo("staging", "network")],
      "staging/network is undone before staging/storage, which stands on it",
    ],
    [
      "leaves production's ingress open",
      [...inProduction, logsRead, undo("production", "storage")],
      "production/storage is undone before production/ingress is closed",
    ],
    [
      "does not wait until ingress is closed",
      [...inProduction, logsRead, undo("production", "ingress"), undo("production", "storage")],
      "production/storage is undone before production/ingress is closed",
    ],
    [
      "goes on before production's logs were read",
      [...inProduction, ingress, undo("production", "storage")],
      "production/storage is undone before the logs were read back",
    ],
  ])("is found when it %s", (_what, story, says) => {
    expect(foundBy("rollback-order", story)).toEqual([saying("rollback-order", story.length, says)]);
  });
});

describe("a proof of a rollback", () => {
  const leftover = { type: "AWS::S3::Bucket", id: "b", state: "present" } as const;

  test.each<[string, readonly Told[]]>([
    ["is proved when nothing is left", [proof("staging")]],
    ["is not proved when something is", [proof("staging", { proved: false, residual: [leftover] })]],
    ["names what the plan keeps", [proof("production", { kept: ["production/storage"] })]],
    [
      "comes after the last undoing",
      [undo("staging", "network"), undone("staging", "network"), proof("staging")],
    ],
    ["comes again after an undoing", [proof("staging"), proof("staging")]],
    ["is no matter of other environments", [proof("staging"), undo("production", "network")]],
  ])("%s", (_what, story) => {
    expect(foundBy("proof", story)).toEqual([]);
  });

  test("may name anything as kept when there is no plan", () => {
    expect(foundBy("proof", [proof("staging", { kept: ["staging/network"] })], { plan: null })).toEqual([]);
  });

  test.each<[string, Told, string]>([
    [
      "is proved, and something is left",
      proof("staging", { residual: [leftover] }),
      "the rollback of staging is said to be proved, and 1 things are left",
    ],
    [
      "is not proved, and nothing is left",
      proof("staging", { proved: false }),
      "the rollback of staging is said not to be proved, and 0 things are left",
    ],
    [
      "stands under another environment",
      but(proof("staging"), { subject: "production" }),
      "staging is proved as production",
    ],
    [
      "names as kept what the plan does not keep",
      proof("production", { kept: ["production/network"] }),
      "production/network is named as kept, and the plan does not keep it",
    ],
    [
      "names as kept what is no step",
      proof("production", { kept: ["production/vault"] }),
      "production/vault is named as kept, and the plan does not keep it",
    ],
  ])("is found when it %s", (_what, told, says) => {
    expect(foundBy("proof", [told])).toEqual([saying("proof", 1, says)]);
  });

  test("is found when something is undone after it, once", () => {
    const story = [proof("staging"), undo("staging", "network"), undone("staging", "network")];
    expect(foundBy("proof", story)).toEqual([
      saying("proof", 2, "staging/network is undone after the rollback of staging was proved"),
    ]);
  });
});

describe("a rollback under no plan that could be read", () => {
  test("may keep anything", () => {
    for (const plan of [null, "odd", '{"environments":[]}'])
      expect(foundBy("rollback", [undone("staging", "storage", "kept")], { plan })).toEqual([]);
  });
});

describe("a development that is to be as it was", () => {
  test("is compared with how it was last seen, whatever is told of it since", () => {
    const story = [
      validated("development", { description: digest("0") }),
      provision("development", "network"),
      preserved(),
    ];
    expect(foundBy("proof", story)).toEqual([
      saying("proof", 3, `development is compared with ${digest("d")}; it was last seen as ${digest("0")}`),
    ]);
  });

  test.each<[string, readonly Told[]]>([
    [
      "is compared with how it was last seen",
      [
        validated("development", { description: digest("0") }),
        validated("development"),
        validated("staging", { description: digest("0") }),
        preserved(),
      ],
    ],
    ["is compared with what it was told, if it was never seen", [preserved()]],
    [
      "is said to have changed when it has",
      [validated("development"), preserved({ same: false, after: digest("0") })],
    ],
    [
      "is said to have changed since it was seen",
      [validated("development"), preserved({ same: false, before: digest("1"), after: digest("0") })],
    ],
  ])("%s", (_what, story) => {
    expect(foundBy("proof", story)).toEqual([]);
  });

  test.each<[string, Told, string]>([
    [
      "is said to be as it was, and is not",
      preserved({ after: digest("0") }),
      `development is said to be as it was; it was ${digest("d")} and is ${digest("0")}`,
    ],
    [
      "is said to have changed, and has not",
      preserved({ same: false }),
      "development is said to be not as it was",
    ],
    [
      "stands under another environment",
      but(preserved(), { subject: "staging" }),
      "development is compared as staging",
    ],
    [
      "is compared with something else than was seen",
      preserved({ before: digest("0"), after: digest("0") }),
      `development is compared with ${digest("0")}; it was last seen as ${digest("d")}`,
    ],
  ])("is found when it %s", (_what, told, says) => {
    expect(foundBy("proof", [validated("development"), told])).toEqual([saying("proof", 2, says)]);
  });
});
