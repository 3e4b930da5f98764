import { occasionOf, sendNotices } from "../../../functions/sweep/send-notices.ts";
import { canonicalJson, type Json } from "../../../lib/domain/canonical.ts";
import { invitationDigest } from "../../../lib/domain/gate/invitation.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";
import type { GateItem } from "../../../lib/ports/records/port.ts";
import { sampleDossier } from "../../fakes/sample-dossier.ts";
import { World } from "../../fakes/world.ts";

const runId = "shop-0123456789ab-1";
const minuteMs = 60_000;
const openedAtMs = new World().nowMs;
const gate: GateItem = {
  runId,
  gate: "change-record",
  state: "open",
  epoch: 1,
  sealedToken: "sealed",
  dossierDigest: "",
  approvers: ["change-manager", "release-manager"],
  quorum: 2,
  identity: "mailbox",
  approvedBy: [],
  openedAtMs,
  expiresAtMs: openedAtMs + 60 * minuteMs,
  remindAtMs: openedAtMs + 30 * minuteMs,
  escalation: { to: "platform-owner", atMs: openedAtMs + 45 * minuteMs },
  delivered: ["change-manager", "release-manager"],
  reminded: false,
  escalated: false,
  answered: false,
};
const missed = { delivered: ["change-manager"] };

/** A run whose gate has been open for so long. */
async function waiting(minutes: number, more: Partial<GateItem> = {}) {
  const world = new World();
  await world.submit(await world.change());
  const dossierDigest = await world.changes.keep(canonicalJson(sampleDossier() as unknown as Json));
  const { records } = world;
  const item = { ...gate, dossierDigest, ...more };
  await records.openGate(await records.read(runId), { runId, epoch: 1, actor: "open-gate" }, item, []);
  world.nowMs += minutes * minuteMs;
  const send = async () => sendNotices(world.ports, await records.lease());
  const told = () =>
    world.mails.map(({ approver, link }) => `${approver}${link === "" ? "" : " with a link"}`);
  const kept = () => records.gate(runId, "change-record");
  const sent = async () =>
    (await records.read(runId)).entries
      .filter(isFact("send-invitation", "outcome"))
      .map(({ detail: { to, occasion, accepted } }) => ({ to, occasion, accepted }));
  return { world, records, send, told, kept, sent };
}

describe("people are told about an open gate", () => {
  test.each<[string, number, Partial<GateItem>, string | null]>([
    ["of nothing while the plan's time for a reminder has not come", 29.9, {}, null],
    ["to remind them when it comes", 30, {}, "reminder"],
    ["of nothing once they were reminded", 44.9, { reminded: true }, null],
    ["to escalate when that time comes", 45, { reminded: true }, "escalation"],
    ["to escalate at once after a long outage", 46, {}, "escalation"],
    ["of nothing once that was done", 59.9, { reminded: true, escalated: true }, null],
    ["of nothing when the plan names nobody to escalate to", 50, { reminded: true, escalation: null }, null],
    ["of nothing any more when its time is over", 60, {}, null],
    ["of nothing any more when it is decided", 30, { state: "approved" }, null],
    ["of nothing while the first mails may still be on their way", 1.9, missed, null],
    ["again when one was not accepted", 2, missed, "retry"],
    [
      "again, although they were reminded, when one was not accepted",
      31,
      { ...missed, reminded: true },
      "retry",
    ],
    ["to remind them rather than again", 31, missed, "reminder"],
  ])("%s", (_what, minutes, more, occasion) => {
    expect(occasionOf({ ...gate, ...more }, openedAtMs + minutes * minuteMs)).toBe(occasion);
  });
});

describe("a reminder", () => {
  test("goes with a fresh link to whoever has not answered", async () => {
    const { world, records, send, told, sent } = await waiting(30, { approvedBy: ["change-manager"] });

    expect(await send()).toEqual({ told: 1, undelivered: 0 });
    expect(told()).toEqual(["release-manager with a link"]);
    expect(await sent()).toEqual([{ to: "release-manager", occasion: "reminder", accepted: true }]);
    expect(await records.invitation(invitationDigest(world.mails[0]?.link ?? ""))).toMatchObject({
      approver: "release-manager",
      gate: "change-record",
      state: "open",
    });
  });

  test("shows how far the records had come", async () => {
    const { world, send } = await waiting(30);
    await send();

    expect(world.mails[0]?.text).toContain("Records: 1 entries, head ");
  });

  test("is sent once", async () => {
    const { send, told, kept } = await waiting(30);
    await send();

    expect(await send()).toEqual({ told: 0, undelivered: 0 });
    expect(told()).toHaveLength(2);
    expect(await kept()).toMatchObject({ reminded: true, escalated: false });
  });
});

