import type { HttpAnswer, TeamCheck } from "../../../lib/domain/check/team-answers.ts";
import type { QuestionOf } from "../../../lib/domain/team-question.ts";
import { intended } from "../../fixtures/sample-facts.ts";
import { alarmQuestion, functionQuestion, httpQuestion } from "../../fixtures/team-questions.ts";
import { done, failed, site } from "./site.ts";

const minute = 60_000;
const endpoint = "https://api.example.com/";

const http = (more: Partial<QuestionOf<"http">> = {}): TeamCheck => ({
  id: "answers",
  asks: httpQuestion(more),
});
const alarm = (more: Partial<QuestionOf<"alarm">> = {}): TeamCheck => ({
  id: "stays-quiet",
  asks: alarmQuestion(more),
});
const smoke = (more: Partial<QuestionOf<"function">> = {}): TeamCheck => ({
  id: "orders-go-through",
  asks: functionQuestion(more),
});

/** A development whose compute step has what the checks ask. */
const shop = (
  team: readonly TeamCheck[],
  tags: Readonly<Record<string, string>> = { "interlock:check": "shop" },
) =>
  site({
    environment: "development",
    checks: [],
    steps: {
      compute: {
        Errors: { type: "AWS::CloudWatch::Alarm" },
        Smoke: { type: "AWS::Lambda::Function", tags },
      },
    },
    outputs: { Url: endpoint },
    team,
  });

const saw = async ({ validation }: Awaited<ReturnType<typeof shop>>) =>
  (await validation()).detail.readings.map(({ fact, answer, saw: what }) => `${fact} ${answer}: ${what}`);

const answered = (more: Partial<Extract<HttpAnswer, { result: "answered" }>> = {}): HttpAnswer => ({
  result: "answered",
  status: 200,
  body: "ok",
  isCut: false,
  certificateEndsAtMs: null,
  tookMs: 10,
  ...more,
});

describe("an address that a stack puts out", () => {
  test("is asked at the path that the plan names, and what it answered is recorded", async () => {
    const there = await shop([http({ path: "/health?deep=1", certificateDays: 30, body: "ok" })]);

    expect(await there.validate()).toEqual(done);
    expect(there.run.installation.team.asked).toEqual(["https://api.example.com/health?deep=1"]);
    expect(await saw(there)).toEqual(["http held: GET https://api.example.com/health?deep=1: 200 in 12 ms"]);
  });

  test.each<[string, Partial<QuestionOf<"http">>, HttpAnswer, string]>([
    [
      "another status",
      {},
      answered({ status: 503 }),
      "broken: GET https://api.example.com/: 503 in 10 ms, the plan wants 200",
    ],
    ["another body", { body: "ready" }, answered(), 'does not contain "ready": "ok"'],
    [
      "a body that is too long to be read",
      { body: "ready" },
      answered({ isCut: true }),
      "the beginning of the body does not",
    ],
    ["too late", { withinSeconds: 1 }, answered({ tookMs: 1_001 }), "the plan wants at most 1 s"],
    ["without a certificate", { certificateDays: 1 }, answered(), "it has no certificate"],
    [
      "with a certificate that ends soon",
      { certificateDays: 30 },
      answered({ certificateEndsAtMs: Date.parse("2026-11-26T10:00:01Z") }),
      "valid for 2 days, and the plan wants 30",
    ],
    [
      "nothing",
      {},
      { result: "silent", why: "no answer within 5 s" },
      "broken: GET https://api.example.com/: no answer within 5 s",
    ],
    [
      "from a machine that is not public",
      {},
      { result: "not-asked", why: "it is 10.0.0.1" },
      "unobservable: GET https://api.example.com/: it is 10.0.0.1",
    ],
  ])("is not as wanted when it answers %s", async (_what, more, answer, wrong) => {
    const there = await shop([http(more)]);
    there.run.installation.team.web.set(endpoint, answer);

    expect(await there.validate()).toEqual(failed);
    expect((await saw(there)).join()).toContain(wrong);
  });

  test("is asked again for as long as the plan says, and no longer", async () => {
    const there = await shop([http({ retryMinutes: 20 })]);
    const { team } = there.run.installation;
    team.web.set(endpoint, answered({ status: 503 }));

    expect((await there.validate()).outcome).toBe("waiting");
    await there.run.installation.pass(19 * minute);
    expect((await there.validate()).outcome).toBe("waiting");
    await there.run.installation.pass(2 * minute);
    expect(await there.validate()).toEqual(failed);
  });

  test("may come to answer as wanted in that time", async () => {
    const there = await shop([http({ retryMinutes: 20 })]);
    const { team } = there.run.installation;
    team.web.set(endpoint, answered({ status: 503 }));
    await there.validate();
    team.web.set(endpoint, answered());

    expect(await there.validate()).toEqual(done);
    expect(await there.run.recorded("await-checks", "observation")).toMatchObject([
      {
        waitsFor: [
          "http of development/compute/Url (GET https://api.example.com/: 503 in 10 ms, the plan wants 200)",
        ],
      },
    ]);
  });

  test("that no stack puts out proves nothing", async () => {
    const there = await shop([http({ output: "Other" })]);

    expect(await there.validate()).toEqual(failed);
    expect(await saw(there)).toEqual(["http unobservable: the stack puts out no Other"]);
  });
});

