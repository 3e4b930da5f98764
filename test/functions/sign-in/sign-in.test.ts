import { settingMissing } from "../../../lib/domain/errors.ts";
import type { Dossier } from "../../../lib/domain/gate/dossier.ts";
import type { IdentityProvider, SignedIn } from "../../../lib/ports/identity-provider/port.ts";
import type { Approver } from "../../../lib/ports/settings/port.ts";
import { parseFlow, writeFlow } from "../../../lib/shared-use-cases/sign-in-flow.ts";
import { browserOf } from "../../../lib/shared-use-cases/visit.ts";
import { cookiesOf } from "../../simulator/cookies.ts";
import { openedGate } from "../../simulator/opened-gate.ts";
import { OpenedRun } from "../../simulator/opened-run.ts";

const cookie = "the browser's cookie";
const person = { issuer: "https://id.example", subject: "cm-4711" };
const challenge = { state: "state", nonce: "nonce", codeVerifier: "verifier" };
const flowName = "__Host-interlock-sign-in";
const manager: Approver = {
  id: "change-manager",
  name: "C",
  address: "c@example.com",
  identities: ["c@example.com"],
  oidc: person,
};

/** A gate that asks for a sign-in, and an identity provider whose answer is `finish`. */
async function signing({
  identity = "oidc",
  approvers = [manager],
  finish = async () => person,
}: {
  readonly identity?: Dossier["identity"];
  readonly approvers?: readonly Approver[];
  readonly finish?: () => Promise<SignedIn>;
} = {}) {
  const run = await OpenedRun.begin({
    settings: { approvers, approvalsUrl: "https://approvals.example.com" },
  });
  const { linkOf, invitationOf } = await openedGate(run, {
    gate: "change-record",
    approvers: ["change-manager"],
    quorum: 1,
    identity,
  });
  const { installation } = run;
  const finished: unknown[] = [];
  // The provider is not part of the AWS account; test/scenarios/sign-in.test.ts uses a real one.
  const identityProvider: IdentityProvider = {
    begin: async () => ({ url: "https://id.example/authorize?state=state", flow: challenge }),
    finish: async (query, flow) => {
      finished.push({ query, flow });
      return finish();
    },
  };
  const secret = linkOf("change-manager");
  const flow = { ...challenge, secret, browser: browserOf(cookie) };
  const at = (invitation: string, cookies: Readonly<Record<string, string>>, query = {}) =>
    installation.show(
      "sign-in",
      { method: "GET", invitation, query, headers: {}, cookies, form: {} },
      { identityProvider },
    );
  const begin = (cookies: Readonly<Record<string, string>> = { "__Host-interlock": cookie }, link = secret) =>
    at(link, cookies);
  const comeBack = (kept: string = writeFlow(flow)) => at("", { [flowName]: kept }, { code: "code" });
  const signedIn = () => installation.port("browsers").signIn(browserOf(cookie));
  return { installation, invitationOf, secret, flow, finished, begin, comeBack, signedIn };
}

describe("a sign-in begins", () => {
  test("at the identity provider, and the browser keeps what must be known when it comes back", async () => {
    const { begin, flow } = await signing();
    const begun = await begin();
    expect(begun.status).toBe(303);
    expect(begun.headers).toEqual({ location: "https://id.example/authorize?state=state" });
    expect(parseFlow(cookiesOf(begun)[flowName])).toEqual(flow);
  });

  test("not in a browser that never opened the page", async () => {
    const { begin } = await signing();
    const { status, html, headers } = await begin({});
    expect([status, headers]).toEqual([400, undefined]);
    expect(html).toContain("Open the link first");
  });

  test("not through an unusable link", async () => {
    const { begin } = await signing();
    expect((await begin({ "__Host-interlock": cookie }, "an unknown link")).status).toBe(404);
  });

  test("not at a gate that asks for no sign-in", async () => {
    const { begin } = await signing({ identity: "mailbox" });
    expect((await begin()).status).toBe(404);
  });
});

describe("a browser that returns from the provider", () => {
  test("with the approver signed in may decide through this link for ten minutes", async () => {
    const { installation, invitationOf, secret, flow, finished, comeBack, signedIn } = await signing();
    const back = await comeBack();
    expect(back.status).toBe(200);
    expect(back.html).toContain(`href="approvals/${secret}#decide"`);
    expect(finished).toEqual([{ query: { code: "code" }, flow }]);
    expect(await signedIn()).toEqual({
      ...person,
      invitation: invitationOf("change-manager").idDigest,
      expiresAtMs: installation.time.nowMs() + 600_000,
    });
  });

  test("loses its sign-in cookie", async () => {
    const { comeBack } = await signing();
    expect((await comeBack()).cookies).toEqual([expect.stringMatching(`^${flowName}=; .*Max-Age=0`)]);
  });

  test.each<[string, readonly Approver[], SignedIn]>([
    ["another person of the same provider", [manager], { ...person, subject: "mallory" }],
    ["the same name at another provider", [manager], { ...person, issuer: "https://evil.example" }],
    ["an approver who has no sign-in in the directory", [{ ...manager, oidc: undefined }], person],
    ["an approver who left the directory", [{ ...manager, id: "another" }], person],
  ])("with %s gets an explanation, and may decide nothing", async (_, approvers, somebody) => {
    const { comeBack, signedIn } = await signing({ approvers, finish: async () => somebody });
    const { status, html } = await comeBack();
    expect(status).toBe(403);
    expect(html).toContain("You are not who this link was sent to");
    expect(await signedIn()).toBeNull();
  });

  test.each<[string, string]>([
    ["without its sign-in cookie", ""],
    ["with a made-up sign-in cookie", "made-up"],
  ])("%s is not signed in, and the provider is not asked", async (_, kept) => {
    const { comeBack, finished, signedIn } = await signing();
    const { status, html } = await comeBack(kept);
    expect(status).toBe(400);
    expect(html).toContain("You are not signed in");
    expect(finished).toEqual([]);
    expect(await signedIn()).toBeNull();
  });

  test("to a link that is no longer usable is not signed in", async () => {
    const { flow, comeBack, finished } = await signing();
    expect((await comeBack(writeFlow({ ...flow, secret: "an unknown link" }))).status).toBe(404);
    expect(finished).toEqual([]);
  });

  test("is not signed in if the provider confirms nothing", async () => {
    const { comeBack, signedIn } = await signing({ finish: () => Promise.reject(new Error("bad state")) });
    expect((await comeBack()).status).toBe(400);
    expect(await signedIn()).toBeNull();
  });

  test("to an installation whose settings are wrong gets the error about the settings", async () => {
    const { comeBack } = await signing({ finish: () => Promise.reject(settingMissing("no client")) });
    await expect(comeBack()).rejects.toMatchObject({ name: "SettingMissing" });
  });
});
