import type { IdentityProvider } from "../fixtures/identity-provider.ts";
import { linksIn, post, type Shown, show } from "../simulator/browser.ts";
import { install, nobodyAnswers, openByHand, planWith, read } from "../simulator/runs.ts";

/** Where the provider sends a browser back. */
export const callback = "http://127.0.0.1/sign-in";

/** A person's browser at the provider: it follows redirects, keeps cookies and fills in forms. */
export async function logIn(url: string, login: string): Promise<URL> {
  const jar = new Map<string, string>();
  let next = url;
  let form: URLSearchParams | null = null;
  for (let step = 0; step < 20; step += 1) {
    if (next.startsWith(callback)) return new URL(next);
    const response: Response = await fetch(next, {
      method: form === null ? "GET" : "POST",
      redirect: "manual",
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form === null ? {} : { body: form }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = response.headers.get("location");
    if (location !== null) {
      next = new URL(location, next).href;
      form = null;
      continue;
    }
    const page = await response.text();
    next = new URL(page.match(/action="([^"]+)"/)?.[1] ?? "", next).href;
    const prompt = page.match(/name="prompt" value="([^"]+)"/)?.[1] ?? "";
    form = new URLSearchParams(prompt === "login" ? { prompt, login, password: "any" } : { prompt });
  }
  throw new Error("the sign-in did not end");
}

/** A run that waits at a gate which requires a sign-in, and a browser that has opened its link. */
export async function waitingFor({ issuer, clientId, clientSecret }: IdentityProvider) {
  const world = install({
    oidc: { issuer, clientId, clientSecretName: "interlock" },
    approvers: ["platform-owner", "staging-approver", "change-manager", "release-manager"].map((id) => ({
      id,
      name: id,
      address: `${id}@example.com`,
      identities: [`${id}@example.com`],
      oidc: { issuer, subject: id === "platform-owner" ? "paula" : id },
    })),
  });
  world.secrets.set("interlock", clientSecret);
  // The provider has this machine's clock, and its tokens say when a person signed in.
  world.skewMs = Date.now() - world.time.nowMs();
  nobodyAnswers(world);
  const plan = planWith((edited) => {
    edited.gates["plan-approval"].identity = "oidc";
  });
  const work = await openByHand(world, {}, plan);
  await world.call("open-gate", { ...work, gate: "plan-approval", taskToken: "token" });
  const link = linksIn(world).at(-1)?.link ?? "";
  const shown = await show(world, link);
  const { cookies } = shown;
  /** Sends the form; the answer says where to sign in. */
  const begin = async (decision: "approve" | "reject" = "approve") => {
    const { html } = await show(world, link, cookies);
    return post(world, link, { html, cookies }, decision);
  };
  const comeBack = (begun: Shown, url: URL) => show(world, url.href, begun.cookies);
  const decided = async () =>
    (await read(world, work.runId)).entries.findLast(({ action }) => action === "decide-gate");
  return { world, work, link, begin, comeBack, decided };
}

/** The address at the provider in the page that asks for a sign-in. */
export const addressIn = ({ html }: Shown): string =>
  (html.match(/href="(http[^"]+)"/)?.[1] ?? "").replaceAll("&amp;", "&");
