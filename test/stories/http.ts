import { request } from "node:http";

/** What went over the wire. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

/** One request with exactly these headers; unlike fetch it lets a stranger write Host, Origin and the rest. */
export const send = (
  method: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | Buffer = "",
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, headers: { "content-length": String(Buffer.byteLength(body)), ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });

/** The page in a browser that has never been here: its cookie, and what a person would type. */
export async function open(link: string) {
  const page = await send("GET", link);
  const of = (pattern: RegExp) => page.body.match(pattern)?.[1] ?? "";
  const cookie = String(page.headers["set-cookie"] ?? "").split(";")[0] ?? "";
  const digest = of(/data-digest="([0-9a-f]{64})"/);
  return {
    page,
    cookie,
    form: {
      nonce: of(/name="nonce" value="([^"]+)"/),
      digest,
      challenge: `${of(/data-environment="([a-z]+)"/)} ${digest.slice(0, 8)}`,
      reason: "because",
      decision: "approve",
    },
  };
}

/** The headers with which a browser sends the page's own form. */
export const formHeaders = (link: string, cookie: string): Record<string, string> => ({
  cookie,
  origin: new URL(link).origin,
  "sec-fetch-site": "same-origin",
  "content-type": "application/x-www-form-urlencoded",
});
