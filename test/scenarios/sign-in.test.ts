import { createServer, type Server } from "node:http";
import Provider from "oidc-provider";
import { linksIn, post, type Shown, show } from "../simulator/browser.ts";
import { install, nobodyAnswers, openByHand, planWith, read } from "../simulator/runs.ts";

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
  nobodyAnswers(world);
  const plan = planWith((edited) => {
    edited.gates["plan-approval"].identity = "oidc";
  });
  const work = await openByHand(world, {}, plan);
  await world.call("open-gate", { ...work, gate: "plan-approval", taskToken: "token" });
  const link = linksIn(world).at(-1)?.link ?? "";
  const shown = await show(world, link);
  const { cookies } = shown;
  const begin = () => show(world, `${link}/sign-in`, cookies);
  const comeBack = (begun: Shown, url: URL) => show(world, url.href, begun.cookies);
  const decide = async () => {
    const { html } = await show(world, link, cookies);
    return post(world, link, { html, cookies }, "approve");
  };
  const decided = async () =>
    (await read(world, work.runId)).entries.findLast(({ action }) => action === "decide-gate");
  return { world, link, shown, begin, comeBack, decide, decided };
}

const locationOf = ({ location }: Shown) => location ?? "";

test("a gate that requires a sign-in shows everything, and no form before the sign-in", async () => {
  const { shown, link, decide } = await waiting();
  expect(shown.html).toContain("Sign in to decide");
  expect(shown.html).toContain(`href="${link.split("/").at(-1)}/sign-in"`);
  expect((await decide()).status).toBe(403);
});

test("the approver signs in at the provider, decides, and is recorded by issuer and subject", async () => {
  const { begin, comeBack, decide, decided } = await waiting();
  const begun = await begin();
  expect(begun.status).toBe(303);
  const asked = new URL(locationOf(begun)).searchParams;
  expect(asked.get("code_challenge_method")).toBe("S256");
  expect(asked.get("prompt")).toBe("login");
  const back = await comeBack(begun, await logIn(locationOf(begun), "paula"));
  expect(back.status).toBe(200);
  expect((await decide()).status).toBe(200);
  expect((await decided())?.detail).toMatchObject({
    basis: `signed in as paula at ${issuer}, and possession of the mailbox platform-owner@example.com`,
    identity: { issuer, subject: "paula" },
  });
});

test("somebody else who signs in learns why that does not count, and decides nothing", async () => {
  const { begin, comeBack, decide, decided } = await waiting();
  const begun = await begin();
  const back = await comeBack(begun, await logIn(locationOf(begun), "mallory"));
  expect(back.status).toBe(403);
  expect(back.html).toContain("You are not who this link was sent to");
  expect((await decide()).status).toBe(403);
  expect(await decided()).toBeUndefined();
});

test.each<[string, (url: URL) => void]>([
  ["with another state", (url) => url.searchParams.set("state", "forged")],
  ["with another code", (url) => url.searchParams.set("code", "forged")],
  ["without a code", (url) => url.searchParams.delete("code")],
  ["from another issuer", (url) => url.searchParams.set("iss", "https://evil.example")],
  ["with an error", (url) => url.searchParams.set("error", "access_denied")],
])("a browser that comes back %s is not signed in", async (_, forge) => {
  const { begin, comeBack, decide } = await waiting();
  const begun = await begin();
  const url = await logIn(locationOf(begun), "paula");
  forge(url);
  expect((await comeBack(begun, url)).status).toBe(400);
  expect((await decide()).status).toBe(403);
});

test("a code works once, and only with the verifier of the browser that began", async () => {
  const { begin, comeBack } = await waiting();
  const [begun, other] = [await begin(), await begin()];
  const url = await logIn(locationOf(begun), "paula");
  expect((await comeBack(other, url)).status).toBe(400);
  const again = await begin();
  const good = await logIn(locationOf(again), "paula");
  expect((await comeBack(again, good)).status).toBe(200);
  expect((await comeBack(again, good)).status).toBe(400);
});

test("a sign-in is for one link and ten minutes", async () => {
  const { world, begin, comeBack, decide } = await waiting();
  const begun = await begin();
  await comeBack(begun, await logIn(locationOf(begun), "paula"));
  await world.pass(10 * minuteMs);
  expect((await decide()).status).toBe(403);
});

test("an unknown link begins no sign-in", async () => {
  const { world } = await waiting();
  expect((await show(world, "http://127.0.0.1/approvals/unknown/sign-in")).status).toBe(404);
});
