import { createServer, type IncomingMessage, type Server } from "node:http";
import * as z from "zod";
import { inboxAnswer } from "./inbox-pages.ts";
import { KeptMails } from "./kept-mails.ts";
import { foreignIn, foreignToRelay, refuse } from "./own-requests.ts";

/** A mailbox: the port of each server, and where its mails are kept. */
export type Mailbox = {
  readonly inbox: number;
  readonly relay: number;
  /** The port of the emulator, whose topics the relay subscribes to. */
  readonly emulator: number;
  readonly folder: string;
};

const host = "127.0.0.1";

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
async function confirm(url: string, emulator: number): Promise<void> {
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

/**
 * Serves a web inbox, and the way from the approvers' topics into it. The emulator's e-mail subscriptions go nowhere, so
 * each topic has one more subscriber: this relay, under a path that names the address.
 */
export function serveMailbox({ inbox, relay, emulator, folder }: Mailbox): readonly [Server, Server] {
  const mails = new KeptMails(folder);
  const shown = createServer((request, response) => {
    const foreign = foreignIn(request, inbox);
    if (foreign !== null) return refuse(response, foreign);
    const { status, type, body } = inboxAnswer((request.url ?? "/").split(/[?#]/)[0] ?? "/", mails.all());
    response
      .writeHead(status, {
        "content-type": type,
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      })
      .end(body);
  }).listen(inbox, host);
  const taking = createServer(async (request, response) => {
    const foreign = foreignToRelay(request, relay);
    if (foreign !== null) return refuse(response, foreign);
    try {
      const { Type, Subject, Message, SubscribeURL } = message.parse(JSON.parse(await bodyOf(request)));
      if (Type === "SubscriptionConfirmation" && SubscribeURL !== undefined)
        await confirm(SubscribeURL, emulator);
      if (Type === "Notification")
        mails.keep({
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
  return [shown, taking];
}
