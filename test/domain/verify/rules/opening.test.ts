import { provisioned, receipt, recovered, refused, rollbackBegun } from "../../../fixtures/sample-facts.ts";
import { foundBy, saying } from "../findings.ts";
import { asked, intended, opened, type SampleEntry, signed, undoing, validated } from "../sample-run.ts";

describe("a run", () => {
  test.each<[string, readonly SampleEntry[]]>([
    ["begins with its opening", [opened(), validated("staging")]],
    [
      "is recovered by epochs that grow",
      [opened({ epoch: 3 }), recovered({ epoch: 4 }), recovered({ epoch: 7 })],
    ],
    ["is named after its application, if it names one", [opened({ application: "shop" })]],
    ["is only closed when it was refused", [opened(), refused(), signed(receipt("run"))]],
    ["is recovered also when it was refused", [opened(), refused(), recovered(), signed(receipt("run"))]],
  ])("%s", (_what, story) => {
    expect(foundBy("opening", story)).toEqual([]);
  });

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "begins with something else",
      [validated("staging"), validated("staging")],
      'the first entry is "validate-environment": a run begins with open-run',
    ],
    [
      "is named after another repository",
      [opened({ repository: "example/vault" })],
      'attempt 1 of commit "0123456789abcdef0123456789abcdef01234567" of example/vault is the run vault-0123456789ab-1, not shop-0123456789ab-1',
    ],
    [
      "is named after a repository with a long name, as such names were cut",
      [opened({ repository: "example/shop-of-twenty-letters-and-more" })],
      "is the run shop-of-twenty-lette-0123456789ab-1",
    ],
    [
      "is named after another application",
      [opened({ application: "till" })],
      "of till is the run till-0123456789ab-1, not shop-0123456789ab-1",
    ],
    [
      "is named after a repository with a path and odd letters, as such names were made",
      [opened({ repository: "example.com/Team/-My__Till-" })],
      "is the run my-till-0123456789ab-1",
    ],
    ["is named after another commit", [opened({ commit: "f".repeat(40) })], "is the run shop-ffffffffffff-1"],
    ["is named after another attempt", [opened({ attempt: 2 })], "is the run shop-0123456789ab-2"],
  ])("is found when it %s", (_what, story, says) => {
    expect(foundBy("opening", story)).toEqual([saying("opening", 1, says)]);
  });

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "is opened again",
      [opened(), validated("staging"), opened()],
      "entry 3 opens the run again: it was opened by the first entry",
    ],
    [
      "is recovered under the same epoch",
      [opened(), recovered(), recovered()],
      "the recovery has the epoch 2: epochs only grow, and 2 was before",
    ],
    [
      "is recovered under an older epoch than its opening's",
      [opened({ epoch: 9 }), validated("staging"), recovered({ epoch: 8 })],
      "the recovery has the epoch 8: epochs only grow, and 9 was before",
    ],
    [
      "is refused after it went on",
      [opened(), validated("staging"), refused()],
      "entry 3 refuses the run: a run is refused when it is opened, or not at all",
    ],
    [
      "goes on after it was refused",
      [opened(), refused(), asked("plan-approval")],
      '"open-gate" comes after the refusal of the run: a refused run can only be closed',
    ],
  ])("is found when it %s", (_what, story, says) => {
    expect(foundBy("opening", story)).toEqual([saying("opening", 3, says)]);
  });

  test("that was recovered under an older epoch goes on from there", () => {
    expect(
      foundBy("opening", [opened({ epoch: 5 }), recovered({ epoch: 3 }), recovered({ epoch: 4 })]),
    ).toEqual([saying("opening", 2, "the recovery has the epoch 3")]);
  });
});

describe("the environments of a run", () => {
  test.each<[string, readonly SampleEntry[]]>([
    [
      "follow each other",
      [
        intended("development/network"),
        intended("staging/network"),
        intended("staging/storage"),
        intended("production/network"),
      ],
    ],
    ["may be left out", [intended("development/network"), intended("production/network")]],
    ["may be reported later", [intended("staging/network"), provisioned("development/network")]],
    [
      "are undone after a rollback",
      [
        intended("staging/network"),
        rollbackBegun("staging"),
        provisioned("staging/network"),
        undoing("staging/network"),
      ],
    ],
  ])("%s", (_what, story) => {
    expect(foundBy("order", story)).toEqual([]);
  });

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "led back to development",
      [intended("staging/network"), intended("development/network")],
      "development/network is provisioned after staging: 21.03 goes one way",
    ],
    [
      "continued after a rollback",
      [rollbackBegun("staging"), intended("staging/network")],
      "staging/network is provisioned after the rollback of staging",
    ],
    [
      "continued after a recovery",
      [recovered(), intended("staging/network")],
      "staging/network is provisioned after a recovery, which can only roll back",
    ],
  ])("are found when it is %s", (_what, story, says) => {
    expect(foundBy("order", story)).toEqual([saying("order", 2, says)]);
  });

  test("are compared with the furthest one, and the first that led back is named", () => {
    const back = [
      intended("production/network"),
      intended("development/network"),
      intended("staging/network"),
    ];
    expect(foundBy("order", back)).toEqual([
      saying("order", 2, "development/network is provisioned after production"),
      saying("order", 3, "staging/network is provisioned after production"),
    ]);
    const behind = [
      rollbackBegun("staging"),
      recovered(),
      rollbackBegun("development"),
      intended("staging/network"),
    ];
    expect(foundBy("order", behind)).toEqual([saying("order", 4, "after the rollback of staging")]);
    const recoveredFirst = [recovered(), rollbackBegun("staging"), intended("staging/network")];
    expect(foundBy("order", recoveredFirst)).toEqual([saying("order", 3, "after a recovery")]);
  });
});
