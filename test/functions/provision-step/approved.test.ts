import {
  type Approval,
  approvalFor,
  beyondApproval,
  removalBeyondApproval,
} from "../../../functions/provision-step/approved.ts";
import type { Environment, Part, Scope } from "../../../lib/domain/environment.ts";
import type { FactOf } from "../../../lib/domain/records/facts.ts";
import { sampleDossierStep, shownOf } from "../../fixtures/sample-dossier.ts";
import { awaited, intended, passed } from "../../fixtures/sample-facts.ts";
import { OpenedRun } from "../../simulator/opened-run.ts";

type Operation = FactOf<"provision-step", "intent">["detail"]["operation"];

const nothing: Approval = { nothing: true, steps: new Map() };
const deployed = "b".repeat(64);
const begun = () => OpenedRun.begin({ steps: { production: [{ part: "network" }, { part: "compute" }] } });
/** What people allowed of an environment, as the task reads it. */
const allowedIn = async (run: OpenedRun, environment: Environment, scope: Scope) =>
  approvalFor(run.installation.ports("provision-step", environment), await run.written(), environment, scope);

describe("what people approved for production", () => {
  test.each(["development", "staging"] as const)("restricts nothing in %s", async (environment) => {
    const run = await begun();
    await run.say(passed("change-record"));

    expect(await allowedIn(run, environment, "everything")).toBeNull();
  });

  test("is what the page of its change record showed, step by step", async () => {
    const run = await begun();
    const shown = [shownOf(run.step("production", "network"))];
    await run.approve("production-release", []);
    await run.approve("change-record", shown);
    await run.approve("staging-sign-off", []);
    const approval = await allowedIn(run, "production", "all-but-ingress");

    expect(approval).toEqual({ nothing: false, steps: new Map([["network", shown[0]]]) });
  });

  test("is, for its ingress, what the page of its release showed", async () => {
    const run = await begun();
    const shown = shownOf(run.step("production", "compute"));
    await run.approve("production-release", [shown]);
    await run.approve("change-record", []);
    const approval = await allowedIn(run, "production", "ingress");

    expect(approval?.steps.get("compute")).toEqual(shown);
  });

  test("is what was shown last when the gate asked again", async () => {
    const run = await begun();
    const network = run.step("production", "network");
    await run.approve("change-record", [shownOf(network)]);
    await run.approve("change-record", [shownOf(network, { baselineDigest: deployed })]);
    const approval = await allowedIn(run, "production", "all-but-ingress");

    expect(approval?.steps.get("network")?.baselineDigest).toBe(deployed);
  });

  test("is what was shown, regardless of later records of the gate", async () => {
    const run = await begun();
    await run.approve("change-record", [shownOf(run.step("production", "network"))]);
    await run.say(awaited("change-record", { time: 2 }));
    const approval = await allowedIn(run, "production", "all-but-ingress");

    expect(approval?.steps.has("network")).toBe(true);
  });

  test("is nothing when no approver was asked, because nothing was to change", async () => {
    const run = await begun();
    await run.say(passed("change-record"));

    expect(await allowedIn(run, "production", "all-but-ingress")).toEqual(nothing);
  });

  test("is nothing when no approver was asked in the end, regardless of earlier pages", async () => {
    const run = await begun();
    await run.approve("change-record", [shownOf(run.step("production", "network"))]);
    await run.say(passed("change-record"));

    expect(await allowedIn(run, "production", "all-but-ingress")).toEqual(nothing);
  });

  test("is nothing while its gate was never opened", async () => {
    const run = await begun();

    expect(await allowedIn(run, "production", "everything")).toEqual(nothing);
  });
});

describe("an effect on a step", () => {
  /**
   * Why an effect goes beyond what was shown of the network, where `now` is deployed, after these intents of this run.
   */
  async function beyond(
    shown: Parameters<typeof shownOf>[1] | null,
    now: string | null,
    before: readonly (readonly [part: Part, operation: Operation])[] = [],
  ): Promise<string | null> {
    const run = await begun();
    const network = run.step("production", "network");
    for (const [part, operation] of before)
      await run.say(intended(`production/${part}`, { operation, wantedDigest: deployed }));
    const steps = new Map(shown === null ? [] : [["network", shownOf(network, shown)]]);
    return beyondApproval({ nothing: false, steps }, await run.written(), network, now);
  }

  test("is approved where approvers are not asked step by step", async () => {
    const run = await begun();
    const network = run.step("production", "network");

    expect(beyondApproval(null, await run.written(), network, deployed)).toBeNull();
  });

  test("is not approved when no approver was asked at all", async () => {
    const run = await begun();
    const network = run.step("production", "network");

    expect(beyondApproval(nothing, await run.written(), network, null)).toBe(
      "the run passed the gate because nothing in production would change, but network would change now",
    );
  });

  test("is not approved when the step was not on the page", async () => {
    expect(await beyond(null, null)).toBe("network was not on the approved page");
  });

  test("is not approved when the step was shown otherwise", async () => {
    expect(await beyond({ wantedDigest: deployed }, null)).toBe(
      "network is no longer wanted as the approved page showed it",
    );
  });

  test("is approved over what was deployed when it was shown", async () => {
    expect(await beyond({ baselineDigest: null }, null)).toBeNull();
    expect(await beyond({ baselineDigest: deployed }, deployed)).toBeNull();
  });

  test("is not approved if someone else deployed since", async () => {
    expect(await beyond({ baselineDigest: null }, deployed)).toBe(
      "network was changed by someone else after it was shown",
    );
  });

  test.each<[string, boolean, readonly (readonly [Part, Operation])[]]>([
    ["that very step", true, [["network", "create"]]],
    ["that step and others", true, [["compute", "create"] as const, ["network", "update"] as const]],
    ["another step", false, [["compute", "create"]]],
    ["its ingress alone, to close it", false, [["network", "close-ingress"]]],
  ])(
    "over something else than was shown, after this run touched %s, is approved: %s",
    async (_what, approved, before) => {
      expect((await beyond({}, deployed, before)) === null).toBe(approved);
    },
  );
});

describe("the removal of a step", () => {
  const removed = {
    environment: "production" as const,
    step: "cache",
    part: "compute" as const,
    stackName: "shop-production-cache",
    stackId: "stack",
    deployedDigest: deployed,
    dependsOn: [],
  };
  const showing = (more: object): Approval => ({
    nothing: false,
    steps: new Map([
      ["cache", sampleDossierStep("compute", { removed: true, baselineDigest: deployed, ...more })],
    ]),
  });

  test("was approved where its page showed it as it stands, and where no gate binds", () => {
    expect(removalBeyondApproval(showing({}), removed)).toBeNull();
    expect(removalBeyondApproval(null, removed)).toBeNull();
  });

  test.each<[string, Approval, RegExp]>([
    ["by a gate that was passed because nothing would change", nothing, /but cache would be removed now/],
    ["by a page without it", { nothing: false, steps: new Map() }, /did not show that cache is removed/],
    ["by a page that showed it as a step that stays", showing({ removed: undefined }), /did not show/],
    [
      "by a page that showed another state of it",
      showing({ baselineDigest: null }),
      /changed by someone else/,
    ],
  ])("was not approved %s", (_what, approval, says) => {
    expect(removalBeyondApproval(approval, removed)).toMatch(says);
  });
});
