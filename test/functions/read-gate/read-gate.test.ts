import { awaited, passed } from "../../fixtures/sample-facts.ts";
import { lockedEarlier, lockOf } from "../../simulator/locked-plan.ts";
import { existAsWanted } from "../../simulator/opened-gate.ts";
import { ask, gate, reading, timesAwaited, wrongDigest } from "./reading.ts";

describe("a gate that was never opened", () => {
  test("sends the run to wait for people, and records that", async () => {
    const { read, recorded, signed } = await reading();
    expect(await read()).toEqual({ decision: "ask" });
    expect(await recorded("await-gate")).toEqual([{ gate, time: 1 }]);
    expect(signed()).toEqual([]);
  });

  test("is passed, recorded and signed for where nothing of production would change", async () => {
    const { run, read, recorded, signed } = await reading();
    existAsWanted(run, "production");
    expect(await read()).toEqual({ decision: "nothing-to-change" });
    expect(await recorded("pass-gate")).toMatchObject([{ gate, steps: 7 }]);
    expect(signed()).toEqual([{ statement: "gate-passed", about: gate }]);
    expect(await recorded("await-gate")).toEqual([]);
  });

  test("and was passed is signed for when it is read again, and only once", async () => {
    const { run, read, signed } = await reading();
    existAsWanted(run, "production");
    await run.say(passed(gate));
    expect(await read()).toEqual({ decision: "nothing-to-change" });
    expect(signed()).toEqual([{ statement: "gate-passed", about: gate }]);
    expect(await read()).toEqual({ decision: "nothing-to-change" });
    expect(signed()).toHaveLength(1);
  });

  test("and was passed by an entry, although something would change, is refused", async () => {
    const { run, read, signed } = await reading();
    await run.say(passed(gate));
    await expect(read()).rejects.toMatchObject({
      name: "ReceiptRefused",
      message: expect.stringContaining("because nothing would change, but something would"),
    });
    expect(signed()).toEqual([]);
  });

  test("although the run was sent to wait three times is an error", async () => {
    const { run, read } = await reading();
    await run.say(...timesAwaited(2));
    expect(await read()).toEqual({ decision: "ask" });
    await expect(read()).rejects.toMatchObject({
      name: "UnknownAnswer",
      message: expect.stringContaining("is still not opened after 3 attempts"),
    });
  });
});

describe("a plan that is locked", () => {
  test("needs no second approval, and its gate gets one receipt", async () => {
    const { run, read, signed, installation } = await reading();
    lockedEarlier(installation, lockOf(run.plan));
    expect(await read("plan-approval")).toEqual({ decision: "approved" });
    expect(signed()).toEqual([{ statement: "gate-passed", about: "plan-approval" }]);
    expect(await read("plan-approval")).toEqual({ decision: "approved" });
    expect(signed()).toHaveLength(1);
  });

  test.each<[string, Parameters<typeof lockedEarlier>[2]]>([
    ["without the receipt of an approval", undefined],
    ["by a receipt that names nobody", []],
  ])("%s approves nothing: a row in the table is not an approval", async (_what, by) => {
    const { run, records, read, installation } = await reading();
    if (by === undefined) await records.lockPlan(run.plan.documentId, run.planDigest, "shop-earlier-1");
    else lockedEarlier(installation, lockOf(run.plan), by);
    expect(await read("plan-approval")).toEqual({ decision: "ask" });
  });

  test("under another digest does not approve this plan", async () => {
    const { run, read, installation } = await reading();
    lockedEarlier(installation, { ...lockOf(run.plan), planDigest: wrongDigest });
    expect(await read("plan-approval")).toEqual({ decision: "ask" });
  });

  test("approves no other gate", async () => {
    const { run, read, installation } = await reading();
    lockedEarlier(installation, lockOf(run.plan));
    expect(await read()).toEqual({ decision: "ask" });
  });
});

describe("an open gate", () => {
  test("that was woken without a decision asks again", async () => {
    const { run, read, recorded } = await reading();
    await ask(run);
    await run.say(awaited(gate));
    expect(await read()).toEqual({ decision: "ask" });
    expect((await recorded("await-gate")).at(-1)).toEqual({ gate, time: 2 });
  });

  test("asks fifty times, and then is an error, because something else wakes it", async () => {
    const { run, read } = await reading();
    await ask(run);
    await run.say(...timesAwaited(49));
    expect(await read()).toEqual({ decision: "ask" });
    await expect(read()).rejects.toMatchObject({
      name: "UnknownAnswer",
      message: expect.stringContaining("is still open after 50 attempts"),
    });
  });

  test("expires at the very moment that its dossier says, and not before", async () => {
    const { run, installation, read, recorded } = await reading();
    const { item } = await ask(run);
    await installation.pass(item.expiresAtMs - 1 - installation.time.nowMs());
    expect(await read()).toEqual({ decision: "ask" });
    await installation.pass(1);
    expect(await read()).toEqual({ decision: "expired" });
    expect(await recorded("expire-gate")).toEqual([{ gate, expiredAtMs: item.expiresAtMs }]);
    expect(await read()).toEqual({ decision: "expired" });
    expect(await recorded("expire-gate")).toHaveLength(1);
  });

  test("that an approver rejected is rejected", async () => {
    const { run, read, signed } = await reading();
    const { decide } = await ask(run);
    await decide("reject");
    expect(await read()).toEqual({ decision: "rejected" });
    expect(signed()).toEqual([]);
  });
});

test("a worker that lost its lease gets an error instead of an answer", async () => {
  const { run, records, read } = await reading();
  await records.takeOver(run.runId, run.epoch + 1, "arn:execution:other", "it was stopped");
  await expect(read()).rejects.toMatchObject({ name: "LeaseLost" });
});
