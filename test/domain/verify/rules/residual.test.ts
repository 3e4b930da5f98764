import type { Environment } from "../../../../lib/domain/environment.ts";
import type { FactOf } from "../../../../lib/domain/records/facts.ts";
import {
  closed,
  fact,
  logsPreserved,
  type More,
  proved,
  provisioned,
  residualLookedFor,
  seenStanding,
  undone,
} from "../../../fixtures/sample-facts.ts";
import { foundBy, saying } from "../findings.ts";
import { listed } from "../sample-bundle.ts";
import { but, digest, intended, type SampleEntry, undoing } from "../sample-run.ts";

type Proof = FactOf<"prove-rollback">["detail"];
type Seen = NonNullable<NonNullable<Proof["looked"]>["items"]>[number];

const seen = (is: Seen["is"] = "gone", id = "b"): Seen => ({
  type: "AWS::S3::Bucket",
  id,
  from: "events",
  is,
  how: "it was asked for",
});
const looked = listed(seen(), seen("gone", "c"));
const look = (environment: Environment, more: More<"look-for-residual"> = {}) =>
  residualLookedFor(environment, { looked, ...more });
const proof = (environment: Environment, more: More<"prove-rollback"> = {}) =>
  proved(environment, { resourcesSeen: 2, looked, ...more });
const twice = [look("staging"), look("staging")];

describe("a search for remaining resources", () => {
  test.each<[string, SampleEntry]>([
    ["is clean when everything is gone", look("staging")],
    [
      "is clean when the rest is kept, or somebody else's",
      look("staging", { looked: listed(seen(), seen("kept"), seen("foreign")) }),
    ],
    ["is clean when there was nothing", look("staging", { looked: listed() })],
    [
      "is not clean when something is there",
      look("staging", { clean: false, looked: listed(seen(), seen("present")) }),
    ],
    [
      "is not judged by a list that is not there, which another rule finds",
      look("staging", { looked: { ...looked, items: null } }),
    ],
  ])("%s", (_what, told) => {
    expect(foundBy("residual", [told])).toEqual([]);
  });

  test.each(["present", "going", "unproven"] as const)(
    "is found when it is said to be clean, and something is %s",
    (is) => {
      expect(
        foundBy("residual", [look("staging", { looked: listed(seen(), seen(is, "left"), seen(is, "too")) })]),
      ).toEqual([
        saying(
          "residual",
          1,
          "staging is said to be clean, and of 3 resources 2 are left, first AWS::S3::Bucket left",
        ),
      ]);
    },
  );

  test("is found when it claims not to be clean, and nothing remains", () => {
    const [finding] = foundBy("residual", [look("staging", { clean: false })]);
    expect(finding).toEqual(
      saying("residual", 1, "staging is said not to be clean, and of 2 resources 0 are left"),
    );
    expect(finding?.message).not.toContain("first");
  });

  test("is found under another environment than it is about", () => {
    expect(foundBy("residual", [but(look("staging"), { subject: "production" })])).toEqual([
      saying("residual", 1, "what is left of staging is looked for as production"),
    ]);
  });
});

describe("what only Cloud Control reads", () => {
  const type = "AWS::Glue::Crawler";
  const gone = (how: string) =>
    look("staging", { looked: listed({ ...seen("gone", "crawler"), type, how }) });
  const absent = gone("cloudformation:GetResource crawler: not found; it was read while it stood");
  const stood = (identifier: string, environment: Environment = "staging") =>
    seenStanding(environment, { seen: listed({ type, identifier }) });
  const found = (place: number) =>
    saying(
      "residual",
      place,
      `${type} crawler is said to be gone by an identifier that was never read while it stood`,
    );

  test("is gone by an identifier that was read while it stood", () => {
    expect(foundBy("residual", [stood("crawler"), absent])).toEqual([]);
  });

  test("needs no such identifier unless it is said to be gone", () => {
    const how = "cloudformation:GetResource crawler: not found; it was read while it stood";
    const foreign = look("staging", { looked: listed({ ...seen("foreign", "crawler"), type, how }) });
    expect(foundBy("residual", [foreign])).toEqual([]);
  });

  test.each<[string, readonly SampleEntry[]]>([
    ["nothing was read", [absent]],
    ["another identifier was read", [stood("crawler-2"), absent]],
    ["it was read in another environment", [stood("crawler", "development"), absent]],
    ["it was read afterwards", [absent, stood("crawler")]],
  ])("is found to be said so although %s", (_what, story) => {
    expect(foundBy("residual", story)).toEqual([found(story.indexOf(absent) + 1)]);
  });
});

