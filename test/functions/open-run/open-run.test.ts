import { openRun } from "../../../functions/open-run/open-run.ts";
import type { Change } from "../../../lib/domain/change/manifest.ts";
import { rehearsalTag } from "../../../lib/domain/change/rehearsal.ts";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import { keyFingerprint } from "../../../lib/domain/records/dsse.ts";
import { type Fact, isFact } from "../../../lib/domain/records/facts.ts";
import { type Plan, planDigest } from "../../../lib/plan/schema.ts";
import { intended, receipt, recovered, rollbackBegun, someDigest, validated } from "../../fakes/facts.ts";
import { testPlan, World } from "../../fakes/world.ts";

const monthly = testPlan((plan) => {
  plan.rehearsal = { withinDays: 30 };
});

type Options = {
  readonly settings?: ConstructorParameters<typeof World>[0];
  readonly plan?: Plan;
  readonly edit?: (change: Change) => Change;
};

/** A change that was submitted: its run has the lease, and is not opened yet. */
async function submitted({ settings, plan = testPlan(), edit = (change) => change }: Options = {}) {
  const world = new World(settings);
  const { runId } = await world.submit(await world.change({ edit }), plan);
  const { epoch, executionArn } = await world.records.lease();
  const input = { runId, epoch, executionArn: executionArn ?? "" };
  const open = () => openRun(world.ports)(input);
  const entries = async () => (await world.records.read(runId)).entries;
  const refusal = async () => (await entries()).find(isFact("refuse-run", "observation"))?.detail.reason;
  return { world, runId, epoch, input, plan, open, entries, refusal };
}

/** The run went on under its first execution, which died; a second one has the lease now. */
async function takenOver(facts: readonly Fact[], cause = "its execution failed") {
  const run = await submitted();
  await run.open();
  const { world, runId, epoch } = run;
  world.records.write(await world.records.read(runId), "a task", facts);
  await world.records.takeOver(runId, epoch + 1, "arn:execution:second", cause);
  const open = () => openRun(world.ports)({ runId, epoch: epoch + 1, executionArn: "arn:execution:second" });
  return { ...run, open };
}

const rehearsed = (change: Change): Change => ({
  ...change,
  environments: {
    ...change.environments,
    staging: change.environments.staging.map((step) => ({ ...step, tags: { [rehearsalTag]: "on purpose" } })),
  },
});
const without =
  (environment: Environment, ...parts: readonly string[]) =>
  (change: Change): Change => ({
    ...change,
    environments: {
      ...change.environments,
      [environment]: change.environments[environment]
        .filter(({ part }) => !parts.includes(part))
        .map((step) => ({ ...step, dependsOn: [] })),
    },
  });

describe("a run is opened by nobody else than the execution that has its lease", () => {
  test.each([
    ["of another run", { runId: "other-0123456789ab-1" }],
    ["of another epoch", { epoch: 2 }],
    ["of another name", { executionArn: "arn:execution:second" }],
  ])("not by one %s", async (_what, other) => {
    const { world, input, entries } = await submitted();

    await expect(openRun(world.ports)({ ...input, ...other })).rejects.toMatchObject({ name: "LeaseLost" });
    expect(await entries()).toEqual([]);
  });

  test("and whoever is refused is told who has it", async () => {
    const { world, input, runId } = await submitted();

    await expect(openRun(world.ports)({ ...input, epoch: 2 })).rejects.toThrow(
      `the lease is held by ${runId} in epoch 1, not by ${runId} in epoch 2`,
    );
    await expect(openRun(new World().ports)(input)).rejects.toThrow("the lease is held by nobody in epoch 0");
  });

  test("nor when nobody claimed it", async () => {
    const { world, open } = await submitted();
    world.records.claimOf = async () => null;

    await expect(open()).rejects.toMatchObject({ name: "NotFound" });
  });
});

