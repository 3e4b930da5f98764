import { dossierDigest } from "../../../lib/domain/gate/dossier.ts";
import type { Invitation } from "../../../lib/domain/gate/gate-item.ts";
import { invitationDigest, isNonce } from "../../../lib/domain/gate/invitation.ts";
import type { PageResponse } from "../../../lib/pages/exchange.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { formIn } from "../../fixtures/approval-form.ts";
import { cookiesOf } from "../../simulator/cookies.ts";
import { openedGate } from "../../simulator/opened-gate.ts";
import { OpenedRun } from "../../simulator/opened-run.ts";
import { put } from "../../simulator/table.ts";

const name = "__Host-interlock";

/** An open gate, the link of its approver, and a browser that opens it. */
async function showing() {
  const run = await OpenedRun.begin({ settings: { approvalsUrl: "https://approvals.example.com" } });
  const { dossier, linkOf } = await openedGate(run, {
    gate: "change-record",
    approvers: ["change-manager", "release-manager"],
    quorum: 1,
  });
  const secret = linkOf("change-manager");
  const otherSecret = linkOf("release-manager");
  const show = (invitation = secret, cookies: Readonly<Record<string, string>> = {}, method = "GET") =>
    run.installation.show("show-invitation", {
      method,
      invitation,
      cookies,
      query: {},
      headers: {},
      form: {},
    });
  return { run, dossier, secret, otherSecret, show };
}

describe("opening a link", () => {
  test.each(["GET", "HEAD"])("by %s shows the question, and writes nothing", async (method) => {
    const { run, show, secret, dossier } = await showing();
    const before = await run.written();
    const { status, html } = await show(secret, {}, method);
    expect(status).toBe(200);
    expect(html).toContain(dossier.question);
    expect(await run.written()).toEqual(before);
  });

  test.each(["POST", "PUT", "DELETE"])("by %s is refused, and nothing is looked up", async (method) => {
    const { run, show, secret } = await showing();
    const before = run.installation.account.callCount;
    expect((await show(secret, {}, method)).status).toBe(405);
    expect(run.installation.account.callCount).toBe(before);
  });

  test("for the first time gives the browser a cookie, to which its form is bound", async () => {
    const { show, secret } = await showing();
    const shown = await show();
    const cookie = cookiesOf(shown)[name] ?? "";
    expect(cookie).not.toBe("");
    expect(isNonce(formIn(shown.html)["nonce"] ?? "", cookie, secret)).toBe(true);
  });

  test("gives a browser whose cookie is empty another one, because no form counts by an empty one", async () => {
    const { show, secret } = await showing();
    const shown = await show(secret, { [name]: "" });
    expect(isNonce(formIn(shown.html)["nonce"] ?? "", cookiesOf(shown)[name] ?? "", secret)).toBe(true);
  });

  test("again leaves the browser the cookie that it has", async () => {
    const { show, secret } = await showing();
    const shown = await show(secret, { [name]: "the one it has" });
    expect(Object.keys(cookiesOf(shown))).toEqual([`${name}-links`]);
    const both = { [name]: "the one it has", ...cookiesOf(shown) };
    expect((await show(secret, both)).cookies).toBeUndefined();
    expect(isNonce(formIn(shown.html)["nonce"] ?? "", "the one it has", secret)).toBe(true);
  });

  test("that somebody wrote into the table looks like an unknown one, and is counted for an alarm", async () => {
    const { run, secret, show } = await showing();
    const { invitation } = run.installation.dynamodb.find(keys.invitation(invitationDigest(secret))) as {
      readonly invitation: Invitation;
    };
    const idDigest = invitationDigest("made-up");
    put(run.installation, keys.invitation(idDigest), { invitation: { ...invitation, idDigest } });
    const [forged, unknown] = [await show("made-up"), await show("an-unknown-one")];
    expect([forged.status, forged.html]).toEqual([unknown.status, unknown.html]);
    expect([forged.counts, unknown.counts]).toEqual([{ forgedLinks: 1 }, undefined]);
  });

  test("that cannot be used sets a cookie as well, so that the answer does not differ", async () => {
    const { show } = await showing();
    const shown = await show("an unknown link");
    expect(shown.status).toBe(404);
    expect(cookiesOf(shown)[name]).not.toBe("");
    expect((await show("an unknown link", { [name]: "the one it has" })).cookies).toBeUndefined();
  });
});

