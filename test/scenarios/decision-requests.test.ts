import { keys } from "../../lib/ports/shared/records-table.ts";
import { linksIn, post, show } from "../simulator/browser.ts";
import { begin, install } from "../simulator/runs.ts";

const dayMs = 86_400_000;

// Each request is a round trip for somebody who waits for the page, and at 25 decisions a second one more in 25 for the table.
test("a decision asks AWS for no more than it needs, and nothing twice", async () => {
  const world = install();
  world.people.says = () => null;
  const { runId } = await begin(world);
  const isOpen = () => world.dynamodb.find(keys.gate(runId, "plan-approval")) !== undefined;
  await world.time.passUntil(isOpen, world.time.nowMs() + dayMs);
  await world.pass(60_000);
  const link = linksIn(world).at(-1)?.link ?? "";
  const shown = await show(world, link);
  const asked: string[] = [];
  world.account.watchers.push({
    acts: ({ service, operation }) => {
      asked.push(`${service} ${operation}`);
    },
  });
  const { status } = await post(world, link, shown, "approve");
  expect(status).toBe(200);
  expect(asked.toSorted()).toEqual([
    // The link with the lease, and the gate with the end of the run's chain.
    "dynamodb BatchGet",
    "dynamodb BatchGet",
    // How often this browser guessed wrong, and the run's claim.
    "dynamodb Get",
    "dynamodb Get",
    // The run's entries, for the answer.
    "dynamodb Query",
    // The decision, and that its answer was delivered.
    "dynamodb TransactWrite",
    "dynamodb TransactWrite",
    "kms Decrypt",
    // Once in a container.
    "kms GetPublicKey",
    "kms Sign",
    "kms VerifyMac",
    // The change and what was shown, each once in a container.
    "s3 GetObject",
    "s3 GetObject",
    "s3 PutObject",
    "states SendTaskSuccess",
  ]);
});
