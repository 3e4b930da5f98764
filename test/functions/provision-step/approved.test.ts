import { type Approval, approvalFor, beyondApproval } from "../../../functions/provision-step/approved.ts";
import type { Environment, Part, Scope } from "../../../lib/domain/environment.ts";
import type { FactOf } from "../../../lib/domain/records/facts.ts";
import { awaited, intended, passed } from "../../fakes/facts.ts";
import { shownOf } from "../../fakes/sample-dossier.ts";
import { OpenedRun } from "../../simulator/opened-run.ts";

type Operation = FactOf<"provision-step", "intent">["detail"]["operation"];

const nothing: Approval = { nothing: true, steps: new Map() };
const deployed = "b".repeat(64);
const begun = () => OpenedRun.begin({ steps: { production: [{ part: "network" }, { part: "compute" }] } });
/** What people allowed of an environment, as the task reads it. */
const allowedIn = async (run: OpenedRun, environment: Environment, scope: Scope) =>
  approvalFor(run.installation.ports("provision-step", environment), await run.written(), environment, scope);

describe("what people allowed of production", () => {
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

  test("is what was shown, whatever is recorded of the gate since", async () => {
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

  test("is nothing when no approver was asked in the end, whatever was shown before", async () => {
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
  /** Why an effect goes beyond what was shown of the network, where `now` is deployed, after these intents of this run. */
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
      "nobody was asked, because nothing of production was to change, and network would be changed now",
    );
  });

  test("is not approved when the step was not on the page", async () => {
    expect(await beyond(null, null)).toBe("network was not on the page that was approved");
  });

  test("is not approved when the step was shown otherwise", async () => {
    expect(await beyond({ wantedDigest: deployed }, null)).toBe("network is not wanted as it was shown");
  });

  test("is approved over what was deployed when it was shown", async () => {
    expect(await beyond({ baselineDigest: null }, null)).toBeNull();
    expect(await beyond({ baselineDigest: deployed }, deployed)).toBeNull();
  });

  test("is not approved over what somebody else deployed since", async () => {
    expect(await beyond({ baselineDigest: null }, deployed)).toBe(
      "network was changed by somebody else since it was shown",
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
