import { openDecision, reasonDigest } from "../../../lib/domain/gate/decision-statement.ts";
import type { Dossier } from "../../../lib/domain/gate/dossier.ts";
import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { keyFingerprint, readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import type { PageRequest } from "../../../lib/pages/exchange.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import type { Wanted } from "../../simulator/opened-run.ts";
import { justBefore, refuse, requestsFor, requestsTo } from "../../simulator/requests.ts";
import { keyPairs } from "../../simulator/services/kms.ts";
import { edit, editGate, entriesOf } from "../../simulator/table.ts";
import { alertOf, deciding, dora, gate } from "./deciding.ts";

/** Looking, deciding, telling the execution, and the page of the run without what else holds up the installation. */
const mostRequests = 19;

describe("an approval", () => {
  test("asks AWS for little, because the person waits for each of the answers", async () => {
    const { send, installation } = await deciding();
    const asked = requestsTo(installation.account, () => true);
    expect((await send()).status).toBe(200);
    expect(asked.length).toBeLessThanOrEqual(mostRequests);
  });

  test("is recorded with its reason and its basis", async () => {
    const { send, decided, item } = await deciding();
    await send({ reason: "  it was tried on staging\n" });
    expect(await decided()).toEqual([
      {
        gate,
        decision: "approve",
        approver: "change-manager",
        basis: "possession of the mailbox change-manager@example.com",
        reason: "it was tried on staging",
        dossierDigest: item.dossierDigest,
        envelope: expect.objectContaining({ payloadType: "application/vnd.in-toto+json" }),
      },
    ]);
  });

  test("is signed by the decision key, over exactly what was decided", async () => {
    const { send, decided, item, runId, installation, invitation } = await deciding();
    await send({ reason: "it was tried on staging" });
    const [said] = await decided();
    const key = readVerifyingKey(installation.kms.decisionKeyPem);
    expect(said?.envelope && openDecision(said.envelope, key)).toEqual({
      runId,
      gate,
      dossierDigest: item.dossierDigest,
      approver: "change-manager",
      decision: "approve",
      reasonDigest: reasonDigest("it was tried on staging"),
      linkDigest: invitation.idDigest,
      identity: { basis: "possession of the mailbox change-manager@example.com", signIn: null },
      salt: expect.stringMatching(/^[0-9a-f]{32}$/),
      at: new Date(installation.time.nowMs()).toISOString(),
    });
  });

  test("through a row that nobody minted is none: the answer is that of an unknown link, and the attempt is noted", async () => {
    const { send, decided, kept, installation, invitation, runId } = await deciding();
    const key = keys.invitation(invitation.idDigest);
    edit(installation, key, { invitation: { ...invitation, mac: Buffer.alloc(32).toString("base64") } });
    const { status, html, counts } = await send();
    expect({ status, html }).toEqual({
      status: 404,
      html: (await send({}, { invitation: "an-unknown-one" })).html,
    });
    expect(counts).toEqual({ forgedLinks: 1 });
    expect(await decided()).toEqual([]);
    expect(await kept()).toMatchObject({ state: "open" });
    const [note, ...more] = entriesOf(installation, ownChain).filter(({ action }) => action === "note");
    expect(note).toMatchObject({ actor: "decide", subject: runId, detail: { about: "forged-link" } });
    expect(note?.action === "note" && JSON.parse(note.detail.detail)).toEqual({
      gate,
      approver: "change-manager",
      link: invitation.idDigest,
    });
    expect(more).toEqual([]);
  });

  test.each<[string, object]>([
    ["another approver", { approver: "release-manager" }],
    ["a longer time", { expiresAtMs: Date.parse("2027-01-01") }],
  ])("through a link that was minted, and edited to name %s, is none", async (_what, more) => {
    const { send, decided, installation, invitation } = await deciding();
    edit(installation, keys.invitation(invitation.idDigest), { invitation: { ...invitation, ...more } });
    expect((await send()).status).toBe(404);
    expect(await decided()).toEqual([]);
  });

  test("that passes the gate wakes the run, and the page says what happens next", async () => {
    const { send, kept, runId, answers, taskToken } = await deciding();
    const { status, html } = await send();
    expect(status).toBe(200);
    expect(html).toContain("<h1>Approved</h1>");
    expect(html).toContain(`The run ${runId} checks that everything is still as you saw it`);
    expect(answers()).toEqual([taskToken]);
    expect(await kept()).toMatchObject({ state: "approved", answered: true });
  });

  test("by one of three says how many more must agree, and does not wake the run", async () => {
    const { send, kept, answers } = await deciding({
      approvers: ["change-manager", "release-manager", "platform-owner"],
      quorum: 3,
    });
    const { status, html } = await send();
    expect(status).toBe(200);
    expect(html).toContain("2 more must agree");
    expect(answers()).toEqual([]);
    expect(await kept()).toMatchObject({ state: "open", approvedBy: ["change-manager"] });
  });

  test("is taken where the run was opened under the very key that signs it", async () => {
    const pem = keyPairs.decision.publicKey.export({ type: "spki", format: "pem" }).toString();
    const { send } = await deciding({ decisionKeyFingerprint: keyFingerprint(pem) });
    expect((await send()).status).toBe(200);
  });

  test("needs no reason", async () => {
    const { send, decided } = await deciding();
    expect((await send({ reason: "" })).status).toBe(200);
    expect(await decided()).toMatchObject([{ decision: "approve", reason: "" }]);
  });
});

describe("a rejection", () => {
  test("with its reason ends the gate, wakes the run, and the page says that the run is being undone", async () => {
    const { send, decided, kept, runId, answers, taskToken } = await deciding();
    const { status, html } = await send({ decision: "reject" });
    expect(status).toBe(200);
    expect(html).toContain("<h1>Rejected</h1>");
    expect(html).toContain(`Interlock is now undoing what must be undone of the run ${runId}`);
    expect(await decided()).toMatchObject([{ decision: "reject", reason: "because" }]);
    expect(await kept()).toMatchObject({ state: "rejected" });
    expect(answers()).toEqual([taskToken]);
  });
});

describe("nothing is decided, and the link stays as it was", () => {
  test.each<[string, number, Readonly<Record<string, unknown>>, Partial<PageRequest>]>([
    ["when the form is requested by GET", 405, {}, { method: "GET" }],
    ["through an unknown link", 404, {}, { invitation: "an unknown link" }],
    ["by a form with a field that the page does not have", 400, { approver: "release-manager" }, {}],
    ["by a form from another site", 403, {}, { headers: { "sec-fetch-site": "cross-site" } }],
    ["by a form that does not say where it is from", 403, {}, { headers: {} }],
    ["by a form from another browser", 403, {}, { cookies: { "__Host-interlock": "another" } }],
    ["by a browser without its cookie", 403, {}, { cookies: {} }],
    ["by a form with a nonce of its own", 403, { nonce: "made up" }, {}],
  ])("%s", async (_, expected, fields, request) => {
    const { send, decided, kept, answers } = await deciding();
    expect((await send(fields, request)).status).toBe(expected);
    expect(await decided()).toEqual([]);
    expect((await kept())?.state).toBe("open");
    expect(answers()).toEqual([]);
    expect((await send()).status).toBe(200);
  });

  test.each<[string, string, Readonly<Record<string, unknown>>]>([
    ["without a choice", "Choose Approve or Reject.", { decision: "" }],
    ["by an unknown choice", "Choose Approve or Reject.", { decision: "postpone" }],
    ["by a rejection without a reason", "Please give a reason", { decision: "reject", reason: "" }],
    ["by a rejection whose reason is blank", "Please give a reason", { decision: "reject", reason: " \n" }],
    [
      "by a rejection whose reason nobody can see",
      "Please give a reason",
      { decision: "reject", reason: "\u200B\u0000\u3164" },
    ],
    ["about another dossier", "What you were shown has changed.", { digest: "0".repeat(64) }],
    ["by a wrong challenge", "“staging 0000” is not the environment", { challenge: "staging 0000" }],
    ["without a challenge", "“” is not the environment", { challenge: "" }],
  ])("%s, and the page says why", async (_, said, fields) => {
    const { installation, send, decided } = await deciding();
    const { status, html } = await send(fields);
    expect(status).toBe(422);
    expect(alertOf(html)).toContain(said);
    expect(await decided()).toEqual([]);
    await installation.pass(1_000);
    expect((await send()).status).toBe(200);
  });

  test("and the page repeats at most sixty characters of a wrong challenge", async () => {
    const { send } = await deciding();
    const { html } = await send({ challenge: "x".repeat(150) });
    expect(alertOf(html)).toContain(`“${"x".repeat(60)}”`);
  });

  test("and the page keeps the reason that was typed", async () => {
    const { send } = await deciding();
    expect((await send({ challenge: "x", reason: "the network is wrong" })).html).toContain(
      "the network is wrong</textarea>",
    );
  });

  test.each<[string, string, Partial<Dossier>, Wanted]>([
    [
      "by an approver who contributed to the change",
      "You contributed to this change",
      { people: [dora, { name: "C", address: "Change-Manager@example.com" }] },
      {},
    ],
    [
      "about commits of unknown people",
      "does not list eve@example.org, who contributed to this change",
      { people: [{ name: "Eve", address: "eve@example.org" }] },
      {},
    ],
    [
      "by an approver who left the directory",
      "You are no longer in the approver directory.",
      {},
      { settings: { approvers: [] } },
    ],
  ])("%s", async (_, said, asked, wanted) => {
    const { send, decided } = await deciding(asked, wanted);
    const { status, html } = await send();
    expect([status, alertOf(html)]).toEqual([422, expect.stringContaining(said)]);
    expect(await decided()).toEqual([]);
  });

  test("when the decision key was replaced since the run was opened, because the decision would count for nothing", async () => {
    const { send, decided } = await deciding({ decisionKeyFingerprint: "0".repeat(64) });
    const { status, html } = await send();
    expect([status, alertOf(html)]).toEqual([
      409,
      expect.stringContaining("was replaced since this run was opened"),
    ]);
    expect(await decided()).toEqual([]);
  });

  test("when another approver rejected in the meantime", async () => {
    const { installation, runId, send, decided, answers } = await deciding();
    justBefore(installation.account, requestsFor("dynamodb", "TransactWrite"), () =>
      editGate(installation, runId, gate, { state: "rejected" }),
    );
    expect((await send()).status).toBe(404);
    expect(await decided()).toEqual([]);
    expect(answers()).toEqual([]);
  });
});

test("a decision is recorded although its page cannot be shown, which is an error", async () => {
  const { send, decided, installation } = await deciding();
  const refusal = refuse(installation.account, requestsFor("dynamodb", "Query"), {
    error: () => new Error("no entries can be read"),
  });
  await expect(send()).rejects.toThrow("no entries can be read");
  refusal.end();
  expect(await decided()).toHaveLength(1);
});

test("commits of unknown people can be decided about where the dossier shows the waiver", async () => {
  const { send } = await deciding({
    people: [{ name: "Eve", address: "eve@example.org" }],
    waivers: [{ check: "separation-of-duties", fact: "commit-identities", reason: "a sandbox" }],
  });
  expect((await send()).status).toBe(200);
});
