import { invitationDigest } from "../../../lib/domain/gate/invitation.ts";
import type { Plan } from "../../../lib/plan/schema.ts";
import { readDossier } from "../../../lib/shared-use-cases/read-dossier.ts";
import { mailsOf, refuseMails } from "../../simulator/mailbox.ts";
import { openedGate } from "../../simulator/opened-gate.ts";
import { justBefore, requestsFor, requestsTo } from "../../simulator/requests.ts";
import { signedDecision } from "../../simulator/signed-decision.ts";
import { editGate, entriesOf } from "../../simulator/table.ts";
import { gate, opening } from "./opening.ts";

const hourMs = 3_600_000;
const isTransaction = requestsFor("dynamodb", "TransactWrite");
const asking = (approvers: string[], quorum: number) => (plan: Plan) => {
  plan.gates[gate] = { ...plan.gates[gate], approvers, quorum };
};

describe("opening a gate", () => {
  test("keeps it as the plan's rule says, without a decision", async () => {
    const { installation, open, item, sealed, runId, epoch } = await opening({
      plan: (plan) => {
        plan.gates[gate] = {
          ...plan.gates[gate],
          approvers: ["staging-approver", "release-manager"],
          quorum: 2,
          expiresAfterHours: 10,
          remindAfterFraction: 0.2,
          escalation: { to: "platform-owner", afterFraction: 0.6 },
        };
      },
    });
    const openedAtMs = installation.time.nowMs();
    expect(await open()).toEqual({ undelivered: 0 });
    expect(await item()).toEqual({
      runId,
      gate,
      state: "open",
      epoch,
      sealedToken: await sealed("the task token"),
      dossierDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      approvers: ["staging-approver", "release-manager"],
      quorum: 2,
      approvedBy: [],
      openedAtMs,
      expiresAtMs: openedAtMs + 10 * hourMs,
      remindAtMs: openedAtMs + 2 * hourMs,
      escalation: { to: "platform-owner", atMs: openedAtMs + 6 * hourMs },
      delivered: ["staging-approver", "release-manager"],
      reminded: false,
      escalated: false,
      answered: false,
      mac: expect.stringMatching(/^[\w+/]{43}=$/),
    });
  });

  test("plans no escalation if the plan names no person to escalate to", async () => {
    const { open, item } = await opening();
    await open("the task token", "plan-approval");
    expect((await item("plan-approval")).escalation).toBeNull();
  });

  test("keeps a dossier under its digest, with its expiry and everybody who contributed", async () => {
    const { run, installation, open, item } = await opening();
    await open();
    const { dossierDigest, expiresAtMs } = await item();
    expect(await readDossier({ changes: installation.port("changes") }, dossierDigest)).toMatchObject({
      gate,
      environment: "staging",
      people: [run.change.commit.author],
      again: null,
      expiresAtMs,
    });
  });

  test("records the gate before it sends the first mail", async () => {
    const { installation, runId, open } = await opening();
    const recorded: number[] = [];
    mailsOf(installation, () => {
      recorded.push(entriesOf(installation, runId).filter(({ action }) => action === "open-gate").length);
    });
    await open();
    expect(recorded).toEqual([1]);
  });

  test("gives each approver a link of their own to the dossier", async () => {
    const { mails, records, open, item } = await opening({
      plan: asking(["staging-approver", "release-manager"], 1),
    });
    await open();
    const { dossierDigest, expiresAtMs } = await item();
    const links = [];
    for (const { link } of mails) links.push(await records.invitation(invitationDigest(link)));
    expect(links).toMatchObject([
      { approver: "staging-approver", dossierDigest, expiresAtMs, state: "open" },
      { approver: "release-manager", dossierDigest, expiresAtMs, state: "open" },
    ]);
  });

  test("again after its approval became void asks again, and says what changed", async () => {
    const { run, installation, records, mails, mailsTo, open, item } = await opening();
    await open();
    const first = await item();
    const atMs = installation.time.nowMs();
    const decision = { decision: "approve", reason: "", basis: "", identity: null, atMs } as const;
    const invitation = await records.invitation(invitationDigest(mails.at(-1)?.link ?? ""));
    if (invitation === null) throw new Error("no invitation");
    await records.decide(signedDecision({ ...decision, invitation }), first);
    await records.voidGate(
      await run.written(),
      { ...run.work, actor: "read-gate" },
      await item(),
      "staging was changed",
    );
    await open("another token");
    const second = await item();
    expect(second).toMatchObject({ state: "open", approvedBy: [], delivered: ["staging-approver"] });
    const { again } = await readDossier({ changes: installation.port("changes") }, second.dossierDigest);
    expect(again).toBe("staging was changed");
    expect(mailsTo()).toEqual(["staging-approver", "staging-approver"]);
  });
});

