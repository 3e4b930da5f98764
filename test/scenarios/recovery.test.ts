import type { Environment } from "../../lib/domain/environment.ts";
import { environments } from "../../lib/domain/environment.ts";
import { isSealed } from "../../lib/domain/run/status.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { figure } from "../fakes/figure.ts";
import { walk } from "../fakes/walk.ts";
import { World } from "../fakes/world.ts";

const yes = () => "approve" as const;

async function begun(world: World, options: Parameters<World["change"]>[0] = {}) {
  const { runId } = await world.submit(await world.change(options));
  const { epoch } = await world.records.lease();
  return { runId, epoch };
}

/** Walks a run until a state is entered, where its execution is stopped: nothing of it goes on, no catch branch either. */
async function stoppedAt(world: World, run: { runId: string; epoch: number }, state: string) {
  let dead = false;
  await walk(world, run, yes, (entered) => {
    dead ||= entered === state;
    if (dead) throw new Error("stopped from outside");
  });
  const execution = world.executions.get(`arn:execution:${run.runId}`);
  if (execution !== undefined) execution.status = "ABORTED";
}

/** One sweep, and the execution that it started, if it did. */
async function sweptOnce(world: World) {
  const swept = await world.tasks.sweep({});
  const { runId, epoch, executionArn } = await world.records.lease();
  const started = executionArn === null ? undefined : world.executions.get(executionArn);
  const walked =
    runId === null || started?.status !== "RUNNING"
      ? null
      : await walk(world, { runId, epoch, execution: executionArn ?? "" }, yes);
  return { ...swept, walked };
}

const standing = (world: World) =>
  Object.fromEntries(
    environments.map((environment) => [
      environment,
      [...world.stacks.stacks.keys()].filter((name) => name.includes(`-${environment}-`)).length,
    ]),
  ) as Record<Environment, number>;

/** Every state of the parent that a good run enters and that works: where a run can be stopped. */
const goodRun = async () => {
  const world = new World();
  const { states } = await walk(world, await begun(world), yes);
  return [...new Set(states)];
};

