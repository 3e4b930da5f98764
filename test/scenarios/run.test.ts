import { environments } from "../../lib/domain/environment.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import { openEnvelope } from "../../lib/domain/records/dsse.ts";
import { isSealed, statusOf } from "../../lib/domain/run/status.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { walk } from "../fakes/walk.ts";
import { World } from "../fakes/world.ts";

const yes = () => "approve" as const;
const noAt = (gate: Gate) => (asked: Gate) => (asked === gate ? ("reject" as const) : ("approve" as const));

const verdict = async (world: World, runId: string) => verdictOf((await world.records.read(runId)).entries);
const stacksOf = (world: World, environment: string) =>
  [...world.stacks.stacks.keys()]
    .filter((name) => name.includes(`-${environment}-`))
    .map((name) => name.split("-").at(-1));

async function begun(world: World, options: Parameters<World["change"]>[0] = {}) {
  const change = await world.change(options);
  const { runId } = await world.submit(change);
  const { epoch } = await world.records.lease();
  return { change, runId, epoch };
}

describe("a run", () => {
  test("takes a change through the three environments in their order", async () => {
    const world = new World();
    const { runId, epoch } = await begun(world);
    const { succeeded } = await walk(world, { runId, epoch }, yes);
    expect(succeeded).toBe(true);
    expect(await verdict(world, runId)).toBe("SUCCEEDED");
    const created = world.stacks.calls.map((call) => call.split("-")[1]);
    expect([...new Set(created)]).toEqual([...environments]);
    expect(stacksOf(world, "production")).toContain("ingress");
  });

  test("asks the four gates, each after what it is about", async () => {
    const world = new World();
    const { runId, epoch } = await begun(world);
    const { states } = await walk(world, { runId, epoch }, yes);
    const positions = [
      "9 Ask Platform Owner",
      "4.1 Provision development",
      "5.2 Provision staging",
      "6.1 Ask for staging sign-off",
      "6.1 Ask for change record",
      "6.2 Provision production, ingress closed",
      "6.3 Ask for production release",
      "6.3 Open ingress",
      "8 Close run",
    ].map((state) => states.indexOf(state));
    expect(positions).toEqual([...positions].sort((one, other) => one - other));
    expect(positions).not.toContain(-1);
  });

  test("ends with a seal over everything before it, signed by the key of its first entry", async () => {
    const world = new World();
    const { runId, epoch } = await begun(world);
    await walk(world, { runId, epoch }, yes);
    const { entries } = await world.records.read(runId);
    const seal = entries.at(-1);
    if (seal?.action !== "sign-receipt") throw new Error("the last entry is no receipt");
    const receipt = openEnvelope(seal.detail.envelope, await world.signingKey.publicKeyPem());
    expect(receipt).toMatchObject({ statement: "run-closed", runId, count: entries.length - 1 });
    expect(receipt.head).toBe(entries.at(-2)?.digest);
    expect(receipt.detail).toMatchObject({ verdict: "SUCCEEDED" });
  });

  test("frees the lease for the change that waited, and names the seal in its first entry", async () => {
    const world = new World();
    const { runId, epoch } = await begun(world);
    const next = await world.submit(await world.change({ attempt: 2 }));
    expect(next.outcome).toBe("waiting");
    await walk(world, { runId, epoch }, yes);
    const lease = await world.records.lease();
    expect(lease.runId).toBe(next.runId);
    await walk(world, { runId: next.runId, epoch: lease.epoch }, yes);
    const [opened] = (await world.records.read(next.runId)).entries;
    expect(opened?.detail).toMatchObject({ previousSeal: lease.previousSeal });
    expect(await verdict(world, next.runId)).toBe("SUCCEEDED");
  });

  test("does not ask the Platform Owner again for a plan that is locked", async () => {
    const world = new World();
    const first = await begun(world);
    await walk(world, first, yes);
    const second = await begun(world, { attempt: 2 });
    const { states } = await walk(world, second, yes);
    expect(states).not.toContain("9 Ask Platform Owner");
    expect(await verdict(world, second.runId)).toBe("SUCCEEDED");
  });

  test("that changes nothing of production asks nobody, touches nothing, and says so in signed entries", async () => {
    const world = new World();
    await walk(world, await begun(world), yes);
    world.stacks.calls.length = 0;
    world.mails.length = 0;
    const second = await begun(world, { attempt: 2 });
    const { states } = await walk(world, second, yes);
    expect(world.stacks.calls).toEqual([]);
    expect(world.mails).toEqual([]);
    expect(states.filter((state) => state.includes("Ask"))).toEqual([]);
    const { entries } = await world.records.read(second.runId);
    expect(verdictOf(entries)).toBe("SUCCEEDED");
    const passed = ["staging-sign-off", "change-record", "production-release"];
    expect(entries.filter(({ action }) => action === "pass-gate").map(({ subject }) => subject)).toEqual(
      passed,
    );
    const pem = await world.signingKey.publicKeyPem();
    const receipts = entries.flatMap((entry) =>
      entry.action === "sign-receipt" && entry.detail.statement === "gate-passed"
        ? [openEnvelope(entry.detail.envelope, pem)]
        : [],
    );
    expect(receipts.slice(1).map(({ about, detail }) => [about, detail])).toEqual(
      passed.map((gate) => [gate, { by: [], nothingToChange: true }]),
    );
  });

  test("that was to change nothing of production stops before it changes something after all", async () => {
    const world = new World();
    await walk(world, await begun(world), yes);
    const second = await begun(world, { attempt: 2 });
    const asked: string[] = [];
    await walk(
      world,
      second,
      (gate) => {
        asked.push(gate);
        return "approve";
      },
      (state) => {
        // Somebody changes production by hand behind the last look.
        if (state === "6.2 Provision production, ingress closed")
          world.stacks.tamper("shop-production-storage");
      },
    );
    const { entries } = await world.records.read(second.runId);
    expect(asked).toEqual([]);
    expect(verdictOf(entries)).not.toBe("SUCCEEDED");
    expect(entries.some((entry) => JSON.stringify(entry).includes("nobody was asked"))).toBe(true);
    expect(entries.some(({ action, kind }) => action === "provision-step" && kind === "intent")).toBe(false);
  });
});

