import { environments } from "../../lib/domain/environment.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { isSealed } from "../../lib/domain/run/status.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import type { TaskName } from "../../lib/tasks/tasks.ts";
import { printFigure } from "../fixtures/print-figure.ts";
import type { Call } from "../simulator/account.ts";
import { changeOf } from "../simulator/changes.ts";
import { stopWhenEntering } from "../simulator/execution-hooks.ts";
import { type Fault, faultOf } from "../simulator/faults.ts";
import {
  application,
  begin,
  effectsFromNow,
  finish,
  install,
  leaseOf,
  read,
  rejectAt,
  stackOf,
  standing,
  sweep,
  take,
  takeUntil,
} from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const stepsStanding = (world: World) =>
  environments.map((environment) => standing(world, environment).length).join(" ");

/** A run whose execution was stopped from outside when it entered a state. No event was delivered. */
async function stoppedAt(world: World, state: string) {
  const runId = await takeUntil(world, state);
  const { epoch } = await leaseOf(world);
  return { runId, epoch };
}

/** Lets one request come to a fault: the first of an operation that a function makes. */
function faultAt(world: World, functionName: string, operation: string, fault: Fault): void {
  let isOver = false;
  world.account.faultAt = (call) => {
    if (isOver || call.operation !== operation || !call.process.name.endsWith(functionName)) return undefined;
    isOver = true;
    return fault;
  };
}

const entriesOf = async (world: World, runId: string) => (await read(world, runId)).entries;
const verdictIn = async (world: World, runId: string) => verdictOf(await entriesOf(world, runId));

/** The run of a plain change. */
const plainRunId = `${application}-${changeOf(application).change.commit.sha.slice(0, 12)}-1`;

