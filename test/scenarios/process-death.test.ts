import { verdictOf } from "../../lib/domain/run/verdict.ts";
import type { TaskAnswer, TaskInput, TaskName } from "../../lib/tasks/tasks.ts";
import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import { printFigure } from "../fixtures/print-figure.ts";
import { ordinaryParts, type Shape, templateOf } from "../simulator/changes.ts";
import { faultOf } from "../simulator/faults.ts";
import { lockedEarlier, lockOf } from "../simulator/locked-plan.ts";
import { application, install, openByHand, planWith, read, stackOf } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

/** `npm run assure -- recovery` lets a process die at every call; each run of the tests takes other ones. */
const everyNth = process.env["FIGURES"] === undefined ? 12 : 1;
const environment = "development";

/** An update of storage, a database whose bucket is filled at once, and compute that fails. */
const shape: Shape = {
  twists: [
    { environment, part: "storage", version: 2 },
    { environment, part: "database", full: true },
    { environment, part: "compute", version: 2, fails: "update" },
  ],
};

/**
 * A world in which development exists from an earlier run, except for its database, and a run that is about to begin.
 */
async function prepared() {
  const world = install();
  for (const part of ordinaryParts.development)
    if (part !== "database")
      world.cloudFormation.place(`${application}-${environment}-${part}`, templateOf(environment, part, {}));
  const plan = planWith();
  lockedEarlier(world, lockOf(plan));
  const work = await openByHand(world, shape, plan);
  await world.call("read-gate", { ...work, gate: "plan-approval" });
  return { world, work };
}

/** Invokes a task until it says how it went, as its machine does: again when a process has died. */
async function driven<T extends TaskName>(
  world: World,
  name: T,
  input: TaskInput<T>,
): Promise<TaskAnswer<T>> {
  for (let attempt = 1; attempt <= 60; attempt += 1)
    try {
      const answer = await world.call(name, input);
      const { outcome, waitSeconds = 0 } = answer as { outcome?: string; waitSeconds?: number };
      await world.pass(waitSeconds * 1_000);
      if (outcome !== "waiting") return answer;
    } catch (error) {
      if (!(error instanceof Error) || !hasDied(error)) throw error;
    }
  throw new Error(`${name} does not come to an end`);
}
/** Whether a process has died, or the signer's, for which it waited. */
const hasDied = ({ name, message }: Error): boolean =>
  ["Sandbox.Timedout", "Lambda.Unknown"].includes(name) || /Runtime exited|Task timed out/.test(message);

type Death = { readonly at: number; readonly kind: "hangs" | "dies" };

async function rolledBack(death: Death | null) {
  const { world, work } = await prepared();
  const firstCall = world.account.callCount;
  const emptied: string[] = [];
  let isDead = false;
  world.account.faultAt = ({ index }) => {
    if (isDead || index - firstCall !== death?.at) return undefined;
    isDead = true;
    return faultOf(death.kind);
  };
  world.account.watchers.push({
    acts: ({ operation, input }) => {
      if (operation === "EmptyBucket") emptied.push((input as { bucket: string }).bucket);
    },
  });
  const development = { ...work, environment, scope: "everything" } as const;
  await driven(world, "provision-step", development);
  await driven(world, "roll-back-step", development);
  await driven(world, "prove-rollback", { ...work, environment, proof: "gone" });
  await driven(world, "close-run", work);
  const calls = world.account.callCount - firstCall;
  world.account.faultAt = () => undefined;
  const { entries } = await read(world, work.runId);
  const intended = new Set(
    entries
      .filter(({ kind }) => kind === "intent")
      .flatMap(({ detail }) => Object.values(detail).map(String)),
  );
  const begun = operationsIn(world);
  // The plan was locked by hand: no earlier approval bears the receipt in the second entry.
  const { findings } = verify(bytesOf(await partsOf(world, work.runId)));
  return {
    calls,
    isDead,
    verdict: verdictOf(entries),
    findings: findings.filter(({ rule, entry }) => rule !== "plan-lock" && entry !== 2),
    stacks: ordinaryParts.development.map(
      (part) => stackOf(world, environment, part)?.deployed.template.text,
    ),
    unrecorded: [...begun.map(({ token }) => token), ...emptied].filter((token) => !intended.has(token)),
    twice: begun.filter(({ token }, index) => begun.findIndex((other) => other.token === token) !== index),
  };
}

/** Every operation on a stack that was begun under a token. */
const operationsIn = ({ cloudFormation }: World) =>
  [...cloudFormation.stacks.values()].flatMap(({ id, name, events }) =>
    events.flatMap(({ PhysicalResourceId, ResourceStatus, ClientRequestToken: token }) =>
      PhysicalResourceId === id &&
      token !== undefined &&
      /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(ResourceStatus)
        ? [{ what: `${ResourceStatus} ${name}`, token }]
        : [],
    ),
  );

test("a process that dies at any call of any task, before or after its effect, leaves no effect twice, none unrecorded, and sound records", async () => {
  const alive = await rolledBack(null);
  expect(alive).toMatchObject({ verdict: "ROLLED_BACK", unrecorded: [], twice: [], findings: [] });
  expect(alive.calls).toBeGreaterThan(60);

  const wrong: unknown[] = [];
  let deaths = 0;
  for (let at = Math.floor(Math.random() * everyNth); at < alive.calls; at += everyNth)
    for (const kind of ["hangs", "dies"] as const) {
      const { calls, ...end } = await rolledBack({ at, kind });
      deaths += 1;
      const { calls: _, ...expected } = { ...alive, isDead: true };
      if (JSON.stringify(end) !== JSON.stringify(expected)) wrong.push({ at, kind, calls, ...end });
    }

  expect(wrong).toEqual([]);
  printFigure(
    `${deaths} deaths at ${alive.calls} calls: 0 effects twice, 0 unrecorded, ${deaths} right ends`,
  );
}, 600_000);
