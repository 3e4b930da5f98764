import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { bytesOf, partsOf } from "../assurance/tamper/bundles.ts";
import { type IdentityProvider, startIdentityProvider } from "../fixtures/identity-provider.ts";
import { waitingFor } from "../scenarios/signing-in.ts";
import type { World } from "../simulator/world.ts";
import { launch, picture, profile } from "./browsers.ts";

// A decision that rests on a sign-in, in a real browser and at a real OpenID provider on this machine. The pages are answered by the
// functions' own handlers on the account in memory, with their headers and cookies.

let browser: Browser;
let provider: IdentityProvider;
let server: Server;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sign-in-"));
  [browser, provider] = await Promise.all([launch(), startIdentityProvider()]);
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  provider.register(`${address()}/sign-in`);
});
afterAll(async () => {
  await browser?.close();
  provider?.close();
  server?.closeAllConnections();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Answers the browser's requests by the pages of a world, one after the other: its time stands still in between. */
function serve(world: World): void {
  let last: Promise<unknown> = Promise.resolve();
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    last = last.then(() => answer(world, request, response));
  });
}

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", address());
  if (pathname !== "/sign-in" && !pathname.startsWith("/approvals/")) {
    response.writeHead(404).end();
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  // The provider's tokens have this machine's time.
  world.skewMs = Date.now() - world.time.nowMs();
  const answered = await world.does(() =>
    world.fetch(`${address()}${request.url}`, {
      method: request.method ?? "GET",
      headers: request.headers as Record<string, string>,
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks).toString("utf8") }),
    }),
  );
  const { "set-cookie": _, ...headers } = Object.fromEntries(answered.headers);
  response.writeHead(answered.status, { ...headers, "set-cookie": answered.headers.getSetCookie() });
  response.end(await answered.text());
}

/** A run that waits, and a page with its link open in a phone. */
async function opened() {
  const waiting = await waitingFor(provider, `${address()}/`);
  serve(waiting.world);
  const context = await profile(browser, "phone");
  const page = await context.newPage();
  await page.goto(waiting.link);
  return { ...waiting, context, page };
}

/** Rejects as a person does: types what the page asks for, and a reason. */
async function reject(page: Page): Promise<void> {
  const digest = (await page.locator("[data-digest]").textContent()) ?? "";
  const environment = (await page.locator("[data-environment]").textContent()) ?? "";
  await page.getByLabel("Environment and digits").fill(`${environment} ${digest.slice(0, 8)}`);
  await page.getByLabel("Reason").fill("not on a Friday");
  await page.getByRole("button", { name: "Reject" }).click();
  await page.getByRole("heading", { name: "Sign in to decide" }).waitFor();
}

/** Signs in at the provider's own pages, and lets it send the browser back. */
async function signIn(page: Page, as: string): Promise<void> {
  await page.getByRole("link", { name: "Sign in to reject" }).click();
  await page.locator('[name="login"]').fill(as);
  await page.locator('[name="password"]').fill("any");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).click();
}

const verify = (...options: readonly string[]) =>
  spawnSync(
    process.execPath,
    [
      fileURLToPath(new URL("../../bin/interlock.ts", import.meta.url)),
      "verify",
      join(folder, "run.jsonl"),
      ...options,
    ],
    { encoding: "utf8", env: { PATH: process.env["PATH"] } },
  );

test("a person rejects, signs in at the provider for exactly that, and an auditor verifies it without the provider", async () => {
  const { world, work, decided, context, page } = await opened();
  await reject(page);
  await picture(page, "sign-in-phone");
  expect(await decided()).toBeUndefined();
  await signIn(page, "paula");
  await page.getByRole("heading", { name: "Rejected" }).waitFor();
  await picture(page, "signed-in-phone");
  await context.close();
  expect((await decided())?.detail).toMatchObject({
    decision: "reject",
    reason: "not on a Friday",
    identity: { issuer: provider.issuer, subject: "paula" },
  });

  await world.call("read-gate", { ...work, gate: "plan-approval" });
  await world.call("close-run", work);
  writeFileSync(join(folder, "run.jsonl"), bytesOf(await partsOf(world, work.runId)));
  writeFileSync(join(folder, "key.pem"), world.kms.publicKeyPem);
  writeFileSync(join(folder, "keys.json"), (await provider.keySet()).text);
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  writeFileSync(join(folder, "others.json"), JSON.stringify({ keys: [publicKey.export({ format: "jwk" })] }));
  const pinned = ["--public-key", join(folder, "key.pem"), "--jwks"];
  const sound = verify(...pinned, join(folder, "keys.json"), "--json");
  expect([sound.status, JSON.parse(sound.stdout)]).toEqual([
    0,
    expect.objectContaining({ sound: true, sealed: true, verdict: "REJECTED", identityKeys: "pinned" }),
  ]);
  const other = verify(...pinned, join(folder, "others.json"));
  expect(other.status).toBe(1);
  expect(other.stdout).toContain("no key of the identity provider signed the ID token");
});

test("another person who signs in reads why that does not count, and the approver can still decide", async () => {
  const { decided, context, page, link } = await opened();
  await reject(page);
  await signIn(page, "mallory");
  await page.getByRole("heading", { name: "Your sign-in does not count" }).waitFor();
  await picture(page, "sign-in-of-another-phone");
  expect(await decided()).toBeUndefined();
  expect((await page.goto(link))?.status()).toBe(200);
  await reject(page);
  await signIn(page, "paula");
  await page.getByRole("heading", { name: "Rejected" }).waitFor();
  await context.close();
});
