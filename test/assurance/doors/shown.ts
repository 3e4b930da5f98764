import { generateKeyPairSync } from "node:crypto";
import type { Change } from "../../../lib/domain/change/manifest.ts";
import type { Answer } from "../../../lib/ports/forge/api.ts";
import type { TaskInput } from "../../../lib/tasks/tasks.ts";
import { type Shape, tinyParts, worldPlan } from "../../simulator/changes.ts";
import { Random } from "../../simulator/random.ts";
import { type Begun, begin, install, rejectAt } from "../../simulator/runs.ts";
import { Github } from "../../simulator/services/github.ts";
import type { World } from "../../simulator/world.ts";

const key = generateKeyPairSync("rsa", {
  modulusLength: 2_048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const github = {
  repository: "team/shop",
  branch: "main",
  app: { clientId: "Iv23liSHOP", keySecretName: "shop/github-app" },
};
const environments = ["development", "staging", "production"];
const minuteMs = 60_000;
const longestMinutes = 600;

/** An event that names a run. */
export type Said = TaskInput<"show-outcome">;

/** A world whose application is on GitHub. What its bus says reaches nobody, until a test hands it over. */
export function onGithub(): { readonly world: World; readonly forge: Github } {
  const world = install({ github });
  const app = { clientId: github.app.clientId, publicKeyPem: key.publicKey };
  const forge = new Github(github.repository, app, () => world.time.nowMs());
  world.secrets.set(github.app.keySecretName, key.privateKey);
  world.forge = forge.send;
  return { world, forge };
}

/** The shape of a change that came from a repository. */
export const from = (repository: string, subject = "feat: a shop"): Shape => ({
  parts: tinyParts,
  edit: (change: Change): Change => ({ ...change, repository, commit: { ...change.commit, subject } }),
});

/** Submits a small change of that shape. */
export const pushed = (world: World, shape: Shape = from("github.com/team/shop")): Promise<Begun> =>
  begin(world, shape, worldPlan(tinyParts));

/** Everything that the bus has said and that names a run. */
export const saidBy = (world: World): readonly Said[] =>
  world.said.filter((event) => /^(Change Queued|Run Moved|Run Closed)$/.test(event["detail-type"])) as never;

/** Shows the outcome that an event is about. */
export const show = (world: World, event: Said) => world.call("show-outcome", event);

/** Lets every run end, with a sweep at each minute, and hands over what the bus says. */
export async function follow(
  world: World,
  hear: (event: Said) => Promise<unknown> = (event) => show(world, event),
): Promise<void> {
  let heard = 0;
  for (let minute = 0; minute < longestMinutes; minute += 1) {
    await world.pass(minuteMs);
    await world.call("sweep", {});
    for (const event of saidBy(world).slice(heard)) await hear(event);
    heard = saidBy(world).length;
    if ([...world.states.executions.values()].every(({ status }) => status !== "RUNNING")) return;
  }
  throw new Error("the run did not end");
}

/** The states of every environment's deployments. */
export const statesAt = (forge: Github) => environments.map((name) => forge.states(name));

/** What a forge answers that is not well. */
export const bad = (status: number, headers: Record<string, string> = {}): Answer => ({
  status,
  headers,
  body: JSON.stringify({ message: "Server Error" }),
});

/**
 * Hands over the events of a run twice, late and in any order, to calls that may die at any request; then those that failed once
 * more. Says what is wrong in the end; null if GitHub shows exactly what the records say.
 */
export async function playShown(seed: number): Promise<string | null> {
  const { world, forge } = onGithub();
  const random = new Random(seed);
  const isRejected = random.chance(0.5);
  if (isRejected) rejectAt(world, "staging-sign-off");
  forge.fault = () =>
    random.chance(0.15) ? { after: random.chance(0.5), answer: random.chance(0.5) ? null : bad(502) } : null;
  await pushed(world);
  const again: Said[] = [];
  const tryTo = (event: Said) => show(world, event).catch(() => again.push(event));
  await follow(world, async (event) => {
    if (random.chance(0.5)) await Promise.all([tryTo(event), tryTo(event)]);
    if (random.chance(0.7)) again.push(event);
  });
  forge.fault = () => null;
  const last = saidBy(world).at(-1);
  const rest = [...again, ...(last === undefined ? [] : [last])];
  while (rest.length > 0) {
    const [event] = rest.splice(random.between(0, rest.length - 1), 1);
    if (event !== undefined) await show(world, event);
  }
  const wanted = isRejected ? [["success"], [], []] : [["success"], ["success"], ["success"]];
  // A deployment that was made twice is inactive.
  const shown = statesAt(forge).map((states) => states.filter((state) => state !== "inactive"));
  const conclusions = new Set(forge.checkRuns.map((one) => one["conclusion"]));
  const conclusion = isRejected ? "cancelled" : "success";
  if (JSON.stringify(shown) !== JSON.stringify(wanted)) return `the deployments are ${JSON.stringify(shown)}`;
  return conclusions.size === 1 && conclusions.has(conclusion)
    ? null
    : `the check runs are ${[...conclusions].join(", ")}`;
}
