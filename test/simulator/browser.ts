import { environments } from "../../lib/domain/environment.ts";
import { challengeOf } from "../../lib/domain/gate/challenge.ts";
import type { World } from "./world.ts";

/** A page as a browser got it, and the cookies that it keeps since. */
export type Shown = {
  readonly status: number;
  readonly html: string;
  readonly cookies: Readonly<Record<string, string>>;
  readonly location: string | null;
};

/** A request of a browser that has these cookies. */
const request = async (
  world: World,
  url: string,
  cookies: Readonly<Record<string, string>>,
  init: RequestInit = {},
): Promise<Shown> => {
  const cookie = Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join("; ");
  const response = await world.does(() =>
    world.fetch(url, { ...init, headers: { ...init.headers, cookie } }),
  );
  const set = response.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  const kept = set.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);
  return {
    status: response.status,
    html: await response.text(),
    cookies: { ...cookies, ...Object.fromEntries(kept) },
    location: response.headers.get("location"),
  };
};

/** Opens a page. A browser that opens a link for the first time has no cookies. */
export const show = (
  world: World,
  link: string,
  cookies: Readonly<Record<string, string>> = {},
): Promise<Shown> => request(world, link, cookies);

/** Sends the form of a shown page, filled in as a person does, with `edits` of its fields. */
export function post(
  world: World,
  link: string,
  { html, cookies }: Pick<Shown, "html" | "cookies">,
  decision: "approve" | "reject",
  edits: Readonly<Record<string, string>> = {},
): Promise<Shown> {
  const fields = { ...formIn(html), decision, reason: "because", ...edits };
  return request(world, link, cookies, {
    method: "POST",
    headers: {
      origin: new URL(link).origin,
      "sec-fetch-site": "same-origin",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(fields).toString(),
  });
}

/** Opens a link and decides through its form. */
export const decideThrough = async (
  world: World,
  link: string,
  decision: "approve" | "reject",
  edits: Readonly<Record<string, string>> = {},
): Promise<Shown> => post(world, link, await show(world, link), decision, edits);

/** The links in the mails that were delivered so far, oldest first, with the approver that each was sent to. */
export const linksIn = ({ people }: World): readonly { approver: string; link: string }[] =>
  people.mails.flatMap(({ topicArn, text }) => {
    const link = text.match(/http\S+\/approvals\/\S+/)?.[0];
    return link === undefined ? [] : [{ approver: approverOf(topicArn), link }];
  });

/** The approver that a topic belongs to. */
export const approverOf = (topicArn: string): string => topicArn.split(":").at(-1) ?? "";

/** What a person reads on a page and types into its form. */
export function formIn(html: string): Record<string, string> {
  const of = (pattern: RegExp) => html.match(pattern)?.[1] ?? "";
  const digest = of(/data-digest="([^"]+)"/);
  const environment = environments.find((one) => one === of(/data-environment="([^"]+)"/));
  return {
    nonce: of(/name="nonce" value="([^"]+)"/),
    digest,
    challenge: environment === undefined ? "" : challengeOf(environment, digest),
  };
}
