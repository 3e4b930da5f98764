import { isWrittenTogether, metricsIn } from "../../lib/domain/metrics.ts";

const gauges = (more: Readonly<Record<string, number>>) => ({ gauges: more });

test.each<[string, object | null, Readonly<Record<string, number>>]>([
  ["nothing is none", null, {}],
  ["no number is none", { runId: "shop-1", givenUp: "two" }, {}],
  ["a watched number is that number", { givenUp: 2 }, { givenUp: 2 }],
  ["a watched number of 0 is none, because each published hour costs", { givenUp: 0 }, {}],
  ["a number that nobody watches is none", { epoch: 3 }, {}],
  [
    "a gauge is its number, like those beside the gauges",
    { ...gauges({ waitingMinutes: 5 }), divergences: 1 },
    {
      waitingMinutes: 5,
      divergences: 1,
    },
  ],
  ["what only looks like gauges is none", { others: { waitingMinutes: 5 } }, {}],
  ["a good verdict is one run of it", { verdict: "SUCCEEDED" }, { "run-SUCCEEDED": 1 }],
  [
    "a rollback is a run that ended badly as well",
    { verdict: "ROLLED_BACK" },
    { "run-ROLLED_BACK": 1, runEndedBadly: 1 },
  ],
  [
    "a run that was stopped from outside ended badly as well",
    { verdict: "ABORTED" },
    { "run-ABORTED": 1, runEndedBadly: 1 },
  ],
  [
    "four hours without an entry are a standstill",
    gauges({ idleMinutes: 240 }),
    { idleMinutes: 240, runStandsStill: 1 },
  ],
  ["less than four hours are none", gauges({ idleMinutes: 239 }), { idleMinutes: 239 }],
  [
    "90 minutes without an answer are a standstill",
    gauges({ unansweredMinutes: 90 }),
    { unansweredMinutes: 90, runStandsStill: 1 },
  ],
  ["less than 90 minutes are none", gauges({ unansweredMinutes: 89 }), { unansweredMinutes: 89 }],
  [
    "a gate beyond its reminder waits in vain",
    gauges({ overdueMinutes: 1 }),
    { overdueMinutes: 1, gateWaitsInVain: 1 },
  ],
  [
    "a mail that did not leave has a gate wait in vain",
    { undelivered: 1 },
    { undelivered: 1, gateWaitsInVain: 1 },
  ],
  [
    "a gate whose mails all left waits as it should",
    { undelivered: 0, ...gauges({ overdueMinutes: 0 }) },
    {},
  ],
])("of an answer, %s", (_what, answer, metrics) => {
  expect(metricsIn(answer)).toEqual(metrics);
});

test("metrics of several functions are found by the application, and others by their function", () => {
  const together = ["runEndedBadly", "runStandsStill", "gateWaitsInVain", "forgedLinks"];
  expect([...together, "undelivered"].filter(isWrittenTogether)).toEqual(together);
});
