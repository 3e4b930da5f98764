import { occasionOf, sendNotices } from "../../../functions/sweep/send-notices.ts";
import { canonicalJson } from "../../../lib/domain/canonical.ts";
import type { GateItem } from "../../../lib/domain/gate/gate-item.ts";
import { invitationDigest } from "../../../lib/domain/gate/invitation.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";
import { sampleDossier } from "../../fixtures/sample-dossier.ts";
import { mailsOf, refuseMails } from "../../simulator/mailbox.ts";
import { keepIn } from "../../simulator/opened-run.ts";
import { justBefore, requestsFor } from "../../simulator/requests.ts";
import { submitted } from "../../simulator/submitted.ts";
import { editGate } from "../../simulator/table.ts";
import { gateOpenedAt, openGateOf } from "./open-gates.ts";

const minuteMs = 60_000;
const openedAtMs = Date.parse("2026-11-24T10:00:00Z");
const two: Partial<GateItem> = {
  approvers: ["change-manager", "release-manager"],
  quorum: 2,
  escalation: { to: "platform-owner", atMs: openedAtMs + 45 * minuteMs },
  delivered: ["change-manager", "release-manager"],
};
const missed = { delivered: ["change-manager"] };

/** A run whose gate has been open for so many minutes. */
async function waiting(minutes: number, more: Partial<GateItem> = {}) {
  const { installation, records, runId, entries } = await submitted();
  const dossierDigest = keepIn(installation, canonicalJson(sampleDossier()));
  const gate = { ...two, dossierDigest, ...more };
  await openGateOf(installation, "change-record", gate);
  const mails = mailsOf(installation);
  await installation.pass(minutes * minuteMs);
  const ports = installation.ports("sweep");
  const send = () => installation.does(async () => sendNotices(ports, await ports.records.lease()));
  const recipients = () =>
    mails.map(({ approver, link }) => `${approver}${link === "" ? "" : " with a link"}`);
  const kept = () => records.gate(runId, "change-record");
  const sent = async () =>
    (await entries())
      .filter(isFact("send-invitation", "outcome"))
      .map(({ detail: { to, occasion, accepted } }) => ({ to, occasion, accepted }));
  return { installation, records, runId, gate, mails, send, recipients, kept, sent };
}

describe("the occasion of a mail about an open gate", () => {
  test.each<[string, number, Partial<GateItem>, string | null]>([
    ["is none before the plan's time for a reminder", 29.9, {}, null],
    ["is a reminder at that time", 30, {}, "reminder"],
    ["is none after the reminder", 44.9, { reminded: true }, null],
    ["is an escalation at the plan's time for it", 45, { reminded: true }, "escalation"],
    ["is an escalation at once after a long outage", 46, {}, "escalation"],
    ["is none after the escalation", 59.9, { reminded: true, escalated: true }, null],
    ["is none when the plan names nobody to escalate to", 50, { reminded: true, escalation: null }, null],
    ["is none once the gate's time is over", 60, {}, null],
    ["is none once the gate is decided", 30, { state: "approved" }, null],
    ["is none while the first mails may still be under way", 1.9, missed, null],
    ["is a retry when a mail was not accepted", 2, missed, "retry"],
    [
      "is a retry, also after the reminder, when a mail was not accepted",
      31,
      { ...missed, reminded: true },
      "retry",
    ],
    ["is a reminder rather than a retry", 31, missed, "reminder"],
  ])("%s", (_what, minutes, more, occasion) => {
    const gate = gateOpenedAt(openedAtMs, { ...two, ...more });

    expect(occasionOf(gate, openedAtMs + minutes * minuteMs)).toBe(occasion);
  });
});

