import type { FactOf } from "../../../lib/domain/records/facts.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { decided, receipt } from "../../fixtures/sample-facts.ts";
import { deployByHand } from "../../simulator/by-hand.ts";
import { existAsWanted } from "../../simulator/opened-gate.ts";
import type { Wanted } from "../../simulator/opened-run.ts";
import { payloadOf, signedBy } from "../../simulator/signed-decision.ts";
import { append, cutOff, editGate, remove } from "../../simulator/table.ts";
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
    const { read, signed, recorded } = await approved();
    expect(await read()).toEqual({ decision: "approved" });
    expect(signed()).toEqual([gatePassed]);
    expect(await recorded("await-gate")).toEqual([]);
  });

  test("by the Platform Owner locks the plan, and no other approval does", async () => {
    const owner = await approved({
      of: "plan-approval",
      environment: "development",
      approver: "platform-owner",
    });
    expect(await owner.read("plan-approval")).toEqual({ decision: "approved" });
    expect(await owner.records.lockedPlan(owner.run.plan.documentId)).toEqual({
      plan: owner.run.planDigest,
      runId: owner.run.runId,
    });
    const other = await approved();
    await other.read();
    expect(await other.records.lockedPlan(other.run.plan.documentId)).toBeNull();
  });

  test("that was signed for is not checked again, because later changes concern other states", async () => {
    const { run, read, signed } = await approved();
    await run.say(run.receipt({ statement: "gate-passed", about: gate }));
    deployByHand(run.cloudFormation, "shop-staging-storage");
    expect(await read()).toEqual({ decision: "approved" });
    expect(signed()).toEqual([]);
  });

  test("is refused if an entry says that it was signed for, and nobody signed that", async () => {
    const { run, read, signed } = await approved();
    await run.say(receipt(gate));
    await expect(read()).rejects.toMatchObject({ name: "ReceiptRefused" });
    expect(signed()).toEqual([]);
  });

  test("is signed for although another gate was signed for", async () => {
    const { run, read, signed } = await approved();
    await run.say(run.receipt({ statement: "gate-passed", about: "plan-approval" }));
    await read();
    expect(signed()).toEqual([gatePassed]);
  });

  test("of a gate that is not in the table is refused, because no change could void it", async () => {
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
    ["the plan", "the plan is a different one", { planDigest: wrongDigest }],
    ["the change", "the change is a different one", { changeDigest: wrongDigest }],
  ])("when %s changed after it was shown", async (_, reason, asked) => {
    const { run, records, item, read, recorded, signed } = await approved(asked);
    expect(await read()).toEqual({ decision: "ask" });
    expect(await recorded("void-gate")).toEqual([{ gate, dossierDigest: item.dossierDigest, reason }]);
    expect(await records.gate(run.runId, gate)).toMatchObject({ state: "void" });
    expect(await recorded("await-gate")).toEqual([{ gate, time: 1 }]);
    expect(signed()).toEqual([]);
    expect(await read()).toEqual({ decision: "ask" });
    expect(await recorded("void-gate")).toHaveLength(1);
  });

  test("also if nothing of production would change, because a run that has asked keeps asking", async () => {
    const { run, read, recorded } = await approved({ planDigest: wrongDigest });
    await read();
    existAsWanted(run, "production");
    expect(await read()).toEqual({ decision: "ask" });
    expect(await recorded("pass-gate")).toEqual([]);
  });

  test("three times at most", async () => {
    const { run, read } = await approved({ planDigest: wrongDigest });
    await read();
    await run.say(...timesAwaited(2));
    await expect(read()).rejects.toMatchObject({
      name: "UnknownAnswer",
      message: expect.stringContaining("is still void after 3 attempts"),
    });
  });
});

/** The entries of a gate that was approved, with the decision as somebody with write access to the table would have it. */
async function tampered(edit: (said: Decided) => Decided) {
  const arranged = await reading();
  existAsWanted(arranged.run, "staging");
  const { decide, invitationOf } = await ask(arranged.run);
  await decide("reject");
  const [said] = await arranged.run.recorded("decide-gate", "decision");
  if (said === undefined) throw new Error("nobody decided");
  const { installation, run } = arranged;
  const last = (await run.written()).head;
  // The rejection is cut off, the gate is put back, and the forged approval is written in its place.
  cutOff(installation, run.runId, last.count - 1);
  editGate(installation, run.runId, gate, { state: "approved", approvedBy: [said.approver] });
  append(installation, run.runId, [decided(gate, edit(said))], true, said.approver);
  return { ...arranged, invitation: invitationOf(said.approver) };
}
type Decided = FactOf<"decide-gate", "decision">["detail"];

describe("an approval that decide did not sign is refused, and nothing is signed,", () => {
  const without = ({ envelope: _, ...said }: Decided): Decided => said;
  const approved = (said: Decided): Decided => ({ ...said, decision: "approve" });
  const signedAnew = (said: Decided, by: Parameters<typeof signedBy>[1]): Decided => ({
    ...approved(said),
    envelope: signedBy(
      payloadOf({
        invitation: {
          runId: "shop-0123456789ab-1",
          gate,
          approver: said.approver,
          dossierDigest: said.dossierDigest,
          idDigest: wrongDigest,
          state: "open",
          expiresAtMs: 0,
          mac: "",
        },
        decision: "approve",
        reason: said.reason,
        basis: said.basis,
        identity: null,
        atMs: Date.parse("2026-11-24T10:00:00Z"),
      }),
      by,
    ),
  });

  test.each<[string, string, (said: Decided) => Decided]>([
    ["when it carries no statement", "is not signed by the decision key", (said) => without(approved(said))],
    ["when the statement is that of a rejection", "was signed for another decision", approved],
    ["when the signing key signed it", "names the key", (said) => signedAnew(said, "signing")],
    ["when the operators' key signed it", "names the key", (said) => signedAnew(said, "operator")],
    [
      "when its reason is another one",
      "was signed for another reasonDigest",
      (said) => ({ ...signedAnew(said, "decision"), reason: "another" }),
    ],
    [
      "when its basis is another one",
      "was signed as resting on",
      (said) => ({ ...signedAnew(said, "decision"), basis: "signed in as somebody" }),
    ],
  ])("%s", async (_what, reason, edit) => {
    const { read, signed } = await tampered(edit);
    await expect(read()).rejects.toMatchObject({
      name: "ReceiptRefused",
      message: expect.stringContaining(reason),
    });
    expect(signed()).toEqual([]);
  });

  test("but not when the decision key signed it for exactly this entry", async () => {
    const { read } = await tampered((said) => signedAnew(said, "decision"));
    expect(await read()).toEqual({ decision: "approved" });
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
      "You contributed to this change",
      { people: [dora, { name: "S", address: "Staging-Approver@example.com" }] },
      {},
    ],
    [
      "about commits of unknown people",
      "does not list eve@example.org, who contributed to this change",
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
