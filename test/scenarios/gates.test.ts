import { challengeOf } from "../../lib/domain/gate/challenge.ts";
import { ownChain } from "../../lib/domain/records/checkpoint.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import { decideThrough, linksIn, post, show } from "../simulator/browser.ts";
import type { Shape } from "../simulator/changes.ts";
import { type FaultKind, faultOf } from "../simulator/faults.ts";
import { begin, install, nobodyAnswers, openByHand, read } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const gate = "plan-approval";
const hourMs = 3_600_000;

/** An installation that waits at the Platform Owner's gate. */
async function waiting(shape: Shape = {}, settings: Partial<Settings> = {}) {
  const world = install(settings);
  nobodyAnswers(world);
  const { runId } = await begin(world, shape);
  await world.time.passUntil(() => linksIn(world).length > 0, world.time.nowMs() + hourMs);
  // The function that sent the mail writes down that it did.
  await world.pass(1_000);
  return { world, runId, link: linksIn(world).at(-1)?.link ?? "", state: () => stateOf(world, runId) };
}

const gateOf = (world: World, runId: string) => world.ask(({ records }) => records.gate(runId, gate));
const stateOf = async (world: World, runId: string) => (await gateOf(world, runId))?.state;
const unanswered = (world: World) => world.ask(({ records }) => records.unanswered());
const unknownLink = "http://127.0.0.1/approvals/an-unknown-secret";
/** Whether the execution of the run waits at its gate. */
const isWaiting = ({ states }: World) =>
  [...states.executions.values()].some(({ status, state }) => status === "RUNNING" && state.includes("Ask"));

/** Lets the first request of an operation that a function makes come to a fault. */
function faultAt(world: World, functionName: string, operation: string, kind: FaultKind): void {
  let isOver = false;
  world.account.faultAt = (call) => {
    if (isOver || call.operation !== operation || !call.process.name.endsWith(functionName)) return undefined;
    isOver = true;
    return faultOf(kind);
  };
}