describe("a gate is not opened", () => {
  test.each<[string, (plan: Plan) => void]>([
    ["approver", asking(["staging-approver", "mallory"], 1)],
    [
      "person to escalate to",
      (plan) => {
        plan.gates[gate].escalation = { to: "mallory", afterFraction: 0.9 };
      },
    ],
  ])("when the directory does not know the %s", async (_, plan) => {
    const { records, runId, open, mailsTo } = await opening({ plan });
    await expect(open()).rejects.toMatchObject({
      name: "SettingMissing",
      message: expect.stringContaining("the plan asks mallory at staging-sign-off"),
    });
    expect(await records.gate(runId, gate)).toBeNull();
    expect(mailsTo()).toEqual([]);
  });

  test("when the contributors are counted since a commit that no run took here", async () => {
    const since = "f".repeat(40);
    const { open, mailsTo } = await opening({
      edit: (change) => ({ ...change, contributors: { ...change.contributors, since } }),
    });
    await expect(open()).rejects.toMatchObject({
      name: "PrerequisiteMissing",
      message: expect.stringContaining(since),
    });
    expect(mailsTo()).toEqual([]);
  });
});

describe("a gate that was opened before", () => {
  test("takes the new token, sends no second mail, and writes nothing else", async () => {
    const { run, open, item, sealed, mailsTo } = await opening();
    await open();
    const before = { written: await run.written(), item: await item() };
    const writes = requestsTo(run.installation.account, isTransaction);
    expect(await open("another token")).toEqual({ undelivered: 0 });
    expect(mailsTo()).toEqual(["staging-approver"]);
    expect(writes).toHaveLength(1);
    expect(await run.written()).toEqual(before.written);
    expect(await item()).toEqual({ ...before.item, sealedToken: await sealed("another token") });
  });

  test("sends the mails that were not sent yet, with links that work, and no others", async () => {
    const { run, records, mails, open, item, mailsTo } = await opening();
    const approvers = ["staging-approver", "release-manager"];
    const { dossierDigest } = (
      await openedGate(run, { gate, approvers, quorum: 2 }, { delivered: ["staging-approver"] })
    ).item;
    expect(await open()).toEqual({ undelivered: 0 });
    expect(mailsTo()).toEqual(["release-manager"]);
    expect((await item()).delivered).toEqual(approvers);
    expect(await records.invitation(invitationDigest(mails.at(-1)?.link ?? ""))).toMatchObject({
      approver: "release-manager",
      dossierDigest,
      state: "open",
    });
  });

  test.each(["approved", "rejected", "expired"] as const)("and is %s sends no more mails", async (state) => {
    const { run, records, open, mailsTo } = await opening();
    await openedGate(run, { gate, approvers: ["staging-approver"], quorum: 1 }, { state, delivered: [] });
    expect(await open()).toEqual({ undelivered: 0 });
    expect(mailsTo()).toEqual([]);
    expect(await records.unanswered()).toMatchObject([{ gate, state }]);
  });
});

describe("mails that are not accepted", () => {
  const two = ["staging-approver", "release-manager"];

  test("are counted while enough approvers were reached to pass the gate", async () => {
    const { installation, open, item } = await opening({ plan: asking(two, 1) });
    refuseMails(installation, "release-manager");
    expect(await open()).toEqual({ undelivered: 1 });
    expect(await item()).toMatchObject({ state: "open", delivered: ["staging-approver"] });
  });

  test("end the gate at once when too few approvers were reached to pass it", async () => {
    const { run, installation, open, item } = await opening({ plan: asking(two, 2) });
    refuseMails(installation, "release-manager");
    expect(await open()).toEqual({ undelivered: 1 });
    expect(await item()).toMatchObject({ state: "expired" });
    expect(await run.recorded("expire-gate", "observation")).toEqual([
      {
        gate,
        expiredAtMs: installation.time.nowMs(),
        reason: "no mail about staging-sign-off was accepted for release-manager, so nobody waits for them",
      },
    ]);
  });

  test("do not count when the gate was decided while they were sent", async () => {
    const { run, installation, runId, open, item } = await opening();
    refuseMails(installation, "staging-approver");
    // The first transaction opens the gate, the second one records the mails.
    justBefore(
      installation.account,
      (call) => isTransaction(call) && entriesOf(installation, runId).at(-1)?.action === "open-gate",
      () => editGate(installation, runId, gate, { state: "approved" }),
    );
    expect(await open()).toEqual({ undelivered: 0 });
    expect((await item()).state).toBe("approved");
    expect(await run.recorded("expire-gate", "observation")).toEqual([]);
  });
});
