import { nothingToChange } from "../../../functions/read-gate/nothing-to-change.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import { lookAtEnvironment } from "../../../lib/shared-use-cases/look-at-environment.ts";
import { intended, passed } from "../../fakes/facts.ts";
import { deployByHand } from "../../simulator/by-hand.ts";
import { existAsWanted } from "../../simulator/opened-gate.ts";
import { OpenedRun } from "../../simulator/opened-run.ts";
import { requestsTo } from "../../simulator/requests.ts";

/** A run whose production exists just as its change wants it. */
async function unchanged(): Promise<OpenedRun> {
  const run = await OpenedRun.begin();
  existAsWanted(run, "production");
  return run;
}

const findNothing = (run: OpenedRun, gate: Gate = "staging-sign-off") =>
  run.installation.does(async () =>
    nothingToChange(run.installation.ports("read-gate"), await run.written(), gate),
  );

describe("a gate is passed without a question", () => {
  test("when every step of production, ingress included, is deployed as wanted, which is recorded", async () => {
    const run = await unchanged();
    const { description } = await run.installation.does(() =>
      lookAtEnvironment(run.installation.ports("read-gate"), run.change, "production"),
    );
    expect(await findNothing(run)).toEqual({
      action: "pass-gate",
      kind: "observation",
      subject: "staging-sign-off",
      detail: { gate: "staging-sign-off", description, steps: 7 },
    });
  });

  test.each<[Gate, Gate]>([
    ["change-record", "staging-sign-off"],
    ["production-release", "change-record"],
  ])("at %s when it was at %s", async (gate, before) => {
    const run = await unchanged();
    await run.say(passed(before));
    expect((await findNothing(run, gate))?.detail).toMatchObject({ gate, steps: 7 });
  });
});

describe("people are asked", () => {
  test("to approve a plan, whatever is deployed", async () => {
    expect(await findNothing(await unchanged(), "plan-approval")).toBeNull();
  });

  test.each<[Gate, string]>([
    ["change-record", "staging-sign-off"],
    ["production-release", "change-record"],
  ])("at %s when they were asked at %s, because a run that asked once asks to the end", async (gate) => {
    expect(await findNothing(await unchanged(), gate)).toBeNull();
  });

  test("when this run has already touched production", async () => {
    const run = await unchanged();
    await run.say(intended("production/network"));
    expect(await findNothing(run)).toBeNull();
  });

  test("when production does not exist yet, which one look at its first stack shows", async () => {
    const run = await OpenedRun.begin();
    const looks = requestsTo(run.installation.account, ({ service }) => service === "cloudformation");
    expect(await findNothing(run)).toBeNull();
    expect(looks.map(({ operation, input }) => [operation, input])).toEqual([
      ["DescribeStacks", { StackName: "shop-production-network" }],
    ]);
  });

  test.each(["network", "storage", "ingress"])("when %s would change", async (step) => {
    const run = await unchanged();
    deployByHand(run.cloudFormation, `shop-production-${step}`);
    expect(await findNothing(run)).toBeNull();
  });

  test("when an update of a stack was rolled back, although it is deployed as wanted again", async () => {
    const run = await unchanged();
    run.cloudFormation.there("shop-production-storage").status = "UPDATE_ROLLBACK_COMPLETE";
    expect(await findNothing(run)).toBeNull();
  });
});