describe("a mail that was not accepted", () => {
  test("is sent again, and only to whoever did not get one", async () => {
    const { send, told, kept } = await waiting(2, missed);

    expect(await send()).toEqual({ told: 1, undelivered: 0 });
    expect(told()).toEqual(["release-manager with a link"]);
    expect(await kept()).toMatchObject({
      delivered: ["change-manager", "release-manager"],
      reminded: false,
      escalated: false,
    });
  });

  test("is told of as undelivered as long as it is not", async () => {
    const { world, send, sent } = await waiting(2, missed);
    world.notices.send = async () => {
      throw new Error("refused");
    };

    expect(await send()).toEqual({ told: 1, undelivered: 1 });
    expect(await send()).toEqual({ told: 1, undelivered: 1 });
    expect(await sent()).toEqual([
      { to: "release-manager", occasion: "retry", accepted: false },
      { to: "release-manager", occasion: "retry", accepted: false },
    ]);
  });
});

describe("an escalation", () => {
  test("reminds the approvers, and tells somebody else without a link whom it waits for", async () => {
    const { world, send, told, sent } = await waiting(45, { approvedBy: ["change-manager"] });

    expect(await send()).toEqual({ told: 2, undelivered: 0 });
    expect(told()).toEqual(["release-manager with a link", "platform-owner"]);
    expect(await sent()).toEqual([
      { to: "release-manager", occasion: "escalation", accepted: true },
      { to: "platform-owner", occasion: "escalation", accepted: true },
    ]);
    expect(world.mails[1]?.text).toContain("This waits for release-manager, who just got a new link.");
  });

  test("counts as the reminder as well: nobody is told twice in a minute", async () => {
    const { send, kept } = await waiting(45);
    await send();

    expect(await kept()).toMatchObject({ escalated: true, reminded: true });
    expect(await send()).toEqual({ told: 0, undelivered: 0 });
  });

  test("to one of the approvers is their mail, once, and no other", async () => {
    const { send, told } = await waiting(45, {
      escalation: { to: "change-manager", atMs: openedAtMs + 45 * minuteMs },
    });

    expect(await send()).toEqual({ told: 2, undelivered: 0 });
    expect(await send()).toEqual({ told: 0, undelivered: 0 });
    expect(told()).toEqual(["change-manager with a link", "release-manager with a link"]);
  });

  test("tells nobody else when somebody decided while the links left", async () => {
    const { records, send, told } = await waiting(45);
    records.progress = async () => null;

    expect(await send()).toMatchObject({ undelivered: 0 });
    expect(told()).toEqual(["change-manager with a link", "release-manager with a link"]);
  });
});

describe("the gates of a run", () => {
  test("are all looked after, and what was sent is counted together", async () => {
    const { world, records, send } = await waiting(0);
    const kept = await records.gate(runId, "change-record");
    const item: GateItem = {
      ...gate,
      ...kept,
      gate: "production-release",
      approvers: ["release-manager"],
      delivered: [],
    };
    await records.openGate(await records.read(runId), { runId, epoch: 1, actor: "open-gate" }, item, []);
    world.nowMs += 30 * minuteMs;
    const deliver = world.notices.send;
    world.notices.send = async (approver, subject, text) => {
      if (approver === "release-manager") throw new Error("refused");
      await deliver(approver, subject, text);
    };

    expect(await send()).toEqual({ told: 3, undelivered: 1 });
  });

  test("are looked for only while a run has the lease", async () => {
    const { world, records, told } = await waiting(30);

    expect(await sendNotices(world.ports, { ...(await records.lease()), runId: null })).toEqual({});
    expect(told()).toEqual([]);
  });
});
