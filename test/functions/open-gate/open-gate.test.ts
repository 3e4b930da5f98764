import { openGate } from "../../../functions/open-gate/open-gate.ts";
import { invitationDigest } from "../../../lib/domain/gate/invitation.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import type { Plan } from "../../../lib/plan/schema.ts";
import { readDossier } from "../../../lib/shared-use-cases/read-dossier.ts";
import { opened, openedRun, standsAsWanted, type Wanted } from "../../fakes/opened-run.ts";

const gate = "staging-sign-off";
const hourMs = 3_600_000;
const asking = (approvers: string[], quorum: number) => (plan: Plan) => {
  plan.gates[gate] = { ...plan.gates[gate], approvers, quorum };
};

/** A run whose gates are opened, and whose staging and development stand as wanted, so that nothing is predicted. */
async function opening(wanted: Wanted = {}) {
  const run = await openedRun(wanted);
  await standsAsWanted(run, "development");
  await standsAsWanted(run, "staging");
  const { world, runId, epoch } = run;
  const open = (taskToken = "the task token", of: Gate = gate) =>
    openGate(world.ports)({ runId, epoch, gate: of, taskToken });
  const item = async (of: Gate = gate) => {
    const found = await world.records.gate(runId, of);
    if (found === null) throw new Error(`${of} was not opened`);
    return found;
  };
  const mailsTo = () => world.mails.map(({ approver }) => approver);
  /** From now on mails to these people are not accepted. */
  const refuse = (...refused: string[]) => {
    const { send } = world.notices;
    world.notices.send = async (approver, subject, text) => {
      if (refused.includes(approver)) throw new Error("not accepted");
      return send(approver, subject, text);
    };
  };
  return { ...run, open, item, mailsTo, refuse };
}

describe("a gate that is opened", () => {
  test("stands as the plan's rule wants it, with nobody's answer yet", async () => {
    const { world, open, item, runId, epoch } = await opening({
      plan: (plan) => {
        plan.gates[gate] = {
          ...plan.gates[gate],
          approvers: ["staging-approver", "release-manager"],
          quorum: 2,
          expiresAfterHours: 10,
          remindAfterFraction: 0.2,
          escalation: { to: "platform-owner", afterFraction: 0.6 },
          identity: "oidc",
        };
      },
    });
    const openedAtMs = world.nowMs;
    expect(await open()).toEqual({ undelivered: 0 });
    expect(await item()).toEqual({
      runId,
      gate,
      state: "open",
      epoch,
      sealedToken: await world.tokenSeal.seal("the task token", { runId, gate }),
      dossierDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      approvers: ["staging-approver", "release-manager"],
      quorum: 2,
      identity: "oidc",
      approvedBy: [],
      openedAtMs,
      expiresAtMs: openedAtMs + 10 * hourMs,
      remindAtMs: openedAtMs + 2 * hourMs,
      escalation: { to: "platform-owner", atMs: openedAtMs + 6 * hourMs },
      delivered: ["staging-approver", "release-manager"],
      reminded: false,
      escalated: false,
      answered: false,
    });
  });

  test("tells nobody else where the plan names nobody to tell", async () => {
    const { open, item } = await opening();
    await open("the task token", "plan-approval");
    expect((await item("plan-approval")).escalation).toBeNull();
  });

  test("shows a dossier of its own time, of everybody who had a hand in it, kept under its digest", async () => {
    const { world, change, open, item } = await opening();
    await open();
    const { dossierDigest, expiresAtMs } = await item();
    expect(await readDossier(world, dossierDigest)).toMatchObject({
      gate,
      environment: "staging",
      people: [change.commit.author],
      again: null,
      expiresAtMs,
    });
  });

  test("stands in the records before the first mail leaves", async () => {
    const { world, told, open } = await opening();
    const seen: number[] = [];
    const { send } = world.notices;
    world.notices.send = async (...mail) => {
      seen.push((await told("open-gate")).length);
      return send(...mail);
    };
    await open();
    expect(seen).toEqual([1]);
  });

  test("gives each approver a link of their own to the dossier", async () => {
    const { world, open, item } = await opening({ plan: asking(["staging-approver", "release-manager"], 1) });
    await open();
    const { dossierDigest, expiresAtMs } = await item();
    const links = await Promise.all(
      world.mails.map(({ link }) => world.records.invitation(invitationDigest(link))),
    );
    expect(links).toMatchObject([
      { approver: "staging-approver", dossierDigest, expiresAtMs, state: "open" },
      { approver: "release-manager", dossierDigest, expiresAtMs, state: "open" },
    ]);
  });

  test("again after it was void asks anew, and says what had moved", async () => {
    const run = await opening();
    await run.open();
    const first = await run.item();
    const decision = {
      decision: "approve",
      reason: "",
      basis: "",
      identity: null,
      atMs: run.world.nowMs,
    } as const;
    const link = run.world.mails.at(-1)?.link ?? "";
    const invitation = await run.world.records.invitation(invitationDigest(link));
    if (invitation === null) throw new Error("no invitation");
    await run.world.records.decide({ ...decision, invitation }, first);
    await run.world.records.voidGate(
      await run.written(),
      { runId: run.runId, epoch: run.epoch, actor: "read-gate" },
      await run.item(),
      "staging was changed",
    );
    await run.open("another token");
    const second = await run.item();
    expect(second).toMatchObject({ state: "open", approvedBy: [], delivered: ["staging-approver"] });
    expect((await readDossier(run.world, second.dossierDigest)).again).toBe("staging was changed");
    expect(run.mailsTo()).toEqual(["staging-approver", "staging-approver"]);
  });
});

