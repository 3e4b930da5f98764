import { changeDigest, type Step } from "../../../lib/domain/change/manifest.ts";
import { environments } from "../../../lib/domain/environment.ts";
import { type Plan, planDigest } from "../../../lib/plan/schema.ts";
import type { Quarantine } from "../../../lib/ports/records/port.ts";
import { roleArnOf } from "../../../lib/ports/shared/environments/roles.ts";
import { keyOf } from "../../../lib/ports/shared/objects.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { weekend } from "../../domain/freeze/sample-window.ts";
import { listRun } from "../../fixtures/listed-run.ts";
import { partsOf, templateOf } from "../../simulator/opened-run.ts";
import { refuse, requestsFor } from "../../simulator/requests.ts";
import { put } from "../../simulator/table.ts";
import { opening, rehearsed, without } from "./opening.ts";

const monthly = (plan: Plan) => {
  plan.rehearsal = { withinDays: 30 };
};

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

  test.each([
    ["when a freeze window of its plan cannot be computed", "Europe/Nowhere", "refuse"],
    ["but not for a freeze window that can", "Europe/Berlin", "ask"],
  ])("%s", async (_what, timeZone, next) => {
    const { open, refusal } = await opening({
      plan: (plan) => {
        plan.freezeWindows = [weekend({ timeZone })];
      },
    });

    expect(await open()).toEqual({ next });
    if (next === "refuse")
      expect(await refusal()).toMatch(/^InvalidPlan: freezeWindows: the window weekend cannot be computed/);
  });

  test("when it is submitted under another plan than the settings bind to the application", async () => {
    const { open, refusal } = await opening({ settings: { plan: "shop-plan" } });
    await open();

    expect(await refusal()).toBe(
      "InvalidPlan: the change is submitted under plan 21.03, and the settings bind shop-plan to the application: submit it under that plan",
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
    const [first, ...rest] = await entries();
    expect([first, ...rest].map((entry) => entry?.action)).toEqual(["open-run", "refuse-run"]);
    expect(first?.detail).not.toHaveProperty("removed");
  });

  test("when a template is not the one that the change names", async () => {
    const { installation, change, open, refusal } = await opening();
    const [first] = change.environments.production;
    installation.s3.overwrite(keyOf(first?.templateDigest ?? ""), "{}");

    expect(await open()).toEqual({ next: "refuse" });
    expect(await refusal()).toContain("DigestMismatch: ");
  });

  test("when a stack stands that it does not have, and the change of an earlier run cannot be read", async () => {
    const { installation, open, refusal } = await opening();
    listRun(installation, 1);
    installation.cloudFormation.place("shop-production-audit", templateOf("audit"));

    expect(await open()).toEqual({ next: "refuse" });
    expect(await refusal()).toContain("removed-stack: shop-production-audit: ");
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

describe("an environment whose account is not prepared", () => {
  const standard = { version: 33, variant: "AWS CDK: Default Resources", hasHelper: true };
  const reasonOf = async (staging: typeof standard | null) => {
    const { installation, open, refusal } = await opening();
    installation.accounts.bootstraps.set("staging", staging);
    await open();
    return refusal();
  };

  test.each([
    ["without a bootstrap", null, "has no standard bootstrap"],
    ["whose bootstrap is too old", { ...standard, version: 22 }, "is version 22, and 23 is needed"],
    ["whose bootstrap is customised", { ...standard, variant: "ours" }, "is customised (ours)"],
    [
      "without the helper role",
      { ...standard, hasHelper: false },
      'has no interlock-helper-shop-staging: run "interlock bootstrap" there',
    ],
  ])("%s refuses the change, before anybody is asked", async (_, bootstrap, says) => {
    expect(await reasonOf(bootstrap)).toContain(says);
  });

  test("that does not trust the control plane refuses the change, and says which account it is", async () => {
    const { installation, open, refusal } = await opening();
    for (const environment of ["staging", "production"] as const)
      installation.accounts.roles.delete(roleArnOf("lookup", installation.accounts.place(environment)));
    await open();
    expect(await refusal()).toMatch(
      /^SettingMissing: staging's account 333333333333 does not let us assume .*; production's account 444444444444 does not/,
    );
  });

  test("that is prepared refuses nothing", async () => {
    expect(await reasonOf(standard)).toBeUndefined();
  });
});
