import { keys } from "../../lib/ports/shared/records-table.ts";
import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import { decideThrough, linksIn } from "../simulator/browser.ts";
import { application, begin, finish, install, nobodyAnswers, read, sweep, take } from "../simulator/runs.ts";
import { StateError } from "../simulator/step-functions/data.ts";
import type { Answer } from "../simulator/step-functions/task-tokens.ts";
import { remove } from "../simulator/table.ts";
import type { World } from "../simulator/world.ts";

const minuteMs = 60_000;

/** What the verifier finds in the bundle of a run. */
const findingsOf = async (world: World, runId: string) =>
  verify(bytesOf(await partsOf(world, runId)), { key: world.kms.publicKeyPem }).findings;

/** A run that waits at its first gate, and every task token that its gates have been given. */
async function waiting() {
  const world = install();
  nobodyAnswers(world);
  const tokens: string[] = [];
  world.account.watchers.push({
    acts: ({ operation, input }) => {
      if (operation !== "Encrypt") return;
      tokens.push(Buffer.from((input as { Plaintext: Uint8Array }).Plaintext).toString());
    },
  });
  const { runId } = await begin(world);
  await world.pass(minuteMs);
  /** Answers the waiting token, as anybody with rights on the state machine could. */
  const wake = async (answer: Answer) => {
    world.states.tokens.settle(tokens.at(-1) ?? "", answer);
    await world.pass(minuteMs);
  };
  return { world, runId, wake };
}

test("a run that was woken five times by forged answers ends as people decide, and its bundle is sound", async () => {
  const { world, runId, wake } = await waiting();
  for (const output of [{ decision: "approved" }, {}, [], null]) await wake({ output });
  await wake({ error: new StateError("Forged", "nobody") });

  world.people.says = () => ({ decision: "approve", afterMs: minuteMs });
  await decideThrough(world, linksIn(world).at(-1)?.link ?? "", "approve");
  await finish(world);

  const { entries } = await read(world, runId);
  expect(entries.filter(({ action }) => action === "await-gate").length).toBeGreaterThanOrEqual(6);
  expect(await findingsOf(world, runId)).toEqual([]);
});

test("a lease that was deleted between two runs is read from the entries: the history goes on", async () => {
  const world = install();
  const first = await take(world);
  remove(world, keys.lease(application));
  const { runId } = await take(world, { attempt: 2 });

  const [opened] = (await read(world, runId)).entries;
  expect(opened?.detail).toMatchObject({ epoch: 2, previousSeal: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await findingsOf(world, first.runId)).toEqual([]);
  expect(await findingsOf(world, runId)).toEqual([]);
});

test("a lease that was deleted during a run ends the run: the sweep rolls it back, and its bundle is sound", async () => {
  const { world, runId, wake } = await waiting();
  remove(world, keys.lease(application));
  await wake({ output: {} });
  await finish(world);
  await sweep(world);

  const { entries } = await read(world, runId);
  expect(entries.some(({ action }) => action === "recover-run")).toBe(true);
  expect(await findingsOf(world, runId)).toEqual([]);
});
