import { changeDigest } from "../../../lib/domain/change/manifest.ts";
import { keyFingerprint } from "../../../lib/domain/records/dsse.ts";
import { type Fact, isFact } from "../../../lib/domain/records/facts.ts";
import { planDigest } from "../../../lib/plan/schema.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import {
  intended,
  receipt,
  recovered,
  rollbackBegun,
  someDigest,
  validated,
} from "../../fixtures/sample-facts.ts";
import { Installation } from "../../simulator/installation.ts";
import { lockedEarlier, lockOf } from "../../simulator/locked-plan.ts";
import { append, edit, remove } from "../../simulator/table.ts";
import { opening, rehearsed, without } from "./opening.ts";

/** The run's first execution opened it and died; a second one has the lease now. */
async function takenOver(facts: readonly Fact[], cause = "its execution failed") {
  const run = await opening();
  await run.open();
  const { installation, records, runId, epoch } = run;
  if (facts.length > 0) append(installation, runId, facts);
  const second = { runId, epoch: epoch + 1, executionArn: "arn:execution:second" };
  await records.takeOver(runId, second.epoch, second.executionArn, cause);
  return { ...run, open: () => installation.run("open-run", second) };
}

describe("a run is opened only by the execution that has its lease", () => {
  test.each([
    ["of another run", { runId: "other-0123456789ab-1" }],
    ["of another epoch", { epoch: 2 }],
    ["of another name", { executionArn: "arn:execution:second" }],
  ])("not by one %s", async (_what, other) => {
    const { installation, input, entries } = await opening();

    await expect(installation.run("open-run", { ...input, ...other })).rejects.toMatchObject({
      name: "LeaseLost",
    });
    expect(await entries()).toEqual([]);
  });

  test("and the error says who has the lease", async () => {
    const { installation, input, runId } = await opening();
    const other = await Installation.withoutLatency();

    await expect(installation.run("open-run", { ...input, epoch: 2 })).rejects.toThrow(
      `the lease is held by ${runId} in epoch 1, not by ${runId} in epoch 2`,
    );
    await expect(other.run("open-run", input)).rejects.toThrow("the lease is held by nobody in epoch 0");
  });

  test("and only after it was claimed", async () => {
    const { installation, runId, open } = await opening();
    remove(installation, keys.claim(runId));

    await expect(open()).rejects.toMatchObject({ name: "NotFound" });
  });
});

describe("the first entry", () => {
  test("names the change, the plan, the execution and the signing key", async () => {
    const waiver = { check: "backups", fact: "retention", reason: "there is no data yet" };
    const { installation, input, change, plan, open, entries } = await opening({
      settings: { waivers: [waiver] },
    });
    await open();

    expect((await entries()).map(({ action, actor, detail }) => ({ action, actor, detail }))).toEqual([
      {
        action: "open-run",
        actor: "open-run",
        detail: {
          documentId: "21.03",
          planDigest: planDigest(plan),
          changeDigest: changeDigest(change),
          application: "shop",
          repository: "example/shop",
          commit: "0123456789abcdef0123456789abcdef01234567",
          attempt: 1,
          execution: input.executionArn,
          epoch: 1,
          previousSeal: null,
          waivers: [waiver],
          publicKeyFingerprint: keyFingerprint(installation.kms.publicKeyPem),
          decisionKeyFingerprint: keyFingerprint(installation.kms.decisionKeyPem),
        },
      },
    ]);
  });

  test("says that a change is made to fail on purpose", async () => {
    const { open, entries } = await opening({ edit: rehearsed });
    await open();

    expect((await entries())[0]?.detail).toMatchObject({ rehearsal: true });
  });

  test("is written once, however often the state machine calls", async () => {
    const { open, entries } = await opening();

    expect(await open()).toEqual(await open());
    expect(await entries()).toHaveLength(1);
  });
});

describe("the answer", () => {
  test("is to ask the Platform Owner while the plan is not locked", async () => {
    const { open } = await opening();

    expect(await open()).toEqual({ next: "ask" });
  });

  test("is to ask when another plan of that name is locked", async () => {
    const { records, open, runId } = await opening();
    await records.lockPlan("21.03", someDigest, runId);

    expect(await open()).toEqual({ next: "ask" });
  });

  test("is to go on when this plan is locked", async () => {
    const { installation, open, plan } = await opening();
    lockedEarlier(installation, lockOf(plan));

    expect(await open()).toEqual({ next: "go-on" });
  });

  test("is to refuse, also when the state machine calls again", async () => {
    const { open } = await opening({ edit: without("staging", "compute") });

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

  test("records its name and why it was started, once", async () => {
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

  test("records that although an earlier recovery did so too", async () => {
    const { open, entries } = await takenOver([recovered({ cause: "its execution failed", epoch: 1 })]);
    await open();

    expect((await entries()).filter(isFact("recover-run", "observation")).at(-1)?.detail.epoch).toBe(2);
  });

  test("records that the first one ended without a verdict if the lease has no cause", async () => {
    const { installation, open, entries } = await takenOver([]);
    edit(installation, keys.lease(installation.application), { cause: null });
    await open();

    expect((await entries()).at(-1)?.detail).toMatchObject({
      cause: "its execution ended without a verdict",
    });
  });

  test("writes nothing after a seal, and has nothing to undo", async () => {
    const { open, entries } = await takenOver([intended("staging/network"), receipt("run")]);
    const before = await entries();

    expect(await open()).toEqual({ next: "recover-nothing" });
    expect(await entries()).toEqual(before);
  });
});
