import { request } from "node:http";
import * as approvalForm from "../fixtures/approval-form.ts";

/** What went over the wire. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

/**
 * One request with exactly these headers; unlike fetch it lets a stranger write Host, Origin and the rest.
 * @param setHost whether a Host is added where the headers have none.
 */
export const send = (
  method: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | Buffer = "",
  { setHost = true }: { readonly setHost?: boolean } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, setHost, headers: { "content-length": String(Buffer.byteLength(body)), ...headers } },
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

/** The page in a fresh browser: its cookie, and the filled-in form. */
export async function open(link: string) {
  const page = await send("GET", link);
  const cookie = String(page.headers["set-cookie"] ?? "").split(";")[0] ?? "";
  const { nonce = "", digest = "", challenge = "" } = approvalForm.formIn(page.body);
  return { page, cookie, form: { nonce, digest, challenge, reason: "because", decision: "approve" } };
}

/** The headers with which a browser with this cookie sends the page's own form. */
export const formHeaders = (link: string, cookie: string): Record<string, string> => ({
  cookie,
  ...approvalForm.formHeaders(link),
});
