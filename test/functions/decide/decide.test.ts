import { decide } from "../../../functions/decide/decide.ts";
import { challengeOf } from "../../../lib/domain/gate/challenge.ts";
import type { Dossier } from "../../../lib/domain/gate/dossier.ts";
import { nonceOf } from "../../../lib/domain/gate/invitation.ts";
import type { PageRequest } from "../../../lib/pages/exchange.ts";
import type { GateItem } from "../../../lib/ports/records/port.ts";
import { browserOf } from "../../../lib/shared-use-cases/visit.ts";
import { opened, openedRun, type Wanted } from "../../fakes/opened-run.ts";

const gate = "change-record";
const cookie = "the browser's cookie";
const dora = { name: "Dora", address: "dora@example.com" };
const person = { issuer: "https://id.example", subject: "cm-4711" };
const manager = {
  id: "change-manager",
  name: "C",
  address: "c@example.com",
  identities: ["c@example.com"],
  oidc: person,
};

/** A gate that one of two approvers may pass, the link of one of them, and a browser that was shown its page. */
async function deciding(
  asked: Partial<Dossier> = {},
  { item = {}, ...wanted }: Wanted & { readonly item?: Partial<GateItem> } = {},
) {
  const run = await openedRun(wanted);
  const asks = await opened(
    run,
    { gate, approvers: ["change-manager", "release-manager"], quorum: 1, people: [dora], ...asked },
    item,
  );
  const { world, runId } = run;
  const secret = asks.linkOf("change-manager");
  const form = {
    nonce: nonceOf(cookie, secret),
    digest: asks.item.dossierDigest,
    challenge: challengeOf("production", asks.item.dossierDigest),
    reason: "because",
    decision: "approve",
  };
  const send = (fields: Readonly<Record<string, unknown>> = {}, request: Partial<PageRequest> = {}) =>
    decide(world.ports)({
      method: "POST",
      invitation: secret,
      query: {},
      headers: { "sec-fetch-site": "same-origin" },
      cookies: { "__Host-interlock": cookie },
      form: { ...form, ...fields },
      ...request,
    });
  const decided = () => run.told("decide-gate");
  const kept = () => world.records.gate(runId, gate);
  const signIn = async (more: { subject?: string; expiresAtMs?: number } = {}) =>
    world.browsers.keepSignIn(browserOf(cookie), {
      ...person,
      invitation: asks.invitationOf("change-manager").idDigest,
      expiresAtMs: world.nowMs + 1,
      ...more,
    });
  return { ...run, ...asks, secret, send, decided, kept, signIn };
}
const alertOf = (html: string) => html.match(/role="alert">([^<]*)</)?.[1]?.replaceAll("&#39;", "'");

describe("a yes", () => {
  test("is written down with its reason and with what it rests on", async () => {
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
      },
    ]);
  });

  test("that settles the gate wakes the run, and says what happens next", async () => {
    const { world, send, kept, runId } = await deciding();
    const { status, html } = await send();
    expect(status).toBe(200);
    expect(html).toContain("<h1>Approved</h1>");
    expect(html).toContain(`The run ${runId} looks once more`);
    expect(world.answered).toEqual(["the task token"]);
    expect(await kept()).toMatchObject({ state: "approved", answered: true });
  });

  test("of one of three says how many more must agree, and wakes nobody", async () => {
    const { world, send, kept } = await deciding({
      approvers: ["change-manager", "release-manager", "platform-owner"],
      quorum: 3,
    });
    const { status, html } = await send();
    expect(status).toBe(200);
    expect(html).toContain("2 more must agree");
    expect(world.answered).toEqual([]);
    expect(await kept()).toMatchObject({ state: "open", approvedBy: ["change-manager"] });
  });

  test("needs no reason", async () => {
    const { send, decided } = await deciding();
    expect((await send({ reason: "" })).status).toBe(200);
    expect(await decided()).toMatchObject([{ decision: "approve", reason: "" }]);
  });
});

describe("a no", () => {
  test("with its reason ends the gate, wakes the run, and says that it is being undone", async () => {
    const { world, send, decided, kept, runId } = await deciding();
    const { status, html } = await send({ decision: "reject" });
    expect(status).toBe(200);
    expect(html).toContain("<h1>Rejected</h1>");
    expect(html).toContain(`What has to be undone of the run ${runId} is being undone now`);
    expect(await decided()).toMatchObject([{ decision: "reject", reason: "because" }]);
    expect(await kept()).toMatchObject({ state: "rejected" });
    expect(world.answered).toEqual(["the task token"]);
  });
});

