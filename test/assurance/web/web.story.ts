import { invitationDigest } from "../../../lib/domain/gate/invitation.ts";
import { randomIds } from "../../../lib/ports/ids/random.ts";
import { formHeaders, open, send } from "../../stories/http.ts";
import { linkMintOf } from "../../stories/link-mint.ts";
import { begin, type Story } from "../../stories/waiting-run.ts";

let story: Story;
let link: string;
beforeAll(async () => {
  story = await begin("web");
  link = (await story.mailAbout("plan-approval")).link;
});
afterAll(async () => {
  await story?.end();
});

const decisions = async () =>
  (await story.records.read(story.runId)).entries.filter(({ action }) => action === "decide-gate").length;
const host = () => new URL(link).host;
const base = () => link.slice(0, link.lastIndexOf("/"));

type Sent = {
  method?: string;
  url?: string;
  headers?: Record<string, string | null>;
  form?: Record<string, string | null>;
  /** The body as it is, instead of the form. */
  body?: string;
};

/** Opens the page as a new browser, changes one thing of what it would send, and sends it. */
async function attack(change: (right: { form: Record<string, string>; secret: string }) => Sent) {
  const { cookie, form } = await open(link);
  const secret = link.split("/").at(-1) ?? "";
  const { method = "POST", url = link, headers = {}, form: fields = {}, body } = change({ form, secret });
  const without = (values: Record<string, string | null>) =>
    Object.fromEntries(
      Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
    );
  return send(
    method,
    url,
    without({ ...formHeaders(link, cookie), ...headers }),
    body ?? new URLSearchParams(without({ ...form, ...fields })).toString(),
  );
}

const encoded = (form: Record<string, string>) => new URLSearchParams(form).toString();
const right = (form: Record<string, string>) => form["challenge"] ?? "";

