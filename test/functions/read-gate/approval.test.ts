import { keys } from "../../../lib/ports/shared/records-table.ts";
import { receipt } from "../../fakes/facts.ts";
import { deployByHand } from "../../simulator/by-hand.ts";
import { existAsWanted } from "../../simulator/opened-gate.ts";
import type { Wanted } from "../../simulator/opened-run.ts";
import { remove } from "../../simulator/table.ts";
import { type Asked, ask, dora, gate, reading, timesAwaited, wrongDigest } from "./reading.ts";

/** A gate that its one approver approved; staging exists as wanted. */
async function approved(asked: Asked = {}, wanted: Wanted = {}) {
  const arranged = await reading(wanted);
  existAsWanted(arranged.run, "staging");
  const { item, decide } = await ask(arranged.run, asked);
  await decide("approve");
  return { ...arranged, item };
}

const gatePassed = { statement: "gate-passed", about: gate };

describe("an approval", () => {
  test("as the plan's rule asks for it passes the gate, and is signed for", async () => {
    const { read, signed, told } = await approved();
    expect(await read()).toEqual({ decision: "approved" });
    expect(signed()).toEqual([gatePassed]);
    expect(await told("await-gate")).toEqual([]);
  });

  test("by the Platform Owner locks the plan, and no other approval does", async () => {
    const owner = await approved({
      of: "plan-approval",
      environment: "development",
      approver: "platform-owner",
    });
    expect(await owner.read("plan-approval")).toEqual({ decision: "approved" });
    expect(await owner.records.lockedPlan(owner.run.plan.documentId)).toBe(owner.run.planDigest);
    const other = await approved();
    await other.read();
    expect(await other.records.lockedPlan(other.run.plan.documentId)).toBeNull();
  });

  test("that was signed for is not checked again: what changes later concerns other states", async () => {
    const { run, read, signed } = await approved();
    await run.say(receipt(gate));
    deployByHand(run.cloudFormation, "shop-staging-storage");
    expect(await read()).toEqual({ decision: "approved" });
    expect(signed()).toEqual([]);
  });

  test("is signed for although another gate was signed for", async () => {
    const { run, read, signed } = await approved();
    await run.say(receipt("plan-approval"));
    await read();
    expect(signed()).toEqual([gatePassed]);
  });

  test("of a gate that is not in the table is refused, because nothing could make it void", async () => {
    const { run, installation, read, signed } = await approved({ realState: wrongDigest });
    remove(installation, keys.gate(run.runId, gate));
    await expect(read()).rejects.toMatchObject({ name: "ReceiptRefused" });
    expect(signed()).toEqual([]);
  });

  test("about commits of unknown people is accepted if the run was opened with that waiver", async () => {
    const { read } = await approved(
      { people: [dora, { name: "Eve", address: "eve@example.org" }] },
      { waivers: [{ check: "separation-of-duties", fact: "commit-identities", reason: "a sandbox" }] },
    );
    expect(await read()).toEqual({ decision: "approved" });
  });
});

describe("an approval is void, and the gate asks again,", () => {
  test.each<[string, string, Asked]>([
    ["the environment", "staging was changed while the gate was open", { realState: wrongDigest }],
    ["the plan", "the plan is another one", { planDigest: wrongDigest }],
    ["the change", "the change is another one", { changeDigest: wrongDigest }],
  ])("when %s changed after it was shown", async (_, reason, asked) => {
    const { run, records, item, read, told, signed } = await approved(asked);
    expect(await read()).toEqual({ decision: "ask" });
    expect(await told("void-gate")).toEqual([{ gate, dossierDigest: item.dossierDigest, reason }]);
    expect(await records.gate(run.runId, gate)).toMatchObject({ state: "void" });
    expect(await told("await-gate")).toEqual([{ gate, time: 1 }]);
    expect(signed()).toEqual([]);
    expect(await read()).toEqual({ decision: "ask" });
    expect(await told("void-gate")).toHaveLength(1);
  });

  test("also where nothing of production would change, because a run that asked once asks to the end", async () => {
    const { run, read, told } = await approved({ planDigest: wrongDigest });
    await read();
    existAsWanted(run, "production");
    expect(await read()).toEqual({ decision: "ask" });
    expect(await told("pass-gate")).toEqual([]);
  });

  test("three times at most", async () => {
    const { run, read } = await approved({ planDigest: wrongDigest });
    await read();
    await run.say(...timesAwaited(2));
    await expect(read()).rejects.toMatchObject({
      name: "UnknownAnswer",
      message: expect.stringContaining("is void after 3 times"),
    });
  });
});

describe("an approval is refused, and nothing is signed,", () => {
  test.each<[string, string, Asked, Wanted]>([
    [
      "by somebody whom the plan does not ask",
      "and the plan asks 1 of staging-approver",
      { approver: "release-manager" },
      {},
    ],
    [
      "by an approver who left the directory",
      "not in the directory",
      {},
      { settings: { approvers: [{ id: "another", name: "", address: "a@example.com", identities: [] }] } },
    ],
    [
      "by an approver who contributed to the change",
      "Nobody decides on a commit of their own",
      { people: [dora, { name: "S", address: "Staging-Approver@example.com" }] },
      {},
    ],
    [
      "about commits of unknown people",
      "does not know whose commits those of eve@example.org are",
      { people: [dora, { name: "Eve", address: "eve@example.org" }] },
      {},
    ],
  ])("%s", async (_, said, asked, wanted) => {
    const { read, signed } = await approved(asked, wanted);
    await expect(read()).rejects.toMatchObject({
      name: "ReceiptRefused",
      message: expect.stringContaining(said),
    });
    expect(signed()).toEqual([]);
  });
});
