import {
  closed,
  logsPreserved,
  preserved,
  proved,
  provisioned,
  receipt,
  rollbackBegun,
  undone,
} from "../../../fixtures/sample-facts.ts";
import { foundBy, saying } from "../findings.ts";
import {
  asked,
  but,
  decided,
  digest,
  intended,
  opened,
  type SampleEntry,
  signed,
  undoing,
  validated,
} from "../sample-run.ts";

const asDescribed = { before: digest("d"), after: digest("d") };
const seal = signed(receipt("run"));

describe("a rollback that begins", () => {
  test("undoes what this run did there", () => {
    expect(foundBy("rollback", [intended("staging/network"), rollbackBegun("staging")])).toEqual([]);
  });

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "where nothing was done",
      [intended("development/network"), rollbackBegun("staging")],
      "staging is rolled back, and this run did nothing there",
    ],
    [
      "where only an outcome was recorded",
      [provisioned("staging/network"), rollbackBegun("staging")],
      "staging is rolled back, and this run did nothing there",
    ],
    [
      "under another environment",
      [intended("staging/network"), but(rollbackBegun("staging"), { subject: "production" })],
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
        undone("production/storage", { result: "kept" }),
        undone("production/network"),
        undoing("production/network"),
      ]),
    ).toEqual([]);
    expect(foundBy("rollback", [undone("staging/storage", { result: "kept" })], { plan: null })).toEqual([]);
  });

  test("is found when the plan does not keep it there", () => {
    expect(foundBy("rollback", [undone("staging/storage", { result: "kept" })])).toEqual([
      saying("rollback", 1, "staging/storage is kept, and the plan keeps no storage there"),
    ]);
  });
});

describe("the effects of a failed run", () => {
  const inStaging = (...ends: readonly SampleEntry[]): readonly SampleEntry[] => [
    opened(),
    intended("staging/network"),
    provisioned("staging/network"),
    intended("staging/storage", { operation: "update", baselineDigest: digest("b") }),
    rollbackBegun("staging"),
    ...ends,
    proved("staging"),
    preserved("development", asDescribed),
    seal,
  ];
  const restored = undone("staging/storage", { result: "restored" });
  const deleted = undone("staging/network");

  test.each<[string, readonly SampleEntry[]]>([
    ["is deleted if it was created, and restored if it was updated", inStaging(restored, deleted)],
    [
      "is left as it is if the update never came to anything",
      inStaging(undone("staging/storage", { result: "untouched" }), deleted),
    ],
    ["is no obligation while the run is open", inStaging().slice(0, -1)],
    [
      "is decided by its last outcome",
      inStaging(undone("staging/storage", { result: "failed" }), restored, deleted),
    ],
  ])("%s", (_what, story) => {
    expect(foundBy("rollback", story)).toEqual([]);
  });

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "was left standing",
      inStaging(restored),
      "staging/network had to be deleted, and nothing says that it was; the run is ROLLED_BACK",
    ],
    [
      "was restored instead of deleted",
      inStaging(restored, undone("staging/network", { result: "untouched" })),
      "staging/network had to be deleted, and was untouched; the run is ROLLED_BACK",
    ],
    [
      "was deleted instead of restored",
      inStaging(undone("staging/storage"), deleted),
      "staging/storage had to be restored or untouched, and was deleted",
    ],
    [
      "could not be undone",
      inStaging(restored, undone("staging/network", { result: "failed" })),
      "staging/network had to be deleted, and was failed",
    ],
  ])("is found when it %s", (_what, story, says) => {
    expect(foundBy("rollback", story)).toEqual([saying("rollback", null, says)]);
  });

  test("may be left when the run is quarantined for it", () => {
    const unproved = inStaging(restored).map((told) =>
      told.action === "prove-rollback" ? proved("staging", { proved: false }) : told,
    );
    expect(foundBy("rollback", unproved)).toEqual([]);
  });

  test("stays when the run succeeded, or had nothing to undo", () => {
    expect(
      foundBy("rollback", [opened(), intended("production/network"), validated("production"), seal]),
    ).toEqual([]);
    expect(foundBy("rollback", [opened(), seal])).toEqual([]);
  });

  test("is no obligation where a later environment was not reached", () => {
    const story = [
      opened(),
      intended("development/network"),
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
    const inProduction = (...ends: readonly SampleEntry[]): readonly SampleEntry[] => [
      opened(),
      intended("production/storage"),
      rollbackBegun("production"),
      ...ends,
      logsPreserved("production"),
      closed("production"),
      proved("production"),
      seal,
    ];
    const kept = undone("production/storage", { result: "kept" });
    const ingress = undone("production/ingress");
    expect(foundBy("rollback", inProduction(ingress, kept))).toEqual([]);
    expect(foundBy("rollback", inProduction(ingress, undone("production/storage")))).toEqual([]);
    expect(foundBy("rollback", inProduction(kept))).toEqual([
      saying("rollback", null, "production/ingress had to be deleted, and nothing says that it was"),
    ]);
  });
});

