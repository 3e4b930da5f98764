import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { openArchive } from "../../../lib/domain/records/history.ts";
import { keyOf } from "../../../lib/ports/shared/objects.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import type { Definition } from "../../assurance/prove/definition.ts";
import { opened, receipt, recovered } from "../../fakes/facts.ts";
import type { Installation } from "../../simulator/installation.ts";
import { requestsFor, requestsTo } from "../../simulator/requests.ts";
import { Execution, type HistoryEvent } from "../../simulator/step-functions/execution.ts";
import { copyKey, put } from "../../simulator/table.ts";
import { envelope, open, watching } from "./watching.ts";

/** A chain that is sealed, and names two executions. */
const sealed: readonly Fact[] = [opened(), recovered(), receipt("run")];
const executions = ["arn:execution:1", "arn:execution:2"];

const invoking = (functionName: string): Definition => ({
  StartAt: "Ask",
  States: {
    Ask: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: functionName },
      ResultPath: "$",
      Retry: [],
      Catch: [],
      End: true,
    },
  },
});

/** Step Functions remembers an execution that calls one function, once. It still runs unless it is over. */
function remember(
  { states, time }: Installation,
  arn: string,
  { functionName = "close-run", isOver = true, events = [] as readonly Omit<HistoryEvent, "atMs">[] } = {},
): void {
  const machine = { name: "parent", definition: invoking(functionName), digest: "", calls: new Map() };
  const execution = new Execution(states, machine, arn, arn, {});
  const atMs = time.nowMs();
  for (const event of [{ type: "ExecutionStarted", state: null, detail: {} }, ...events])
    execution.history.push({ ...event, atMs });
  if (isOver) execution.end("SUCCEEDED", null, null);
  states.executions.set(arn, execution);
}

/** A watch over a run, and what Step Functions is asked about it. */
async function archiving(facts: readonly Fact[] = sealed, isOver = true) {
  const watch = await watching({ run: facts });
  const { installation, ledger } = watch;
  for (const arn of executions) remember(installation, arn, { isOver: isOver || arn !== "arn:execution:2" });
  const asked = requestsTo(installation.account, requestsFor("states", "DescribeExecution"));
  const key = readVerifyingKey(installation.kms.publicKeyPem);
  const archived = async () => {
    const found = await ledger.archiveOf("run");
    return found === null ? null : openArchive(found, key).executions;
  };
  return { ...watch, asked, archived };
}

describe("the histories of a run", () => {
  test("are kept without their tokens and archived, once it is sealed and its executions are over", async () => {
    const { installation, look, archived, signed } = await archiving();
    const waiting = {
      type: "TaskScheduled",
      state: "Ask",
      detail: { Payload: { taskToken: "a secret token" } },
    };
    remember(installation, "arn:execution:2", { events: [waiting] });

    expect(await look()).toMatchObject({ archived: ["run"], divergences: 0 });
    const listed = (await archived()) ?? [];
    expect(listed.map(({ execution }) => execution)).toEqual(executions);
    const texts = listed.map(({ digest }) => installation.s3.body(keyOf(digest)) ?? "");
    expect(texts.map((text) => JSON.parse(text).execution)).toEqual(executions);
    expect(texts.join()).toContain("taskToken");
    expect(texts.join()).not.toContain("a secret token");
    expect(signed().map(({ statement }) => statement)).toEqual(["history", "checkpoint"]);
  });

  test("wait until the run is sealed", async () => {
    const { look, asked, archived } = await archiving(open);
    expect(await look()).toMatchObject({ archived: [] });
    expect(asked).toEqual([]);
    expect(await archived()).toBeNull();
  });

  test("wait until its last execution is over", async () => {
    const { look, archived, signed } = await archiving(sealed, false);
    expect(await look()).toMatchObject({ archived: [], divergences: 0 });
    expect(await archived()).toBeNull();
    expect(signed()).toEqual([]);
  });

  test("are archived once", async () => {
    const { installation, look, asked, signed } = await archiving();
    put(installation, keys.archive("run"), { envelope });
    expect(await look()).toMatchObject({ archived: [] });
    expect(asked).toEqual([]);
    expect(signed()).not.toContainEqual(expect.objectContaining({ statement: "history" }));
  });

  test("wait while the copies of its entries disagree", async () => {
    const { installation, look, asked, archived } = await archiving();
    installation.s3.overwrite(copyKey("run", 9), "{}");
    expect(await look()).toMatchObject({ archived: [], divergences: 1 });
    expect(asked).toEqual([]);
    expect(await archived()).toBeNull();
  });

  test("that differ from the entries are reported, and archived all the same", async () => {
    const { installation, look, entered, archived } = await archiving();
    const events = ["TaskStateEntered", "TaskScheduled", "TaskSucceeded"].map((type) => ({
      type,
      state: "Ask",
      detail: { output: { Payload: { undelivered: 0 } } },
    }));
    remember(installation, "arn:execution:2", { functionName: "open-gate", events });
    expect(await look()).toMatchObject({ archived: ["run"], divergences: 1 });
    expect(entered()).toEqual([
      {
        runId: "run",
        entry: null,
        between: "entries and history",
        what: expect.stringContaining("open-gate"),
      },
    ]);
    expect(await archived()).toHaveLength(2);
  });

  test("do not exist of the control plane's own chain, whatever its entries say", async () => {
    const { installation, look, ledger } = await watching({ [ownChain]: sealed });
    const asked = requestsTo(installation.account, requestsFor("states", "DescribeExecution"));
    expect(await look()).toMatchObject({ compared: 1, archived: [] });
    expect(asked).toEqual([]);
    expect(await ledger.archiveOf(ownChain)).toBeNull();
  });
});