describe("a reminder", () => {
  test("goes with a fresh link to the approvers who have not decided", async () => {
    const { mails, records, send, recipients, sent } = await waiting(30, { approvedBy: ["change-manager"] });

    expect(await send()).toEqual({ told: 1, undelivered: 0 });
    expect(recipients()).toEqual(["release-manager with a link"]);
    expect(await sent()).toEqual([{ to: "release-manager", occasion: "reminder", accepted: true }]);
    expect(await records.invitation(invitationDigest(mails[0]?.link ?? ""))).toMatchObject({
      approver: "release-manager",
      gate: "change-record",
      state: "open",
    });
  });

  test("shows the head of the records", async () => {
    const { mails, send } = await waiting(30);
    await send();

    expect(mails[0]?.text).toContain("Records: 1 entries, head ");
  });

  test("is sent once", async () => {
    const { send, recipients, kept } = await waiting(30);
    await send();

    expect(await send()).toEqual({ told: 0, undelivered: 0 });
    expect(recipients()).toHaveLength(2);
    expect(await kept()).toMatchObject({ reminded: true, escalated: false });
  });
});

describe("a mail that was not accepted", () => {
  test("is sent again, and only to the approver who got none", async () => {
    const { send, recipients, kept } = await waiting(2, missed);

    expect(await send()).toEqual({ told: 1, undelivered: 0 });
    expect(recipients()).toEqual(["release-manager with a link"]);
    expect(await kept()).toMatchObject({
      delivered: ["change-manager", "release-manager"],
      reminded: false,
      escalated: false,
    });
  });

  test("counts as undelivered until it is accepted", async () => {
    const { installation, send, sent } = await waiting(2, missed);
    refuseMails(installation);

    expect(await send()).toEqual({ told: 1, undelivered: 1 });
    expect(await send()).toEqual({ told: 1, undelivered: 1 });
    expect(await sent()).toEqual([
      { to: "release-manager", occasion: "retry", accepted: false },
      { to: "release-manager", occasion: "retry", accepted: false },
    ]);
  });
});

describe("an escalation", () => {
  test("reminds the approvers, and sends another person a mail without a link that says who has not decided", async () => {
    const { mails, send, recipients, sent } = await waiting(45, { approvedBy: ["change-manager"] });

    expect(await send()).toEqual({ told: 2, undelivered: 0 });
    expect(recipients()).toEqual(["release-manager with a link", "platform-owner"]);
    expect(await sent()).toEqual([
      { to: "release-manager", occasion: "escalation", accepted: true },
      { to: "platform-owner", occasion: "escalation", accepted: true },
    ]);
    expect(mails[1]?.text).toContain("This gate waits for release-manager.");
  });

  test("counts as the reminder as well, so that two mails do not follow each other within a minute", async () => {
    const { send, kept } = await waiting(45);
    await send();

    expect(await kept()).toMatchObject({ escalated: true, reminded: true });
    expect(await send()).toEqual({ told: 0, undelivered: 0 });
  });

  test("to one of the approvers adds no second mail to them", async () => {
    const { send, recipients } = await waiting(45, {
      escalation: { to: "change-manager", atMs: openedAtMs + 45 * minuteMs },
    });

    expect(await send()).toEqual({ told: 2, undelivered: 0 });
    expect(await send()).toEqual({ told: 0, undelivered: 0 });
    expect(recipients()).toEqual(["change-manager with a link", "release-manager with a link"]);
  });

  test("sends no mail to the other person when the gate was decided while the links were sent", async () => {
    const { installation, runId, send, recipients } = await waiting(45);
    justBefore(installation.account, requestsFor("dynamodb", "TransactWrite"), () =>
      editGate(installation, runId, "change-record", { state: "approved" }),
    );

    expect(await send()).toMatchObject({ undelivered: 0 });
    expect(recipients()).toEqual(["change-manager with a link", "release-manager with a link"]);
  });
});

describe("the gates of a run", () => {
  test("are all handled, and their mails are counted together", async () => {
    const { installation, gate, send } = await waiting(0);
    await openGateOf(installation, "production-release", {
      ...gate,
      approvers: ["release-manager"],
      delivered: [],
    });
    await installation.pass(30 * minuteMs);
    refuseMails(installation, "release-manager");

    expect(await send()).toEqual({ told: 3, undelivered: 1 });
  });

  test("are looked for only while a run has the lease", async () => {
    const { installation, records, recipients } = await waiting(30);
    const lease = { ...(await records.lease()), runId: null };

    expect(await installation.does(() => sendNotices(installation.ports("sweep"), lease))).toEqual({});
    expect(recipients()).toEqual([]);
  });
});
