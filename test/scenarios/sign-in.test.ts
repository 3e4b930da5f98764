import { generateKeyPairSync } from "node:crypto";
import { sha256 } from "../../lib/domain/canonical.ts";
import { flawOfSignIn } from "../../lib/domain/gate/decision-statement.ts";
import type { Jwk } from "../../lib/domain/jwk.ts";
import { Verifier } from "../../lib/domain/verify/verify.ts";
import { parsePlan } from "../../lib/plan/schema.ts";
import { unfound } from "../assurance/forge/wrong-statements.ts";
import { bytesOf, partsOf } from "../assurance/tamper/bundles.ts";
import { type IdentityProvider, startIdentityProvider } from "../fixtures/identity-provider.ts";
import { show } from "../simulator/browser.ts";
import { edit } from "../simulator/table.ts";
import { addressIn, callback, logIn, waitingFor } from "./signing-in.ts";

const minuteMs = 60_000;

let provider: IdentityProvider;
beforeAll(async () => {
  provider = await startIdentityProvider();
  provider.register(callback);
});
afterAll(() => {
  provider.close();
});

test("the form comes first: it decides nothing, and its digest is the nonce of the sign-in", async () => {
  const { begin, decided } = await waitingFor(provider);
  const begun = await begin();
  expect(begun.status).toBe(200);
  expect(begun.html).toContain("Nothing is decided yet");
  const asked = new URL(addressIn(begun)).searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    code_challenge_method: "S256",
    prompt: "login",
    max_age: "0",
    nonce: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await decided()).toBeUndefined();
});

test("the approver's sign-in decides, and the records keep the signed proof that it was for exactly this decision", async () => {
  const { begin, comeBack, decided } = await waitingFor(provider);
  const begun = await begin();
  const { nonce } = Object.fromEntries(new URL(addressIn(begun)).searchParams);
  const back = await comeBack(begun, await logIn(addressIn(begun), "paula"));
  expect(back.status).toBe(200);
  expect(back.html).toContain("<h1>Approved</h1>");
  const entry = await decided();
  if (entry?.action !== "decide-gate") throw new Error("nobody decided");
  const { detail } = entry;
  expect(detail).toMatchObject({
    decision: "approve",
    basis: `signed in as paula at ${provider.issuer}, and possession of the mailbox platform-owner@example.com`,
    identity: { issuer: provider.issuer, subject: "paula", audience: provider.clientId },
  });
  expect(sha256(Buffer.from(detail.envelope?.payload ?? "", "base64"))).toBe(nonce);
  const pinned = (await provider.keySet()).keys;
  expect(flawOfSignIn(entry, null)).toBeNull();
  expect(flawOfSignIn(entry, pinned)).toBeNull();
});

test("another person who signs in learns why that does not count, and decides nothing", async () => {
  const { begin, comeBack, decided } = await waitingFor(provider);
  const begun = await begin();
  const back = await comeBack(begun, await logIn(addressIn(begun), "mallory"));
  expect(back.status).toBe(403);
  expect(back.html).toContain("Your sign-in does not count");
  expect(await decided()).toBeUndefined();
});

test.each<[string, (url: URL) => void]>([
  ["with another state", (url) => url.searchParams.set("state", "forged")],
  ["with another code", (url) => url.searchParams.set("code", "forged")],
  ["without a code", (url) => url.searchParams.delete("code")],
  ["from another issuer", (url) => url.searchParams.set("iss", "https://evil.example")],
  ["with an error", (url) => url.searchParams.set("error", "access_denied")],
])("a browser that comes back %s decides nothing", async (_, forge) => {
  const { begin, comeBack, decided } = await waitingFor(provider);
  const begun = await begin();
  const url = await logIn(addressIn(begun), "paula");
  forge(url);
  expect((await comeBack(begun, url)).status).toBe(400);
  expect(await decided()).toBeUndefined();
});