describe("nothing is decided, and the link stays as it was", () => {
  test.each<[string, number, Readonly<Record<string, unknown>>, Partial<PageRequest>]>([
    ["when the form is only looked at", 405, {}, { method: "GET" }],
    ["through a link that nobody has", 404, {}, { invitation: "nobody has this" }],
    ["by a form with a field that the page does not have", 400, { approver: "release-manager" }, {}],
    ["by a form from another site", 403, {}, { headers: { "sec-fetch-site": "cross-site" } }],
    ["by a form that does not say where it is from", 403, {}, { headers: {} }],
    ["by a form from another browser", 403, {}, { cookies: { "__Host-interlock": "another" } }],
    ["by a browser without its cookie", 403, {}, { cookies: {} }],
    ["by a form with a nonce of its own", 403, { nonce: "made up" }, {}],
  ])("%s", async (_, expected, fields, request) => {
    const { world, send, decided, kept } = await deciding();
    expect((await send(fields, request)).status).toBe(expected);
    expect(await decided()).toEqual([]);
    expect((await kept())?.state).toBe("open");
    expect(world.answered).toEqual([]);
    expect((await send()).status).toBe(200);
  });

  test.each<[string, string, Readonly<Record<string, unknown>>]>([
    ["without a choice", "Choose Approve or Reject.", { decision: "" }],
    ["by a choice that there is none of", "Choose Approve or Reject.", { decision: "postpone" }],
    ["by a no without a reason", "A no needs a reason", { decision: "reject", reason: "" }],
    ["by a no whose reason is blank", "A no needs a reason", { decision: "reject", reason: " \n" }],
    ["about another dossier", "What you were shown is not what is asked now.", { digest: "0".repeat(64) }],
    ["by a wrong challenge", "“staging 0000” is not the environment", { challenge: "staging 0000" }],
    ["without a challenge", "“” is not the environment", { challenge: "" }],
  ])("%s, and the page says why", async (_, said, fields) => {
    const { world, send, decided } = await deciding();
    const { status, html } = await send(fields);
    expect(status).toBe(422);
    expect(alertOf(html)).toContain(said);
    expect(await decided()).toEqual([]);
    world.nowMs += 1_000;
    expect((await send()).status).toBe(200);
  });

  test("of a wrong challenge more than sixty characters are repeated to nobody", async () => {
    const { send } = await deciding();
    const { html } = await send({ challenge: "x".repeat(150) });
    expect(alertOf(html)).toContain(`“${"x".repeat(60)}”`);
  });

  test("and the reason that was typed is there again", async () => {
    const { send } = await deciding();
    expect((await send({ challenge: "x", reason: "the network is wrong" })).html).toContain(
      "the network is wrong</textarea>",
    );
  });

  test.each<[string, string, Partial<Dossier>, Wanted]>([
    [
      "by somebody who had a hand in the change",
      "Nobody decides on a commit of their own",
      { people: [dora, { name: "C", address: "Change-Manager@example.com" }] },
      {},
    ],
    [
      "about commits of people whom nobody knows",
      "whose commits those of eve@example.org are",
      { people: [{ name: "Eve", address: "eve@example.org" }] },
      {},
    ],
    [
      "by somebody who left the directory",
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

  test("when somebody else settled the gate in the meantime", async () => {
    const { world, send } = await deciding();
    world.records.decide = async (_, seen) => ({ outcome: "late", gate: { ...seen, state: "rejected" } });
    expect((await send()).status).toBe(404);
    expect(world.answered).toEqual([]);
  });
});

test("commits of people whom nobody knows are decided about where the dossier states the waiver", async () => {
  const { send } = await deciding({
    people: [{ name: "Eve", address: "eve@example.org" }],
    waivers: [{ check: "separation-of-duties", fact: "commit-identities", reason: "a sandbox" }],
  });
  expect((await send()).status).toBe(200);
});

describe("a browser that guesses", () => {
  test("is not looked at for a while, is told for how long, and then decides", async () => {
    const { world, send, decided } = await deciding();
    for (let guess = 0; guess < 2; guess += 1) {
      world.nowMs += 2_000;
      expect((await send({ challenge: "x" })).status).toBe(422);
    }
    world.nowMs += 500;
    const { status, html, headers } = await send();
    expect([status, headers]).toEqual([429, { "retry-after": "2" }]);
    expect(alertOf(html)).toContain("try again in 2 s.");
    expect(await decided()).toEqual([]);
    world.nowMs += 1_499;
    expect((await send()).status).toBe(429);
    world.nowMs += 1;
    expect((await send()).status).toBe(200);
  });

  test("often enough is told of a minute", async () => {
    const { world, send } = await deciding();
    const guesses = Array.from({ length: 7 });
    for (const _ of guesses) await world.browsers.guessedWrong(browserOf(cookie), world.nowMs);
    const { html, headers } = await send();
    expect(headers).toEqual({ "retry-after": "60" });
    expect(alertOf(html)).toContain("try again in 1 minute.");
  });

  test("is not one that forgot its reason", async () => {
    const { send } = await deciding();
    await send({ decision: "reject", reason: "" });
    expect((await send()).status).toBe(200);
  });
});

describe("a gate that asks for a sign-in", () => {
  const oidc = () => deciding({ identity: "oidc" }, { settings: { approvers: [manager] } });

  test("is decided by whoever signed in for its link, and the records name them", async () => {
    const { send, signIn, decided } = await oidc();
    await signIn();
    expect((await send()).status).toBe(200);
    expect(await decided()).toMatchObject([
      {
        basis: "signed in as cm-4711 at https://id.example, and possession of the mailbox c@example.com",
        identity: person,
      },
    ]);
  });

  test.each<[string, { subject?: string; expiresAtMs?: number } | null]>([
    ["nobody signed in", null],
    ["somebody else signed in", { subject: "mallory" }],
    ["the sign-in is over", { expiresAtMs: 0 }],
  ])("is not decided when %s", async (_, signed) => {
    const { send, signIn, decided } = await oidc();
    if (signed !== null) await signIn(signed);
    const { status, html } = await send();
    expect([status, alertOf(html)]).toEqual([403, expect.stringContaining("Sign in first")]);
    expect(await decided()).toEqual([]);
  });
});

test("a gate that asks for no sign-in takes none for it", async () => {
  const { send, signIn, decided } = await deciding({}, { settings: { approvers: [manager] } });
  await signIn();
  expect((await send()).status).toBe(200);
  expect((await decided())[0]).not.toHaveProperty("identity");
});
