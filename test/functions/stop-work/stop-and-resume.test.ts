import { World } from "../../fakes/world.ts";

const halfAnHourMs = 30 * 60_000;

/** An installation whose work somebody stopped. */
async function stopped() {
  const world = new World();
  await world.tasks["stop-work"]({ by: "an operator", reason: "the network is down" });
  const ask = async (person: string) => {
    const answer = await world.tasks["resume-work"]({ person });
    return { ...answer, code: world.mails.at(-1)?.text.match(/--code (\S+)/)?.[1] ?? "" };
  };
  const agree = (person: string, code: string) => world.tasks["resume-work"]({ person, code });
  return { world, ask, agree };
}

describe("the emergency stop", () => {
  test("is pressed by whoever says why", async () => {
    const { world } = await stopped();

    expect((await world.records.lease()).stopped).toMatchObject({
      by: "an operator",
      reason: "the network is down",
    });
  });

  test("is pressed once: whoever comes second is told", async () => {
    const { world } = await stopped();

    expect(await world.tasks["stop-work"]({ by: "another", reason: "me too" })).toEqual({
      outcome: "already",
    });
    expect(await new World().tasks["stop-work"]({ by: "a", reason: "b" })).toEqual({ outcome: "stopped" });
  });
});

describe("work goes on", () => {
  test("when two people say so, each by the code that was sent to them", async () => {
    const { world, ask, agree } = await stopped();
    const first = await ask("change-manager");
    const second = await ask("release-manager");

    expect(await agree("change-manager", first.code)).toEqual({ outcome: "agreed" });
    expect((await world.records.lease()).stopped).not.toBeNull();
    expect(await agree("release-manager", second.code)).toEqual({ outcome: "resumed" });
    expect((await world.records.lease()).stopped).toBeNull();
  });

  test("not by another person's code", async () => {
    const { ask, agree } = await stopped();
    const { code } = await ask("change-manager");
    await ask("release-manager");

    expect(await agree("release-manager", code)).toEqual({ outcome: "wrong-code" });
  });

  test.each([
    ["goes on within half an hour", halfAnHourMs - 1, "agreed"],
    ["does not after it", halfAnHourMs, "wrong-code"],
  ])("as long as the code is fresh: it %s", async (_what, laterMs, outcome) => {
    const { world, ask, agree } = await stopped();
    const { code } = await ask("change-manager");
    world.nowMs += laterMs;

    expect(await agree("change-manager", code)).toEqual({ outcome });
  });

  test("without anybody's saying so when it was not stopped", async () => {
    const world = new World();

    expect(await world.tasks["resume-work"]({ person: "change-manager" })).toEqual({
      outcome: "not-stopped",
    });
    expect(world.mails).toEqual([]);
  });

  test("not for somebody whom the directory does not know: no code is sent, none is looked at", async () => {
    const { world, ask, agree } = await stopped();

    expect(await ask("mallory")).toEqual({ outcome: "unknown-person", code: "" });
    expect(await agree("mallory", "guessed")).toEqual({ outcome: "unknown-person" });
    expect(world.mails).toEqual([]);
  });
});

describe("the mail to somebody who wants to go on", () => {
  test("says who stopped the work, when and why, and what to type", async () => {
    const { world, ask } = await stopped();
    const { outcome, code } = await ask("change-manager");
    const [mail] = world.mails;

    expect(outcome).toBe("sent");
    expect(mail?.approver).toBe("change-manager");
    expect(mail?.text).toContain(
      "All work was stopped at Tue, 24 Nov 2026 10:00:00 GMT by an operator:\nthe network is down\n",
    );
    expect(mail?.text).toContain(`interlock resume --as change-manager --code ${code}\n`);
  });

  test("has the only copy of the code", async () => {
    const { world, ask } = await stopped();
    const kept: unknown[] = [];
    const keep = world.records.keepResumeCode.bind(world.records);
    world.records.keepResumeCode = (...args) => {
      kept.push(args);
      return keep(...args);
    };
    const { code } = await ask("change-manager");

    expect(code).not.toBe("");
    expect(JSON.stringify(kept)).not.toContain(code);
    expect(kept).toHaveLength(1);
  });
});