const corpus: readonly (readonly [string, readonly number[], Parameters<typeof attack>[0]])[] = [
  // Methods: only POST decides.
  ["HEAD", [200], () => ({ method: "HEAD", body: "" })],
  [
    "GET with the whole form in its query",
    [200],
    ({ form }) => ({ method: "GET", url: `${link}?${encoded(form)}`, body: "" }),
  ],
  ["GET with the whole form in its body", [200], () => ({ method: "GET" })],
  [
    "GET that claims to be a POST",
    [200],
    () => ({ method: "GET", headers: { "x-http-method-override": "POST" }, body: "" }),
  ],
  ["OPTIONS", [403, 404, 405], () => ({ method: "OPTIONS", body: "" })],
  ["PUT", [404, 405], () => ({ method: "PUT" })],
  ["PATCH", [404, 405], () => ({ method: "PATCH" })],
  ["DELETE", [404, 405], () => ({ method: "DELETE" })],
  ["a method in a field", [400], () => ({ form: { _method: "PUT" } })],
  // Links.
  ["an unknown link", [404], () => ({ url: `${base()}/nobody-has-this` })],
  [
    "the digest under which the link is kept",
    [404],
    ({ secret }) => ({ url: `${base()}/${invitationDigest(secret)}` }),
  ],
  ["the link but for its last letter", [404], () => ({ url: link.slice(0, -1) })],
  ["the link and one letter more", [404], () => ({ url: `${link}A` })],
  ["the link in capitals", [404], ({ secret }) => ({ url: `${base()}/${secret.toUpperCase()}x` })],
  [
    "a link of four thousand letters",
    [400, 404, 414, 431],
    () => ({ url: `${base()}/${"A".repeat(4_000)}` }),
  ],
  ["a link with a null byte", [400, 404], () => ({ url: `${link}%00` })],
  ["a link that climbs", [400, 404], () => ({ url: `${base()}/..%2f..%2frecords` })],
  ["a link that asks the table", [400, 404], () => ({ url: `${base()}/%27%20OR%20pk%20%3D%20%27LEASE` })],
  ["no link at all", [400, 404, 405], () => ({ url: `${base()}/` })],
  // Cross-site requests.
  ["no cookie", [403], () => ({ headers: { cookie: null } })],
  ["another browser's cookie", [403], () => ({ headers: { cookie: `interlock=${"A".repeat(43)}` } })],
  ["an empty cookie", [403], () => ({ headers: { cookie: "interlock=" } })],
  ["two cookies of the name", [403], () => ({ headers: { cookie: "interlock=a; interlock=b" } })],
  ["the secure cookie's name without TLS", [403], () => ({ headers: { cookie: "__Host-interlock=a" } })],
  ["no nonce", [400], () => ({ form: { nonce: null } })],
  ["an empty nonce", [403], () => ({ form: { nonce: "" } })],
  ["another nonce", [403], () => ({ form: { nonce: "A".repeat(43) } })],
  ["a nonce of another length", [403], () => ({ form: { nonce: "A" } })],
  ["Sec-Fetch-Site: cross-site", [403], () => ({ headers: { "sec-fetch-site": "cross-site" } })],
  ["Sec-Fetch-Site: same-site", [403], () => ({ headers: { "sec-fetch-site": "same-site" } })],
  ["Sec-Fetch-Site: none", [403], () => ({ headers: { "sec-fetch-site": "none" } })],
  [
    "another site's Origin",
    [403],
    () => ({ headers: { origin: "https://evil.example", "sec-fetch-site": null } }),
  ],
  [
    "another site's Origin that says same-origin",
    [403],
    () => ({ headers: { origin: "https://evil.example" } }),
  ],
  ["Origin: null", [403], () => ({ headers: { origin: "null", "sec-fetch-site": null } })],
  [
    "another port's Origin",
    [403],
    () => ({ headers: { origin: "http://127.0.0.1:1", "sec-fetch-site": null } }),
  ],
  [
    "another scheme's Origin",
    [403],
    () => ({ headers: { origin: `https://${host()}`, "sec-fetch-site": null } }),
  ],
  [
    "an Origin that begins like ours",
    [403],
    () => ({ headers: { origin: `http://${host()}.evil.example`, "sec-fetch-site": null } }),
  ],
  [
    "an Origin that is no address",
    [403],
    () => ({ headers: { origin: "interlock", "sec-fetch-site": null } }),
  ],
  ["neither Origin nor Sec-Fetch-Site", [403], () => ({ headers: { origin: null, "sec-fetch-site": null } })],
  ["only a Referer", [403], () => ({ headers: { origin: null, "sec-fetch-site": null, referer: link } })],
  [
    "a forwarded host that fits a foreign Origin",
    [403],
    () => ({
      headers: { "x-forwarded-host": "evil.example", origin: "https://evil.example", "sec-fetch-site": null },
    }),
  ],
  // Bodies.
  [
    "JSON",
    [415],
    ({ form }) => ({ headers: { "content-type": "application/json" }, body: JSON.stringify(form) }),
  ],
  ["plain text", [415], () => ({ headers: { "content-type": "text/plain" } })],
  [
    "multipart",
    [415],
    () => ({ headers: { "content-type": "multipart/form-data; boundary=x" }, body: "--x--" }),
  ],
  ["no content type", [415], () => ({ headers: { "content-type": null } })],
  ["nothing", [400], () => ({ body: "" })],
  ["twenty thousand letters", [413], ({ form }) => ({ body: `${encoded(form)}&x=${"A".repeat(20_000)}` })],
  ["bytes that are no text", [400], () => ({ body: "\u0000\u0001&&&==%%%" })],
  // Fields.
  ["the decision twice", [400], ({ form }) => ({ body: `${encoded(form)}&decision=approve` })],
  ["both decisions", [400], ({ form }) => ({ body: `${encoded(form)}&decision=reject` })],
  ["the challenge twice", [400], ({ form }) => ({ body: `${encoded(form)}&challenge=x` })],
  ["the digest twice", [400], ({ form }) => ({ body: `${encoded(form)}&digest=x` })],
  ["the nonce twice", [400], ({ form }) => ({ body: `${encoded(form)}&nonce=x` })],
  [
    "a list where a field is",
    [400],
    ({ form }) => ({ body: encoded(form).replace("decision=", "decision[]=") }),
  ],
  ["one field more", [400], () => ({ form: { approver: "platform-owner" } })],
  ["a prototype", [400], ({ form }) => ({ body: `${encoded(form)}&__proto__=x` })],
  ["a constructor", [400], () => ({ form: { constructor: "x" } })],
  ["no decision", [422], () => ({ form: { decision: null } })],
  ["another decision", [422], () => ({ form: { decision: "Approve" } })],
  ["a decision and a null byte", [422], () => ({ form: { decision: "approve\u0000" } })],
  ["no digest", [400], () => ({ form: { digest: null } })],
  ["another page's digest", [422], () => ({ form: { digest: "0".repeat(64) } })],
  [
    "the digest in capitals and cut",
    [422],
    ({ form }) => ({ form: { digest: (form["digest"] ?? "").slice(0, 63) } }),
  ],
  ["no challenge", [422], () => ({ form: { challenge: null } })],
  ["an empty challenge", [422], () => ({ form: { challenge: "" } })],
  ["only the environment", [422], ({ form }) => ({ form: { challenge: right(form).split(" ")[0] ?? "" } })],
  ["only the digits", [422], ({ form }) => ({ form: { challenge: right(form).split(" ")[1] ?? "" } })],
  ["seven digits", [422], ({ form }) => ({ form: { challenge: right(form).slice(0, -1) } })],
  [
    "nine digits",
    [422],
    ({ form }) => ({ form: { challenge: `${right(form)}${(form["digest"] ?? "")[8]}` } }),
  ],
  ["the whole digest", [422], ({ form }) => ({ form: { challenge: `development ${form["digest"]}` } })],
  [
    "another environment",
    [422],
    ({ form }) => ({ form: { challenge: right(form).replace("development", "production") } }),
  ],
  [
    "the words the wrong way round",
    [422],
    ({ form }) => ({ form: { challenge: right(form).split(" ").toReversed().join(" ") } }),
  ],
  [
    "a letter that only looks right",
    [422],
    ({ form }) => ({ form: { challenge: right(form).replace("e", "е") } }),
  ],
  ["a pattern", [422], () => ({ form: { challenge: ".*" } })],
  ["a challenge of three hundred letters", [400], () => ({ form: { challenge: "A".repeat(300) } })],
  ["a no without a reason", [422], () => ({ form: { decision: "reject", reason: "" } })],
  ["a no with blanks for a reason", [422], () => ({ form: { decision: "reject", reason: " \t\n " } })],
  ["a reason of more than a thousand letters", [400], () => ({ form: { reason: "A".repeat(1_001) } })],
];