describe("a run whose execution is stopped from outside", () => {
  test("is finished within one sweep, wherever it was stopped, without any event", async () => {
    const states = await goodRun();
    const ends: Record<string, string> = {};
    for (const state of states) {
      const world = new World();
      const run = await begun(world);
      await stoppedAt(world, run, state);
      const { recovered } = await sweptOnce(world);
      const { entries } = await world.records.read(run.runId);
      const { development, staging, production } = standing(world);
      ends[state] = [
        recovered.join(),
        isSealed(entries) ? verdictOf(entries) : "open",
        development,
        staging,
        production,
      ].join(" ");
    }
    const runId = "shop-0123456789ab-1";

    expect(states.length).toBeGreaterThan(20);
    expect(new Set(Object.values(ends))).toEqual(
      new Set([
        `${runId} ABORTED 0 0 0`,
        `${runId} ABORTED 5 0 0`,
        `${runId} ABORTED 5 5 0`,
        `${runId} ABORTED 5 5 4`,
        `${runId} SUCCEEDED 5 5 7`,
      ]),
    );
    figure(`stopped in ${states.length} states, all events lost: ${states.length} recovered by one sweep`);
    expect(ends["4.2 Validate development"]).toBe(`${runId} ABORTED 0 0 0`);
    expect(ends["5.3 Validate staging"]).toBe(`${runId} ABORTED 5 0 0`);
    expect(ends["6.1 Ask for change record"]).toBe(`${runId} ABORTED 5 5 0`);
    expect(ends["6.3 Ask for production release"]).toBe(`${runId} ABORTED 5 5 4`);
    expect(ends["8 Close run"]).toBe(`${runId} SUCCEEDED 5 5 7`);
  });

  test("has its epoch raised first, and then its children stopped by name", async () => {
    const world = new World();
    const run = await begun(world);
    await stoppedAt(world, run, "5.2 Provision staging");
    const raised: number[] = [];
    const stop = world.children.stop;
    world.children.stop = async (...args) => {
      raised.push((await world.records.lease()).epoch);
      return stop(...args);
    };
    await sweptOnce(world);

    expect(raised).toEqual([run.epoch + 1]);
    expect(world.stoppedChildren).toEqual([`${run.runId} ${run.epoch}`]);
  });

  test("says in its records how it ended", async () => {
    const world = new World();
    const run = await begun(world);
    await stoppedAt(world, run, "5.2 Provision staging");
    await sweptOnce(world);
    const { entries } = await world.records.read(run.runId);

    expect(entries.find(({ action }) => action === "recover-run")?.detail).toMatchObject({
      cause: "its execution was stopped from outside",
    });
  });

  test("is recovered again when its recovery is stopped as well", async () => {
    const world = new World();
    const run = await begun(world);
    await stoppedAt(world, run, "5.3 Validate staging");
    await world.tasks.sweep({});
    const { epoch, executionArn } = await world.records.lease();
    let dead = false;
    await walk(world, { ...run, epoch, execution: executionArn ?? "" }, yes, (entered) => {
      dead ||= entered === "5.4 Prove staging gone";
      if (dead) throw new Error("stopped from outside");
    });
    const execution = world.executions.get(executionArn ?? "");
    if (execution !== undefined) execution.status = "ABORTED";
    await sweptOnce(world);

    expect((await world.records.lease()).epoch).toBe(run.epoch + 2);
    expect(verdictOf((await world.records.read(run.runId)).entries)).toBe("ABORTED");
    expect(standing(world)).toEqual({ development: 5, staging: 0, production: 0 });
  });

  test("is recovered when its execution failed before its first entry, and the next one could not be started", async () => {
    const world = new World();
    const run = await begun(world);
    const execution = world.executions.get(`arn:execution:${run.runId}`);
    if (execution !== undefined) execution.status = "FAILED";
    const start = world.executionsPort.start.bind(world.executionsPort);
    let refused = 0;
    world.executionsPort.start = async (...args) => {
      refused += 1;
      if (refused === 1) throw new Error("refused");
      return start(...args);
    };
    await expect(world.tasks.sweep({})).rejects.toThrow("refused");
    expect((await sweptOnce(world)).recovered).toEqual([run.runId]);
    expect(isSealed((await world.records.read(run.runId)).entries)).toBe(true);
    expect((await world.records.lease()).runId).toBeNull();
  });

  test("is recovered when the sweep itself was killed after it had raised the epoch", async () => {
    const world = new World();
    const run = await begun(world);
    await stoppedAt(world, run, "5.3 Validate staging");
    const start = world.executionsPort.start;
    world.executionsPort.start = async () => {
      throw new Error("killed");
    };
    await expect(world.tasks.sweep({})).rejects.toThrow("killed");
    world.executionsPort.start = start;
    await sweptOnce(world);

    expect(verdictOf((await world.records.read(run.runId)).entries)).toBe("ABORTED");
  });

  test("that was sealed already, and had not freed its lease, is only closed: nothing is written behind its seal", async () => {
    const world = new World();
    const run = await begun(world);
    const release = world.records.release.bind(world.records);
    world.records.release = async () => {
      throw new Error("killed");
    };
    await walk(world, run, yes);
    world.records.release = release;
    const sealed = (await world.records.read(run.runId)).entries.length;
    const execution = world.executions.get(`arn:execution:${run.runId}`);
    if (execution !== undefined) execution.status = "FAILED";
    await sweptOnce(world);

    expect((await world.records.lease()).runId).toBeNull();
    expect((await world.records.read(run.runId)).entries).toHaveLength(sealed);
  });
});

describe("what is still under way when a run is recovered", () => {
  test("comes too late: a creation that was intended and not seen is waited for, and undone", async () => {
    const world = new World();
    const run = await begun(world);
    const create = world.stacks.create.bind(world.stacks);
    let late: (() => Promise<unknown>) | null = null;
    world.stacks.create = async (request) => {
      if (request.stackName !== "shop-development-storage") return create(request);
      // The call goes on by itself, long after its execution was stopped.
      late = () => create(request);
      throw new Error("stopped from outside");
    };
    await stoppedAt(world, run, "4.3 Destroy all created resources");
    world.stacks.create = create;
    const recoveredAtMs = world.nowMs;
    const pause = world.clock.pause;
    world.clock.pause = async (ms) => {
      await pause(ms);
      if (late !== null && world.nowMs - recoveredAtMs > 40_000) {
        await late();
        late = null;
      }
    };
    await sweptOnce(world);

    expect(late).toBeNull();
    expect(standing(world)).toEqual({ development: 0, staging: 0, production: 0 });
    expect(verdictOf((await world.records.read(run.runId)).entries)).toBe("ABORTED");
  });

  test("changes nothing any more: a change set that was prepared is taken away before anybody executes it", async () => {
    const world = new World();
    await walk(world, await begun(world), yes);
    const second = await begun(world, {
      attempt: 2,
      templateOf: (environment, step) => `{"${environment}":"${step}${step === "storage" ? " more" : ""}"}`,
    });
    const execute = world.stacks.execute.bind(world.stacks);
    let late: (() => ReturnType<typeof execute>) | null = null;
    world.stacks.execute = async (...args) => {
      late = () => execute(...args);
      throw new Error("stopped from outside");
    };
    await stoppedAt(world, second, "4.3 Destroy all created resources");
    world.stacks.execute = execute;
    const before = world.stacks.stacks.get("shop-development-storage")?.deployed.template;
    await sweptOnce(world);
    const { entries } = await world.records.read(second.runId);

    expect(await (late as unknown as () => Promise<unknown>)()).toMatchObject({
      refused: expect.any(String),
    });
    expect(world.stacks.stacks.get("shop-development-storage")?.deployed.template).toBe(before);
    expect(entries.findLast(({ subject }) => subject === "development/storage")?.detail).toMatchObject({
      result: "untouched",
    });
    expect(verdictOf(entries)).toBe("ABORTED");
  });
});

