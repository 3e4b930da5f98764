import { unknownAnswer } from "../domain/errors.ts";

/** An approver's answer. */
export type GateAnswer = { readonly decision: "approve" | "reject"; readonly reason: string };

const loopback = ["127.0.0.1", "localhost", "[::1]"];
const digitsTyped = 8;

/** How a browser asks for a page. */
type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * Answers a gate as a person does: opens the link, reads the page, types the challenge and sends the form. It works only on
 * this machine.
 * @returns whether the gate was answered; false for a link that a newer one replaced.
 * @throws UnknownAnswer if the page is not the one that a person would expect.
 */
export async function answerGate(
  link: string,
  { decision, reason }: GateAnswer,
  fetch: Fetch = globalThis.fetch,
): Promise<boolean> {
  const { origin, hostname } = new URL(link);
  if (!loopback.includes(hostname))
    throw unknownAnswer(`the link leads to ${hostname}: gates are answered only on this machine`);
  const page = await fetch(link);
  const html = await page.text();
  if (page.status === 404) return false;
  if (page.status !== 200)
    throw unknownAnswer(`the page of the link answers ${page.status}: open it in a browser and look`);
  const digest = attribute(html, /data-digest="([0-9a-f]{64})"/, "digest");
  const environment = attribute(html, /data-environment="([a-z]+)"/, "environment");
  const nonce = attribute(html, /name="nonce" value="([^"]+)"/, "nonce");
  const cookie = (page.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const answer = await fetch(link, {
    method: "POST",
    headers: {
      cookie,
      origin,
      "sec-fetch-site": "same-origin",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({
      nonce,
      digest,
      challenge: `${environment} ${digest.slice(0, digitsTyped)}`,
      decision,
      reason,
    }),
  });
  if (answer.status === 404) return false;
  if (answer.status !== 200) {
    const said = (await answer.text()).match(/role="alert">([^<]+)</)?.[1] ?? "no reason";
    throw unknownAnswer(
      `the form was answered with ${answer.status} (${said}): open ${link} in a browser and look`,
    );
  }
  return true;
}

function attribute(html: string, pattern: RegExp, what: string): string {
  const value = html.match(pattern)?.[1];
  if (value === undefined)
    throw unknownAnswer(`the page shows no ${what}: open the link in a browser and look`);
  return value;
}
