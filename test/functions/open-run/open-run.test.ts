import { type Change, changeDigest, type Step } from "../../../lib/domain/change/manifest.ts";
import { rehearsalTag } from "../../../lib/domain/change/rehearsal.ts";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import { keyFingerprint } from "../../../lib/domain/records/dsse.ts";
import { type Fact, isFact } from "../../../lib/domain/records/facts.ts";
import { type Plan, planDigest } from "../../../lib/plan/schema.ts";
import type { Quarantine } from "../../../lib/ports/records/port.ts";
import { keyOf } from "../../../lib/ports/shared/objects.ts";
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
import { partsOf, templateOf, type Wanted } from "../../simulator/opened-run.ts";
import { refuse, requestsFor } from "../../simulator/requests.ts";
import { submitted } from "../../simulator/submitted.ts";
import { append, edit, put, remove } from "../../simulator/table.ts";

const monthly = (plan: Plan) => {
  plan.rehearsal = { withinDays: 30 };
};

/** A change that was submitted: its run has the lease, and is not opened yet. */
async function opening(wanted: Omit<Wanted, "waivers"> = {}) {
  const run = await submitted(wanted);
  const { installation, records, runId } = run;
  const { epoch, executionArn } = await records.lease();
  const input = { runId, epoch, executionArn: executionArn ?? "" };
  const open = () => installation.run("open-run", input);
  const refusal = async () => (await run.entries()).find(isFact("refuse-run", "observation"))?.detail.reason;
  return { ...run, epoch, input, open, refusal };
}

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