describe("the order in which steps are undone", () => {
  test("is unknown for something that is no step of the change", () => {
    const foreign = but(undoing("production/network"), { subject: "production/vault" });
    expect(foundBy("rollback-order", [rollbackBegun("production"), foreign])).toEqual([]);
  });

  const began = rollbackBegun("staging");
  const both = [intended("staging/network"), intended("staging/storage")];
  const inProduction = [
    intended("production/network"),
    intended("production/storage"),
    rollbackBegun("production"),
  ];
  const ingress = undone("production/ingress");

  test.each<[string, readonly SampleEntry[]]>([
    [
      "goes from what leans to what it leans on",
      [...both, began, undoing("staging/storage"), undone("staging/storage"), undoing("staging/network")],
    ],
    ["leaves out what was never intended", [intended("staging/network"), began, undoing("staging/network")]],
    [
      "is deleted in production after ingress and the logs",
      [
        ...inProduction,
        undoing("production/ingress"),
        ingress,
        logsPreserved("production"),
        undoing("production/storage"),
        undone("production/storage"),
        undoing("production/network"),
      ],
    ],
    ["is no matter of outcomes", [...both, began, undone("staging/network")]],
    [
      "does not depend on other environments",
      [
        intended("development/network"),
        intended("staging/storage"),
        rollbackBegun("development"),
        undoing("development/network"),
      ],
    ],
  ])("%s", (_what, story) => {
    expect(foundBy("rollback-order", story)).toEqual([]);
  });

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "begins before its rollback",
      [...both, undoing("staging/storage")],
      "staging/storage is undone, and no rollback has begun there",
    ],
    [
      "begins after another rollback",
      [...both, rollbackBegun("production"), undoing("staging/storage")],
      "staging/storage is undone, and no rollback has begun there",
    ],
    [
      "is recorded before its rollback",
      [...both, undone("staging/storage")],
      "staging/storage is undone, and no rollback has begun there",
    ],
    [
      "takes what something leans on",
      [...both, began, undoing("staging/network")],
      "staging/network is undone before staging/storage, which depends on it",
    ],
    [
      "takes what something leans on that is only on its way",
      [...both, began, undoing("staging/storage"), undoing("staging/network")],
      "staging/network is undone before staging/storage, which depends on it",
    ],
    [
      "leaves production's ingress open",
      [...inProduction, logsPreserved("production"), undoing("production/storage")],
      "production/storage is undone before production/ingress is closed",
    ],
    [
      "does not wait until ingress is closed",
      [
        ...inProduction,
        logsPreserved("production"),
        undoing("production/ingress"),
        undoing("production/storage"),
      ],
      "production/storage is undone before production/ingress is closed",
    ],
    [
      "goes on before production's logs were read",
      [...inProduction, ingress, undoing("production/storage")],
      "production/storage is undone before the logs were read back",
    ],
  ])("is found when it %s", (_what, story, says) => {
    expect(foundBy("rollback-order", story)).toEqual([saying("rollback-order", story.length, says)]);
  });
});

describe("a rollback under no plan that could be read", () => {
  test("may keep anything", () => {
    for (const plan of [null, "odd", '{"environments":[]}'])
      expect(foundBy("rollback", [undone("staging/storage", { result: "kept" })], { plan })).toEqual([]);
  });
});

describe("ingress is closed, and logs are read, before anything is undone", () => {
  const order = (...story: readonly SampleEntry[]) => foundBy("rollback-order", [opened(), ...story]);
  const prepared = intended("production/network", { operation: "prepare", changeSet: "c" });

  test("in a production that this run changed", () => {
    const undo = undoing("production/network");
    expect(order(intended("production/network"), rollbackBegun("production"), undo)).toEqual([
      saying("rollback-order", 4, "production/network is undone before production/ingress is closed"),
      saying("rollback-order", 4, "production/network is undone before the logs were read back"),
    ]);
  });

  test.each<[string, readonly SampleEntry[]]>([
    [
      "in a production that it only prepared to change",
      [
        intended("staging/network"),
        prepared,
        rollbackBegun("production"),
        undoing("production/network", { operation: "withdraw" }),
      ],
    ],
    [
      "elsewhere, although production was changed",
      [
        intended("production/network"),
        intended("staging/network"),
        rollbackBegun("staging"),
        undoing("staging/network"),
      ],
    ],
  ])("but not %s", (_where, story) => {
    expect(order(...story)).toEqual([]);
  });
});
