import { challengeOf } from "../../lib/domain/gate/challenge.ts";
import { FakeRecords } from "../fakes/fake-records.ts";
import { World } from "../fakes/world.ts";

/** A world that waits at the Platform Owner's gate. */
async function waiting(options: Parameters<World["change"]>[0] = {}, settings = {}) {
  const world = new World(settings);
  const { runId } = await world.submit(await world.change(options));
  const { epoch } = await world.records.lease();
  await world.tasks["open-run"]({ runId, epoch, executionArn: `arn:execution:${runId}` });
  await world.tasks["open-gate"]({ runId, epoch, gate: "plan-approval", taskToken: "the task token" });
  const secret = world.mails.at(-1)?.link ?? "";
  const gate = async () => (await world.records.gate(runId, "plan-approval"))?.state;
  return { world, runId, epoch, secret, gate };
}

describe("a link", () => {
  test("shows what is asked, with the digest in full and never the challenge", async () => {
    const { world, secret } = await waiting();
    const { status, html } = await world.show(secret);
    const digest = html.match(/data-digest="([0-9a-f]{64})"/)?.[1] ?? "";
    expect(status).toBe(200);
    expect(html).toContain("Does this document become the locked plan?");
    expect(html).not.toContain(challengeOf("development", digest));
  });

  test("decides nothing when it is looked at, however often", async () => {
    const { world, runId, secret, gate } = await waiting();
    const before = await world.records.read(runId);
    for (let look = 1; look <= 10; look += 1) expect((await world.show(secret)).status).toBe(200);
    expect(await world.records.read(runId)).toEqual(before);
    expect(await gate()).toBe("open");
    expect(world.answered).toEqual([]);
  });

  test("that is unknown, used or expired answers alike", async () => {
    const unknown = await waiting();
    const used = await waiting();
    await used.world.answer("approve");
    const expired = await waiting();
    expired.world.nowMs += 73 * 3_600_000;
    const answers = [
      await unknown.world.show("nobody-has-this"),
      await used.world.show(used.secret),
      await expired.world.show(expired.secret),
    ];
    expect(new Set(answers.map(({ html }) => html)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  test("that cannot be used is told after the same time, however long looking it up took", async () => {
    const { world } = await waiting();
    const { invitation } = world.records;
    const took: number[] = [];
    for (const readMs of [0, 7, 31]) {
      world.records.invitation = (idDigest) => {
        world.nowMs += readMs;
        return invitation.call(world.records, idDigest);
      };
      const beganAtMs = world.nowMs;
      await world.show("nobody-has-this");
      took.push(world.nowMs - beganAtMs);
    }
    expect(new Set(took)).toEqual(new Set([50]));
  });

  test("is in the mail, and the task token is in no mail, page or entry", async () => {
    const { world, runId, secret } = await waiting();
    const { html } = await world.show(secret);
    const seen = JSON.stringify([world.mails, html, await world.records.read(runId)]);
    expect(seen).toContain(secret);
    expect(seen).not.toContain("the task token");
  });

  test("is kept only as its digest", async () => {
    const { world, runId, secret } = await waiting();
    const { entries } = await world.records.read(runId);
    expect(JSON.stringify(entries)).not.toContain(secret);
    expect(await world.records.invitation(secret)).toBeNull();
  });
});

describe("a form", () => {
  test("with the typed challenge decides, and the waiting execution is told", async () => {
    const { world, gate } = await waiting();
    const { status, html } = await world.answer("approve");
    expect(status).toBe(200);
    expect(html).toContain("Approved");
    expect(await gate()).toBe("approved");
    expect(world.answered).toEqual(["the task token"]);
    expect(await world.records.unanswered()).toEqual([]);
  });

  test.each([
    [
      "a wrong challenge",
      { challenge: "development 00000000" },
      "is not the environment and the first line of this page&#39;s digest",
    ],
    ["another environment's challenge", { challenge: "production 12345678" }, "Nothing was decided"],
    ["no decision", { decision: "perhaps" }, "Choose Approve or Reject"],
    ["the digest of another page", { digest: "0".repeat(64) }, "What you were shown is not what is asked"],
    ["a no without a reason", { decision: "reject", reason: "  " }, "A no needs a reason"],
  ])("with %s decides nothing, says why, and leaves the link as it was", async (_, overrides, said) => {
    const { world, gate, secret } = await waiting();
    const { status, html } = await world.answer("approve", overrides);
    expect(status).toBe(422);
    expect(html).toContain(said);
    expect(await gate()).toBe("open");
    expect((await world.show(secret)).status).toBe(200);
  });

  test("keeps the reason that was typed when the challenge was wrong", async () => {
    const { world } = await waiting();
    const { html } = await world.answer("reject", { challenge: "x", reason: "the <b>network</b> is wrong" });
    expect(html).toContain("the &lt;b&gt;network&lt;/b&gt; is wrong");
  });

  test("from another site, or from another browser, decides nothing", async () => {
    const { world, gate, secret } = await waiting();
    const shown = await world.show(secret);
    const { status } = await world.post(
      secret,
      { html: shown.html, cookies: ["interlock=another"] },
      "approve",
    );
    expect(status).toBe(403);
    expect(await gate()).toBe("open");
  });

  test("sent twice is decided once", async () => {
    const { world, runId, secret } = await waiting();
    const shown = await world.show(secret);
    await world.post(secret, shown, "approve");
    const again = await world.post(secret, shown, "reject");
    expect(again.status).toBe(404);
    const { entries } = await world.records.read(runId);
    expect(entries.filter(({ action }) => action === "decide-gate")).toHaveLength(1);
  });

  test("from somebody who had a hand in the commit decides nothing, whatever the address's case", async () => {
    const { world, gate } = await waiting({
      author: { name: "Paula", address: "Platform-Owner@Example.com" },
    });
    const { html } = await world.answer("approve");
    expect(html).toContain("Nobody decides on a commit of their own");
    expect(await gate()).toBe("open");
  });
});

describe("a gate", () => {
  test("whose time is over is a no by the clock", async () => {
    const { world, runId, gate } = await waiting();
    world.executions.set(`arn:execution:${runId}`, { input: { runId, epoch: 1 }, status: "RUNNING" });
    world.nowMs += 73 * 3_600_000;
    expect(await world.tasks.sweep({})).toMatchObject({ expired: 1, answered: 1 });
    expect(await gate()).toBe("expired");
    expect(world.answered).toEqual(["the task token"]);
  });

  test("whose answer was not delivered is answered by the sweep, once", async () => {
    const { world, runId } = await waiting();
    world.executions.set(`arn:execution:${runId}`, { input: { runId, epoch: 1 }, status: "RUNNING" });
    const deliver = world.callbacks.answer;
    world.callbacks.answer = async () => {
      throw new Error("the network is gone");
    };
    await expect(world.answer("approve")).rejects.toThrow("the network is gone");
    world.callbacks.answer = deliver;
    expect(await world.tasks.sweep({})).toMatchObject({ answered: 1 });
    expect(await world.tasks.sweep({})).toMatchObject({ answered: 0 });
    expect(world.answered).toEqual(["the task token"]);
  });

  test("whose function was killed before its mails left sends them when it is called again", async () => {
    const world = new World();
    const { runId } = await world.submit(await world.change());
    await world.tasks["open-run"]({ runId, epoch: 1, executionArn: `arn:execution:${runId}` });
    const send = world.notices.send;
    world.records.progress = () => Promise.reject(new Error("killed"));
    const asked = { runId, epoch: 1, gate: "plan-approval", taskToken: "the task token" } as const;
    await expect(world.tasks["open-gate"](asked)).rejects.toThrow("killed");
    world.records.progress = FakeRecords.prototype.progress;
    world.notices.send = send;
    await world.tasks["open-gate"](asked);
    expect(world.mails).toHaveLength(2);
    expect(world.mails[0]?.link).not.toBe(world.mails[1]?.link);
    expect((await world.answer("approve")).status).toBe(200);
  });

  test("to which no mail could be sent expires at once: nobody could answer it", async () => {
    const world = new World();
    const { runId } = await world.submit(await world.change());
    await world.tasks["open-run"]({ runId, epoch: 1, executionArn: `arn:execution:${runId}` });
    world.notices.send = async () => {
      throw new Error("no topic");
    };
    await world.tasks["open-gate"]({ runId, epoch: 1, gate: "plan-approval", taskToken: "t" });
    expect(await world.records.gate(runId, "plan-approval")).toMatchObject({ state: "expired" });
    expect(await world.records.unanswered()).toHaveLength(1);
    const { entries } = await world.records.read(runId);
    expect(entries.at(-1)?.detail).toMatchObject({
      reason: expect.stringContaining("no mail about plan-approval was accepted for platform-owner"),
    });
  });
});

describe("a submitted change", () => {
  test("twice is one run, and the second time is noted", async () => {
    const world = new World();
    const change = await world.change();
    const first = await world.submit(change);
    const second = await world.submit(change);
    expect([first.outcome, second.outcome]).toEqual(["started", "known"]);
    expect(world.executions.size).toBe(1);
    expect((await world.records.read("control-plane")).entries).toHaveLength(1);
  });

  test("that was claimed before its function was killed is started by the same event", async () => {
    const world = new World();
    const start = world.executionsPort.start;
    world.executionsPort.start = async () => {
      throw new Error("killed");
    };
    const change = await world.change();
    await expect(world.submit(change)).rejects.toThrow("killed");
    world.executionsPort.start = start;
    await world.submit(change);
    expect(world.executions.size).toBe(1);
  });

  test.each([
    [
      "a stack named outside the pattern",
      "stackName",
      "other-development-network",
      "named outside the pattern shop-development-",
    ],
    ["a step of no known part", "part", "kitchen", "environments.development.0.part"],
  ])("with %s is refused, and no run begins", async (_, key, value, said) => {
    const world = new World();
    const change = await world.change({
      edit: (whole) => ({
        ...whole,
        environments: {
          ...whole.environments,
          development: whole.environments.development.map((step, index) =>
            index === 0 ? { ...step, [key]: value } : step,
          ),
        },
      }),
    });
    await expect(world.submit(change)).rejects.toThrow(said);
    expect(await world.records.claims()).toEqual([]);
  });
});

describe("the signer", () => {
  test("refuses what the entries do not say", async () => {
    const { world, runId, epoch } = await waiting();
    const sign = world.tasks["sign-receipt"];
    await expect(sign({ runId, epoch, statement: "validated", about: "staging" })).rejects.toMatchObject({
      name: "ReceiptRefused",
    });
    await expect(sign({ runId, epoch, statement: "gate-passed", about: "plan-approval" })).rejects.toThrow(
      "the gate is open",
    );
    await expect(sign({ runId, epoch, statement: "nothing-left", about: "development" })).rejects.toThrow(
      "not proved",
    );
  });
});