describe("a proof that nothing remains", () => {
  test.each<[string, readonly SampleEntry[]]>([
    ["follows two clean looks", [...twice, proof("staging")]],
    [
      "follows many looks, of which the last two are clean",
      [look("staging", { clean: false, looked: listed(seen("present")) }), ...twice, proof("staging")],
    ],
    [
      "is not touched by looks at another environment",
      [...twice, look("production", { looked: listed(seen("gone", "d")) }), proof("staging")],
    ],
    [
      "is not touched by what is done to another environment",
      [...twice, intended("production/network"), undoing("production/network"), proof("staging")],
    ],
    [
      "is not changed by an outcome",
      [...twice, provisioned("staging/network"), undone("staging/network"), proof("staging")],
    ],
    ["names what was somebody else's", foreign(["AWS::S3::Bucket theirs"])],
  ])("%s", (_what, story) => {
    expect(foundBy("residual", story)).toEqual([]);
  });

  function foreign(names: readonly string[]): readonly SampleEntry[] {
    const others = listed(seen(), seen("foreign", "theirs"));
    const again = look("staging", { looked: others });
    return [again, again, proof("staging", { looked: others, foreign: [...names] })];
  }

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "no look for what is left",
      [proof("staging")],
      "no look for what is left of staging follows the last effect there",
    ],
    [
      "somebody looked only at another environment",
      [look("production"), look("production"), proof("staging")],
      "no look for what is left",
    ],
    [
      "something was provisioned since",
      [...twice, intended("staging/network"), proof("staging")],
      "no look for what is left",
    ],
    [
      "something was undone since",
      [...twice, undoing("staging/network"), proof("staging")],
      "no look for what is left",
    ],
    [
      "a log group was deleted since",
      [
        ...twice,
        fact("delete-log-group", "intent", "staging", {
          environment: "staging",
          logGroup: "/aws/lambda/worker",
          createdAt: "2026-11-24T10:00:00.000Z",
          kept: { events: 0, complete: true, digest: null },
        }),
        proof("staging"),
      ],
      "no look for what is left",
    ],
    [
      "somebody looked once",
      [look("staging"), proof("staging")],
      "staging was seen to be clean once; it takes two looks, a quiet period apart",
    ],
    [
      "the look before the last was not clean",
      [look("staging", { clean: false, looked: listed(seen("present")) }), look("staging"), proof("staging")],
      "staging was seen to be clean once",
    ],
    [
      "the first of three looks was clean, and the second was not",
      [
        look("staging"),
        look("staging", { clean: false, looked: listed(seen("present")) }),
        look("staging"),
        proof("staging"),
      ],
      "seen to be clean once",
    ],
    [
      "it is about another list",
      [...twice, proof("staging", { looked: listed(seen(), seen("gone", "d")) })],
      "the proof is not about what entry 2 saw",
    ],
    [
      "it is about no list",
      [...twice, proof("staging", { looked: undefined })],
      "the proof is not about what entry 2 saw",
    ],
    [
      "it counts other resources",
      [...twice, proof("staging", { resourcesSeen: 3 })],
      "the proof is not about what entry 2 saw",
    ],
    [
      "it names as somebody else's what was not seen",
      foreign(["AWS::S3::Bucket theirs", "AWS::S3::Bucket more"]),
      "1 resources were seen to be someone else's; the proof names others",
    ],
    [
      "it hides what was somebody else's",
      foreign([]),
      "1 resources were seen to be someone else's; the proof names others",
    ],
  ])("is found when %s", (_what, story, says) => {
    expect(foundBy("residual", story)).toEqual([saying("residual", story.length, says)]);
  });
});

