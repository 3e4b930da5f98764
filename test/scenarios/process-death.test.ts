import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { planDigest } from "../../lib/plan/schema.ts";
import type { TaskInput, TaskName } from "../../lib/tasks.ts";
import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import { type Call, Died } from "../fakes/dying.ts";
import { figure } from "../fakes/figure.ts";
import { testPlan, World } from "../fakes/world.ts";

/**
 * A world in which development stands from an earlier run, and the run that is about to update its storage, create a
 * database that was not there, and fail at its compute.
 */
async function prepared() {
  const world = new World();
  for (const step of ["network", "logging", "storage", "compute"])
    world.stacks.plant(`shop-development-${step}`, `{"development":"${step}"}`);
  const change = await world.change({
    templateOf: (environment, step) =>
      environment === "development" && (step === "storage" || step === "compute")
        ? `{"${environment}":"${step} ${step === "compute" ? "fails" : "of another kind"}"}`
        : `{"${environment}":"${step}"}`,
  });
  const plan = testPlan();
  await world.records.lockPlan(plan.documentId, planDigest(plan), "an-earlier-run");
  const { runId } = await world.submit(change, plan);
  const { epoch } = await world.records.lease();
  const work = { runId, epoch };
  await world.tasks["open-run"]({ ...work, executionArn: `arn:execution:${runId}` });
  await world.tasks["read-gate"]({ ...work, gate: "plan-approval" });
  world.stacks.full.add("shop-development-database-bucket");
  return { world, work };
}

/** Calls a task until it is told how it went, as its machine does; a process that died is called again. */
async function driven<T extends TaskName>(world: World, name: T, input: TaskInput<T>) {
  for (let call = 1; call <= 60; call += 1)
    try {
      const answer = await (
        world.tasks[name] as (input: TaskInput<T>) => Promise<{ outcome?: string; waitSeconds?: number }>
      )(input);
      world.nowMs += (answer.waitSeconds ?? 0) * 1000;
      if (answer.outcome !== "waiting") return answer;
    } catch (error) {
      if (!(error instanceof Died)) throw error;
    }
  throw new Error(`${name} does not come to an end`);
}

async function rolledBack(death: (call: Call) => "before" | "after" | null) {
  const { world, work } = await prepared();
  let calls = 0;
  let died = false;
  world.death = (call) => {
    calls += 1;
    const when = died ? null : death({ ...call, number: calls });
    died ||= when !== null;
    return when;
  };
  const development = { ...work, environment: "development", scope: "everything" } as const;
  await driven(world, "provision-step", development);
  await driven(world, "roll-back-step", development);
  await driven(world, "prove-rollback", { ...work, environment: "development", proof: "gone" });
  await driven(world, "close-run", work);
  world.death = null;
  const { entries } = await world.records.read(work.runId);
  const intents = entries.filter(({ kind }) => kind === "intent");
  const effects = world.stacks.effects;
  // The plan was locked by hand: no earlier approval bears the receipt in the second entry.
  const { findings } = verify(bytesOf(await partsOf(world, work.runId)));
  return {
    findings: findings.filter(({ rule, entry }) => rule !== "plan-lock" && entry !== 2),
    calls,
    died,
    verdict: verdictOf(entries),
    stacks: [...world.stacks.stacks.values()]
      .filter(({ stackName }) => stackName.includes("-development-"))
      .map(({ stackName, deployed }) => `${stackName} ${deployed.template}`)
      .sort(),
    effects,
    unrecorded: effects.filter(
      (effect) =>
        !intents.some(
          ({ detail }) =>
            "token" in detail &&
            (detail.token === effect.token || ("bucket" in detail && detail.bucket === effect.token)),
        ),
    ),
    twice: effects.filter(
      ({ token }, index) => effects.findIndex((other) => other.token === token) !== index,
    ),
  };
}

test("a process that dies at any call of any task, before or after its effect, leaves no effect twice, none unrecorded, and sound records", async () => {
  const alive = await rolledBack(() => null);
  expect(alive).toMatchObject({ verdict: "ROLLED_BACK", unrecorded: [], twice: [], findings: [] });
  expect(alive.calls).toBeGreaterThan(60);

  const wrong: unknown[] = [];
  let deaths = 0;
  for (let at = 1; at <= alive.calls; at += 1)
    for (const when of ["before", "after"] as const) {
      const run = await rolledBack(({ number }) => (number === at ? when : null));
      deaths += 1;
      const { verdict, stacks, unrecorded, twice, died, findings } = run;
      const isRight =
        died &&
        verdict === alive.verdict &&
        JSON.stringify(stacks) === JSON.stringify(alive.stacks) &&
        unrecorded.length === 0 &&
        twice.length === 0 &&
        findings.length === 0;
      if (!isRight) wrong.push({ at, when, verdict, stacks, unrecorded, twice, died, findings });
    }

  expect(wrong).toEqual([]);
  expect(deaths).toBe(2 * alive.calls);
  figure(`${deaths} deaths at ${alive.calls} calls: 0 effects twice, 0 unrecorded, ${deaths} right ends`);
}, 60_000);