test("the corpus has at least sixty wrong requests", () => {
  expect(corpus.length).toBeGreaterThanOrEqual(60);
});

test.each(corpus)("%s is refused, decides nothing, and leads nowhere", async (_, statuses, change) => {
  const answer = await attack(change);
  expect(statuses).toContain(answer.status);
  expect(answer.headers["location"]).toBeUndefined();
  expect(answer.body).not.toContain("<script");
  expect(await decisions()).toBe(0);
});

test("typed text is rendered as text", async () => {
  const { body, status } = await attack(() => ({
    form: { challenge: '"><script>alert(1)</script>', reason: "</textarea><script>alert(1)</script>" },
  }));
  expect(status).toBe(422);
  expect(body).not.toContain("<script");
  expect(body).toContain("&lt;/textarea&gt;&lt;script&gt;");
});

test("a wrong challenge slows this browser down, no other one, and never the link", async () => {
  const { cookie, form } = await open(link);
  const post = (challenge: string) =>
    send("POST", link, formHeaders(link, cookie), encoded({ ...form, challenge }));
  expect((await post("wrong")).status).toBe(422);
  const slowed = await post(form.challenge);
  expect(slowed.status).toBe(429);
  expect(slowed.headers["retry-after"]).toBe("1");
  const other = await open(link);
  const notSlowed = await send(
    "POST",
    link,
    formHeaders(link, other.cookie),
    encoded({ ...other.form, challenge: "wrong too" }),
  );
  expect(notSlowed.status).toBe(422);
  expect(await decisions()).toBe(0);
});

