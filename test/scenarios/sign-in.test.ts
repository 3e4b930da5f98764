import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import Provider from "oidc-provider";
import { sha256 } from "../../lib/domain/canonical.ts";
import { flawOfSignIn } from "../../lib/domain/gate/decision-statement.ts";
import { type Jwk, jwksSchema } from "../../lib/domain/jwk.ts";
import { Verifier } from "../../lib/domain/verify/verify.ts";
import { parsePlan } from "../../lib/plan/schema.ts";
import { bytesOf, partsOf } from "../assurance/tamper/bundles.ts";
import { linksIn, post, type Shown, show } from "../simulator/browser.ts";
import { install, nobodyAnswers, openByHand, planWith, read } from "../simulator/runs.ts";
import { edit } from "../simulator/table.ts";

const clientId = "interlock";
const clientSecret = "a secret that only Secrets Manager keeps";
const callback = "http://127.0.0.1/sign-in";
const minuteMs = 60_000;

let server: Server;
let issuer: string;
beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  // The provider warns that its login page is for development, which this is.
  console.warn = () => undefined;
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [callback] }],
    pkce: { required: () => true },
    cookies: { keys: ["a key of the test"] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  });
  server.on("request", provider.callback());
});
afterAll(() => {
  server.close();
});

/** A person's browser at the provider: it follows redirects, keeps cookies and fills in forms. */
async function logIn(url: string, login: string): Promise<URL> {
  const jar = new Map<string, string>();
  let next = url;
  let form: URLSearchParams | null = null;
  for (let step = 0; step < 20; step += 1) {
    if (next.startsWith(callback)) return new URL(next);
    const response: Response = await fetch(next, {
      method: form === null ? "GET" : "POST",
      redirect: "manual",
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form === null ? {} : { body: form }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = response.headers.get("location");
    if (location !== null) {
      next = new URL(location, next).href;
      form = null;
      continue;
    }
    const page = await response.text();
    next = new URL(page.match(/action="([^"]+)"/)?.[1] ?? "", next).href;
    const prompt = page.match(/name="prompt" value="([^"]+)"/)?.[1] ?? "";
    form = new URLSearchParams(prompt === "login" ? { prompt, login, password: "any" } : { prompt });
  }
  throw new Error("the sign-in did not end");
}

/** A run that waits at a gate which requires a sign-in, and a browser that has opened its link. */
async function waiting() {
  const world = install({
    oidc: { issuer, clientId, clientSecretName: "interlock" },
    approvers: ["platform-owner", "staging-approver", "change-manager", "release-manager"].map((id) => ({
      id,
      name: id,
      address: `${id}@example.com`,
      identities: [`${id}@example.com`],
      oidc: { issuer, subject: id === "platform-owner" ? "paula" : id },
    })),
  });
  world.secrets.set("interlock", clientSecret);
  // The provider has this machine's clock, and its tokens say when a person signed in.
  world.skewMs = Date.now() - world.time.nowMs();
  nobodyAnswers(world);
  const plan = planWith((edited) => {
    edited.gates["plan-approval"].identity = "oidc";
  });
  const work = await openByHand(world, {}, plan);
  await world.call("open-gate", { ...work, gate: "plan-approval", taskToken: "token" });
  const link = linksIn(world).at(-1)?.link ?? "";
  const shown = await show(world, link);
  const { cookies } = shown;
  /** Sends the form; the answer says where to sign in. */
  const begin = async (decision: "approve" | "reject" = "approve") => {
    const { html } = await show(world, link, cookies);
    return post(world, link, { html, cookies }, decision);
  };
  const comeBack = (begun: Shown, url: URL) => show(world, url.href, begun.cookies);
  const decided = async () =>
    (await read(world, work.runId)).entries.findLast(({ action }) => action === "decide-gate");
  return { world, work, link, begin, comeBack, decided };
}

/** The address at the provider in the page that asks for a sign-in. */
const addressIn = ({ html }: Shown): string =>
  (html.match(/href="(http[^"]+)"/)?.[1] ?? "").replaceAll("&amp;", "&");

/** The text of the current JSON Web Key Set of the provider. */
const keySet = async (): Promise<string> => (await fetch(`${issuer}/jwks`)).text();

test("the form comes first: it decides nothing, and its digest is the nonce of the sign-in", async () => {
  const { begin, decided } = await waiting();
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
  const { begin, comeBack, decided } = await waiting();
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
    basis: `signed in as paula at ${issuer}, and possession of the mailbox platform-owner@example.com`,
    identity: { issuer, subject: "paula", audience: clientId },
  });
  expect(sha256(Buffer.from(detail.envelope?.payload ?? "", "base64"))).toBe(nonce);
  const pinned = jwksSchema.parse(JSON.parse(await keySet())).keys;
  expect(flawOfSignIn(entry, null)).toBeNull();
  expect(flawOfSignIn(entry, pinned)).toBeNull();
});

test("another person who signs in learns why that does not count, and decides nothing", async () => {
  const { begin, comeBack, decided } = await waiting();
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
  const { begin, comeBack, decided } = await waiting();
  const begun = await begin();
  const url = await logIn(addressIn(begun), "paula");
  forge(url);
  expect((await comeBack(begun, url)).status).toBe(400);
  expect(await decided()).toBeUndefined();
});

test("a sign-in counts once, and only for the last form of its browser", async () => {
  const { begin, comeBack, decided } = await waiting();
  const first = await begin("reject");
  const second = await begin("approve");
  expect((await comeBack(second, await logIn(addressIn(first), "paula"))).status).toBe(400);
  expect((await comeBack(first, await logIn(addressIn(first), "paula"))).status).toBe(400);
  expect(await decided()).toBeUndefined();
  const good = await logIn(addressIn(second), "paula");
  expect((await comeBack(second, good)).status).toBe(200);
  expect((await comeBack(second, good)).status).toBe(404);
  expect((await decided())?.detail).toMatchObject({ decision: "approve" });
});

test("another browser that comes back decides nothing", async () => {
  const { world, begin, decided } = await waiting();
  const begun = await begin();
  const url = await logIn(addressIn(begun), "paula");
  expect((await show(world, url.href)).status).toBe(400);
  expect(await decided()).toBeUndefined();
});

test("a sign-in after ten minutes decides nothing", async () => {
  const { world, begin, comeBack, decided } = await waiting();
  const begun = await begin();
  const url = await logIn(addressIn(begun), "paula");
  await world.pass(10 * minuteMs);
  expect((await comeBack(begun, url)).status).toBe(400);
  expect(await decided()).toBeUndefined();
});

test("what waits for the sign-in cannot be edited in the table: its nonce would be another one", async () => {
  const { world, begin, comeBack, decided } = await waiting();
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
    const { world, work, begin, comeBack } = await waiting();
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
    const pinned = jwksSchema.parse(JSON.parse(await keySet())).keys;
    expect(rulesIn(bytes)).toEqual({ findings: [], whose: "as recorded" });
    expect(rulesIn(bytes, pinned)).toEqual({ findings: [], whose: "pinned" });
  });

  test("is not sound under other pinned keys: whoever recorded the keys could have made the token", async () => {
    const bytes = await bundle();
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { findings } = rulesIn(bytes, [publicKey.export({ format: "jwk" }) as Jwk]);
    expect(findings).toEqual([expect.stringMatching(/^decision: the sign-in of platform-owner .*no key/)]);
  });
});