describe("a run is refused before anything happens", () => {
  test("when its plan is not the one that was submitted, and is then closed like any other", async () => {
    const { installation, plan, open, refusal, entries } = await opening();
    installation.s3.overwrite(keyOf(planDigest(plan)), "{}");

    expect(await open()).toEqual({ next: "refuse" });
    expect(await refusal()).toContain("DigestMismatch: ");
    expect((await entries())[0]).toMatchObject({ action: "open-run", detail: { documentId: "unreadable" } });
  });

  test("when its change is gone", async () => {
    const { installation, change, open, refusal, entries } = await opening();
    installation.s3.versions.delete(keyOf(changeDigest(change)));

    expect(await open()).toEqual({ next: "refuse" });
    expect(await refusal()).toContain("NotFound: ");
    expect((await entries())[0]?.detail).toMatchObject({ documentId: "21.03" });
  });

  test("while an environment is quarantined, and the refusal says how to end that", async () => {
    const { installation, open, refusal } = await opening();
    for (const runId of ["shop-old-1", "shop-old-2"]) {
      const quarantine: Quarantine = { runId, environment: "staging", sinceMs: 0, told: true };
      put(installation, keys.quarantine(installation.application, runId), { quarantine });
    }
    await open();

    expect(await refusal()).toMatch(
      /^PrerequisiteMissing: staging is quarantined since the run shop-old-1, .*"interlock quarantine resolve shop-old-1 /,
    );
  });

  test("when it is for another application", async () => {
    const { open, refusal } = await opening({ settings: { application: "bakery" } });

    expect(await open()).toEqual({ next: "refuse" });
    expect(await refusal()).toBe(
      "InvalidChange: the change is for shop, this installation is for bakery; submit it to its own",
    );
  });

  test.each(environments.map((environment) => [environment]))(
    "when %s lacks parts that the plan requires",
    async (environment) => {
      const { open, refusal } = await opening({ edit: without(environment, "logging", "database") });
      await open();

      expect(await refusal()).toMatch(
        new RegExp(`^InvalidChange: missing-part: ${environment}: no stack is the part logging, database; `),
      );
    },
  );

  test("when a template is YAML, which would predict no effect at all", async () => {
    const yaml = "Resources:\n  Admin:\n    Type: AWS::IAM::Role\n";
    const steps = partsOf.production.map((part) =>
      part === "monitoring" ? { part, template: yaml } : { part },
    );
    const { open, refusal, entries } = await opening({ steps: { production: steps } });

    expect(await open()).toEqual({ next: "refuse" });
    expect(await refusal()).toMatch(
      /^InvalidChange: template-parses: shop-production-monitoring .* is not JSON/,
    );
    expect((await entries()).map(({ action }) => action)).toEqual(["open-run", "refuse-run"]);
  });

  test("when a template is not the one that the change names", async () => {
    const { installation, change, open, refusal } = await opening();
    const [first] = change.environments.production;
    installation.s3.overwrite(keyOf(first?.templateDigest ?? ""), "{}");

    expect(await open()).toEqual({ next: "refuse" });
    expect(await refusal()).toContain("DigestMismatch: ");
  });

  test("with every rule that it breaks, in every environment", async () => {
    const rename = (step: Step) => ({ ...step, stackName: "elsewhere" });
    const { open, refusal } = await opening({
      edit: (change) => ({
        ...without("staging", "compute")(change),
        environments: {
          ...without("staging", "compute")(change).environments,
          production: change.environments.production.map(rename),
        },
      }),
    });
    await open();

    expect(await refusal()).toMatch(/stack-name: production\/network(.|\n)*missing-part: staging/);
  });

  test("with a bounded text, which says how many refusals it leaves out", async () => {
    const tags = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`aws:tag-${index}`, "x"]));
    const { open, refusal } = await opening({
      edit: (change) => ({
        ...change,
        environments: {
          ...change.environments,
          staging: change.environments.staging.map((step) => ({ ...step, tags })),
        },
      }),
    });
    await open();

    expect((await refusal())?.length).toBeLessThan(4_200);
    expect(await refusal()).toMatch(/and \d+ more: "interlock check" reports all of them$/);
  });

  test("when it imports what neither it nor the account exports, and not when the account does", async () => {
    const importing = templateOf("compute", {
      resources: { Topic: { Type: "AWS::SNS::Topic", Properties: { X: { "Fn::ImportValue": "shared" } } } },
    });
    const steps = {
      production: partsOf.production.map((part) =>
        part === "compute" ? { part, template: importing } : { part },
      ),
    };
    const alone = await opening({ steps });
    await alone.open();
    expect(await alone.refusal()).toContain(
      "import-known: production/compute: it imports shared, which no stack of the change exports; the account has no export of that name either",
    );
    const shared = await opening({ steps });
    for (let index = 0; index < 4; index += 1)
      shared.installation.cloudFormation.place(
        `other-${index}`,
        JSON.stringify({
          Resources: { Topic: { Type: "AWS::SNS::Topic" } },
          Outputs: { Shared: { Value: "x", Export: { Name: index === 3 ? "shared" : `other-${index}` } } },
        }),
      );
    expect(await shared.open()).toEqual({ next: "ask" });
  });

  test("when a gate could not be decided", async () => {
    const { open, refusal } = await opening({ settings: { platformOwner: "somebody-else" } });
    await open();

    expect(await refusal()).toContain("InvalidPlan: plan-approval asks platform-owner");
  });

  test("when the plan requires a rehearsal and none was done", async () => {
    const { open, refusal } = await opening({ plan: monthly });
    await open();

    expect(await refusal()).toContain("PrerequisiteMissing: the plan asks for a rehearsal within 30 days");
  });

  test("but a rehearsal requires no earlier one", async () => {
    const { open, refusal } = await opening({ plan: monthly, edit: rehearsed });

    expect(await open()).toEqual({ next: "ask" });
    expect(await refusal()).toBeUndefined();
  });

  test("but not when S3 does not answer, because the state machine then calls again", async () => {
    const { installation, open, entries } = await opening();
    const { end } = refuse(installation.account, requestsFor("s3", "GetObject"));

    await expect(open()).rejects.toMatchObject({ name: "Throttled" });
    expect(await entries()).toEqual([]);
    end();
    expect(await open()).toEqual({ next: "ask" });
  });
});