describe("the first entry", () => {
  test("says which change is taken through which plan, by which execution, under which key", async () => {
    const waiver = { check: "backups", fact: "retention", reason: "there is no data yet" };
    const { world, input, plan, open, entries } = await submitted({ settings: { waivers: [waiver] } });
    await open();
    const claim = await world.records.claimOf(input.runId);

    expect((await entries()).map(({ action, actor, detail }) => ({ action, actor, detail }))).toEqual([
      {
        action: "open-run",
        actor: "open-run",
        detail: {
          documentId: "21.03",
          planDigest: planDigest(plan),
          changeDigest: claim?.changeDigest,
          repository: "example/shop",
          commit: "0123456789abcdef0123456789abcdef01234567",
          attempt: 1,
          execution: input.executionArn,
          epoch: 1,
          previousSeal: null,
          waivers: [waiver],
          publicKeyFingerprint: keyFingerprint(await world.signer.publicKeyPem()),
        },
      },
    ]);
  });

  test("says that a change is made to fail", async () => {
    const { open, entries } = await submitted({ edit: rehearsed });
    await open();

    expect((await entries())[0]?.detail).toMatchObject({ rehearsal: true });
  });

  test("is written once, however often the state machine asks", async () => {
    const { open, entries } = await submitted();

    expect(await open()).toEqual(await open());
    expect(await entries()).toHaveLength(1);
  });
});

describe("what is to be done next", () => {
  test("is to ask the Platform Owner while the plan is not locked", async () => {
    const { open } = await submitted();

    expect(await open()).toEqual({ next: "ask" });
  });

  test("is to ask when another plan of that name is locked", async () => {
    const { world, open, runId } = await submitted();
    await world.records.lockPlan("21.03", someDigest, runId);

    expect(await open()).toEqual({ next: "ask" });
  });

  test("is to go on when this plan is locked", async () => {
    const { world, open, runId, plan } = await submitted();
    await world.records.lockPlan("21.03", planDigest(plan), runId);

    expect(await open()).toEqual({ next: "go-on" });
  });

  test("is to refuse, now and whenever it is asked again", async () => {
    const { open } = await submitted({ edit: without("staging", "compute") });

    expect([await open(), await open()]).toEqual([{ next: "refuse" }, { next: "refuse" }]);
  });
});

describe("a second execution", () => {
  test.each<[string, readonly Fact[], string]>([
    ["nothing when nothing was done", [], "recover-nothing"],
    ["development when it was touched", [intended("development/network")], "recover-development"],
    ["staging when it was touched", [intended("staging/network")], "recover-staging"],
    ["production when it was touched", [intended("production/network")], "recover-production"],
    [
      "nothing when production was confirmed with its ingress open",
      [intended("production/network"), validated("production")],
      "recover-nothing",
    ],
    [
      "production when its rollback was begun",
      [intended("production/network"), validated("production"), rollbackBegun("production")],
      "recover-production",
    ],
  ])("has to undo %s", async (_what, facts, next) => {
    const { open } = await takenOver(facts);

    expect(await open()).toEqual({ next });
  });

  test("says who it is and why it is there, once", async () => {
    const { open, entries } = await takenOver([], "its execution ran out of time");
    await open();
    await open();

    expect((await entries()).filter(isFact("recover-run", "observation"))).toMatchObject([
      {
        actor: "open-run",
        subject: "run",
        detail: { execution: "arn:execution:second", epoch: 2, cause: "its execution ran out of time" },
      },
    ]);
  });

  test("says it again although an earlier one said it of itself", async () => {
    const { open, entries } = await takenOver([recovered({ cause: "its execution failed", epoch: 1 })]);
    await open();

    expect((await entries()).filter(isFact("recover-run", "observation")).at(-1)?.detail.epoch).toBe(2);
  });

  test("says that the first ended without a verdict when nobody said why", async () => {
    const { world, open, entries } = await takenOver([]);
    const lease = { ...(await world.records.lease()), cause: null };
    world.records.lease = async () => lease;
    await open();

    expect((await entries()).at(-1)?.detail).toMatchObject({
      cause: "its execution ended without a verdict",
    });
  });

  test("writes nothing behind a seal, and has nothing to undo", async () => {
    const { open, entries } = await takenOver([intended("staging/network"), receipt("run")]);
    const before = await entries();

    expect(await open()).toEqual({ next: "recover-nothing" });
    expect(await entries()).toEqual(before);
  });
});

