import { missingAnswers, pause } from "../../../functions/validate-environment/missing-answers.ts";
import type { Judgement } from "../../../lib/domain/check/judge.ts";

const minuteMs = 60_000;
const reading = (answer: Judgement["readings"][number]["answer"], resource = "a bucket") => ({
  check: "access-restricted",
  fact: "public",
  resource,
  answer,
  saw: `it is ${answer}`,
});
const judged = (more: Partial<Judgement> = {}): Judgement => ({
  held: true,
  settling: false,
  refuted: false,
  readings: [],
  ...more,
});
const failing = { held: false, readings: [reading("unobservable")] };
const settling = { ...failing, settling: true };

type Case = {
  readonly running?: readonly string[];
  readonly ownMs?: number;
  readonly confirms?: boolean;
  readonly underWayMs?: number;
};
const missing = (
  judgement: Judgement,
  { running = [], ownMs = 0, confirms = false, underWayMs = 0 }: Case = {},
) => missingAnswers(judgement, { running }, ownMs, confirms, underWayMs);

describe("answers are final", () => {
  test.each<[string, Judgement, Case]>([
    ["when everything holds", judged(), {}],
    ["when everything holds again", judged(), { confirms: true }],
    [
      "when something was refuted, whatever may settle",
      judged({ ...settling, refuted: true }),
      { confirms: true },
    ],
    ["when something failed at the first validation", judged(failing), {}],
    ["when something failed then, although a detection runs", judged(failing), { running: ["network"] }],
  ])("%s", (_when, judgement, how) => {
    expect(missing(judgement, how)).toBeNull();
  });
});

describe("answers are waited for", () => {
  test.each<[string, number, number, number]>([
    ["ten minutes while AWS settles", 0, 10 * minuteMs, 10],
    ["no less if a team's check has less time", 9 * minuteMs, 10 * minuteMs, 10],
    ["as long as a team's check has time, and asked as often in all", 60 * minuteMs, 60 * minuteMs, 30],
  ])("%s", (_what, ownMs, longestMs, waitSeconds) => {
    expect(missing(judged(settling), { ownMs })).toMatchObject({ longestMs, waitSeconds });
  });

  test("an hour while everything holds and a drift detection runs", () => {
    expect(missing(judged(), { running: ["network", "compute"] })).toEqual({
      what: ["the drift detection of network", "the drift detection of compute"],
      longestMs: 60 * minuteMs,
      waitSeconds: 30,
    });
  });

  test("three days when an environment that was valid cannot be confirmed", () => {
    expect(missing(judged(failing), { confirms: true })).toEqual({
      what: ["public of a bucket (it is unobservable)"],
      longestMs: 72 * 60 * minuteMs,
      waitSeconds: 60,
    });
    expect(missing(judged(failing), { confirms: true, running: ["network"] })).toMatchObject({
      waitSeconds: 30,
    });
  });

  test("by naming what runs and what fails, up to twenty of them", () => {
    const readings = [
      reading("held"),
      reading("waived"),
      reading("unasked"),
      reading("broken", "a queue"),
      ...Array.from({ length: 30 }, () => reading("unobservable")),
    ];
    const what = missing(judged({ ...settling, readings }), { running: ["network"] })?.what ?? [];
    expect(what).toHaveLength(20);
    expect(what.slice(0, 3)).toEqual([
      "the drift detection of network",
      "public of a queue (it is broken)",
      "public of a bucket (it is unobservable)",
    ]);
  });
});

test.each([
  [0, 60],
  [4 * minuteMs, 60],
  [10 * minuteMs, 150],
  [40 * minuteMs, 600],
  [24 * 60 * minuteMs, 600],
])("a pause of %i ms so far looks again after %i seconds", (underWayMs, waitSeconds) => {
  expect(pause(["an answer"], underWayMs)).toMatchObject({ what: ["an answer"], waitSeconds });
});

test("a pause names at most twenty things", () => {
  expect(pause(Array.from({ length: 21 }, String), 0).what).toHaveLength(20);
});
