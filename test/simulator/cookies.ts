/** The cookies that a page set, as a browser sends them back. */
export function cookiesOf({ cookies }: { cookies?: readonly string[] }): Record<string, string> {
  return Object.fromEntries(
    (cookies ?? []).map((cookie) => {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=");
      return [name, value];
    }),
  );
}