describe("a run is refused before anything happens", () => {
  test("when its plan is not what was submitted, and is closed like any other", async () => {
    const { world, plan, open, refusal, entries } = await submitted();
    world.objects.set(planDigest(plan), "{}");

    expect(await open()).toEqual({ next: "refuse" });
    expect(await refusal()).toContain("DigestMismatch: ");
    expect((await entries())[0]).toMatchObject({ action: "open-run", detail: { documentId: "unreadable" } });
  });

  test("when its change is gone", async () => {
    const { world, input, open, refusal, entries } = await submitted();
    const claim = await world.records.claimOf(input.runId);
    world.objects.delete(claim?.changeDigest ?? "");

    expect(await open()).toEqual({ next: "refuse" });
    expect(await refusal()).toContain("NotFound: ");
    expect((await entries())[0]?.detail).toMatchObject({ documentId: "21.03" });
  });

  test("while an environment is quarantined, and says how that ends", async () => {
    const { world, open, refusal } = await submitted();
    const quarantine = { environment: "staging", sinceMs: 0, told: true } as const;
    world.records.quarantines = async () => [
      { ...quarantine, runId: "shop-old-1" },
      { ...quarantine, runId: "shop-old-2" },
    ];
    await open();

    expect(await refusal()).toMatch(
      /^PrerequisiteMissing: staging is quarantined since the run shop-old-1, .*"interlock quarantine resolve shop-old-1 /,
    );
  });

  test("when it is for another application", async () => {
    const { world, input, refusal } = await submitted();
    const ports = { ...world.ports, settings: { ...world.settings, application: "bakery" } };

    expect(await openRun(ports)(input)).toEqual({ next: "refuse" });

    expect(await refusal()).toBe(
      "InvalidChange: the change is for shop, this installation is for bakery; submit it to its own",
    );
  });

  test.each(environments.map((environment) => [environment]))(
    "when %s lacks parts that the plan asks for",
    async (environment) => {
      const { open, refusal } = await submitted({ edit: without(environment, "logging", "database") });
      await open();

      expect(await refusal()).toMatch(
        new RegExp(`^InvalidChange: ${environment} has no step for logging, database: the plan asks for it`),
      );
    },
  );

  test("when a gate could not be answered", async () => {
    const { open, refusal } = await submitted({ settings: { platformOwner: "somebody-else" } });
    await open();

    expect(await refusal()).toContain("InvalidPlan: plan-approval asks platform-owner");
  });

  test("when the plan asks for a rehearsal and there was none", async () => {
    const { open, refusal } = await submitted({ plan: monthly });
    await open();

    expect(await refusal()).toContain("PrerequisiteMissing: the plan asks for a rehearsal within 30 days");
  });

  test("but a rehearsal needs none before it", async () => {
    const { open, refusal } = await submitted({ plan: monthly, edit: rehearsed });

    expect(await open()).toEqual({ next: "ask" });
    expect(await refusal()).toBeUndefined();
  });

  test("but not when its plan cannot be read just now: the state machine asks again", async () => {
    const { world, open, entries } = await submitted();
    const read = world.changes.plan;
    world.changes.plan = async () => {
      throw new Error("the bucket did not answer");
    };

    await expect(open()).rejects.toThrow("the bucket did not answer");
    expect(await entries()).toEqual([]);
    world.changes.plan = read;
    expect(await open()).toEqual({ next: "ask" });
  });
});
