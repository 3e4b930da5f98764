import type { IncomingMessage, ServerResponse } from "node:http";

const loopback: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/** What a browser or a program says about a request. */
export type RequestHead = Pick<IncomingMessage, "method" | "url" | "headers">;

/**
 * Why a server of the sandbox does not answer a request; null if it does. A web page of somebody else can send requests
 * to 127.0.0.1, or have its name lead there. A browser then says so: by the Host that the page was opened under, by its
 * Origin, or by Sec-Fetch-Site (Fetch Metadata Request Headers, W3C). lib/sandbox/launcher/own_requests.py is the same rule
 * for the emulator.
 * @param port the server's own port.
 */
export function foreignIn({ method = "", url = "", headers }: RequestHead, port: number): string | null {
  const { host = "", origin } = headers;
  if (!isLoopback(`http://${host}`)) return `its Host is "${host}"`;
  if (origin !== undefined && !(isLoopback(origin) && new URL(origin).port === String(port)))
    return `its Origin is "${origin}"`;
  const { "sec-fetch-site": site = "none", "sec-fetch-mode": mode, "sec-fetch-dest": destination } = headers;
  if (site === "same-origin" || site === "none") return null;
  const opensThePage =
    method === "GET" && mode === "navigate" && destination === "document" && url.split(/[?#]/)[0] === "/";
  return opensThePage ? null : `it comes from another site (Sec-Fetch-Site: ${String(site)})`;
}

/** Why the relay does not take a message; null if it does. Only the emulator's SNS calls it, and no browser can sign as it does. */
export function foreignToRelay(head: RequestHead, port: number): string | null {
  const foreign = foreignIn(head, port);
  if (foreign !== null) return foreign;
  if (head.headers.origin !== undefined || head.headers["sec-fetch-site"] !== undefined)
    return "it comes from a browser";
  // A page cannot add it without asking first, and that is refused. Source: SNS developer guide, HTTP/HTTPS headers.
  return head.headers["x-amz-sns-message-type"] === undefined ? "it is no message of SNS" : null;
}

/** Answers 403 and says why. */
export function refuse(response: ServerResponse, why: string): void {
  response
    .writeHead(403, { "content-type": "text/plain; charset=utf-8", connection: "close" })
    .end(`This sandbox answers only its own machine: ${why}.\n`);
}

function isLoopback(url: string): boolean {
  try {
    const { hostname } = new URL(url);
    return loopback.includes(hostname) || hostname.endsWith(".localhost");
  } catch {
    return false;
  }
}
