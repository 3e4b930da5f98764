import { nothingToChange } from "../../../functions/read-gate/nothing-to-change.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import { lookAtEnvironment } from "../../../lib/shared-use-cases/look-at-environment.ts";
import { intended, passed } from "../../fakes/facts.ts";
import { type OpenedRun, openedRun, standsAsWanted } from "../../fakes/opened-run.ts";

/** A run whose production stands just as its change wants it. */
async function unchanged(): Promise<OpenedRun> {
  const opened = await openedRun();
  await standsAsWanted(opened, "production");
  return opened;
}
const asked = async ({ world, written }: OpenedRun, gate: Gate = "staging-sign-off") =>
  nothingToChange(world.ports, await written(), gate);

describe("nobody needs to be asked", () => {
  test("when every step of production, ingress included, stands as wanted, and that is written down", async () => {
    const opened = await unchanged();
    const { description } = await lookAtEnvironment(
      { stackReader: opened.world.stacks },
      opened.change,
      "production",
    );
    expect(await asked(opened)).toEqual({
      action: "pass-gate",
      kind: "observation",
      subject: "staging-sign-off",
      detail: { gate: "staging-sign-off", description, steps: 7 },
    });
  });

  test.each<[Gate, Gate]>([
    ["change-record", "staging-sign-off"],
    ["production-release", "change-record"],
  ])("at %s when nobody was at %s", async (gate, before) => {
    const opened = await unchanged();
    await opened.write([passed(before)]);
    expect((await asked(opened, gate))?.detail).toMatchObject({ gate, steps: 7 });
  });
});

describe("people are asked", () => {
  test("to approve a plan, whatever stands", async () => {
    expect(await asked(await unchanged(), "plan-approval")).toBeNull();
  });

  test.each<[Gate, string]>([
    ["change-record", "staging-sign-off"],
    ["production-release", "change-record"],
  ])("at %s when they were asked at %s: a run that asked once asks to the end", async (gate) => {
    expect(await asked(await unchanged(), gate)).toBeNull();
  });

  test("when this run has touched production already", async () => {
    const opened = await unchanged();
    await opened.write([intended("production/network")]);
    expect(await asked(opened)).toBeNull();
  });

  test("when production does not stand yet, which one look at its first stack tells", async () => {
    const opened = await openedRun();
    const { stands } = opened.world.stacks;
    const looked: string[] = [];
    opened.world.stacks.stands = (stack) => {
      looked.push(stack);
      return stands.call(opened.world.stacks, stack);
    };
    expect(await asked(opened)).toBeNull();
    expect(looked).toEqual(["shop-production-network"]);
  });

  test.each(["network", "storage", "ingress"])("when %s would change", async (step) => {
    const opened = await unchanged();
    opened.world.stacks.tamper(`shop-production-${step}`);
    expect(await asked(opened)).toBeNull();
  });

  test("when an update of a stack was undone, although it stands as wanted again", async () => {
    const opened = await unchanged();
    const stack = opened.world.stacks.stacks.get("shop-production-storage");
    if (stack === undefined) throw new Error("no stack");
    stack.status = "UPDATE_ROLLBACK_COMPLETE";
    expect(await asked(opened)).toBeNull();
  });
});
