import { canonicalJson, type Json } from "../../../../lib/domain/canonical.ts";
import type { Environment } from "../../../../lib/domain/environment.ts";
import {
  fact,
  type More,
  provisioned,
  receipt,
  rollbackBegun,
  undone,
} from "../../../fixtures/sample-facts.ts";
import { foundBy, saying } from "../findings.ts";
import { but, digest, intended, opened, plan, type SampleEntry, signed } from "../sample-run.ts";

const logGroup = "/aws/lambda/worker";
const kept = { events: 1, complete: true, digest: digest("a") };
const begun = (environment: Environment = "staging", more: More<"delete-log-group", "intent"> = {}) =>
  fact("delete-log-group", "intent", environment, {
    environment,
    logGroup,
    createdAt: "2999-01-01T00:00:00.000Z",
    kept,
    ...more,
  }) as SampleEntry;
const ended = (environment: Environment = "staging") =>
  fact("delete-log-group", "outcome", environment, {
    environment,
    logGroup,
    result: "deleted",
    reason: "",
  }) as SampleEntry;

const undoneSteps = [intended("staging/network"), provisioned("staging/network"), undone("staging/network")];

describe("the deletion of a log group that a service made", () => {
  test("is sound after its steps were undone, with an intent and an outcome", () => {
    expect(
      foundBy("log-groups", [opened(), ...undoneSteps, begun(), ended(), signed(receipt("run"))]),
    ).toEqual([]);
  });

  test("is sound of a group that was made as the run began", () => {
    const story = [but(opened(), { at: "2026-11-24T10:00:00.000Z" })];
    expect(
      foundBy("log-groups", [...story, begun("staging", { createdAt: "2026-11-24T10:00:00.000Z" })]),
    ).toEqual([]);
  });

  test("is not compared with a plan that is not there, does not parse, or lacks its environment", () => {
    const lines = (all: readonly string[]) => all.filter((line) => !line.startsWith('{"plan"'));
    const text = canonicalJson({ ...plan, environments: [] } as unknown as Json);
    for (const without of [{ lines }, { plan: "odd" }, { plan: text }])
      expect(foundBy("log-groups", [begun("production")], without)).toEqual([]);
  });

  test("may have no outcome in a run that was quarantined", () => {
    const story = [opened(), intended("staging/storage"), rollbackBegun("staging"), begun()];
    const closed = signed(receipt("run", { statement: "run-closed" }));
    expect(foundBy("log-groups", [...story.slice(0, 1), begun(), closed])).toHaveLength(1);
    expect(foundBy("log-groups", [...story, closed])).toEqual([
      saying("log-groups", 4, "before staging/storage is undone"),
    ]);
  });

  test.each<[string, readonly SampleEntry[], number, string]>([
    [
      "where the plan keeps what is there",
      [begun("production")],
      1,
      `${logGroup} of production is deleted, and the plan keeps what is there`,
    ],
    [
      "of a group that was there before the run",
      [opened(), begun("staging", { createdAt: "2000-01-01T00:00:00.000Z" })],
      2,
      `${logGroup} of staging is deleted; it was made "2000-01-01T00:00:00.000Z", before the run began`,
    ],
    [
      "before a step is undone that may write to it",
      [intended("staging/network"), begun()],
      2,
      `${logGroup} of staging is deleted before staging/network is undone`,
    ],
    [
      "without an intent",
      [ended()],
      1,
      `${logGroup} of staging was deleted, and no intent before it says so`,
    ],
    [
      "under another environment",
      [but(begun(), { subject: "development" })],
      1,
      `${logGroup} of staging is deleted as development`,
    ],
  ])("is found %s", (_what, story, place, says) => {
    expect(foundBy("log-groups", story)).toEqual([saying("log-groups", place, says)]);
  });

  test("is found when nothing says what became of it", () => {
    const [found] = foundBy("log-groups", [opened(), begun(), signed(receipt("run"))]);
    expect(JSON.stringify(found)).toContain("nothing says what became of it");
  });
});