describe("a gate is not opened", () => {
  test.each<[string, (plan: Plan) => void]>([
    ["for", asking(["staging-approver", "mallory"], 1)],
    [
      "for an escalation to",
      (plan) => {
        plan.gates[gate].escalation = { to: "mallory", afterFraction: 0.9 };
      },
    ],
  ])("%s somebody whom the directory does not know", async (_, plan) => {
    const { world, runId, open, mailsTo } = await opening({ plan });
    await expect(open()).rejects.toMatchObject({
      name: "SettingMissing",
      message: expect.stringContaining("the plan asks mallory at staging-sign-off"),
    });
    expect(await world.records.gate(runId, gate)).toBeNull();
    expect(mailsTo()).toEqual([]);
  });

  test("about a change whose contributors are counted since a run that nobody took here", async () => {
    const since = "f".repeat(40);
    const { open, mailsTo } = await opening({
      change: { edit: (change) => ({ ...change, contributors: { ...change.contributors, since } }) },
    });
    await expect(open()).rejects.toMatchObject({
      name: "PrerequisiteMissing",
      message: expect.stringContaining(since),
    });
    expect(mailsTo()).toEqual([]);
  });
});

describe("a gate that stands already", () => {
  test("takes the new token, sends no second mail, and writes nothing more", async () => {
    const { world, runId, told, open, item, mailsTo } = await opening();
    await open();
    world.records.progress = () => Promise.reject(new Error("it was written"));
    expect(await open("another token")).toEqual({ undelivered: 0 });
    expect((await item()).sealedToken).toBe(await world.tokenSeal.seal("another token", { runId, gate }));
    expect(mailsTo()).toEqual(["staging-approver"]);
    expect(await told("open-gate")).toHaveLength(1);
  });

  test("sends the mails that have not left yet, by links that work, and no others", async () => {
    const run = await opening();
    const approvers = ["staging-approver", "release-manager"];
    const { item } = await opened(run, { gate, approvers, quorum: 2 }, { delivered: ["staging-approver"] });
    expect(await run.open()).toEqual({ undelivered: 0 });
    expect(run.mailsTo()).toEqual(["release-manager"]);
    expect((await run.item()).delivered).toEqual(approvers);
    const link = run.world.mails.at(-1)?.link ?? "";
    expect(await run.world.records.invitation(invitationDigest(link))).toMatchObject({
      approver: "release-manager",
      dossierDigest: item.dossierDigest,
      state: "open",
    });
  });

  test.each(["approved", "rejected", "expired"] as const)(
    "and is %s sends nothing any more",
    async (state) => {
      const run = await opening();
      await opened(run, { gate, approvers: ["staging-approver"], quorum: 1 }, { state, delivered: [] });
      expect(await run.open()).toEqual({ undelivered: 0 });
      expect(run.mailsTo()).toEqual([]);
      expect(await run.world.records.unanswered()).toMatchObject([{ gate, state }]);
    },
  );
});

describe("mails that are not accepted", () => {
  const two = ["staging-approver", "release-manager"];

  test("are counted, while enough people were reached to pass the gate", async () => {
    const { open, item, refuse } = await opening({ plan: asking(two, 1) });
    refuse("release-manager");
    expect(await open()).toEqual({ undelivered: 1 });
    expect(await item()).toMatchObject({ state: "open", delivered: ["staging-approver"] });
  });

  test("end the gate at once when too few were reached: the run waits for nobody who was not told", async () => {
    const { world, told, open, item, refuse } = await opening({ plan: asking(two, 2) });
    refuse("release-manager");
    expect(await open()).toEqual({ undelivered: 1 });
    expect(await item()).toMatchObject({ state: "expired" });
    expect(await told("expire-gate")).toEqual([
      {
        gate,
        expiredAtMs: world.nowMs,
        reason: "no mail about staging-sign-off was accepted for release-manager, so nobody waits for them",
      },
    ]);
  });

  test("count for nothing when the gate was settled while they were sent", async () => {
    const { world, told, open, refuse } = await opening();
    refuse("staging-approver");
    world.records.progress = async () => null;
    expect(await open()).toEqual({ undelivered: 0 });
    expect(await told("expire-gate")).toEqual([]);
  });
});
