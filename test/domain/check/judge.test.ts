import { judge } from "../../../lib/domain/check/judge.ts";
import type { Reading } from "../../../lib/domain/check/probes.ts";

const reading = (answer: Reading["answer"], more: Partial<Reading> = {}): Reading => ({
  check: "logging-enabled",
  fact: "retention",
  resource: "staging/logging/Log",
  answer,
  saw: "kept 30 days",
  settles: false,
  ...more,
});
const planned = (...ids: readonly string[]) => ids.map((id) => ({ id }));
const checks = planned("logging-enabled");
const waiver = (check: string, fact: string) => ({ check, fact, reason: "it cannot be seen here" });
const waived = [waiver("logging-enabled", "retention")];

describe("an environment", () => {
  test.each<[string, readonly Reading[], boolean]>([
    ["holds where every answer does", [reading("held"), reading("held", { fact: "task-logs" })], true],
    ["does not hold where one is broken", [reading("held"), reading("broken")], false],
    ["does not hold where one cannot be seen", [reading("held"), reading("unobservable")], false],
  ])("%s", (_what, readings, held) => {
    expect(judge(checks, readings, []).held).toBe(held);
  });

  test("does not hold if a check has no answer, and names the check", () => {
    expect(judge(planned("logging-enabled", "access-restricted"), [reading("held")], [])).toEqual({
      held: false,
      settling: false,
      refuted: false,
      readings: [
        {
          check: "logging-enabled",
          fact: "retention",
          resource: "staging/logging/Log",
          answer: "held",
          saw: "kept 30 days",
        },
        {
          check: "access-restricted",
          fact: "asked",
          resource: "the environment",
          answer: "unobservable",
          saw: "no resource of it answers this check",
        },
      ],
    });
  });
});

test("a check that the plan lets be unasked holds without an answer, and the records say that nobody was asked", () => {
  const { held, readings } = judge([{ id: "logging-enabled", mayBeUnasked: true }], [], []);

  expect(held).toBe(true);
  expect(readings).toMatchObject([{ check: "logging-enabled", answer: "unasked" }]);
});

describe("a waiver", () => {
  test("covers a check that cannot be seen", () => {
    const { held, readings } = judge(checks, [reading("unobservable")], waived);

    expect(held).toBe(true);
    expect(readings).toMatchObject([{ fact: "retention", answer: "waived" }]);
  });

  test("covers a check without an answer", () => {
    expect(judge(checks, [], [waiver("logging-enabled", "asked")]).held).toBe(true);
  });

  test("is found among others", () => {
    expect(judge(checks, [reading("unobservable")], [waiver("other", "other"), ...waived]).held).toBe(true);
  });

  test("does not change checks that hold", () => {
    expect(judge(checks, [reading("held")], waived).readings).toMatchObject([{ answer: "held" }]);
  });

  test.each([
    ["what was seen to be broken", reading("broken"), waived],
    ["another fact", reading("unobservable"), [waiver("logging-enabled", "task-logs")]],
    ["another check", reading("unobservable"), [waiver("access-restricted", "retention")]],
  ])("never covers %s", (_what, seen, waivers) => {
    expect(judge(checks, [seen], waivers).held).toBe(false);
  });
});

// Source: EC2 developer guide, "Eventual consistency": what was just made may not be found yet.
test("an environment is settling while a check has no answer because what was just made is not found yet", () => {
  const missing = reading("broken", { fact: "exists", settles: true });
  const both = planned("logging-enabled", "access-restricted");

  expect(judge(both, [missing], []).settling).toBe(true);
  expect(judge(both, [reading("broken", { settles: true })], []).settling).toBe(false);
});

describe("an environment is settling", () => {
  const settles = { settles: true };

  test.each<[string, readonly Reading[], boolean]>([
    ["while all that fails may still come", [reading("held"), reading("broken", settles)], true],
    ["not while something fails for good", [reading("broken", settles), reading("broken")], false],
    ["not once everything holds", [reading("held", settles)], false],
  ])("%s", (_what, readings, settling) => {
    expect(judge(checks, readings, []).settling).toBe(settling);
  });
});
