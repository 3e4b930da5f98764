import { environments } from "../../lib/domain/environment.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import { envelopeDigest, openEnvelope } from "../../lib/domain/records/dsse.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { isSealed, statusOf } from "../../lib/domain/run/status.ts";
import { stopWhenEntering, whenEntering } from "../simulator/execution-hooks.ts";
import {
  application,
  begin,
  changeByHand,
  effectsFromNow,
  failing,
  finish,
  install,
  leaseOf,
  openByHand,
  read,
  rejectAt,
  stackOf,
  standing,
  statesOf,
  sweep,
  take,
} from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const oneRing = ["network", "logging", "storage", "database", "compute"];
const publicKeyOf = ({ kms }: World) => kms.publicKeyPem;

describe("a run", () => {
  test("takes a change through the three environments in order", async () => {
    const world = install();
    const effects = effectsFromNow(world);
    const { verdict, runId } = await take(world);
    expect(statesOf(world, runId).at(-1)).toBe("Succeeded");
    expect(verdict).toBe("SUCCEEDED");
    const created = effects.map((effect) => effect.split(/[ -]/)[1]);
    expect([...new Set(created)]).toEqual([...environments]);
    expect(standing(world, "production")).toContain("ingress");
  });

  test("opens each of the four gates after the work that it is about", async () => {
    const world = install();
    const { runId } = await take(world);
    const states = statesOf(world, runId);
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

  test("ends with a seal over everything before it, signed by the key that its first entry names", async () => {
    const world = install();
    const { runId, entries } = await take(world);
    const seal = entries.at(-1);
    if (seal?.action !== "sign-receipt") throw new Error("the last entry is no receipt");
    const receipt = openEnvelope(seal.detail.envelope, await publicKeyOf(world));
    expect(receipt).toMatchObject({ statement: "run-closed", runId, count: entries.length - 1 });
    expect(receipt.head).toBe(entries.at(-2)?.digest);
    expect(receipt.detail).toMatchObject({ verdict: "SUCCEEDED" });
  });

  test("frees the lease for the change that waited, whose first entry names the seal", async () => {
    const world = install();
    const first = await begin(world);
    const next = await begin(world, { attempt: 2 });
    expect(next.outcome).toBe("waiting");
    await finish(world);
    const seal = (await read(world, first.runId)).entries.at(-1);
    const [opened] = (await read(world, next.runId)).entries;
    if (seal?.action !== "sign-receipt") throw new Error("the last entry is no receipt");
    expect(opened?.detail).toMatchObject({ previousSeal: envelopeDigest(seal.detail.envelope) });
    expect(statesOf(world, next.runId).at(-1)).toBe("Succeeded");
  });

  test("does not ask the Platform Owner again about a locked plan", async () => {
    const world = install();
    await take(world);
    const second = await take(world, { attempt: 2 });
    expect(statesOf(world, second.runId)).not.toContain("9 Ask Platform Owner");
    expect(second.verdict).toBe("SUCCEEDED");
  });

  test("that changes nothing in production skips its gates, and records that in signed entries", async () => {
    const world = install();
    await take(world);
    const effects = effectsFromNow(world);
    world.people.mails.length = 0;
    const { runId, entries, verdict } = await take(world, { attempt: 2 });
    expect(effects).toEqual([]);
    expect(world.people.mails).toEqual([]);
    expect(statesOf(world, runId).filter((state) => state.includes("Ask"))).toEqual([]);
    expect(verdict).toBe("SUCCEEDED");
    const passed = ["staging-sign-off", "change-record", "production-release"];
    expect(entries.filter(({ action }) => action === "pass-gate").map(({ subject }) => subject)).toEqual(
      passed,
    );
    const pem = await publicKeyOf(world);
    const receipts = entries
      .filter(isFact("sign-receipt", "outcome"))
      .filter(({ detail }) => detail.statement === "gate-passed")
      .map(({ detail }) => openEnvelope(detail.envelope, pem));
    expect(receipts.slice(1).map(({ about, detail }) => [about, detail])).toEqual(
      passed.map((gate) => [gate, { by: [], nothingToChange: true }]),
    );
  });

  test("that should change nothing in production stops if production would change after all", async () => {
    const world = install();
    await take(world);
    world.people.acts.length = 0;
    // Production is changed by hand after the last look at it.
    whenEntering(world, "6.2 Provision production, ingress closed", () =>
      changeByHand(world, "production", "storage"),
    );
    const { entries, verdict } = await take(world, { attempt: 2 });
    expect(world.people.acts).toEqual([]);
    expect(verdict).not.toBe("SUCCEEDED");
    expect(
      entries.some((entry) => JSON.stringify(entry).includes("the run passed the gate because nothing")),
    ).toBe(true);
    expect(entries.some(isFact("provision-step", "intent"))).toBe(false);
  });
});

describe("a rejected gate", () => {
  test.each<[Gate, Record<string, string[]>]>([
    ["plan-approval", { development: [], staging: [], production: [] }],
    ["staging-sign-off", { staging: [], production: [] }],
    ["change-record", { production: [] }],
    ["production-release", { production: ["network", "logging", "storage", "database"] }],
  ])("%s rolls back exactly what 21.03 says", async (gate, left) => {
    const world = install();
    rejectAt(world, gate);
    const { runId, verdict } = await take(world);
    expect(statesOf(world, runId)).not.toContain("Succeeded");
    expect(verdict).toBe("REJECTED");
    for (const environment of environments)
      expect(standing(world, environment)).toEqual(left[environment] ?? oneRing);
  });
});

describe("a step that fails while it is deployed", () => {
  test("in development destroys everything created there", async () => {
    const world = install();
    const { verdict } = await take(world, failing("development", "database"));
    expect(verdict).toBe("ROLLED_BACK");
    expect(world.cloudFormation.resources.size).toBe(0);
    expect(environments.flatMap((environment) => standing(world, environment))).toEqual([]);
  });

  test("in staging tears staging down and preserves development", async () => {
    const world = install();
    const { verdict } = await take(world, failing("staging", "compute"));
    expect(verdict).toBe("ROLLED_BACK");
    expect(standing(world, "staging")).toEqual([]);
    expect(standing(world, "development")).toHaveLength(5);
  });

  test("in production closes live ingress before anything else changes, restores what it updated, and opens ingress again", async () => {
    const world = install();
    await take(world);
    const before = stackOf(world, "production", "storage")?.deployed.template.text;
    const effects = effectsFromNow(world);
    const { verdict } = await take(world, {
      attempt: 2,
      twists: [
        { environment: "production", part: "compute", version: 2, fails: "update" },
        { environment: "production", part: "storage", version: 2 },
      ],
    });
    expect(verdict).toBe("ROLLED_BACK");
    const changing = effects.filter((effect) => !effect.startsWith("CreateChangeSet"));
    expect(changing[0]).toBe("DeleteStack production-ingress");
    expect(changing).toContain("ExecuteChangeSet production-storage");
    expect(changing.at(-1)).toBe("CreateStack production-ingress");
    expect(stackOf(world, "production", "storage")?.deployed.template.text).toBe(before);
    expect(standing(world, "production")).toContain("ingress");
  });

  test("because CloudFormation refuses its template is rolled back, with CloudFormation's own words", async () => {
    const { entries, verdict } = await take(install(), {
      twists: [{ environment: "development", part: "storage", fails: "refused" }],
    });
    expect(entries.find(isFact("begin-rollback", "observation"))?.detail.cause).toMatch(
      /^development\/storage failed: .*Template format error/,
    );
    expect(verdict).toBe("ROLLED_BACK");
  });

  test("and leaves something is quarantined, and the records name the remaining resources", async () => {
    const world = install();
    world.cloudFormation.leftBehind.add(`${application}-development-network Bucket`);
    const { runId, change } = await take(world, failing("development", "database"));
    const { entries, head } = await read(world, runId);
    const { verdict, environments: status } = statusOf(runId, entries, head, change);
    expect(verdict).toBe("QUARANTINED");
    expect(status.development.state).toBe("quarantined");
    expect(entries.find(isFact("prove-rollback", "observation"))?.detail.residual).toEqual([
      {
        type: "AWS::S3::Bucket",
        id: expect.stringContaining(`${application}-development-network-bucket`),
        state: "present",
      },
    ]);
  });
});

describe("a check that never holds", () => {
  test("rolls its environment back, and the records name the reading as the cause", async () => {
    const world = install();
    const { entries, verdict } = await take(world, {
      twists: [{ environment: "staging", part: "storage", fails: "validation" }],
    });
    expect(entries.find(isFact("begin-rollback", "observation"))?.detail.cause).toContain(
      "staging was not valid: security-checks-passing, public-access-blocked of staging/storage/Bucket: not blocked",
    );
    expect(verdict).toBe("ROLLED_BACK");
    expect(standing(world, "staging")).toEqual([]);
    expect(standing(world, "development")).toHaveLength(5);
  });
});

describe("a change that is edited after it was submitted", () => {
  test("stops before its next effect and is rolled back", async () => {
    const world = install();
    const effects = effectsFromNow(world);
    const { runId, change } = await begin(world);
    const { templateDigest } = change.environments.staging[2] ?? { templateDigest: "" };
    whenEntering(world, "5.2 Provision staging", () =>
      world.s3.overwrite(`by-digest/${templateDigest}`, "edited"),
    );
    await finish(world);
    const { entries, head } = await read(world, runId);
    expect(statusOf(runId, entries, head, change).verdict).toBe("ROLLED_BACK");
    expect(standing(world, "staging")).toEqual([]);
    expect(effects).not.toContain("CreateStack staging-storage");
  });

  test("is refused before any effect if it lacks parts that the plan requires", async () => {
    const world = install();
    const effects = effectsFromNow(world);
    const { entries, verdict, runId } = await take(world, {
      edit: (change) => ({
        ...change,
        environments: { ...change.environments, staging: change.environments.staging.slice(0, 4) },
      }),
    });
    expect(verdict).toBe("REFUSED");
    expect(statesOf(world, runId)).toEqual([
      "Open run",
      "What is to be done?",
      "8 Close run",
      "Verdict?",
      "Refused",
    ]);
    expect(entries.find(isFact("refuse-run", "observation"))?.detail.reason).toContain(
      "missing-part: staging: no stack is the part compute",
    );
    expect(effects).toEqual([]);
    expect(isSealed(entries)).toBe(true);
  });
});

describe("an execution that is stopped from outside", () => {
  test.each([
    ["4.1 Provision development", []],
    ["5.3 Validate staging", oneRing],
  ])("at %s is recovered by the sweep under the next epoch, which only rolls back", async (state, left) => {
    const world = install();
    stopWhenEntering(world, state);
    const { runId } = await begin(world);
    const { epoch } = await leaseOf(world);
    await finish(world);
    const swept = await sweep(world);
    expect(swept.recovered).toEqual([runId]);
    const { entries } = await read(world, runId);
    expect(entries.find(isFact("recover-run", "observation"))?.detail.epoch).toBe(epoch + 1);
    expect(entries.filter(isFact("sign-receipt", "outcome")).at(-1)?.detail.about).toBe("run");
    expect(standing(world, "development")).toEqual(left);
    expect(standing(world, "staging")).toEqual([]);
  });

  test("has no further effect: its epoch is over", async () => {
    const world = install();
    const work = await openByHand(world);
    const { runId, epoch } = work;
    await world.ask(({ records }) =>
      records.takeOver(runId, epoch + 1, "arn:execution:other", "it was stopped"),
    );
    await expect(
      world.call("provision-step", { ...work, environment: "development", scope: "everything" }),
    ).rejects.toMatchObject({ name: "PrerequisiteMissing" });
    await expect(
      world.call("open-gate", { ...work, gate: "plan-approval", taskToken: "t" }),
    ).rejects.toMatchObject({ name: "LeaseLost" });
  });
});
