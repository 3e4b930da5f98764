import type { FreezeWindow } from "../../lib/domain/freeze/window.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import { migration } from "../domain/freeze/sample-window.ts";
import { approverOf } from "../simulator/browser.ts";
import { begin, finish, install, planWith, read } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const window = "settings/migration";

/** A run that is held before staging, some minutes after it was held. */
async function held(freezeWindows: readonly FreezeWindow[] = [migration()]) {
  const world = install({ freezeWindows });
  const { runId } = await begin(world);
  await world.time.passUntil(() => false, Date.parse("2026-11-24T12:00:00Z"));
  return { world, runId };
}

const codeOf = ({ people }: World, person: string) =>
  people.mails
    .findLast(({ topicArn, text }) => approverOf(topicArn) === person && text.includes("--code"))
    ?.text.match(/--code (\S+)/)?.[1] ?? "";

async function consent(world: World, runId: string, person: string, named = window) {
  const sent = await world.call("lift-window", { runId, window: named, person });
  if (sent.outcome !== "sent") return sent;
  return world.call("lift-window", { runId, window: named, person, code: codeOf(world, person) });
}

const lifted = async (world: World, runId: string) =>
  (await read(world, runId)).entries
    .filter(isFact("lift-window", "decision"))
    .map(({ detail }) => [detail.window, ...detail.people.map(({ person }) => person)]);

test("two people lift a window for a run: it goes on within the freeze, and the bundle proves who did", async () => {
  const { world, runId } = await held();

  expect(await consent(world, runId, "release-manager")).toEqual({ outcome: "agreed" });
  expect(await consent(world, runId, "change-manager")).toEqual({ outcome: "lifted" });
  await finish(world);
  const { entries } = await read(world, runId);
  const firstInStaging = entries
    .filter(isFact("provision-step", "intent"))
    .find(({ detail }) => detail.environment === "staging");

  expect(firstInStaging?.at.slice(0, 10)).toBe("2026-11-24");
  expect(await lifted(world, runId)).toEqual([[window, "release-manager", "change-manager"]]);
  expect(
    entries.some((one) => one.action === "sign-receipt" && one.detail.statement === "window-lifted"),
  ).toBe(true);
  // Every gate was still asked.
  expect(entries.filter(({ action }) => action === "decide-gate")).toHaveLength(4);
  const { findings } = verify(bytesOf(await partsOf(world, runId)), { key: world.kms.publicKeyPem });
  expect(findings).toEqual([]);
});

test("one person lifts nothing, however often they agree", async () => {
  const { world, runId } = await held();
  await consent(world, runId, "release-manager");
  expect(await consent(world, runId, "release-manager")).toEqual({ outcome: "agreed" });
  await finish(world);
  const { entries } = await read(world, runId);

  expect(await lifted(world, runId)).toEqual([]);
  expect(verdictOf(entries)).toBe("SUCCEEDED");
});

test("a code holds for its window, its person and half an hour, and strangers get none", async () => {
  const { world, runId } = await held([migration(), { ...migration(), id: "moving-day" }]);
  const ask = (named: string, person: string, code?: string) =>
    world.call("lift-window", { runId, window: named, person, ...(code === undefined ? {} : { code }) });

  expect(await ask(window, "a-stranger")).toEqual({ outcome: "unknown-person" });
  expect(await ask("plan/migration", "release-manager")).toEqual({ outcome: "not-held" });
  await ask(window, "release-manager");
  const code = codeOf(world, "release-manager");
  expect(await ask("settings/moving-day", "release-manager", code)).toEqual({ outcome: "wrong-code" });
  expect(await ask(window, "change-manager", code)).toEqual({ outcome: "wrong-code" });
  await world.pass(31 * 60_000);
  expect(await ask(window, "release-manager", code)).toEqual({ outcome: "wrong-code" });
});

test("a lifted window leaves the others closed", async () => {
  const { world, runId } = await held([migration(), { ...migration(), id: "moving-day", lasts: "P1D" }]);
  await consent(world, runId, "release-manager");
  await consent(world, runId, "change-manager");
  await finish(world);
  const { entries } = await read(world, runId);
  const begun = entries
    .filter(isFact("provision-step", "intent"))
    .find(({ detail }) => detail.environment === "staging");

  expect(begun?.at.slice(0, 10)).toBe("2026-11-25");
});

test("a consent that somebody wrote into the table lifts nothing", async () => {
  const { world, runId } = await held();
  await consent(world, runId, "release-manager");
  for (const item of world.dynamodb.items.get(`LIFT#${world.application}`)?.values() ?? []) {
    const lift = item["lift"] as { people: { person: string }[] } | undefined;
    if (lift !== undefined) lift.people.push({ ...(lift.people[0] as object), person: "change-manager" });
  }
  await finish(world);

  expect(await lifted(world, runId)).toEqual([]);
});

test("the verifier finds a run that changed an environment in a freeze of its plan", async () => {
  const world = install();
  const plan = planWith((edited) => {
    edited.freezeWindows = [{ ...migration(), lasts: "PT3H" }];
  });
  const { runId } = await begin(world, {}, plan);
  await finish(world);
  const parts = await partsOf(world, runId);
  const sound = bytesOf(parts);
  const early = Buffer.from(
    sound
      .toString("utf8")
      .replaceAll(/"askedAt":"2026-11-24T11:[^"]+"/g, '"askedAt":"2026-11-24T10:30:00.000Z"'),
  );

  expect(verify(sound, { key: world.kms.publicKeyPem }).findings).toEqual([]);
  expect(verify(early, { key: world.kms.publicKeyPem }).findings.map(({ rule }) => rule)).toContain("freeze");
});
