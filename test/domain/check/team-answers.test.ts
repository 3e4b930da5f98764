import {
  type AlarmAnswer,
  alarmHolds,
  functionHolds,
  type HttpAnswer,
  httpHolds,
  mayAskAgain,
  notYet,
  type TeamCheck,
  teamReading,
} from "../../../lib/domain/check/team-answers.ts";
import { httpQuestion } from "../../fixtures/team-questions.ts";

const nowMs = Date.parse("2026-11-24T10:00:00.000Z");
const [minuteMs, dayMs] = [60_000, 86_400_000];

describe("an address that a plan asks", () => {
  const answer = (more: Partial<Extract<HttpAnswer, { result: "answered" }>> = {}): HttpAnswer => ({
    result: "answered",
    status: 200,
    body: "all is well",
    isCut: false,
    certificateEndsAtMs: nowMs + 30 * dayMs,
    tookMs: 5_000,
    ...more,
  });
  const everything = httpQuestion({ body: "is well", certificateDays: 30 });

  test("holds when status, body, certificate and time are as wanted", () => {
    expect(httpHolds(httpQuestion(), answer(), nowMs)).toEqual({ holds: true, saw: "200 in 5000 ms" });
    expect(httpHolds(everything, answer(), nowMs)).toEqual({ holds: true, saw: "200 in 5000 ms" });
  });

  test.each<[string, HttpAnswer, string]>([
    ["another status", answer({ status: 503 }), "503 in 5000 ms, the plan wants 200"],
    ["another body", answer({ body: "no" }), '200 in 5000 ms, the body does not contain "is well": "no"'],
    [
      "another beginning of its body",
      answer({ body: "x".repeat(301), isCut: true }),
      `200 in 5000 ms, the beginning of the body does not contain "is well": "${"x".repeat(300)}…"`,
    ],
    ["no certificate", answer({ certificateEndsAtMs: null }), "200 in 5000 ms, it has no certificate"],
    [
      "a certificate that ends too soon",
      answer({ certificateEndsAtMs: nowMs + 30 * dayMs - 1 }),
      "200 in 5000 ms, its certificate is valid for 29 days, and the plan wants 30",
    ],
    ["an answer that took too long", answer({ tookMs: 5_001 }), "200 in 5001 ms, the plan wants at most 5 s"],
    [
      "several faults",
      answer({ status: 500, tookMs: 9_000 }),
      "500 in 9000 ms, the plan wants 200, the plan wants at most 5 s",
    ],
    ["no answer", { result: "silent", why: "it hung" }, "it hung"],
  ])("does not hold with %s", (_what, seen, saw) => {
    expect(httpHolds(everything, seen, nowMs)).toEqual({ holds: false, saw });
  });

  test("shows a body of 300 characters whole", () => {
    const { saw } = httpHolds(everything, answer({ body: "x".repeat(300) }), nowMs);
    expect(saw).toContain(`"${"x".repeat(300)}"`);
  });

  test("proves nothing when it was not asked", () => {
    const seen = httpHolds(httpQuestion(), { result: "not-asked", why: "it is inside a network" }, nowMs);
    expect(seen).toEqual({ holds: null, saw: "it is inside a network" });
  });
});

describe("an alarm that has to stay OK for five minutes", () => {
  const ago = (minutes: number, state = "OK"): AlarmAnswer => ({
    state,
    sinceMs: nowMs - minutes * minuteMs,
  });
  const holds = (answer: AlarmAnswer | null, changedAgo: number | null = null) =>
    alarmHolds(
      { kind: "alarm", step: "compute", resource: "Errors", okMinutes: 5, retryMinutes: 0 },
      answer,
      changedAgo === null ? null : nowMs - changedAgo * minuteMs,
      nowMs,
    );

  test.each<[string, AlarmAnswer, number | null]>([
    ["it has been OK for so long", ago(5), null],
    ["it has been OK for longer, and nothing was changed since", ago(60), 5],
    ["the change is older than its state", ago(5), 60],
  ])("holds when %s", (_when, answer, changed) => {
    expect(holds(answer, changed)).toEqual({ holds: true, saw: "OK for 5 min" });
  });

  test.each<[string, AlarmAnswer, number | null, string]>([
    ["it has been OK for less", ago(4.9), null, "OK for 4 min of 5"],
    ["the environment was changed since", ago(60), 2, "OK for 2 min of 5"],
    ["it will be OK from a moment that another clock has not reached", ago(-1), null, "OK for 0 min of 5"],
    ["it rings", ago(60, "ALARM"), null, "ALARM since 2026-11-24T09:00:00.000Z"],
    [
      "it has no data",
      ago(60, "INSUFFICIENT_DATA"),
      null,
      "INSUFFICIENT_DATA since 2026-11-24T09:00:00.000Z",
    ],
  ])("does not hold when %s", (_when, answer, changed, saw) => {
    expect(holds(answer, changed)).toEqual({ holds: false, saw });
  });

  test("proves nothing when there is none", () => {
    expect(holds(null)).toEqual({ holds: null, saw: "there is no such alarm" });
  });
});

describe("a team's function", () => {
  const said = (text: string) => functionHolds({ result: "answered", text });

  test("says whether its check holds", () => {
    expect(said('{"answer":"held","saw":"ten orders"}')).toEqual({ holds: true, saw: "ten orders" });
    expect(said('{"answer":"broken","saw":"none"}')).toEqual({ holds: false, saw: "none" });
  });

  test("is shown up to 300 characters", () => {
    expect(said(`{"answer":"held","saw":"${"x".repeat(301)}"}`).saw).toBe(`${"x".repeat(300)}…`);
  });

  test.each(["", "held", "null", "{}", '{"answer":"held","saw":""}', '{"answer":"yes","saw":"x"}'])(
    "proves nothing when it answers %j",
    (text) => {
      expect(said(text)).toEqual({ holds: null, saw: expect.stringContaining(`it answered ${text}: `) });
    },
  );

  test("proves nothing when it is silent", () => {
    expect(functionHolds({ result: "silent", why: "it threw" })).toEqual({ holds: null, saw: "it threw" });
  });
});

describe("the reading of a team's check", () => {
  const check: TeamCheck = {
    id: "stays-quiet",
    asks: { kind: "alarm", step: "compute", resource: "Errors", okMinutes: 5, retryMinutes: 10 },
  };
  const reading = { check: "stays-quiet", fact: "alarm", resource: "staging/compute/Errors", saw: "so" };

  test.each([
    [true, "held"],
    [false, "broken"],
    [null, "unobservable"],
  ])("says of %s that it is %s", (holds, answer) => {
    for (const settles of [true, false])
      expect(teamReading("staging", check, { holds, saw: "so" }, settles)).toEqual({
        ...reading,
        answer,
        settles,
      });
  });

  test("says that it is not asked yet where its step is not there", () => {
    expect(notYet("staging", check, "so")).toEqual({ ...reading, answer: "unasked", settles: false });
  });

  test("may be asked again for as long as it may settle, and not longer", () => {
    expect(mayAskAgain(check, 15 * minuteMs - 1)).toBe(true);
    expect(mayAskAgain(check, 15 * minuteMs)).toBe(false);
  });
});