describe("a run that has ended", () => {
  test("changes nothing when its execution is let go on, whichever task is called again", async () => {
    const world = new World();
    const run = await begun(world);
    await walk(world, run, (gate) => (gate === "production-release" ? "reject" : "approve"));
    const before = {
      calls: world.stacks.calls.length,
      entries: (await world.records.read(run.runId)).entries.length,
    };
    const everywhere = environments.flatMap((environment) => {
      const work = { ...run, environment };
      const { tasks } = world;
      return [
        () => tasks["provision-step"]({ ...work, scope: "everything" }),
        () => tasks["validate-environment"]({ ...work, scope: "everything" }),
        () => tasks["roll-back-step"]({ ...work, scope: "everything" }),
        () => tasks["prove-rollback"]({ ...work, proof: "gone" }),
        () => tasks["prove-rollback"]({ ...work, proof: "closed" }),
        () => tasks["prove-rollback"]({ ...work, proof: "preserved" }),
      ];
    });
    const once = [
      () => world.tasks["open-run"]({ ...run, executionArn: `arn:execution:${run.runId}` }),
      () => world.tasks["preserve-logs"](run),
      () => world.tasks["open-gate"]({ ...run, gate: "staging-sign-off", taskToken: "another" }),
      () => world.tasks["close-run"](run),
    ];
    for (const call of [...everywhere, ...once]) await call().catch(() => undefined);

    expect(world.stacks.calls).toHaveLength(before.calls);
    expect((await world.records.read(run.runId)).entries).toHaveLength(before.entries);
  });
});

describe("the emergency stop", () => {
  const stopped = async () => {
    const world = new World();
    const run = await begun(world);
    await walk(world, run, yes, (state) => {
      if (state === "5.2 Provision staging") void world.tasks["stop-work"]({ by: "olga", reason: "smoke" });
    });
    return { world, run };
  };

  test("lets nothing have an effect any more, not even a rollback", async () => {
    const { world, run } = await stopped();

    expect(world.stacks.calls.filter((call) => call.includes("staging"))).toEqual([]);
    expect(isSealed((await world.records.read(run.runId)).entries)).toBe(false);
    const execution = world.executions.get(`arn:execution:${run.runId}`);
    if (execution !== undefined) execution.status = "FAILED";
    expect((await sweptOnce(world)).recovered).toEqual([]);
  });

  test("keeps a new change waiting", async () => {
    const world = new World();
    await world.tasks["stop-work"]({ by: "olga", reason: "smoke" });
    const { outcome } = await world.submit(await world.change());

    expect(outcome).toBe("waiting");
    expect((await sweptOnce(world)).started).toEqual([]);
  });

  const codeOf = (world: World, person: string) =>
    world.mails.findLast(({ approver }) => approver === person)?.text.match(/--code (\S+)/)?.[1] ?? "";
  const agree = async (world: World, person: string) => {
    await world.tasks["resume-work"]({ person });
    return world.tasks["resume-work"]({ person, code: codeOf(world, person) });
  };

  test("is released by two people, each under the code that was sent to them", async () => {
    const { world, run } = await stopped();

    expect(await agree(world, "platform-owner")).toEqual({ outcome: "agreed" });
    expect(await agree(world, "platform-owner")).toEqual({ outcome: "agreed" });
    expect((await world.records.lease()).stopped).not.toBeNull();
    expect(await agree(world, "change-manager")).toEqual({ outcome: "resumed" });
    const execution = world.executions.get(`arn:execution:${run.runId}`);
    if (execution !== undefined) execution.status = "FAILED";
    await sweptOnce(world);
    expect(verdictOf((await world.records.read(run.runId)).entries)).toBe("ABORTED");
  });

  test("is not released by a stranger, a wrong code, somebody else's, or one whose time is over", async () => {
    const { world } = await stopped();
    await world.tasks["resume-work"]({ person: "platform-owner" });
    const code = codeOf(world, "platform-owner");
    const said = async (person: string, typed: string) =>
      (await world.tasks["resume-work"]({ person, code: typed })).outcome;

    expect(await said("mallory", code)).toBe("unknown-person");
    expect(await said("platform-owner", "guess")).toBe("wrong-code");
    expect(await said("change-manager", code)).toBe("wrong-code");
    world.nowMs += 31 * 60_000;
    expect(await said("platform-owner", code)).toBe("wrong-code");
    expect((await world.records.lease()).stopped?.agreed).toEqual([]);
  });

  test("stands in the control plane's own records, and so does its end", async () => {
    const { world } = await stopped();
    await agree(world, "platform-owner");
    await agree(world, "release-manager");
    const { entries } = await world.records.read("control-plane");

    expect(entries.map(({ actor, detail }) => [actor, "about" in detail && detail.about])).toEqual([
      ["stop-work", "stop"],
      ["platform-owner", "agree-to-resume"],
      ["release-manager", "resume"],
    ]);
  });
});

