import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import { decideThrough, linksIn } from "../simulator/browser.ts";
import { begin, finish, install, nobodyAnswers, read } from "../simulator/runs.ts";
import { StateError } from "../simulator/step-functions/data.ts";
import type { Answer } from "../simulator/step-functions/task-tokens.ts";
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
