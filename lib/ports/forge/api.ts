import type * as z from "zod";
import {
  type InterlockError,
  notFound,
  settingMissing,
  throttled,
  unknownAnswer,
} from "../../domain/errors.ts";
import type { Clock } from "../clock/port.ts";

/** A request to a forge's API. */
export type Request = {
  readonly method: "GET" | "POST" | "PATCH";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** What the API answered. The names of headers are in lower case. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Sends a request over the network, so a test has its own. It throws anything if no answer comes. */
export type Send = (request: Request) => Promise<Answer>;

const patienceMs = 10_000;

/** Sends by Node.js's own client. */
export const overHttps: Send = async ({ method, url, headers, body }) => {
  const response = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(patienceMs),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
};

/** Asks one path of a forge, and answers what it said, parsed. */
export type Ask = <T>(
  method: Request["method"],
  path: string,
  schema: z.ZodType<T>,
  body?: object,
) => Promise<T>;

/** The API of a forge: where it is, who asks, and what its errors say. */
export type Api = {
  readonly name: string;
  readonly base: string;
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  /** What to do about a credential that is refused, and about a repository that is not found. */
  readonly ifRefused: string;
  readonly ifGone: string;
  /** The statuses that refuse a credential. @default 401 and 403 */
  readonly refusals?: readonly number[];
};

const attempts = 3;
const longestWaitMs = 20_000;

/**
 * Asks a forge. What may pass is asked again, after the time that the forge names; after three times it is Throttled. No
 * error has a header in it: those hold the credential.
 */
export const asking =
  (forge: Api, send: Send, clock: Pick<Clock, "pause">): Ask =>
  async (method, path, schema, body) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await sent(send, {
        method,
        url: `${forge.base}${path}`,
        headers: {
          ...(await forge.headers()),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (answer !== null && answer.status >= 200 && answer.status < 300)
        return parsed(forge, path, schema, answer.body);
      const what = `${forge.name} answered ${method} ${path} with ${answer === null ? "nothing" : `${answer.status}${messageIn(answer.body)}`}`;
      if (answer !== null && !mayPass(answer)) throw lasting(forge, answer.status, what);
      if (attempt === attempts) throw throttled(`${what}: it is asked again later`);
      await clock.pause(Math.min(longestWaitMs, waitMs(answer) ?? 1_000 * 4 ** (attempt - 1)));
    }
  };

async function sent(send: Send, request: Request): Promise<Answer | null> {
  try {
    return await send(request);
  } catch {
    return null;
  }
}

/**
 * Whether the same request may succeed later. Source: GitHub REST API, "Rate limits": 403 or 429, with retry-after or without
 * requests left; GitLab REST API, "Rate limits": 429 with retry-after.
 */
const mayPass = ({ status, headers }: Answer): boolean =>
  status >= 500 ||
  status === 429 ||
  status === 408 ||
  (status === 403 && (headers["retry-after"] !== undefined || headers["x-ratelimit-remaining"] === "0"));

const waitMs = (answer: Answer | null): number | null => {
  const seconds = Number(answer?.headers["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : null;
};

function lasting(
  { ifRefused, ifGone, refusals = [401, 403] }: Api,
  status: number,
  what: string,
): InterlockError {
  if (refusals.includes(status)) return settingMissing(`${what}: ${ifRefused}`);
  if (status === 404 || status === 410) return notFound(`${what}: ${ifGone}`);
  return unknownAnswer(`${what}: look at the request in docs/doors.md, and at the forge's own status page`);
}

const mostCharacters = 200;

/** What the forge says of its refusal, if it says it in a form that is known. */
function messageIn(body: string): string {
  try {
    const { message } = JSON.parse(body) as { readonly message?: unknown };
    return message === undefined ? "" : ` (${JSON.stringify(message).slice(0, mostCharacters)})`;
  } catch {
    return "";
  }
}

function parsed<T>({ name }: Api, path: string, schema: z.ZodType<T>, body: string): T {
  try {
    return schema.parse(JSON.parse(body));
  } catch (error) {
    throw unknownAnswer(`${name} answered ${path} in a form that is not known`, error);
  }
}