describe("a quarantined run", () => {
  const quarantined = async () => {
    const world = new World();
    world.stacks.lingering.add("shop-development-network-bucket");
    const run = await begun(world, {
      templateOf: (_, step) => (step === "database" ? '{"it":"fails"}' : `{"a":"${step}"}`),
    });
    await walk(world, run, yes);
    return { world, run };
  };
  const resolve = (world: World, runId: string, seenGone: string[] = []) =>
    world.tasks["resolve-quarantine"]({
      runId,
      environment: "development",
      by: "olga",
      reason: "deleted it",
      seenGone,
    });

  test("is told to the operators, with what is left and how to look at it, until a mail was accepted", async () => {
    const { world, run } = await quarantined();
    const send = world.notices.send;
    world.notices.send = async () => {
      throw new Error("not accepted");
    };
    await expect(world.tasks.sweep({})).rejects.toThrow("not accepted");
    world.notices.send = send;
    expect((await world.tasks.sweep({})).toldOperators).toBe(1);
    expect((await world.tasks.sweep({})).toldOperators).toBe(0);
    const mail = world.mails.at(-1);

    expect(mail?.approver).toBe("platform-owner");
    expect(mail?.subject).toContain(`QUARANTINED development, run ${run.runId}`);
    expect(mail?.text).toContain("AWS::S3::Bucket shop-development-network-bucket is still there");
    expect(mail?.text).toContain(
      "aws s3api list-object-versions --max-items 10 --bucket shop-development-network-bucket",
    );
  });

  test("holds every new run, before it has any effect", async () => {
    const { world, run } = await quarantined();
    const next = await begun(world, { attempt: 2 });
    await walk(world, next, yes);
    const { entries } = await world.records.read(next.runId);

    expect(entries.find(({ action }) => action === "refuse-run")?.detail).toMatchObject({
      reason: expect.stringContaining(`development is quarantined since the run ${run.runId}`),
    });
    expect(isSealed(entries)).toBe(true);
  });

  test("stays while anything is left, and ends when a fresh look finds nothing", async () => {
    const { world, run } = await quarantined();

    expect(await resolve(world, run.runId)).toMatchObject({
      outcome: "something-left",
      left: [expect.stringContaining("shop-development-network-bucket: present")],
    });
    world.stacks.lingering.clear();
    expect((await resolve(world, run.runId)).outcome).toBe("resolved");
    expect((await resolve(world, run.runId)).outcome).toBe("not-quarantined");
    expect((await world.records.read("control-plane")).entries.at(-1)?.detail).toMatchObject({
      about: "resolve-quarantine",
      detail: expect.stringContaining('"by":"olga"'),
    });
  });

  test("of something that nobody can describe ends by the word of a person, which is kept, and of nothing else", async () => {
    const { world, run } = await quarantined();
    const bucket = "shop-development-network-bucket";
    expect(await resolve(world, run.runId, [bucket])).toMatchObject({ outcome: "something-left" });

    world.stacks.inspect = async () => undefined;
    expect(await resolve(world, run.runId)).toMatchObject({
      outcome: "something-left",
      left: expect.arrayContaining([expect.stringContaining(`${bucket}: unproven`)]),
    });
    const unproven = (await resolve(world, run.runId)).left.map(
      (line) => /^\S+ (\S+):/.exec(line)?.[1] ?? "",
    );
    expect((await resolve(world, run.runId, unproven)).outcome).toBe("resolved");
    expect((await world.records.read("control-plane")).entries.at(-1)?.detail).toMatchObject({
      detail: expect.stringContaining(`"seenGone":`),
    });
  });
});
