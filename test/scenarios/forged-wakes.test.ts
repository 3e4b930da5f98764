import { type Gate, gates } from "../../lib/domain/gates.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { keys } from "../../lib/ports/shared/records-table.ts";
import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import { decideThrough, linksIn } from "../simulator/browser.ts";
import { begin, finish, install, read, sweep } from "../simulator/runs.ts";
import { StateError } from "../simulator/step-functions/data.ts";
import type { Answer } from "../simulator/step-functions/task-tokens.ts";
import type { World } from "../simulator/world.ts";

const minuteMs = 60_000;

/** What the verifier finds in the bundle of a run. */
const findingsOf = async (world: World, runId: string) =>
  verify(bytesOf(await partsOf(world, runId)), { key: world.kms.publicKeyPem }).findings;

/** A run that waits at a gate, its first one unless it says otherwise, and every task token that its gates have been given. */
async function waiting(gate: Gate = "plan-approval") {
  const world = install();
  world.people.says = (asked) => (asked === gate ? null : { decision: "approve", afterMs: minuteMs });
  const tokens: string[] = [];
  world.account.watchers.push({
    acts: ({ operation, input }) => {
      if (operation !== "Encrypt") return;
      tokens.push(Buffer.from((input as { Plaintext: Uint8Array }).Plaintext).toString());
    },
  });
  const { runId } = await begin(world);
  const isOpen = () => world.dynamodb.find(keys.gate(runId, gate)) !== undefined;
  await world.time.passUntil(isOpen, world.time.nowMs() + 24 * 60 * minuteMs);
  await world.pass(minuteMs);
  /** Answers the waiting token, as anybody with rights on the state machine could. */
  const wake = async (answer: Answer) => {
    world.states.tokens.settle(tokens.at(-1) ?? "", answer);
    await world.pass(minuteMs);
  };
  return { world, runId, wake };
}

test.each(gates)(
  "a run that was woken by a forged answer at %s, and whose gate then expired, is sound",
  async (gate) => {
    const { world, runId, wake } = await waiting(gate);
    await wake({ output: { decision: "approved" } });
    await world.pass(100 * 60 * minuteMs);
    await sweep(world);
    expect(verdictOf((await read(world, runId)).entries)).toBe("REJECTED");
    expect(await findingsOf(world, runId)).toEqual([]);
  },
);

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
