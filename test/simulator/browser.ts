/** The cookies that a page set, as a browser sends them back. */
export function cookiesOf({ cookies }: { cookies?: readonly string[] }): Record<string, string> {
  return Object.fromEntries(
    (cookies ?? []).map((cookie) => {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=");
      return [name, value];
    }),
  );
}

/** What a person reads on a page and types into its form. */
export function formIn(html: string): Record<string, string> {
  const of = (pattern: RegExp) => html.match(pattern)?.[1] ?? "";
  const digest = of(/data-digest="([^"]+)"/);
  return {
    nonce: of(/name="nonce" value="([^"]+)"/),
    digest,
    challenge: `${of(/data-environment="([^"]+)"/)} ${digest.slice(0, 8)}`,
  };
}