test("every answer carries the headers that keep it to itself", async () => {
  const answers = [
    await send("GET", link),
    await send("HEAD", link),
    await send("GET", `${base()}/nobody`),
    await attack(() => ({ headers: { "content-type": "text/plain" } })),
    await attack(() => ({ form: { nonce: "x" } })),
  ];
  for (const { headers } of answers) {
    const policy = String(headers["content-security-policy"]);
    for (const directive of [
      "default-src 'none'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "sandbox allow-forms allow-same-origin",
    ])
      expect(policy).toContain(directive);
    expect(policy).not.toMatch(/unsafe|script-src|\*/);
    expect(headers).toMatchObject({
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "cache-control": "no-store",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "content-type": "text/html; charset=utf-8",
    });
    expect(headers["strict-transport-security"]).toMatch(/max-age=31536000/);
    expect(headers["access-control-allow-origin"] ?? null).toBeNull();
  }
  const cookie = String(answers[0]?.headers["set-cookie"]);
  expect(cookie).toMatch(/^interlock=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
});

/** The two-sided p of Welch's test; with thousands of samples the t distribution is the normal one. */
function welch(one: readonly number[], other: readonly number[]): { p: number; differenceMs: number } {
  const of = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    return { mean, error: variance / values.length };
  };
  const [a, b] = [of(one), of(other)];
  const z = Math.abs(a.mean - b.mean) / Math.sqrt(a.error + b.error);
  // Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17.
  const t = 1 / (1 + 0.2316419 * z);
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return { p: 2 * tail, differenceMs: a.mean - b.mean };
}

test("an unknown, a used and an expired link look alike in every byte, and in time within the noise", async () => {
  const item = await story.records.gate(story.runId, "plan-approval");
  if (item === null) throw new Error("no gate");
  const [used, expired] = [randomIds.secret(), randomIds.secret()];
  const invitation = {
    runId: item.runId,
    gate: item.gate,
    approver: "platform-owner",
    dossierDigest: item.dossierDigest,
  };
  const linkMint = await linkMintOf(story.installation);
  const made = async (secret: string, expiresAtMs: number) => {
    const link = { ...invitation, idDigest: invitationDigest(secret), expiresAtMs };
    return { ...link, mac: await linkMint.mint(link) };
  };
  await story.records.invite([
    { ...(await made(used, item.expiresAtMs)), state: "used" },
    { ...(await made(expired, Date.now() - 1)), state: "open" },
  ]);
  const before = await story.records.read(story.runId);
  const links = [randomIds.secret(), used, expired].map((secret) => `${base()}/${secret}`);
  const cookie = { cookie: `interlock=${"A".repeat(43)}` };
  const bodies = new Set<string>();
  const samples = Number(process.env["TIMING_SAMPLES"] ?? 10_000);
  const times: number[][] = [[], [], []];
  // Interleaved, in a rotating order, so that a slow machine slows all three; in a few lanes, because an
  // answer mostly waits.
  let index = 0;
  const lane = async () => {
    while (index < samples) {
      const which = (index + Math.floor(index / 3)) % 3;
      index += 1;
      const beganAtMs = performance.now();
      const { status, body } = await send("GET", links[which] ?? "", cookie);
      times[which]?.push(performance.now() - beganAtMs);
      bodies.add(`${status} ${body}`);
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  expect(bodies.size).toBe(1);
  expect(await story.records.read(story.runId)).toEqual(before);
  const trimmed = times.map((values) =>
    values.toSorted((one, other) => one - other).slice(0, Math.floor(values.length * 0.9)),
  );
  const [unknown = [], usedMs = [], expiredMs = []] = trimmed;
  const results = [welch(unknown, usedMs), welch(unknown, expiredMs), welch(usedMs, expiredMs)];
  console.log(
    `${samples} samples: ${results.map(({ p, differenceMs }) => `p ${p.toFixed(3)}, ${differenceMs.toFixed(3)} ms apart`).join("; ")}`,
  );
  for (const { p, differenceMs } of results) expect(p > 0.01 || Math.abs(differenceMs) < 0.1).toBe(true);
});

test("the form that the page itself sends decides, once", async () => {
  const { cookie, form } = await open(link);
  const post = () => send("POST", link, formHeaders(link, cookie), encoded(form));
  expect((await post()).status).toBe(200);
  expect((await post()).status).toBe(404);
  expect(await decisions()).toBe(1);
});
