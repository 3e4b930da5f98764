import { askingOf } from "../../../functions/validate-environment/asking.ts";
import type { Environment, Scope } from "../../../lib/domain/environment.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { chainOf } from "../../fixtures/sample-entries.ts";
import { fact, intended, validated } from "../../fixtures/sample-facts.ts";

const startMs = Date.parse("2026-11-24T10:00:00Z");
const hourMs = 3_600_000;
const secondly = (facts: readonly Fact[]) =>
  facts.flatMap((one, seconds) => chainOf([one], { seconds }).entries);

/** A call that found an answer missing, and had begun these detections. */
const missed = (
  detections: Readonly<Record<string, string>> = {},
  environment: Environment = "production",
  scope: Scope = "everything",
) =>
  fact("await-checks", "observation", environment, {
    environment,
    scope,
    waitsFor: [],
    detections: Object.entries(detections).map(([step, id]) => ({ step, id })),
  });

const asking = (facts: readonly Fact[], laterMs = 60_000) => {
  const { sinceMs, detections } = askingOf(secondly(facts), "production", "everything", startMs + laterMs);
  return { sinceMs: sinceMs === null ? null : sinceMs - startMs, detections: Object.fromEntries(detections) };
};

describe("one asking of the checks", () => {
  test("has not begun where no answer was missing", () => {
    expect(asking([])).toEqual({ sinceMs: null, detections: {} });
  });

  test("lasts from the first call that found one missing, and knows the newest detection of each step", () => {
    const facts = [missed({ network: "one", compute: "two" }), missed({ network: "three" })];
    expect(asking(facts)).toEqual({ sinceMs: 0, detections: { network: "three", compute: "two" } });
  });

  test.each<[string, Fact]>([
    ["after a validation", validated("production")],
    ["after an effect in the environment", intended("production/compute")],
  ])("begins anew %s", (_what, fresh) => {
    expect(asking([missed({ network: "one" }), fresh])).toEqual({ sinceMs: null, detections: {} });
    expect(asking([missed({ network: "one" }), fresh, missed({ compute: "two" })])).toEqual({
      sinceMs: 2_000,
      detections: { compute: "two" },
    });
    expect(asking([validated("production"), fresh, missed({ compute: "two" })]).sinceMs).toBe(2_000);
    expect(asking([fresh, validated("production"), missed({ compute: "two" })]).sinceMs).toBe(2_000);
  });

  test.each<[string, Fact]>([
    ["another environment was validated", validated("staging")],
    ["another scope was validated", validated("production", { scope: "all-but-ingress" })],
    ["something was done to another environment", intended("staging/compute")],
  ])("goes on although %s", (_what, other) => {
    expect(asking([missed({ network: "one" }), other])).toEqual({
      sinceMs: 0,
      detections: { network: "one" },
    });
  });

  test("is not that of another environment or scope", () => {
    const facts = [
      missed({ network: "one" }, "staging"),
      missed({ network: "two" }, "production", "ingress"),
    ];
    expect(asking(facts)).toEqual({ sinceMs: null, detections: {} });
  });

  test.each([
    [3 * hourMs - 1, { network: "one" }],
    [3 * hourMs, {}],
  ])(
    "knows after %i ms the detections %j: what they found says nothing of what was changed long after",
    (ms, detections) => {
      expect(asking([missed({ network: "one" })], ms)).toEqual({ sinceMs: 0, detections });
    },
  );
});