describe("a run whose execution is stopped from outside", () => {
  test("is finished within one sweep, wherever it was stopped, without any event", async () => {
    const good = install();
    const working = new Set<string>();
    good.states.taskFault = ({ name }, state) => {
      if (name === plainRunId) working.add(state);
      return undefined;
    };
    expect((await take(good)).runId).toBe(plainRunId);
    const tasks = [...working];
    const ends: Record<string, string> = {};
    for (const state of tasks) {
      const world = install();
      const stopped = await stoppedAt(world, state);
      const { recovered } = await sweep(world);
      const entries = await entriesOf(world, stopped.runId);
      const verdict = isSealed(entries) ? verdictOf(entries) : "open";
      ends[state] = `${recovered.join()} ${verdict} ${stepsStanding(world)}`;
    }

    expect(tasks.length).toBeGreaterThan(20);
    expect(new Set(Object.values(ends))).toEqual(
      new Set([
        `${plainRunId} ABORTED 0 0 0`,
        `${plainRunId} ABORTED 5 0 0`,
        `${plainRunId} ABORTED 5 5 0`,
        `${plainRunId} ABORTED 5 5 4`,
        `${plainRunId} SUCCEEDED 5 5 7`,
      ]),
    );
    printFigure(`stopped in ${tasks.length} states, all events lost: ${tasks.length} recovered by one sweep`);
    expect(ends["4.2 Validate development"]).toBe(`${plainRunId} ABORTED 0 0 0`);
    expect(ends["5.3 Validate staging"]).toBe(`${plainRunId} ABORTED 5 0 0`);
    expect(ends["6.1 Ask for change record"]).toBe(`${plainRunId} ABORTED 5 5 0`);
    expect(ends["6.3 Ask for production release"]).toBe(`${plainRunId} ABORTED 5 5 4`);
    expect(ends["8 Close run"]).toBe(`${plainRunId} SUCCEEDED 5 5 7`);
  }, 60_000);

  test("has its epoch raised first, and then its children stopped by name", async () => {
    const world = install();
    // The child continues: Step Functions only tries to stop it.
    world.states.variant = { ...world.states.variant, stopsChildren: false };
    stopWhenEntering(world, "5.2 Provision staging");
    const { runId } = await begin(world);
    const { epoch } = await leaseOf(world);
    const raised: [string, number][] = [];
    world.account.watchers.push({
      acts: ({ operation, input }) => {
        if (operation !== "StopExecution") return;
        const lease = world.dynamodb.find({ pk: `LEASE#${application}`, sk: "LEASE" });
        raised.push([(input as { executionArn: string }).executionArn, Number(lease?.["epoch"])]);
      },
    });
    await finish(world);
    await sweep(world);

    expect(raised.length).toBeGreaterThan(0);
    for (const [arn, raisedTo] of raised) {
      expect(arn).toContain(runId);
      expect(raisedTo).toBe(epoch + 1);
    }
  });

  test("records how it ended", async () => {
    const world = install();
    const { runId } = await stoppedAt(world, "5.2 Provision staging");
    await sweep(world);
    const recovered = (await entriesOf(world, runId)).find(isFact("recover-run", "observation"));

    expect(recovered?.detail.cause).toBe("its execution was stopped from outside");
  });

  test("is recovered again when its recovery is stopped as well", async () => {
    const world = install();
    const { runId, epoch } = await stoppedAt(world, "5.3 Validate staging");
    stopWhenEntering(world, "5.4 Prove staging gone");
    await sweep(world);
    await sweep(world);

    expect((await leaseOf(world)).epoch).toBe(epoch + 2);
    expect(await verdictIn(world, runId)).toBe("ABORTED");
    expect(stepsStanding(world)).toBe("5 0 0");
  });

  test("is recovered when it failed before its first entry and the next execution could not be started", async () => {
    const world = install();
    const { taskFault } = world.states;
    world.states.taskFault = () => ({ when: "fatal", error: "States.Runtime" });
    const { runId } = await begin(world);
    await finish(world);
    world.states.taskFault = taskFault;
    faultAt(world, "-sweep", "StartExecution", faultOf("refused"));
    await expect(world.call("sweep", {})).rejects.toThrow("unavailable");
    expect((await sweep(world)).recovered).toEqual([runId]);
    expect(isSealed(await entriesOf(world, runId))).toBe(true);
    expect((await leaseOf(world)).runId).toBeNull();
  });

  test("is recovered when the sweep itself was killed after it had raised the epoch", async () => {
    const world = install();
    const { runId } = await stoppedAt(world, "5.3 Validate staging");
    faultAt(world, "-sweep", "StartExecution", faultOf("hangs"));
    await expect(world.call("sweep", {})).rejects.toMatchObject({ name: "Sandbox.Timedout" });
    await sweep(world);

    expect(await verdictIn(world, runId)).toBe("ABORTED");
  });

  test("that was sealed and kept its lease is only closed: nothing is written after its seal", async () => {
    const world = install();
    stopWhenEntering(world, "8 Close run");
    const { runId } = await begin(world);
    // Its last function seals the run, and is killed before it frees the lease.
    world.account.faultAt = ({ process, input }) =>
      process.name.endsWith("-close-run") && JSON.stringify(input).includes('"runId":null')
        ? faultOf("hangs")
        : undefined;
    await finish(world);
    await world.pass(hourMs);
    world.account.faultAt = () => undefined;
    const sealed = await entriesOf(world, runId);
    expect(isSealed(sealed)).toBe(true);
    expect((await leaseOf(world)).runId).toBe(runId);
    await sweep(world);

    expect((await leaseOf(world)).runId).toBeNull();
    expect(await entriesOf(world, runId)).toHaveLength(sealed.length);
  });
});

/**
 * Makes one request to CloudFormation late: its execution is stopped while it is on its way, and CloudFormation gets it
 * when the recovery has begun. Returns what comes of it.
 */
function lateRequest(world: World, operation: string, stack: string): readonly string[] {
  const answers: string[] = [];
  const isIt = (call: Call) => call.operation === operation && JSON.stringify(call.input).includes(stack);
  let late: Call | null = null;
  world.account.faultAt = (call) => {
    if (late !== null || !isIt(call)) return undefined;
    late = call;
    for (const execution of world.states.executions.values())
      world.states.stop(execution, "Stopped", "by hand");
    return faultOf("late", 40_000);
  };
  world.account.watchers.push({
    acted: (call, error) => {
      if (call === late) answers.push(error instanceof Error ? error.name : "carried out while nobody waits");
    },
  });
  return answers;
}

