import { rehearsalTag } from "../../lib/domain/change/rehearsal.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { walk } from "../fakes/walk.ts";
import { testPlan, World } from "../fakes/world.ts";

const dayMs = 86_400_000;
const monthly = testPlan((plan) => {
  plan.rehearsal = { withinDays: 30 };
});

/** Takes a change through the plan; with `faultIn`, one that is made to fail there. */
async function taken(
  world: World,
  {
    faultIn,
    isDeclared = true,
    plan = monthly,
    meanwhile = () => undefined,
  }: {
    faultIn?: Environment;
    isDeclared?: boolean;
    plan?: typeof monthly;
    meanwhile?: (state: string) => void;
  } = {},
) {
  const change = await world.change({
    attempt: (await world.records.claims()).length + 1,
    templateOf: (environment, step) =>
      environment === faultIn && step === "compute" ? '{"it": "fails"}' : `{"${environment}":"${step}"}`,
    edit: (one) => {
      if (faultIn === undefined || !isDeclared) return one;
      const steps = one.environments[faultIn].map((step) => ({
        ...step,
        tags: { [rehearsalTag]: "on purpose" },
      }));
      return { ...one, environments: { ...one.environments, [faultIn]: steps } };
    },
  });
  const { runId } = await world.submit(change, plan);
  const { epoch } = await world.records.lease();
  await walk(world, { runId, epoch }, () => "approve", meanwhile);
  const { entries } = await world.records.read(runId);
  return { runId, entries, verdict: verdictOf(entries) };
}

const refusalOf = ({ entries }: Awaited<ReturnType<typeof taken>>) =>
  entries.find(isFact("refuse-run", "observation"))?.detail.reason;

describe("a plan that asks for a rehearsal before production", () => {
  test("refuses a change before anybody is asked, while there was none", async () => {
    const world = new World();
    const run = await taken(world);

    expect(run.verdict).toBe("ROLLED_BACK");
    expect(refusalOf(run)).toContain("within 30 days before production, and there was none");
    expect(world.mails).toHaveLength(0);
  });

  test("is content with a change that was made to fail and was rolled back as it has to be", async () => {
    const world = new World();
    const rehearsal = await taken(world, { faultIn: "staging" });

    expect(rehearsal.verdict).toBe("ROLLED_BACK");
    expect(await world.records.lastRehearsal()).toMatchObject({ runId: rehearsal.runId });
    expect((await taken(world)).verdict).toBe("SUCCEEDED");
  });

  test("forgets one that is older", async () => {
    const world = new World();
    const { runId } = await taken(world, { faultIn: "staging" });
    world.nowMs += 30 * dayMs + 1;

    expect(refusalOf(await taken(world))).toContain(`the last was ${runId}`);
  });

  test("asks again at production: it may have become too old while people decided", async () => {
    const world = new World();
    await taken(world, { faultIn: "staging" });
    world.nowMs += 30 * dayMs - 60_000;
    const run = await taken(world, {
      meanwhile: (state) => {
        if (state === "6.1 Ask for staging sign-off") world.nowMs += 120_000;
      },
    });

    expect(run.verdict).toBe("ROLLED_BACK");
    expect(run.entries.some(({ subject }) => subject.startsWith("production/"))).toBe(false);
  });

  test("does not let a rehearsal itself into production without one", async () => {
    const world = new World();
    const run = await taken(world, { faultIn: "production" });

    expect(run.verdict).toBe("ROLLED_BACK");
    expect(run.entries.some(({ subject }) => subject.startsWith("production/"))).toBe(false);
  });

  test("does not count a change that failed by itself", async () => {
    const world = new World();
    const failed = await taken(world, { plan: testPlan(), faultIn: "staging", isDeclared: false });

    expect(failed.verdict).toBe("ROLLED_BACK");
    expect(await world.records.lastRehearsal()).toBeNull();
  });
});

test("a plan that asks for none is content without", async () => {
  expect((await taken(new World(), { plan: testPlan() })).verdict).toBe("SUCCEEDED");
});