describe("in the browser that opened the link", () => {
  /** The cookies of a browser that opened the link, and the form that it then sends. */
  async function opened() {
    const shown = await showing();
    const cookies = cookiesOf(await shown.show());
    const challenge = `production ${dossierDigest(shown.dossier).slice(0, 8)}`;
    const { html } = await shown.show(shown.secret, cookies);
    const decide = (fields: Readonly<Record<string, string>>) =>
      shown.run.installation.show("decide", {
        method: "POST",
        invitation: shown.secret,
        query: {},
        headers: { "sec-fetch-site": "same-origin" },
        cookies,
        form: { ...formIn(html), challenge, reason: "", ...fields },
      });
    const look = (run: string, of: Readonly<Record<string, string>> = cookies) =>
      shown.run.installation.show("show-runs", {
        method: "GET",
        invitation: "",
        run,
        query: {},
        headers: {},
        cookies: of,
        form: {},
      });
    return { ...shown, cookies, decide, look };
  }

  test("the run can be looked at, and no other run, and not by another browser", async () => {
    const { run, look } = await opened();
    expect(await look(run.runId)).toMatchObject({ status: 200, html: expect.stringContaining(run.runId) });
    expect((await look("shop-other-1")).status).toBe(404);
    expect((await look(run.runId, {})).status).toBe(404);
    expect((await look(run.runId, { "__Host-interlock-links": "a-guessed-link" })).status).toBe(404);
  });

  test("a decision leads to the run's page, without commands for operators", async () => {
    const { run, decide } = await opened();
    const { html, headers } = await decide({ decision: "approve" });
    expect(html).toMatch(/<h1>Approved<\/h1>.*Your approval of change-record is recorded.*<table>/s);
    expect(html).not.toContain("npx interlock");
    expect(headers).toEqual({ refresh: `5; url=/runs/${run.runId}` });
  });

  test("a second click says what was decided, and other browsers learn nothing", async () => {
    const { show, secret, cookies, decide } = await opened();
    await decide({ decision: "reject", reason: "not on a Friday" });
    const again = await show(secret, cookies);
    expect(again.status).toBe(200);
    expect(again.html).toMatch(
      /<h1>You rejected<\/h1>.*rejection of change-record was recorded on .*not on a Friday/s,
    );
    expect((await show(secret, {})).status).toBe(404);
  });

  test.each<[string, (decide: () => Promise<PageResponse>) => Promise<readonly PageResponse[]>]>([
    ["after the first", async (decide) => [await decide(), await decide()]],
    ["beside the first", (decide) => Promise.all([decide(), decide()])],
  ])("a second form, %s, is told what was decided, and decides nothing", async (_, both) => {
    const { run, decide } = await opened();
    const answers = await both(() => decide({ decision: "approve" }));
    const titles = answers.map(({ html }) => html.match(/<h1>([^<]*)</)?.[1]);
    expect(titles.toSorted()).toEqual(["Approved", "You approved"]);
    expect(await run.recorded("decide-gate", "decision")).toHaveLength(1);
  });

  test("a second click says what was decided through that link, and not through others", async () => {
    const { show, secret, otherSecret, cookies, decide } = await opened();
    await decide({ decision: "reject", reason: "not on a Friday" });
    const both = { ...cookies, [`${name}-links`]: `${otherSecret}.${secret}` };
    expect((await show(secret, both)).html).toContain("not on a Friday");
    expect((await show(otherSecret, both)).status).toBe(404);
  });

  test("a link that was never sent leads nowhere, although the browser says that it opened it", async () => {
    const { show } = await showing();
    expect((await show("made-up", { [`${name}-links`]: "made-up" })).status).toBe(404);
  });

  test("nothing more is looked up for a browser that opened another link than for one that opened none", async () => {
    const { run, show, secret, otherSecret, cookies, decide } = await opened();
    await decide({ decision: "approve" });
    const { account } = run.installation;
    const callsWith = async (links: string) => {
      const before = account.callCount;
      expect((await show(secret, { ...cookies, [`${name}-links`]: links })).status).toBe(404);
      return account.callCount - before;
    };
    expect(await callsWith(otherSecret)).toBe(await callsWith(""));
  });
});