describe("a link", () => {
  test("shows the question, with the whole digest and without the challenge", async () => {
    const { world, link } = await waiting();
    const { status, html } = await show(world, link);
    const digest = html.match(/data-digest="([0-9a-f]{64})"/)?.[1] ?? "";
    expect(status).toBe(200);
    expect(html).toContain("Is this plan approved, for this run and all later runs?");
    expect(html).not.toContain(challengeOf("development", digest));
  });

  test("decides nothing when it is opened, however often", async () => {
    const { world, runId, link, state } = await waiting();
    const before = await read(world, runId);
    for (let look = 1; look <= 10; look += 1) expect((await show(world, link)).status).toBe(200);
    expect(await read(world, runId)).toEqual(before);
    expect(await state()).toBe("open");
    expect(isWaiting(world)).toBe(true);
  });

  test("gets the same answer whether it is unknown, used or expired", async () => {
    const unknown = await waiting();
    const used = await waiting();
    await decideThrough(used.world, used.link, "approve");
    const expired = await waiting();
    await expired.world.pass(73 * hourMs);
    const answers = [
      await show(unknown.world, unknownLink),
      await show(used.world, used.link),
      await show(expired.world, expired.link),
    ];
    expect(new Set(answers.map(({ html }) => html)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  test("that is not valid is answered after the same time, however long the look-up took", async () => {
    const { world } = await waiting();
    const took: number[] = [];
    for (const readMs of [1, 7, 20]) {
      world.account.latencyMs = () => readMs;
      const beganAtMs = world.time.nowMs();
      await show(world, unknownLink);
      took.push(world.time.nowMs() - beganAtMs);
    }
    expect(new Set(took)).toEqual(new Set([50]));
  });

  test("is in the mail; the task token is in no mail, page or entry", async () => {
    const { world, runId, link } = await waiting();
    const { html } = await show(world, link);
    const seen = JSON.stringify([world.people.mails, html, await read(world, runId)]);
    expect(seen).toContain(link);
    const tokens = [...world.states.tokens.all];
    expect(tokens).toHaveLength(1);
    for (const token of tokens) expect(seen).not.toContain(token);
  });

  test("is kept only as a digest", async () => {
    const { world, runId, link } = await waiting();
    const secret = link.split("/").at(-1) ?? "";
    const { entries } = await read(world, runId);
    expect(JSON.stringify(entries)).not.toContain(secret);
    expect(JSON.stringify([...world.dynamodb.items.values()].map((items) => [...items]))).not.toContain(
      secret,
    );
    expect(await world.ask(({ records }) => records.invitation(secret))).toBeNull();
  });
});

describe("a form", () => {
  test("with the typed challenge decides, and the execution that waits goes on", async () => {
    const { world, link, state } = await waiting();
    const { status, html } = await decideThrough(world, link, "approve");
    expect(status).toBe(200);
    expect(html).toContain("Approved");
    expect(await state()).toBe("approved");
    expect(isWaiting(world)).toBe(false);
    expect(await unanswered(world)).toEqual([]);
  });

  test.each([
    [
      "a wrong challenge",
      { challenge: "development 00000000" },
      "is not the environment and the first digits of this page&#39;s digest",
    ],
    ["another environment's challenge", { challenge: "production 12345678" }, "Nothing was decided"],
    ["no decision", { decision: "perhaps" }, "Choose Approve or Reject"],
    ["the digest of another page", { digest: "0".repeat(64) }, "What you were shown has changed"],
    ["a rejection without a reason", { decision: "reject", reason: "  " }, "Please give a reason"],
  ])("with %s decides nothing, says why, and leaves the link as it was", async (_, edits, said) => {
    const { world, link, state } = await waiting();
    const { status, html } = await decideThrough(world, link, "approve", edits);
    expect(status).toBe(422);
    expect(html).toContain(said);
    expect(await state()).toBe("open");
    expect((await show(world, link)).status).toBe(200);
  });

  test("keeps the reason that was typed when the challenge was wrong", async () => {
    const { world, link } = await waiting();
    const { html } = await decideThrough(world, link, "reject", {
      challenge: "x",
      reason: "the <b>network</b> is wrong",
    });
    expect(html).toContain("the &lt;b&gt;network&lt;/b&gt; is wrong");
  });

  test("from another browser decides nothing", async () => {
    const { world, link, state } = await waiting();
    const { html } = await show(world, link);
    const { status } = await post(world, link, { html, cookies: { interlock: "another" } }, "approve");
    expect(status).toBe(403);
    expect(await state()).toBe("open");
  });

  test("that is sent twice is decided once", async () => {
    const { world, runId, link } = await waiting();
    const shown = await show(world, link);
    await post(world, link, shown, "approve");
    const again = await post(world, link, shown, "reject");
    expect(again.html).toContain("<h1>You approved</h1>");
    const { entries } = await read(world, runId);
    expect(entries.filter(({ action }) => action === "decide-gate")).toHaveLength(1);
  });

  test("from a contributor to the commit decides nothing, whatever the case of the address", async () => {
    const world = install();
    nobodyAnswers(world);
    // The run is refused for that reason, so this gate was opened by hand.
    const author = { name: "Paula", address: "Platform-Owner@Example.com" };
    const work = await openByHand(world, { author });
    await world.call("open-gate", { ...work, gate, taskToken: "t" });
    const { html } = await decideThrough(world, linksIn(world).at(-1)?.link ?? "", "approve");
    expect(html).toContain("You contributed to this change");
    expect(await stateOf(world, work.runId)).toBe("open");
  });
});

describe("a gate", () => {
  test("whose time is over is rejected by the clock", async () => {
    const { world, state } = await waiting();
    await world.pass(73 * hourMs);
    expect(isWaiting(world)).toBe(true);
    expect(await world.call("sweep", {})).toMatchObject({ expired: 1, answered: 1 });
    expect(await state()).toBe("expired");
    expect(isWaiting(world)).toBe(false);
  });

  test("whose answer was not delivered is answered by the sweep, once", async () => {
    const { world, link, state } = await waiting();
    faultAt(world, "-decide", "SendTaskSuccess", "refused");
    expect((await decideThrough(world, link, "approve")).status).toBe(500);
    expect(await state()).toBe("approved");
    expect(isWaiting(world)).toBe(true);
    expect(await world.call("sweep", {})).toMatchObject({ answered: 1 });
    expect(await world.call("sweep", {})).toMatchObject({ answered: 0 });
    expect(isWaiting(world)).toBe(false);
  });

  test("whose function was killed after its mails left sends fresh ones when it is invoked again", async () => {
    const world = install();
    nobodyAnswers(world);
    const work = await openByHand(world);
    const asked = { ...work, gate, taskToken: "the task token" } as const;
    faultAt(world, "-open-gate", "Publish", "dies");
    await expect(world.call("open-gate", asked)).rejects.toMatchObject({ name: "Lambda.Unknown" });
    await world.call("open-gate", asked);
    const links = linksIn(world).map(({ link }) => link);
    expect(links).toHaveLength(2);
    expect(links[0]).not.toBe(links[1]);
    expect(JSON.stringify(await show(world, links[1] ?? ""))).toContain("data-digest");
  });

  test("about which no mail could be sent expires at once, because no person could answer it", async () => {
    const world = install();
    const work = await openByHand(world);
    world.account.faultAt = ({ operation }) => (operation === "Publish" ? faultOf("refused") : undefined);
    await world.call("open-gate", { ...work, gate, taskToken: "t" });
    expect(await gateOf(world, work.runId)).toMatchObject({ state: "expired" });
    expect(await unanswered(world)).toHaveLength(1);
    const { entries } = await read(world, work.runId);
    expect(entries.at(-1)?.detail).toMatchObject({
      reason: expect.stringContaining("no mail about plan-approval was accepted for platform-owner"),
    });
  });
});

describe("a submitted change", () => {
  test("is one run when it is submitted twice, and the second time is noted", async () => {
    const world = install();
    const first = await begin(world);
    const second = await begin(world);
    expect([first.outcome, second.outcome]).toEqual(["started", "known"]);
    expect([...world.states.executions.values()].filter(({ name }) => name === first.runId)).toHaveLength(1);
    expect((await read(world, ownChain)).entries).toHaveLength(1);
  });

  test("that was claimed before its function was killed is started by the same event", async () => {
    const world = install();
    faultAt(world, "-start-run", "StartExecution", "hangs");
    await expect(begin(world)).rejects.toMatchObject({ name: "Sandbox.Timedout" });
    expect(world.states.executions.size).toBe(0);
    await begin(world);
    expect(world.states.executions.size).toBe(1);
  });

  test("with a step of no known part is refused, and no run begins", async () => {
    const world = install();
    const edit: Shape["edit"] = (whole) => ({
      ...whole,
      environments: {
        ...whole.environments,
        development: whole.environments.development.map((step, index) =>
          index === 0 ? { ...step, part: "kitchen" as never } : step,
        ),
      },
    });
    await expect(begin(world, { edit })).rejects.toThrow("environments.development.0.part");
    expect(await world.ask(({ records }) => records.claims())).toEqual([]);
  });
});

describe("the signer", () => {
  test("refuses to sign a statement that the entries do not support", async () => {
    const world = install();
    nobodyAnswers(world);
    const work = await openByHand(world);
    await world.call("open-gate", { ...work, gate, taskToken: "t" });
    const sign = (
      statement: "validated" | "gate-passed" | "nothing-left",
      about: "staging" | typeof gate | "development",
    ) => world.call("sign-receipt", { ...work, statement, about });
    await expect(sign("validated", "staging")).rejects.toMatchObject({ name: "ReceiptRefused" });
    await expect(sign("gate-passed", gate)).rejects.toThrow("the gate is open");
    await expect(sign("nothing-left", "development")).rejects.toThrow("no proof says that nothing is left");
  });
});