describe("a proof that something is left", () => {
  const left = listed(seen(), seen("present", "left"));
  const see = look("staging", { clean: false, looked: left });
  const residual = { type: "AWS::S3::Bucket", id: "left", state: "present" } as const;
  const unproved = (more: Partial<Proof> = {}) =>
    proof("staging", { proved: false, looked: left, residual: [residual], ...more });

  test("follows one search, names what was seen, and says that there was more", () => {
    expect(foundBy("residual", [see, unproved()])).toEqual([]);
    const more = { type: "and more", id: "7", state: "present" } as const;
    expect(foundBy("residual", [see, unproved({ residual: [residual, more] })])).toEqual([]);
  });

  test.each([
    ["id", { ...residual, id: "other" }, "AWS::S3::Bucket other is named as present, and was not seen so"],
    ["type", { ...residual, type: "AWS::SQS::Queue" }, "AWS::SQS::Queue left is named as present"],
    ["state", { ...residual, state: "going" as const }, "AWS::S3::Bucket left is named as going"],
  ])("is found when it names another %s", (_what, named, says) => {
    expect(foundBy("residual", [see, unproved({ residual: [named] })])).toEqual([
      saying("residual", 2, says),
    ]);
  });

  test("is found when it contradicts the search before it", () => {
    expect(foundBy("residual", [look("staging"), see, unproved({ proved: true })])).toEqual([
      saying("residual", 3, "staging is said to be proved; entry 2 saw otherwise"),
    ]);
    expect(foundBy("residual", [...twice, proof("staging", { proved: false })])).toEqual([
      saying("residual", 3, "staging is said not to be proved; entry 2 saw otherwise"),
    ]);
  });
});

describe("the readings of production", () => {
  test("is closed exactly if nothing can be reached", () => {
    expect(
      foundBy("read-back", [
        closed("production"),
        closed("production", { closed: false, exposed: ["a route"] }),
      ]),
    ).toEqual([]);
    expect(foundBy("read-back", [closed("production", { exposed: ["a route", "a listener"] })])).toEqual([
      saying("read-back", 1, "production is said to be closed, and 2 ways into it were seen"),
    ]);
    expect(foundBy("read-back", [closed("production", { closed: false })])).toEqual([
      saying("read-back", 1, "production is said not to be closed, and 0 ways into it were seen"),
    ]);
  });

  test("is found under another environment than it is about", () => {
    expect(foundBy("read-back", [but(closed("production"), { subject: "staging" })])).toEqual([
      saying("read-back", 1, "production is read back as staging"),
    ]);
  });
});

describe("logs that are kept", () => {
  const one = { logGroup: "/app", events: 3, complete: true, digest: digest("a") };
  const logs = (more: More<"preserve-logs"> = {}) =>
    logsPreserved("production", { logGroups: ["/app"], exports: [one], ...more });

  test.each<[string, SampleEntry]>([
    ["every group was read", logs()],
    ["there are none", logs({ logGroups: [], exports: undefined })],
    ["they could not be read, which is said", logs({ readable: false, exports: undefined })],
  ])("are sound when %s", (_what, told) => {
    expect(foundBy("read-back", [told])).toEqual([]);
  });

  test.each<[string, SampleEntry, string]>([
    [
      "a group was not read",
      logs({ logGroups: ["/app", "/db"] }),
      "the logs are said to be readable, and 1 of 2 groups were read",
    ],
    [
      "no group was read",
      logs({ exports: undefined }),
      "the logs are said to be readable, and 0 of 1 groups were read",
    ],
    [
      "every group was read, and they are said not to be readable",
      logs({ readable: false }),
      "the logs are said not to be readable, and 1 of 1 groups were read",
    ],
    [
      "another group was read",
      logs({ exports: [{ ...one, logGroup: "/other" }] }),
      "/other was read, and is none of the log groups",
    ],
  ])("are found when %s", (_what, told, says) => {
    expect(foundBy("read-back", [told])).toEqual([saying("read-back", 1, says)]);
  });
});
