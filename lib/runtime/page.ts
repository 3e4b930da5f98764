import { createHash } from "node:crypto";
import middy from "@middy/core";
import httpHeaderNormalizer from "@middy/http-header-normalizer";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { messagePage } from "../approval-page/approval-page.ts";
import { style } from "../approval-page/layout.ts";
import type { PageName, PagePorts, PageRequest, PageResponse } from "../tasks.ts";
import { errorOf, logLine } from "./log.ts";
import { withCopies } from "./task.ts";

const styleHash = createHash("sha256").update(style).digest("base64");

/** Nothing but our own style and our own form; no frame, no referrer beyond this host, no copy kept anywhere. */
const headers = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  // no-referrer would make browsers send "Origin: null" with the form (Fetch standard, "origin" header).
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=31536000",
};

/**
 * The Lambda handler of a page: it never throws to the edge, where the message would be shown, and its one line names
 * the page and never the path, which is the secret.
 */
export function page<P extends PageName>(
  name: P,
  useCase: (ports: PagePorts<P>) => (request: PageRequest) => Promise<PageResponse>,
  ports: PagePorts<P>,
) {
  const carryOut = useCase(ports);
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(httpHeaderNormalizer())
    .handler(async (event) => {
      const beganAtMs = performance.now();
      const durationMs = () => Math.round(performance.now() - beganAtMs);
      try {
        const { status, html, cookies } = await withCopies(ports, () => carryOut(requestOf(event)));
        logLine({ task: name, durationMs: durationMs(), status });
        return {
          statusCode: status,
          headers,
          body: html,
          ...(cookies === undefined ? {} : { cookies: [...cookies] }),
        };
      } catch (error) {
        logLine({ task: name, durationMs: durationMs(), status: 500, ...errorOf(error) });
        const body = messagePage(
          "Something went wrong here",
          "Nothing was decided. Try again in a minute; the link still works.",
        );
        return { statusCode: 500, headers, body };
      }
    });
}

function requestOf(event: APIGatewayProxyEventV2): PageRequest {
  const received = Object.fromEntries(
    Object.entries(event.headers).flatMap(([key, value]) =>
      value === undefined ? [] : [[key.toLowerCase(), value]],
    ),
  );
  const body = event.isBase64Encoded
    ? Buffer.from(event.body ?? "", "base64").toString("utf8")
    : (event.body ?? "");
  // HTTP APIs put cookies beside the headers; other fronts leave them there.
  const cookies = event.cookies ?? (received["cookie"] ?? "").split(/;\s*/);
  return {
    method: event.requestContext.http.method,
    invitation: event.pathParameters?.["invitation"] ?? "",
    headers: received,
    cookies: Object.fromEntries(
      cookies.flatMap((cookie) => {
        const at = cookie.indexOf("=");
        return at > 0 ? [[cookie.slice(0, at), cookie.slice(at + 1)]] : [];
      }),
    ),
    form: Object.fromEntries(new URLSearchParams(body)),
  };
}
