import { ownChain } from "../../lib/domain/records/checkpoint.ts";
import { isSealed } from "../../lib/domain/run/status.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { approverOf } from "../simulator/browser.ts";
import { whenEntering } from "../simulator/moments.ts";
import {
  application,
  begin,
  effectsFromNow,
  finish,
  install,
  leaseOf,
  read,
  sweep,
} from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const minuteMs = 60_000;
const pressed = { by: "olga", reason: "smoke" };

/** An installation in which the stop was pressed when a run began to provision staging. */
async function stopped() {
  const world = install();
  const effects = effectsFromNow(world);
  whenEntering(world, "5.2 Provision staging", () => {
    void world.functions.invoke(`${application}-stop-work`, pressed, "an operator");
  });
  const { runId } = await begin(world);
  await finish(world);
  return { world, runId, effects };
}

const codeOf = ({ people }: World, person: string) =>
  people.mails
    .findLast(({ topicArn, text }) => approverOf(topicArn) === person && text.includes("--code"))
    ?.text.match(/--code (\S+)/)?.[1] ?? "";
const agree = async (world: World, person: string) => {
  await world.call("resume-work", { person });
  return world.call("resume-work", { person, code: codeOf(world, person) });
};

test("the emergency stop lets nothing have an effect any more, not even a rollback", async () => {
  const { world, runId, effects } = await stopped();

  expect(effects.filter((effect) => effect.includes("staging"))).toEqual([]);
  expect(isSealed((await read(world, runId)).entries)).toBe(false);
  expect((await sweep(world)).recovered).toEqual([]);
});

test("the emergency stop keeps a new change waiting", async () => {
  const world = install();
  await world.call("stop-work", pressed);
  const { outcome } = await begin(world);

  expect(outcome).toBe("waiting");
  expect((await sweep(world)).started).toEqual([]);
});

test("two people release the emergency stop, each under the code that was sent to them", async () => {
  const { world, runId } = await stopped();

  expect(await agree(world, "platform-owner")).toEqual({ outcome: "agreed" });
  expect(await agree(world, "platform-owner")).toEqual({ outcome: "agreed" });
  expect((await leaseOf(world)).stopped).not.toBeNull();
  expect(await agree(world, "change-manager")).toEqual({ outcome: "resumed" });
  await sweep(world);
  expect(verdictOf((await read(world, runId)).entries)).toBe("ABORTED");
});

test("a stranger, a wrong code, somebody else's code or an expired code does not release the emergency stop", async () => {
  const { world } = await stopped();
  await world.call("resume-work", { person: "platform-owner" });
  const code = codeOf(world, "platform-owner");
  const said = async (person: string, typed: string) =>
    (await world.call("resume-work", { person, code: typed })).outcome;

  expect(await said("mallory", code)).toBe("unknown-person");
  expect(await said("platform-owner", "guess")).toBe("wrong-code");
  expect(await said("change-manager", code)).toBe("wrong-code");
  await world.pass(31 * minuteMs);
  expect(await said("platform-owner", code)).toBe("wrong-code");
  expect((await leaseOf(world)).stopped?.agreed).toEqual([]);
});

test("the emergency stop and its end are in the control plane's own records", async () => {
  const { world } = await stopped();
  await agree(world, "platform-owner");
  await agree(world, "release-manager");
  const { entries } = await read(world, ownChain);

  expect(entries.map(({ actor, detail }) => [actor, "about" in detail && detail.about])).toEqual([
    ["stop-work", "stop"],
    ["platform-owner", "agree-to-resume"],
    ["release-manager", "resume"],
  ]);
});
