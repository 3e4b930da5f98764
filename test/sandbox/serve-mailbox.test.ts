import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linkIn, mailsIn } from "../../lib/sandbox/mailbox.ts";
import { freePort } from "../../lib/sandbox/processes.ts";
import { serveMailbox } from "../../lib/sandbox/serve-mailbox.ts";

const link = "http://127.0.0.1:1/approvals/abc-DEF_1";
const servers: Server[] = [];
let folder: string;
let ports: { readonly inbox: number; readonly relay: number };

async function serve(): Promise<void> {
  ports = { inbox: await freePort(), relay: await freePort() };
  const started = serveMailbox({ ...ports, emulator: 1, folder });
  servers.push(...started);
  await Promise.all(
    started.map((server) => server.listening || new Promise((listens) => server.once("listening", listens))),
  );
}

/** Sends a request with every header as it is given, as no `fetch` would. */
const ask = (
  port: number,
  path: string,
  { method = "GET", headers = {}, body = "" }: { method?: string; headers?: object; body?: string } = {},
): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const asked = request(
      { port, path, method, host: "127.0.0.1", headers: { host: `127.0.0.1:${port}`, ...headers } },
      (answer) => {
        let text = "";
        answer.on("data", (chunk: Buffer) => {
          text += chunk.toString("utf8");
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
      },
    );
    asked.on("error", reject).end(body);
  });

const deliver = (Subject: string, Message: string) =>
  ask(ports.relay, "/release-manager%40sandbox.example", {
    method: "POST",
    headers: { "x-amz-sns-message-type": "Notification" },
    body: JSON.stringify({ Type: "Notification", Subject, Message }),
  });

beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), "mailbox-")), "mails");
  await serve();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((closed) => server.close(closed))));
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

test("a message of an approver's topic is a mail in the inbox, with its link", async () => {
  const before = Date.now();
  expect((await deliver("Decide", `Open ${link} now`)).status).toBe(200);

  const [mail] = await mailsIn(`http://127.0.0.1:${ports.inbox}`);
  expect(mail).toMatchObject({ subject: "Decide", to: "release-manager@sandbox.example" });
  expect(mail?.atMs).toBeGreaterThanOrEqual(before);
  expect(mail && linkIn(mail)).toBe(link);
  expect((await ask(ports.inbox, "/")).text).toContain(">Decide</a>");
  expect((await ask(ports.inbox, `/mails/${mail?.id}`)).text).toContain(`<a href="${link}"`);
});

test("what a mail says is shown as text", async () => {
  await deliver("<b>bold</b>", '<script>alert(1)</script> http://127.0.0.1/"onclick=x');

  const [mail] = await mailsIn(`http://127.0.0.1:${ports.inbox}`);
  const pages = [await ask(ports.inbox, "/"), await ask(ports.inbox, `/mails/${mail?.id}`)];
  for (const { text } of pages) {
    expect(text).toContain("&lt;b&gt;bold");
    expect(text).not.toMatch(/<b>bold|<script|"onclick/);
  }
});

test("a mailbox that starts again has the mails of the last one, which only the user can read", async () => {
  await deliver("Decide", link);
  await serve();

  expect(await mailsIn(`http://127.0.0.1:${ports.inbox}`)).toHaveLength(1);
  const files = readdirSync(folder);
  expect(files).toHaveLength(1);
  for (const file of files) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test.each([
  ["under another name", { host: "rebound.evil.example" }],
  ["from another origin", { origin: "https://evil.example" }],
  ["as a web socket", { origin: "https://evil.example", connection: "Upgrade", upgrade: "websocket" }],
])("the inbox shows nothing to a page that asks %s", async (_how, headers) => {
  await deliver("Decide", link);

  const { status, text } = await ask(ports.inbox, "/api/email", { headers });
  expect(status).toBe(403);
  expect(text).not.toContain("Decide");
});

test("the relay takes nothing that is not of SNS, and confirms nowhere but at the emulator", async () => {
  const silent = jest.spyOn(console, "error").mockReturnValue();
  const forged = await ask(ports.relay, "/x", { method: "POST", body: '{"Type":"Notification"}' });
  const confirmation = await ask(ports.relay, "/x", {
    method: "POST",
    headers: { "x-amz-sns-message-type": "SubscriptionConfirmation" },
    body: JSON.stringify({
      Type: "SubscriptionConfirmation",
      SubscribeURL: `http://127.0.0.1:${ports.inbox}/`,
    }),
  });

  expect([forged.status, confirmation.status]).toEqual([403, 500]);
  expect(silent).toHaveBeenCalledTimes(1);
  expect(await mailsIn(`http://127.0.0.1:${ports.inbox}`)).toEqual([]);
});
