import { settingMissing } from "../../../lib/domain/errors.ts";
import {
  type DecisionStatement,
  decisionPayload,
  readDecision,
  reasonDigest,
} from "../../../lib/domain/gate/decision-statement.ts";
import type { Pending } from "../../../lib/ports/browsers/port.ts";
import type { IdentityProvider } from "../../../lib/ports/identity-provider/port.ts";
import type { Approver } from "../../../lib/ports/settings/port.ts";
import { browserOf } from "../../../lib/shared-use-cases/visit.ts";
import { otherDigest } from "../../fixtures/sample-facts.ts";
import { cookiesOf } from "../../simulator/cookies.ts";
import { cookie, deciding, manager, person } from "./deciding.ts";

const minuteMs = 60_000;
const state = "the state of the sign-in";

/** The identity provider vouches for whatever it is asked: what is tested is what Interlock makes of it. */
const vouching: IdentityProvider = {
  audience: () => "interlock",
  begin: async () => ({ url: "https://id.example/sign-in", flow: { state, codeVerifier: "verifier" } }),
  finish: async () => ({ idToken: "no token", keys: [] }),
};

/** A browser that sent its form and went to sign in. */
async function signingIn(decision: "approve" | "reject" = "approve") {
  const { send, installation, browsers, decided } = await deciding(
    { identity: "oidc" },
    { settings: { approvers: [manager] } },
  );
  const begun = await send({ decision }, {}, { identityProvider: vouching });
  /** The browser comes back; the directory and the provider may have changed meanwhile. */
  const comeBack = (approvers: readonly Approver[] = [manager], provider: Partial<IdentityProvider> = {}) =>
    send(
      {},
      { method: "GET", invitation: "", query: { state, code: "a code" }, cookies: cookiesOf(begun) },
      {
        identityProvider: { ...vouching, ...provider },
        settings: { ...installation.port("settings"), approvers },
      },
    );
  /** Somebody edits what is kept until the sign-in is over. */
  const editKept = async (edit: (kept: Pending) => Pending) => {
    const kept = await browsers.takePending(browserOf(cookie), state);
    if (kept === null) throw new Error("nothing waits for the sign-in");
    await browsers.keepPending(browserOf(cookie), edit(kept));
  };
  return { begun, installation, send, comeBack, editKept, decided };
}

test.each([
  ["approve", "approval"],
  ["reject", "rejection"],
] as const)("the page of a sign-in for %s says that the %s counts after it", async (decision, noun) => {
  const { begun } = await signingIn(decision);
  expect(begun.html).toContain(`Sign in to ${decision}`);
  expect(begun.html).toContain(`your ${noun} of change-record counts`);
});

describe("a browser that comes back from its sign-in decides nothing", () => {
  test.each<[string, Partial<DecisionStatement>]>([
    ["another run", { runId: "shop-other-1" }],
    ["another gate", { gate: "production-release" }],
    ["another dossier", { dossierDigest: otherDigest }],
    ["another approver", { approver: "release-manager" }],
    ["another link", { linkDigest: otherDigest }],
    ["another reason", { reasonDigest: reasonDigest("another") }],
    ["no sign-in", { identity: { basis: "possession of a mailbox", signIn: null } }],
  ])("when what was kept for it is about %s", async (_what, more) => {
    const { comeBack, editKept, decided } = await signingIn();
    await editKept((kept) => {
      const said = readDecision(Buffer.from(kept.payload, "base64"));
      if (said === null) throw new Error("no decision was kept");
      return { ...kept, payload: decisionPayload({ ...said, ...more }).toString("base64") };
    });
    const { status, html } = await comeBack();
    expect([status, html]).toEqual([403, expect.stringContaining("What you decided is not about this link")]);
    expect(await decided()).toEqual([]);
  });

  test("when what was kept for it is no decision", async () => {
    const { comeBack, editKept } = await signingIn();
    await editKept((kept) => ({ ...kept, payload: Buffer.from("{}").toString("base64") }));
    const { status, html } = await comeBack();
    expect([status, html]).toEqual([403, expect.stringContaining("What you decided is not about this link")]);
  });

  test.each<[string, readonly Approver[]]>([
    ["at another issuer", [{ ...manager, oidc: { ...person, issuer: "https://other.example" } }]],
    ["as another person", [{ ...manager, oidc: { ...person, subject: "mallory" } }]],
    ["nowhere", [{ ...manager, oidc: undefined }]],
    ["no longer, because they left it", []],
  ])("when by now the directory has the approver sign in %s", async (_where, approvers) => {
    const { comeBack, decided } = await signingIn();
    const { status, html } = await comeBack(approvers);
    expect([status, html]).toEqual([
      403,
      expect.stringContaining("The approver directory names someone else for this link"),
    ]);
    expect(await decided()).toEqual([]);
  });

  test("when the token proves nothing, and the page says why", async () => {
    const { comeBack } = await signingIn();
    expect((await comeBack()).html).toContain(
      "You did not sign in for this decision: the ID token is not a signed JWT. Nothing was decided.",
    );
  });

  test("at the very moment when ten minutes are over, and not before", async () => {
    const [late, last] = [await signingIn(), await signingIn()];
    await late.installation.pass(10 * minuteMs);
    expect((await late.comeBack()).status).toBe(400);
    await last.installation.pass(10 * minuteMs - 1);
    expect((await last.comeBack()).status).toBe(403);
  });

  test("when the provider refuses", async () => {
    const { comeBack } = await signingIn();
    const finish = () => Promise.reject(new Error("access_denied"));
    expect((await comeBack([manager], { finish })).status).toBe(400);
  });
});

test("a setting that is missing at the sign-in is an error for the operators, and not the person's failure", async () => {
  const { comeBack } = await signingIn();
  const finish = () => Promise.reject(settingMissing("the client's secret is not there"));
  await expect(comeBack([manager], { finish })).rejects.toMatchObject({ name: "SettingMissing" });
});

test("whatever comes of a sign-in, the browser forgets it", async () => {
  const { comeBack } = await signingIn();
  const forgotten = [expect.stringMatching(/^__Host-interlock-sign-in=; .*Max-Age=0/)];
  expect(await comeBack()).toMatchObject({ status: 403, cookies: forgotten });
  expect(await comeBack()).toMatchObject({ status: 400, cookies: forgotten });
});

test("a form cannot be sent to the address to which a browser comes back", async () => {
  const { send } = await signingIn();
  expect((await send({}, { invitation: "" })).status).toBe(405);
});
