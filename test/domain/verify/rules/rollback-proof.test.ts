import { preserved, proved, undone } from "../../../fixtures/sample-facts.ts";
import { foundBy, saying } from "../findings.ts";
import { but, digest, intended, type SampleEntry, undoing, validated } from "../sample-run.ts";

const asDescribed = { before: digest("d"), after: digest("d") };

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

  test("may name anything as kept without a plan", () => {
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
      "has another environment as its subject",
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

describe("a development that is to be as it was", () => {
  test("is compared with its last observation, regardless of later entries", () => {
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
    [
      "is compared with its recorded description, if it was never seen",
      [preserved("development", asDescribed)],
    ],
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
      "has another environment as its subject",
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