describe("a gate that says no", () => {
  test.each<[Gate, Record<string, string[]>]>([
    ["plan-approval", { development: [], staging: [], production: [] }],
    ["staging-sign-off", { staging: [], production: [] }],
    ["change-record", { production: [] }],
    ["production-release", { production: ["network", "logging", "storage", "database"] }],
  ])("%s rolls back exactly what 21.03 says", async (gate, left) => {
    const world = new World();
    const { runId, epoch } = await begun(world);
    const { succeeded } = await walk(world, { runId, epoch }, noAt(gate));
    expect(succeeded).toBe(false);
    expect(await verdict(world, runId)).toBe("REJECTED");
    for (const environment of environments)
      expect(stacksOf(world, environment)).toEqual(
        left[environment] ?? ["network", "logging", "storage", "database", "compute"],
      );
  });
});

describe("a step that fails while it is deployed", () => {
  const failing = (environment: string, step: string) => ({
    templateOf: (of: string, name: string) =>
      of === environment && name === step ? `{"${of}":"${name} fails"}` : `{"${of}":"${name}"}`,
  });

  test("in development destroys everything created there", async () => {
    const world = new World();
    const { runId, epoch } = await begun(world, failing("development", "database"));
    await walk(world, { runId, epoch }, yes);
    expect(await verdict(world, runId)).toBe("ROLLED_BACK");
    expect(world.stacks.stacks.size).toBe(0);
  });

  test("in staging tears staging down and preserves development", async () => {
    const world = new World();
    const { runId, epoch } = await begun(world, failing("staging", "compute"));
    await walk(world, { runId, epoch }, yes);
    expect(await verdict(world, runId)).toBe("ROLLED_BACK");
    expect(stacksOf(world, "staging")).toEqual([]);
    expect(stacksOf(world, "development")).toHaveLength(5);
  });

  test("in production closes live ingress before anything else changes, and restores what it updated", async () => {
    const world = new World();
    await walk(world, await begun(world), yes);
    const before = world.stacks.stacks.get("shop-production-storage")?.deployed.template;
    world.stacks.calls.length = 0;
    const second = await begun(world, {
      attempt: 2,
      templateOf: (environment, step) =>
        environment === "production" && step === "compute"
          ? `{"production":"compute fails"}`
          : environment === "production" && step === "storage"
            ? `{"production":"storage of another kind"}`
            : `{"${environment}":"${step}"}`,
    });
    await walk(world, second, yes);
    expect(await verdict(world, second.runId)).toBe("ROLLED_BACK");
    expect(world.stacks.calls[0]).toBe("remove shop-production-ingress");
    expect(world.stacks.stacks.get("shop-production-storage")?.deployed.template).toBe(before);
    expect(stacksOf(world, "production")).not.toContain("ingress");
  });

  test("whose template CloudFormation refuses is rolled back with CloudFormation's own words", async () => {
    const world = new World();
    const { runId, epoch } = await begun(world, {
      templateOf: (environment, step) =>
        `{"${environment}":"${step}${step === "storage" ? " refused" : ""}"}`,
    });
    await walk(world, { runId, epoch }, yes);
    const { entries } = await world.records.read(runId);
    expect(entries.find(({ action }) => action === "begin-rollback")?.detail).toMatchObject({
      cause: "development/storage failed: Template format error",
    });
    expect(await verdict(world, runId)).toBe("ROLLED_BACK");
  });

  test("and leaves something behind is quarantined, with what is left by name", async () => {
    const world = new World();
    world.stacks.lingering.add("shop-development-network-bucket");
    const { runId, epoch, change } = await begun(world, failing("development", "database"));
    await walk(world, { runId, epoch }, yes);
    const { entries, head } = await world.records.read(runId);
    expect(verdictOf(entries)).toBe("QUARANTINED");
    expect(statusOf(runId, entries, head, change).environments.development.state).toBe("quarantined");
    expect(entries.find(({ action }) => action === "prove-rollback")?.detail).toMatchObject({
      residual: [{ type: "AWS::S3::Bucket", id: "shop-development-network-bucket", state: "present" }],
    });
  });
});

