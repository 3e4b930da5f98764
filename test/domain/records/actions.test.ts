import { actionsIn } from "../../../lib/domain/records/actions.ts";
import type { ExecutionHistory } from "../../../lib/domain/records/history.ts";

const execution = "arn:execution:parent";
const atTen = Date.parse("2026-11-24T10:00:00.000Z");
let definitions = 0;
/** The definition that was executed, another text each time: each is parsed once and remembered. */
const definition = () =>
  JSON.stringify({
    Comment: String(definitions++),
    States: {
      Provision: {
        Type: "Task",
        Parameters: {
          FunctionName: "shop-provision-step-staging",
          Payload: { "runId.$": "$.runId", environment: "staging", scope: "everything", attempt: 1 },
        },
      },
      Close: { Type: "Task", Parameters: { FunctionName: "close-run" } },
      Start: { Type: "Task", Parameters: { StateMachineArn: "provision-environment" } },
      Wait: { Type: "Wait" },
    },
  });

type Event = ExecutionHistory["events"][number];
type Value = Event[string];
/** An event so many seconds after ten o'clock. */
const event = (seconds: number, type: string, details: Event = {}): Event => ({
  type,
  timestamp: new Date(atTen + seconds * 1_000).toISOString(),
  ...details,
});
const started = (input: string): Event =>
  event(0, "ExecutionStarted", { executionStartedEventDetails: { input } });
const entered = (name: string): Event => event(1, "TaskStateEntered", { stateEnteredEventDetails: { name } });
const scheduled = event(2, "TaskScheduled");
const succeeded = (output: Value): Event =>
  event(5, "TaskSucceeded", { taskSucceededEventDetails: { output } });
const answering = (Payload: Value) => succeeded(JSON.stringify({ StatusCode: 200, Payload }));
const actionsOf = (...events: Event[]) =>
  actionsIn({ execution, status: "SUCCEEDED", definition: definition(), events });

const provision = {
  execution,
  state: "Provision",
  task: "provision-step",
  about: { environment: "staging", scope: "everything" },
  fromMs: atTen + 2_000,
};

