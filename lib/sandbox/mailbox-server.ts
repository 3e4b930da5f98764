// The mailbox process: an SMTP server with a web inbox, and the way from the approvers' topics into it. The emulator's
// e-mail subscriptions go nowhere, so each topic has one more subscriber: this relay, under a path that names the address.
import { createServer, type IncomingMessage } from "node:http";
import { MailDev } from "maildev";
import { createTransport } from "nodemailer";
import * as z from "zod";
import { foreignToRelay, guard, refuse } from "./own-requests.ts";

const { inbox, smtp, relay, emulator, folder } = z
  .strictObject({
    inbox: z.int(),
    smtp: z.int(),
    relay: z.int(),
    /** The port of the emulator, whose topics the relay subscribes to. */
    emulator: z.int(),
    folder: z.string(),
  })
  .parse(JSON.parse(process.argv[2] ?? "null"));

const host = "127.0.0.1";
const mailbox = new MailDev({ smtp, web: inbox, ip: host, webIp: host, mailDirectory: folder, silent: true });
await mailbox.start();
const web = mailbox.getServers()?.api?.server.server;
if (web === undefined) throw new Error("the mailbox has no web server to guard");
guard(web, inbox);
const mailer = createTransport({ host, port: smtp, secure: false, ignoreTLS: true });

const message = z.looseObject({
  Type: z.string(),
  Subject: z.string().optional(),
  Message: z.string().optional(),
  SubscribeURL: z.string().optional(),
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Confirms the relay's subscription at the emulator, and nowhere else. */
async function confirm(url: string): Promise<void> {
  const { hostname, port, search } = new URL(url);
  if (!["127.0.0.1", "localhost"].includes(hostname) || port !== String(emulator))
    throw new Error(`a subscription is confirmed at the emulator only, not at ${hostname}:${port}`);
  // The emulator does not take an action from a plain GET, because any web page could send one.
  await fetch(`http://127.0.0.1:${emulator}/`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: search.slice(1),
  });
}

createServer(async (request, response) => {
  const foreign = foreignToRelay(request, relay);
  if (foreign !== null) return refuse(response, foreign);
  try {
    const { Type, Subject, Message, SubscribeURL } = message.parse(JSON.parse(await bodyOf(request)));
    if (Type === "SubscriptionConfirmation" && SubscribeURL !== undefined) await confirm(SubscribeURL);
    if (Type === "Notification")
      await mailer.sendMail({
        from: "Interlock <interlock@sandbox.example>",
        to: decodeURIComponent((request.url ?? "/").slice(1)),
        subject: Subject ?? "Interlock",
        text: Message ?? "",
      });
    response.writeHead(200).end();
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
}).listen(relay, host);