describe("an alarm that has to stay OK", () => {
  const untilQuiet = async (there: Awaited<ReturnType<typeof shop>>, mostMinutes: number) => {
    for (let minutes = 0; minutes <= mostMinutes; minutes += 1) {
      const { outcome } = await there.validate();
      if (outcome !== "waiting") return { outcome, minutes };
      await there.run.installation.pass(minute);
    }
    return { outcome: "waiting", minutes: mostMinutes };
  };

  test("holds when it has been OK for its time after it started", async () => {
    const there = await shop([alarm({ okMinutes: 15 })]);

    // It has no data for the first minute.
    expect(await untilQuiet(there, 30)).toEqual({ outcome: "failed", minutes: 15 });
    const patient = await shop([alarm({ okMinutes: 15, retryMinutes: 2 })]);
    expect(await untilQuiet(patient, 30)).toEqual({ outcome: "done", minutes: 16 });
    expect(await saw(patient)).toEqual(["alarm held: OK for 15 min"]);
  });

  test("counts from the last change of the environment, however long it was OK before", async () => {
    const there = await shop([alarm({ okMinutes: 5 })]);
    await there.run.installation.pass(60 * minute);
    await there.run.say(intended("development/compute"));

    expect(await untilQuiet(there, 30)).toEqual({ outcome: "done", minutes: 5 });
  });

  test("begins anew after it rang, and is broken when its time is over", async () => {
    const there = await shop([alarm({ okMinutes: 5 })]);
    const { installation } = there.run;
    await installation.pass(10 * minute);
    const id = there.stackOf("compute").resources.get("Errors") ?? "";
    installation.team.alarms.set(id, { state: "ALARM", sinceMs: installation.time.nowMs() });

    expect(await untilQuiet(there, 30)).toEqual({ outcome: "failed", minutes: 5 });
    expect(await saw(there)).toEqual(["alarm broken: ALARM since 2026-11-24T10:10:00.000Z"]);
  });

  test("that is gone proves nothing", async () => {
    const there = await shop([alarm({ okMinutes: 1 })]);
    const id = there.stackOf("compute").resources.get("Errors") ?? "";
    there.run.installation.cloudFormation.resources.delete(id);

    expect(await untilQuiet(there, 3)).toMatchObject({ outcome: "failed" });
    expect(await saw(there)).toContain("alarm unobservable: there is no such alarm");
  });
});

describe("a function that a team made a check", () => {
  test("is told what it is asked, and says what it saw", async () => {
    const there = await shop([smoke()]);
    let heard: unknown;
    there.run.installation.team.functions.set("Smoke", (event) => {
      heard = event;
      return JSON.stringify({ answer: "held", saw: "an order went through in 2 s" });
    });

    expect(await there.validate()).toEqual(done);
    expect(heard).toEqual({
      check: "orders-go-through",
      application: there.run.change.application,
      environment: "development",
      runId: there.run.runId,
    });
    expect(await saw(there)).toEqual(["function held: an order went through in 2 s"]);
  });

  test.each<[string, () => Promise<string> | string, string]>([
    [
      "says that it is broken",
      () => '{"answer":"broken","saw":"no order arrived"}',
      "function broken: no order arrived",
    ],
    [
      "answers nonsense",
      () => '{"ok":true}',
      'function unobservable: it answered {"ok":true}: a check answers',
    ],
    ["answers what is no JSON", () => "fine", "function unobservable: it answered fine: a check answers"],
    ["says yes and more", () => '{"answer":"held","saw":"x","also":1}', "function unobservable: it answered"],
    ["sees nothing", () => '{"answer":"held","saw":""}', "function unobservable: it answered"],
    [
      "throws",
      () => {
        throw new Error("no queue");
      },
      'function unobservable: it failed: {"errorType":"Error","errorMessage":"no queue"}',
    ],
    ["hangs", () => new Promise<string>(() => {}), "function unobservable: no answer within 10 s"],
  ])("does not let the environment pass when it %s", async (_what, does, wrong) => {
    const there = await shop([smoke()]);
    there.run.installation.team.functions.set("Smoke", does);

    expect(await there.validate()).toEqual(failed);
    expect((await saw(there)).join()).toContain(wrong);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ["without the tag", {}],
    ["with the tag of another application", { "interlock:check": "other" }],
  ])("%s is not invoked, and the reading says what to do", async (_what, tags) => {
    const there = await shop([smoke()], tags);
    let invoked = false;
    there.run.installation.team.functions.set("Smoke", () => {
      invoked = true;
      return "";
    });

    expect(await there.validate()).toEqual(failed);
    expect(invoked).toBe(false);
    expect(await saw(there)).toEqual([
      `function unobservable: Interlock may not invoke it: give the function the tag interlock:check with the application's name, and run "interlock bootstrap"`,
    ]);
  });
});

test("checks of a step that is not there yet are asked when the ingress is open", async () => {
  const there = await site({
    environment: "production",
    checks: [],
    steps: { compute: {}, ingress: {} },
    outputs: { Url: endpoint },
    team: [http({ step: "ingress" })],
  });

  expect(await there.validate("all-but-ingress")).toEqual(done);
  expect(await saw(there)).toEqual(["http unasked: it is asked when the ingress is open"]);
  expect(there.run.installation.team.asked).toEqual([]);
  expect(await there.validate("everything")).toEqual(done);
  expect(there.run.installation.team.asked).toEqual([endpoint]);
});

test("an environment that is confirmed is not unstable because an address took longer than before", async () => {
  const there = await shop([http()]);
  await there.validate();
  there.run.installation.team.web.set(endpoint, answered({ tookMs: 700 }));

  expect(await there.validate()).toEqual(done);
});