describe("an attempt at a task", () => {
  test("is described with its state, subject, times and answer", () => {
    expect(
      actionsOf(entered("Provision"), scheduled, event(3, "TaskStarted"), answering({ outcome: "waiting" })),
    ).toEqual([{ ...provision, untilMs: atTen + 5_000, succeeded: true, answer: { outcome: "waiting" } }]);
  });

  test("is also about the texts in the execution's input", () => {
    const input = JSON.stringify({ runId: "shop-1", environment: "development", epoch: 1 });
    const [action] = actionsOf(started(input), entered("Provision"), scheduled);
    expect(action?.about).toEqual({ runId: "shop-1", environment: "staging", scope: "everything" });
  });

  test.each(["no JSON", "null", '"a text"', "7"])("is about nothing more when the input is %s", (input) => {
    const [action] = actionsOf(started(input), entered("Close"), scheduled);
    expect(action).toMatchObject({ task: "close-run", about: {} });
  });

  test.each(["TaskFailed", "TaskTimedOut", "TaskStartFailed", "TaskSubmitFailed"])(
    "ends without an answer by %s, and the next one is another",
    (type) => {
      const failed = event(3, type, { taskSucceededEventDetails: { output: '{"Payload":1}' } });
      expect(
        actionsOf(entered("Provision"), scheduled, failed, event(9, "TaskScheduled"), answering("yes")),
      ).toEqual([
        { ...provision, untilMs: atTen + 3_000, succeeded: false, answer: null },
        { ...provision, fromMs: atTen + 9_000, untilMs: atTen + 5_000, succeeded: true, answer: "yes" },
      ]);
    },
  );

  /** Lambda reports an error that a function threw by its name, and by a text that is JSON. */
  const threw = (error: string, errorMessage: string) =>
    event(3, "TaskFailed", {
      taskFailedEventDetails: { error, cause: JSON.stringify({ errorMessage, errorType: error }) },
    });

  test.each(["failed", "unknown"])(
    "that answered %s by an error was carried out, with that outcome",
    (outcome) => {
      const failed = threw("NotDone", `${outcome}: the step did not get there`);
      expect(actionsOf(entered("Provision"), scheduled, failed)).toEqual([
        { ...provision, untilMs: atTen + 3_000, succeeded: true, answer: { outcome } },
      ]);
    },
  );

  test.each<[string, Event]>([
    ["by another error with such a text", threw("TypeError", "failed: no such thing")],
    ["with an outcome that is none", threw("NotDone", "waiting: for AWS")],
    ["with an outcome behind other words", threw("NotDone", "it failed: again")],
    [
      "with a cause that is no JSON",
      event(3, "TaskFailed", { taskFailedEventDetails: { error: "NotDone", cause: "failed: cut" } }),
    ],
  ])("that ended %s was not carried out", (_how, failed) => {
    expect(actionsOf(entered("Provision"), scheduled, failed)).toMatchObject([
      { succeeded: false, answer: null },
    ]);
  });

  test("has no end when the execution ended first", () => {
    expect(actionsOf(entered("Provision"), scheduled)).toEqual([
      { ...provision, untilMs: null, succeeded: false, answer: null },
    ]);
  });

  test("belongs to the state that was entered last, whatever was entered before", () => {
    const waits = event(6, "WaitStateEntered", { stateEnteredEventDetails: { name: "Wait" } });
    const actions = actionsOf(
      entered("Provision"),
      scheduled,
      answering(1),
      waits,
      entered("Close"),
      scheduled,
    );
    expect(actions.map(({ state }) => state)).toEqual(["Provision", "Close"]);
  });

  test("is not made for a state that invokes no function of ours", () => {
    expect(actionsOf(entered("Start"), scheduled, answering(1), entered("Wait"), scheduled)).toEqual([]);
  });

  test("is not made for an end without a beginning", () => {
    expect(actionsOf(entered("Provision"), answering(1), event(6, "TaskFailed"))).toEqual([]);
  });

  test.each<[string, Event]>([
    ["no output", event(5, "TaskSucceeded")],
    ["null as output", event(5, "TaskSucceeded", { taskSucceededEventDetails: null })],
    ["output that is not JSON", succeeded("{}}")],
    ["output that is not an object", succeeded("7")],
    ["output without a payload", succeeded("{}")],
  ])("that succeeded has no answer when %s of its output", (_what, end) => {
    expect(actionsOf(entered("Close"), scheduled, end)).toMatchObject([{ succeeded: true, answer: null }]);
  });
});

describe("the name of a function identifies its task", () => {
  const taskOf = (FunctionName: string) =>
    actionsIn({
      execution,
      status: "SUCCEEDED",
      definition: JSON.stringify({
        Comment: String(definitions++),
        States: { Do: { Parameters: { FunctionName } } },
      }),
      events: [entered("Do"), scheduled],
    }).map(({ task }) => task);

  test.each([
    ["open-run", "open-run"],
    ["shop-open-run", "open-run"],
    ["shop-prove-rollback-production", "prove-rollback"],
    ["shop-open-gate:live", "open-gate"],
    ["arn:aws:lambda:eu-central-1:123456789012:function:shop-read-gate-staging:live", "read-gate"],
  ])("%s is %s", (name, task) => {
    expect(taskOf(name)).toEqual([task]);
  });

  test.each(["reopen-run", "open-run2", "open-run-of-somebody-else", "sweep", ""])("%j is none", (name) => {
    expect(taskOf(name)).toEqual([]);
  });
});

test.each(["no JSON", "{}"])("a history whose definition is %s cannot be read", (broken) => {
  expect(() => actionsIn({ execution, status: "FAILED", definition: broken, events: [] })).toThrow();
});
