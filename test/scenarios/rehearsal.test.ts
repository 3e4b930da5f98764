import { rehearsalTag } from "../../lib/domain/change/rehearsal.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import { whenEntering } from "../simulator/execution-hooks.ts";
import { failing, install, planWith, take } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const dayMs = 86_400_000;
const monthly = planWith((plan) => {
  plan.rehearsal = { withinDays: 30 };
});

/** Takes a change through the plan; with `faultIn`, one that is made to fail there. */
async function taken(
  world: World,
  {
    attempt = 1,
    faultIn,
    isDeclared = true,
    plan = monthly,
  }: { attempt?: number; faultIn?: Environment; isDeclared?: boolean; plan?: Plan } = {},
) {
  return take(
    world,
    {
      attempt,
      ...(faultIn === undefined ? {} : failing(faultIn, "compute")),
      edit: (change) => {
        if (faultIn === undefined || !isDeclared) return change;
        const steps = change.environments[faultIn].map((step) => ({
          ...step,
          tags: { [rehearsalTag]: "on purpose" },
        }));
        return { ...change, environments: { ...change.environments, [faultIn]: steps } };
      },
    },
    plan,
  );
}

const refusalOf = ({ entries }: Awaited<ReturnType<typeof taken>>) =>
  entries.find(isFact("refuse-run", "observation"))?.detail.reason;
const lastRehearsal = (world: World) => world.ask(({ records }) => records.lastRehearsal());

describe("a plan that requires a rehearsal before production", () => {
  test("refuses a change before any gate opens if no rehearsal was done", async () => {
    const world = install();
    const run = await taken(world);

    expect(run.verdict).toBe("REFUSED");
    expect(refusalOf(run)).toContain("within 30 days before production, and there was none");
    expect(world.people.mails).toHaveLength(0);
  });

  test("accepts a change that was made to fail and was rolled back as required", async () => {
    const world = install();
    const rehearsal = await taken(world, { faultIn: "staging" });

    expect(rehearsal.verdict).toBe("ROLLED_BACK");
    expect(await lastRehearsal(world)).toMatchObject({ runId: rehearsal.runId });
    expect((await taken(world, { attempt: 2 })).verdict).toBe("SUCCEEDED");
  });

  test("does not accept a rehearsal that is older", async () => {
    const world = install();
    const { runId } = await taken(world, { faultIn: "staging" });
    await world.pass(30 * dayMs + 1);

    expect(refusalOf(await taken(world, { attempt: 2 }))).toContain(`the last was ${runId}`);
  });

  test("looks again at production: the rehearsal may have become too old while people decided", async () => {
    const world = install();
    await taken(world, { faultIn: "staging" });
    await world.pass(30 * dayMs - 10 * 60_000);
    whenEntering(world, "6.1 Ask for staging sign-off", () => {
      world.skewMs += 20 * 60_000;
    });
    const run = await taken(world, { attempt: 2 });

    expect(run.verdict).toBe("ROLLED_BACK");
    expect(run.entries.some(({ subject }) => subject === "staging-sign-off")).toBe(true);
    expect(run.entries.some(({ subject }) => subject.startsWith("production/"))).toBe(false);
  });

  test("does not let a rehearsal itself into production without an earlier one", async () => {
    const run = await taken(install(), { faultIn: "production" });

    expect(run.verdict).toBe("ROLLED_BACK");
    expect(run.entries.some(({ subject }) => subject.startsWith("production/"))).toBe(false);
  });

  test("does not count a change that failed by accident", async () => {
    const world = install();
    const failed = await taken(world, { plan: planWith(), faultIn: "staging", isDeclared: false });

    expect(failed.verdict).toBe("ROLLED_BACK");
    expect(await lastRehearsal(world)).toBeNull();
  });
});

test("a plan that requires no rehearsal accepts a change without one", async () => {
  expect((await taken(install(), { plan: planWith() })).verdict).toBe("SUCCEEDED");
});