test("a sign-in counts once, and only for the last form of its browser", async () => {
  const { begin, comeBack, decided } = await waitingFor(provider);
  const first = await begin("reject");
  const second = await begin("approve");
  expect((await comeBack(second, await logIn(addressIn(first), "paula"))).status).toBe(400);
  expect((await comeBack(first, await logIn(addressIn(first), "paula"))).status).toBe(400);
  expect(await decided()).toBeUndefined();
  const good = await logIn(addressIn(second), "paula");
  expect((await comeBack(second, good)).status).toBe(200);
  expect((await comeBack(second, good)).html).toContain("<h1>You approved</h1>");
  expect((await decided())?.detail).toMatchObject({ decision: "approve" });
});

test("another browser that comes back decides nothing", async () => {
  const { world, begin, decided } = await waitingFor(provider);
  const begun = await begin();
  const url = await logIn(addressIn(begun), "paula");
  expect((await show(world, url.href)).status).toBe(400);
  expect(await decided()).toBeUndefined();
});

test("a sign-in after ten minutes decides nothing", async () => {
  const { world, begin, comeBack, decided } = await waitingFor(provider);
  const begun = await begin();
  const url = await logIn(addressIn(begun), "paula");
  await world.pass(10 * minuteMs);
  expect((await comeBack(begun, url)).status).toBe(400);
  expect(await decided()).toBeUndefined();
});

test("what waits for the sign-in cannot be edited in the table: its nonce would be another one", async () => {
  const { world, begin, comeBack, decided } = await waitingFor(provider);
  const begun = await begin("reject");
  const url = await logIn(addressIn(begun), "paula");
  for (const [pk, rows] of world.dynamodb.items)
    for (const [sk, item] of rows) {
      if (!("pending" in item)) continue;
      const key = { pk, sk };
      const pending = item["pending"] as { readonly payload: string };
      const payload = Buffer.from(pending.payload, "base64").toString().replace('"reject"', '"approve"');
      edit(world, key, { pending: { ...pending, payload: Buffer.from(payload).toString("base64") } });
    }
  expect((await comeBack(begun, url)).status).toBe(400);
  expect(await decided()).toBeUndefined();
});

describe("the bundle of a run with a decision that rests on a sign-in", () => {
  /** The bundle of a run whose plan the Platform Owner rejected after a sign-in. */
  async function bundle(): Promise<Buffer> {
    const { world, work, begin, comeBack } = await waitingFor(provider);
    const begun = await begin("reject");
    await comeBack(begun, await logIn(addressIn(begun), "paula"));
    await world.call("read-gate", { ...work, gate: "plan-approval" });
    await world.call("close-run", work);
    return bytesOf(await partsOf(world, work.runId));
  }
  const rulesIn = (bytes: Buffer, identityKeys: readonly Jwk[] | null = null) => {
    const verifier = new Verifier({ key: null, witnesses: [], identityKeys }, parsePlan);
    verifier.take(bytes);
    const { findings, identityKeys: whose } = verifier.end(0);
    return { findings: findings.map(({ rule, message }) => `${rule}: ${message}`), whose };
  };

  test("is sound offline, with the recorded keys and with pinned ones, and says which", async () => {
    const bytes = await bundle();
    const pinned = (await provider.keySet()).keys;
    expect(rulesIn(bytes)).toEqual({ findings: [], whose: "as recorded" });
    expect(rulesIn(bytes, pinned)).toEqual({ findings: [], whose: "pinned" });
  });

  test("is not sound under other pinned keys: whoever recorded the keys could have made the token", async () => {
    const bytes = await bundle();
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { findings } = rulesIn(bytes, [publicKey.export({ format: "jwk" }) as Jwk]);
    expect(findings).toEqual([expect.stringMatching(/^decision: the sign-in of platform-owner .*no key/)]);
  });

  test("is not sound with a wrong token or statement, whichever it is", async () => {
    const { missed, tried } = await unfound(provider);
    expect(missed).toEqual([]);
    expect(tried).toBeGreaterThan(30);
  });
});