describe("an operation that is still under way when a run is recovered", () => {
  test("comes too late: the recovery waits for a creation that was intended but not seen, and undoes it", async () => {
    const world = install();
    const answers = lateRequest(world, "CreateStack", "development-storage");
    const { runId } = await begin(world);
    await finish(world);
    await sweep(world);

    expect(answers).toEqual(["carried out while nobody waits"]);
    expect(stepsStanding(world)).toBe("0 0 0");
    expect(await verdictIn(world, runId)).toBe("ABORTED");
  });

  test("changes nothing: a prepared change set is deleted before it can be executed", async () => {
    const world = install();
    await take(world);
    const answers = lateRequest(world, "ExecuteChangeSet", "development-storage");
    const before = stackOf(world, "development", "storage")?.deployed.template.text;
    const { runId } = await begin(world, {
      attempt: 2,
      twists: [{ environment: "development", part: "storage", version: 2 }],
    });
    await finish(world);
    await sweep(world);
    await world.pass(minuteMs);
    const entries = await entriesOf(world, runId);

    expect(answers).toEqual(["ChangeSetNotFoundException"]);
    expect(stackOf(world, "development", "storage")?.deployed.template.text).toBe(before);
    expect(entries.findLast(({ subject }) => subject === "development/storage")?.detail).toMatchObject({
      result: "untouched",
    });
    expect(verdictOf(entries)).toBe("ABORTED");
  });
});

describe("a run whose executions end before they do anything", () => {
  /** No execution gets further than its first task, since the run began. */
  async function stuck() {
    const world = install();
    world.events.isScheduled = true;
    const { taskFault } = world.states;
    const { runId } = await begin(world);
    world.states.taskFault = () => ({ when: "fatal", error: "States.Runtime" });
    // All nine recoveries take two hours.
    await world.pass(3 * hourMs);
    return { world, runId, mend: () => (world.states.taskFault = taskFault) };
  }

  test("is given up after nine recoveries, and every sweep says so", async () => {
    const { world, runId } = await stuck();

    expect(await leaseOf(world)).toMatchObject({ runId, epoch: 10, recoveries: { times: 9 } });
    expect(await sweep(world)).toMatchObject({ recovered: [], givenUp: 1 });
  });

  test("begins at last when people have stopped and resumed all work", async () => {
    const { world, runId, mend } = await stuck();
    mend();
    await world.call("stop-work", { by: "olga", reason: "no function can be invoked" });
    for (const person of ["platform-owner", "release-manager"]) {
      await world.call("resume-work", { person });
      const code = world.people.mails.findLast(({ text }) => text.includes("--code"))?.text;
      await world.call("resume-work", { person, code: code?.match(/--code (\S+)/)?.[1] ?? "" });
    }
    await world.pass(hourMs);

    expect(await verdictIn(world, runId)).toBe("SUCCEEDED");
    expect(await leaseOf(world)).toMatchObject({ runId: null, epoch: 11 });
  });
});

describe("a run that has ended", () => {
  test("changes nothing when its execution goes on, whichever task is invoked again", async () => {
    const world = install();
    rejectAt(world, "production-release");
    const { runId } = await begin(world);
    const { epoch, executionArn } = await leaseOf(world);
    await finish(world);
    const { length } = await entriesOf(world, runId);
    const effects = effectsFromNow(world);
    const run = { runId, epoch };
    const everywhere = environments.flatMap((environment): [TaskName, object][] => {
      const work = { ...run, environment };
      return [
        ["provision-step", { ...work, scope: "everything" }],
        ["validate-environment", { ...work, scope: "everything" }],
        ["roll-back-step", { ...work, scope: "everything" }],
        ["prove-rollback", { ...work, proof: "gone" }],
        ["prove-rollback", { ...work, proof: "closed" }],
        ["prove-rollback", { ...work, proof: "preserved" }],
      ];
    });
    const once: [TaskName, object][] = [
      ["open-run", { ...run, executionArn }],
      ["preserve-logs", run],
      ["open-gate", { ...run, gate: "staging-sign-off", taskToken: "another" }],
      ["close-run", run],
    ];
    for (const [task, input] of [...everywhere, ...once])
      await world.call(task, input as never).catch(() => undefined);

    expect(effects).toEqual([]);
    expect(await entriesOf(world, runId)).toHaveLength(length);
  });
});
