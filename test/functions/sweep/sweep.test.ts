import { opened } from "../../fixtures/sample-facts.ts";
import type { Call } from "../../simulator/account.ts";
import { Installation } from "../../simulator/installation.ts";
import { answersIn, waitingToken } from "../../simulator/opened-gate.ts";
import { refuse, requestsTo } from "../../simulator/requests.ts";
import { openGateOf } from "./open-gates.ts";
import { runId, running } from "./running.ts";

/** Whether a request reads items whose keys begin so. */
const isAbout = (prefix: string) => (call: Call) =>
  /^(Get|BatchGet|Query)$/.test(call.operation) && JSON.stringify(call.input).includes(`"${prefix}`);

describe("one sweep", () => {
  test("answers that it did nothing in a new installation", async () => {
    const installation = await Installation.withoutLatency();

    expect(await installation.run("sweep", {})).toEqual({
      recovered: [],
      givenUp: 0,
      answered: 0,
      expired: 0,
      told: 0,
      undelivered: 0,
      toldEnds: 0,
      toldHeld: 0,
      moved: 0,
      gauges: {
        closedMinutes: 0,
        stoppedMinutes: 0,
        waitingMinutes: 0,
        overdueMinutes: 0,
        idleMinutes: 0,
        unansweredMinutes: 0,
      },
      toldOperators: 0,
      started: [],
    });
  });

  test("reads the gates of the run together: it comes every minute", async () => {
    const { installation } = await running();
    await openGateOf(installation, "change-record");
    const asked = requestsTo(installation.account, ({ input }) => JSON.stringify(input).includes('"GATE#'));
    await installation.run("sweep", {});

    expect(asked.map(({ operation }) => operation)).toEqual(["BatchGet", "BatchGet", "BatchGet"]);
  });

  test("expires a gate and wakes the execution that waits", async () => {
    const { installation, records } = await running([opened()]);
    const taskToken = waitingToken(installation);
    const sealedToken = await installation
      .port("tokenSeal")
      .seal(taskToken, { runId, gate: "change-record" });
    await openGateOf(installation, "change-record", { sealedToken });
    const answers = answersIn(installation);
    await installation.pass(3_600_000);

    expect(await installation.run("sweep", {})).toMatchObject({ expired: 1, answered: 1, recovered: [] });
    expect(answers()).toEqual([taskToken]);
    expect(await records.unanswered()).toEqual([]);
  });

  test("does the rest although something fails, and throws the first error", async () => {
    const { installation, done, end } = await running([opened()]);
    end("FAILED");
    refuse(installation.account, isAbout("GATE#"), { error: () => new Error("the gate could not be read") });
    refuse(installation.account, isAbout("QUARANTINE#"), {
      error: () => new Error("the quarantines could not be read"),
    });

    await expect(installation.run("sweep", {})).rejects.toThrow("the gate could not be read");
    expect(done.at(-1)).toBe(`start ${runId}-recovery-2 in epoch 2`);
  });
});
