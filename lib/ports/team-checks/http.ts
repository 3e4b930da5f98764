import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as overHttp, type RequestOptions } from "node:http";
import { request as overHttps } from "node:https";
import { TLSSocket } from "node:tls";
import type { HttpAnswer } from "../../domain/check/team-answers.ts";
import type { Get } from "./port.ts";

/** How much of a body is read. */
const mostBytes = 65_536;

type Address = { readonly address: string; readonly family: number };

/**
 * Gets addresses over the network: http and https only, one request, no redirect followed. The name is resolved once, every
 * address that it has must be allowed, and the connection goes to one that was looked at: so a name cannot come to mean
 * another machine in between.
 */
export const getting =
  (allows: (address: string, family: number) => boolean): Get =>
  async (text, withinMs) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !/^https?:$/.test(url.protocol))
      return notAsked(`${JSON.stringify(text)} is no address of the kind http or https`);
    if (url.username !== "" || url.password !== "")
      return notAsked("the address holds credentials: put out one without");
    const beganAtMs = performance.now();
    const signal = AbortSignal.timeout(withinMs);
    try {
      const host = url.hostname.replace(/^\[|\]$/g, "");
      const addresses = await before(signal, lookup(host, { all: true }));
      const [first] = addresses;
      const other = addresses.find(({ address, family }) => !allows(address, family));
      if (first === undefined || other !== undefined)
        return notAsked(
          `${host} is ${other?.address ?? "nowhere"}, which is not a public address: a check asks only those`,
        );
      return await answerOf(url, first, signal, beganAtMs);
    } catch (error) {
      return {
        result: "silent",
        why: signal.aborted
          ? `no answer within ${withinMs / 1_000} s`
          : `no answer: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  };

const notAsked = (why: string): HttpAnswer => ({ result: "not-asked", why });

/** What is awaited, or the signal's error. */
const before = <T>(signal: AbortSignal, awaited: Promise<T>): Promise<T> =>
  Promise.race([
    awaited,
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    }),
  ]);

async function answerOf(
  url: URL,
  { address, family }: Address,
  signal: AbortSignal,
  beganAtMs: number,
): Promise<HttpAnswer> {
  const options: RequestOptions = {
    method: "GET",
    signal,
    // A connection of its own: a kept one might lead to an address that was allowed for another name.
    agent: false,
    headers: { "user-agent": "interlock-check", "accept-encoding": "identity" },
    // Node.js asks for all addresses or for one (net.connect, autoSelectFamily).
    lookup: (_host, asked, found) =>
      asked.all === true ? found(null, [{ address, family }]) : found(null, address, family),
  };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const send = url.protocol === "https:" ? overHttps : overHttp;
    send(url, options, resolve).on("error", reject).end();
  });
  const certificateEndsAtMs =
    response.socket instanceof TLSSocket ? Date.parse(response.socket.getPeerCertificate().valid_to) : null;
  const { body, isCut } = await bodyOf(response);
  return {
    result: "answered",
    status: response.statusCode ?? 0,
    body,
    isCut,
    certificateEndsAtMs,
    tookMs: Math.round(performance.now() - beganAtMs),
  };
}

async function bodyOf(
  response: IncomingMessage,
): Promise<{ readonly body: string; readonly isCut: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > mostBytes) break;
  }
  return { body: Buffer.concat(chunks).subarray(0, mostBytes).toString("utf8"), isCut: bytes > mostBytes };
}