describe("a check that never holds", () => {
  test("rolls its environment back, with what was seen as the cause", async () => {
    const world = new World();
    world.stacks.open.add("shop-staging-storage-bucket");
    const { runId, epoch } = await begun(world);
    await walk(world, { runId, epoch }, yes);
    const { entries } = await world.records.read(runId);
    expect(entries.find(({ action }) => action === "begin-rollback")?.detail).toMatchObject({
      cause: expect.stringContaining(
        "staging was not valid: security-checks-passing, public-access-blocked of staging/storage/Bucket: not blocked",
      ),
    });
    expect(verdictOf(entries)).toBe("ROLLED_BACK");
    expect(stacksOf(world, "staging")).toEqual([]);
    expect(stacksOf(world, "development")).toHaveLength(5);
  });
});

describe("a change edited after it was submitted", () => {
  test("stops before its next effect and is rolled back", async () => {
    const world = new World();
    const { runId, epoch, change } = await begun(world);
    const { templateDigest } = change.environments.staging[2] ?? { templateDigest: "" };
    await walk(world, { runId, epoch }, yes, (state) => {
      if (state === "5.2 Provision staging") world.objects.set(templateDigest, "edited");
    });
    expect(await verdict(world, runId)).toBe("ROLLED_BACK");
    expect(stacksOf(world, "staging")).toEqual([]);
    expect(world.stacks.calls).not.toContain("create shop-staging-storage");
  });

  test("is refused before any effect when its parts are not what the plan asks for", async () => {
    const world = new World();
    const { runId, epoch } = await begun(world, {
      edit: (change) => ({
        ...change,
        environments: { ...change.environments, staging: change.environments.staging.slice(0, 4) },
      }),
    });
    await walk(world, { runId, epoch }, yes);
    const { entries } = await world.records.read(runId);
    expect(entries.find(({ action }) => action === "refuse-run")?.detail).toMatchObject({
      reason: expect.stringContaining("staging has no step for compute"),
    });
    expect(world.stacks.calls).toEqual([]);
    expect(isSealed(entries)).toBe(true);
  });
});

describe("an execution that is killed", () => {
  const killedAt = (name: string) => (state: string) => {
    if (state === name) throw new Error("killed");
  };

  test.each([
    ["4.1 Provision development", []],
    ["5.3 Validate staging", ["network", "logging", "storage", "database", "compute"]],
  ])(
    "at %s is recovered by the sweep under the next epoch, which can only roll back",
    async (state, left) => {
      const world = new World();
      const { runId, epoch } = await begun(world);
      const kill = killedAt(state);
      let dead = false;
      await walk(world, { runId, epoch }, yes, (entered) => {
        if (dead) throw new Error("killed");
        try {
          kill(entered);
        } catch (error) {
          dead = true;
          throw error;
        }
      });
      const execution = world.executions.get(`arn:execution:${runId}`);
      if (execution !== undefined) execution.status = "ABORTED";
      const swept = await world.tasks.sweep({});
      expect(swept.recovered).toEqual([runId]);
      const lease = await world.records.lease();
      expect(lease.epoch).toBe(epoch + 1);
      await walk(world, { runId, epoch: lease.epoch, execution: lease.executionArn ?? "" }, yes);
      expect(await verdict(world, runId)).toBe("ABORTED");
      expect(stacksOf(world, "development")).toEqual(left);
      expect(stacksOf(world, "staging")).toEqual([]);
    },
  );

  test("has no more effects: its epoch is over", async () => {
    const world = new World();
    const { runId, epoch } = await begun(world);
    await world.tasks["open-run"]({ runId, epoch, executionArn: `arn:execution:${runId}` });
    await world.records.takeOver(runId, epoch + 1, "arn:execution:other", "it was stopped");
    await expect(
      world.tasks["provision-step"]({ runId, epoch, environment: "development", scope: "everything" }),
    ).rejects.toMatchObject({ name: "PrerequisiteMissing" });
    await expect(
      world.tasks["open-gate"]({ runId, epoch, gate: "plan-approval", taskToken: "t" }),
    ).rejects.toMatchObject({ name: "LeaseLost" });
  });
});
