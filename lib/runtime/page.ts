import { createHash } from "node:crypto";
import middy from "@middy/core";
import httpHeaderNormalizer from "@middy/http-header-normalizer";
import httpSecurityHeaders from "@middy/http-security-headers";
import httpUrlencodeBodyParser from "@middy/http-urlencode-body-parser";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { metricsIn } from "../domain/metrics.ts";
import type { PageRequest, PageResponse } from "../pages/exchange.ts";
import { refused } from "../pages/http.ts";
import { messagePage } from "../pages/layout.ts";
import { style } from "../pages/style.ts";
import type { Wires } from "../ports/shared/wire.ts";
import type { PageName, PagePorts } from "../tasks/tasks.ts";
import { embedded, errorOf, logLine } from "./log.ts";
import { withCopies } from "./task.ts";
import { wired } from "./wired.ts";

type Event = Omit<APIGatewayProxyEventV2, "body"> & { body?: unknown };
type Page = middy.MiddlewareObj<Event, APIGatewayProxyStructuredResultV2>;

const styleHash = createHash("sha256").update(style).digest("base64");
/**
 * Room for a thousand characters of reason, each in its longest percent-encoded form, and for the rest of the form.
 */
const largestBodyBytes = 16 * 1024;

/** Allows nothing but our own style and our own form: no script, no frame, no referrer to other hosts. */
const securityHeaders = () =>
  httpSecurityHeaders({
    contentSecurityPolicy: {
      "default-src": "'none'",
      "style-src": `'sha256-${styleHash}'`,
      "form-action": "'self'",
      sandbox: "allow-forms allow-same-origin",
      "report-to": "",
      // A sandbox serves this machine without TLS. Elsewhere, Strict-Transport-Security enforces TLS.
      "upgrade-insecure-requests": "no" as never,
    },
    // no-referrer would make browsers send "Origin: null" with the form (Fetch standard, "origin" header).
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: { maxAge: 365 * 24 * 60 * 60, includeSubDomains: false, preload: false },
    permissionsPolicy: false,
    reportTo: false as never,
  });

/**
 * The Lambda handler of a page, whose ports are exactly those of its row in the table of pages. It never throws to API
 * Gateway, which would show the message, and its one log line names the page but never the path, which is the secret.
 * @throws SettingMissing, when it is made, if an environment variable of a port is missing.
 */
export function page<P extends PageName>(
  name: P,
  useCase: (ports: PagePorts<P>) => (request: PageRequest) => Promise<PageResponse>,
  wires: Wires<PagePorts<P>>,
) {
  const ports = wired<PagePorts<P>>(wires);
  const carryOut = useCase(ports);
  const form = name === "decide" ? [boundedBody, formParser] : [];
  // A container answers one request at a time.
  const counted: Counted = {};
  return (
    middy<Event, APIGatewayProxyStructuredResultV2>()
      // The handler of errors comes after the one that sets headers: errors pass through the list backwards.
      .use([
        securityHeaders() as unknown as Page,
        oneLine(name, counted),
        httpHeaderNormalizer() as unknown as Page,
      ])
      .use(form)
      .handler(async (event) => {
        const response = await withCopies(ports, () => carryOut(requestOf(event)));
        counted.counts = response.counts;
        return sent(event, response);
      })
  );
}

const sent = (
  { requestContext }: Event,
  { status, html, cookies, headers }: PageResponse,
): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...headers },
  body: requestContext.http.method === "HEAD" ? "" : html,
  ...(cookies === undefined ? {} : { cookies: [...cookies] }),
});

/** Parses a form that was posted. The browser's return from a sign-in has none. */
const formParser: Page = {
  before: (request) =>
    request.event.requestContext.http.method === "POST"
      ? (httpUrlencodeBodyParser() as unknown as Required<Pick<Page, "before">>).before(request)
      : undefined,
};

/** Refuses a body that is too large before any of it is parsed. */
const boundedBody: Page = {
  before: ({ event: { body, isBase64Encoded } }) => {
    const largest = largestBodyBytes * (isBase64Encoded ? 4 / 3 : 1);
    if (typeof body === "string" && body.length > largest)
      throw Object.assign(new Error("the body is too large"), { statusCode: 413 });
  },
};

/** What the page of this invocation counts. */
type Counted = { counts?: PageResponse["counts"] };

/** Writes the one log line of an invocation, and answers an error with a page: the details are for the log only. */
function oneLine(name: string, counted: Counted): Page {
  let beganAtMs = 0;
  const durationMs = () => Math.round(performance.now() - beganAtMs);
  return {
    before: () => {
      beganAtMs = performance.now();
      counted.counts = undefined;
    },
    after: ({ response }) => {
      logLine({
        task: name,
        durationMs: durationMs(),
        status: Number(response?.statusCode),
        ...embedded(metricsIn(counted.counts ?? null), name),
      });
    },
    onError: (request) => {
      const { event, error } = request;
      const status = error instanceof Error && "statusCode" in error ? error.statusCode : 500;
      const isRefused = status === 413 || status === 415;
      const answer = isRefused ? refused(status) : { status: 500, html: failed };
      const why = isRefused ? {} : errorOf(error);
      logLine({ task: name, durationMs: durationMs(), status: answer.status, ...why });
      request.response = sent(event, answer);
    },
  };
}

const failed = messagePage(
  "Something went wrong",
  "If you have just decided, open the link from the mail again in a minute: it shows whether your decision is recorded.",
);

function requestOf(event: Event): PageRequest {
  const received = Object.fromEntries(
    Object.entries(event.headers).flatMap(([key, value]) =>
      value === undefined ? [] : [[key.toLowerCase(), value]],
    ),
  );
  // HTTP APIs pass cookies apart from the headers; other fronts leave them in the headers.
  const cookies = event.cookies ?? (received["cookie"] ?? "").split(/;\s*/);
  return {
    method: event.requestContext.http.method,
    invitation: event.pathParameters?.["invitation"] ?? "",
    run: event.pathParameters?.["run"],
    query: Object.fromEntries(
      Object.entries(event.queryStringParameters ?? {}).map(([key, value]) => [key, value ?? ""]),
    ),
    headers: received,
    cookies: Object.fromEntries(
      cookies.flatMap((cookie) => {
        const at = cookie.indexOf("=");
        return at > 0 ? [[cookie.slice(0, at), cookie.slice(at + 1)]] : [];
      }),
    ),
    form: typeof event.body === "object" && event.body !== null ? { ...event.body } : {},
  };
}
