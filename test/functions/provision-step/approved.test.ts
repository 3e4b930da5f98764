import { type Approval, approvalFor, beyondApproval } from "../../../functions/provision-step/approved.ts";
import type { Part } from "../../../lib/domain/environment.ts";
import type { FactOf } from "../../../lib/domain/records/facts.ts";
import { awaited, intended } from "../../fakes/facts.ts";
import { Provisioning, shownOf } from "../../fakes/provisioning.ts";

type Operation = FactOf<"provision-step", "intent">["detail"]["operation"];

const nothing: Approval = { nothing: true, steps: new Map() };
const standing = "b".repeat(64);
const begun = () => Provisioning.begun({ production: [{ part: "network" }, { part: "compute" }] });

describe("what people allowed of production", () => {
  test.each(["development", "staging"] as const)("is no question in %s", async (environment) => {
    const installation = await begun();
    await installation.pass("change-record");

    expect(
      await approvalFor(installation.ports, await installation.run(), environment, "everything"),
    ).toBeNull();
  });

  test("is what the page of its change record showed, step by step", async () => {
    const installation = await begun();
    const shown = [shownOf(installation.step("production", "network"))];
    await installation.approve("production-release", []);
    await installation.approve("change-record", shown);
    await installation.approve("staging-sign-off", []);
    const approval = await approvalFor(
      installation.ports,
      await installation.run(),
      "production",
      "all-but-ingress",
    );

    expect(approval).toEqual({ nothing: false, steps: new Map([["network", shown[0]]]) });
  });

  test("is, for its ingress, what the page of its release showed", async () => {
    const installation = await begun();
    const shown = shownOf(installation.step("production", "compute"));
    await installation.approve("production-release", [shown]);
    await installation.approve("change-record", []);
    const approval = await approvalFor(installation.ports, await installation.run(), "production", "ingress");

    expect(approval?.steps.get("compute")).toEqual(shown);
  });

  test("is what was shown last when the gate asked again", async () => {
    const installation = await begun();
    const network = installation.step("production", "network");
    await installation.approve("change-record", [shownOf(network)]);
    await installation.approve("change-record", [shownOf(network, { baselineDigest: standing })]);
    const approval = await approvalFor(
      installation.ports,
      await installation.run(),
      "production",
      "all-but-ingress",
    );

    expect(approval?.steps.get("network")?.baselineDigest).toBe(standing);
  });

  test("is what was shown, whatever was said of the gate since", async () => {
    const installation = await begun();
    await installation.approve("change-record", [shownOf(installation.step("production", "network"))]);
    await installation.write(awaited("change-record", { time: 2 }));
    const approval = await approvalFor(
      installation.ports,
      await installation.run(),
      "production",
      "all-but-ingress",
    );

    expect(approval?.steps.has("network")).toBe(true);
  });

  test("is nothing when nobody was asked, because nothing was to change", async () => {
    const installation = await begun();
    await installation.pass("change-record");

    expect(
      await approvalFor(installation.ports, await installation.run(), "production", "all-but-ingress"),
    ).toEqual(nothing);
  });

  test("is nothing when nobody was asked in the end, whatever was shown before", async () => {
    const installation = await begun();
    await installation.approve("change-record", [shownOf(installation.step("production", "network"))]);
    await installation.pass("change-record");

    expect(
      await approvalFor(installation.ports, await installation.run(), "production", "all-but-ingress"),
    ).toEqual(nothing);
  });

  test("is nothing while its gate was never opened", async () => {
    const installation = await begun();

    expect(
      await approvalFor(installation.ports, await installation.run(), "production", "everything"),
    ).toEqual(nothing);
  });
});

describe("an effect on a step", () => {
  /** Why it goes beyond what was shown of the network, where `now` stands, and after this run meant those operations. */
  async function beyond(
    shown: Parameters<typeof shownOf>[1] | null,
    now: string | null,
    before: readonly (readonly [part: Part, operation: Operation])[] = [],
  ): Promise<string | null> {
    const installation = await begun();
    const network = installation.step("production", "network");
    for (const [part, operation] of before)
      await installation.write(intended(`production/${part}`, { operation, wantedDigest: standing }));
    const steps = new Map(shown === null ? [] : [["network", shownOf(network, shown)]]);
    return beyondApproval({ nothing: false, steps }, await installation.run(), network, now);
  }

  test("is approved where nobody is asked step by step", async () => {
    const installation = await begun();
    const network = installation.step("production", "network");

    expect(beyondApproval(null, await installation.run(), network, standing)).toBeNull();
  });

  test("is not approved when nobody was asked at all", async () => {
    const installation = await begun();
    const network = installation.step("production", "network");

    expect(beyondApproval(nothing, await installation.run(), network, null)).toBe(
      "nobody was asked, because nothing of production was to change, and network would be changed now",
    );
  });

  test("is not approved when the step was not on the page", async () => {
    expect(await beyond(null, null)).toBe("network was not on the page that was approved");
  });

  test("is not approved when the step was shown otherwise", async () => {
    expect(await beyond({ wantedDigest: standing }, null)).toBe("network is not wanted as it was shown");
  });

  test("is approved over what stood there when it was shown", async () => {
    expect(await beyond({ baselineDigest: null }, null)).toBeNull();
    expect(await beyond({ baselineDigest: standing }, standing)).toBeNull();
  });

  test("is not approved over what somebody put there since", async () => {
    expect(await beyond({ baselineDigest: null }, standing)).toBe(
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
      expect((await beyond({}, standing, before)) === null).toBe(approved);
    },
  );
});
