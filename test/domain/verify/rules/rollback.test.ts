import {
  closed,
  logsPreserved,
  preserved,
  proved,
  provisioned,
  receipt,
  rollbackBegun,
  undone,
} from "../../../fakes/facts.ts";
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
      "where something was only told",
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

describe("what a run that failed did", () => {
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
      "is told by the last that was done with it",
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
  test("is not known of what is no step of the change", () => {
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
      "goes in production behind ingress and the logs",
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
      "is told by other environments of themselves",
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
      "begins behind another rollback",
      [...both, rollbackBegun("production"), undoing("staging/storage")],
      "staging/storage is undone, and no rollback has begun there",
    ],
    [
      "is told before its rollback",
      [...both, undone("staging/storage")],
      "staging/storage is undone, and no rollback has begun there",
    ],
    [
      "takes what something leans on",
      [...both, began, undoing("staging/network")],
      "staging/network is undone before staging/storage, which stands on it",
    ],
    [
      "takes what something leans on that is only on its way",
      [...both, began, undoing("staging/storage"), undoing("staging/network")],
      "staging/network is undone before staging/storage, which stands on it",
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

describe("a proof of a rollback", () => {
  const leftover = { type: "AWS::S3::Bucket", id: "b", state: "present" } as const;

  test.each<[string, readonly SampleEntry[]]>([
    ["is proved when nothing is left", [proved("staging")]],
    ["is not proved when something is", [proved("staging", { proved: false, residual: [leftover] })]],
    ["names what the plan keeps", [proved("production", { kept: ["production/storage"] })]],
    [
      "comes after the last undoing",
      [undoing("staging/network"), undone("staging/network"), proved("staging")],
    ],
    ["comes again after an undoing", [proved("staging"), proved("staging")]],
    ["is no matter of other environments", [proved("staging"), undoing("production/network")]],
  ])("%s", (_what, story) => {
    expect(foundBy("proof", story)).toEqual([]);
  });

  test("may name anything as kept when there is no plan", () => {
    expect(foundBy("proof", [proved("staging", { kept: ["staging/network"] })], { plan: null })).toEqual([]);
  });

  test.each<[string, SampleEntry, string]>([
    [
      "is proved, and something is left",
      proved("staging", { residual: [leftover] }),
      "the rollback of staging is said to be proved, and 1 things are left",
    ],
    [
      "is not proved, and nothing is left",
      proved("staging", { proved: false }),
      "the rollback of staging is said not to be proved, and 0 things are left",
    ],
    [
      "stands under another environment",
      but(proved("staging"), { subject: "production" }),
      "staging is proved as production",
    ],
    [
      "names as kept what the plan does not keep",
      proved("production", { kept: ["production/network"] }),
      "production/network is named as kept, and the plan does not keep it",
    ],
    [
      "names as kept what is no step",
      proved("production", { kept: ["production/vault"] }),
      "production/vault is named as kept, and the plan does not keep it",
    ],
  ])("is found when it %s", (_what, told, says) => {
    expect(foundBy("proof", [told])).toEqual([saying("proof", 1, says)]);
  });

  test("is found when something is undone after it, once", () => {
    const story = [proved("staging"), undoing("staging/network"), undone("staging/network")];
    expect(foundBy("proof", story)).toEqual([
      saying("proof", 2, "staging/network is undone after the rollback of staging was proved"),
    ]);
  });
});

describe("a rollback under no plan that could be read", () => {
  test("may keep anything", () => {
    for (const plan of [null, "odd", '{"environments":[]}'])
      expect(foundBy("rollback", [undone("staging/storage", { result: "kept" })], { plan })).toEqual([]);
  });
});

describe("a development that is to be as it was", () => {
  test("is compared with how it was last seen, whatever is told of it since", () => {
    const story = [
      validated("development", { description: digest("0") }),
      intended("development/network"),
      preserved("development", asDescribed),
    ];
    expect(foundBy("proof", story)).toEqual([
      saying("proof", 3, `development is compared with ${digest("d")}; it was last seen as ${digest("0")}`),
    ]);
  });

  test.each<[string, readonly SampleEntry[]]>([
    [
      "is compared with how it was last seen",
      [
        validated("development", { description: digest("0") }),
        validated("development"),
        validated("staging", { description: digest("0") }),
        preserved("development", asDescribed),
      ],
    ],
    ["is compared with what it was told, if it was never seen", [preserved("development", asDescribed)]],
    [
      "is said to have changed when it has",
      [
        validated("development"),
        preserved("development", { ...asDescribed, same: false, after: digest("0") }),
      ],
    ],
    [
      "is said to have changed since it was seen",
      [
        validated("development"),
        preserved("development", { ...asDescribed, same: false, before: digest("1"), after: digest("0") }),
      ],
    ],
  ])("%s", (_what, story) => {
    expect(foundBy("proof", story)).toEqual([]);
  });

  test.each<[string, SampleEntry, string]>([
    [
      "is said to be as it was, and is not",
      preserved("development", { ...asDescribed, after: digest("0") }),
      `development is said to be as it was; it was ${digest("d")} and is ${digest("0")}`,
    ],
    [
      "is said to have changed, and has not",
      preserved("development", { ...asDescribed, same: false }),
      "development is said to be not as it was",
    ],
    [
      "stands under another environment",
      but(preserved("development", asDescribed), { subject: "staging" }),
      "development is compared as staging",
    ],
    [
      "is compared with something else than was seen",
      preserved("development", { ...asDescribed, before: digest("0"), after: digest("0") }),
      `development is compared with ${digest("0")}; it was last seen as ${digest("d")}`,
    ],
  ])("is found when it %s", (_what, told, says) => {
    expect(foundBy("proof", [validated("development"), told])).toEqual([saying("proof", 2, says)]);
  });
});
